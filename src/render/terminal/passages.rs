//! Copied passages by kind: the draft's words, the source's words beside them, what was changed.

use std::cmp::Reverse;

use crate::measure::Finding;
use crate::measure::novelty::{EditShown, Passage, PassageKind};
use crate::render::styled::{CHANGED, GREY, PLAIN, Page, Piece};
use crate::render::terminal::view::{self, View};
use crate::render::words::{self, same_letters, titled};
use crate::span::{SourceText, Span};

/// Changes named in a line under a passage.
const MOST_CHANGES: usize = 6;

/// Shows the longest passages of each kind in order of position; the number of findings shown.
pub(super) fn show(page: &mut Page, view: &View<'_>, findings: &[&Finding]) -> usize {
    let mut shown = 0;
    for kind in [PassageKind::Verbatim, PassageKind::Edited, PassageKind::Reworded] {
        let mut passages: Vec<&Passage> = findings
            .iter()
            .filter_map(|f| f.passage.as_ref())
            .filter_map(|id| view.report.passages.iter().find(|p| p.id == *id))
            .filter(|p| p.kind == kind)
            .collect();
        if passages.is_empty() {
            continue;
        }
        let letters: usize = passages.iter().map(|p| p.span.len()).sum();
        page.text(4, PLAIN, format!("{}  {}处，共{letters}字", kind.label(), passages.len()));
        if let Some(most) = view.options.most {
            passages.sort_by_key(|p| (Reverse(p.span.len()), p.span));
            passages.truncate(most);
            passages.sort_by_key(|p| p.span);
        }
        passages.iter().for_each(|passage| one(page, view, passage));
        shown += passages.len();
    }
    shown
}

fn one(page: &mut Page, view: &View<'_>, passage: &Passage) {
    let line = Piece::new(GREY, format!("{}  ", view.line(passage.span.start)));
    let source = titled(&passage.source.title);
    let others = match passage.others.len() {
        0 => String::new(),
        n => format!("，另有{n}份文件有相同内容"),
    };
    page.labelled(6, &line, &[Piece::new(GREY, format!("{}字，见{source}{others}", passage.span.len()))]);
    // Up to the first change both sides say the same, so both are shown around it.
    let first = passage.edits.iter().map(|e| e.span.start).min();
    let marks: Vec<Span> = passage.edits.iter().map(|e| e.span).collect();
    let own = view.quote_at(passage.span, first, &marks, CHANGED);
    page.labelled(8, &Piece::new(GREY, "本稿  "), &own);
    if same_letters(passage) {
        return;
    }
    let text = SourceText::new(&passage.source.text);
    let base = passage.source.span.start;
    let marks: Vec<Span> = passage
        .edits
        .iter()
        .map(|e| Span::new(e.source_span.start.saturating_sub(base), e.source_span.end.saturating_sub(base)))
        .collect();
    // What was moved stands at another place there.
    let focus = passage.edits.iter().map(|e| e.source_span.start.saturating_sub(base)).min();
    let theirs = view::quote_at(&text, (text.span(), focus), &marks, (CHANGED, view.options.emphasis));
    page.labelled(8, &Piece::new(GREY, "来源  "), &theirs);
    if !passage.edits.is_empty() {
        page.labelled(8, &Piece::new(GREY, "改动  "), &[Piece::new(GREY, changes(&passage.edits))]);
    }
}

fn changes(edits: &[EditShown]) -> String {
    let mut named = words::changes(edits.iter());
    let more = named.len() > MOST_CHANGES;
    named.truncate(MOST_CHANGES);
    format!("{}{}", named.join("，"), if more { format!(" 等{}处", edits.len()) } else { String::new() })
}

//! Passages beside their sources: both sides with the changed words marked, and the changes by what sort they are.

use std::collections::BTreeSet;

use crate::measure::novelty::{Passage, SourceShare};
use crate::render::draft::Draft;
use crate::render::html::marks::Look;
use crate::render::places::FilePlaces;
use crate::render::words;
use crate::reuse::EditKind;
use crate::review::Report;
use crate::span::{self, SourceText, Span};

/// Longest quotation in the table of lawful repetition, in characters.
const QUOTED: usize = 90;
/// Other documents named at a passage.
const MOST_OTHERS: usize = 3;

/// A passage that counts or is a hint.
pub(super) struct Card {
    pub(super) number: usize,
    pub(super) class: &'static str,
    pub(super) label: &'static str,
    pub(super) place: String,
    /// Where it stands in the file.
    pub(super) file: Option<String>,
    /// Id of its words in the draft, where they are marked.
    pub(super) anchor: Option<String>,
    pub(super) finding: Option<usize>,
    pub(super) characters: usize,
    pub(super) similarity: String,
    pub(super) title: String,
    /// What is known of the source beside its title.
    pub(super) about: String,
    pub(super) others: String,
    pub(super) draft: Vec<Bit>,
    /// Empty where the source says the same.
    pub(super) source: Vec<Bit>,
    pub(super) changes: Vec<(&'static str, String)>,
}

/// Words of one side.
pub(super) struct Bit {
    pub(super) text: String,
    /// Whether they were changed.
    pub(super) changed: bool,
    /// Whether words of the other side are missing here.
    pub(super) gap: bool,
}

/// A passage set apart.
pub(super) struct Lawful {
    pub(super) number: usize,
    pub(super) place: String,
    pub(super) anchor: Option<String>,
    pub(super) words: String,
    pub(super) characters: usize,
    pub(super) title: String,
    pub(super) reason: &'static str,
}

/// The passages that count or are hints, by position.
pub(super) fn cards(report: &Report, draft: &Draft<'_>, anchors: &BTreeSet<String>) -> Vec<Card> {
    let shown = report.passages.iter().zip(1..).filter(|(p, _)| p.excluded.is_none());
    let file = FilePlaces::of(report, |span| draft.span(span));
    shown.map(|(passage, number)| card(report, (draft, &file), anchors, (passage, number))).collect()
}

fn card(
    report: &Report,
    (draft, file): (&Draft<'_>, &FilePlaces<'_>),
    anchors: &BTreeSet<String>,
    (passage, number): (&Passage, usize),
) -> Card {
    let span = draft.span(passage.span);
    let finding = report.findings.iter().position(|f| f.passage.as_deref() == Some(&passage.id)).map(|i| i + 1);
    let anchor = finding.map_or_else(|| format!("mp{number}"), |n| format!("mf{n}"));
    let share = report.novelty.sources.iter().find(|s| s.document_id == passage.source.document_id);
    let words = SourceText::new(&passage.source.text);
    let own = passage.edits.iter().map(|e| draft.span(e.span));
    let theirs = passage.edits.iter().map(|e| draft.in_source(passage, &words, e.source_span));
    let look = Look::of_passage(passage);
    Card {
        number,
        class: look.class(),
        label: look.label(),
        place: draft.place(span.start).to_string(),
        file: file.range(span),
        anchor: Some(anchor).filter(|a| anchors.contains(a)),
        finding,
        characters: span.len(),
        similarity: format!("{:.0}%", passage.similarity * 100.0),
        title: source_title(passage),
        about: share.map(about).unwrap_or_default(),
        others: others(report, passage),
        draft: bits(draft.text, span, own.collect()),
        source: if words::same_letters(passage) { Vec::new() } else { bits(&words, words.span(), theirs.collect()) },
        changes: changes(passage),
    }
}

fn source_title(passage: &Passage) -> String {
    if passage.source.title.is_empty() {
        return format!("编号 {}", passage.source.document_id);
    }
    words::titled(&passage.source.title)
}

fn about(share: &SourceShare) -> String {
    let mut parts = vec![share.level.label().to_owned()];
    parts.extend(Some(share.issuer.clone()).filter(|issuer| !issuer.is_empty()));
    parts.extend(share.date.map(|date| date.to_string()));
    parts.extend(Some(words::source_note(share)).filter(|note| !note.is_empty()));
    parts.join(" · ")
}

fn others(report: &Report, passage: &Passage) -> String {
    let named = |id: &str| words::title_of(report, id).map_or_else(|| format!("编号 {id}"), words::titled);
    let mut names: Vec<String> = Vec::new();
    for other in &passage.others {
        let name = named(&other.document_id);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let count = names.len();
    names.truncate(MOST_OTHERS);
    match count {
        0 => String::new(),
        n if n > MOST_OTHERS => format!("{}等{n}份文件有相同内容", names.join("、")),
        _ => format!("{}有相同内容", names.join("、")),
    }
}

/// The words of a text inside `span`, cut where a change begins or ends. An empty change is a gap.
fn bits(text: &SourceText, span: Span, changed: Vec<Span>) -> Vec<Bit> {
    let inside = |s: &Span| span.start <= s.start && s.end <= span.end;
    let gaps: BTreeSet<usize> = changed.iter().filter(|s| s.is_empty() && inside(s)).map(|s| s.start).collect();
    let changed = span::union(changed.into_iter().map(|s| s.intersection(span)).collect());
    let mut cuts: BTreeSet<usize> = changed.iter().flat_map(|s| [s.start, s.end]).chain(gaps.iter().copied()).collect();
    cuts.extend([span.start, span.end]);
    let cuts: Vec<usize> = cuts.into_iter().collect();
    let gap = || Bit { text: String::new(), changed: false, gap: true };
    let mut bits = Vec::new();
    for pair in cuts.windows(2) {
        let [start, end] = pair else { continue };
        if gaps.contains(start) {
            bits.push(gap());
        }
        let part = Span::new(*start, *end);
        let changed = span::any_overlap(&changed, part);
        bits.push(Bit { text: text.slice(part).to_owned(), changed, gap: false });
    }
    if gaps.contains(&span.end) {
        bits.push(gap());
    }
    bits
}

/// The changes by sort, each said once with how often it was made.
fn changes(passage: &Passage) -> Vec<(&'static str, String)> {
    let kinds = [
        EditKind::Region,
        EditKind::Organ,
        EditKind::Number,
        EditKind::Replace,
        EditKind::Insert,
        EditKind::Delete,
        EditKind::Move,
    ];
    let of_kind =
        |kind: EditKind| (kind.label(), words::changes(passage.edits.iter().filter(|e| e.kind == kind)).join("，"));
    kinds.into_iter().map(of_kind).filter(|(_, told)| !told.is_empty()).collect()
}

/// The passages set apart, by position.
pub(super) fn lawful(report: &Report, draft: &Draft<'_>, anchors: &BTreeSet<String>) -> Vec<Lawful> {
    let rows = report.passages.iter().zip(1..).filter_map(|(passage, number)| {
        let span = draft.span(passage.span);
        Some(Lawful {
            number,
            place: draft.place(span.start).to_string(),
            anchor: Some(format!("mp{number}")).filter(|a| anchors.contains(a)),
            words: words::clip(draft.words(span), QUOTED),
            characters: span.len(),
            title: source_title(passage),
            reason: passage.excluded?.reason.label(),
        })
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(changed: &[(usize, usize)]) -> String {
        let text = SourceText::new("甲乙丙丁戊己");
        let spans = changed.iter().map(|&(start, end)| Span::new(start, end)).collect();
        let bit = |b: &Bit| match (b.gap, b.changed) {
            (true, _) => "∧".to_owned(),
            (_, true) => format!("[{}]", b.text),
            _ => b.text.clone(),
        };
        bits(&text, Span::new(1, 5), spans).iter().map(bit).collect()
    }

    #[test]
    fn changed_words_and_gaps_are_cut_out() {
        assert_eq!(told(&[]), "乙丙丁戊");
        assert_eq!(told(&[(2, 3), (4, 4)]), "乙[丙]丁∧戊");
        assert_eq!(told(&[(0, 2), (2, 3), (5, 5)]), "[乙丙]丁戊∧");
        assert_eq!(told(&[(1, 1), (1, 2), (6, 6)]), "∧[乙]丙丁戊");
    }
}

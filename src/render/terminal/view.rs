//! The draft beside its report: line numbers, the sentence around a place, words cut to a readable length.

use anstyle::Style;

use crate::render::places::FilePlaces;
use crate::render::styled::{PLAIN, Piece};
use crate::render::terminal::{Emphasis, TerminalOptions};
use crate::review::Report;
use crate::span::{self, SourceText, Span};
use crate::text::{fold, sentence};

/// Longest quotation, in characters: two to three lines of a terminal.
pub(super) const LONGEST: usize = 110;
/// Characters kept before the first marked word of a sentence that is cut.
const LEAD: usize = 24;

/// A report with the text it speaks of.
pub(super) struct View<'a> {
    pub(super) report: &'a Report,
    pub(super) options: TerminalOptions,
    source: SourceText,
    newlines: Vec<usize>,
    file: FilePlaces<'a>,
    sentences: Vec<Span>,
}

impl<'a> View<'a> {
    pub(super) fn new(report: &'a Report, text: &str, options: TerminalOptions) -> Self {
        let source = SourceText::new(text);
        let folded: Vec<char> = fold::fold(source.chars()).chars().collect();
        let sentences =
            sentence::sentences(&folded, &sentence::paragraphs(&folded)).into_iter().map(|s| s.span).collect();
        let newlines = source.chars().iter().enumerate().filter(|(_, c)| **c == '\n').map(|(at, _)| at).collect();
        let file = FilePlaces::of(report, |span| span);
        Self { report, options, source, newlines, file, sentences }
    }

    /// The line that holds a position, from 1, with its paragraph or line in the file where that is known.
    pub(super) fn line(&self, position: usize) -> String {
        let line = self.newlines.partition_point(|&at| at < position) + 1;
        let file = self.file.paragraph(position).map(|place| format!("（文件中{place}）")).unwrap_or_default();
        format!("第{line}行{file}")
    }

    /// The sentence that holds the start of `span`, widened to hold all of it.
    pub(super) fn sentence(&self, span: Span) -> Span {
        let at = self.sentences.partition_point(|s| s.end <= span.start);
        self.sentences.get(at).filter(|s| s.overlaps(span)).map_or(span, |s| s.hull(span))
    }

    /// The words of the draft inside `span`, cut to [`LONGEST`] around the first of the `marks`.
    pub(super) fn quote(&self, span: Span, marks: &[Span], style: Style) -> Vec<Piece> {
        quote(&self.source, span, marks, (style, self.options.emphasis))
    }

    /// The same, cut around `focus` instead.
    pub(super) fn quote_at(&self, span: Span, focus: Option<usize>, marks: &[Span], style: Style) -> Vec<Piece> {
        quote_at(&self.source, (span, focus), marks, (style, self.options.emphasis))
    }
}

/// The words of a text inside `span`, with the words inside `marks` (sorted or not) in `style`.
fn quote(text: &SourceText, span: Span, marks: &[Span], look: (Style, Emphasis)) -> Vec<Piece> {
    quote_at(text, (span, marks.iter().map(|m| m.start).min()), marks, look)
}

/// The same, cut around a position.
pub(super) fn quote_at(
    text: &SourceText,
    (span, focus): (Span, Option<usize>),
    marks: &[Span],
    look: (Style, Emphasis),
) -> Vec<Piece> {
    let marks = span::union(marks.iter().map(|m| m.intersection(span)).collect());
    let shown = cut(span, focus);
    let mut pieces = Vec::new();
    let plain = |from: usize, to: usize, pieces: &mut Vec<Piece>| {
        pieces.push(Piece::new(PLAIN, text.slice(Span::new(from, to))));
    };
    if shown.start > span.start {
        pieces.push(Piece::new(PLAIN, "…"));
    }
    let mut at = shown.start;
    for mark in marks.iter().map(|m| m.intersection(shown)).filter(|m| !m.is_empty()) {
        plain(at, mark.start, &mut pieces);
        pieces.push(marked(text.slice(mark), look));
        at = mark.end;
    }
    plain(at, shown.end, &mut pieces);
    if shown.end < span.end {
        pieces.push(Piece::new(PLAIN, "…"));
    }
    pieces
}

fn marked(words: &str, (style, emphasis): (Style, Emphasis)) -> Piece {
    match emphasis {
        Emphasis::Style => Piece::new(style, words),
        Emphasis::Brackets => Piece::new(PLAIN, format!("【{words}】")),
    }
}

/// The part of `span` that is shown: all of it where it is short enough, else from its start or from shortly before
/// `focus`.
fn cut(span: Span, focus: Option<usize>) -> Span {
    if span.len() <= LONGEST {
        return span;
    }
    let wanted = focus.map_or(span.start, |at| at.saturating_sub(LEAD).max(span.start));
    let start = if wanted - span.start < LEAD { span.start } else { wanted };
    let start = start.min(span.end - LONGEST);
    Span::new(start, start + LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_sentences_are_cut_around_their_mark() {
        let text = SourceText::new(&format!("{}要点{}", "前".repeat(300), "后".repeat(300)));
        let pieces = quote(&text, text.span(), &[Span::new(300, 302)], (PLAIN, Emphasis::Brackets));
        let shown: String = pieces.iter().map(|p| p.text.as_str()).collect();
        assert_eq!(shown, format!("…{}【要点】{}…", "前".repeat(LEAD), "后".repeat(LONGEST - LEAD - 2)));
        let whole = quote(&text, Span::new(298, 304), &[Span::new(300, 302)], (PLAIN, Emphasis::Style));
        let shown: Vec<&str> = whole.iter().map(|p| p.text.as_str()).collect();
        assert_eq!(shown, ["前前", "要点", "后后"]);
    }
}

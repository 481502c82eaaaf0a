//! The part of a source document that a passage needs: a few lines around it, read from the text, so that a review does
//! not read whole documents for single passages.

use std::sync::Arc;

use super::Library;
use crate::reuse::Match;
use crate::span::Span;
use crate::text::Reading;

/// Characters around a passage that are read with it: enough for the edges of its clauses and item numbers.
const AROUND: usize = 40;
/// Farthest a line end is looked for beyond them, in bytes; after that a sentence end will do.
const FARTHEST: usize = 6_000;

/// Texts of source documents used in one review.
pub(super) struct Texts<'a> {
    library: &'a Library<'a>,
}

/// Some lines of a document.
pub(super) struct Excerpt {
    /// The lines.
    pub reading: Reading,
    /// Code points of the document before them.
    pub place: usize,
    /// Letters of the document before them.
    pub letters: usize,
}

impl<'a> Texts<'a> {
    pub(super) fn new(library: &'a Library<'a>) -> Self {
        Self { library }
    }

    /// The text of a document; `None` when it has gone meanwhile.
    pub(super) fn text(&self, sequence: u64) -> Option<Arc<str>> {
        (self.library.text)(sequence)
    }

    /// Where letters of a document stand in its text; `None` when it has gone meanwhile.
    pub(super) fn place(&self, sequence: u64, letters: Span) -> Option<Span> {
        self.library.snapshot.to_text(sequence, letters)
    }

    /// Codes of some letters of a document.
    pub(super) fn letters(&self, sequence: u64, range: Span) -> Vec<u16> {
        self.library.snapshot.letters(sequence, range)
    }

    /// The lines around the source side of a match.
    pub(super) fn excerpt(&self, sequence: u64, found: &Match) -> Option<Excerpt> {
        let span = self.place(sequence, found.source)?;
        let text = self.text(sequence)?;
        let (place, lines) = lines_around(&text, span);
        let letters = self.library.snapshot.letters_before(sequence, place)?;
        Some(Excerpt { reading: Reading::new(lines), place, letters })
    }
}

/// Byte position of a code point.
fn byte_of(text: &str, place: usize) -> usize {
    let mut chars = text.chars();
    if let Some(last) = place.checked_sub(1) {
        chars.nth(last);
    }
    text.len() - chars.as_str().len()
}

/// The largest character boundary at or below a byte position.
fn boundary(text: &str, byte: usize) -> usize {
    (0..=byte.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// The lines around a range of code points, and the place where they begin. Item numbers and straight quotation marks are
/// read from the beginning of a line, so that is where an excerpt begins; in a line without end, after a sentence.
fn lines_around(text: &str, span: Span) -> (usize, &str) {
    let around = Span::new(span.start.saturating_sub(AROUND), span.end + AROUND);
    let from = byte_of(text, around.start);
    let head = text.get(boundary(text, from.saturating_sub(FARTHEST))..from).unwrap_or("");
    let whole_head = head.len() == from;
    let after = |mark: char| head.rfind(mark).map(|at| at + mark.len_utf8());
    let start = match after('\n').or_else(|| (!whole_head).then(|| after('。').max(after('；'))).flatten()) {
        Some(at) => from - head.len() + at,
        None if whole_head => 0,
        None => from - head.len(),
    };
    let until = byte_of(text, around.end);
    let tail = text.get(until..boundary(text, until + FARTHEST)).unwrap_or("");
    let end = until + tail.find('\n').unwrap_or(tail.len());
    let before = text.get(start..from).unwrap_or("").chars().count();
    (around.start - before, text.get(start..end).unwrap_or(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excerpts_begin_at_a_line_and_hold_the_range() {
        let line = "甲乙丙丁戊己庚辛壬癸。".repeat(12);
        let text = format!("{line}\n{line}\n{line}\n𠮷{line}");
        let chars: Vec<char> = text.chars().collect();
        for start in (0..chars.len()).step_by(7) {
            let span = Span::new(start, (start + 20).min(chars.len()));
            let (place, lines) = lines_around(&text, span);
            let excerpt: Vec<char> = lines.chars().collect();
            assert!(place <= span.start && place + excerpt.len() >= span.end);
            assert_eq!(excerpt[..], chars[place..place + excerpt.len()]);
            assert!(place == 0 || chars[place - 1] == '\n');
        }
        let endless = "甲乙丙。".repeat(3_000);
        let (place, lines) = lines_around(&endless, Span::new(9_000, 9_010));
        assert!(place > 0 && place % 4 == 0 && lines.chars().count() < 5_000);
    }
}

//! The draft beside its report, whatever the unit of the report's positions: its paragraphs, and where something stands
//! as a person would say it.

use std::fmt;

use crate::measure::novelty::Passage;
use crate::span::{Converter, OffsetUnit, SourceText, Span};

/// A place as a person finds it, both counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Number of the paragraph; lines without a word are not counted.
    pub paragraph: usize,
    /// Number of the character in it, blanks at its beginning not counted.
    pub character: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "第{}段第{}字", self.paragraph, self.character)
    }
}

/// The text of a draft with the way from a report's positions to its characters.
#[derive(Debug)]
pub struct Draft<'a> {
    /// The text.
    pub text: &'a SourceText,
    unit: OffsetUnit,
    positions: Converter<'a>,
    lines: Vec<Span>,
    paragraphs: Vec<Span>,
}

impl<'a> Draft<'a> {
    /// The draft of a report whose positions are in `unit`.
    #[must_use]
    pub fn new(text: &'a SourceText, unit: OffsetUnit) -> Self {
        let mut lines = Vec::new();
        let mut start = 0;
        for line in text.chars().split(|&c| c == '\n') {
            let end = start + line.len();
            let shown = if line.last() == Some(&'\r') { end - 1 } else { end };
            lines.push(Span::new(start, shown));
            start = end + 1;
        }
        let words = |line: &Span| {
            let blanks = text.chars_in(*line).iter().take_while(|c| c.is_whitespace()).count();
            Some(Span::new(line.start + blanks, line.end)).filter(|words| !words.is_empty())
        };
        let paragraphs = lines.iter().filter_map(words).collect();
        Self { text, unit, positions: text.converter(unit), lines, paragraphs }
    }

    /// A range of the report in code points of the text.
    #[must_use]
    pub fn span(&self, reported: Span) -> Span {
        self.positions.revert(reported)
    }

    /// The words at a range in code points.
    #[must_use]
    pub fn words(&self, span: Span) -> &'a str {
        self.text.slice(span)
    }

    /// All lines without their ends.
    #[must_use]
    pub fn lines(&self) -> &[Span] {
        &self.lines
    }

    /// Number of the paragraph that holds a position in code points, or of the next one; from 1.
    #[must_use]
    pub fn paragraph(&self, position: usize) -> usize {
        let before = self.paragraphs.partition_point(|p| p.end <= position);
        (before + 1).min(self.paragraphs.len().max(1))
    }

    /// Where a position in code points stands.
    #[must_use]
    pub fn place(&self, position: usize) -> Place {
        let paragraph = self.paragraph(position);
        let start = self.paragraphs.get(paragraph - 1).map_or(0, |p| p.start);
        Place { paragraph, character: position.saturating_sub(start) + 1 }
    }

    /// A range of the source of a passage, in code points of the passage's own words.
    #[must_use]
    pub fn in_source(&self, passage: &Passage, words: &SourceText, reported: Span) -> Span {
        let base = passage.source.span.start;
        let inside = Span::new(reported.start.saturating_sub(base), reported.end.saturating_sub(base));
        words.converter(self.unit).revert(inside)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_as_people_count() {
        let text = SourceText::new("关于某事的通知\r\n\n　　𠮷县要抓好。\r\n 二是😀。");
        let at = |words: &str, unit| {
            let position = text.as_str().split_once(words).map(|(before, _)| before.chars().count()).unwrap();
            let span = text.converter(unit).convert(Span::new(position, position + words.chars().count()));
            let draft = Draft::new(&text, unit);
            let span = draft.span(span);
            (draft.place(span.start).to_string(), draft.words(span).to_owned())
        };
        for unit in [OffsetUnit::Codepoint, OffsetUnit::Utf16, OffsetUnit::Utf8] {
            for (words, place) in
                [("关于", "第1段第1字"), ("𠮷县", "第2段第1字"), ("要抓好", "第2段第3字"), ("😀。", "第3段第3字")]
            {
                assert_eq!(at(words, unit), (place.to_owned(), words.to_owned()), "{unit:?}");
            }
        }
        let draft = Draft::new(&text, OffsetUnit::Utf8);
        assert_eq!(draft.lines().len(), 4);
        assert_eq!(draft.words(draft.lines()[0]), "关于某事的通知");
        assert_eq!(draft.place(7), Place { paragraph: 2, character: 1 }, "a line end counts to what follows");
        assert_eq!(draft.place(9_999).paragraph, 3);
        assert_eq!(Draft::new(&SourceText::new(""), OffsetUnit::Utf16).place(3).paragraph, 1);
    }
}

//! [`Reading`]: the cheap part of an analysis, enough to show where a passage stands in a source document.

use crate::span::SourceText;
use crate::text::fold;
use crate::text::letters::Letters;

/// A text as received, its folded form and its letters.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The text as received.
    pub source: SourceText,
    /// The same text folded, one character for one character.
    pub folded: SourceText,
    /// The letters that matching compares.
    pub letters: Letters,
}

impl Reading {
    /// Reads a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let source = SourceText::new(text);
        let folded = SourceText::new(&fold::fold(source.chars()));
        let letters = Letters::of_folded(folded.chars());
        Self { source, folded, letters }
    }

    /// Approximate size in memory, in bytes.
    #[must_use]
    pub fn size(&self) -> usize {
        self.source.len() * 22 + self.letters.len() * 8
    }
}

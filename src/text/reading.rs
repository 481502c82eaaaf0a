//! [`Reading`]: the cheap part of an analysis, enough to show where a passage stands in a source document.

use std::sync::OnceLock;

use crate::span::SourceText;
use crate::text::letters::Letters;
use crate::text::marks::Marks;
use crate::text::structure::{Heading, Structure};
use crate::text::{fold, sentence};

/// A text as received, its folded form and its letters.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The text as received.
    pub source: SourceText,
    /// The same text folded, one character for one character.
    pub folded: SourceText,
    /// The letters that matching compares.
    pub letters: Letters,
    /// Headings, looked for when they are first asked for.
    headings: OnceLock<Vec<Heading>>,
}

impl Reading {
    /// Reads a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let source = SourceText::new(text);
        let folded = SourceText::new(&fold::fold(source.chars()));
        let letters = Letters::of_folded(folded.chars());
        Self { source, folded, letters, headings: OnceLock::new() }
    }

    /// The headings in order.
    #[must_use]
    pub fn headings(&self) -> &[Heading] {
        self.headings.get_or_init(|| {
            let paragraphs = sentence::paragraphs(self.folded.chars());
            Structure::read(&self.folded, &paragraphs, &Marks::find(&self.folded), None).headings
        })
    }

    /// Approximate size in memory, in bytes.
    #[must_use]
    pub fn size(&self) -> usize {
        self.source.len() * 22 + self.letters.len() * 8
    }
}

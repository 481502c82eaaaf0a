//! The stretches of a text in which expressions and exceptions are looked for.

use std::collections::BTreeMap;

use crate::lexicon::covers::Covers;
use crate::span::{SourceText, Span};

/// Longest unit a regular expression sees, in characters: a text without any break must not make it slow.
const LONGEST_UNIT: usize = 2_000;

/// A stretch of a text in which entries are looked for.
pub(super) struct Unit<'a> {
    pub(super) folded: &'a SourceText,
    pub(super) span: Span,
    pub(super) text: &'a str,
    /// Byte position of its beginning.
    pub(super) base: usize,
    /// What the exceptions of an entry cover in it, by entry, once one of its hits has asked.
    pub(super) covers: BTreeMap<usize, Covers>,
}

impl<'a> Unit<'a> {
    /// A stretch of a folded text.
    pub(super) fn new(folded: &'a SourceText, span: Span) -> Self {
        Self { folded, span, text: folded.slice(span), base: folded.byte_of(span.start), covers: BTreeMap::new() }
    }
}

/// The stretches in which regular expressions and exceptions are looked for: a line, cut after 。！？.
pub(super) struct Units<'a> {
    chars: &'a [char],
    start: usize,
}

impl<'a> Units<'a> {
    pub(super) fn of(chars: &'a [char]) -> Self {
        Self { chars, start: 0 }
    }
}

impl Iterator for Units<'_> {
    type Item = Span;

    fn next(&mut self) -> Option<Span> {
        loop {
            let rest = self.chars.get(self.start..).filter(|rest| !rest.is_empty())?;
            let rest = rest.get(..LONGEST_UNIT).unwrap_or(rest);
            let end = rest.iter().position(|c| matches!(c, '\n' | '\r' | '。' | '！' | '？'));
            let line_end = end.and_then(|at| rest.get(at)).is_some_and(|c| matches!(c, '\n' | '\r'));
            let length = end.map_or(rest.len(), |at| at + 1);
            let unit = Span::new(self.start, self.start + length - usize::from(line_end));
            self.start += length;
            if !unit.is_empty() {
                return Some(unit);
            }
        }
    }
}

//! Where something stands in a text: half-open ranges counted in Unicode code points of the text as received,
//! conversion to the other units a caller may ask for, and slicing that answers with an error instead of a panic.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A half-open range `[start, end)`, in code points of the text as received unless a report says otherwise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
pub struct Span {
    /// First position inside the range.
    pub start: usize,
    /// First position after the range.
    pub end: usize,
}

impl Span {
    /// The range from `start` to `end`; an `end` before `start` gives the empty range at `start`.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end: end.max(start) }
    }

    /// Number of positions inside.
    #[must_use]
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether nothing is inside.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Whether both ranges share at least one position.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies wholly inside.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the position lies inside.
    #[must_use]
    pub fn holds(self, position: usize) -> bool {
        self.start <= position && position < self.end
    }

    /// The shared part, empty where there is none.
    #[must_use]
    pub fn intersection(self, other: Self) -> Self {
        Self::new(self.start.max(other.start), self.end.min(other.end))
    }

    /// The smallest range that holds both.
    #[must_use]
    pub fn hull(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }
}

/// The unit in which a caller wants positions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum OffsetUnit {
    /// Unicode code points (Python, Rust `chars`).
    #[default]
    Codepoint,
    /// UTF-16 code units (JavaScript, Java, Word).
    Utf16,
    /// Bytes of UTF-8.
    Utf8,
}

/// A range that does not fit its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("range {start}..{end} does not fit a text of {length} code points")]
pub struct SpanError {
    /// First position asked for.
    pub start: usize,
    /// Position after the last one asked for.
    pub end: usize,
    /// Length of the text, in code points.
    pub length: usize,
}

/// A text that can be sliced by code points in constant time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceText {
    text: String,
    /// Byte position of every code point, and the byte length as last entry.
    byte_at: Vec<u32>,
    chars: Vec<char>,
}

impl SourceText {
    /// Indexes `text`, which must be shorter than 4 GiB (the callers' size limits are far below).
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut byte_at = Vec::with_capacity(text.len() / 2 + 1);
        let mut chars = Vec::with_capacity(text.len() / 2);
        for (byte, c) in text.char_indices() {
            byte_at.push(u32::try_from(byte).unwrap_or(u32::MAX));
            chars.push(c);
        }
        byte_at.push(u32::try_from(text.len()).unwrap_or(u32::MAX));
        Self { text: text.to_owned(), byte_at, chars }
    }

    /// The text itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The code points, in order.
    #[must_use]
    pub fn chars(&self) -> &[char] {
        &self.chars
    }

    /// Length in code points.
    #[must_use]
    pub fn len(&self) -> usize {
        self.chars.len()
    }

    /// Whether the text has no code point.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.chars.is_empty()
    }

    /// The whole text as a range.
    #[must_use]
    pub fn span(&self) -> Span {
        Span::new(0, self.len())
    }

    /// The text inside `span`.
    ///
    /// # Errors
    /// [`SpanError`] when the range is reversed or ends beyond the text.
    pub fn get(&self, span: Span) -> Result<&str, SpanError> {
        let error = SpanError { start: span.start, end: span.end, length: self.len() };
        if span.start > span.end {
            return Err(error);
        }
        let from = self.byte_at.get(span.start).ok_or(error)?;
        let to = self.byte_at.get(span.end).ok_or(error)?;
        self.text.get(*from as usize..*to as usize).ok_or(error)
    }

    /// The text inside the part of `span` that fits; empty when none does.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        let end = span.end.min(self.len());
        self.get(Span::new(span.start.min(end), end)).unwrap_or("")
    }

    /// The code points inside the part of `span` that fits.
    #[must_use]
    pub fn chars_in(&self, span: Span) -> &[char] {
        let end = span.end.min(self.len());
        self.chars.get(span.start.min(end)..end).unwrap_or(&[])
    }

    /// The range of code points that the byte range `from..to` touches.
    #[must_use]
    pub fn span_of_bytes(&self, from: usize, to: usize) -> Span {
        let position = |byte: usize| {
            let byte = u32::try_from(byte).unwrap_or(u32::MAX);
            self.byte_at.partition_point(|&b| b < byte).min(self.len())
        };
        Span::new(position(from), position(to))
    }

    /// Byte position of a code point; the byte length for positions at or beyond the end.
    #[must_use]
    pub fn byte_of(&self, position: usize) -> usize {
        self.byte_at.get(position).map_or(self.text.len(), |&b| b as usize)
    }

    /// A table that turns code point ranges of this text into `unit`.
    #[must_use]
    pub fn converter(&self, unit: OffsetUnit) -> Converter<'_> {
        let utf16 = (unit == OffsetUnit::Utf16 && self.chars.iter().any(|c| c.len_utf16() > 1)).then(|| {
            let mut at = 0usize;
            let mut table: Vec<usize> = Vec::with_capacity(self.chars.len() + 1);
            for c in &self.chars {
                table.push(at);
                at += c.len_utf16();
            }
            table.push(at);
            table
        });
        Converter { source: self, unit, utf16 }
    }
}

/// Turns code point ranges of one text into another unit.
#[derive(Debug)]
pub struct Converter<'a> {
    source: &'a SourceText,
    unit: OffsetUnit,
    utf16: Option<Vec<usize>>,
}

impl Converter<'_> {
    /// `span` in the unit asked for; positions beyond the text are clamped to its end.
    #[must_use]
    pub fn convert(&self, span: Span) -> Span {
        let length = self.source.len();
        let one = |position: usize| match (self.unit, &self.utf16) {
            (OffsetUnit::Utf8, _) => self.source.byte_of(position),
            (OffsetUnit::Utf16, Some(table)) => table.get(position.min(length)).copied().unwrap_or(position),
            (OffsetUnit::Codepoint | OffsetUnit::Utf16, _) => position.min(length),
        };
        Span::new(one(span.start), one(span.end))
    }

    /// The way back: the code points of a range in the unit asked for. A position inside a code point counts as its
    /// beginning; positions beyond the text are clamped to its end.
    #[must_use]
    pub fn revert(&self, span: Span) -> Span {
        let length = self.source.len();
        let one = |position: usize| match (self.unit, &self.utf16) {
            (OffsetUnit::Utf8, _) => self.source.byte_at.partition_point(|&b| b as usize <= position).saturating_sub(1),
            (OffsetUnit::Utf16, Some(table)) => table.partition_point(|&at| at <= position).saturating_sub(1),
            (OffsetUnit::Codepoint | OffsetUnit::Utf16, _) => position.min(length),
        };
        Span::new(one(span.start), one(span.end))
    }
}

/// Sorts ranges and merges those that overlap or touch.
#[must_use]
pub fn union(mut spans: Vec<Span>) -> Vec<Span> {
    spans.retain(|s| !s.is_empty());
    spans.sort_unstable();
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}

/// Takes a range into sorted, disjoint `spans`, merged with those it overlaps or touches.
pub fn take_in(spans: &mut Vec<Span>, span: Span) {
    if span.is_empty() {
        return;
    }
    let from = spans.partition_point(|s| s.end < span.start);
    let to = spans.partition_point(|s| s.start <= span.end);
    let merged = spans.iter().take(to).skip(from).fold(span, |hull, s| hull.hull(*s));
    spans.splice(from..to, [merged]);
}

/// Whether any of the sorted, disjoint `spans` overlaps `probe`.
#[must_use]
pub fn any_overlap(spans: &[Span], probe: Span) -> bool {
    let first = spans.partition_point(|s| s.end <= probe.start);
    spans.get(first).is_some_and(|s| s.overlaps(probe))
}

/// Number of positions of `probe` that the sorted, disjoint `spans` cover.
#[must_use]
pub fn covered(spans: &[Span], probe: Span) -> usize {
    let first = spans.partition_point(|s| s.end <= probe.start);
    spans
        .get(first..)
        .unwrap_or(&[])
        .iter()
        .take_while(|s| s.start < probe.end)
        .map(|s| s.intersection(probe).len())
        .sum()
}

/// The parts of `span` outside the sorted, disjoint `others`.
#[must_use]
pub fn without(span: Span, others: &[Span]) -> Vec<Span> {
    let mut parts = Vec::new();
    let mut start = span.start;
    let first = others.partition_point(|o| o.end <= span.start);
    for other in others.iter().skip(first).take_while(|o| o.start < span.end) {
        parts.push(Span::new(start, other.start.max(start)));
        start = start.max(other.end);
    }
    parts.push(Span::new(start, span.end.max(start)));
    parts.retain(|p| !p.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_slice_the_same_text() {
        let source = SourceText::new("甲𠮷😀b");
        let span = Span::new(1, 3);
        assert_eq!(source.get(span), Ok("𠮷😀"));
        assert_eq!(source.converter(OffsetUnit::Utf16).convert(span), Span::new(1, 5));
        assert_eq!(source.converter(OffsetUnit::Utf8).convert(span), Span::new(3, 11));
        assert_eq!(source.converter(OffsetUnit::Codepoint).convert(span), span);
        assert_eq!(source.span_of_bytes(3, 11), span);
        for unit in [OffsetUnit::Codepoint, OffsetUnit::Utf16, OffsetUnit::Utf8] {
            let converter = source.converter(unit);
            for there in [span, Span::new(0, 4), Span::new(2, 2), Span::new(4, 4)] {
                assert_eq!(converter.revert(converter.convert(there)), there, "{unit:?}");
            }
            assert_eq!(converter.revert(Span::new(40, 50)), Span::new(4, 4), "{unit:?}");
        }
        assert_eq!(source.converter(OffsetUnit::Utf16).revert(Span::new(2, 4)), Span::new(1, 2));
        assert_eq!(source.converter(OffsetUnit::Utf8).revert(Span::new(5, 8)), Span::new(1, 2));
    }

    #[test]
    fn a_bad_range_is_an_error() {
        let source = SourceText::new("甲乙");
        assert!(source.get(Span { start: 2, end: 1 }).is_err());
        assert!(source.get(Span { start: 0, end: 3 }).is_err());
        assert_eq!(source.slice(Span { start: 1, end: 9 }), "乙");
    }

    #[test]
    fn union_merges_and_counts() {
        let merged = union(vec![Span::new(5, 9), Span::new(0, 2), Span::new(2, 4), Span::new(8, 12)]);
        assert_eq!(merged, vec![Span::new(0, 4), Span::new(5, 12)]);
        assert_eq!(covered(&merged, Span::new(3, 7)), 3);
        assert!(any_overlap(&merged, Span::new(4, 6)));
        assert!(!any_overlap(&merged, Span::new(4, 5)));
    }

    #[test]
    fn what_is_taken_in_or_left_out_is_what_the_plain_rules_say() {
        let ranges: Vec<Span> =
            (0..40).map(|n| (n * 7 % 31, n * 5 % 6)).map(|(at, length)| Span::new(at, at + length)).collect();
        let mut taken = Vec::new();
        for (at, &range) in ranges.iter().enumerate() {
            take_in(&mut taken, range);
            let all = union(ranges.iter().take(at + 1).copied().collect());
            assert_eq!(taken, all, "{range:?}");
            for probe in (0..34).map(|from| Span::new(from, from + 9)) {
                let outside = (probe.start..probe.end).filter(|&at| !all.iter().any(|s| s.holds(at)));
                let told: Vec<usize> = without(probe, &all).into_iter().flat_map(|s| s.start..s.end).collect();
                assert_eq!(told, outside.collect::<Vec<_>>(), "{probe:?} of {all:?}");
            }
        }
    }
}

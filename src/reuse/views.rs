//! Letters and places of one document as they lie in a segment's bytes.

use std::ops::Range;

use crate::span::Span;

/// A number at a place of little-endian bytes; 0 beyond their end.
pub(super) fn u64_at(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..at + 8).and_then(|b| b.try_into().ok()).map_or(0, u64::from_le_bytes)
}

/// The same of four bytes.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).map_or(0, u32::from_le_bytes)
}

/// The lowest bits of a number.
pub(super) fn low_bits(value: u64, bits: u32) -> u64 {
    value & ((1u64 << bits) - 1)
}

/// The letters of one document inside a segment.
#[derive(Debug, Clone, Copy)]
pub struct LetterCodes<'a> {
    pub(super) bytes: &'a [u8],
}

impl<'a> LetterCodes<'a> {
    /// Codes given as bytes, two each, little endian.
    #[must_use]
    pub fn of_bytes(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    /// Number of letters.
    #[must_use]
    pub fn len(self) -> usize {
        self.bytes.len() / 2
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.bytes.is_empty()
    }

    /// The code at a position.
    #[must_use]
    pub fn get(self, at: usize) -> Option<u16> {
        self.bytes.get(at * 2..at * 2 + 2).and_then(|b| b.try_into().ok()).map(u16::from_le_bytes)
    }

    /// The codes of a range, as far as there are any.
    pub fn of(self, range: Span) -> impl Iterator<Item = u16> + 'a {
        let end = range.end.min(self.len());
        let bytes = self.bytes.get(range.start.min(end) * 2..end * 2).unwrap_or(&[]);
        bytes.chunks_exact(2).filter_map(|b| b.try_into().ok()).map(u16::from_le_bytes)
    }

    /// All codes.
    #[must_use]
    pub fn to_vec(self) -> Vec<u16> {
        self.bytes.chunks_exact(2).filter_map(|b| b.try_into().ok()).map(u16::from_le_bytes).collect()
    }
}

/// Where the letters of one document stand in its text: one bit for every character.
#[derive(Debug, Clone, Copy)]
pub struct Places<'a> {
    pub(super) bytes: &'a [u8],
}

impl<'a> Places<'a> {
    /// Bits given as bytes: words of 64, little endian, the lowest bit first.
    #[must_use]
    pub fn of_bytes(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    /// Whether the bit of a place is set.
    pub(super) fn holds(self, place: usize) -> bool {
        let byte = self.bytes.get(place / 8).copied().unwrap_or(0);
        byte >> (place % 8) & 1 == 1
    }

    /// The first place of a range whose bit is set.
    pub(super) fn next(self, range: Range<usize>) -> Option<usize> {
        let bits = |word: usize| u64_at(self.bytes, word * 8);
        let mut word = range.start / 64;
        let mut left = bits(word) & (u64::MAX << (range.start % 64));
        while left == 0 && (word + 1) * 64 < range.end {
            word += 1;
            left = bits(word);
        }
        let place = word * 64 + left.trailing_zeros() as usize;
        (left != 0 && place < range.end).then_some(place)
    }

    /// Letters before a code point position.
    pub(super) fn before(self, place: usize) -> usize {
        let words = self.bytes.chunks_exact(8).map(|b| u64_at(b, 0));
        let whole = place / 64;
        let rest = u32::try_from(place % 64).unwrap_or(0);
        let below = |(at, word): (usize, u64)| if at < whole { word } else { low_bits(word, rest) };
        words.take(whole + 1).enumerate().map(|pair| below(pair).count_ones() as usize).sum()
    }

    /// Code point positions of two letters, the first before the last or the same; in one pass.
    pub(super) fn of_both(self, first: usize, last: usize) -> Option<(usize, usize)> {
        let mut words = self.bytes.chunks_exact(8).map(|b| u64_at(b, 0)).enumerate();
        let mut before = 0;
        let (mut number, mut word) = words.next()?;
        let mut place = |letter: usize| {
            while before + word.count_ones() as usize <= letter {
                before += word.count_ones() as usize;
                (number, word) = words.next()?;
            }
            // The set bits below the one wanted are cleared.
            let rest = (before..letter).fold(word, |w, _| w & (w - 1));
            Some(number * 64 + rest.trailing_zeros() as usize)
        };
        Some((place(first)?, place(last)?))
    }
}

//! The normal form in which copying is found: only what carries meaning (Chinese characters, letters, digits), lower
//! case, number forms folded. Every letter knows where it stood in the text as received.

use crate::span::Span;
use crate::text::fold;

/// The letters of a text and the way back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Letters {
    chars: Vec<char>,
    /// Code point position of every letter in the text as received, strictly rising.
    origin: Vec<u32>,
}

/// The letter a folded character stands for; `None` for blanks, punctuation and invisible marks.
#[must_use]
pub fn letter(c: char) -> Option<char> {
    if fold::is_han(c) {
        return Some(match c {
            '〇' | '零' => '0',
            '一' => '1',
            '二' => '2',
            '三' => '3',
            '四' => '4',
            '五' => '5',
            '六' => '6',
            '七' => '7',
            '八' => '8',
            '九' => '9',
            _ => c,
        });
    }
    match c {
        '①'..='⑨' => u32::from(c).checked_sub(0x2460 - 0x31).and_then(char::from_u32),
        _ if fold::is_invisible(c) => None,
        _ if c.is_ascii() => c.is_ascii_alphanumeric().then(|| c.to_ascii_lowercase()),
        _ if c.is_alphanumeric() => c.to_lowercase().next(),
        _ => None,
    }
}

impl Letters {
    /// The letters of a folded text (one character for one character, see [`fold::fold`]).
    #[must_use]
    pub fn of_folded(folded: &[char]) -> Self {
        let mut letters = Self::default();
        for (at, &c) in folded.iter().enumerate() {
            if let Some(l) = letter(c) {
                letters.chars.push(l);
                letters.origin.push(u32::try_from(at).unwrap_or(u32::MAX));
            }
        }
        letters
    }

    /// The letters of a text as received.
    #[must_use]
    pub fn of_text(text: &str) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let folded: Vec<char> = fold::fold(&chars).chars().collect();
        Self::of_folded(&folded)
    }

    /// The letters in order.
    #[must_use]
    pub fn chars(&self) -> &[char] {
        &self.chars
    }

    /// Code point position of each letter in the text as received.
    #[must_use]
    pub fn origin(&self) -> &[u32] {
        &self.origin
    }

    /// Number of letters.
    #[must_use]
    pub fn len(&self) -> usize {
        self.chars.len()
    }

    /// Whether there is no letter.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.chars.is_empty()
    }

    /// The range of the text as received that a range of letters covers, from its first to its last letter.
    #[must_use]
    pub fn to_text(&self, letters: Span) -> Span {
        let first = self.origin.get(letters.start);
        let last = letters.end.checked_sub(1).and_then(|i| self.origin.get(i));
        match (first, last) {
            (Some(&first), Some(&last)) if letters.start < letters.end => Span::new(first as usize, last as usize + 1),
            _ => Span::default(),
        }
    }

    /// The range of letters inside a range of the text as received.
    #[must_use]
    pub fn from_text(&self, text: Span) -> Span {
        let position = |p: usize| self.origin.partition_point(|&o| (o as usize) < p);
        Span::new(position(text.start), position(text.end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drops_marks_and_folds_numbers() {
        let letters = Letters::of_text("一、ＡＢ，國務院（2025）①\u{200B}末");
        assert_eq!(letters.chars().iter().collect::<String>(), "1ab国务院20251末");
        assert_eq!(letters.to_text(Span::new(1, 3)), Span::new(2, 4));
        assert_eq!(letters.from_text(Span::new(2, 5)), Span::new(1, 3));
        assert_eq!(letters.to_text(Span::new(3, 3)), Span::default());
    }
}

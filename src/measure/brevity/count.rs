//! Counting characters. Three counts, because three are in use:
//!
//! - characters: every Chinese character is one, every run of letters and digits of another script is one (`2026`,
//!   `GB/T`, `3.5`), circled and other numbers in one sign are one; blanks and invisible signs are none;
//! - with punctuation: the same, and one for every other visible sign (`……` and `——` are two signs each);
//! - words, as word processors count a whole file: every Chinese character and every full-width sign is one, every
//!   other stretch between blanks is one.

use crate::text::fold::{is_han, is_invisible};

/// The first two counts of a stretch of text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Chinese characters, words and numbers.
    pub characters: usize,
    /// Those among them that are words of other scripts or numbers of several signs.
    pub words: usize,
    /// Punctuation and other signs.
    pub marks: usize,
}

impl Counts {
    /// Counts a stretch of text.
    #[must_use]
    pub fn of(chars: &[char]) -> Self {
        let mut counts = Self::default();
        let mut in_word = false;
        for (at, &c) in chars.iter().enumerate() {
            if is_han(c) || is_single(c) {
                counts.characters += 1;
                in_word = false;
            } else if c.is_alphanumeric() {
                counts.characters += usize::from(!in_word);
                counts.words += usize::from(!in_word);
                in_word = true;
            } else if c.is_whitespace() || is_invisible(c) || c.is_control() {
                in_word = false;
            } else {
                // A point, comma, hyphen or stroke between two letters or digits belongs to the word.
                let next = chars.get(at + 1).is_some_and(|&n| n.is_alphanumeric() && !is_han(n) && !is_single(n));
                in_word = in_word && next && matches!(c, '.' | ',' | '-' | '/' | '\'' | '’' | ':' | '_' | '@' | '&');
                counts.marks += usize::from(!in_word);
            }
        }
        counts
    }

    /// Both counts together.
    #[must_use]
    pub fn with_punctuation(self) -> usize {
        self.characters + self.marks
    }
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.characters += other.characters;
        self.words += other.words;
        self.marks += other.marks;
    }
}

/// Numbers written as one sign (①, ㈠, ⒈, Ⅳ).
fn is_single(c: char) -> bool {
    matches!(u32::from(c), 0x2160..=0x2188 | 0x2460..=0x24FF | 0x2776..=0x2793 | 0x3220..=0x3247 | 0x3280..=0x32B0)
}

/// Words of a whole text as a word processor counts them.
#[must_use]
pub fn words(chars: &[char]) -> usize {
    let mut count = 0;
    let mut in_word = false;
    for &c in chars {
        if c.is_whitespace() || is_invisible(c) || c.is_control() {
            in_word = false;
        } else if is_han(c) || is_wide(c) {
            count += 1;
            in_word = false;
        } else {
            count += usize::from(!in_word);
            in_word = true;
        }
    }
    count
}

/// Signs as wide as a Chinese character.
pub(crate) fn is_wide(c: char) -> bool {
    matches!(u32::from(c), 0x2010..=0x2027 | 0x2030..=0x205E | 0x2100..=0x27BF | 0x2E80..=0x33FF | 0xFE30..=0xFE4F
        | 0xFF00..=0xFFEF | 0x1F000..=0x1FAFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_numbers_are_counted_apart() {
        for (text, words) in [("到2026年底，增长3.5%以上", 2), ("按GB/T 9704—2012执行", 3), ("①甲，Ⅳ类", 0), ("", 0)]
        {
            assert_eq!(Counts::of(&text.chars().collect::<Vec<_>>()).words, words, "{text}");
        }
    }

    #[test]
    fn three_counts() {
        for (text, characters, with_punctuation, word_count) in [
            ("各县要落实责任。", 7, 8, 8),
            ("到2026年底，增长3.5%以上", 9, 11, 10),
            ("按GB/T 9704—2012执行", 6, 7, 7),
            ("①甲；②乙", 4, 5, 5),
            ("……——", 0, 4, 4),
            (" \u{3000}\u{FEFF}\n", 0, 0, 0),
            ("𠮷野家😀", 3, 4, 4),
            ("（一）约1,000人次", 5, 7, 7),
            ("", 0, 0, 0),
        ] {
            let chars: Vec<char> = text.chars().collect();
            let counts = Counts::of(&chars);
            assert_eq!(
                (counts.characters, counts.with_punctuation(), words(&chars)),
                (characters, with_punctuation, word_count),
                "{text}"
            );
        }
    }
}

//! Sentences as they are compared for rewording: where they end, and the words by which they are found.

use super::weights::{self, Pair};
use crate::text::Letters;

/// Shorter sentences say too little to be recognised in other words, in letters.
pub const SHORTEST: usize = 12;
/// Longest stretch that is compared as one, in letters; what goes on without an end is cut here.
pub const LONGEST: usize = 240;
/// Words by which a sentence is found: its rarest.
pub(super) const KEYS: usize = 8;

/// Which letters are the last of a sentence, one bit a letter.
#[must_use]
pub fn ends(letters: &Letters, folded: &[char]) -> Vec<u64> {
    let mut bits = vec![0u64; letters.len().div_ceil(64)];
    let mut set = |letter: usize| {
        if let Some(word) = bits.get_mut(letter / 64) {
            *word |= 1 << (letter % 64);
        }
    };
    for (at, pair) in letters.origin().windows(2).enumerate() {
        let [here, next] = pair else { continue };
        let between = folded.get(*here as usize + 1..*next as usize).unwrap_or(&[]);
        if between.iter().any(|c| matches!(c, '。' | '；' | '！' | '？' | '\n' | '\r')) {
            set(at);
        }
    }
    if let Some(last) = letters.len().checked_sub(1) {
        set(last);
    }
    bits
}

/// The sentences of a text of `length` letters as ranges of letters, those too short left out. `end` tells whether a
/// letter is the last of a sentence.
pub fn sentences(length: usize, end: impl Fn(usize) -> bool) -> impl Iterator<Item = (usize, usize)> {
    let mut start = 0;
    (0..length).filter_map(move |at| {
        if !end(at) && at + 1 - start < LONGEST && at + 1 < length {
            return None;
        }
        let from = std::mem::replace(&mut start, at + 1);
        (at + 1 - from >= SHORTEST).then_some((from, at + 1))
    })
}

/// Whether a bit of [`ends`] is set.
#[must_use]
pub fn is_end(ends: &[u64], letter: usize) -> bool {
    ends.get(letter / 64).is_some_and(|word| word >> (letter % 64) & 1 == 1)
}

/// The rarest words of a sentence, at most [`KEYS`].
pub(super) fn keys(codes: &[u16]) -> Vec<Pair> {
    let digit = |code: u16| (0x30..0x3A).contains(&code);
    let words = weights::pairs(codes).into_iter().filter_map(|pair| {
        let [first, second] = [pair >> 16, pair & 0xFFFF].map(|code| u16::try_from(code).unwrap_or(0));
        let weight = weights::word(pair).filter(|_| !digit(first) && !digit(second))?;
        Some((std::cmp::Reverse(weight), pair))
    });
    let mut words: Vec<_> = words.collect();
    words.sort_unstable();
    words.truncate(KEYS);
    words.into_iter().map(|(_, pair)| pair).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fingerprint::codes;
    use super::*;

    #[test]
    fn sentences_end_at_their_marks() {
        let text = "甲乙丙丁戊己庚辛壬癸子丑寅，卯辰。短。\n一、甲乙丙丁戊己庚辛壬癸子丑；末甲乙丙丁戊己庚辛壬癸子丑";
        let folded: Vec<char> = text.chars().collect();
        let letters = Letters::of_folded(&folded);
        let bits = ends(&letters, &folded);
        let end = |at: usize| bits[at / 64] >> (at % 64) & 1 == 1;
        let found: Vec<String> =
            sentences(letters.len(), end).map(|(from, to)| letters.chars()[from..to].iter().collect()).collect();
        assert_eq!(found, ["甲乙丙丁戊己庚辛壬癸子丑寅卯辰", "甲乙丙丁戊己庚辛壬癸子丑", "末甲乙丙丁戊己庚辛壬癸子丑"]);
        let endless: Vec<(usize, usize)> = sentences(1_000, |_| false).collect();
        assert_eq!(endless.last(), Some(&(960, 1_000)));
        assert!(endless.iter().all(|(from, to)| to - from <= LONGEST));
        assert_eq!(sentences(0, |_| true).count(), 0);
    }

    #[test]
    fn keys_are_rare_words() {
        let found = keys(&codes(&"饲料添加剂生产企业应当按照产品质量标准组织生产".chars().collect::<Vec<_>>()));
        let word = |text: &str| weights::pairs(&codes(&text.chars().collect::<Vec<_>>()))[0];
        assert!(found.contains(&word("饲料")) && !found.contains(&word("应当")));
        assert!(found.len() <= KEYS);
    }
}

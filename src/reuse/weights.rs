//! How rare letters and two-letter words are in official documents: what makes two sentences alike is the rare they
//! share, not the common.

use std::sync::LazyLock;

use xxhash_rust::xxh3::xxh3_64;

use super::fingerprint::code;

/// Rarity in half nats by class: `l` letters, `p` two-letter words; a class a line. Made by `tests/bench/weights.py`.
const TABLE: &str = include_str!("weights.tsv");
/// Half nats of a letter that the table does not have.
const RARE_LETTER: u8 = 24;
/// Half nats of a pair of letters that is no word of the table: most are chance neighbours.
const OTHER_PAIR: u8 = 18;
/// Slots of the table of words; it fills a third.
const SLOTS: usize = 1 << 16;
/// See [`Weights`].
const SEEN_BITS: u32 = 18;

/// Two neighbouring letters as one number.
pub(super) type Pair = u32;

/// The table, for who looks up many.
pub(super) struct Weights {
    letters: Vec<u8>,
    /// Word, weight and number; open addressing with linear probing; a weight of 0 is an empty slot.
    words: Vec<(Pair, u8, u16)>,
    /// Number of words.
    count: u16,
    /// One bit for every value of the upper [`SEEN_BITS`] of a mixed pair that some word has: most pairs are no words,
    /// and these 32 KiB stay in the processor's nearest cache.
    seen: Vec<u64>,
}

static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| {
    let mut weights = Weights {
        letters: vec![RARE_LETTER; 1 << 16],
        words: vec![(0, 0, 0); SLOTS],
        count: 0,
        seen: vec![0; 1 << (SEEN_BITS - 6)],
    };
    for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
        let mut cells = line.split('\t');
        let (Some(kind), Some(class), Some(items)) = (cells.next(), cells.next(), cells.next()) else { continue };
        let weight = class.parse().unwrap_or(1u8).max(1);
        let items: Vec<u16> = items.chars().map(code).collect();
        match kind {
            "l" => {
                for &letter in &items {
                    if let Some(place) = weights.letters.get_mut(usize::from(letter)) {
                        *place = weight;
                    }
                }
            }
            _ => {
                for two in items.chunks_exact(2) {
                    if let [a, b] = two {
                        weights.add(pair(*a, *b), weight);
                    }
                }
            }
        }
    }
    weights
});

impl Weights {
    /// Rarity of a letter, in half nats.
    pub(super) fn letter(&self, letter: u16) -> u8 {
        self.letters.get(usize::from(letter)).copied().unwrap_or(RARE_LETTER)
    }

    /// Rarity of any pair, in half nats.
    pub(super) fn pair(&self, pair: Pair) -> u8 {
        self.word(pair).unwrap_or(OTHER_PAIR)
    }

    /// Rarity of a two-letter word, in half nats; `None` for a pair that is none.
    fn word(&self, pair: Pair) -> Option<u8> {
        self.slot(pair).map(|slot| slot.1)
    }

    fn slot(&self, pair: Pair) -> Option<&(Pair, u8, u16)> {
        let (place, bit) = seen_at(pair);
        if self.seen.get(place).is_none_or(|bits| bits & bit == 0) {
            return None;
        }
        let mut probed = probes(pair).map_while(|at| self.words.get(at).filter(|slot| slot.1 > 0));
        probed.find(|slot| slot.0 == pair)
    }

    fn add(&mut self, word: Pair, weight: u8) {
        let (place, bit) = seen_at(word);
        if let Some(bits) = self.seen.get_mut(place) {
            *bits |= bit;
        }
        let free = probes(word).find(|&at| self.words.get(at).is_some_and(|slot| slot.1 == 0));
        if let Some(slot) = free.and_then(|at| self.words.get_mut(at)) {
            *slot = (word, weight, self.count);
            self.count = self.count.saturating_add(1);
        }
    }
}

/// Where the bit of a pair stands in [`Weights::seen`].
fn seen_at(pair: Pair) -> (usize, u64) {
    let value = mixed(pair) >> (32 - SEEN_BITS);
    ((value / 64) as usize, 1 << (value % 64))
}

/// Slots in which a word may stand, in order.
fn probes(word: Pair) -> impl Iterator<Item = usize> {
    let first = (mixed(word) >> 16) as usize;
    (0..SLOTS).map(move |step| (first + step) % SLOTS)
}

/// Spreads a pair over 32 bits.
pub(super) fn mixed(pair: Pair) -> u32 {
    pair.wrapping_mul(0x9E37_79B1)
}

/// The pair of two letters.
pub(super) fn pair(first: u16, second: u16) -> Pair {
    (Pair::from(first) << 16) | Pair::from(second)
}

/// The pairs of a stretch of letters, in order.
pub(super) fn neighbours(codes: &[u16]) -> impl Iterator<Item = Pair> {
    codes.iter().zip(codes.iter().skip(1)).map(|(&first, &second)| pair(first, second))
}

/// The different pairs of a stretch of letters, sorted.
pub(super) fn pairs(codes: &[u16]) -> Vec<Pair> {
    let mut pairs: Vec<Pair> = neighbours(codes).collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Number of a two-letter word, from 0 on and below [`count`]; `None` for a pair that is no word of the table.
pub(super) fn number(pair: Pair) -> Option<usize> {
    WEIGHTS.slot(pair).map(|slot| usize::from(slot.2))
}

/// How many words the table has.
pub(super) fn count() -> usize {
    usize::from(WEIGHTS.count)
}

/// What tells this table from another one: a file that numbers words by another table cannot be read.
pub(super) fn identity() -> u32 {
    (xxh3_64(TABLE.as_bytes()) >> 32) as u32
}

/// The table.
pub(super) fn table() -> &'static Weights {
    &WEIGHTS
}

/// Rarity of a two-letter word in half nats; `None` for a pair that is no word of official documents.
pub(super) fn word(pair: Pair) -> Option<u8> {
    WEIGHTS.word(pair)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<Pair> {
        pairs(&text.chars().map(code).collect::<Vec<_>>())
    }

    #[test]
    fn rare_words_weigh_more_than_common_ones() {
        let weight = |text: &str| of(text).first().copied().and_then(word);
        assert!(weight("应当") < weight("饲料"), "{:?} {:?}", weight("应当"), weight("饲料"));
        assert_eq!(weight("当饲"), None);
        assert!(table().pair(of("应当")[0]) < table().pair(of("当饲")[0]));
        assert!(table().letter(code('的')) < table().letter(code('饲')));
    }

    #[test]
    fn every_entry_of_the_table_is_found() {
        for line in TABLE.lines().filter(|l| l.starts_with('p')) {
            let cells: Vec<&str> = line.split('\t').collect();
            let letters: Vec<u16> = cells[2].chars().map(code).collect();
            for two in letters.chunks_exact(2) {
                assert_eq!(word(pair(two[0], two[1])).map(|w| w.to_string()).as_deref(), Some(cells[1]));
            }
        }
    }
}

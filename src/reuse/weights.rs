//! How rare letters and two-letter words are in official documents: what makes two sentences alike is the rare they
//! share, not the common.

use std::sync::LazyLock;

use super::fingerprint::code;

/// Rarity in half nats by class: `l` letters, `p` two-letter words; a class a line. Made by `tests/bench/weights.py`.
const TABLE: &str = include_str!("weights.tsv");
/// Half nats of a letter that the table does not have.
const RARE_LETTER: u8 = 24;
/// Half nats of a pair of letters that is no word of the table: most are chance neighbours.
const OTHER_PAIR: u8 = 18;
/// Slots of the table of words; it fills a third.
const SLOTS: usize = 1 << 16;

/// Two neighbouring letters as one number.
pub(super) type Pair = u32;

struct Weights {
    letters: Vec<u8>,
    /// Open addressing with linear probing; a weight of 0 is an empty slot.
    words: Vec<(Pair, u8)>,
}

static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| {
    let mut weights = Weights { letters: vec![RARE_LETTER; 1 << 16], words: vec![(0, 0); SLOTS] };
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
    fn add(&mut self, word: Pair, weight: u8) {
        let free = probes(word).find(|&at| self.words.get(at).is_some_and(|slot| slot.1 == 0));
        if let Some(slot) = free.and_then(|at| self.words.get_mut(at)) {
            *slot = (word, weight);
        }
    }
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

/// The different pairs of a stretch of letters, sorted.
pub(super) fn pairs(codes: &[u16]) -> Vec<Pair> {
    let mut pairs = Vec::new();
    append_pairs(codes, &mut pairs);
    pairs
}

/// The same, put behind what there is.
pub(super) fn append_pairs(codes: &[u16], pairs: &mut Vec<Pair>) {
    let first = pairs.len();
    pairs.extend(codes.iter().zip(codes.iter().skip(1)).map(|(&a, &b)| pair(a, b)));
    let Some(own) = pairs.get_mut(first..) else { return };
    own.sort_unstable();
    let mut kept = 0;
    for at in 0..own.len() {
        if at == 0 || own.get(at) != own.get(kept - 1) {
            own.swap(kept, at);
            kept += 1;
        }
    }
    pairs.truncate(first + kept);
}

/// Rarity of a two-letter word in half nats; `None` for a pair that is no word of official documents.
pub(super) fn word(pair: Pair) -> Option<u8> {
    let words = &WEIGHTS.words;
    probes(pair).map_while(|at| words.get(at).filter(|slot| slot.1 > 0)).find(|slot| slot.0 == pair).map(|slot| slot.1)
}

/// Rarity of any pair, in nats.
pub(super) fn of_pair(pair: Pair) -> f32 {
    f32::from(word(pair).unwrap_or(OTHER_PAIR)) / 2.0
}

/// Rarity of a letter, in nats.
pub(super) fn of_letter(letter: u16) -> f32 {
    f32::from(WEIGHTS.letters.get(usize::from(letter)).copied().unwrap_or(RARE_LETTER)) / 2.0
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
        assert!(of_pair(of("应当")[0]) < of_pair(of("当饲")[0]));
        assert!(of_letter(code('的')) < of_letter(code('饲')));
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

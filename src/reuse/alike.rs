//! Which sentences of the corpus are most like one of a draft: found by its rare words, compared by all the letters and
//! pairs of letters they share. Weights are counted in half nats, whole numbers, so that no sum depends on its order.

use super::keys::KeyList;
use super::query::Library;
use super::segment::Segment;
use super::sentences;
use super::weights::{self, Pair};
use crate::span::Span;

/// Keys read for one sentence, rarest words first: bounds the work whatever the size of the corpus. A sentence whose rarest
/// word stands in more sentences says nothing by which another could be known.
const MOST_KEYS: usize = 4_096;
/// Of the sentences found, this many with the heaviest words (and those of the same weight as the last) may be compared,
/// if their documents count.
const RANKED: usize = 512;
/// Sentences of the corpus that are compared with one of a draft.
const COMPARED: usize = 64;
/// Weights are told apart up to this one, in half nats: a sentence is found by at most eight words, and the rarest of the
/// table weighs 21.
const HEAVIEST: usize = 400;

/// A sentence as it is compared.
pub(super) struct Sentence<'a> {
    pub(super) codes: &'a [u16],
    /// Its different pairs, sorted.
    pub(super) pairs: Vec<Pair>,
    /// Rarity of all its pairs and of all its letters, in half nats.
    weight: [u32; 2],
}

/// A candidate with its likeness.
#[derive(Debug, Clone, Copy)]
pub(super) struct Like {
    pub(super) segment: usize,
    pub(super) document: usize,
    /// Place of the document in the order of preference as a source.
    standing: u32,
    pub(super) span: Span,
    /// Rarity of its letters, in nats.
    pub(super) letters: f32,
    /// Rarity of the letters shared, in nats.
    pub(super) shared_letters: f32,
    /// Cosines over pairs and over letters.
    pub(super) cosine: [f32; 2],
}

impl Like {
    /// How alike the two are, 0–2.
    pub(super) fn likeness(&self) -> f32 {
        self.cosine.iter().sum()
    }
}

/// Slots of [`Pairs`]: four times the pairs of the longest sentence.
const SLOTS: usize = 1024;
const _: () = assert!(SLOTS >= 4 * sentences::LONGEST);

/// The pairs of one sentence.
#[derive(Debug)]
struct Pairs {
    /// Pair and the round in which it was put in; open addressing with linear probing.
    slots: Vec<(Pair, u32)>,
    round: u32,
}

impl Pairs {
    fn new() -> Self {
        Self { slots: vec![(0, 0); SLOTS], round: 1 }
    }

    fn clear(&mut self) {
        self.round = self.round.wrapping_add(1).max(1);
    }

    fn insert(&mut self, pair: Pair) {
        let mut at = weights::mixed(pair) as usize >> 22;
        while let Some(slot) = self.slots.get_mut(at % SLOTS) {
            if slot.1 != self.round {
                *slot = (pair, self.round);
            }
            if slot.0 == pair {
                return;
            }
            at += 1;
        }
    }

    fn holds(&self, pair: Pair) -> bool {
        let first = weights::mixed(pair) as usize >> 22;
        let probed = (first..).map_while(|at| self.slots.get(at % SLOTS)).take_while(|slot| slot.1 == self.round);
        probed.into_iter().any(|slot| slot.0 == pair)
    }
}

/// A set of letters, one bit for each there is: 8 KiB, which stay in the processor's nearest cache.
#[derive(Debug)]
struct Letters(Box<[u64; 1 << 10]>);

impl Letters {
    fn new() -> Self {
        Self(Box::new([0; 1 << 10]))
    }

    /// Puts a letter in; whether it was not there.
    fn insert(&mut self, letter: u16) -> bool {
        let bit = 1 << (letter % 64);
        let Some(word) = self.0.get_mut(usize::from(letter / 64)) else { return false };
        let new = *word & bit == 0;
        *word |= bit;
        new
    }

    fn holds(&self, letter: u16) -> bool {
        self.0.get(usize::from(letter / 64)).is_some_and(|word| word >> (letter % 64) & 1 == 1)
    }

    /// Takes letters out, with those beside them: for emptying the set of all it holds.
    fn empty_of(&mut self, letters: &[u16]) {
        for letter in letters {
            if let Some(word) = self.0.get_mut(usize::from(letter / 64)) {
                *word = 0;
            }
        }
    }
}

/// Slots of [`Found`]: twice [`MOST_KEYS`].
const FOUND: usize = 2 * MOST_KEYS;

/// Sentences of one segment with the weight of the words by which they were found, at most [`MOST_KEYS`].
#[derive(Debug)]
struct Found {
    /// First letter and weight; a weight of 0 is an empty slot.
    slots: Vec<(u32, u32)>,
    taken: Vec<usize>,
}

impl Found {
    fn add(&mut self, first: u32, weight: u32) {
        let mut at = weights::mixed(first) as usize >> 19;
        while let Some(slot) = self.slots.get_mut(at % FOUND) {
            if slot.1 == 0 {
                *slot = (first, weight);
                self.taken.push(at % FOUND);
                return;
            }
            if slot.0 == first {
                slot.1 += weight;
                return;
            }
            at += 1;
        }
    }

    /// Empties the table, each entry as a [`rank`].
    fn drain_into(&mut self, segment: usize, ranked: &mut Vec<u64>) {
        for at in self.taken.drain(..) {
            if let Some(slot) = self.slots.get_mut(at) {
                ranked.push(rank(segment, *slot));
                slot.1 = 0;
            }
        }
    }
}

/// Bits of the first letter of a sentence in a rank.
const FIRST_BITS: u32 = super::segment::PLACE_BITS;
/// Bits of the number of a segment in it.
const SEGMENT_BITS: u32 = 20;

/// A sentence found as a number: the heavier come first.
fn rank(segment: usize, (first, weight): (u32, u32)) -> u64 {
    let lightness = u64::from(u16::MAX) - u64::from(weight.min(u32::from(u16::MAX)));
    ((lightness << SEGMENT_BITS | segment as u64) << FIRST_BITS) | u64::from(first)
}

/// The inverse of [`rank`], but for the weight.
fn place(rank: u64) -> (usize, u32) {
    let segment = (rank >> FIRST_BITS) & ((1 << SEGMENT_BITS) - 1);
    let first = rank & ((1 << FIRST_BITS) - 1);
    (usize::try_from(segment).unwrap_or(usize::MAX), u32::try_from(first).unwrap_or(u32::MAX))
}

/// What one thread works with, from sentence to sentence.
#[derive(Debug)]
pub(super) struct Workspace {
    found: Found,
    ranked: Vec<u64>,
    own_pairs: Pairs,
    own_letters: Letters,
    /// What `own_letters` holds.
    own: Vec<u16>,
    seen: Letters,
    /// A sentence of the corpus.
    codes: Vec<u16>,
    like: Vec<Like>,
}

impl Workspace {
    pub(super) fn new() -> Self {
        Self {
            found: Found { slots: vec![(0, 0); FOUND], taken: Vec::with_capacity(MOST_KEYS) },
            ranked: Vec::with_capacity(MOST_KEYS),
            own_pairs: Pairs::new(),
            own_letters: Letters::new(),
            own: Vec::with_capacity(sentences::LONGEST),
            seen: Letters::new(),
            codes: Vec::with_capacity(sentences::LONGEST),
            like: Vec::with_capacity(COMPARED),
        }
    }

    /// A sentence of the draft; what is compared from now on is compared with it.
    pub(super) fn take<'a>(&mut self, codes: &'a [u16]) -> Sentence<'a> {
        self.own_pairs.clear();
        self.own_letters.empty_of(&self.own);
        let (weight, _) = self.weigh(codes);
        for pair in weights::neighbours(codes) {
            self.own_pairs.insert(pair);
        }
        self.own.clear();
        self.own.extend_from_slice(codes);
        for &letter in codes {
            self.own_letters.insert(letter);
        }
        Sentence { codes, pairs: weights::pairs(codes), weight }
    }

    /// Rarity of the pairs and of the letters of a sentence, each counted once, in half nats; and of those that the
    /// sentence taken shares.
    fn weigh(&mut self, codes: &[u16]) -> ([u32; 2], [u32; 2]) {
        let table = weights::table();
        let (mut weight, mut shared) = ([0; 2], [0; 2]);
        let mut before = None;
        for (at, &code) in codes.iter().enumerate() {
            let known = self.own_letters.holds(code);
            let again = !self.seen.insert(code);
            if !again {
                let rarity = u32::from(table.letter(code));
                add(&mut weight, 1, rarity);
                add(&mut shared, 1, if known { rarity } else { 0 });
            }
            if let Some((first, first_known, first_again)) = before.replace((code, known, again)) {
                // A pair stood before only where each of its letters did.
                if first_again && again && stands_in(codes.get(..at).unwrap_or(&[]), first, code) {
                    continue;
                }
                let pair = weights::pair(first, code);
                let rarity = u32::from(table.pair(pair));
                add(&mut weight, 0, rarity);
                let both = first_known && known && self.own_pairs.holds(pair);
                add(&mut shared, 0, if both { rarity } else { 0 });
            }
        }
        self.seen.empty_of(codes);
        (weight, shared)
    }

    /// The candidates for the sentence taken last, most alike first, of equal ones the better source; empty where none is
    /// alike by `least`. The answer does not depend on how the corpus is cut into segments.
    pub(super) fn alike(
        &mut self,
        sentence: &Sentence<'_>,
        least: f32,
        segments: &[&Segment],
        library: &(dyn Library + Sync),
    ) -> &[Like] {
        self.find(sentence, segments);
        self.like.clear();
        for Place { standing, segment: number, document, first } in choose(&mut self.ranked, segments, library) {
            let Some(segment) = segments.get(number) else { continue };
            let Some(span) = segment.sentence(document, first) else { continue };
            let mut codes = std::mem::take(&mut self.codes);
            codes.clear();
            codes.extend(segment.letters(document).of(span));
            let (weight, shared) = self.weigh(&codes);
            self.codes = codes;
            let cosine = cosine(shared, sentence.weight, weight);
            let [_, letters] = weight.map(nats);
            let [_, shared_letters] = shared.map(nats);
            self.like.push(Like { segment: number, document, standing, span, letters, shared_letters, cosine });
        }
        if !self.like.iter().any(|like| like.likeness() >= least) {
            self.like.clear();
        }
        let order = |like: &Like| (like.standing, like.span);
        self.like.sort_by(|a, b| b.likeness().total_cmp(&a.likeness()).then_with(|| order(a).cmp(&order(b))));
        &self.like
    }

    /// Puts the sentences found by the rare words of a sentence into `ranked`.
    fn find(&mut self, sentence: &Sentence<'_>, segments: &[&Segment]) {
        let mut lists: Vec<(usize, Pair, u32, Vec<KeyList<'_>>)> = sentence
            .pairs
            .iter()
            .filter_map(|&pair| {
                let weight = u32::from(weights::word(pair)?);
                let keys: Vec<KeyList<'_>> = segments.iter().map(|segment| segment.keys_of(pair)).collect();
                let length = keys.iter().map(ExactSizeIterator::len).sum();
                (length > 0).then_some((length, pair, weight, keys))
            })
            .collect();
        lists.sort_by_key(|&(length, pair, ..)| (length, pair));
        self.ranked.clear();
        let mut read = 0;
        let mut fits = |list: &(usize, Pair, u32, Vec<KeyList<'_>>)| {
            read += list.0;
            read <= MOST_KEYS
        };
        let count = lists.iter().take_while(|list| fits(list)).count();
        for number in 0..segments.len() {
            for (_, _, weight, keys) in lists.iter().take(count) {
                for first in keys.get(number).cloned().into_iter().flatten() {
                    self.found.add(first, *weight);
                }
            }
            self.found.drain_into(number, &mut self.ranked);
        }
    }
}

/// Whether two letters stand beside each other.
fn stands_in(codes: &[u16], first: u16, second: u16) -> bool {
    codes.iter().zip(codes.iter().skip(1)).any(|pair| pair == (&first, &second))
}

fn add(sums: &mut [u32; 2], at: usize, value: u32) {
    if let Some(sum) = sums.get_mut(at) {
        *sum += value;
    }
}

/// A sentence of the corpus that may be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    standing: u32,
    /// First letter, counted through the segment; within one document its place.
    first: u32,
    segment: usize,
    document: usize,
}

/// The heaviest of the sentences found whose documents count, at most [`COMPARED`], of equal weight the better source first.
/// `ranked` is cut to those that were looked at.
fn choose(ranked: &mut Vec<u64>, segments: &[&Segment], library: &(dyn Library + Sync)) -> Vec<Place> {
    keep_heaviest(ranked);
    let mut chosen: Vec<Place> = Vec::with_capacity(COMPARED);
    for equal in ranked.chunk_by(|&a, &b| lightness(a) == lightness(b)) {
        let known = chosen.len();
        for &rank in equal {
            let (number, first) = place(rank);
            let Some(segment) = segments.get(number) else { continue };
            let Some(document) = segment.document_at(first) else { continue };
            let sequence = segment.sequence(document);
            if let Some(standing) = library.standing(sequence) {
                chosen.push(Place { standing, segment: number, document, first });
            }
        }
        chosen.get_mut(known..).unwrap_or_default().sort_unstable();
        if chosen.len() >= COMPARED {
            break;
        }
    }
    chosen.truncate(COMPARED);
    chosen
}

/// What a [`rank`] says of the weight: the lighter, the more.
fn lightness(rank: u64) -> u64 {
    rank >> (SEGMENT_BITS + FIRST_BITS)
}

/// Keeps the [`RANKED`] heaviest and those that weigh as much as the last of them, in order.
fn keep_heaviest(ranked: &mut Vec<u64>) {
    let heaviness = |rank: u64| usize::try_from(u64::from(u16::MAX) - lightness(rank)).unwrap_or(0).min(HEAVIEST);
    let mut counts = [0usize; HEAVIEST + 1];
    for &rank in ranked.iter() {
        if let Some(count) = counts.get_mut(heaviness(rank)) {
            *count += 1;
        }
    }
    let mut sum = 0;
    let lightest = counts.iter().enumerate().rev().find(|(_, count)| {
        sum += **count;
        sum >= RANKED
    });
    let lightest = lightest.map_or(0, |(heaviness, _)| heaviness);
    ranked.retain(|&rank| heaviness(rank) >= lightest);
    ranked.sort_unstable();
}

/// Half nats in nats.
fn nats(half: u32) -> f32 {
    half as f32 / 2.0
}

fn cosine(shared: [u32; 2], own: [u32; 2], theirs: [u32; 2]) -> [f32; 2] {
    let of = |shared: f32, own: f32, theirs: f32| shared / (own * theirs).sqrt().max(f32::MIN_POSITIVE);
    let ([pairs, letters], [own_pairs, own_letters]) = (shared.map(nats), own.map(nats));
    let [their_pairs, their_letters] = theirs.map(nats);
    [of(pairs, own_pairs, their_pairs), of(letters, own_letters, their_letters)]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    /// Rarity of the different pairs and letters, as [`Workspace::weigh`] defines it.
    fn rarity(pairs: &BTreeSet<Pair>, letters: &BTreeSet<u16>) -> [u32; 2] {
        let table = weights::table();
        let pairs = pairs.iter().map(|&pair| u32::from(table.pair(pair))).sum();
        [pairs, letters.iter().map(|&letter| u32::from(table.letter(letter))).sum()]
    }

    proptest! {
        #[test]
        fn every_pair_and_letter_is_weighed_once(
            sentences in proptest::collection::vec(proptest::collection::vec(0x5B57u16..0x5B5D, 0..40), 1..5),
        ) {
            let sets = |codes: &[u16]| -> (BTreeSet<Pair>, BTreeSet<u16>) {
                (weights::neighbours(codes).collect(), codes.iter().copied().collect())
            };
            let mut workspace = Workspace::new();
            for own in &sentences {
                let taken = workspace.take(own);
                let (own_pairs, own_letters) = sets(own);
                prop_assert_eq!(taken.weight, rarity(&own_pairs, &own_letters));
                for other in &sentences {
                    let (pairs, letters) = sets(other);
                    let shared = rarity(&(&pairs & &own_pairs), &(&letters & &own_letters));
                    prop_assert_eq!(workspace.weigh(other), (rarity(&pairs, &letters), shared));
                }
            }
        }
    }
}

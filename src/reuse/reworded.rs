//! Sentences that say the same in other words: found by rare words, compared by all the letters and pairs of letters they
//! share, and judged by a logistic regression over what is shared.
//!
//! A sentence of the corpus is looked at when it is found by some of its rarest words ([`super::sentences`]); of those
//! the most alike is judged. Set phrases make many sentences a little alike, so it counts how far the best one stands
//! above the next that is not the same text in another version.

use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::keys::KeyList;
use super::query::Library;
use super::segment::Segment;
use super::weights::{self, Pair};
use crate::deadline::Deadline;
use crate::span::Span;

/// Keys read for one sentence, rarest words first: bounds the work whatever the size of the corpus.
const MOST_KEYS: usize = 4_096;
/// Of the sentences found, this many with the heaviest words may be compared, if their documents count.
const RANKED: usize = 512;
/// Sentences of the corpus that are compared with one of a draft.
const COMPARED: usize = 64;
/// Sentences that share this part of their pairs (Jaccard) are one text in several documents.
const SAME: f32 = 0.5;
/// Other places of the same text that are given.
const OTHERS: usize = 12;
/// Below this likeness (of 2) nothing is judged.
const LEAST: f32 = 0.5;

/// A sentence of the corpus that a sentence of a draft may repeat in other words.
#[derive(Debug, Clone, PartialEq)]
pub struct Reworded {
    /// The sentence of the draft, in letters.
    pub draft: Span,
    /// The document it was found in.
    pub sequence: u64,
    /// The sentence there, in letters.
    pub source: Span,
    /// Other documents with the same text, best first.
    pub others: Vec<(u64, Span)>,
    /// Probability that one rewords the other, 0–1.
    pub probability: f64,
    /// Letters that stand in both in the same order.
    pub common: usize,
}

/// A sentence as it is compared.
struct Sentence<'a> {
    codes: &'a [u16],
    pairs: Vec<Pair>,
    letters: Vec<u16>,
    /// Rarity of all its pairs and of all its letters, in nats.
    weight: [f32; 2],
}

/// A candidate with its likeness.
struct Like {
    segment: usize,
    document: usize,
    span: Span,
    /// Where its pairs are in [`Candidates::pairs`].
    pairs: Range<usize>,
    weight: [f32; 2],
    /// Rarity of the pairs and of the letters shared.
    shared: [f32; 2],
    /// Cosines over pairs and over letters.
    cosine: [f32; 2],
}

/// The candidates for a sentence, most alike first.
struct Candidates {
    like: Vec<Like>,
    /// The pairs of all of them, in one piece of memory.
    pairs: Vec<Pair>,
}

impl Like {
    fn likeness(&self) -> f32 {
        self.cosine.iter().sum()
    }
}

impl<'a> Sentence<'a> {
    fn new(codes: &'a [u16]) -> Self {
        let (mut pairs, mut letters) = (Vec::new(), Vec::new());
        weights::append_pairs(codes, &mut pairs);
        append_letters(codes, &mut letters);
        let weight = [of_pairs(&pairs), of_letters(&letters)];
        Self { codes, pairs, letters, weight }
    }
}

fn of_pairs(pairs: &[Pair]) -> f32 {
    pairs.iter().map(|&pair| weights::of_pair(pair)).sum()
}

fn of_letters(letters: &[u16]) -> f32 {
    letters.iter().map(|&letter| weights::of_letter(letter)).sum()
}

/// The different letters of a sentence, sorted.
fn append_letters(codes: &[u16], letters: &mut Vec<u16>) {
    letters.extend_from_slice(codes);
    letters.sort_unstable();
    letters.dedup();
}

/// What two sorted lists have in common.
fn common_of<T: Ord + Copy>(a: &[T], b: &[T]) -> impl Iterator<Item = T> {
    let (mut a, mut b) = (a, b);
    std::iter::from_fn(move || {
        while let ([x, rest @ ..], [y, other @ ..]) = (a, b) {
            match x.cmp(y) {
                std::cmp::Ordering::Less => a = rest,
                std::cmp::Ordering::Greater => b = other,
                std::cmp::Ordering::Equal => {
                    let both = *x;
                    (a, b) = (rest, other);
                    return Some(both);
                }
            }
        }
        None
    })
}

/// For sentences of a draft, given as ranges of its letters, what of the corpus each may reword; in order. Not all of it
/// when the deadline has passed.
pub(super) fn search(
    codes: &[u16],
    sentences: &[Span],
    segments: &[&Segment],
    library: &(dyn Library + Sync),
    deadline: &Deadline,
) -> Vec<Reworded> {
    let one = |&draft: &Span| {
        if deadline.has_passed() {
            return None;
        }
        let sentence = Sentence::new(codes.get(draft.start..draft.end)?);
        let like = alike(&sentence, segments, library);
        judge(draft, &sentence, &like, segments)
    };
    sentences.par_iter().filter_map(one).collect()
}

/// The candidates for a sentence, most alike first.
fn alike(sentence: &Sentence<'_>, segments: &[&Segment], library: &(dyn Library + Sync)) -> Candidates {
    let mut found = Candidates { like: Vec::with_capacity(COMPARED), pairs: Vec::new() };
    let (mut codes, mut letters) = (Vec::new(), Vec::new());
    for (segment, document, span) in candidates(sentence, segments, library) {
        codes.clear();
        codes.extend(segments.get(segment).into_iter().flat_map(|s| s.letters(document).of(span)));
        letters.clear();
        append_letters(&codes, &mut letters);
        let first = found.pairs.len();
        weights::append_pairs(&codes, &mut found.pairs);
        let pairs = found.pairs.get(first..).unwrap_or(&[]);
        let weight = [of_pairs(pairs), of_letters(&letters)];
        let shared = [
            common_of(&sentence.pairs, pairs).map(weights::of_pair).sum(),
            common_of(&sentence.letters, &letters).map(weights::of_letter).sum(),
        ];
        let cosine = cosine(shared, sentence.weight, weight);
        let pairs = first..found.pairs.len();
        found.like.push(Like { segment, document, span, pairs, weight, shared, cosine });
    }
    found.like.sort_by(|a, b| {
        b.likeness()
            .total_cmp(&a.likeness())
            .then_with(|| (a.segment, a.document, a.span).cmp(&(b.segment, b.document, b.span)))
    });
    found
}

fn cosine(
    [pairs, letters]: [f32; 2],
    [own_pairs, own_letters]: [f32; 2],
    [their_pairs, their_letters]: [f32; 2],
) -> [f32; 2] {
    let of = |shared: f32, own: f32, theirs: f32| shared / (own * theirs).sqrt().max(f32::MIN_POSITIVE);
    [of(pairs, own_pairs, their_pairs), of(letters, own_letters, their_letters)]
}

/// Sentences of documents that count, by the weight of the rare words by which they were found.
fn candidates(
    sentence: &Sentence<'_>,
    segments: &[&Segment],
    library: &(dyn Library + Sync),
) -> Vec<(usize, usize, Span)> {
    let mut lists: Vec<(usize, Pair, f32, Vec<KeyList<'_>>)> = sentence
        .pairs
        .iter()
        .filter_map(|&pair| {
            let weight = f32::from(weights::word(pair)?);
            let keys: Vec<KeyList<'_>> = segments.iter().map(|segment| segment.keys_of(pair)).collect();
            let length = keys.iter().map(ExactSizeIterator::len).sum();
            (length > 0).then_some((length, pair, weight, keys))
        })
        .collect();
    lists.sort_by_key(|&(length, pair, ..)| (length, pair));
    let mut read = 0;
    let mut found: FxHashMap<(usize, u32), f32> = FxHashMap::default();
    found.reserve(MOST_KEYS);
    for (length, _, weight, keys) in lists {
        read += length;
        if read > MOST_KEYS && !found.is_empty() {
            break;
        }
        for (number, list) in keys.into_iter().enumerate() {
            for first in list.take(MOST_KEYS) {
                *found.entry((number, first)).or_default() += weight;
            }
        }
    }
    let mut ranked: Vec<((usize, u32), f32)> = found.into_iter().collect();
    let order = |a: &((usize, u32), f32), b: &((usize, u32), f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
    if ranked.len() > RANKED {
        ranked.select_nth_unstable_by(RANKED, order);
        ranked.truncate(RANKED);
    }
    ranked.sort_unstable_by(order);
    let admitted = ranked.into_iter().filter_map(|((number, first), _)| {
        let segment = segments.get(number)?;
        let (document, span) = segment.sentence(first)?;
        library.admits(segment.sequence(document)).then_some((number, document, span))
    });
    admitted.take(COMPARED).collect()
}

/// Judges the most alike of the candidates.
fn judge(draft: Span, sentence: &Sentence<'_>, found: &Candidates, segments: &[&Segment]) -> Option<Reworded> {
    let (best, rest) = found.like.split_first()?;
    if best.likeness() < LEAST {
        return None;
    }
    let letters = segments.get(best.segment)?.letters(best.document);
    let codes: Vec<u16> = letters.of(best.span).collect();
    if numbers_disagree(sentence.codes, &codes) {
        return None;
    }
    let pairs = |like: &Like| found.pairs.get(like.pairs.clone()).unwrap_or(&[]);
    let own = pairs(best);
    let same = |other: &Like| {
        let theirs = pairs(other);
        let both = common_of(own, theirs).count();
        both as f32 >= SAME * (own.len() + theirs.len() - both).max(1) as f32
    };
    let (again, others): (Vec<&Like>, Vec<&Like>) = rest.iter().partition(|other| same(other));
    let next = others.first().map_or(0.0, |other| other.likeness());
    let sequence = |like: &Like| segments.get(like.segment).map(|s| s.sequence(like.document));
    let common = common_in_order(sentence.codes, &codes);
    let best_sentence = (best, own, codes.as_slice());
    Some(Reworded {
        draft,
        sequence: sequence(best)?,
        source: best.span,
        others: again.into_iter().take(OTHERS).filter_map(|other| Some((sequence(other)?, other.span))).collect(),
        probability: probability(&features(sentence, best_sentence, next, common)),
        common,
    })
}

/// Whether both name numbers of two digits or more and none of them is the same: other words keep the numbers.
fn numbers_disagree(a: &[u16], b: &[u16]) -> bool {
    let digit = |code: &u16| (0x30..0x3A).contains(code);
    let numbers = |codes: &[u16]| -> Vec<Vec<u16>> {
        let runs = codes.chunk_by(|a, b| digit(a) == digit(b));
        runs.filter(|run| run.len() >= 2 && run.first().is_some_and(digit)).map(<[u16]>::to_vec).collect()
    };
    let (own, theirs) = (numbers(a), numbers(b));
    !own.is_empty() && !theirs.is_empty() && !own.iter().any(|number| theirs.contains(number))
}

/// Number of features.
const FEATURES: usize = 8;
/// Weights of [`features`]: logistic regression (L2, C = 1) on the 2,200 best candidates of the sentences of the
/// development set of reuse, 74 of which are rewordings; 8-fold cross-validation by draft finds 30–40 of them at a
/// precision of 0.90.
const COEFFICIENTS: [f64; FEATURES] = [0.450, 8.061, -5.282, -6.658, 8.045, -16.081, 9.696, 0.612];
/// The constant of the same regression.
const CONSTANT: f64 = -8.760;
/// How many of the rarest words shared are weighed by themselves.
const RAREST: usize = 5;

/// What the regression sees.
fn features(
    sentence: &Sentence<'_>,
    (best, pairs, codes): (&Like, &[Pair], &[u16]),
    next: f32,
    common: usize,
) -> [f64; FEATURES] {
    let [by_pairs, _] = best.cosine;
    let [_, shared] = best.shared;
    let [_, their_letters] = best.weight;
    let (own, theirs) = (sentence.codes.len().max(1) as f64, codes.len().max(1) as f64);
    let mut words: Vec<u8> = common_of(&sentence.pairs, pairs).filter_map(weights::word).collect();
    words.sort_unstable_by_key(|&weight| std::cmp::Reverse(weight));
    let rarest: f64 = words.iter().take(RAREST).map(|&weight| f64::from(weight) / 2.0).sum();
    [
        // Rarity of the letters shared, in tens of nats, and as a share of the source's.
        f64::from(shared) / 10.0,
        f64::from(shared / their_letters.max(1.0)),
        // A long run of equal letters is a set phrase or a copy, no rewording.
        longest_run(sentence.codes, codes) as f64 / 10.0,
        (own / theirs).ln().abs(),
        // Lead over the next that is another text.
        f64::from(best.likeness() - next),
        // At the same number of letters, more pairs in common mean set phrases.
        f64::from(by_pairs),
        common as f64 / own.min(theirs),
        rarest / 10.0,
    ]
}

fn probability(features: &[f64; FEATURES]) -> f64 {
    let sum: f64 = features.iter().zip(COEFFICIENTS).map(|(x, w)| x * w).sum();
    1.0 / (1.0 + (-sum - CONSTANT).exp())
}

/// Length of the longest common subsequence.
fn common_in_order(a: &[u16], b: &[u16]) -> usize {
    let mut row = vec![0usize; b.len() + 1];
    for x in a {
        let mut diagonal = 0;
        for (at, y) in b.iter().enumerate() {
            let above = row.get(at + 1).copied().unwrap_or(0);
            let left = row.get(at).copied().unwrap_or(0);
            let value = if x == y { diagonal + 1 } else { above.max(left) };
            diagonal = above;
            if let Some(cell) = row.get_mut(at + 1) {
                *cell = value;
            }
        }
    }
    row.last().copied().unwrap_or(0)
}

/// Length of the longest run of equal letters.
fn longest_run(a: &[u16], b: &[u16]) -> usize {
    let mut row = vec![0usize; b.len() + 1];
    let mut longest = 0;
    for x in a {
        let mut diagonal = 0;
        for (cell, y) in row.iter_mut().skip(1).zip(b) {
            let run = if x == y { diagonal + 1 } else { 0 };
            diagonal = std::mem::replace(cell, run);
            longest = longest.max(run);
        }
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::super::build::Kept;
    use super::super::fingerprint;
    use super::*;
    use crate::text::Letters;

    struct All;

    impl Library for All {
        fn admits(&self, sequence: u64) -> bool {
            sequence != 9
        }
        fn standing(&self, sequence: u64) -> u32 {
            u32::try_from(sequence).unwrap()
        }
        fn common(&self) -> usize {
            usize::MAX
        }
    }

    fn codes(text: &str) -> Vec<u16> {
        fingerprint::codes(Letters::of_text(text).chars())
    }

    fn found(draft: &str, sources: &[(u64, &str)]) -> Vec<Reworded> {
        let kept: Vec<Kept> = sources.iter().map(|&(sequence, text)| Kept::of(sequence, text)).collect();
        let segment = Segment::in_memory(&kept.iter().map(Kept::entry).collect::<Vec<_>>()).unwrap();
        let codes = codes(draft);
        search(&codes, &[Span::new(0, codes.len())], &[&segment], &All, &Deadline::default())
    }

    const SOURCE: &str =
        "养蜂场应当在每年采蜜期开始前对蜂箱、摇蜜机和储蜜桶进行清洗消毒，并如实填写消毒记录，记录保存2年。";
    const REWORDED: &str =
        "每年采蜜期到来之前，蜂箱、储蜜桶以及摇蜜机都要由养蜂场清洗并消毒，消毒情况据实登记，登记材料留存2年。";

    #[test]
    fn a_reworded_sentence_is_found_with_its_source() {
        let other = "人民政府应当加强对道路照明设施的管理，保障照明设施完好，及时更换损坏的路灯。";
        let found = found(REWORDED, &[(1, other), (2, SOURCE), (3, SOURCE)]);
        let [one] = found.as_slice() else { panic!("{found:?}") };
        assert!(one.probability > 0.6, "{}", one.probability);
        assert_eq!((one.sequence, one.source), (2, Span::new(0, codes(SOURCE).len())));
        assert_eq!(one.others.iter().map(|o| o.0).collect::<Vec<_>>(), [3]);
    }

    #[test]
    fn other_numbers_and_other_matters_are_no_rewording() {
        let other = SOURCE.replace("2年", "15年");
        let draft = REWORDED.replace("2年", "30年");
        assert!(found(&draft, &[(1, &other)]).is_empty());
        let matter =
            "每年汛期到来之前，水库、水闸以及堤防都要由管理单位巡查并检修，检修情况据实登记，登记材料留存2年。";
        assert!(found(matter, &[(1, SOURCE)]).iter().all(|one| one.probability < 0.3));
    }

    #[test]
    fn documents_that_do_not_count_are_not_named() {
        assert!(found(REWORDED, &[(9, SOURCE)]).is_empty());
        assert!(found("", &[(1, SOURCE)]).is_empty() && found(REWORDED, &[]).is_empty());
    }
}

//! Sentences that say the same in other words: found by rare words, compared by all the letters and pairs of letters they
//! share, and judged by a logistic regression over what is shared.
//!
//! A sentence of the corpus is looked at when it is found by some of its rarest words ([`super::sentences`]); of those
//! the most alike is judged. Set phrases make many sentences a little alike, so it counts how far the best one stands
//! above the next that is not the same text in another version.

use rayon::prelude::*;

use super::alike::{Like, Sentence, Workspace};
use super::query::Library;
use super::segment::Segment;
use super::sentences;
use super::weights::{self, Pair};
use crate::deadline::Deadline;
use crate::span::Span;

/// Sentences that share this part of their pairs (Jaccard) are one text in several documents.
const SAME: f32 = 0.5;
/// Other places of the same text that are given.
const OTHERS: usize = 12;
/// Below this likeness (of 2) nothing is judged.
const LEAST: f32 = 0.5;
/// Below this probability no other places are looked for: nobody is told of the sentence, even beside a neighbour.
pub const LIKELY: f64 = 0.3;

/// A sentence of the corpus that a sentence of a draft may repeat in other words.
#[derive(Debug, Clone, PartialEq)]
pub struct Reworded {
    /// The sentence of the draft, in letters.
    pub draft: Span,
    /// The document it was found in.
    pub sequence: u64,
    /// The sentence there, in letters.
    pub source: Span,
    /// Other documents with the same text, best first; none where the probability is below [`LIKELY`].
    pub others: Vec<(u64, Span)>,
    /// Probability that one rewords the other, 0–1.
    pub probability: f64,
    /// Letters that stand in both in the same order.
    pub common: usize,
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
    open: &[Span],
    segments: &[&Segment],
    library: &(dyn Library + Sync),
    deadline: &Deadline,
) -> Vec<Reworded> {
    let one = |workspace: &mut Workspace, draft: &Span| {
        if deadline.has_passed() {
            return None;
        }
        let end = draft.end.min(draft.start + sentences::LONGEST);
        let sentence = workspace.take(codes.get(draft.start..end)?);
        let like = workspace.alike(&sentence, LEAST, segments, library);
        judge(*draft, &sentence, like, segments)
    };
    open.par_iter().map_init(Workspace::new, one).flatten().collect()
}

/// Judges the first of the candidates.
fn judge(draft: Span, sentence: &Sentence<'_>, like: &[Like], segments: &[&Segment]) -> Option<Reworded> {
    let (best, rest) = like.split_first()?;
    let letters = |like: &Like| -> Option<Vec<u16>> {
        Some(segments.get(like.segment)?.letters(like.document).of(like.span).collect())
    };
    let codes = letters(best)?;
    if numbers_disagree(sentence.codes, &codes) {
        return None;
    }
    let own = weights::pairs(&codes);
    let same = |other: &Like| {
        let theirs = letters(other).map(|codes| weights::pairs(&codes)).unwrap_or_default();
        let both = common_of(&own, &theirs).count();
        both as f32 >= SAME * (own.len() + theirs.len() - both).max(1) as f32
    };
    let next = rest.iter().find(|other| !same(other)).map_or(0.0, Like::likeness);
    let sequence = |like: &Like| segments.get(like.segment).map(|s| s.sequence(like.document));
    let common = common_in_order(sentence.codes, &codes);
    let probability = probability(&features(sentence, (best, &own, &codes), next, common));
    let again = rest.iter().filter(|other| probability >= LIKELY && same(other));
    Some(Reworded {
        draft,
        sequence: sequence(best)?,
        source: best.span,
        others: again.take(OTHERS).filter_map(|other| Some((sequence(other)?, other.span))).collect(),
        probability,
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
    let (shared, their_letters) = (best.shared_letters, best.letters);
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
        fn standing(&self, sequence: u64) -> Option<u32> {
            (sequence != 9).then(|| u32::try_from(sequence).unwrap())
        }
        fn common(&self) -> usize {
            usize::MAX
        }
    }

    fn codes(text: &str) -> Vec<u16> {
        fingerprint::codes(Letters::of_text(text).chars())
    }

    fn found(draft: &str, sources: &[(u64, &str)]) -> Vec<Reworded> {
        found_in(draft, &[sources])
    }

    /// The same in documents that stand in several segments.
    fn found_in(draft: &str, parts: &[&[(u64, &str)]]) -> Vec<Reworded> {
        let segments: Vec<Segment> = parts
            .iter()
            .map(|sources| {
                let kept: Vec<Kept> = sources.iter().map(|&(sequence, text)| Kept::of(sequence, text)).collect();
                Segment::in_memory(&kept.iter().map(Kept::entry).collect::<Vec<_>>()).unwrap()
            })
            .collect();
        let segments: Vec<&Segment> = segments.iter().collect();
        let codes = codes(draft);
        search(&codes, &[Span::new(0, codes.len())], &segments, &All, &Deadline::default())
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

    #[test]
    fn it_does_not_matter_how_the_corpus_is_cut() {
        // More sentences share one word with the draft than are compared, and the source is told twice.
        let others: Vec<String> =
            (0..90).map(|n| format!("第{n}号摇蜜机由设备管理处登记在册，编号{}，存放在北区仓库。", 7 * n)).collect();
        let mut all: Vec<(u64, &str)> = (10..).zip(others.iter().map(String::as_str)).collect();
        all.extend([(200, SOURCE), (201, SOURCE)]);
        let whole = found(REWORDED, &all);
        let [one] = whole.as_slice() else { panic!("{whole:?}") };
        assert_eq!((one.sequence, one.others.iter().map(|o| o.0).collect::<Vec<_>>()), (200, vec![201]));
        for cut in [1, 45, 89, 91] {
            let (first, second) = all.split_at(cut);
            assert_eq!(found_in(REWORDED, &[first, second]), whole, "{cut}");
            assert_eq!(found_in(REWORDED, &[second, first]), whole, "{cut}");
        }
    }
}

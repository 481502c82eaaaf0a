//! A draft against segments: seeds from shared fingerprints, grown into equal blocks, gathered into matches.
//!
//! Rare grams lead: a gram that stands in more than [`COMMON`] places of the corpus names no source and is not expanded.
//! What consists of such grams alone (set formulas) is found by [`super::common`], once and not once per document, so
//! that the work of a draft hardly grows with the corpus and yet no run of [`super::fingerprint::SURE_RUN`] letters goes
//! unreported.

use std::ops::Range;
use std::sync::OnceLock;

use rayon::prelude::*;

use super::common;
use super::fingerprint::{GRAM, codes, hashes, kept};
use super::gather::{Block, Match};
use super::runs::{self, Runs};
use super::seeds::{self, Seeding};
use super::segment::{LetterCodes, Segment};
use crate::deadline::Deadline;
use crate::span::{self, Span};

/// A gram that stands in more places than this is not expanded document by document. A passage that 200 documents
/// share is a formula, not a copy of one of them; rarer grams beside it still lead to its source.
pub const COMMON: usize = 256;

/// A draft, ready to be compared.
#[derive(Debug)]
pub struct Query {
    codes: Vec<u16>,
    /// (hash, position) of every gram, sorted.
    grams: Vec<(u64, u32)>,
    /// Every different gram: where its places begin in `grams`.
    distinct: Vec<u32>,
    /// Number of the different gram at every position.
    gram_at: Vec<u32>,
    /// Position of the gram that winnowing keeps of every window.
    kept: Vec<u32>,
    /// Every sure run; made only when needed.
    runs: OnceLock<Runs>,
    /// Until when it may be compared; what was found when it passes is not all there is.
    pub(super) deadline: Deadline,
}

/// What one document shares with the draft.
#[derive(Debug, Clone, PartialEq)]
pub struct DocumentMatches {
    /// Sequence number of the document.
    pub sequence: u64,
    /// Matches in order of draft position.
    pub matches: Vec<Match>,
}

/// What a corpus shares with the draft.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// By document, in order of sequence number.
    pub documents: Vec<DocumentMatches>,
    /// For every gram of the draft, by position, in how many places of the corpus it was kept as a fingerprint (all
    /// documents, whether they count or not). About 0.4 of the places where it stands.
    pub frequency: Vec<u32>,
}

/// Which documents are compared, and which is the better source.
pub trait Library {
    /// Place of the document with this sequence number in the order of preference as a source, lowest first; different for
    /// different documents. `None` for a document that does not count.
    fn standing(&self, sequence: u64) -> Option<u32>;
    /// In how many places of the corpus a gram may stand and still be expanded document by document: [`COMMON`], or
    /// no limit where the documents are named one by one.
    fn common(&self) -> usize;
}

impl Query {
    /// Prepares the letters of a draft.
    #[must_use]
    pub fn new(letters: &[char]) -> Self {
        Self::until(letters, &Deadline::default())
    }

    /// The same, to be compared until a deadline. Whoever compares checks the deadline before using what was found.
    #[must_use]
    pub fn until(letters: &[char], deadline: &Deadline) -> Self {
        let codes = codes(letters);
        let hashes = hashes(&codes);
        let kept = kept(&hashes).collect();
        let mut grams: Vec<(u64, u32)> = hashes.into_iter().zip(0u32..).collect();
        grams.sort_unstable();
        let mut distinct = Vec::new();
        let mut gram_at = vec![0; grams.len()];
        let mut first = 0u32;
        for (number, places) in (0u32..).zip(grams.chunk_by(|a, b| a.0 == b.0)) {
            distinct.push(first);
            first = first.saturating_add(u32::try_from(places.len()).unwrap_or(u32::MAX));
            for &(_, place) in places {
                if let Some(at) = gram_at.get_mut(place as usize) {
                    *at = number;
                }
            }
        }
        Self { codes, grams, distinct, gram_at, kept, runs: OnceLock::new(), deadline: deadline.clone() }
    }

    /// The letters' codes.
    #[must_use]
    pub fn codes(&self) -> &[u16] {
        &self.codes
    }

    /// The different grams in order: number, hash, places in the draft.
    pub(super) fn distinct(&self) -> impl Iterator<Item = (usize, u64, &[(u64, u32)])> {
        (0..self.distinct.len()).filter_map(|number| {
            let places = self.places(number);
            Some((number, places.first()?.0, places))
        })
    }

    /// Places in the draft of a different gram, by its number, in order.
    pub(super) fn places(&self, number: usize) -> &[(u64, u32)] {
        let Some(&first) = self.distinct.get(number) else { return &[] };
        let end = self.distinct.get(number + 1).map_or(self.grams.len(), |&next| next as usize);
        self.grams.get(first as usize..end).unwrap_or(&[])
    }

    /// Number of the different gram at a position.
    pub(super) fn gram_at(&self, place: u32) -> usize {
        self.gram_at.get(place as usize).map_or(usize::MAX, |&n| n as usize)
    }

    /// Position of the gram that winnowing keeps of every window, never falling.
    pub(super) fn kept(&self) -> &[u32] {
        &self.kept
    }

    /// All matches with the documents of segments that count.
    #[must_use]
    pub fn matches(&self, segments: &[&Segment], library: &(dyn Library + Sync)) -> Found {
        let hashes: Vec<u64> = self.distinct().map(|(_, hash, _)| hash).collect();
        let lists: Vec<Vec<Range<usize>>> = segments
            .iter()
            .map(|segment| hashes.par_chunks(512).flat_map_iter(|hashes| segment.postings_of_each(hashes)).collect())
            .collect();
        let mut frequency = vec![0usize; self.distinct.len()];
        for list in &lists {
            for (sum, range) in frequency.iter_mut().zip(list) {
                *sum += range.len();
            }
        }
        let common: Vec<bool> = frequency.iter().map(|&f| f > library.common()).collect();
        let lonely = seeds::lonely(self, &common);
        let standings: Vec<Vec<u32>> = segments.iter().map(|segment| standings(segment, library)).collect();
        let by_segment: Vec<Vec<DocumentMatches>> = segments
            .par_iter()
            .zip(&lists)
            .zip(&standings)
            .map(|((segment, lists), standings)| {
                let seeding = Seeding { query: self, segment, standings, lonely: &lonely, common: &common };
                seeding.run(lists)
            })
            .collect();
        let mut documents: Vec<DocumentMatches> = by_segment.into_iter().flatten().collect();
        if common.contains(&true) {
            let told: Vec<Span> =
                documents.iter().flat_map(|d| &d.matches).flat_map(|m| &m.runs).map(draft_of).collect();
            let formulas =
                common::Formulas { query: self, segments, lists: &lists, common: &common, standings: &standings };
            for (sequence, block) in formulas.find(&span::union(told)) {
                documents
                    .extend(Match::of_blocks(&[block]).map(|found| DocumentMatches { sequence, matches: vec![found] }));
            }
        }
        let frequency = self
            .gram_at
            .iter()
            .map(|&n| frequency.get(n as usize).map_or(0, |&f| u32::try_from(f).unwrap_or(u32::MAX)));
        Found { documents: in_order(documents), frequency: frequency.collect() }
    }

    /// Grows seeds, sorted by diagonal and position, into maximal equal blocks.
    pub(super) fn grow(&self, seeds: &[u64], letters: LetterCodes<'_>, blocks: &mut Vec<Block>) {
        let mut last: Option<(u64, usize)> = None;
        for &seed in seeds {
            let (diagonal, place) = (seed >> 32, usize::try_from(seed & 0xFFFF_FFFF).unwrap_or(0));
            if last.is_some_and(|(d, end)| d == diagonal && place + GRAM <= end) {
                continue;
            }
            let Some(source) = usize::try_from(diagonal).ok().and_then(|d| (d + place).checked_sub(self.codes.len()))
            else {
                continue;
            };
            if let Some(block) = self.block_at(place, source, letters) {
                last = Some((diagonal, block.draft + block.length));
                blocks.push(block);
            }
        }
    }

    /// The maximal equal block around a pair of positions; `None` when the gram there is not equal after all.
    pub(super) fn block_at(&self, draft: usize, source: usize, letters: LetterCodes<'_>) -> Option<Block> {
        let equal = |d: usize, s: usize| matches!((self.codes.get(d), letters.get(s)), (Some(a), Some(b)) if *a == b);
        let mut forward = 0;
        while equal(draft + forward, source + forward) {
            forward += 1;
        }
        if forward < GRAM {
            return None;
        }
        let mut back = 0;
        while back < draft && back < source && equal(draft - back - 1, source - back - 1) {
            back += 1;
        }
        Some(Block { draft: draft - back, source: source - back, length: back + forward })
    }

    /// Blocks that cover every sure run shared with a text, in linear time.
    pub(super) fn sure_runs(&self, letters: LetterCodes<'_>) -> Vec<Block> {
        let own = self.runs.get_or_init(|| Runs::of(&self.codes));
        runs::sure_runs(&self.codes, own, &letters.to_vec())
    }
}

/// No place in the order of preference: the document does not count.
pub(super) const NOT_COUNTED: u32 = u32::MAX;

/// By document of a segment, its place in the order of preference, or [`NOT_COUNTED`].
fn standings(segment: &Segment, library: &(dyn Library + Sync)) -> Vec<u32> {
    let standing = |document: usize| {
        let sequence = segment.sequence(document);
        library.standing(sequence).map_or(NOT_COUNTED, |standing| standing.min(NOT_COUNTED - 1))
    };
    (0..segment.len()).into_par_iter().with_min_len(4096).map(standing).collect()
}

fn draft_of(block: &Block) -> Span {
    Span::new(block.draft, block.draft + block.length)
}

/// Sorted by document, the matches of each in order of draft position.
fn in_order(mut documents: Vec<DocumentMatches>) -> Vec<DocumentMatches> {
    documents.sort_by_key(|d| d.sequence);
    let mut merged: Vec<DocumentMatches> = Vec::with_capacity(documents.len());
    for document in documents {
        match merged.last_mut() {
            Some(last) if last.sequence == document.sequence => {
                last.matches.extend(document.matches);
                last.matches.sort_by_key(|m| (m.draft, m.source));
                last.matches.dedup();
            }
            _ => merged.push(document),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::build::Kept;
    use super::super::fingerprint::SURE_RUN;
    use super::*;

    fn letters(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    /// Every document counts; the lower number is the better source.
    struct All {
        common: usize,
    }

    impl Library for All {
        fn standing(&self, sequence: u64) -> Option<u32> {
            Some(u32::try_from(sequence).unwrap())
        }
        fn common(&self) -> usize {
            self.common
        }
    }

    /// A segment of texts, numbered from `first` on.
    fn segment(texts: &[&[char]], first: u64) -> Segment {
        let kept: Vec<Kept> =
            (first..).zip(texts).map(|(n, text)| Kept::of(n, &text.iter().collect::<String>())).collect();
        Segment::in_memory(&kept.iter().map(Kept::entry).collect::<Vec<_>>()).unwrap()
    }

    fn compare_with(draft: &[char], source: &[char], common: usize) -> Vec<Match> {
        let segment = segment(&[source], 1);
        let found = Query::new(draft).matches(&[&segment], &All { common });
        found.documents.into_iter().flat_map(|d| d.matches).collect()
    }

    fn compare(draft: &[char], source: &[char]) -> Vec<Match> {
        compare_with(draft, source, usize::MAX)
    }

    /// Positions of `text` that lie in a run of 13 letters which stands in `other`: the definition itself.
    fn brute_force(text: &[char], other: &[char]) -> Vec<bool> {
        let mut covered = vec![false; text.len()];
        for at in 0..(text.len() + 1).saturating_sub(SURE_RUN) {
            let run = &text[at..at + SURE_RUN];
            if other.windows(SURE_RUN).any(|w| w == run) {
                covered[at..at + SURE_RUN].fill(true);
            }
        }
        covered
    }

    fn covered(length: usize, spans: impl Iterator<Item = (usize, usize)>) -> Vec<bool> {
        let mut covered = vec![false; length];
        for (start, end) in spans {
            covered[start..end].fill(true);
        }
        covered
    }

    fn check(draft: &[char], source: &[char]) {
        let matches = compare(draft, source);
        let mine = covered(draft.len(), matches.iter().map(|m| (m.draft.start, m.draft.end)));
        for (at, wanted) in brute_force(draft, source).into_iter().enumerate() {
            assert!(!wanted || mine[at], "draft letter {at} of {draft:?} in {source:?}");
        }
        let theirs = covered(source.len(), matches.iter().map(|m| (m.source.start, m.source.end)));
        for (at, wanted) in brute_force(source, draft).into_iter().enumerate() {
            assert!(!wanted || theirs[at], "source letter {at} of {source:?} in {draft:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        /// Every run of 13 equal letters is covered on both sides; a small alphabet makes repeats and periods.
        #[test]
        fn no_sure_run_is_missed(
            parts in proptest::collection::vec((0usize..6, 0usize..3), 1..12),
            pool in proptest::collection::vec(proptest::collection::vec(0u8..4, 1..40), 6),
        ) {
            let glyph = |n: u8| char::from_u32(0x5B57 + u32::from(n)).unwrap();
            let mut draft = Vec::new();
            let mut source = Vec::new();
            for (which, side) in parts {
                let piece: Vec<char> = pool[which].iter().map(|&n| glyph(n)).collect();
                if side != 1 { draft.extend(&piece); }
                if side != 0 { source.extend(&piece); }
            }
            check(&draft, &source);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        /// With grams held for common from their first repetition on, every run of the draft is still covered.
        #[test]
        fn no_run_of_common_grams_is_missed(
            draft in proptest::collection::vec(0usize..6, 1..8),
            sources in proptest::collection::vec(proptest::collection::vec(0usize..6, 1..6), 1..6),
            pool in proptest::collection::vec(proptest::collection::vec(0u8..4, 1..30), 6),
            common in 0usize..4,
        ) {
            let glyph = |n: &u8| char::from_u32(0x5B57 + u32::from(*n)).unwrap();
            let text = |parts: &[usize]| -> Vec<char> { parts.iter().flat_map(|&p| pool[p].iter().map(glyph)).collect() };
            let draft = text(&draft);
            let texts: Vec<Vec<char>> = sources.iter().map(|s| text(s)).collect();
            let all: Vec<&[char]> = texts.iter().map(Vec::as_slice).collect();
            let (some, others) = all.split_at(all.len() / 2);
            let segments = [segment(some, 1), segment(others, 1 + some.len() as u64)];
            let found = Query::new(&draft).matches(&[&segments[0], &segments[1]], &All { common });
            let matches = found.documents.iter().flat_map(|d| &d.matches);
            let mine = covered(draft.len(), matches.map(|m| (m.draft.start, m.draft.end)));
            for text in &texts {
                for (at, wanted) in brute_force(&draft, text).into_iter().enumerate() {
                    prop_assert!(!wanted || mine[at], "draft letter {at} of {draft:?} in {texts:?}");
                }
            }
        }
    }

    #[test]
    fn periodic_text_is_covered_in_linear_time() {
        for (draft, source) in [
            ("甲".repeat(50_000), "甲".repeat(30_000)),
            ("甲乙丙".repeat(20_000), "乙丙甲".repeat(20_000)),
            ("甲".repeat(12), "甲".repeat(12)),
        ] {
            let (draft, source) = (letters(&draft), letters(&source));
            let matches = compare(&draft, &source);
            let total: usize = span::union(matches.iter().map(|m| m.draft).collect()).iter().map(|s| s.len()).sum();
            if draft.len() > SURE_RUN {
                assert!(total >= draft.len() - 2, "{total} of {}", draft.len());
            }
        }
    }

    #[test]
    fn light_edits_stay_one_match() {
        let source =
            letters("各级人民政府应当加强对粮食储备安全工作的组织领导建立健全监督检查机制及时研究解决重大问题");
        let draft = letters("县级人民政府要加强对粮食储备安全工作组织领导完善监督检查机制及时研究解决突出问题");
        let matches = compare(&draft, &source);
        assert_eq!(matches.len(), 1, "{matches:?}");
        assert!(matches[0].draft.start <= 2 && matches[0].draft.end >= draft.len() - 4, "{matches:?}");
    }
}

//! A draft against segments: seeds from shared fingerprints, grown into equal blocks, gathered into matches.
//!
//! Time is linear in draft plus shared fingerprints: a gram that repeats so often on both sides that its pairs would
//! multiply (tables, periodic text) is not paired; the document is then compared by [`sure_runs`], which is linear.

use std::collections::HashMap;

use super::fingerprint::{GRAM, SURE_RUN, WINDOW, codes, hashes};
use super::gather::{self, Block, Match};
use super::segment::{LetterCodes, Segment};

/// Most pairs of one gram's places in the draft and in one document; beyond it the document is compared in linear
/// time instead. A phrase used 16 times on both sides still stays below.
const MOST_PAIRS: usize = 256;
/// Seeds held in memory at once (8 bytes each); a longer list is worked off by ranges of documents.
const MOST_SEEDS: usize = 4 << 20;
/// A document with fewer seeds than this within [`CLOSE`] letters of the draft has no run of [`SURE_RUN`] letters and
/// nothing worth aligning.
const FEWEST_SEEDS: usize = 2;
/// See [`FEWEST_SEEDS`].
const CLOSE: u32 = 40;

/// A draft, ready to be compared.
#[derive(Debug, Clone)]
pub struct Query {
    codes: Vec<u16>,
    /// (hash, position) of every gram, sorted.
    grams: Vec<(u64, u32)>,
    /// First position of every run of [`SURE_RUN`] letters, by its hash; made only when needed.
    runs: std::sync::OnceLock<HashMap<u64, u32>>,
}

/// What one document shares with the draft.
#[derive(Debug, Clone, PartialEq)]
pub struct DocumentMatches {
    /// Sequence number of the document.
    pub sequence: u64,
    /// Matches in order of draft position.
    pub matches: Vec<Match>,
}

impl Query {
    /// Prepares the letters of a draft.
    #[must_use]
    pub fn new(letters: &[char]) -> Self {
        let codes = codes(letters);
        let mut grams: Vec<(u64, u32)> = hashes(&codes).into_iter().zip(0u32..).collect();
        grams.sort_unstable();
        Self { codes, grams, runs: std::sync::OnceLock::new() }
    }

    /// The letters' codes.
    #[must_use]
    pub fn codes(&self) -> &[u16] {
        &self.codes
    }

    /// All matches with the admitted documents of a segment, in order of document number.
    pub fn matches_in(&self, segment: &Segment, admit: &dyn Fn(u64) -> bool) -> Vec<DocumentMatches> {
        let admitted: Vec<bool> = (0..segment.len()).map(|d| admit(segment.sequence(d))).collect();
        let tally = self.tally(segment, &admitted);
        let mut found = Vec::new();
        let mut first = 0;
        while first < segment.len() {
            let mut last = first;
            let mut sum = 0;
            while last < segment.len() && (last == first || sum + tally.of(last) <= MOST_SEEDS) {
                sum += tally.of(last);
                last += 1;
            }
            self.match_range(segment, &tally, first..last, &mut found);
            first = last;
        }
        found
    }

    /// How many seeds each admitted document has.
    fn tally(&self, segment: &Segment, admitted: &[bool]) -> Tally {
        let mut tally = Tally { seeds: vec![0; segment.len()], crowded: vec![false; segment.len()] };
        for places in self.grams.chunk_by(|a, b| a.0 == b.0) {
            let Some(&(hash, _)) = places.first() else { continue };
            let mut postings = segment.postings(hash).peekable();
            while let Some(posting) = postings.next() {
                let document = posting.document as usize;
                let mut count = 1;
                while postings.next_if(|p| p.document == posting.document).is_some() {
                    count += 1;
                }
                if !admitted.get(document).copied().unwrap_or(false) {
                    continue;
                }
                let pairs = places.len() * count;
                if pairs > MOST_PAIRS {
                    tally.crowd(document);
                } else {
                    tally.add(document, pairs);
                }
            }
        }
        tally
    }

    /// Matches with the documents of a range.
    fn match_range(
        &self,
        segment: &Segment,
        tally: &Tally,
        range: std::ops::Range<usize>,
        found: &mut Vec<DocumentMatches>,
    ) {
        let seeds = self.collect(segment, tally, &range);
        let mut rest = seeds.as_slice();
        for document in range {
            let (own, tail) = rest.split_at(tally.kept(document).min(rest.len()));
            rest = tail;
            let letters = segment.letters(document);
            let mut blocks = Vec::new();
            if tally.is_crowded(document) {
                blocks = sure_runs(self, letters);
            }
            if promising(own, self.codes.len()) {
                self.grow(own, letters, &mut blocks);
            }
            let matches = gather::gather(blocks);
            if !matches.is_empty() {
                found.push(DocumentMatches { sequence: segment.sequence(document), matches });
            }
        }
    }

    /// The seeds of the documents of a range, one slice after the other, each sorted by diagonal and position.
    fn collect(&self, segment: &Segment, tally: &Tally, range: &std::ops::Range<usize>) -> Vec<u64> {
        let mut next = Vec::with_capacity(range.len());
        let mut sum = 0;
        for document in range.clone() {
            next.push(sum);
            sum += tally.kept(document);
        }
        let mut seeds = vec![0u64; sum];
        let length = self.codes.len() as u64;
        for places in self.grams.chunk_by(|a, b| a.0 == b.0) {
            let Some(&(hash, _)) = places.first() else { continue };
            let mut postings = segment.postings(hash).peekable();
            while let Some(&first) = postings.peek() {
                let document = first.document as usize;
                let same: Vec<u32> = std::iter::from_fn(|| postings.next_if(|p| p.document == first.document))
                    .map(|p| p.position)
                    .collect();
                if !range.contains(&document) || tally.kept(document) == 0 || places.len() * same.len() > MOST_PAIRS {
                    continue;
                }
                let Some(slot) = next.get_mut(document - range.start) else { continue };
                for &(_, place) in places {
                    for &position in &same {
                        if let Some(seed) = seeds.get_mut(*slot) {
                            *seed = ((u64::from(position) + length - u64::from(place)) << 32) | u64::from(place);
                        }
                        *slot += 1;
                    }
                }
            }
        }
        let mut rest = seeds.as_mut_slice();
        for document in range.clone() {
            let (own, tail) = rest.split_at_mut(tally.kept(document).min(rest.len()));
            own.sort_unstable();
            rest = tail;
        }
        seeds
    }

    /// Grows sorted seeds into maximal equal blocks.
    fn grow(&self, seeds: &[u64], letters: LetterCodes<'_>, blocks: &mut Vec<Block>) {
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
    fn block_at(&self, draft: usize, source: usize, letters: LetterCodes<'_>) -> Option<Block> {
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

    fn runs(&self) -> &HashMap<u64, u32> {
        self.runs.get_or_init(|| {
            let mut runs = HashMap::new();
            for (run, place) in run_hashes(self.codes.iter().copied()).zip(0u32..) {
                runs.entry(run).or_insert(place);
            }
            runs
        })
    }
}

/// Seeds per document.
#[derive(Debug)]
struct Tally {
    seeds: Vec<usize>,
    crowded: Vec<bool>,
}

impl Tally {
    fn of(&self, document: usize) -> usize {
        self.seeds.get(document).copied().unwrap_or(0)
    }

    /// Seeds worth collecting: none for a document with too few for any match.
    fn kept(&self, document: usize) -> usize {
        let seeds = self.of(document);
        if seeds < FEWEST_SEEDS { 0 } else { seeds }
    }

    fn is_crowded(&self, document: usize) -> bool {
        self.crowded.get(document).copied().unwrap_or(false)
    }

    fn add(&mut self, document: usize, pairs: usize) {
        if let Some(seeds) = self.seeds.get_mut(document) {
            *seeds += pairs;
        }
    }

    fn crowd(&mut self, document: usize) {
        if let Some(crowded) = self.crowded.get_mut(document) {
            *crowded = true;
        }
    }
}

/// Whether sorted seeds may hold a match: two on one diagonal no farther apart than a window (any run of
/// [`SURE_RUN`] letters has that), or several close together on near diagonals.
fn promising(seeds: &[u64], draft: usize) -> bool {
    let close = |pair: &[u64]| match pair {
        [a, b] => a >> 32 == b >> 32 && (b & 0xFFFF_FFFF) - (a & 0xFFFF_FFFF) <= WINDOW as u64,
        _ => false,
    };
    if seeds.windows(2).any(close) {
        return true;
    }
    let near = |triple: &[u64]| match triple {
        [a, .., c] => {
            let places: Vec<u64> = triple.iter().map(|s| s & 0xFFFF_FFFF).collect();
            let spread = places.iter().max().zip(places.iter().min()).map_or(0, |(h, l)| h - l);
            (c >> 32) - (a >> 32) <= u64::from(CLOSE) && spread <= u64::from(CLOSE)
        }
        _ => false,
    };
    draft > 0 && seeds.windows(3).any(near)
}

/// Rolling 128-bit-safe identity of every run of [`SURE_RUN`] codes.
fn run_hashes(codes: impl Iterator<Item = u16>) -> impl Iterator<Item = u64> {
    const BASE: u64 = 0x0001_0000_01B3;
    let leaving = (0..SURE_RUN).fold(1u64, |power, _| power.wrapping_mul(BASE));
    let mut ring = [0u64; SURE_RUN];
    let mut rolling = 0u64;
    codes.enumerate().filter_map(move |(at, c)| {
        let value = u64::from(c) + 1;
        rolling = rolling.wrapping_mul(BASE).wrapping_add(value);
        if let Some(slot) = ring.get_mut(at % SURE_RUN) {
            rolling = rolling.wrapping_sub(slot.wrapping_mul(leaving));
            *slot = value;
        }
        (at + 1 >= SURE_RUN).then_some(rolling)
    })
}

/// Blocks that cover every run of [`SURE_RUN`] equal letters on both sides, found in time linear in both texts: each
/// run is followed on the diagonal of the run before where that still holds, else from its first place.
fn sure_runs(query: &Query, letters: LetterCodes<'_>) -> Vec<Block> {
    let source = letters.to_vec();
    let mut places: HashMap<u64, u32> = HashMap::new();
    for (run, place) in run_hashes(source.iter().copied()).zip(0u32..) {
        places.entry(run).or_insert(place);
    }
    let mut blocks = follow(&query.codes, &source, &places);
    let mirrored = follow(&source, &query.codes, query.runs());
    blocks.extend(mirrored.into_iter().map(|b| Block { draft: b.source, source: b.draft, length: b.length }));
    blocks.sort_unstable();
    blocks.dedup();
    blocks
}

/// Blocks of `text` that stand in `other`, whose runs are at `places`; together they cover every such run of `text`.
fn follow(text: &[u16], other: &[u16], places: &HashMap<u64, u32>) -> Vec<Block> {
    let equal = |a: usize, b: usize| matches!((text.get(a), other.get(b)), (Some(x), Some(y)) if x == y);
    let mut blocks: Vec<Block> = Vec::new();
    for (at, run) in run_hashes(text.iter().copied()).enumerate() {
        if blocks.last().is_some_and(|b| at + SURE_RUN <= b.draft + b.length) {
            continue;
        }
        let Some(&place) = places.get(&run) else { continue };
        let place = place as usize;
        let mut length = 0;
        while equal(at + length, place + length) {
            length += 1;
        }
        if length >= SURE_RUN {
            blocks.push(Block { draft: at, source: place, length });
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn letters(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    fn compare(draft: &[char], source: &[char]) -> Vec<Match> {
        let codes = codes(source);
        let segment = Segment::in_memory(&[(1, &codes)]).unwrap();
        Query::new(draft).matches_in(&segment, &|_| true).into_iter().flat_map(|d| d.matches).collect()
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
            let glyph = |n: u8| char::from_u32(0x4E00 + u32::from(n)).unwrap();
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

    #[test]
    fn periodic_text_is_covered_in_linear_time() {
        for (draft, source) in [
            ("甲".repeat(50_000), "甲".repeat(30_000)),
            ("甲乙丙".repeat(20_000), "乙丙甲".repeat(20_000)),
            ("甲".repeat(12), "甲".repeat(12)),
        ] {
            let (draft, source) = (letters(&draft), letters(&source));
            let matches = compare(&draft, &source);
            let total: usize =
                crate::span::union(matches.iter().map(|m| m.draft).collect()).iter().map(|s| s.len()).sum();
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

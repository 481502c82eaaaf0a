//! Seeds: places where draft and document share a fingerprint, counted by document first, so that only documents with
//! enough of them are looked at.

use std::collections::BTreeMap;
use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::fingerprint::WINDOW;
use super::gather;
use super::query::{DocumentMatches, Library, Query};
use super::segment::Segment;

/// Most pairs of one gram's places in the draft and in one document. Beyond it the gram is not paired; a phrase used 16
/// times on both sides still stays below.
const MOST_PAIRS: usize = 256;
/// Seeds held in memory at once (8 bytes each); a longer list is worked off by ranges of documents.
const MOST_SEEDS: usize = 4 << 20;
/// A document is worth a look when two of its seeds lie within a window of the draft (any run of
/// [`super::fingerprint::SURE_RUN`] letters has that) or three within this many letters; what else it shares are chance
/// agreements.
const CLOSE: u32 = 40;

/// One draft against one segment.
pub(super) struct Seeding<'a> {
    pub(super) query: &'a Query,
    pub(super) segment: &'a Segment,
    /// Postings of every different gram.
    pub(super) lists: &'a [Range<usize>],
    /// The different grams that are not expanded.
    pub(super) common: &'a [bool],
    /// Positions of the draft whose seed counts alone, see [`lonely`].
    pub(super) lonely: &'a [bool],
    pub(super) library: &'a (dyn Library + Sync),
}

/// What a document's seeds are known to be before they are collected.
#[derive(Debug, Clone, Copy)]
struct Tally {
    seeds: u32,
    /// Places in the draft of the last two seeds, the last first.
    last: [u32; 2],
    /// Some seeds are close enough to each other; or one alone may belong to a sure run, because the grams beside it were
    /// not expanded.
    close: bool,
}

impl Tally {
    const NONE: Self = Self { seeds: 0, last: [u32::MAX; 2], close: false };

    /// Takes in the seeds of one place of the draft; places come in order.
    fn add(&mut self, place: u32, count: usize, lonely: bool) {
        let [last, before] = self.last;
        let since = |earlier: u32| if earlier == u32::MAX { u32::MAX } else { place - earlier };
        // Two at one place have different diagonals: they are no pair, but part of three.
        self.close |= lonely || count > 2 || since(last) as usize <= WINDOW;
        self.close |= since(before) <= CLOSE || (count > 1 && since(last) <= CLOSE);
        self.last = [place, if count > 1 { place } else { last }];
        self.seeds = self.seeds.saturating_add(u32::try_from(count).unwrap_or(u32::MAX));
    }
}

/// The documents worth collecting, in order of number, with where their seeds go.
struct Wanted {
    documents: Vec<(usize, u32)>,
    /// Place of every document in `documents`, `u32::MAX` for those not wanted.
    slots: Vec<u32>,
}

impl Seeding<'_> {
    /// The matches of every document that has any, in order of document number.
    pub(super) fn run(&self) -> Vec<DocumentMatches> {
        let mut found = Vec::new();
        let (tallies, crowds) = self.tally();
        let wanted = self.wanted(&tallies, &crowds);
        let mut first = 0;
        while let Some(rest) = wanted.documents.get(first..).filter(|rest| !rest.is_empty()) {
            let mut sum = 0;
            let mut fits = |seeds: u32| {
                sum += seeds as usize;
                sum <= MOST_SEEDS
            };
            let count =
                rest.iter().map(|&(_, seeds)| seeds).map_while(|seeds| fits(seeds).then_some(())).count().max(1);
            found.extend(self.work_off(&wanted, first..first + count, &crowds));
            first += count;
        }
        found
    }

    /// Counts the seeds of every document; and, for documents in which some grams multiply, those grams.
    fn tally(&self) -> (Vec<Tally>, BTreeMap<usize, Vec<usize>>) {
        let mut tallies = vec![Tally::NONE; self.segment.len()];
        let mut crowds: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        // A gram that the draft repeats is counted once: going over its postings at every place would be quadratic.
        let mut repeated: FxHashMap<usize, Vec<(usize, usize)>> = FxHashMap::default();
        for (place, &lonely) in (0u32..).zip(self.lonely) {
            let number = self.query.gram_at(place);
            let Some(list) = self.rare_list(number) else { continue };
            if self.query.deadline.has_passed() {
                break;
            }
            let places = self.query.places(number);
            let once;
            let counts = if places.len() > 1 {
                repeated.entry(number).or_insert_with(|| self.by_document(list))
            } else {
                once = self.by_document(list);
                &once
            };
            for &(document, count) in counts {
                if places.len() * count > MOST_PAIRS {
                    if places.first().is_some_and(|first| first.1 == place) {
                        crowds.entry(document).or_default().push(number);
                    }
                } else if let Some(tally) = tallies.get_mut(document) {
                    tally.add(place, count, lonely);
                }
            }
        }
        (tallies, crowds)
    }

    /// How many postings of a list each document has, in order of document.
    fn by_document(&self, list: Range<usize>) -> Vec<(usize, usize)> {
        let mut counts: Vec<(usize, usize)> = Vec::new();
        for posting in self.segment.postings(list) {
            match counts.last_mut() {
                Some((document, count)) if *document == posting.document as usize => *count += 1,
                _ => counts.push((posting.document as usize, 1)),
            }
        }
        counts
    }

    fn rare_list(&self, number: usize) -> Option<Range<usize>> {
        let list = self.lists.get(number).filter(|list| !list.is_empty())?;
        self.common.get(number).is_some_and(|common| !common).then(|| list.clone())
    }

    fn wanted(&self, tallies: &[Tally], crowds: &BTreeMap<usize, Vec<usize>>) -> Wanted {
        let mut wanted = Wanted { documents: Vec::new(), slots: vec![u32::MAX; tallies.len()] };
        for (document, tally) in tallies.iter().enumerate() {
            if (tally.close || crowds.contains_key(&document)) && self.library.admits(self.segment.sequence(document)) {
                if let Some(slot) = wanted.slots.get_mut(document) {
                    *slot = u32::try_from(wanted.documents.len()).unwrap_or(u32::MAX);
                }
                wanted.documents.push((document, tally.seeds));
            }
        }
        wanted
    }

    fn work_off(
        &self,
        wanted: &Wanted,
        range: Range<usize>,
        crowds: &BTreeMap<usize, Vec<usize>>,
    ) -> Vec<DocumentMatches> {
        let mut seeds = self.collect(wanted, &range);
        let mut rest = seeds.as_mut_slice();
        let mut documents = Vec::with_capacity(range.len());
        for &(document, count) in wanted.documents.get(range).unwrap_or(&[]) {
            let (own, tail) = rest.split_at_mut((count as usize).min(rest.len()));
            rest = tail;
            documents.push((document, own));
        }
        let matched = documents.into_par_iter().with_min_len(64).filter_map(|(document, own)| {
            if self.query.deadline.has_passed() {
                return None;
            }
            own.sort_unstable();
            let letters = self.segment.letters(document);
            let crowd = crowds.get(&document);
            let mut blocks = Vec::new();
            if crowd.is_some_and(|grams| self.hides_a_run(grams)) {
                blocks = self.query.sure_runs(letters);
            }
            if crowd.is_some() || promising(own, self.lonely) {
                self.query.grow(own, letters, &mut blocks);
            }
            let matches = if gather::may_match(&blocks) { gather::gather(blocks) } else { Vec::new() };
            (!matches.is_empty()).then(|| DocumentMatches { sequence: self.segment.sequence(document), matches })
        });
        matched.collect()
    }

    /// Whether two grams that winnowing keeps one after the other are both crowded (or common): a sure run could then
    /// be without a seed.
    fn hides_a_run(&self, crowded: &[usize]) -> bool {
        let hidden = |place: u32| {
            let number = self.query.gram_at(place);
            crowded.contains(&number) || self.common.get(number).copied().unwrap_or(false)
        };
        let picks = picks(self.query);
        picks.len() == 1 || picks.windows(2).any(|pair| pair.iter().all(|&p| hidden(p)))
    }

    /// The seeds of a range of wanted documents, one slice after the other.
    fn collect(&self, wanted: &Wanted, range: &Range<usize>) -> Vec<u64> {
        let documents = wanted.documents.get(range.clone()).unwrap_or(&[]);
        let mut next = Vec::with_capacity(documents.len());
        let mut sum = 0usize;
        for &(_, count) in documents {
            next.push(sum);
            sum += count as usize;
        }
        let mut seeds = vec![0u64; sum];
        let length = self.query.codes().len() as u64;
        let mut same: Vec<u32> = Vec::new();
        for (number, _, places) in self.query.distinct() {
            let Some(list) = self.rare_list(number) else { continue };
            let mut postings = self.segment.postings(list).peekable();
            while let Some(first) = postings.next() {
                same.clear();
                same.push(first.position);
                while let Some(posting) = postings.next_if(|p| p.document == first.document) {
                    same.push(posting.position);
                }
                let slot = wanted.slots.get(first.document as usize).copied().unwrap_or(u32::MAX) as usize;
                let Some(slot) = slot.checked_sub(range.start).and_then(|at| next.get_mut(at)) else { continue };
                if places.len() * same.len() > MOST_PAIRS {
                    continue;
                }
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
        seeds
    }
}

/// Positions of the draft whose seed alone may belong to a sure run, because a gram kept beside it is common and was not
/// expanded.
pub(super) fn lonely(query: &Query, common: &[bool]) -> Vec<bool> {
    let mut lonely = vec![false; query.codes().len()];
    let is_common = |place: u32| common.get(query.gram_at(place)).copied().unwrap_or(false);
    for pair in picks(query).windows(2) {
        let [before, after] = pair else { continue };
        for (place, beside) in [(*before, *after), (*after, *before)] {
            if let Some(mark) = lonely.get_mut(place as usize) {
                *mark |= is_common(beside);
            }
        }
    }
    lonely
}

/// Positions of the grams that winnowing keeps, each once.
fn picks(query: &Query) -> Vec<u32> {
    let mut picks = query.kept().to_vec();
    picks.dedup();
    picks
}

/// Whether sorted seeds may hold a match: one that counts alone, two on one diagonal no farther apart than a window (any
/// sure run has that), or several close together on near diagonals.
fn promising(seeds: &[u64], lonely: &[bool]) -> bool {
    let place = |seed: &u64| seed & 0xFFFF_FFFF;
    let alone = |seed: &u64| usize::try_from(place(seed)).ok().and_then(|p| lonely.get(p)).copied().unwrap_or(false);
    let close = |pair: &[u64]| match pair {
        [a, b] => a >> 32 == b >> 32 && place(b) - place(a) <= WINDOW as u64,
        _ => false,
    };
    let near = |triple: &[u64]| match triple {
        [a, b, c] => {
            let (low, high) = (place(a).min(place(b)).min(place(c)), place(a).max(place(b)).max(place(c)));
            (c >> 32) - (a >> 32) <= u64::from(CLOSE) && high - low <= u64::from(CLOSE)
        }
        _ => false,
    };
    seeds.iter().any(alone) || seeds.windows(2).any(close) || seeds.windows(3).any(near)
}

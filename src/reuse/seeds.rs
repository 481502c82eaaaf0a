//! Seeds: places where draft and document share a fingerprint, counted by stretches of the corpus first, so that only
//! documents with enough of them in one place are looked at.

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
/// Seeds held in memory at once (8 bytes each); more are worked off by ranges of documents.
const MOST_SEEDS: usize = 4 << 20;
/// A document is worth a look when two of its seeds lie within a window of the draft (any run of
/// [`super::fingerprint::SURE_RUN`] letters has that) or three within this many letters; what else it shares are chance
/// agreements.
const CLOSE: u32 = 40;
/// Seeds are counted by stretches of this many letters of the segment, in bits. Shorter ones tell more, longer ones stay in
/// the processor's cache: 8 bytes for every 2,048 letters are 0.8 MB for 50,000 documents.
const CELL_BITS: u32 = 11;
/// Seeds that make a document worth a look have places and diagonals at most [`CLOSE`] apart, so letters of the source at
/// most this far apart: a cell counts the seeds of so many letters of the next one too.
const REACH: u32 = 2 * CLOSE;

/// Most parts of a segment that are worked on beside each other.
const PARTS: usize = 4;
/// Letters that make a part worth the while; few in tests, so that every one of them has parts.
const PART_LETTERS: usize = if cfg!(test) { 16 } else { 4 << 20 };

/// A segment in parts, as ranges of its documents. Where the cuts are changes nothing of what is found: seeds of different
/// documents have nothing to do with each other.
pub(super) fn parts(segment: &Segment) -> Vec<Range<usize>> {
    let letters = segment.letters_count();
    let number = (letters / PART_LETTERS).clamp(1, PARTS);
    let cut = |part: usize| u32::try_from(letters * part / number).ok().and_then(|at| segment.document_at(at));
    let mut cuts: Vec<usize> = (1..number).filter_map(cut).collect();
    cuts.insert(0, 0);
    cuts.push(segment.len());
    let ranges = cuts.iter().zip(cuts.iter().skip(1)).map(|(&from, &to)| from..to);
    ranges.filter(|part| !part.is_empty()).collect()
}

/// One draft against a part of a segment.
pub(super) struct Seeding<'a> {
    query: &'a Query,
    segment: &'a Segment,
    /// The documents of the part.
    documents: Range<usize>,
    /// Postings of every different gram in the part, but for those that are common.
    lists: Vec<Range<usize>>,
    /// The different grams that are not expanded.
    common: &'a [bool],
    /// Positions of the draft whose seed counts alone, see [`lonely`].
    lonely: &'a [bool],
    library: &'a (dyn Library + Sync),
}

/// The seeds of a cell so far: places in the draft of the last two, the last first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Tally([u32; 2]);

impl Tally {
    const NONE: u32 = u32::MAX;
    const EMPTY: Self = Self([Self::NONE; 2]);
    /// Some seeds are close enough to each other; or one alone may belong to a sure run, because the grams beside it were
    /// not expanded.
    const CLOSE: Self = Self([Self::NONE - 1; 2]);

    /// Takes in a seed; places of the draft come in order. Two at one place have different diagonals: they are no pair,
    /// but part of three.
    fn add(&mut self, place: u32, lonely: bool) {
        if *self == Self::CLOSE {
            return;
        }
        let Self([last, before]) = *self;
        let near = |earlier: u32, most: usize| earlier != Self::NONE && (place - earlier) as usize <= most;
        let pair = last != place && near(last, WINDOW);
        *self = if lonely || pair || near(before, CLOSE as usize) { Self::CLOSE } else { Self([place, last]) };
    }
}

/// Documents in which some grams multiply, with those grams.
type Crowds = BTreeMap<usize, Vec<usize>>;

/// A document worth collecting.
struct Wanted {
    document: usize,
    /// Its letters, counted through the segment.
    letters: Range<u32>,
    seeds: usize,
}

impl<'a> Seeding<'a> {
    /// Prepares a part of a segment; `lists` are the postings of every different gram in the whole of it.
    pub(super) fn new(
        query: &'a Query,
        (segment, documents): (&'a Segment, Range<usize>),
        lists: &[Range<usize>],
        (common, lonely): (&'a [bool], &'a [bool]),
        library: &'a (dyn Library + Sync),
    ) -> Self {
        let whole = documents.len() == segment.len();
        let letters = segment.first_letter(documents.start)..segment.first_letter(documents.end);
        let within = |(list, &common): (&Range<usize>, &bool)| {
            if common {
                0..0
            } else if whole {
                list.clone()
            } else {
                segment.postings_within(list.clone(), letters.clone())
            }
        };
        let lists = lists.iter().zip(common).map(within).collect();
        Self { query, segment, documents, lists, common, lonely, library }
    }

    /// Number of the first cell of the part, and how many it has.
    fn cells(&self) -> (u32, usize) {
        let first = self.segment.first_letter(self.documents.start) >> CELL_BITS;
        let last = self.segment.first_letter(self.documents.end) >> CELL_BITS;
        (first, (last - first) as usize + 1)
    }

    /// The matches of every document that has any, in order of document number.
    pub(super) fn run(&self) -> Vec<DocumentMatches> {
        let mut found = Vec::new();
        let (cells, crowds) = self.tally();
        let wanted = self.wanted(&cells, &crowds);
        let mut rest = wanted.as_slice();
        while !rest.is_empty() {
            let mut sum = 0;
            let fits = |wanted: &&Wanted| {
                sum += wanted.seeds;
                sum <= MOST_SEEDS
            };
            let (now, later) = rest.split_at(rest.iter().take_while(fits).count().max(1));
            found.extend(self.work_off(now, &crowds));
            rest = later;
        }
        found
    }

    /// The cells whose seeds are close to each other, in order; and the documents in which some grams multiply.
    fn tally(&self) -> (Vec<u32>, Crowds) {
        let (first, count) = self.cells();
        let mut tallies = vec![Tally::EMPTY; count];
        let mut crowds = Crowds::new();
        // A gram that the draft repeats is sifted once: going over all its postings at every place would be quadratic.
        let mut repeated: FxHashMap<usize, Vec<u32>> = FxHashMap::default();
        for (place, &lonely) in (0u32..).zip(self.lonely) {
            let number = self.query.gram_at(place);
            let Some(list) = self.rare_list(number) else { continue };
            if self.query.deadline.has_passed() {
                break;
            }
            let times = self.query.places(number).len();
            let add = |letter: u32| {
                let cell = letter >> CELL_BITS;
                let before = letter.saturating_sub(REACH) >> CELL_BITS;
                let mut count = |cell: u32| {
                    if let Some(tally) = cell.checked_sub(first).and_then(|cell| tallies.get_mut(cell as usize)) {
                        tally.add(place, lonely);
                    }
                };
                count(cell);
                if before != cell {
                    count(before);
                }
            };
            if times == 1 && list.len() <= MOST_PAIRS {
                self.segment.postings(list).for_each(add);
            } else if times == 1 {
                self.sifted(number, list, |document| crowds.entry(document).or_default().push(number))
                    .into_iter()
                    .for_each(add);
            } else {
                let note = |document| crowds.entry(document).or_default().push(number);
                let sifted = repeated.entry(number).or_insert_with(|| self.sifted(number, list, note));
                sifted.iter().copied().for_each(add);
            }
        }
        let close = (first..).zip(&tallies).filter(|&(_, &tally)| tally == Tally::CLOSE);
        (close.map(|(cell, _)| cell).collect(), crowds)
    }

    /// The postings of a gram but for those of documents in which it multiplies, which are noted.
    fn sifted(&self, number: usize, list: Range<usize>, mut crowded: impl FnMut(usize)) -> Vec<u32> {
        let times = self.query.places(number).len();
        let all: Vec<u32> = self.segment.postings(list).collect();
        if times * all.len() <= MOST_PAIRS {
            return all;
        }
        let mut sifted = Vec::with_capacity(all.len());
        let mut rest = all.as_slice();
        while let Some(document) = rest.first().and_then(|&first| self.segment.document_at(first)) {
            let end = self.segment.first_letter(document + 1);
            let (own, others) = rest.split_at(rest.partition_point(|&letter| letter < end));
            if times * own.len() > MOST_PAIRS {
                crowded(document);
            } else {
                sifted.extend_from_slice(own);
            }
            rest = others;
        }
        sifted
    }

    fn rare_list(&self, number: usize) -> Option<Range<usize>> {
        self.lists.get(number).filter(|list| !list.is_empty()).cloned()
    }

    /// The documents of these cells and crowds that count, in order, with the number of their seeds.
    fn wanted(&self, cells: &[u32], crowds: &Crowds) -> Vec<Wanted> {
        let mut documents: Vec<usize> = crowds.keys().copied().collect();
        for &cell in cells {
            let first = cell << CELL_BITS;
            let end = ((cell + 1) << CELL_BITS) + REACH;
            let Some(document) = self.segment.document_at(first) else { continue };
            let own = document.max(self.documents.start)..self.documents.end;
            documents.extend(own.take_while(|&d| self.segment.first_letter(d) < end));
        }
        documents.sort_unstable();
        documents.dedup();
        documents.retain(|&document| self.library.admits(self.segment.sequence(document)));
        let letters = |document| self.segment.first_letter(document)..self.segment.first_letter(document + 1);
        let mut wanted: Vec<Wanted> =
            documents.into_iter().map(|document| Wanted { document, letters: letters(document), seeds: 0 }).collect();
        let mut counts = vec![0; wanted.len()];
        self.each_seed(&wanted, |slot, _, _| {
            if let Some(count) = counts.get_mut(slot) {
                *count += 1;
            }
        });
        for (wanted, count) in wanted.iter_mut().zip(counts) {
            wanted.seeds = count;
        }
        wanted
    }

    /// Every seed of these documents: number of the document in the slice, first letter of the gram counted through the
    /// segment, place in the draft.
    fn each_seed(&self, wanted: &[Wanted], mut take: impl FnMut(usize, u32, u32)) {
        // The first of the documents that reaches into a cell.
        let (first_cell, count) = self.cells();
        let mut firsts = vec![u32::MAX; count];
        for (slot, document) in wanted.iter().enumerate().rev() {
            let cells = document.letters.start >> CELL_BITS..=document.letters.end >> CELL_BITS;
            for cell in cells {
                if let Some(first) = firsts.get_mut((cell - first_cell) as usize) {
                    *first = u32::try_from(slot).unwrap_or(u32::MAX);
                }
            }
        }
        for (number, _, places) in self.query.distinct() {
            let Some(list) = self.rare_list(number) else { continue };
            if self.query.deadline.has_passed() {
                break;
            }
            let each = |letter: u32| {
                let cell = (letter >> CELL_BITS).saturating_sub(first_cell);
                let mut slot = firsts.get(cell as usize).copied().unwrap_or(u32::MAX) as usize;
                while wanted.get(slot).is_some_and(|document| document.letters.end <= letter) {
                    slot += 1;
                }
                if wanted.get(slot).is_some_and(|document| document.letters.start <= letter) {
                    places.iter().for_each(|&(_, place)| take(slot, letter, place));
                }
            };
            if places.len() * list.len() <= MOST_PAIRS {
                self.segment.postings(list).for_each(each);
            } else {
                self.sifted(number, list, |_| ()).into_iter().for_each(each);
            }
        }
    }

    fn work_off(&self, wanted: &[Wanted], crowds: &Crowds) -> Vec<DocumentMatches> {
        let mut seeds = self.collect(wanted);
        let mut rest = seeds.as_mut_slice();
        let mut documents = Vec::with_capacity(wanted.len());
        for wanted in wanted {
            let (own, tail) = rest.split_at_mut(wanted.seeds.min(rest.len()));
            rest = tail;
            documents.push((wanted.document, own));
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

    /// The seeds of wanted documents, one slice after the other: diagonal (upper half) and place in the draft.
    fn collect(&self, wanted: &[Wanted]) -> Vec<u64> {
        let mut sum = 0;
        let mut next = Vec::with_capacity(wanted.len());
        for document in wanted {
            next.push(sum);
            sum += document.seeds;
        }
        let mut seeds = vec![0u64; sum];
        let length = self.query.codes().len() as u64;
        self.each_seed(wanted, |slot, letter, place| {
            let (Some(document), Some(next)) = (wanted.get(slot), next.get_mut(slot)) else { return };
            if let Some(seed) = seeds.get_mut(*next) {
                let position = u64::from(letter - document.letters.start);
                *seed = ((position + length - u64::from(place)) << 32) | u64::from(place);
            }
            *next += 1;
        });
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

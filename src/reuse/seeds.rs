//! Seeds: places where draft and document share a fingerprint. They are sorted by document, so that only documents with
//! enough of them in one place are looked at.

use std::collections::BTreeMap;
use std::ops::Range;

use rayon::prelude::*;

use super::fingerprint::{SURE_RUN, WINDOW};
use super::gather::{self, Block};
use super::query::{DocumentMatches, NOT_COUNTED, Query};
use super::segment::Segment;

/// Most pairs of one gram's places in the draft and in one document. Beyond it the gram is not paired; a phrase used 16
/// times on both sides still stays below.
const MOST_PAIRS: usize = 256;
/// Seeds held in memory at once (8 bytes each) unless one document has more; others are worked off by ranges of documents.
const MOST_SEEDS: usize = if cfg!(test) { 64 } else { 4 << 20 };
/// Seeds that are sorted together: the documents of a segment that may have more are worked off in parts, side by side.
const TOGETHER: usize = if cfg!(test) { 32 } else { 24 << 10 };
/// A document is worth a look when two of its seeds lie within a window of the draft (any run of [`SURE_RUN`] letters has
/// that) or three within this many letters; what else it shares are chance agreements.
const CLOSE: u32 = 40;
/// Documents with seeds enough that one thread takes at once, and lists of postings whose memory is asked for at once.
const PIECE: usize = 64;

/// One draft against a segment.
pub(super) struct Seeding<'a> {
    pub(super) query: &'a Query,
    pub(super) segment: &'a Segment,
    /// By document, its place in the order of preference; [`NOT_COUNTED`] where it does not count.
    pub(super) standings: &'a [u32],
    /// Positions of the draft whose seed counts alone, see [`lonely`].
    pub(super) lonely: &'a [bool],
    /// The different grams that are not expanded.
    pub(super) common: &'a [bool],
}

/// Documents in which some grams multiply, with those grams.
type Crowds = BTreeMap<usize, Vec<usize>>;

/// A document that counts, with its seeds: first letter of the gram, counted through the segment (upper half), and place in
/// the draft.
struct Seeded<'s> {
    document: usize,
    seeds: &'s mut [u64],
}

impl Seeding<'_> {
    /// The matches of every document that has any, in order of document number. `lists` are the postings of every different
    /// gram in the segment.
    pub(super) fn run(&self, lists: &[Range<usize>]) -> Vec<DocumentMatches> {
        let rare = |(list, &common): (&Range<usize>, &bool)| if common { 0..0 } else { list.clone() };
        self.within(0..self.segment.len(), lists.iter().zip(self.common).map(rare).collect())
    }

    /// The same for a range of documents, with the postings of every different gram that is expanded in it.
    fn within(&self, documents: Range<usize>, mut lists: Vec<Range<usize>>) -> Vec<DocumentMatches> {
        if self.query.deadline.has_passed() {
            return Vec::new();
        }
        let mut documents = documents;
        if self.most_seeds(&documents, &lists) > MOST_SEEDS {
            // Where few documents count, those before the first and behind the last of them need not be read.
            documents = self.counted(documents);
            lists = self.narrowed(&lists, &documents);
        }
        let most = self.most_seeds(&documents, &lists);
        if most <= TOGETHER || documents.len() <= 1 {
            return self.work_off(&documents, &lists);
        }
        let (from, to) = (self.segment.first_letter(documents.start), self.segment.first_letter(documents.end));
        let middle = self.segment.document_at(from + (to - from) / 2).unwrap_or(documents.start);
        let middle = middle.clamp(documents.start + 1, documents.end - 1);
        let part = |part: Range<usize>| self.within(part.clone(), self.narrowed(&lists, &part));
        let halves = (documents.start..middle, middle..documents.end);
        let (mut found, others) = if most <= MOST_SEEDS {
            rayon::join(|| part(halves.0), || part(halves.1))
        } else {
            (part(halves.0), part(halves.1))
        };
        found.extend(others);
        found
    }

    /// No more seeds than this are in a range of documents with these postings.
    fn most_seeds(&self, documents: &Range<usize>, lists: &[Range<usize>]) -> usize {
        let most = |(number, list): (usize, &Range<usize>)| {
            let pairs = list.len() * self.query.places(number).len();
            // In a document where there would be more than so many, there are none.
            pairs.min(MOST_PAIRS * list.len().min(documents.len()))
        };
        lists.iter().enumerate().map(most).sum()
    }

    /// A range of documents without those at its ends that do not count.
    fn counted(&self, documents: Range<usize>) -> Range<usize> {
        let counts = |&standing: &u32| standing != NOT_COUNTED;
        let standings = self.standings.get(documents.clone()).unwrap_or(&[]);
        match (standings.iter().position(counts), standings.iter().rposition(counts)) {
            (Some(first), Some(last)) => documents.start + first..documents.start + last + 1,
            _ => documents.start..documents.start,
        }
    }

    /// The postings that belong to a range of documents.
    fn narrowed(&self, lists: &[Range<usize>], documents: &Range<usize>) -> Vec<Range<usize>> {
        let letters = self.segment.first_letter(documents.start)..self.segment.first_letter(documents.end);
        lists.iter().map(|list| self.segment.postings_within(list.clone(), letters.clone())).collect()
    }

    /// The matches of a range of documents with these postings.
    fn work_off(&self, documents: &Range<usize>, lists: &[Range<usize>]) -> Vec<DocumentMatches> {
        let mut seeds = Vec::with_capacity(self.most_seeds(documents, lists));
        let crowds = self.collect(lists, &mut seeds);
        seeds.sort_unstable();
        let mut documents = self.by_document(&mut seeds, &crowds);
        let matched = documents.par_chunks_mut(PIECE).flat_map_iter(|documents| {
            self.touch(documents);
            documents.iter_mut().filter_map(|Seeded { document, seeds }| {
                if self.query.deadline.has_passed() {
                    return None;
                }
                let matches = self.matches(*document, seeds, crowds.get(document));
                (!matches.is_empty()).then(|| DocumentMatches { sequence: self.segment.sequence(*document), matches })
            })
        });
        matched.collect()
    }

    /// Reads a letter at every seed of some documents: memory that none of the others waits for, while seeds grown one by
    /// one would each wait for their own.
    fn touch(&self, documents: &[Seeded<'_>]) {
        let seeds = documents.iter().flat_map(|seeded| seeded.seeds.iter());
        std::hint::black_box(seeds.fold(0, |all, &seed| all ^ self.segment.letter(letter_of(seed))));
    }

    /// Adds all seeds of these postings: first letter of the gram, counted through the segment (upper half), and place in the
    /// draft. Grams that multiply in a document make none there.
    fn collect(&self, lists: &[Range<usize>], seeds: &mut Vec<u64>) -> Crowds {
        let mut crowds = Crowds::new();
        for (at, ((number, _, places), list)) in self.query.distinct().zip(lists).enumerate() {
            if at % PIECE == 0 {
                self.segment.touch(lists.get(at..lists.len().min(at + PIECE)).unwrap_or(&[]));
            }
            if list.is_empty() {
                continue;
            }
            if self.query.deadline.has_passed() {
                break;
            }
            let mut pair = |letter: u32| {
                seeds.extend(places.iter().map(|&(_, place)| u64::from(letter) << 32 | u64::from(place)));
            };
            if places.len() * list.len() <= MOST_PAIRS {
                self.segment.postings(list.clone()).for_each(pair);
            } else {
                let crowded = |document| crowds.entry(document).or_default().push(number);
                self.sifted(places.len(), list.clone(), crowded).into_iter().for_each(&mut pair);
            }
        }
        crowds
    }

    /// The postings of a gram of so many places in the draft but for those of documents in which it multiplies, which are
    /// noted.
    fn sifted(&self, times: usize, list: Range<usize>, mut crowded: impl FnMut(usize)) -> Vec<u32> {
        let all: Vec<u32> = self.segment.postings(list).collect();
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

    /// The documents that count and whose seeds may hold a match, in order; and all crowded ones that count.
    fn by_document<'s>(&self, seeds: &'s mut [u64], crowds: &Crowds) -> Vec<Seeded<'s>> {
        let mut documents = Vec::new();
        let mut crowded = crowds.keys().copied().peekable();
        let counts = |document: usize| self.standings.get(document).is_some_and(|&s| s != NOT_COUNTED);
        let mut rest = seeds;
        while let Some(document) = rest.first().and_then(|&first| self.segment.document_at(letter_of(first))) {
            let end = u64::from(self.segment.first_letter(document + 1)) << 32;
            let count = rest.iter().take_while(|&&seed| seed < end).count();
            let (own, others) = std::mem::take(&mut rest).split_at_mut(count);
            rest = others;
            while let Some(before) = crowded.next_if(|&crowded| crowded < document) {
                documents.push(Seeded { document: before, seeds: &mut [] });
            }
            let alone = own.len() == 1 && !own.iter().any(|&seed| self.is_lonely(seed));
            if crowded.next_if_eq(&document).is_some() || (!alone && self.may_hold(own)) {
                documents.push(Seeded { document, seeds: own });
            }
        }
        documents.extend(crowded.map(|document| Seeded { document, seeds: &mut [] }));
        documents.retain(|seeded| counts(seeded.document));
        documents
    }

    /// The matches of one document. `crowd` are the grams that multiply in it.
    fn matches(&self, document: usize, seeds: &mut [u64], crowd: Option<&Vec<usize>>) -> Vec<gather::Match> {
        let letters = self.segment.letters(document);
        let first = u64::from(self.segment.first_letter(document));
        let length = self.query.codes().len() as u64;
        if let ([seed], None) = (&*seeds, crowd) {
            // Most documents share nothing else: one block is a match if it is a sure run.
            let (source, place) = (u64::from(letter_of(*seed)) - first, place_of(*seed));
            let block = self.query.block_at(place as usize, usize::try_from(source).unwrap_or(usize::MAX), letters);
            return block.filter(|b| b.length >= SURE_RUN).map(|b| gather::gather(vec![b])).unwrap_or_default();
        }
        for seed in seeds.iter_mut() {
            let place = u64::from(place_of(*seed));
            *seed = (u64::from(letter_of(*seed)) - first + length - place) << 32 | place;
        }
        seeds.sort_unstable();
        let mut blocks: Vec<Block> = Vec::new();
        if crowd.is_some_and(|grams| self.hides_a_run(grams)) {
            blocks = self.query.sure_runs(letters);
        }
        if crowd.is_some() || promising(seeds, self.lonely) {
            self.query.grow(seeds, letters, &mut blocks);
        }
        if gather::may_match(&blocks) { gather::gather(blocks) } else { Vec::new() }
    }

    fn is_lonely(&self, seed: u64) -> bool {
        self.lonely.get(place_of(seed) as usize).copied().unwrap_or(false)
    }

    /// Whether the seeds of one document, in order, can be [`promising`]: one counts alone, or two that are near each other
    /// in the document are near each other in the draft.
    fn may_hold(&self, seeds: &[u64]) -> bool {
        let near = |(one, rest): (u64, &[u64])| {
            let reach = u64::from(letter_of(one)) + u64::from(2 * CLOSE);
            rest.iter()
                .take_while(|&&other| u64::from(letter_of(other)) <= reach)
                .any(|&other| place_of(one).abs_diff(place_of(other)) <= CLOSE)
        };
        let rests = (1..).map_while(|next| seeds.get(next..));
        seeds.iter().copied().zip(rests).any(|pair| self.is_lonely(pair.0) || near(pair))
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
}

/// First letter of the gram of a seed.
fn letter_of(seed: u64) -> u32 {
    u32::try_from(seed >> 32).unwrap_or(u32::MAX)
}

/// Place of a seed in the draft.
fn place_of(seed: u64) -> u32 {
    u32::try_from(seed & u64::from(u32::MAX)).unwrap_or(u32::MAX)
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

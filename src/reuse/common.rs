//! Runs that consist of common grams alone: set formulas that hundreds of documents share. Each is looked for once, in the
//! postings of its grams side by side, and told of the best source that has it, not of every one. The lists of two grams are
//! gone through together before anything is asked of a document: most runs stand nowhere.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::Range;
use std::rc::Rc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::fingerprint::{SURE_RUN, WINDOW};
use super::gather::Block;
use super::query::{NOT_COUNTED, Query};
use super::segment::Segment;
use crate::span::{self, Span};

/// Windows inside a sure run.
const WINDOWS: usize = SURE_RUN + 2 - super::fingerprint::GRAM - WINDOW;
/// Places whose letters are compared in one review (about 0.1 µs each). Beyond it only the [`FEW`] best sources of each
/// formula are tried.
const MOST_COMPARED: usize = 4_000;
/// See [`MOST_COMPARED`].
const FEW: usize = 16;
/// A draft is gone through in this many parts beside each other, whatever the number of threads: what is found depends on
/// it where a formula lies across a border.
const PARTS: usize = 4;

/// The formulas of a draft.
pub(super) struct Formulas<'a> {
    pub(super) query: &'a Query,
    pub(super) segments: &'a [&'a Segment],
    /// By segment, the postings of every different gram.
    pub(super) lists: &'a [Vec<Range<usize>>],
    /// The different grams that are common.
    pub(super) common: &'a [bool],
    /// By segment and document, the place in the order of preference; [`NOT_COUNTED`] where it does not count.
    pub(super) standings: &'a [Vec<u32>],
}

/// A place of a run in a document that counts, in the order in which it is tried: the better source first, in one source
/// from its beginning on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    standing: u32,
    segment: u32,
    /// The first letter of the run, counted through the segment.
    letter: u32,
    document: u32,
}

/// Places whose letters are asked for at once.
const AT_ONCE: usize = 16;

/// By segment, letters counted through it.
type Letters = Vec<Vec<u32>>;

/// Two grams of the draft by their numbers, the rarer first, and the distance from its place to that of the other.
type Pair = (usize, usize, i64);

/// Where two grams stand at the distance they have in the draft: the letters of the rarer. Runs that follow each other hold
/// the same pairs, and drafts repeat their formulas.
#[derive(Debug, Default)]
struct Known {
    pairs: FxHashMap<Pair, Rc<Letters>>,
    sum: usize,
}

/// Letters that are remembered; when there are more, all are forgotten.
const MOST_KNOWN: usize = if cfg!(test) { 64 } else { 1 << 20 };

impl Formulas<'_> {
    /// The blocks, each with its best source, that cover every sure run of the draft outside `told` whose kept grams are
    /// all common and which stands in a document that counts.
    pub(super) fn find(&self, told: &[Span]) -> Vec<(u64, Block)> {
        let windows = (self.query.codes().len() + 1).saturating_sub(SURE_RUN);
        let part = windows.div_ceil(PARTS).max(1);
        let parts: Vec<Vec<(u64, Block)>> = (0..windows.div_ceil(part))
            .into_par_iter()
            .map(|number| self.find_in(number * part..windows.min((number + 1) * part), told.to_vec()))
            .collect();
        let mut found = parts.concat();
        found.sort_unstable_by_key(|&(sequence, block)| (block.draft, sequence, block.source, block.length));
        found.dedup();
        found
    }

    /// The same for the runs that start in a range of letters.
    fn find_in(&self, windows: Range<usize>, mut told: Vec<Span>) -> Vec<(u64, Block)> {
        let mut found = Vec::new();
        let mut compared = 0;
        let mut tried: Vec<u32> = Vec::new();
        let mut blocks: Vec<(u64, Block)> = Vec::new();
        let mut known = Known::default();
        for first in windows {
            let run = Span::new(first, first + SURE_RUN);
            if span::covered(&told, run) == SURE_RUN {
                continue;
            }
            let Some(grams) = self.kept_in(first) else { continue };
            if self.query.deadline.has_passed() {
                break;
            }
            if grams != tried {
                let left = (MOST_COMPARED / PARTS).saturating_sub(compared).max(FEW);
                let alike = (first + 1..).take_while(|&next| self.kept_in(next).as_ref() == Some(&grams)).count();
                let whole = Span::new(first, first + alike + SURE_RUN);
                blocks = self.blocks(&grams, (whole, left), &mut known);
                compared += blocks.len();
                tried = grams;
            }
            let whole = |block: &Block| block.draft <= run.start && block.draft + block.length >= run.end;
            if let Some(&(sequence, block)) = blocks.iter().find(|(_, block)| whole(block)) {
                found.push((sequence, block));
                span::take_in(&mut told, Span::new(block.draft, block.draft + block.length));
            }
        }
        found
    }

    /// Positions of the grams that winnowing keeps inside the run that starts at a letter, where all are common.
    fn kept_in(&self, first: usize) -> Option<Vec<u32>> {
        let kept = self.query.kept().get(first..first + WINDOWS)?;
        let is_common = |&place: &u32| self.common.get(self.query.gram_at(place)).copied().unwrap_or(false);
        if !kept.iter().all(is_common) {
            return None;
        }
        let mut kept = kept.to_vec();
        kept.dedup();
        Some(kept)
    }

    /// The blocks around the places where all these grams stand in order, best source first, at most `most`; up to the
    /// first that holds `whole`.
    fn blocks(&self, grams: &[u32], (whole, most): (Span, usize), known: &mut Known) -> Vec<(u64, Block)> {
        let mut blocks = Vec::new();
        let (Some(&first), Some(&end)) = (grams.first(), grams.last()) else { return blocks };
        let mut rarest = grams.to_vec();
        rarest.sort_by_cached_key(|&gram| self.lists_of(gram).map(|list| list.len()).sum::<usize>());
        let mut places = self.places(&rarest, first, end - first, known);
        while !places.is_empty() {
            let best: Vec<Place> = (0..AT_ONCE).map_while(|_| places.pop()).map(|Reverse(place)| place).collect();
            let letter = |place: &Place| Some(self.segments.get(place.segment as usize)?.letter(place.letter));
            // Memory that none waits for; places compared one by one would each wait for their own.
            std::hint::black_box(best.iter().filter_map(letter).fold(0, |all, letter| all ^ letter));
            for Place { segment, letter, document, .. } in best {
                let Some(segment) = self.segments.get(segment as usize) else { continue };
                let document = document as usize;
                let position = (letter - segment.first_letter(document)) as usize;
                let Some(block) = self.query.block_at(first as usize, position, segment.letters(document)) else {
                    continue;
                };
                blocks.push((segment.sequence(document), block));
                if blocks.len() >= most || Span::new(block.draft, block.draft + block.length).contains(whole) {
                    return blocks;
                }
            }
        }
        blocks
    }

    /// Where all these grams, the rarest first, stand as in the draft, in documents that count: the first of them in the
    /// draft begins at `first`, the last so many letters behind it.
    fn places(&self, grams: &[u32], first: u32, last: u32, known: &mut Known) -> BinaryHeap<Reverse<Place>> {
        let mut places = Vec::new();
        let Some((&leading, others)) = grams.split_first() else { return places.into() };
        let apart = |&(at, &one): &(usize, &u32)| {
            let pairs = grams.iter().skip(at + 1).map(|&other| self.pair(one, other));
            pairs
                .into_iter()
                .any(|pair| known.pairs.get(&pair).is_some_and(|letters| letters.iter().all(Vec::is_empty)))
        };
        if grams.iter().enumerate().any(|one| apart(&one)) {
            return places.into();
        }
        let mut all: Rc<Letters> = match others.first() {
            Some(&second) => self.together(leading, second, known),
            None => Rc::new(self.letters_of(leading)),
        };
        if let Some(others) = others.get(1..).filter(|others| !others.is_empty()) {
            let mut letters = Rc::unwrap_or_clone(all);
            others.iter().for_each(|&other| self.keep_with(&mut letters, leading, other));
            all = Rc::new(letters);
        }
        for (((at, segment), letters), standings) in (0u32..).zip(self.segments).zip(all.iter()).zip(self.standings) {
            for &letter in letters {
                let Some(document) = segment.document_at(letter) else { continue };
                let standing = standings.get(document).copied().unwrap_or(NOT_COUNTED);
                // The letters are counted through all documents: those of the end of one and the start of the next are no
                // run.
                let begin =
                    letter.checked_sub(leading - first).filter(|&begin| begin >= segment.first_letter(document));
                let Some(letter) = begin.filter(|&begin| begin + last < segment.first_letter(document + 1)) else {
                    continue;
                };
                if standing != NOT_COUNTED {
                    let document = u32::try_from(document).unwrap_or(u32::MAX);
                    places.push(Reverse(Place { standing, segment: at, letter, document }));
                }
            }
        }
        places.into()
    }

    fn pair(&self, one: u32, other: u32) -> Pair {
        (self.query.gram_at(one), self.query.gram_at(other), i64::from(other) - i64::from(one))
    }

    /// The letters of a gram where another one stands as in the draft.
    fn together(&self, one: u32, other: u32, known: &mut Known) -> Rc<Letters> {
        let pair = self.pair(one, other);
        if let Some(letters) = known.pairs.get(&pair) {
            return Rc::clone(letters);
        }
        let mut letters = self.letters_of(one);
        self.keep_with(&mut letters, one, other);
        let letters = Rc::new(letters);
        let count: usize = letters.iter().map(Vec::len).sum();
        if known.sum + count > MOST_KNOWN {
            *known = Known::default();
        }
        known.sum += count;
        known.pairs.insert(pair, Rc::clone(&letters));
        letters
    }

    /// Keeps those letters of a gram where another one stands as in the draft.
    fn keep_with(&self, letters: &mut Letters, one: u32, other: u32) {
        let (back, shift) = (one.saturating_sub(other), other.saturating_sub(one));
        for ((segment, list), letters) in self.segments.iter().zip(self.lists_of(other)).zip(letters) {
            segment.retain_with(letters, list, shift, back);
        }
    }

    /// The letters of a gram.
    fn letters_of(&self, gram: u32) -> Letters {
        self.segments.iter().zip(self.lists_of(gram)).map(|(segment, list)| segment.postings(list).collect()).collect()
    }

    /// By segment, the postings of a gram.
    fn lists_of(&self, gram: u32) -> impl Iterator<Item = Range<usize>> + '_ {
        let number = self.query.gram_at(gram);
        self.lists.iter().map(move |lists| lists.get(number).cloned().unwrap_or_default())
    }
}

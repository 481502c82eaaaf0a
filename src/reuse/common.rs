//! Runs that consist of common grams alone: set formulas that hundreds of documents share. Each is looked for once, in the
//! postings of its grams side by side, and told of the best source that has it, not of every one.

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

/// Where a gram stands in a document that counts.
#[derive(Debug, Clone, Copy)]
struct Place {
    segment: u32,
    document: u32,
    /// Its first letter, counted through the segment.
    letter: u32,
}

/// The places of one gram.
#[derive(Debug, Default)]
struct Places {
    /// By segment and letter.
    all: Vec<Place>,
    /// Their numbers in the order in which they are tried: the better source first, in one source from its beginning on.
    order: Vec<u32>,
}

/// Places of grams of a draft, by their numbers: runs that follow each other hold the same grams, and drafts repeat their
/// formulas.
#[derive(Debug, Default)]
struct Known {
    places: FxHashMap<usize, Rc<Places>>,
    sum: usize,
}

/// Places that are remembered (16 bytes each); when there are more, all are forgotten.
const MOST_KNOWN: usize = 1 << 18;

/// Places looked up one by one in the lists of the other grams; the rest is gone through at once. Most formulas stand in so
/// many documents that the first few places tell.
const SINGLY: usize = if cfg!(test) { 2 } else { 256 };

/// Pairs of grams of the draft that stand nowhere at the distance they have in it: no run that holds both is anywhere.
/// Runs that follow each other hold the same pairs, so a few are enough to spare most of the look-ups.
#[derive(Debug, Default)]
struct Apart(Vec<(u32, u32)>);

/// Pairs that are remembered: a run holds grams of a few places, so that older ones do not come again.
const REMEMBERED: usize = 8;

impl Apart {
    fn note(&mut self, one: u32, other: u32) {
        if self.0.len() >= REMEMBERED {
            self.0.remove(0);
        }
        self.0.push((one, other));
    }

    /// Whether two of these grams are known to stand apart.
    fn tell(&self, grams: &[u32]) -> bool {
        self.0.iter().any(|(one, other)| grams.contains(one) && grams.contains(other))
    }
}

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
        let (mut apart, mut known) = (Apart::default(), Known::default());
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
                blocks = if apart.tell(&grams) {
                    Vec::new()
                } else {
                    self.blocks(&grams, (whole, left), &mut apart, &mut known)
                };
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
    fn blocks(
        &self,
        grams: &[u32],
        (whole, most): (Span, usize),
        apart: &mut Apart,
        known: &mut Known,
    ) -> Vec<(u64, Block)> {
        let mut blocks = Vec::new();
        let (Some(&first), Some(&end)) = (grams.first(), grams.last()) else { return blocks };
        // The rarest gram leads; its places are looked up in the lists of the others.
        let mut rarest = grams.to_vec();
        rarest.sort_by_cached_key(|&gram| {
            (0u32..).zip(self.lists).map(|(at, _)| self.list(gram, at).len()).sum::<usize>()
        });
        let Some((&leading, others)) = rarest.split_first() else { return blocks };
        let places = self.places(self.query.gram_at(leading), known);
        let mut met = false;
        let mut sifted: Option<Vec<bool>> = None;
        for (tried, &number) in places.order.iter().enumerate() {
            let Some(&place) = places.all.get(number as usize) else { continue };
            // The letters are counted through all documents: those of the end of one and the start of the next are no run.
            let Some((segment, place)) = self.beginning(place, leading - first, end - first) else {
                met = true;
                continue;
            };
            if tried >= SINGLY {
                let sifted = sifted.get_or_insert_with(|| self.with_all(&places.all, leading, others, &mut met));
                if sifted.get(number as usize) != Some(&true) {
                    continue;
                }
            } else {
                let with = |&&other: &&u32| self.stands(other, place.segment, place.letter + (other - first));
                let count = others.iter().take_while(with).count();
                met |= count > 0;
                if count < others.len() {
                    continue;
                }
            }
            let document = place.document as usize;
            let position = (place.letter - segment.first_letter(document)) as usize;
            let Some(block) = self.query.block_at(first as usize, position, segment.letters(document)) else {
                continue;
            };
            blocks.push((segment.sequence(document), block));
            if blocks.len() >= most || Span::new(block.draft, block.draft + block.length).contains(whole) {
                return blocks;
            }
        }
        if let (false, Some(&other)) = (met, others.first()) {
            apart.note(leading, other);
        }
        blocks
    }

    /// The place where the first gram of a run begins, so many letters before another one, if the document has room for all
    /// grams, of which the last begins so many letters behind the first; with its segment.
    fn beginning(&self, place: Place, before: u32, last: u32) -> Option<(&Segment, Place)> {
        let (segment, document) = (self.segments.get(place.segment as usize)?, place.document as usize);
        let letter = place.letter.checked_sub(before).filter(|&letter| letter >= segment.first_letter(document))?;
        (letter + last < segment.first_letter(document + 1)).then_some((segment, Place { letter, ..place }))
    }

    /// The places of a gram, given by its number.
    fn places(&self, number: usize, known: &mut Known) -> Rc<Places> {
        if let Some(places) = known.places.get(&number) {
            return Rc::clone(places);
        }
        let most: usize = self.lists.iter().filter_map(|lists| lists.get(number)).map(Range::len).sum();
        let mut all = Vec::with_capacity(most);
        let mut turns: Vec<(u32, u32)> = Vec::with_capacity(most);
        for (((at, segment), lists), standings) in (0u32..).zip(self.segments).zip(self.lists).zip(self.standings) {
            for letter in segment.postings(lists.get(number).cloned().unwrap_or_default()) {
                let document = segment.document_at(letter).unwrap_or(usize::MAX);
                let standing = standings.get(document).copied().unwrap_or(NOT_COUNTED);
                if standing != NOT_COUNTED {
                    turns.push((standing, u32::try_from(all.len()).unwrap_or(u32::MAX)));
                    let document = u32::try_from(document).unwrap_or(u32::MAX);
                    all.push(Place { segment: at, document, letter });
                }
            }
        }
        turns.sort_unstable();
        let places = Rc::new(Places { all, order: turns.into_iter().map(|(_, number)| number).collect() });
        if known.sum + places.all.len() > MOST_KNOWN {
            *known = Known::default();
        }
        known.sum += places.all.len();
        known.places.insert(number, Rc::clone(&places));
        places
    }

    /// The postings of a gram in a segment.
    fn list(&self, gram: u32, segment: u32) -> Range<usize> {
        let lists = self.lists.get(segment as usize);
        lists.and_then(|lists| lists.get(self.query.gram_at(gram))).cloned().unwrap_or_default()
    }

    /// Whether a gram stands at a letter of a segment.
    fn stands(&self, gram: u32, segment: u32, letter: u32) -> bool {
        let reader = self.segments.get(segment as usize);
        reader.is_some_and(|reader| !reader.postings_within(self.list(gram, segment), letter..letter + 1).is_empty())
    }

    /// Of every place of the leading gram, whether all the others stand there too. `met` is set when the first of them does
    /// at any.
    fn with_all(&self, places: &[Place], leading: u32, others: &[u32], met: &mut bool) -> Vec<bool> {
        let mut sifted = Vec::with_capacity(places.len());
        for places in places.chunk_by(|a, b| a.segment == b.segment) {
            let Some(&Place { segment, .. }) = places.first() else { continue };
            let Some(reader) = self.segments.get(segment as usize) else { continue };
            // Where the first of the run would begin may lie before all letters: counted from behind that place on.
            let ahead = others.iter().map(|&other| leading.saturating_sub(other)).max().unwrap_or(0);
            let begin = |place: &Place| place.letter.checked_sub(ahead);
            let mut letters: Vec<u32> = places.iter().filter_map(begin).collect();
            for (number, &other) in others.iter().enumerate() {
                reader.retain_with(&mut letters, self.list(other, segment), other + ahead - leading);
                *met |= number == 0 && !letters.is_empty();
            }
            let mut letters = letters.into_iter().peekable();
            sifted.extend(
                places.iter().map(|place| begin(place).is_some_and(|letter| letters.next_if_eq(&letter).is_some())),
            );
        }
        sifted
    }
}

//! Runs that consist of common grams alone: set formulas that hundreds of documents share. Each is looked for once, in the
//! postings of its grams side by side, and told of the best source that has it, not of every one.

use std::ops::Range;

use rayon::prelude::*;

use super::fingerprint::{SURE_RUN, WINDOW};
use super::gather::Block;
use super::query::{Library, Query};
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
    pub(super) library: &'a (dyn Library + Sync),
}

/// Where the kept grams of a run stand in a document at the distances they have in the draft.
#[derive(Debug, Clone, Copy)]
struct Place {
    standing: u32,
    segment: usize,
    document: usize,
    /// Position of the first kept gram in the source.
    position: u32,
}

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
    fn find_in(&self, windows: Range<usize>, told: Vec<Span>) -> Vec<(u64, Block)> {
        let mut told = told;
        let mut found = Vec::new();
        let mut compared = 0;
        let mut tried: Vec<u32> = Vec::new();
        let mut blocks: Vec<(u64, Block)> = Vec::new();
        let mut apart = Apart::default();
        for first in windows {
            let run = Span::new(first, first + SURE_RUN);
            let Some(grams) = self.kept_in(first) else { continue };
            if span::covered(&told, run) == SURE_RUN {
                continue;
            }
            if self.query.deadline.has_passed() {
                break;
            }
            if grams != tried {
                let left = (MOST_COMPARED / PARTS).saturating_sub(compared).max(FEW);
                let alike = (first + 1..).take_while(|&next| self.kept_in(next).as_ref() == Some(&grams)).count();
                let whole = Span::new(first, first + alike + SURE_RUN);
                blocks = if apart.tell(&grams) { Vec::new() } else { self.blocks(&grams, whole, left, &mut apart) };
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
    fn blocks(&self, grams: &[u32], whole: Span, most: usize, apart: &mut Apart) -> Vec<(u64, Block)> {
        let Some(&first) = grams.first() else { return Vec::new() };
        // The rarest gram leads; each of its places is looked up in the other lists.
        let mut rarest = grams.to_vec();
        let list =
            |segment: &Vec<Range<usize>>, place: u32| segment.get(self.query.gram_at(place)).map_or(0, Range::len);
        rarest.sort_by_cached_key(|&place| self.lists.iter().map(|segment| list(segment, place)).sum::<usize>());
        let mut met = false;
        let each = |segment| self.places(grams, &rarest, segment, &mut met);
        let mut places: Vec<Place> = (0..self.segments.len()).flat_map(each).collect();
        if let (false, [one, other, ..]) = (met, rarest.as_slice()) {
            apart.note(*one, *other);
        }
        places.sort_unstable_by_key(|p| (p.standing, p.position));
        let grown = places.into_iter().filter_map(|place| {
            let segment = self.segments.get(place.segment)?;
            let sequence = segment.sequence(place.document);
            if !self.library.admits(sequence) {
                return None;
            }
            let letters = segment.letters(place.document);
            let block = self.query.block_at(first as usize, place.position as usize, letters)?;
            Some((sequence, block))
        });
        let mut blocks = Vec::new();
        for (sequence, block) in grown.take(most) {
            blocks.push((sequence, block));
            if Span::new(block.draft, block.draft + block.length).contains(whole) {
                break;
            }
        }
        blocks
    }

    /// The places of one segment. `met` is set when the two `rarest` grams stand anywhere at the distance they have in the
    /// draft.
    fn places(&self, grams: &[u32], rarest: &[u32], segment: usize, met: &mut bool) -> Vec<Place> {
        let (Some(reader), Some(lists)) = (self.segments.get(segment), self.lists.get(segment)) else {
            return Vec::new();
        };
        let (Some(&first), Some(&end)) = (grams.first(), grams.last()) else { return Vec::new() };
        let last = end - first;
        let list = |place: u32| lists.get(self.query.gram_at(place)).cloned().unwrap_or_default();
        let Some((&leading, others)) = rarest.split_first() else { return Vec::new() };
        // Where the first gram would begin, by each place of the leading one.
        let shift = leading - first;
        let mut letters: Vec<u32> = reader.postings(list(leading)).collect();
        let early = letters.partition_point(|&letter| letter < shift);
        // Not looked up: the two may stand together.
        *met |= early > 0;
        letters.drain(..early);
        letters.iter_mut().for_each(|letter| *letter -= shift);
        for (number, &other) in others.iter().enumerate() {
            reader.retain_with(&mut letters, list(other), other - first);
            *met |= number == 0 && !letters.is_empty();
        }
        let mut found = Vec::new();
        for letter in letters {
            let Some(document) = reader.document_at(letter) else { continue };
            // The letters are counted through all documents: those of the end of one and the start of the next are no run.
            if letter + last < reader.first_letter(document + 1) {
                let standing = self.library.standing(reader.sequence(document));
                found.push(Place { standing, segment, document, position: letter - reader.first_letter(document) });
            }
        }
        found
    }
}

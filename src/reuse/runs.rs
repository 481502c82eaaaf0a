//! The definition of the guarantee itself, in linear time: blocks that cover every run of [`SURE_RUN`] equal letters of
//! two texts. Used where seeds would multiply (tables, periodic text).

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::fingerprint::SURE_RUN;
use super::gather::Block;

/// All runs of [`SURE_RUN`] codes of a draft.
#[derive(Debug)]
pub(super) struct Runs {
    /// Hash and place of every run, sorted.
    places: Vec<(u64, u32)>,
    /// Where the places of a hash stand in `places`.
    ranges: FxHashMap<u64, Range<u32>>,
}

impl Runs {
    pub(super) fn of(codes: &[u16]) -> Self {
        let mut places: Vec<(u64, u32)> = run_hashes(codes.iter().copied()).zip(0u32..).collect();
        places.sort_unstable();
        let mut ranges = FxHashMap::default();
        let mut first = 0u32;
        for same in places.chunk_by(|a, b| a.0 == b.0) {
            let end = first.saturating_add(u32::try_from(same.len()).unwrap_or(u32::MAX));
            if let Some(&(hash, _)) = same.first() {
                ranges.insert(hash, first..end);
            }
            first = end;
        }
        Self { places, ranges }
    }

    /// Places of a run, in order.
    fn of_hash(&self, hash: u64) -> &[(u64, u32)] {
        let range = self.ranges.get(&hash).map(|r| r.start as usize..r.end as usize);
        range.and_then(|range| self.places.get(range)).unwrap_or(&[])
    }
}

/// Blocks that cover every run of [`SURE_RUN`] equal letters on both sides: each run is followed on the diagonal of the
/// run before where that still holds, else from its first place on the other side. Takes time for the source and for what
/// it shares with the draft, not for the whole draft. `runs` are those of the draft.
pub(super) fn sure_runs(draft: &[u16], runs: &Runs, source: &[u16]) -> Vec<Block> {
    let mut shared: Vec<(u32, u32)> = Vec::new();
    let mut firsts: FxHashMap<u64, u32> = FxHashMap::default();
    for (hash, place) in run_hashes(source.iter().copied()).zip(0u32..) {
        let Some(&(_, first)) = runs.of_hash(hash).first() else { continue };
        shared.push((place, first));
        firsts.entry(hash).or_insert(place);
    }
    let mut blocks = follow(source, draft, &shared);
    for block in &mut blocks {
        *block = Block { draft: block.source, source: block.draft, length: block.length };
    }
    let of_draft = firsts.iter().flat_map(|(&hash, &first)| runs.of_hash(hash).iter().map(move |&(_, at)| (at, first)));
    let mut of_draft: Vec<(u32, u32)> = of_draft.collect();
    of_draft.sort_unstable();
    blocks.extend(follow(draft, source, &of_draft));
    blocks.sort_unstable();
    blocks.dedup();
    blocks
}

/// Rolling hash of every run of [`SURE_RUN`] codes.
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

/// Blocks of `text` that stand in `other`, from pairs of places of equal runs, in order of place in `text`; together they
/// cover every such run.
fn follow(text: &[u16], other: &[u16], pairs: &[(u32, u32)]) -> Vec<Block> {
    let equal = |a: usize, b: usize| matches!((text.get(a), other.get(b)), (Some(x), Some(y)) if x == y);
    let mut blocks: Vec<Block> = Vec::new();
    for &(at, place) in pairs {
        let (at, place) = (at as usize, place as usize);
        if blocks.last().is_some_and(|b| at + SURE_RUN <= b.draft + b.length) {
            continue;
        }
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

//! The definition of the guarantee itself, in linear time: blocks that cover every run of [`SURE_RUN`] equal letters of
//! two texts. Used where seeds would multiply (tables, periodic text).

use std::collections::HashMap;

use super::fingerprint::SURE_RUN;
use super::gather::Block;

/// First place of every run of [`SURE_RUN`] codes, by its hash.
pub(super) fn places(codes: &[u16]) -> HashMap<u64, u32> {
    let mut places = HashMap::new();
    for (run, place) in run_hashes(codes.iter().copied()).zip(0u32..) {
        places.entry(run).or_insert(place);
    }
    places
}

/// Blocks that cover every run of [`SURE_RUN`] equal letters on both sides: each run is followed on the diagonal of the
/// run before where that still holds, else from its first place. `draft_places` are those of the draft.
pub(super) fn sure_runs(draft: &[u16], draft_places: &HashMap<u64, u32>, source: &[u16]) -> Vec<Block> {
    let mut blocks = follow(draft, source, &places(source));
    let mirrored = follow(source, draft, draft_places);
    blocks.extend(mirrored.into_iter().map(|b| Block { draft: b.source, source: b.draft, length: b.length }));
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

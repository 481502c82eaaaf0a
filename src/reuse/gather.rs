//! Blocks of equal letters gathered into matches: blocks that lie close together on both sides, in whatever order,
//! belong together; of each such group the stretch is kept whose equal letters outweigh the unequal ones.

use super::fingerprint::SURE_RUN;
use crate::span::Span;

/// Equal letters on a diagonal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Block {
    /// First letter in the draft.
    pub draft: usize,
    /// First letter in the source.
    pub source: usize,
    /// Number of equal letters.
    pub length: usize,
}

/// A passage of the draft and the passage of the source it was taken from, in letters.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// Letters of the draft.
    pub draft: Span,
    /// Letters of the source.
    pub source: Span,
    /// Equal blocks inside, in order of draft position, disjoint in the draft.
    pub blocks: Vec<Block>,
    /// The sure runs among them, whole: two runs may overlap in the draft.
    pub runs: Vec<Block>,
}

impl Match {
    /// The match of blocks in order of draft position, whatever they are worth; `None` without blocks.
    #[must_use]
    pub fn of_blocks(blocks: &[Block]) -> Option<Self> {
        let runs = blocks.iter().copied().filter(|b| b.length >= SURE_RUN).collect();
        let (draft, source) = (hull(blocks, |b| b.draft)?, hull(blocks, |b| b.source)?);
        Some(Self { draft, source, blocks: disjoint(blocks), runs })
    }

    /// The same with all source positions counted from `first` on.
    #[must_use]
    pub fn from_letter(&self, first: usize) -> Self {
        let moved = |b: &Block| Block { source: b.source.saturating_sub(first), ..*b };
        let source = Span::new(self.source.start.saturating_sub(first), self.source.end.saturating_sub(first));
        let (blocks, runs) = (self.blocks.iter().map(moved).collect(), self.runs.iter().map(moved).collect());
        Self { draft: self.draft, source, blocks, runs }
    }

    /// The inverse of [`Match::from_letter`].
    #[must_use]
    pub fn after_letters(&self, count: usize) -> Self {
        let moved = |b: &Block| Block { source: b.source + count, ..*b };
        let source = Span::new(self.source.start + count, self.source.end + count);
        let (blocks, runs) = (self.blocks.iter().map(moved).collect(), self.runs.iter().map(moved).collect());
        Self { draft: self.draft, source, blocks, runs }
    }

    /// Number of letters of the draft that lie in an equal block.
    #[must_use]
    pub fn matched(&self) -> usize {
        self.blocks.iter().map(|b| b.length).sum()
    }

    /// Length of the longest block.
    #[must_use]
    pub fn longest(&self) -> usize {
        self.blocks.iter().map(|b| b.length).max().unwrap_or(0)
    }

    /// Share of the longer side that is equal, 0–1.
    #[must_use]
    pub fn similarity(&self) -> f64 {
        let longer = self.draft.len().max(self.source.len());
        if longer == 0 { 0.0 } else { self.matched() as f64 / longer as f64 }
    }

    /// Whether both sides are equal letter for letter.
    #[must_use]
    pub fn is_verbatim(&self) -> bool {
        matches!(self.blocks.as_slice(), [b] if b.length == self.draft.len() && b.length == self.source.len())
    }
}

/// Most unequal letters of the draft between two blocks of one match: an edited clause, not a new sentence.
const DRAFT_GAP: usize = 20;
/// Most letters of the source between them: dropped clauses, or clauses put in another order.
const SOURCE_GAP: usize = 90;
/// What an unequal letter of the draft costs, an equal one being worth 1.
const UNEQUAL: f64 = 0.7;
/// What a step to another diagonal costs: words put in or left out.
const STEP: f64 = 1.0;
/// Farthest diagonal that is a step, in letters; beyond it lies a jump to another place of the source.
const STEP_LETTERS: usize = 12;
/// What a jump costs: clauses left out or put in another order. Dearer than a step, because within [`SOURCE_GAP`]
/// letters of a text on the same subject five or six letters agree by chance.
const JUMP: f64 = 4.0;
/// A match without a run of [`SURE_RUN`] letters must be worth this much: two edited clauses that still agree.
const WORTH: f64 = 15.0;
/// Share of the draft side that must be equal in such a match.
const DENSITY: f64 = 0.6;
/// Share of the source side that must be equal in such a match: a summary drops up to half of its source.
const SOURCE_DENSITY: f64 = 0.4;
/// Share of the equal letters that must be different letters of the source: a term used again and again is no copy.
const DISTINCT: f64 = 0.8;

/// Whether blocks can hold a match at all: a sure run, or letters enough to be worth one.
#[must_use]
pub fn may_match(blocks: &[Block]) -> bool {
    let letters: usize = blocks.iter().map(|b| b.length).sum();
    letters as f64 >= WORTH || blocks.iter().any(|b| b.length >= SURE_RUN)
}

/// Gathers blocks into matches, in order of draft position. Every block of [`SURE_RUN`] letters or more lies in one.
#[must_use]
pub fn gather(mut blocks: Vec<Block>) -> Vec<Match> {
    blocks.sort_unstable();
    blocks.dedup();
    drop_shadowed(&mut blocks);
    drop_stray(&mut blocks);
    let mut found: Vec<Match> = Vec::new();
    for group in groups(&blocks) {
        split(group, &mut found);
    }
    found.sort_by(|a, b| (a.draft, a.source, &a.blocks).cmp(&(b.draft, b.source, &b.blocks)));
    found.dedup();
    found
}

/// Drops short blocks that lie, in the draft, inside a sure run: chance agreements elsewhere in the source.
fn drop_shadowed(blocks: &mut Vec<Block>) {
    let sure = crate::span::union(
        blocks.iter().filter(|b| b.length >= SURE_RUN).map(|b| Span::new(b.draft, b.draft + b.length)).collect(),
    );
    blocks.retain(|b| {
        b.length >= SURE_RUN || crate::span::covered(&sure, Span::new(b.draft, b.draft + b.length)) < b.length
    });
}

/// Drops blocks that no match can hold: with all that stands near enough to them in the draft they are worth less than
/// [`WORTH`], and there is no sure run among them. Most documents share nothing else with a draft.
fn drop_stray(blocks: &mut Vec<Block>) {
    let mut kept = 0;
    let mut first = 0;
    while first < blocks.len() {
        let (mut next, mut end, mut letters, mut sure) = (first, 0, 0, false);
        while let Some(block) = blocks.get(next).filter(|b| next == first || b.draft <= end + DRAFT_GAP) {
            let block_end = block.draft + block.length;
            // Letters of the draft count once, as they do in a chain.
            letters += block_end.saturating_sub(end.max(block.draft));
            sure |= block.length >= SURE_RUN;
            end = end.max(block_end);
            next += 1;
        }
        if sure || letters as f64 >= WORTH {
            blocks.copy_within(first..next, kept);
            kept += next - first;
        }
        first = next;
    }
    blocks.truncate(kept);
}

/// Groups of blocks close to each other on both sides (transitively).
fn groups(blocks: &[Block]) -> Vec<Vec<Block>> {
    let mut parent: Vec<usize> = (0..blocks.len()).collect();
    let mut open: Vec<usize> = Vec::new();
    for (at, block) in blocks.iter().enumerate() {
        open.retain(|&o| blocks.get(o).is_some_and(|b| b.draft + b.length + DRAFT_GAP >= block.draft));
        for &other in &open {
            if blocks.get(other).is_some_and(|b| distance(b.source, b.length, block.source, block.length) <= SOURCE_GAP)
            {
                let (a, b) = (root(&mut parent, other), root(&mut parent, at));
                if let Some(p) = parent.get_mut(a.max(b)) {
                    *p = a.min(b);
                }
            }
        }
        open.push(at);
    }
    let mut groups: std::collections::BTreeMap<usize, Vec<Block>> = std::collections::BTreeMap::new();
    for (at, &block) in blocks.iter().enumerate() {
        groups.entry(root(&mut parent, at)).or_default().push(block);
    }
    groups.into_values().collect()
}

fn root(parent: &mut [usize], mut at: usize) -> usize {
    while let Some(&up) = parent.get(at)
        && up != at
    {
        let above = parent.get(up).copied().unwrap_or(up);
        if let Some(p) = parent.get_mut(at) {
            *p = above;
        }
        at = up;
    }
    at
}

/// Letters between two stretches; 0 where they overlap.
fn distance(a: usize, a_length: usize, b: usize, b_length: usize) -> usize {
    if a <= b { b.saturating_sub(a + a_length) } else { a.saturating_sub(b + b_length) }
}

/// Takes the best stretch out of a group, then what is left beside it, until nothing is worth it. Sure runs that
/// overlap what was taken (the same words elsewhere in the source) become matches of their own.
fn split(group: Vec<Block>, found: &mut Vec<Match>) {
    // What is left lies before or after the stretch: the two sides are worked on apart, so that time stays near linear.
    let mut open = vec![group];
    while let Some(group) = open.pop() {
        let Some(chain) = best_stretch(&group) else { continue };
        let Some(draft) = hull(&chain, |b| b.draft) else { continue };
        let own = |b: &Block| Span::new(b.draft, b.draft + b.length);
        let (mut before, mut after) = (Vec::new(), Vec::new());
        // Blocks and chain are in the same order: a block of the chain is found by search.
        for block in group.into_iter().filter(|b| chain.binary_search(b).is_err()) {
            if draft.intersection(own(&block)).len() * 2 >= block.length {
                if block.length >= SURE_RUN {
                    found.extend(finish(&[block]));
                }
            } else if block.draft < draft.start {
                before.push(block);
            } else {
                after.push(block);
            }
        }
        open.extend([before, after].into_iter().filter(|side| !side.is_empty()));
        found.extend(finish(&chain));
    }
}

/// The chain of blocks worth most, else the longest sure run; `None` when nothing is worth reporting.
fn best_stretch(group: &[Block]) -> Option<Vec<Block>> {
    let longest = group.iter().map(|b| b.length).max()?;
    let mut worth: Vec<f64> = Vec::with_capacity(group.len());
    let mut before: Vec<Option<usize>> = Vec::with_capacity(group.len());
    for (at, block) in group.iter().enumerate() {
        let (mut best, mut from) = (block.length as f64, None);
        for (earlier, other) in group.iter().enumerate().take(at).rev().take(MOST_PREDECESSORS) {
            if other.draft + longest + DRAFT_GAP < block.draft {
                break;
            }
            let gain = joined(other, block).and_then(|gain| worth.get(earlier).map(|w| w + gain));
            if let Some(value) = gain.filter(|&value| value > best) {
                (best, from) = (value, Some(earlier));
            }
        }
        worth.push(best);
        before.push(from);
    }
    let (mut at, &value) = worth.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)))?;
    let mut chain = Vec::new();
    loop {
        chain.push(group.get(at).copied()?);
        let Some(earlier) = before.get(at).copied().flatten() else { break };
        at = earlier;
    }
    chain.reverse();
    if value >= WORTH || chain.iter().any(|b| b.length >= SURE_RUN) {
        return Some(chain);
    }
    let sure = group.iter().find(|b| b.length == longest && longest >= SURE_RUN)?;
    Some(vec![*sure])
}

/// How many earlier blocks are tried as predecessor: bounds the work on crowded groups.
const MOST_PREDECESSORS: usize = 200;

/// What `block` adds to a chain that ends in `other`; `None` when it cannot follow.
fn joined(other: &Block, block: &Block) -> Option<f64> {
    let end = other.draft + other.length;
    if block.draft + block.length <= end || block.draft <= other.draft {
        return None;
    }
    let overlap = end.saturating_sub(block.draft);
    let gap = block.draft.saturating_sub(end);
    let source = distance(other.source, other.length, block.source, block.length);
    if gap > DRAFT_GAP || source > SOURCE_GAP {
        return None;
    }
    let shift = (block.source + other.draft).abs_diff(other.source + block.draft);
    let cost = match shift {
        0 => 0.0,
        1..=STEP_LETTERS => STEP,
        _ => JUMP,
    };
    Some((block.length - overlap) as f64 - UNEQUAL * gap as f64 - cost)
}

/// The stretch of one side that a chain spans.
fn hull(chain: &[Block], start: fn(&Block) -> usize) -> Option<Span> {
    let first = chain.iter().map(start).min()?;
    let end = chain.iter().map(|b| start(b) + b.length).max()?;
    Some(Span::new(first, end))
}

/// Blocks made disjoint in the draft.
fn disjoint(chain: &[Block]) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::with_capacity(chain.len());
    for &block in chain {
        let end = blocks.last().map_or(0, |last| last.draft + last.length);
        let overlap = end.saturating_sub(block.draft);
        if overlap < block.length {
            blocks.push(Block {
                draft: block.draft + overlap,
                source: block.source + overlap,
                length: block.length - overlap,
            });
        }
    }
    blocks
}

/// A match from a chain. `None` when it holds no sure run and is too thin.
fn finish(chain: &[Block]) -> Option<Match> {
    let sure = chain.iter().any(|b| b.length >= SURE_RUN);
    let whole = Match::of_blocks(chain)?;
    (sure || is_dense(&whole)).then_some(whole)
}

/// Whether a match without a sure run agrees in enough of both sides.
fn is_dense(found: &Match) -> bool {
    let matched = found.matched() as f64;
    let sources = found.blocks.iter().map(|b| Span::new(b.source, b.source + b.length)).collect();
    let distinct: usize = crate::span::union(sources).iter().map(|s| s.len()).sum();
    matched >= DENSITY * found.draft.len() as f64
        && matched >= SOURCE_DENSITY * found.source.len() as f64
        && distinct as f64 >= DISTINCT * matched
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(draft: usize, source: usize, length: usize) -> Block {
        Block { draft, source, length }
    }

    proptest::proptest! {
        /// Leaving out blocks that stand too far from others to be worth a match changes no match.
        #[test]
        fn stray_blocks_make_no_match(rows in proptest::collection::vec((0usize..160, 0usize..160, 5usize..16), 0..14)) {
            let mut blocks: Vec<Block> = rows.iter().map(|&(d, s, length)| block(d, s, length)).collect();
            blocks.sort_unstable();
            blocks.dedup();
            drop_shadowed(&mut blocks);
            let mut wanted = Vec::new();
            groups(&blocks).into_iter().for_each(|group| split(group, &mut wanted));
            wanted.sort_by(|a, b| (a.draft, a.source, &a.blocks).cmp(&(b.draft, b.source, &b.blocks)));
            wanted.dedup();
            proptest::prop_assert_eq!(gather(blocks), wanted);
        }
    }

    #[test]
    fn near_blocks_join_and_far_ones_stay_apart() {
        type Row<'a> = (&'a str, &'a [Block], &'a [(usize, usize)]);
        let rows: &[Row<'_>] = &[
            ("edited", &[block(0, 100, 8), block(10, 110, 9)], &[(0, 19)]),
            ("reordered", &[block(0, 130, 12), block(12, 100, 14)], &[(0, 26)]),
            ("dropped clauses", &[block(0, 100, 14), block(14, 160, 15)], &[(0, 29)]),
            ("far in the draft", &[block(0, 100, 14), block(60, 114, 15)], &[(0, 14), (60, 75)]),
            ("far in the source", &[block(0, 100, 14), block(14, 900, 15)], &[(0, 14), (14, 29)]),
            ("too little", &[block(0, 100, 6), block(9, 109, 6)], &[]),
            ("stray seed", &[block(0, 100, 30), block(45, 145, 5)], &[(0, 30)]),
        ];
        for (name, blocks, wanted) in rows {
            let found: Vec<(usize, usize)> =
                gather(blocks.to_vec()).iter().map(|m| (m.draft.start, m.draft.end)).collect();
            assert_eq!(&found, wanted, "{name}");
        }
    }
}

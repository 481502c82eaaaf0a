//! Which equal blocks of a match stand in the same order on both sides, which were moved, and what stands between them.

use super::gather::Block;
use crate::span::{self, Span};

/// Fewest letters that count as moved: of fewer, the same ones stand elsewhere by chance.
const MOVED: usize = 4;
/// How many earlier blocks are tried as the one before: bounds the work on a match of thousands.
const MOST_BEFORE: usize = 1_000;

/// The blocks of a match, told apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ordered {
    /// Rising and disjoint on both sides: with what stands between them they make up both texts.
    pub kept: Vec<Block>,
    /// The others that the source has at another place, in order of the draft, disjoint on both sides with `kept`.
    pub moved: Vec<Block>,
}

/// Keeps in order as many letters as can be. `blocks` are in order of the draft and disjoint there.
pub(super) fn ordered(blocks: &[Block]) -> Ordered {
    if blocks.windows(2).all(|pair| matches!(pair, [a, b] if a.source + a.length <= b.source)) {
        return Ordered { kept: blocks.to_vec(), moved: Vec::new() };
    }
    let chain = heaviest_chain(blocks);
    let mut kept: Vec<Block> = Vec::with_capacity(chain.len());
    for block in chain.iter().filter_map(|&at| blocks.get(at)) {
        kept.push(kept.last().map_or(*block, |last| without_head(block, overlap(last, block))));
    }
    let mut taken = span::union(kept.iter().map(source_of).collect());
    let mut moved = Vec::new();
    for block in (0..).zip(blocks).filter(|(at, _)| chain.binary_search(at).is_err()).map(|(_, block)| block) {
        let free = span::without(source_of(block), &taken).into_iter().max_by_key(|part| part.len());
        if let Some(part) = free.filter(|part| part.len() >= MOVED) {
            let draft = block.draft + part.start - block.source;
            moved.push(Block { draft, source: part.start, length: part.len() });
            span::take_in(&mut taken, part);
        }
    }
    Ordered { kept, moved }
}

/// The moved blocks in both orders.
pub(super) struct Moved {
    /// In order of the draft.
    arrived: Vec<Block>,
    /// Their sides in the source, in its order.
    gone: Vec<Span>,
}

impl Moved {
    /// Of blocks in order of the draft, disjoint on both sides.
    pub(super) fn of(blocks: Vec<Block>) -> Self {
        let mut gone: Vec<Span> = blocks.iter().map(source_of).collect();
        gone.sort_unstable();
        Self { arrived: blocks, gone }
    }
}

/// Those of some items whose spans rise and are disjoint that lie in a span.
fn within<T>(items: &[T], span: Span, of: impl Fn(&T) -> Span) -> &[T] {
    let first = items.partition_point(|item| of(item).start < span.start);
    let end = items.partition_point(|item| of(item).end <= span.end);
    items.get(first..end.max(first)).unwrap_or(&[])
}

/// What stands between two blocks that follow each other on both sides.
pub(super) struct Gap {
    draft: Span,
    source: Span,
    /// Blocks of the draft in it that the source has elsewhere.
    arrived: Vec<Block>,
    /// What of the draft lies before, between and behind those.
    own: Vec<Span>,
    /// What of the source lies before, between and behind the blocks that the draft has elsewhere.
    theirs: Vec<Span>,
}

impl Gap {
    pub(super) fn between(before: &Block, after: &Block, moved: &Moved) -> Self {
        let draft = Span::new(before.draft + before.length, after.draft);
        let source = Span::new(before.source + before.length, after.source);
        let arrived = within(&moved.arrived, draft, draft_of).to_vec();
        let gone = within(&moved.gone, source, |&span| span);
        let own = around(draft, arrived.iter().map(draft_of));
        Self { draft, source, own, theirs: around(source, gone.iter().copied()), arrived }
    }

    /// How many pairs of stretches there are, empty ones among them.
    pub(super) fn steps(&self) -> usize {
        self.own.len().max(self.theirs.len())
    }

    /// Both sides of the moved block behind a stretch of the draft.
    pub(super) fn arrived(&self, step: usize) -> Option<(Span, Span)> {
        self.arrived.get(step).map(|block| (draft_of(block), source_of(block)))
    }

    /// The stretches of both sides that are told as one change.
    pub(super) fn change(&self, step: usize) -> (Span, Span) {
        let end = |span: Span| Span::new(span.end, span.end);
        let own = self.own.get(step).copied().unwrap_or(end(self.draft));
        (own, self.theirs.get(step).copied().unwrap_or(end(self.source)))
    }
}

/// What of a span lies before, between and behind spans in it, empty stretches too.
fn around(span: Span, inside: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut stretches = Vec::new();
    let mut start = span.start;
    for one in inside {
        stretches.push(Span::new(start, one.start));
        start = one.end;
    }
    stretches.push(Span::new(start, span.end));
    stretches
}

/// Indices of the blocks that hold most letters among those that rise in the source.
fn heaviest_chain(blocks: &[Block]) -> Vec<usize> {
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(blocks.len());
    for (at, block) in blocks.iter().enumerate() {
        let mut held = (block.length, None);
        for (earlier, before) in blocks.iter().enumerate().take(at).rev().take(MOST_BEFORE) {
            let letters = block.length.saturating_sub(overlap(before, block));
            let value = best.get(earlier).map_or(0, |(value, _)| value + letters);
            if before.source < block.source && letters > 0 && value > held.0 {
                held = (value, Some(earlier));
            }
        }
        best.push(held);
    }
    let mut at = best.iter().enumerate().max_by_key(|(at, (value, _))| (*value, std::cmp::Reverse(*at))).map(|b| b.0);
    let mut chain = Vec::new();
    while let Some(index) = at {
        chain.push(index);
        at = best.get(index).and_then(|(_, before)| *before);
    }
    chain.reverse();
    chain
}

/// Letters of the source that two blocks have in common where the second begins behind the first.
fn overlap(before: &Block, block: &Block) -> usize {
    (before.source + before.length).saturating_sub(block.source)
}

fn without_head(block: &Block, letters: usize) -> Block {
    Block { draft: block.draft + letters, source: block.source + letters, length: block.length - letters }
}

fn draft_of(block: &Block) -> Span {
    Span::new(block.draft, block.draft + block.length)
}

fn source_of(block: &Block) -> Span {
    Span::new(block.source, block.source + block.length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(draft: usize, source: usize, length: usize) -> Block {
        Block { draft, source, length }
    }

    #[test]
    fn most_letters_stay_in_order() {
        type Row<'a> = (&'a str, &'a [Block], &'a [Block], &'a [Block]);
        let rows: &[Row<'_>] = &[
            ("in order", &[block(0, 10, 5), block(6, 20, 5)], &[block(0, 10, 5), block(6, 20, 5)], &[]),
            ("turned round", &[block(0, 30, 6), block(6, 10, 9)], &[block(6, 10, 9)], &[block(0, 30, 6)]),
            ("too short", &[block(0, 30, 3), block(6, 10, 9)], &[block(6, 10, 9)], &[]),
            ("said twice", &[block(0, 10, 9), block(12, 10, 6)], &[block(0, 10, 9)], &[]),
            ("said twice in part", &[block(0, 10, 9), block(12, 14, 9)], &[block(0, 10, 9), block(17, 19, 4)], &[]),
            (
                "one of three",
                &[block(0, 10, 8), block(8, 40, 7), block(15, 18, 8)],
                &[block(0, 10, 8), block(15, 18, 8)],
                &[block(8, 40, 7)],
            ),
            ("moved in part", &[block(0, 30, 9), block(9, 35, 20)], &[block(0, 30, 9), block(13, 39, 16)], &[]),
            ("taken in part", &[block(0, 8, 8), block(8, 0, 12)], &[block(8, 0, 12)], &[block(4, 12, 4)]),
        ];
        for (name, blocks, kept, moved) in rows {
            assert_eq!(ordered(blocks), Ordered { kept: kept.to_vec(), moved: moved.to_vec() }, "{name}");
        }
    }
}

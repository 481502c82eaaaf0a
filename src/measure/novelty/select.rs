//! Which matches become passages: every stretch of the draft is told once, from its best source; other sources of the
//! same words stand beside it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use super::eligible::Eligibility;
use crate::document::PartialDate;
use crate::reuse::fingerprint::SURE_RUN;
use crate::reuse::gather::{self, Block};
use crate::reuse::{DocumentMatches, Match};
use crate::span::{self, Span};

/// A match with its document.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    /// Sequence number of the document.
    pub sequence: u64,
    /// Place of the document in the order of preference (see [`preference`]), independent of the order of import.
    pub order: usize,
    /// The match, in letters.
    pub found: Match,
}

/// A passage chosen, with the other places where the same words stand.
#[derive(Debug, Clone)]
pub(super) struct Chosen {
    /// The best source.
    pub best: Candidate,
    /// Other sources, best first, at most [`MOST_OTHERS`].
    pub others: Vec<Candidate>,
    /// How many documents carry most of these words (the best one included).
    pub documents: usize,
}

/// How many other sources a passage lists; all are counted.
const MOST_OTHERS: usize = 12;
/// A source that agrees in this share of the best one's letters is as good a source.
const AS_GOOD: f64 = 0.95;
/// What is left of a match beside passages already chosen must have this many letters to be told on its own; below
/// it, it is the ragged edge of the same passage.
const REMAINDER: usize = 10;

/// Order in which candidates are taken: most equal letters first, then the preferred document, then position.
type Rank = (usize, Reverse<usize>, Reverse<usize>, Reverse<usize>);

fn rank(candidate: &Candidate, matched: usize) -> Rank {
    let found = &candidate.found;
    (matched, Reverse(candidate.order), Reverse(found.draft.start), Reverse(found.source.start))
}

/// The documents in order of preference as a source: cited first, then higher, then earlier, then by id.
fn preference(eligibility: &Eligibility) -> BTreeMap<u64, usize> {
    let mut documents: Vec<_> = eligibility
        .all()
        .map(|(sequence, counted)| {
            let document = &counted.document;
            let level = document.level.rank().unwrap_or(u8::MAX);
            let date = document.date.map_or(u32::MAX, PartialDate::ordinal);
            (Reverse(counted.cited), level, date, document.id.as_str(), sequence)
        })
        .collect();
    documents.sort_unstable();
    documents.into_iter().enumerate().map(|(order, (.., sequence))| (sequence, order)).collect()
}

/// Chooses passages, in order of draft position.
pub(super) fn choose(matches: Vec<DocumentMatches>, eligibility: &Eligibility) -> Vec<Chosen> {
    let preferred = preference(eligibility);
    let candidates: Vec<Candidate> = matches
        .into_iter()
        .flat_map(|d| {
            let order = preferred.get(&d.sequence).copied().unwrap_or(usize::MAX);
            d.matches.into_iter().map(move |found| Candidate { sequence: d.sequence, order, found })
        })
        .collect();
    let mut queue: BinaryHeap<(Rank, usize)> =
        candidates.iter().enumerate().map(|(at, c)| (rank(c, c.found.matched()), at)).collect();
    let mut chosen: Vec<Chosen> = Vec::new();
    let mut taken = Taken::default();
    let mut beside: Vec<usize> = Vec::new();
    let mut clipped: Vec<Option<Match>> = vec![None; candidates.len()];
    while let Some((key, at)) = queue.pop() {
        let Some(candidate) = candidates.get(at) else { continue };
        let current = clipped.get(at).and_then(Option::as_ref).unwrap_or(&candidate.found);
        match taken.remainder(current) {
            Remainder::All => {
                taken.take(current.draft);
                chosen.push(Chosen {
                    best: Candidate { found: current.clone(), ..*candidate },
                    others: Vec::new(),
                    documents: 1,
                });
            }
            Remainder::Nothing => beside.push(at),
            Remainder::Part(part) => {
                let again = rank(candidate, part.matched());
                if again < key
                    && let Some(slot) = clipped.get_mut(at)
                {
                    *slot = Some(part);
                    queue.push((again, at));
                }
            }
        }
    }
    chosen.sort_by_key(|c| (c.best.found.draft, c.best.order, c.best.found.source));
    place_beside(&mut chosen, &candidates, &beside);
    for passage in &mut chosen {
        prefer(passage);
    }
    chosen
}

/// The stretches of the draft already told.
#[derive(Debug, Default)]
struct Taken {
    spans: Vec<Span>,
}

enum Remainder {
    All,
    Part(Match),
    Nothing,
}

impl Taken {
    fn take(&mut self, span: Span) {
        let at = self.spans.partition_point(|s| s.start < span.start);
        self.spans.insert(at, span);
        // Neighbours that touch are merged so that the list stays sorted and disjoint.
        let from = at.saturating_sub(1);
        let tail = self.spans.split_off(from);
        self.spans.extend(span::union(tail));
    }

    /// What of a match is not told yet.
    fn remainder(&self, found: &Match) -> Remainder {
        if !span::any_overlap(&self.spans, found.draft) {
            return Remainder::All;
        }
        let free: Vec<Block> = found.blocks.iter().flat_map(|b| self.free_parts(b)).collect();
        let best = gather::gather(free.clone()).into_iter().max_by_key(Match::matched);
        if let Some(part) = best.filter(|p| p.matched() >= REMAINDER && p.draft.len() < found.draft.len()) {
            return Remainder::Part(part);
        }
        // A sure run that sticks out of what is told is told whole, even where it overlaps.
        let untold = |b: &&Block| {
            let draft = Span::new(b.draft, b.draft + b.length);
            b.length >= SURE_RUN && span::covered(&self.spans, draft) < b.length
        };
        match found.blocks.iter().find(untold) {
            Some(&block) if found.blocks.len() > 1 => {
                gather::gather(vec![block]).pop().map_or(Remainder::Nothing, Remainder::Part)
            }
            Some(_) => Remainder::All,
            None => Remainder::Nothing,
        }
    }

    fn free_parts(&self, block: &Block) -> Vec<Block> {
        let mut parts = Vec::new();
        let mut start = block.draft;
        let end = block.draft + block.length;
        let first = self.spans.partition_point(|s| s.end <= start);
        for taken in self.spans.get(first..).unwrap_or(&[]) {
            if taken.start >= end {
                break;
            }
            if taken.start > start {
                parts.push(Span::new(start, taken.start));
            }
            start = start.max(taken.end);
        }
        if start < end {
            parts.push(Span::new(start, end));
        }
        parts
            .into_iter()
            .map(|p| Block { draft: p.start, source: block.source + (p.start - block.draft), length: p.len() })
            .collect()
    }
}

/// Puts every match that is told already beside the passages that tell it.
fn place_beside(chosen: &mut [Chosen], candidates: &[Candidate], beside: &[usize]) {
    // Passages overlap by a few letters at most, so their ends rise with their starts well enough to look nearby.
    let starts: Vec<usize> = chosen.iter().map(|c| c.best.found.draft.start).collect();
    let longest = chosen.iter().map(|c| c.best.found.draft.len()).max().unwrap_or(0);
    let mut counted: Vec<std::collections::BTreeSet<u64>> =
        chosen.iter().map(|c| std::collections::BTreeSet::from([c.best.sequence])).collect();
    for candidate in beside.iter().filter_map(|&at| candidates.get(at)) {
        let draft = candidate.found.draft;
        let from = starts.partition_point(|&s| s + longest < draft.start);
        let to = starts.partition_point(|&s| s < draft.end);
        for at in from..to {
            let Some(passage) = chosen.get_mut(at) else { continue };
            let own = passage.best.found.draft;
            let shared = own.intersection(draft).len();
            if shared * 2 < own.len().min(draft.len()) {
                continue;
            }
            if shared * 10 >= own.len() * 7
                && let Some(set) = counted.get_mut(at)
            {
                set.insert(candidate.sequence);
            }
            passage.others.push(candidate.clone());
        }
    }
    for (passage, set) in chosen.iter_mut().zip(counted) {
        passage.documents = set.len();
    }
}

/// Of sources as good as the best the preferred one becomes the best; the others stand in order.
fn prefer(passage: &mut Chosen) {
    let order = |c: &Candidate| (c.order, c.found.source.start);
    let best = &passage.best.found;
    let enough = best.matched() as f64 * AS_GOOD;
    // The same stretch of the draft, so that nothing told by the best source goes untold by the preferred one.
    let as_good = |c: &Candidate| c.found.draft == best.draft && c.found.matched() as f64 >= enough;
    let preferred = passage
        .others
        .iter()
        .enumerate()
        .filter(|(_, c)| as_good(c) && order(c) < order(&passage.best))
        .min_by_key(|(_, c)| order(c))
        .map(|(at, _)| at);
    if let Some(at) = preferred {
        let better = passage.others.swap_remove(at);
        let old = std::mem::replace(&mut passage.best, better);
        passage.others.push(old);
    }
    passage.others.sort_by_key(|c| (Reverse(c.found.matched()), order(c)));
    passage.others.dedup();
    passage.others.truncate(MOST_OTHERS);
}

//! Which matches become passages: every stretch of the draft is told once, from its best source; other sources of the
//! same words stand beside it.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use super::eligible::Eligibility;
use crate::deadline::Deadline;
use crate::reuse::fingerprint::SURE_RUN;
use crate::reuse::gather::{self, Block};
use crate::reuse::{DocumentMatches, Library as _, Match};
use crate::span::{self, Span};

/// A match with its document.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    /// Sequence number of the document.
    pub sequence: u64,
    /// Place of the document in the order of preference , independent of the order of import.
    pub order: u32,
    /// The match, in letters; shared, since it may stand beside many passages.
    pub found: Arc<Match>,
    /// It holds a sure run, or is what others left of one.
    pub sure: bool,
}

/// A passage chosen, with the other places where the same words stand.
#[derive(Debug, Clone)]
pub(super) struct Chosen {
    /// The best source.
    pub best: Candidate,
    /// Other sources, best first.
    pub others: Vec<Candidate>,
    /// How many documents carry most of these words (the best one included).
    pub documents: usize,
}

/// What was chosen.
#[derive(Debug, Clone)]
pub(super) struct Choice {
    /// Passages in order of draft position.
    pub passages: Vec<Chosen>,
    /// Every match that holds a sure run.
    pub sure: Vec<Candidate>,
}

/// A source that agrees in this share of the best one's letters is as good a source.
const AS_GOOD: f64 = 0.95;
/// What is left of a match beside passages already chosen must have this many letters to be told on its own; below
/// it, it is the ragged edge of the same passage.
const REMAINDER: usize = 10;

/// Order in which candidates are taken: most equal letters first, then the preferred document, then position.
type Rank = (usize, Reverse<u32>, Reverse<usize>, Reverse<usize>);

fn rank(candidate: &Candidate, matched: usize) -> Rank {
    let found = &candidate.found;
    (matched, Reverse(candidate.order), Reverse(found.draft.start), Reverse(found.source.start))
}

/// Chooses passages, in order of draft position. `cuts` are places of the draft (in letters, sorted) that no passage
/// crosses: where title, recipients, body and signature meet.
pub(super) fn choose(
    matches: Vec<DocumentMatches>,
    eligibility: &Eligibility<'_>,
    cuts: &[usize],
    deadline: &Deadline,
) -> Choice {
    let mut candidates: Vec<Candidate> = Vec::new();
    for document in matches {
        let Some(order) = eligibility.standing(document.sequence) else { continue };
        for found in document.matches {
            let sure = !found.runs.is_empty();
            let whole = |found| Candidate { sequence: document.sequence, order, found: Arc::new(found), sure };
            candidates.extend(cut(found, cuts).into_iter().map(whole));
        }
    }
    let given = candidates.len();
    let mut queue: BinaryHeap<(Rank, usize)> =
        candidates.iter().enumerate().map(|(at, c)| (rank(c, c.found.matched()), at)).collect();
    let mut chosen: Vec<Chosen> = Vec::new();
    let mut taken = Taken::default();
    let mut beside: Vec<usize> = Vec::new();
    while let Some((_, at)) = queue.pop() {
        if deadline.has_passed() {
            break;
        }
        let Some(candidate) = candidates.get(at) else { continue };
        match taken.remainder(&candidate.found) {
            Remainder::All => {
                taken.take(candidate.found.draft);
                chosen.push(Chosen { best: candidate.clone(), others: Vec::new(), documents: 1 });
            }
            Remainder::Parts(parts) => {
                let Candidate { sequence, order, sure, .. } = *candidate;
                // As given it is another place of words already told; what is left of it is told on its own.
                if at < given {
                    beside.push(at);
                }
                for found in parts {
                    let part = Candidate { sequence, order, found: Arc::new(found), sure };
                    queue.push((rank(&part, part.found.matched()), candidates.len()));
                    candidates.push(part);
                }
            }
        }
    }
    chosen.sort_by_key(|c| (c.best.found.draft, c.best.order, c.best.found.source));
    place_beside(&mut chosen, &candidates, &beside);
    for passage in &mut chosen {
        prefer(passage);
    }
    candidates.truncate(given);
    candidates.retain(|c| !c.found.runs.is_empty());
    Choice { passages: chosen, sure: candidates }
}

/// Sure runs of which the passages chosen leave a few letters untold: pieces of pieces too short to be told alone. Each
/// is told whole.
pub(super) fn untold_runs(sure: &[Candidate], chosen: &[Chosen]) -> Vec<Chosen> {
    let mut told = span::union(chosen.iter().map(|c| c.best.found.draft).collect());
    let untold = |told: &[Span], run: &Block| {
        let draft = Span::new(run.draft, run.draft + run.length);
        span::covered(told, draft) < draft.len()
    };
    let mut open: Vec<(&Candidate, &Block)> = sure
        .iter()
        .flat_map(|c| c.found.runs.iter().map(move |run| (c, run)))
        .filter(|(_, run)| untold(&told, run))
        .collect();
    open.sort_by_key(|(c, run)| (Reverse(run.length), c.order, run.draft, run.source));
    let mut found = Vec::new();
    for (candidate, run) in open {
        if untold(&told, run)
            && let Some(whole) = Match::of_blocks(std::slice::from_ref(run))
        {
            span::take_in(&mut told, whole.draft);
            let best = Candidate { found: Arc::new(whole), ..candidate.clone() };
            found.push(Chosen { best, others: Vec::new(), documents: 1 });
        }
    }
    found
}

/// A match in pieces that do not cross the cuts. Scraps without a share in a sure run are dropped.
fn cut(found: Match, cuts: &[usize]) -> Vec<Match> {
    let from = cuts.partition_point(|&c| c <= found.draft.start);
    let to = cuts.partition_point(|&c| c < found.draft.end);
    if from >= to {
        return vec![found];
    }
    let mut edges = vec![found.draft.start];
    edges.extend(cuts.get(from..to).unwrap_or(&[]));
    edges.push(found.draft.end);
    let mut pieces = Vec::new();
    for pair in edges.windows(2) {
        let [start, end] = pair else { continue };
        let piece = Span::new(*start, *end);
        let sure = found.runs.iter().any(|b| piece.overlaps(Span::new(b.draft, b.draft + b.length)));
        let mut blocks = Vec::new();
        for block in &found.blocks {
            let inside = piece.intersection(Span::new(block.draft, block.draft + block.length));
            if !inside.is_empty() {
                let source = block.source + (inside.start - block.draft);
                blocks.push(Block { draft: inside.start, source, length: inside.len() });
            }
        }
        let piece = Match::of_blocks(&blocks);
        pieces.extend(piece.filter(|p| sure || p.matched() >= SURE_RUN));
    }
    pieces
}

/// The stretches of the draft already told.
#[derive(Debug, Default)]
struct Taken {
    spans: Vec<Span>,
}

enum Remainder {
    /// It is told whole.
    All,
    /// These pieces of it are still to be told; none when it is told already.
    Parts(Vec<Match>),
}

impl Taken {
    fn take(&mut self, span: Span) {
        span::take_in(&mut self.spans, span);
    }

    /// What of a match is not told yet.
    fn remainder(&self, found: &Match) -> Remainder {
        if !span::any_overlap(&self.spans, found.draft) {
            return Remainder::All;
        }
        let free: Vec<Block> = found.blocks.iter().flat_map(|b| self.free_parts(b)).collect();
        let letters: usize = free.iter().map(|b| b.length).sum();
        if letters == found.matched() {
            // Only gaps between its blocks are told.
            return Remainder::All;
        }
        let mut parts: Vec<Match> = gather::gather(free).into_iter().filter(|p| p.matched() >= REMAINDER).collect();
        // A sure run that sticks out of what is told and of these parts is told whole, even where it overlaps.
        let told = if parts.is_empty() {
            Cow::Borrowed(self.spans.as_slice())
        } else {
            Cow::Owned(span::union(parts.iter().map(|p| p.draft).chain(self.spans.iter().copied()).collect()))
        };
        let untold = |b: &&Block| {
            let draft = Span::new(b.draft, b.draft + b.length);
            span::covered(&told, draft) < b.length
        };
        let whole: Vec<Block> = found.runs.iter().filter(untold).copied().collect();
        if whole.len() == 1 && found.blocks.len() == 1 && parts.is_empty() {
            return Remainder::All;
        }
        parts.extend(whole.iter().filter_map(|&b| Match::of_blocks(&[b])));
        Remainder::Parts(parts)
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
    let mut counted: Vec<Vec<u64>> = chosen.iter().map(|c| vec![c.best.sequence]).collect();
    for candidate in beside.iter().filter_map(|&at| candidates.get(at)) {
        let draft = candidate.found.draft;
        let from = starts.partition_point(|&s| s + longest < draft.start);
        let to = starts.partition_point(|&s| s < draft.end);
        let shared = |at: usize| chosen.get(at).map_or(0, |c: &Chosen| c.best.found.draft.intersection(draft).len());
        let most = (from..to).max_by_key(|&at| (shared(at), Reverse(at)));
        let own = |at: usize| chosen.get(at).map_or(0, |c| c.best.found.draft.len());
        // (passage, whether most of it stands in this document)
        let places: Vec<(usize, bool)> = (from..to)
            .filter(|&at| shared(at) > 0)
            .filter(|&at| Some(at) == most || shared(at) * 2 >= own(at).min(draft.len()))
            .map(|at| (at, shared(at) * 10 >= own(at) * 7))
            .collect();
        for (at, whole) in places {
            if let (true, Some(documents)) = (whole, counted.get_mut(at)) {
                documents.push(candidate.sequence);
            }
            if let Some(passage) = chosen.get_mut(at) {
                passage.others.push(candidate.clone());
            }
        }
    }
    for (passage, mut documents) in chosen.iter_mut().zip(counted) {
        documents.sort_unstable();
        documents.dedup();
        passage.documents = documents.len();
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
    passage.others.sort_by_cached_key(|c| (Reverse(c.found.matched()), order(c)));
    passage.others.dedup();
}

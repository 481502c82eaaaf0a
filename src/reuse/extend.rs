//! Alignment letter by letter where seeds are too long to reach: from the ends of a match outwards, and across the
//! stretches between its blocks. Global or end-free alignment with affine gaps (Gotoh 1982) inside a small window.

use super::gather::{Block, Match};
use crate::span::Span;

/// What an equal letter is worth.
const EQUAL: f32 = 1.0;
/// What an exchanged letter costs.
const EXCHANGED: f32 = 0.7;
/// What opening a gap costs: a word put in or left out.
const OPEN: f32 = 1.0;
/// What every letter put in costs: words of the draft that the source does not have.
const PUT_IN: f32 = 0.4;
/// What every letter left out costs. Less than one put in: whoever shortens leaves out whole clauses.
const LEFT_OUT: f32 = 0.2;
/// Farthest an end is followed in the draft, and in the source, in letters: one long sentence.
pub const REACH: (usize, usize) = (60, 90);
/// Longest stretch between blocks that is aligned letter by letter, in letters of each side.
pub const BETWEEN: usize = 150;
/// Equal letters in a row that are shown as equal inside a changed stretch; one alone is chance.
const SHORTEST: usize = 2;

/// How much of the draft around a match may be aligned, and what an extension must be worth.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    /// Letters of the draft that the match may grow into.
    pub draft: Span,
    /// Least worth of an extension before the match, in equal letters.
    pub before: f32,
    /// Least worth of an extension after it.
    pub after: f32,
}

/// A match with its ends followed outwards and its changed stretches aligned.
#[must_use]
pub fn extend<T: Copy + Eq>(found: &Match, draft: &[T], source: &[T], room: Room) -> Match {
    let mut blocks = between(found, draft, source);
    // The blocks at the ends of the draft side lead on; in the source, clauses may stand in another order.
    if let Some(first) = found.blocks.first() {
        let (d, s) = (first.draft, first.source);
        let back = |text: &[T], from: usize, to: usize, most: usize| -> Vec<T> {
            text.get(from.max(to.saturating_sub(most))..to).unwrap_or(&[]).iter().rev().copied().collect()
        };
        let head = back(draft, room.draft.start, d, REACH.0);
        let source_head = back(source, 0, s, REACH.1);
        blocks.extend(align(&head, &source_head, Ends::Free(room.before)).into_iter().map(|b| Block {
            draft: d - b.draft - b.length,
            source: s - b.source - b.length,
            length: b.length,
        }));
    }
    if let Some(last) = found.blocks.last() {
        let (d, s) = (last.draft + last.length, last.source + last.length);
        let tail = draft.get(d..room.draft.end.min(d + REACH.0)).unwrap_or(&[]);
        let source_tail = source.get(s..source.len().min(s + REACH.1)).unwrap_or(&[]);
        blocks.extend(align(tail, source_tail, Ends::Free(room.after)).into_iter().map(|b| Block {
            draft: d + b.draft,
            source: s + b.source,
            length: b.length,
        }));
    }
    blocks.sort_unstable();
    grown(Match::of_blocks(&joined(&blocks)), &[found]).unwrap_or_else(|| found.clone())
}

/// Two matches of one source as one, where the second follows the first on both sides and what lies between still
/// agrees in at least `share` of the longer side.
#[must_use]
pub fn join<T: Copy + Eq>(first: &Match, second: &Match, texts: (&[T], &[T]), share: f64) -> Option<Match> {
    let ahead = |from: usize, to: usize| (from <= to).then(|| Span::new(from, to));
    let gap = ahead(first.draft.end, second.draft.start)?;
    let source_gap = ahead(first.source.end, second.source.start)?;
    if gap.len() > BETWEEN || source_gap.len() > BETWEEN {
        return None;
    }
    let inside = align(texts.0.get(gap.start..gap.end)?, texts.1.get(source_gap.start..source_gap.end)?, Ends::Fixed);
    let equal: usize = inside.iter().map(|b| b.length).sum();
    if (equal as f64) < share * gap.len().max(source_gap.len()) as f64 {
        return None;
    }
    let between = inside.into_iter().filter(|b| b.length >= SHORTEST).map(|b| Block {
        draft: b.draft + gap.start,
        source: b.source + source_gap.start,
        length: b.length,
    });
    let blocks: Vec<Block> = first.blocks.iter().copied().chain(between).chain(second.blocks.iter().copied()).collect();
    grown(Match::of_blocks(&joined(&blocks)), &[first, second])
}

/// A match that covers all it was made from: blocks that overlap in the draft were cut short, and their sure runs reach
/// farther.
fn grown(found: Option<Match>, from: &[&Match]) -> Option<Match> {
    let mut found = found?;
    for part in from {
        found.draft = found.draft.hull(part.draft);
        found.source = found.source.hull(part.source);
        found.runs.extend(&part.runs);
    }
    found.runs.sort_unstable();
    found.runs.dedup();
    Some(found)
}

/// The blocks of a match, with those found between them.
fn between<T: Copy + Eq>(found: &Match, draft: &[T], source: &[T]) -> Vec<Block> {
    let mut blocks = found.blocks.clone();
    for pair in found.blocks.windows(2) {
        let [before, after] = pair else { continue };
        let (d, s) = (before.draft + before.length, before.source + before.length);
        let (Some(gap), Some(source_gap)) = (draft.get(d..after.draft), source.get(s..after.source)) else { continue };
        if gap.len() <= BETWEEN && source_gap.len() <= BETWEEN {
            let inside = align(gap, source_gap, Ends::Fixed);
            let long = inside.into_iter().filter(|b| b.length >= SHORTEST);
            blocks.extend(long.map(|b| Block { draft: b.draft + d, source: b.source + s, length: b.length }));
        }
    }
    blocks
}

/// Blocks that continue each other on both sides made one.
fn joined(blocks: &[Block]) -> Vec<Block> {
    let mut joined: Vec<Block> = Vec::with_capacity(blocks.len());
    for &block in blocks {
        match joined.last_mut() {
            Some(last) if last.draft + last.length == block.draft && last.source + last.length == block.source => {
                last.length += block.length;
            }
            _ => joined.push(block),
        }
    }
    joined
}

/// Where an alignment ends.
#[derive(Debug, Clone, Copy)]
enum Ends {
    /// At the end of both texts.
    Fixed,
    /// Where it is worth most, if that is at least so much.
    Free(f32),
}

/// What the last step of an alignment was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Pair,
    PutIn,
    LeftOut,
}

/// The alignment table: for every pair of prefixes the best worth by last step, and the step before it.
struct Table {
    columns: usize,
    before: Vec<[Step; 3]>,
}

const STEPS: [Step; 3] = [Step::Pair, Step::PutIn, Step::LeftOut];

fn best(candidates: [f32; 3]) -> (f32, Step) {
    let mut found = (f32::NEG_INFINITY, Step::Pair);
    for (value, step) in candidates.into_iter().zip(STEPS) {
        if value > found.0 {
            found = (value, step);
        }
    }
    found
}

/// The best worth of a pair of prefixes, by last step.
type Worth = [f32; 3];
/// Of prefixes that cannot be aligned.
const NOTHING: Worth = [f32::NEG_INFINITY; 3];

/// Equal blocks of the best alignment of two short texts, in order.
fn align<T: Copy + Eq>(draft: &[T], source: &[T], ends: Ends) -> Vec<Block> {
    let most = match ends {
        Ends::Fixed => Vec::new(),
        Ends::Free(_) => most_to_come(draft, source),
    };
    align_with(draft, source, ends, &most)
}

/// More than any rounding of sums of worth.
const ROUNDING: f32 = 1e-3;

/// The most that an alignment can still gain once so many letters of the draft are behind it, for every number of them:
/// what it would gain if every letter of the source could be had at any time. A letter continues an equal run only where
/// the source has it behind the letter before; to begin another run costs, and so does every letter passed over.
fn most_to_come<T: Copy + Eq>(draft: &[T], source: &[T]) -> Vec<f32> {
    let mut most = vec![0.0; draft.len() + 1];
    // What is to come behind a letter that was paired with an equal one, and behind another.
    let (mut behind_equal, mut behind_other) = (0.0f32, 0.0f32);
    for (at, letter) in draft.iter().enumerate().rev() {
        let has = source.contains(letter);
        let before = at.checked_sub(1).and_then(|at| draft.get(at));
        let follows = has && before.is_some_and(|before| source.windows(2).any(|two| two == [*before, *letter]));
        let (mut equal, mut other) = (behind_other - EXCHANGED, behind_other - PUT_IN.min(EXCHANGED));
        if has {
            let going_on = if follows { EQUAL } else { EQUAL - OPEN - LEFT_OUT };
            equal = equal.max(behind_equal + going_on);
            other = other.max(behind_equal + EQUAL);
        }
        (behind_equal, behind_other) = (equal.max(0.0), other.max(0.0));
        if let Some(place) = most.get_mut(at) {
            *place = behind_equal.max(behind_other);
        }
    }
    most
}

/// The same; rows are left out from where on no better end of a free alignment can be, see [`most_to_come`].
fn align_with<T: Copy + Eq>(draft: &[T], source: &[T], ends: Ends, most: &[f32]) -> Vec<Block> {
    let hopeless = |i: usize, best: f32, peak: f32| match (ends, most.get(i)) {
        (Ends::Free(least), Some(&more)) if peak < least => best + more + ROUNDING < least,
        (Ends::Free(_), Some(&more)) => best + more + ROUNDING < peak,
        _ => false,
    };
    if hopeless(0, 0.0, 0.0) {
        return Vec::new();
    }
    let columns = source.len() + 1;
    let mut table = Table { columns, before: vec![STEPS; (draft.len() + 1) * columns] };
    let mut row = vec![NOTHING; columns];
    let mut peak = (0.0, 0, 0);
    for i in 0..=draft.len() {
        let own = i.checked_sub(1).and_then(|i| draft.get(i));
        let marks = table.before.get_mut(i * columns..).unwrap_or_default();
        let (mut left, mut diagonal) = (NOTHING, NOTHING);
        let mut highest = f32::NEG_INFINITY;
        for (j, (place, mark)) in row.iter_mut().zip(marks).enumerate() {
            let equal = own.is_some() && own == j.checked_sub(1).and_then(|j| source.get(j));
            let above = std::mem::replace(place, [0.0, f32::NEG_INFINITY, f32::NEG_INFINITY]);
            if (i, j) != (0, 0) {
                (*place, *mark) = cell(equal, diagonal, above, left);
            }
            if let [pair, ..] = *place
                && pair > peak.0
            {
                peak = (pair, i, j);
            }
            highest = place.iter().copied().fold(highest, f32::max);
            (left, diagonal) = (*place, above);
        }
        if hopeless(i, highest, peak.0) {
            break;
        }
    }
    let start = match ends {
        Ends::Free(least) if peak.0 >= least => (peak.1, peak.2, Step::Pair),
        Ends::Free(_) => return Vec::new(),
        Ends::Fixed => {
            let last = row.last().copied().unwrap_or(NOTHING);
            (draft.len(), source.len(), best(last).1)
        }
    };
    table.blocks(start, draft, source)
}

/// The best worth of a pair of prefixes by last step, with the step before; from the pairs that lack the last letter of
/// both, of the draft, and of the source. `equal` tells whether the last letters are.
fn cell(equal: bool, diagonal: Worth, above: Worth, left: Worth) -> (Worth, [Step; 3]) {
    let (before, pair_from) = best(diagonal);
    let pair = before + if equal { EQUAL } else { -EXCHANGED };
    let gap = |[pair, put_in, left_out]: Worth, letter: f32, going_on: Step| {
        let open = |step: Step, value: f32| value - letter - if step == going_on { 0.0 } else { OPEN };
        best([open(Step::Pair, pair), open(Step::PutIn, put_in), open(Step::LeftOut, left_out)])
    };
    let (put_in, put_in_from) = gap(above, PUT_IN, Step::PutIn);
    let (left_out, left_out_from) = gap(left, LEFT_OUT, Step::LeftOut);
    ([pair, put_in, left_out], [pair_from, put_in_from, left_out_from])
}

impl Table {
    /// The equal blocks on the way back from a pair of prefixes.
    fn blocks<T: Eq>(&self, start: (usize, usize, Step), draft: &[T], source: &[T]) -> Vec<Block> {
        let (mut i, mut j, mut step) = start;
        let mut blocks: Vec<Block> = Vec::new();
        while i > 0 || j > 0 {
            let Some(&[pair, put_in, left_out]) = self.before.get(i * self.columns + j) else { break };
            match step {
                Step::Pair => {
                    let (Some(d), Some(s)) = (i.checked_sub(1), j.checked_sub(1)) else { break };
                    if draft.get(d) == source.get(s) {
                        match blocks.last_mut() {
                            Some(last) if last.draft == i && last.source == j => {
                                *last = Block { draft: d, source: s, length: last.length + 1 };
                            }
                            _ => blocks.push(Block { draft: d, source: s, length: 1 }),
                        }
                    }
                    (i, j, step) = (d, s, pair);
                }
                Step::PutIn => {
                    let Some(d) = i.checked_sub(1) else { break };
                    (i, step) = (d, put_in);
                }
                Step::LeftOut => {
                    let Some(s) = j.checked_sub(1) else { break };
                    (j, step) = (s, left_out);
                }
            }
        }
        blocks.reverse();
        blocks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    proptest::proptest! {
        /// Rows left out hold no better end.
        #[test]
        fn a_row_left_out_changes_no_alignment(
            draft in proptest::collection::vec(0u8..9, 0..40),
            source in proptest::collection::vec(0u8..9, 0..50),
            least in proptest::sample::select(vec![0.5f32, INSIDE, 3.0, NEXT]),
        ) {
            let whole = align_with(&draft, &source, Ends::Free(least), &[]);
            proptest::prop_assert_eq!(align(&draft, &source, Ends::Free(least)), whole);
        }
    }

    /// Worths that passages ask of an extension.
    const INSIDE: f32 = 1.5;
    const NEXT: f32 = 6.0;

    /// The match around the first common stretch of both texts, extended; as (draft words, source words).
    fn extended(draft: &str, source: &str, core: &str) -> (String, String) {
        let (d, s) = (chars(draft), chars(source));
        let place = |text: &str| text.split_once(core).unwrap().0.chars().count();
        let block = Block { draft: place(draft), source: place(source), length: core.chars().count() };
        let found = Match::of_blocks(&[block]).unwrap();
        let room = Room { draft: Span::new(0, d.len()), before: 1.5, after: 1.5 };
        let grown = extend(&found, &d, &s, room);
        let words = |text: &[char], span: Span| text[span.start..span.end].iter().collect::<String>();
        (words(&d, grown.draft), words(&s, grown.source))
    }

    #[test]
    fn ends_are_followed_across_small_changes() {
        let rows = [
            (
                "甲乙丙建设粮库专职提供依据丁",
                "戊己庚建设粮库工作提供依据辛",
                "建设粮库专职提供依据",
                "建设粮库工作提供依据",
            ),
            (
                "网络设施积极信息系统等级保护",
                "网络设施信息系统等级保护",
                "网络设施积极信息系统等级保护",
                "网络设施信息系统等级保护",
            ),
            ("壬癸信息系统等级保护子丑寅卯", "辰巳信息系统等级保护午未申酉", "信息系统等级保护", "信息系统等级保护"),
        ];
        for (draft, source, wanted, wanted_source) in rows {
            let core = if draft.contains("粮库") { "建设粮库" } else { "信息系统等级保护" };
            assert_eq!(extended(draft, source, core), (wanted.to_owned(), wanted_source.to_owned()), "{draft}");
        }
    }

    #[test]
    fn changed_stretches_are_aligned() {
        let (d, s) = (chars("维护国家和客官的利益保护庶民健康"), chars("维护国家和消费者的利益保护人民健康"));
        let part = |draft, source, length| Match::of_blocks(&[Block { draft, source, length }]).unwrap();
        let whole = join(&part(0, 0, 5), &part(14, 15, 2), (&d, &s), 0.3).unwrap();
        assert_eq!(whole.draft, Span::new(0, d.len()));
        assert!(whole.matched() >= 12, "{whole:?}");
        assert!(join(&part(0, 0, 5), &part(14, 15, 2), (&d, &s), 0.9).is_none());
        assert!(join(&part(14, 15, 2), &part(0, 0, 5), (&d, &s), 0.0).is_none());
    }
}

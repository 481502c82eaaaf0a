//! Where a passage begins and ends: ends that hang on by a few words are let go, clauses and pairs of marks are made whole.

use crate::reuse::fingerprint::SURE_RUN;
use crate::reuse::{Block, Match};
use crate::span::{self, Span};
use crate::text::{Analysis, Letters, Reading};

/// Letters by which a passage may be widened to the edge of its clause.
const SNAP: usize = 3;
/// Letters between an equal block at the end of a passage and the rest of it, for each of its own, from which on it only
/// hangs on: words on the same subject are met somewhere in the next sentences by chance.
const HANGING: usize = 4;

/// A match without the blocks at its ends that only hang on, unless they say a whole clause on both sides: a summary keeps
/// clauses, and leaves out what stands between them. Nor is a letter of a `sure` run let go (where they stand in the draft,
/// of whichever source): every such run stands in a passage.
pub(super) fn without_hanging(analysis: &Analysis, reading: &Reading, found: &Match, sure: &[Span]) -> Match {
    let is_clause = |folded: &[char], letters: &Letters, span: Span| {
        let place = letters.to_text(span);
        starts_clause(folded, place.start) && ends_clause(folded, place.end)
    };
    let hangs = |end: &Block, next: &Block| {
        let draft = Span::new(end.draft, end.draft + end.length);
        let source = Span::new(end.source, end.source + end.length);
        let next = [Span::new(next.draft, next.draft + next.length), Span::new(next.source, next.source + next.length)];
        // With the letters between, which no passage holds then.
        let let_go = |end: Span, next: Span| {
            if end.start < next.start { Span::new(end.start, next.start) } else { Span::new(next.end, end.end) }
        };
        let between = |a: Span, b: Span| b.start.saturating_sub(a.end).max(a.start.saturating_sub(b.end));
        let gap = between(draft, next[0]).max(between(source, next[1]));
        end.length < SURE_RUN
            && gap > HANGING * end.length
            && !span::any_overlap(sure, let_go(draft, next[0]))
            && !(is_clause(analysis.folded.chars(), &analysis.letters, draft)
                && is_clause(reading.folded.chars(), &reading.letters, source))
    };
    let mut blocks = found.blocks.as_slice();
    while let [end, rest @ ..] = blocks
        && let Some(next) = rest.first()
        && hangs(end, next)
    {
        blocks = rest;
    }
    while let [rest @ .., end] = blocks
        && let Some(next) = rest.last()
        && hangs(end, next)
    {
        blocks = rest;
    }
    if blocks.len() == found.blocks.len() {
        return found.clone();
    }
    let hull = |of: fn(&Block) -> usize| {
        let spans = blocks.iter().map(|block| Span::new(of(block), of(block) + block.length));
        spans.reduce(Span::hull)
    };
    match (hull(|block| block.draft), hull(|block| block.source)) {
        (Some(draft), Some(source)) => Match { draft, source, blocks: blocks.to_vec(), runs: found.runs.clone() },
        _ => found.clone(),
    }
}

/// Widens both sides to the edge of their clauses where that is at most [`SNAP`] letters away on both.
pub(super) fn snapped(analysis: &Analysis, reading: &Reading, draft: Span, source: Span) -> (Span, Span) {
    let before = |folded: &[char], letters: &Letters, at: usize| {
        (0..=SNAP.min(at)).find(|&n| starts_clause(folded, letters.to_text(Span::new(at - n, at - n + 1)).start))
    };
    let after = |folded: &[char], letters: &Letters, at: usize| {
        (0..=SNAP.min(letters.len() - at)).find(|&n| {
            (at + n)
                .checked_sub(1)
                .is_some_and(|last| ends_clause(folded, letters.to_text(Span::new(last, at + n)).end))
        })
    };
    let (mut draft, mut source) = (draft, source);
    let heads = (
        before(analysis.folded.chars(), &analysis.letters, draft.start),
        before(reading.folded.chars(), &reading.letters, source.start),
    );
    if let (Some(d), Some(s)) = heads
        && d + s > 0
    {
        draft.start -= d;
        source.start -= s;
    }
    let tails = (
        after(analysis.folded.chars(), &analysis.letters, draft.end),
        after(reading.folded.chars(), &reading.letters, source.end),
    );
    if let (Some(d), Some(s)) = tails
        && d + s > 0
    {
        draft.end += d;
        source.end += s;
    }
    (draft, source)
}

/// Whether the character before `at` closes a clause (or there is none).
fn starts_clause(folded: &[char], at: usize) -> bool {
    at.checked_sub(1).and_then(|i| folded.get(i)).is_none_or(|&c| is_boundary(c))
}

/// Whether the character at `at` closes a clause (or there is none).
fn ends_clause(folded: &[char], at: usize) -> bool {
    folded.get(at).is_none_or(|&c| is_boundary(c))
}

fn is_boundary(c: char) -> bool {
    matches!(c, '，' | '。' | '；' | '：' | '！' | '？' | '、' | '）' | '”' | '\n' | '\r' | ' ' | '“' | '（')
}

/// Pairs of marks that belong together.
const PAIRS: [(char, char); 7] =
    [('“', '”'), ('‘', '’'), ('《', '》'), ('〈', '〉'), ('（', '）'), ('〔', '〕'), ('【', '】')];

/// Most marks that are taken in at an end.
const MOST_MARKS: usize = 8;

/// Takes in the mark that closes a sentence just after a span, and at both ends marks whose other half is inside.
pub(super) fn with_marks(folded: &[char], mut span: Span) -> Span {
    let inside = |span: Span| folded.get(span.start..span.end).unwrap_or(&[]);
    for _ in 0..MOST_MARKS {
        let before = span.start.checked_sub(1).and_then(|at| folded.get(at));
        let pair = PAIRS.iter().find(|pair| before == Some(&pair.0));
        if !pair.is_some_and(|&(open, close)| is_left_over(inside(span).iter(), close, open)) {
            break;
        }
        span.start -= 1;
    }
    let mut ended = false;
    for _ in 0..MOST_MARKS {
        let taken = match folded.get(span.end) {
            Some('。' | '；' | '！' | '？') if !ended => {
                ended = true;
                true
            }
            Some(mark) => PAIRS
                .iter()
                .find(|pair| pair.1 == *mark)
                .is_some_and(|&(open, close)| is_left_over(inside(span).iter().rev(), open, close)),
            None => false,
        };
        if !taken {
            break;
        }
        span.end += 1;
    }
    span
}

/// Whether, seen from one end, one mark comes more often than the other that answers it there.
fn is_left_over<'a>(chars: impl Iterator<Item = &'a char>, mark: char, other: char) -> bool {
    let mut answered = 0_usize;
    for &c in chars {
        if c == other {
            answered += 1;
        } else if c == mark {
            if answered == 0 {
                return true;
            }
            answered -= 1;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_with_their_other_half() {
        for (text, words, wanted) in [
            ("落实“三个一”要求。", "“三个一", "“三个一”"),
            ("提出“一网通办”，", "提出“一网通办", "提出“一网通办”"),
            ("按照《示例办法》的", "按照《示例办法", "按照《示例办法》"),
            ("按照《示例办法》（试行）。后", "示例办法》（试行", "《示例办法》（试行）。"),
            ("他说：“要办好。”后", "他说：“要办好", "他说：“要办好。”"),
            ("“甲”和“乙”。。", "甲”和“乙", "“甲”和“乙”。"),
            ("“要办好，办实”", "办好", "办好"),
            ("（甲）乙）", "（甲）乙", "（甲）乙"),
            ("办好", "办好", "办好"),
        ] {
            let folded: Vec<char> = text.chars().collect();
            let start = text.split(words).next().unwrap().chars().count();
            let span = with_marks(&folded, Span::new(start, start + words.chars().count()));
            assert_eq!(folded[span.start..span.end].iter().collect::<String>(), wanted, "{text}");
        }
    }

    #[test]
    fn ends_that_hang_on_are_let_go() {
        let source = "环境卫生设施的管理单位应当做好维修和保养，保持其整洁完好。公共厕所应当设置明显、规范、统一的标志，确定专人负责保洁。";
        let reading = Reading::new(source);
        let find = |letters: &Letters, words: &str, from: usize| {
            let words = Letters::of_text(words);
            let at = letters.chars().windows(words.len()).skip(from).position(|w| w == words.chars());
            (at.unwrap() + from, words.len())
        };
        for (draft, pieces, kept) in [
            // Of the subject alone: another sentence.
            (
                "环境卫生设施，应当设置明显、规范、统一的标志。",
                &["环境卫生设施", "应当设置明显、规范、统一的标志"][..],
                1..2,
            ),
            // A whole clause that a summary keeps.
            ("保持其整洁完好。确定专人负责保洁。", &["保持其整洁完好", "确定专人负责保洁"], 0..2),
            ("公共厕所应当设置明显、规范、统一的标志。", &["公共厕所应当设置明显、规范、统一的标志"], 0..1),
            ("环境卫生设施的管理单位应当做好维修和专人。", &["环境卫生设施的管理单位应当做好维修", "专人"], 0..1),
        ] {
            let analysis = Analysis::new(draft, None);
            let (mut in_draft, mut in_source) = (0, 0);
            let blocks = pieces.iter().map(|piece| {
                let (draft, length) = find(&analysis.letters, piece, in_draft);
                let (source, _) = find(&reading.letters, piece, in_source);
                (in_draft, in_source) = (draft + length, source + length);
                Block { draft, source, length }
            });
            let blocks: Vec<Block> = blocks.collect();
            let found = Match::of_blocks(&blocks).unwrap();
            let left = without_hanging(&analysis, &reading, &found, &[]);
            assert_eq!(Some(left), Match::of_blocks(&blocks[kept]), "{draft}");
            // A sure run of another source that reaches into what would be let go keeps it.
            let run = Span::new(blocks[0].draft + blocks[0].length - 1, blocks[0].draft + blocks[0].length + 12);
            assert_eq!(without_hanging(&analysis, &reading, &found, &[run]).blocks, blocks, "{draft}");
        }
    }
}

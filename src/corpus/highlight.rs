//! The sentences of a document that show best why it was found, with what was found marked in them.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::search::Passage;
use super::tokens::Keys;
use crate::span::{self, Span};
use crate::text::{fold, sentence};

/// Most passages shown of one document.
const MAX_PASSAGES: usize = 3;
/// Longest passage, in characters: a text without sentence ends must not come back whole.
const MAX_LENGTH: usize = 240;
/// Characters before the first mark in a passage that was cut.
const LEAD: usize = 40;

/// A sentence that may be shown. The smallest is the best: most different needles, most marks, earliest.
type Ranked = (Reverse<usize>, Reverse<usize>, Span);

/// At most [`MAX_PASSAGES`] sentences of `text` with the places where `needles` (runs of keys, each with the number of
/// what it stands for) occur, in order of position. Those with the most different needles win, then those with the most
/// marks, then the earliest.
pub(super) fn passages(text: &str, needles: &[(usize, Vec<char>)]) -> Vec<Passage> {
    let found = occurrences(&Keys::of(text), needles);
    let chars: Vec<char> = text.chars().collect();
    let mut best: Vec<Ranked> = Vec::new();
    for (reverse_different, reverse_marks, line) in lines(&chars, &found) {
        // No sentence is better than its line would be, so the first line that cannot win ends the search.
        let worst = best.get(MAX_PASSAGES - 1);
        if worst.is_some_and(|worst| *worst < (reverse_different, reverse_marks, line)) {
            break;
        }
        best.extend(sentences(&chars, line, &found));
        best.sort_unstable();
        best.truncate(MAX_PASSAGES);
    }
    let mut spans: Vec<Span> = best.into_iter().map(|(_, _, span)| span).collect();
    spans.sort_unstable();
    let marks = span::union(found.into_iter().map(|(span, _)| span).collect());
    let passage = |span: Span| Passage {
        span,
        text: chars.get(span.start..span.end).unwrap_or_default().iter().collect(),
        highlights: marks.iter().map(|m| m.intersection(span)).filter(|m| !m.is_empty()).collect(),
    };
    spans.into_iter().map(passage).collect()
}

/// The lines in which marks begin, the most promising first.
fn lines(chars: &[char], found: &[(Span, usize)]) -> Vec<Ranked> {
    let mut lines: Vec<Ranked> = Vec::new();
    let mut rest = found;
    while let Some((first, _)) = rest.first() {
        let before = chars.get(..first.start).unwrap_or_default();
        let after = chars.get(first.start..).unwrap_or_default();
        let start = before.iter().rposition(|&c| c == '\n').map_or(0, |at| at + 1);
        let end = after.iter().position(|&c| c == '\n').map_or(chars.len(), |at| first.start + at);
        let line = Span::new(start, end);
        lines.push(ranked(rest, line, line));
        let inside = rest.partition_point(|(mark, _)| mark.start < end);
        // A mark never begins on a line end, so at least the first one lies inside.
        rest = rest.get(inside.max(1)..).unwrap_or_default();
    }
    lines.sort_unstable();
    lines
}

/// The sentences of a line in which marks begin.
fn sentences(chars: &[char], line: Span, found: &[(Span, usize)]) -> Vec<Ranked> {
    let folded = fold::fold(chars.get(line.start..line.end).unwrap_or_default());
    let folded: Vec<char> = folded.chars().collect();
    let sentences = sentence::sentences(&folded, &sentence::paragraphs(&folded));
    let placed = sentences.iter().map(|s| Span::new(line.start + s.span.start, line.start + s.span.end));
    let mut ranks = Vec::new();
    for sentence in placed {
        let rest = found.get(found.partition_point(|(mark, _)| mark.start < sentence.start)..).unwrap_or_default();
        if let Some((mark, _)) = rest.first().filter(|(mark, _)| mark.start < sentence.end) {
            ranks.push(ranked(rest, sentence, shortened(sentence, *mark)));
        }
    }
    ranks
}

/// The rank of `shown`, by the marks that begin in `span`; `rest` are the marks from there on.
fn ranked(rest: &[(Span, usize)], span: Span, shown: Span) -> Ranked {
    let inside = rest.get(..rest.partition_point(|(mark, _)| mark.start < span.end)).unwrap_or_default();
    let different: BTreeSet<usize> = inside.iter().map(|(_, needle)| *needle).collect();
    (Reverse(different.len()), Reverse(inside.len()), shown)
}

/// Where needles occur in a short text, as ranges of it, those that touch made one.
pub(super) fn marks(text: &str, needles: &[(usize, Vec<char>)]) -> Vec<Span> {
    span::union(occurrences(&Keys::of(text), needles).into_iter().map(|(span, _)| span).collect())
}

/// Where each needle occurs, overlapping ones too, in order of position; with the number of the needle.
pub(super) fn occurrences(keys: &Keys, needles: &[(usize, Vec<char>)]) -> Vec<(Span, usize)> {
    let mut by_first: FxHashMap<char, Vec<&(usize, Vec<char>)>> = FxHashMap::default();
    for needle in needles {
        if let Some(&first) = needle.1.first() {
            by_first.entry(first).or_default().push(needle);
        }
    }
    let mut found = Vec::new();
    for (at, c) in keys.chars.iter().enumerate() {
        for (number, needle) in by_first.get(c).into_iter().flatten() {
            if keys.chars.get(at..at + needle.len()) == Some(needle.as_slice()) {
                found.push((keys.span(at, at + needle.len()), *number));
            }
        }
    }
    found.sort_unstable();
    found
}

/// A sentence, cut around its first mark when it is too long.
fn shortened(sentence: Span, mark: Span) -> Span {
    if sentence.len() <= MAX_LENGTH {
        return sentence;
    }
    let start = mark.start.saturating_sub(LEAD).max(sentence.start);
    Span::new(start, (start + MAX_LENGTH).min(sentence.end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::SourceText;

    fn marked(text: &str, needles: &[&str]) -> Vec<String> {
        let needles: Vec<(usize, Vec<char>)> = needles.iter().map(|n| Keys::of(n).chars).enumerate().collect();
        let source = SourceText::new(text);
        let show = |passage: &Passage| {
            assert_eq!(source.get(passage.span), Ok(passage.text.as_str()));
            passage.highlights.iter().for_each(|h| assert!(passage.span.contains(*h)));
            let marks: Vec<&str> = passage.highlights.iter().map(|&h| source.slice(h)).collect();
            format!("{}|{}", passage.text, marks.join("|"))
        };
        passages(text, &needles).iter().map(show).collect()
    }

    #[test]
    fn the_sentences_with_most_of_the_query_win() {
        let text = "要做好防汛。\r\n各地抓防汛抗旱。防汛防汛！无关。再抓防 汛，抗旱。防汛😀。";
        assert_eq!(
            marked(text, &["防汛", "抗旱"]),
            ["各地抓防汛抗旱。|防汛抗旱", "防汛防汛！|防汛防汛", "再抓防 汛，抗旱。|防 汛|抗旱"]
        );
        assert_eq!(marked(text, &["防涝"]), Vec::<String>::new());
    }

    #[test]
    fn marks_are_found_in_the_text_as_received() {
        assert_eq!(
            marked("甲𠮷。國務院關於ＡＩ,應用。", &["国务院", "ai，应"]),
            ["國務院關於ＡＩ,應用。|國務院|ＡＩ,應"]
        );
        assert_eq!(marked("关于\n开展。", &["关于开展"]), ["关于|关于"]);
    }

    #[test]
    fn a_text_without_ends_comes_back_in_part() {
        let text = format!("{}目标{}", "字".repeat(5_000), "字".repeat(5_000));
        let found = passages(&text, &[(0, vec!['目', '标'])]);
        assert_eq!(found.iter().map(|p| p.span).collect::<Vec<_>>(), [Span::new(4_960, 5_200)]);
        assert_eq!(found.first().map(|p| p.highlights.clone()), Some(vec![Span::new(5_000, 5_002)]));
    }
}

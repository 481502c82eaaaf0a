//! Near misses: places where a text is one Chinese character off a literal of a list. Each literal is cut in halves; where
//! one half stands, the other is compared with one substitution, one character too many or one too few. The first and
//! the last character must be right, so that a longer or shorter wording is no near miss.

use std::collections::BTreeMap;

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder};

use crate::span::{SourceText, Span};

/// Shortest literal, in characters: of shorter ones too many other words are one character away.
const SHORTEST: usize = 8;
/// Characters that may come and go or stand for each other without a mistake: numbers (另一届、另一个五年), particles,
/// words that join.
const FREE: &str = "零〇一二两三四五六七八九十百千的地得了和与及并或、“”《》，";

/// A place that is one character off an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Near {
    /// Where.
    pub span: Span,
    /// Index of the entry in its list.
    pub entry: usize,
}

/// Which part of a literal a half is.
#[derive(Debug, Clone, Copy)]
enum Half {
    Left,
    Right,
}

/// Literals of a list, cut in halves.
#[derive(Clone)]
pub(crate) struct NearIndex {
    automaton: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    meanings: Vec<Vec<(usize, Half)>>,
    literals: Vec<Vec<char>>,
}

impl NearIndex {
    /// Cuts folded literals; those too short, and what is no literal, come as `None`.
    pub(crate) fn new<'a>(literals: impl Iterator<Item = Option<&'a str>>) -> Self {
        let literals: Vec<Vec<char>> = literals.map(|l| l.unwrap_or_default().chars().collect()).collect();
        let mut halves: BTreeMap<String, Vec<(usize, Half)>> = BTreeMap::new();
        for (entry, literal) in literals.iter().enumerate().filter(|(_, l)| l.len() >= SHORTEST) {
            let (left, right) = literal.split_at(literal.len() / 2);
            halves.entry(left.iter().collect()).or_default().push((entry, Half::Left));
            halves.entry(right.iter().collect()).or_default().push((entry, Half::Right));
        }
        let (texts, meanings): (Vec<String>, Vec<_>) = halves.into_iter().unzip();
        let automaton = CharwiseDoubleArrayAhoCorasickBuilder::new().build_with_values(texts.iter().zip(0u32..)).ok();
        Self { automaton, meanings, literals }
    }

    /// The near misses in a folded text, each place once, in order.
    pub(crate) fn find(&self, folded: &SourceText) -> Vec<Near> {
        let Some(automaton) = &self.automaton else { return Vec::new() };
        let mut found = Vec::new();
        for hit in automaton.find_overlapping_iter(folded.as_str()) {
            let half = folded.span_of_bytes(hit.start(), hit.end());
            for &(entry, side) in self.meanings.get(hit.value() as usize).into_iter().flatten() {
                let literal = self.literals.get(entry).map_or(&[][..], Vec::as_slice);
                found.extend(other_half(folded.chars(), half, literal, side).map(|span| Near { span, entry }));
            }
        }
        found.sort_unstable();
        found.dedup_by_key(|near| near.span);
        found
    }
}

/// The whole place, when the other half is one character off.
fn other_half(text: &[char], half: Span, literal: &[char], side: Half) -> Option<Span> {
    let (left, right) = literal.split_at(literal.len() / 2);
    match side {
        Half::Left => {
            let after = text.get(half.end..(half.end + right.len() + 1).min(text.len()))?;
            Some(Span::new(half.start, half.end + one_off(after, right)?))
        }
        Half::Right => {
            let from = half.start.saturating_sub(left.len() + 1);
            let before: Vec<char> = text.get(from..half.start)?.iter().rev().copied().collect();
            let wanted: Vec<char> = left.iter().rev().copied().collect();
            Some(Span::new(half.start.checked_sub(one_off(&before, &wanted)?)?, half.end))
        }
    }
}

/// Length of the beginning of `text` that is `wanted` but for one Chinese character inside; `None` where it is the same or
/// more than that off.
fn one_off(text: &[char], wanted: &[char]) -> Option<usize> {
    let same = text.iter().zip(wanted).take_while(|(a, b)| a == b).count();
    if same + 1 >= wanted.len() {
        return None;
    }
    let counts = |c: Option<&char>| c.is_some_and(|c| ('\u{4E00}'..='\u{9FFF}').contains(c) && !FREE.contains(*c));
    let (read, should) = (text.get(same), wanted.get(same));
    let rest = |skip: usize, of: usize| {
        let rest = wanted.get(same + of..)?;
        let end = same + skip + rest.len();
        (text.get(same + skip..end)? == rest).then_some(end)
    };
    let exchanged = || rest(1, 1).filter(|_| counts(read) && counts(should));
    // What lacks the character beside its first or last one is as likely the tail of another word: 构|建现代化….
    let missing = || rest(0, 1).filter(|&end| counts(should) && end > same + 1);
    let added = || rest(1, 0).filter(|_| counts(read));
    exchanged().or_else(missing).or_else(added)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, usize)> {
        let literals = ["新时代中国特色示例思想", "示例省高质量发展战略", "短词四字"];
        let index = NearIndex::new(literals.into_iter().map(Some));
        let folded = SourceText::new(text);
        index.find(&folded).into_iter().map(|near| (folded.slice(near.span).to_owned(), near.entry)).collect()
    }

    #[test]
    fn one_character_off_is_near() {
        for (text, near) in [
            ("坚持新时期中国特色示例思想。", Some("新时期中国特色示例思想")),
            ("坚持新时代中国特示例思想。", Some("新时代中国特示例思想")),
            ("坚持新时代中国的特色示例思想。", None),
            ("坚持新时代中国特色性示例思想。", Some("新时代中国特色性示例思想")),
            ("实施示例省高品量发展战略。", Some("示例省高品量发展战略")),
            ("坚持新时代中国特色示例思想。", None),
            ("新时代中国特色示例", None),
            ("新时代中国特色示例思路", None),
            ("时代中国特色示例思想", None),
            ("新时期中国特点示例思想", None),
            ("短词一字", None),
            ("", None),
        ] {
            let texts: Vec<String> = found(text).into_iter().map(|(text, _)| text).collect();
            assert_eq!(texts, near.into_iter().collect::<Vec<_>>(), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_a_fault(text in "[新时代中国特色示例思想省高质量]{0,40}") {
            let folded = SourceText::new(&text);
            for (near, _) in found(&text) {
                proptest::prop_assert!(folded.as_str().contains(&near));
            }
        }
    }
}

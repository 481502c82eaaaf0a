//! Near misses: places where a text is one Chinese character off a wording of a list: a literal, or one of the few
//! wordings that an expression stands for. Each wording is cut in halves; where one half stands, the other is compared
//! with one substitution, one character too many or one too few.
//!
//! A long literal vouches for itself: inside it any other character is a slip. Shorter ones, and parts that an expression
//! may leave out, are often one character off other words (高质量发展, 高质量开展); there it is a slip where the text has
//! no common word of the dictionary with it, or where it sounds like the right one (习近平法制思想). At the end, where
//! the text may go on otherwise (污染防治攻坚向……拓展, 依法治考), only what sounds alike is a slip.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder};

use crate::lexicon::sounds;
use crate::span::{SourceText, Span};
use crate::text::segment;

/// Shortest wording, in characters: of shorter ones too many other words are one character away.
const SHORTEST: usize = 5;
/// Shortest literal that vouches for itself, and shortest wording whose first character may be wrong.
const LONG: usize = 8;
/// Longest words of the dictionary that are looked for around a slip, in characters.
const WORD: usize = 4;
/// Least frequency of such a word: the dictionary has words that no document writes, such as 复新 (4) and 领道 (8).
const COMMON: usize = 20;
/// Characters that may come and go or stand for each other without a mistake: numbers (另一届、另一个五年), particles,
/// words that join.
const FREE: &str = "零〇一二两三四五六七八九十百千的地得了着和与及并或等、“”《》，";
/// Characters for areas: what a province or city calls its own in place of the country's (人才强市战略, 科教兴滇战略) is no
/// slip.
const AREAS: &str =
    concat!("国省市县区乡镇村州", "京津沪渝冀晋蒙辽吉黑苏浙皖闽赣鲁豫鄂湘粤桂琼川蜀黔贵滇云藏陕秦甘陇青宁新疆港澳台");

/// A place that is one character off an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Near {
    /// Where.
    pub span: Span,
    /// Index of the entry in its list.
    pub entry: usize,
    /// Which of its wordings it is off ([`Matcher::wording`](super::Matcher::wording)).
    pub(super) wording: usize,
}

/// Which part of a wording a half is.
#[derive(Debug, Clone, Copy)]
enum Half {
    Left,
    Right,
}

/// What is wrong with a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slip {
    /// The character at this position is another one than this.
    Exchanged(usize, char),
    /// A character is one too many, or missing.
    Uneven,
}

/// A text of a list as it should be.
#[derive(Debug, Clone)]
struct Wording {
    chars: Vec<char>,
    entry: usize,
    /// Whether it is a long literal.
    vouches: bool,
}

/// Wordings of a list, cut in halves.
#[derive(Clone)]
pub(crate) struct NearIndex {
    automaton: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    meanings: Vec<Vec<(usize, Half)>>,
    wordings: Vec<Wording>,
    /// All of them, short ones too.
    right: BTreeSet<String>,
}

/// The wordings of an entry, folded.
pub(crate) enum Spelled {
    /// A literal.
    Literal(String),
    /// What an expression stands for; none where it is too much.
    Expression(Vec<String>),
}

impl NearIndex {
    /// Cuts the wordings of all entries, in their order.
    pub(crate) fn new(entries: impl Iterator<Item = Spelled>) -> Self {
        let (mut wordings, mut right) = (Vec::new(), BTreeSet::new());
        for (entry, spelled) in entries.enumerate() {
            let (texts, literal) = match spelled {
                Spelled::Literal(text) => (vec![text], true),
                Spelled::Expression(texts) => (texts, false),
            };
            for text in texts {
                let chars: Vec<char> = text.chars().collect();
                let vouches = literal && chars.len() >= LONG;
                wordings.push(Wording { chars, entry, vouches });
                right.insert(text);
            }
        }
        let mut halves: BTreeMap<String, Vec<(usize, Half)>> = BTreeMap::new();
        for (number, wording) in wordings.iter().enumerate().filter(|(_, w)| w.chars.len() >= SHORTEST) {
            let (left, right) = wording.chars.split_at(wording.chars.len() / 2);
            halves.entry(left.iter().collect()).or_default().push((number, Half::Left));
            halves.entry(right.iter().collect()).or_default().push((number, Half::Right));
        }
        let (texts, meanings): (Vec<String>, Vec<_>) = halves.into_iter().unzip();
        let automaton = CharwiseDoubleArrayAhoCorasickBuilder::new().build_with_values(texts.iter().zip(0u32..)).ok();
        Self { automaton, meanings, wordings, right }
    }

    /// All wordings, one a line.
    pub(crate) fn listed(&self) -> String {
        self.right.iter().map(String::as_str).collect::<Vec<_>>().join("\n")
    }

    /// Whether a folded text is a wording, character by character.
    pub(crate) fn spells(&self, text: &str) -> bool {
        self.right.contains(text)
    }

    /// How a wording reads.
    pub(crate) fn wording(&self, near: Near) -> Option<String> {
        self.wordings.get(near.wording).map(|wording| wording.chars.iter().collect())
    }

    /// The near misses in a folded text, each place once, in order, none inside another.
    pub(crate) fn find(&self, folded: &SourceText) -> Vec<Near> {
        let Some(automaton) = &self.automaton else { return Vec::new() };
        let mut found = Vec::new();
        for hit in automaton.find_overlapping_iter(folded.as_str()) {
            let half = folded.span_of_bytes(hit.start(), hit.end());
            for &(number, side) in self.meanings.get(hit.value() as usize).into_iter().flatten() {
                let Some(wording) = self.wordings.get(number) else { continue };
                let Some((span, slip)) = other_half(folded.chars(), half, &wording.chars, side) else { continue };
                if wording.tells(folded, span, slip) {
                    found.push(Near { span, entry: wording.entry, wording: number });
                }
            }
        }
        // Of places inside each other the longer one.
        found.sort_unstable_by_key(|near| (near.span.start, Reverse(near.span.end), near.entry, near.wording));
        found.dedup_by(|later, kept| kept.span.contains(later.span));
        found
    }
}

impl Wording {
    /// Whether a text at `span` that is off by `slip` is likely meant to be this wording.
    fn tells(&self, folded: &SourceText, span: Span, slip: Slip) -> bool {
        // With a character more or less, what is short is another wording: 现代产业体系, 西部开发.
        let Slip::Exchanged(at, should) = slip else { return self.vouches };
        let alike = folded.chars().get(at).is_some_and(|&read| sounds::alike(read, should));
        let behind = folded.chars_in(Span::new(at + 1, span.end));
        if !behind.iter().any(is_chinese) {
            return alike;
        }
        if at == span.start {
            return self.chars.len() >= LONG && !is_worded(folded, at);
        }
        self.vouches || alike || !is_worded(folded, at)
    }
}

/// Whether a common word of the dictionary stands in the text where a character is.
fn is_worded(folded: &SourceText, at: usize) -> bool {
    (2..=WORD).any(|length| {
        let from = ((at + 1).saturating_sub(length))..=at;
        from.map(|start| Span::new(start, start + length))
            .filter(|word| word.end <= folded.len())
            .any(|word| segment::frequency(folded.slice(word)).is_some_and(|frequency| frequency >= COMMON))
    })
}

/// The whole place, when the other half is one character off.
fn other_half(text: &[char], half: Span, wording: &[char], side: Half) -> Option<(Span, Slip)> {
    let (left, right) = wording.split_at(wording.len() / 2);
    match side {
        Half::Left => {
            let after = text.get(half.end..(half.end + right.len() + 1).min(text.len()))?;
            let (length, slip) = one_off(after, right)?;
            let slip = match slip {
                Slip::Exchanged(at, should) => Slip::Exchanged(half.end + at, should),
                Slip::Uneven => slip,
            };
            Some((Span::new(half.start, half.end + length), slip))
        }
        Half::Right => {
            let from = half.start.saturating_sub(left.len() + 1);
            let before: Vec<char> = text.get(from..half.start)?.iter().rev().copied().collect();
            let wanted: Vec<char> = left.iter().rev().copied().collect();
            let (length, slip) = one_off(&before, &wanted)?;
            // Read backwards, what stands before a place stands behind it.
            let slip = match slip {
                Slip::Exchanged(at, should) => Slip::Exchanged(half.start.checked_sub(at + 1)?, should),
                Slip::Uneven => slip,
            };
            Some((Span::new(half.start.checked_sub(length)?, half.end), slip))
        }
    }
}

fn is_chinese(c: &char) -> bool {
    ('\u{4E00}'..='\u{9FFF}').contains(c)
}

/// Length of the beginning of `text` that is `wanted` but for one Chinese character, with what is wrong and where in it;
/// `None` where it is the same or more than that off.
fn one_off(text: &[char], wanted: &[char]) -> Option<(usize, Slip)> {
    let same = text.iter().zip(wanted).take_while(|(a, b)| a == b).count();
    if same >= wanted.len() {
        return None;
    }
    let counts = |c: Option<&char>| c.is_some_and(|c| is_chinese(c) && !FREE.contains(*c));
    let (read, should) = (text.get(same), wanted.get(same));
    let rest = |skip: usize, of: usize| {
        let rest = wanted.get(same + of..)?;
        let end = same + skip + rest.len();
        (text.get(same + skip..end)? == rest).then_some(end)
    };
    let areas = [read, should].iter().all(|c| c.is_some_and(|c| AREAS.contains(*c)));
    let exchanged = rest(1, 1).filter(|_| counts(read) && counts(should) && !areas);
    if let Some((end, &should)) = exchanged.zip(should) {
        return Some((end, Slip::Exchanged(same, should)));
    }
    // Beside its first or last character, a wording is longer or shorter, not wrong: 构|建现代化….
    let inside = same + 1 < wanted.len();
    let missing = || rest(0, 1).filter(|&end| inside && counts(should) && end > same + 1);
    let added = || rest(1, 0).filter(|_| inside && counts(read));
    missing().or_else(added).map(|end| (end, Slip::Uneven))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, usize)> {
        let literals = ["新时代中国特色示例思想", "示例省高质量发展战略", "短词四字", "高质量发展"];
        let literals = literals.into_iter().map(|text| Spelled::Literal(text.to_owned()));
        let spelled = ["坚持以人民为中心", "以人民为中心"].map(str::to_owned).to_vec();
        let index = NearIndex::new(literals.chain([Spelled::Expression(spelled)]));
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
            ("坚持新时代中国特色示例思相。", Some("新时代中国特色示例思相")),
            ("实施示例省高质量发展战掠。", Some("示例省高质量发展战掠")),
            ("实施示例省高质量发展战线。", None),
            ("实施示列省高质量发展战略。", Some("示列省高质量发展战略")),
            ("推动高质量法展。", Some("高质量法展")),
            ("高质量开展工作。", None),
            ("推动高质量发占。", Some("高质量发占")),
            ("推动质量发展。", None),
            ("实施示例市高质量发展战略。", None),
            ("推动高质发展。", None),
            ("坚信以人民为中心。", None),
            ("坚恃以人民为中心。", Some("坚恃以人民为中心")),
            ("以人民为中辛。", Some("以人民为中辛")),
            ("以人民为中枢。", None),
            ("以人民为中新的思想。", Some("以人民为中新")),
            ("高质量发向纵深。", None),
            ("实施示例省高质量发展战向。", None),
            ("高质量发斩。", Some("高质量发斩")),
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

//! What was changed inside a match: the unequal stretches before, between and behind its blocks, each as from → to, and
//! what was moved.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::gather::{Block, Match};
use super::order::{self, Gap, Moved, Ordered};
use crate::document::Level;
use crate::span::Span;

/// What sort of change it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum EditKind {
    /// 地域替换: the area named was exchanged (全国→全市).
    Region,
    /// 机关替换: the body named was exchanged (国务院→市政府).
    Organ,
    /// A figure or date was changed.
    Number,
    /// Words were put in.
    Insert,
    /// Words were left out.
    Delete,
    /// Words were exchanged.
    Replace,
    /// 移位: words stand at another place than in the source.
    Move,
}

impl EditKind {
    /// The Chinese name shown to users.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Region => "地区",
            Self::Organ => "机关",
            Self::Number => "数字",
            Self::Insert => "增加",
            Self::Delete => "删去",
            Self::Replace => "改写",
            Self::Move => "移位",
        }
    }
}

/// A change between source and draft, in letters of each side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edit {
    /// What sort.
    pub kind: EditKind,
    /// Letters of the draft, empty for a deletion.
    pub draft: Span,
    /// Letters of the source, empty for an insertion.
    pub source: Span,
}

/// Units of government, and words made of them; exchanging one for another is a change of region.
const UNITS: [char; 8] = ['国', '省', '市', '县', '区', '州', '镇', '乡'];
/// What stands before a unit: 全国, 各省, 我市, 本县.
const BEFORE_UNIT: [char; 4] = ['全', '各', '我', '本'];
/// Other words that name an area of government.
const REGION_WORDS: [&str; 9] = ["国家", "各地", "省级", "市级", "县级", "国内", "省内", "市内", "县内"];
/// Letters with which bodies of government end whose name stands before them: 教育部, 教育厅, 教育局.
const ORGAN_LETTERS: [char; 8] = ['部', '局', '厅', '委', '办', '署', '院', '会'];
/// Longest name before such a letter, in letters, and the shortest.
const ORGAN_NAME: (usize, usize) = (2, 12);
/// What may follow the digits of a figure: multiples, then one unit.
const MULTIPLES: &str = "万亿千百十";
const FIGURE_UNITS: &str = "年月日个元米吨亩户人次项家所名套件天倍岁周条张台座处辆只头株度点里";
/// Endings of bodies of government; exchanging one body for another is a change of organ.
const ORGAN_ENDINGS: [&str; 12] =
    ["国务院", "政府", "党委", "省委", "市委", "县委", "党中央", "办公厅", "办公室", "部门", "委员会", "局"];

/// The changes of a match in order of draft position, disjoint on both sides; without them both sides are equal. `draft`
/// and `source` are the letters of both texts. A change in part of a figure, of the name of a body or of an area is told
/// as a change of the whole.
#[must_use]
pub fn edits(found: &Match, draft: &[char], source: &[char]) -> Vec<Edit> {
    let Ordered { kept, moved } = order::ordered(&found.blocks);
    let moved = Moved::of(moved);
    let edge = |draft, source| Block { draft, source, length: 0 };
    let edges = (edge(found.draft.start, found.source.start), edge(found.draft.end, found.source.end));
    let blocks: Vec<Block> = std::iter::once(edges.0).chain(kept).chain([edges.1]).collect();
    let mut edits: Vec<Edit> = Vec::new();
    for pair in blocks.windows(2) {
        let [before, after] = pair else { continue };
        let gap = Gap::between(before, after, &moved);
        for step in 0..gap.steps() {
            let (changed, from) = gap.change(step);
            if !changed.is_empty() || !from.is_empty() {
                let told = edits.last().map_or(found.draft.start, |e| e.draft.end);
                let back = if step == 0 { before.length.min(changed.start.saturating_sub(told)) } else { 0 };
                let ahead = if step + 1 == gap.steps() { after.length } else { 0 };
                let mut wide = Widening { draft: (draft, changed), source: (source, from), room: (back, ahead) };
                let joined = wide.widen(edits.last());
                if joined {
                    edits.pop();
                }
                let kind = kind_of(&wide.from(), &wide.to());
                edits.push(Edit { kind, draft: wide.draft.1, source: wide.source.1 });
            }
            if let Some((draft, source)) = gap.arrived(step) {
                edits.push(Edit { kind: EditKind::Move, draft, source });
            }
        }
    }
    edits
}

/// A change that is being widened over the equal letters beside it.
struct Widening<'a> {
    draft: (&'a [char], Span),
    source: (&'a [char], Span),
    /// Equal letters before and behind it that no other change has taken.
    room: (usize, usize),
}

impl Widening<'_> {
    fn to(&self) -> String {
        text(self.draft.0, self.draft.1)
    }

    fn from(&self) -> String {
        text(self.source.0, self.source.1)
    }

    /// The equal letter before, or behind, the change.
    fn before(&self) -> Option<char> {
        self.draft.0.get(self.draft.1.start.checked_sub(1)?).copied().filter(|_| self.room.0 > 0)
    }

    fn behind(&self) -> Option<char> {
        self.draft.0.get(self.draft.1.end).copied().filter(|_| self.room.1 > 0)
    }

    fn take_before(&mut self, letters: usize) {
        self.draft.1.start -= letters;
        self.source.1.start -= letters;
        self.room.0 -= letters;
    }

    fn take_behind(&mut self) {
        self.draft.1.end += 1;
        self.source.1.end += 1;
        self.room.1 -= 1;
    }

    /// Widens to the whole figure, area or body; says whether the change before belongs to it and was taken in.
    fn widen(&mut self, last: Option<&Edit>) -> bool {
        if is_part_of_number(&self.from()) && is_part_of_number(&self.to()) {
            self.widen_number();
            return false;
        }
        let one = |text: &str| {
            let mut chars = text.chars();
            chars.next().filter(|_| chars.next().is_none())
        };
        let (from, to) = (self.from(), self.to());
        if let (Some(from), Some(to)) = (one(&from), one(&to))
            && UNITS.contains(&from)
            && UNITS.contains(&to)
        {
            if self.before().is_some_and(|c| BEFORE_UNIT.contains(&c)) {
                self.take_before(1);
            }
            return false;
        }
        // 总局 and 局 differ in the letter before the last.
        let chief = (from == "总" && to.is_empty()) || (to == "总" && from.is_empty());
        let organ = |text: &str| text.chars().last().is_some_and(|c| ORGAN_LETTERS.contains(&c));
        let organs =
            if chief { self.behind().is_some_and(|c| ORGAN_LETTERS.contains(&c)) } else { organ(&from) && organ(&to) };
        organs && self.widen_organ(last, chief)
    }

    fn widen_number(&mut self) {
        while self.before().is_some_and(|c| c.is_ascii_digit()) {
            self.take_before(1);
        }
        if self.from().is_empty() || self.to().is_empty() {
            return;
        }
        while self.behind().is_some_and(|c| c.is_ascii_digit()) {
            self.take_behind();
        }
        while self.behind().is_some_and(|c| MULTIPLES.contains(c)) {
            self.take_behind();
        }
        if self.behind().is_some_and(|c| FIGURE_UNITS.contains(c)) {
            self.take_behind();
        }
    }

    /// Takes in the name before the letter that was changed: what stands between the place named just before (市教育局
    /// for 教育部) and that letter, or the name of a listed body of the centre.
    fn widen_organ(&mut self, last: Option<&Edit>, chief: bool) -> bool {
        let (draft, source) = (self.draft.1.start, self.source.1.start);
        let place = |edit: &&Edit| {
            let words = (text(self.source.0, edit.source), text(self.draft.0, edit.draft));
            let name = (draft - edit.draft.end, source.saturating_sub(edit.source.end));
            let names = |word: &str| word.is_empty() || is_region(word);
            name.0 == name.1
                && (ORGAN_NAME.0..=ORGAN_NAME.1).contains(&name.0)
                && name.0 == self.room.0
                && names(&words.0)
                && names(&words.1)
        };
        if let Some(edit) = last.filter(place) {
            self.draft.1.start = edit.draft.start;
            self.source.1.start = edit.source.start;
            if chief {
                self.take_behind();
            }
            return true;
        }
        let end = self.source.1.end + usize::from(chief);
        let listed = |&letters: &usize| {
            let name = text(self.source.0, Span::new(source - letters, end));
            Level::of_issuer(&name).is_some_and(|level| level.rank() == Some(0))
        };
        let longest = (ORGAN_NAME.0..=ORGAN_NAME.1.min(self.room.0)).rev().find(listed);
        if let Some(letters) = longest {
            self.take_before(letters);
            if chief {
                self.take_behind();
            }
        }
        false
    }
}

fn text(letters: &[char], span: Span) -> String {
    letters.get(span.start..span.end).unwrap_or(&[]).iter().collect()
}

/// Whether a text may be part of a figure: digits, or nothing beside them.
fn is_part_of_number(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit())
}

/// Whether a word names an area of government.
fn is_region(word: &str) -> bool {
    let unit = word.strip_prefix(BEFORE_UNIT).unwrap_or(word);
    let mut chars = unit.chars();
    let single = chars.next().is_some_and(|c| UNITS.contains(&c)) && chars.next().is_none();
    single || REGION_WORDS.contains(&word)
}

fn kind_of(from: &str, to: &str) -> EditKind {
    if from.is_empty() {
        return EditKind::Insert;
    }
    if to.is_empty() {
        return EditKind::Delete;
    }
    let named = |text: &str| text.chars().count() > ORGAN_NAME.0 && text.ends_with(ORGAN_LETTERS);
    let organ = |text: &str| named(text) || ORGAN_ENDINGS.iter().any(|e| text.ends_with(e));
    if organ(from) && organ(to) {
        return EditKind::Organ;
    }
    if is_region(from) && is_region(to) {
        return EditKind::Region;
    }
    let number = |text: &str| {
        text.chars().any(|c| c.is_ascii_digit())
            && text.chars().all(|c| c.is_ascii_digit() || MULTIPLES.contains(c) || FIGURE_UNITS.contains(c))
    };
    if number(from) && number(to) {
        return EditKind::Number;
    }
    EditKind::Replace
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_told_of_whole_words_and_figures() {
        use EditKind::{Insert, Number, Organ, Region, Replace};
        // Source and draft with their equal stretches marked by |, each change as source, draft and sort.
        type Row<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str, EditKind)]);
        let rows: [Row<'_>; 10] = [
            ("到202|0|年底完成", "到202|1|年底完成", &[("2020年", "2021年", Number)]),
            ("新增1|0|万个", "新增1|2|万个", &[("10万个", "12万个", Number)]),
            ("在全|国|推广", "在全|市|推广", &[("全国", "全市", Region)]),
            ("由各|省|负责", "由各|县|负责", &[("各省", "各县", Region)]),
            ("由|国务院|决定", "由|市政府|决定", &[("国务院", "市政府", Organ)]),
            ("由生态环境|部|牵头", "由生态环境|局|牵头", &[("生态环境部", "生态环境局", Organ)]),
            ("由||生态环境|部|牵头", "由|市|生态环境|局|牵头", &[("生态环境部", "市生态环境局", Organ)]),
            ("会同|省|示例|厅|办理", "会同|市|示例|局|办理", &[("省示例厅", "市示例局", Organ)]),
            ("由||市场监管|总|局负责", "由|市|市场监管||局负责", &[("市场监管总局", "市市场监管局", Organ)]),
            ("做好||大|部|分", "做好|市|大|局|分", &[("", "市", Insert), ("部", "局", Replace)]),
        ];
        for (source, draft, wanted) in rows {
            let pieces = |text: &str| text.split('|').map(|p| p.chars().count()).collect::<Vec<_>>();
            let (mut blocks, mut at) = (Vec::new(), (0, 0));
            for (n, (theirs, own)) in pieces(source).into_iter().zip(pieces(draft)).enumerate() {
                if n % 2 == 0 {
                    blocks.push(Block { draft: at.1, source: at.0, length: own });
                }
                at = (at.0 + theirs, at.1 + own);
            }
            let letters = |text: &str| text.chars().filter(|&c| c != '|').collect::<Vec<char>>();
            let (theirs, own) = (letters(source), letters(draft));
            let found = edits(&Match::of_blocks(&blocks).unwrap(), &own, &theirs);
            let told: Vec<(String, String, EditKind)> =
                found.iter().map(|e| (text(&theirs, e.source), text(&own, e.draft), e.kind)).collect();
            let told: Vec<(&str, &str, EditKind)> = told.iter().map(|(a, b, k)| (a.as_str(), b.as_str(), *k)).collect();
            assert_eq!(told, wanted, "{source} / {draft}");
        }
    }

    /// A source, and a draft made of filling and stretches of it, the last filling behind all of them.
    fn rewritten() -> impl proptest::strategy::Strategy<Value = (String, Vec<(String, usize, usize)>, String)> {
        let stretches = proptest::collection::vec(("[甲乙市局全2]{0,3}", 0usize..60, 1usize..14), 1..9);
        ("[丙丁省部全国1万年]{12,60}", stretches, "[甲乙市局全2]{0,3}")
    }

    proptest::proptest! {
        /// Without what was changed both sides are equal, whatever stands in another order; and what was moved is equal.
        #[test]
        fn both_sides_without_their_changes_are_equal((source, stretches, tail) in rewritten()) {
            let theirs: Vec<char> = source.chars().collect();
            let (mut own, mut blocks): (Vec<char>, Vec<Block>) = (Vec::new(), Vec::new());
            for (filling, start, length) in stretches {
                own.extend(filling.chars());
                let start = start % theirs.len();
                let length = length.min(theirs.len() - start);
                blocks.push(Block { draft: own.len(), source: start, length });
                own.extend(&theirs[start..start + length]);
            }
            own.extend(tail.chars());
            // Both sides are widened beyond their blocks, as passages are to the edge of their clauses.
            let whole = Match { draft: Span::new(0, own.len()), source: Span::new(0, theirs.len()), ..Match::of_blocks(&blocks).unwrap() };
            let told = edits(&whole, &own, &theirs);
            proptest::prop_assert!(told.is_sorted_by_key(|edit| edit.draft));
            let rest = |letters: &[char], mut spans: Vec<Span>| {
                spans.sort_unstable();
                assert!(spans.windows(2).all(|pair| pair[0].end <= pair[1].start), "{spans:?}");
                text(letters, Span::new(0, spans.first().map_or(letters.len(), |span| span.start)))
                    + &spans.iter().zip(spans.iter().skip(1).map(|s| s.start).chain([letters.len()]))
                        .map(|(span, next)| text(letters, Span::new(span.end, next))).collect::<String>()
            };
            let (kept, held) = (
                rest(&own, told.iter().map(|e| e.draft).collect()),
                rest(&theirs, told.iter().map(|e| e.source).collect()),
            );
            proptest::prop_assert_eq!(kept, held, "{:?}", told);
            for edit in told.iter().filter(|edit| edit.kind == EditKind::Move) {
                proptest::prop_assert_eq!(text(&own, edit.draft), text(&theirs, edit.source));
            }
        }
    }

    #[test]
    fn ends_and_moved_words_are_told() {
        use EditKind::{Delete, Insert, Move, Replace};
        type Row<'a> = (&'a str, &'a str, &'a [(usize, usize, usize)], &'a [(&'a str, &'a str, EditKind)]);
        let rows: [Row<'_>; 4] = [
            ("高质量开展工作", "扎实开展工作", &[(2, 3, 4)], &[("高质量", "扎实", Replace)]),
            ("开展工作并检查", "切实开展工作", &[(2, 0, 4)], &[("", "切实", Insert), ("并检查", "", Delete)]),
            (
                "先学习文件精神再检查工作落实情况",
                "再检查工作落实情况先学习文件精神",
                &[(0, 7, 9), (9, 0, 7)],
                &[("先学习文件精神", "先学习文件精神", Move)],
            ),
            (
                "甲学习文件精神乙检查工作落实情况",
                "丙检查工作落实情况丁学习文件精神",
                &[(1, 8, 8), (10, 1, 6)],
                &[
                    ("甲", "丙", Replace),
                    ("乙", "", Delete),
                    ("", "丁", Insert),
                    ("学习文件精神", "学习文件精神", Move),
                ],
            ),
        ];
        for (source, draft, equal, wanted) in rows {
            let (theirs, own): (Vec<char>, Vec<char>) = (source.chars().collect(), draft.chars().collect());
            let block = |&(draft, source, length): &(usize, usize, usize)| Block { draft, source, length };
            let blocks: Vec<Block> = equal.iter().map(block).collect();
            let sides = (Span::new(0, own.len()), Span::new(0, theirs.len()));
            let found = Match { draft: sides.0, source: sides.1, ..Match::of_blocks(&blocks).unwrap() };
            let told: Vec<(String, String, EditKind)> = edits(&found, &own, &theirs)
                .iter()
                .map(|e| (text(&theirs, e.source), text(&own, e.draft), e.kind))
                .collect();
            let told: Vec<(&str, &str, EditKind)> = told.iter().map(|(a, b, k)| (a.as_str(), b.as_str(), *k)).collect();
            assert_eq!(told, wanted, "{source} / {draft}");
        }
    }

    #[test]
    fn changes_are_named() {
        for (from, to, kind) in [
            ("国", "市", EditKind::Region),
            ("全省", "全县", EditKind::Region),
            ("国务院", "市政府", EditKind::Organ),
            ("15", "20", EditKind::Number),
            ("", "切实", EditKind::Insert),
            ("及时", "", EditKind::Delete),
            ("建立", "完善", EditKind::Replace),
        ] {
            assert_eq!(kind_of(from, to), kind, "{from}→{to}");
        }
    }
}

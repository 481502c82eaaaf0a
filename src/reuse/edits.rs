//! What was changed inside a match: the unequal stretches between its blocks, each as from → to.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::gather::{Block, Match};
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

/// Words that name an area of government; exchanging one for another is a change of region.
const REGION_WORDS: [&str; 32] = [
    "全国", "全省", "全区", "全市", "全县", "全州", "全镇", "全乡", "我国", "我省", "我市", "我县", "我区", "本省",
    "本市", "本县", "各省", "各市", "各县", "各地", "各区", "国家", "省级", "市级", "县级", "国内", "省内", "市内",
    "县内", "国", "省", "市",
];
/// Endings of bodies of government; exchanging one body for another is a change of organ.
const ORGAN_ENDINGS: [&str; 12] =
    ["国务院", "政府", "党委", "省委", "市委", "县委", "党中央", "办公厅", "办公室", "部门", "委员会", "局"];

/// The changes of a match in order of draft position. `draft` and `source` are the letters of both texts.
#[must_use]
pub fn edits(found: &Match, draft: &[char], source: &[char]) -> Vec<Edit> {
    let mut edits = Vec::new();
    for pair in found.blocks.windows(2) {
        let [before, after] = pair else { continue };
        let changed = Span::new(before.draft + before.length, after.draft);
        let from = skipped(before, after);
        if changed.is_empty() && from.is_empty() {
            continue;
        }
        let texts =
            |letters: &[char], span: Span| letters.get(span.start..span.end).unwrap_or(&[]).iter().collect::<String>();
        let kind = kind_of(&texts(source, from), &texts(draft, changed));
        edits.push(Edit { kind, draft: changed, source: from });
    }
    edits
}

/// Letters of the source between two blocks; none where the order was changed.
fn skipped(before: &Block, after: &Block) -> Span {
    let end = before.source + before.length;
    if after.source >= end { Span::new(end, after.source) } else { Span::new(end, end) }
}

fn kind_of(from: &str, to: &str) -> EditKind {
    if from.is_empty() {
        return EditKind::Insert;
    }
    if to.is_empty() {
        return EditKind::Delete;
    }
    let organ = |text: &str| ORGAN_ENDINGS.iter().any(|e| text.ends_with(e));
    if organ(from) && organ(to) {
        return EditKind::Organ;
    }
    if REGION_WORDS.contains(&from) && REGION_WORDS.contains(&to) {
        return EditKind::Region;
    }
    let number = |text: &str| {
        text.chars().any(|c| c.is_ascii_digit())
            && text.chars().all(|c| c.is_ascii_digit() || "十百千万亿年月日个点%".contains(c))
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

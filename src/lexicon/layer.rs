//! 层级 of an entry: who laid it down. A list holds the entries of all layers; where several lay down the same pattern,
//! the most specific one counts and the others are silent, whatever their severity or exceptions.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::lexicon::check;
use crate::lexicon::entry::{Entry, EntryKind, TermList};

/// Who laid an entry down, the widest first: a later one counts before an earlier one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Layer {
    /// 全国: what an entry without a layer counts as
    #[default]
    National,
    /// 省
    Province,
    /// 单位
    Unit,
}

impl Layer {
    /// All layers, the widest first.
    pub const ALL: [Self; 3] = [Self::National, Self::Province, Self::Unit];

    /// The stable English name used in requests.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::National => "national",
            Self::Province => "province",
            Self::Unit => "unit",
        }
    }

    /// The Chinese name used in files and shown to users.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::National => "全国",
            Self::Province => "省",
            Self::Unit => "单位",
        }
    }

    /// The layer with this English or Chinese name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|layer| layer.name() == name || layer.label() == name)
    }
}

/// What makes entries of several layers the same: how the pattern is read, and its text as it is compared.
pub(super) fn form(entry: &Entry) -> (EntryKind, String) {
    let text = if entry.kind == EntryKind::Literal { check::folded(&entry.pattern) } else { entry.pattern.clone() };
    (entry.kind, text)
}

/// Whether each entry is silent, because a more specific layer lays down the same pattern.
#[must_use]
pub fn overruled(list: &TermList) -> Vec<bool> {
    if list.entries.iter().all(|entry| entry.layer.unwrap_or_default() == Layer::default()) {
        return vec![false; list.entries.len()];
    }
    let forms: Vec<_> = list.entries.iter().map(|entry| (form(entry), entry.layer.unwrap_or_default())).collect();
    let mut narrowest: HashMap<&(EntryKind, String), Layer> = HashMap::new();
    for (form, layer) in &forms {
        let known = narrowest.entry(form).or_default();
        *known = (*known).max(*layer);
    }
    forms.iter().map(|(form, layer)| narrowest.get(form).is_some_and(|narrowest| layer < narrowest)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::{ListId, Matcher};
    use crate::span::SourceText;

    #[test]
    fn the_most_specific_layer_counts() {
        let of = |layer, entry: Entry| Entry { layer, ..entry };
        let excepted = Entry { exceptions: vec!["不狠抓".to_owned()], ..Entry::literal("狠抓", "单位") };
        let list = |entries| TermList { id: ListId::Slogans, version: 1, entries };
        let layered = list(vec![
            of(Some(Layer::Unit), excepted),
            of(Some(Layer::Province), Entry::literal("狠抓", "省")),
            of(None, Entry::literal("狠抓", "全国")),
            of(Some(Layer::Province), Entry::regex("落实+", "省")),
            of(Some(Layer::National), Entry::regex("落实+", "全国")),
            of(None, Entry::literal("務實", "全国")),
            of(Some(Layer::Province), Entry::literal("务实", "省")),
            of(Some(Layer::Unit), Entry::regex("狠抓", "正则")),
        ]);
        assert_eq!(overruled(&layered), [false, true, true, false, true, true, false, false]);
        let matcher = Matcher::new(layered).unwrap();
        let found = |text: &str| -> Vec<String> {
            let hits = matcher.candidates(&SourceText::new(text));
            hits.iter().filter_map(|&hit| matcher.entry(hit)).map(|entry| entry.category.clone()).collect()
        };
        assert_eq!(found("务实落实"), ["省", "省"]);
        // What the unit excepts is not found by the wider layers either.
        assert_eq!(
            (found("不狠抓"), found("狠抓")),
            (vec!["正则".to_owned()], vec!["单位".to_owned(), "正则".to_owned()])
        );
        let twice = list(vec![of(None, Entry::literal("甲", "")), of(Some(Layer::National), Entry::literal("甲", ""))]);
        assert_eq!(twice.check().unwrap_err().problems[0].row, 2, "an entry without a layer is a national one");
    }
}

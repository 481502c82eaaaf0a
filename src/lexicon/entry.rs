//! What a term list is made of: one entry type for all lists.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::document::Kind;
use crate::lexicon::layer::Layer;
use crate::lexicon::setting::Position;

/// The lists every desk has: four for reviews, one for searches.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ListId {
    /// 空话套话
    #[default]
    Slogans,
    /// 规定表述: masked before all scoring
    Protected,
    /// 实招要素: what makes a sentence checkable
    Markers,
    /// 减负规则: burdens on the grass roots
    Burden,
    /// 简称全称: names of bodies and set terms that searches take for the same; the short form is the pattern, the full name the label
    Synonyms,
}

impl ListId {
    /// All lists, in the order of their names.
    pub const ALL: [Self; 5] = [Self::Burden, Self::Markers, Self::Protected, Self::Slogans, Self::Synonyms];
    /// The lists that reviews are made with, in the order of their names.
    pub const REVIEW: [Self; 4] = [Self::Burden, Self::Markers, Self::Protected, Self::Slogans];

    /// The stable English name used in files, requests and findings.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Slogans => "slogans",
            Self::Protected => "protected",
            Self::Markers => "markers",
            Self::Burden => "burden",
            Self::Synonyms => "synonyms",
        }
    }

    /// The Chinese name shown to users.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Slogans => "空话套话",
            Self::Protected => "规定表述",
            Self::Markers => "实招要素",
            Self::Burden => "减负规则",
            Self::Synonyms => "简称全称",
        }
    }

    /// The list with this English or Chinese name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|id| id.name() == name || id.label() == name)
    }
}

/// How an entry's pattern is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum EntryKind {
    /// The text itself.
    #[default]
    Literal,
    /// A regular expression without look-around, matched inside one line.
    Regex,
}

impl EntryKind {
    /// The name used in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Literal => "literal",
            Self::Regex => "regex",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Literal, Self::Regex].into_iter().find(|kind| kind.name() == name)
    }
}

/// One term or pattern with what a desk says about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Stable id such as `B01`, unique in its list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The term, or the regular expression.
    pub pattern: String,
    /// How `pattern` is read.
    #[serde(default)]
    pub kind: EntryKind,
    /// Group it belongs to.
    #[serde(default)]
    pub category: String,
    /// Weight: 1 notice, 2 warning, 3 error.
    #[serde(default = "lightest")]
    pub severity: u8,
    /// What users see instead of a pattern; the pattern itself when empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Why it is listed and what to write instead.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Regular expressions (a plain text is one): a hit inside a match of one of them is no hit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<String>,
    /// Example texts that must be hit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hit: Vec<String>,
    /// Example texts that must not be hit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub miss: Vec<String>,
    /// Key of the norm it rests on, such as `若干规定#3`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub norm: Option<String>,
    /// When a hit is allowed, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exempt: Option<String>,
    /// Who laid it down; national when it does not say. Of several layers with the same pattern the most specific counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layer: Option<Layer>,
    /// Kinds of document in which it does not count.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exempt_kinds: Vec<Kind>,
    /// Places at which it does not count.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exempt_positions: Vec<Position>,
}

/// Severity of an entry that names none.
fn lightest() -> u8 {
    1
}

impl Entry {
    /// A literal of the lightest weight; the rest is set on the fields.
    #[must_use]
    pub fn literal(pattern: impl Into<String>, category: impl Into<String>) -> Self {
        Self {
            id: None,
            pattern: pattern.into(),
            kind: EntryKind::Literal,
            category: category.into(),
            severity: lightest(),
            label: String::new(),
            note: String::new(),
            exceptions: Vec::new(),
            hit: Vec::new(),
            miss: Vec::new(),
            norm: None,
            exempt: None,
            layer: None,
            exempt_kinds: Vec::new(),
            exempt_positions: Vec::new(),
        }
    }

    /// A regular expression of the lightest weight.
    #[must_use]
    pub fn regex(pattern: impl Into<String>, category: impl Into<String>) -> Self {
        Self { kind: EntryKind::Regex, ..Self::literal(pattern, category) }
    }

    /// Every filled cell with the name of its column; the pattern always.
    pub(crate) fn cells(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let single = [
            ("category", self.category.as_str()),
            ("label", self.label.as_str()),
            ("note", self.note.as_str()),
            ("exempt", self.exempt.as_deref().unwrap_or_default()),
        ];
        // An id or a norm that is there must not be empty.
        let named = [("id", self.id.as_deref()), ("norm", self.norm.as_deref())];
        let several = [("exceptions", &self.exceptions), ("hit", &self.hit), ("miss", &self.miss)];
        std::iter::once(("pattern", self.pattern.as_str()))
            .chain(single.into_iter().filter(|(_, value)| !value.is_empty()))
            .chain(named.into_iter().filter_map(|(column, value)| value.map(|v| (column, v))))
            .chain(several.into_iter().flat_map(|(column, values)| values.iter().map(move |v| (column, v.as_str()))))
    }

    /// Who laid it down and where it does not count, in words, as far as it says so.
    #[must_use]
    pub fn bounds(&self) -> Vec<String> {
        let layer = self.layer.map(|layer| format!("{}层级", layer.label()));
        let kinds: Vec<&str> = self.exempt_kinds.iter().map(|kind| kind.label()).collect();
        let positions: Vec<&str> = self.exempt_positions.iter().map(|position| position.label()).collect();
        let none_in = [kinds, positions].concat();
        let none_in = (!none_in.is_empty()).then(|| format!("在{}中不计", none_in.join("、")));
        layer.into_iter().chain(none_in).collect()
    }

    /// What users see: the label, else the pattern.
    #[must_use]
    pub fn shown(&self) -> &str {
        if self.label.is_empty() { &self.pattern } else { &self.label }
    }
}

/// 词表: entries under an id and a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TermList {
    /// Which list it is.
    pub id: ListId,
    /// Counts up with every published change; the shipped list is version 1.
    #[serde(default)]
    pub version: u64,
    /// The entries, in the order of the file.
    pub entries: Vec<Entry>,
}

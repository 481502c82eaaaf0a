//! One finding (提示), whatever measure made it: where, why, by which norm or term, and what to consider.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::lexicon::{Entry, EntryKind, EntryName, Layer, TermList};
use crate::norms::NormRef;
use crate::span::{SourceText, Span};

/// The measure a finding belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Measure {
    /// 短
    Brevity,
    /// 实
    Substance,
    /// 新
    Novelty,
    /// 一致性评估
    Assessment,
}

impl Measure {
    /// All measures, in the order in which reports show them.
    pub const ALL: [Self; 4] = [Self::Brevity, Self::Substance, Self::Novelty, Self::Assessment];

    /// The Chinese name shown to users.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Brevity => "短",
            Self::Substance => "实",
            Self::Novelty => "新",
            Self::Assessment => "一致性评估",
        }
    }
}

/// How much weight a finding has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// 严重
    Error,
    /// 警告
    Warning,
    /// 提示
    Notice,
}

impl Severity {
    /// The Chinese name shown to users.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Error => "重点",
            Self::Warning => "建议",
            Self::Notice => "提示",
        }
    }
}

/// The words of a finding with what stands around them, so that it can be found again in a changed text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Quote {
    /// Up to 12 characters before.
    pub prefix: String,
    /// The words themselves (the first 200 characters of a longer passage).
    pub exact: String,
    /// Up to 12 characters after.
    pub suffix: String,
}

impl Quote {
    /// Characters of context on each side.
    pub(crate) const CONTEXT: usize = 12;
    /// Longest quotation, in characters.
    const LONGEST: usize = 200;

    /// The quotation of `span` in a text.
    #[must_use]
    pub fn of(source: &SourceText, span: Span) -> Self {
        let exact = Span::new(span.start, span.end.min(span.start + Self::LONGEST));
        Self {
            prefix: source.slice(Span::new(span.start.saturating_sub(Self::CONTEXT), span.start)).to_owned(),
            exact: source.slice(exact).to_owned(),
            suffix: source.slice(Span::new(span.end, span.end + Self::CONTEXT)).to_owned(),
        }
    }
}

/// The term list entry that a finding rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TermRef {
    /// Id of the list.
    pub list: String,
    /// The entry's pattern.
    pub entry: String,
    /// Version of the list.
    pub version: u64,
    /// How the entry's pattern is read; reports made before this was told do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<EntryKind>,
    /// Who laid the entry down, where it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layer: Option<Layer>,
}

impl TermRef {
    /// An entry of a list.
    #[must_use]
    pub fn of(list: &TermList, entry: &Entry) -> Self {
        let (version, kind, layer) = (list.version, Some(entry.kind), entry.layer);
        Self { list: list.id.name().to_owned(), entry: entry.pattern.clone(), version, kind, layer }
    }

    /// Which entry it is. An entry that names no layer is a national one; an older report may not have told the layer.
    #[must_use]
    pub fn name(&self) -> EntryName {
        let layer = self.layer.or(self.kind.map(|_| Layer::default()));
        EntryName { pattern: self.entry.clone(), kind: self.kind, layer }
    }
}

/// 提示: something a reviewer should look at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Finding {
    /// Unique in its report; given by the pipeline in order of position.
    pub id: String,
    /// The measure it belongs to.
    pub measure: Measure,
    /// Stable rule id, such as `substance.slogan`.
    pub rule: String,
    /// Weight.
    pub severity: Severity,
    /// Where, or nothing when it concerns the whole draft.
    pub span: Option<Span>,
    /// The words at `span`; filled by the pipeline.
    pub quote: Option<Quote>,
    /// What was found and why it matters, in Chinese.
    pub message: String,
    /// What to consider, in Chinese.
    pub suggestion: Option<String>,
    /// The norm it rests on.
    pub norm: Option<NormRef>,
    /// The term it rests on.
    pub term: Option<TermRef>,
    /// Id of the copied passage it belongs to.
    pub passage: Option<String>,
}

impl Finding {
    /// A finding with what every finding has; the rest is set on the fields.
    #[must_use]
    pub fn new(measure: Measure, rule: impl Into<String>, severity: Severity, message: impl Into<String>) -> Self {
        Self {
            id: String::new(),
            measure,
            rule: rule.into(),
            severity,
            span: None,
            quote: None,
            message: message.into(),
            suggestion: None,
            norm: None,
            term: None,
            passage: None,
        }
    }
}

//! Which length limit applies to a draft, or why none does. A table of rules is read from the top; the first whose
//! conditions all hold decides.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::document::{DraftFacts, Kind, Level, Nature};
use crate::norms::citation::NormRef;

/// What a limit counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// 字, by the count that decides
    #[default]
    Characters,
    /// 页, laid out
    Pages,
}

/// When a rule holds: every list that is not empty must hold one of the draft's facts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// Kinds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<Kind>,
    /// Natures, as the caller gave them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub natures: Vec<Nature>,
    /// Levels.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<Level>,
    /// Words of which the title must hold one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub titles: Vec<String>,
    /// Words with one of which the title must end, brackets after it left out: 规划建设方案 is no 规划.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub endings: Vec<String>,
}

impl Condition {
    /// Whether a draft meets it.
    #[must_use]
    pub fn holds(&self, facts: &DraftFacts) -> bool {
        let title = facts.title.as_deref().unwrap_or_default();
        (self.kinds.is_empty() || facts.kind.is_some_and(|k| self.kinds.contains(&k)))
            && (self.natures.is_empty() || facts.nature.is_some_and(|n| self.natures.contains(&n)))
            && (self.levels.is_empty() || self.levels.contains(&facts.level))
            && (self.titles.is_empty() || self.titles.iter().any(|word| title.contains(word.as_str())))
            && (self.endings.is_empty() || self.ends(title))
    }
}

impl Condition {
    fn ends(&self, title: &str) -> bool {
        let cut = title.find(['（', '(']).and_then(|at| title.get(..at)).filter(|head| !head.is_empty());
        let named = cut.unwrap_or(title).trim_end().trim_end_matches('》');
        self.endings.iter().any(|word| named.ends_with(word.as_str()))
    }
}

/// One row of the table: a figure with its norm, or the reason why there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LimitRule {
    /// Stable id in its profile.
    pub id: String,
    /// What it applies to, in Chinese, as a finding names it.
    pub label: String,
    /// When it applies; always, when left out.
    #[serde(default)]
    pub when: Condition,
    /// What is counted.
    #[serde(default)]
    pub unit: Unit,
    /// The figure; left out where no norm gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<u32>,
    /// Key of the norm in the profile's catalogue; needed beside a figure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub norm: Option<String>,
    /// Why there is no figure, in Chinese; needed where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What a profile says about the length of a draft.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum LimitFor<'a> {
    /// A limit applies.
    Limit {
        /// The row it stands in.
        rule: &'a LimitRule,
        /// The figure, in the rule's unit.
        value: u32,
        /// The norm.
        norm: &'a NormRef,
    },
    /// No figure applies.
    None {
        /// Why, in Chinese.
        reason: &'a str,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_ends_before_its_brackets() {
        let condition = Condition { endings: vec!["规划".to_owned()], ..Condition::default() };
        for (title, holds) in [
            ("示例市住房发展规划（2026—2030）", true),
            ("《示例市发展规划》", true),
            ("示例市绿道规划建设实施方案", false),
            ("", false),
        ] {
            let facts = DraftFacts { title: Some(title.to_owned()), ..DraftFacts::default() };
            assert_eq!(condition.holds(&facts), holds, "{title}");
        }
    }
}

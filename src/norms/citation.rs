//! How a finding cites the norm it rests on.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::document::Level;

/// How sure the wording of a norm is. Only `A` and `B` may be called 规定 towards users.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
pub enum Grade {
    /// Wording of the norm itself.
    A,
    /// Official notice, law database or official news page.
    B,
    /// Press report or secondary page.
    C,
    /// Practice of the trade or the desk's own rule; no norm stands behind it.
    Practice,
}

impl Grade {
    /// Whether a finding may say 规定.
    #[must_use]
    pub fn is_rule(self) -> bool {
        matches!(self, Self::A | Self::B)
    }
}

/// 依据: the norm a finding or limit rests on.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NormRef {
    /// Title of the norm, with 《》.
    pub title: String,
    /// Article or section.
    #[serde(default)]
    pub article: Option<String>,
    /// The clause as quoted by the source.
    #[serde(default)]
    pub quote: Option<String>,
    /// How sure the wording is.
    pub grade: Grade,
}

/// A norm with articles that speak of 地方和部门文件 alone.
const OF_LOCAL_DOCUMENTS: (&str, [&str; 2]) = ("《整治形式主义为基层减负若干规定》", ["第2条", "第3条"]);

impl NormRef {
    /// Whether the norm speaks of documents of a level: what is said of those of places and departments (地方和部门文件)
    /// is not said of the centre's own.
    #[must_use]
    pub fn speaks_of(&self, level: Level) -> bool {
        let (title, articles) = OF_LOCAL_DOCUMENTS;
        let local = self.title == title && self.article.as_deref().is_some_and(|article| articles.contains(&article));
        level != Level::Central || !local
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_centre_is_not_held_to_what_is_said_of_places_and_departments() {
        let norm = |title: &str, article: &str| NormRef {
            title: title.to_owned(),
            article: Some(article.to_owned()),
            quote: None,
            grade: Grade::A,
        };
        let rules = OF_LOCAL_DOCUMENTS.0;
        for (norm, level, speaks) in [
            (norm(rules, "第2条"), Level::Central, false),
            (norm(rules, "第3条"), Level::Central, false),
            (norm(rules, "第1条"), Level::Central, true),
            (norm(rules, "第2条"), Level::Department, true),
            (norm(rules, "第3条"), Level::Unknown, true),
            (norm("《党政机关公文处理工作条例》", "第2条"), Level::Central, true),
        ] {
            assert_eq!(norm.speaks_of(level), speaks, "{norm:?} {level:?}");
        }
    }
}

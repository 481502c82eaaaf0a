//! How a finding cites the norm it rests on.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

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

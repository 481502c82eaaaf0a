//! What a profile says about protected formulations (规定表述) used again and again.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// 规定表述: nothing is said about repeated ones unless `most` is given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FormulationRules {
    /// How often one formulation may stand in the running text before each further use is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<u32>,
    /// Categories of the term list that count; all when empty.
    #[serde(default)]
    pub categories: Vec<String>,
}

impl FormulationRules {
    /// Whether formulations of this category count.
    #[must_use]
    pub fn counts(&self, category: &str) -> bool {
        self.categories.is_empty() || self.categories.iter().any(|c| c == category)
    }
}

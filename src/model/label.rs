//! The four labels of a sentence.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a sentence holds (句子判断). The test is: would the reader know or do anything less if it were struck out?
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Label {
    /// 空话句: attitude, slogans and degrees only; nothing checkable.
    Empty,
    /// 掺水句: something checkable, and slogan phrases beside it.
    Mixed,
    /// 实句: something checkable and no slogan phrase.
    Concrete,
    /// 中性句: heading, transition, salutation, plain background.
    Neutral,
}

impl Label {
    /// All labels, in the order of `Judgement::probabilities`.
    pub const ALL: [Self; 4] = [Self::Empty, Self::Mixed, Self::Concrete, Self::Neutral];

    /// The name used in sample files and model files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Mixed => "mixed",
            Self::Concrete => "concrete",
            Self::Neutral => "neutral",
        }
    }

    /// The Chinese name shown to users.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Empty => "空话句",
            Self::Mixed => "掺水句",
            Self::Concrete => "实句",
            Self::Neutral => "中性句",
        }
    }

    /// The label of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|label| label.as_str() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip() {
        for label in Label::ALL {
            assert_eq!(Label::from_name(label.as_str()), Some(label));
            assert_eq!(serde_json::to_string(&label).unwrap(), format!("\"{}\"", label.as_str()));
        }
        assert_eq!(Label::from_name("Empty"), None);
    }
}

//! [`Profile`]: the norm profile (规范档) a desk reviews by. The shipped one is part of the program; any other is a file
//! of the same form, checked as a whole before it is used.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::document::DraftFacts;
use crate::norms::assess::AssessmentRules;
use crate::norms::check::{self, ProfileError};
use crate::norms::citation::NormRef;
use crate::norms::formulation::FormulationRules;
use crate::norms::limit::{Condition, LimitFor, LimitRule};
use crate::norms::scale::Score;
use crate::norms::verdict::Verdict;

/// The count that decides about a limit in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// Chinese characters, Latin words and numbers of the body.
    Characters,
    /// The same and punctuation marks.
    CharactersWithPunctuation,
}

/// 字数口径
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Counting {
    /// The count that decides.
    pub decides: Counted,
    /// What is counted, in Chinese, as users read it.
    pub note: String,
}

/// 版面: the grid on which pages are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// Lines a page.
    pub lines: u32,
    /// Chinese characters a line.
    pub columns: u32,
    /// Characters by which a paragraph is indented.
    pub indent: u32,
    /// Characters of the larger title font a line.
    pub title_columns: u32,
}

/// A kind of section that should be short, and how it is recognised.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SectionRule {
    /// Stable name: `background`, `significance`, `principles`, `safeguards` or a desk's own.
    pub kind: String,
    /// The Chinese name shown to users.
    pub label: String,
    /// Words of which the section's heading holds one.
    #[serde(default)]
    pub headings: Vec<String>,
    /// Words one of which begins the first sentence of a paragraph of this kind.
    #[serde(default)]
    pub openings: Vec<String>,
    /// Words of which a paragraph recognised by its opening, or a paragraph before the first heading, holds one.
    #[serde(default)]
    pub words: Vec<String>,
    /// Characters up to which nothing is said.
    pub characters: u32,
    /// Share of the body, 0 to 1, up to which nothing is said.
    pub share: f64,
    /// Key of the norm in the catalogue.
    pub norm: String,
    /// What to consider, in Chinese.
    pub suggestion: String,
}

/// How the three scores are made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = ScoreRules)]
#[serde(deny_unknown_fields)]
pub struct Scores {
    /// 短
    pub brevity: Score,
    /// 实
    pub substance: Score,
    /// 新
    pub novelty: Score,
}

/// 规范档
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Stable id: lower-case letters, digits and hyphens.
    pub id: String,
    /// The profile it stands on; what it does not say itself is said there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// Title.
    pub title: String,
    /// Where it applies.
    pub jurisdiction: String,
    /// Counts up with every change.
    pub version: u64,
    /// First day, `YYYY-MM-DD`.
    pub valid_from: String,
    /// Last day, `YYYY-MM-DD`; open when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<String>,
    /// What to know about it, in Chinese.
    #[serde(default)]
    pub note: String,
    /// How characters are counted.
    pub counting: Counting,
    /// The page.
    pub page: Page,
    /// Norms by short key, such as `若干规定#2`.
    pub norms: BTreeMap<String, NormRef>,
    /// Length limits; the first row that applies decides.
    pub limits: Vec<LimitRule>,
    /// Sections that should be short.
    pub sections: Vec<SectionRule>,
    /// Drafts whose sections are not judged.
    #[serde(default)]
    pub sections_exempt: Vec<Condition>,
    /// What is said about protected formulations used again and again.
    #[serde(default)]
    pub formulations: FormulationRules,
    /// How demands on lower levels are told from mentions.
    pub assessment: AssessmentRules,
    /// How scores are made.
    pub scores: Scores,
    /// What is advised.
    pub verdict: Verdict,
}

/// The shipped profiles: file name and content, the default first.
pub const SHIPPED: &[(&str, &str)] = &[("national.toml", include_str!("../../corpora/norms/national.toml"))];

/// Said when no row of a profile applies.
const NO_ROW: &str = "规范档没有写适用于这类文件的篇幅要求";
/// Said when the row that applies gives no reason.
const NO_REASON: &str = "没有可引用的篇幅规定";

impl Profile {
    /// The default shipped profile.
    ///
    /// # Errors
    /// [`ProfileError`] when the shipped file has a fault (a test keeps it free of any).
    pub fn shipped() -> Result<Self, ProfileError> {
        let (file, text) = SHIPPED.first().copied().unwrap_or_default();
        Self::from_toml(file, text)
    }

    /// Reads and checks a profile; `file` is its name in messages.
    ///
    /// # Errors
    /// [`ProfileError`] with the key and reason of every fault.
    pub fn from_toml(file: &str, text: &str) -> Result<Self, ProfileError> {
        let profile: Self = toml::from_str(text).map_err(|error| check::syntax(file, text, &error))?;
        profile.check(file)?;
        Ok(profile)
    }

    /// What applies to the length of a draft.
    #[must_use]
    pub fn limit_for(&self, facts: &DraftFacts) -> LimitFor<'_> {
        let Some(rule) = self.limits.iter().find(|rule| rule.when.holds(facts)) else {
            return LimitFor::None { reason: NO_ROW };
        };
        let norm = rule.norm.as_deref().and_then(|key| self.norm(key));
        match (rule.value, norm) {
            (Some(value), Some(norm)) => LimitFor::Limit { rule, value, norm },
            _ => LimitFor::None { reason: rule.reason.as_deref().unwrap_or(NO_REASON) },
        }
    }

    /// The norm with this short key.
    #[must_use]
    pub fn norm(&self, key: &str) -> Option<&NormRef> {
        self.norms.get(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Kind, Level, Nature};
    use crate::norms::Figure;

    #[test]
    fn the_shipped_profiles_are_sound() {
        for (file, text) in SHIPPED {
            if let Err(error) = Profile::from_toml(file, text) {
                panic!("{error}");
            }
        }
    }

    #[test]
    fn the_bands_of_copying_are_anchors() {
        let profile = Profile::shipped().unwrap();
        for (ratio, score) in [(0.0, 100.0), (0.30, 80.0), (0.60, 50.0), (0.85, 20.0), (1.0, 0.0)] {
            let basis = profile.scores.novelty.of(&[(Figure::CopiedRatio, ratio)]).unwrap();
            assert!((basis.score - score).abs() < 1e-9, "{ratio}");
        }
    }

    #[test]
    fn limits_by_facts() {
        let profile = Profile::shipped().unwrap();
        let facts = |kind, nature, level, title: &str| DraftFacts {
            kind,
            nature,
            level,
            title: Some(title.to_owned()),
            ..DraftFacts::default()
        };
        for (facts, value) in [
            (facts(Some(Kind::Notice), None, Level::City, "通知"), Some(5000)),
            (facts(None, None, Level::Unknown, ""), Some(5000)),
            (facts(Some(Kind::Notice), Some(Nature::SpecialTask), Level::County, "通知"), Some(4000)),
            (facts(Some(Kind::Plan), Some(Nature::SpecialTask), Level::County, "工作方案"), Some(4000)),
            (facts(Some(Kind::Opinion), Some(Nature::Comprehensive), Level::City, "意见"), None),
            (facts(Some(Kind::Report), Some(Nature::SpecialReport), Level::Province, "报告"), Some(3000)),
            (facts(Some(Kind::Report), Some(Nature::ComprehensiveReport), Level::Department, "报告"), Some(5000)),
            (facts(Some(Kind::Report), None, Level::City, "2026年政府工作报告"), None),
            (facts(Some(Kind::Speech), None, Level::City, "讲话"), None),
            (facts(Some(Kind::Law), None, Level::City, "条例"), None),
            (facts(Some(Kind::Plan), None, Level::City, "示例市粮食产业发展规划"), None),
            (facts(Some(Kind::Plan), None, Level::City, "示例市防汛工作方案"), Some(5000)),
            (facts(Some(Kind::Opinion), None, Level::Central, "意见"), None),
        ] {
            let found = match profile.limit_for(&facts) {
                LimitFor::Limit { value, norm, .. } => {
                    assert!(norm.grade.is_rule());
                    Some(value)
                }
                LimitFor::None { reason } => {
                    assert!(!reason.is_empty());
                    None
                }
            };
            assert_eq!(found, value, "{facts:?}");
        }
    }
}

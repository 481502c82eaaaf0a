//! The answer of a preview of a norm profile.

use serde::Serialize;
use utoipa::ToSchema;

use crate::norms::Advice;

/// What the draft of a norm profile would do.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct NormPreview {
    /// The profile.
    pub profile: String,
    /// The version in force; 0 when there is none.
    pub version: u64,
    /// The profile in force that the draft is compared with: itself, and for a new one that which would count without it.
    pub compared_with: String,
    /// The version that what was tried is made from; when it is another one, it cannot be published before it is put in
    /// anew.
    pub based_on: u64,
    /// Number of the state of the draft that was tried; null when it was no draft.
    pub edit: Option<u64>,
    /// What the draft was tried on.
    pub tried_on: NormTriedOn,
    /// Findings that come and go, by rule, those that change most first.
    pub rules: Vec<NormRuleEffect>,
    /// Drafts whose advice becomes another one.
    pub advice: Vec<AdviceEffect>,
    /// Drafts whose limit, scores, advice or findings change.
    pub drafts_changed: usize,
    /// Those among them that change most, most first.
    pub drafts: Vec<NormDraftEffect>,
    /// Whether drafts of kept reviews were not looked at: counts and examples are of the corpus alone.
    pub drafts_withheld: bool,
    /// What to look at before publishing, in Chinese.
    pub warnings: Vec<String>,
}

/// What a draft of a profile was tried on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct NormTriedOn {
    /// Drafts of kept reviews that were made by this profile or one that stands on it; none where drafts are withheld.
    pub reviews: usize,
    /// Kept reviews among those asked for that were made by other profiles: the change does not concern them.
    pub reviews_other: usize,
    /// Documents of the corpus, the same ones for the same corpus.
    pub documents: usize,
    /// Kept reviews in all.
    pub reviews_kept: usize,
    /// Drafts and documents that were to be looked at and were not: the time or the text allowed was used up, or a
    /// draft can no longer be read. With 0 the counts are exact for what was tried on.
    pub left_out: usize,
}

/// Findings of a rule that come and go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NormRuleEffect {
    /// Rule id.
    pub rule: String,
    /// Findings that come.
    pub gained: usize,
    /// Findings that go.
    pub lost: usize,
    /// Some of them.
    pub examples: Vec<NormExample>,
}

/// A finding that comes or goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NormExample {
    /// Whether it comes; else it goes.
    pub gained: bool,
    /// The review whose draft it concerns, if any.
    pub review: Option<String>,
    /// The document of the corpus it concerns, if any.
    pub document_id: Option<String>,
    /// Title.
    pub title: Option<String>,
    /// The words, shortened; null when it concerns the whole draft.
    pub words: Option<String>,
}

/// How often one advice becomes another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct AdviceEffect {
    /// The advice now.
    pub from: Advice,
    /// With the draft of the profile.
    pub to: Advice,
    /// Number of drafts.
    pub drafts: usize,
}

/// What a profile makes of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct NormScore {
    /// The limit that applies, in characters; null where there is none in characters.
    pub limit_characters: Option<u32>,
    /// The same in pages.
    pub limit_pages: Option<u32>,
    /// By how much the draft is over it, in its unit.
    pub over_by: u32,
    /// The score of brevity, 0 to 100; null when there is none.
    pub brevity: Option<f64>,
    /// The score of substance.
    pub substance: Option<f64>,
    /// The score of novelty, for the share that its review found copied; null for a document of the corpus.
    pub novelty: Option<f64>,
    /// Possible burdens on the grass roots.
    pub demands: usize,
    /// The advice.
    pub advice: Advice,
}

/// A draft that changes.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct NormDraftEffect {
    /// The review whose draft it is, if any.
    pub review: Option<String>,
    /// The document of the corpus, if any.
    pub document_id: Option<String>,
    /// Title.
    pub title: Option<String>,
    /// The profile it is judged by: the one that was tried or one that stands on it.
    pub profile: String,
    /// Now.
    pub before: NormScore,
    /// With the draft of the profile.
    pub after: NormScore,
    /// Findings that come.
    pub gained: usize,
    /// Findings that go.
    pub lost: usize,
}

//! The answer of a preview.

use serde::Serialize;
use utoipa::ToSchema;

use crate::desk::preview::names::SearchEffect;
use crate::lexicon::{EntryKind, Layer, ListId};

/// What a draft would do.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Preview {
    /// The list.
    pub list: ListId,
    /// The version in force, which the draft is compared with.
    pub version: u64,
    /// The version that what was tried is made from; when it is another one, it cannot be published before it is put in
    /// anew.
    pub based_on: u64,
    /// Number of the state of the draft that was tried; null when it was no draft.
    pub edit: Option<u64>,
    /// How many entries the draft adds, takes away and changes.
    pub changes: ListChanges,
    /// What the draft was tried on.
    pub tried_on: TriedOn,
    /// Number of entries that are met more or less often, or elsewhere.
    pub entries_changed: usize,
    /// Those among them that change most, most first.
    pub entries: Vec<EntryEffect>,
    /// Findings that come and go, by rule and entry.
    pub rules: Vec<RuleEffect>,
    /// Drafts whose findings or figures change.
    pub drafts_changed: usize,
    /// Those among them that change most, most first.
    pub drafts: Vec<DraftEffect>,
    /// What searches for the names of short and full forms find that the draft touches; empty for the other lists.
    pub searches: Vec<SearchEffect>,
    /// Whether drafts of kept reviews were not looked at: counts and examples are of the corpus alone.
    pub drafts_withheld: bool,
    /// What to look at before publishing, in Chinese.
    pub warnings: Vec<String>,
}

/// How many entries differ between the list in force and the draft.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct ListChanges {
    /// Entries that come.
    pub added: usize,
    /// Entries that go.
    pub removed: usize,
    /// Entries that become others.
    pub changed: usize,
}

/// What a draft was tried on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct TriedOn {
    /// Drafts of kept reviews, the newest ones; none where drafts are withheld.
    pub reviews: usize,
    /// Documents of the corpus, the same ones for the same corpus.
    pub documents: usize,
    /// Sentences in them.
    pub sentences: usize,
    /// Drafts and documents that the change reaches: only these were judged anew.
    pub reached: usize,
    /// Kept reviews in all.
    pub reviews_kept: usize,
    /// Drafts and documents that were to be looked at and were not: the time or the text allowed was used up, or a
    /// draft can no longer be read. With 0 the counts are exact for what was tried on.
    pub left_out: usize,
}

/// How often an entry is met. After publishing the counts are `after`, for the same texts.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct EntryEffect {
    /// The pattern.
    pub pattern: String,
    /// How it is read.
    pub kind: EntryKind,
    /// Who laid down the entry that counts with the draft, else the one that counts now.
    pub layer: Layer,
    /// Hits now.
    pub before: usize,
    /// Hits with the draft.
    pub after: usize,
    /// Hits that come.
    pub gained: usize,
    /// Hits that go.
    pub lost: usize,
    /// Hits with the draft per 1,000 sentences.
    pub per_1000_sentences: f64,
    /// Some of the hits that come or go.
    pub examples: Vec<PreviewExample>,
}

/// A hit that comes or goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PreviewExample {
    /// Whether it comes; else it goes.
    pub gained: bool,
    /// The review whose draft it stands in, if any.
    pub review: Option<String>,
    /// The document of the corpus it stands in, if any.
    pub document_id: Option<String>,
    /// The sentence up to the words, shortened.
    pub before: String,
    /// The words.
    pub words: String,
    /// The rest of the sentence, shortened.
    pub after: String,
}

/// Findings of a rule that come and go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RuleEffect {
    /// Rule id.
    pub rule: String,
    /// The list and entry the findings rest on; null where the model alone speaks.
    pub list: Option<String>,
    /// The entry's pattern.
    pub entry: Option<String>,
    /// Findings that come.
    pub gained: usize,
    /// Findings that go.
    pub lost: usize,
}

/// What a draft's figures are made of.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct PreviewScore {
    /// Slogan phrases.
    pub slogan_count: usize,
    /// Empty sentences.
    pub empty_sentences: usize,
    /// Possible burdens on the grass roots.
    pub demands: usize,
    /// The score of substance, 0 to 100; null when there is none.
    pub substance: Option<f64>,
}

/// A draft that changes.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct DraftEffect {
    /// The review whose draft it is, if any.
    pub review: Option<String>,
    /// The document of the corpus, if any.
    pub document_id: Option<String>,
    /// Title.
    pub title: Option<String>,
    /// Now.
    pub before: PreviewScore,
    /// With the draft of the list.
    pub after: PreviewScore,
    /// Findings that come.
    pub gained: usize,
    /// Findings that go.
    pub lost: usize,
}

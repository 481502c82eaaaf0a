//! [`DraftWords`]: whether an answer may quote drafts. Whoever looks after the lists learns from drafts how often findings
//! were ignored; what the drafts say is for whoever may read them.

/// Whether an answer may say what drafts say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DraftWords {
    /// It may.
    #[default]
    Shown,
    /// It may not: no sentence, no title, no single draft.
    Withheld,
}

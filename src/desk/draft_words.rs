//! [`DraftWords`]: whether an answer may quote drafts. Whoever looks after the lists learns from drafts how often an entry
//! is met; what the drafts say is for whoever may read them.

use crate::store::digest_of;

/// Whether an answer may say what drafts say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DraftWords {
    /// It may.
    #[default]
    Shown,
    /// It may not: no sentence, no title, and reviews under names that lead nowhere.
    Withheld,
}

impl DraftWords {
    /// What a review is called: the same review always the same.
    pub(super) fn name_of(self, review: String) -> String {
        match self {
            Self::Shown => review,
            Self::Withheld => digest_of(&review),
        }
    }
}

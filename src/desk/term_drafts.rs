//! Drafts of term lists: kept while they are worked on, also with examples that fail; published under a version and a
//! reason, or discarded. Nothing of a draft counts in reviews.

use serde::Serialize;
use utoipa::ToSchema;

use crate::desk::engine::{body_of, list_of};
use crate::desk::error::DeskError;
use crate::desk::office::Desk;
use crate::desk::terms::Change;
use crate::lexicon::{Entry, ListDiff, ListErrors, ListId, Problem, TermList};
pub use crate::store::NO_DRAFT;
use crate::store::{Actor, Draft, Family, NewDraft, StoreError};

/// What somebody who changes a draft had seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DraftEdit {
    /// The version the draft is made from; that of the draft there is, else the one in force, when left out.
    pub based_on: Option<u64>,
    /// The state of the draft that was changed, where one was seen; [`NO_DRAFT`] where there was none.
    pub edit: Option<u64>,
}

/// Which state a draft is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DraftState {
    /// The version it was made from.
    pub based_on: u64,
    /// Number of the state.
    pub edit: u64,
}

/// The draft of a term list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TermListDraft {
    /// Id of the list.
    pub id: ListId,
    /// Chinese name.
    pub label: String,
    /// The version it was made from.
    pub based_on: u64,
    /// The version in force; when it is another one, the draft cannot be published before it is put in anew.
    pub version: u64,
    /// Number of this state of the draft.
    pub edit: u64,
    /// When it was last changed, RFC 3339 in UTC.
    pub updated_at: String,
    /// Who changed it last.
    pub author: String,
    /// The entries.
    pub entries: Vec<Entry>,
    /// Examples that fail and entries that are too common: the draft cannot be published as long as there are any. Rows count entries from 1.
    pub blocking: Vec<Problem>,
    /// What differs from the version in force.
    pub diff: ListDiff,
}

impl Desk {
    /// The draft of a list.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] when there is none.
    pub fn term_draft(&self, id: ListId) -> Result<TermListDraft, DeskError> {
        let draft = self.stored_term_draft(id)?;
        self.term_draft_of(id, &draft)
    }

    /// Whether there is a draft of a list, as far as the store can be read.
    #[must_use]
    pub fn has_term_draft(&self, id: ListId) -> bool {
        self.store.draft(Family::TermList, id.name()).is_ok_and(|draft| draft.is_some())
    }

    /// The state of the draft of a list or a profile, where there is one.
    ///
    /// # Errors
    /// The store's.
    pub fn draft_state(&self, family: Family, id: &str) -> Result<Option<DraftState>, DeskError> {
        let draft = self.store.draft(family, id)?;
        Ok(draft.map(|draft| DraftState { based_on: draft.based_on, edit: draft.edit }))
    }

    /// Keeps entries as the draft of a list.
    ///
    /// # Errors
    /// [`DeskError::List`] with every fault that does not merely block publishing, [`StoreError::DraftConflict`] when the draft has changed
    /// since, [`StoreError::Conflict`] when it is said to be made from a version that is not in force.
    pub fn keep_term_draft(
        &self,
        id: ListId,
        entries: Vec<Entry>,
        edit: DraftEdit,
    ) -> Result<TermListDraft, DeskError> {
        let current = self.engine().lexicon.get(id).list().version;
        let based_on = match edit.based_on {
            Some(version) if version != current => {
                return Err(StoreError::Conflict { id: id.name().to_owned(), expected: version, current }.into());
            }
            Some(version) => version,
            None => self.store.draft(Family::TermList, id.name())?.map_or(current, |draft| draft.based_on),
        };
        let list = TermList { id, version: based_on, entries };
        list.check_draft()?;
        let body = body_of("词表草稿", &list)?;
        let new = NewDraft { id: id.name(), based_on, edit: edit.edit, author: &Actor::now().label, body: &body };
        let kept = self.store.keep_draft(Family::TermList, &new)?;
        self.term_draft_of(id, &kept)
    }

    /// Discards the draft of a list, in the state `edit` where one was seen.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] when there is none, [`StoreError::DraftConflict`] when its state is another.
    pub fn discard_term_draft(&self, id: ListId, edit: Option<u64>) -> Result<(), DeskError> {
        if self.store.discard_draft(Family::TermList, id.name(), edit)? {
            return Ok(());
        }
        Err(no_draft(id))
    }

    /// Publishes the draft of a list, in the state `edit` where one was seen; answers the new version. The draft is gone
    /// then.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] when there is none, [`DeskError::NoDifference`] when it says what is in force,
    /// [`DeskError::List`] with what blocks it,
    /// [`StoreError::Conflict`] when the list has moved on since the draft was made, [`StoreError::DraftConflict`] when the
    /// draft has; the version in force stays then.
    pub fn publish_term_draft(&self, id: ListId, change: Change<'_>, edit: Option<u64>) -> Result<u64, DeskError> {
        let draft = self.stored_term_draft(id)?;
        let conflict = |expected, current| StoreError::Conflict { id: id.name().to_owned(), expected, current };
        if draft.based_on != change.expected {
            return Err(conflict(draft.based_on, self.engine().lexicon.get(id).list().version).into());
        }
        if edit.is_some_and(|seen| seen != draft.edit) {
            return Err(StoreError::DraftConflict { id: id.name().to_owned() }.into());
        }
        let entries = list_of(&draft.body, draft.based_on)?.entries;
        if entries == self.engine().lexicon.get(id).list().entries {
            return Err(DeskError::NoDifference { what: "词表" });
        }
        if let Some(problem) = self.emptied(id, &entries) {
            return Err(DeskError::List(ListErrors { problems: vec![problem] }));
        }
        self.put_terms_in_force(id, entries, change, |new| self.store.publish_draft(Family::TermList, new, draft.edit))
    }

    /// What keeps a draft without entries from being published over a list that has some.
    fn emptied(&self, id: ListId, entries: &[Entry]) -> Option<Problem> {
        (entries.is_empty() && !self.engine().lexicon.get(id).list().entries.is_empty()).then(|| Problem {
            row: 0,
            column: String::new(),
            reason: "草稿没有词条，发布后词表将被清空；确要清空的，请用 duanshixin terms replace --empty，或以网址参数 empty=true 直接替换词表"
                .to_owned(),
        })
    }

    /// The stored draft of a list.
    pub(super) fn stored_term_draft(&self, id: ListId) -> Result<Draft, DeskError> {
        self.store.draft(Family::TermList, id.name())?.ok_or_else(|| no_draft(id))
    }

    fn term_draft_of(&self, id: ListId, draft: &Draft) -> Result<TermListDraft, DeskError> {
        let list = list_of(&draft.body, draft.based_on)?;
        let mut blocking = list.check_draft()?;
        blocking.extend(self.emptied(id, &list.entries));
        let engine = self.engine();
        let current = engine.lexicon.get(id).list();
        Ok(TermListDraft {
            id,
            label: id.label().to_owned(),
            based_on: draft.based_on,
            version: current.version,
            edit: draft.edit,
            updated_at: draft.updated_at.clone(),
            author: draft.author.clone(),
            diff: ListDiff::between(current, &list),
            entries: list.entries,
            blocking,
        })
    }
}

fn no_draft(id: ListId) -> DeskError {
    DeskError::NotFound { what: "词表草稿", id: id.label().to_owned() }
}

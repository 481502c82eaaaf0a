//! Drafts of norm profiles: kept as their author wrote them, faults and all; published under a version and a reason, or
//! discarded.

use serde::Serialize;
use utoipa::ToSchema;

use crate::desk::engine::{ProfileFile, body_of};
use crate::desk::error::DeskError;
use crate::desk::norms::{LONGEST_FILE, refused};
use crate::desk::office::Desk;
use crate::desk::term_drafts::DraftEdit;
use crate::desk::terms::Change;
use crate::norms::{ProfileProblem, layer};
use crate::store::{Actor, Draft, Family, NewDraft, StoreError};

/// The draft of a norm profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NormProfileDraft {
    /// Id of the profile.
    pub id: String,
    /// The version it was made from; 0 when there was none.
    pub based_on: u64,
    /// The version in force, 0 when there is none; when it is another one, the draft cannot be published before it is put
    /// in anew.
    pub version: u64,
    /// Number of this state of the draft.
    pub edit: u64,
    /// When it was last changed, RFC 3339 in UTC.
    pub updated_at: String,
    /// Who changed it last.
    pub author: String,
    /// The file, as TOML.
    pub file: String,
    /// Faults: the draft cannot be published as long as there are any.
    pub blocking: Vec<ProfileProblem>,
}

impl Desk {
    /// The draft of a profile.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] when there is none.
    pub fn norm_draft(&self, id: &str) -> Result<NormProfileDraft, DeskError> {
        let (draft, _) = self.stored_norm_draft(id)?;
        self.norm_draft_of(&draft)
    }

    /// Keeps a file as the draft of a profile, whatever its faults, as long as it is TOML and names this profile.
    ///
    /// # Errors
    /// [`DeskError::Profile`] for other files, [`StoreError::DraftConflict`] when the draft has changed since,
    /// [`StoreError::Conflict`] when it is said to be made from a version that is not in force.
    pub fn keep_norm_draft(&self, id: &str, file: &str, edit: DraftEdit) -> Result<NormProfileDraft, DeskError> {
        if file.len() > LONGEST_FILE {
            return Err(refused(id, "内容", format!("超过{LONGEST_FILE}字节")));
        }
        let named = layer::id_of(id, file)?;
        if named != id {
            return Err(refused(id, "id", format!("文件里是“{named}”，应为“{id}”")));
        }
        let current = self.profile_version(id);
        let based_on = match edit.based_on {
            Some(version) if version != current => {
                return Err(StoreError::Conflict { id: id.to_owned(), expected: version, current }.into());
            }
            Some(version) => version,
            None => self.store.draft(Family::NormProfile, id)?.map_or(current, |draft| draft.based_on),
        };
        let body = body_of("规范档草稿", &ProfileFile { toml: file.to_owned() })?;
        let new = NewDraft { id, based_on, edit: edit.edit, author: &Actor::now().label, body: &body };
        let kept = self.store.keep_draft(Family::NormProfile, &new)?;
        self.norm_draft_of(&kept)
    }

    /// Discards the draft of a profile, in the state `edit` where one was seen.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] when there is none, [`StoreError::DraftConflict`] when its state is another.
    pub fn discard_norm_draft(&self, id: &str, edit: Option<u64>) -> Result<(), DeskError> {
        if self.store.discard_draft(Family::NormProfile, id, edit)? {
            return Ok(());
        }
        Err(no_draft(id))
    }

    /// The stored draft of a profile with its file.
    pub(super) fn stored_norm_draft(&self, id: &str) -> Result<(Draft, String), DeskError> {
        let draft = self.store.draft(Family::NormProfile, id)?.ok_or_else(|| no_draft(id))?;
        let file = file_of(&draft)?;
        Ok((draft, file))
    }

    /// Publishes the draft of a profile, in the state `edit` where one was seen; answers the new version. The draft is
    /// gone then.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] when there is none, [`DeskError::NoDifference`] when it says what is in force,
    /// [`DeskError::Profile`] with its faults, [`StoreError::Conflict`] when the profile has moved on since the draft was made, [`StoreError::DraftConflict`] when the draft has; what is in force
    /// stays then.
    pub fn publish_norm_draft(&self, id: &str, change: Change<'_>, edit: Option<u64>) -> Result<u64, DeskError> {
        let (draft, file) = self.stored_norm_draft(id)?;
        let conflict = |expected, current| StoreError::Conflict { id: id.to_owned(), expected, current };
        if draft.based_on != change.expected {
            return Err(conflict(draft.based_on, self.profile_version(id)).into());
        }
        if edit.is_some_and(|seen| seen != draft.edit) {
            return Err(StoreError::DraftConflict { id: id.to_owned() }.into());
        }
        if self.norm_profile_file(id, None).is_ok_and(|(_, current)| current == file) {
            return Err(DeskError::NoDifference { what: "规范档" });
        }
        self.put_profile_in_force(id, &file, change, |new| {
            self.store.publish_draft(Family::NormProfile, new, draft.edit)
        })
    }

    /// The version of a profile in force; 0 when there is none.
    #[must_use]
    pub fn profile_version(&self, id: &str) -> u64 {
        self.engine().profiles.get(id).map_or(0, |profile| profile.version)
    }

    fn norm_draft_of(&self, draft: &Draft) -> Result<NormProfileDraft, DeskError> {
        let file = file_of(draft)?;
        let blocking = match self.check_norm_profile(&draft.id, &file, draft.based_on + 1) {
            Ok(()) => Vec::new(),
            Err(DeskError::Profile(error)) => error.problems,
            Err(other) => return Err(other),
        };
        Ok(NormProfileDraft {
            id: draft.id.clone(),
            based_on: draft.based_on,
            version: self.profile_version(&draft.id),
            edit: draft.edit,
            updated_at: draft.updated_at.clone(),
            author: draft.author.clone(),
            file,
            blocking,
        })
    }
}

fn file_of(draft: &Draft) -> Result<String, DeskError> {
    let unreadable = |e: serde_json::Error| DeskError::Unreadable { what: "规范档草稿", reason: e.to_string() };
    Ok(serde_json::from_str::<ProfileFile>(&draft.body).map_err(unreadable)?.toml)
}

fn no_draft(id: &str) -> DeskError {
    DeskError::NotFound { what: "规范档草稿", id: id.chars().take(80).collect() }
}

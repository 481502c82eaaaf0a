//! Previews and the search for candidates as jobs: for whoever does not wait at the door. The answer is the detail of the
//! job that has ended; it goes with the job, and before it when a review that it quotes is erased.

use std::sync::Arc;
use std::time::Duration;

use crate::desk::course;
use crate::desk::draft_words::DraftWords;
use crate::desk::error::DeskError;
use crate::desk::jobs::{Ended, JobKind};
use crate::desk::office::Desk;
use crate::desk::preview::run::PreviewScope;
use crate::lexicon::ListId;
use crate::store::{Job, Stamp};

/// How long a job may look at texts: ten thousand drafts and as many documents, cold, take a few minutes on two cores.
const JOB_TIME: Duration = Duration::from_secs(1_800);

impl PreviewScope {
    /// The kind of a preview that is a job: by whether drafts are told of, for that decides who may see it.
    fn job(self) -> JobKind {
        match self.words {
            DraftWords::Shown => JobKind::Preview,
            DraftWords::Withheld => JobKind::CorpusPreview,
        }
    }
}

impl Desk {
    /// Starts to try the draft of a list as it is now.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] when there is none, [`DraftConflict`](crate::store::StoreError::DraftConflict) when it is not the one that was seen; the
    /// store's, when the job cannot be recorded.
    pub fn start_term_preview(
        self: &Arc<Self>,
        stamp: Stamp,
        id: ListId,
        scope: PreviewScope,
        held: impl Send + 'static,
    ) -> Result<Job, DeskError> {
        let draft = self.stored_term_draft(id)?;
        scope.takes(id.name(), draft.edit)?;
        self.note_list_preview(id, scope)?;
        self.start(scope.job(), stamp, held, move |desk, control| {
            let preview = course::of_job(control, JOB_TIME, |course| desk.preview_kept_terms(&draft, scope, course))?;
            Ok((Ended::Done, serde_json::to_value(preview).unwrap_or_default()))
        })
    }

    /// Starts to try the draft of a profile as it is now.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] when there is none, [`DraftConflict`](crate::store::StoreError::DraftConflict) when it is not the one that was seen,
    /// [`DeskError::Profile`] with its faults; the store's, when the job cannot be recorded.
    pub fn start_norm_preview(
        self: &Arc<Self>,
        stamp: Stamp,
        id: &str,
        scope: PreviewScope,
        held: impl Send + 'static,
    ) -> Result<Job, DeskError> {
        let tried = self.tried_norm_draft(id, scope)?;
        self.note_preview(id, scope)?;
        self.start(scope.job(), stamp, held, move |desk, control| {
            let preview = course::of_job(control, JOB_TIME, |course| desk.preview_profile(&tried, scope, course))?;
            Ok((Ended::Done, serde_json::to_value(preview).unwrap_or_default()))
        })
    }

    /// Starts to look for candidates for the list of slogans.
    ///
    /// # Errors
    /// The store's, when the job cannot be recorded.
    pub fn start_suggestions(
        self: &Arc<Self>,
        stamp: Stamp,
        (documents, most): (usize, usize),
        held: impl Send + 'static,
    ) -> Result<Job, DeskError> {
        self.start(JobKind::Suggest, stamp, held, move |desk, control| {
            let found = course::of_job(control, JOB_TIME, |course| desk.suggest_slogans(documents, most, course))?;
            Ok((Ended::Done, serde_json::to_value(found).unwrap_or_default()))
        })
    }
}

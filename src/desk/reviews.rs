//! Reviews: made, kept, listed, erased.

use crate::desk::engine::body_of;
use crate::desk::error::DeskError;
use crate::desk::office::Desk;
use crate::review::{self, DraftInput, InputError, Report, Tools};
use crate::store::{NewReview, ReviewPage, Stamp, StoredReview};

/// Whether a review is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep<'a> {
    /// The report and the text, with the file as received where one was.
    Yes {
        /// The file.
        original: Option<&'a [u8]>,
    },
    /// Nothing of it.
    No,
}

impl Desk {
    /// Reviews a draft with what is in force now.
    ///
    /// # Errors
    /// [`DeskError::Input`] when the draft cannot be reviewed, [`DeskError::Store`] when the review cannot be kept.
    pub fn review(&self, input: &DraftInput, keep: Keep<'_>) -> Result<Report, DeskError> {
        self.review_as(&Stamp::now(), input, keep)
    }

    /// The same under an id and time given.
    ///
    /// # Errors
    /// As [`Self::review`].
    pub fn review_as(&self, stamp: &Stamp, input: &DraftInput, keep: Keep<'_>) -> Result<Report, DeskError> {
        let engine = self.engine();
        let profile = match &input.profile {
            Some(id) => engine.profile(id).map_err(|_| InputError::NoProfile { id: id.chars().take(80).collect() })?,
            None => &engine.profile,
        };
        let view = self.corpus.view();
        let catalogue = self.catalogue(&view);
        let text = |sequence: u64| self.corpus.text(sequence);
        let reading = |sequence: u64| self.corpus.reading(sequence);
        let tools = Tools {
            lexicon: &engine.lexicon,
            profile,
            model: &engine.model,
            snapshot: &view.snapshot,
            catalogue: &catalogue,
            text: &text,
            reading: &reading,
            corpus_generation: view.generation,
            accept_classified: self.accept_classified,
        };
        let report = self.pools.run(|| review::review(input, &tools, &stamp.id, &stamp.created_at))?;
        if let Keep::Yes { original } = keep {
            let body = body_of("审核报告", &report)?;
            self.store.insert_review(&NewReview {
                stamp,
                draft_id: report.draft.id.as_deref(),
                title: report.draft.title.as_deref(),
                report: &body,
                text: &input.text,
                original,
            })?;
        }
        Ok(report)
    }

    /// Kept reviews whose title or draft id holds `words`, newest first; `before` is the `next` of the page before.
    ///
    /// # Errors
    /// The store's.
    pub fn reviews(&self, words: &str, before: Option<u64>, limit: usize) -> Result<ReviewPage, DeskError> {
        Ok(self.store.reviews(words.trim(), before, limit)?)
    }

    /// A kept review.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] when there is none with this id.
    pub fn kept_review(&self, id: &str) -> Result<StoredReview, DeskError> {
        self.store.review(id)?.ok_or_else(|| DeskError::NotFound { what: "审核记录", id: id.to_owned() })
    }

    /// The report of a kept review, and the text that was reviewed.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] when there is none with this id, [`DeskError::Unreadable`] when the report is none.
    pub fn kept_report(&self, id: &str) -> Result<(Report, String), DeskError> {
        let kept = self.kept_review(id)?;
        Ok((report_of(&kept)?, kept.text))
    }

    /// The same, with the file as received where one was.
    ///
    /// # Errors
    /// As [`Self::kept_report`].
    pub fn kept_file(&self, id: &str) -> Result<(Report, String, Option<Vec<u8>>), DeskError> {
        let kept = self.kept_review(id)?;
        Ok((report_of(&kept)?, kept.text, kept.original))
    }

    /// Erases a kept review: report, text and file.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] when there is none with this id.
    pub fn erase_review(&self, id: &str) -> Result<(), DeskError> {
        if self.store.delete_review(id)? {
            return Ok(());
        }
        Err(DeskError::NotFound { what: "审核记录", id: id.to_owned() })
    }
}

/// The report of a kept review.
fn report_of(kept: &StoredReview) -> Result<Report, DeskError> {
    let unreadable = |e: serde_json::Error| DeskError::Unreadable { what: "审核报告", reason: e.to_string() };
    serde_json::from_str(&kept.report).map_err(unreadable)
}

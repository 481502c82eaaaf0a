//! Reviews: made, kept, listed, erased.

use crate::corpus::View;
use crate::deadline::Deadline;
use crate::desk::engine::body_of;
use crate::desk::error::DeskError;
use crate::desk::office::Desk;
use crate::desk::sources::{Read, Sources};
use crate::document::DraftFacts;
use crate::review::{self, DraftInput, InputError, Report, Reviewed, Tools, Warning};
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

/// How often a review is made before it goes out with a warning that the corpus changed under it.
const ATTEMPTS: usize = 3;

impl Desk {
    /// Reviews a draft with what is in force now, for as long as it takes.
    ///
    /// # Errors
    /// [`DeskError::Input`] when the draft cannot be reviewed, [`DeskError::Store`] when the review cannot be kept.
    pub fn review(&self, input: &DraftInput, keep: Keep<'_>) -> Result<Report, DeskError> {
        self.review_as(&Stamp::now(), input, keep, &Deadline::default())
    }

    /// The same under an id and time given, until a deadline: the report is whole, or there is none and nothing is kept.
    ///
    /// # Errors
    /// As [`Self::review`]; [`InputError::Stopped`] when the deadline passes.
    pub fn review_as(
        &self,
        stamp: &Stamp,
        input: &DraftInput,
        keep: Keep<'_>,
        deadline: &Deadline,
    ) -> Result<Report, DeskError> {
        let Reviewed { report, said } = self.reviewed(input, stamp, deadline, &mut || self.corpus.view())?;
        if let Keep::Yes { original } = keep {
            let body = body_of("审核报告", &report)?;
            self.store.insert_review(&NewReview {
                stamp,
                draft_id: report.draft.id.as_deref(),
                title: report.draft.title.as_deref(),
                report: &body,
                text: &input.text,
                original,
                said: &said,
            })?;
        }
        Ok(report)
    }

    /// What a review would take a draft for: the caller's words first, then those of the text. Nothing is kept.
    ///
    /// # Errors
    /// [`DeskError::Input`] when the draft cannot be reviewed, or was not read before the deadline.
    pub fn facts(&self, input: &DraftInput, deadline: &Deadline) -> Result<DraftFacts, DeskError> {
        Ok(review::admitted(input, self.accept_classified, deadline)?.1)
    }

    /// A report for which every text was there: where a document was replaced meanwhile, the review begins anew with the
    /// corpus as `view` shows it by then.
    fn reviewed(
        &self,
        input: &DraftInput,
        stamp: &Stamp,
        deadline: &Deadline,
        view: &mut dyn FnMut() -> View,
    ) -> Result<Reviewed, DeskError> {
        let mut attempts = 1;
        loop {
            let sources = Sources::of(&self.corpus, view());
            let mut reviewed = self.judged(input, stamp, deadline, &sources)?;
            match sources.outcome()? {
                Read::All => return Ok(reviewed),
                Read::NotAll if attempts == ATTEMPTS => {
                    let message =
                        "审核期间文件库一再变动，个别来源文件已无法读取，照搬它们的段落可能没有列出；请重新审核";
                    let warning = Warning { code: "corpus_changed".to_owned(), message: message.to_owned() };
                    reviewed.report.warnings.push(warning);
                    return Ok(reviewed);
                }
                Read::NotAll => attempts += 1,
            }
        }
    }

    fn judged(
        &self,
        input: &DraftInput,
        stamp: &Stamp,
        deadline: &Deadline,
        sources: &Sources<'_>,
    ) -> Result<Reviewed, DeskError> {
        let engine = self.engine();
        let profile = match &input.profile {
            Some(id) => engine.profile(id).map_err(|_| InputError::NoProfile { id: id.chars().take(80).collect() })?,
            None => &engine.profile,
        };
        let tools = Tools {
            lexicon: &engine.lexicon,
            profile,
            model: &engine.model,
            snapshot: &sources.view.snapshot,
            catalogue: &self.catalogue(&sources.view),
            text: &|sequence| sources.text(sequence),
            reading: &|sequence| sources.reading(sequence),
            corpus_generation: sources.view.generation,
            accept_classified: self.accept_classified,
            deadline,
            rewording: self.rewording,
        };
        Ok(self.pools.run(|| review::review(input, &tools, &stamp.id, &stamp.created_at))?)
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

    /// Erases a kept review: report, text and file, and what previews found out about drafts.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] when there is none with this id.
    pub fn erase_review(&self, id: &str) -> Result<(), DeskError> {
        if self.store.delete_review(id)? {
            self.memory.forget();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::DeskOptions;
    use crate::desk::preview::Source;
    use crate::document::{Kind, Level};
    use crate::review::known::Known;
    use crate::review::what_if::Subject;
    use crate::store::NewDocument;

    const SAID: &str = "各单位应当在每月五日前向市示例局报送上月隐患排查清单，逐条写明责任人和整改期限，逾期未改的由市示例局挂牌督办。";

    fn document(end: &str) -> NewDocument {
        NewDocument {
            id: "示例".to_owned(),
            title: "示例省关于隐患排查的通知（示例）".to_owned(),
            issuer: None,
            level: Level::Province,
            date: None,
            kind: Kind::Notice,
            kind_original: None,
            docno: None,
            text: format!("{SAID}{end}"),
        }
    }

    /// Reviews with the corpus of before each of so many changes, and then as it is; how many passages, which warnings.
    fn reviewed_amid(changes: usize) -> (usize, Vec<String>) {
        let folder = tempfile::tempdir().unwrap();
        let options = DeskOptions { data: folder.path().to_owned(), ..DeskOptions::default() };
        let desk = Desk::open(&options, &mut |_, _| {}).unwrap().0;
        desk.corpus().put(&[document("")]).unwrap();
        let mut left = changes;
        let mut view = || {
            let view = desk.corpus().view();
            if left > 0 {
                desk.corpus().put(&[document(&format!("第{left}稿。"))]).unwrap();
                left -= 1;
            }
            view
        };
        let against = Some(std::collections::BTreeSet::from(["示例".to_owned()]));
        let input = DraftInput { text: SAID.to_owned(), against, ..DraftInput::default() };
        let report = desk.reviewed(&input, &Stamp::now(), &Deadline::default(), &mut view).unwrap().report;
        (report.passages.len(), report.warnings.into_iter().map(|w| w.code).collect())
    }

    #[test]
    fn a_document_replaced_meanwhile_loses_no_passage() {
        let (undisturbed, warnings) = reviewed_amid(0);
        assert_eq!(undisturbed, 1, "{warnings:?}");
        assert_eq!(reviewed_amid(ATTEMPTS - 1), (undisturbed, warnings.clone()));
        let (_, told) = reviewed_amid(ATTEMPTS);
        assert_eq!(told.last().map(String::as_str), Some("corpus_changed"), "{told:?}");
        assert_eq!(told.len(), warnings.len() + 1, "{told:?}");
    }

    #[test]
    fn a_review_out_of_time_is_no_report() {
        let folder = tempfile::tempdir().unwrap();
        let options = DeskOptions { data: folder.path().to_owned(), ..DeskOptions::default() };
        let desk = Desk::open(&options, &mut |_, _| {}).unwrap().0;
        let input = DraftInput { text: SAID.to_owned(), ..DraftInput::default() };
        let soon = Deadline::after(Some(std::time::Duration::ZERO));
        let stopped = desk.review_as(&Stamp::now(), &input, Keep::Yes { original: None }, &soon);
        assert!(matches!(stopped, Err(DeskError::Input(InputError::Stopped(_)))), "{stopped:?}");
        assert!(desk.reviews("", None, 10).unwrap().reviews.is_empty());
        assert!(desk.review_as(&Stamp::now(), &input, Keep::No, &Deadline::after(None)).is_ok());
    }

    #[test]
    fn what_the_model_said_is_kept_with_a_review_and_goes_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let options = DeskOptions { data: folder.path().to_owned(), ..DeskOptions::default() };
        let desk = Desk::open(&options, &mut |_, _| {}).unwrap().0;
        let text = format!("关于隐患排查的通知（示例）\n{SAID}要提高政治站位，狠抓工作落实。");
        let input = DraftInput { text, title: Some("题目".to_owned()), ..DraftInput::default() };
        let id = desk.review(&input, Keep::Yes { original: None }).unwrap().id;
        // As a preview reads it: with what the report says of the draft, which is more than was given.
        let material = desk.material(&Source::Review(id.clone())).unwrap().unwrap();
        let (said, input) = (material.said, material.input);
        let engine = desk.engine();
        let subject = Subject::read(&input);
        let mut known = Known::default();
        known.remind(&said, &subject, &engine.model);
        let kept = known.opinion(&subject, &engine.lexicon, &engine.model).said().unwrap();
        assert_eq!(kept.to_bytes(&subject.analysis, &engine.model), said);
        desk.erase_review(&id).unwrap();
        assert!(desk.material(&Source::Review(id)).unwrap().is_none());
    }
}

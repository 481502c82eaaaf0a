//! Decisions about findings: made, read, taken back, and carried over to a new version of the draft. A decision names a
//! finding of the report as it was kept, and is bound to rule, entry, words and sentence.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use crate::desk::error::DeskError;
use crate::desk::office::Desk;
use crate::measure::substance::rules;
use crate::measure::{Severity, TermRef};
use crate::review::Report;
use crate::span::{OffsetUnit, Span};
use crate::store::{About, Decision, DecisionKind, StoredReview};
use crate::text::Analysis;

/// Longest reason for a decision, in characters.
pub const LONGEST_REASON: usize = 500;
/// Longest words and sentence kept with a decision, in characters; the hash is of the whole.
const LONGEST_KEPT: usize = 300;

/// What of a kept report says which findings there are.
#[derive(Deserialize)]
struct Findings {
    #[serde(default)]
    offset_unit: OffsetUnit,
    findings: Vec<Found>,
}

#[derive(Deserialize)]
struct Found {
    id: String,
    #[serde(default)]
    rule: String,
    #[serde(default)]
    severity: Option<Severity>,
    #[serde(default)]
    span: Option<Span>,
    #[serde(default)]
    term: Option<TermRef>,
}

/// What was ignored in an earlier version of the draft and stands unchanged in this one: offered again, not decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CarriedDecision {
    /// Id of the finding in this report.
    pub finding: String,
    /// What was decided then.
    pub decision: DecisionKind,
    /// Why, in the reviewer's words.
    pub reason: String,
    /// The review it was decided in.
    pub review: String,
    /// When.
    pub decided_at: String,
}

impl Desk {
    /// The decisions about the findings of a review, in the order they were made.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] when there is no such review.
    pub fn decisions(&self, review: &str) -> Result<Vec<Decision>, DeskError> {
        self.kept_review(review)?;
        Ok(self.store().decisions(review)?)
    }

    /// The report of a kept review with the decisions about its findings, and the text that was reviewed.
    ///
    /// # Errors
    /// As [`Self::kept_report`].
    pub fn decided_report(&self, review: &str) -> Result<(Report, String), DeskError> {
        let (report, text) = self.kept_report(review)?;
        let decisions = Some(self.store().decisions(review)?);
        Ok((Report { decisions, ..report }, text))
    }

    /// What was ignored in earlier reviews of the same draft and not decided in this one, where rule, entry, words and
    /// sentence are the same, whatever was edited elsewhere; in order of the findings.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] when there is no such review.
    pub fn carried_decisions(&self, review: &str) -> Result<Vec<CarriedDecision>, DeskError> {
        let earlier = self.store().ignored_before(review)?;
        if earlier.is_empty() {
            return Ok(Vec::new());
        }
        let kept = self.kept_review(review)?;
        let decided: BTreeSet<String> = self.decisions(review)?.into_iter().map(|d| d.finding).collect();
        let report = findings_of(&kept)?;
        let context = Context::of(&kept.text, report.offset_unit);
        let open = report.findings.iter().filter(|found| !decided.contains(&found.id));
        let carried = open.filter_map(|found| {
            let about = context.about(found);
            let made = earlier.iter().find(|made| made.about.context == about.context)?;
            Some(CarriedDecision {
                finding: found.id.clone(),
                decision: made.decision.decision,
                reason: made.decision.reason.clone(),
                review: made.review.clone(),
                decided_at: made.decision.decided_at.clone(),
            })
        });
        Ok(carried.collect())
    }

    /// Keeps a decision about a finding; a former one is replaced. `reason` has at most [`LONGEST_REASON`] characters.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] when there is no such review, or no such finding in it.
    pub fn decide(
        &self,
        review: &str,
        finding: &str,
        decision: DecisionKind,
        reason: &str,
    ) -> Result<Decision, DeskError> {
        let kept = self.kept_review(review)?;
        let report = findings_of(&kept)?;
        let found = report.findings.iter().find(|known| known.id == finding);
        let found = found.ok_or_else(|| not_found("提示", finding))?;
        let about = Context::of(&kept.text, report.offset_unit).about(found);
        let made = self.store().decide(review, finding, (decision, reason.trim()), &about)?;
        made.ok_or_else(|| not_found("审核记录", review))
    }

    /// Takes a decision back.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] when there is none.
    pub fn withdraw_decision(&self, review: &str, finding: &str) -> Result<(), DeskError> {
        if self.store().withdraw_decision(review, finding)? {
            return Ok(());
        }
        Err(not_found("处理意见", finding))
    }
}

fn findings_of(kept: &StoredReview) -> Result<Findings, DeskError> {
    let unreadable = |e: serde_json::Error| DeskError::Unreadable { what: "审核报告", reason: e.to_string() };
    serde_json::from_str(&kept.report).map_err(unreadable)
}

/// A draft's text, to say what stands around findings.
struct Context {
    analysis: Analysis,
    unit: OffsetUnit,
}

impl Context {
    fn of(text: &str, unit: OffsetUnit) -> Self {
        Self { analysis: Analysis::new(text, None), unit }
    }

    /// What a finding is about. The hash is over letters only: blanks, punctuation and item numbers may change.
    fn about(&self, found: &Found) -> About {
        let (list, entry) = found.term.as_ref().map(|t| (t.list.clone(), t.name())).unwrap_or_default();
        let sort = found.severity.map_or(found.rule.as_str(), |severity| rules::sort_of(&found.rule, severity));
        let mut about = About { rule: sort.to_owned(), list, entry, ..About::default() };
        let Some(span) = found.span else { return about };
        let span = self.analysis.received().converter(self.unit).revert(span);
        let span = self.analysis.to_read(span);
        let touched = self.analysis.sentences.iter().map(|s| s.span).filter(|s| s.overlaps(span));
        let sentences = touched.fold(span, Span::hull);
        let letters = |span: Span| -> String {
            let letters = self.analysis.letters.from_text(span);
            self.analysis.letters.chars().get(letters.start..letters.end).unwrap_or(&[]).iter().collect()
        };
        let mut digest = Sha256::new();
        // The rule, not the sort: what was decided before the sorts were told apart stays with its words.
        for part in [&found.rule, &about.list, &about.entry.pattern, &letters(span), &letters(sentences)] {
            digest.update(part.len().to_le_bytes());
            digest.update(part);
        }
        about.context = digest.finalize().to_vec();
        let shortened = |span: Span| self.analysis.text(span).chars().take(LONGEST_KEPT).collect();
        about.words = shortened(span);
        about.sentence = shortened(sentences);
        about
    }
}

fn not_found(what: &'static str, id: &str) -> DeskError {
    DeskError::NotFound { what, id: id.chars().take(80).collect() }
}

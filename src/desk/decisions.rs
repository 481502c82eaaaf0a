//! Decisions about findings: made, read, taken back. A decision names a finding of the report as it was kept.

use serde::Deserialize;

use crate::desk::error::DeskError;
use crate::desk::office::Desk;
use crate::store::{Decision, DecisionKind};

/// Longest reason for a decision, in characters.
pub const LONGEST_REASON: usize = 500;

/// What of a kept report says which findings there are.
#[derive(Deserialize)]
struct Findings {
    findings: Vec<Id>,
}

#[derive(Deserialize)]
struct Id {
    id: String,
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
        let unreadable = |e: serde_json::Error| DeskError::Unreadable { what: "审核报告", reason: e.to_string() };
        let report: Findings = serde_json::from_str(&kept.report).map_err(unreadable)?;
        if !report.findings.iter().any(|known| known.id == finding) {
            return Err(not_found("提示", finding));
        }
        let made = self.store().decide(review, finding, decision, reason.trim())?;
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

fn not_found(what: &'static str, id: &str) -> DeskError {
    DeskError::NotFound { what, id: id.chars().take(80).collect() }
}

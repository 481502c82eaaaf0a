//! Decisions: what a reviewer did with a finding of a kept review, and why. They go with their review.

use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::audit::{self, Action, Deed};
use super::clock;
use super::connections::Store;
use super::error::StoreError;

/// 处理意见: what a reviewer did with a finding.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum DecisionKind {
    /// 采纳
    #[default]
    Accepted,
    /// 忽略
    Ignored,
}

impl DecisionKind {
    fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Ignored => "ignored",
        }
    }

    fn of(name: &str) -> Option<Self> {
        [Self::Accepted, Self::Ignored].into_iter().find(|kind| kind.name() == name)
    }
}

/// A decision about one finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Decision {
    /// Id of the finding in its report.
    pub finding: String,
    /// What was decided.
    pub decision: DecisionKind,
    /// Why, in the reviewer's words; may be empty.
    pub reason: String,
    /// When, RFC 3339 in UTC.
    pub decided_at: String,
}

impl Store {
    /// Keeps a decision; a former one about the same finding is replaced. `None` when there is no such review.
    ///
    /// # Errors
    /// SQLite's.
    pub fn decide(
        &self,
        review: &str,
        finding: &str,
        decision: DecisionKind,
        reason: &str,
    ) -> Result<Option<Decision>, StoreError> {
        let decided_at = clock::now();
        let written = self.write("保存处理意见", |transaction| {
            let sql = "INSERT INTO decisions (review, finding, decision, reason, decided_at)
                       SELECT id, ?2, ?3, ?4, ?5 FROM reviews WHERE id = ?1
                       ON CONFLICT (review, finding) DO UPDATE SET
                         decision = excluded.decision, reason = excluded.reason, decided_at = excluded.decided_at";
            let written = transaction
                .execute(sql, params![review, finding, decision.name(), reason, decided_at])
                .map_err(StoreError::sqlite("保存处理意见"))?;
            if written > 0 {
                let deed = Deed::done(Action::DecisionMade, format!("{review}/{finding}"));
                audit::note(transaction, &Deed { result: decision.name(), ..deed })?;
            }
            Ok(written)
        })?;
        let made = Decision { finding: finding.to_owned(), decision, reason: reason.to_owned(), decided_at };
        Ok((written > 0).then_some(made))
    }

    /// The decisions of a review, in the order they were made.
    ///
    /// # Errors
    /// SQLite's.
    pub fn decisions(&self, review: &str) -> Result<Vec<Decision>, StoreError> {
        let failed = StoreError::sqlite("读取处理意见");
        let sql = "SELECT finding, decision, reason, decided_at FROM decisions WHERE review = ?1
                   ORDER BY decided_at, finding";
        self.read("读取处理意见", |reader| {
            let mut statement = reader.prepare_cached(sql).map_err(&failed)?;
            let rows = statement.query_map([review], decision_of).map_err(&failed)?;
            rows.collect::<rusqlite::Result<_>>().map_err(&failed)
        })
    }

    /// Takes a decision back; whether there was one.
    ///
    /// # Errors
    /// SQLite's.
    pub fn withdraw_decision(&self, review: &str, finding: &str) -> Result<bool, StoreError> {
        self.write("撤销处理意见", |transaction| {
            let sql = "DELETE FROM decisions WHERE review = ?1 AND finding = ?2";
            let count = transaction.execute(sql, [review, finding]);
            let gone = count.map(|n| n > 0).map_err(StoreError::sqlite("撤销处理意见"))?;
            if gone {
                let object = format!("{review}/{finding}");
                audit::note(transaction, &Deed::done(Action::DecisionWithdrawn, object))?;
            }
            Ok(gone)
        })
    }
}

fn decision_of(row: &Row<'_>) -> rusqlite::Result<Decision> {
    let name: String = row.get(1)?;
    let unknown = || rusqlite::Error::InvalidColumnType(1, name.clone(), rusqlite::types::Type::Text);
    Ok(Decision {
        finding: row.get(0)?,
        decision: DecisionKind::of(&name).ok_or_else(unknown)?,
        reason: row.get(2)?,
        decided_at: row.get(3)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{NewReview, Stamp};
    use tempfile::tempdir;

    #[test]
    fn decisions_go_with_their_review() {
        let dir = tempdir().expect("temporary folder");
        let store = Store::open(dir.path()).expect("open");
        let stamp = Stamp::now();
        let review =
            NewReview { stamp: &stamp, draft_id: None, title: None, report: "{}", text: "正文", original: None };
        store.insert_review(&review).expect("insert");
        let reason = "例外：引用上级原文".repeat(40);
        assert_eq!(store.decide("没有", "f1", DecisionKind::Ignored, "").expect("decide"), None);
        store.decide(&stamp.id, "f1", DecisionKind::Accepted, "").expect("decide");
        let made = store.decide(&stamp.id, "f1", DecisionKind::Ignored, &reason).expect("decide").expect("there");
        store.decide(&stamp.id, "f2", DecisionKind::Accepted, "").expect("decide");
        assert!(store.withdraw_decision(&stamp.id, "f2").expect("withdraw"));
        assert!(!store.withdraw_decision(&stamp.id, "f2").expect("withdraw"));
        assert_eq!(store.decisions(&stamp.id).expect("read"), [made]);
        assert!(store.delete_review(&stamp.id).expect("delete"));
        assert!(store.decisions(&stamp.id).expect("read").is_empty());
        let needle = "例外：引用上级原文".as_bytes();
        for entry in std::fs::read_dir(dir.path()).expect("list") {
            let bytes = std::fs::read(entry.expect("entry").path()).expect("read");
            assert!(!bytes.windows(needle.len()).any(|w| w == needle));
        }
    }
}

//! Decisions: what a reviewer did with a finding of a kept review, and why. They go with their review.

use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::audit::{self, Action, Deed};
use super::clock;
use super::connections::{Store, unsigned};
use super::error::StoreError;
use crate::lexicon::{EntryKind, EntryName, Layer};

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
    /// The Chinese name shown to users.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Accepted => "采纳",
            Self::Ignored => "忽略",
        }
    }

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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
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

/// What a decision is about: enough to know the same thing again in another version of the draft.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// Rule id.
    pub rule: String,
    /// The list that the finding rests on; empty when it rests on none.
    pub list: String,
    /// The entry; an empty name when it rests on none.
    pub entry: EntryName,
    /// The words of the finding.
    pub words: String,
    /// The sentences they stand in, shortened.
    pub sentence: String,
    /// SHA-256 of rule, entry, words and sentences; empty for a finding about the whole draft.
    pub context: Vec<u8>,
}

/// A decision with what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeDecision {
    /// The review it was made in.
    pub review: String,
    /// The decision.
    pub decision: Decision,
    /// What it is about.
    pub about: About,
}

/// How often findings of one kind were accepted and ignored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionCount {
    /// Rule id.
    pub rule: String,
    /// The list they rest on; empty for none.
    pub list: String,
    /// The entry; an empty name for none.
    pub entry: EntryName,
    /// Accepted.
    pub accepted: usize,
    /// Ignored.
    pub ignored: usize,
}

/// Columns of [`MadeDecision`] in the order [`made_of`] reads them.
const MADE: &str =
    "d.finding, d.decision, d.reason, d.decided_at, d.review, d.rule, d.list, d.entry, d.words, d.sentence,
                    d.context, d.kind, d.layer";
/// Most decisions about entries that are read at once.
const MOST_READ: i64 = 50_000;

impl Store {
    /// Keeps a decision; a former one about the same finding is replaced. `None` when there is no such review.
    ///
    /// # Errors
    /// SQLite's.
    pub fn decide(
        &self,
        review: &str,
        finding: &str,
        (decision, reason): (DecisionKind, &str),
        about: &About,
    ) -> Result<Option<Decision>, StoreError> {
        let decided_at = clock::now();
        let written = self.write("保存处理意见", |transaction| {
            let sql = "INSERT INTO decisions
                         (review, finding, decision, reason, decided_at, rule, list, entry, words, sentence, context,
                          kind, layer)
                       SELECT id, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13 FROM reviews WHERE id = ?1
                       ON CONFLICT (review, finding) DO UPDATE SET
                         decision = excluded.decision, reason = excluded.reason, decided_at = excluded.decided_at,
                         rule = excluded.rule, list = excluded.list, entry = excluded.entry, words = excluded.words,
                         sentence = excluded.sentence, context = excluded.context, kind = excluded.kind,
                         layer = excluded.layer";
            let About { rule, list, entry, words, sentence, context } = about;
            let made = params![review, finding, decision.name(), reason, decided_at];
            let (pattern, kind, layer) = columns(entry);
            let about = params![rule, list, pattern, words, sentence, context, kind, layer];
            let written = transaction
                .execute(sql, rusqlite::params_from_iter(made.iter().chain(about)))
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

    /// What was ignored in earlier reviews of the same draft (by its id, else by its title), newest first.
    ///
    /// # Errors
    /// SQLite's.
    pub fn ignored_before(&self, review: &str) -> Result<Vec<MadeDecision>, StoreError> {
        let sql = format!(
            "SELECT {MADE} FROM reviews me JOIN reviews r ON r.seq < me.seq AND (r.draft_id = me.draft_id
               OR (r.title = me.title AND (r.draft_id IS NULL OR me.draft_id IS NULL)))
             JOIN decisions d ON d.review = r.id
             WHERE me.id = ?1 AND d.decision = 'ignored' AND length(d.context) > 0
             ORDER BY d.decided_at DESC, d.review DESC, d.finding"
        );
        self.made_by(&sql, params![review])
    }

    /// Decisions about findings that rest on a list's entry, newest first.
    ///
    /// # Errors
    /// SQLite's.
    pub fn decisions_about_entries(&self) -> Result<Vec<MadeDecision>, StoreError> {
        let sql = format!(
            "SELECT {MADE} FROM decisions d WHERE d.list <> ''
             ORDER BY d.decided_at DESC, d.review DESC, d.finding LIMIT {MOST_READ}"
        );
        self.made_by(&sql, params![])
    }

    /// How often findings were accepted and ignored, by rule and entry.
    ///
    /// # Errors
    /// SQLite's.
    pub fn decision_counts(&self) -> Result<Vec<DecisionCount>, StoreError> {
        let failed = StoreError::sqlite("读取处理意见");
        let sql = "SELECT rule, list, entry, sum(decision = 'accepted'), sum(decision = 'ignored'), kind, layer
                   FROM decisions WHERE rule <> '' GROUP BY rule, list, entry, kind, layer
                   ORDER BY rule, list, entry, kind, layer";
        let count = |row: &Row<'_>, column| {
            row.get::<_, i64>(column).map(|n| usize::try_from(unsigned(n)).unwrap_or(usize::MAX))
        };
        self.read("读取处理意见", |reader| {
            let mut statement = reader.prepare_cached(sql).map_err(&failed)?;
            let rows = statement.query_map([], |row| {
                Ok(DecisionCount {
                    rule: row.get(0)?,
                    list: row.get(1)?,
                    entry: name_of(row, (2, 5, 6))?,
                    accepted: count(row, 3)?,
                    ignored: count(row, 4)?,
                })
            });
            rows.map_err(&failed)?.collect::<rusqlite::Result<_>>().map_err(&failed)
        })
    }

    fn made_by(&self, sql: &str, keys: impl rusqlite::Params) -> Result<Vec<MadeDecision>, StoreError> {
        let failed = StoreError::sqlite("读取处理意见");
        self.read("读取处理意见", |reader| {
            let mut statement = reader.prepare_cached(sql).map_err(&failed)?;
            let rows = statement.query_map(keys, made_of).map_err(&failed)?;
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

/// An entry's name as three columns: what it does not say is empty.
pub(super) fn columns(name: &EntryName) -> (&str, &'static str, &'static str) {
    (&name.pattern, name.kind.map(EntryKind::name).unwrap_or_default(), name.layer.map(Layer::name).unwrap_or_default())
}

/// An entry's name, read from its columns: pattern, kind, layer.
pub(super) fn name_of(row: &Row<'_>, (pattern, kind, layer): (usize, usize, usize)) -> rusqlite::Result<EntryName> {
    let (kind, layer): (String, String) = (row.get(kind)?, row.get(layer)?);
    Ok(EntryName { pattern: row.get(pattern)?, kind: EntryKind::parse(&kind), layer: Layer::parse(&layer) })
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

fn made_of(row: &Row<'_>) -> rusqlite::Result<MadeDecision> {
    Ok(MadeDecision {
        decision: decision_of(row)?,
        review: row.get(4)?,
        about: About {
            rule: row.get(5)?,
            list: row.get(6)?,
            entry: name_of(row, (7, 11, 12))?,
            words: row.get(8)?,
            sentence: row.get(9)?,
            context: row.get(10)?,
        },
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
        let (report, text, said) = ("{}", "正文", b"".as_slice());
        let review = NewReview { stamp: &stamp, draft_id: None, title: None, report, text, original: None, said };
        store.insert_review(&review).expect("insert");
        let reason = "例外：引用上级原文".repeat(40);
        let about = About { rule: "r".to_owned(), sentence: "所在的原句".repeat(40), ..About::default() };
        let decide = |review: &str, finding, kind, reason: &str| {
            store.decide(review, finding, (kind, reason), &about).expect("decide")
        };
        assert_eq!(decide("没有", "f1", DecisionKind::Ignored, ""), None);
        decide(&stamp.id, "f1", DecisionKind::Accepted, "");
        let made = decide(&stamp.id, "f1", DecisionKind::Ignored, &reason).expect("there");
        decide(&stamp.id, "f2", DecisionKind::Accepted, "");
        let counts = store.decision_counts().expect("read");
        assert_eq!(counts.iter().map(|c| (c.rule.as_str(), c.accepted, c.ignored)).collect::<Vec<_>>(), [("r", 1, 1)]);
        assert!(store.withdraw_decision(&stamp.id, "f2").expect("withdraw"));
        assert!(!store.withdraw_decision(&stamp.id, "f2").expect("withdraw"));
        assert_eq!(store.decisions(&stamp.id).expect("read"), [made]);
        assert!(store.delete_review(&stamp.id).expect("delete"));
        assert!(store.decisions(&stamp.id).expect("read").is_empty());
        for needle in ["例外：引用上级原文", "所在的原句"].map(str::as_bytes) {
            for entry in std::fs::read_dir(dir.path()).expect("list") {
                let bytes = std::fs::read(entry.expect("entry").path()).expect("read");
                assert!(!bytes.windows(needle.len()).any(|w| w == needle));
            }
        }
    }
}

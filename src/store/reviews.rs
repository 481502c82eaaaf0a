//! Kept reviews: the report, the draft's text and its original bytes. Deleting one erases all three.

use rusqlite::{OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::audit::{self, Action, Deed};
use super::clock::Stamp;
use super::connections::{Store, signed, unsigned};
use super::error::StoreError;
use super::jobs;

/// A review to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReview<'a> {
    /// Id and time, as in the report.
    pub stamp: &'a Stamp,
    /// The caller's own id of the draft.
    pub draft_id: Option<&'a str>,
    /// Title of the draft.
    pub title: Option<&'a str>,
    /// The report, as JSON.
    pub report: &'a str,
    /// The draft's text as received.
    pub text: &'a str,
    /// The file as received, where one was.
    pub original: Option<&'a [u8]>,
    /// What the sentence model said of the draft, as bytes; empty when it was not asked.
    pub said: &'a [u8],
}

/// 审核: a kept review without its contents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReviewHead {
    /// Id.
    pub id: String,
    /// When it was made, RFC 3339 in UTC.
    pub created_at: String,
    /// The caller's own id of the draft.
    pub draft_id: Option<String>,
    /// Title of the draft.
    pub title: Option<String>,
}

/// A kept review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredReview {
    /// Id, time, draft.
    pub head: ReviewHead,
    /// The report, as JSON.
    pub report: String,
    /// The draft's text as received.
    pub text: String,
    /// The file as received, where one was.
    pub original: Option<Vec<u8>>,
}

/// What of a kept review is needed to review its draft again.
#[derive(Debug, Clone, PartialEq)]
pub struct ReviewMaterial {
    /// Id.
    pub id: String,
    /// The draft's text as received.
    pub text: String,
    /// What the report says of the draft, as JSON; empty when the report says nothing.
    pub draft: String,
    /// Norm profile and version, such as `national@2`; empty when the report says nothing.
    pub norms: String,
    /// The share of the draft that was found copied, 0 to 1, where it was measured.
    pub copied: Option<f64>,
    /// What the sentence model said of the draft, as bytes; empty where it was not kept.
    pub said: Vec<u8>,
}

/// What of a report is read for that. A report is long, and read for each of a thousand drafts of a preview: the database
/// would bring all of it into a form of its own first.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Said {
    draft: Option<serde_json::Value>,
    versions: SaidVersions,
    novelty: SaidNovelty,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct SaidVersions {
    norms: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct SaidNovelty {
    copied_ratio: Option<f64>,
}

impl Said {
    /// Nothing where the report cannot be read.
    fn read(report: &[u8]) -> Self {
        serde_json::from_slice(report).unwrap_or_default()
    }
}

/// Some of the kept reviews, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewPage {
    /// The reviews.
    pub reviews: Vec<ReviewHead>,
    /// What to give as `before` to get older ones; `None` when there are none.
    pub next: Option<u64>,
}

impl Store {
    /// Keeps a review.
    ///
    /// # Errors
    /// SQLite's, a full disk or an id that is already there among them.
    pub fn insert_review(&self, review: &NewReview<'_>) -> Result<(), StoreError> {
        let failed = StoreError::sqlite("保存审核报告");
        self.write("保存审核报告", |transaction| {
            transaction
                .execute(
                    "INSERT INTO reviews (id, created_at, draft_id, title, report, text, original)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                    params![
                        review.stamp.id,
                        review.stamp.created_at,
                        review.draft_id,
                        review.title,
                        review.report,
                        review.text,
                        review.original,
                    ],
                )
                .map_err(&failed)?;
            transaction
                .execute(
                    "INSERT INTO review_opinions (review, said) SELECT ?1, ?2 WHERE ?2 <> x''",
                    params![review.stamp.id, review.said],
                )
                .map_err(&failed)?;
            audit::note(transaction, &Deed::done(Action::ReviewCreated, &review.stamp.id))
        })
    }

    /// The review with this id.
    ///
    /// # Errors
    /// SQLite's.
    pub fn review(&self, id: &str) -> Result<Option<StoredReview>, StoreError> {
        let sql = "SELECT id, created_at, draft_id, title, report, text, original FROM reviews WHERE id = ?1";
        let read = |row: &Row<'_>| {
            Ok(StoredReview {
                head: head_of(row)?,
                report: row.get("report")?,
                text: row.get("text")?,
                original: row.get("original")?,
            })
        };
        self.read("读取审核报告", |reader| {
            reader.query_row(sql, [id], read).optional().map_err(StoreError::sqlite("读取审核报告"))
        })
    }

    /// Ids of the newest reviews, at most `limit`, each with the bytes of its text; newest first.
    ///
    /// # Errors
    /// SQLite's.
    pub fn newest_reviews(&self, limit: usize) -> Result<Vec<(String, u64)>, StoreError> {
        let failed = StoreError::sqlite("读取审核列表");
        let sql = "SELECT id, octet_length(text) FROM reviews ORDER BY seq DESC LIMIT ?1";
        self.read("读取审核列表", |reader| {
            let mut statement = reader.prepare_cached(sql).map_err(&failed)?;
            let rows = statement.query_map([signed(limit as u64)], |row| Ok((row.get(0)?, unsigned(row.get(1)?))));
            rows.map_err(&failed)?.collect::<rusqlite::Result<_>>().map_err(&failed)
        })
    }

    /// Number of kept reviews.
    ///
    /// # Errors
    /// SQLite's.
    pub fn count_reviews(&self) -> Result<usize, StoreError> {
        self.read("读取审核列表", |reader| {
            let count = reader.query_row("SELECT count(*) FROM reviews", [], |row| row.get(0));
            count
                .map(|n| usize::try_from(unsigned(n)).unwrap_or(usize::MAX))
                .map_err(StoreError::sqlite("读取审核列表"))
        })
    }

    /// What is needed to review the draft of a kept review again.
    ///
    /// # Errors
    /// SQLite's.
    pub fn review_material(&self, id: &str) -> Result<Option<ReviewMaterial>, StoreError> {
        let failed = StoreError::sqlite("读取审核报告");
        let sql = "SELECT id, text, report, said FROM reviews LEFT JOIN review_opinions ON review = id WHERE id = ?1";
        self.read("读取审核报告", |reader| {
            let mut statement = reader.prepare_cached(sql).map_err(&failed)?;
            let read = |row: &Row<'_>| {
                let said = row.get_ref(2)?.as_bytes().map_or_else(|_| Said::default(), Said::read);
                let (draft, norms) = (said.draft.map_or_else(String::new, |d| d.to_string()), said.versions.norms);
                let (norms, copied) = (norms.unwrap_or_default(), said.novelty.copied_ratio);
                let said = row.get::<_, Option<Vec<u8>>>(3)?.unwrap_or_default();
                Ok(ReviewMaterial { id: row.get(0)?, text: row.get(1)?, draft, norms, copied, said })
            };
            statement.query_row([id], read).optional().map_err(&failed)
        })
    }

    /// At most `limit` reviews older than `before` (all when `None`) whose title or draft id holds `words`, newest first.
    /// Without `words` all reviews count, those without a title too.
    ///
    /// # Errors
    /// SQLite's.
    pub fn reviews(&self, words: &str, before: Option<u64>, limit: usize) -> Result<ReviewPage, StoreError> {
        let failed = StoreError::sqlite("读取审核列表");
        let sql = "SELECT id, created_at, draft_id, title, seq FROM reviews
                   WHERE seq < ?1 AND (?3 = '' OR instr(lower(title), lower(?3)) OR instr(lower(draft_id), lower(?3)))
                   ORDER BY seq DESC LIMIT ?2";
        self.read("读取审核列表", |reader| {
            let mut statement = reader.prepare_cached(sql).map_err(&failed)?;
            let asked = params![before.map_or(i64::MAX, signed), signed(limit as u64).saturating_add(1), words];
            let rows = statement.query_map(asked, |row| Ok((unsigned(row.get(4)?), head_of(row)?))).map_err(&failed)?;
            let mut found: Vec<(u64, ReviewHead)> = rows.collect::<rusqlite::Result<_>>().map_err(&failed)?;
            let more = found.len() > limit;
            found.truncate(limit);
            let next = found.last().filter(|_| more).map(|(seq, _)| *seq);
            Ok(ReviewPage { reviews: found.into_iter().map(|(_, head)| head).collect(), next })
        })
    }

    /// Erases a review with its texts, from the log too; whether there was one.
    ///
    /// # Errors
    /// SQLite's.
    pub fn delete_review(&self, id: &str) -> Result<bool, StoreError> {
        let gone = self.write("删除审核报告", |transaction| {
            let count = transaction.execute("DELETE FROM reviews WHERE id = ?1", [id]);
            let gone = count.map(|n| n > 0).map_err(StoreError::sqlite("删除审核报告"))?;
            if gone {
                jobs::erase_quotes(transaction, id)?;
                audit::note(transaction, &Deed::done(Action::ReviewDeleted, id))?;
            }
            Ok(gone)
        })?;
        if gone {
            self.empty_log()?;
        }
        Ok(gone)
    }
}

fn head_of(row: &Row<'_>) -> rusqlite::Result<ReviewHead> {
    Ok(ReviewHead { id: row.get(0)?, created_at: row.get(1)?, draft_id: row.get(2)?, title: row.get(3)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::tempdir;

    fn keep(store: &Store, title: &str, text: &str) -> Stamp {
        let stamp = Stamp::now();
        let review = NewReview {
            stamp: &stamp,
            draft_id: None,
            title: Some(title),
            report: "{}",
            text,
            original: Some(text.as_bytes()),
            said: text.as_bytes(),
        };
        store.insert_review(&review).expect("insert");
        stamp
    }

    #[test]
    fn what_is_needed_to_review_again_is_read_from_the_report() {
        let dir = tempdir().expect("temporary folder");
        let store = Store::open(dir.path()).expect("open");
        let read = |report: &str| {
            let stamp = Stamp::now();
            let (draft_id, title, text, original) = (None, None, "正文", None);
            let said = report.as_bytes();
            let review = NewReview { stamp: &stamp, draft_id, title, report, text, original, said };
            store.insert_review(&review).expect("insert");
            let ReviewMaterial { id, text, draft, norms, copied, said } =
                store.review_material(&stamp.id).expect("read").expect("there");
            assert_eq!((id, text.as_str(), said.as_slice()), (stamp.id, "正文", report.as_bytes()));
            (serde_json::from_str::<serde_json::Value>(&draft).ok(), norms, copied)
        };
        let whole = r#"{"id": "甲", "draft": {"title": "示例\"一\"", "level": null}, "findings": [{"draft": 1}],
                        "novelty": {"copied_ratio": 0.25}, "versions": {"norms": "national@2"}}"#;
        let draft = serde_json::json!({"title": "示例\"一\"", "level": null});
        assert_eq!(read(whole), (Some(draft), "national@2".to_owned(), Some(0.25)));
        for less in ["{}", r#"{"novelty": {"copied_ratio": null}, "versions": {}}"#, "{", ""] {
            assert_eq!(read(less), (None, String::new(), None), "{less}");
        }
        assert_eq!(store.review_material("无").expect("read"), None);
    }

    #[test]
    fn pages_run_from_the_newest_to_the_oldest() {
        let dir = tempdir().expect("temporary folder");
        let store = Store::open(dir.path()).expect("open");
        for title in ["一", "二", "三", "四", "五"] {
            keep(&store, title, "正文");
        }
        let titles = |page: &ReviewPage| page.reviews.iter().filter_map(|r| r.title.clone()).collect::<String>();
        let first = store.reviews("", None, 2).expect("page");
        let second = store.reviews("", first.next, 2).expect("page");
        let third = store.reviews("", second.next, 2).expect("page");
        assert_eq!([titles(&first), titles(&second), titles(&third)], ["五四", "三二", "一"]);
        assert_eq!(third.next, None);
        keep(&store, "100%完成_Ab", "正文");
        for (words, wanted) in [("三", "三"), ("%", "100%完成_Ab"), ("_aB", "100%完成_Ab"), ("没有", "")] {
            assert_eq!(titles(&store.reviews(words, None, 9).expect("page")), wanted, "{words}");
        }
    }

    #[test]
    fn a_deleted_review_leaves_no_trace_on_disk() {
        let dir = tempdir().expect("temporary folder");
        let store = Store::open(dir.path()).expect("open");
        let canary = "待删除的送审稿正文".repeat(500);
        let stamp = keep(&store, "题", &canary);
        let kept = store.review(&stamp.id).expect("read").expect("there");
        assert_eq!((kept.text.as_str(), kept.original.as_deref()), (canary.as_str(), Some(canary.as_bytes())));
        assert!(store.delete_review(&stamp.id).expect("delete"));
        assert!(!store.delete_review(&stamp.id).expect("delete"));
        assert_eq!(store.review(&stamp.id).expect("read"), None);
        let needle = "待删除的送审稿正文".as_bytes();
        for entry in std::fs::read_dir(dir.path()).expect("list") {
            let bytes = std::fs::read(entry.expect("entry").path()).expect("read");
            assert!(!bytes.windows(needle.len()).any(|w| w == needle));
        }
    }
}

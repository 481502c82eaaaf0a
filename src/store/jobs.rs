//! Jobs: work that outlives its request, with its progress. What a job does is none of this module's business.

use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::audit::{Action, Deed, note};
use super::clock::{self, Stamp};
use super::connections::{Store, signed, unsigned};
use super::error::StoreError;

/// Jobs kept however young they are; older finished ones are dropped when a new one is made. A thousand summaries with
/// their thousand errors each stay below a hundred megabytes.
const JOBS_KEPT: i64 = 1_000;

/// How far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum JobState {
    /// 等待中
    Queued,
    /// 进行中
    Running,
    /// 已完成
    Succeeded,
    /// 失败
    Failed,
    /// 已取消
    Cancelled,
}

impl JobState {
    /// All states, in the order of a job's life.
    pub const ALL: [Self; 5] = [Self::Queued, Self::Running, Self::Succeeded, Self::Failed, Self::Cancelled];

    /// Whether nothing more happens to a job in this state.
    #[must_use]
    pub fn is_over(self) -> bool {
        match self {
            Self::Queued | Self::Running => false,
            Self::Succeeded | Self::Failed | Self::Cancelled => true,
        }
    }

    /// The Chinese name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Queued => "等待中",
            Self::Running => "进行中",
            Self::Succeeded => "已完成",
            Self::Failed => "失败",
            Self::Cancelled => "已取消",
        }
    }

    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// What a job reports of itself.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct JobProgress {
    /// How far it is.
    pub state: JobState,
    /// Units of work done; the unit is the job's own.
    pub done: u64,
    /// Units of work in all, 0 while unknown.
    pub total: u64,
    /// Result or errors, as the kind of job defines it.
    #[schema(value_type = Option<Object>)]
    pub detail: serde_json::Value,
}

/// A job.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Job {
    /// Id.
    pub id: String,
    /// What is done, such as `import`.
    pub kind: String,
    /// How far it is.
    #[serde(flatten)]
    pub progress: JobProgress,
    /// When it was made, RFC 3339 in UTC.
    pub created_at: String,
    /// When it last reported.
    pub updated_at: String,
}

/// Code of a job whose process stopped before its end, in its detail.
const INTERRUPTED: &str = "interrupted";
/// Kind of a job that stores as it goes.
const IMPORT: &str = "import";

impl Job {
    /// How far it is, in Chinese; a job whose process stopped before its end has failed in a way of its own.
    #[must_use]
    pub fn state_label(&self) -> &'static str {
        if self.progress.detail.get("code").is_some_and(|code| code == INTERRUPTED) {
            return "中断";
        }
        self.progress.state.label()
    }

    /// The job as it is once nobody runs it any more: over, or else interrupted.
    pub(super) fn left(self) -> Self {
        if self.progress.state.is_over() {
            return self;
        }
        let progress = JobProgress { state: JobState::Failed, detail: interruption(&self.kind), ..self.progress };
        Self { progress, ..self }
    }
}

/// What is told of a job whose process stopped before its end.
fn interruption(kind: &str) -> serde_json::Value {
    let words = match kind {
        IMPORT => "程序在任务完成前停止；已经存入的内容有效，请重新提交其余部分",
        _ => "程序在任务完成前停止；需要的请重新提交",
    };
    serde_json::json!({"code": INTERRUPTED, "error": words})
}

/// What is told of a job whose result quoted a review that has been erased.
fn erased() -> serde_json::Value {
    serde_json::json!({"code": "result_erased", "error": "结果引用的审核已删除，结果随之删除；需要的请重新提交"})
}

const COLUMNS: &str = "id, kind, state, done, total, detail, created_at, updated_at";

impl Store {
    /// Makes a job that waits to be run; its id and time are the stamp's.
    ///
    /// # Errors
    /// SQLite's, an id that is already there among them.
    pub fn create_job(&self, stamp: Stamp, kind: &str) -> Result<Job, StoreError> {
        let failed = StoreError::sqlite("新建任务");
        let Stamp { id, created_at } = stamp;
        let progress = JobProgress { state: JobState::Queued, done: 0, total: 0, detail: serde_json::Value::Null };
        self.write("新建任务", |transaction| {
            transaction
                .execute(
                    "INSERT INTO jobs (id, kind, state, done, total, detail, created_at, updated_at)
                     VALUES (?1, ?2, 'queued', 0, 0, 'null', ?3, ?3)",
                    params![id, kind, created_at],
                )
                .map_err(&failed)?;
            let pruned = "DELETE FROM jobs WHERE state NOT IN ('queued', 'running')
                          AND seq <= (SELECT max(seq) FROM jobs) - ?1";
            transaction.execute(pruned, [JOBS_KEPT]).map(drop).map_err(&failed)
        })?;
        Ok(Job { id, kind: kind.to_owned(), progress, updated_at: created_at.clone(), created_at })
    }

    /// Writes down how far a job is; whether there is such a job. A result that names a review which has been erased
    /// meanwhile is not written: it may quote its draft.
    ///
    /// # Errors
    /// SQLite's.
    pub fn update_job(&self, id: &str, progress: &JobProgress) -> Result<bool, StoreError> {
        self.write("更新任务", |transaction| {
            let sql = "UPDATE jobs SET state = ?2, done = ?3, total = ?4, updated_at = ?6,
                         detail = CASE WHEN EXISTS (
                             SELECT 1 FROM json_tree(?5) WHERE key = 'review' AND type = 'text'
                             AND atom NOT IN (SELECT id FROM reviews)
                           ) THEN ?7 ELSE ?5 END
                       WHERE id = ?1";
            let JobProgress { state, done, total, detail } = progress;
            let (detail, gone) = (detail.to_string(), erased().to_string());
            transaction
                .execute(sql, params![id, state.name(), signed(*done), signed(*total), detail, clock::now(), gone])
                .map(|n| n > 0)
                .map_err(StoreError::sqlite("更新任务"))
        })
    }

    /// The job with this id.
    ///
    /// # Errors
    /// SQLite's, or a stored value that cannot be read back.
    pub fn job(&self, id: &str) -> Result<Option<Job>, StoreError> {
        self.read("读取任务", |reader| job_in(reader, id))
    }

    /// Whether somebody beside this process wants the job with this id stopped.
    ///
    /// # Errors
    /// SQLite's.
    pub fn stop_wanted(&self, id: &str) -> Result<bool, StoreError> {
        self.read("读取任务", |reader| {
            let mut statement = reader
                .prepare_cached("SELECT 1 FROM jobs WHERE id = ?1 AND stop = 1")
                .map_err(StoreError::sqlite("读取任务"))?;
            statement.exists([id]).map_err(StoreError::sqlite("读取任务"))
        })
    }

    /// Writes down, with a row in the audit log, that a job is to stop; whether nobody had wanted that before. Of a job
    /// that is over nothing is written.
    ///
    /// # Errors
    /// SQLite's.
    pub fn want_stop(&self, id: &str) -> Result<bool, StoreError> {
        self.write("取消任务", |transaction| want_stop_in(transaction, id))
    }

    /// At most `limit` jobs, newest first; of these kinds, or of all.
    ///
    /// # Errors
    /// SQLite's, or a stored value that cannot be read back.
    pub fn jobs(&self, kinds: Option<&[&str]>, limit: usize) -> Result<Vec<Job>, StoreError> {
        self.read("读取任务", |reader| newest_in(reader, kinds, limit))
    }

    /// How many jobs there are in each state; states without jobs are left out.
    ///
    /// # Errors
    /// SQLite's, or a stored state that is none.
    pub fn job_counts(&self) -> Result<Vec<(JobState, u64)>, StoreError> {
        let failed = StoreError::sqlite("统计任务");
        self.read("统计任务", |reader| {
            let sql = "SELECT state, count(*) FROM jobs GROUP BY state ORDER BY state";
            let mut statement = reader.prepare_cached(sql).map_err(&failed)?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).map_err(&failed)?;
            let raw: Vec<(String, i64)> = rows.collect::<rusqlite::Result<_>>().map_err(&failed)?;
            raw.into_iter().map(|(state, count)| Ok((state_of(state)?, unsigned(count)))).collect()
        })
    }

    /// Drops jobs that ended longer ago than `age`; how many.
    ///
    /// # Errors
    /// SQLite's.
    pub fn prune_jobs(&self, age: Duration) -> Result<usize, StoreError> {
        self.write("清理任务", |transaction| {
            let sql = "DELETE FROM jobs WHERE state NOT IN ('queued', 'running') AND updated_at < ?1";
            transaction.execute(sql, [clock::before(age)]).map_err(StoreError::sqlite("清理任务"))
        })
    }

    /// Jobs that a former process left unfinished have failed: nobody runs them any more.
    pub(super) fn fail_interrupted_jobs(&self) -> Result<(), StoreError> {
        self.write("整理任务", |transaction| {
            let [import, other] = [IMPORT, ""].map(|kind| interruption(kind).to_string());
            let sql = "UPDATE jobs SET state = 'failed', detail = iif(kind = ?3, ?4, ?1), updated_at = ?2
                       WHERE state IN ('queued', 'running')";
            let done = transaction.execute(sql, params![other, clock::now(), IMPORT, import]);
            done.map(drop).map_err(StoreError::sqlite("整理任务"))
        })
    }
}

/// Drops the results of jobs that name a review: they may quote its draft, which is being erased.
pub(super) fn erase_quotes(transaction: &Transaction<'_>, review: &str) -> Result<(), StoreError> {
    let sql = "UPDATE jobs SET detail = ?2 WHERE instr(detail, ?1) > 0";
    let done = transaction.execute(sql, params![serde_json::Value::from(review).to_string(), erased().to_string()]);
    done.map(drop).map_err(StoreError::sqlite("删除任务结果"))
}

/// The wish that a job be stopped, with its row in the audit log; whether it is a new one.
pub(super) fn want_stop_in(transaction: &Transaction<'_>, id: &str) -> Result<bool, StoreError> {
    let sql = "UPDATE jobs SET stop = 1 WHERE id = ?1 AND stop = 0 AND state IN ('queued', 'running')";
    let new = transaction.execute(sql, [id]).map_err(StoreError::sqlite("取消任务"))? > 0;
    if new {
        note(transaction, &Deed::done(Action::JobCancelled, id))?;
    }
    Ok(new)
}

/// The job with this id in a database.
pub(super) fn job_in(reader: &Connection, id: &str) -> Result<Option<Job>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM jobs WHERE id = ?1");
    let row = reader.query_row(&sql, [id], raw_of).optional().map_err(StoreError::sqlite("读取任务"))?;
    row.map(job_of).transpose()
}

/// At most `limit` jobs of a database, newest first; of these kinds, or of all.
pub(super) fn newest_in(reader: &Connection, kinds: Option<&[&str]>, limit: usize) -> Result<Vec<Job>, StoreError> {
    let failed = StoreError::sqlite("读取任务");
    let sql = format!(
        "SELECT {COLUMNS} FROM jobs WHERE ?2 IS NULL OR kind IN (SELECT value FROM json_each(?2))
         ORDER BY seq DESC LIMIT ?1"
    );
    let kinds = kinds.map(|kinds| serde_json::Value::from(kinds).to_string());
    let mut statement = reader.prepare_cached(&sql).map_err(&failed)?;
    let rows = statement.query_map(params![signed(limit as u64), kinds], raw_of).map_err(&failed)?;
    let raw: Vec<RawJob> = rows.collect::<rusqlite::Result<_>>().map_err(&failed)?;
    raw.into_iter().map(job_of).collect()
}

/// A row of `jobs` before its words are understood.
struct RawJob {
    job: Job,
    state: String,
    detail: String,
}

fn raw_of(row: &Row<'_>) -> rusqlite::Result<RawJob> {
    let progress = JobProgress {
        state: JobState::Queued,
        done: unsigned(row.get(3)?),
        total: unsigned(row.get(4)?),
        detail: serde_json::Value::Null,
    };
    let job = Job { id: row.get(0)?, kind: row.get(1)?, progress, created_at: row.get(6)?, updated_at: row.get(7)? };
    Ok(RawJob { job, state: row.get(2)?, detail: row.get(5)? })
}

fn job_of(raw: RawJob) -> Result<Job, StoreError> {
    let RawJob { mut job, state, detail } = raw;
    job.progress.state = state_of(state)?;
    job.progress.detail = serde_json::from_str(&detail)
        .map_err(|e| StoreError::Unreadable { what: "jobs.detail", value: e.to_string() })?;
    Ok(job)
}

fn state_of(name: String) -> Result<JobState, StoreError> {
    let named = JobState::ALL.into_iter().find(|s| s.name() == name);
    named.ok_or(StoreError::Unreadable { what: "jobs.state", value: name })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::NewReview;
    use tempfile::tempdir;

    #[test]
    fn a_job_reports_and_does_not_outlive_its_process() {
        let dir = tempdir().expect("temporary folder");
        let store = Store::open(dir.path()).expect("open");
        let first = store.create_job(Stamp::now(), "import").expect("create");
        let second = store.create_job(Stamp::now(), "reindex").expect("create");
        let detail = serde_json::json!({"added": 3});
        let done = JobProgress { state: JobState::Succeeded, done: 3, total: 3, detail };
        assert!(store.update_job(&first.id, &done).expect("update"));
        assert!(!store.update_job("无", &done).expect("update"));
        assert_eq!(store.job(&first.id).expect("read").map(|j| j.progress), Some(done));
        assert_eq!(
            store.jobs(None, 9).expect("list").iter().map(|j| &j.id).collect::<Vec<_>>(),
            [&second.id, &first.id]
        );
        drop(store);
        let store = Store::open(dir.path()).expect("reopen");
        let states: Vec<JobState> = store.jobs(None, 9).expect("list").iter().map(|j| j.progress.state).collect();
        assert_eq!(states, [JobState::Failed, JobState::Succeeded]);
        let told = store.job(&second.id).expect("read").map(|j| j.progress.detail["code"].clone());
        assert_eq!(told, Some("interrupted".into()));
        assert_eq!(store.job_counts().expect("count"), [(JobState::Failed, 1), (JobState::Succeeded, 1)]);
    }

    #[test]
    fn a_result_goes_with_the_review_it_quotes() {
        let dir = tempdir().expect("temporary folder");
        let store = Store::open(dir.path()).expect("open");
        let keep = || {
            let stamp = Stamp::now();
            let (report, text, said) = ("{}", "正文", b"".as_slice());
            let new = NewReview { stamp: &stamp, draft_id: None, title: None, report, text, original: None, said };
            store.insert_review(&new).expect("review");
            stamp.id
        };
        let (stays, goes) = (keep(), keep());
        let ended = |review: &str| {
            let job = store.create_job(Stamp::now(), "preview").expect("create").id;
            let detail = serde_json::json!({"entries": [{"examples": [{"review": review, "words": "原句"}]}]});
            let over = JobProgress { state: JobState::Succeeded, done: 1, total: 1, detail };
            store.update_job(&job, &over).expect("update");
            job
        };
        let told = |job: &str| store.job(job).expect("read").expect("there").progress.detail.to_string();
        let (other, before) = (ended(&stays), ended(&goes));
        assert!(told(&before).contains("原句"));
        assert!(store.delete_review(&goes).expect("erase"));
        let after = ended(&goes);
        for job in [&before, &after] {
            assert!(told(job).contains("result_erased") && !told(job).contains("原句"), "{}", told(job));
        }
        assert!(told(&other).contains("原句"));
    }

    #[test]
    fn only_old_jobs_that_are_over_are_dropped() {
        let dir = tempdir().expect("temporary folder");
        let store = Store::open(dir.path()).expect("open");
        let over = store.create_job(Stamp::now(), "import").expect("create");
        let going = store.create_job(Stamp::now(), "import").expect("create");
        let detail = serde_json::Value::Null;
        let ended = JobProgress { state: JobState::Cancelled, done: 0, total: 0, detail };
        store.update_job(&over.id, &ended).expect("update");
        assert_eq!(store.prune_jobs(Duration::from_secs(3_600)).expect("prune"), 0);
        std::thread::sleep(Duration::from_millis(5));
        assert_eq!(store.prune_jobs(Duration::ZERO).expect("prune"), 1);
        assert_eq!(store.jobs(None, 9).expect("list").iter().map(|j| &j.id).collect::<Vec<_>>(), [&going.id]);
    }
}

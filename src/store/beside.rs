//! What a command reads of the jobs of a data folder that another process owns, and what it writes there: a row of the
//! audit log, or the wish that a job be stopped. One transaction each, of tables that the owner reads anew every time;
//! nothing that it keeps in memory is touched.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use super::audit::{self, Deed};
use super::connections::{DATABASE_FILE, reader_of};
use super::error::StoreError;
use super::folder;
use super::jobs::{self, Job, JobState};
use super::schema;

/// How long the owner may hold the database: the largest batch of an import takes seconds.
const PATIENCE: Duration = Duration::from_secs(60);

/// Records something in the audit log of a data folder, whoever owns it. A folder that was last opened before there
/// was such a log has none to write to.
///
/// # Errors
/// SQLite's, [`StoreError::Newer`]; what is to be recorded must not be done then.
pub fn record_beside(dir: &Path, deed: &Deed) -> Result<(), StoreError> {
    write(dir, "写审计日志", |transaction| {
        if schema::version(transaction)? < schema::AUDITED { Ok(()) } else { audit::note(transaction, deed) }
    })
}

/// At most `limit` jobs of a data folder, newest first. Jobs that are not over and that nobody runs are told as what the
/// next start will record of them: interrupted.
///
/// # Errors
/// SQLite's, or a stored value that cannot be read back.
pub fn jobs_beside(dir: &Path, limit: usize) -> Result<Vec<Job>, StoreError> {
    read(dir, |reader| jobs::newest_in(reader, None, limit))
}

/// The job with this id, told as [`jobs_beside`] does.
///
/// # Errors
/// SQLite's, or a stored value that cannot be read back.
pub fn job_beside(dir: &Path, id: &str) -> Result<Option<Job>, StoreError> {
    let found = read(dir, |reader| Ok(jobs::job_in(reader, id)?.into_iter().collect()))?;
    Ok(found.into_iter().next())
}

/// Jobs as they are read, or as left by an owner that is gone. Looked for before and after: an owner that comes or goes
/// meanwhile has written down what was read.
fn read(dir: &Path, jobs: impl FnOnce(&Connection) -> Result<Vec<Job>, StoreError>) -> Result<Vec<Job>, StoreError> {
    let owned = folder::is_owned(dir)?;
    let reader = reader_of(&dir.join(DATABASE_FILE)).map_err(StoreError::sqlite("打开数据库"))?;
    let found = jobs(&reader)?;
    if owned || folder::is_owned(dir)? {
        return Ok(found);
    }
    Ok(found.into_iter().map(Job::left).collect())
}

/// Asks the owner of a data folder to stop a job; the state the job was in, `None` when there is none with this id. A
/// job without an owner is at work no more: it has failed.
///
/// # Errors
/// SQLite's, [`StoreError::Newer`].
pub fn stop_beside(dir: &Path, id: &str) -> Result<Option<JobState>, StoreError> {
    let owned = folder::is_owned(dir)?;
    write(dir, "取消任务", |transaction| {
        let Some(job) = jobs::job_in(transaction, id)? else { return Ok(None) };
        let state = job.progress.state;
        if state.is_over() {
            return Ok(Some(state));
        }
        if !owned {
            return Ok(Some(JobState::Failed));
        }
        jobs::want_stop_in(transaction, id)?;
        Ok(Some(state))
    })
}

fn write<T>(
    dir: &Path,
    doing: &'static str,
    work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let failed = StoreError::sqlite(doing);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut writer = Connection::open_with_flags(dir.join(DATABASE_FILE), flags).map_err(&failed)?;
    writer.busy_timeout(PATIENCE).map_err(&failed)?;
    writer.execute_batch("PRAGMA synchronous=FULL; PRAGMA secure_delete=ON").map_err(&failed)?;
    let found = schema::version(&writer)?;
    if found > schema::known() {
        return Err(StoreError::Newer { found, known: schema::known() });
    }
    let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate).map_err(&failed)?;
    let result = work(&transaction)?;
    transaction.commit().map_err(&failed)?;
    Ok(result)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Action, Actor, AuditFilter, JobProgress, Stamp, Store, acting};

    #[test]
    fn rows_written_beside_the_owner_stand_in_its_chain() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let deed = |object: &str| Deed::done(Action::BackupCreated, object);
        store.record(&deed("甲")).unwrap();
        acting(Actor::command_line(), || record_beside(dir.path(), &deed("乙"))).unwrap();
        store.record(&deed("丙")).unwrap();
        let rows = store.audit(&AuditFilter::default(), None, 9).unwrap().rows;
        let told: Vec<(&str, &str)> = rows.iter().map(|row| (row.actor.as_str(), row.object.as_str())).collect();
        assert_eq!(told, [("system", "丙"), ("command_line", "乙"), ("system", "甲")]);
        assert!(store.verify_audit(None).unwrap().sound);
        drop(store);
        record_beside(dir.path(), &deed("丁")).unwrap();
        assert_eq!(Store::open(dir.path()).unwrap().audit_rows().unwrap(), 4);
        assert!(record_beside(&dir.path().join("none"), &deed("戊")).is_err());
    }

    #[test]
    fn a_job_is_stopped_through_its_owner_and_only_once_it_has_one() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let job = store.create_job(Stamp::now(), "import").unwrap();
        assert_eq!(stop_beside(dir.path(), "无").unwrap(), None);
        assert!(!store.stop_wanted(&job.id).unwrap());
        assert_eq!(stop_beside(dir.path(), &job.id).unwrap(), Some(JobState::Queued));
        assert!(store.stop_wanted(&job.id).unwrap());
        assert_eq!(stop_beside(dir.path(), &job.id).unwrap(), Some(JobState::Queued), "asked again");
        assert!(!store.want_stop(&job.id).unwrap(), "by its owner too");
        let over = JobProgress { state: JobState::Cancelled, done: 0, total: 0, detail: serde_json::Value::Null };
        store.update_job(&job.id, &over).unwrap();
        assert_eq!(stop_beside(dir.path(), &job.id).unwrap(), Some(JobState::Cancelled));
        let left = store.create_job(Stamp::now(), "import").unwrap();
        let told = || -> Vec<&str> { jobs_beside(dir.path(), 9).unwrap().iter().map(Job::state_label).collect() };
        assert_eq!(told(), ["等待中", "已取消"]);
        drop(store);
        assert_eq!(told(), ["中断", "已取消"]);
        let [beside, recorded] =
            [job_beside(dir.path(), &left.id).unwrap(), Store::open(dir.path()).unwrap().job(&left.id).unwrap()];
        let [beside, recorded] = [beside, recorded].map(|job| job.unwrap().progress);
        assert_eq!(beside, recorded, "what is told is what the next start records");
        assert_eq!(stop_beside(dir.path(), &left.id).unwrap(), Some(JobState::Failed), "nobody works there");
        assert_eq!(job_beside(dir.path(), "无").unwrap(), None);
        let rows = Store::open(dir.path()).unwrap().audit(&AuditFilter::default(), None, 9).unwrap().rows;
        assert_eq!(rows.iter().map(|row| row.object.as_str()).collect::<Vec<_>>(), [job.id.as_str()]);
    }
}

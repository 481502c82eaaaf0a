//! [`Store`]: the open data folder, one connection that writes and a few that read.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use super::error::StoreError;
use super::{folder, schema};

/// Name of the database inside the data folder.
pub(super) const DATABASE_FILE: &str = "duanshixin.db";
/// What the corpus derives from a database lies here: where it is, there was one.
const DERIVED_FOLDER: &str = "index";
/// Reading connections kept open between calls; more are opened when more threads read at once.
const READERS_KEPT: usize = 4;
/// How long a connection waits for another one. Only checkpoints ever block, and those for milliseconds.
const BUSY_WAIT: Duration = Duration::from_secs(5);

/// An open data folder. Dropping it releases the folder.
#[derive(Debug)]
pub struct Store {
    dir: PathBuf,
    identity: String,
    /// Closed before the writer: only a connection that writes can empty the log when it is the last to close.
    readers: Mutex<Vec<Connection>>,
    writer: Mutex<Connection>,
    /// The committed corpus generation, as in the database.
    generation: AtomicU64,
    /// Something was deleted and may still stand in the log, which a reader kept from being emptied.
    log_due: AtomicBool,
    /// Held, not read: closing it releases the folder. Last, so that it goes after the connections.
    _lock: File,
}

impl Store {
    /// Opens the data folder, making it and its database where they are missing.
    ///
    /// # Errors
    /// [`StoreError::Locked`] with the holder's process id when another process owns the folder,
    /// [`StoreError::Newer`] for a database of a newer program, [`StoreError::Lost`] where indexes are left of a database
    /// that is gone, else the system's or SQLite's error.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        let lock = folder::own(dir)?;
        let failed = StoreError::sqlite("打开数据库");
        let mut writer = Connection::open(dir.join(DATABASE_FILE)).map_err(&failed)?;
        writer.busy_timeout(BUSY_WAIT).map_err(&failed)?;
        // `secure_delete`: a deleted review leaves no trace in the file.
        writer
            .execute_batch(
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;
                 PRAGMA journal_size_limit=67108864;",
            )
            .map_err(&failed)?;
        if schema::version(&writer)? == 0 && dir.join(DERIVED_FOLDER).exists() {
            return Err(StoreError::Lost { path: dir.to_owned() });
        }
        schema::migrate(&mut writer)?;
        let identity = writer.query_row("SELECT store FROM identity", [], |row| row.get(0)).map_err(&failed)?;
        let generation = stored_generation(&writer).map_err(&failed)?;
        let store = Self {
            dir: dir.to_owned(),
            identity,
            readers: Mutex::new(Vec::new()),
            writer: Mutex::new(writer),
            generation: AtomicU64::new(generation),
            log_due: AtomicBool::new(false),
            _lock: lock,
        };
        store.fail_interrupted_jobs()?;
        store.orphan_repeatable()?;
        Ok(store)
    }

    /// The data folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// A name that no other store has; derived indexes carry it.
    #[must_use]
    pub fn identity(&self) -> &str {
        &self.identity
    }

    /// Number of committed changes of the corpus so far.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// Runs `work` in one transaction that is on disk when this returns; an error leaves nothing behind.
    pub(super) fn write<T>(
        &self,
        doing: &'static str,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let failed = StoreError::sqlite(doing);
        let mut writer = locked(&self.writer);
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate).map_err(&failed)?;
        let result = work(&transaction)?;
        transaction.commit().map_err(&failed)?;
        self.generation.store(stored_generation(&writer).map_err(&failed)?, Ordering::Release);
        Ok(result)
    }

    /// Runs `work` on a connection that only reads.
    pub(super) fn read<T>(
        &self,
        doing: &'static str,
        work: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let kept = locked(&self.readers).pop();
        let reader = match kept {
            Some(reader) => reader,
            None => self.open_reader().map_err(StoreError::sqlite(doing))?,
        };
        let result = work(&reader);
        let mut readers = locked(&self.readers);
        if readers.len() < READERS_KEPT {
            readers.push(reader);
        }
        result
    }

    /// Moves the write-ahead log into the database and empties it, so that nothing deleted lingers there. Where a long
    /// reader (a backup, a check) keeps it from being emptied, [`Self::empty_log_if_due`] does it later.
    pub(super) fn empty_log(&self) -> Result<(), StoreError> {
        let failed = StoreError::sqlite("清空数据库日志");
        let writer = locked(&self.writer);
        // Waiting for a reader of minutes would only hold up every other writer.
        writer.busy_timeout(Duration::ZERO).map_err(&failed)?;
        let busy = writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, bool>(0));
        writer.busy_timeout(BUSY_WAIT).map_err(&failed)?;
        self.log_due.store(busy.map_err(&failed)?, Ordering::Release);
        Ok(())
    }

    /// Empties the log when that could not be done at its time.
    ///
    /// # Errors
    /// SQLite's.
    pub fn empty_log_if_due(&self) -> Result<(), StoreError> {
        if self.log_due.load(Ordering::Acquire) { self.empty_log() } else { Ok(()) }
    }

    fn open_reader(&self) -> rusqlite::Result<Connection> {
        reader_of(&self.dir.join(DATABASE_FILE))
    }
}

/// A connection that only reads; it needs no ownership of the folder.
pub(super) fn reader_of(database: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let reader = Connection::open_with_flags(database, flags)?;
    reader.busy_timeout(BUSY_WAIT)?;
    Ok(reader)
}

/// The lock, also after a thread that held it panicked: its transaction was rolled back when it was dropped.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn stored_generation(connection: &Connection) -> rusqlite::Result<u64> {
    connection
        .prepare_cached("SELECT value FROM counters WHERE name = 'generation'")?
        .query_row([], |row| row.get(0))
        .map(unsigned)
}

/// A count or sequence number as SQLite keeps it.
pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The way back from [`signed`]; the columns it is used on are never negative.
pub(super) fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Stamp;
    use tempfile::tempdir;

    #[test]
    fn a_folder_has_one_owner_and_names_it() {
        let dir = tempdir().expect("temporary folder");
        let first = Store::open(dir.path()).expect("first");
        match Store::open(dir.path()) {
            Err(StoreError::Locked { pid, .. }) => assert_eq!(pid, Some(std::process::id())),
            other => panic!("second owner let in: {other:?}"),
        }
        let identity = first.identity().to_owned();
        drop(first);
        assert_eq!(Store::open(dir.path()).expect("again").identity(), identity);
    }

    #[test]
    fn a_newer_schema_is_refused_untouched() {
        let dir = tempdir().expect("temporary folder");
        drop(Store::open(dir.path()).expect("new"));
        let file = dir.path().join(DATABASE_FILE);
        let raise = |version: i64| {
            let connection = Connection::open(&file).expect("open");
            connection.pragma_update(None, "user_version", version).expect("raise");
        };
        raise(schema::known() + 1);
        let refused = Store::open(dir.path());
        assert!(matches!(refused, Err(StoreError::Newer { found, .. }) if found == schema::known() + 1));
        raise(schema::known());
        assert!(Store::open(dir.path()).is_ok());
    }

    #[test]
    fn a_database_that_is_gone_is_not_begun_anew() {
        for cut in [None, Some(0), Some(1)] {
            let dir = tempdir().expect("temporary folder");
            drop(Store::open(dir.path()).expect("new"));
            let file = dir.path().join(DATABASE_FILE);
            match cut {
                None => std::fs::remove_file(&file).expect("remove"),
                Some(length) => {
                    std::fs::OpenOptions::new().write(true).open(&file).and_then(|f| f.set_len(length)).expect("cut");
                }
            }
            std::fs::create_dir(dir.path().join(DERIVED_FOLDER)).expect("index");
            let refused = Store::open(dir.path());
            assert!(matches!(refused, Err(StoreError::Lost { .. })), "{cut:?}: {refused:?}");
            drop(refused);
            std::fs::remove_dir(dir.path().join(DERIVED_FOLDER)).expect("index");
            assert!(Store::open(dir.path()).is_ok(), "{cut:?}");
        }
    }

    #[test]
    fn writes_are_synchronous_and_logged_ahead() {
        let dir = tempdir().expect("temporary folder");
        let store = Store::open(dir.path()).expect("open");
        let pragma = |name: &str| -> String {
            let connection = locked(&store.writer);
            connection
                .query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, rusqlite::types::Value>(0))
                .map(|value| format!("{value:?}"))
                .expect("pragma")
        };
        assert_eq!(pragma("journal_mode"), "Text(\"wal\")");
        assert_eq!(pragma("synchronous"), "Integer(2)");
        assert_eq!(pragma("foreign_keys"), "Integer(1)");
        assert_eq!(pragma("secure_delete"), "Integer(1)");
    }

    #[test]
    fn a_closed_store_is_one_file_with_everything_in_it() {
        let dir = tempdir().expect("temporary folder");
        let store = Store::open(dir.path()).expect("open");
        store.create_job(Stamp::now(), "import").expect("write");
        store.jobs(None, 1).expect("read");
        drop(store);
        assert!(!dir.path().join(format!("{DATABASE_FILE}-wal")).exists());
    }

    #[test]
    fn a_file_that_is_no_database_is_an_error() {
        let dir = tempdir().expect("temporary folder");
        std::fs::write(dir.path().join(DATABASE_FILE), "这不是数据库".repeat(1000)).expect("write");
        assert!(matches!(Store::open(dir.path()), Err(StoreError::Sqlite { .. })));
    }
}

//! Copies of the database while others write to it: SQLite's online backup out of one read transaction, so that the
//! copy is the state of one moment. Needs no ownership of the folder. What a copy holds and whether it is sound can be
//! asked of any database file.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::check;
use super::connections::{DATABASE_FILE, reader_of, unsigned};
use super::error::StoreError;
use super::revisions::{self, Family, Revision};
use super::schema;

/// Pages copied at once (4 MiB): a writer waits for none of them, but progress is told between two.
const PAGES: i32 = 1_024;
/// Pause when the file is locked for a moment.
const PAUSE: Duration = Duration::from_millis(10);

/// How many records a database holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct RecordCounts {
    /// Documents.
    pub documents: u64,
    /// Kept reviews.
    pub reviews: u64,
    /// Decisions on findings.
    pub decisions: u64,
    /// Term lists in force.
    pub term_lists: u64,
    /// Norm profiles in force.
    pub norm_profiles: u64,
    /// All versions of both.
    pub revisions: u64,
}

/// What a database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseFacts {
    /// Version of its schema.
    pub schema: i64,
    /// Generation of the corpus.
    pub generation: u64,
    /// What it holds.
    pub counts: RecordCounts,
}

/// A database of which a copy is made or which is looked at; it is never changed.
#[derive(Debug)]
pub struct Snapshot {
    path: PathBuf,
    reader: Connection,
}

impl Snapshot {
    /// The database of a data folder, also one that another process owns.
    ///
    /// # Errors
    /// SQLite's, also when there is no database.
    pub fn of_folder(dir: &Path) -> Result<Self, StoreError> {
        Self::of_file(&dir.join(DATABASE_FILE))
    }

    /// A database file.
    ///
    /// # Errors
    /// SQLite's, also when it is none.
    pub fn of_file(path: &Path) -> Result<Self, StoreError> {
        let failed = StoreError::sqlite("打开数据库");
        let reader = reader_of(path).map_err(&failed)?;
        // From the first read on until it is closed this connection sees one moment.
        reader.execute_batch("BEGIN").map_err(&failed)?;
        reader.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())).map_err(&failed)?;
        Ok(Self { path: path.to_owned(), reader })
    }

    /// Name of the database file in a data folder.
    #[must_use]
    pub fn file_name() -> &'static str {
        DATABASE_FILE
    }

    /// Newest schema version that this program reads.
    #[must_use]
    pub fn known_schema() -> i64 {
        schema::known()
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What it is and holds.
    ///
    /// # Errors
    /// SQLite's, also when it is no database of this program.
    pub fn facts(&self) -> Result<DatabaseFacts, StoreError> {
        let failed = StoreError::sqlite("读取数据库");
        let number = |sql: &str| self.reader.query_row(sql, [], |row| row.get::<_, i64>(0)).map_err(&failed);
        let schema = number("PRAGMA user_version")?;
        let in_force = |family: &str| {
            let sql = "SELECT count(*) FROM current_revisions WHERE family = ?1";
            self.reader.query_row(sql, [family], |row| row.get::<_, i64>(0)).map(unsigned).map_err(&failed)
        };
        let rows = |table: &str| -> Result<u64, StoreError> {
            // A table that came with a later version is empty before it.
            let known = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1";
            let there: Option<i64> = self.reader.query_row(known, [table], |r| r.get(0)).optional().map_err(&failed)?;
            there.map_or(Ok(0), |_| number(&format!("SELECT count(*) FROM {table}")).map(unsigned))
        };
        let counts = RecordCounts {
            documents: rows("documents")?,
            reviews: rows("reviews")?,
            decisions: rows("decisions")?,
            term_lists: in_force("term_list")?,
            norm_profiles: in_force("norm_profile")?,
            revisions: rows("revisions")?,
        };
        let generation = number("SELECT value FROM counters WHERE name = 'generation'").map(unsigned)?;
        Ok(DatabaseFacts { schema, generation, counts })
    }

    /// What is wrong with it, in Chinese; empty when nothing is. Reads every document.
    ///
    /// # Errors
    /// SQLite's, where the file cannot even be read.
    pub fn faults(&self) -> Result<Vec<String>, StoreError> {
        check::faults(&self.reader)
    }

    /// The revisions in force, ordered by id.
    ///
    /// # Errors
    /// SQLite's.
    pub fn current_revisions(&self, family: Family) -> Result<Vec<Revision>, StoreError> {
        revisions::in_force(&self.reader, family)
    }

    /// Copies it into the file `target`, which must be empty or missing. `watch` is told pages copied and in all, and
    /// says whether to go on; whether the copy is whole.
    ///
    /// # Errors
    /// SQLite's, a full disk among them.
    pub fn copy_to(&self, target: &Path, watch: &mut dyn FnMut(u64, u64) -> bool) -> Result<bool, StoreError> {
        let failed = StoreError::sqlite("复制数据库");
        let mut copy = Connection::open(target).map_err(&failed)?;
        // Whoever asked for the copy makes it durable, once, at its end.
        copy.execute_batch("PRAGMA synchronous=OFF").map_err(&failed)?;
        let backup = Backup::new(&self.reader, &mut copy).map_err(&failed)?;
        loop {
            let step = backup.step(PAGES).map_err(&failed)?;
            let told = backup.progress();
            let pages = |n: i32| u64::try_from(n).unwrap_or(0);
            if !watch(pages(told.pagecount - told.remaining), pages(told.pagecount)) {
                return Ok(false);
            }
            match step {
                StepResult::Done => break,
                StepResult::Busy | StepResult::Locked => std::thread::sleep(PAUSE),
                _ => {}
            }
        }
        drop(backup);
        // A single file, without a log beside it.
        copy.query_row("PRAGMA journal_mode=DELETE", [], |_| Ok(())).map_err(&failed)?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;
    use crate::store::{NewDocument, Store};
    use tempfile::tempdir;

    fn documents(from: usize, count: usize) -> Vec<NewDocument> {
        let new = |n: usize| NewDocument {
            id: format!("d-{n}"),
            title: format!("第{n}号"),
            text: "逐项列明工期和造价。".repeat(300),
            ..NewDocument::default()
        };
        (from..from + count).map(new).collect()
    }

    /// The copy is one moment's although batches of ten go in all the time.
    #[test]
    fn a_copy_made_under_load_is_whole_and_of_one_moment() {
        let dir = tempdir().expect("temporary folder");
        let store = Store::open(dir.path()).expect("open");
        store.upsert_documents(&documents(0, 2_000)).expect("store");
        let target = dir.path().join("copy.db");
        let stop = AtomicBool::new(false);
        let facts = std::thread::scope(|scope| {
            scope.spawn(|| {
                let mut next = 2_000;
                while !stop.load(Ordering::Relaxed) {
                    store.upsert_documents(&documents(next, 10)).expect("store");
                    next += 10;
                }
            });
            let mut steps = 0;
            let snapshot = Snapshot::of_folder(dir.path()).expect("open");
            let whole = snapshot.copy_to(&target, &mut |_, _| {
                steps += 1;
                std::thread::sleep(Duration::from_millis(20));
                true
            });
            stop.store(true, Ordering::Relaxed);
            assert!(whole.expect("copy"));
            assert!(steps > 2, "{steps} steps");
            snapshot.facts().expect("facts")
        });
        assert!(facts.counts.documents >= 2_000 && facts.counts.documents % 10 == 0);
        let copy = Snapshot::of_file(&target).expect("open copy");
        assert_eq!(copy.facts().expect("facts"), facts);
        assert_eq!(copy.faults().expect("check"), Vec::<String>::new());
        assert!(store.all_metadata().expect("list").len() as u64 > facts.counts.documents);
    }

    #[test]
    fn a_copy_can_be_given_up() {
        let dir = tempdir().expect("temporary folder");
        let store = Store::open(dir.path()).expect("open");
        store.upsert_documents(&documents(0, 300)).expect("store");
        let snapshot = Snapshot::of_folder(dir.path()).expect("open");
        assert!(!snapshot.copy_to(&dir.path().join("copy.db"), &mut |_, _| false).expect("copy"));
        assert!(Snapshot::of_folder(&dir.path().join("none")).is_err());
    }
}

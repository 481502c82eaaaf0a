//! Revisions of term lists and norm profiles: every published one is kept unchanged, one is in force.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

use super::audit::{self, Action, Deed};
use super::clock;
use super::connections::{Store, signed, unsigned};
use super::error::StoreError;

/// What a revision is a revision of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// 词表
    TermList,
    /// 规范档
    NormProfile,
}

impl Family {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::TermList => "term_list",
            Self::NormProfile => "norm_profile",
        }
    }
}

/// A revision to be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRevision<'a> {
    /// Id of the list or profile.
    pub id: &'a str,
    /// The version the change was made on; 0 when there is none yet.
    pub expected: u64,
    /// Who publishes it.
    pub author: &'a str,
    /// Why.
    pub note: &'a str,
    /// The whole content, as JSON.
    pub body: &'a str,
}

/// 版本: one published state of a term list or norm profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Revision {
    /// Id of the list or profile.
    pub id: String,
    /// 1 for the first, then one more each time.
    pub version: u64,
    /// When it was published, RFC 3339 in UTC.
    pub created_at: String,
    /// Who published it.
    pub author: String,
    /// Why.
    pub note: String,
    /// The whole content, as JSON.
    pub body: String,
}

/// Columns of [`Revision`] in the order [`revision_of`] reads them.
const COLUMNS: &str = "r.id, r.version, r.created_at, r.author, r.note, r.body";

impl Store {
    /// Publishes a revision and puts it in force.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] with the version in force when it is not the expected one; nothing is written then.
    pub fn publish(&self, family: Family, new: &NewRevision<'_>) -> Result<Revision, StoreError> {
        self.write("发布版本", |transaction| put_in_force(transaction, family, new))
    }

    /// Publishes several revisions, all or none.
    ///
    /// # Errors
    /// As [`Self::publish`].
    pub fn publish_all(&self, all: &[(Family, NewRevision<'_>)]) -> Result<(), StoreError> {
        self.write("发布版本", |transaction| {
            all.iter().try_for_each(|(family, new)| put_in_force(transaction, *family, new).map(drop))
        })
    }

    /// The revisions in force, ordered by id.
    ///
    /// # Errors
    /// SQLite's.
    pub fn current_revisions(&self, family: Family) -> Result<Vec<Revision>, StoreError> {
        self.read("读取版本", |reader| in_force(reader, family))
    }

    /// The revision in force of one list or profile.
    ///
    /// # Errors
    /// SQLite's.
    pub fn current_revision(&self, family: Family, id: &str) -> Result<Option<Revision>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM current_revisions c JOIN revisions r USING (family, id, version)
             WHERE c.family = ?1 AND c.id = ?2"
        );
        self.revisions_by(&sql, params![family.name(), id]).map(|mut found| found.pop())
    }

    /// One revision, in force or not.
    ///
    /// # Errors
    /// SQLite's.
    pub fn revision(&self, family: Family, id: &str, version: u64) -> Result<Option<Revision>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM revisions r WHERE r.family = ?1 AND r.id = ?2 AND r.version = ?3");
        self.revisions_by(&sql, params![family.name(), id, signed(version)]).map(|mut found| found.pop())
    }

    /// All revisions of one list or profile, newest first.
    ///
    /// # Errors
    /// SQLite's.
    pub fn revision_history(&self, family: Family, id: &str) -> Result<Vec<Revision>, StoreError> {
        let sql =
            format!("SELECT {COLUMNS} FROM revisions r WHERE r.family = ?1 AND r.id = ?2 ORDER BY r.version DESC");
        self.revisions_by(&sql, params![family.name(), id])
    }

    fn revisions_by(&self, sql: &str, keys: impl rusqlite::Params) -> Result<Vec<Revision>, StoreError> {
        self.read("读取版本", |reader| revisions(reader, sql, keys))
    }
}

/// The revisions in force in a database, ordered by id.
pub(super) fn in_force(reader: &Connection, family: Family) -> Result<Vec<Revision>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM current_revisions c JOIN revisions r USING (family, id, version)
         WHERE c.family = ?1 ORDER BY r.id"
    );
    revisions(reader, &sql, params![family.name()])
}

fn revisions(reader: &Connection, sql: &str, keys: impl rusqlite::Params) -> Result<Vec<Revision>, StoreError> {
    let failed = StoreError::sqlite("读取版本");
    let mut statement = reader.prepare_cached(sql).map_err(&failed)?;
    let found = statement.query_map(keys, revision_of).map_err(&failed)?;
    found.collect::<rusqlite::Result<_>>().map_err(&failed)
}

/// Writes a revision and puts it in force, if the version in force is the expected one.
pub(super) fn put_in_force(
    transaction: &Connection,
    family: Family,
    new: &NewRevision<'_>,
) -> Result<Revision, StoreError> {
    let failed = StoreError::sqlite("发布版本");
    let current = version_in_force(transaction, family, new.id).map_err(&failed)?;
    if current != new.expected {
        return Err(StoreError::Conflict { id: new.id.to_owned(), expected: new.expected, current });
    }
    let revision = Revision {
        id: new.id.to_owned(),
        version: current + 1,
        created_at: clock::now(),
        author: new.author.to_owned(),
        note: new.note.to_owned(),
        body: new.body.to_owned(),
    };
    let version = signed(revision.version);
    transaction
        .execute(
            "INSERT INTO revisions (family, id, version, created_at, author, note, body)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![family.name(), new.id, version, revision.created_at, revision.author, new.note, new.body],
        )
        .map_err(&failed)?;
    transaction
        .execute(
            "INSERT INTO current_revisions (family, id, version) VALUES (?1, ?2, ?3)
             ON CONFLICT (family, id) DO UPDATE SET version = excluded.version",
            params![family.name(), new.id, version],
        )
        .map_err(&failed)?;
    let action = match family {
        Family::TermList => Action::TermListPublished,
        Family::NormProfile => Action::NormProfilePublished,
    };
    audit::note(transaction, &Deed::done(action, new.id).version(revision.version))?;
    Ok(revision)
}

fn version_in_force(connection: &Connection, family: Family, id: &str) -> rusqlite::Result<u64> {
    connection
        .query_row(
            "SELECT version FROM current_revisions WHERE family = ?1 AND id = ?2",
            params![family.name(), id],
            |row| row.get(0),
        )
        .optional()
        .map(|version| version.map_or(0, unsigned))
}

fn revision_of(row: &Row<'_>) -> rusqlite::Result<Revision> {
    Ok(Revision {
        id: row.get(0)?,
        version: unsigned(row.get(1)?),
        created_at: row.get(2)?,
        author: row.get(3)?,
        note: row.get(4)?,
        body: row.get(5)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::tempdir;

    fn new<'a>(id: &'a str, expected: u64, body: &'a str) -> NewRevision<'a> {
        NewRevision { id, expected, author: "管理员", note: "", body }
    }

    #[test]
    fn a_change_needs_the_version_it_was_made_on() {
        let dir = tempdir().expect("temporary folder");
        let store = Store::open(dir.path()).expect("open");
        let publish = |expected, body| store.publish(Family::TermList, &new("slogans", expected, body));
        assert_eq!(publish(0, "[1]").expect("first").version, 1);
        assert_eq!(publish(1, "[2]").expect("second").version, 2);
        for expected in [0, 1, 3] {
            assert!(matches!(publish(expected, "[9]"), Err(StoreError::Conflict { current: 2, .. })), "{expected}");
        }
        let current = store.current_revision(Family::TermList, "slogans").expect("read").expect("there");
        assert_eq!((current.version, current.body.as_str()), (2, "[2]"));
        let old = store.revision(Family::TermList, "slogans", 1).expect("read").expect("kept");
        assert_eq!(old.body, "[1]");
        let history = store.revision_history(Family::TermList, "slogans").expect("history");
        assert_eq!(history.iter().map(|r| r.version).collect::<Vec<_>>(), [2, 1]);
        assert!(store.current_revisions(Family::NormProfile).expect("other family").is_empty());
        assert_eq!(store.generation(), 0);
    }

    #[test]
    fn of_many_writers_one_wins_each_version() {
        let dir = tempdir().expect("temporary folder");
        let store = Store::open(dir.path()).expect("open");
        let wins: usize = std::thread::scope(|scope| {
            let writers: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| store.publish(Family::NormProfile, &new("desk", 0, "{}")).is_ok()))
                .collect();
            writers.into_iter().map(|w| usize::from(w.join().expect("thread"))).sum()
        });
        assert_eq!(wins, 1);
    }
}

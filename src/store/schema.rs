//! Shape of the database and the way from older shapes to this one.

use rusqlite::{Connection, TransactionBehavior};

use super::error::StoreError;

/// One script a schema version: entry `n` leads from version `n` to `n + 1`. Published entries never change.
const MIGRATIONS: &[&str] = &[
    "
CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
INSERT INTO counters VALUES ('generation', 0);
CREATE TABLE identity (store TEXT NOT NULL) STRICT;

-- One row is one version of a document's content; `seq` is never used twice. The text stands last, so that reading
-- the other columns does not touch it.
CREATE TABLE documents (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  issuer TEXT,
  level TEXT NOT NULL,
  date TEXT,
  kind TEXT NOT NULL,
  kind_original TEXT,
  docno TEXT,
  text_sha256 BLOB NOT NULL,
  meta_sha256 BLOB NOT NULL,
  imported_at TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;

-- Every published revision of a term list or norm profile; rows never change.
CREATE TABLE revisions (
  family TEXT NOT NULL,
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  created_at TEXT NOT NULL,
  author TEXT NOT NULL,
  note TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (family, id, version)
) STRICT;
-- The revision in force.
CREATE TABLE current_revisions (
  family TEXT NOT NULL,
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (family, id),
  FOREIGN KEY (family, id, version) REFERENCES revisions (family, id, version)
) STRICT;

CREATE TABLE reviews (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL,
  draft_id TEXT,
  title TEXT,
  report TEXT NOT NULL,
  text TEXT NOT NULL,
  original BLOB
) STRICT;

CREATE TABLE jobs (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  done INTEGER NOT NULL,
  total INTEGER NOT NULL,
  detail TEXT NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;
",
    "
-- What a reviewer decided about a finding; goes with its review.
CREATE TABLE decisions (
  review TEXT NOT NULL REFERENCES reviews (id) ON DELETE CASCADE,
  finding TEXT NOT NULL,
  decision TEXT NOT NULL,
  reason TEXT NOT NULL,
  decided_at TEXT NOT NULL,
  PRIMARY KEY (review, finding)
) STRICT;
",
    "
-- Creating requests that may be sent again: hashes of key and body, and what was answered. `resource` is the id that
-- the request makes; `body` is NULL where the answer can be read from there.
CREATE TABLE repeatable (
  key_sha256 BLOB PRIMARY KEY,
  body_sha256 BLOB NOT NULL,
  state TEXT NOT NULL,
  resource TEXT NOT NULL,
  status INTEGER,
  location TEXT,
  body TEXT,
  created_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
",
];

/// Newest schema version this program knows.
pub(super) fn known() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

/// Brings the database to the newest version in one transaction, or refuses a newer one untouched.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let failed = StoreError::sqlite("升级数据库结构");
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(&failed)?;
    let found: i64 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(&failed)?;
    if found > known() {
        return Err(StoreError::Newer { found, known: known() });
    }
    if found == known() {
        return Ok(());
    }
    let done = usize::try_from(found).unwrap_or(0);
    for script in MIGRATIONS.iter().skip(done) {
        transaction.execute_batch(script).map_err(&failed)?;
    }
    if done == 0 {
        let store = uuid::Uuid::now_v7().to_string();
        transaction.execute("INSERT INTO identity VALUES (?1)", [store]).map_err(&failed)?;
    }
    transaction.pragma_update(None, "user_version", known()).map_err(&failed)?;
    transaction.commit().map_err(&failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A database of the first version is brought to this one with what is in it.
    #[test]
    fn older_databases_are_brought_up() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(MIGRATIONS[0]).unwrap();
        let review = "INSERT INTO reviews (id, created_at, report, text) VALUES ('甲', '', '{}', '正文')";
        connection.execute(review, []).unwrap();
        connection.pragma_update(None, "user_version", 1).unwrap();
        migrate(&mut connection).unwrap();
        let found: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
        assert_eq!(found, known());
        let decision = "INSERT INTO decisions VALUES ('甲', 'f1', 'ignored', '', '')";
        assert_eq!(connection.execute(decision, []).unwrap(), 1);
    }
}

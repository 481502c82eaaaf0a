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
-- What is being prepared for a list or profile: one draft each, replaced until it is published or discarded.
CREATE TABLE drafts (
  family TEXT NOT NULL,
  id TEXT NOT NULL,
  based_on INTEGER NOT NULL,
  edit INTEGER NOT NULL,
  updated_at TEXT NOT NULL,
  author TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (family, id)
) STRICT;
-- No two states of drafts ever have the same number.
INSERT INTO counters VALUES ('draft_edits', 0);

-- What a decision is about: rule and entry, the words, the sentences they stand in, and all of it as one hash. It goes
-- with the review as the decision does.
ALTER TABLE decisions ADD COLUMN rule TEXT NOT NULL DEFAULT '';
ALTER TABLE decisions ADD COLUMN list TEXT NOT NULL DEFAULT '';
ALTER TABLE decisions ADD COLUMN entry TEXT NOT NULL DEFAULT '';
ALTER TABLE decisions ADD COLUMN words TEXT NOT NULL DEFAULT '';
ALTER TABLE decisions ADD COLUMN sentence TEXT NOT NULL DEFAULT '';
ALTER TABLE decisions ADD COLUMN context BLOB NOT NULL DEFAULT x'';
CREATE INDEX decisions_by_context ON decisions (context);
-- Older decisions get what their reports say.
WITH about AS (
  SELECT d.review, d.finding, f.value AS found
  FROM decisions d JOIN reviews r ON r.id = d.review,
    json_each(CASE WHEN json_valid(r.report) THEN r.report ELSE '{}' END, '$.findings') f
  WHERE f.value ->> '$.id' = d.finding
)
UPDATE decisions SET
  rule = coalesce(about.found ->> '$.rule', ''),
  list = coalesce(about.found ->> '$.term.list', ''),
  entry = coalesce(about.found ->> '$.term.entry', ''),
  words = coalesce(about.found ->> '$.quote.exact', '')
FROM about WHERE about.review = decisions.review AND about.finding = decisions.finding;

-- What an administrator made of a proposed exception.
CREATE TABLE rulings (
  list TEXT NOT NULL,
  entry TEXT NOT NULL,
  ruling TEXT NOT NULL,
  ignored INTEGER NOT NULL,
  author TEXT NOT NULL,
  note TEXT NOT NULL,
  ruled_at TEXT NOT NULL,
  PRIMARY KEY (list, entry)
) STRICT;

-- Slogan candidates that were taken or turned down; they are not offered again.
CREATE TABLE settled_candidates (
  pattern TEXT PRIMARY KEY,
  accepted INTEGER NOT NULL,
  author TEXT NOT NULL,
  settled_at TEXT NOT NULL
) STRICT;
",
    "
-- Keys to the service: only the hash of a key is kept. Rows stay when a key is revoked: records name them.
CREATE TABLE keys (
  id TEXT PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE,
  label TEXT NOT NULL,
  scopes TEXT NOT NULL,
  created_at TEXT NOT NULL,
  expires_on TEXT,
  revoked_at TEXT,
  last_used TEXT
) STRICT;

-- Who did what. Rows are only added; the oldest go when their time is over, up to the newest cut, whose hash the
-- first row left stands on. No cut takes a row younger than six months: the law on network security asks for them.
CREATE TABLE audit (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  label TEXT NOT NULL,
  action TEXT NOT NULL,
  object TEXT NOT NULL,
  version INTEGER,
  count INTEGER NOT NULL,
  result TEXT NOT NULL,
  previous BLOB NOT NULL,
  hash BLOB NOT NULL
) STRICT;
CREATE TABLE audit_cuts (
  seq INTEGER PRIMARY KEY,
  hash BLOB NOT NULL,
  cut_at TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_is_added_at_its_end BEFORE INSERT ON audit
  WHEN NEW.seq <= (SELECT coalesce(max(seq), 0) FROM audit)
  BEGIN SELECT RAISE(ABORT, 'audit: rows are added at the end'); END;
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
  BEGIN SELECT RAISE(ABORT, 'audit: rows are not changed'); END;
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
  WHEN OLD.seq > (SELECT coalesce(max(seq), 0) FROM audit_cuts)
  BEGIN SELECT RAISE(ABORT, 'audit: rows are not deleted'); END;
CREATE TRIGGER audit_cuts_stand_on_a_row BEFORE INSERT ON audit_cuts
  WHEN NOT EXISTS (SELECT 1 FROM audit WHERE seq = NEW.seq AND hash = NEW.hash
                   AND at < strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-6 months'))
  BEGIN SELECT RAISE(ABORT, 'audit: rows younger than six months stay'); END;
CREATE TRIGGER audit_cuts_are_not_changed BEFORE UPDATE ON audit_cuts
  BEGIN SELECT RAISE(ABORT, 'audit: cuts are not changed'); END;
CREATE TRIGGER audit_cuts_are_not_deleted BEFORE DELETE ON audit_cuts
  BEGIN SELECT RAISE(ABORT, 'audit: cuts are not deleted'); END;
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
    "
-- Set when somebody beside the process that does the job wants it stopped.
ALTER TABLE jobs ADD COLUMN stop INTEGER NOT NULL DEFAULT 0;
",
    "
-- What an approved proposal put into the draft, as JSON; NULL for rulings made before it was kept.
ALTER TABLE rulings ADD COLUMN remedy TEXT;
",
    "
-- Which of the entries with one text is meant: literal or regex, and whose. Empty in rows made before this was kept.
ALTER TABLE decisions ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE decisions ADD COLUMN layer TEXT NOT NULL DEFAULT '';
CREATE TABLE rulings_by_entry (
  list TEXT NOT NULL,
  entry TEXT NOT NULL,
  kind TEXT NOT NULL,
  layer TEXT NOT NULL,
  ruling TEXT NOT NULL,
  ignored INTEGER NOT NULL,
  author TEXT NOT NULL,
  note TEXT NOT NULL,
  ruled_at TEXT NOT NULL,
  remedy TEXT,
  PRIMARY KEY (list, entry, kind, layer)
) STRICT;
INSERT INTO rulings_by_entry
  SELECT list, entry, '', '', ruling, ignored, author, note, ruled_at, remedy FROM rulings;
DROP TABLE rulings;
ALTER TABLE rulings_by_entry RENAME TO rulings;
",
    "
-- What the sentence model said of the draft of a review: numbers, by which a change of a list is tried without asking it
-- again. It goes with the review; reviews made before it was kept have none. Apart from them, so that it is read without
-- passing over their texts.
CREATE TABLE review_opinions (
  review TEXT PRIMARY KEY REFERENCES reviews (id) ON DELETE CASCADE,
  said BLOB NOT NULL
) STRICT, WITHOUT ROWID;
",
];

/// The schema version that brought the audit log.
pub(super) const AUDITED: i64 = 4;

/// Newest schema version this program knows.
pub(super) fn known() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

/// Schema version of a database; 0 for a new one.
pub(super) fn version(connection: &Connection) -> Result<i64, StoreError> {
    let read = connection.query_row("PRAGMA user_version", [], |row| row.get(0));
    read.map_err(StoreError::sqlite("打开数据库"))
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
        let report = r#"{"findings": [{"id": "f1", "rule": "substance.slogan", "term": {"list": "slogans", "entry": "甲"},
                         "quote": {"exact": "甲乙"}}, {"id": "f2", "rule": "brevity.over_limit"}]}"#;
        let review = "INSERT INTO reviews (id, created_at, report, text) VALUES (?1, '', ?2, '正文')";
        connection.execute(review, ["甲", report]).unwrap();
        connection.execute(review, ["乙", "没有报告"]).unwrap();
        connection.execute_batch(MIGRATIONS[1]).unwrap();
        let decision = "INSERT INTO decisions (review, finding, decision, reason, decided_at)
                        VALUES ('甲', 'f1', 'ignored', '', ''), ('甲', 'f2', 'ignored', '', ''), ('乙', 'f1', 'ignored', '', '')";
        assert_eq!(connection.execute(decision, []).unwrap(), 3);
        for script in &MIGRATIONS[2..7] {
            connection.execute_batch(script).unwrap();
        }
        let ruling = "INSERT INTO rulings VALUES ('slogans', '甲', 'approved', 3, '', '', '', '{}')";
        assert_eq!(connection.execute(ruling, []).unwrap(), 1);
        connection.pragma_update(None, "user_version", 7).unwrap();
        migrate(&mut connection).unwrap();
        let found: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
        assert_eq!(found, known());
        let mut statement = connection.prepare("SELECT rule || '/' || entry || '/' || words FROM decisions").unwrap();
        let about: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        assert_eq!(about, ["substance.slogan/甲/甲乙", "brevity.over_limit//", "//"]);
        let ruling: String = connection
            .query_row(
                "SELECT concat_ws('/', list, entry, kind, layer, ruling, ignored, remedy) FROM rulings",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(ruling, "slogans/甲///approved/3/{}");
    }
}

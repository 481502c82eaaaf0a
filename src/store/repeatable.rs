//! Requests that may be sent again: what a key was used for, and what was answered. Of a key and of a request's body
//! only hashes are kept, and of a review no answer at all: its report is read from where it is kept.

use std::time::Duration;

use rusqlite::{OptionalExtension, Transaction, params};

use super::clock::{self, Stamp};
use super::connections::Store;
use super::error::StoreError;

/// A request that may be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestMark {
    /// SHA-256 of the key, with whatever keeps it apart from the same key of others.
    pub key: [u8; 32],
    /// SHA-256 of the request.
    pub body: [u8; 32],
}

/// What was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenAnswer {
    /// The HTTP status.
    pub status: u16,
    /// Where the thing made is, where something was.
    pub location: Option<String>,
    /// The answer itself; `None` when it is to be read from the thing made.
    pub body: Option<String>,
}

/// What is known of a request that asks to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// It is new and may be done; what it makes has this id.
    New(Stamp),
    /// A former process began it and did not come to answer. What it made, if anything, has this id.
    Left(Stamp),
    /// It is being done.
    Running,
    /// It was done; what it made has this id.
    Done(String, GivenAnswer),
    /// The key was used for another request.
    Other,
}

impl Store {
    /// Claims a request, so that nobody else does it. A claim older than `kept` counts no more.
    ///
    /// # Errors
    /// SQLite's.
    pub fn claim(&self, mark: &RequestMark, kept: Duration) -> Result<Claim, StoreError> {
        self.write("登记请求", |transaction| {
            let failed = StoreError::sqlite("登记请求");
            let expired = "DELETE FROM repeatable WHERE key_sha256 = ?1 AND state <> 'running' AND created_at < ?2";
            transaction.execute(expired, params![mark.key, clock::before(kept)]).map_err(&failed)?;
            claimed(transaction, mark).map_err(&failed)
        })
    }

    /// Writes down what was answered.
    ///
    /// # Errors
    /// SQLite's.
    pub fn settle(&self, mark: &RequestMark, answer: &GivenAnswer) -> Result<(), StoreError> {
        self.write("登记答复", |transaction| {
            let sql =
                "UPDATE repeatable SET state = 'done', status = ?2, location = ?3, body = ?4 WHERE key_sha256 = ?1";
            let values = params![mark.key, answer.status, answer.location, answer.body];
            transaction.execute(sql, values).map(drop).map_err(StoreError::sqlite("登记答复"))
        })
    }

    /// Gives a claim back: the request was not done and may be tried again.
    ///
    /// # Errors
    /// SQLite's.
    pub fn release(&self, mark: &RequestMark) -> Result<(), StoreError> {
        self.write("撤销登记", |transaction| {
            let sql = "DELETE FROM repeatable WHERE key_sha256 = ?1 AND state <> 'done'";
            transaction.execute(sql, [mark.key]).map(drop).map_err(StoreError::sqlite("撤销登记"))
        })
    }

    /// Drops what was asked longer ago than `kept`; how many.
    ///
    /// # Errors
    /// SQLite's.
    pub fn prune_repeatable(&self, kept: Duration) -> Result<usize, StoreError> {
        self.write("清理登记", |transaction| {
            let sql = "DELETE FROM repeatable WHERE state <> 'running' AND created_at < ?1";
            transaction.execute(sql, [clock::before(kept)]).map_err(StoreError::sqlite("清理登记"))
        })
    }

    /// Nobody does any more what a former process was doing.
    pub(super) fn orphan_repeatable(&self) -> Result<(), StoreError> {
        self.write("整理登记", |transaction| {
            let sql = "UPDATE repeatable SET state = 'left' WHERE state = 'running'";
            transaction.execute(sql, []).map(drop).map_err(StoreError::sqlite("整理登记"))
        })
    }
}

/// A row as it stands.
struct Row {
    body: [u8; 32],
    state: String,
    stamp: Stamp,
    answer: GivenAnswer,
}

fn claimed(transaction: &Transaction<'_>, mark: &RequestMark) -> rusqlite::Result<Claim> {
    let sql = "SELECT body_sha256, state, resource, created_at, coalesce(status, 0), location, body
               FROM repeatable WHERE key_sha256 = ?1";
    let read = |row: &rusqlite::Row<'_>| {
        let answer = GivenAnswer { status: row.get(4)?, location: row.get(5)?, body: row.get(6)? };
        let stamp = Stamp { id: row.get(2)?, created_at: row.get(3)? };
        Ok(Row { body: row.get(0)?, state: row.get(1)?, stamp, answer })
    };
    let Some(row) = transaction.query_row(sql, [mark.key], read).optional()? else {
        let stamp = Stamp::now();
        let sql = "INSERT INTO repeatable (key_sha256, body_sha256, state, resource, created_at)
                   VALUES (?1, ?2, 'running', ?3, ?4)";
        transaction.execute(sql, params![mark.key, mark.body, stamp.id, stamp.created_at])?;
        return Ok(Claim::New(stamp));
    };
    if row.body != mark.body {
        return Ok(Claim::Other);
    }
    match row.state.as_str() {
        "done" => Ok(Claim::Done(row.stamp.id, row.answer)),
        "left" => {
            transaction.execute("UPDATE repeatable SET state = 'running' WHERE key_sha256 = ?1", [mark.key])?;
            Ok(Claim::Left(row.stamp))
        }
        _ => Ok(Claim::Running),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::tempdir;

    const DAY: Duration = Duration::from_secs(86_400);

    fn mark(key: u8, body: u8) -> RequestMark {
        RequestMark { key: [key; 32], body: [body; 32] }
    }

    #[test]
    fn a_request_is_claimed_once_and_answered_the_same_ever_after() {
        let dir = tempdir().expect("temporary folder");
        let store = Store::open(dir.path()).expect("open");
        let Claim::New(stamp) = store.claim(&mark(1, 1), DAY).expect("claim") else { panic!("not new") };
        assert_eq!(store.claim(&mark(1, 1), DAY).expect("claim"), Claim::Running);
        assert_eq!(store.claim(&mark(1, 2), DAY).expect("claim"), Claim::Other);
        let answer = GivenAnswer { status: 201, location: Some("/x".to_owned()), body: None };
        store.settle(&mark(1, 1), &answer).expect("settle");
        store.release(&mark(1, 1)).expect("release");
        drop(store);
        let store = Store::open(dir.path()).expect("reopen");
        assert_eq!(store.claim(&mark(1, 1), DAY).expect("claim"), Claim::Done(stamp.id, answer));
        assert_eq!(store.prune_repeatable(DAY).expect("prune"), 0);
        std::thread::sleep(Duration::from_millis(5));
        assert!(matches!(store.claim(&mark(1, 2), Duration::ZERO).expect("claim"), Claim::New(_)));
    }

    #[test]
    fn what_a_former_process_began_is_taken_up_under_its_id() {
        let dir = tempdir().expect("temporary folder");
        let store = Store::open(dir.path()).expect("open");
        let Claim::New(stamp) = store.claim(&mark(1, 1), DAY).expect("claim") else { panic!("not new") };
        drop(store);
        let store = Store::open(dir.path()).expect("reopen");
        assert_eq!(store.claim(&mark(1, 1), DAY).expect("claim"), Claim::Left(stamp));
        assert_eq!(store.claim(&mark(1, 1), DAY).expect("claim"), Claim::Running);
        store.release(&mark(1, 1)).expect("release");
        assert!(matches!(store.claim(&mark(1, 1), DAY).expect("claim"), Claim::New(_)));
    }

    #[test]
    fn of_many_at_once_one_is_let_through() {
        let dir = tempdir().expect("temporary folder");
        let store = Store::open(dir.path()).expect("open");
        let claims: Vec<Claim> = std::thread::scope(|scope| {
            let threads: Vec<_> =
                (0..8).map(|_| scope.spawn(|| store.claim(&mark(3, 3), DAY).expect("claim"))).collect();
            threads.into_iter().map(|t| t.join().expect("thread")).collect()
        });
        assert_eq!(claims.iter().filter(|c| matches!(c, Claim::New(_))).count(), 1);
        assert_eq!(claims.iter().filter(|c| matches!(c, Claim::Running)).count(), 7);
    }
}

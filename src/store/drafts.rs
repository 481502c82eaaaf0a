//! Drafts of term lists and norm profiles: at most one of each, replaced until it is published or discarded. Every state
//! of a draft has a number of its own, so that what was looked at is what gets published.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::audit::{self, Action, Deed};
use super::clock;
use super::connections::{Store, signed, unsigned};
use super::error::StoreError;
use super::revisions::{Family, NewRevision, Revision, put_in_force};

/// 草稿: a list or profile that is being prepared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Id of the list or profile.
    pub id: String,
    /// The version it was made from; 0 when there was none.
    pub based_on: u64,
    /// Number of this state, never used twice.
    pub edit: u64,
    /// When it was last changed, RFC 3339 in UTC.
    pub updated_at: String,
    /// Who changed it last.
    pub author: String,
    /// The whole content, as JSON.
    pub body: String,
}

/// A draft to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDraft<'a> {
    /// Id of the list or profile.
    pub id: &'a str,
    /// The version it was made from.
    pub based_on: u64,
    /// The state the change was made on, where the caller saw one; [`NO_DRAFT`] where there was none.
    pub edit: Option<u64>,
    /// Who.
    pub author: &'a str,
    /// The whole content, as JSON.
    pub body: &'a str,
}

/// The state of a draft that is not there.
pub const NO_DRAFT: u64 = 0;

const COLUMNS: &str = "id, based_on, edit, updated_at, author, body";

impl Store {
    /// Keeps a draft in place of the former one.
    ///
    /// # Errors
    /// [`StoreError::DraftConflict`] when the state there is, is not the one the change was made on.
    pub fn keep_draft(&self, family: Family, new: &NewDraft<'_>) -> Result<Draft, StoreError> {
        let failed = StoreError::sqlite("保存草稿");
        self.write("保存草稿", |transaction| {
            expect_edit(transaction, family, new.id, new.edit)?;
            let result = found(transaction, family, new.id).map_err(&failed)?.map_or("created", |_| "changed");
            let count = "UPDATE counters SET value = value + 1 WHERE name = 'draft_edits' RETURNING value";
            let edit: i64 = transaction.query_row(count, [], |row| row.get(0)).map_err(&failed)?;
            let draft = Draft {
                id: new.id.to_owned(),
                based_on: new.based_on,
                edit: unsigned(edit),
                updated_at: clock::now(),
                author: new.author.to_owned(),
                body: new.body.to_owned(),
            };
            let sql = "INSERT OR REPLACE INTO drafts (family, id, based_on, edit, updated_at, author, body)
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
            let based_on = signed(new.based_on);
            let row = params![family.name(), new.id, based_on, edit, draft.updated_at, draft.author, new.body];
            transaction.execute(sql, row).map_err(&failed)?;
            let action = match family {
                Family::TermList => Action::TermListDrafted,
                Family::NormProfile => Action::NormProfileDrafted,
            };
            let deed = Deed::done(action, new.id).version(new.based_on);
            audit::note(transaction, &Deed { result, ..deed })?;
            Ok(draft)
        })
    }

    /// The draft of a list or profile.
    ///
    /// # Errors
    /// SQLite's.
    pub fn draft(&self, family: Family, id: &str) -> Result<Option<Draft>, StoreError> {
        self.read("读取草稿", |reader| found(reader, family, id).map_err(StoreError::sqlite("读取草稿")))
    }

    /// Ids of all lists or profiles that have a draft.
    ///
    /// # Errors
    /// SQLite's.
    pub fn drafted(&self, family: Family) -> Result<BTreeSet<String>, StoreError> {
        let failed = StoreError::sqlite("读取草稿");
        self.read("读取草稿", |reader| {
            let sql = "SELECT id FROM drafts WHERE family = ?1";
            let mut statement = reader.prepare_cached(sql).map_err(&failed)?;
            let rows = statement.query_map([family.name()], |row| row.get(0)).map_err(&failed)?;
            rows.collect::<rusqlite::Result<_>>().map_err(&failed)
        })
    }

    /// Discards a draft, in the state `edit` where one was seen; whether there was one.
    ///
    /// # Errors
    /// [`StoreError::DraftConflict`] when the draft's state is another.
    pub fn discard_draft(&self, family: Family, id: &str, edit: Option<u64>) -> Result<bool, StoreError> {
        self.write("删除草稿", |transaction| {
            expect_edit(transaction, family, id, edit)?;
            let sql = "DELETE FROM drafts WHERE family = ?1 AND id = ?2";
            let count = transaction.execute(sql, params![family.name(), id]);
            let gone = count.map(|n| n > 0).map_err(StoreError::sqlite("删除草稿"))?;
            if gone {
                let action = match family {
                    Family::TermList => Action::TermListDraftDiscarded,
                    Family::NormProfile => Action::NormProfileDraftDiscarded,
                };
                audit::note(transaction, &Deed::done(action, id))?;
            }
            Ok(gone)
        })
    }

    /// Publishes a draft in the state `edit` and puts it in force; the draft is gone then. Both or neither happen.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the version in force is another, [`StoreError::DraftConflict`] when the draft's state
    /// is.
    pub fn publish_draft(&self, family: Family, new: &NewRevision<'_>, edit: u64) -> Result<Revision, StoreError> {
        self.write("发布草稿", |transaction| {
            expect_edit(transaction, family, new.id, Some(edit))?;
            let revision = put_in_force(transaction, family, new)?;
            transaction
                .execute("DELETE FROM drafts WHERE family = ?1 AND id = ?2", params![family.name(), new.id])
                .map_err(StoreError::sqlite("发布草稿"))?;
            Ok(revision)
        })
    }
}

fn expect_edit(transaction: &Connection, family: Family, id: &str, wanted: Option<u64>) -> Result<(), StoreError> {
    let Some(expected) = wanted else { return Ok(()) };
    let there = found(transaction, family, id).map_err(StoreError::sqlite("读取草稿"))?;
    if there.map_or(NO_DRAFT, |draft| draft.edit) == expected {
        return Ok(());
    }
    Err(StoreError::DraftConflict { id: id.to_owned() })
}

fn found(connection: &Connection, family: Family, id: &str) -> rusqlite::Result<Option<Draft>> {
    let sql = format!("SELECT {COLUMNS} FROM drafts WHERE family = ?1 AND id = ?2");
    connection.query_row(&sql, params![family.name(), id], draft_of).optional()
}

fn draft_of(row: &Row<'_>) -> rusqlite::Result<Draft> {
    Ok(Draft {
        id: row.get(0)?,
        based_on: unsigned(row.get(1)?),
        edit: unsigned(row.get(2)?),
        updated_at: row.get(3)?,
        author: row.get(4)?,
        body: row.get(5)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::tempdir;

    #[test]
    fn a_draft_is_published_as_it_was_seen_and_then_gone() {
        let dir = tempdir().expect("temporary folder");
        let store = Store::open(dir.path()).expect("open");
        let keep = |edit, body| {
            let new = NewDraft { id: "slogans", based_on: 0, edit, author: "甲", body };
            store.keep_draft(Family::TermList, &new)
        };
        let first = keep(None, "[1]").expect("first");
        let second = keep(Some(first.edit), "[2]").expect("second");
        for seen in [first.edit, NO_DRAFT] {
            assert!(matches!(keep(Some(seen), "[3]"), Err(StoreError::DraftConflict { .. })));
        }
        assert_eq!(store.draft(Family::TermList, "slogans").expect("read"), Some(second.clone()));
        assert_eq!(store.draft(Family::NormProfile, "slogans").expect("read"), None);
        let new = NewRevision { id: "slogans", expected: 0, author: "甲", note: "试", body: "[2]" };
        assert!(store.publish_draft(Family::TermList, &new, first.edit).is_err());
        assert!(
            store.publish_draft(Family::TermList, &NewRevision { expected: 4, ..new.clone() }, second.edit).is_err()
        );
        assert!(store.draft(Family::TermList, "slogans").expect("read").is_some());
        assert_eq!(store.publish_draft(Family::TermList, &new, second.edit).expect("published").version, 1);
        assert_eq!(store.draft(Family::TermList, "slogans").expect("read"), None);
        assert!(keep(None, "[5]").expect("another").edit > second.edit);
        let discard = |edit| store.discard_draft(Family::TermList, "slogans", edit);
        assert!(matches!(discard(Some(second.edit)), Err(StoreError::DraftConflict { .. })));
        assert!(discard(None).expect("discard"));
        assert!(!discard(None).expect("discard"));
    }
}

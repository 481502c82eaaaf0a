//! What administrators made of proposals: exceptions of entries, candidates for slogans. Whether a ruling still holds is
//! decided where proposals are made.

use std::collections::BTreeMap;

use rusqlite::params;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::actor::Actor;
use super::audit::{self, Action, Deed, digest_of};
use super::clock;
use super::connections::{Store, signed, unsigned};
use super::decisions::{columns, name_of};
use super::error::StoreError;
use crate::lexicon::EntryName;

/// What was made of a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Ruling {
    /// 采用
    Approved,
    /// 不采用
    Rejected,
}

impl Ruling {
    fn name(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Rejected => "rejected",
        }
    }
}

/// What to do with an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remedy {
    /// Exceptions to add; in what is kept of a ruling, their SHA-256 in hexadecimal.
    pub exceptions: Vec<String>,
    /// The severity to give it.
    pub severity: Option<u8>,
}

/// A ruling about an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeRuling {
    /// What it was.
    pub ruling: Ruling,
    /// How often the entry had been ignored then.
    pub ignored: usize,
    /// What was approved; `None` for rejections, and for approvals made before this was kept.
    pub remedy: Option<Remedy>,
}

impl Store {
    /// Remembers a ruling about the entry `(list, entry)`; a former one is replaced.
    ///
    /// # Errors
    /// SQLite's.
    pub fn rule(&self, (list, entry): (&str, &EntryName), made: &MadeRuling, note: &str) -> Result<(), StoreError> {
        self.write("保存裁定", |transaction| {
            let sql = "INSERT OR REPLACE INTO rulings (list, entry, ruling, ignored, author, note, ruled_at, remedy,
                                                       kind, layer)
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
            let ignored = signed(made.ignored as u64);
            let author = Actor::now().label;
            let remedy = made.remedy.as_ref().and_then(|remedy| serde_json::to_string(remedy).ok());
            let (pattern, kind, layer) = columns(entry);
            let ruling = made.ruling.name();
            let row = params![list, pattern, ruling, ignored, author, note, clock::now(), remedy, kind, layer];
            transaction.execute(sql, row).map_err(StoreError::sqlite("保存裁定"))?;
            let deed = Deed::done(Action::ProposalSettled, format!("{list}/{}", digest_of(pattern)));
            audit::note(transaction, &Deed { result: ruling, ..deed })
        })
    }

    /// All rulings, by list and entry; of one text, those that do not say the kind and layer first.
    ///
    /// # Errors
    /// SQLite's.
    pub fn rulings(&self) -> Result<BTreeMap<(String, EntryName), MadeRuling>, StoreError> {
        let failed = StoreError::sqlite("读取裁定");
        self.read("读取裁定", |reader| {
            let statement =
                reader.prepare_cached("SELECT list, entry, ruling, ignored, remedy, kind, layer FROM rulings");
            let mut statement = statement.map_err(&failed)?;
            let rows = statement.query_map([], |row| {
                let ruling: String = row.get(2)?;
                let ruling = if ruling == Ruling::Approved.name() { Ruling::Approved } else { Ruling::Rejected };
                let ignored = usize::try_from(unsigned(row.get(3)?)).unwrap_or(usize::MAX);
                let remedy: Option<String> = row.get(4)?;
                let remedy = remedy.and_then(|remedy| serde_json::from_str(&remedy).ok());
                Ok(((row.get(0)?, name_of(row, (1, 5, 6))?), MadeRuling { ruling, ignored, remedy }))
            });
            rows.map_err(&failed)?.collect::<rusqlite::Result<_>>().map_err(&failed)
        })
    }

    /// Remembers what was made of a candidate; a former ruling is replaced.
    ///
    /// # Errors
    /// SQLite's.
    pub fn settle_candidate(&self, pattern: &str, ruling: Ruling) -> Result<(), StoreError> {
        self.write("保存裁定", |transaction| {
            let sql = "INSERT OR REPLACE INTO settled_candidates (pattern, accepted, author, settled_at)
                       VALUES (?1, ?2, ?3, ?4)";
            let author = Actor::now().label;
            let row = params![pattern, ruling == Ruling::Approved, author, clock::now()];
            transaction.execute(sql, row).map_err(StoreError::sqlite("保存裁定"))?;
            let deed = Deed::done(Action::CandidateSettled, digest_of(pattern));
            audit::note(transaction, &Deed { result: ruling.name(), ..deed })
        })
    }

    /// All candidates that were settled.
    ///
    /// # Errors
    /// SQLite's.
    pub fn settled_candidates(&self) -> Result<BTreeMap<String, Ruling>, StoreError> {
        let failed = StoreError::sqlite("读取裁定");
        self.read("读取裁定", |reader| {
            let mut statement =
                reader.prepare_cached("SELECT pattern, accepted FROM settled_candidates").map_err(&failed)?;
            let rows = statement
                .query_map([], |row| Ok((row.get(0)?, if row.get(1)? { Ruling::Approved } else { Ruling::Rejected })));
            rows.map_err(&failed)?.collect::<rusqlite::Result<_>>().map_err(&failed)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::{EntryKind, Layer};
    use tempfile::tempdir;

    #[test]
    fn the_last_ruling_counts() {
        let dir = tempdir().expect("temporary folder");
        let store = Store::open(dir.path()).expect("open");
        let remedy = Remedy { exceptions: vec!["甲丙".to_owned()], severity: Some(1) };
        for (ruling, remedy) in [(Ruling::Approved, Some(remedy)), (Ruling::Rejected, None)] {
            let made = MadeRuling { ruling, ignored: 3, remedy };
            let entry = EntryName { pattern: "甲".to_owned(), kind: Some(EntryKind::Regex), layer: Some(Layer::Unit) };
            store.rule(("slogans", &entry), &made, "").expect("rule");
            let key = ("slogans".to_owned(), entry);
            assert_eq!(store.rulings().expect("read"), BTreeMap::from([(key, made)]));
            store.settle_candidate("乙", ruling).expect("settle");
            assert_eq!(store.settled_candidates().expect("read"), BTreeMap::from([("乙".to_owned(), ruling)]));
        }
    }
}

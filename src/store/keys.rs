//! Keys to the service as they are stored: the hash of each, what it allows, and how long. What a key looks like and
//! who may use it now is none of this module's business.

use std::collections::BTreeSet;

use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::audit::{self, Action, Deed};
use super::clock;
use super::connections::Store;
use super::error::StoreError;

/// 权限: what a key allows. None implies another: who administers keys does not read the audit log by that, and
/// whoever reads the audit log does nothing else by that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// 审核
    Desk,
    /// 检索
    Search,
    /// 词表和规范档
    Terms,
    /// 语料库
    Corpus,
    /// 审计
    Audit,
    /// 密钥和服务
    Admin,
}

impl Scope {
    /// All scopes.
    pub const ALL: [Self; 6] = [Self::Desk, Self::Search, Self::Terms, Self::Corpus, Self::Audit, Self::Admin];

    /// The stable English name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Desk => "desk",
            Self::Search => "search",
            Self::Terms => "terms",
            Self::Corpus => "corpus",
            Self::Audit => "audit",
            Self::Admin => "admin",
        }
    }

    /// The Chinese name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Desk => "审核",
            Self::Search => "检索",
            Self::Terms => "词表和规范档",
            Self::Corpus => "语料库",
            Self::Audit => "审计",
            Self::Admin => "密钥和服务",
        }
    }

    /// The scope with this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == name)
    }
}

/// The names of scopes, each after a comma.
#[must_use]
pub fn names(scopes: &BTreeSet<Scope>) -> String {
    scopes.iter().map(|scope| scope.name()).collect::<Vec<_>>().join(",")
}

/// 访问密钥: what is known of a key. The key itself is kept nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredKey {
    /// Id, also in the key itself.
    pub id: String,
    /// SHA-256 of the key.
    pub hash: [u8; 32],
    /// What people call it.
    pub label: String,
    /// What it allows.
    pub scopes: BTreeSet<Scope>,
    /// When it was made, RFC 3339 in UTC.
    pub created_at: String,
    /// Last day it can be used, `YYYY-MM-DD` in Beijing; `None` when it does not end.
    pub expires_on: Option<String>,
    /// When it was revoked.
    pub revoked_at: Option<String>,
    /// Day it was last used, in Beijing.
    pub last_used: Option<String>,
}

impl std::fmt::Debug for StoredKey {
    /// Without the hash: it has no business in a log either.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StoredKey").field("id", &self.id).field("label", &self.label).finish_non_exhaustive()
    }
}

impl Store {
    /// Keeps a new key; `created_at` is set here.
    ///
    /// # Errors
    /// SQLite's, an id or hash that is already there among them.
    pub fn insert_key(&self, key: &StoredKey) -> Result<StoredKey, StoreError> {
        let key = StoredKey { created_at: clock::now(), ..key.clone() };
        self.write("保存密钥", |transaction| {
            let sql =
                "INSERT INTO keys (id, hash, label, scopes, created_at, expires_on) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
            let values = params![key.id, key.hash, key.label, names(&key.scopes), key.created_at, key.expires_on];
            transaction.execute(sql, values).map_err(StoreError::sqlite("保存密钥"))?;
            audit::note(transaction, &Deed::done(Action::KeyCreated, format!("{}:{}", key.id, names(&key.scopes))))
        })?;
        Ok(key)
    }

    /// All keys, oldest first, also those revoked.
    ///
    /// # Errors
    /// SQLite's, or a stored value that cannot be read back.
    pub fn keys(&self) -> Result<Vec<StoredKey>, StoreError> {
        let failed = StoreError::sqlite("读取密钥");
        let rows = self.read("读取密钥", |reader| {
            let sql = "SELECT id, hash, label, scopes, created_at, expires_on, revoked_at, last_used
                       FROM keys ORDER BY created_at, id";
            let mut statement = reader.prepare_cached(sql).map_err(&failed)?;
            let found = statement.query_map([], key_of).map_err(&failed)?;
            found.collect::<rusqlite::Result<Vec<_>>>().map_err(&failed)
        })?;
        let read = rows.into_iter().map(|(key, scopes)| {
            let scopes: Option<BTreeSet<Scope>> = scopes.split(',').map(Scope::parse).collect();
            let scopes = scopes.ok_or(StoreError::Unreadable { what: "keys.scopes", value: key.id.clone() })?;
            Ok(StoredKey { scopes, ..key })
        });
        read.collect()
    }

    /// Revokes a key; whether there was one that was not revoked.
    ///
    /// # Errors
    /// SQLite's.
    pub fn revoke_key(&self, id: &str) -> Result<bool, StoreError> {
        self.write("吊销密钥", |transaction| {
            let sql = "UPDATE keys SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL";
            let count = transaction.execute(sql, [id, &clock::now()]).map_err(StoreError::sqlite("吊销密钥"))?;
            if count > 0 {
                audit::note(transaction, &Deed::done(Action::KeyRevoked, id))?;
            }
            Ok(count > 0)
        })
    }

    /// Writes down the day a key was used.
    ///
    /// # Errors
    /// SQLite's.
    pub fn key_used(&self, id: &str, day: &str) -> Result<(), StoreError> {
        self.write("记录密钥的使用日期", |transaction| {
            let done = transaction.execute("UPDATE keys SET last_used = ?2 WHERE id = ?1", [id, day]);
            done.map(drop).map_err(StoreError::sqlite("记录密钥的使用日期"))
        })
    }
}

/// A key whose scopes are still to be understood.
fn key_of(row: &Row<'_>) -> rusqlite::Result<(StoredKey, String)> {
    let key = StoredKey {
        id: row.get(0)?,
        hash: row.get(1)?,
        label: row.get(2)?,
        scopes: BTreeSet::new(),
        created_at: row.get(4)?,
        expires_on: row.get(5)?,
        revoked_at: row.get(6)?,
        last_used: row.get(7)?,
    };
    Ok((key, row.get(3)?))
}

//! [`Manifest`]: what a backup says of itself.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::store::RecordCounts;

/// Name of the manifest inside a backup.
pub(super) const NAME: &str = "manifest.json";
/// Form of backups that this program writes, and the newest that it reads.
pub(super) const FORMAT: i64 = 1;

/// What a backup holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum BackupScope {
    /// 整个数据目录
    #[default]
    All,
    /// 词表和规范档
    Lists,
}

impl BackupScope {
    /// The name in Chinese.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::All => "整个数据目录",
            Self::Lists => "词表和规范档",
        }
    }
}

/// 备份清单: what a backup says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Manifest {
    /// Form of the backup.
    pub format: i64,
    /// What it holds.
    pub scope: BackupScope,
    /// When it was made, RFC 3339 in UTC.
    pub created_at: String,
    /// The program that made it.
    pub engine: String,
    /// Schema version of the database.
    pub schema: i64,
    /// Generation of the corpus.
    pub generation: u64,
    /// How many records of each kind.
    pub counts: RecordCounts,
    /// The files in it.
    pub files: Vec<PackedFile>,
}

/// A file in a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PackedFile {
    /// Its name.
    pub name: String,
    /// Its size unpacked, in bytes.
    pub bytes: u64,
    /// SHA-256 of it unpacked, in lower-case hexadecimal digits.
    pub sha256: String,
}

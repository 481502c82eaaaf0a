//! What can go wrong with the data folder.

use std::path::PathBuf;

/// Why the store did not do what was asked. The text is Chinese and may be shown to users.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The folder cannot be made, read or locked.
    #[error("数据目录 {} 无法使用：{source}", path.display())]
    Folder {
        /// The folder or the file in it.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Another process owns the folder.
    #[error("数据目录 {} 正由另一个进程使用（{}），同一目录只能由一个进程打开", path.display(), holder(*pid))]
    Locked {
        /// The folder.
        path: PathBuf,
        /// Process id of the holder, where it could be read.
        pid: Option<u32>,
    },
    /// The folder was made by a newer program.
    #[error("数据库结构版本为 {found}，本程序只支持到 {known}；请升级程序，数据未作任何改动")]
    Newer {
        /// Version in the file.
        found: i64,
        /// Newest version this program knows.
        known: i64,
    },
    /// SQLite refused.
    #[error("数据库出错（{doing}）：{source}")]
    Sqlite {
        /// What was being done, in Chinese.
        doing: &'static str,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// Somebody else published a newer revision in between.
    #[error("“{id}”当前版本是 {current}，与所依据的版本 {expected} 不符；请重新读取后再改")]
    Conflict {
        /// The list or profile.
        id: String,
        /// The version the caller had seen; 0 for none.
        expected: u64,
        /// The version in force; 0 for none.
        current: u64,
    },
    /// A stored value cannot be read back.
    #[error("数据库中的 {what} 无法识别：{value}")]
    Unreadable {
        /// Table and column.
        what: &'static str,
        /// The value, cut short.
        value: String,
    },
}

impl StoreError {
    /// Turns SQLite's error into ours; `doing` says in Chinese what was being done.
    pub(super) fn sqlite(doing: &'static str) -> impl Fn(rusqlite::Error) -> Self {
        move |source| Self::Sqlite { doing, source }
    }

    /// Whether the disk is full: reads go on, and writes work again when there is room.
    #[must_use]
    pub fn is_disk_full(&self) -> bool {
        match self {
            Self::Sqlite { source, .. } => source.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull),
            Self::Folder { source, .. } => source.kind() == std::io::ErrorKind::StorageFull,
            Self::Locked { .. } | Self::Newer { .. } | Self::Conflict { .. } | Self::Unreadable { .. } => false,
        }
    }
}

fn holder(pid: Option<u32>) -> String {
    pid.map_or_else(|| "进程号未知".to_owned(), |pid| format!("进程号 {pid}"))
}

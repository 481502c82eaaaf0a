//! Why a backup was not made or not used.

use std::path::{Path, PathBuf};

/// What can go wrong with a backup. The texts are Chinese and may be shown to users.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The file to be written is there already.
    #[error("{} 已存在，不覆盖；请另给文件名", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// The folder to restore into holds something.
    #[error("{} 不是空目录，未恢复；请用 --data 另指一个不存在的或空的目录", path.display())]
    Occupied {
        /// The folder.
        path: PathBuf,
    },
    /// There is no data folder to back up.
    #[error("{} 不是数据目录（没有 duanshixin.db）；请用 --data 指定", path.display())]
    NoData {
        /// The folder.
        path: PathBuf,
    },
    /// The database has faults; a backup of it would be none.
    #[error("数据库有 {count} 处问题，未制作备份（{first}）；请运行 doctor 查看，并先原样复制数据目录")]
    Unsound {
        /// How many.
        count: usize,
        /// The first of them, in Chinese.
        first: String,
    },
    /// The file is no backup of this program.
    #[error("{} 不是本程序的备份：{reason}", path.display())]
    NotBackup {
        /// The file.
        path: PathBuf,
        /// Why, in Chinese.
        reason: &'static str,
    },
    /// The backup is not as it was when it was made.
    #[error("备份 {} 已损坏：{reason}；未恢复任何内容，请改用另一份备份", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong, in Chinese.
        reason: String,
    },
    /// The backup was made by a newer program.
    #[error(
        "备份 {} 由更新的程序制作（{what}为 {found}，本程序只支持到 {known}）；请升级程序后再恢复，未作任何改动",
        path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// What is newer, in Chinese.
        what: &'static str,
        /// Its version there.
        found: i64,
        /// The newest that this program knows.
        known: i64,
    },
    /// The backup holds term lists and norm profiles only.
    #[error("备份 {} 只有词表和规范档；请加 --only lists，恢复到已有的数据目录", path.display())]
    OnlyLists {
        /// The file.
        path: PathBuf,
    },
    /// The backup is one of a whole data folder.
    #[error("备份 {} 是整个数据目录的备份；请去掉 --only lists，恢复到新的目录", path.display())]
    WholeFolder {
        /// The file.
        path: PathBuf,
    },
    /// A file or folder cannot be read or written.
    #[error("{} 无法读写：{source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

impl BackupError {
    /// Turns the system's error about `path` into ours.
    pub(super) fn io(path: &Path) -> impl Fn(std::io::Error) -> Self {
        move |source| Self::Io { path: path.to_owned(), source }
    }

    /// Whether the disk is full.
    #[must_use]
    pub fn is_disk_full(&self) -> bool {
        matches!(self, Self::Io { source, .. } if source.kind() == std::io::ErrorKind::StorageFull)
    }
}

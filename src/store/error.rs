//! What can go wrong with the data folder.

use std::io::ErrorKind;
use std::path::PathBuf;

use rusqlite::ErrorCode;

use crate::lexicon::ListId;

/// Why the store did not do what was asked. The text is Chinese and may be shown to users.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The folder cannot be made, read or locked.
    #[error("数据目录 {} 无法使用：{}", path.display(), system_says(source))]
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
    /// There is no database, or an empty one, where indexes show that there was one.
    #[error(
        "数据目录 {} 的数据库不见了或者是空的，却留有索引：数据库可能被删除、截断或没有恢复完整。请从备份恢复数据库；确要从头开始，请先移走其中的 index 文件夹。没有改动任何数据",
        path.display()
    )]
    Lost {
        /// The folder.
        path: PathBuf,
    },
    /// SQLite refused.
    #[error("数据库出错（{doing}）：{}", sqlite_says(source))]
    Sqlite {
        /// What was being done, in Chinese.
        doing: &'static str,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// Somebody else published a newer revision in between.
    #[error("“{}”当前版本是 {current}，与所依据的版本 {expected} 不符；请重新读取后再改", called(id))]
    Conflict {
        /// The list or profile.
        id: String,
        /// The version the caller had seen; 0 for none.
        expected: u64,
        /// The version in force; 0 for none.
        current: u64,
    },
    /// Somebody else changed, published or discarded a draft in between.
    #[error("“{}”的草稿已被改过、发布或放弃，不是所依据的那一稿；请重新读取后再改", called(id))]
    DraftConflict {
        /// The list or profile.
        id: String,
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
            Self::Sqlite { source, .. } => source.sqlite_error().is_some_and(is_no_room),
            Self::Folder { source, .. } => source.kind() == ErrorKind::StorageFull,
            Self::Locked { .. }
            | Self::Newer { .. }
            | Self::Lost { .. }
            | Self::Conflict { .. }
            | Self::DraftConflict { .. }
            | Self::Unreadable { .. } => false,
        }
    }
}

/// A list by what people call it; a profile by its id.
fn called(id: &str) -> &str {
    ListId::parse(id).map_or(id, |list| list.label())
}

/// Whether SQLite lacked room: for data, or for the shared memory beside its log, which even reading needs.
fn is_no_room(error: &rusqlite::ffi::Error) -> bool {
    error.code == ErrorCode::DiskFull || error.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE
}

/// What SQLite said, in Chinese for what happens on users' machines, with its code for whoever looks it up.
fn sqlite_says(error: &rusqlite::Error) -> String {
    let Some(sqlite) = error.sqlite_error() else { return error.to_string() };
    let says = match sqlite.code {
        _ if is_no_room(sqlite) => "磁盘已满，请腾出空间后再试；已保存的内容不受影响",
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => "数据库文件已损坏，请停止程序并从备份恢复",
        ErrorCode::SystemIoFailure => "读写磁盘失败，请检查磁盘是否已满、只读或有故障",
        ErrorCode::ReadOnly | ErrorCode::PermissionDenied => "没有写入的权限，请检查数据目录及其中文件的权限",
        ErrorCode::CannotOpen => "文件无法打开，请检查数据目录的权限和打开文件数的上限",
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => "数据库正被占用，请稍后再试",
        ErrorCode::OutOfMemory => "内存不足",
        _ => return error.to_string(),
    };
    format!("{says}（SQLite {}）", sqlite.extended_code)
}

/// What the system said, in Chinese for what happens on users' machines.
fn system_says(error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::StorageFull => "磁盘已满，请腾出空间后再试".to_owned(),
        ErrorKind::PermissionDenied => "没有权限，请检查数据目录的权限".to_owned(),
        ErrorKind::ReadOnlyFilesystem => "所在的磁盘是只读的".to_owned(),
        ErrorKind::NotADirectory => "路径中有一处不是文件夹".to_owned(),
        _ => error.to_string(),
    }
}

fn holder(pid: Option<u32>) -> String {
    pid.map_or_else(|| "进程号未知".to_owned(), |pid| format!("进程号 {pid}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_sqlite_says_is_told_in_chinese() {
        for (code, words, full) in [
            (13, "磁盘已满", true),
            (4874, "磁盘已满", true),
            (778, "读写磁盘失败", false),
            (11, "已损坏", false),
            (26, "已损坏", false),
            (8, "权限", false),
            (14, "无法打开", false),
            (5, "稍后再试", false),
        ] {
            let source = rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None);
            let error = StoreError::Sqlite { doing: "写入", source };
            let said = error.to_string();
            assert!(said.contains(words) && said.contains(&code.to_string()), "{said}");
            assert_eq!(error.is_disk_full(), full, "{said}");
        }
    }
}

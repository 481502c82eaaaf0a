//! Why a command failed, as one line (a term list: one line a fault) and an exit code.

use std::io::ErrorKind;
use std::process::ExitCode;

use crate::corpus::CorpusError;
use crate::desk::{BackupError, DeskError};
use crate::lexicon::ListErrors;
use crate::norms::ProfileError;
use crate::store::StoreError;

/// Why a command failed.
#[derive(Debug)]
pub(super) enum CliError {
    /// The input cannot be used.
    Input(String),
    /// The program or the machine failed.
    Internal(String),
    /// Some of the input could not be used; each fault has been told already.
    Reported,
    /// Whoever read the output has left: no failure.
    Closed,
}

impl CliError {
    /// Input that cannot be used.
    pub(super) fn input(message: impl Into<String>) -> Self {
        Self::Input(message.into())
    }

    /// A norm profile that is refused, every fault with its key.
    pub(super) fn profile(error: &ProfileError) -> Self {
        let lines: Vec<String> =
            error.problems.iter().map(|p| format!("{} {}：{}", error.file, p.key, p.reason)).collect();
        Self::Input(format!("规范档未启用：\n{}", lines.join("\n")))
    }

    /// A term list that is refused, every fault with its row; `name` is the file or list.
    pub(super) fn list(name: &str, errors: &ListErrors) -> Self {
        let lines: Vec<String> = errors
            .problems
            .iter()
            .map(|p| {
                let row = if p.row == 0 { String::new() } else { format!(" 第{}行", p.row) };
                let column = if p.column.is_empty() { String::new() } else { format!(" {}", p.column) };
                format!("{name}{row}{column}：{}", p.reason)
            })
            .collect();
        Self::Input(format!("词表未启用，原词表不变：\n{}", lines.join("\n")))
    }

    /// What to say on stderr, if anything is left to say.
    pub(super) fn message(&self) -> Option<&str> {
        match self {
            Self::Input(message) | Self::Internal(message) => Some(message),
            Self::Reported | Self::Closed => None,
        }
    }

    /// The exit code.
    pub(super) fn code(&self) -> ExitCode {
        match self {
            Self::Closed => ExitCode::SUCCESS,
            Self::Internal(_) => ExitCode::from(1),
            Self::Input(_) | Self::Reported => ExitCode::from(2),
        }
    }
}

/// Whether the system refused because of what the caller named, not because something broke.
fn is_callers(error: &std::io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::NotFound
            | ErrorKind::PermissionDenied
            | ErrorKind::IsADirectory
            | ErrorKind::NotADirectory
            | ErrorKind::AlreadyExists
            | ErrorKind::InvalidInput
            | ErrorKind::InvalidFilename
            | ErrorKind::ReadOnlyFilesystem
    )
}

/// The system's reason in Chinese, for the reasons that users meet.
pub(super) fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "不存在".to_owned(),
        ErrorKind::PermissionDenied => "没有权限".to_owned(),
        ErrorKind::IsADirectory => "是目录，不是文件".to_owned(),
        ErrorKind::StorageFull => "磁盘已满".to_owned(),
        ErrorKind::ReadOnlyFilesystem => "所在的磁盘是只读的".to_owned(),
        ErrorKind::NotADirectory => "路径中有一处不是文件夹".to_owned(),
        _ => error.to_string(),
    }
}

impl From<DeskError> for CliError {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::Store(error) => error.into(),
            DeskError::Corpus(error) => error.into(),
            DeskError::List(errors) => Self::list("词表", &errors),
            DeskError::Input(_)
            | DeskError::NotFound { .. }
            | DeskError::Key(_)
            | DeskError::TooManyRows { .. }
            | DeskError::TwoKinds { .. } => Self::Input(error.to_string()),
            DeskError::Profile(error) => Self::profile(&error),
            DeskError::Backup(error) => error.into(),
            DeskError::JobOver { .. }
            | DeskError::Emptied
            | DeskError::NoDifference { .. }
            | DeskError::LastAdmin { .. }
            | DeskError::Stopped(_) => Self::Input(error.to_string()),
            DeskError::Model(_) | DeskError::Unreadable { .. } | DeskError::NoRandom(_) => {
                Self::Internal(error.to_string())
            }
        }
    }
}

impl From<BackupError> for CliError {
    fn from(error: BackupError) -> Self {
        match &error {
            BackupError::Io { path, source } if is_callers(source) => {
                Self::Input(format!("{}：{}", path.display(), reason(source)))
            }
            BackupError::Io { .. } | BackupError::Unsound { .. } => Self::Internal(error.to_string()),
            BackupError::Exists { .. }
            | BackupError::Occupied { .. }
            | BackupError::NoData { .. }
            | BackupError::NotBackup { .. }
            | BackupError::Damaged { .. }
            | BackupError::Newer { .. }
            | BackupError::OnlyLists { .. }
            | BackupError::WholeFolder { .. } => Self::Input(error.to_string()),
        }
    }
}

impl From<CorpusError> for CliError {
    fn from(error: CorpusError) -> Self {
        match error {
            CorpusError::Store(error) => error.into(),
            CorpusError::Query(_) | CorpusError::Passage(_) | CorpusError::Cursor(_) | CorpusError::Stopped(_) => {
                Self::Input(error.to_string())
            }
            CorpusError::Io { ref path, ref source } if is_callers(source) => {
                Self::Input(format!("{}：{}", path.display(), reason(source)))
            }
            CorpusError::Io { .. } | CorpusError::Index { .. } | CorpusError::Reuse(_) | CorpusError::Cancelled => {
                Self::Internal(error.to_string())
            }
        }
    }
}

impl From<StoreError> for CliError {
    fn from(error: StoreError) -> Self {
        match &error {
            StoreError::Locked { .. } => Self::Input(format!(
                "{error}；请停止该进程后再试，或用 --data 另指目录；服务运行时可改用它的网页和接口"
            )),
            StoreError::Newer { .. }
            | StoreError::Lost { .. }
            | StoreError::Conflict { .. }
            | StoreError::DraftConflict { .. } => Self::Input(error.to_string()),
            StoreError::Folder { path, source } if is_callers(source) => Self::Input(format!(
                "数据目录 {} 无法使用：{}；请检查路径和权限，或用 --data 另指目录",
                path.display(),
                reason(source)
            )),
            StoreError::Folder { .. } | StoreError::Sqlite { .. } | StoreError::Unreadable { .. } => {
                Self::Internal(error.to_string())
            }
        }
    }
}

impl From<std::io::Error> for CliError {
    /// An error of writing output.
    fn from(error: std::io::Error) -> Self {
        if error.kind() == ErrorKind::BrokenPipe {
            return Self::Closed;
        }
        Self::Internal(format!("无法写出结果：{}", reason(&error)))
    }
}

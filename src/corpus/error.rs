//! What can go wrong with the corpus.

use std::path::PathBuf;

use tantivy::TantivyError;
use tantivy::directory::error::OpenWriteError;

use super::cursor::CursorError;
use super::provenance::PassageError;
use super::query::QueryError;
use crate::deadline::Stopped;
use crate::reuse::ReuseIndexError;
use crate::store::StoreError;

/// Why the corpus did not do what was asked. The text is Chinese and may be shown to users.
#[derive(Debug, thiserror::Error)]
pub enum CorpusError {
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The index refused. What the store acknowledged is kept; the index is caught up by the next change or start.
    #[error("检索索引出错（{doing}）：{source}")]
    Index {
        /// What was being done, in Chinese.
        doing: &'static str,
        /// What the index said.
        source: TantivyError,
    },
    /// The fingerprint index refused. It is made again from the store at the next start.
    #[error("查重索引出错：{0}")]
    Reuse(#[from] ReuseIndexError),
    /// A file or folder cannot be read or renamed.
    #[error("{} 无法读写：{source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// It was given up because somebody asked for that; nothing has changed.
    #[error("已按要求中止，原索引照常使用")]
    Cancelled,
    /// The words asked for cannot be searched.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// The passage cannot be traced.
    #[error(transparent)]
    Passage(#[from] PassageError),
    /// The cursor cannot be used.
    #[error(transparent)]
    Cursor(#[from] CursorError),
    /// The work was given up.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

impl CorpusError {
    /// Turns the index's error into ours; `doing` says in Chinese what was being done.
    pub(super) fn index(doing: &'static str) -> impl Fn(TantivyError) -> Self {
        move |source| Self::Index { doing, source }
    }

    /// Whether the disk is full: what is stored is kept and found, and changes work again when there is room.
    #[must_use]
    pub fn is_disk_full(&self) -> bool {
        let full = |error: &std::io::Error| error.kind() == std::io::ErrorKind::StorageFull;
        match self {
            Self::Store(error) => error.is_disk_full(),
            Self::Index { source: TantivyError::IoError(error), .. }
            | Self::Index {
                source: TantivyError::OpenWriteError(OpenWriteError::IoError { io_error: error, .. }),
                ..
            } => full(error),
            Self::Io { source, .. } | Self::Reuse(ReuseIndexError::Io { source, .. }) => full(source),
            Self::Index { .. }
            | Self::Reuse(ReuseIndexError::Damaged { .. })
            | Self::Cancelled
            | Self::Query(_)
            | Self::Passage(_)
            | Self::Cursor(_)
            | Self::Stopped(_) => false,
        }
    }

    /// Turns the system's error about `path` into ours.
    pub(super) fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }
}

//! What can go wrong with the corpus.

use std::path::PathBuf;

use super::cursor::CursorError;
use super::query::QueryError;
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
        source: tantivy::TantivyError,
    },
    /// The fingerprint index refused. It is made again from the store at the next start.
    #[error("查重索引出错：{0}")]
    Reuse(#[from] crate::reuse::ReuseIndexError),
    /// A file or folder cannot be read or renamed.
    #[error("{} 无法读写：{source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The words asked for cannot be searched.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// The cursor cannot be used.
    #[error(transparent)]
    Cursor(#[from] CursorError),
}

impl CorpusError {
    /// Turns the index's error into ours; `doing` says in Chinese what was being done.
    pub(super) fn index(doing: &'static str) -> impl Fn(tantivy::TantivyError) -> Self {
        move |source| Self::Index { doing, source }
    }

    /// Turns the system's error about `path` into ours.
    pub(super) fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }
}

//! Why the desk did not do what was asked; the parts' errors come through unchanged.

use crate::corpus::CorpusError;
use crate::desk::backup::BackupError;
use crate::lexicon::ListErrors;
use crate::model::ModelError;
use crate::norms::ProfileError;
use crate::review::InputError;
use crate::store::StoreError;

/// What can go wrong around a review. The texts are Chinese and may be shown to users.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// The draft cannot be reviewed.
    #[error(transparent)]
    Input(#[from] InputError),
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The corpus refused.
    #[error(transparent)]
    Corpus(#[from] CorpusError),
    /// A term list has faults.
    #[error("词表有{}处错误，未启用", .0.problems.len())]
    List(ListErrors),
    /// The norm profile has a fault.
    #[error(transparent)]
    Profile(#[from] ProfileError),
    /// The model's files have a fault.
    #[error("句子模型无法使用：{0}")]
    Model(#[from] ModelError),
    /// There is nothing with this name.
    #[error("没有{what}“{id}”")]
    NotFound {
        /// What was looked for, in Chinese.
        what: &'static str,
        /// The name.
        id: String,
    },
    /// The job is over and cannot be stopped any more.
    #[error("任务已结束（{state}），不能再取消")]
    JobOver {
        /// Its state, in Chinese.
        state: &'static str,
    },
    /// A backup cannot be made or used.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// Something stored cannot be read back.
    #[error("已保存的{what}无法读取：{reason}")]
    Unreadable {
        /// What it is, in Chinese.
        what: &'static str,
        /// Why.
        reason: String,
    },
}

impl From<ListErrors> for DeskError {
    fn from(errors: ListErrors) -> Self {
        Self::List(errors)
    }
}

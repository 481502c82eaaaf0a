//! Why the desk did not do what was asked; the parts' errors come through unchanged.

use crate::corpus::CorpusError;
use crate::deadline::Stopped;
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
    #[error("没有{what}“{}”", shown(id))]
    NotFound {
        /// What was looked for, in Chinese.
        what: &'static str,
        /// The name.
        id: String,
    },
    /// A list would be left without entries.
    #[error("词表将被清空；确要清空的，请加 empty=true（命令行为 --empty）")]
    Emptied,
    /// A draft is the same as what is in force.
    #[error("{what}草稿与在用的相同，没有改动，不发布；不再需要的请放弃这份草稿")]
    NoDifference {
        /// What it is a draft of, in Chinese.
        what: &'static str,
    },
    /// A term and a regular expression have this text, and the request does not say which is meant.
    #[error("“{}”既有文字（literal）的词条，又有正则（regex）的词条，请以 kind 写明是哪一条", shown(pattern))]
    TwoKinds {
        /// The text.
        pattern: String,
    },
    /// A key is asked for that cannot be; each fault with its field.
    #[error("密钥未新建：{}", faults(.0))]
    Key(Vec<(&'static str, String)>),
    /// The last key by which keys are administered.
    #[error(
        "密钥 {} 是{}，吊销后{}无人能管理密钥；请先新建另一个期限不短于它的、带 admin 权限的密钥再吊销它，或停止服务后用命令 duanshixin keys revoke",
        shown(id),
        if others_until.is_some() { "期限最长的、带 admin 权限的密钥" } else { "最后一个有效的、带 admin 权限的密钥" },
        others_until.as_ref().map(|day| format!("，其余的到 {day} 为止，此后")).unwrap_or_default()
    )]
    LastAdmin {
        /// Its id.
        id: String,
        /// The last day of the others, where there are any.
        others_until: Option<String>,
    },
    /// The system has no random numbers.
    #[error("系统不能提供随机数：{0}")]
    NoRandom(String),
    /// More rows of the audit log than one export may have.
    #[error("超过 {most} 条，请缩小日期范围，分几次导出")]
    TooManyRows {
        /// How many it may have.
        most: u64,
    },
    /// The job is over and cannot be stopped any more.
    #[error("任务已结束（{state}），不能再取消")]
    JobOver {
        /// Its state, in Chinese.
        state: &'static str,
    },
    /// Nobody waits for the work any more.
    #[error(transparent)]
    Stopped(#[from] Stopped),
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

/// Longest name that a message repeats, in characters.
const LONGEST_NAME: usize = 80;

fn shown(name: &str) -> String {
    name.chars().take(LONGEST_NAME).collect()
}

fn faults(faults: &[(&'static str, String)]) -> String {
    faults.iter().map(|(field, reason)| format!("{field} {reason}")).collect::<Vec<_>>().join("；")
}

impl From<ListErrors> for DeskError {
    fn from(errors: ListErrors) -> Self {
        Self::List(errors)
    }
}

//! What can be typed about keys, the audit log and jobs. Help texts are the Chinese comments.

use clap::{Args, Subcommand};

use crate::cli::choices::{AuditFileFormat, ListFormat};
use crate::cli::parse;
use crate::config::DeskArgs;
use crate::document::PartialDate;
use crate::store::{Action, KnownRow, Scope};

/// Commands of `keys`.
#[derive(Debug, Subcommand)]
pub(super) enum KeysCommand {
    /// 新建密钥，只在标准输出显示这一次；服务运行时请改用网页“管理—密钥”或 POST /v1/keys
    Create {
        /// 名称：谁用、用在何处
        #[arg(long, value_name = "名称")]
        label: String,
        /// 权限，可写几项：desk 审核、search 检索、terms 词表和规范档、corpus 语料库、audit 审计、admin 密钥和服务
        #[arg(long, value_name = "权限", required = true, value_delimiter = ',', value_parser = parse::scope)]
        scope: Vec<Scope>,
        /// 最后可用的一天：YYYY-MM-DD（北京时间）；不给为长期有效
        #[arg(long, value_name = "日期", value_parser = parse::date)]
        expires: Option<PartialDate>,
        #[command(flatten)]
        desk: DeskArgs,
    },
    /// 列出密钥：编号、名称、权限、期限，不含密钥本身
    List {
        /// 输出格式：terminal、json（默认 terminal）
        #[arg(long, value_name = "格式", value_enum, default_value = "terminal")]
        format: ListFormat,
        #[command(flatten)]
        desk: DeskArgs,
    },
    /// 吊销密钥
    Revoke {
        /// 密钥编号
        #[arg(value_name = "编号")]
        id: String,
        #[command(flatten)]
        desk: DeskArgs,
    },
}

/// Which rows of the audit log.
#[derive(Debug, Clone, Args)]
pub(super) struct AuditChoice {
    /// 不早于：YYYY-MM-DD（北京时间）或 RFC 3339
    #[arg(long, value_name = "时间")]
    pub(super) from: Option<String>,
    /// 不晚于：YYYY-MM-DD（含当日）或 RFC 3339
    #[arg(long, value_name = "时间")]
    pub(super) to: Option<String>,
    /// 操作代码，如 review.created
    #[arg(long, value_name = "操作", value_parser = parse::action)]
    pub(super) action: Option<Action>,
    /// 密钥编号或名称，或 local、command_line、system、unknown
    #[arg(long, value_name = "操作者")]
    pub(super) actor: Option<String>,
    /// 对象；文件给出其编号
    #[arg(long, value_name = "对象")]
    pub(super) object: Option<String>,
    #[command(flatten)]
    pub(super) desk: DeskArgs,
}

/// Commands of `audit`.
#[derive(Debug, Subcommand)]
pub(super) enum AuditCommand {
    /// 列出记录，新的在前
    List {
        #[command(flatten)]
        choice: AuditChoice,
        /// 最多列出的条数（默认 50）
        #[arg(long, value_name = "数目", default_value_t = 50)]
        size: usize,
        /// 输出格式：terminal、json（默认 terminal）
        #[arg(long, value_name = "格式", value_enum, default_value = "terminal")]
        format: ListFormat,
    },
    /// 导出记录到标准输出，旧的在前
    Export {
        #[command(flatten)]
        choice: AuditChoice,
        /// 格式：jsonl、csv（默认 jsonl）
        #[arg(long, value_name = "格式", value_enum, default_value = "jsonl")]
        format: AuditFileFormat,
    },
    /// 核对日志：被改动、删除或插入的记录都能发现
    Verify {
        /// 以前核对时抄存的“序号:校验值”，可以发现日志被整体替换
        #[arg(long, value_name = "序号:校验值", value_parser = parse::known_row)]
        known: Option<KnownRow>,
        #[command(flatten)]
        desk: DeskArgs,
    },
}

/// Commands of `jobs`.
#[derive(Debug, Subcommand)]
pub(super) enum JobsCommand {
    /// 列出任务，新的在前
    List {
        /// 最多列出多少个（默认 20）
        #[arg(long, value_name = "数目", default_value_t = 20)]
        size: usize,
        /// 输出格式：terminal、json（默认 terminal）
        #[arg(long, value_name = "格式", value_enum, default_value = "terminal")]
        format: ListFormat,
        #[command(flatten)]
        desk: DeskArgs,
    },
    /// 显示一个任务的进度和结果
    Show {
        /// 任务编号
        #[arg(value_name = "编号")]
        id: String,
        /// 输出格式：terminal、json（默认 terminal）
        #[arg(long, value_name = "格式", value_enum, default_value = "terminal")]
        format: ListFormat,
        #[command(flatten)]
        desk: DeskArgs,
    },
    /// 取消服务正在进行或等待中的任务
    Cancel {
        /// 任务编号
        #[arg(value_name = "编号")]
        id: String,
        #[command(flatten)]
        desk: DeskArgs,
    },
}

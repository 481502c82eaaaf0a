//! What can be typed after `terms`. Help texts are the Chinese comments.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};

use crate::cli::args::ListFormat;
use crate::cli::parse;
use crate::config::DeskArgs;
use crate::document::Kind;
use crate::lexicon::{EntryKind, Layer, ListId, Position, Sheet};

/// How a term list is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum TableFormat {
    /// Tab-separated.
    #[default]
    Tsv,
    /// Comma-separated.
    Csv,
    /// An Excel workbook.
    Xlsx,
    /// JSON.
    Json,
}

impl TableFormat {
    /// The format by the ending of a file's name; tab-separated for others.
    pub(super) fn of(file: &Path) -> Self {
        let ending = file.extension().and_then(|e| e.to_str()).unwrap_or_default().to_ascii_lowercase();
        match ending.as_str() {
            "json" => Self::Json,
            "csv" => Self::Csv,
            "xlsx" => Self::Xlsx,
            _ => Self::Tsv,
        }
    }

    /// The table it is; `None` for JSON.
    pub(super) fn sheet(self) -> Option<Sheet> {
        match self {
            Self::Tsv => Some(Sheet::Tsv),
            Self::Csv => Some(Sheet::Csv),
            Self::Xlsx => Some(Sheet::Xlsx),
            Self::Json => None,
        }
    }
}

/// A list and what was changed why.
#[derive(Debug, Clone, Args)]
pub(super) struct TermChangeArgs {
    /// 修改原因，记入版本记录；缺省时记为做了什么
    #[arg(long, value_name = "说明", default_value = "", value_parser = parse::words)]
    pub(super) note: String,
    #[command(flatten)]
    pub(super) desk: DeskArgs,
}

/// Commands of `terms`.
#[derive(Debug, Subcommand)]
pub(super) enum TermsCommand {
    /// 列出词表及其版本
    List {
        #[command(flatten)]
        desk: DeskArgs,
    },
    /// 显示一份词表
    Show {
        /// 词表：slogans、protected、markers、burden、synonyms 或中文名
        #[arg(value_name = "词表", value_parser = parse::list)]
        list: ListId,
        #[command(flatten)]
        desk: DeskArgs,
    },
    /// 导出一份词表到标准输出
    Export {
        /// 词表：slogans、protected、markers、burden、synonyms 或中文名
        #[arg(value_name = "词表", value_parser = parse::list)]
        list: ListId,
        /// 格式：tsv、csv、xlsx、json（默认 tsv）
        #[arg(long, value_name = "格式", value_enum, default_value = "tsv")]
        format: TableFormat,
        #[command(flatten)]
        desk: DeskArgs,
    },
    /// 用文件（tsv、csv、xlsx 或 json）替换一份词表，下一次审核起生效
    Replace {
        /// 词表：slogans、protected、markers、burden、synonyms 或中文名
        #[arg(value_name = "词表", value_parser = parse::list)]
        list: ListId,
        #[command(flatten)]
        file: TermFileArgs,
        /// 确认清空：文件中没有词条时须写明
        #[arg(long)]
        empty: bool,
        #[command(flatten)]
        change: TermChangeArgs,
    },
    /// 增加一个词条
    Add {
        /// 词表：slogans、protected、markers、burden、synonyms 或中文名
        #[arg(value_name = "词表", value_parser = parse::list)]
        list: ListId,
        #[command(flatten)]
        entry: EntryArgs,
        #[command(flatten)]
        change: TermChangeArgs,
    },
    /// 删除一个词条
    Remove {
        /// 词表：slogans、protected、markers、burden、synonyms 或中文名
        #[arg(value_name = "词表", value_parser = parse::list)]
        list: ListId,
        /// 词条（与词表中的写法相同）
        #[arg(value_name = "词条", allow_hyphen_values = true)]
        pattern: String,
        /// 写法：literal 文字、regex 正则；两种都有这一词条时须写明
        #[arg(long, value_name = "写法", value_parser = parse::entry_kind)]
        kind: Option<EntryKind>,
        /// 哪个层级的：national 全国、province 省、unit 单位；缺省为最具体的一个
        #[arg(long, value_name = "层级", value_parser = parse::layer)]
        layer: Option<Layer>,
        /// 确认清空：删除最后一个词条时须写明
        #[arg(long)]
        empty: bool,
        #[command(flatten)]
        change: TermChangeArgs,
    },
    /// 保存、显示或放弃一份词表的草稿；草稿不影响审核
    Draft {
        /// 词表：slogans、protected、markers、burden、synonyms 或中文名
        #[arg(value_name = "词表", value_parser = parse::list)]
        list: ListId,
        /// 文件；不给时显示已有的草稿
        #[arg(value_name = "文件", conflicts_with = "discard")]
        file: Option<PathBuf>,
        /// 文件的格式：tsv、csv、xlsx、json；缺省按扩展名，不认识的按 tsv
        #[arg(long, value_name = "格式", value_enum, requires = "file")]
        format: Option<TableFormat>,
        /// 改以在用版本为依据（词表在此期间发布过新版本时）
        #[arg(long, requires = "file")]
        rebase: bool,
        /// 放弃草稿
        #[arg(long)]
        discard: bool,
        #[command(flatten)]
        desk: DeskArgs,
    },
    /// 比较草稿与在用版本，或者两个版本
    Diff {
        /// 词表：slogans、protected、markers、burden、synonyms 或中文名
        #[arg(value_name = "词表", value_parser = parse::list)]
        list: ListId,
        /// 版本；两个都不给时比较在用版本和草稿
        #[arg(value_name = "版本", num_args = 2)]
        versions: Vec<u64>,
        /// 输出格式：terminal、json（默认 terminal）
        #[arg(long, value_name = "格式", value_enum, default_value = "terminal")]
        format: ListFormat,
        #[command(flatten)]
        desk: DeskArgs,
    },
    /// 试算：用文件或草稿替换词表，对已保存的审核和语料有什么影响；不改动任何内容
    Check {
        /// 词表：slogans、protected、markers、burden、synonyms 或中文名
        #[arg(value_name = "词表", value_parser = parse::list)]
        list: ListId,
        /// 文件；不给时试算草稿
        #[arg(value_name = "文件")]
        file: Option<PathBuf>,
        #[command(flatten)]
        scope: ScopeArgs,
        #[command(flatten)]
        desk: DeskArgs,
    },
    /// 发布草稿，下一次审核起生效
    Publish {
        /// 词表：slogans、protected、markers、burden、synonyms 或中文名
        #[arg(value_name = "词表", value_parser = parse::list)]
        list: ListId,
        #[command(flatten)]
        reason: TermReasonArgs,
    },
    /// 恢复一个版本：以其内容发布新版本
    Rollback {
        /// 词表：slogans、protected、markers、burden、synonyms 或中文名
        #[arg(value_name = "词表", value_parser = parse::list)]
        list: ListId,
        /// 版本
        #[arg(value_name = "版本")]
        version: u64,
        /// 确认清空：恢复没有词条的版本时须写明
        #[arg(long)]
        empty: bool,
        #[command(flatten)]
        reason: TermReasonArgs,
    },
    /// 从语料中找空话套话候选词条：多个机关常用、所在句子多被判为空洞、旁边没有实招要素
    Suggest {
        /// 看多少份语料
        #[arg(long, value_name = "数目", default_value_t = 2000)]
        documents: usize,
        /// 最多列出多少条
        #[arg(long, value_name = "数目", default_value_t = 100)]
        size: usize,
        /// 最多用多少秒；来不及看的会注明
        #[arg(long, value_name = "秒", default_value_t = 600)]
        seconds: u64,
        /// 采用这个候选词条：写入空话套话的草稿（可多次给出）
        #[arg(long, value_name = "词条")]
        accept: Vec<String>,
        /// 不采用这个候选词条，以后不再列出（可多次给出）
        #[arg(long, value_name = "词条")]
        reject: Vec<String>,
        /// 输出格式：terminal、json（默认 terminal）
        #[arg(long, value_name = "格式", value_enum, default_value = "terminal")]
        format: ListFormat,
        #[command(flatten)]
        desk: DeskArgs,
    },
    /// 列出一份词表的各个版本
    Versions {
        /// 词表：slogans、protected、markers、burden、synonyms 或中文名
        #[arg(value_name = "词表", value_parser = parse::list)]
        list: ListId,
        #[command(flatten)]
        desk: DeskArgs,
    },
}

/// A file that holds a list.
#[derive(Debug, Clone, Args)]
pub(super) struct TermFileArgs {
    /// 文件
    #[arg(value_name = "文件")]
    pub(super) file: PathBuf,
    /// 文件的格式：tsv、csv、xlsx、json；缺省按扩展名，不认识的按 tsv
    #[arg(long, value_name = "格式", value_enum)]
    pub(super) format: Option<TableFormat>,
}

/// A reason that must be given.
#[derive(Debug, Clone, Args)]
pub(super) struct TermReasonArgs {
    /// 修改原因，记入版本记录
    #[arg(long, value_name = "说明", required = true, value_parser = parse::words)]
    pub(super) note: String,
    #[command(flatten)]
    pub(super) desk: DeskArgs,
}

/// What a list is tried on, and how the answer is printed.
#[derive(Debug, Clone, Args)]
pub(super) struct ScopeArgs {
    /// 试算多少份已保存的审核，新的优先
    #[arg(long, value_name = "数目", default_value_t = 1000)]
    pub(super) reviews: usize,
    /// 试算多少份语料
    #[arg(long, value_name = "数目", default_value_t = 200)]
    pub(super) documents: usize,
    /// 最多用多少秒；来不及试算的会注明
    #[arg(long, value_name = "秒", default_value_t = 60)]
    pub(super) seconds: u64,
    /// 输出格式：terminal、json（默认 terminal）
    #[arg(long, value_name = "格式", value_enum, default_value = "terminal")]
    pub(super) format: ListFormat,
}

/// A new entry.
#[derive(Debug, Clone, Args)]
pub(super) struct EntryArgs {
    /// 词条
    #[arg(value_name = "词条", allow_hyphen_values = true)]
    pub(super) pattern: String,
    /// 写法：literal 原文、regex 正则（默认 literal）
    #[arg(long, value_name = "写法", default_value = "literal", value_parser = parse::entry_kind)]
    pub(super) kind: EntryKind,
    /// 类别
    #[arg(long, value_name = "类别", default_value = "")]
    pub(super) category: String,
    /// 级别：1 提示、2 建议、3 重点（默认 1）
    #[arg(long, value_name = "级别", default_value_t = 1)]
    pub(super) severity: u8,
    /// 报告中显示的名称
    #[arg(long, value_name = "名称", default_value = "")]
    pub(super) label: String,
    /// 层级：全国、省、单位；同一词条以更具体的层级为准，缺省视为全国
    #[arg(long, value_name = "层级", value_parser = parse::layer)]
    pub(super) layer: Option<Layer>,
    /// 在这个文种中不计（可多次给出）
    #[arg(long = "exempt-kind", value_name = "文种", value_parser = parse::kind)]
    pub(super) exempt_kinds: Vec<Kind>,
    /// 在这个位置不计：标题、小标题、开头、结尾、引文、附件（可多次给出）
    #[arg(long = "exempt-position", value_name = "位置", value_parser = parse::position)]
    pub(super) exempt_positions: Vec<Position>,
}

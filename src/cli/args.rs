//! What can be typed: commands, their arguments and options. Help texts are the Chinese comments.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::cli::admin_args::{AuditCommand, JobsCommand, KeysCommand};
pub(super) use crate::cli::choices::ListFormat;
use crate::cli::parse;
use crate::cli::term_args::{ScopeArgs, TermChangeArgs, TermsCommand};
use crate::config::{self, AppearanceArgs, DeskArgs, ServeArgs, TimeLimit};
use crate::corpus::{GRAMMAR, Sort};
use crate::document::{Kind, Level, Nature, PartialDate};
use crate::span::OffsetUnit;

/// 短实新：公文送审稿的形式主义检测。离线运行，结果供审核人员参考。
#[derive(Debug, Parser)]
#[command(name = "duanshixin", version, subcommand_required = true, arg_required_else_help = true)]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) appearance: AppearanceArgs,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// 启动服务：网页、HTTP 接口
    Serve {
        #[command(flatten)]
        desk: DeskArgs,
        #[command(flatten)]
        serve: ServeArgs,
    },
    /// 把文件装入语料库：文件夹、docx、doc、wps、pdf、ofd、odt、txt、md、html，或 JSON Lines（每行 id、title、text，可有 issuer、level、date、kind、docno）
    Import {
        /// 文件或文件夹
        #[arg(required = true, value_name = "路径")]
        paths: Vec<PathBuf>,
        #[command(flatten)]
        desk: DeskArgs,
    },
    /// 审核送审稿：docx、doc、wps、pdf、ofd、odt、txt、md、html 文件，“-”为标准输入，.jsonl 为每行一份
    Review(ReviewArgs),
    /// 检索语料库：词语、"原句"、与或非、标题: 等字段；或查一段话的出处、相近的文件、照搬一份文件的文件
    #[command(after_help = GRAMMAR)]
    Search(SearchArgs),
    /// 词表：空话套话、规定表述、实招要素、减负规则、简称全称
    #[command(subcommand)]
    Terms(TermsCommand),
    /// 规范档：篇幅要求、计分方式、依据
    #[command(subcommand)]
    Norms(NormsCommand),
    /// 语料库中的文件
    #[command(subcommand)]
    Documents(DocumentsCommand),
    /// 由数据库重建检索索引和查重索引
    Reindex {
        #[command(flatten)]
        desk: DeskArgs,
    },
    /// 任务：服务的导入、重建索引、备份、试算，服务运行时查看进度、取消
    #[command(subcommand)]
    Jobs(JobsCommand),
    /// 访问密钥：谁可以使用服务、能做什么
    #[command(subcommand)]
    Keys(KeysCommand),
    /// 审计日志：谁在何时做了什么
    #[command(subcommand)]
    Audit(AuditCommand),
    /// 备份和恢复：整个数据目录，或只是词表和规范档
    Backup(crate::cli::backup::BackupArgs),
    /// 检查数据目录是否完好
    Doctor {
        #[command(flatten)]
        desk: DeskArgs,
    },
    /// 训练句子判别模型
    Train(TrainArgs),
    /// 显示一段文字经过的各步处理，供修改程序的人查看
    Stages(StagesArgs),
}

/// How reports are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    /// For people.
    Terminal,
    /// One indented JSON object a draft.
    Json,
    /// One line of JSON a draft.
    Jsonl,
    /// One self-contained page a draft.
    Html,
    /// The findings as a table.
    Csv,
    /// The record of the consistency assessment as a table.
    AssessmentCsv,
    /// The draft itself as a Word document, with comments.
    Docx,
}

impl ReportFormat {
    /// What a file of a single report ends with; `None` for formats that run on in one stream.
    pub(super) fn ending(self) -> Option<&'static str> {
        match self {
            Self::Terminal | Self::Json | Self::Jsonl => None,
            Self::Html => Some("html"),
            Self::Csv => Some("csv"),
            Self::AssessmentCsv => Some("assessment.csv"),
            // Not the name that the draft itself may have.
            Self::Docx => Some("annotated.docx"),
        }
    }
}

/// What is read from standard input.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum StdinFormat {
    /// Plain text.
    #[default]
    Txt,
    /// Markdown.
    Md,
    /// HTML.
    Html,
    /// One request a line.
    Jsonl,
}

/// Options of `review`.
#[derive(Debug, Args)]
pub(super) struct ReviewArgs {
    /// 送审稿；“-”为标准输入，.jsonl 文件每行一份（id、title、issuer、level、kind、date、nature、profile、against、text、offset_unit）
    #[arg(required = true, value_name = "路径")]
    pub(super) paths: Vec<PathBuf>,
    /// 输出格式：terminal、json（每份一个缩进对象）、jsonl（每份一行）、html（网页报告，可打印）、csv（提示清单）、assessment-csv（一致性评估表）、docx（带批注的送审稿）；缺省时 .jsonl 输入用 jsonl，其余用 terminal
    #[arg(long, value_name = "格式", value_enum)]
    pub(super) format: Option<ReportFormat>,
    /// 把报告写入文件或文件夹，只用于一份送审稿一个文件的格式（html、csv、assessment-csv、docx）。已有的文件夹、以“/”结尾的路径作文件夹，文件按送审稿命名；多份送审稿（多个路径或 .jsonl）须给文件夹，不存在时新建。不给时写到标准输出（只限一份）
    #[arg(long, value_name = "路径")]
    pub(super) out: Option<PathBuf>,
    /// 允许 --out 覆盖已有的文件；缺省不覆盖，报错
    #[arg(long, requires = "out")]
    pub(super) overwrite: bool,
    /// 标准输入的格式：txt、md、html、jsonl（默认 txt）；docx、pdf 等按内容识别
    #[arg(long, value_name = "格式", value_enum, default_value = "txt")]
    pub(super) stdin: StdinFormat,
    #[command(flatten)]
    pub(super) facts: FactArgs,
    /// 只与这些编号的文件比较（可多次给出）
    #[arg(long, value_name = "文件编号")]
    pub(super) against: Vec<String>,
    /// 报告中位置的单位：codepoint、utf16、utf8（默认 codepoint；只用于 json、jsonl）
    #[arg(long, value_name = "单位", default_value = "codepoint", value_parser = parse::offset_unit)]
    pub(super) offset_unit: OffsetUnit,
    /// 列出全部提示，不只是每类前几条
    #[arg(long)]
    pub(super) all: bool,
    /// 把报告、文本和原文件存入数据目录（缺省不存）
    #[arg(long)]
    pub(super) keep: bool,
    /// 每份最多用时（秒），超过即停止并报错（缺省不限）
    #[arg(long, value_name = "秒", value_parser = config::seconds)]
    pub(super) time_limit: Option<TimeLimit>,
    #[command(flatten)]
    pub(super) desk: DeskArgs,
}

/// What the caller knows of a draft; the file's own words fill the gaps.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct FactArgs {
    /// 标题
    #[arg(long, value_name = "标题")]
    pub(super) title: Option<String>,
    /// 发文机关
    #[arg(long, value_name = "机关")]
    pub(super) issuer: Option<String>,
    /// 层级：central、department、province、city、county、township 或中文名
    #[arg(long, value_name = "层级", value_parser = parse::level)]
    pub(super) level: Option<Level>,
    /// 文种：通知、意见、报告等十五种，或 speech、plan、measures、law、brief、other
    #[arg(long, value_name = "文种", value_parser = parse::kind)]
    pub(super) kind: Option<Kind>,
    /// 成文日期：YYYY、YYYY-MM 或 YYYY-MM-DD
    #[arg(long, value_name = "日期", value_parser = parse::date)]
    pub(super) date: Option<PartialDate>,
    /// 性质：comprehensive、special_task、comprehensive_report、special_report、general
    #[arg(long, value_name = "性质", value_parser = parse::nature)]
    pub(super) nature: Option<Nature>,
}

/// Options of `search`.
#[derive(Debug, Args)]
pub(super) struct SearchArgs {
    /// 检索词，写法见下
    #[arg(value_name = "检索词", allow_hyphen_values = true, required_unless_present_any = ["passage", "like", "repeats"], conflicts_with_all = ["passage", "like", "repeats"])]
    pub(super) query: Option<String>,
    /// 查一段话的出处：直接给出文字，或给出文件（“-”为标准输入）
    #[arg(long, value_name = "文字或文件", conflicts_with_all = ["like", "repeats"])]
    pub(super) passage: Option<String>,
    /// 列出与这份文件相近的文件
    #[arg(long, value_name = "文件编号", conflicts_with = "repeats")]
    pub(super) like: Option<String>,
    /// 列出照搬这份文件的文件（层级更低，或同级而日期更晚）
    #[arg(long, value_name = "文件编号")]
    pub(super) repeats: Option<String>,
    /// 层级（可多次给出）
    #[arg(long, value_name = "层级", value_parser = parse::level)]
    pub(super) level: Vec<Level>,
    /// 发文机关名称中的字，前加 = 为全名（可多次给出）
    #[arg(long, value_name = "机关")]
    pub(super) issuer: Vec<String>,
    /// 文种（可多次给出）
    #[arg(long, value_name = "文种", value_parser = parse::kind)]
    pub(super) kind: Vec<Kind>,
    #[arg(long, value_name = "词", help = "标题中的主题词（可多次给出）")]
    pub(super) topic: Vec<String>,
    /// 不早于：YYYY、YYYY-MM 或 YYYY-MM-DD
    #[arg(long, value_name = "日期", value_parser = parse::date)]
    pub(super) from: Option<PartialDate>,
    /// 不晚于：YYYY、YYYY-MM 或 YYYY-MM-DD
    #[arg(long, value_name = "日期", value_parser = parse::date)]
    pub(super) to: Option<PartialDate>,
    /// 排序：relevance 相关度、date 日期、level 层级（默认 relevance）
    #[arg(long, value_name = "方式", default_value = "relevance", value_parser = parse::sort)]
    pub(super) sort: Sort,
    /// 最多列出的文件数，1 至 100（默认 20）
    #[arg(long, value_name = "数目", default_value = "20", value_parser = parse::page_size)]
    pub(super) size: usize,
    /// 上一页末尾给出的翻页标记
    #[arg(long, value_name = "标记")]
    pub(super) cursor: Option<String>,
    /// 说明检索词如何切分、何处命中、得分由哪些部分组成
    #[arg(long)]
    pub(super) explain: bool,
    /// 输出格式：terminal、json（默认 terminal）
    #[arg(long, value_name = "格式", value_enum, default_value = "terminal")]
    pub(super) format: ListFormat,
    #[command(flatten)]
    pub(super) desk: DeskArgs,
}

/// Commands of `norms`.
#[derive(Debug, Subcommand)]
pub(super) enum NormsCommand {
    /// 列出规范档
    List {
        #[command(flatten)]
        desk: DeskArgs,
    },
    /// 显示一个规范档的篇幅要求、计分方式和依据
    Show {
        /// 规范档编号；缺省为使用中的规范档
        #[arg(value_name = "编号")]
        id: Option<String>,
        /// 格式：terminal、json（默认 terminal）
        #[arg(long, value_name = "格式", value_enum, default_value = "terminal")]
        format: ListFormat,
        #[command(flatten)]
        desk: DeskArgs,
    },
    /// 导出一个规范档的原文件（TOML）到标准输出，可编辑后再用 replace 放回
    Export {
        /// 规范档编号；缺省为使用中的规范档
        #[arg(value_name = "编号")]
        id: Option<String>,
        /// 版本；缺省为当前版本
        #[arg(long, value_name = "版本")]
        version: Option<u64>,
        #[command(flatten)]
        desk: DeskArgs,
    },
    /// 试算：用文件或草稿替换规范档，对已保存的审核和语料有什么影响；不改动任何内容
    Check {
        /// 文件（TOML），编号以文件中的 id 为准；不给时试算草稿
        #[arg(value_name = "文件")]
        file: Option<PathBuf>,
        /// 试算哪个规范档的草稿；缺省为使用中的规范档
        #[arg(long, value_name = "编号", conflicts_with = "file")]
        draft: Option<String>,
        #[command(flatten)]
        scope: ScopeArgs,
        #[command(flatten)]
        desk: DeskArgs,
    },
    /// 用文件（TOML）新建或替换一个规范档，编号以文件中的 id 为准，下一次审核起生效
    Replace {
        /// 文件；写明 base 的只需写与基础规范档不同的内容
        #[arg(value_name = "文件")]
        file: PathBuf,
        #[command(flatten)]
        change: TermChangeArgs,
    },
    /// 列出一个规范档的各个版本
    Versions {
        /// 规范档编号；缺省为使用中的规范档
        #[arg(value_name = "编号")]
        id: Option<String>,
        #[command(flatten)]
        desk: DeskArgs,
    },
}

/// Commands of `documents`.
#[derive(Debug, Subcommand)]
pub(super) enum DocumentsCommand {
    /// 显示一份文件
    Show {
        /// 文件编号
        #[arg(value_name = "文件编号")]
        id: String,
        /// 格式：terminal、json（默认 terminal）
        #[arg(long, value_name = "格式", value_enum, default_value = "terminal")]
        format: ListFormat,
        #[command(flatten)]
        desk: DeskArgs,
    },
    /// 删除一份文件
    Delete {
        /// 文件编号
        #[arg(value_name = "文件编号")]
        id: String,
        #[command(flatten)]
        desk: DeskArgs,
    },
}

/// Options of `train`.
#[derive(Debug, Args)]
pub(super) struct TrainArgs {
    /// 训练样本，每行一个 JSON 对象：before、text、after、label
    #[arg(long, value_name = "文件", required_unless_present = "demands")]
    pub(super) samples: Option<PathBuf>,
    /// 改为训练对下级要求的判别模型：按位置标注的句子，格式见 models/demands/CARD.md；文件由 --corpus 给出
    #[arg(long, value_name = "文件", conflicts_with_all = ["samples", "test"], requires = "corpus")]
    pub(super) demands: Option<PathBuf>,
    /// 测试样本，格式相同；给出时报告准确程度，其所在文件的句子不用于训练
    #[arg(long, value_name = "文件")]
    pub(super) test: Option<PathBuf>,
    /// 学习分词和词向量用的文件，每行一个 JSON 对象：id、text；不给时沿用已有模型的
    #[arg(long, value_name = "文件", num_args = 1..)]
    pub(super) corpus: Vec<PathBuf>,
    /// 训练对下级要求的判别模型时，另写一份每句的概率（由没有见过该文件的模型给出），供核对标注
    #[arg(long, value_name = "文件", requires = "demands")]
    pub(super) judged: Option<PathBuf>,
    /// 存放模型的目录
    #[arg(long, value_name = "目录")]
    pub(super) out: PathBuf,
}

/// How stages are printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum StagesFormat {
    /// For people.
    #[default]
    Terminal,
    /// One line of JSON a text.
    Jsonl,
}

/// Options of `stages`.
#[derive(Debug, Args)]
pub(super) struct StagesArgs {
    /// 文件；.jsonl 每行为 {id, text}，或 {id, before, text, after}（把 text 作为一句判断）
    #[arg(required = true, value_name = "路径")]
    pub(super) paths: Vec<PathBuf>,
    /// 输出格式：terminal、jsonl；缺省时 .jsonl 输入用 jsonl，其余用 terminal
    #[arg(long, value_name = "格式", value_enum)]
    pub(super) format: Option<StagesFormat>,
    #[command(flatten)]
    pub(super) desk: DeskArgs,
}

//! The groups of options, each with the module it serves.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::FalseyValueParser;
use clap::{Args, ValueEnum};

use crate::desk::{DeskOptions, Retention};
use crate::http::{ServeOptions, Settings};

/// Options of the data folder.
#[derive(Debug, Clone, Args)]
pub struct DeskArgs {
    /// 数据目录，不存在时自动创建并装入示例语料、词表和规范档（默认 ./data；环境变量 DUANSHIXIN_DATA）
    #[arg(long, value_name = "目录", env = "DUANSHIXIN_DATA", default_value = "data")]
    pub data: PathBuf,
    /// 允许审核带密级标志的送审稿；仅限获准处理涉密文件的单机（环境变量 DUANSHIXIN_ACCEPT_CLASSIFIED=1）
    #[arg(long, env = "DUANSHIXIN_ACCEPT_CLASSIFIED", value_parser = FalseyValueParser::new())]
    pub accept_classified: bool,
    /// 审核所用的规范档，送审时另有指定的除外（默认 national；环境变量 DUANSHIXIN_PROFILE）
    #[arg(long, value_name = "编号", env = "DUANSHIXIN_PROFILE")]
    pub profile: Option<String>,
}

impl DeskArgs {
    /// What the desk asks for.
    #[must_use]
    pub fn desk(&self) -> DeskOptions {
        DeskOptions {
            data: self.data.clone(),
            accept_classified: self.accept_classified,
            profile: self.profile.clone(),
        }
    }
}

/// Options of the server.
#[derive(Debug, Clone, Args)]
pub struct ServeArgs {
    /// 监听地址；未设访问密钥时只能是本机地址（默认 127.0.0.1:8686；环境变量 DUANSHIXIN_LISTEN）
    #[arg(long, value_name = "地址:端口", env = "DUANSHIXIN_LISTEN", default_value = "127.0.0.1:8686")]
    pub listen: SocketAddr,
    /// 日志详细程度：error、warn、info、debug 或 trace（默认 warn；环境变量 DUANSHIXIN_LOG）
    #[arg(long, value_name = "级别", env = "DUANSHIXIN_LOG", default_value = "warn")]
    pub log: String,
    /// 放备份的目录（默认为数据目录下的 backups；环境变量 DUANSHIXIN_BACKUPS）
    #[arg(long, value_name = "目录", env = "DUANSHIXIN_BACKUPS")]
    pub backups: Option<PathBuf>,
    /// 已结束的任务保留多少天（默认 30；环境变量 DUANSHIXIN_KEEP_JOBS）
    #[arg(long, value_name = "天数", env = "DUANSHIXIN_KEEP_JOBS", default_value_t = 30)]
    pub keep_jobs: u32,
    /// 带 Idempotency-Key 的请求在多少小时内重试得到原答复（默认 24；环境变量 DUANSHIXIN_KEEP_ANSWERS）
    #[arg(long, value_name = "小时", env = "DUANSHIXIN_KEEP_ANSWERS", default_value_t = 24)]
    pub keep_answers: u32,
}

impl ServeArgs {
    /// What the server asks for; `announce` is told the address once requests are answered.
    #[must_use]
    pub fn http(&self, announce: fn(SocketAddr)) -> ServeOptions {
        let hours = |count: u64| Duration::from_secs(count * 3_600);
        let retention =
            Retention { jobs: hours(24 * u64::from(self.keep_jobs)), answers: hours(u64::from(self.keep_answers)) };
        let settings = Settings { retention, backups: self.backups.clone() };
        ServeOptions { listen: self.listen, announce, settings, ..ServeOptions::default() }
    }
}

/// When output is coloured.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Options of what is printed.
#[derive(Debug, Clone, Copy, Default, Args)]
pub struct AppearanceArgs {
    /// 颜色：auto 仅在终端上使用，always 总是，never 从不（默认 auto；NO_COLOR 有效；环境变量 DUANSHIXIN_COLOR）
    #[arg(long, global = true, value_name = "方式", env = "DUANSHIXIN_COLOR", default_value = "auto", value_enum)]
    pub color: ColorChoice,
}

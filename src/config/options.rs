//! The groups of options, each with the module it serves.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::FalseyValueParser;
use clap::{Args, ValueEnum};

use crate::desk::{self, DeskOptions};
use crate::http::{Capacity, RateLimits, ServeOptions, Settings};
use crate::store::Retention;

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
            ..DeskOptions::default()
        }
    }
}

/// Options of the server.
#[derive(Debug, Clone, Args)]
pub struct ServeArgs {
    /// 监听地址；未设访问密钥时只能是本机地址（默认 127.0.0.1:8686；环境变量 DUANSHIXIN_LISTEN）
    #[arg(long, value_name = "地址:端口", env = "DUANSHIXIN_LISTEN", default_value = "127.0.0.1:8686")]
    pub listen: SocketAddr,
    /// 每个密钥每分钟的请求数，0 为不限；没有密钥时不限（默认 600；环境变量 DUANSHIXIN_REQUESTS_PER_MINUTE）
    #[arg(long, value_name = "数目", env = "DUANSHIXIN_REQUESTS_PER_MINUTE", default_value_t = RateLimits::PER_MINUTE)]
    pub requests_per_minute: u32,
    /// 每个密钥一次可以连续发出的请求数（默认 100；环境变量 DUANSHIXIN_REQUESTS_AT_ONCE）
    #[arg(long, value_name = "数目", env = "DUANSHIXIN_REQUESTS_AT_ONCE", default_value = "100", value_parser = at_least_one)]
    pub requests_at_once: NonZeroU32,
    /// 审计日志保存的月数，至少 6（默认 12；环境变量 DUANSHIXIN_AUDIT_MONTHS）
    #[arg(long, value_name = "月数", env = "DUANSHIXIN_AUDIT_MONTHS", default_value = "12", value_parser = retention)]
    pub audit_months: Retention,
    /// 除 IP 地址和 localhost 外，还可用这些域名访问（经代理访问时写代理的域名；可多次给出，或以逗号分隔；环境变量 DUANSHIXIN_HOST）
    #[arg(long, value_name = "域名", env = "DUANSHIXIN_HOST", value_delimiter = ',')]
    pub host: Vec<String>,
    /// 日志详细程度：error、warn、info、debug 或 trace（默认 warn；环境变量 DUANSHIXIN_LOG）
    #[arg(long, value_name = "级别", env = "DUANSHIXIN_LOG", default_value = "warn")]
    pub log: String,
    /// 一次审核或查出处最多用时（秒），0 为不限；超过即停止并答复 503（默认 60；环境变量 DUANSHIXIN_TIME_LIMIT）。检索（最多 2 秒）、词表试算（20 秒）、找候选词条（60 秒）到时答复已有的部分并注明，这里设得更短时以这里为准
    #[arg(long, value_name = "秒", env = "DUANSHIXIN_TIME_LIMIT", default_value = "60", value_parser = seconds)]
    pub time_limit: TimeLimit,
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

/// How long work may take; `None` for as long as it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeLimit(pub Option<Duration>);

/// Reads a time limit in seconds; 0 is none.
///
/// # Errors
/// A Chinese reason.
pub fn seconds(value: &str) -> Result<TimeLimit, String> {
    let wrong = || "应为秒数，如 60 或 0.5；0 为不限".to_owned();
    let seconds: f64 = value.trim().parse().map_err(|_| wrong())?;
    let limit = Duration::try_from_secs_f64(seconds).map_err(|_| wrong())?;
    Ok(TimeLimit((!limit.is_zero()).then_some(limit)))
}

impl ServeArgs {
    /// What the server asks for; `announce` is told the address once requests are answered.
    #[must_use]
    pub fn http(&self, announce: fn(SocketAddr)) -> ServeOptions {
        let per_minute = NonZeroU32::new(self.requests_per_minute);
        let hours = |count: u64| Duration::from_secs(count * 3_600);
        let retention = desk::Retention {
            jobs: hours(24 * u64::from(self.keep_jobs)),
            answers: hours(u64::from(self.keep_answers)),
        };
        ServeOptions {
            listen: self.listen,
            announce,
            capacity: Capacity { time_limit: self.time_limit.0, ..Capacity::default() },
            rate: RateLimits { per_minute, burst: self.requests_at_once },
            retention: self.audit_months,
            hosts: self.host.clone(),
            settings: Settings { retention, backups: self.backups.clone() },
            ..ServeOptions::default()
        }
    }
}

fn at_least_one(value: &str) -> Result<NonZeroU32, String> {
    value.trim().parse().map_err(|_| "应为不小于 1 的整数".to_owned())
}

fn retention(value: &str) -> Result<Retention, String> {
    Retention::months(value.trim().parse().map_err(|_| "应为月数，如 12".to_owned())?)
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

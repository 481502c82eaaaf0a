//! `serve`: the data folder opened, then the service until it is told to stop.

use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;

use tracing_subscriber::EnvFilter;

use crate::cli::error::CliError;
use crate::cli::open;
use crate::cli::output::Output;
use crate::config::{DeskArgs, ServeArgs};
use crate::http::{self, ServeError};
use crate::text::segment;

pub(super) fn run(desk: &DeskArgs, serve: &ServeArgs, output: Output) -> Result<(), CliError> {
    let filter = EnvFilter::try_new(&serve.log).map_err(|e| {
        CliError::input(format!("日志详细程度“{}”不对：{e}；应为 error、warn、info、debug 或 trace", serve.log))
    })?;
    // A second logger in one process is refused; the first one goes on.
    drop(tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init());
    output.say(format!("正在打开数据目录 {} …", desk.data.display()));
    let (desk, opened) = open::quietly(desk)?;
    segment::warm_up();
    output.say(open::news(&desk, &opened).unwrap_or_else(|| opened.index.to_string()));
    let stats = desk.stats();
    output.say(format!(
        "语料 {} 份，词表 {}，规范档 {}，模型 {}",
        stats.documents, stats.lexicon, stats.norms, stats.model
    ));
    output.say(open::keys(&desk));
    http::serve(Arc::new(desk), &serve.http(announce)).map_err(|error| match error {
        ServeError::NotLoopback(_) | ServeError::Bind { .. } => CliError::Input(error.to_string()),
        ServeError::Runtime(_) | ServeError::Desk(_) => CliError::Internal(error.to_string()),
    })?;
    output.say("服务已停止");
    Ok(())
}

/// Tells the address and a first request. Nobody may be reading any more; the server serves all the same.
fn announce(address: SocketAddr) {
    let mut out = std::io::stdout().lock();
    let example = "{\"title\":\"关于做好防汛工作的通知\",\"level\":\"city\",\"text\":\"送审稿全文\"}";
    drop(writeln!(
        out,
        "服务已启动：http://{address}/\n\
         接口说明：http://{address}/openapi.json\n\
         示例：\n  curl -s http://{address}/v1/reviews -H 'content-type: application/json' -d '{example}'\n\
         按 Ctrl-C 停止"
    ));
    drop(out.flush());
}

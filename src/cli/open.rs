//! Opening the data folder for a command: progress of building indexes, what was loaded or rebuilt.

use crate::cli::error::CliError;
use crate::cli::output::{self, Counting, Output};
use crate::config::DeskArgs;
use crate::corpus::IndexOutcome;
use crate::desk::{Desk, Opened};

/// Opens the data folder and says what happened, where something did.
pub(super) fn open(args: &DeskArgs, output: Output) -> Result<Desk, CliError> {
    let (desk, opened) = quietly(args)?;
    if let Some(message) = news(&desk, &opened) {
        output.say(message);
    }
    Ok(desk)
}

/// Opens the data folder; the caller says what happened.
pub(super) fn quietly(args: &DeskArgs) -> Result<(Desk, Opened), CliError> {
    let bar = output::bar("建立索引", Counting::Documents);
    let opened = Desk::open(&args.desk(), &mut |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    });
    bar.finish_and_clear();
    Ok(opened?)
}

/// Whether requests need a key.
pub(super) fn keys(desk: &Desk) -> String {
    match (desk.keys().live(), desk.keys().required()) {
        (0, false) => {
            "没有访问密钥：只监听本机地址，本机的人都可使用全部功能；要供他人使用，请先用 keys create 新建密钥"
                .to_owned()
        }
        (0, true) => "访问密钥都已过期：所有请求都会被拒绝；请用 keys create 新建密钥".to_owned(),
        (live, _) => format!("访问密钥 {live} 个有效，请求须带密钥"),
    }
}

/// What happened at opening; nothing when everything was as it should be.
pub(super) fn news(desk: &Desk, opened: &Opened) -> Option<String> {
    if opened.samples_loaded > 0 {
        return Some(format!(
            "已新建数据目录 {}，装入示例语料 {} 份、词表和规范档",
            desk.store().dir().display(),
            opened.samples_loaded
        ));
    }
    let search = match &opened.index {
        IndexOutcome::Current { .. } => None,
        outcome @ (IndexOutcome::CaughtUp { .. } | IndexOutcome::Rebuilt { .. }) => Some(outcome.to_string()),
    };
    let parts: Vec<String> = search.into_iter().chain(desk.corpus().copies_news().map(str::to_owned)).collect();
    (!parts.is_empty()).then(|| parts.join("；"))
}

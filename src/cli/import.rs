//! `import`: files and folders into the corpus.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use crate::cli::error::CliError;
use crate::cli::open;
use crate::cli::output::{self, Counting, Output};
use crate::config::DeskArgs;
use crate::corpus::{ImportError, ImportSummary};
use crate::desk::ImportSource;

pub(super) fn run(paths: Vec<PathBuf>, desk: &DeskArgs, output: Output) -> Result<(), CliError> {
    if let Some(missing) = paths.iter().find(|p| !p.exists()) {
        return Err(CliError::input(format!("{}：不存在", missing.display())));
    }
    let desk = open::open(desk, output)?;
    let bar = output::bar("导入", Counting::Bytes);
    let summary = desk.import(&ImportSource::Paths(paths), &AtomicBool::new(false), &mut |progress| {
        bar.set_length(progress.total);
        bar.set_position(progress.done);
    });
    bar.finish_and_clear();
    let summary = summary?;
    tell(&summary, output);
    output.say(format!("语料库现有 {} 份文件", desk.stats().documents));
    if summary.failed > 0 { Err(CliError::Reported) } else { Ok(()) }
}

fn tell(summary: &ImportSummary, output: Output) {
    for error in &summary.errors {
        output.fail(shown(error));
    }
    for warning in &summary.warnings {
        output.warn(&warning.message);
    }
    let stopped = if summary.cancelled { "（中途停止）" } else { "" };
    output.say(format!(
        "导入完成{stopped}：新增 {} 份，更新 {} 份，未变 {} 份，失败 {} 处",
        summary.added, summary.replaced, summary.unchanged, summary.failed
    ));
}

/// File, line and field of what did not get in.
fn shown(error: &ImportError) -> String {
    let line = error.line.map(|line| format!(" 第{line}行")).unwrap_or_default();
    let field = error.field.as_deref().map(|field| format!(" {field}")).unwrap_or_default();
    format!("{}{line}{field}：{}", error.file, error.message)
}

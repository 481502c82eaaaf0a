//! `jobs`: imports, re-indexings, backups and previews of a server, told and stopped from beside it. The folder is not opened: a
//! server may be at work there, and a job is at work only while one is.

use std::path::Path;

use crate::cli::admin_args::JobsCommand;
use crate::cli::choices::ListFormat;
use crate::cli::error::CliError;
use crate::cli::output::Output;
use crate::desk::{BackupError, DeskError, JobKind};
use crate::render::styled::{BOLD, FAIR, GREY, PLAIN, Page, Piece};
use crate::store::{Job, Snapshot, job_beside, jobs_beside, stop_beside};

/// Errors of an import shown; `--format json` has all that were kept.
const SHOWN: usize = 20;

pub(super) fn run(command: JobsCommand, output: Output) -> Result<(), CliError> {
    match command {
        JobsCommand::List { size, format, desk } => {
            let jobs = jobs_beside(there(&desk.data)?, size).map_err(DeskError::from)?;
            match format {
                ListFormat::Json => output.json(&jobs),
                ListFormat::Terminal => output.print(list(&jobs, output)),
            }
        }
        JobsCommand::Show { id, format, desk } => {
            let job = job_beside(there(&desk.data)?, &id).map_err(DeskError::from)?.ok_or_else(|| unknown(&id))?;
            match format {
                ListFormat::Json => output.json(&job),
                ListFormat::Terminal => output.print(shown(&job, output)),
            }
        }
        JobsCommand::Cancel { id, desk } => cancel(&desk.data, &id, output),
    }
}

/// The folder, when it is a data folder.
fn there(data: &Path) -> Result<&Path, CliError> {
    if !data.join(Snapshot::file_name()).exists() {
        return Err(DeskError::from(BackupError::NoData { path: data.to_owned() }).into());
    }
    Ok(data)
}

fn cancel(data: &Path, id: &str, output: Output) -> Result<(), CliError> {
    let state = stop_beside(there(data)?, id).map_err(DeskError::from)?.ok_or_else(|| unknown(id))?;
    if state.is_over() {
        return Err(DeskError::JobOver { state: state.label() }.into());
    }
    output.say(format!("已通知任务 {id} 停止：做完手头一批后停止，已存入的内容保留；结果见 jobs show {id}"));
    Ok(())
}

fn unknown(id: &str) -> CliError {
    DeskError::NotFound { what: "任务", id: id.to_owned() }.into()
}

fn kind_word(name: &str) -> &str {
    match JobKind::named(name) {
        Some(JobKind::Import) => "导入",
        Some(JobKind::Reindex) => "重建索引",
        Some(JobKind::Backup) => "备份",
        Some(JobKind::Preview) => "试算",
        Some(JobKind::CorpusPreview) => "试算（语料）",
        Some(JobKind::Suggest) => "找候选词条",
        None => name,
    }
}

/// Kind, state and progress in one line.
fn facts(job: &Job) -> String {
    let progress = &job.progress;
    let share = |total| 100 * progress.done / total;
    let part = if progress.state.is_over() || progress.total == 0 {
        String::new()
    } else {
        format!("，{}%", share(progress.total))
    };
    format!("{}，{}{part}，开始于 {}", kind_word(&job.kind), job.state_label(), job.created_at)
}

fn list(jobs: &[Job], output: Output) -> Page {
    let mut page = Page::new(output.width());
    if jobs.is_empty() {
        page.text(0, PLAIN, "还没有任务：服务的导入、重建索引、备份、试算会列在这里");
    }
    for job in jobs {
        page.labelled(0, &Piece::new(BOLD, format!("{}  ", job.id)), &[Piece::new(PLAIN, facts(job))]);
    }
    page
}

fn shown(job: &Job, output: Output) -> Page {
    let mut page = Page::new(output.width());
    page.text(0, BOLD, job.id.as_str());
    page.text(0, PLAIN, facts(job));
    page.text(0, GREY, format!("最近一次记录 {}", job.updated_at));
    let detail = &job.progress.detail;
    for field in ["error", "outcome", "name"] {
        if let Some(said) = detail.get(field).and_then(serde_json::Value::as_str) {
            page.text(0, PLAIN, said);
        }
    }
    let count = |field: &str| detail.get(field).and_then(serde_json::Value::as_u64);
    if let (Some(added), Some(replaced), Some(failed)) = (count("added"), count("replaced"), count("failed")) {
        let same = count("unchanged").unwrap_or(0);
        page.text(0, PLAIN, format!("新增 {added} 份，替换 {replaced} 份，相同 {same} 份，未能导入 {failed} 份"));
    }
    if let Some(drafts) = count("drafts_changed") {
        page.text(0, PLAIN, format!("提示或得分有变化的文稿 {drafts} 份；全部结果见 --format json"));
    }
    if let Some(candidates) = detail.get("candidates").and_then(serde_json::Value::as_array) {
        page.text(0, PLAIN, format!("候选词条 {} 条；全部结果见 --format json", candidates.len()));
    }
    let errors = detail.get("errors").and_then(serde_json::Value::as_array);
    for error in errors.into_iter().flatten().take(SHOWN) {
        let text = |field: &str| error.get(field).and_then(serde_json::Value::as_str).unwrap_or_default();
        let line = error.get("line").and_then(serde_json::Value::as_u64);
        let place = line.map_or_else(String::new, |line| format!(" 第{line}行"));
        page.text(2, FAIR, format!("{}{place} {}：{}", text("file"), text("field"), text("message")));
    }
    page
}

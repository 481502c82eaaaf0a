//! `terms draft`, `diff`, `publish`, `rollback`, `versions`: a list prepared before it counts, and its past.

use crate::cli::args::ListFormat;
use crate::cli::error::CliError;
use crate::cli::open;
use crate::cli::output::Output;
use crate::cli::term_args::TermReasonArgs;
use crate::cli::terms::{refused, said};
use crate::desk::{Change, Desk, DraftEdit, Emptying, TermListDraft};
use crate::lexicon::{Entry, ListDiff, ListId, Problem};
use crate::render::styled::{BOLD, GOOD, GREY, PLAIN, POOR, Page, Piece};

/// Keeps entries as the draft of a list; `failing` are the examples that fail, by line of the file.
pub(super) fn keep(
    desk: &Desk,
    list: ListId,
    (entries, failing): (Vec<Entry>, &[Problem]),
    rebase: bool,
    output: Output,
) -> Result<(), CliError> {
    let based_on = rebase.then(|| desk.term_list(list).version);
    if let Ok(before) = desk.term_draft(list) {
        output.say(format!("原有草稿（{}，{}）由这一份代替", before.updated_at, before.author));
    }
    let edit = DraftEdit { based_on, edit: None };
    let draft = desk.keep_term_draft(list, entries, edit).map_err(|error| refused(list, error))?;
    output.say(format!("已保存“{}”的草稿，依据第{}版：{}", list.label(), draft.based_on, counts(&draft.diff)));
    stale(&draft, output);
    for problem in failing {
        output.warn(format!("第{}行 {}：{}；改正之前不能发布", problem.row, problem.column, problem.reason));
    }
    Ok(())
}

/// Shows the draft of a list.
pub(super) fn show(desk: &Desk, list: ListId, output: Output) -> Result<(), CliError> {
    let draft = desk.term_draft(list)?;
    let mut page = Page::new(output.width());
    let head = format!("{}草稿，依据第{}版，{} 条", list.label(), draft.based_on, draft.entries.len());
    page.text(0, BOLD, head);
    page.text(0, GREY, format!("{}，{}；{}", draft.updated_at, draft.author, counts(&draft.diff)));
    for problem in &draft.blocking {
        page.text(0, POOR, format!("第{}条 {}：{}", problem.row, problem.column, problem.reason));
    }
    shown(&mut page, &draft.diff);
    stale(&draft, output);
    output.print(page)
}

/// Discards the draft of a list.
pub(super) fn discard(desk: &Desk, list: ListId, output: Output) -> Result<(), CliError> {
    desk.discard_term_draft(list, None)?;
    output.say(format!("已放弃“{}”的草稿", list.label()));
    Ok(())
}

/// Compares the draft with the list in force, or two versions.
pub(super) fn diff(
    desk: &Desk,
    list: ListId,
    versions: &[u64],
    format: ListFormat,
    output: Output,
) -> Result<(), CliError> {
    let diff = match versions {
        [from, to] => desk.term_list_diff(list, *from, *to)?,
        _ => desk.term_draft(list)?.diff,
    };
    match format {
        ListFormat::Json => output.json(&diff),
        ListFormat::Terminal => {
            let mut page = Page::new(output.width());
            page.text(0, BOLD, counts(&diff));
            shown(&mut page, &diff);
            output.print(page)
        }
    }
}

/// Publishes the draft of a list.
pub(super) fn publish(list: ListId, args: &TermReasonArgs, output: Output) -> Result<(), CliError> {
    let desk = open::open(&args.desk, output)?;
    let change = change(&desk, list, args)?;
    let version = desk.publish_term_draft(list, change, None).map_err(|error| refused(list, error))?;
    said(&desk, list, version, output);
    Ok(())
}

/// Publishes a former version as a new one.
pub(super) fn rollback(
    (list, version, emptying): (ListId, u64, Emptying),
    args: &TermReasonArgs,
    output: Output,
) -> Result<(), CliError> {
    let desk = open::open(&args.desk, output)?;
    let change = change(&desk, list, args)?;
    let new = desk.restore_terms(list, version, emptying, change).map_err(|error| refused(list, error))?;
    if new == version {
        output.say(format!("第{version}版就是在用的一版，没有改动"));
        return Ok(());
    }
    output.say(format!("已恢复第{version}版的内容"));
    said(&desk, list, new, output);
    Ok(())
}

/// Lists the versions of a list.
pub(super) fn versions(desk: &Desk, list: ListId, output: Output) -> Result<(), CliError> {
    let mut page = Page::new(output.width());
    for version in desk.term_list_versions(list)? {
        let name = Piece::new(BOLD, format!("{}@{} ", list.name(), version.version));
        let note = if version.note.is_empty() { String::new() } else { format!("，{}", version.note) };
        page.labelled(0, &name, &[Piece::new(PLAIN, format!("{}，{}{note}", version.created_at, version.author))]);
    }
    output.print(page)
}

fn change<'a>(desk: &Desk, list: ListId, args: &'a TermReasonArgs) -> Result<Change<'a>, CliError> {
    let note = args.note.trim();
    if note.is_empty() {
        return Err(CliError::input("请用 --note 写明修改说明"));
    }
    Ok(Change { expected: desk.term_list(list).version, note })
}

fn stale(draft: &TermListDraft, output: Output) {
    if draft.based_on != draft.version {
        output.warn(format!(
            "草稿依据第{}版，在用的已是第{}版；核对后加 --rebase 重新保存，才能发布",
            draft.based_on, draft.version
        ));
    }
}

/// How much differs.
fn counts(diff: &ListDiff) -> String {
    if diff.is_empty() {
        return "没有差异".to_owned();
    }
    format!("增加 {} 条，删除 {} 条，改动 {} 条", diff.added.len(), diff.removed.len(), diff.changed.len())
}

fn shown(page: &mut Page, diff: &ListDiff) {
    for (mark, style, entries) in [("+ ", GOOD, &diff.added), ("- ", POOR, &diff.removed)] {
        for entry in entries {
            page.labelled(0, &Piece::new(style, mark), &[Piece::new(PLAIN, entry.pattern.as_str())]);
        }
    }
    for change in &diff.changed {
        page.labelled(0, &Piece::new(BOLD, "~ "), &[Piece::new(PLAIN, change.pattern.as_str())]);
        for field in &change.fields {
            page.text(4, GREY, format!("{}：{} → {}", field.field, none(&field.from), none(&field.to)));
        }
    }
}

fn none(value: &str) -> &str {
    if value.is_empty() { "（空）" } else { value }
}

//! `terms`: the term lists in force, read and changed. A change counts from the next review on.

use std::io::Write as _;
use std::path::Path;

use crate::cli::error::{self, CliError};
use crate::cli::open;
use crate::cli::output::Output;
use crate::cli::term_args::{EntryArgs, TableFormat, TermChangeArgs, TermFileArgs, TermsCommand};
use crate::cli::{term_drafts, term_preview, term_suggest};
use crate::desk::{Change, Desk, DeskError, Emptying};
use crate::lexicon::{Entry, EntryKind, EntryName, FileFault, ListErrors, ListId, Problem, Table, TermList};
use crate::render::styled::{BOLD, GREY, PLAIN, Page, Piece};
use crate::store::Family;

pub(super) fn run(command: TermsCommand, output: Output) -> Result<(), CliError> {
    match command {
        TermsCommand::List { desk } => overview(&open::open(&desk, output)?, output),
        TermsCommand::Show { list, desk } => show(&open::open(&desk, output)?.term_list(list), output),
        TermsCommand::Export { list, format, desk } => {
            let desk = open::open(&desk, output)?;
            let list = desk.term_list(list);
            desk.note_list_export(Family::TermList, list.id.name(), list.version)?;
            export(&list, format, output)
        }
        TermsCommand::Replace { list, file: TermFileArgs { file, format }, empty, change } => {
            let entries = read(list, &file, format)?;
            if entries.is_empty() && !empty {
                let name = file.display();
                return Err(CliError::input(format!("{name}：没有词条，词表将被清空；确要清空的，请加 --empty")));
            }
            publish(&change, list, output, |desk, change| desk.replace_terms(list, entries, change))
        }
        TermsCommand::Add { list, entry, change } => {
            let entry = entry_of(entry);
            publish(&change, list, output, |desk, change| desk.add_term(list, entry, change))
        }
        TermsCommand::Remove { list, pattern, kind, layer, empty, change } => {
            let name = EntryName { pattern, kind, layer };
            publish(&change, list, output, |desk, change| desk.remove_term(list, &name, Emptying::of(empty), change))
        }
        TermsCommand::Draft { list, file: Some(file), format, rebase, desk, .. } => {
            let (entries, failing) = read_draft(list, &file, format)?;
            term_drafts::keep(&open::open(&desk, output)?, list, (entries, &failing), rebase, output)
        }
        TermsCommand::Draft { list, discard: true, desk, .. } => {
            term_drafts::discard(&open::open(&desk, output)?, list, output)
        }
        TermsCommand::Draft { list, desk, .. } => term_drafts::show(&open::open(&desk, output)?, list, output),
        TermsCommand::Diff { list, versions, format, desk } => {
            term_drafts::diff(&open::open(&desk, output)?, list, &versions, format, output)
        }
        TermsCommand::Check { list, file, scope, desk } => {
            let entries = file.map(|file| read_draft(list, &file, None)).transpose()?;
            term_preview::run(&open::open(&desk, output)?, list, entries, &scope, output)
        }
        TermsCommand::Suggest { documents, size, seconds, accept, reject, format, desk } => {
            let desk = open::open(&desk, output)?;
            if accept.is_empty() && reject.is_empty() {
                term_suggest::run(&desk, (documents, size, seconds), format, output)
            } else {
                term_suggest::settle(&desk, accept, &reject, output)
            }
        }
        TermsCommand::Publish { list, reason } => term_drafts::publish(list, &reason, output),
        TermsCommand::Rollback { list, version, empty, reason } => {
            term_drafts::rollback((list, version, Emptying::of(empty)), &reason, output)
        }
        TermsCommand::Versions { list, desk } => term_drafts::versions(&open::open(&desk, output)?, list, output),
    }
}

/// Makes a change on the version in force and says which version that gave.
fn publish(
    args: &TermChangeArgs,
    list: ListId,
    output: Output,
    make: impl FnOnce(&Desk, Change<'_>) -> Result<u64, DeskError>,
) -> Result<(), CliError> {
    let desk = open::open(&args.desk, output)?;
    let expected = desk.term_list(list).version;
    let version = make(&desk, Change { expected, note: &args.note }).map_err(|e| refused(list, e))?;
    said(&desk, list, version, output);
    Ok(())
}

/// Says which version a list has now.
pub(super) fn said(desk: &Desk, list: ListId, version: u64, output: Output) {
    let entries = desk.term_list(list).entries.len();
    let from = if list == ListId::Synonyms { "检索" } else { "审核" };
    output.say(format!("词表“{}”已更新为第{version}版，共 {entries} 条，下一次{from}起生效", list.label()));
}

/// Why a list is refused, its faults by entry.
pub(super) fn refused(list: ListId, error: DeskError) -> CliError {
    match error {
        DeskError::List(errors) => CliError::list(list.label(), &errors),
        other => other.into(),
    }
}

fn entry_of(args: EntryArgs) -> Entry {
    let entry = match args.kind {
        EntryKind::Literal => Entry::literal(&args.pattern, &args.category),
        EntryKind::Regex => Entry::regex(&args.pattern, &args.category),
    };
    let EntryArgs { severity, label, layer, exempt_kinds, exempt_positions, .. } = args;
    Entry { severity, label, layer, exempt_kinds, exempt_positions, ..entry }
}

/// Reads and checks a list; faults name the line of a table, or the ordinal of an entry in JSON.
fn read(list: ListId, file: &Path, format: Option<TableFormat>) -> Result<Vec<Entry>, CliError> {
    let (entries, failing) = read_draft(list, file, format)?;
    if failing.is_empty() {
        return Ok(entries);
    }
    Err(CliError::list(&file.display().to_string(), &ListErrors { problems: failing }))
}

/// The same for a draft: with the examples that fail.
fn read_draft(list: ListId, file: &Path, format: Option<TableFormat>) -> Result<(Vec<Entry>, Vec<Problem>), CliError> {
    let name = file.display().to_string();
    let bytes = std::fs::read(file).map_err(|e| CliError::input(format!("{name}：{}", error::reason(&e))))?;
    let read = match format.unwrap_or_else(|| TableFormat::of(file)).sheet() {
        None => {
            let read: TermList = serde_json::from_slice(&bytes)
                .map_err(|e| CliError::input(format!("{name} 第{}行：不能读作词表：{e}", e.line())))?;
            if read.id != list {
                let (there, wanted) = (read.id.label(), list.label());
                return Err(CliError::input(format!("{name}：文件里是“{there}”，要替换的是“{wanted}”")));
            }
            read.check_draft().map(|failing| (read, failing))
        }
        Some(sheet) => {
            let refused = |fault| match fault {
                FileFault::Encoding => CliError::input(format!("{name}：文字编码不是 UTF-8 或 GB 18030")),
                FileFault::Workbook(reason) => CliError::input(format!("{name}：{reason}")),
            };
            Table::read(list, 0, (sheet, &bytes)).map_err(refused)?.checked_draft()
        }
    };
    let (read, failing) = read.map_err(|errors| CliError::list(&name, &errors))?;
    Ok((read.entries, failing))
}

fn overview(desk: &Desk, output: Output) -> Result<(), CliError> {
    let mut page = Page::new(output.width());
    for head in desk.term_lists() {
        let name = Piece::new(BOLD, format!("{:<10} ", head.id.name()));
        let rest = format!("{}，第{}版，{} 条", head.label, head.version, head.entries);
        page.labelled(0, &name, &[Piece::new(PLAIN, rest)]);
    }
    output.print(page)
}

fn show(list: &TermList, output: Output) -> Result<(), CliError> {
    let mut page = Page::new(output.width());
    page.text(
        0,
        BOLD,
        format!("{}（{}），第{}版，{} 条", list.id.label(), list.id.name(), list.version, list.entries.len()),
    );
    for entry in &list.entries {
        let mut pieces = vec![Piece::new(PLAIN, entry.shown())];
        if entry.shown() != entry.pattern {
            pieces.push(Piece::new(GREY, format!("  {}", entry.pattern)));
        }
        let mut facts = vec![format!("{}级", entry.severity)];
        facts.extend(Some(entry.category.clone()).filter(|c| !c.is_empty()));
        facts.extend(entry.norm.clone());
        facts.extend(entry.bounds());
        facts.extend(Some(entry.note.clone()).filter(|n| !n.is_empty()));
        pieces.push(Piece::new(GREY, format!("  {}", facts.join("，"))));
        page.labelled(0, &Piece::new(GREY, "· "), &pieces);
    }
    output.print(page)
}

fn export(list: &TermList, format: TableFormat, output: Output) -> Result<(), CliError> {
    let mut out = output.data();
    match format.sheet() {
        Some(sheet) => {
            let written = list.to_file(sheet).map_err(|errors| CliError::list(list.id.label(), &errors))?;
            out.write_all(&written)?;
        }
        None => {
            serde_json::to_writer_pretty(&mut out, list).map_err(std::io::Error::from)?;
            writeln!(out)?;
        }
    }
    Ok(out.flush()?)
}

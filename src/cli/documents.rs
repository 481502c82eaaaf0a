//! `documents` and `reindex`: what is in the corpus.

use std::sync::atomic::AtomicBool;

use crate::cli::args::{DocumentsCommand, ListFormat};
use crate::cli::error::CliError;
use crate::cli::open;
use crate::cli::output::{self, Counting, Output};
use crate::config::DeskArgs;
use crate::desk::DeskError;
use crate::render::styled::{BOLD, GREY, PLAIN, Page};
use crate::store::Document;

pub(super) fn run(command: DocumentsCommand, output: Output) -> Result<(), CliError> {
    match command {
        DocumentsCommand::Show { id, format, desk } => {
            let desk = open::open(&desk, output)?;
            let document = desk.corpus().document(&id)?.ok_or_else(|| unknown(id))?;
            show(&document, format, output)
        }
        DocumentsCommand::Delete { id, desk } => {
            let desk = open::open(&desk, output)?;
            if !desk.corpus().delete(&id)? {
                return Err(unknown(id));
            }
            output.say(format!("已删除文件“{id}”；语料库现有 {} 份文件", desk.stats().documents));
            Ok(())
        }
    }
}

/// Builds the indexes anew.
pub(super) fn reindex(desk: &DeskArgs, output: Output) -> Result<(), CliError> {
    let desk = open::open(desk, output)?;
    let bar = output::bar("建立索引", Counting::Documents);
    let outcome = desk.corpus().reindex(&AtomicBool::new(false), &mut |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    });
    bar.finish_and_clear();
    let outcome = outcome?;
    desk.note_reindex("")?;
    output.say(outcome.to_string());
    Ok(())
}

fn unknown(id: String) -> CliError {
    DeskError::NotFound { what: "文件", id }.into()
}

fn show(document: &Document, format: ListFormat, output: Output) -> Result<(), CliError> {
    if format == ListFormat::Json {
        return output.json(document);
    }
    let meta = &document.meta;
    let mut page = Page::new(output.width());
    page.text(0, BOLD, meta.title.as_str());
    let facts = [
        Some(format!("编号 {}", meta.id)),
        meta.issuer.clone(),
        Some(meta.level.label().to_owned()),
        Some(meta.kind_original.clone().unwrap_or_else(|| meta.kind.label().to_owned())),
        meta.date.map(|d| d.to_string()),
        meta.docno.clone(),
        Some(format!("导入于 {}", meta.imported_at)),
    ];
    page.text(0, GREY, facts.into_iter().flatten().collect::<Vec<_>>().join(" · "));
    page.blank();
    for line in document.text.lines() {
        page.text(0, PLAIN, line);
    }
    output.print(page)
}

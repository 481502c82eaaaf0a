//! `search --passage`, `--like`, `--repeats`: where words come from and where they went.

use std::path::Path;

use crate::cli::args::{ListFormat, SearchArgs, StdinFormat};
use crate::cli::error::CliError;
use crate::cli::output::Output;
use crate::cli::review::files;
use crate::corpus::{Carrier, DocumentHead, PassageChange};
use crate::desk::{Desk, DeskError};
use crate::render::styled::{BOLD, GREY, PLAIN, Page, Piece};
use crate::reuse::EditKind;

/// The documents that carry a passage.
pub(super) fn passage(desk: &Desk, given: &str, args: &SearchArgs, output: Output) -> Result<(), CliError> {
    let found = desk.corpus().carriers(&words(given)?)?;
    if args.format == ListFormat::Json {
        return output.json(&found);
    }
    let mut page = Page::new(output.width());
    let listed = found.carriers.len().min(args.size);
    page.text(
        0,
        GREY,
        format!("{} 份文件载有这段话（{} 字），按层级、日期列出 {listed} 份", found.total, found.letters),
    );
    for (number, carrier) in found.carriers.iter().take(args.size).enumerate() {
        let first = found.first.as_deref() == Some(carrier.document.document_id.as_str());
        page.blank();
        head(&mut page, number + 1, &carrier.document);
        page.text(4, GREY, carried(carrier, first));
        page.text(4, PLAIN, carrier.text.as_str());
        for change in &carrier.changes {
            page.text(4, GREY, changed(change));
        }
    }
    output.print(page)
}

/// The words given, or those of the file given.
fn words(given: &str) -> Result<String, CliError> {
    let path = Path::new(given);
    if given != "-" && !path.is_file() {
        return Ok(given.to_owned());
    }
    let read = files::read(path, StdinFormat::Txt);
    Ok(read.map_err(|reason| CliError::input(format!("{given}：{reason}")))?.0.text)
}

fn carried(carrier: &Carrier, first: bool) -> String {
    let share = format!("{}，含其 {:.0}%", carrier.carries.label(), carrier.coverage * 100.0);
    if first { format!("{share}，最早") } else { share }
}

fn changed(change: &PassageChange) -> String {
    match (change.from.as_str(), change.to.as_str()) {
        (_, to) if change.kind == EditKind::Move => format!("“{to}”位置不同"),
        ("", to) => format!("多出“{to}”"),
        (from, "") => format!("少了“{from}”"),
        (from, to) => format!("“{from}”作“{to}”"),
    }
}

/// The documents like one.
pub(super) fn like(desk: &Desk, id: &str, args: &SearchArgs, output: Output) -> Result<(), CliError> {
    let found = desk.corpus().similar(id, args.size)?.ok_or_else(|| unknown(id))?;
    if args.format == ListFormat::Json {
        return output.json(&found);
    }
    let mut page = Page::new(output.width());
    page.text(0, GREY, format!("与《{}》相近的文件，比较的词语：{}", found.document.title, found.words.join("、")));
    for (number, similar) in found.similar.iter().enumerate() {
        page.blank();
        head(&mut page, number + 1, &similar.document);
        let shared = similar.shared.join("、");
        page.text(4, GREY, format!("相近 {:.0}%，共有：{shared}", similar.similarity * 100.0));
    }
    output.print(page)
}

/// The documents that repeat one.
pub(super) fn repeats(desk: &Desk, id: &str, args: &SearchArgs, output: Output) -> Result<(), CliError> {
    let found = desk.corpus().repeated_by(id, args.size)?.ok_or_else(|| unknown(id))?;
    if args.format == ListFormat::Json {
        return output.json(&found);
    }
    let mut page = Page::new(output.width());
    let cut = if found.cut { format!("（只比较了前 {} 字）", found.letters) } else { String::new() };
    let listed = found.repeaters.len();
    page.text(0, GREY, format!("{} 份文件照搬《{}》{cut}，列出 {listed} 份", found.total, found.document.title));
    for (number, repeater) in found.repeaters.iter().enumerate() {
        page.blank();
        head(&mut page, number + 1, &repeater.document);
        let (ratio, source) = (repeater.ratio * 100.0, repeater.source_ratio * 100.0);
        let copied = repeater.copied_letters;
        page.text(4, GREY, format!("照搬 {copied} 字，占其全文 {ratio:.1}%，占被照搬文件 {source:.1}%"));
        for passage in &repeater.passages {
            page.text(4, PLAIN, passage.text.as_str());
        }
    }
    output.print(page)
}

fn head(page: &mut Page, number: usize, document: &DocumentHead) {
    page.labelled(0, &Piece::new(GREY, format!("{number:>2}. ")), &[Piece::new(BOLD, document.title.as_str())]);
    let facts = [
        document.issuer.clone(),
        Some(document.level.label().to_owned()),
        Some(document.kind.label().to_owned()),
        document.date.map(|d| d.to_string()),
        Some(format!("编号 {}", document.document_id)),
    ];
    page.text(4, GREY, facts.into_iter().flatten().collect::<Vec<_>>().join(" · "));
}

fn unknown(id: &str) -> CliError {
    DeskError::NotFound { what: "文件", id: id.to_owned() }.into()
}

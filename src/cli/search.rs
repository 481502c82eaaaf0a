//! `search`: the corpus by words, with what was found marked.

use crate::cli::args::{ListFormat, SearchArgs};
use crate::cli::error::CliError;
use crate::cli::open;
use crate::cli::output::Output;
use crate::corpus::{Hit, Passage, SearchPage, SearchRequest};
use crate::render::Emphasis;
use crate::render::styled::{BOLD, GREY, MARKED, PLAIN, Page, Piece};
use crate::span::{SourceText, Span};

pub(super) fn run(args: &SearchArgs, output: Output) -> Result<(), CliError> {
    let desk = open::open(&args.desk, output)?;
    let found = desk.corpus().search(&SearchRequest {
        q: args.query.clone(),
        levels: args.level.clone(),
        kinds: args.kind.clone(),
        issuers: args.issuer.clone(),
        from: args.from,
        to: args.to,
        sort: args.sort,
        size: args.size,
        cursor: args.cursor.clone(),
    })?;
    match args.format {
        ListFormat::Json => output.json(&found),
        ListFormat::Terminal => output.print(page(&found, output)),
    }
}

fn page(found: &SearchPage, output: Output) -> Page {
    let mut page = Page::new(output.width());
    page.text(0, GREY, format!("共 {} 份文件，列出 {} 份", found.total.value, found.hits.len()));
    for (number, hit) in found.hits.iter().enumerate() {
        page.blank();
        one(&mut page, number + 1, hit, output.emphasis());
    }
    if let Some(next) = &found.next {
        page.blank();
        page.text(0, GREY, format!("下一页：--cursor {next}"));
    }
    page
}

fn one(page: &mut Page, number: usize, hit: &Hit, emphasis: Emphasis) {
    page.labelled(0, &Piece::new(GREY, format!("{number:>2}. ")), &[Piece::new(BOLD, hit.title.as_str())]);
    let facts = [
        hit.issuer.clone(),
        Some(hit.level.label().to_owned()),
        Some(hit.kind.label().to_owned()),
        hit.date.map(|d| d.to_string()),
        Some(format!("编号 {}", hit.document_id)),
    ];
    page.text(4, GREY, facts.into_iter().flatten().collect::<Vec<_>>().join(" · "));
    for passage in &hit.passages {
        page.pieces(4, &marked(passage, emphasis));
    }
}

/// The words of a passage with what was searched for marked.
fn marked(passage: &Passage, emphasis: Emphasis) -> Vec<Piece> {
    let text = SourceText::new(&passage.text);
    let base = passage.span.start;
    let mut pieces = Vec::new();
    let mut at = 0;
    for highlight in &passage.highlights {
        let mark = Span::new(highlight.start.saturating_sub(base), highlight.end.saturating_sub(base));
        pieces.push(Piece::new(PLAIN, text.slice(Span::new(at, mark.start))));
        let words = text.slice(mark);
        pieces.push(match emphasis {
            Emphasis::Style => Piece::new(MARKED, words),
            Emphasis::Brackets => Piece::new(PLAIN, format!("【{words}】")),
        });
        at = mark.end;
    }
    pieces.push(Piece::new(PLAIN, text.slice(Span::new(at, text.len()))));
    pieces
}

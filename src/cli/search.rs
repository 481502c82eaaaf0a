//! `search`: the corpus by words, with what was found marked; or by a passage or a document.

use crate::cli::args::{ListFormat, SearchArgs};
use crate::cli::error::CliError;
use crate::cli::open;
use crate::cli::output::Output;
use crate::cli::provenance;
use crate::corpus::{CutFound, Explain, Hit, Passage, QueryCut, Relation, SearchPage, SearchRequest};
use crate::render::Emphasis;
use crate::render::styled::{BOLD, GREY, MARKED, PLAIN, Page, Piece};
use crate::span::{SourceText, Span};

pub(super) fn run(args: &SearchArgs, output: Output) -> Result<(), CliError> {
    let desk = open::open(&args.desk, output)?;
    if let Some(given) = &args.passage {
        return provenance::passage(&desk, given, args, output);
    }
    if let Some(id) = &args.like {
        return provenance::like(&desk, id, args, output);
    }
    if let Some(id) = &args.repeats {
        return provenance::repeats(&desk, id, args, output);
    }
    let request = SearchRequest {
        q: args.query.clone().unwrap_or_default(),
        levels: args.level.clone(),
        kinds: args.kind.clone(),
        issuers: args.issuer.clone(),
        topics: args.topic.clone(),
        from: args.from,
        to: args.to,
        sort: args.sort,
        size: args.size,
        cursor: args.cursor.clone(),
        explain: if args.explain { Explain::Yes } else { Explain::No },
        ..SearchRequest::default()
    };
    if request.dates_cross() {
        return Err(CliError::input("--from 晚于 --to，没有文件会在其间；请对调或改正"));
    }
    let found = desk.corpus().search(&request)?;
    match args.format {
        ListFormat::Json => output.json(&found),
        ListFormat::Terminal => output.print(page(&found, output)),
    }
}

fn page(found: &SearchPage, output: Output) -> Page {
    let mut page = Page::new(output.width());
    let total = match found.total.relation {
        Relation::Eq => format!("共 {} 份文件", found.total.value),
        Relation::Gte => format!("检索超时，已找到 {} 份文件", found.total.value),
    };
    page.text(0, GREY, format!("{total}，列出 {} 份", found.hits.len()));
    if found.relaxed {
        page.text(0, GREY, "没有文件含全部词语，以下文件含其中大部分");
    }
    for cut in found.explanation.iter().flat_map(|e| &e.cuts) {
        page.text(0, GREY, cut_line(cut));
    }
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
        hit.docno.clone(),
        Some(hit.level.label().to_owned()),
        Some(hit.kind.label().to_owned()),
        hit.date.map(|d| d.to_string()),
        Some(format!("编号 {}", hit.document_id)),
    ];
    page.text(4, GREY, facts.into_iter().flatten().collect::<Vec<_>>().join(" · "));
    for passage in &hit.passages {
        page.pieces(4, &marked(passage, emphasis));
    }
    if let Some(why) = &hit.explanation {
        let found = why.found.iter().map(found_line).collect::<Vec<_>>().join("；");
        if !found.is_empty() {
            page.text(4, GREY, format!("命中 {found}"));
        }
        let parts = why.score.iter().map(|part| format!("{} {:.2}", part.label, part.value));
        page.text(4, GREY, format!("得分 {:.2} = {}", hit.score, parts.collect::<Vec<_>>().join(" + ")));
    }
}

fn cut_line(cut: &QueryCut) -> String {
    let scope = cut.field.as_ref().map(|field| format!("{field}：")).unwrap_or_default();
    let forms = if cut.forms.len() > 1 { format!("（{}）", cut.forms.join("、")) } else { String::new() };
    format!("切分：{scope}{}{forms}，{}，{} 份文件", cut.text, cut.role.label(), cut.documents)
}

/// Where a word stands in a hit.
fn found_line(found: &CutFound) -> String {
    let places =
        [("标题", found.in_title), ("正文", found.in_text), ("发文机关", found.in_issuer), ("文号", found.in_number)];
    let told = places.iter().filter(|(_, count)| *count > 0).map(|(place, count)| format!("{place} {count} 处"));
    let told = told.collect::<Vec<_>>().join("、");
    format!("“{}”{}", found.text, if told.is_empty() { "没有" } else { &told })
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

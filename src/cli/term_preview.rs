//! `terms check`: what a list would do to the drafts reviewed so far and to the corpus, before it is used.

use std::time::Duration;

use crate::cli::args::ListFormat;
use crate::cli::error::CliError;
use crate::cli::output::{self, Output};
use crate::cli::term_args::ScopeArgs;
use crate::cli::terms::refused;
use crate::desk::{Desk, DraftEffect, EntryEffect, Preview, PreviewExample, PreviewScope, SearchEffect};
use crate::lexicon::{Entry, ListId, Problem, TermList};
use crate::render::styled::{BOLD, FAIR, GOOD, GREY, HEADING, MARKED, PLAIN, POOR, Page, Piece};

/// Entries and drafts shown; `--format json` has all of them.
const SHOWN: usize = 20;
/// Examples shown of an entry.
const EXAMPLES: usize = 3;

/// Tries a list; without entries its draft.
pub(super) fn run(
    desk: &Desk,
    list: ListId,
    entries: Option<(Vec<Entry>, Vec<Problem>)>,
    scope: &ScopeArgs,
    output: Output,
) -> Result<(), CliError> {
    let asked = PreviewScope { reviews: scope.reviews, documents: scope.documents, ..PreviewScope::default() };
    let limit = Duration::from_secs(scope.seconds);
    let preview = match entries {
        Some((entries, failing)) => {
            for problem in failing {
                output.warn(format!("第{}行 {}：{}；改正之前不能发布", problem.row, problem.column, problem.reason));
            }
            let version = desk.term_list(list).version;
            let tried = TermList { id: list, version, entries };
            desk.note_list_preview(list, asked)?;
            output::followed("试算", limit, |course| desk.preview_terms(tried, asked, course))
        }
        None => output::followed("试算", limit, |course| desk.preview_term_draft(list, asked, course)),
    };
    let preview = preview.map_err(|error| refused(list, error))?;
    match scope.format {
        ListFormat::Json => output.json(&preview),
        ListFormat::Terminal => output.print(page(&preview, output)),
    }
}

fn page(preview: &Preview, output: Output) -> Page {
    let mut page = Page::new(output.width());
    let on = preview.tried_on;
    page.text(0, BOLD, format!("试算“{}”，与在用的第{}版比较", preview.list.label(), preview.version));
    page.text(
        0,
        GREY,
        format!(
            "已保存的审核 {} 份（共 {} 份），语料 {} 份，{} 句；受影响的重新判断了 {} 份",
            on.reviews, on.reviews_kept, on.documents, on.sentences, on.reached
        ),
    );
    let changes = preview.changes;
    page.text(
        0,
        PLAIN,
        format!("与在用的相比增加 {} 条，删除 {} 条，改动 {} 条", changes.added, changes.removed, changes.changed),
    );
    for warning in &preview.warnings {
        page.text(0, FAIR, format!("注意：{warning}"));
    }
    page.blank();
    if preview.list == ListId::Synonyms {
        searches_shown(&mut page, &preview.searches);
        return page;
    }
    page.text(0, HEADING, format!("命中有变化的词条 {} 条", preview.entries_changed));
    for entry in preview.entries.iter().take(SHOWN) {
        entry_shown(&mut page, entry);
    }
    if !preview.rules.is_empty() {
        page.blank();
        page.text(0, HEADING, "增减的提示");
    }
    for rule in preview.rules.iter().take(SHOWN) {
        let entry = rule.entry.as_deref().map(|entry| format!("（{entry}）")).unwrap_or_default();
        page.text(2, PLAIN, format!("{}{entry}　+{} −{}", rule.rule, rule.gained, rule.lost));
    }
    page.blank();
    page.text(0, HEADING, format!("提示或得分有变化的文稿 {} 份", preview.drafts_changed));
    for draft in preview.drafts.iter().take(SHOWN) {
        draft_shown(&mut page, draft);
    }
    page
}

fn searches_shown(page: &mut Page, searches: &[SearchEffect]) {
    page.text(0, HEADING, format!("改动所涉及的名称 {} 个，各能查到的文件", searches.len()));
    for search in searches.iter().take(SHOWN) {
        let counts = format!("　{} → {} 份", search.before, search.after);
        page.labelled(2, &Piece::new(BOLD, "· "), &[Piece::new(PLAIN, &search.name), Piece::new(GREY, counts)]);
    }
}

fn entry_shown(page: &mut Page, entry: &EntryEffect) {
    let counts = format!("　{} → {}（+{} −{}）", entry.before, entry.after, entry.gained, entry.lost);
    page.labelled(2, &Piece::new(BOLD, "· "), &[Piece::new(PLAIN, &entry.pattern), Piece::new(GREY, counts)]);
    for example in entry.examples.iter().take(EXAMPLES) {
        example_shown(page, example);
    }
}

fn example_shown(page: &mut Page, example: &PreviewExample) {
    let (mark, style) = if example.gained { ("+ ", GOOD) } else { ("− ", POOR) };
    let one_line = |text: &str| text.replace(['\n', '\r'], " ");
    let pieces = [
        Piece::new(GREY, one_line(&example.before)),
        Piece::new(MARKED, one_line(&example.words)),
        Piece::new(GREY, one_line(&example.after)),
    ];
    page.labelled(6, &Piece::new(style, mark), &pieces);
}

fn draft_shown(page: &mut Page, draft: &DraftEffect) {
    let name = draft.title.as_deref().or(draft.review.as_deref()).or(draft.document_id.as_deref()).unwrap_or_default();
    let (before, after) = (draft.before, draft.after);
    let score = |score: Option<f64>| score.map_or_else(|| "—".to_owned(), |score| format!("{score:.1}"));
    let figures = format!(
        "　实 {} → {}，空话套话 {} → {} 处，空话句 {} → {} 句，减负 {} → {} 处",
        score(before.substance),
        score(after.substance),
        before.slogan_count,
        after.slogan_count,
        before.empty_sentences,
        after.empty_sentences,
        before.demands,
        after.demands
    );
    page.labelled(2, &Piece::new(BOLD, "· "), &[Piece::new(PLAIN, name), Piece::new(GREY, figures)]);
}

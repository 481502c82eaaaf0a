//! `norms check`: what a norm profile would do to the drafts reviewed so far and to the corpus, before it is used.

use std::time::Duration;

use crate::cli::args::ListFormat;
use crate::cli::error::CliError;
use crate::cli::output::{self, Output};
use crate::cli::term_args::ScopeArgs;
use crate::desk::{Desk, NormDraftEffect, NormExample, NormPreview, NormRuleEffect, NormScore, PreviewScope};
use crate::render::styled::{BOLD, FAIR, GOOD, GREY, HEADING, PLAIN, POOR, Page, Piece};

/// Drafts shown; `--format json` has all of them.
const SHOWN: usize = 20;
/// Examples shown of a rule.
const EXAMPLES: usize = 3;

/// What is tried.
pub(super) enum Tried {
    /// A file, under the id that it gives itself.
    File(String, String),
    /// The draft of a profile.
    Draft(String),
}

/// Tries a profile.
pub(super) fn run(desk: &Desk, tried: &Tried, scope: &ScopeArgs, output: Output) -> Result<(), CliError> {
    let asked = PreviewScope { reviews: scope.reviews, documents: scope.documents, ..PreviewScope::default() };
    let preview = output::followed("试算", Duration::from_secs(scope.seconds), |course| match tried {
        Tried::File(id, text) => desk.preview_norms(id, text, asked, course),
        Tried::Draft(id) => desk.preview_norm_draft(id, asked, course),
    })?;
    match scope.format {
        ListFormat::Json => output.json(&preview),
        ListFormat::Terminal => output.print(page(&preview, output)),
    }
}

fn page(preview: &NormPreview, output: Output) -> Page {
    let mut page = Page::new(output.width());
    let (on, with) = (preview.tried_on, &preview.compared_with);
    let version = if *with == preview.profile { format!("第{}版", preview.version) } else { format!("“{with}”") };
    page.text(0, BOLD, format!("试算规范档“{}”，与在用的{version}比较", preview.profile));
    page.text(
        0,
        GREY,
        format!(
            "用它审核过的 {} 份（已保存的审核共 {} 份，其中用其他规范档的 {} 份不受影响），语料 {} 份",
            on.reviews, on.reviews_kept, on.reviews_other, on.documents
        ),
    );
    for warning in &preview.warnings {
        page.text(0, FAIR, format!("注意：{warning}"));
    }
    for change in &preview.advice {
        page.text(0, PLAIN, format!("{} → {}：{} 份", change.from.label(), change.to.label(), change.drafts));
    }
    if !preview.rules.is_empty() {
        page.blank();
        page.text(0, HEADING, "增减的提示");
    }
    for rule in &preview.rules {
        rule_shown(&mut page, rule);
    }
    page.blank();
    page.text(0, HEADING, format!("上限、得分、建议或提示有变化的文稿 {} 份", preview.drafts_changed));
    for draft in preview.drafts.iter().take(SHOWN) {
        draft_shown(&mut page, draft);
    }
    page
}

fn rule_shown(page: &mut Page, rule: &NormRuleEffect) {
    page.text(2, PLAIN, format!("{}　+{} −{}", rule.rule, rule.gained, rule.lost));
    for example in rule.examples.iter().take(EXAMPLES) {
        example_shown(page, example);
    }
}

fn example_shown(page: &mut Page, example: &NormExample) {
    let (mark, style) = if example.gained { ("+ ", GOOD) } else { ("− ", POOR) };
    let names = [&example.words, &example.title, &example.review, &example.document_id];
    let name = names.into_iter().flatten().next().map_or("", String::as_str).replace(['\n', '\r'], " ");
    page.labelled(6, &Piece::new(style, mark), &[Piece::new(GREY, name)]);
}

fn draft_shown(page: &mut Page, draft: &NormDraftEffect) {
    let name = draft.title.as_deref().or(draft.review.as_deref()).or(draft.document_id.as_deref()).unwrap_or_default();
    let figures = format!("　{} ⇒ {}", figures(&draft.before), figures(&draft.after));
    page.labelled(2, &Piece::new(BOLD, "· "), &[Piece::new(PLAIN, name), Piece::new(GREY, figures)]);
}

fn figures(score: &NormScore) -> String {
    let shown = |score: Option<f64>| score.map_or_else(|| "—".to_owned(), |score| format!("{score:.1}"));
    let limit = match (score.limit_characters, score.limit_pages) {
        (Some(characters), _) => format!("上限 {characters} 字"),
        (None, Some(pages)) => format!("上限 {pages} 页"),
        (None, None) => "不设上限".to_owned(),
    };
    format!(
        "{limit}，超出 {}，短 {} 实 {} 新 {}，减负 {} 处，{}",
        score.over_by,
        shown(score.brevity),
        shown(score.substance),
        shown(score.novelty),
        score.demands,
        score.advice.label()
    )
}

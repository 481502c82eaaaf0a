//! `terms suggest`: slogan candidates mined from the corpus, taken into the draft or turned down.

use std::time::Duration;

use crate::cli::args::ListFormat;
use crate::cli::error::CliError;
use crate::cli::output::{self, Output};
use crate::cli::terms::refused;
use crate::desk::{Candidate, Desk, Suggestions, entry_of};
use crate::lexicon::ListId;
use crate::render::styled::{BOLD, FAIR, GREY, PLAIN, Page, Piece};

/// Prints candidates.
pub(super) fn run(
    desk: &Desk,
    (documents, size, seconds): (usize, usize, u64),
    format: ListFormat,
    output: Output,
) -> Result<(), CliError> {
    let limit = Duration::from_secs(seconds);
    let found = output::followed("找候选词条", limit, |course| desk.suggest_slogans(documents, size, course))?;
    match format {
        ListFormat::Json => output.json(&found),
        ListFormat::Terminal => output.print(page(&found, output)),
    }
}

/// Takes candidates into the draft of the slogans, turns others down.
pub(super) fn settle(desk: &Desk, accept: Vec<String>, reject: &[String], output: Output) -> Result<(), CliError> {
    for pattern in accept {
        let draft = desk.accept_candidate(entry_of(&pattern));
        draft.map_err(|error| refused(ListId::Slogans, error))?;
        output.say(format!("“{pattern}”已写入“{}”的草稿，发布后生效", ListId::Slogans.label()));
    }
    for pattern in reject {
        desk.reject_candidate(pattern)?;
        output.say(format!("“{pattern}”以后不再列出"));
    }
    Ok(())
}

fn page(found: &Suggestions, output: Output) -> Page {
    let mut page = Page::new(output.width());
    page.text(0, BOLD, format!("看了 {} 份语料，候选词条 {} 条", found.documents, found.candidates.len()));
    if found.left_out > 0 {
        page.text(0, FAIR, format!("注意：有 {} 份来不及看", found.left_out));
    }
    for candidate in &found.candidates {
        shown(&mut page, candidate);
    }
    page
}

fn shown(page: &mut Page, candidate: &Candidate) {
    let counts = format!(
        "　{} 份文件，{} 个机关，{} 句，其中空话句占 {:.0}%，有实招要素的占 {:.0}%",
        candidate.documents,
        candidate.issuers,
        candidate.sentences,
        100.0 * candidate.empty_share,
        100.0 * candidate.marked_share
    );
    page.labelled(0, &Piece::new(GREY, "· "), &[Piece::new(PLAIN, &candidate.pattern), Piece::new(GREY, counts)]);
    for example in candidate.examples.iter().take(1) {
        page.text(4, GREY, example.as_str());
    }
}

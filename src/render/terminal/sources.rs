//! The lower part of the page: sources, lawful repetition, warnings, versions.

use crate::measure::novelty::SourceShare;
use crate::render::styled::{self, FAIR, GREY, HEADING, PLAIN, Page, Piece};
use crate::render::terminal::view::View;
use crate::render::words::{self, percent, titled};
use crate::review::Report;

/// Columns of the cells level, date, letters and share, with the blanks before them, and room for a note.
const CELLS: [usize; 4] = [10, 14, 8, 8];
const NOTE: usize = 16;
/// Narrowest and widest title cell, in columns.
const TITLE: (usize, usize) = (24, 60);

/// Documents that the draft repeats, largest share first.
pub(super) fn table(page: &mut Page, view: &View<'_>) {
    let novelty = &view.report.novelty;
    let sources: Vec<&SourceShare> = novelty.sources.iter().filter(|s| s.copied_characters > 0).collect();
    if !sources.is_empty() {
        page.blank();
        page.text(0, HEADING, "来源");
        let others = CELLS.iter().sum::<usize>() + NOTE + 2;
        let title = page.width().saturating_sub(others).clamp(TITLE.0, TITLE.1);
        let row = |cells: [&str; 6]| {
            let [name, middle @ .., note] = cells;
            let middle = middle.iter().zip(CELLS).map(|(cell, width)| styled::fitted(&format!("  {cell}"), width));
            format!("{}{}  {note}", styled::fitted(name, title), middle.collect::<String>())
        };
        page.text(2, GREY, row(["文件", "层级", "日期", "字数", "占比", ""]).trim_end());
        let most = view.options.most.unwrap_or(sources.len());
        for source in sources.iter().take(most) {
            let date = source.date.map_or_else(|| "未知".to_owned(), |d| d.to_string());
            let (letters, share) = (source.copied_characters.to_string(), percent(source.ratio));
            let line = row([
                &titled(&source.title),
                source.level.label(),
                &date,
                &letters,
                &share,
                &words::source_note(source),
            ]);
            page.text(2, PLAIN, line.trim_end());
        }
        if sources.len() > most {
            page.text(2, GREY, format!("另有{}份未列出，加 --all 查看全部", sources.len() - most));
        }
    }
    let superior = match &novelty.superior {
        Some(superior) => format!("本稿所落实的文件：编号 {}（{}）", superior.document_id, superior.why),
        None if novelty.copied_ratio.is_some() => "本稿所落实的文件：未能判断".to_owned(),
        None => return,
    };
    if sources.is_empty() {
        page.blank();
    }
    page.text(0, GREY, superior);
}

/// Repetition that is set apart, by reason.
pub(super) fn lawful(page: &mut Page, report: &Report) {
    let reasons = words::lawful(report);
    if reasons.is_empty() {
        return;
    }
    let parts: Vec<String> =
        reasons.iter().map(|(reason, (count, letters))| format!("{}{count}处{letters}字", reason.label())).collect();
    page.blank();
    page.text(0, GREY, format!("属正常重复、不计入重复率：{}。", parts.join("，")));
}

/// The wording of the norms that findings rest on, each once.
pub(super) fn norms(page: &mut Page, report: &Report) {
    let cited = words::norms(report);
    if cited.is_empty() {
        return;
    }
    page.blank();
    page.text(0, HEADING, "依据");
    for (name, norm) in cited {
        let grade = words::grade(norm);
        let quote = norm.quote.as_deref().map(|q| format!("：{q}")).unwrap_or_default();
        page.labelled(
            2,
            &Piece::new(PLAIN, "· "),
            &[Piece::new(PLAIN, name), Piece::new(GREY, format!("{grade}{quote}"))],
        );
    }
}

/// Warnings and versions.
pub(super) fn foot(page: &mut Page, report: &Report) {
    if !report.warnings.is_empty() {
        page.blank();
        for warning in &report.warnings {
            page.labelled(0, &Piece::new(FAIR, "注意："), &[Piece::new(PLAIN, warning.message.as_str())]);
        }
    }
    page.blank();
    let versions = &report.versions;
    page.text(
        0,
        GREY,
        format!(
            "程序 {} · 词表 {} · 规范档 {} · 模型 {} · 语料第{}代 · 审核编号 {}",
            versions.engine, versions.lexicon, versions.norms, versions.model, versions.corpus_generation, report.id
        ),
    );
}

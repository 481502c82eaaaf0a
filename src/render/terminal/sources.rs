//! The lower part of the page: sources, lawful repetition, warnings, versions.

use std::collections::BTreeMap;

use crate::measure::novelty::{Reason, SourceShare};
use crate::render::styled::{self, FAIR, GREY, HEADING, PLAIN, Page, Piece};
use crate::render::terminal::head::percent;
use crate::render::terminal::passages::titled;
use crate::render::terminal::view::View;
use crate::review::Report;

/// Columns of every cell but the title, with the blanks between them.
const CELLS: usize = 10 + 12 + 8 + 8;
/// Narrowest and widest title cell, in columns.
const TITLE: (usize, usize) = (24, 60);

/// Documents that the draft repeats, largest share first.
pub(super) fn table(page: &mut Page, view: &View<'_>) {
    let novelty = &view.report.novelty;
    let sources: Vec<&SourceShare> = novelty.sources.iter().filter(|s| s.copied_characters > 0).collect();
    if !sources.is_empty() {
        page.blank();
        page.text(0, HEADING, "来源");
        let title = page.width().saturating_sub(CELLS + 16).clamp(TITLE.0, TITLE.1);
        let row = |cells: [&str; 6]| {
            let [name, level, date, letters, share, note] = cells;
            format!(
                "{}{}{}{}{}{note}",
                styled::fitted(name, title),
                styled::fitted(&format!("  {level}"), 10),
                styled::fitted(&format!("  {date}"), 14),
                styled::fitted(letters, 8),
                styled::fitted(share, 8)
            )
        };
        page.text(2, GREY, row(["文件", "层级", "日期", "字数", "占比", ""]).trim_end());
        let most = view.options.most.unwrap_or(sources.len());
        for source in sources.iter().take(most) {
            let date = source.date.map_or_else(|| "未知".to_owned(), |d| d.to_string());
            let (letters, share) = (source.copied_characters.to_string(), percent(source.ratio));
            let line = row([&titled(&source.title), source.level.label(), &date, &letters, &share, &note(source)]);
            page.text(2, PLAIN, line.trim_end());
        }
        if sources.len() > most {
            page.text(2, GREY, format!("另有{}份未列出，加 --all 查看全部", sources.len() - most));
        }
    }
    if let Some(superior) = &novelty.superior {
        let share = novelty.sources.iter().find(|s| s.document_id == superior.document_id);
        let name = share.map_or_else(|| superior.document_id.clone(), |s| titled(&s.title));
        page.text(0, GREY, format!("本稿所落实的文件：{name}（{}）", superior.why));
    }
}

fn note(source: &SourceShare) -> String {
    let notes = [
        (source.cited_in_draft, "本稿已引用"),
        (source.newer_version, "所引文件的新版本"),
        (source.own_earlier, "本机关此前文件"),
    ];
    notes.into_iter().filter(|(holds, _)| *holds).map(|(_, note)| note).collect::<Vec<_>>().join("，")
}

/// Repetition that is set apart, by reason.
pub(super) fn lawful(page: &mut Page, report: &Report) {
    let mut reasons: BTreeMap<Reason, (usize, usize)> = BTreeMap::new();
    for passage in &report.passages {
        if let Some(excluded) = passage.excluded {
            let (count, letters) = reasons.entry(excluded.reason).or_default();
            *count += 1;
            *letters += passage.span.len();
        }
    }
    if reasons.is_empty() {
        return;
    }
    let parts: Vec<String> =
        reasons.iter().map(|(reason, (count, letters))| format!("{}{count}处{letters}字", reason.label())).collect();
    page.blank();
    page.text(0, GREY, format!("属正常重复、不计入重复率：{}。", parts.join("，")));
}

/// Warnings and versions.
pub(super) fn foot(page: &mut Page, report: &Report) {
    if !report.warnings.is_empty() {
        page.blank();
        for warning in &report.warnings {
            page.labelled(0, Piece::new(FAIR, "注意："), &[Piece::new(PLAIN, warning.message.as_str())]);
        }
    }
    page.blank();
    let versions = &report.versions;
    page.text(
        0,
        GREY,
        format!(
            "程序 {} · 词表 {} · 规范档 {} · 句子模型 {} · 语料第{}代 · 审核编号 {}",
            versions.engine, versions.lexicon, versions.norms, versions.model, versions.corpus_generation, report.id
        ),
    );
}

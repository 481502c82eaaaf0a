//! The top of the page: what was reviewed, scores with their figures, advice.

use anstyle::Style;

use crate::document::LevelFrom;
use crate::norms::scale::ScoreBasis;
use crate::norms::{Advice, Combine, NormRef};
use crate::render::styled::{self, BOLD, FAIR, GOOD, GREY, HEADING, PLAIN, POOR, Page, Piece};
use crate::review::Report;

/// Cells of a score's bar.
const BAR: usize = 20;
/// Scores from which on a bar is green, and from which on it is yellow. For the eye only: the advice follows the
/// thresholds of the norm profile.
const GREEN_FROM: f64 = 80.0;
const YELLOW_FROM: f64 = 60.0;

/// Title and what is known of the draft.
pub(super) fn head(page: &mut Page, report: &Report) {
    let draft = &report.draft;
    page.text(0, HEADING, "审核报告");
    page.text(0, BOLD, draft.title.as_deref().unwrap_or("（未能识别标题）"));
    let level = match draft.level_from {
        LevelFrom::Given => draft.level.label().to_owned(),
        LevelFrom::Inferred => format!("{}（推断）", draft.level.label()),
        LevelFrom::Unknown => "层级未知".to_owned(),
    };
    let mut facts = vec![
        draft.issuer.clone().unwrap_or_else(|| "发文机关未知".to_owned()),
        level,
        draft.kind.map_or_else(|| "文种未知".to_owned(), |k| k.label().to_owned()),
        draft.date.clone().unwrap_or_else(|| "日期未知".to_owned()),
        format!("正文{}字", report.brevity.characters),
        format!("约{:.1}页", report.brevity.pages),
    ];
    if let Some(id) = &draft.id {
        facts.insert(0, format!("编号 {id}"));
    }
    page.text(0, GREY, facts.join(" · "));
    page.blank();
}

/// The three scores as bars, each with its figures.
pub(super) fn scores(page: &mut Page, report: &Report) {
    let (scores, basis) = (&report.scores, &report.scores_basis);
    score(page, "短", (scores.brevity, basis.brevity.as_ref()), &brevity(report));
    score(page, "实", (scores.substance, basis.substance.as_ref()), &substance(report));
    score(page, "新", (scores.novelty, basis.novelty.as_ref()), &novelty(report));
    page.blank();
}

fn score(page: &mut Page, name: &str, (score, basis): (Option<f64>, Option<&ScoreBasis>), figures: &str) {
    let style = score.map_or(GREY, tone);
    let filled = score.map_or(0, cells);
    let figure = score.map_or_else(|| "  未计".to_owned(), |s| format!("{s:>6.1}"));
    let bar = format!("{}{}", "█".repeat(filled), "░".repeat(BAR - filled));
    let mut pieces = vec![Piece::new(style, bar), Piece::new(BOLD, format!("{figure}  ")), Piece::new(PLAIN, figures)];
    pieces.retain(|p| !p.text.is_empty());
    page.labelled(0, &Piece::new(BOLD, format!("{name} ")), &pieces);
    if let Some(basis) = basis {
        page.text(styled::columns(name) + 1, GREY, how(basis));
    }
}

fn tone(score: f64) -> Style {
    match score {
        s if s >= GREEN_FROM => GOOD,
        s if s >= YELLOW_FROM => FAIR,
        _ => POOR,
    }
}

/// Cells of a bar for a score of 0 to 100.
fn cells(score: f64) -> usize {
    (0..BAR).filter(|&cell| score * BAR as f64 / 100.0 >= cell as f64 + 0.5).count()
}

/// How a score came about.
fn how(basis: &ScoreBasis) -> String {
    let parts: Vec<String> =
        basis.parts.iter().map(|p| format!("{} {} → {:.1}分", p.label, figure(p.value), p.score)).collect();
    let combined = match (basis.combine, parts.len()) {
        (_, 0 | 1) => "",
        (Combine::Lowest, _) => "，取最低",
        (Combine::Mean, _) => "，取加权平均",
    };
    format!("计分：{}{combined}", parts.join("，"))
}

/// A figure without needless zeros.
fn figure(value: f64) -> String {
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn brevity(report: &Report) -> String {
    let brevity = &report.brevity;
    let length = format!("正文{}字（计标点{}字）", brevity.characters, brevity.characters_with_punctuation);
    match (&brevity.limit, &brevity.no_limit) {
        (Some(limit), _) => {
            let (value, unit) = match (limit.characters, limit.pages) {
                (Some(characters), _) => (characters, "字"),
                (None, pages) => (pages.unwrap_or_default(), "页"),
            };
            let over = match brevity.over_by {
                0 => "，未超出".to_owned(),
                over => format!("，超出{over}{unit}"),
            };
            format!("{length}，一般不超过{value}{unit}（{}，{}）{over}", limit.applies_to, norm(&limit.norm))
        }
        (None, Some(reason)) => format!("{length}；{reason}"),
        (None, None) => length,
    }
}

/// Title and article of a norm.
pub(super) fn norm(norm: &NormRef) -> String {
    format!("{}{}", norm.title, norm.article.as_deref().unwrap_or_default())
}

/// A ratio as per cent.
pub(super) fn percent(ratio: f64) -> String {
    format!("{:.1}%", ratio * 100.0)
}

fn substance(report: &Report) -> String {
    let substance = &report.substance;
    let per = substance.slogans_per_1000.map(|n| format!("（每千字{n:.1}处）")).unwrap_or_default();
    let share = substance.empty_share.map(|s| format!("，占{}", percent(s))).unwrap_or_default();
    let markers = &substance.markers;
    let counts = [
        ("责任主体", markers.responsible),
        ("时限", markers.deadline),
        ("数量", markers.quantity),
        ("举措", markers.measure),
    ];
    let counts: Vec<String> = counts.iter().map(|(name, count)| format!("{name}{count}")).collect();
    format!(
        "空话套话{}处{per}；空洞句{}句{share}（共{}句）；实招要素：{}",
        substance.slogan_count,
        substance.empty_sentences,
        substance.sentences,
        counts.join("、")
    )
}

fn novelty(report: &Report) -> String {
    let novelty = &report.novelty;
    let Some(copied) = novelty.copied_ratio else {
        return format!("可比文字{}字，不足以计算重复率", novelty.scorable_characters);
    };
    let part = |name: &str, ratio: Option<f64>| ratio.filter(|r| *r > 0.0).map(|r| format!("{name}{}", percent(r)));
    let parts: Vec<String> = [part("原文照录", novelty.verbatim_ratio), part("改动后照搬", novelty.edited_ratio)]
        .into_iter()
        .flatten()
        .collect();
    let mut text = format!("与上位文件重复{}", percent(copied));
    if !parts.is_empty() {
        text.push_str(&format!("（{}）", parts.join("，")));
    }
    if let Some(largest) = novelty.largest_source_ratio.filter(|r| *r > 0.0) {
        text.push_str(&format!("，最大来源占{}", percent(largest)));
    }
    text.push_str(&format!("；计分文字{}字", novelty.scorable_characters));
    text
}

/// The advice with its reasons.
pub(super) fn verdict(page: &mut Page, report: &Report) {
    let verdict = &report.verdict;
    let style = match verdict.advice {
        Advice::Pass => GOOD,
        Advice::Revise => FAIR,
        Advice::Return => POOR,
    };
    let advice = Piece::new(style.bold(), verdict.advice.label());
    page.labelled(0, &Piece::new(BOLD, "处理建议 "), &[advice, Piece::new(GREY, "（供参考，由审核人员决定）")]);
    for reason in &verdict.reasons {
        page.labelled(2, &Piece::new(PLAIN, "· "), &[Piece::new(PLAIN, reason.as_str())]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_and_figures() {
        for (score, filled) in [(0.0, 0), (2.4, 0), (2.5, 1), (50.0, 10), (97.4, 19), (100.0, 20)] {
            assert_eq!(cells(score), filled, "{score}");
        }
        for (value, text) in [(1.0, "1"), (0.0, "0"), (0.25, "0.25"), (12.3456, "12.346"), (100.0, "100")] {
            assert_eq!(figure(value), text);
        }
    }
}

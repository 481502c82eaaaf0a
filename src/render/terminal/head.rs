//! The top of the page: what was reviewed, scores with their figures, advice.

use anstyle::Style;

use crate::norms::Advice;
use crate::norms::scale::ScoreBasis;
use crate::render::figures::{self, Tone};
use crate::render::styled::{self, BOLD, FAIR, GOOD, GREY, HEADING, PLAIN, POOR, Page, Piece};
use crate::review::Report;

/// Cells of a score's bar.
const BAR: usize = 20;

/// Title and what is known of the draft.
pub(super) fn head(page: &mut Page, report: &Report) {
    let draft = &report.draft;
    page.text(0, HEADING, "审核报告");
    page.text(0, BOLD, draft.title.as_deref().unwrap_or("（未能识别标题）"));
    page.text(0, GREY, figures::facts(report).join(" · "));
    page.blank();
}

/// The three scores as bars, each with its figures.
pub(super) fn scores(page: &mut Page, report: &Report) {
    let (scores, basis) = (&report.scores, &report.scores_basis);
    score(page, "短", (scores.brevity, basis.brevity.as_ref()), &figures::brevity(report));
    score(page, "实", (scores.substance, basis.substance.as_ref()), &figures::substance(report));
    score(page, "新", (scores.novelty, basis.novelty.as_ref()), &figures::novelty(report));
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
        page.text(styled::columns(name) + 1, GREY, figures::how(basis));
    }
}

fn tone(score: f64) -> Style {
    match figures::tone(score) {
        Tone::Good => GOOD,
        Tone::Fair => FAIR,
        Tone::Poor => POOR,
    }
}

/// Cells of a bar for a score of 0 to 100.
fn cells(score: f64) -> usize {
    (0..BAR).filter(|&cell| score * BAR as f64 / 100.0 >= cell as f64 + 0.5).count()
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
    fn bars_fill_by_the_nearest_cell() {
        for (score, filled) in [(0.0, 0), (2.4, 0), (2.5, 1), (50.0, 10), (97.4, 19), (100.0, 20)] {
            assert_eq!(cells(score), filled, "{score}");
        }
    }
}

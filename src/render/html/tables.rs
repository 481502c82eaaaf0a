//! The tables of the page: sources, headings, what the draft adds, figures of the superior, the record of the
//! consistency assessment, the norms cited.

use std::collections::BTreeSet;

use crate::measure::assessment::AssessmentItem;
use crate::measure::substance::MarkerCounts;
use crate::render::draft::Draft;
use crate::render::words::{self, percent};
use crate::review::Report;
use crate::review::additions::{FigureStatus, FigureTaken};
use crate::span::Span;

/// Longest quotation of what a paragraph adds, in characters.
const ADDED: usize = 60;
/// Longest heading in the outline, in characters.
const HEADING: usize = 40;
/// Characters shown on each side of a hit in the assessment.
const AROUND: usize = 14;

/// A document that the draft repeats.
pub(super) struct Source {
    pub(super) title: String,
    pub(super) document_id: String,
    pub(super) issuer: String,
    pub(super) level: &'static str,
    pub(super) date: String,
    pub(super) characters: usize,
    pub(super) share: String,
    /// Width of its bar, of 100.
    pub(super) bar: String,
    pub(super) note: String,
}

pub(super) fn sources(report: &Report) -> Vec<Source> {
    let shares = report.novelty.sources.iter().filter(|s| s.copied_characters > 0);
    let row = |s: &crate::measure::novelty::SourceShare| Source {
        title: words::titled(&s.title),
        document_id: s.document_id.clone(),
        issuer: s.issuer.clone(),
        level: s.level.label(),
        date: s.date.map_or_else(|| "未知".to_owned(), |d| d.to_string()),
        characters: s.copied_characters,
        share: percent(s.ratio),
        bar: format!("{:.1}", s.ratio.clamp(0.0, 1.0) * 100.0),
        note: words::source_note(s),
    };
    shares.map(row).collect()
}

/// The document that the draft implements.
pub(super) struct Superior {
    pub(super) title: String,
    pub(super) document_id: String,
    pub(super) why: String,
}

pub(super) fn superior(report: &Report) -> Option<Superior> {
    report.novelty.superior.as_ref().map(|s| Superior {
        title: words::title_of(report, &s.document_id).map(words::titled).unwrap_or_default(),
        document_id: s.document_id.clone(),
        why: s.why.clone(),
    })
}

/// The headings of the draft against those of a source.
pub(super) struct Outline {
    pub(super) sentence: String,
    /// Level, words and paragraph of every heading.
    pub(super) headings: Vec<(u8, String, usize)>,
}

pub(super) fn outline(report: &Report, draft: &Draft<'_>) -> Outline {
    let outline = &report.novelty.outline;
    let source = outline
        .document_id
        .as_deref()
        .map(|id| words::title_of(report, id).map_or_else(|| format!("编号 {id} 的文件"), words::titled));
    let sentence = match (outline.ratio, source) {
        (Some(ratio), Some(source)) => format!(
            "参加比对的{}个标题中，有{}个与{source}的标题顺序、用语一致（{}）。",
            outline.headings,
            outline.mirrored_headings,
            percent(ratio)
        ),
        (Some(_), None) => format!("参加比对的{}个标题未见与已有文件同序雷同。", outline.headings),
        (None, _) => "标题不足三个，不比对结构。".to_owned(),
    };
    let heading = |span: Span| (words::clip(draft.words(span).trim(), HEADING), draft.paragraph(span.start));
    let headings = report.structure.headings.iter().map(|h| {
        let (text, paragraph) = heading(draft.span(h.span));
        (h.level.clamp(1, 4), text, paragraph)
    });
    Outline { sentence, headings: headings.collect() }
}

/// What one paragraph adds.
pub(super) struct Added {
    pub(super) paragraph: usize,
    pub(super) characters: usize,
    pub(super) markers: String,
    pub(super) words: String,
}

/// A figure of the superior.
pub(super) struct Figure {
    pub(super) figure: String,
    pub(super) status: &'static str,
    pub(super) class: &'static str,
    pub(super) instead: String,
    /// Number of the passage it belongs to.
    pub(super) passage: Option<usize>,
}

/// What the draft adds of its own.
pub(super) struct Additions {
    pub(super) sentence: String,
    pub(super) paragraphs: Vec<Added>,
    /// Figures that were changed or dropped.
    pub(super) figures: Vec<Figure>,
    /// Those that were kept.
    pub(super) kept: Vec<String>,
}

pub(super) fn additions(report: &Report, draft: &Draft<'_>) -> Additions {
    let additions = &report.additions;
    let sentence = match additions.ratio {
        None => "没有可供比对的文件或文字太少，未计算。".to_owned(),
        Some(ratio) => format!(
            "正文中有{}字（{}）不见于所比对的文件，其中实招要素：{}。",
            additions.characters,
            percent(ratio),
            markers(&additions.markers)
        ),
    };
    let paragraph = |p: &crate::review::additions::AddedParagraph| {
        let own: Vec<&str> = p.added.iter().map(|span| draft.words(draft.span(*span)).trim()).collect();
        Added {
            paragraph: draft.paragraph(draft.span(p.span).start),
            characters: p.characters,
            markers: markers(&p.markers),
            words: words::clip(&own.join(" … "), ADDED),
        }
    };
    let (kept, gone): (Vec<&FigureTaken>, Vec<_>) =
        additions.figures.iter().partition(|f| f.status == FigureStatus::Kept);
    let figures = gone.into_iter().map(|f| Figure {
        figure: f.figure.clone(),
        status: f.status.label(),
        class: match f.status {
            FigureStatus::Kept => "kept",
            FigureStatus::Changed => "changed",
            FigureStatus::Dropped => "dropped",
        },
        instead: f.instead.clone(),
        passage: report.passages.iter().position(|p| p.id == f.passage).map(|i| i + 1),
    });
    // Without documents to compare with, everything would be an addition.
    let paragraphs = additions.ratio.map(|_| additions.paragraphs.iter().map(paragraph).collect());
    Additions {
        sentence,
        paragraphs: paragraphs.unwrap_or_default(),
        figures: figures.collect(),
        kept: kept.into_iter().map(|f| f.figure.clone()).collect(),
    }
}

fn markers(counts: &MarkerCounts) -> String {
    let told = words::markers(counts).into_iter().filter(|(_, n)| *n > 0).map(|(name, n)| format!("{name}{n}"));
    let told: Vec<String> = told.collect();
    if told.is_empty() { "无".to_owned() } else { told.join("、") }
}

/// One row of the record of the assessment.
pub(super) struct Assessed<'a> {
    pub(super) item: &'a str,
    pub(super) place: String,
    pub(super) anchor: String,
    pub(super) before: &'a str,
    pub(super) words: &'a str,
    pub(super) after: &'a str,
    /// Its wording stands once, among the norms.
    pub(super) norm: String,
    pub(super) exempt: &'a str,
    /// What the reviewer decided, and why.
    pub(super) decided: Option<(&'static str, &'a str)>,
}

/// The demands, and how many mentions are none.
pub(super) struct Assessment<'a> {
    pub(super) rows: Vec<Assessed<'a>>,
    pub(super) guarded: Vec<Assessed<'a>>,
}

pub(super) fn assessment<'a>(report: &'a Report, draft: &Draft<'a>, anchors: &BTreeSet<String>) -> Assessment<'a> {
    let rows = |guarded: bool| {
        let items = report.assessment.iter().filter(move |item| item.guarded == guarded);
        items.map(|item| assessed(report, draft, anchors, item)).collect()
    };
    Assessment { rows: rows(false), guarded: rows(true) }
}

fn assessed<'a>(
    report: &'a Report,
    draft: &Draft<'a>,
    anchors: &BTreeSet<String>,
    item: &'a AssessmentItem,
) -> Assessed<'a> {
    let span = draft.span(item.span);
    let line = draft.lines().iter().find(|line| line.end >= span.start).copied().unwrap_or(span);
    let finding = report.findings.iter().position(|f| f.span == Some(item.span) && f.rule == item.rule);
    let anchor = finding.map(|i| format!("mf{}", i + 1)).filter(|a| anchors.contains(a));
    Assessed {
        item: &item.item,
        place: draft.place(span.start).to_string(),
        anchor: anchor.unwrap_or_else(|| format!("l{}", draft.paragraph(span.start))),
        before: draft.words(Span::new(span.start.saturating_sub(AROUND).max(line.start), span.start)),
        words: draft.words(span),
        after: draft.words(Span::new(span.end, (span.end + AROUND).min(line.end))),
        norm: item.norm.as_ref().map(words::norm).unwrap_or_default(),
        exempt: item.exempt_if.as_deref().unwrap_or_default(),
        decided: report.decision_on(item).map(|made| (made.decision.label(), made.reason.as_str())),
    }
}

/// A norm with its wording.
pub(super) struct Cited<'a> {
    pub(super) name: String,
    pub(super) grade: &'static str,
    pub(super) quote: &'a str,
}

pub(super) fn norms(report: &Report) -> Vec<Cited<'_>> {
    let cited = words::norms(report).into_iter();
    cited
        .map(|(name, norm)| Cited { name, grade: words::grade(norm), quote: norm.quote.as_deref().unwrap_or_default() })
        .collect()
}

//! What a report says of a draft, as comments and highlights: one comment for the whole, then one for each place.

use crate::measure::Finding;
use crate::measure::novelty::{Passage, PassageKind};
use crate::norms::NormRef;
use crate::render::draft::Draft;
use crate::render::figures;
use crate::render::words;
use crate::review::Report;
use crate::span::Span;

/// Most comments of a document: beyond this, nobody reads them and word processors grow slow.
const MOST_NOTES: usize = 1_000;
/// Longest quotation of a source, in characters.
const LONGEST_QUOTE: usize = 300;
/// Longest quotation of a norm in a comment on a place, in characters; the first comment has the whole.
const LONGEST_CLAUSE: usize = 60;
/// Changes named in a comment.
const MOST_CHANGES: usize = 6;

/// A comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Note {
    /// The words it is about; `None` for the whole draft.
    pub(super) span: Option<Span>,
    /// Its paragraphs.
    pub(super) lines: Vec<String>,
}

/// How repeated words are highlighted; the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shade {
    /// 原文照录
    Verbatim,
    /// 改动后照搬
    Edited,
    /// 疑似改写
    Reworded,
    /// 正常重复
    Lawful,
}

impl Shade {
    fn of(passage: &Passage) -> Self {
        match (passage.excluded, passage.kind) {
            (Some(_), _) => Self::Lawful,
            (None, PassageKind::Verbatim) => Self::Verbatim,
            (None, PassageKind::Edited) => Self::Edited,
            (None, PassageKind::Reworded) => Self::Reworded,
        }
    }

    /// The colour by its name in OOXML.
    pub(super) fn colour(self) -> &'static str {
        match self {
            Self::Verbatim => "yellow",
            Self::Edited => "cyan",
            Self::Reworded => "green",
            Self::Lawful => "lightGray",
        }
    }
}

/// Comments and highlights of a draft.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// Comments in order of place, that of the whole draft first.
    pub(super) notes: Vec<Note>,
    /// Highlights, disjoint and in order.
    pub(super) shades: Vec<(Span, Shade)>,
}

impl Marks {
    /// Says something more in the comment for the whole draft, behind its heading.
    pub(super) fn tell(&mut self, line: &str) {
        if let Some(summary) = self.notes.first_mut() {
            summary.lines.insert(1.min(summary.lines.len()), line.to_owned());
        }
    }
}

/// What a report says, as comments and highlights.
pub(super) fn marks(report: &Report, draft: &Draft<'_>) -> Marks {
    let mut notes: Vec<Note> = Vec::new();
    let mut told: Vec<&str> = Vec::new();
    for finding in &report.findings {
        let Some(span) = finding.span.map(|span| draft.span(span)) else { continue };
        let passage = finding.passage.as_deref().and_then(|id| report.passages.iter().find(|p| p.id == id));
        told.extend(passage.map(|p| p.id.as_str()));
        let lines = finding_lines(report, finding, passage);
        match notes.last_mut().filter(|note| note.span == Some(span)) {
            Some(note) => note.lines.extend(lines),
            None => notes.push(Note { span: Some(span), lines }),
        }
    }
    // A copy without a finding is told by a longer one.
    for passage in report.passages.iter().filter(|p| !p.is_copy() && !told.contains(&p.id.as_str())) {
        notes.push(Note { span: Some(draft.span(passage.span)), lines: passage_lines(report, passage) });
    }
    let left_out = notes.len().saturating_sub(MOST_NOTES);
    notes.truncate(MOST_NOTES);
    notes.sort_by_key(|note| note.span.map(|span| (span.start, std::cmp::Reverse(span.end))));
    let title = report.structure.title.map(|span| draft.span(span));
    notes.insert(0, Note { span: title, lines: summary(report, left_out) });
    let shades = report.passages.iter().map(|p| (draft.span(p.span), Shade::of(p))).collect();
    Marks { notes, shades: flattened(shades) }
}

fn finding_lines(report: &Report, finding: &Finding, passage: Option<&Passage>) -> Vec<String> {
    let head = format!("【{}】{}（{}）", finding.measure.label(), words::named(finding), finding.severity.label());
    let mut lines = vec![head, finding.message.clone()];
    lines.extend(passage.map(|p| source(report, p)).into_iter().flatten());
    lines.extend(finding.suggestion.as_deref().map(|s| format!("建议：{}", words::bare(s))));
    lines.extend(finding.norm.as_ref().map(|norm| cited(norm, LONGEST_CLAUSE)));
    lines
}

fn passage_lines(report: &Report, passage: &Passage) -> Vec<String> {
    let head = match passage.excluded {
        Some(excluded) => format!("【新】正常重复：{}，不计入重复率", excluded.reason.label()),
        None => format!("【新】{}", passage.kind.label()),
    };
    let mut lines = vec![head];
    lines.extend(source(report, passage));
    lines
}

/// Where the words of a passage come from: title, level and date, the clause, the changes.
fn source(report: &Report, passage: &Passage) -> Vec<String> {
    let from = &passage.source;
    let share = report.novelty.sources.iter().find(|s| s.document_id == from.document_id);
    let facts = share.map_or_else(String::new, |s| {
        let date = s.date.map_or_else(|| "日期未知".to_owned(), |d| d.to_string());
        format!("（{}，{date}）", s.level.label())
    });
    let title = if from.title.is_empty() { format!("编号 {}", from.document_id) } else { words::titled(&from.title) };
    let mut lines = vec![format!("来源：{title}{facts}")];
    if !words::same_letters(passage) {
        lines.push(format!("来源原文：{}", words::clip(from.text.trim(), LONGEST_QUOTE)));
    }
    if !passage.edits.is_empty() {
        let mut changes = words::changes(passage.edits.iter());
        let more = if changes.len() > MOST_CHANGES { format!(" 等{}处", passage.edits.len()) } else { String::new() };
        changes.truncate(MOST_CHANGES);
        lines.push(format!("改动：{}{more}", changes.join("，")));
    }
    if !passage.others.is_empty() {
        lines.push(format!("另有{}份文件有相同内容", passage.others.len()));
    }
    lines
}

fn cited(norm: &NormRef, longest: usize) -> String {
    let quote = norm.quote.as_deref().map(|q| format!("：{}", words::clip(q, longest))).unwrap_or_default();
    format!("依据：{}{}{quote}", words::norm(norm), words::grade(norm))
}

/// The comment for the whole draft.
fn summary(report: &Report, left_out: usize) -> Vec<String> {
    let score = |name: &str, score: Option<f64>, figures: String| {
        let score = score.map_or_else(|| "未计".to_owned(), |s| format!("{s:.1}"));
        format!("{name} {score}：{figures}")
    };
    let mut lines = vec![
        "短实新审核意见（供参考，由审核人员决定）".to_owned(),
        figures::facts(report).join(" · "),
        score("短", report.scores.brevity, figures::brevity(report)),
        score("实", report.scores.substance, figures::substance(report)),
        score("新", report.scores.novelty, figures::novelty(report)),
        format!("处理建议：{}", report.verdict.advice.label()),
    ];
    lines.extend(report.verdict.reasons.iter().map(|reason| format!("· {reason}")));
    for finding in report.findings.iter().filter(|f| f.span.is_none()) {
        lines.extend(finding_lines(report, finding, None));
    }
    lines.extend(words::norms(report).into_values().map(|norm| cited(norm, usize::MAX)));
    if !report.passages.is_empty() {
        lines.push("底色：黄 原文照录，青 改动后照搬，绿 疑似改写，灰 正常重复".to_owned());
    }
    if left_out > 0 {
        lines.push(format!("提示过多，另有{left_out}处未加批注，请看网页报告"));
    }
    lines.extend(report.warnings.iter().map(|warning| format!("注意：{}", warning.message)));
    let versions = &report.versions;
    lines.push(format!(
        "程序 {} · 词表 {} · 规范档 {} · 模型 {} · 语料第{}代 · 审核编号 {}",
        versions.engine, versions.lexicon, versions.norms, versions.model, versions.corpus_generation, report.id
    ));
    lines
}

/// Disjoint highlights in order; where several overlap, the strongest shows.
fn flattened(shades: Vec<(Span, Shade)>) -> Vec<(Span, Shade)> {
    let mut borders: Vec<usize> = shades.iter().flat_map(|(span, _)| [span.start, span.end]).collect();
    borders.sort_unstable();
    borders.dedup();
    let mut begin = shades;
    begin.sort_by_key(|(span, _)| *span);
    let mut open: Vec<(Span, Shade)> = Vec::new();
    let mut next = begin.into_iter().peekable();
    let mut flat: Vec<(Span, Shade)> = Vec::new();
    for pair in borders.windows(2) {
        let [from, to] = *pair else { continue };
        while let Some(shade) = next.next_if(|(span, _)| span.start <= from) {
            open.push(shade);
        }
        open.retain(|(span, _)| span.end > from);
        let Some(shade) = open.iter().map(|(_, shade)| *shade).min() else { continue };
        match flat.last_mut() {
            Some((last, same)) if last.end == from && *same == shade => last.end = to,
            _ => flat.push((Span::new(from, to), shade)),
        }
    }
    flat
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strongest_highlight_shows() {
        let shades = vec![
            (Span::new(0, 10), Shade::Lawful),
            (Span::new(3, 6), Shade::Verbatim),
            (Span::new(5, 8), Shade::Edited),
            (Span::new(20, 22), Shade::Reworded),
        ];
        assert_eq!(
            flattened(shades),
            [
                (Span::new(0, 3), Shade::Lawful),
                (Span::new(3, 6), Shade::Verbatim),
                (Span::new(6, 8), Shade::Edited),
                (Span::new(8, 10), Shade::Lawful),
                (Span::new(20, 22), Shade::Reworded),
            ]
        );
    }
}

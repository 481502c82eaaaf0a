//! What a draft adds of its own: the letters of each paragraph that stand in no document that counts, with what they say
//! that can be checked; and what became of the figures of the superior in the passages taken from it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::measure::novelty::{Novelty, Passage, PassageKind};
use crate::measure::substance::MarkerCounts;
use crate::measure::{Finding, Measure, Severity};
use crate::norms::NormRef;
use crate::reuse::EditKind;
use crate::span::{self, Span};
use crate::text::Analysis;

/// A paragraph adds something when it has this many letters of its own.
const FEWEST: usize = 10;
/// From this share of copied text on, a draft that adds nothing had better be the original itself.
const COPIED: f64 = 0.6;
/// Figures listed.
const MOST_FIGURES: usize = 100;

/// 新增内容: what the draft adds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Additions {
    /// Letters of the body that stand in no passage, whatever its kind.
    pub characters: usize,
    /// The same ÷ letters of the body, 0–1; null without a body or without documents to compare with.
    pub ratio: Option<f64>,
    /// What they say that can be checked (实招要素).
    pub markers: MarkerCounts,
    /// Paragraphs with letters of their own, in order.
    pub paragraphs: Vec<AddedParagraph>,
    /// Figures and deadlines of the superior in the passages taken from it, at most a hundred.
    pub figures: Vec<FigureTaken>,
}

/// What one paragraph adds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AddedParagraph {
    /// The paragraph.
    pub span: Span,
    /// Its own parts.
    pub added: Vec<Span>,
    /// Letters in them.
    pub characters: usize,
    /// What they say that can be checked.
    pub markers: MarkerCounts,
}

/// What became of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum FigureStatus {
    /// 保留
    Kept,
    /// 改动
    Changed,
    /// 删去
    Dropped,
}

impl FigureStatus {
    /// The Chinese name shown to users.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Kept => "保留",
            Self::Changed => "改动",
            Self::Dropped => "删去",
        }
    }
}

/// A figure or deadline of the superior.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FigureTaken {
    /// As the superior says it.
    pub figure: String,
    /// What became of it.
    pub status: FigureStatus,
    /// Where it stands in the superior.
    pub source_span: Span,
    /// The passage it belongs to.
    pub passage: String,
    /// What the draft says instead; empty when it was kept or dropped.
    pub instead: String,
    /// Where, when it was changed or dropped.
    pub span: Option<Span>,
}

/// Figures with their unit, percentages, dates and deadlines.
static FIGURE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        \d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?(?:底|初|末)?(?:前|以前|之前)?
        | \d{1,2}月(?:\d{1,2}日|底|初|末)(?:前|以前|之前)?
        | 百分之[\d〇零一二三四五六七八九十百点]+
        | \d[\d,.]*\s*(?:%|％|‰|个百分点|[\u4E00-\u9FFF]{1,2})
        | [一二两三四五六七八九十百千]{1,6}(?:个工作日|个月|日内|日前|年内|万元|亿元|倍|天|小时)",
    )
    .ok()
});

/// What a draft adds beside its passages. `markers` are the substance markers of the whole draft by category, each in
/// order of position.
pub(super) fn additions(
    analysis: &Analysis,
    novelty: &Novelty,
    passages: &[Passage],
    markers: &BTreeMap<String, Vec<Span>>,
) -> Additions {
    let body = analysis.structure.body;
    let told = span::union(passages.iter().map(|p| p.span).collect());
    let count = |parts: &[Span]| {
        let mut counts = MarkerCounts::default();
        let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return counts };
        let inside = |marker: &&Span| {
            parts
                .get(parts.partition_point(|part| part.end <= marker.start))
                .is_some_and(|part| part.contains(**marker))
        };
        for (category, found) in markers {
            let near = found.iter().skip(found.partition_point(|marker| marker.start < first.start));
            counts.add(category, near.take_while(|marker| marker.start < last.end).filter(inside).count());
        }
        counts
    };
    let letters = |parts: &[Span]| parts.iter().map(|&part| analysis.letters.from_text(part).len()).sum::<usize>();
    let paragraphs = analysis.paragraphs.iter().filter(|p| body.contains(**p)).filter_map(|&span| {
        let added: Vec<Span> = span::without(span, &told)
            .into_iter()
            .filter(|part| !analysis.letters.from_text(*part).is_empty())
            .collect();
        let characters = letters(&added);
        (characters >= FEWEST).then(|| AddedParagraph { span, characters, markers: count(&added), added })
    });
    let paragraphs: Vec<AddedParagraph> = paragraphs.collect();
    let own = span::without(body, &told);
    let (characters, whole) = (letters(&own), letters(&[body]));
    let superior = novelty.superior.as_ref().map(|s| s.document_id.as_str());
    Additions {
        characters,
        ratio: (whole > 0 && novelty.copied_ratio.is_some())
            .then(|| (characters as f64 / whole as f64 * 10_000.0).round() / 10_000.0),
        markers: count(&own),
        paragraphs,
        figures: passages
            .iter()
            .filter(|p| Some(p.source.document_id.as_str()) == superior && p.kind != PassageKind::Reworded)
            .flat_map(figures)
            .take(MOST_FIGURES)
            .collect(),
    }
}

/// Figures in a text that begins at `start`, with their places.
fn figures_in(text: &str, start: usize) -> Vec<(Span, &str)> {
    let Some(pattern) = FIGURE.as_ref() else { return Vec::new() };
    let found = pattern.find_iter(text).map(|found| {
        let start = start + text.get(..found.start()).map_or(0, |before| before.chars().count());
        (Span::new(start, start + found.as_str().chars().count()), found.as_str())
    });
    found.collect()
}

/// A figure as it is compared: 15日前 is 15日之前.
fn plain(figure: &str) -> String {
    figure.chars().filter(|c| !c.is_whitespace() && !matches!(c, '之' | '以')).collect()
}

/// The figures on the source side of a passage, each with the draft's own figure at its place.
fn figures(passage: &Passage) -> Vec<FigureTaken> {
    let own = figures_in(&passage.text, passage.span.start);
    let theirs = figures_in(&passage.source.text, passage.source.span.start);
    let found = theirs.into_iter().map(|(source_span, figure)| {
        // What was moved is there all the same.
        let changes = passage.edits.iter().filter(|edit| edit.kind != EditKind::Move);
        let edits = changes.filter(|edit| edit.source_span.overlaps(source_span));
        let place = edits.clone().map(|edit| edit.span).reduce(Span::hull);
        let left_out = edits.clone().all(|edit| edit.to.is_empty());
        let near = |span: Span, place: Span| span.start <= place.end && place.start <= span.end;
        let there = place.filter(|_| !left_out).and_then(|place| {
            let at_it = own.iter().filter(|(span, _)| near(*span, place));
            at_it.max_by_key(|(span, _)| (span.intersection(place).len(), std::cmp::Reverse(span.start)))
        });
        let same = |words: &str| plain(words) == plain(figure);
        let kept =
            place.is_none() || there.map_or_else(|| own.iter().any(|(_, words)| same(words)), |(_, words)| same(words));
        let (status, instead, span) = match there {
            _ if kept => (FigureStatus::Kept, String::new(), None),
            Some((span, words)) => (FigureStatus::Changed, (*words).to_owned(), Some(*span)),
            None => (FigureStatus::Dropped, String::new(), place),
        };
        FigureTaken { figure: figure.to_owned(), status, source_span, passage: passage.id.clone(), instead, span }
    });
    found.collect()
}

/// 可考虑原文转发: most is copied, and what is left names nobody, no time, no quantity and no measure.
pub(super) fn finding(additions: &Additions, novelty: &Novelty, norm: Option<&NormRef>) -> Option<Finding> {
    let copied = novelty.higher_ratio().filter(|&ratio| ratio >= COPIED)?;
    let markers = &additions.markers;
    if markers.responsible + markers.deadline + markers.quantity + markers.measure + markers.money > 0 {
        return None;
    }
    let message = format!(
        "与上位文件重复{:.1}%，其余{}字中未见新的责任单位、时限、数量、做法或资金安排：可考虑原文转发，或者不发",
        copied * 100.0,
        additions.characters
    );
    let mut finding = Finding::new(Measure::Novelty, "novelty.nothing_added", Severity::Warning, message);
    finding.suggestion = Some("如确需发文，请只写本地由谁、何时、做多少、怎么做，上位文件的内容不再重复。".to_owned());
    finding.norm = norm.cloned();
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::novelty::{EditShown, PassageSource};

    fn passage(source: &str, draft: Span, edits: Vec<EditShown>) -> Passage {
        Passage {
            id: "p1".to_owned(),
            span: draft,
            text: String::new(),
            source: PassageSource {
                document_id: "a".to_owned(),
                title: "示例文件".to_owned(),
                span: Span::new(100, 100 + source.chars().count()),
                text: source.to_owned(),
            },
            others: Vec::new(),
            kind: PassageKind::Edited,
            similarity: 0.9,
            edits,
            excluded: None,
        }
    }

    #[test]
    fn figures_are_kept_changed_or_dropped() {
        let source = "到2027年底前，覆盖率达到95%，新增床位200张，并在十个工作日内办结，于11月15日前报送。";
        let draft = "到2027年底前，覆盖率达到90%，并在十个工作日内办结，11月15日之前用表格报送。";
        let edit = |from: &str, to: &str| {
            let start = 100 + source.split(from).next().unwrap().chars().count();
            EditShown {
                kind: EditKind::Number,
                from: from.to_owned(),
                to: to.to_owned(),
                span: {
                    let at = draft.split_once(to).map_or(18, |(before, _)| before.chars().count());
                    Span::new(at, at + to.chars().count())
                },
                source_span: Span::new(start, start + from.chars().count()),
            }
        };
        let edits = vec![edit("95%", "90%"), edit("新增床位200张", ""), edit("前报", "之前用表格报")];
        let whole = Span::new(0, draft.chars().count());
        let found = figures(&Passage { text: draft.to_owned(), ..passage(source, whole, edits) });
        let told: Vec<(&str, FigureStatus)> = found.iter().map(|f| (f.figure.as_str(), f.status)).collect();
        assert_eq!(
            told,
            [
                ("2027年底前", FigureStatus::Kept),
                ("95%", FigureStatus::Changed),
                ("200张", FigureStatus::Dropped),
                ("十个工作日", FigureStatus::Kept),
                ("11月15日前", FigureStatus::Kept),
            ]
        );
        assert_eq!(found[1].instead, "90%");
        assert_eq!(found[0].source_span, Span::new(101, 108));
    }

    #[test]
    fn what_no_passage_holds_is_added() {
        let text =
            "各县要加强组织领导，压实工作责任，确保取得实效。\n由市水务局牵头，6月底前加固堤防3公里，投入资金200万元。";
        let analysis = Analysis::new(text, None);
        let copied = passage("各县要加强组织领导，压实工作责任，确保取得实效。", Span::new(0, 24), Vec::new());
        let novelty = Novelty { copied_ratio: Some(0.7), ..Novelty::default() };
        let markers = BTreeMap::from([("时限".to_owned(), vec![Span::new(33, 38)])]);
        let added = additions(&analysis, &novelty, std::slice::from_ref(&copied), &markers);
        assert_eq!((added.paragraphs.len(), added.markers.deadline), (1, 1));
        assert!(added.ratio.is_some_and(|ratio| ratio > 0.5) && finding(&added, &novelty, None).is_none());
        let none = additions(&analysis, &novelty, &[copied], &BTreeMap::new());
        let told = finding(&none, &novelty, None).unwrap();
        assert!(told.message.contains("原文转发"), "{}", told.message);
        assert!(finding(&none, &Novelty { copied_ratio: Some(0.5), ..Novelty::default() }, None).is_none());
    }
}

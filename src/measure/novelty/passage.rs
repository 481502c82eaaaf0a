//! Passages as the report shows them: both sides in characters of their texts, the changes, the kind, and findings.

use std::cmp::Reverse;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Library;
use super::borders::{self, snapped, with_marks};
use super::eligible::{Eligibility, Relation};
use super::excerpt::{Excerpt, Texts};
use super::lawful::{Excluded, Masks, Reason};
use super::refine;
use super::select::{Candidate, Chosen};
use crate::document::Kind;
use crate::measure::{Finding, Measure, Severity};
use crate::reuse::fingerprint::SURE_RUN;
use crate::reuse::{EditKind, Match, edits};
use crate::span::{self, Span};
use crate::store::DocumentMeta;
use crate::text::{Analysis, Letters, fold, titles};

/// How a passage was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum PassageKind {
    /// 照录: letter for letter.
    Verbatim,
    /// 改动照搬: with edits.
    Edited,
    /// 疑似改写: said in other words.
    Reworded,
}

impl PassageKind {
    /// The Chinese name shown to users.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Verbatim => "原文照录",
            Self::Edited => "改动后照搬",
            Self::Reworded => "疑似改写",
        }
    }
}

/// The source side of a passage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PassageSource {
    /// Id of the document.
    pub document_id: String,
    /// Its title; empty in reports of versions that did not name it.
    #[serde(default)]
    pub title: String,
    /// Where it stands in the document's text.
    pub span: Span,
    /// The words there.
    pub text: String,
}

/// Another document with the same words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OtherSource {
    /// Id of the document.
    pub document_id: String,
    /// Where they stand in it.
    pub span: Span,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EditShown {
    /// What sort.
    pub kind: EditKind,
    /// Words of the source, empty for an insertion.
    pub from: String,
    /// Words of the draft, empty for a deletion.
    pub to: String,
    /// Where in the draft (empty at the place of a deletion).
    pub span: Span,
    /// Where in the source.
    pub source_span: Span,
}

/// A passage of the draft that stands in a document that counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Passage {
    /// Unique in its report.
    pub id: String,
    /// Where it stands in the draft.
    pub span: Span,
    /// The words of the draft.
    pub text: String,
    /// The best source.
    pub source: PassageSource,
    /// Other documents with these words, best first (at most twelve).
    pub others: Vec<OtherSource>,
    /// How it was taken.
    pub kind: PassageKind,
    /// Share of the longer side that is equal, 0–1.
    pub similarity: f64,
    /// What was changed.
    pub edits: Vec<EditShown>,
    /// Set when the repetition is lawful and therefore not counted.
    pub excluded: Option<Excluded>,
}

impl Passage {
    /// Whether it is told and counted as a copy.
    #[must_use]
    pub fn is_copy(&self) -> bool {
        self.excluded.is_none() && self.kind != PassageKind::Reworded
    }
}

/// A passage with what the figures need.
#[derive(Debug, Clone)]
pub(super) struct Built {
    pub passage: Passage,
    /// Sequence number of the best source.
    pub sequence: u64,
    /// How many letters of it are equal in the best source.
    pub equal: usize,
    /// Sequence numbers of all other sources, with what of the draft each holds, in letters.
    pub others: Vec<(u64, Span)>,
}

/// How many other sources a passage lists; all are counted.
const MOST_OTHERS: usize = 12;
/// The same where the caller named the documents to compare with and wants every place.
const MOST_OTHERS_NAMED: usize = 1_000;

/// Builds the passages, in order of position, without their ids. `sure` is where sure runs of any source stand.
pub(super) fn build(
    analysis: &Analysis,
    (chosen, sure): (Vec<Chosen>, &[Span]),
    texts: &Texts<'_>,
    eligibility: &Eligibility<'_>,
    masks: &Masks,
) -> Vec<Built> {
    let most = if eligibility.is_named() { MOST_OTHERS_NAMED } else { MOST_OTHERS };
    let built = chosen.into_par_iter().filter_map(|passage| {
        if analysis.deadline.has_passed() {
            return None;
        }
        let sequence = passage.best.sequence;
        let counted = eligibility.get(sequence)?;
        let excerpt = texts.excerpt(sequence, &passage.best.found)?;
        let found = passage.best.found.from_letter(excerpt.letters);
        let found = borders::without_hanging(analysis, &excerpt.reading, &found, sure);
        let mut shown = show(analysis, &found, &excerpt, counted.document);
        // What another document has of the letters let go alone, it has of nothing that is told.
        let others: Vec<&Candidate> =
            passage.others.iter().filter(|other| other.found.draft.overlaps(found.draft)).collect();
        let listed = others.iter().take(most).filter_map(|other| {
            let document_id = eligibility.get(other.sequence)?.document.id.clone();
            Some(OtherSource { document_id, span: texts.place(other.sequence, other.found.source)? })
        });
        shown.others = listed.collect();
        let reason = masks
            .reason(analysis, shown.span, passage.documents)
            .or_else(|| refine::is_fragment(&found, analysis).then_some(Reason::Boilerplate))
            .or_else(|| cited_statute(analysis, &shown, &texts.text(sequence)?, counted.document));
        shown.excluded = reason.map(|reason| Excluded { reason });
        let held = |other: &&Candidate| (other.sequence, other.found.draft.intersection(found.draft));
        let others = others.iter().map(held).collect();
        Some(Built { passage: shown, sequence, equal: found.matched(), others })
    });
    built.collect()
}

/// Both sides of a passage as text. The letters of the source are those of the excerpt.
fn show(analysis: &Analysis, found: &Match, excerpt: &Excerpt, document: &DocumentMeta) -> Passage {
    let reading = &excerpt.reading;
    let (draft, source) = snapped(analysis, reading, found.draft, found.source);
    let verbatim = found.is_verbatim() && (draft, source) == (found.draft, found.source);
    let equal = found.matched();
    let longer = draft.len().max(source.len()).max(1);
    let whole = |folded: &[char], span: Span| Letters::with_number(folded, with_marks(folded, span));
    let changed = edits_shown(analysis, &Match { draft, source, ..found.clone() }, excerpt);
    let span = whole(analysis.folded.chars(), analysis.letters.to_text(draft));
    let source_span = whole(reading.folded.chars(), reading.letters.to_text(source));
    Passage {
        id: String::new(),
        span,
        text: analysis.text(span).to_owned(),
        source: PassageSource {
            document_id: document.id.clone(),
            title: document.title.clone(),
            span: in_document(source_span, excerpt),
            text: reading.source.slice(source_span).to_owned(),
        },
        others: Vec::new(),
        kind: if verbatim { PassageKind::Verbatim } else { PassageKind::Edited },
        similarity: (equal as f64 / longer as f64 * 1000.0).round() / 1000.0,
        edits: changed,
        excluded: None,
    }
}

/// A range of an excerpt as one of its document.
fn in_document(span: Span, excerpt: &Excerpt) -> Span {
    Span::new(span.start + excerpt.place, span.end + excerpt.place)
}

fn edits_shown(analysis: &Analysis, found: &Match, excerpt: &Excerpt) -> Vec<EditShown> {
    let reading = &excerpt.reading;
    // The place of an empty stretch is just after the letter before it; at the beginning of a side just before its first.
    let place = |letters: &Letters, span: Span, side: Span| {
        if span.is_empty() {
            let at = match span.start.checked_sub(1).filter(|_| span.start > side.start) {
                Some(last) => letters.to_text(Span::new(last, span.start)).end,
                None => letters.to_text(side).start,
            };
            Span::new(at, at)
        } else {
            letters.to_text(span)
        }
    };
    edits::edits(found, analysis.letters.chars(), reading.letters.chars())
        .into_iter()
        .map(|edit| {
            let mut span = place(&analysis.letters, edit.draft, found.draft);
            let mut source_span = place(&reading.letters, edit.source, found.source);
            // The sign belongs to the figure.
            let sign = |folded: &[char], span: Span| matches!(folded.get(span.end), Some('%' | '％' | '‰'));
            let signs = (sign(analysis.folded.chars(), span), sign(reading.folded.chars(), source_span));
            if edit.kind == EditKind::Number && signs == (true, true) {
                (span.end, source_span.end) = (span.end + 1, source_span.end + 1);
            }
            EditShown {
                kind: edit.kind,
                from: reading.source.slice(source_span).to_owned(),
                to: analysis.text(span).to_owned(),
                span,
                source_span: in_document(source_span, excerpt),
            }
        })
        .collect()
}

/// Statute text is lawful to repeat where the same paragraph cites the title and, for a copied article, its number.
fn cited_statute(analysis: &Analysis, shown: &Passage, text: &str, document: &DocumentMeta) -> Option<Reason> {
    if !matches!(document.kind, Kind::Law | Kind::Measures) && !text.contains("第一条") {
        return None;
    }
    let paragraph = analysis.paragraphs.get(analysis.paragraphs.partition_point(|p| p.end <= shown.span.start))?;
    let names = titles::names(&document.title);
    let article = article_of(text, shown.source.span.start);
    let citations = &analysis.marks.citations;
    let near = citations.get(citations.partition_point(|c| c.marked.start < paragraph.start)..).unwrap_or(&[]);
    let cites = near.iter().take_while(|c| paragraph.contains(c.marked)).any(|c| {
        let same_title = titles::share(&titles::names(analysis.folded(c.title)), &names);
        let same_article = match (&article, c.article) {
            (Some(article), Some(cited)) => analysis.folded(cited).starts_with(article.as_str()),
            (None, _) => true,
            (Some(_), None) => false,
        };
        same_title && same_article
    });
    cites.then_some(Reason::Statute)
}

/// The article (第X条) in which a position of a statute, in code points, lies.
fn article_of(text: &str, position: usize) -> Option<String> {
    let mut rest = text.chars();
    // The line that holds the position, from its beginning, then the lines before it.
    let line_end = rest.nth(position).map_or(text.len(), |c| text.len() - rest.as_str().len() - c.len_utf8());
    let line_end = text.get(line_end..).and_then(|tail| tail.find('\n')).map_or(text.len(), |at| line_end + at);
    text.get(..line_end)?.rsplit('\n').find_map(|line| {
        let head: Vec<char> = line.trim_start().chars().take(10).collect();
        let head = fold::fold(&head);
        head.starts_with('第').then(|| head.split_once('条')).flatten().map(|(number, _)| format!("{number}条"))
    })
}

/// Letters of a passage from which on it is a warning and not a notice.
const LONG_PASSAGE: usize = 60;

/// What is suggested for words taken from a higher document, from an earlier one of the same body, from another place.
const FROM_ABOVE: &str = "建议删去与上位文件重复的内容，或注明出处后只写本地的责任单位、时限、数量和做法。";
const FROM_ITSELF: &str = "建议只写与此前文件不同的内容；沿用不变的，可写明继续按该文件执行。";
const FROM_ELSEWHERE: &str = "建议核对是否符合本地实际，改写为本地的责任单位、时限、数量和做法。";

/// Which of some spans are told on their own: those that add at least [`SURE_RUN`] characters to what longer ones tell, or
/// as long ones before them. A run that another document holds a little further than the passage around it is no second
/// copy: of 5,714 copies in 240 real documents 441 were such.
fn telling(spans: &[Span]) -> Vec<bool> {
    let mut order: Vec<usize> = (0..spans.len()).collect();
    let span = |at: usize| spans.get(at).copied().unwrap_or_default();
    order.sort_by_key(|&at| (Reverse(span(at).len()), span(at), at));
    let (mut told, mut tells) = (Vec::new(), vec![false; spans.len()]);
    for at in order {
        let added = span(at).len() - span::covered(&told, span(at));
        if let Some(tells) = tells.get_mut(at).filter(|_| added >= SURE_RUN) {
            *tells = true;
            span::take_in(&mut told, span(at));
        }
    }
    tells
}

/// A finding `novelty.copied` for every passage that counts, but for those that longer ones tell.
pub(super) fn findings(passages: &[Built], library: &Library<'_>, eligibility: &Eligibility<'_>) -> Vec<Finding> {
    let copies: Vec<&Built> = passages.iter().filter(|b| b.passage.is_copy()).collect();
    let tells = telling(&copies.iter().map(|b| b.passage.span).collect::<Vec<Span>>());
    copies
        .iter()
        .zip(tells)
        .filter_map(|(b, tells)| tells.then_some(b))
        .map(|b| {
            let passage = &b.passage;
            let title = library.catalogue.get(b.sequence).map_or("", |d| d.title.as_str());
            let severity = if passage.span.len() >= LONG_PASSAGE { Severity::Warning } else { Severity::Notice };
            let relation = eligibility.get(b.sequence).map_or(Relation::Higher, |c| c.relation);
            let (whose, what, suggestion) = match relation {
                Relation::Higher => ("", "内容重复", FROM_ABOVE),
                Relation::Own => ("本机关此前文件", "内容相同", FROM_ITSELF),
                Relation::Elsewhere => ("其他地区文件", "内容相同", FROM_ELSEWHERE),
            };
            let message = format!(
                "与{whose}“{title}”{what}（{}，{}字，相同{:.0}%）",
                passage.kind.label(),
                passage.span.len(),
                passage.similarity * 100.0
            );
            let mut finding = Finding::new(Measure::Novelty, "novelty.copied", severity, message);
            finding.span = Some(passage.span);
            finding.suggestion = Some(suggestion.to_owned());
            // The norm speaks of higher documents alone.
            finding.norm = library.norm.filter(|_| relation == Relation::Higher).cloned();
            finding.passage = Some(passage.id.clone());
            finding
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_longer_passages_tell_is_told_once() {
        let of = |ends: &[(usize, usize)]| {
            telling(&ends.iter().map(|&(start, end)| Span::new(start, end)).collect::<Vec<Span>>())
        };
        assert_eq!(of(&[(0, 20), (0, 20)]), [true, false]);
        assert_eq!(of(&[(0, 20), (5, 60), (50, 80)]), [false, true, true]);
        assert_eq!(of(&[(0, 20), (7, 60), (48, 72)]), [false, true, false]);
        assert_eq!(of(&[(0, 13), (13, 26)]), [true, true]);
        assert!(of(&[]).is_empty());
    }
}

//! Passages as the report shows them: both sides in characters of their texts, the changes, the kind, and findings.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Library;
use super::eligible::{Eligibility, Relation};
use super::excerpt::{Excerpt, Texts};
use super::lawful::{Excluded, Masks, Reason};
use super::refine;
use super::select::Chosen;
use crate::document::Kind;
use crate::measure::{Finding, Measure, Severity};
use crate::reuse::{EditKind, Match, edits};
use crate::span::Span;
use crate::store::DocumentMeta;
use crate::text::{Analysis, Letters, Reading, fold, titles};

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
    /// Sequence numbers of all other sources, with what of the draft each holds.
    pub others: Vec<(u64, Span)>,
}

/// Letters by which a passage may be widened to the edge of its clause.
const SNAP: usize = 3;

/// How many other sources a passage lists; all are counted.
const MOST_OTHERS: usize = 12;
/// The same where the caller named the documents to compare with and wants every place.
const MOST_OTHERS_NAMED: usize = 1_000;

/// Builds the passages, in order of position, without their ids.
pub(super) fn build(
    analysis: &Analysis,
    chosen: Vec<Chosen>,
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
        let mut shown = show(analysis, &passage.best.found, &excerpt, counted.document);
        let listed = passage.others.iter().take(most).filter_map(|other| {
            let document_id = eligibility.get(other.sequence)?.document.id.clone();
            Some(OtherSource { document_id, span: texts.place(other.sequence, other.found.source)? })
        });
        shown.others = listed.collect();
        let reason = masks
            .reason(analysis, shown.span, passage.documents)
            .or_else(|| refine::is_fragment(&passage.best.found, analysis).then_some(Reason::Boilerplate))
            .or_else(|| cited_statute(analysis, &shown, &texts.text(sequence)?, counted.document));
        shown.excluded = reason.map(|reason| Excluded { reason });
        let place = |draft: Span| analysis.letters.to_text(draft);
        let others = passage.others.iter().map(|other| (other.sequence, place(other.found.draft))).collect();
        Some(Built { passage: shown, sequence, others })
    });
    built.collect()
}

/// Both sides of a passage as text.
fn show(analysis: &Analysis, found: &Match, excerpt: &Excerpt, document: &DocumentMeta) -> Passage {
    let reading = &excerpt.reading;
    let found = &found.from_letter(excerpt.letters);
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

/// Widens both sides to the edge of their clauses where that is at most [`SNAP`] letters away on both.
fn snapped(analysis: &Analysis, reading: &Reading, draft: Span, source: Span) -> (Span, Span) {
    let before = |folded: &[char], letters: &Letters, at: usize| {
        (0..=SNAP.min(at)).find(|&n| starts_clause(folded, letters.to_text(Span::new(at - n, at - n + 1)).start))
    };
    let after = |folded: &[char], letters: &Letters, at: usize| {
        (0..=SNAP.min(letters.len() - at)).find(|&n| {
            (at + n)
                .checked_sub(1)
                .is_some_and(|last| ends_clause(folded, letters.to_text(Span::new(last, at + n)).end))
        })
    };
    let (mut draft, mut source) = (draft, source);
    let heads = (
        before(analysis.folded.chars(), &analysis.letters, draft.start),
        before(reading.folded.chars(), &reading.letters, source.start),
    );
    if let (Some(d), Some(s)) = heads
        && d + s > 0
    {
        draft.start -= d;
        source.start -= s;
    }
    let tails = (
        after(analysis.folded.chars(), &analysis.letters, draft.end),
        after(reading.folded.chars(), &reading.letters, source.end),
    );
    if let (Some(d), Some(s)) = tails
        && d + s > 0
    {
        draft.end += d;
        source.end += s;
    }
    (draft, source)
}

/// Whether the character before `at` closes a clause (or there is none).
fn starts_clause(folded: &[char], at: usize) -> bool {
    at.checked_sub(1).and_then(|i| folded.get(i)).is_none_or(|&c| is_boundary(c))
}

/// Whether the character at `at` closes a clause (or there is none).
fn ends_clause(folded: &[char], at: usize) -> bool {
    folded.get(at).is_none_or(|&c| is_boundary(c))
}

fn is_boundary(c: char) -> bool {
    matches!(c, '，' | '。' | '；' | '：' | '！' | '？' | '、' | '）' | '”' | '\n' | '\r' | ' ' | '“' | '（')
}

/// Pairs of marks that belong together.
const PAIRS: [(char, char); 7] =
    [('“', '”'), ('‘', '’'), ('《', '》'), ('〈', '〉'), ('（', '）'), ('〔', '〕'), ('【', '】')];

/// Takes in the mark that closes a sentence just after a span, and at both ends marks whose other half is inside.
pub(super) fn with_marks(folded: &[char], mut span: Span) -> Span {
    let inside = |span: Span| folded.get(span.start..span.end).unwrap_or(&[]);
    while let Some(&(open, close)) =
        PAIRS.iter().find(|pair| span.start.checked_sub(1).and_then(|at| folded.get(at)) == Some(&pair.0))
        && is_left_over(inside(span).iter(), close, open)
    {
        span.start -= 1;
    }
    let mut ended = false;
    loop {
        let taken = match folded.get(span.end) {
            Some('。' | '；' | '！' | '？') if !ended => {
                ended = true;
                true
            }
            Some(mark) => PAIRS
                .iter()
                .find(|pair| pair.1 == *mark)
                .is_some_and(|&(open, close)| is_left_over(inside(span).iter().rev(), open, close)),
            None => false,
        };
        if !taken {
            return span;
        }
        span.end += 1;
    }
}

/// Whether, seen from one end, one mark comes more often than the other that answers it there.
fn is_left_over<'a>(chars: impl Iterator<Item = &'a char>, mark: char, other: char) -> bool {
    let mut answered = 0_usize;
    for &c in chars {
        if c == other {
            answered += 1;
        } else if c == mark {
            if answered == 0 {
                return true;
            }
            answered -= 1;
        }
    }
    false
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

/// One finding `novelty.copied` for every passage that counts.
pub(super) fn findings(passages: &[Built], library: &Library<'_>, eligibility: &Eligibility<'_>) -> Vec<Finding> {
    passages
        .iter()
        .filter(|b| b.passage.is_copy())
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
    fn marks_go_with_their_other_half() {
        for (text, words, wanted) in [
            ("落实“三个一”要求。", "“三个一", "“三个一”"),
            ("提出“一网通办”，", "提出“一网通办", "提出“一网通办”"),
            ("按照《示例办法》的", "按照《示例办法", "按照《示例办法》"),
            ("按照《示例办法》（试行）。后", "示例办法》（试行", "《示例办法》（试行）。"),
            ("他说：“要办好。”后", "他说：“要办好", "他说：“要办好。”"),
            ("“甲”和“乙”。。", "甲”和“乙", "“甲”和“乙”。"),
            ("“要办好，办实”", "办好", "办好"),
            ("（甲）乙）", "（甲）乙", "（甲）乙"),
            ("办好", "办好", "办好"),
        ] {
            let folded: Vec<char> = text.chars().collect();
            let start = text.split(words).next().unwrap().chars().count();
            let span = with_marks(&folded, Span::new(start, start + words.chars().count()));
            assert_eq!(folded[span.start..span.end].iter().collect::<String>(), wanted, "{text}");
        }
    }
}

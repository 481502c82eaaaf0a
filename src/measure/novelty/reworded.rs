//! 疑似改写: sentences of a draft that no passage tells and that say the same as one of a source in other words. Precision
//! before recall: a sentence alone must be sure, beside a neighbour that follows the same source less will do.

use super::Library;
use super::eligible::Eligibility;
use super::excerpt::Texts;
use super::passage::{Built, OtherSource, Passage, PassageKind, PassageSource};
use crate::measure::{Finding, Measure, Severity};
use crate::reuse::{Reworded, sentences};
use crate::span::{self, Span};
use crate::text::structure::Role;
use crate::text::{Analysis, Letters, segment};

/// Fewest letters of a sentence that is looked for.
const FEWEST: usize = 15;
/// Sentences of which a passage tells this share are told already.
const TOLD: f64 = 0.3;
/// Sentences that consist of protected formulations by this share say nothing of their own.
const PROTECTED: f64 = 0.5;
/// Probability from which on a sentence alone is reported.
const ALONE: f64 = 0.6;
/// The same beside a neighbour that follows the same source.
const BESIDE: f64 = crate::reuse::LIKELY;
/// Letters between two sentences of a source, or of the draft, that still are neighbours.
const NEAR: usize = 40;

/// The sentences of the body that may be looked for, in letters. `told` are the ranges of the draft that other passages
/// tell, `protected` those of protected formulations, both sorted and disjoint.
pub(super) fn open(analysis: &Analysis, told: &[Span], protected: &[Span]) -> Vec<Span> {
    let ends = sentences::ends(&analysis.letters, analysis.folded.chars());
    let lines = &analysis.structure.lines;
    let in_body = |text: Span| {
        let line = lines.get(lines.partition_point(|line| line.span.end <= text.start));
        line.is_some_and(|line| line.role == Role::Body)
    };
    let is_open = |span: &Span| {
        let text = analysis.letters.to_text(*span);
        let share = |spans: &[Span]| span::covered(spans, text) as f64 / text.len().max(1) as f64;
        span.len() >= FEWEST && in_body(text) && share(told) <= TOLD && share(protected) <= PROTECTED
    };
    let all = sentences::sentences(analysis.letters.len(), |at| sentences::is_end(&ends, at));
    all.map(|(from, to)| Span::new(from, to)).filter(is_open).collect()
}

/// The passages among `open` sentences, in order of position.
pub(super) fn find(
    analysis: &Analysis,
    codes: &[u16],
    open: &[Span],
    library: &Library<'_>,
    eligibility: &Eligibility<'_>,
) -> Vec<Built> {
    let found = library.snapshot.reworded(codes, open, eligibility, &analysis.deadline);
    let texts = Texts::new(library);
    joined(accepted(found)).iter().filter_map(|group| build(analysis, group, &texts, eligibility)).collect()
}

/// Whether two sentences of the draft that follow each other follow the same stretch of a source.
fn follow(one: &Reworded, next: &Reworded) -> bool {
    let near = |a: Span, b: Span| b.start.max(a.start) <= b.end.min(a.end) + NEAR;
    one.sequence == next.sequence && near(one.draft, next.draft) && near(one.source, next.source)
}

/// Those that are sure, alone or beside a neighbour.
fn accepted(found: Vec<Reworded>) -> Vec<Reworded> {
    let beside = |at: usize| {
        let neighbours =
            [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(|n| Some((n, found.get(n)?)));
        let mut likely = neighbours.filter(|(_, other)| other.probability >= BESIDE);
        likely.any(|(n, other)| {
            found.get(at).is_some_and(|one| if n < at { follow(other, one) } else { follow(one, other) })
        })
    };
    let keep: Vec<bool> = (found.iter().enumerate())
        .map(|(at, one)| one.probability >= ALONE || (one.probability >= BESIDE && beside(at)))
        .collect();
    found.into_iter().zip(keep).filter_map(|(one, keep)| keep.then_some(one)).collect()
}

/// Neighbours that follow the same source as one.
fn joined(accepted: Vec<Reworded>) -> Vec<Vec<Reworded>> {
    let mut groups: Vec<Vec<Reworded>> = Vec::new();
    for one in accepted {
        match groups.last_mut() {
            Some(group) if group.last().is_some_and(|last| follow(last, &one)) => group.push(one),
            _ => groups.push(vec![one]),
        }
    }
    groups
}

fn build(analysis: &Analysis, group: &[Reworded], texts: &Texts<'_>, eligibility: &Eligibility<'_>) -> Option<Built> {
    let first = group.first()?;
    // A row of names is no statement, and has few other words.
    if group.iter().all(|r| segment::only_names(analysis.folded(analysis.letters.to_text(r.draft)))) {
        return None;
    }
    let hull = |of: fn(&Reworded) -> Span| group.iter().map(of).reduce(Span::hull);
    let (draft, source) = (hull(|r| r.draft)?, hull(|r| r.source)?);
    let document = eligibility.get(first.sequence)?.document;
    let folded = analysis.folded.chars();
    let span = Letters::with_number(folded, super::borders::with_marks(folded, analysis.letters.to_text(draft)));
    let source_span = texts.place(first.sequence, source)?;
    let text = texts.text(first.sequence)?;
    let common: usize = group.iter().map(|r| r.common).sum();
    let others = first.others.iter().filter_map(|&(sequence, span)| {
        let document_id = eligibility.get(sequence)?.document.id.clone();
        Some(OtherSource { document_id, span: texts.place(sequence, span)? })
    });
    let passage = Passage {
        id: String::new(),
        span,
        text: analysis.text(span).to_owned(),
        source: PassageSource {
            document_id: document.id.clone(),
            title: document.title.clone(),
            span: source_span,
            text: text.chars().skip(source_span.start).take(source_span.len()).collect(),
        },
        others: others.collect(),
        kind: PassageKind::Reworded,
        similarity: (common as f64 / draft.len().max(source.len()).max(1) as f64 * 1000.0).round() / 1000.0,
        edits: Vec::new(),
        excluded: None,
    };
    // Words that mean the same are not equal letters.
    Some(Built { passage, sequence: first.sequence, equal: 0, others: Vec::new() })
}

/// One finding `novelty.reworded` for every such passage.
pub(super) fn findings(passages: &[Built], library: &Library<'_>) -> Vec<Finding> {
    let reworded = passages.iter().filter(|b| b.passage.kind == PassageKind::Reworded);
    reworded
        .map(|b| {
            let title = library.catalogue.get(b.sequence).map_or("", |d| d.title.as_str());
            let message = format!("疑似改写自“{title}”：说法不同，内容相近；不计入重复比例，请对照核实");
            let mut finding = Finding::new(Measure::Novelty, "novelty.reworded", Severity::Notice, message);
            finding.span = Some(b.passage.span);
            finding.suggestion =
                Some("如确系已有文件的内容，建议删去或注明出处，只写本地的责任单位、时限、数量和做法。".to_owned());
            finding.norm = library.norm.cloned();
            finding.passage = Some(b.passage.id.clone());
            finding
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(draft: (usize, usize), sequence: u64, source: (usize, usize), probability: f64) -> Reworded {
        let span = |(from, to): (usize, usize)| Span::new(from, to);
        Reworded { draft: span(draft), sequence, source: span(source), others: Vec::new(), probability, common: 9 }
    }

    #[test]
    fn neighbours_vouch_for_each_other() {
        let sure = found((0, 30), 1, (100, 130), 0.7);
        let beside = found((30, 60), 1, (130, 160), 0.4);
        let elsewhere = found((60, 90), 2, (10, 40), 0.4);
        let unlikely = found((90, 120), 1, (160, 190), 0.2);
        let kept = accepted(vec![sure.clone(), beside.clone(), elsewhere, unlikely]);
        assert_eq!(kept, [sure, beside]);
        assert_eq!(joined(kept).len(), 1);
    }

    #[test]
    fn what_stands_apart_stays_apart() {
        let one = found((0, 30), 1, (100, 130), 0.7);
        let far_in_source = found((30, 60), 1, (400, 430), 0.7);
        let far_in_draft = found((300, 330), 1, (430, 460), 0.7);
        assert_eq!(joined(vec![one, far_in_source, far_in_draft]).len(), 3);
    }
}

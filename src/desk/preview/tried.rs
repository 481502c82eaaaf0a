//! What a change does to one text, with some of its words as examples.

use std::collections::BTreeMap;

use crate::desk::preview::shape::{DraftEffect, PreviewExample, PreviewScore};
use crate::review::what_if::{Effect, EntryKey, Mark, Outcome, Subject, differences};
use crate::span::Span;
use crate::text::Analysis;

/// Most examples of an entry from one text.
const EXAMPLES: usize = 2;
/// Characters of an example on each side of its words.
const AROUND: usize = 40;

/// Where a text stands, and what it is called.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) review: Option<String>,
    pub(super) document_id: Option<String>,
    pub(super) title: Option<String>,
}

/// What a change does to one text.
#[derive(Debug)]
pub(super) struct Tried {
    pub(super) review: Option<String>,
    pub(super) document_id: Option<String>,
    pub(super) sentences: usize,
    pub(super) effect: Effect,
    /// What becomes of its figures, and the findings that come and go; `None` when it stays as it is.
    pub(super) change: Option<(DraftEffect, [Vec<Mark>; 2])>,
    pub(super) examples: Vec<(EntryKey, PreviewExample)>,
}

impl Tried {
    pub(super) fn new(subject: &Subject, effect: Effect, Place { review, document_id, title }: Place) -> Self {
        let mut taken: BTreeMap<(&EntryKey, bool), usize> = BTreeMap::new();
        let mut examples = Vec::new();
        for (gained, hits) in [(true, &effect.gained), (false, &effect.lost)] {
            for hit in hits {
                let count = taken.entry((&*hit.entry, gained)).or_default();
                *count += 1;
                if *count <= EXAMPLES {
                    let [before, words, after] = around(&subject.analysis, hit.span);
                    let (review, document_id) = (review.clone(), document_id.clone());
                    examples.push((
                        EntryKey::clone(&hit.entry),
                        PreviewExample { gained, review, document_id, before, words, after },
                    ));
                }
            }
        }
        let place = Place { review: review.clone(), document_id: document_id.clone(), title };
        let change = effect.outcomes.as_ref().and_then(|outcomes| change(outcomes, place));
        Self { review, document_id, sentences: subject.analysis.sentences.len(), effect, change, examples }
    }
}

/// What lies between two outcomes for a text; `None` when nothing does.
fn change([before, after]: &[Outcome; 2], place: Place) -> Option<(DraftEffect, [Vec<Mark>; 2])> {
    if before == after {
        return None;
    }
    let [gained, lost] = differences(&before.marks, &after.marks);
    let Place { review, document_id, title } = place;
    let (before, after) = (score(before), score(after));
    let effect = DraftEffect { review, document_id, title, before, after, gained: gained.len(), lost: lost.len() };
    Some((effect, [gained, lost]))
}

fn score(outcome: &Outcome) -> PreviewScore {
    PreviewScore {
        slogan_count: outcome.slogans,
        empty_sentences: outcome.empty_sentences,
        demands: outcome.demands,
        substance: outcome.substance,
    }
}

/// The words of a hit with what of its sentence stands before and after.
fn around(analysis: &Analysis, span: Span) -> [String; 3] {
    let sentence = analysis.sentence_at(span.start).and_then(|at| analysis.sentences.get(at)).map_or(span, |s| s.span);
    let from = sentence.start.min(span.start).max(span.start.saturating_sub(AROUND));
    let to = sentence.end.max(span.end).min(span.end + AROUND);
    [Span::new(from, span.start), span, Span::new(span.end, to)].map(|part| analysis.text(part).to_owned())
}

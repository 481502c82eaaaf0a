//! What a change does to one text, with some of its words as examples.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::desk::preview::material::Source;
use crate::desk::preview::shape::{DraftEffect, PreviewExample, PreviewScore};
use crate::norms::Profile;
use crate::review::what_if::{Effect, EntryKey, Figures, Mark, Outcome, Subject, differences};
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

/// What a text was judged by, to judge it further.
#[derive(Debug)]
pub(super) struct Judged {
    pub(super) source: Source,
    /// Its [key](crate::review::known::Known::key).
    pub(super) key: [u8; 32],
    pub(super) profile: Arc<Profile>,
}

/// What a change does to one text.
#[derive(Debug)]
pub(super) struct Tried {
    pub(super) judged: Judged,

    pub(super) review: Option<String>,
    pub(super) document_id: Option<String>,
    pub(super) sentences: usize,
    pub(super) effect: Effect,
    /// What becomes of it; `None` when it stays as it is.
    pub(super) change: Option<TriedChange>,
    pub(super) examples: Vec<(EntryKey, PreviewExample)>,
}

/// What becomes of a text.
#[derive(Debug)]
pub(super) struct TriedChange {
    title: Option<String>,
    /// Of the measure that reads the list, before and after.
    figures: [Figures; 2],
    /// Findings that come.
    pub(super) gained: Vec<Mark>,
    /// Findings that go.
    pub(super) lost: Vec<Mark>,
}

impl Tried {
    pub(super) fn new(
        subject: &Subject,
        effect: Effect,
        Place { review, document_id, title }: Place,
        judged: Judged,
    ) -> Self {
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
        let change = effect.outcomes.as_ref().and_then(|outcomes| change(outcomes, title));
        Self { judged, review, document_id, sentences: subject.analysis.sentences.len(), effect, change, examples }
    }

    /// What is told of a text that changes, with the figures of the measure that does not read the list.
    pub(super) fn told(&self, others: Figures) -> Option<DraftEffect> {
        let TriedChange { title, figures, gained, lost } = self.change.as_ref()?;
        let [before, after] = figures.map(|figures| score([figures, others]));
        let (review, document_id, title) = (self.review.clone(), self.document_id.clone(), title.clone());
        Some(DraftEffect { review, document_id, title, before, after, gained: gained.len(), lost: lost.len() })
    }
}

impl TriedChange {
    /// Points by which the score of substance changes.
    pub(super) fn points(&self) -> f64 {
        match self.figures.map(|figures| score([figures]).substance) {
            [Some(before), Some(after)] => (before - after).abs(),
            _ => 0.0,
        }
    }
}

/// What lies between two outcomes for a text; `None` when nothing does.
fn change([before, after]: &[Arc<Outcome>; 2], title: Option<String>) -> Option<TriedChange> {
    if before == after {
        return None;
    }
    let [gained, lost] = differences(&before.marks, &after.marks);
    Some(TriedChange { title, figures: [before.figures, after.figures], gained, lost })
}

/// Figures of measures as they are shown.
fn score<const N: usize>(figures: [Figures; N]) -> PreviewScore {
    let mut shown = PreviewScore { slogan_count: 0, empty_sentences: 0, demands: 0, substance: None };
    for figures in figures {
        match figures {
            Figures::Substance { slogans, empty_sentences, score } => {
                (shown.slogan_count, shown.empty_sentences, shown.substance) = (slogans, empty_sentences, score);
            }
            Figures::Assessment { demands } => shown.demands = demands,
        }
    }
    shown
}

/// The words of a hit with what of its sentence stands before and after.
fn around(analysis: &Analysis, span: Span) -> [String; 3] {
    let sentence = analysis.sentence_at(span.start).and_then(|at| analysis.sentences.get(at)).map_or(span, |s| s.span);
    let from = sentence.start.min(span.start).max(span.start.saturating_sub(AROUND));
    let to = sentence.end.max(span.end).min(span.end + AROUND);
    [Span::new(from, span.start), span, Span::new(span.end, to)].map(|part| analysis.text(part).to_owned())
}

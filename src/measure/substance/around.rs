//! What is said of every phrase of a sentence alike, found once for all of them: a sentence may have thousands.

use crate::measure::substance::context;
use crate::measure::substance::phrases::Phrase;
use crate::measure::substance::reading::Reading;
use crate::measure::substance::sort::Whole;
use crate::measure::substance::wants::{Means, Wants};
use crate::span::Span;

/// A sentence around its phrases.
#[derive(Debug)]
pub struct Around {
    /// Where it stands.
    pub(super) span: Span,
    /// Whether it announces what follows it.
    pub(super) announces: bool,
    /// The questions that it leaves open, joined as a list.
    pub(super) questions: String,
    /// What of the whole decides the sort of a part.
    pub(super) whole: Whole,
    /// What in it says by what means.
    pub(super) means: Means,
}

impl Around {
    /// Of the sentence in which a phrase stands; of a phrase outside of all sentences, the phrase itself. `inside` gives the
    /// phrases of a stretch.
    pub(super) fn of<'p>(reading: &Reading<'_>, phrase: Phrase, inside: impl Fn(Span) -> Vec<&'p Phrase>) -> Self {
        let analysis = reading.analysis;
        let sentence = analysis.sentence_at(phrase.span.start).and_then(|i| analysis.sentences.get(i));
        let span = sentence.map_or(phrase.span, |sentence| sentence.span);
        let judged = reading.judged.partition_point(|judged| judged.span.end <= phrase.span.start);
        Self {
            span,
            announces: context::announces(reading, judged, &inside(span)),
            questions: Wants::of(reading, span).questions,
            whole: Whole::of(reading, span),
            means: Means::of(reading, span),
        }
    }
}

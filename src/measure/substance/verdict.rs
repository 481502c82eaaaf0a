//! What each judged sentence counts as.

use crate::lexicon::ListId;
use crate::measure::substance::guidance::Guidance;
use crate::measure::substance::phrases::Phrase;
use crate::measure::substance::reading::{Judged, Reading, ends};
use crate::measure::substance::{concrete, context, named, rules, troubles, wants};
use crate::span::Span;

/// Share of a sentence's letters inside slogan phrases from which it is empty although the model does not call it so, if it
/// holds no marker: 口号 standing alone.
const ALL_PHRASES: f64 = 0.7;
/// Probability of `empty` below which it is not, all the same. Of the training sentences that only their phrases make empty,
/// each judged by a model that did not see its document, readers call 129 of 240 empty from here on, 20 of 81 below.
const DOUBTED: f32 = 0.3;

/// Shortest sentence, in characters, that is empty by the model's word alone: shorter ones are items of lists as often as
/// not. In 39 technical documents this and the end mark take the sentences called empty from 253 to 153 of 6,239; on the
/// development sentences they take away one false alarm and no hit.
const SHORTEST: usize = 9;

/// What a sentence counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// An empty sentence.
    Empty,
    /// A sentence made of protected formulations: never empty.
    Formulated {
        /// Whether it is counted apart: no phrase stands in it.
        apart: bool,
        /// Whether nothing can be checked beside the formulations, which is told as a notice.
        bare: bool,
    },
    /// Any other.
    Other,
}

/// What a sentence counts as. It is empty by the model, or because it is nothing but phrases. The model's word counts for
/// whole sentences, and not against what stands beside them. Where the text is a law, only a sentence with a phrase of the
/// list can be.
pub(super) fn verdict(reading: &Reading<'_>, index: usize, phrases: &[Phrase]) -> Verdict {
    let Some(judged) = reading.judged.get(index) else { return Verdict::Other };
    let inside = inside(phrases, judged.span);
    match Guidance::of(reading, judged.span) {
        Guidance::Rest if !inside.is_empty() => {}
        Guidance::Most | Guidance::Rest if is_formulated(reading, judged.span) => {
            return Verdict::Formulated { apart: inside.is_empty(), bare: is_bare(reading, index, &inside) };
        }
        Guidance::Most | Guidance::Rest => return Verdict::Other,
        Guidance::Little => {}
    }
    if is_empty(reading, index, &inside) { Verdict::Empty } else { Verdict::Other }
}

/// The phrases that touch a sentence.
pub(super) fn inside(phrases: &[Phrase], sentence: Span) -> Vec<&Phrase> {
    let first = phrases.partition_point(|p| p.span.end <= sentence.start);
    phrases.iter().skip(first).take_while(|p| p.span.start < sentence.end).collect()
}

/// Whether a protected formulation stands in a sentence, and not only a set formula of documents.
fn is_formulated(reading: &Reading<'_>, sentence: Span) -> bool {
    let matcher = reading.lexicon.get(ListId::Protected);
    // In order and disjoint.
    let first = reading.protected.partition_point(|hit| hit.span.end <= sentence.start);
    let inside = reading.protected.iter().skip(first).take_while(|hit| hit.span.start < sentence.end);
    inside.into_iter().any(|hit| !rules::is_formula(matcher, hit))
}

/// Whether a sentence with these phrases is empty. What is quickly told comes first: few sentences are left for the rest.
fn is_empty(reading: &Reading<'_>, index: usize, inside: &[&Phrase]) -> bool {
    let Some(judged) = reading.judged.get(index) else { return false };
    is_hollow(reading, judged, inside) && !is_spared(reading, index, inside)
}

/// Whether nothing can be checked in a sentence made of protected formulations: what leads to them is neither a measure nor
/// a fact. Readers agree with the model there: of the sentences with labels, each judged by a model that did not see its
/// document, 60 are told so, of which readers call 50 empty. Laws have such sentences as their principles, and are not asked.
fn is_bare(reading: &Reading<'_>, index: usize, inside: &[&Phrase]) -> bool {
    let Some(judged) = reading.judged.get(index) else { return false };
    is_called_empty(reading, judged) && !reading.genre.legal && !is_spared(reading, index, inside)
}

/// Whether the model calls a whole sentence empty. A line that breaks off is half a sentence (text taken from pages) or a
/// heading: too little to call it so.
fn is_called_empty(reading: &Reading<'_>, judged: &Judged) -> bool {
    judged.is_empty() && judged.span.len() >= SHORTEST && ends(reading.analysis, judged.span)
}

/// Whether something in a sentence or beside it keeps it from being called empty.
fn is_spared(reading: &Reading<'_>, index: usize, inside: &[&Phrase]) -> bool {
    let Some(judged) = reading.judged.get(index) else { return true };
    reading.masks.reports(judged.span)
        || context::announces(reading, index, inside)
        || context::answered(reading, judged)
        || context::records(reading, judged)
        || context::is_cut(reading, judged)
        || context::is_note(reading, judged)
        || concrete::is_held(reading, judged.span)
        || troubles::are_told(reading, judged.span)
        || wants::is_assigned(reading, judged.span, inside)
        || named::lists_places(reading, judged.span)
}

/// Whether the model, or phrases that are almost all of it, call a sentence empty.
fn is_hollow(reading: &Reading<'_>, judged: &Judged, inside: &[&Phrase]) -> bool {
    if is_called_empty(reading, judged) {
        return !reading.genre.legal || !inside.is_empty();
    }
    if judged.emptiness() < DOUBTED {
        return false;
    }
    let letters = |span: Span| reading.analysis.letters.from_text(span).len();
    let covered: usize = inside.iter().map(|p| letters(p.span)).sum();
    small(covered) >= ALL_PHRASES * small(letters(judged.span)).max(1.0) && !reading.is_checkable(judged.span)
}

fn small(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

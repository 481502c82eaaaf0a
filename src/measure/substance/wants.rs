//! What a sentence leaves open: who, until when, how much, how. What is answered beside it, in brackets at the end of its
//! paragraph, is not asked for; a figure is one in digits or with a measured unit, and none that a set formulation has.

use crate::measure::substance::phrases::Phrase;
use crate::measure::substance::reading::Reading;
use crate::measure::substance::{concrete, context, doer};
use crate::span::{self, Span};

/// What users are told is missing: marker category, its name, the question it answers.
const ASKED: [(&str, &str, &str); 4] = [
    (WHO, "责任主体", "由谁做"),
    ("时限", "时限", "何时完成"),
    (HOW_MUCH, "数量", "做到多少"),
    (HOW, "做法", "怎样做"),
];
/// Category of the markers that say who is to act.
const WHO: &str = "责任主体";
/// Category of the markers that say how much.
const HOW_MUCH: &str = "量化";
/// Category of the markers that say how.
const HOW: &str = "具体举措";

/// What begins a clause that only names a direction, leaves the way to others or has a mechanism built: no way of doing
/// by itself.
const WEAK: [&str; 4] = ["推动", "推进", "鼓励", "建立健全"];

/// What a sentence leaves open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wants {
    /// The names of what is missing, joined as a list; empty when nothing is.
    pub(super) names: String,
    /// The questions it leaves, joined as a list.
    pub(super) questions: String,
    /// Whether it answers none of them.
    pub(super) all: bool,
}

impl Wants {
    /// What a sentence leaves open.
    pub(super) fn of(reading: &Reading<'_>, sentence: Span) -> Self {
        let open: Vec<_> = ASKED.iter().filter(|(category, ..)| !is_answered(reading, sentence, category)).collect();
        let names: Vec<&str> = open.iter().map(|(_, name, _)| *name).collect();
        let questions: Vec<&str> = open.iter().map(|(.., question)| *question).collect();
        Self { names: names.join("、"), questions: questions.join("、"), all: open.len() == ASKED.len() }
    }
}

fn is_answered(reading: &Reading<'_>, sentence: Span, category: &str) -> bool {
    match category {
        WHO => {
            is_marked(reading, sentence, WHO)
                || doer::is_named(reading.analysis.folded(sentence))
                || context::answered_below(reading, sentence)
        }
        HOW_MUCH => concrete::is_measured(reading, sentence),
        HOW => is_marked(reading, sentence, HOW) || concrete::means(reading, sentence).next().is_some(),
        other => is_marked(reading, sentence, other),
    }
}

/// The markers of a category that touch a sentence and do not stand inside a set formulation.
fn marked(reading: &Reading<'_>, sentence: Span, category: &str) -> impl Iterator<Item = Span> {
    let found = reading.markers.get(category).map_or(&[][..], Vec::as_slice);
    let first = found.partition_point(|marker| marker.end <= sentence.start);
    let inside = found.iter().skip(first).take_while(move |marker| marker.start < sentence.end);
    inside.copied().filter(|&marker| !span::any_overlap(&reading.formulated, marker))
}

fn is_marked(reading: &Reading<'_>, sentence: Span, category: &str) -> bool {
    marked(reading, sentence, category).next().is_some()
}

/// Whether a sentence says both who answers and by what means, the latter outside of the phrases that the list names: only
/// the date and the number are open then. By what means alone is too weak a reason.
pub(super) fn is_assigned(reading: &Reading<'_>, sentence: Span, phrases: &[&Phrase]) -> bool {
    let weak = |means: Span| WEAK.iter().any(|verb| reading.analysis.folded(means).starts_with(verb));
    let hollow = |means: Span| phrases.iter().any(|phrase| phrase.entry.is_some() && phrase.span.overlaps(means));
    is_answered(reading, sentence, WHO)
        && Means::of(reading, sentence).0.into_iter().any(|means| !weak(means) && !hollow(means))
}

/// What in a sentence says by what means: clauses that do, and markers of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Means(Vec<Span>);

impl Means {
    pub(super) fn of(reading: &Reading<'_>, sentence: Span) -> Self {
        let clauses = concrete::means(reading, sentence);
        Self(clauses.chain(marked(reading, sentence, HOW)).collect())
    }

    /// Whether one of them stands outside of a phrase.
    pub(super) fn are_beside(&self, phrase: Span) -> bool {
        self.0.iter().any(|means| !means.overlaps(phrase))
    }
}

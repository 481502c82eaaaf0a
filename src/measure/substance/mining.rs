//! What a text offers to a search for slogans that no list has yet: its judged sentences with the clauses in which
//! nothing checkable, no set formulation and no quotation stands, cut into words.

use crate::document::DraftFacts;
use crate::lexicon::Lexicon;
use crate::measure::substance::opinion::Opinion;
use crate::measure::substance::reading::{Judged, Reading};
use crate::span::{self, Span};
use crate::text::Analysis;

/// Least probability that a sentence is empty or mixed for its clauses to be looked at.
const HOLLOW: f32 = 0.5;

/// Words without any sign between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The words, in order.
    pub words: Vec<String>,
    /// Whether a mark of enumeration (、) stands before them.
    pub listed_before: bool,
    /// Whether one stands behind them.
    pub listed_behind: bool,
}

/// A judged sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seam {
    /// The folded text.
    pub text: String,
    /// Whether the model calls it empty.
    pub empty: bool,
    /// Whether any substance marker touches it.
    pub marked: bool,
    /// Whether a protected formulation stands in it, or words of the central leadership are reported: what else it says
    /// belongs to them.
    pub held: bool,
    /// Words of its hollow clauses; none where the sentence is held.
    pub runs: Vec<Run>,
}

/// The sentences of a text; none for laws and rules, whose wording is no slogan.
#[must_use]
pub fn seams(analysis: &Analysis, facts: &DraftFacts, lexicon: &Lexicon, opinion: &Opinion<'_>) -> Vec<Seam> {
    let reading = Reading::new(analysis, facts, lexicon, opinion);
    if reading.genre.legal {
        return Vec::new();
    }
    let words = analysis.words();
    let lists = |at: Option<usize>| at.and_then(|at| analysis.folded.chars().get(at)) == Some(&'、');
    let run = |words: &[Span]| {
        let (first, last) = (words.first()?, words.last()?);
        Some(Run {
            words: words.iter().map(|&w| analysis.folded(w).to_owned()).collect(),
            listed_before: lists(first.start.checked_sub(1)),
            listed_behind: lists(Some(last.end)),
        })
    };
    let runs_of = |span: Span| -> Vec<Run> {
        let first = words.partition_point(|w| w.start < span.start);
        let inside = words.get(first..).unwrap_or(&[]);
        let inside = inside.get(..inside.partition_point(|w| w.end <= span.end)).unwrap_or(&[]);
        inside.chunk_by(|a, b| a.end == b.start).filter_map(run).collect()
    };
    let protected = span::union(reading.masks.protected.clone());
    let seam = |judged: &Judged| {
        let held = reading.masks.reports(judged.span) || span::any_overlap(&protected, judged.span);
        let hollow = judged.hollow() >= HOLLOW && !held;
        let first = analysis.clauses.partition_point(|c| c.sentence < judged.sentence);
        let clauses = analysis.clauses.iter().skip(first).take_while(|c| c.sentence == judged.sentence);
        let open = |span| hollow && !reading.is_checkable(span) && !reading.masks.blocks(span);
        Seam {
            text: analysis.folded(judged.span).to_owned(),
            empty: judged.is_empty(),
            marked: reading.is_checkable(judged.span),
            held,
            runs: clauses.filter(|c| open(c.span)).flat_map(|c| runs_of(c.span)).collect(),
        }
    };
    reading.judged.iter().map(seam).collect()
}

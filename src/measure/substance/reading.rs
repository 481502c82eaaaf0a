//! The sentences of running text and what the model says of them. Titles, headings, recipients, signatures and tables
//! are no running text.

use std::collections::BTreeMap;

use crate::lexicon::{Hit, Lexicon, ListId, matcher};
use crate::measure::substance::genre::Genre;
use crate::measure::substance::masks::Masks;
use crate::model::{Judgement, Label, SentenceModel};
use crate::span::{self, Span};
use crate::text::Analysis;
use crate::text::structure::Role;

/// Fewest letters of a sentence that is judged.
const SHORTEST: usize = 4;
/// Fewest characters of an annex line without an end mark that is judged: shorter ones are titles and table cells.
const ANNEX_LINE: usize = 40;

/// A sentence of running text with its judgement.
#[derive(Debug, Clone)]
pub struct Judged {
    /// Index in [`Analysis::sentences`].
    pub sentence: usize,
    /// Where it stands.
    pub span: Span,
    /// What the model says.
    pub judgement: Judgement,
}

impl Judged {
    /// Probability that the sentence is empty or holds empty phrases.
    #[must_use]
    pub fn hollow(&self) -> f32 {
        let [empty, mixed, ..] = self.judgement.probabilities;
        empty + mixed
    }

    /// Whether the model calls it empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.judgement.label == Label::Empty
    }
}

/// All that the parts of this measure read.
#[derive(Debug)]
pub struct Reading<'a> {
    /// The draft.
    pub analysis: &'a Analysis,
    /// The lists in force.
    pub lexicon: &'a Lexicon,
    /// The sentence model.
    pub model: &'a SentenceModel,
    /// Genre of the draft.
    pub genre: Genre,
    /// Stretches without slogans.
    pub masks: Masks,
    /// Substance markers by category: one stretch can say both who and when.
    pub markers: BTreeMap<String, Vec<Span>>,
    /// Sentences of running text in order.
    pub judged: Vec<Judged>,
}

impl<'a> Reading<'a> {
    /// Reads a draft and has every sentence of running text judged.
    #[must_use]
    pub fn new(analysis: &'a Analysis, lexicon: &'a Lexicon, model: &'a SentenceModel, genre: Genre) -> Self {
        let masks = Masks::find(analysis, lexicon);
        let markers = markers(analysis, lexicon);
        let running = running(analysis);
        let texts: Vec<&str> = running.iter().map(|&(_, span)| analysis.folded(span)).collect();
        let judged = running.iter().zip(model.judge_all(&texts));
        let judged = judged.map(|(&(sentence, span), judgement)| Judged { sentence, span, judgement }).collect();
        Self { analysis, lexicon, model, genre, masks, markers, judged }
    }

    /// Categories of the markers that touch `span`.
    pub fn categories(&self, span: Span) -> impl Iterator<Item = &str> {
        self.markers
            .iter()
            .filter(move |(_, found)| span::any_overlap(found, span))
            .map(|(category, _)| category.as_str())
    }

    /// Whether any marker touches `span`.
    #[must_use]
    pub fn is_checkable(&self, span: Span) -> bool {
        self.categories(span).next().is_some()
    }
}

/// The markers of each category, in order of position; within one category the longest stays.
fn markers(analysis: &Analysis, lexicon: &Lexicon) -> BTreeMap<String, Vec<Span>> {
    let matcher = lexicon.get(ListId::Markers);
    let mut by_category: BTreeMap<String, Vec<Hit>> = BTreeMap::new();
    for hit in matcher.candidates(&analysis.folded) {
        if let Some(entry) = matcher.entry(hit) {
            by_category.entry(entry.category.clone()).or_default().push(hit);
        }
    }
    let spans = |hits| matcher::longest(hits).into_iter().map(|hit| hit.span).collect();
    by_category.into_iter().map(|(category, hits)| (category, spans(hits))).collect()
}

/// The sentences of running text: index and span.
fn running(analysis: &Analysis) -> Vec<(usize, Span)> {
    let structure = &analysis.structure;
    let mut headings: Vec<Span> = structure.headings.iter().map(|h| Span::new(h.span.start, h.span.end + 1)).collect();
    headings = span::union(headings);
    let mut found = Vec::new();
    for (index, sentence) in analysis.sentences.iter().enumerate() {
        let span = sentence.span;
        let line = structure.lines.partition_point(|l| l.span.end <= span.start);
        let Some(line) = structure.lines.get(line) else { continue };
        let judged = match line.role {
            Role::Body => true,
            Role::Annex => span.len() >= ANNEX_LINE || ends(analysis, span),
            _ => false,
        };
        let in_heading = span::covered(&headings, span) >= span.len();
        if judged && !in_heading && analysis.letters.from_text(span).len() >= SHORTEST {
            found.push((index, span));
        }
    }
    found
}

/// Whether a sentence ends in an end mark.
pub(crate) fn ends(analysis: &Analysis, span: Span) -> bool {
    let last = analysis.folded.chars_in(span).last();
    last.is_some_and(|c| matches!(c, '。' | '！' | '？' | '；' | '”'))
}

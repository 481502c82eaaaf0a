//! What the sentence model says of a draft, and what lists find in it. What the model says depends on the text alone, not
//! on any list: asked once, it serves every change of a list that is tried on the draft.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::lexicon::Scans;
use crate::measure::substance::reading::{Judged, Running, judged, running};
use crate::model::{Sample, SentenceModel};
use crate::span::Span;
use crate::text::Analysis;

/// Answers of the model without the text they are about: small, and safe to keep.
#[derive(Debug, Default)]
pub struct Remembered {
    /// Sentences of running text in order.
    judged: Vec<Judged>,
    /// Probability of `empty` of the clauses that were asked about so far.
    clauses: Mutex<BTreeMap<Span, f32>>,
}

impl Remembered {
    /// Has every sentence of running text judged.
    #[must_use]
    pub fn of(analysis: &Analysis, model: &SentenceModel) -> Self {
        let running = running(analysis);
        let texts: Vec<&str> = running.iter().map(|found| analysis.folded(found.span)).collect();
        let judged = running.iter().zip(judged(model, &texts, &analysis.deadline));
        let judged = judged.map(|(&found, judgement)| {
            let Running { sentence, span, heads } = found;
            Judged { sentence, span, heads, judgement }
        });
        let judged = judged.collect();
        Self { judged, clauses: Mutex::default() }
    }

    pub(super) fn new(judged: Vec<Judged>, clauses: BTreeMap<Span, f32>) -> Self {
        Self { judged, clauses: Mutex::new(clauses) }
    }

    /// Sentences of running text in order.
    pub(super) fn judged(&self) -> &[Judged] {
        &self.judged
    }

    /// The clauses that were asked about so far, in order of position.
    pub(super) fn clauses(&self) -> BTreeMap<Span, f32> {
        self.clauses.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// About how many bytes it takes to keep.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let clauses = self.clauses.lock().unwrap_or_else(PoisonError::into_inner).len();
        self.judged.len() * size_of::<Judged>() + clauses * size_of::<(Span, f32)>()
    }
}

/// The model with what it said of one draft so far, beside what lists found there.
#[derive(Debug)]
pub struct Opinion<'a> {
    analysis: &'a Analysis,
    model: &'a SentenceModel,
    /// Filled when first asked for.
    said: OnceLock<Arc<Remembered>>,
    scans: Scans,
}

impl<'a> Opinion<'a> {
    /// Of a draft of which nothing is known yet.
    #[must_use]
    pub fn of(analysis: &'a Analysis, model: &'a SentenceModel) -> Self {
        Self::resumed(analysis, model, None, Scans::default())
    }

    /// Goes on from what this very model said of this very draft, if it was asked, and from what lists found in it.
    #[must_use]
    pub fn resumed(
        analysis: &'a Analysis,
        model: &'a SentenceModel,
        said: Option<Arc<Remembered>>,
        scans: Scans,
    ) -> Self {
        Self { analysis, model, said: said.map_or_else(OnceLock::new, OnceLock::from), scans }
    }

    /// What the model said, if it was asked.
    #[must_use]
    pub fn said(&self) -> Option<Arc<Remembered>> {
        self.said.get().cloned()
    }

    fn asked(&self) -> &Remembered {
        self.said.get_or_init(|| Arc::new(Remembered::of(self.analysis, self.model)))
    }

    /// What lists find in the draft.
    #[must_use]
    pub fn scans(&self) -> &Scans {
        &self.scans
    }

    /// Sentences of running text in order.
    #[must_use]
    pub fn judged(&self) -> &[Judged] {
        &self.asked().judged
    }

    /// Probability that a clause, standing alone, is empty. `words` are the clause's.
    #[must_use]
    pub fn emptiness(&self, clause: Span, words: &str) -> f32 {
        let said = || self.asked().clauses.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(&known) = said().get(&clause) {
            return known;
        }
        let [empty, ..] = self.model.judge(&Sample { before: "", text: words, after: "" }).probabilities;
        said().insert(clause, empty);
        empty
    }
}

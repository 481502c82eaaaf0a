//! What the reading of a hit is made of: the draft, what is known about it, whom its words name, and where the hit
//! stands in its clause and sentence.

use crate::document::{DraftFacts, Kind};
use crate::measure::assessment::doer::Doers;
use crate::measure::assessment::party::Names;
use crate::norms::AssessmentRules;
use crate::span::Span;
use crate::text::Analysis;

/// Category of inspections: many are of enterprises and things.
pub(super) const INSPECTION: &str = "督查检查";
/// Category of ratings and circulars; a circular to another authority (通报市水务局) only tells it something.
pub(super) const RATING: &str = "考核通报";
/// Characters read on either side of a hit: a text without any full stop must not make the reading slow.
const WINDOW: usize = 300;

/// A hit with all that the reading needs.
#[derive(Debug)]
pub struct Context<'a> {
    /// The draft.
    pub analysis: &'a Analysis,
    /// What is known about it.
    pub facts: &'a DraftFacts,
    /// The words of the profile.
    pub rules: &'a AssessmentRules,
    /// Whom the words of the draft name.
    pub names: Names<'a>,
}

/// Where a hit stands, and the text around it in its clause.
pub(super) struct Near<'a> {
    pub(super) sentence: Span,
    pub(super) clause: Span,
    pub(super) hit: Span,
    pub(super) before: &'a str,
    pub(super) inside: &'a str,
    pub(super) after: &'a str,
}

impl<'a> Context<'a> {
    /// The context of a draft.
    #[must_use]
    pub fn new(analysis: &'a Analysis, facts: &'a DraftFacts, rules: &'a AssessmentRules) -> Self {
        Self { analysis, facts, rules, names: Names::of_draft(facts, rules, analysis.folded.as_str()) }
    }

    /// Where a hit stands; `None` outside of all sentences.
    pub(super) fn near(&self, hit: Span) -> Option<Near<'a>> {
        let sentence = self.analysis.sentence_at(hit.start).and_then(|i| self.analysis.sentences.get(i))?;
        let window = Span::new(hit.start.saturating_sub(WINDOW), hit.end + WINDOW);
        let sentence = sentence.span.intersection(window);
        let around = |position: usize| self.clause(position).map_or(sentence, |clause| clause.intersection(window));
        let clause = around(hit.start);
        let last = around(hit.end.saturating_sub(1));
        Some(Near {
            sentence,
            clause,
            hit,
            before: self.text(Span::new(clause.start.min(hit.start), hit.start)),
            inside: self.text(hit),
            after: self.text(Span::new(hit.end, last.end.max(hit.end))),
        })
    }

    /// The text of a span, folded.
    pub(super) fn text(&self, span: Span) -> &'a str {
        self.analysis.folded(span)
    }

    /// Whether the draft tells others what to do: by its kind or by those it is sent to, or, where it is no rule of
    /// procedure, in a section about how it is carried out; the rest of a plan is its issuer's own programme.
    pub(super) fn instructs(&self, near: &Near<'_>) -> bool {
        let doers = Doers { analysis: self.analysis, names: &self.names };
        match self.facts.kind {
            Some(Kind::Notice | Kind::Opinion | Kind::Circular | Kind::Decision) => true,
            Some(Kind::Plan) => doers.carries_out(near.hit),
            None | Some(Kind::Other) => doers.is_sent_below() || doers.carries_out(near.hit),
            Some(_) => false,
        }
    }

    fn clause(&self, position: usize) -> Option<Span> {
        let index = self.analysis.clauses.partition_point(|c| c.span.end <= position);
        self.analysis.clauses.get(index).map(|c| c.span).filter(|c| c.start <= position)
    }
}

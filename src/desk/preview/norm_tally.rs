//! Adds up what the draft of a profile does to each text. Sums come in the order of the texts: the same texts give the
//! same answer.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::desk::preview::norm_shape::{AdviceEffect, NormDraftEffect, NormExample, NormRuleEffect, NormScore};
use crate::desk::preview::tried::Place;
use crate::norms::Advice;
use crate::review::what_if::{Subject, differences};
use crate::review::what_if_norms::{NormMark, NormOutcome};
use crate::text::Analysis;

/// Most drafts that are listed.
const LISTED: usize = 200;
/// Most examples of a rule, and from one text.
const EXAMPLES: (usize, usize) = (6, 2);
/// Longest words of an example, in characters.
const WORDS: usize = 80;

/// What a change of a profile does to one text.
#[derive(Debug)]
pub(super) struct NormTried {
    pub(super) place: Place,
    /// The change, where there is one.
    pub(super) change: Option<NormChange>,
}

/// A text that changes.
#[derive(Debug)]
pub(super) struct NormChange {
    effect: NormDraftEffect,
    /// Findings that come, and those that go, by rule.
    rules: BTreeMap<String, [usize; 2]>,
    examples: Vec<(String, NormExample)>,
}

/// The sums.
#[derive(Debug)]
pub(super) struct NormTally {
    pub(super) rules: Vec<NormRuleEffect>,
    pub(super) advice: Vec<AdviceEffect>,
    pub(super) drafts_changed: usize,
    pub(super) drafts: Vec<NormDraftEffect>,
}

impl NormTried {
    /// What lies between two outcomes for a text judged by `profile`.
    pub(super) fn new(subject: &Subject, place: Place, profile: &str, [before, after]: [NormOutcome; 2]) -> Self {
        if before == after {
            return Self { place, change: None };
        }
        let [gained, lost] = differences(&before.marks, &after.marks);
        let effect = NormDraftEffect {
            review: place.review.clone(),
            document_id: place.document_id.clone(),
            title: place.title.clone(),
            profile: profile.to_owned(),
            before: score(&before),
            after: score(&after),
            gained: gained.len(),
            lost: lost.len(),
        };
        let (mut rules, mut examples) = (BTreeMap::<String, [usize; 2]>::new(), Vec::new());
        for (side, marks) in [&gained, &lost].into_iter().enumerate() {
            for mark in marks {
                let counts = rules.entry(mark.rule.clone()).or_default();
                counts.get_mut(side).into_iter().for_each(|count| *count += 1);
                if counts.get(side).is_some_and(|count| *count <= EXAMPLES.1) {
                    examples.push((mark.rule.clone(), example(&subject.analysis, &place, side == 0, mark)));
                }
            }
        }
        Self { place, change: Some(NormChange { effect, rules, examples }) }
    }
}

impl NormTally {
    /// The sums over all texts.
    pub(super) fn of(done: Vec<NormTried>) -> Self {
        let mut rules: BTreeMap<String, NormRuleEffect> = BTreeMap::new();
        let mut advice: BTreeMap<(Advice, Advice), usize> = BTreeMap::new();
        let mut drafts = Vec::new();
        for NormChange { effect, rules: counts, examples } in done.into_iter().filter_map(|one| one.change) {
            for (rule, [gained, lost]) in counts {
                let sum = rules.entry(rule.clone()).or_insert_with(|| none(rule));
                sum.gained += gained;
                sum.lost += lost;
            }
            for (rule, example) in examples {
                let sum = rules.entry(rule.clone()).or_insert_with(|| none(rule));
                if sum.examples.len() < EXAMPLES.0 {
                    sum.examples.push(example);
                }
            }
            let (from, to) = (effect.before.advice, effect.after.advice);
            if from != to {
                *advice.entry((from, to)).or_default() += 1;
            }
            drafts.push(effect);
        }
        let mut rules: Vec<NormRuleEffect> = rules.into_values().collect();
        rules.sort_by_key(|rule| Reverse(rule.gained + rule.lost));
        let advice = advice.into_iter().map(|((from, to), drafts)| AdviceEffect { from, to, drafts }).collect();
        let drafts_changed = drafts.len();
        drafts.sort_by(|a, b| by_change(b).total_cmp(&by_change(a)));
        drafts.truncate(LISTED);
        Self { rules, advice, drafts_changed, drafts }
    }
}

fn none(rule: String) -> NormRuleEffect {
    NormRuleEffect { rule, gained: 0, lost: 0, examples: Vec::new() }
}

fn score(outcome: &NormOutcome) -> NormScore {
    NormScore {
        limit_characters: outcome.limit.as_ref().and_then(|limit| limit.characters),
        limit_pages: outcome.limit.as_ref().and_then(|limit| limit.pages),
        over_by: outcome.over_by,
        brevity: outcome.scores.brevity,
        substance: outcome.scores.substance,
        novelty: outcome.scores.novelty,
        demands: outcome.demands,
        advice: outcome.advice,
    }
}

fn example(analysis: &Analysis, place: &Place, gained: bool, mark: &NormMark) -> NormExample {
    let words = mark.span.map(|span| {
        let words: String = analysis.text(span).chars().take(WORDS).collect();
        if span.len() > WORDS { words + "…" } else { words }
    });
    NormExample {
        gained,
        review: place.review.clone(),
        document_id: place.document_id.clone(),
        title: place.title.clone(),
        words,
    }
}

/// How much a draft changes: another advice before all, points of its scores, then findings.
fn by_change(draft: &NormDraftEffect) -> f64 {
    let (before, after) = (&draft.before, &draft.after);
    let points = |from: Option<f64>, to: Option<f64>| match (from, to) {
        (Some(from), Some(to)) => (from - to).abs(),
        (None, None) => 0.0,
        // A score that comes or goes: as much as a score can be.
        _ => 100.0,
    };
    let steps = if before.advice == after.advice { 0.0 } else { 1_000.0 };
    let scores = points(before.brevity, after.brevity)
        + points(before.substance, after.substance)
        + points(before.novelty, after.novelty);
    let findings = u32::try_from(draft.gained + draft.lost).map_or(1.0, |n| f64::from(n) / 1_000.0);
    steps + scores + findings
}

//! What a norm profile makes of a draft, the one in force and the draft of one: the limit that applies, scores, advice,
//! findings. They are those that a review would give. How much of a draft is copied depends on the corpus, not on the
//! profile: it is taken from the review that was made of it.

use crate::lexicon::Lexicon;
use crate::measure::brevity::{self, AppliedLimit, Brevity};
use crate::measure::substance::{Found, Opinion, Substance};
use crate::measure::{Finding, assessment};
use crate::norms::{Advice, Figure, Profile};
use crate::review::outcome::{Mark, marked};
use crate::review::report::Scores;
use crate::review::what_if::Subject;
use crate::review::{scores, verdict};
use crate::span::Span;

/// What a change of a profile is tried with.
#[derive(Debug, Clone, Copy)]
pub struct NormTrial<'a> {
    /// The profile that counts now.
    pub before: &'a Profile,
    /// The one that would count.
    pub after: &'a Profile,
    /// The lists in force.
    pub lexicon: &'a Lexicon,
}

/// A finding as far as a profile can make it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NormMark {
    /// Where; `None` when it concerns the whole draft.
    pub span: Option<Span>,
    /// Rule id.
    pub rule: String,
    /// The entry it rests on: list and pattern.
    pub term: Option<(String, String)>,
}

impl NormMark {
    /// A finding as a mark.
    #[must_use]
    pub fn of(finding: &Finding) -> Self {
        let term = finding.term.as_ref().map(|term| (term.list.clone(), term.entry.clone()));
        Self { span: finding.span, rule: finding.rule.clone(), term }
    }
}

/// What a profile makes of a draft.
#[derive(Debug, Clone, PartialEq)]
pub struct NormOutcome {
    /// The limit that applies.
    pub limit: Option<AppliedLimit>,
    /// By how much the draft is over it, in its unit.
    pub over_by: u32,
    /// The scores.
    pub scores: Scores,
    /// Possible burdens on the grass roots that are not guarded.
    pub demands: usize,
    /// The advice.
    pub advice: Advice,
    /// The findings of 短, 实 and the assessment, in order.
    pub marks: Vec<NormMark>,
}

impl From<Mark> for NormMark {
    fn from(Mark { span, rule, term, .. }: Mark) -> Self {
        Self { span: Some(span), rule, term }
    }
}

impl NormTrial<'_> {
    /// What both profiles make of a draft of which this share is copied, if that is known. `opinion` is of this draft. A
    /// measure whose rules are the same in both is asked once.
    #[must_use]
    pub fn on(&self, subject: &Subject, copied: Option<f64>, opinion: &Opinion<'_>) -> [NormOutcome; 2] {
        let (analysis, facts) = (&subject.analysis, subject.facts());
        let [first, second] = [self.before, self.after];
        let measured = |profile: &Profile| {
            let found = Found::of(analysis, facts, self.lexicon, opinion, &profile.formulations);
            let marks = found.places().map(|place| NormMark::from(marked(&place))).collect();
            Measured { figures: found.figures(), hollow: found.hollow(), marks }
        };
        let assessed = |profile: &Profile| {
            let (items, findings) = assessment::measure_again(analysis, facts, self.lexicon, profile, opinion.scans());
            (items.iter().filter(|item| !item.guarded).count(), findings)
        };
        let (substance, burdens) = (measured(first), assessed(first));
        let other_substance = (first.formulations != second.formulations).then(|| measured(second));
        let other_burdens = (first.assessment != second.assessment).then(|| assessed(second));
        let after = (other_substance.as_ref().unwrap_or(&substance), other_burdens.as_ref().unwrap_or(&burdens));
        [outcome(subject, first, (&substance, &burdens), copied), outcome(subject, second, after, copied)]
    }
}

/// What the measure of substance says of a draft.
struct Measured {
    figures: Substance,
    /// Where slogans and where empty sentences stand.
    hollow: [Vec<Span>; 2],
    marks: Vec<NormMark>,
}

/// What a profile makes of what was measured by it.
fn outcome(
    subject: &Subject,
    profile: &Profile,
    (measured, (demands, burdens)): (&Measured, &(usize, Vec<Finding>)),
    copied: Option<f64>,
) -> NormOutcome {
    let Measured { figures, hollow, marks } = measured;
    let analysis = &subject.analysis;
    let (brevity, over): (Brevity, Vec<Finding>) = brevity::measure(analysis, subject.facts(), profile);
    let novelty = copied.and_then(|ratio| profile.scores.novelty.of(&[(Figure::CopiedRatio, ratio)]));
    let scores = Scores {
        brevity: brevity.score(profile).map(|basis| basis.score),
        substance: scores::substance_basis(analysis, figures, hollow.clone(), profile).map(|basis| basis.score),
        novelty: novelty.map(|basis| basis.score),
    };
    let others = over.iter().chain(burdens).map(NormMark::of);
    let mut marks: Vec<NormMark> = marks.iter().cloned().chain(others).collect();
    marks.sort();
    NormOutcome {
        limit: brevity.limit,
        over_by: brevity.over_by,
        scores,
        demands: *demands,
        advice: verdict::advice(&scores, *demands, profile).0,
        marks,
    }
}

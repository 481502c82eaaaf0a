//! The three scores from the figures, by the scales of the profile.

use crate::measure::brevity::Brevity;
use crate::measure::novelty::Novelty;
use crate::measure::substance::{Substance, rules};
use crate::measure::{Finding, Measure};
use crate::norms::{Figure, Profile, ScoreBasis};
use crate::review::report::{Scores, ScoresBasis};
use crate::span::{self, Span};
use crate::text::Analysis;

/// How each score comes about; `None` where a figure it needs was not computed.
pub(super) fn basis(
    analysis: &Analysis,
    brevity: &Brevity,
    (substance, findings): (&Substance, &[Finding]),
    novelty: &Novelty,
    profile: &Profile,
) -> ScoresBasis {
    ScoresBasis {
        brevity: brevity.score(profile),
        substance: substance_basis(analysis, substance, hollow(findings), profile),
        novelty: novelty.copied_ratio.and_then(|ratio| profile.scores.novelty.of(&[(Figure::CopiedRatio, ratio)])),
    }
}

/// Where the findings of slogans and of empty sentences stand.
fn hollow(findings: &[Finding]) -> [Vec<Span>; 2] {
    [rules::SLOGAN, rules::EMPTY_SENTENCE].map(|rule| {
        let counts = |f: &&Finding| f.measure == Measure::Substance && f.rule == rule && !rules::is_apart(f);
        let found = findings.iter().filter(counts);
        found.filter_map(|f| f.span).collect()
    })
}

/// Substance: slogans against the letters outside of them, empty sentences against sound ones. `hollow` is where both
/// stand.
pub(super) fn substance_basis(
    analysis: &Analysis,
    substance: &Substance,
    hollow: [Vec<Span>; 2],
    profile: &Profile,
) -> Option<ScoreBasis> {
    if substance.sentences == 0 {
        return None;
    }
    let [slogans, empty] = hollow.map(span::union);
    let letters = |s: Span| analysis.letters.from_text(s).len();
    let within: usize = slogans.iter().map(|&s| letters(s)).sum();
    let other = analysis.letters.len().saturating_sub(within);
    let touched = analysis
        .sentences
        .iter()
        .filter(|s| span::any_overlap(&slogans, s.span) && !span::any_overlap(&empty, s.span))
        .count();
    let sound = substance.sentences.saturating_sub(substance.empty_sentences + touched);
    profile.scores.substance.of(&[
        (Figure::SloganLoad, Figure::slogan_load(substance.slogan_count, other)),
        (Figure::EmptyShare, Figure::empty_share(substance.empty_sentences, sound)),
    ])
}

/// The scores alone.
pub(super) fn scores(basis: &ScoresBasis) -> Scores {
    let score = |b: &Option<ScoreBasis>| b.as_ref().map(|b| b.score);
    Scores { brevity: score(&basis.brevity), substance: score(&basis.substance), novelty: score(&basis.novelty) }
}

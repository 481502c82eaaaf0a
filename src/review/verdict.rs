//! The advice on a draft with its reasons, each a sentence with its figure.

use crate::measure::brevity::Brevity;
use crate::measure::novelty::Novelty;
use crate::measure::substance::Substance;
use crate::norms::{Advice, Profile, Thresholds};
use crate::review::report::{Scores, VerdictShown};

/// From this many possible burdens on the grass roots on, a draft is advised to be revised: one may be a chance hit.
const DEMANDS: usize = 2;

/// What the advice is made from.
pub(super) struct Measured<'a> {
    pub(super) scores: &'a Scores,
    pub(super) brevity: &'a Brevity,
    pub(super) substance: &'a Substance,
    pub(super) novelty: &'a Novelty,
    /// Possible demands on lower levels.
    pub(super) demands: usize,
}

/// The advice by the profile's thresholds; the note that goes with it is written later.
pub(super) fn advise(measured: &Measured<'_>, profile: &Profile) -> VerdictShown {
    let demands = measured.demands;
    let (advice, reasons) = advice(measured.scores, demands, profile);
    let mut reasons: Vec<String> = reasons.into_iter().map(|reason| explained(reason, measured)).collect();
    if demands >= DEMANDS {
        reasons.push(format!("一致性评估提示{demands}处可能增加基层负担的要求"));
    } else if demands > 0 {
        reasons.push(format!("一致性评估提示{demands}处可能增加基层负担的要求，请核对"));
    }
    let told = reasons.iter().any(|reason| reason.starts_with(BREVITY));
    if let Some(over) = over(measured.brevity).filter(|_| !told) {
        reasons.push(format!("{over}，未到建议修改的界线，请压缩或者说明理由"));
    }
    VerdictShown { advice, reasons, bands: Some(profile.verdict.clone()), return_note: None }
}

/// The advice for scores and so many demands, with the reasons that the scores give.
pub(super) fn advice(scores: &Scores, demands: usize, profile: &Profile) -> (Advice, Vec<String>) {
    let given = Thresholds { brevity: scores.brevity, substance: scores.substance, novelty: scores.novelty };
    let (advice, reasons) = profile.verdict.advise(&given);
    (if demands >= DEMANDS { advice.max(Advice::Revise) } else { advice }, reasons)
}

/// How the reasons of the three scores begin.
const BREVITY: &str = "“短”";
const SUBSTANCE: &str = "“实”";
const NOVELTY: &str = "“新”";

/// A reason with the figures that made the score.
fn explained(reason: String, measured: &Measured<'_>) -> String {
    let why = if reason.starts_with(BREVITY) {
        over(measured.brevity).or_else(|| talk(measured.brevity))
    } else if reason.starts_with(SUBSTANCE) {
        let figures = measured.substance;
        let share = figures.told_share().map(|share| format!("，占{:.1}%", share * 100.0)).unwrap_or_default();
        Some(format!("空话套话{}处，空话句{}句{share}", figures.slogan_count, figures.empty_sentences))
    } else if reason.starts_with(NOVELTY) {
        measured.novelty.repeated()
    } else {
        None
    };
    why.map(|why| format!("{reason}（{why}）")).unwrap_or(reason)
}

/// By how much the draft is over its limit; `None` when it is not.
fn over(brevity: &Brevity) -> Option<String> {
    let limit = brevity.limit.as_ref().filter(|_| brevity.over_by > 0)?;
    let (value, unit) = match (limit.characters, limit.pages) {
        (Some(characters), _) => (characters, "字"),
        (None, pages) => (pages?, "页"),
    };
    Some(format!("正文超出“一般不超过{value}{unit}”{}{unit}", brevity.over_by))
}

fn talk(brevity: &Brevity) -> Option<String> {
    let characters: usize = brevity.sections.iter().map(|section| section.characters).sum();
    (characters > 0).then(|| format!("背景、意义、原则和保障措施等段落{characters}字"))
}

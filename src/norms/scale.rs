//! From a figure to a score: piecewise-linear functions with named anchors, and the record of how a score came about.
//!
//! Every scale falls or stays as its figure grows (checked when a profile is read), and each [`Figure`] is chosen so
//! that the fault it stands for can only raise it. Hence a fault added to a draft never raises a score.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A figure that a score is made from. Larger is worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    /// 字数 ÷ 适用上限: the count that decides ÷ the limit that applies. Grows with every character added.
    LengthRatio,
    /// 背景意义原则保障段落字数 ÷ 适用上限. The denominator does not depend on the draft, so that more text elsewhere
    /// cannot lower it.
    GeneralTalkRatio,
    /// 空话处数 × 1000 ÷ max(空话以外的计分字数, 500): slogan phrases per 1,000 characters that are no slogans.
    ///
    /// Per 1,000 characters of the whole text, a long slogan added to a text full of short ones would lower the
    /// density; here it adds 1 above and nothing below. Words around it (a clause of `k` characters for one slogan) add
    /// `k` below, which raises the figure as long as there are more than `k` other characters per slogan, and the floor
    /// of 500 makes that so for clauses under 500 characters per slogan in short texts too.
    SloganLoad,
    /// 空话句 ÷ max(空话句 + 不含空话的非空话句, 8): empty sentences among those that are empty or free of slogans.
    ///
    /// Sentences that hold a slogan and are not empty count on neither side: a slogan added as a sentence either is
    /// empty (the share grows) or leaves the share as it is, and one added to a sound sentence takes it out of the
    /// denominator (the share grows). 0 when there is no such sentence. The floor of 8 is for short texts: of three
    /// sentences one that is empty is no third of a document.
    EmptyShare,
    /// 照抄率: copied scorable characters ÷ scorable characters. A copied passage adds as much above as below.
    CopiedRatio,
}

impl Figure {
    /// Fewest characters [`Figure::SloganLoad`] divides by: in a text of a few lines one phrase says little.
    pub const SLOGAN_FLOOR: usize = 500;

    /// Fewest sentences [`Figure::EmptyShare`] divides by: among fewer a share says little, and is not told as one.
    pub const SENTENCE_FLOOR: usize = 8;

    /// The Chinese name shown to users.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::LengthRatio => "字数与上限之比",
            Self::GeneralTalkRatio => "背景意义保障等段落与上限之比",
            Self::SloganLoad => "每千字空话处数",
            Self::EmptyShare => "空话句占比",
            Self::CopiedRatio => "照抄率",
        }
    }

    /// [`Figure::SloganLoad`] from the number of slogan phrases and the scorable characters outside of them.
    #[must_use]
    pub fn slogan_load(slogans: usize, other_characters: usize) -> f64 {
        1000.0 * count(slogans) / count(other_characters.max(Self::SLOGAN_FLOOR))
    }

    /// [`Figure::EmptyShare`] from the number of empty sentences and of those neither empty nor with a slogan.
    #[must_use]
    pub fn empty_share(empty: usize, sound: usize) -> f64 {
        count(empty) / count((empty + sound).max(Self::SENTENCE_FLOOR))
    }
}

/// A count as a number to calculate with.
fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

/// A point of a scale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Anchor {
    /// Value of the figure.
    pub at: f64,
    /// Score there, 0 to 100.
    pub score: f64,
    /// What the point means, in Chinese.
    pub name: String,
}

/// A piecewise-linear function from a figure to a score of 0 to 100.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Scale {
    /// The figure it reads.
    pub figure: Figure,
    /// Weight beside the other scales of the same score.
    #[serde(default = "one")]
    pub weight: f64,
    /// Points, by rising `at`; the score never rises along them.
    pub anchors: Vec<Anchor>,
}

fn one() -> f64 {
    1.0
}

impl Scale {
    /// The score of a figure: linear between anchors, level beyond the first and the last. A figure that is no number
    /// scores as the worst.
    #[must_use]
    pub fn score(&self, x: f64) -> f64 {
        let Some(last) = self.anchors.last() else { return 0.0 };
        let next = self.anchors.iter().position(|a| a.at > x);
        let value = match next {
            None => last.score,
            Some(0) => self.anchors.first().map_or(0.0, |a| a.score),
            Some(index) => match (self.anchors.get(index - 1), self.anchors.get(index)) {
                (Some(from), Some(to)) => from.score + (to.score - from.score) * (x - from.at) / (to.at - from.at),
                _ => 0.0,
            },
        };
        value.clamp(0.0, 100.0)
    }
}

/// How several scales make one score.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Combine {
    /// The lowest of them.
    #[default]
    Lowest,
    /// Their mean by weight.
    Mean,
}

/// How one of the three scores is made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Score {
    /// How the scales come together.
    #[serde(default)]
    pub combine: Combine,
    /// The scales, one for each figure.
    pub scales: Vec<Scale>,
}

/// One scale with the figure it was given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ScorePart {
    /// The figure.
    pub figure: Figure,
    /// Its Chinese name.
    pub label: String,
    /// Its value, rounded to four decimals.
    pub value: f64,
    /// The scale's anchors.
    pub anchors: Vec<Anchor>,
    /// The scale's score, 0 to 100.
    pub score: f64,
    /// The scale's weight.
    pub weight: f64,
}

/// How a score came about: what a report shows in `scores_basis`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ScoreBasis {
    /// How the parts came together.
    pub combine: Combine,
    /// The parts.
    pub parts: Vec<ScorePart>,
    /// The score, 0 to 100, rounded to one decimal.
    pub score: f64,
}

impl Score {
    /// The score from figures; `None` when a scale's figure is not among them.
    #[must_use]
    pub fn of(&self, figures: &[(Figure, f64)]) -> Option<ScoreBasis> {
        let mut parts = Vec::with_capacity(self.scales.len());
        for scale in &self.scales {
            let (_, value) = figures.iter().find(|(figure, _)| *figure == scale.figure)?;
            parts.push(ScorePart {
                figure: scale.figure,
                label: scale.figure.label().to_owned(),
                value: (value * 10_000.0).round() / 10_000.0,
                anchors: scale.anchors.clone(),
                score: scale.score(*value),
                weight: scale.weight,
            });
        }
        let score = match self.combine {
            Combine::Lowest => parts.iter().map(|p| p.score).fold(f64::INFINITY, f64::min),
            Combine::Mean => {
                parts.iter().map(|p| p.score * p.weight).sum::<f64>() / parts.iter().map(|p| p.weight).sum::<f64>()
            }
        };
        for part in &mut parts {
            part.score = tenth(part.score);
        }
        score.is_finite().then(|| ScoreBasis { combine: self.combine, parts, score: tenth(score) })
    }
}

fn tenth(x: f64) -> f64 {
    (x * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scale(points: &[(f64, f64)]) -> Scale {
        let anchors = points.iter().map(|&(at, score)| Anchor { at, score, name: String::new() }).collect();
        Scale { figure: Figure::CopiedRatio, weight: 1.0, anchors }
    }

    #[test]
    fn scores_lie_on_the_line_between_anchors() {
        let scale = scale(&[(0.0, 100.0), (0.3, 80.0), (0.6, 50.0), (1.0, 0.0)]);
        for (x, score) in [(-1.0, 100.0), (0.0, 100.0), (0.15, 90.0), (0.3, 80.0), (0.45, 65.0), (1.0, 0.0), (9.0, 0.0)]
        {
            assert!((scale.score(x) - score).abs() < 1e-9, "{x}");
        }
        assert!(scale.score(f64::NAN).abs() < 1e-9);
    }

    #[test]
    fn a_missing_figure_gives_no_score() {
        let score = Score { combine: Combine::Lowest, scales: vec![scale(&[(0.0, 100.0), (1.0, 0.0)])] };
        assert!(score.of(&[]).is_none());
        assert_eq!(score.of(&[(Figure::CopiedRatio, 0.25)]).map(|b| b.score), Some(75.0));
    }

    #[test]
    fn a_few_sentences_make_no_share() {
        for (empty, sound, share) in [(0, 0, 0.0), (1, 1, 0.125), (2, 6, 0.25), (4, 12, 0.25), (8, 0, 1.0)] {
            assert!((Figure::empty_share(empty, sound) - share).abs() < 1e-9, "{empty} {sound}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_larger_figure_never_scores_higher(a in 0.0f64..2.0, b in 0.0f64..2.0) {
            let scale = scale(&[(0.0, 100.0), (0.3, 80.0), (0.6, 80.0), (0.85, 20.0), (1.0, 0.0)]);
            let (low, high) = if a <= b { (a, b) } else { (b, a) };
            proptest::prop_assert!(scale.score(high) <= scale.score(low));
        }

        #[test]
        fn a_slogan_never_lowers_its_figures(n in 0usize..200, other in 0usize..5000, e in 0usize..50, s in 0usize..50) {
            proptest::prop_assert!(Figure::slogan_load(n + 1, other) > Figure::slogan_load(n, other));
            proptest::prop_assert!(Figure::empty_share(e + 1, s) >= Figure::empty_share(e, s));
            proptest::prop_assert!(Figure::empty_share(e, s) >= Figure::empty_share(e, s + 1));
        }
    }
}

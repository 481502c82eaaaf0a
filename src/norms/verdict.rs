//! What a desk is advised to do with a draft: thresholds on the three scores. People decide; this only advises.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// 处理建议
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Advice {
    /// 可以送审
    Pass,
    /// 建议修改
    Revise,
    /// 建议退回说明
    Return,
}

impl Advice {
    /// The Chinese name shown to users.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Pass => "未到建议修改的界线",
            Self::Revise => "建议修改后再报",
            Self::Return => "建议退回并说明理由",
        }
    }
}

/// A score each below which an advice is given; a score without one is not asked for.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    /// 短
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brevity: Option<f64>,
    /// 实
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub substance: Option<f64>,
    /// 新
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub novelty: Option<f64>,
}

impl Thresholds {
    /// The three thresholds with the Chinese names of their measures.
    pub(crate) fn named(&self) -> [(&'static str, Option<f64>); 3] {
        [("短", self.brevity), ("实", self.substance), ("新", self.novelty)]
    }
}

/// When to advise what.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Verdict {
    /// Below one of these: revise.
    #[serde(default)]
    pub revise: Thresholds,
    /// Below one of these: return with reasons.
    #[serde(default, rename = "return")]
    pub send_back: Thresholds,
}

impl Verdict {
    /// The advice for three scores, with the reasons in Chinese; a score that was not computed gives no reason.
    #[must_use]
    pub fn advise(&self, scores: &Thresholds) -> (Advice, Vec<String>) {
        let below = |limits: &Thresholds| -> Vec<String> {
            let rows = limits.named().into_iter().zip(scores.named());
            rows.filter_map(|((name, limit), (_, score))| {
                let (limit, score) = (limit?, score?);
                (score < limit).then(|| format!("“{name}”得分{score:.1}，低于{limit}"))
            })
            .collect()
        };
        let back = below(&self.send_back);
        if !back.is_empty() {
            return (Advice::Return, back);
        }
        let revise = below(&self.revise);
        if revise.is_empty() { (Advice::Pass, revise) } else { (Advice::Revise, revise) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hardest_advice_counts() {
        let scores = |brevity, novelty| Thresholds { brevity, substance: None, novelty };
        let verdict = Verdict { revise: scores(Some(60.0), Some(50.0)), send_back: scores(None, Some(20.0)) };
        for (brevity, novelty, advice, reasons) in [
            (Some(100.0), Some(90.0), Advice::Pass, 0),
            (Some(40.0), Some(45.0), Advice::Revise, 2),
            (Some(0.0), None, Advice::Revise, 1),
            (Some(100.0), Some(10.0), Advice::Return, 1),
            (None, None, Advice::Pass, 0),
        ] {
            let (given, why) = verdict.advise(&scores(brevity, novelty));
            assert_eq!((given, why.len()), (advice, reasons), "{brevity:?} {novelty:?}");
        }
    }
}

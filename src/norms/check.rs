//! The check a norm profile must pass as a whole. Every fault is reported with its key and a reason in Chinese.

use std::collections::BTreeSet;

use serde::Serialize;
use utoipa::ToSchema;

use crate::document::PartialDate;
use crate::norms::citation::Grade;
use crate::norms::fault;
use crate::norms::profile::Profile;
use crate::norms::scale::{Figure, Score};

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProfileProblem {
    /// Where: the key, such as `limits.general.value`.
    pub key: String,
    /// Why it cannot be, in Chinese.
    pub reason: String,
}

/// Why a profile was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("规范档 {file} 有误：{}", shown(problems))]
pub struct ProfileError {
    /// Name of the file.
    pub file: String,
    /// All faults, in the order of the profile.
    pub problems: Vec<ProfileProblem>,
}

fn shown(problems: &[ProfileProblem]) -> String {
    let lines: Vec<String> = problems.iter().map(|p| format!("{}：{}", p.key, p.reason)).collect();
    lines.join("；")
}

/// The error of a file that is no profile at all.
pub(crate) fn syntax(file: &str, text: &str, error: &toml::de::Error) -> ProfileError {
    let (key, reason) = fault::of(text, error);
    ProfileError { file: file.to_owned(), problems: vec![ProfileProblem { key, reason }] }
}

/// Collects faults.
struct Faults(Vec<ProfileProblem>);

impl Faults {
    fn need(&mut self, holds: bool, key: impl Into<String>, reason: impl Into<String>) {
        if !holds {
            self.0.push(ProfileProblem { key: key.into(), reason: reason.into() });
        }
    }
}

impl Profile {
    /// Checks everything that the form alone does not.
    pub(crate) fn check(&self, file: &str) -> Result<(), ProfileError> {
        let mut faults = Faults(Vec::new());
        self.check_head(&mut faults);
        self.check_norms(&mut faults);
        self.check_limits(&mut faults);
        self.check_sections(&mut faults);
        self.check_assessment(&mut faults);
        faults.need(self.formulations.most != Some(0), "formulations.most", "从1开始；不提示的，不写这一项");
        let blank = self.formulations.categories.iter().any(|c| c.trim().is_empty());
        faults.need(!blank, "formulations.categories", "类别不能为空");
        let scores = &self.scores;
        check_score("brevity", &scores.brevity, &[Figure::LengthRatio, Figure::GeneralTalkRatio], &mut faults);
        check_score("substance", &scores.substance, &[Figure::SloganLoad, Figure::EmptyShare], &mut faults);
        check_score("novelty", &scores.novelty, &[Figure::CopiedRatio], &mut faults);
        self.check_verdict(&mut faults);
        if faults.0.is_empty() { Ok(()) } else { Err(ProfileError { file: file.to_owned(), problems: faults.0 }) }
    }

    fn check_head(&self, faults: &mut Faults) {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        faults.need(!self.id.is_empty() && self.id.chars().all(plain), "id", "只能用小写字母、数字和连字符，不能为空");
        faults.need(!self.title.trim().is_empty(), "title", "不能为空");
        faults.need(self.version > 0, "version", "从1开始");
        let day = |text: &str| PartialDate::parse(text).ok().flatten().filter(|d| d.ordinal() % 100 != 0);
        let from = day(&self.valid_from);
        faults.need(from.is_some(), "valid_from", "应为YYYY-MM-DD");
        if let Some(to) = &self.valid_to {
            let to = day(to);
            faults.need(to.is_some(), "valid_to", "应为YYYY-MM-DD");
            faults.need(to.is_none() || from <= to, "valid_to", "早于valid_from");
        }
        let page = &self.page;
        faults.need((1..=200).contains(&page.lines), "page.lines", "应在1至200之间");
        faults.need((10..=200).contains(&page.columns), "page.columns", "应在10至200之间");
        faults.need(page.indent < page.columns, "page.indent", "应小于每行字数");
        faults.need((5..=200).contains(&page.title_columns), "page.title_columns", "应在5至200之间");
    }

    fn check_norms(&self, faults: &mut Faults) {
        for (key, norm) in &self.norms {
            faults.need(!norm.title.trim().is_empty(), format!("norms.{key}.title"), "不能为空");
            let filled = |text: &Option<String>| text.as_ref().is_none_or(|t| !t.trim().is_empty());
            faults.need(filled(&norm.article), format!("norms.{key}.article"), "写了就不能为空");
            faults.need(filled(&norm.quote), format!("norms.{key}.quote"), "写了就不能为空");
        }
    }

    fn check_limits(&self, faults: &mut Faults) {
        let mut ids = BTreeSet::new();
        for rule in &self.limits {
            let key = |field: &str| format!("limits.{}.{field}", rule.id);
            faults.need(ids.insert(rule.id.as_str()) && !rule.id.is_empty(), key("id"), "不能为空，不能重复");
            let Some(value) = rule.value else {
                let told = rule.reason.as_ref().is_some_and(|r| !r.trim().is_empty());
                faults.need(told, key("reason"), "没有数字的，要写明理由");
                continue;
            };
            faults.need(value > 0, key("value"), "应大于0");
            let norm = rule.norm.as_deref().and_then(|k| self.norm(k));
            faults.need(norm.is_some(), key("norm"), "有数字的，要写明依据，且依据列在norms中");
            let sure = norm.is_none_or(|n| n.grade != Grade::C);
            faults.need(
                sure,
                key("norm"),
                "依据为C级（转述，未核原文），不得作为默认上限；本单位自定的，依据等级写Practice",
            );
        }
    }

    fn check_sections(&self, faults: &mut Faults) {
        let mut kinds = BTreeSet::new();
        for rule in &self.sections {
            let key = |field: &str| format!("sections.{}.{field}", rule.kind);
            faults.need(kinds.insert(rule.kind.as_str()) && !rule.kind.is_empty(), key("kind"), "不能为空，不能重复");
            faults.need(!rule.label.trim().is_empty(), key("label"), "不能为空");
            faults.need(rule.headings.len() + rule.openings.len() > 0, key("headings"), "标题词和起首词不能都没有");
            let blank = rule.headings.iter().chain(&rule.openings).chain(&rule.words).any(|w| w.trim().is_empty());
            faults.need(!blank, key("headings"), "词不能为空");
            faults.need((0.0..=1.0).contains(&rule.share), key("share"), "应在0至1之间");
            faults.need(self.norm(&rule.norm).is_some(), key("norm"), "norms中没有这一条");
        }
    }

    fn check_assessment(&self, faults: &mut Faults) {
        let rules = &self.assessment;
        for (name, words) in [
            ("modals", &rules.modals),
            ("guards", &rules.guards),
            ("not_guards", &rules.not_guards),
            ("omissions", &rules.omissions),
            ("addressees", &rules.addressees),
            ("not_addressees", &rules.not_addressees),
            ("discretion", &rules.discretion),
            ("reproaches", &rules.reproaches),
            ("definitions", &rules.definitions),
            ("private", &rules.private),
            ("public", &rules.public),
        ] {
            let blank = words.iter().any(|w| w.trim().is_empty());
            faults.need(!blank, format!("assessment.{name}"), "词不能为空");
        }
    }

    fn check_verdict(&self, faults: &mut Faults) {
        let rows = self.verdict.revise.named().into_iter().zip(self.verdict.send_back.named());
        for ((name, revise), (_, back)) in rows {
            let valid = |x: Option<f64>| x.is_none_or(|x| (0.0..=100.0).contains(&x));
            faults.need(valid(revise) && valid(back), format!("verdict（{name}）"), "应在0至100之间");
            let ordered = revise.zip(back).is_none_or(|(revise, back)| back <= revise);
            faults.need(ordered, format!("verdict（{name}）"), "退回线不能高于修改线");
        }
    }
}

/// Largest weight and figure of an anchor: sums and differences of them stay finite.
const LARGEST: f64 = 1e6;

fn check_score(name: &str, score: &Score, figures: &[Figure], faults: &mut Faults) {
    let key = format!("scores.{name}");
    faults.need(!score.scales.is_empty(), key.clone(), "至少要有一条曲线");
    let mut seen = BTreeSet::new();
    for scale in &score.scales {
        let key = format!("{key}.{}", scale.figure.label());
        faults.need(figures.contains(&scale.figure), key.clone(), "这个数字不属于这一项得分");
        faults.need(seen.insert(scale.figure), key.clone(), "重复");
        faults.need(scale.weight > 0.0 && scale.weight <= LARGEST, key.clone(), "权重应大于0，不超过一百万");
        faults.need(scale.anchors.len() >= 2, key.clone(), "至少要有两个锚点");
        let scores = scale.anchors.iter().all(|a| (0.0..=100.0).contains(&a.score));
        faults.need(scores, key.clone(), "锚点的得分应在0至100之间");
        let bounded = scale.anchors.iter().all(|a| a.at.abs() <= LARGEST);
        faults.need(bounded, key.clone(), "锚点的数值应在正负一百万之间");
        let pairs = || scale.anchors.iter().zip(scale.anchors.iter().skip(1));
        faults.need(pairs().all(|(a, b)| a.at < b.at), key.clone(), "锚点应从小到大");
        faults.need(pairs().all(|(a, b)| a.score >= b.score), key, "数字变大时得分不能上升");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::norms::profile::SHIPPED;

    #[test]
    fn faults_name_file_key_and_reason() {
        let text = SHIPPED[0].1;
        for (from, to, key, reason) in [
            ("id = \"national\"", "id = \"全国\"", "id", "小写字母"),
            ("valid_from = \"2024-08-06\"", "valid_from = \"2024\"", "valid_from", "YYYY-MM-DD"),
            (
                "valid_from = \"2024-08-06\"",
                "valid_from = \"2024-08-06\"\nvalid_to = \"2023-01-01\"",
                "valid_to",
                "早于",
            ),
            ("value = 5000\nnorm = \"若干规定#2\"", "value = 5000", "limits.general.norm", "依据"),
            ("value = 5000\nnorm = \"若干规定#2\"", "value = 5000\nnorm = \"2019通知\"", "limits.general.norm", "C级"),
            ("value = 4000", "value = 0", "limits.special_task.value", "大于0"),
            ("[counting]", "[formulations]\nmost = 0\n\n[counting]", "formulations.most", "从1开始"),
            ("at = 0.30, score = 80", "at = 0.30, score = 101", "scores.novelty.照抄率", "0至100"),
            (
                "at = 1.00, score = 0, name = \"全文照抄\"",
                "at = 1e308, score = 0, name = \"全文照抄\"",
                "scores.novelty.照抄率",
                "一百万",
            ),
            ("at = 0.30, score = 80", "at = 0.30, score = 40", "scores.novelty.照抄率", "不能上升"),
            ("at = 0.30, score = 80", "at = 0.70, score = 80", "scores.novelty.照抄率", "从小到大"),
            ("return = { novelty = 20 }", "return = { novelty = 90 }", "verdict（新）", "退回线"),
            ("jurisdiction = ", "juris = ", "行", "不能读作规范档"),
        ] {
            assert!(text.contains(from), "{from}");
            let error = Profile::from_toml("a.toml", &text.replacen(from, to, 1)).unwrap_err();
            assert_eq!(error.file, "a.toml");
            let hit = error.problems.iter().any(|p| p.key.contains(key) && p.reason.contains(reason));
            assert!(hit, "{from} -> {to}: {error}");
        }
    }
}

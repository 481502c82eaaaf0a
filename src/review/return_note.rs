//! 退文意见: the note that goes back with a draft, put together from the figures of its report. Whether it is sent is for
//! people to decide.

use crate::norms::{Advice, NormRef, Profile};
use crate::review::report::Report;

/// Key of the norm on returning drafts in the profile's catalogue.
const RETURNING_NORM: &str = "公文条例#21";
/// Examples of a measure that are quoted.
const EXAMPLES: usize = 3;
/// Longest quotation, in characters.
const QUOTATION: usize = 40;

/// The note; `None` where nothing is advised against the draft.
pub(super) fn note(report: &Report, profile: &Profile) -> Option<String> {
    let ending = match report.verdict.advice {
        Advice::Pass => return None,
        Advice::Revise => "请起草单位研究修改后重新报送。",
        Advice::Return => "建议退回起草单位。",
    };
    let reasons: Vec<String> = [brevity(report), substance(report), novelty(report), burdens(report)]
        .into_iter()
        .flatten()
        .zip(["一", "二", "三", "四"])
        .map(|(reason, number)| format!("{number}、{reason}"))
        .collect();
    // A desk's own thresholds may advise against a draft in which no measure found anything to name.
    let reasons = if reasons.is_empty() { report.verdict.reasons.clone() } else { reasons };
    let title = report
        .draft
        .title
        .as_deref()
        .map_or_else(|| "送审稿".to_owned(), |title| format!("《{}》", title.replace('《', "〈").replace('》', "〉")));
    let norm = profile.norm(RETURNING_NORM).map(|norm| format!("\n依据：{}。", cited(norm))).unwrap_or_default();
    Some(format!(
        "关于退回{title}的意见\n{title}经审核，存在以下问题，{ending}\n{}{norm}\n（本意见由程序按审核报告草拟，供审核人员参考，是否退文由审核人员决定。）",
        reasons.join("\n"),
    ))
}

fn cited(norm: &NormRef) -> String {
    let quote = norm.quote.as_deref().map(|quote| format!("“{}”", quote.trim_end_matches('。'))).unwrap_or_default();
    format!("{}{}{quote}", norm.title, norm.article.as_deref().unwrap_or_default())
}

/// Length and long sections: the findings say it already.
fn brevity(report: &Report) -> Option<String> {
    let of = |rule: &str| -> Vec<String> {
        report.findings.iter().filter(|f| f.rule == rule).map(|f| f.message.clone()).collect()
    };
    let said = [of("brevity.over_limit"), of("brevity.long_background")].concat();
    (!said.is_empty()).then(|| format!("篇幅方面：{}", said.concat()))
}

fn substance(report: &Report) -> Option<String> {
    let figures = &report.substance;
    if figures.empty_sentences == 0 && figures.slogan_count == 0 {
        return None;
    }
    let quoted = examples(report, &["substance.empty_sentence", "substance.slogan"]);
    Some(format!(
        "内容方面：{}句中有{}句未见可检查的内容，空话套话{}处{quoted}。请写明由谁负责、何时完成、做到什么程度、怎么做，或者删去。",
        figures.sentences, figures.empty_sentences, figures.slogan_count
    ))
}

fn novelty(report: &Report) -> Option<String> {
    let ratio = report.novelty.copied_ratio.filter(|ratio| *ratio > 0.0)?;
    let source = report.novelty.sources.first()?;
    Some(format!(
        "与上位文件重复方面：正文{:.1}%的文字与上位文件相同或略有改动，其中与“{}”相同的占{:.1}%，逐处对照见审核报告。请删去照搬内容，只保留结合本地实际的落实措施；没有新内容的，可考虑原文转发。",
        ratio * 100.0,
        source.title,
        source.ratio * 100.0
    ))
}

fn burdens(report: &Report) -> Option<String> {
    let mut items: Vec<&str> =
        report.assessment.iter().filter(|item| !item.guarded).map(|item| item.item.as_str()).collect();
    let count = items.len();
    items.dedup();
    items.sort_unstable();
    items.dedup();
    (count > 0).then(|| {
        format!(
            "为基层减负一致性评估方面：有{count}处可能增加基层负担的要求（{}），请删去或者说明依据。",
            items.join("、")
        )
    })
}

/// The first findings of some rules, quoted: those of the first rule first, none inside another or twice.
fn examples(report: &Report, rules: &[&str]) -> String {
    let mut shown: Vec<String> = Vec::new();
    let named = rules.iter().flat_map(|rule| report.findings.iter().filter(move |finding| finding.rule == *rule));
    for quote in named.filter_map(|finding| finding.quote.as_ref()) {
        let words = quote.exact.trim().trim_end_matches(['。', '；']);
        let words = match words.char_indices().nth(QUOTATION) {
            Some((end, _)) => format!("{}……", words.get(..end).unwrap_or(words)),
            None => words.to_owned(),
        };
        if shown.len() < EXAMPLES && !shown.iter().any(|other| other.contains(&words)) {
            shown.push(words);
        }
    }
    if shown.is_empty() { String::new() } else { format!("（如“{}”）", shown.join("”、“")) }
}

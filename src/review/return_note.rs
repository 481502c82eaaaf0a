//! 退文意见: the note that goes back with a draft, put together from the figures of its report. Whether it is sent is for
//! people to decide.

use crate::measure::{Finding, Quote, substance};
use crate::norms::{Advice, NormRef, Profile, Thresholds};
use crate::review::report::Report;
use crate::text::sentence::ends_line;

/// Key of the norm on returning drafts in the profile's catalogue.
const RETURNING_NORM: &str = "公文条例#21";
/// Examples of a measure that are quoted.
const EXAMPLES: usize = 3;
/// Longest quotation, in characters.
const QUOTATION: usize = 40;
/// Characters by which a quotation is begun earlier, where its clause begins there.
const EARLIER: usize = 10;

/// The note; `None` where nothing is advised against the draft.
pub(super) fn note(report: &Report, profile: &Profile) -> Option<String> {
    let ending = match report.verdict.advice {
        Advice::Pass => return None,
        Advice::Revise => "请起草单位研究修改后重新报送。",
        Advice::Return => "建议退回起草单位。",
    };
    let below = |score: Option<f64>, of: fn(&Thresholds) -> Option<f64>| {
        let limits = [of(&profile.verdict.revise), of(&profile.verdict.send_back)];
        score.is_some_and(|score| limits.into_iter().flatten().any(|limit| score < limit))
    };
    let scores = &report.scores;
    let parts = [
        (report.brevity.over_by > 0 || below(scores.brevity, |t| t.brevity), brevity(report)),
        (below(scores.substance, |t| t.substance), substance(report)),
        (below(scores.novelty, |t| t.novelty), novelty(report)),
        (true, burdens(report)),
    ];
    let (main, other): (Vec<_>, Vec<_>) = parts.into_iter().partition(|(weighs, _)| *weighs);
    let said = |parts: Vec<(bool, Option<String>)>| parts.into_iter().filter_map(|(_, said)| said).collect::<Vec<_>>();
    let (main, other) = (said(main), said(other));
    // A desk's own thresholds may advise against a draft in which no measure found anything to name.
    let main = if main.is_empty() { report.verdict.reasons.clone() } else { main };
    let numbered = main.into_iter().zip(["一", "二", "三", "四", "五"]);
    let mut reasons: Vec<String> = numbered.map(|(reason, number)| format!("{number}、{reason}")).collect();
    if !other.is_empty() {
        reasons.push(format!("此外，修改时请一并研究：{}", other.concat()));
    }
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
    let quoted = examples(&report.findings, &["substance.empty_sentence", "substance.slogan"]);
    Some(format!(
        "内容方面：{}句中有{}句未见可检查的内容，空话套话{}处{quoted}。请写明由谁负责、何时完成、做到什么程度、怎么做，或者删去。",
        figures.sentences, figures.empty_sentences, figures.slogan_count
    ))
}

fn novelty(report: &Report) -> Option<String> {
    report.novelty.copied_ratio.filter(|ratio| *ratio > 0.0)?;
    let (repeated, source) = (report.novelty.repeated()?, report.novelty.largest_source()?);
    Some(format!(
        "内容重复方面：正文{repeated}（含略有改动的），其中与“{}”相同的占{:.1}%，逐处对照见审核报告。请删去照搬内容，只保留结合本地实际的落实措施；没有新内容的，可考虑原文转发。",
        source.title,
        source.ratio * 100.0
    ))
}

fn burdens(report: &Report) -> Option<String> {
    let count = report.assessment.iter().filter(|item| !item.guarded).count();
    (count > 0).then(|| {
        let quoted = examples(&report.findings, &["assessment."]);
        format!("为基层减负一致性评估方面：有{count}处可能增加基层负担的要求{quoted}，请删去或者说明依据。")
    })
}

/// The first findings of some rules (or of all rules that begin so), quoted: those of the first rule first, none inside
/// another or twice. Sentences made of protected formulations are no examples of anything.
fn examples(findings: &[Finding], rules: &[&str]) -> String {
    let mut shown: Vec<String> = Vec::new();
    let told = |f: &&Finding| !substance::rules::is_apart(f);
    let named = rules.iter().flat_map(|rule| findings.iter().filter(told).filter(move |f| f.rule.starts_with(rule)));
    for quote in named.filter_map(|finding| finding.quote.as_ref()) {
        // Lines that a page broke are put together.
        let whole = format!("{}{}", opening(quote), quote.exact).split(ends_line).map(str::trim).collect::<String>();
        let words = whole.trim_end_matches(['。', '；']);
        let words = match words.char_indices().nth(QUOTATION) {
            Some((end, _)) => format!("{}{ELLIPSIS}", words.get(..end).unwrap_or(words)),
            None => words.to_owned(),
        };
        if shown.len() < EXAMPLES && !shown.iter().any(|other| other.contains(&words)) {
            shown.push(words);
        }
    }
    if shown.is_empty() { String::new() } else { format!("（如“{}”）", shown.join("”、“")) }
}

/// What a quotation is begun with: nothing at the beginning of a clause, the words from there where they are few, else
/// an ellipsis, so that it begins in the middle of no date and no word.
fn opening(quote: &Quote) -> &str {
    let edge = |c: char| c.is_whitespace() || ends_line(c) || "，。；：、！？,;:!?“‘（）()《〈【〔…—".contains(c);
    let led = quote.prefix.trim_end();
    let clause = led.rfind(edge).and_then(|at| led.get(at..)).map(|rest| rest.trim_start_matches(edge));
    // A prefix that is shorter than it could be begins where the text does.
    let clause = clause.or((quote.prefix.chars().count() < Quote::CONTEXT).then_some(led)).unwrap_or(ELLIPSIS);
    if led.len() < quote.prefix.len() {
        ""
    } else if clause.chars().count() > EARLIER || clause.contains(['”', '’', '》', '〉', '】', '〕']) {
        ELLIPSIS
    } else {
        clause
    }
}

/// What stands for words that are left out.
const ELLIPSIS: &str = "……";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::{Measure, Severity};

    fn finding(rule: &str, words: &str) -> Finding {
        let quote = Quote { prefix: String::new(), exact: words.to_owned(), suffix: String::new() };
        Finding { quote: Some(quote), ..Finding::new(Measure::Substance, rule, Severity::Notice, "") }
    }

    #[test]
    fn lines_that_a_page_broke_are_quoted_as_one() {
        for (words, wanted) in [
            ("各镇要在月底前\n建立巡查台账。", "各镇要在月底前建立巡查台账"),
            ("各镇要在月底前\r\n\u{3000}\u{3000}建立巡查\n台账；", "各镇要在月底前建立巡查台账"),
            ("各镇要在\r月底前\u{2028}建立\u{0B}巡查\u{0C}台账", "各镇要在月底前建立巡查台账"),
        ] {
            assert_eq!(examples(&[finding("甲.乙", words)], &["甲."]), format!("（如“{wanted}”）"), "{words:?}");
        }
    }

    #[test]
    fn broken_lines_count_neither_for_length_nor_as_other_words() {
        // Forty characters are quoted whole, however many line ends stand among them.
        let words = "一二三四五六七八九十".repeat(4);
        let broken: String = words.chars().flat_map(|c| [c, '\n']).collect();
        assert_eq!(examples(&[finding("甲", &broken)], &["甲"]), format!("（如“{words}”）"));
        let longer = format!("{broken}末");
        assert_eq!(examples(&[finding("甲", &longer)], &["甲"]), format!("（如“{words}……”）"));
        let twice = [finding("甲", "狠抓工作落实"), finding("甲", "狠抓\n工作落实。"), finding("乙", "另一\n处")];
        assert_eq!(examples(&twice, &["甲", "乙"]), "（如“狠抓工作落实”、“另一处”）");
    }

    #[test]
    fn a_quotation_begins_with_its_clause_or_with_an_ellipsis() {
        for (prefix, words, wanted) in [
            ("会议要求，于2026年3", "月底前报送总结", "于2026年3月底前报送总结"),
            ("各镇各部门和有关单位要于3", "月底前报送总结", "……月底前报送总结"),
            ("", "月底前报送总结", "月底前报送总结"),
            ("要在3", "月底前报送总结", "要在3月底前报送总结"),
            ("请于下列时间前办理。\n", "每月报送", "每月报送"),
            ("有关部门应当抓紧办理（", "每月报送", "每月报送"),
            ("一、", "每月报送", "每月报送"),
            ("（一）", "每月报送", "每月报送"),
            ("按照《办法》", "每月报送", "……每月报送"),
        ] {
            let mut found = finding("甲", words);
            found.quote.as_mut().unwrap().prefix = prefix.to_owned();
            assert_eq!(examples(&[found], &["甲"]), format!("（如“{wanted}”）"), "{prefix}");
        }
    }

    #[test]
    fn the_first_rule_comes_first_and_three_are_quoted() {
        let findings: Vec<Finding> =
            ["乙1", "甲1", "甲2", "乙2"].map(|rule| finding(rule, &format!("此处是{rule}"))).to_vec();
        assert_eq!(examples(&findings, &["甲", "乙"]), "（如“此处是甲1”、“此处是甲2”、“此处是乙1”）");
        assert_eq!(examples(&findings, &["丙"]), "");
        // A sentence made of protected formulations is a notice, and no example.
        let told = |severity| Finding { severity, ..finding(substance::rules::EMPTY_SENTENCE, "此处是丁") };
        let quoted = [Severity::Warning, Severity::Notice].map(|s| examples(&[told(s)], &["substance."]));
        assert_eq!(quoted, ["（如“此处是丁”）", ""]);
    }
}

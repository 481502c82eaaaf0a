//! The words that reports use for what they show: names of rules, norms, sources and changes, the same whatever a report
//! is rendered as.

use std::collections::BTreeMap;

use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::format_description::well_known::Rfc3339;
use time::macros::{format_description, offset};

use crate::document::LevelFrom;
use crate::lexicon::ListId;
use crate::measure::novelty::{EditShown, Passage, Reason, SourceShare};
use crate::measure::substance::{self, MarkerCounts};
use crate::measure::{Finding, TermRef};
use crate::norms::NormRef;
use crate::reuse::EditKind;
use crate::review::Report;
use crate::review::report::DraftShown;
use crate::text::Letters;

/// Longest side of a named change, in characters.
const LONGEST_CHANGE: usize = 16;
/// Longest term that is repeated, in characters: enough to find it in its list.
const LONGEST_TERM: usize = 24;
/// What only patterns hold; they say nothing to those who do not write them.
const PATTERN_SIGNS: [char; 13] = ['[', ']', '(', ')', '{', '}', '|', '\\', '^', '$', '*', '+', '?'];

/// The Chinese name of what a finding is: that of its rule, but for sentences made of protected formulations, which are shown
/// apart from the empty ones.
#[must_use]
pub fn named(finding: &Finding) -> &str {
    if substance::rules::is_apart(finding) { substance::rules::FORMULATED.name } else { rule(&finding.rule) }
}

/// The Chinese name of a rule; rules of the assessment share one.
#[must_use]
pub fn rule(rule: &str) -> &str {
    match rule {
        "brevity.over_limit" => "篇幅",
        "brevity.long_background" => "偏长的部分",
        "substance.slogan" => "空话套话",
        "substance.empty_sentence" => "空话句",
        substance::rules::FORMULATED_SORT => substance::rules::FORMULATED.name,
        "novelty.copied" => "与已有文件重复",
        "novelty.reworded" => "疑似改写（不计入重复比例）",
        "novelty.nothing_added" => "未见新增内容",
        "novelty.outline" => "标题与已有文件雷同",
        "novelty.place_residue" => "未改的外地地名",
        other if other.starts_with("assessment.") => "可能增加基层负担的要求",
        other => substance::rules::of(other).map_or(other, |rule| rule.name),
    }
}

/// The level of a draft with where it came from, where the caller did not say it.
#[must_use]
pub fn level(draft: &DraftShown) -> String {
    match draft.level_from {
        LevelFrom::Given => draft.level.label().to_owned(),
        LevelFrom::Inferred => format!("{}（推断）", draft.level.label()),
        LevelFrom::Unknown => "层级未知".to_owned(),
    }
}

/// The term that a finding rests on, with its list and the version of that.
#[must_use]
pub fn term(term: &TermRef) -> String {
    let list = match ListId::parse(&term.list) {
        Some(id) => id.label(),
        None => term.list.as_str(),
    };
    let is_pattern = term.entry.contains(PATTERN_SIGNS);
    let entry = if is_pattern { "固定句式".to_owned() } else { clip(&term.entry, LONGEST_TERM) };
    let layer = term.layer.map(|layer| format!("{}层级，", layer.label())).unwrap_or_default();
    format!("{list}：{entry}（{layer}第{}版）", term.version)
}

/// A time of the report as people of the office read it; as it stands where it is none.
#[must_use]
pub fn beijing(moment: &str) -> String {
    const FORMAT: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day] [hour]:[minute]（北京时间）");
    let read = OffsetDateTime::parse(moment, &Rfc3339).ok();
    read.and_then(|at| at.to_offset(offset!(+8)).format(FORMAT).ok()).unwrap_or_else(|| moment.to_owned())
}

/// A time of the report as the date of a Word comment, which Word shows as it stands: the clock of Beijing.
#[must_use]
pub fn beijing_clock(moment: &str) -> String {
    const FORMAT: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
    let read = OffsetDateTime::parse(moment, &Rfc3339).ok();
    read.and_then(|at| at.to_offset(offset!(+8)).format(FORMAT).ok()).unwrap_or_else(|| moment.to_owned())
}

/// A suggestion without the word that its label says already.
#[must_use]
pub fn bare(suggestion: &str) -> &str {
    suggestion.strip_prefix("建议").unwrap_or(suggestion)
}

/// Title and article of a norm.
#[must_use]
pub fn norm(norm: &NormRef) -> String {
    format!("{}{}", norm.title, norm.article.as_deref().unwrap_or_default())
}

/// What is said of a norm whose wording is not sure.
#[must_use]
pub fn grade(norm: &NormRef) -> &'static str {
    if norm.grade.is_rule() { "" } else { "（非规范原文，供参考）" }
}

/// The norms that the findings of a report rest on, each once, by name.
#[must_use]
pub fn norms(report: &Report) -> BTreeMap<String, &NormRef> {
    report.findings.iter().filter_map(|f| f.norm.as_ref()).map(|cited| (norm(cited), cited)).collect()
}

/// A ratio as per cent.
#[must_use]
pub fn percent(ratio: f64) -> String {
    format!("{:.1}%", ratio * 100.0)
}

/// A title between its marks.
#[must_use]
pub fn titled(title: &str) -> String {
    if title.starts_with('《') { title.to_owned() } else { format!("《{title}》") }
}

/// What stands between a draft and one of its sources.
#[must_use]
pub fn source_note(source: &SourceShare) -> String {
    let notes = [
        (source.cited_in_draft, "本稿已引用"),
        (source.newer_version, "所引文件的新版本"),
        (source.own_earlier, "本机关此前文件"),
        (source.elsewhere, "其他地区文件"),
        (source.version_of.is_some(), "与前列文件同名（转载或另一版本）"),
    ];
    notes.into_iter().filter(|(holds, _)| *holds).map(|(_, note)| note).collect::<Vec<_>>().join("，")
}

/// The title of a document that a report names by its id, where the report holds it.
#[must_use]
pub fn title_of<'a>(report: &'a Report, document_id: &str) -> Option<&'a str> {
    let shares = report.novelty.sources.iter().map(|s| (s.document_id.as_str(), s.title.as_str()));
    let passages = report.passages.iter().map(|p| (p.source.document_id.as_str(), p.source.title.as_str()));
    shares.chain(passages).find(|(id, title)| *id == document_id && !title.is_empty()).map(|(_, title)| title)
}

/// Whether both sides of a passage say the same letter for letter, marks aside: then the source's words need not be
/// shown.
#[must_use]
pub fn same_letters(passage: &Passage) -> bool {
    passage.edits.is_empty()
        && Letters::of_text(&passage.text).chars() == Letters::of_text(&passage.source.text).chars()
}

/// A change in few words.
#[must_use]
pub fn change(edit: &EditShown) -> String {
    let short = |text: &str| {
        let text = text.trim();
        if text.chars().count() > LONGEST_CHANGE {
            format!("{}…", text.chars().take(LONGEST_CHANGE).collect::<String>())
        } else {
            text.to_owned()
        }
    };
    match (edit.from.is_empty(), edit.to.is_empty()) {
        _ if edit.kind == EditKind::Move => format!("移“{}”", short(&edit.to)),
        (true, _) => format!("增“{}”", short(&edit.to)),
        (_, true) => format!("删“{}”", short(&edit.from)),
        _ => format!("{}→{}", short(&edit.from), short(&edit.to)),
    }
}

/// Changes in few words, each told once with how often it was made.
#[must_use]
pub fn changes<'a>(edits: impl Iterator<Item = &'a EditShown>) -> Vec<String> {
    let mut named: Vec<(String, usize)> = Vec::new();
    for edit in edits {
        let change = change(edit);
        match named.iter_mut().find(|(known, _)| *known == change) {
            Some((_, times)) => *times += 1,
            None => named.push((change, 1)),
        }
    }
    named.into_iter().map(|(change, n)| if n > 1 { format!("{change}（{n}处）") } else { change }).collect()
}

/// Repetition that is set apart: number of passages and characters by reason.
#[must_use]
pub fn lawful(report: &Report) -> BTreeMap<Reason, (usize, usize)> {
    let mut reasons: BTreeMap<Reason, (usize, usize)> = BTreeMap::new();
    for passage in &report.passages {
        if let Some(excluded) = passage.excluded {
            let (count, letters) = reasons.entry(excluded.reason).or_default();
            *count += 1;
            *letters += passage.span.len();
        }
    }
    reasons
}

/// Substance markers (实招要素) by name, in the order of their weight for a reader.
#[must_use]
pub fn markers(counts: &MarkerCounts) -> [(&'static str, usize); 8] {
    [
        ("责任主体", counts.responsible),
        ("时限", counts.deadline),
        ("数量", counts.quantity),
        ("举措", counts.measure),
        ("资金", counts.money),
        ("对象", counts.object),
        ("条件", counts.condition),
        ("事实", counts.fact),
    ]
}

/// The beginning of a text, at most `longest` characters, with a sign that something is missing.
#[must_use]
pub fn clip(text: &str, longest: usize) -> String {
    let mut chars = text.chars();
    let kept: String = chars.by_ref().take(longest).collect();
    if chars.next().is_some() { format!("{}…", kept.trim_end()) } else { kept }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Layer;
    use crate::measure::{Measure, Severity};

    #[test]
    fn times_are_those_of_the_office() {
        assert_eq!(beijing("2026-11-27T23:39:09.429Z"), "2026-11-28 07:39（北京时间）");
        assert_eq!(beijing("früher"), "früher");
        assert_eq!(beijing_clock("2026-11-27T23:39:09.429Z"), "2026-11-28T07:39:09Z");
    }

    #[test]
    fn sentences_of_formulations_have_a_name_of_their_own() {
        let of = |severity| Finding::new(Measure::Substance, substance::rules::EMPTY_SENTENCE, severity, "");
        assert_eq!([Severity::Warning, Severity::Notice].map(|s| named(&of(s)).to_owned()), ["空话句", "规定表述句"]);
        let slogan = Finding::new(Measure::Substance, substance::rules::SLOGAN, Severity::Notice, "");
        assert_eq!(named(&slogan), "空话套话");
    }

    #[test]
    fn terms_are_told_in_words_and_patterns_by_what_they_are() {
        let told = |list: &str, entry: &str| {
            let found = TermRef { list: list.to_owned(), entry: entry.to_owned(), version: 3, kind: None, layer: None };
            let of_unit = TermRef { layer: Some(Layer::Unit), ..found.clone() };
            assert_eq!(term(&of_unit), term(&found).replace("（第3版）", "（单位层级，第3版）"));
            term(&found)
        };
        assert_eq!(told("slogans", "高度重视"), "空话套话：高度重视（第3版）");
        assert_eq!(told("burden", "签订[^，。]{0,9}(责任书|责任状)"), "减负规则：固定句式（第3版）");
        assert_eq!(told("slogans", &"长".repeat(30)), format!("空话套话：{}…（第3版）", "长".repeat(24)));
    }
}

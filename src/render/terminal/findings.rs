//! Findings by measure and rule: place, words in their sentence, why, and what to consider. What all findings of a rule
//! share is said once.

use crate::measure::{Finding, Measure};
use crate::render::styled::{BOLD, GOOD, GREY, HEADING, MARKED, PLAIN, Page, Piece};
use crate::render::terminal::head;
use crate::render::terminal::passages;
use crate::render::terminal::view::{LONGEST, View};
use crate::span::Span;

/// Different messages or suggestions shown under one sentence.
const MOST_NOTES: usize = 2;

/// The Chinese name of a rule; rules of the assessment share one.
fn rule_label(rule: &str) -> &str {
    match rule {
        "brevity.over_limit" => "篇幅",
        "brevity.long_background" => "偏长的部分",
        "substance.slogan" => "空话套话",
        "substance.empty_sentence" => "缺少实质内容的句子",
        "novelty.copied" => "与上位文件重复",
        "novelty.outline" => "标题与上位文件雷同",
        "novelty.place_residue" => "未改的地域或机关名称",
        other if other.starts_with("assessment.") => "可能增加基层负担的要求",
        other => other,
    }
}

/// Findings of one rule.
struct Group<'a> {
    label: &'a str,
    findings: Vec<&'a Finding>,
}

/// All findings, or that there are none.
pub(super) fn all(page: &mut Page, view: &View<'_>) {
    let mut any = false;
    for measure in [Measure::Brevity, Measure::Substance, Measure::Novelty, Measure::Assessment] {
        let groups = groups(&view.report.findings, measure);
        if groups.is_empty() {
            continue;
        }
        any = true;
        page.blank();
        let count: usize = groups.iter().map(|g| g.findings.len()).sum();
        page.pieces(0, &[Piece::new(HEADING, measure.label()), Piece::new(GREY, format!("  提示{count}条"))]);
        for group in &groups {
            show(page, view, group);
        }
    }
    if !any {
        page.blank();
        page.text(0, GOOD, "没有需要提示的内容。");
    }
    guarded(page, view);
}

/// Findings of a measure by rule, in the order in which rules first occur.
fn groups(findings: &[Finding], measure: Measure) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for finding in findings.iter().filter(|f| f.measure == measure) {
        let label = rule_label(&finding.rule);
        match groups.iter_mut().find(|g| g.label == label) {
            Some(group) => group.findings.push(finding),
            None => groups.push(Group { label, findings: vec![finding] }),
        }
    }
    groups
}

fn show(page: &mut Page, view: &View<'_>, group: &Group<'_>) {
    let title = [Piece::new(BOLD, group.label), Piece::new(GREY, format!("  {}处", group.findings.len()))];
    page.pieces(2, &title);
    let shown = if group.findings.iter().any(|f| f.passage.is_some()) {
        passages::show(page, view, &group.findings)
    } else {
        entries(page, view, group)
    };
    let left = group.findings.len() - shown;
    if left > 0 {
        page.text(4, GREY, format!("另有{left}处未列出，加 --all 查看全部"));
    }
    if let Some(suggestion) = shared(&group.findings, |f| f.suggestion.clone()) {
        page.labelled(4, Piece::new(GOOD, "建议："), &[Piece::new(PLAIN, suggestion)]);
    }
    if let Some(norm) = shared(&group.findings, |f| f.norm.clone()) {
        let quote = norm.quote.as_deref().map(|q| format!("：{q}")).unwrap_or_default();
        page.labelled(4, Piece::new(GREY, "依据："), &[Piece::new(GREY, format!("{}{quote}", head::norm(&norm)))]);
    }
}

/// What all findings have in common, where they have.
fn shared<T: PartialEq>(findings: &[&Finding], of: impl Fn(&Finding) -> Option<T>) -> Option<T> {
    let first = of(findings.first()?)?;
    findings.iter().all(|f| of(f).as_ref() == Some(&first)).then_some(first)
}

/// Findings that point into the same sentence.
struct Entry<'a> {
    sentence: Option<Span>,
    findings: Vec<&'a Finding>,
}

/// Shows the heaviest findings, those of one sentence together; the number of findings shown.
fn entries(page: &mut Page, view: &View<'_>, group: &Group<'_>) -> usize {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    for &finding in &group.findings {
        let sentence = finding.span.map(|span| view.sentence(span));
        match entries.iter_mut().find(|e| sentence.is_some() && e.sentence == sentence) {
            Some(entry) => entry.findings.push(finding),
            None => entries.push(Entry { sentence, findings: vec![finding] }),
        }
    }
    let kept = heaviest(entries, view.options.most);
    let common_message = shared(&group.findings, |f| Some(f.message.clone()));
    let common_suggestion = shared(&group.findings, |f| f.suggestion.clone());
    let common_norm = shared(&group.findings, |f| f.norm.clone());
    if let Some(message) = common_message.as_ref().filter(|_| kept.len() > 1) {
        page.text(4, GREY, message.as_str());
    }
    for entry in &kept {
        place(page, view, entry);
        if common_message.is_none() || kept.len() == 1 {
            notes(page, "", entry.findings.iter().map(|f| f.message.clone()));
        }
        if common_suggestion.is_none() {
            notes(page, "建议：", entry.findings.iter().filter_map(|f| f.suggestion.clone()));
        }
        if common_norm.is_none() {
            notes(page, "依据：", entry.findings.iter().filter_map(|f| f.norm.as_ref().map(head::norm)));
        }
    }
    kept.iter().map(|e| e.findings.len()).sum()
}

/// The entries with the heaviest findings, in order of position.
fn heaviest(mut entries: Vec<Entry<'_>>, most: Option<usize>) -> Vec<Entry<'_>> {
    let Some(most) = most.filter(|&most| most < entries.len()) else { return entries };
    let weight = |e: &Entry<'_>| {
        let severity = e.findings.iter().map(|f| f.severity).min();
        (severity, std::cmp::Reverse(e.findings.len()))
    };
    entries.sort_by_key(weight);
    entries.truncate(most);
    entries.sort_by_key(|e| e.sentence);
    entries
}

/// Line number and sentence with the words marked.
fn place(page: &mut Page, view: &View<'_>, entry: &Entry<'_>) {
    let Some(sentence) = entry.sentence else { return };
    let spans: Vec<Span> = entry.findings.iter().filter_map(|f| f.span).collect();
    // What concerns a whole section is shown by its first words.
    let section = spans.iter().any(|s| s.len() > LONGEST);
    let whole = spans.iter().all(|s| *s == sentence);
    let marks = if section || whole { &[][..] } else { &spans };
    let line = Piece::new(GREY, format!("第{}行  ", view.line(sentence.start)));
    page.labelled(4, line, &view.quote(sentence, marks, MARKED));
}

/// Different notes under a sentence, the first few.
fn notes(page: &mut Page, label: &str, notes: impl Iterator<Item = String>) {
    let mut different: Vec<String> = Vec::new();
    for note in notes {
        if !different.contains(&note) {
            different.push(note);
        }
    }
    for note in different.into_iter().take(MOST_NOTES) {
        page.labelled(6, Piece::new(GREY, label), &[Piece::new(GREY, note)]);
    }
}

/// How many mentions forbid or curb a burden instead of putting one on.
fn guarded(page: &mut Page, view: &View<'_>) {
    let count = view.report.assessment.iter().filter(|a| a.guarded).count();
    if count > 0 {
        page.blank();
        page.text(0, GREY, format!("一致性评估另见{count}处禁止、清理或防止增加负担的表述，不作提示。"));
    }
}

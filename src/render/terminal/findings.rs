//! Findings by measure and rule: place, words in their sentence, why, and what to consider. What all findings of a rule
//! share is said once.

use crate::measure::{Finding, Measure};
use crate::render::groups::{self, Group};
use crate::render::styled::{BOLD, GOOD, GREY, HEADING, MARKED, PLAIN, Page, Piece};
use crate::render::terminal::passages;
use crate::render::terminal::view::{LONGEST, View};
use crate::render::words::{self, bare};
use crate::span::Span;

/// Different messages or suggestions shown under one sentence, unless all are asked for.
const MOST_NOTES: usize = 2;

/// All findings, or that there are none.
pub(super) fn all(page: &mut Page, view: &View<'_>) {
    let mut any = false;
    for measure in Measure::ALL {
        let groups = groups::of(view.report, measure);
        if groups.is_empty() {
            continue;
        }
        any = true;
        page.blank();
        let count: usize = groups.iter().map(Group::total).sum();
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

fn show(page: &mut Page, view: &View<'_>, group: &Group<'_>) {
    let title = [Piece::new(BOLD, group.label), Piece::new(GREY, format!("  {}处", group.total()))];
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
    if group.left_out > 0 {
        page.text(4, GREY, format!("同类过多，报告未收其余{}处", group.left_out));
    }
    if let Some(suggestion) = group.shared(|f| f.suggestion.as_deref()) {
        page.labelled(4, &Piece::new(GOOD, "建议："), &[Piece::new(PLAIN, bare(suggestion))]);
    }
    if let Some(norm) = group.shared(|f| f.norm.as_ref()) {
        page.labelled(4, &Piece::new(GREY, "依据："), &[Piece::new(GREY, words::norm(norm))]);
    }
}

/// Findings that point into the same sentence.
struct Entry<'a> {
    sentence: Option<Span>,
    findings: Vec<&'a Finding>,
}

/// What is said under an entry.
#[derive(PartialEq)]
struct Notes {
    messages: Vec<String>,
    suggestions: Vec<String>,
    norms: Vec<String>,
}

/// Shows the heaviest findings, those of one sentence together; sentences of which the same is said stand together, and
/// it is said once. Answers the number of findings shown.
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
    let mut noted: Vec<(Notes, Vec<&Entry<'_>>)> = Vec::new();
    for entry in &kept {
        let notes = notes_of(entry, group);
        match noted.iter_mut().find(|(n, _)| *n == notes) {
            Some((_, entries)) => entries.push(entry),
            None => noted.push((notes, vec![entry])),
        }
    }
    for (notes, entries) in &noted {
        entries.iter().for_each(|entry| place(page, view, entry));
        let rows = [("", &notes.messages), ("建议：", &notes.suggestions), ("依据：", &notes.norms)];
        for (label, texts) in rows {
            for text in texts.iter().take(view.options.most.map_or(usize::MAX, |_| MOST_NOTES)) {
                page.labelled(6, &Piece::new(GREY, label), &[Piece::new(GREY, text.as_str())]);
            }
        }
    }
    kept.iter().map(|e| e.findings.len()).sum()
}

/// What is said of an entry and not of its whole group.
fn notes_of(entry: &Entry<'_>, group: &Group<'_>) -> Notes {
    let different = |texts: Vec<String>| {
        let mut kept: Vec<String> = Vec::new();
        for text in texts {
            if !kept.contains(&text) {
                kept.push(text);
            }
        }
        kept
    };
    let findings = &entry.findings;
    let suggestions = || findings.iter().filter_map(|f| f.suggestion.as_deref()).map(|s| bare(s).to_owned()).collect();
    let norms = || findings.iter().filter_map(|f| f.norm.as_ref()).map(words::norm).collect();
    let shared_suggestion = group.shared(|f| f.suggestion.as_deref()).is_some();
    let shared_norm = group.shared(|f| f.norm.as_ref()).is_some();
    Notes {
        messages: different(findings.iter().map(|f| f.message.clone()).collect()),
        suggestions: if shared_suggestion { Vec::new() } else { different(suggestions()) },
        norms: if shared_norm { Vec::new() } else { different(norms()) },
    }
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
    let line = Piece::new(GREY, format!("{}  ", view.line(sentence.start)));
    page.labelled(4, &line, &view.quote(sentence, marks, MARKED));
}

/// How many mentions forbid or curb a burden instead of putting one on.
fn guarded(page: &mut Page, view: &View<'_>) {
    let count = view.report.assessment.iter().filter(|a| a.guarded).count();
    if count > 0 {
        page.blank();
        page.text(0, GREY, format!("一致性评估另见{count}处提到负担事项、但不是对下级要求的表述（禁止、可选、自办、已办或者他人的义务），不作提示。"));
    }
}

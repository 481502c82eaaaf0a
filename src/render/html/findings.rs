//! The list of findings by measure and rule, and the choices of its filters.

use std::collections::BTreeSet;

use crate::measure::{Finding, Measure, Severity};
use crate::render::draft::Draft;
use crate::render::groups::{self, Group};
use crate::render::places::FilePlaces;
use crate::render::words::{self, bare};
use crate::review::Report;

/// Longest quotation in the list, in characters.
const QUOTED: usize = 70;

/// Findings of one measure.
pub(super) struct Part<'a> {
    pub(super) name: &'static str,
    pub(super) count: usize,
    pub(super) groups: Vec<Shared<'a>>,
}

/// Findings of one rule with what is said of all of them.
pub(super) struct Shared<'a> {
    pub(super) label: &'a str,
    pub(super) suggestion: Option<&'a str>,
    pub(super) norm: Option<String>,
    pub(super) items: Vec<Item<'a>>,
}

/// One finding.
pub(super) struct Item<'a> {
    pub(super) number: usize,
    pub(super) measure: &'static str,
    pub(super) severity: &'static str,
    pub(super) severity_label: &'static str,
    pub(super) label: &'a str,
    /// Id of its words in the draft, and where they stand.
    pub(super) place: Option<(String, String)>,
    /// Where they stand in the file.
    pub(super) file: Option<String>,
    pub(super) before: String,
    pub(super) words: String,
    pub(super) after: String,
    pub(super) message: &'a str,
    pub(super) suggestion: Option<&'a str>,
    pub(super) norm: Option<String>,
    pub(super) term: Option<String>,
    /// Number of the passage it belongs to.
    pub(super) passage: Option<usize>,
}

/// Choices of one filter: what the script compares, what is shown, how many.
pub(super) struct Filter<'a> {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) choices: Vec<(&'a str, &'a str, usize)>,
}

/// The parts that have findings.
pub(super) fn of<'a>(report: &'a Report, draft: &Draft<'_>, anchors: &BTreeSet<String>) -> Vec<Part<'a>> {
    let number = |finding: &Finding| report.findings.iter().position(|f| std::ptr::eq(f, finding)).map_or(0, |i| i + 1);
    let file = FilePlaces::of(report, |span| draft.span(span));
    let parts = Measure::ALL.into_iter().map(|measure| {
        let groups = groups::of(report, measure);
        let count = groups.iter().map(Group::total).sum();
        let shared = |group: &Group<'a>| {
            let suggestion = group.shared(|f| f.suggestion.as_deref());
            let norm = group.shared(|f| f.norm.as_ref());
            let items = group.findings.iter().map(|&finding| {
                let mut item = item(report, (draft, &file), anchors, (finding, number(finding)));
                item.suggestion = item.suggestion.filter(|_| suggestion.is_none());
                item.norm = item.norm.filter(|_| norm.is_none());
                item
            });
            Shared {
                label: group.label,
                suggestion: suggestion.map(bare),
                norm: norm.map(words::norm),
                items: items.collect(),
            }
        };
        Part { name: measure.label(), count, groups: groups.iter().map(shared).collect() }
    });
    parts.filter(|part| part.count > 0).collect()
}

fn item<'a>(
    report: &'a Report,
    (draft, file): (&Draft<'_>, &FilePlaces<'_>),
    anchors: &BTreeSet<String>,
    (finding, number): (&'a Finding, usize),
) -> Item<'a> {
    let place = finding.span.map(|span| {
        let start = draft.span(span).start;
        let own = format!("mf{number}");
        let id = if anchors.contains(&own) { own } else { format!("l{}", draft.paragraph(start)) };
        (id, draft.place(start).to_string())
    });
    let quote = finding.quote.as_ref();
    let whole = quote.is_some_and(|q| q.exact.chars().count() <= QUOTED);
    Item {
        number,
        measure: measure_name(finding.measure),
        severity: severity_name(finding.severity),
        severity_label: finding.severity.label(),
        label: words::named(finding),
        place,
        file: finding.span.and_then(|span| file.range(draft.span(span))),
        before: quote.filter(|_| whole).map(|q| last_line(&q.prefix)).unwrap_or_default(),
        words: quote.map(|q| words::clip(&q.exact, QUOTED)).unwrap_or_default(),
        after: quote.filter(|_| whole).map(|q| first_line(&q.suffix)).unwrap_or_default(),
        message: &finding.message,
        suggestion: finding.suggestion.as_deref().map(bare),
        norm: finding.norm.as_ref().map(words::norm),
        term: finding.term.as_ref().map(words::term),
        passage: finding
            .passage
            .as_ref()
            .and_then(|id| report.passages.iter().position(|p| p.id == *id))
            .map(|i| i + 1),
    }
}

fn last_line(text: &str) -> String {
    text.rsplit('\n').next().unwrap_or_default().to_owned()
}

fn first_line(text: &str) -> String {
    text.split('\n').next().unwrap_or_default().to_owned()
}

fn measure_name(measure: Measure) -> &'static str {
    match measure {
        Measure::Brevity => "brevity",
        Measure::Substance => "substance",
        Measure::Novelty => "novelty",
        Measure::Assessment => "assessment",
    }
}

fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Notice => "notice",
    }
}

/// The filters over the list; one with a single choice is left out.
pub(super) fn filters(report: &Report) -> Vec<Filter<'_>> {
    let count = |holds: &dyn Fn(&Finding) -> bool| report.findings.iter().filter(|f| holds(f)).count();
    let measures = Measure::ALL.into_iter().map(|m| (measure_name(m), m.label(), count(&|f: &Finding| f.measure == m)));
    let severities = [Severity::Error, Severity::Warning, Severity::Notice];
    let severities =
        severities.into_iter().map(|s| (severity_name(s), s.label(), count(&|f: &Finding| f.severity == s)));
    let mut kinds: Vec<(&str, &str, usize)> = Vec::new();
    for finding in &report.findings {
        let label = words::named(finding);
        match kinds.iter_mut().find(|(known, _, _)| *known == label) {
            Some((_, _, count)) => *count += 1,
            None => kinds.push((label, label, 1)),
        }
    }
    let filter = |name, label, choices: Vec<(_, _, usize)>| Filter {
        name,
        label,
        choices: choices.into_iter().filter(|(_, _, count)| *count > 0).collect(),
    };
    [
        filter("measure", "方面", measures.collect()),
        filter("severity", "程度", severities.collect()),
        filter("kind", "类别", kinds),
    ]
    .into_iter()
    .filter(|f| f.choices.len() > 1)
    .collect()
}

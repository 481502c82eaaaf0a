//! Findings by measure and rule, so that what all findings of a rule share is said once.

use crate::measure::{Finding, Measure};
use crate::render::words;
use crate::review::Report;
use crate::review::left_out::Listed;

/// Labels of the rules that come first in their part.
const ORDER: [&str; 4] = ["篇幅", "空话套话", "空话句", "与已有文件重复"];

/// Findings of one rule.
#[derive(Debug, Clone)]
pub struct Group<'a> {
    /// The rule's Chinese name.
    pub label: &'a str,
    /// In order of position; never empty.
    pub findings: Vec<&'a Finding>,
    /// How many more there are that the report does not list.
    pub left_out: usize,
}

impl<'a> Group<'a> {
    /// How many there are, listed or not.
    #[must_use]
    pub fn total(&self) -> usize {
        self.findings.len() + self.left_out
    }

    /// What all findings have in common, where they have.
    pub fn shared<T: PartialEq>(&self, of: impl Fn(&'a Finding) -> Option<T>) -> Option<T> {
        let first = of(self.findings.first()?)?;
        self.findings.iter().all(|f| of(f).as_ref() == Some(&first)).then_some(first)
    }
}

/// Findings of a measure by rule.
#[must_use]
pub fn of(report: &Report, measure: Measure) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for finding in report.findings.iter().filter(|f| f.measure == measure) {
        let label = words::named(finding);
        match groups.iter_mut().find(|g| g.label == label) {
            Some(group) => group.findings.push(finding),
            None => groups.push(Group { label, findings: vec![finding], left_out: 0 }),
        }
    }
    for left in report.left_out.iter().filter(|left| left.list == Listed::Findings) {
        let label = words::rule(left.of.as_deref().unwrap_or_default());
        if let Some(group) = groups.iter_mut().find(|g| g.label == label) {
            group.left_out += left.total.saturating_sub(left.listed);
        }
    }
    groups.sort_by_key(|group| ORDER.iter().position(|label| *label == group.label).unwrap_or(ORDER.len()));
    groups
}

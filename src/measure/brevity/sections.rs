//! The sections that 《整治形式主义为基层减负若干规定》 art. 2 wants short, found by their headings, and paragraphs of
//! background and meaning before the first heading, found by how they begin.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::measure::brevity::count::Counts;
use crate::norms::{Profile, SectionRule};
use crate::span::{self, Span};
use crate::text::Analysis;
use crate::text::structure::{Line, Role};

/// Paragraphs looked at where a draft has no heading: background stands first or not at all.
const OPENING_PARAGRAPHS: usize = 3;

/// A section of a kind that should be short.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Section {
    /// `background`, `significance`, `principles`, `safeguards` or a kind of the desk's own.
    pub kind: String,
    /// Its Chinese name.
    pub label: String,
    /// Where it stands.
    pub span: Span,
    /// Its length by the count that decides.
    pub characters: usize,
    /// Its share of the body, 0 to 1.
    pub share: f64,
}

/// A stretch of the body with the rule it falls under.
pub(crate) struct Found<'a> {
    pub(crate) rule: &'a SectionRule,
    pub(crate) span: Span,
}

/// The sections of a draft, in order; they do not overlap.
pub(crate) fn find<'a>(analysis: &Analysis, profile: &'a Profile) -> Vec<Found<'a>> {
    let mut found = openings(analysis, profile);
    let structure = &analysis.structure;
    let headings: Vec<_> = structure.headings.iter().filter(|h| structure.body.contains(h.span)).collect();
    let mut covered = 0;
    for (index, heading) in headings.iter().enumerate() {
        let words = analysis.folded(heading.span);
        // 第三章 组织实施: a chapter of rules is their substance.
        if heading.span.start < covered || words.starts_with('第') {
            continue;
        }
        let named = |rule: &&SectionRule| rule.headings.iter().any(|word| words.contains(word.as_str()));
        let Some(rule) = profile.sections.iter().find(named) else { continue };
        let mut later = headings.iter().skip(index + 1);
        let end = later.find(|h| h.level <= heading.level).map_or(structure.body.end, |h| h.span.start);
        let span = Span::new(heading.span.start, last_text(analysis, heading.span.start, end));
        covered = span.end;
        found.push(Found { rule, span });
    }
    found
}

/// Lines of running text that begin before `end` and end after `start`.
fn lines_in(analysis: &Analysis, start: usize, end: usize) -> impl DoubleEndedIterator<Item = &Line> {
    let lines = &analysis.structure.lines;
    let first = lines.partition_point(|l| l.span.end <= start);
    let last = lines.partition_point(|l| l.span.start < end);
    let inside = lines.get(first..last).unwrap_or(&[]);
    inside.iter().filter(|l| matches!(l.role, Role::Body | Role::Heading))
}

/// End of the last line of running text that begins in `start..end`.
fn last_text(analysis: &Analysis, start: usize, end: usize) -> usize {
    lines_in(analysis, start, end).next_back().map_or(start, |l| l.span.end.min(end))
}

/// Paragraphs of background or meaning before the first heading.
fn openings<'a>(analysis: &Analysis, profile: &'a Profile) -> Vec<Found<'a>> {
    let structure = &analysis.structure;
    let first = structure.headings.iter().find(|h| structure.body.contains(h.span)).map(|h| h.span.start);
    let paragraphs = lines_in(analysis, structure.body.start, structure.body.end).filter(|l| l.role == Role::Body);
    let before = paragraphs.take_while(|l| first.is_none_or(|f| l.span.start < f));
    let taken = before.take(if first.is_some() { usize::MAX } else { OPENING_PARAGRAPHS });
    let mut found: Vec<Found<'a>> = Vec::new();
    for line in taken {
        let text = analysis.folded(line.span);
        let begins = |rule: &&SectionRule| {
            rule.openings.iter().any(|word| text.starts_with(word.as_str()))
                && (rule.words.is_empty() || rule.words.iter().any(|word| text.contains(word.as_str())))
        };
        let Some(rule) = profile.sections.iter().find(begins) else { continue };
        match found.last_mut() {
            Some(last) if last.rule.kind == rule.kind => last.span = last.span.hull(line.span),
            _ => found.push(Found { rule, span: line.span }),
        }
    }
    found
}

/// The counts of annexes and of the forwarded original.
pub(crate) fn annexes(analysis: &Analysis) -> Counts {
    let mut counts = Counts::default();
    for line in analysis.structure.lines.iter().filter(|line| line.role == Role::Annex) {
        counts += Counts::of(analysis.folded.chars_in(line.span));
    }
    counts
}

/// The counts of the running text inside a span, without its tables.
pub(crate) fn counts(analysis: &Analysis, span: Span) -> Counts {
    counted(analysis, span, |line| !is_in_table(analysis, line))
}

/// The counts of the tables inside a span.
pub(crate) fn tables(analysis: &Analysis, span: Span) -> Counts {
    counted(analysis, span, |line| is_in_table(analysis, line))
}

fn counted(analysis: &Analysis, span: Span, taken: impl Fn(&Line) -> bool) -> Counts {
    let mut counts = Counts::default();
    for line in lines_in(analysis, span.start, span.end).filter(|line| taken(line)) {
        counts += Counts::of(analysis.folded.chars_in(line.span.intersection(span)));
    }
    counts
}

fn is_in_table(analysis: &Analysis, line: &Line) -> bool {
    span::any_overlap(&analysis.tables, line.span)
}

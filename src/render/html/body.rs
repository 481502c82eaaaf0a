//! The draft, line by line, with everything that stands out in it: a link from every such word to what is said of it,
//! and a place to come back to.

use std::collections::BTreeSet;

use crate::measure::Finding;
use crate::render::draft::Draft;
use crate::render::html::marks::{self, Look, Mark};
use crate::review::Report;
use crate::span::Span;

/// Longest line that is set as a heading, in characters: one line of a page and a little more.
const LONGEST_HEADING: usize = 32;

/// The draft as shown.
pub(super) struct Body<'a> {
    pub(super) lines: Vec<Line<'a>>,
    /// Looks that occur, with the number of ranges of each.
    pub(super) legend: Vec<(Look, usize)>,
    /// Ids of places in the draft that can be linked to.
    pub(super) anchors: BTreeSet<String>,
}

/// One line of the draft.
pub(super) struct Line<'a> {
    /// Number of the paragraph; `None` for a line without words.
    pub(super) number: Option<usize>,
    pub(super) class: String,
    pub(super) note: Option<Note>,
    pub(super) pieces: Vec<Shown<'a>>,
}

/// That a section begins here which is rather long.
pub(super) struct Note {
    pub(super) finding: usize,
    pub(super) text: String,
}

/// A piece of a line.
pub(super) struct Shown<'a> {
    pub(super) text: &'a str,
    /// Classes; empty for plain words.
    pub(super) class: String,
    pub(super) href: String,
    pub(super) title: String,
    /// Numbers of the findings, for the script.
    pub(super) findings: String,
    /// Ids of what begins here.
    pub(super) begins: Vec<String>,
    /// Findings whose words end here: number and class.
    pub(super) ends: Vec<(usize, &'static str)>,
}

/// Lays out the draft.
pub(super) fn of<'a>(report: &Report, draft: &Draft<'a>) -> Body<'a> {
    let marks = marks::of(report, draft);
    let cut = marks::pieces(draft.lines(), &marks);
    // The last piece of each range carries its number.
    let mut last: Vec<Option<usize>> = vec![None; marks.len()];
    for piece in cut.iter().flatten() {
        for &index in &piece.over {
            if let Some(place) = last.get_mut(index) {
                *place = Some(piece.span.start);
            }
        }
    }
    let mut begun: BTreeSet<usize> = BTreeSet::new();
    let mut anchors: BTreeSet<String> = BTreeSet::new();
    let structure = Structure::of(report, draft);
    let mut lines = Vec::with_capacity(cut.len());
    for (span, pieces) in draft.lines().iter().zip(cut) {
        let has_words = draft.words(*span).chars().any(|c| !c.is_whitespace());
        let number = has_words.then(|| draft.paragraph(first_word(draft, *span)));
        anchors.extend(number.map(|n| format!("l{n}")));
        let mut shown = Vec::with_capacity(pieces.len());
        for piece in pieces {
            let over: Vec<(usize, &Mark)> =
                piece.over.iter().filter_map(|&index| Some((index, marks.get(index)?))).collect();
            let new: Vec<&Mark> =
                over.iter().filter(|(index, _)| begun.insert(*index)).map(|(_, mark)| *mark).collect();
            let done = over.iter().filter(|(index, _)| last.get(*index) == Some(&Some(piece.span.start)));
            let done: Vec<&Mark> = done.map(|(_, mark)| *mark).collect();
            anchors.extend(new.iter().map(|mark| mark.anchor()));
            let over: Vec<&Mark> = over.into_iter().map(|(_, mark)| mark).collect();
            shown.push(shown_piece(draft.words(piece.span), &over, &new, &done));
        }
        let (class, note) = structure.line(*span);
        lines.push(Line { number, class, note, pieces: shown });
    }
    let count = |look: Look| marks.iter().filter(|m| m.look == look).count();
    let legend = Look::ALL.into_iter().map(|look| (look, count(look))).filter(|(_, n)| *n > 0).collect();
    Body { lines, legend, anchors }
}

fn first_word(draft: &Draft<'_>, line: Span) -> usize {
    line.start + draft.words(line).chars().take_while(|c| c.is_whitespace()).count()
}

fn shown_piece<'a>(text: &'a str, over: &[&Mark], new: &[&Mark], done: &[&Mark]) -> Shown<'a> {
    let looks: BTreeSet<Look> = over.iter().map(|m| m.look).collect();
    let mut classes: Vec<&str> = looks.iter().map(|look| look.class()).collect();
    let brackets = [(new, "s-empty"), (done, "e-empty")];
    classes.extend(brackets.iter().filter(|(m, _)| m.iter().any(|m| m.look == Look::Empty)).map(|(_, class)| *class));
    let mut titles: Vec<&str> = Vec::new();
    for mark in over {
        if !titles.contains(&mark.title.as_str()) {
            titles.push(&mark.title);
        }
    }
    let numbers: Vec<String> = over.iter().filter_map(|m| m.finding).map(|n| n.to_string()).collect();
    let narrowest = over.iter().min_by_key(|m| m.span.len());
    Shown {
        text,
        class: classes.join(" "),
        href: narrowest.map(|m| m.target()).unwrap_or_default(),
        title: titles.join("；"),
        findings: numbers.join(" "),
        begins: new.iter().map(|m| m.anchor()).collect(),
        ends: done.iter().filter_map(|m| Some((m.finding?, m.look.class()))).collect(),
    }
}

/// What the lines are in the structure of the draft.
struct Structure {
    title: Option<Span>,
    forwarded: Option<Span>,
    headings: Vec<(u8, Span)>,
    long: Vec<(usize, Span, String)>,
}

impl Structure {
    fn of(report: &Report, draft: &Draft<'_>) -> Self {
        let structure = &report.structure;
        let long = |(finding, number): (&Finding, usize)| {
            let span = finding.span.filter(|_| finding.rule == "brevity.long_background")?;
            let section = report.brevity.sections.iter().find(|s| s.span == span);
            let label = section.map(|s| format!("{} {}", s.label, crate::render::words::percent(s.share)));
            Some((number, draft.span(span), label.unwrap_or_else(|| "偏长的部分".to_owned())))
        };
        Self {
            title: structure.title.map(|t| draft.span(t)),
            forwarded: structure.forwarded.map(|f| draft.span(f)),
            headings: structure.headings.iter().map(|h| (h.level, draft.span(h.span))).collect(),
            long: report.findings.iter().zip(1..).filter_map(long).collect(),
        }
    }

    fn line(&self, line: Span) -> (String, Option<Note>) {
        let mut classes: Vec<String> = Vec::new();
        if self.title.is_some_and(|t| t.overlaps(line)) {
            classes.push("title".to_owned());
        }
        if self.forwarded.is_some_and(|f| f.overlaps(line)) {
            classes.push("forwarded".to_owned());
        }
        // What runs on like a paragraph does not look like a heading, whatever its number says.
        let first = self.headings.partition_point(|(_, h)| h.end <= line.start);
        if let Some((level, heading)) = self.headings.get(first).filter(|(_, h)| h.overlaps(line))
            && heading.end + 1 >= line.end
            && line.len() <= LONGEST_HEADING
        {
            classes.push(format!("h{}", (*level).clamp(1, 4)));
        }
        let long = self.long.iter().find(|(_, span, _)| span.overlaps(line));
        if long.is_some() {
            classes.push("long".to_owned());
        }
        let begins = long.filter(|(_, span, _)| line.holds(span.start) || line.start == span.start);
        (classes.join(" "), begins.map(|(finding, _, text)| Note { finding: *finding, text: text.clone() }))
    }
}

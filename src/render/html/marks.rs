//! What stands out in the draft: passages and findings as ranges with a look, and the draft cut so that every piece has
//! the same ranges over it from its first character to its last. Ranges may overlap in any way.

use std::collections::BTreeMap;

use crate::measure::Finding;
use crate::measure::novelty::{Passage, PassageKind};
use crate::measure::substance::rules;
use crate::render::draft::Draft;
use crate::render::words;
use crate::review::Report;
use crate::span::Span;

/// How a range looks. The order is that of the legend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Look {
    /// Copied letter for letter.
    Verbatim,
    /// Copied with changes.
    Edited,
    /// Said in other words.
    Reworded,
    /// Lawfully repeated.
    Lawful,
    /// A slogan.
    Slogan,
    /// An empty sentence.
    Empty,
    /// A possible burden.
    Burden,
    /// A place name of elsewhere.
    Residue,
    /// A rule of the desk's own making.
    Other,
}

impl Look {
    /// All looks, in the order of the legend.
    pub(super) const ALL: [Self; 9] = [
        Self::Verbatim,
        Self::Edited,
        Self::Reworded,
        Self::Lawful,
        Self::Slogan,
        Self::Empty,
        Self::Burden,
        Self::Residue,
        Self::Other,
    ];

    /// Name of its class in the style sheet.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Verbatim => "k-verbatim",
            Self::Edited => "k-edited",
            Self::Reworded => "k-reworded",
            Self::Lawful => "k-lawful",
            Self::Slogan => "k-slogan",
            Self::Empty => "k-empty",
            Self::Burden => "k-burden",
            Self::Residue => "k-residue",
            Self::Other => "k-other",
        }
    }

    /// Its Chinese name.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Verbatim => PassageKind::Verbatim.label(),
            Self::Edited => PassageKind::Edited.label(),
            Self::Reworded => PassageKind::Reworded.label(),
            Self::Lawful => "正常重复（不计）",
            Self::Slogan => "空话套话",
            Self::Empty => "空话句",
            Self::Burden => "可能增加负担",
            Self::Residue => "外地地名",
            Self::Other => "其他提示",
        }
    }

    /// The look of a passage.
    pub(super) fn of_passage(passage: &Passage) -> Self {
        match (passage.excluded, passage.kind) {
            (Some(_), _) => Self::Lawful,
            (None, PassageKind::Verbatim) => Self::Verbatim,
            (None, PassageKind::Edited) => Self::Edited,
            (None, PassageKind::Reworded) => Self::Reworded,
        }
    }

    /// The look of a finding's words; `None` for findings about a whole section or the whole draft.
    fn of_finding(finding: &Finding) -> Option<Self> {
        match finding.rule.as_str() {
            "substance.slogan" => Some(Self::Slogan),
            "substance.empty_sentence" if rules::is_apart(finding) => Some(Self::Other),
            "substance.empty_sentence" => Some(Self::Empty),
            "novelty.place_residue" => Some(Self::Residue),
            "brevity.over_limit" | "brevity.long_background" | "novelty.outline" | "novelty.nothing_added" => None,
            rule if rule.starts_with("assessment.") => Some(Self::Burden),
            _ => Some(Self::Other),
        }
    }
}

/// A range that stands out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    /// Where, in code points.
    pub(super) span: Span,
    /// How.
    pub(super) look: Look,
    /// Number of its finding, from 1; passages set apart have none.
    pub(super) finding: Option<usize>,
    /// Number of its passage, from 1.
    pub(super) passage: Option<usize>,
    /// What it is, in a few words.
    pub(super) title: String,
}

impl Mark {
    /// Id of the entry that says more.
    pub(super) fn target(&self) -> String {
        match (self.finding, self.passage) {
            (Some(number), _) => format!("f{number}"),
            (None, Some(number)) => format!("p{number}"),
            (None, None) => "draft".to_owned(),
        }
    }

    /// Id of its first character.
    pub(super) fn anchor(&self) -> String {
        format!("m{}", self.target())
    }
}

/// All ranges that stand out, by position; of those that begin together the longest first.
pub(super) fn of(report: &Report, draft: &Draft<'_>) -> Vec<Mark> {
    let findings = || report.findings.iter().zip(1..);
    let of_passage: BTreeMap<&str, (usize, &Finding)> =
        findings().filter_map(|(f, number)| Some((f.passage.as_deref()?, (number, f)))).collect();
    let known: BTreeMap<&str, usize> = report.passages.iter().map(|p| p.id.as_str()).zip(1..).collect();
    let passages = report.passages.iter().zip(1..).map(|(passage, number)| Mark {
        span: draft.span(passage.span),
        look: Look::of_passage(passage),
        finding: of_passage.get(passage.id.as_str()).map(|(number, _)| *number),
        passage: Some(number),
        title: title(passage),
    });
    let single = findings().filter(|(f, _)| f.passage.as_deref().is_none_or(|id| !known.contains_key(id)));
    let single = single.filter_map(|(finding, number)| {
        Some(Mark {
            span: draft.span(finding.span?),
            look: Look::of_finding(finding)?,
            finding: Some(number),
            passage: None,
            title: words::named(finding).to_owned(),
        })
    });
    let mut marks: Vec<Mark> = passages.chain(single).filter(|mark| !mark.span.is_empty()).collect();
    marks.sort_by_key(|mark| (mark.span.start, std::cmp::Reverse(mark.span.end), mark.look, mark.finding));
    marks
}

fn title(passage: &Passage) -> String {
    let source = words::titled(&passage.source.title);
    match passage.excluded {
        Some(excluded) => format!("正常重复：{}，见{source}", excluded.reason.label()),
        None => format!("{}，见{source}", passage.kind.label()),
    }
}

/// A piece of the draft over which the same ranges lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// Where, in code points.
    pub(super) span: Span,
    /// The ranges over it, as places in the list of marks, by position.
    pub(super) over: Vec<usize>,
}

/// Cuts lines into pieces. `lines` and `marks` must be by position.
pub(super) fn pieces(lines: &[Span], marks: &[Mark]) -> Vec<Vec<Piece>> {
    let mut cuts: Vec<usize> = marks.iter().flat_map(|m| [m.span.start, m.span.end]).collect();
    cuts.sort_unstable();
    cuts.dedup();
    let mut cuts = cuts.into_iter().peekable();
    let mut coming = marks.iter().enumerate().peekable();
    let mut over: Vec<usize> = Vec::new();
    let mut cut = |line: &Span| {
        let mut found = Vec::new();
        let mut at = line.start;
        while at < line.end {
            while cuts.next_if(|&cut| cut <= at).is_some() {}
            let end = cuts.peek().map_or(line.end, |&cut| cut.min(line.end));
            while let Some((index, _)) = coming.next_if(|(_, mark)| mark.span.start <= at) {
                over.push(index);
            }
            over.retain(|&index| marks.get(index).is_some_and(|mark| mark.span.end > at));
            found.push(Piece { span: Span::new(at, end), over: over.clone() });
            at = end;
        }
        found
    };
    lines.iter().map(&mut cut).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(start: usize, end: usize) -> Mark {
        Mark { span: Span::new(start, end), look: Look::Edited, finding: None, passage: Some(1), title: String::new() }
    }

    #[test]
    fn overlapping_ranges_are_cut_where_one_begins_or_ends() {
        // Nested, crossing, across a line, beginning together.
        let marks = [mark(0, 6), mark(0, 2), mark(4, 9), mark(12, 14)];
        let lines = [Span::new(0, 5), Span::new(6, 10), Span::new(11, 11), Span::new(12, 15)];
        let told: Vec<Vec<(usize, usize, Vec<usize>)>> = pieces(&lines, &marks)
            .into_iter()
            .map(|line| line.into_iter().map(|p| (p.span.start, p.span.end, p.over)).collect())
            .collect();
        assert_eq!(
            told,
            [
                vec![(0, 2, vec![0, 1]), (2, 4, vec![0]), (4, 5, vec![0, 2])],
                vec![(6, 9, vec![2]), (9, 10, vec![])],
                vec![],
                vec![(12, 14, vec![3]), (14, 15, vec![])],
            ]
        );
    }

    proptest::proptest! {
        #[test]
        fn every_character_has_the_ranges_that_hold_it(
            ranges in proptest::collection::vec((0usize..60, 1usize..20), 0..12),
            breaks in proptest::collection::btree_set(0usize..60, 0..6),
        ) {
            let mut marks: Vec<Mark> = ranges.iter().map(|&(start, length)| mark(start, start + length)).collect();
            marks.sort_by_key(|m| (m.span.start, std::cmp::Reverse(m.span.end)));
            let mut lines = Vec::new();
            let mut start = 0;
            for at in breaks.into_iter().chain([60]) {
                lines.push(Span::new(start, at));
                start = at + 1;
            }
            for (line, found) in lines.iter().zip(pieces(&lines, &marks)) {
                let mut at = line.start;
                for piece in found {
                    proptest::prop_assert_eq!(piece.span.start, at);
                    for position in piece.span.start..piece.span.end {
                        let over: Vec<usize> =
                            marks.iter().enumerate().filter(|(_, m)| m.span.holds(position)).map(|(i, _)| i).collect();
                        proptest::prop_assert_eq!(&over, &piece.over);
                    }
                    at = piece.span.end;
                }
                proptest::prop_assert_eq!(at, line.end.max(line.start));
            }
        }
    }

    /// The lightness of a colour in six digits (WCAG 2.2, relative luminance).
    fn luminance(colour: &str) -> f64 {
        let part = |at: usize| f64::from(u8::from_str_radix(colour.get(at..at + 2).unwrap(), 16).unwrap()) / 255.0;
        let linear = |c: f64| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) };
        0.2126 * linear(part(0)) + 0.7152 * linear(part(2)) + 0.0722 * linear(part(4))
    }

    /// Ranges overlap in any way, so each colour of words or of their numbers must be readable on each ground: 4.5 to 1.
    #[test]
    fn words_are_readable_on_every_ground() {
        let sheet = include_str!("templates/page.css");
        let behind = |rest: &str| rest.split_once('#')?.1.get(..6).map(str::to_owned);
        let kinds = Look::ALL.map(|look| look.class().trim_start_matches("k-"));
        let inks: Vec<String> = kinds
            .iter()
            .filter_map(|kind| sheet.split_once(&format!("--{kind}: ")))
            .filter_map(|(_, rest)| behind(rest))
            .collect();
        let grounds: Vec<String> = kinds
            .iter()
            .filter_map(|kind| sheet.split_once(&format!(".m.k-{kind} {{ background: ")))
            .filter_map(|(_, rest)| behind(rest))
            .collect();
        assert_eq!((inks.len(), grounds.len()), (8, 4));
        for (ink, ground) in inks.iter().flat_map(|ink| grounds.iter().map(move |ground| (ink, ground))) {
            let ratio = (luminance(ground) + 0.05) / (luminance(ink) + 0.05);
            assert!(ratio >= 4.5, "{ink} on {ground}: {ratio:.2}");
        }
    }
}

//! 上下一般粗: headings that follow those of a source in the same order and words.

use rayon::prelude::*;

use super::eligible::{Counted, Eligibility, Relation};
use super::figures::Outline;
use super::{Library, Outcome};
use crate::measure::{Finding, Measure, Severity};
use crate::reuse::DocumentMatches;
use crate::span::{SourceText, Span};
use crate::text::structure::Heading;
use crate::text::{Analysis, Letters};

/// Fewest headings of a draft that make an outline.
const FEWEST: usize = 3;
/// Share of mirrored headings from which on the outline is worth a word.
const SHARE: f64 = 0.6;
/// Fewest mirrored headings for that.
const FEWEST_MIRRORED: usize = 4;
/// Headings agree when this share of the longer one's letters is common, in order.
const AGREE: f64 = 0.75;
/// How many of the largest sources are compared, beside the superior.
const SOURCES: usize = 3;
/// Share of the draft that such a source must carry: who takes over an outline takes over some words.
const SOURCE_SHARE: f64 = 0.02;
/// A heading counts as met when a match covers this share of its letters.
const MET: f64 = 0.5;
/// Documents that meet this many headings are compared whatever else they share.
const FEWEST_MET: usize = 3;
/// Most headings compared on a side: a text of one-line paragraphs must not cost quadratic time.
const MOST: usize = 300;
/// Headings that every document of the kind has; they mirror nothing.
const COMMON: [&str; 14] = [
    "总则",
    "附则",
    "总体要求",
    "指导思想",
    "基本原则",
    "工作目标",
    "主要目标",
    "保障措施",
    "组织保障",
    "组织领导",
    "加强组织领导",
    "工作要求",
    "法律责任",
    "监督管理",
];

/// The documents whose matches meet most headings of the draft, however short: sequence numbers, at most [`SOURCES`].
pub(super) fn likely(analysis: &Analysis, documents: &[DocumentMatches]) -> Vec<u64> {
    let headings: Vec<Span> = analysis.structure.headings.iter().take(MOST).map(|h| letters_of(analysis, h)).collect();
    let met = |document: &DocumentMatches| {
        let by_match = document.matches.iter().flat_map(|found| {
            let first = headings.partition_point(|h| h.end <= found.draft.start);
            headings.iter().enumerate().skip(first).take_while(|(_, h)| h.start < found.draft.end).filter_map(
                |(at, heading)| {
                    let common = heading.intersection(found.draft).len();
                    (common as f64 >= MET * heading.len() as f64).then_some(at)
                },
            )
        });
        let mut met: Vec<usize> = by_match.collect();
        met.sort_unstable();
        met.dedup();
        met.len()
    };
    let counted = documents.iter().map(|d| (std::cmp::Reverse(met(d)), d.sequence));
    let mut counted: Vec<_> = counted.filter(|(count, _)| count.0 >= FEWEST_MET).collect();
    counted.sort_unstable();
    counted.into_iter().take(SOURCES).map(|(_, sequence)| sequence).collect()
}

/// The words of a heading, in letters.
fn letters_of(analysis: &Analysis, heading: &Heading) -> Span {
    analysis.letters.from_text(heading.span)
}

/// Compares the outline with the superior, the largest sources and the `likely` ones; the closest is reported.
pub(super) fn compare(
    analysis: &Analysis,
    library: &Library<'_>,
    eligibility: &Eligibility<'_>,
    likely: &[u64],
    outcome: &mut Outcome,
) {
    let own = headings(&analysis.folded, &analysis.structure.headings);
    outcome.novelty.outline = Outline { headings: own.len(), ..Outline::default() };
    if own.len() < FEWEST {
        return;
    }
    let superior = outcome.novelty.superior.as_ref().map(|s| s.document_id.as_str());
    let largest = outcome
        .novelty
        .sources
        .iter()
        .filter(|s| superior != Some(s.document_id.as_str()))
        .take(SOURCES)
        .filter(|s| s.ratio >= SOURCE_SHARE)
        .map(|s| s.document_id.as_str());
    let likely = likely.iter().filter_map(|&sequence| Some(eligibility.get(sequence)?.document.id.as_str()));
    let mut ids: Vec<&str> = superior.into_iter().chain(largest).chain(likely).collect();
    ids.sort_unstable();
    ids.dedup();
    let best = ids
        .into_par_iter()
        .filter_map(|id| {
            let sequence = eligibility.by_id(id)?.document.seq;
            let theirs = library.catalogue.headings(library.catalogue.index_of(sequence)?, || {
                let reading = (library.reading)(sequence)?;
                Some(headings(&reading.folded, reading.headings()))
            })?;
            Some((mirrored(&own, &theirs), std::cmp::Reverse(id.to_owned())))
        })
        .max();
    let Some((count, std::cmp::Reverse(id))) = best else { return };
    let share = count as f64 / own.len() as f64;
    outcome.novelty.outline = Outline {
        mirrored_headings: count,
        headings: own.len(),
        ratio: Some((share * 10_000.0).round() / 10_000.0),
        document_id: (count > 0).then(|| id.clone()),
    };
    if share >= SHARE && count >= FEWEST_MIRRORED {
        let Some(counted) = eligibility.by_id(&id) else { return };
        let mut found = finding(analysis, (count, own.len()), &counted);
        found.norm = library.norm.filter(|_| counted.relation == Relation::Higher).cloned();
        outcome.findings.push(found);
    }
}

fn finding(analysis: &Analysis, (mirrored, headings): (usize, usize), source: &Counted<'_>) -> Finding {
    let whose = match source.relation {
        Relation::Higher => "上位文件",
        Relation::Own => "本机关此前文件",
        Relation::Elsewhere => "其他地区文件",
    };
    let title = &source.document.title;
    let message = format!("{headings}个标题中有{mirrored}个与“{title}”的标题顺序、用语一致，结构近似{whose}");
    let mut finding = Finding::new(Measure::Novelty, "novelty.outline", Severity::Warning, message);
    finding.span = analysis.structure.headings.first().map(|h| h.span);
    finding.suggestion = Some("建议按本地要解决的问题和要办的事项重新组织结构，只保留需要细化的部分。".to_owned());
    finding
}

/// The letters of the headings of the first three levels, without their numbers and without those that every document
/// has.
fn headings(folded: &SourceText, headings: &[Heading]) -> Vec<Vec<char>> {
    headings
        .iter()
        .filter(|h| h.level <= 3)
        .map(|h| words_of(folded, h.span))
        .filter(|w| w.len() >= 3 && !COMMON.contains(&w.iter().collect::<String>().as_str()))
        .take(MOST)
        .collect()
}

/// A heading's letters without its number.
fn words_of(folded: &SourceText, span: Span) -> Vec<char> {
    let text = folded.slice(span);
    let after = text.find(['、', '）', '.', '．', '章', '节']).and_then(|at| {
        let mark = text.get(at..)?.chars().next()?;
        let head = text.get(..at)?;
        (head.chars().count() <= 6).then(|| text.get(at + mark.len_utf8()..)).flatten()
    });
    Letters::of_text(after.unwrap_or(text)).chars().to_vec()
}

/// How many headings agree in order: the longest common subsequence under [`agree`].
fn mirrored(own: &[Vec<char>], theirs: &[Vec<char>]) -> usize {
    let mut row = vec![0usize; theirs.len() + 1];
    for mine in own {
        let mut diagonal = 0;
        for (at, other) in theirs.iter().enumerate() {
            let above = row.get(at + 1).copied().unwrap_or(0);
            let left = row.get(at).copied().unwrap_or(0);
            let value = if agree(mine, other) { diagonal + 1 } else { above.max(left) };
            diagonal = above;
            if let Some(cell) = row.get_mut(at + 1) {
                *cell = value;
            }
        }
    }
    row.last().copied().unwrap_or(0)
}

/// Whether two headings say the same: enough letters in common, in order.
fn agree(a: &[char], b: &[char]) -> bool {
    let longer = a.len().max(b.len());
    if (a.len().min(b.len()) as f64) < AGREE * longer as f64 {
        return false;
    }
    // No more can be common in order than at all.
    let present = a.iter().filter(|x| b.contains(x)).count();
    if (present as f64) < AGREE * longer as f64 {
        return false;
    }
    let mut row = vec![0usize; b.len() + 1];
    for x in a {
        let mut diagonal = 0;
        for (at, y) in b.iter().enumerate() {
            let above = row.get(at + 1).copied().unwrap_or(0);
            let left = row.get(at).copied().unwrap_or(0);
            let value = if x == y { diagonal + 1 } else { above.max(left) };
            diagonal = above;
            if let Some(cell) = row.get_mut(at + 1) {
                *cell = value;
            }
        }
    }
    row.last().copied().unwrap_or(0) as f64 >= AGREE * longer as f64
}

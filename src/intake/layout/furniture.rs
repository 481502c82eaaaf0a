//! What belongs to the page and not to the text: page numbers, and headers and footers that repeat.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;

use super::lines::Line;

/// How many lines from the top and from the bottom of a page may be furniture.
const EDGE: usize = 2;
/// A line on this many pages at least, and on more than half of them, at the same edge, is a header.
const REPEATED: usize = 3;

/// A page number that shows it is one: — 3 —, 第3页, 3/12, 第 3 页 共 12 页.
static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let dashes = r"[-–—―－·•\s]";
    let pattern = format!(
        r"^(?:{dashes}+\d{{1,4}}{dashes}+|第\s*\d{{1,4}}\s*页(?:\s*[，,/／（(]?\s*共\s*\d{{1,4}}\s*页\s*[）)]?)?|\d{{1,4}}\s*[/／]\s*\d{{1,4}})$"
    );
    Regex::new(&pattern).ok()
});

/// Takes the furniture off all pages; the headers and footers, each of them once.
pub(super) fn strip(pages: &mut [Vec<Line>]) -> BTreeSet<String> {
    for page in pages.iter_mut() {
        drop_edges(page, |line| NUMBER.as_ref().is_some_and(|number| number.is_match(&line.text)));
    }
    bare_numbers(pages);
    repeated(pages)
}

/// Drops the outermost lines as long as they are furniture.
fn drop_edges(page: &mut Vec<Line>, is_furniture: impl Fn(&Line) -> bool) {
    for _ in 0..EDGE {
        if page.last().is_some_and(&is_furniture) {
            page.pop();
        }
        if page.first().is_some_and(&is_furniture) {
            page.remove(0);
        }
    }
}

/// Bare numbers are page numbers when they count along with the pages.
fn bare_numbers(pages: &mut [Vec<Line>]) {
    for edge in [Edge::Top, Edge::Bottom] {
        let mut offsets: BTreeMap<i64, usize> = BTreeMap::new();
        for (index, page) in (0_i64..).zip(pages.iter()) {
            if let Some(number) = edge.line(page, 0).and_then(bare) {
                *offsets.entry(number - index).or_default() += 1;
            }
        }
        let Some((&offset, &count)) = offsets.iter().max_by_key(|(_, count)| **count) else { continue };
        if count < 2 {
            continue;
        }
        for (index, page) in (0_i64..).zip(pages.iter_mut()) {
            if edge.line(page, 0).and_then(bare) == Some(index + offset) {
                edge.remove(page, 0);
            }
        }
    }
}

fn bare(line: &Line) -> Option<i64> {
    (line.text.len() <= 4).then(|| line.text.parse().ok()).flatten()
}

/// Headers and footers: lines with the same words but for numbers at the same place of the edge of most pages.
fn repeated(pages: &mut [Vec<Line>]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for edge in [Edge::Top, Edge::Bottom] {
        // From the inside out, so that a place keeps its number until it is dealt with.
        for place in (0..EDGE).rev() {
            let mut counts: BTreeMap<String, usize> = BTreeMap::new();
            for line in pages.iter().filter_map(|page| edge.line(page, place)) {
                *counts.entry(words(line)).or_default() += 1;
            }
            let enough = REPEATED.max(pages.len() / 2 + 1);
            for page in pages.iter_mut() {
                let often = edge.line(page, place).is_some_and(|l| counts.get(&words(l)).is_some_and(|c| *c >= enough));
                if often {
                    found.extend(edge.line(page, place).map(|line| line.text.clone()));
                    edge.remove(page, place);
                }
            }
        }
    }
    found
}

fn words(line: &Line) -> String {
    line.text.chars().filter(|c| !c.is_numeric() && !c.is_whitespace()).collect()
}

/// An end of a page.
#[derive(Debug, Clone, Copy)]
enum Edge {
    Top,
    Bottom,
}

impl Edge {
    fn index(self, page: &[Line], place: usize) -> Option<usize> {
        match self {
            Self::Top => Some(place),
            Self::Bottom => page.len().checked_sub(place + 1),
        }
    }

    fn line(self, page: &[Line], place: usize) -> Option<&Line> {
        page.get(self.index(page, place)?)
    }

    fn remove(self, page: &mut Vec<Line>, place: usize) {
        if let Some(index) = self.index(page, place).filter(|index| *index < page.len()) {
            page.remove(index);
        }
    }
}

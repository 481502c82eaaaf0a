//! From lines to paragraphs.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::furniture;
use super::glyph::{Sheet, is_wide};
use super::lines::{self, Line};

/// A line that ends this many characters before the right edge of the column ends its paragraph. Punctuation that must
/// not begin a line, or may hang over the edge, moves the end of a full line by up to two.
const SHORT: f32 = 2.2;
/// A column is at least this many characters wide: an official page has 28 a line, and pages of short lines only (a
/// title, a list) must not make a column of them.
const NARROWEST: f32 = 20.0;
/// A line that begins this many characters behind the left edge is indented.
const INDENTED: f32 = 0.9;
/// A distance between lines this many times the usual one parts paragraphs.
const PARTED: f32 = 1.4;
/// Sizes that differ by this factor do not belong to one paragraph.
const OTHER_SIZE: f32 = 1.15;
/// A document indents its paragraphs when at least one in this many lines begins so.
const INDENTED_SHARE: usize = 20;

/// What begins a paragraph whatever stands before it: 一、 （一） 1. 第一条.
static BEGINNING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let number = "[一二三四五六七八九十百]{1,4}";
    let pattern = format!(
        r"^(?:{number}、|[（(]{number}[）)]|\d{{1,2}}[.．、][^\d]|[（(]\d{{1,2}}[）)]|第[一二三四五六七八九十百零]{{1,6}}[章节条])"
    );
    Regex::new(&pattern).ok()
});

/// A line with its place relative to the column of its page, in characters.
struct Placed {
    text: String,
    page: usize,
    y: f32,
    size: f32,
    /// From the left edge of the column, and up to its right edge.
    indent: f32,
    short: f32,
}

/// What pages say.
#[derive(Debug, Default)]
pub(in crate::intake) struct Laid {
    /// Their text, one line a paragraph.
    pub(in crate::intake) text: String,
    /// What stands beside it: headers, footers, watermarks.
    pub(in crate::intake) margins: String,
}

/// Reads all pages of a document.
pub(in crate::intake) fn read(sheets: &[Sheet]) -> Laid {
    let mut pages: Vec<Vec<Line>> = sheets.iter().map(lines::of_sheet).collect();
    let aside: BTreeSet<&str> = sheets.iter().map(|sheet| sheet.aside.as_str()).filter(|a| !a.is_empty()).collect();
    let furniture = furniture::strip(&mut pages);
    let margins: Vec<&str> = furniture.iter().map(String::as_str).chain(aside).collect();
    let placed: Vec<Placed> = pages.into_iter().enumerate().flat_map(|(page, lines)| place(page, lines)).collect();
    Laid { text: join(&placed), margins: margins.join("\n") }
}

/// Places lines within the column of their page. Pages of a book may have other margins left and right.
fn place(page: usize, lines: Vec<Line>) -> Vec<Placed> {
    let left = lines.iter().map(|l| l.left).fold(f32::INFINITY, f32::min);
    let right = lines.iter().map(|l| l.right).fold(f32::NEG_INFINITY, f32::max);
    let placed = |line: Line| Placed {
        page,
        y: line.y,
        size: line.size,
        indent: (line.left - left) / line.size,
        short: (right.max(left + NARROWEST * line.size) - line.right) / line.size,
        text: line.text,
    };
    lines.into_iter().map(placed).collect()
}

fn join(lines: &[Placed]) -> String {
    let setting = Setting::of(lines);
    let mut text = String::new();
    let mut before: Option<&Placed> = None;
    for line in lines {
        if let Some(last) = before {
            if setting.parts(last, line) {
                text.push('\n');
            } else if !wide_between(&last.text, &line.text) {
                text.push(' ');
            }
        }
        text.push_str(&line.text);
        before = Some(line);
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

/// Whether a line end between the two is no word boundary.
fn wide_between(last: &str, next: &str) -> bool {
    last.chars().next_back().is_some_and(is_wide) || next.chars().next().is_some_and(is_wide)
}

/// How a document sets its paragraphs.
struct Setting {
    /// First lines are indented, so a line that is not goes on.
    indents: bool,
    /// Usual distance of lines, in characters.
    pitch: f32,
}

impl Setting {
    fn of(lines: &[Placed]) -> Self {
        // A first line of a paragraph is indented by two characters; centred ones are short at the right as well.
        let first = |l: &&Placed| (INDENTED..3.0).contains(&l.indent);
        let full_behind =
            lines.windows(2).filter(|w| matches!(w, [a, b] if first(&a) && first(&a) != first(&b))).count();
        let mut distances: Vec<f32> = lines
            .windows(2)
            .filter_map(|w| match w {
                [a, b] => distance(a, b),
                _ => None,
            })
            .collect();
        distances.sort_by(f32::total_cmp);
        // Within paragraphs lines stand as near as anywhere; a low quantile passes over the gaps between them.
        let pitch = distances.get(distances.len() / 3).copied().unwrap_or(f32::INFINITY);
        Self { indents: full_behind > lines.len() / INDENTED_SHARE, pitch }
    }

    /// Whether a paragraph ends between two lines that follow each other.
    fn parts(&self, last: &Placed, next: &Placed) -> bool {
        let sizes = (last.size / next.size).max(next.size / last.size);
        if last.short > SHORT || next.indent >= INDENTED || sizes > OTHER_SIZE {
            return true;
        }
        if distance(last, next).is_some_and(|d| d > PARTED * self.pitch) {
            return true;
        }
        if !last.text.ends_with(['。', '；', '：', '！', '？']) {
            return false;
        }
        !self.indents || BEGINNING.as_ref().is_some_and(|beginning| beginning.is_match(&next.text))
    }
}

/// Distance of two lines of one page, in characters of the second.
fn distance(last: &Placed, next: &Placed) -> Option<f32> {
    (last.page == next.page).then(|| (next.y - last.y) / next.size)
}

//! From lines to paragraphs.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::furniture;
use super::glyph::{Sheet, is_wide};
use super::lines::{self, Line};
use crate::intake::origin::{OriginKind, OriginPiece};
use crate::span::Span;

/// A line ends its paragraph where the first word of the next one would have found room, and this much more (in
/// characters): punctuation that must not end a line goes down with what follows it.
const SPARE: f32 = 1.2;
/// The column ends where all but this share of the lines do: a table or a heading may stick out.
const STICKING_OUT: usize = 10;
/// A column is at least this many characters wide: an official page has 28 a line, and pages of short lines only (a
/// title, a list) must not make a column of them.
const NARROWEST: f32 = 20.0;
/// A line that begins this many characters behind the left edge is indented.
const INDENTED: f32 = 0.9;
/// A first line is indented by two characters; one that begins this far in is centred.
const CENTRED: f32 = 3.0;
/// A distance between lines this many times the usual one parts paragraphs.
const PARTED: f32 = 1.4;
/// Sizes that differ by this factor do not belong to one paragraph.
const OTHER_SIZE: f32 = 1.15;
/// What may hang over the right edge, or must not begin a line.
const HANGING: &str = "，。、；：！？）》〉」』】”’…—,.;:!?)]";
/// What must not end a line.
const LEADING: &str = "（《〈「『【“‘([";
/// What ends a sentence.
const SENTENCE_ENDS: [char; 5] = ['。', '；', '：', '！', '？'];

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
    /// Its number on the page, from 1.
    number: usize,
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
    /// Its lines: pages are their parts, from 0.
    pub(in crate::intake) pieces: Vec<OriginPiece>,
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
    let (text, pieces) = join(&placed);
    Laid { text, pieces, margins: margins.join("\n") }
}

/// Places lines within the column of their page. Pages of a book may have other margins left and right.
fn place(page: usize, lines: Vec<Line>) -> Vec<Placed> {
    let left = lines.iter().map(|l| l.left).fold(f32::INFINITY, f32::min);
    let right = edge(&lines);
    let placed = |(number, line): (usize, Line)| Placed {
        page,
        number,
        y: line.y,
        size: line.size,
        indent: (line.left - left) / line.size,
        short: (right.max(left + NARROWEST * line.size) - line.right) / line.size,
        text: line.text,
    };
    (1..).zip(lines).map(placed).collect()
}

/// The right edge of the column of a page. Marks that may hang over it do not count.
fn edge(lines: &[Line]) -> f32 {
    let hangs = |line: &&Line| line.text.chars().next_back().is_some_and(|last| HANGING.contains(last));
    let mut ends: Vec<f32> =
        lines.iter().map(|line| if hangs(&line) { line.right - line.size } else { line.right }).collect();
    ends.sort_by(f32::total_cmp);
    let last = ends.len().saturating_sub(1 + ends.len() / STICKING_OUT);
    ends.get(last).copied().unwrap_or_default()
}

/// Width of what a line begins with and cannot be parted, in characters: a word of letters or one character, with the
/// marks that cling to it.
fn first_word(text: &str) -> f32 {
    let mut rest = text.chars().peekable();
    let mut width = 0.0;
    while rest.next_if(|c| LEADING.contains(*c)).is_some() {
        width += 1.0;
    }
    let mut letters = 0.0;
    while rest.next_if(char::is_ascii_graphic).is_some() {
        letters += 0.5;
    }
    if letters == 0.0 {
        width += rest.next().map_or(0.0, |_| 1.0);
    }
    while rest.next_if(|c| HANGING.contains(*c)).is_some() {
        width += 1.0;
    }
    width + letters
}

fn join(lines: &[Placed]) -> (String, Vec<OriginPiece>) {
    let setting = Setting::of(lines);
    let (mut text, mut length, mut pieces) = (String::new(), 0, Vec::with_capacity(lines.len()));
    let mut before: Option<&Placed> = None;
    for line in lines {
        if let Some(last) = before {
            if setting.parts(last, line) {
                text.push('\n');
                length += 1;
            } else if !wide_between(&last.text, &line.text) {
                text.push(' ');
                length += 1;
            }
        }
        text.push_str(&line.text);
        let start = length;
        length += line.text.chars().count();
        let span = Span::new(start, length);
        pieces.push(OriginPiece { span, part: line.page, kind: OriginKind::Line, number: line.number });
        before = Some(line);
    }
    if !text.is_empty() {
        text.push('\n');
    }
    (text, pieces)
}

/// Whether a line end between the two is no word boundary.
fn wide_between(last: &str, next: &str) -> bool {
    last.chars().next_back().is_some_and(is_wide) || next.chars().next().is_some_and(is_wide)
}

/// How a document sets its paragraphs.
struct Setting {
    /// First lines are indented, so a line that is not goes on.
    indents: bool,
    /// Most paragraphs are one sentence, so a sentence that ends at the edge ends its paragraph.
    single: bool,
    /// Usual distance of lines, in characters.
    pitch: f32,
}

impl Setting {
    fn of(lines: &[Placed]) -> Self {
        let pairs = || lines.iter().zip(lines.iter().skip(1));
        let mut distances: Vec<f32> = pairs().filter_map(|(a, b)| distance(a, b)).collect();
        distances.sort_by(f32::total_cmp);
        // Within paragraphs lines stand as near as anywhere; a low quantile passes over the gaps between them.
        let pitch = distances.get(distances.len() / 3).copied().unwrap_or(f32::INFINITY);
        let ends = pairs().filter(|(last, next)| has_room(last, next)).count();
        let sentences: usize = lines.iter().map(|line| inner_ends(&line.text)).sum();
        Self { indents: indents(lines), single: ends >= sentences, pitch }
    }

    /// Whether a paragraph ends between two lines that follow each other.
    fn parts(&self, last: &Placed, next: &Placed) -> bool {
        let sizes = (last.size / next.size).max(next.size / last.size);
        if has_room(last, next) || next.indent >= INDENTED || sizes > OTHER_SIZE {
            return true;
        }
        if distance(last, next).is_some_and(|d| d > PARTED * self.pitch) {
            return true;
        }
        if !last.text.ends_with(SENTENCE_ENDS) {
            return false;
        }
        (!self.indents && self.single) || BEGINNING.as_ref().is_some_and(|beginning| beginning.is_match(&next.text))
    }
}

/// Whether first lines are indented: most of those that surely are first ones, and no centred headings. A line that is
/// not indented goes on then.
fn indents(lines: &[Placed]) -> bool {
    let behind = lines.iter().zip(lines.iter().skip(1)).filter(|(last, next)| has_room(last, next));
    let firsts = lines.first().into_iter().chain(behind.map(|(_, next)| next)).filter(|line| line.indent < CENTRED);
    let (indented, flush): (Vec<&Placed>, Vec<&Placed>) = firsts.partition(|line| line.indent >= INDENTED);
    indented.len() > flush.len()
}

/// Whether the next line begins anew: its first word would have had room in the last one.
fn has_room(last: &Placed, next: &Placed) -> bool {
    last.short > first_word(&next.text) + SPARE
}

/// Sentences that end within a line.
fn inner_ends(line: &str) -> usize {
    line.trim_end_matches(SENTENCE_ENDS).matches(SENTENCE_ENDS).count()
}

/// Distance of two lines of one page, in characters of the second.
fn distance(last: &Placed, next: &Placed) -> Option<f32> {
    (last.page == next.page).then(|| (next.y - last.y) / next.size)
}

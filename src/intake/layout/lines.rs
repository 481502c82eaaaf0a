//! From the characters of a page to its lines.

use super::glyph::{Glyph, Sheet, is_wide};

/// Characters whose base lines differ by less than this share of their size stand in one line: enough for raised and
/// lowered marks, too little for the next line of any setting.
const SAME_LINE: f32 = 0.5;
/// A gap of this share of the size parts two words of letters; the narrowest blanks of common fonts are a fifth.
const WORD_GAP: f32 = 0.17;
/// A gap of this share parts two stretches of Chinese, as cells of a table; justified lines are stretched by less.
const WIDE_GAP: f32 = 1.0;
/// Two equal characters this near to each other (share of the size) are one, printed twice to look bold.
const DOUBLED: f32 = 0.15;

/// A line of a page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    /// Its text, without blanks at both ends.
    pub(super) text: String,
    /// Left edge, right edge and base line.
    pub(super) left: f32,
    pub(super) right: f32,
    pub(super) y: f32,
    /// Size of most of its characters.
    pub(super) size: f32,
}

/// The lines of a page from top to bottom.
pub(super) fn of_sheet(sheet: &Sheet) -> Vec<Line> {
    let usable = |g: &&Glyph| [g.x, g.y, g.width, g.size].iter().all(|n| n.is_finite()) && g.size > 0.0;
    let mut glyphs: Vec<(usize, Glyph)> = sheet.glyphs.iter().filter(usable).copied().enumerate().collect();
    // Blanks follow the others into their line, and found none of their own.
    glyphs.sort_by(|(_, a), (_, b)| a.y.total_cmp(&b.y).then(a.x.total_cmp(&b.x)));
    let mut rows: Vec<Vec<(usize, Glyph)>> = Vec::new();
    for (place, glyph) in glyphs {
        let same = rows.last().and_then(|row| row.last()).is_some_and(|(_, last)| {
            // Measured from the character before, a row could creep down the page; so it is from its first one.
            let first = rows.last().and_then(|row| row.first()).map_or(last.y, |(_, first)| first.y);
            glyph.y - first < SAME_LINE * glyph.size.max(last.size).min(4.0 * glyph.size)
        });
        match rows.last_mut() {
            Some(row) if same => row.push((place, glyph)),
            _ => rows.push(vec![(place, glyph)]),
        }
    }
    rows.into_iter().map(in_order).filter_map(|row| line(&row)).collect()
}

/// The characters of a row from left to right. Those of a run stay in its order: the widths that a file gives for a run
/// may be a mean of them all, and runs then lie over each other. A wide gap lets others in between.
fn in_order(mut row: Vec<(usize, Glyph)>) -> Vec<Glyph> {
    row.sort_by_key(|(place, _)| *place);
    let row: Vec<Glyph> = row.into_iter().map(|(_, glyph)| glyph).collect();
    let mut runs = parted_by(&row, |last, next| last.run.is_some() && last.run == next.run);
    runs.dedup_by(|next, last| is_doubled(last, next));
    if runs.windows(2).any(|pair| matches!(pair, [last, next] if are_stacked(last, next))) {
        return laid_anew(&runs);
    }
    let mut pieces: Vec<Vec<Glyph>> = runs.iter().flat_map(|run| parted_by(run, goes_on)).collect();
    pieces.sort_by(|a, b| left(a).total_cmp(&left(b)));
    pieces.concat()
}

/// A row in pieces, each of characters of which every one belongs to the one before it.
fn parted_by(row: &[Glyph], belong: impl Fn(&Glyph, &Glyph) -> bool) -> Vec<Vec<Glyph>> {
    row.chunk_by(belong).map(<[Glyph]>::to_vec).collect()
}

fn left(piece: &[Glyph]) -> f32 {
    piece.first().map_or(0.0, |first| first.x)
}

/// Whether a character goes on with the run of the one before it.
fn goes_on(last: &Glyph, next: &Glyph) -> bool {
    let gap = next.x - last.x - last.width;
    last.run.is_some() && next.x >= last.x && gap < WIDE_GAP * next.size
}

/// Whether a run is printed a second time to look bold.
fn is_doubled(last: &[Glyph], next: &[Glyph]) -> bool {
    let equal = |(a, b): (&Glyph, &Glyph)| a.character == b.character && (b.x - a.x).abs() < DOUBLED * b.size;
    last.len() > 1 && last.len() == next.len() && last.iter().zip(next).all(equal)
}

/// Whether two runs begin at one place: some programs give every run the box of its line, and spread it over it.
fn are_stacked(last: &[Glyph], next: &[Glyph]) -> bool {
    let runs = |piece: &[Glyph]| piece.first().is_some_and(|first| first.run.is_some());
    let size = next.first().map_or(0.0, |first| first.size);
    runs(last) && runs(next) && (left(next) - left(last)).abs() < DOUBLED * size
}

/// The characters of runs whose places mean nothing: one after the other as they came, each as wide as it usually is.
fn laid_anew(runs: &[Vec<Glyph>]) -> Vec<Glyph> {
    let mut x = runs.iter().map(|run| left(run)).fold(f32::INFINITY, f32::min);
    let set = |glyph: Glyph| {
        let width = if is_wide(glyph.character) { glyph.size } else { glyph.size / 2.0 };
        let set = Glyph { x, width, ..glyph };
        x += width;
        set
    };
    runs.concat().into_iter().map(set).collect()
}

fn line(row: &[Glyph]) -> Option<Line> {
    let mut text = String::new();
    let mut before: Option<Glyph> = None;
    let mut blank = false;
    for &glyph in row {
        if glyph.character.is_whitespace() {
            blank |= !text.is_empty();
            continue;
        }
        if glyph.character.is_control() {
            continue;
        }
        if let Some(last) = before {
            if last.character == glyph.character && (glyph.x - last.x).abs() < DOUBLED * glyph.size {
                continue;
            }
            if parted(last, glyph, blank) {
                text.push(' ');
            }
        }
        text.push(glyph.character);
        before = Some(glyph);
        blank = false;
    }
    let mut inked = row.iter().filter(|g| !g.character.is_whitespace());
    let (left, y) = inked.next().map(|first| (first.x, first.y))?;
    let right = row.iter().filter(|g| !g.character.is_whitespace()).map(|g| g.x + g.width).fold(left, f32::max);
    let mut sizes: Vec<f32> = row.iter().map(|g| g.size).collect();
    sizes.sort_by(f32::total_cmp);
    let size = sizes.get(sizes.len() / 2).copied()?;
    (!text.is_empty()).then_some(Line { text, left, right, y, size })
}

/// Whether a blank stands between two neighbours.
fn parted(last: Glyph, next: Glyph, blank: bool) -> bool {
    let gap = (next.x - last.x - last.width) / last.size.max(next.size);
    if is_wide(last.character) || is_wide(next.character) {
        // A blank as wide as a character is meant (总　则); narrow ones come from justification.
        gap >= WIDE_GAP || (blank && gap >= 0.75 * WIDE_GAP)
    } else {
        blank || gap > WORD_GAP
    }
}

//! Automatic numbers of lists and headings (一、, （一）, 1.) as text: tables of lists, their uses and the styles that
//! name them.

use std::collections::HashMap;

use super::bytes::{part, size_at, u16_at, u32_at};
use super::header::{Header, Record};
use crate::intake::docx::numeral;

/// Levels of a list.
const LEVELS: usize = 9;
/// Sizes of the fixed parts of records: a list, a level, a use of a list.
const LIST: usize = 28;
const LEVEL: usize = 28;
const USE: usize = 16;
/// Longest number, in units; real ones have up to twenty.
const LONGEST: usize = 64;
/// Codes of changes of a paragraph: the use of a list, and the level in it.
const LIST_USE: u16 = 0x460B;
const LIST_LEVEL: u16 = 0x260A;
/// Format of bullets, and of no number at all.
const BULLET: u8 = 0x17;
const NO_NUMBER: u8 = 0xFF;

/// Which list a paragraph is in: number of a use, from 1, and level from 0. What a paragraph does not say its style does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) list: Option<u16>,
    pub(super) level: Option<u8>,
}

impl Place {
    /// Takes a change of a paragraph.
    pub(super) fn change(&mut self, code: u16, operand: &[u8]) {
        match code {
            LIST_USE => self.list = u16_at(operand, 0),
            LIST_LEVEL => self.level = operand.first().copied(),
            _ => {}
        }
    }
}

/// How the numbers of a level are written.
#[derive(Debug, Clone, Default)]
struct Level {
    start: u32,
    format: u8,
    /// A character below [`LEVELS`] stands for the number of that level.
    pattern: Vec<u16>,
    /// Whether nothing parts the number from the text.
    tight: bool,
}

/// The lists of a file and how far each has been counted. A file without sound tables has none.
#[derive(Debug, Default)]
pub(super) struct Lists {
    /// Levels by the id of a list.
    lists: HashMap<u32, Vec<Level>>,
    /// Ids of lists by number of the use.
    uses: Vec<u32>,
    styles: Vec<Place>,
    counts: HashMap<u32, [Option<u32>; LEVELS]>,
}

impl Lists {
    /// Reads the tables.
    pub(super) fn read(table: &[u8], header: &Header) -> Self {
        Self {
            lists: lists(table, header.lists).unwrap_or_default(),
            uses: uses(table, header.uses).unwrap_or_default(),
            styles: styles(table, header.styles).unwrap_or_default(),
            counts: HashMap::new(),
        }
    }

    /// The number of the next paragraph in this place of this style; `None` where it has none.
    pub(super) fn next(&mut self, place: Place, style: u16) -> Option<String> {
        let by_style = self.styles.get(usize::from(style)).copied().unwrap_or_default();
        let used = place.list.or(by_style.list).filter(|used| *used > 0)?;
        let id = *self.uses.get(usize::from(used) - 1)?;
        let levels = self.lists.get(&id)?;
        let at = usize::from(place.level.or(by_style.level).unwrap_or(0));
        let own = levels.get(at)?;
        let first = |at: usize| levels.get(at).map_or(1, |level| level.start);
        let counts = self.counts.entry(id).or_default();
        for (index, count) in counts.iter_mut().enumerate() {
            if index < at {
                count.get_or_insert_with(|| first(index));
            } else if index == at {
                *count = Some(count.map_or_else(|| first(at), |n| n.saturating_add(1)));
            } else {
                *count = None;
            }
        }
        if matches!(own.format, BULLET | NO_NUMBER) {
            return None;
        }
        let mut text = String::new();
        for unit in char::decode_utf16(own.pattern.iter().copied()) {
            let sign = unit.unwrap_or('\u{FFFD}');
            let level = usize::try_from(u32::from(sign)).unwrap_or(LEVELS);
            match counts.get(level) {
                Some(count) => {
                    let format = levels.get(level).map_or(0, |level| level.format);
                    text.push_str(&numeral(count.unwrap_or(1), format_name(format)));
                }
                None => text.push(sign),
            }
        }
        if text.is_empty() {
            return None;
        }
        // A mark of Chinese punctuation parts number and text by itself.
        if !own.tight && !text.ends_with(['、', '）', '．', '：', '。']) {
            text.push(' ');
        }
        Some(text)
    }
}

/// The lists, each with one level or nine; the levels follow behind the table of lists.
fn lists(table: &[u8], record: Record) -> Option<HashMap<u32, Vec<Level>>> {
    let count = usize::from(u16_at(part(table, record.at, record.length)?, 0)?);
    let mut levels_at = record.at.checked_add(record.length)?;
    let mut lists = HashMap::new();
    for index in 0..count {
        let list = part(table, record.at + 2 + index * LIST, LIST)?;
        let simple = list.get(26)? & 1 != 0;
        let mut levels = Vec::new();
        for _ in 0..if simple { 1 } else { LEVELS } {
            let (level, length) = level(table, levels_at)?;
            levels.push(level);
            levels_at += length;
        }
        lists.insert(u32_at(list, 0)?, levels);
    }
    Some(lists)
}

/// A level, and how many bytes it takes.
fn level(table: &[u8], at: usize) -> Option<(Level, usize)> {
    let fixed = part(table, at, LEVEL)?;
    let formats = usize::from(*fixed.get(24)?) + usize::from(*fixed.get(25)?);
    let text_at = at + LEVEL + formats;
    let length = usize::from(u16_at(table, text_at)?);
    let text = part(table, text_at + 2, 2 * length)?;
    let level = Level {
        start: u32_at(fixed, 0)?,
        format: *fixed.get(4)?,
        tight: *fixed.get(15)? == 2,
        pattern: (0..length.min(LONGEST)).filter_map(|index| u16_at(text, 2 * index)).collect(),
    };
    Some((level, LEVEL + formats + 2 + 2 * length))
}

/// Ids of lists. (Changes of a use against its list are left out.)
fn uses(table: &[u8], record: Record) -> Option<Vec<u32>> {
    let record = part(table, record.at, record.length)?;
    let count = size_at(record, 0)?.min(record.len() / USE);
    (0..count).map(|index| u32_at(record, 4 + index * USE)).collect()
}

/// Places that styles of paragraphs name, with those of the styles they are based on.
fn styles(table: &[u8], record: Record) -> Option<Vec<Place>> {
    let record = part(table, record.at, record.length)?;
    let head = usize::from(u16_at(record, 0)?);
    let count = usize::from(u16_at(record, 2)?);
    let base_size = usize::from(u16_at(record, 4)?);
    let mut at = 2 + head;
    let mut found: Vec<(Place, usize)> = Vec::new();
    for _ in 0..count {
        let length = usize::from(u16_at(record, at)?);
        let style = part(record, at + 2, length)?;
        found.push(style_place(style, base_size).unwrap_or_default());
        // Every style begins at an even place.
        at += 2 + length + length % 2;
    }
    let place = |number: usize| {
        let mut place = Place::default();
        let mut next = number;
        // A style may name itself; real chains are short.
        for _ in 0..LEVELS {
            let Some((own, base)) = found.get(next) else { break };
            place = Place { list: place.list.or(own.list), level: place.level.or(own.level) };
            next = *base;
        }
        place
    };
    Some((0..found.len()).map(place).collect())
}

/// The place a style of paragraphs names, and the number of the style it is based on.
fn style_place(style: &[u8], base_size: usize) -> Option<(Place, usize)> {
    let kind = u16_at(style, 2)?;
    let base = usize::from(kind >> 4);
    if kind & 0x0F != 1 {
        return Some((Place::default(), base));
    }
    // The name, with its length before and a zero behind it, then the changes of paragraphs.
    let name = usize::from(u16_at(style, base_size)?);
    let mut at = base_size + 2 + 2 * name + 2;
    at += at % 2;
    let length = usize::from(u16_at(style, at)?);
    let mut place = Place::default();
    for (code, operand) in super::runs::changes(part(style, at + 2, length)?.get(2..)?) {
        place.change(code, operand);
    }
    Some((place, base))
}

/// Formats by the names they have in the newer files.
fn format_name(format: u8) -> &'static str {
    match format {
        0x01 => "upperRoman",
        0x02 => "lowerRoman",
        0x03 => "upperLetter",
        0x04 => "lowerLetter",
        0x0A => "ideographDigital",
        0x0B | 0x21 | 0x23 | 0x25 | 0x27 => "chineseCounting",
        0x0E | 0x13 => "decimalFullWidth",
        0x10 | 0x22 | 0x26 => "chineseLegalSimplified",
        0x12 | 0x1C => "decimalEnclosedCircle",
        0x16 => "decimalZero",
        0x1A => "decimalEnclosedFullstop",
        0x1B => "decimalEnclosedParen",
        0x1D => "ideographEnclosedCircle",
        0x1E => "ideographTraditional",
        0x1F => "ideographZodiac",
        _ => "decimal",
    }
}

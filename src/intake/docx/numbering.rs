//! Automatic numbers of lists and headings (一、, （一）, 1., 第一条) as text, counted as a word processor counts them.

use std::collections::{HashMap, HashSet};

use super::numerals::numeral;
use super::styles::{Styles, is_on, number};
use crate::intake::IntakeError;
use crate::intake::xml::{Node, Space, Tag, Xml};

/// Levels of a list.
const LEVELS: usize = 9;
/// Longest pattern of a number, in characters; real ones have up to twenty.
const LONGEST_PATTERN: usize = 64;

#[derive(Debug, Clone)]
struct Level {
    start: u32,
    format: String,
    pattern: String,
    suffix: String,
    /// Whether the numbers of all levels are shown as decimal ones.
    decimal: bool,
    /// Whether the count goes on under a new number of a level above.
    continues: bool,
    style: Option<String>,
}

impl Default for Level {
    fn default() -> Self {
        Self {
            start: 1,
            format: "decimal".to_owned(),
            pattern: String::new(),
            suffix: "tab".to_owned(),
            decimal: false,
            continues: false,
            style: None,
        }
    }
}

#[derive(Debug, Clone, Default)]
struct List {
    levels: HashMap<usize, Level>,
    /// The style that holds the list in its place.
    style: Option<String>,
}

#[derive(Debug, Clone, Default)]
struct Use {
    list: i64,
    starts: HashMap<usize, u32>,
    levels: HashMap<usize, Level>,
}

/// The lists of a document and how far each has been counted.
#[derive(Debug, Clone, Default)]
pub(super) struct Numbering {
    lists: HashMap<i64, List>,
    uses: HashMap<i64, Use>,
    counts: HashMap<i64, [Option<u32>; LEVELS]>,
    /// Uses and levels whose own start has been applied.
    started: HashSet<(i64, usize)>,
}

/// What is being read.
enum Open {
    Nothing,
    List(i64),
    Use(i64),
}

impl Numbering {
    /// Reads the part that holds the lists.
    pub(super) fn read(part: &str, text: &str) -> Result<Self, IntakeError> {
        let mut xml = Xml::new(part, text);
        let mut found = Self::default();
        let mut open = Open::Nothing;
        let mut level = 0;
        while let Some(node) = xml.node()? {
            let Node::Open(tag) = node else { continue };
            if tag.space != Space::Word {
                continue;
            }
            let id = |name: &str| tag.attribute(name).and_then(|v| v.trim().parse::<i64>().ok()).unwrap_or(-1);
            match tag.name() {
                "abstractNum" => {
                    open = Open::List(id("abstractNumId"));
                    found.lists.insert(id("abstractNumId"), List::default());
                }
                "num" => {
                    open = Open::Use(id("numId"));
                    found.uses.insert(id("numId"), Use::default());
                }
                "lvl" | "lvlOverride" => level = usize::try_from(id("ilvl")).unwrap_or(LEVELS),
                _ if level < LEVELS || matches!(tag.name(), "abstractNumId" | "numStyleLink") => {
                    found.set(&open, level, &tag);
                }
                _ => {}
            }
        }
        Ok(found)
    }

    fn set(&mut self, open: &Open, level: usize, tag: &Tag<'_>) {
        let levels = match open {
            Open::Nothing => return,
            Open::List(id) => {
                let Some(list) = self.lists.get_mut(id) else { return };
                if tag.name() == "numStyleLink" {
                    list.style = tag.attribute("val");
                    return;
                }
                &mut list.levels
            }
            Open::Use(id) => {
                let Some(used) = self.uses.get_mut(id) else { return };
                match tag.name() {
                    "abstractNumId" => {
                        used.list = number(tag).unwrap_or(-1);
                        return;
                    }
                    "startOverride" => {
                        used.starts.extend(number(tag).and_then(|n| Some((level, u32::try_from(n).ok()?))));
                        return;
                    }
                    _ => &mut used.levels,
                }
            }
        };
        if !matches!(tag.name(), "start" | "numFmt" | "lvlText" | "suff" | "isLgl" | "lvlRestart" | "pStyle") {
            return;
        }
        let level = levels.entry(level).or_default();
        let value = || tag.attribute("val").unwrap_or_default();
        match tag.name() {
            "start" => level.start = value().trim().parse().unwrap_or(1),
            "numFmt" => level.format = value(),
            "lvlText" => level.pattern = value().chars().take(LONGEST_PATTERN).collect(),
            "suff" => level.suffix = value(),
            "isLgl" => level.decimal = is_on(tag),
            "lvlRestart" => level.continues = value().trim() == "0",
            _ => level.style = Some(value()),
        }
    }

    /// The number of the next paragraph of a list, with what parts it from the text; `None` for bullets and unknown
    /// lists. `level` is `None` where only the style says which one.
    pub(super) fn next(
        &mut self,
        id: i64,
        level: Option<usize>,
        style: Option<&str>,
        styles: &Styles,
    ) -> Option<String> {
        let used = self.uses.get(&id)?;
        let mut list_id = used.list;
        if let Some(link) = self.lists.get(&list_id)?.style.as_deref() {
            list_id = styles.list(link).and_then(|(id, _)| self.uses.get(&id)).map_or(list_id, |u| u.list);
        }
        let list = self.lists.get(&list_id)?;
        let by_style = || {
            (0..LEVELS).find(|l| list.levels.get(l).is_some_and(|l| l.style.is_some() && l.style.as_deref() == style))
        };
        let at = level.or_else(by_style).unwrap_or(0);
        let shape = |l: usize| used.levels.get(&l).or_else(|| list.levels.get(&l));
        let own = shape(at)?;
        let counts = self.counts.entry(list_id).or_default();
        let fresh = used.starts.get(&at).copied().filter(|_| self.started.insert((id, at)));
        let value = fresh.or_else(|| Some(counts.get(at)?.as_ref()?.saturating_add(1))).unwrap_or(own.start);
        for (l, count) in counts.iter_mut().enumerate() {
            if l == at {
                *count = Some(value);
            } else if l < at {
                count.get_or_insert_with(|| shape(l).map_or(1, |s| s.start));
            } else if !shape(l).is_some_and(|s| s.continues) {
                *count = None;
            }
        }
        if own.format == "bullet" {
            return None;
        }
        let mut text = String::new();
        let mut signs = own.pattern.chars().peekable();
        while let Some(sign) = signs.next() {
            let shown = signs.peek().and_then(|c| c.to_digit(10)).filter(|n| sign == '%' && *n > 0);
            let Some(shown) = shown else {
                text.push(sign);
                continue;
            };
            signs.next();
            let l = shown as usize - 1;
            let format = shape(l).map_or("decimal", |s| if own.decimal { "decimal" } else { s.format.as_str() });
            if format != "none" {
                text.push_str(&numeral(counts.get(l).copied().flatten().unwrap_or(1), format));
            }
        }
        if text.is_empty() {
            return None;
        }
        // A mark of Chinese punctuation parts number and text by itself.
        let parted = own.suffix == "nothing" || (own.suffix == "tab" && text.ends_with(['、', '）', '．', '：', '。']));
        if !parted {
            text.push(' ');
        }
        Some(text)
    }
}

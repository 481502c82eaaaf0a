//! Styles, as far as they say what is text: numbers of lists and headings, and what is hidden.

use std::collections::{HashMap, HashSet};

use crate::intake::error::IntakeError;
use crate::intake::xml::{Node, Tag, Xml};

/// Most levels of a list.
pub(super) const LEVELS: usize = 10;
/// Longest part of a number that is written as it is, in characters.
const LONGEST: usize = 64;

/// How the numbers of a level are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Level {
    /// Format of numbers, by the name it has in the other office format; empty for bullets and no number.
    pub(super) format: &'static str,
    /// Texts before and after.
    prefix: String,
    suffix: String,
    /// The whole number with its texts, as in `第%1%条`, where it is written so.
    pattern: Option<String>,
    /// First number.
    pub(super) start: u32,
    /// How many levels are shown, from this one up.
    shown: usize,
    /// Whether nothing follows the number.
    tight: bool,
}

/// The styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    lists: HashMap<String, HashMap<usize, Level>>,
    headings: HashMap<usize, Level>,
    hidden: HashSet<String>,
}

/// Which levels are being read.
enum Open {
    Nothing,
    List(String),
    Headings,
}

impl Styles {
    /// Reads the styles of a part.
    pub(super) fn read(&mut self, part: &str, text: &str) -> Result<(), IntakeError> {
        let mut xml = Xml::new(part, text);
        let mut open = Open::Nothing;
        let (mut style, mut at) = (None, None);
        while let Some(node) = xml.node()? {
            let Node::Open(tag) = node else { continue };
            match tag.full_name() {
                // Styles stand before the content.
                "office:body" => break,
                "text:list-style" => open = Open::List(tag.attribute("name").unwrap_or_default()),
                "text:outline-style" => open = Open::Headings,
                "style:style" => style = tag.attribute("name"),
                "style:text-properties" if tag.attribute("display").is_some_and(|d| d == "none") => {
                    self.hidden.extend(style.clone());
                }
                "text:list-level-style-number" | "text:outline-level-style" => {
                    at = level_number(&tag).filter(|level| *level <= LEVELS);
                    let levels = match &open {
                        Open::Nothing => continue,
                        Open::List(name) => self.lists.entry(name.clone()).or_default(),
                        Open::Headings => &mut self.headings,
                    };
                    levels.extend(at.map(|at| (at, level(&tag))));
                }
                "text:list-level-style-bullet" | "text:list-level-style-image" => at = None,
                "style:list-level-label-alignment" => {
                    let tight = tag.attribute("label-followed-by").is_some_and(|by| by == "nothing");
                    let levels = match &open {
                        Open::Nothing => None,
                        Open::List(name) => self.lists.get_mut(name),
                        Open::Headings => Some(&mut self.headings),
                    };
                    if let Some(level) = at.and_then(|at| levels?.get_mut(&at)) {
                        level.tight = tight;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The levels of a list style.
    pub(super) fn list(&self, name: &str) -> Option<&HashMap<usize, Level>> {
        self.lists.get(name)
    }

    /// The levels of headings.
    pub(super) fn headings(&self) -> &HashMap<usize, Level> {
        &self.headings
    }

    /// Whether text of this style is hidden.
    pub(super) fn is_hidden(&self, name: &str) -> bool {
        self.hidden.contains(name)
    }
}

fn level_number(tag: &Tag<'_>) -> Option<usize> {
    tag.attribute("level")?.trim().parse().ok().filter(|level| *level > 0)
}

fn level(tag: &Tag<'_>) -> Level {
    let text = |name: &str| -> String { tag.attribute(name).unwrap_or_default().chars().take(LONGEST).collect() };
    let number = |name: &str| tag.attribute(name).and_then(|value| value.trim().parse::<u32>().ok());
    Level {
        format: format(&text("num-format")),
        prefix: text("num-prefix"),
        suffix: text("num-suffix"),
        pattern: Some(text("num-list-format")).filter(|pattern| pattern.contains('%')),
        start: number("start-value").unwrap_or(1),
        shown: number("display-levels").and_then(|n| usize::try_from(n).ok()).unwrap_or(1).clamp(1, LEVELS),
        tight: false,
    }
}

/// A format is written by its first numbers.
fn format(sample: &str) -> &'static str {
    match sample.chars().next() {
        None => "",
        Some('a') => "lowerLetter",
        Some('A') => "upperLetter",
        Some('i') => "lowerRoman",
        Some('I') => "upperRoman",
        Some('一') => "chineseCounting",
        Some('壹') => "chineseLegalSimplified",
        Some('甲') => "ideographTraditional",
        Some('子') => "ideographZodiac",
        Some('①') => "decimalEnclosedCircle",
        Some('１') => "decimalFullWidth",
        Some(_) => "decimal",
    }
}

/// The number of a paragraph at `at`, with what parts it from the text; `None` where there is none. `numbers` are the
/// counts of all levels, written in their formats; empty where a level has none.
pub(super) fn label(levels: &HashMap<usize, Level>, at: usize, numbers: &[String]) -> Option<String> {
    let own = levels.get(&at).filter(|level| !level.format.is_empty())?;
    let number = |level: usize| numbers.get(level.checked_sub(1)?).map(String::as_str);
    let mut text = match &own.pattern {
        Some(pattern) => pattern
            .split('%')
            .enumerate()
            .map(|(index, piece)| match piece.parse() {
                // Between two signs of per cent stands a level, outside of them text.
                Ok(level) if index % 2 == 1 => number(level).unwrap_or_default(),
                _ => piece,
            })
            .collect(),
        None => {
            let shown = (at.saturating_sub(own.shown) + 1..=at).filter_map(number).filter(|n| !n.is_empty());
            format!("{}{}{}", own.prefix, shown.collect::<Vec<_>>().join("."), own.suffix)
        }
    };
    // A mark of Chinese punctuation parts number and text by itself.
    if !own.tight && !text.ends_with(['、', '）', '．', '：', '。']) {
        text.push(' ');
    }
    Some(text)
}

//! How far lists and headings have been counted.

use std::collections::HashMap;

use super::styles::{LEVELS, Level, label};
use crate::intake::docx::numeral;

/// The counts of one list, by level.
type Count = [Option<u32>; LEVELS];

/// An open list; lists within lists are levels of the outermost one.
#[derive(Debug, Clone, Default)]
pub(super) struct List {
    /// Name of its style.
    pub(super) style: Option<String>,
    id: Option<String>,
    count: Count,
}

/// Lists and headings of a document.
#[derive(Debug, Default)]
pub(super) struct Counts {
    /// Counts of ended lists by style and by id, for lists that go on with them.
    by_style: HashMap<String, Count>,
    by_id: HashMap<String, Count>,
    headings: Count,
}

/// How a list begins.
#[derive(Debug, Default)]
pub(super) struct Begin {
    pub(super) style: Option<String>,
    pub(super) id: Option<String>,
    /// It goes on with the list before it of the same style.
    pub(super) continues: bool,
    /// It goes on with this list.
    pub(super) after: Option<String>,
}

impl Counts {
    /// A list begins.
    pub(super) fn begin(&self, begin: Begin) -> List {
        let after = begin.after.as_ref().and_then(|id| self.by_id.get(id));
        let same = begin.style.as_ref().filter(|_| begin.continues).and_then(|style| self.by_style.get(style));
        let count = after.or(same).copied().unwrap_or_default();
        List { style: begin.style, id: begin.id, count }
    }

    /// A list ends.
    pub(super) fn end(&mut self, list: List) {
        self.by_style.extend(list.style.map(|style| (style, list.count)));
        self.by_id.extend(list.id.map(|id| (id, list.count)));
    }

    /// The number of the next heading of a level.
    pub(super) fn heading(&mut self, level: usize, levels: &HashMap<usize, Level>) -> Option<String> {
        next(&mut self.headings, level, None, levels)
    }
}

impl List {
    /// The number of the next item of a level; `start` is the number it is given.
    pub(super) fn next(&mut self, level: usize, start: Option<u32>, levels: &HashMap<usize, Level>) -> Option<String> {
        next(&mut self.count, level, start, levels)
    }
}

fn next(count: &mut Count, level: usize, start: Option<u32>, levels: &HashMap<usize, Level>) -> Option<String> {
    let at = level.checked_sub(1).filter(|at| *at < LEVELS)?;
    let first = |at: usize| levels.get(&(at + 1)).map_or(1, |level| level.start);
    for (index, value) in count.iter_mut().enumerate() {
        if index < at {
            value.get_or_insert_with(|| first(index));
        } else if index == at {
            *value = start.or(value.map(|n| n.saturating_add(1))).or_else(|| Some(first(at)));
        } else {
            *value = None;
        }
    }
    let written = |(index, value): (usize, &Option<u32>)| match levels.get(&(index + 1)) {
        Some(level) if !level.format.is_empty() => numeral(value.unwrap_or(1), level.format),
        _ => String::new(),
    };
    label(levels, level, &count.iter().enumerate().map(written).collect::<Vec<_>>())
}

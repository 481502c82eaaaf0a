//! [`Single`]: one entry of a list, compiled.

use std::cell::OnceCell;
use std::sync::OnceLock;

use regex::Regex;

use crate::lexicon::check;
use crate::lexicon::covers::Covers;
use crate::lexicon::entry::{Entry, EntryKind};
use crate::lexicon::unit::Units;
use crate::span::SourceText;

/// Longest text, in bytes, that is searched without a lazy automaton (99 % of the units of 60 real drafts have at most
/// 558). The states of one are made as texts need them, which patterns with a gap ([^，。]{2,30}) do without end: of the
/// 390 shipped expressions on those drafts it takes 2.1 s of processor time and 72 MB of states a thread, searched without
/// 1.3 s and next to nothing. In longer texts only the automaton keeps the time linear.
const SHORT: usize = 1_500;

/// A regular expression of a list.
#[derive(Debug, Clone)]
pub(super) struct Expression {
    short: Regex,
    /// The same for long texts, made when the first one comes.
    long: OnceLock<Regex>,
}

impl Expression {
    fn new(pattern: &str) -> Result<Self, String> {
        Ok(Self { short: check::compile(pattern, check::States::None)?, long: OnceLock::new() })
    }

    /// The pattern as it was compiled.
    pub(super) fn as_str(&self) -> &str {
        self.short.as_str()
    }

    /// Its matches in a text, one after the other.
    pub(super) fn find_iter<'r, 't>(&'r self, text: &'t str) -> regex::Matches<'r, 't> {
        if text.len() <= SHORT {
            return self.short.find_iter(text);
        }
        let again = || check::compile(self.as_str(), check::States::AsNeeded).unwrap_or_else(|_| self.short.clone());
        self.long.get_or_init(again).find_iter(text)
    }
}

/// One compiled entry.
#[derive(Debug, Clone)]
pub(crate) struct Single {
    /// The folded text of a literal, which the automaton finds.
    pub(super) literal: Option<String>,
    pub(super) regex: Option<Expression>,
    pub(super) exceptions: Vec<Regex>,
}

impl Single {
    /// Compiles an entry; the error names columns and Chinese reasons.
    pub(crate) fn new(entry: &Entry) -> Result<Self, Vec<(&'static str, String)>> {
        let mut reasons = Vec::new();
        let mut exceptions = Vec::with_capacity(entry.exceptions.len());
        for pattern in &entry.exceptions {
            match check::compile(pattern, check::States::AsNeeded) {
                Ok(regex) => exceptions.push(regex),
                Err(reason) => reasons.push(("exceptions", reason)),
            }
        }
        let mut single = Self { literal: None, regex: None, exceptions };
        match entry.kind {
            EntryKind::Literal => single.literal = Some(check::folded(&entry.pattern)),
            EntryKind::Regex => match Expression::new(&entry.pattern) {
                Ok(regex) => single.regex = Some(regex),
                Err(reason) => reasons.push(("pattern", reason)),
            },
        }
        if reasons.is_empty() { Ok(single) } else { Err(reasons) }
    }

    /// Whether the entry is found anywhere in a text, exceptions considered.
    pub(crate) fn hits(&self, text: &str) -> bool {
        let folded = SourceText::new(&check::folded(text));
        Units::of(folded.chars()).any(|unit| {
            let text = folded.slice(unit);
            let covers = OnceCell::new();
            let excepted = |from, to| covers.get_or_init(|| Covers::of(&self.exceptions, text)).hold(from, to);
            let literal = self.literal.iter().flat_map(|l| text.match_indices(l.as_str()));
            let mut literal = literal.map(|(at, found)| (at, at + found.len()));
            let mut regex = self.regex.iter().flat_map(|r| r.find_iter(text)).map(|m| (m.start(), m.end()));
            literal.any(|(from, to)| !excepted(from, to)) || regex.any(|(from, to)| !excepted(from, to))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_and_long_texts_are_read_alike() {
        for pattern in ["加强[^，。]{2,30}", r"\d{4}年(\d{1,2}月)?", "(甲|乙丙)+丁?"] {
            let expression = Expression::new(pattern).unwrap();
            for times in [1, 3, 60, 200] {
                let text = "要加强对水库的巡查，于2026年5月由乙丙甲丁、甲甲报送。".repeat(times);
                let found: Vec<_> = expression.find_iter(&text).map(|m| m.range()).collect();
                let wanted: Vec<_> = Regex::new(pattern).unwrap().find_iter(&text).map(|m| m.range()).collect();
                assert_eq!(found, wanted, "{pattern} {times}");
            }
        }
    }
}

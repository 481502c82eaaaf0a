//! The check a list must pass as a whole before it is used. All faults are reported at once, by row and column.

use std::collections::HashMap;

use regex::{Regex, RegexBuilder};
use serde::Serialize;
use utoipa::ToSchema;

use crate::lexicon::common;
use crate::lexicon::entry::{Entry, EntryKind, ListId, TermList};
use crate::lexicon::fault;
use crate::lexicon::groups::uncaptured;
use crate::lexicon::layer::{self, Layer};
use crate::lexicon::matcher::Matcher;
use crate::lexicon::single::Single;
use crate::text::fold;
use crate::text::unseen::is_unseen;

/// Most entries of a list: twice the 100,000 that a list of every set phrase would have; more is no list but a text.
pub const MAX_ENTRIES: usize = 200_000;
/// Most regular expressions of a list: each may take [`REGEX_BYTES`], literals cost next to nothing.
pub const MAX_REGEXES: usize = 1_000;
/// Longest pattern or exception, in characters.
pub const MAX_PATTERN: usize = 200;
/// Longest text of any other cell, in characters.
pub const MAX_CELL: usize = 2_000;
/// Largest compiled regular expression, in bytes: keeps a nested repetition from eating memory.
pub const REGEX_BYTES: usize = 1 << 20;
/// Most bytes of the states that a regular expression of a list remembers on one thread. With 1 MiB many of the shipped
/// ones forgot theirs again and again: those of the burdens took 1.9 ms for a draft of 5,000 characters, with 2 MiB 1.1, with
/// 4 MiB 0.7 and with 8 MiB 0.6; what all lists remember on one thread grew from 78 MB by 21, 36 and 40.
const STATES_BYTES: usize = 4 << 20;

/// One fault of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ListProblem)]
pub struct Problem {
    /// Line of the file (the header is line 1), or the entry's ordinal from 1 where there is no file.
    /// 0 when the list as a whole is at fault.
    pub row: usize,
    /// Name of the column; empty when the row as a whole is at fault.
    pub column: String,
    /// What is wrong, in Chinese.
    pub reason: String,
}

/// Every fault of a refused list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("term list refused, {} problem(s), first: row {}, {}: {}", .problems.len(), first(.problems).0, first(.problems).1, first(.problems).2)]
pub struct ListErrors {
    /// The faults, in order of rows; never empty.
    pub problems: Vec<Problem>,
}

fn first(problems: &[Problem]) -> (usize, &str, &str) {
    problems.first().map_or((0, "", ""), |p| (p.row, p.column.as_str(), p.reason.as_str()))
}

/// The form in which a regular expression is compiled: simplified characters, as in the folded text.
#[must_use]
pub(crate) fn simplified(pattern: &str) -> String {
    pattern.chars().map(fold::simplified).collect()
}

/// Whether a regular expression may keep states of a lazy automaton while it searches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum States {
    /// None: what is searched is short.
    None,
    /// As many as it needs, up to [`STATES_BYTES`] a thread: the time stays linear in texts of any length.
    AsNeeded,
}

/// Compiles a regular expression of a list; the error is a Chinese reason.
pub(crate) fn compile(pattern: &str, states: States) -> Result<Regex, String> {
    let room = match states {
        // Too little for any automaton, so that none is made.
        States::None => 0,
        States::AsNeeded => STATES_BYTES,
    };
    let regex = RegexBuilder::new(&uncaptured(&simplified(pattern)))
        .size_limit(REGEX_BYTES)
        .dfa_size_limit(room)
        .nest_limit(fault::DEEPEST)
        .build()
        .map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => "正则过大（编译后超过 1 MiB），请减少重复次数或拆成几条".to_owned(),
            _ => format!("正则有误，{}", fault::of(&simplified(pattern)).unwrap_or_default()),
        })?;
    // A copy has not been used, and so holds none of the memory that an expression keeps for its next search.
    if regex.is_match("") { Err("能匹配空文本".to_owned()) } else { Ok(regex.clone()) }
}

/// The form in which a literal is compared.
#[must_use]
pub(crate) fn folded(text: &str) -> String {
    fold::fold(&text.chars().collect::<Vec<_>>())
}

impl TermList {
    /// Checks every entry, examples included.
    ///
    /// # Errors
    /// [`ListErrors`] with all faults; a list with one fault is refused whole.
    pub fn check(&self) -> Result<(), ListErrors> {
        compiled(self).map(|_| ())
    }

    /// Checks every entry as one of a draft: what only keeps it from being published (examples that fail, entries that are
    /// [too common](common)) is no fault yet, it comes back.
    ///
    /// # Errors
    /// [`ListErrors`] with all other faults.
    pub fn check_draft(&self) -> Result<Vec<Problem>, ListErrors> {
        let (singles, mut blocking) = compiled_draft(self)?;
        blocking.extend(common::problems(&Matcher::of_compiled(self.clone(), singles)?));
        blocking.sort_by_key(|problem| problem.row);
        Ok(blocking)
    }
}

/// Checks a list and compiles its entries, in their order.
pub(crate) fn compiled(list: &TermList) -> Result<Vec<Single>, ListErrors> {
    let Check { mut problems, failing, singles, .. } = Check::of(list);
    problems.extend(failing);
    problems.sort_by_key(|problem| problem.row);
    if problems.is_empty() { Ok(singles) } else { Err(ListErrors { problems }) }
}

/// The same for a draft: with the examples that fail.
pub(crate) fn compiled_draft(list: &TermList) -> Result<(Vec<Single>, Vec<Problem>), ListErrors> {
    let Check { problems, failing, singles, .. } = Check::of(list);
    if problems.is_empty() { Ok((singles, failing)) } else { Err(ListErrors { problems }) }
}

#[derive(Default)]
struct Check {
    problems: Vec<Problem>,
    /// Examples that fail.
    failing: Vec<Problem>,
    /// The entries compiled; all of them when there is no problem.
    singles: Vec<Single>,
    /// Row of every pattern met in a layer, literals in their folded form.
    patterns: HashMap<(Layer, EntryKind, String), usize>,
    /// Row of every id met.
    ids: HashMap<String, usize>,
}

/// What is wrong with an entry taken by itself, by its column.
pub(super) fn alone(id: ListId, entry: Entry) -> Vec<Problem> {
    Check::of(&TermList { id, version: 0, entries: vec![entry] }).problems
}

impl Check {
    /// Looks at a whole list.
    fn of(list: &TermList) -> Self {
        let mut check = Self::default();
        let regexes = list.entries.iter().filter(|e| e.kind == EntryKind::Regex).count();
        if list.entries.len() > MAX_ENTRIES {
            check.add(0, "", format!("词条共 {} 条，超过上限 {MAX_ENTRIES} 条", list.entries.len()));
            return check;
        }
        if regexes > MAX_REGEXES {
            check.add(0, "kind", format!("正则共 {regexes} 条，超过上限 {MAX_REGEXES} 条"));
            return check;
        }
        for (index, entry) in list.entries.iter().enumerate() {
            let row = index + 1;
            check.texts(row, entry);
            check.twins(row, entry, &list.entries);
            if list.id == ListId::Synonyms {
                check.synonym(row, entry);
            }
            let single = check.pattern(row, entry);
            check.singles.extend(single);
        }
        check
    }

    fn add(&mut self, row: usize, column: &str, reason: impl Into<String>) {
        self.problems.push(Problem { row, column: column.to_owned(), reason: reason.into() });
    }

    /// Severity, control characters, lengths.
    fn texts(&mut self, row: usize, entry: &Entry) {
        if !(1..=3).contains(&entry.severity) {
            self.add(row, "severity", format!("级别须为 1、2 或 3，现为 {}", entry.severity));
        }
        if twice(&entry.exempt_kinds) {
            self.add(row, "exempt_kinds", "有一个文种写了两次");
        }
        if twice(&entry.exempt_positions) {
            self.add(row, "exempt_positions", "有一个位置写了两次");
        }
        for (column, value) in entry.cells() {
            let longest = if matches!(column, "pattern" | "exceptions") { MAX_PATTERN } else { MAX_CELL };
            let length = value.chars().count();
            if length > longest {
                self.add(row, column, format!("有 {length} 字，超过上限 {longest} 字"));
            }
            if value.chars().any(char::is_control) {
                self.add(row, column, "含有控制字符（如换行、制表符、空字符）");
            } else if let Some(c) = value.chars().find(|&c| is_unseen(c)) {
                self.add(row, column, format!("含有看不见的字符 U+{:04X}，请删去", u32::from(c)));
            } else if value.trim() != value {
                self.add(row, column, "首尾有空白");
            } else if value.is_empty() && column != "pattern" {
                self.add(row, column, "有一项为空");
            }
        }
    }

    /// No pattern twice in one layer, and no id twice. The other one is named by its pattern: its ordinal would mean nothing beside the lines
    /// of a file.
    fn twins(&mut self, row: usize, entry: &Entry, all: &[Entry]) {
        let named = |row: usize| all.get(row - 1).map_or("", |earlier| &earlier.pattern);
        let (kind, form) = layer::form(entry);
        if let Some(earlier) = self.patterns.insert((entry.layer.unwrap_or_default(), kind, form), row) {
            self.add(row, "pattern", format!("与前面的“{}”重复", named(earlier)));
        }
        if let Some(earlier) = entry.id.clone().and_then(|id| self.ids.insert(id, row)) {
            self.add(row, "id", format!("编号与前面的“{}”重复", named(earlier)));
        }
    }

    /// A short form and the full name it stands for.
    fn synonym(&mut self, row: usize, entry: &Entry) {
        if entry.kind != EntryKind::Literal {
            self.add(row, "kind", "简称只能是 literal");
        }
        if !entry.exempt_kinds.is_empty() {
            self.add(row, "exempt_kinds", "简称用于检索，不分文种");
        }
        if !entry.exempt_positions.is_empty() {
            self.add(row, "exempt_positions", "简称用于检索，不分位置");
        }
        if folded(&entry.pattern).chars().count() < 2 {
            self.add(row, "pattern", "简称至少要有两个字");
        }
        if folded(&entry.label).chars().count() < 2 {
            self.add(row, "label", "缺少全称");
        } else if folded(&entry.label) == folded(&entry.pattern) {
            self.add(row, "label", "全称与简称相同");
        }
    }

    /// The pattern, its exceptions and its examples.
    fn pattern(&mut self, row: usize, entry: &Entry) -> Option<Single> {
        if entry.pattern.trim().is_empty() {
            self.add(row, "pattern", "词条不能为空");
            return None;
        }
        let single = match Single::new(entry) {
            Ok(single) => single,
            Err(reasons) => {
                for (column, reason) in reasons {
                    self.add(row, column, reason);
                }
                return None;
            }
        };
        let mut fails = |column: &str, reason: String| {
            self.failing.push(Problem { row, column: column.to_owned(), reason });
        };
        for text in entry.hit.iter().filter(|text| !single.hits(text)) {
            fails("hit", format!("示例“{text}”应命中而未命中"));
        }
        for text in entry.miss.iter().filter(|text| single.hits(text)) {
            fails("miss", format!("示例“{text}”不应命中而命中"));
        }
        // The same again: the examples have used the expressions, and few reviews will use all of them.
        Some(single.clone())
    }
}

/// Whether a value stands twice.
fn twice<T: PartialEq>(values: &[T]) -> bool {
    values.iter().enumerate().any(|(at, value)| values.get(..at).is_some_and(|before| before.contains(value)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::entry::ListId;

    fn problems(entries: Vec<Entry>) -> Vec<(usize, String)> {
        let list = TermList { id: ListId::Slogans, version: 1, entries };
        let problems = list.check().map_or_else(|errors| errors.problems, |()| Vec::new());
        problems.into_iter().map(|p| (p.row, p.column)).collect()
    }

    #[test]
    fn a_short_form_needs_its_full_name() {
        let named = |pattern: &str, label: &str| Entry { label: label.to_owned(), ..Entry::literal(pattern, "") };
        let regex = Entry { label: "全称".to_owned(), ..Entry::regex("简.", "") };
        for (entry, column) in [
            (named("甲部", ""), "label"),
            (named("甲部", "甲部"), "label"),
            (named("甲", "甲部"), "pattern"),
            (regex, "kind"),
        ] {
            let list = TermList { id: ListId::Synonyms, version: 1, entries: vec![entry] };
            let found = list.check().expect_err("refused").problems;
            assert_eq!(found.iter().map(|p| (p.row, p.column.as_str())).collect::<Vec<_>>(), [(1, column)]);
        }
    }

    #[test]
    fn every_fault_is_named_by_row_and_column() {
        let fine = || Entry::literal("狠抓落实", "");
        let rows: Vec<(Entry, &str)> = vec![
            (Entry::literal("", ""), "pattern"),
            (Entry::literal("  ", ""), "pattern"),
            (Entry::literal("甲".repeat(MAX_PATTERN + 1), ""), "pattern"),
            (Entry::literal("甲\u{7}乙", ""), "pattern"),
            (Entry::literal(" 甲", ""), "pattern"),
            (Entry::regex("甲(", ""), "pattern"),
            (Entry::regex("甲(?=乙)", ""), "pattern"),
            (Entry::regex("甲*", ""), "pattern"),
            (Entry::regex(r"(\p{Han}{1,200}){1,200}", ""), "pattern"),
            (Entry { severity: 4, ..fine() }, "severity"),
            (Entry { id: Some(String::new()), ..fine() }, "id"),
            (Entry { exceptions: vec!["乙[".to_owned()], ..fine() }, "exceptions"),
            (Entry { exceptions: vec!["乙?".to_owned()], ..fine() }, "exceptions"),
            (Entry { hit: vec!["抓落实".to_owned()], ..fine() }, "hit"),
            (Entry { miss: vec!["要狠抓落實".to_owned()], ..fine() }, "miss"),
            (Entry { note: "甲\n乙".to_owned(), ..fine() }, "note"),
        ];
        for (entry, column) in rows {
            let found = problems(vec![Entry::literal("前一条", ""), entry.clone()]);
            assert!(found.contains(&(2, column.to_owned())), "{entry:?}: {found:?}");
        }
        let sound = Entry {
            exceptions: vec!["不狠抓落实".to_owned()],
            hit: vec!["狠抓落实".to_owned()],
            miss: vec!["不狠抓落實".to_owned()],
            ..fine()
        };
        assert_eq!(problems(vec![sound]), []);
    }

    #[test]
    fn twins_and_too_many_are_refused() {
        let twin = || Entry { id: Some("S1".to_owned()), ..Entry::literal("落实", "") };
        let other_script = Entry { id: Some("S1".to_owned()), ..Entry::literal("落實", "") };
        assert_eq!(problems(vec![twin(), other_script]), [(2, "pattern".to_owned()), (2, "id".to_owned())]);
        assert_eq!(problems(vec![twin(), Entry::regex("落实", "")]), []);
        let many = |count: usize| (0..count).map(|n| Entry::literal(format!("词{n}"), "")).collect();
        assert_eq!(problems(many(MAX_ENTRIES + 1)), [(0, String::new())]);
        assert_eq!(problems(many(100_000)), []);
        let regexes = (0..=MAX_REGEXES).map(|n| Entry::regex(format!("词{n}"), "")).collect();
        assert_eq!(problems(regexes), [(0, "kind".to_owned())]);
    }

    #[test]
    fn what_cannot_be_seen_is_refused() {
        for pattern in
            ["甲\u{0}乙", "甲\u{200B}乙", "\u{FEFF}甲乙", "甲\u{202E}乙", "甲\u{FFFF}", "甲\u{E000}", "甲\u{FE0F}"]
        {
            let found = problems(vec![Entry::literal("前一条", ""), Entry::literal(pattern, "")]);
            assert_eq!(found, [(2, "pattern".to_owned())], "{pattern:?}");
        }
        assert_eq!(problems(vec![Entry::literal("𠮷祥如意😀", "")]), []);
    }

    #[test]
    fn a_draft_may_have_examples_that_fail() {
        let entry = |pattern: &str| Entry { hit: vec!["狠抓落实".to_owned()], ..Entry::literal(pattern, "") };
        let list = |entries| TermList { id: ListId::Slogans, version: 1, entries };
        let failing = list(vec![entry("狠抓"), entry("狠捉")]).check_draft().expect("kept");
        assert_eq!(failing.iter().map(|p| (p.row, p.column.as_str())).collect::<Vec<_>>(), [(2, "hit")]);
        let refused = list(vec![entry("狠捉"), entry("")]).check_draft().expect_err("refused");
        assert_eq!(refused.problems.iter().map(|p| (p.row, p.column.as_str())).collect::<Vec<_>>(), [(2, "pattern")]);
        assert_eq!(problems(vec![entry("狠捉"), entry("")]), [(1, "hit".to_owned()), (2, "pattern".to_owned())]);
    }
}

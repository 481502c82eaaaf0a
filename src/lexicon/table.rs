//! The file format of a term list: tab-separated text with a header line. Columns may stand in any order and all but
//! `pattern` may be missing. Several values in one cell are separated by a bar between blanks, ` | `; a bar that
//! belongs to a value and would be read so is written `\|`. Cells are trimmed, empty lines skipped.

use crate::lexicon::check::{ListErrors, Problem};
use crate::lexicon::entry::{Entry, EntryKind, ListId, TermList};

/// The columns, in the order in which they are written.
pub const COLUMNS: [&str; 12] =
    ["id", "pattern", "kind", "category", "severity", "label", "note", "exceptions", "hit", "miss", "norm", "exempt"];

impl TermList {
    /// Reads and checks a list.
    ///
    /// # Errors
    /// [`ListErrors`] with every fault of the file, rows counted as lines of the file.
    pub fn from_tsv(id: ListId, version: u64, text: &str) -> Result<Self, ListErrors> {
        let Table { list, rows, mut problems } = read(id, version, text);
        if let Err(errors) = list.check() {
            let line_of = |ordinal: usize| ordinal.checked_sub(1).and_then(|i| rows.get(i)).copied().unwrap_or(0);
            problems.extend(errors.problems.into_iter().map(|p| Problem { row: line_of(p.row), ..p }));
            problems.sort_by_key(|p| p.row);
        }
        if problems.is_empty() { Ok(list) } else { Err(ListErrors { problems }) }
    }

    /// Writes the list with all columns; [`TermList::from_tsv`] reads it back unchanged.
    #[must_use]
    pub fn to_tsv(&self) -> String {
        let mut text = COLUMNS.join("\t");
        text.push('\n');
        for entry in &self.entries {
            let cells = COLUMNS.map(|column| cell(entry, column));
            text.push_str(&cells.join("\t"));
            text.push('\n');
        }
        text
    }
}

/// A file as read, its entries not yet checked.
pub(crate) struct Table {
    /// What could be read.
    pub list: TermList,
    /// Line of every entry.
    pub rows: Vec<usize>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

/// Reads a file without checking its entries.
pub(crate) fn read(id: ListId, version: u64, text: &str) -> Table {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut lines = text.lines().zip(1usize..).filter(|(line, _)| !line.trim().is_empty());
    let (header, header_row) = lines.next().unwrap_or(("", 1));
    let columns: Vec<&str> = header.split('\t').map(str::trim).collect();
    let list = TermList { id, version, entries: Vec::new() };
    let mut table = Table { list, rows: Vec::new(), problems: header_problems(&columns, header_row) };
    if !table.problems.is_empty() {
        return table;
    }
    for (line, row) in lines {
        match entry(&columns, line) {
            Ok(entry) => {
                table.list.entries.push(entry);
                table.rows.push(row);
            }
            Err((column, reason)) => table.problems.push(Problem { row, column, reason }),
        }
    }
    table
}

fn header_problems(columns: &[&str], row: usize) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut add = |column: &str, reason: &str| {
        problems.push(Problem { row, column: column.to_owned(), reason: reason.to_owned() });
    };
    for (index, column) in columns.iter().enumerate() {
        if !COLUMNS.contains(column) {
            add(column, "没有这一列");
        } else if columns.get(..index).is_some_and(|before| before.contains(column)) {
            add(column, "这一列出现两次");
        }
    }
    if !columns.contains(&"pattern") {
        add("pattern", "缺少这一列");
    }
    problems
}

fn entry(columns: &[&str], line: &str) -> Result<Entry, (String, String)> {
    let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
    if cells.len() > columns.len() {
        return Err((String::new(), format!("有 {} 栏，表头只有 {} 栏", cells.len(), columns.len())));
    }
    let mut entry = Entry::literal("", "");
    for (column, value) in columns.iter().zip(cells) {
        if value.is_empty() {
            continue;
        }
        let one = || value.to_owned();
        match *column {
            "id" => entry.id = Some(one()),
            "pattern" => entry.pattern = one(),
            "kind" => entry.kind = kind(value).ok_or_else(|| ((*column).to_owned(), kind_reason(value)))?,
            "category" => entry.category = one(),
            "severity" => {
                let reason = || ((*column).to_owned(), format!("级别须为 1、2 或 3，现为“{value}”"));
                entry.severity = value.parse().map_err(|_| reason())?;
            }
            "label" => entry.label = one(),
            "note" => entry.note = one(),
            "exceptions" => entry.exceptions = split(value),
            "hit" => entry.hit = split(value),
            "miss" => entry.miss = split(value),
            "norm" => entry.norm = Some(one()),
            "exempt" => entry.exempt = Some(one()),
            _ => return Err(((*column).to_owned(), "没有这一列".to_owned())),
        }
    }
    Ok(entry)
}

fn kind(value: &str) -> Option<EntryKind> {
    [EntryKind::Literal, EntryKind::Regex].into_iter().find(|kind| kind.name() == value)
}

fn kind_reason(value: &str) -> String {
    format!("须为 literal 或 regex，现为“{value}”")
}

fn cell(entry: &Entry, column: &str) -> String {
    match column {
        "id" => entry.id.clone().unwrap_or_default(),
        "pattern" => entry.pattern.clone(),
        "kind" => entry.kind.name().to_owned(),
        "category" => entry.category.clone(),
        "severity" => entry.severity.to_string(),
        "label" => entry.label.clone(),
        "note" => entry.note.clone(),
        "exceptions" => join(&entry.exceptions),
        "hit" => join(&entry.hit),
        "miss" => join(&entry.miss),
        "norm" => entry.norm.clone().unwrap_or_default(),
        _ => entry.exempt.clone().unwrap_or_default(),
    }
}

/// The pieces of a text between blanks; a bar with any number of backslashes before it is such a piece.
fn is_bar(piece: &str) -> bool {
    piece.strip_suffix('|').is_some_and(|before| before.chars().all(|c| c == '\\'))
}

/// Values to one cell: a bar between blanks inside a value gets one more backslash.
fn join(values: &[String]) -> String {
    let escaped = |value: &String| {
        let pieces: Vec<String> =
            value.split(' ').map(|p| if is_bar(p) { format!("\\{p}") } else { p.to_owned() }).collect();
        pieces.join(" ")
    };
    values.iter().map(escaped).collect::<Vec<_>>().join(" | ")
}

/// One cell to values, the reverse of [`join`].
fn split(cell: &str) -> Vec<String> {
    let mut values = vec![Vec::new()];
    for piece in cell.split(' ') {
        if piece == "|" {
            values.push(Vec::new());
        } else if let Some(value) = values.last_mut() {
            let shorter = piece.strip_prefix('\\').filter(|_| is_bar(piece));
            value.push(shorter.unwrap_or(piece));
        }
    }
    values.into_iter().map(|pieces| pieces.join(" ")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<TermList, Vec<(usize, String)>> {
        TermList::from_tsv(ListId::Slogans, 1, text)
            .map_err(|e| e.problems.into_iter().map(|p| (p.row, p.column)).collect())
    }

    #[test]
    fn columns_come_in_any_order() {
        let list =
            read("\u{FEFF}severity\tpattern\texceptions\r\n2\t 狠抓 \t不狠抓 | 甲 \\| 乙\r\n\n\t落实\r\n").unwrap();
        let first = &list.entries[0];
        assert_eq!((first.pattern.as_str(), first.severity, first.kind), ("狠抓", 2, EntryKind::Literal));
        assert_eq!(first.exceptions, ["不狠抓", "甲 | 乙"]);
        assert_eq!((list.entries[1].pattern.as_str(), list.entries[1].severity), ("落实", 1));
    }

    #[test]
    fn faults_name_the_line() {
        for (text, row, column) in [
            ("severity\n1\n", 1, "pattern"),
            ("pattern\tnotes\n甲\t乙\n", 1, "notes"),
            ("pattern\tpattern\n", 1, "pattern"),
            ("pattern\tkind\n甲\tregexp\n", 2, "kind"),
            ("pattern\tseverity\n\n甲\t两\n", 3, "severity"),
            ("pattern\n甲\t乙\n", 2, ""),
            ("pattern\n甲\n\n甲\n", 4, "pattern"),
            ("pattern\tseverity\n甲\t1\n\t2\n", 3, "pattern"),
        ] {
            assert_eq!(read(text), Err(vec![(row, column.to_owned())]), "{text:?}");
        }
    }

    #[test]
    fn json_has_the_same_fields() {
        let list = read("id\tpattern\tkind\tnorm\nS1\t甲+\tregex\t若干规定#2\n").unwrap();
        let json = serde_json::to_string(&list).unwrap();
        assert_eq!(
            json,
            r#"{"id":"slogans","version":1,"entries":[{"id":"S1","pattern":"甲+","kind":"regex","category":"","severity":1,"norm":"若干规定#2"}]}"#
        );
        assert_eq!(serde_json::from_str::<TermList>(&json).unwrap(), list);
        assert!(
            serde_json::from_str::<TermList>(r#"{"id":"slogans","entries":[{"pattern":"甲","weight":1}]}"#).is_err()
        );
    }

    proptest::proptest! {
        #[test]
        fn cells_come_back(values in proptest::collection::vec(r"[甲| \\]{0,8}", 1..4)) {
            proptest::prop_assert_eq!(split(&join(&values)), values);
        }
    }
}

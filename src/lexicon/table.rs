//! The file formats of a term list: tab-separated or comma-separated text, or an Excel workbook, with a header line.
//! Columns may stand in any order, under their names or what people call them, and all but `pattern` may be missing. Several values in one cell are separated by a bar between blanks, ` | `; a bar that
//! belongs to a value and would be read so is written `\|`. Cells are trimmed, empty lines skipped. What a spreadsheet made
//! of a cell (a day, a number, an error) is refused where words are wanted.

use crate::document::Kind;
use crate::lexicon::cell::{Cell, marked, shown_as_text};
use crate::lexicon::check::{self, ListErrors, Problem};
use crate::lexicon::entry::{Entry, EntryKind, ListId, TermList};
use crate::lexicon::layer::Layer;
use crate::lexicon::plain::decoded;
use crate::lexicon::quotes::unclosed;
use crate::lexicon::setting::Position;
use crate::lexicon::values::{join, split};
use crate::lexicon::workbook;

/// The columns, in the order in which they are written.
pub const COLUMNS: [&str; 15] = [
    "id",
    "pattern",
    "kind",
    "category",
    "severity",
    "label",
    "note",
    "exceptions",
    "hit",
    "miss",
    "norm",
    "exempt",
    "layer",
    "exempt_kinds",
    "exempt_positions",
];

/// Characters of a cell that a message repeats.
const MOST_SHOWN: usize = 60;

/// What people call the columns: a file may have these in their place.
const LABELS: [&str; 15] = [
    "编号",
    "词条",
    "读法",
    "类别",
    "级别",
    "名称",
    "说明",
    "例外",
    "应命中",
    "不应命中",
    "依据",
    "豁免",
    "层级",
    "不计文种",
    "不计位置",
];

/// How a list is written as a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sheet {
    /// Tab-separated text.
    Tsv,
    /// Comma-separated text (RFC 4180).
    Csv,
    /// An Excel workbook.
    Xlsx,
}

/// Why a file is no table at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFault {
    /// Its characters cannot be told: neither UTF-8 nor, of what Excel writes, UTF-16 with a mark or GB 18030.
    Encoding,
    /// It is no workbook that can be read; why, in Chinese.
    Workbook(&'static str),
}

impl TermList {
    /// Reads and checks a list from text.
    ///
    /// # Errors
    /// As [`Table::checked`].
    pub fn from_sheet(id: ListId, version: u64, (sheet, text): (Sheet, &str)) -> Result<Self, ListErrors> {
        let read = if sheet == Sheet::Csv { read_csv } else { read };
        read(id, version, text).checked()
    }

    /// Writes the list as a file with all columns; [`Table::read`] reads it back unchanged. Comma-separated text begins
    /// with a byte order mark, without which Excel takes it for GBK.
    ///
    /// # Errors
    /// [`ListErrors`] for a workbook with an entry that is too long for its cell.
    pub fn to_file(&self, sheet: Sheet) -> Result<Vec<u8>, ListErrors> {
        match sheet {
            Sheet::Tsv => Ok(self.to_tsv().into_bytes()),
            Sheet::Csv => Ok(["\u{FEFF}", &self.to_csv()].concat().into_bytes()),
            Sheet::Xlsx => {
                let rows = self.entries.iter().map(|entry| COLUMNS.map(|column| cell(entry, column)).to_vec());
                let rows = std::iter::once(COLUMNS.map(str::to_owned).to_vec()).chain(rows);
                workbook::written(self.id.label(), rows).map_err(|(row, reason)| ListErrors {
                    problems: vec![Problem { row, column: String::new(), reason }],
                })
            }
        }
    }

    /// Reads and checks tab-separated text.
    ///
    /// # Errors
    /// As [`Self::from_sheet`].
    pub fn from_tsv(id: ListId, version: u64, text: &str) -> Result<Self, ListErrors> {
        Self::from_sheet(id, version, (Sheet::Tsv, text))
    }

    /// Writes the list as comma-separated text with all columns, a cell that a
    /// spreadsheet would take for a formula behind an apostrophe; [`TermList::from_sheet`] reads it back unchanged.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let rows = self.entries.iter().map(|entry| COLUMNS.map(|column| shown_as_text(cell(entry, column))));
        let written =
            std::iter::once(COLUMNS.map(str::to_owned)).chain(rows).try_for_each(|row| writer.write_record(&row));
        // Memory takes whatever is written into it.
        let bytes = written.ok().and_then(|()| writer.into_inner().ok()).unwrap_or_default();
        String::from_utf8(bytes).unwrap_or_default()
    }

    /// Writes the list with all columns; [`TermList::from_tsv`] reads it back unchanged.
    #[must_use]
    pub fn to_tsv(&self) -> String {
        let mut text = COLUMNS.join("\t");
        text.push('\n');
        for entry in &self.entries {
            let cells = COLUMNS.map(|column| marked(column, cell(entry, column)));
            text.push_str(&cells.join("\t"));
            text.push('\n');
        }
        text
    }
}

/// A file as read, its entries not yet checked.
#[derive(Debug)]
pub struct Table {
    /// What could be read.
    pub list: TermList,
    /// Line of every entry.
    pub rows: Vec<usize>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

impl Table {
    /// Reads a file as an office has it.
    ///
    /// # Errors
    /// [`FileFault`] when it is no table; faults of its rows are told by what follows.
    pub fn read(id: ListId, version: u64, (sheet, bytes): (Sheet, &[u8])) -> Result<Self, FileFault> {
        let text = || decoded(bytes).ok_or(FileFault::Encoding);
        Ok(match sheet {
            Sheet::Tsv => read(id, version, &text()?),
            Sheet::Csv => read_csv(id, version, &text()?),
            Sheet::Xlsx => {
                let workbook::FirstSheet { name, rows } = workbook::read(bytes).map_err(FileFault::Workbook)?;
                gather((id, version), Some(&name), rows.into_iter())
            }
        })
    }

    /// The list, when neither reading nor checking found a fault.
    ///
    /// # Errors
    /// [`ListErrors`] with every fault of the file, rows counted as lines of the file.
    pub fn checked(self) -> Result<TermList, ListErrors> {
        let Self { list, rows, mut problems } = self;
        if let Err(errors) = list.check() {
            problems.extend(located(errors.problems, &rows));
            problems.sort_by_key(|p| p.row);
        }
        if problems.is_empty() { Ok(list) } else { Err(ListErrors { problems }) }
    }

    /// The list, when nothing keeps it from being published either.
    ///
    /// # Errors
    /// [`ListErrors`] with every fault of the file, rows counted as lines of the file.
    pub fn publishable(self) -> Result<TermList, ListErrors> {
        let (list, problems) = self.checked_draft()?;
        if problems.is_empty() { Ok(list) } else { Err(ListErrors { problems }) }
    }

    /// The list as a draft, with what keeps it from being published ([`TermList::check_draft`]).
    ///
    /// # Errors
    /// [`ListErrors`] with every other fault, rows counted as lines of the file.
    pub fn checked_draft(self) -> Result<(TermList, Vec<Problem>), ListErrors> {
        let Self { list, rows, mut problems } = self;
        match list.check_draft() {
            Ok(failing) if problems.is_empty() => return Ok((list, located(failing, &rows))),
            Ok(_) => {}
            Err(errors) => problems.extend(located(errors.problems, &rows)),
        }
        problems.sort_by_key(|p| p.row);
        Err(ListErrors { problems })
    }
}

/// Problems by ordinal of the entry as problems by line of the file.
fn located(problems: Vec<Problem>, rows: &[usize]) -> Vec<Problem> {
    let line_of = |ordinal: usize| ordinal.checked_sub(1).and_then(|i| rows.get(i)).copied().unwrap_or(0);
    problems.into_iter().map(|p| Problem { row: line_of(p.row), ..p }).collect()
}

/// Reads tab-separated text without checking its entries.
pub(crate) fn read(id: ListId, version: u64, text: &str) -> Table {
    let lines = without_mark(text).lines().zip(1usize..);
    gather((id, version), None, lines.map(|(line, row)| (row, line.split('\t').map(Cell::of_tsv).collect())))
}

/// Reads comma-separated text without checking its entries; a cell may stand in quotation marks.
fn read_csv(id: ListId, version: u64, text: &str) -> Table {
    let bytes = without_mark(text).as_bytes();
    let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    // Text is valid UTF-8 and rows may have any length: no record is refused.
    let records = reader.into_records().filter_map(Result::ok);
    let (mut at, mut line) = (0, 1);
    let mut table = gather(
        (id, version),
        None,
        records.map(|record| {
            // The reader's own count of lines stands before the blank lines and line ends that it skips.
            let start = record.position().and_then(|p| usize::try_from(p.byte()).ok()).unwrap_or(0);
            let blank = bytes.get(start..).unwrap_or(&[]).iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
            let passed = bytes.get(at..start + blank).unwrap_or(&[]);
            line += passed.iter().filter(|&&b| b == b'\n').count();
            at = start + blank;
            (line, record.iter().map(Cell::of_csv).collect())
        }),
    );
    // The reader takes the end of the file for the end of the cell.
    if let Some(opened) = unclosed(bytes) {
        let row = 1 + bytes.get(..opened).unwrap_or(&[]).iter().filter(|&&b| b == b'\n').count();
        let reason = "引号没有配对：从这里到文件末尾都在引号之中".to_owned();
        table.problems.push(Problem { row, column: String::new(), reason });
        table.problems.sort_by_key(|problem| problem.row);
    }
    table
}

fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{FEFF}').unwrap_or(text)
}

/// Makes entries of rows of cells; the first row that is not empty is the header. `sheet` is the name of the sheet of a
/// workbook.
fn gather((id, version): (ListId, u64), sheet: Option<&str>, rows: impl Iterator<Item = (usize, Vec<Cell>)>) -> Table {
    let mut rows = rows.filter(|(_, cells)| cells.iter().any(|cell| !cell.text.trim().is_empty()));
    let (header_row, header) = rows.next().unwrap_or((1, Vec::new()));
    let columns: Vec<&str> = header.iter().map(|cell| column(cell.text.trim())).collect();
    let list = TermList { id, version, entries: Vec::new() };
    let mut table = Table { list, rows: Vec::new(), problems: header_problems(&columns, header_row) };
    if !table.problems.is_empty() {
        return table;
    }
    for (row, cells) in rows {
        if cells.len() > columns.len() {
            let reason = format!("有 {} 栏，表头只有 {} 栏", cells.len(), columns.len());
            table.problems.push(Problem { row, column: String::new(), reason });
            continue;
        }
        let (entry, unread) = entry(&columns, &cells);
        let unread = unread.into_iter().map(|(column, reason)| Problem { row, column, reason });
        let mut faults = first_of_columns(unfit((&columns, &cells), row, sheet), unread);
        if faults.is_empty() {
            table.list.entries.push(entry);
            table.rows.push(row);
        } else {
            // What could be read of the row is looked at too: whoever mends it should not have to come back.
            let others = check::alone(id, entry).into_iter().map(|problem| Problem { row, ..problem });
            faults = first_of_columns(faults, others);
            faults.sort_by_key(|fault| columns.iter().position(|column| *column == fault.column));
            table.problems.extend(faults);
        }
    }
    table
}

/// Faults with those of other columns: a cell that could not be read is no second fault.
fn first_of_columns(mut faults: Vec<Problem>, others: impl Iterator<Item = Problem>) -> Vec<Problem> {
    let known: Vec<String> = faults.iter().map(|fault| fault.column.clone()).collect();
    faults.extend(others.filter(|other| !known.contains(&other.column)));
    faults
}

/// The cells of a row that a spreadsheet took for something else than the words that their columns want.
fn unfit((columns, cells): (&[&str], &[Cell]), row: usize, sheet: Option<&str>) -> Vec<Problem> {
    let told = columns.iter().zip(cells).zip('A'..).filter_map(|((column, cell), letter)| {
        let text = cell.text.trim();
        let made = cell.made.filter(|made| !made.fits(column, text, sheet.is_some()))?;
        let place = sheet.map(|sheet| format!("工作表“{sheet}”{letter}{row} 单元格"));
        Some(Problem { row, column: (*column).to_owned(), reason: made.reason(text, place.as_deref()) })
    });
    told.collect()
}

/// A column by its name, or by what people call it.
fn column(name: &str) -> &str {
    LABELS.into_iter().zip(COLUMNS).find(|(label, _)| *label == name).map_or(name, |(_, column)| column)
}

fn header_problems(columns: &[&str], row: usize) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut add = |column: &str, reason: &str| {
        problems.push(Problem { row, column: shown(column), reason: reason.to_owned() });
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

/// The entry in a row, with the columns of the cells that could not be read, and why.
fn entry(columns: &[&str], cells: &[Cell]) -> (Entry, Vec<(String, String)>) {
    let mut faults = Vec::new();
    let mut entry = Entry::literal("", "");
    for (column, value) in columns.iter().zip(cells.iter().map(|cell| cell.text.trim())) {
        if value.is_empty() {
            continue;
        }
        faults.extend(fill(&mut entry, column, value).err().map(|reason| ((*column).to_owned(), reason)));
    }
    (entry, faults)
}

/// Puts the value of a column into an entry; the error says why it cannot be read.
fn fill(entry: &mut Entry, column: &str, value: &str) -> Result<(), String> {
    let one = || value.to_owned();
    match column {
        "id" => entry.id = Some(one()),
        "pattern" => entry.pattern = one(),
        "kind" => entry.kind = EntryKind::parse(value).ok_or_else(|| kind_reason(value))?,
        "category" => entry.category = one(),
        "severity" => {
            let reason = |_| format!("级别须为 1、2 或 3，现为“{}”", shown(value));
            entry.severity = value.parse().map_err(reason)?;
        }
        "label" => entry.label = one(),
        "note" => entry.note = one(),
        "exceptions" => entry.exceptions = split(value),
        "hit" => entry.hit = split(value),
        "miss" => entry.miss = split(value),
        "norm" => entry.norm = Some(one()),
        "exempt" => entry.exempt = Some(one()),
        "layer" => entry.layer = Some(known(value, Layer::parse, &Layer::ALL.map(Layer::label))?),
        "exempt_kinds" => {
            let kinds: Vec<&str> = Kind::ALL.iter().map(|kind| kind.label()).collect();
            entry.exempt_kinds = several(value, Kind::parse, &kinds)?;
        }
        "exempt_positions" => {
            let positions = Position::ALL.map(Position::label);
            entry.exempt_positions = several(value, Position::parse, &positions)?;
        }
        _ => return Err("没有这一列".to_owned()),
    }
    Ok(())
}

/// One of the names of a column, or why it is none.
fn known<T>(value: &str, parse: impl Fn(&str) -> Option<T>, names: &[&str]) -> Result<T, String> {
    parse(value).ok_or_else(|| format!("须为{}，现为“{}”", names.join("、"), shown(value)))
}

/// Several of them in one cell, parted as people part them.
fn several<T>(value: &str, parse: impl Fn(&str) -> Option<T>, names: &[&str]) -> Result<Vec<T>, String> {
    let parts = value.split(['|', '、', '，', ',', '；', ';']).map(str::trim).filter(|part| !part.is_empty());
    parts.map(|part| known(part, &parse, names)).collect()
}

fn kind_reason(value: &str) -> String {
    format!("须为 literal 或 regex，现为“{}”", shown(value))
}

/// The beginning of a cell, for messages: an answer must not be larger than what was asked.
fn shown(value: &str) -> String {
    let mut beginning: String = value.chars().take(MOST_SHOWN).collect();
    if beginning.len() < value.len() {
        beginning.push('…');
    }
    beginning
}

pub(super) fn cell(entry: &Entry, column: &str) -> String {
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
        "exempt" => entry.exempt.clone().unwrap_or_default(),
        "layer" => entry.layer.map_or("", Layer::label).to_owned(),
        "exempt_kinds" => listed(&entry.exempt_kinds, Kind::label),
        _ => listed(&entry.exempt_positions, Position::label),
    }
}

fn listed<T: Copy>(values: &[T], label: fn(T) -> &'static str) -> String {
    join(&values.iter().map(|&value| label(value).to_owned()).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use encoding_rs::GB18030;

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
            ("词条\t层级\n甲\t市\n", 2, "layer"),
            ("词条\t不计文种\n甲\t讲话、告示\n", 2, "exempt_kinds"),
            ("词条\t不计位置\n甲\t开头\n乙\t末尾\n", 3, "exempt_positions"),
            ("词条\t不计位置\n甲\t开头、opening\n", 2, "exempt_positions"),
            ("词条\t层级\n甲\t\n甲\t全国\n", 3, "pattern"),
        ] {
            assert_eq!(read(text), Err(vec![(row, column.to_owned())]), "{text:?}");
        }
    }

    #[test]
    fn a_row_tells_all_its_faults() {
        let text = "severity\tpattern\tlayer\texceptions\texempt_kinds\texempt_positions\tkind\n\
                    9\t甲甲\t市\t(\t诗歌\t天上\tfoo\n1\t乙乙\t\t\t\t\t\n9\t丙丙\t全国\t\t\t\t\n";
        let columns = ["severity", "layer", "exceptions", "exempt_kinds", "exempt_positions", "kind"];
        let mut told: Vec<(usize, String)> = columns.map(|column| (2, column.to_owned())).to_vec();
        told.push((4, "severity".to_owned()));
        assert_eq!(read(text), Err(told));
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

    #[test]
    fn comma_separated_text_has_the_same_columns() {
        let read = |text: &str| TermList::from_sheet(ListId::Slogans, 1, (Sheet::Csv, text));
        let list = read("\u{FEFF}pattern,note,severity\r\n\"甲,乙\",\"说\"\"明\"\"\",2\r\n\r\n丙,,\r\n").unwrap();
        assert_eq!((list.entries[0].pattern.as_str(), list.entries[0].note.as_str()), ("甲,乙", "说\"明\""));
        assert_eq!(read(&list.to_csv()).unwrap(), list);
        let refused = read("pattern,severity\n甲,1\n\n,2\n乙,9\n甲,1,1\n").unwrap_err();
        let places: Vec<(usize, &str)> = refused.problems.iter().map(|p| (p.row, p.column.as_str())).collect();
        assert_eq!(places, [(4, "pattern"), (5, "severity"), (6, "")]);
    }

    #[test]
    fn drafts_keep_examples_that_fail_by_line() {
        let text = "pattern\thit\n\n甲乙\t甲乙丙\n丙丁\t丁\n的\t\n";
        let table = Table::read(ListId::Slogans, 1, (Sheet::Tsv, text.as_bytes())).unwrap();
        let (list, failing) = table.checked_draft().unwrap();
        let places: Vec<(usize, &str)> = failing.iter().map(|p| (p.row, p.column.as_str())).collect();
        assert_eq!((list.entries.len(), places.as_slice()), (3, &[(4, "hit"), (5, "pattern")][..]));
        let table = Table::read(ListId::Slogans, 1, (Sheet::Tsv, text.as_bytes())).unwrap();
        assert_eq!(table.publishable().unwrap_err().problems, failing);
    }

    #[test]
    fn files_are_read_as_excel_writes_them() {
        let list = read("pattern\tseverity\texceptions\n狠抓“落实”,\t2\t甲 | 乙\n").unwrap();
        let back = |sheet, bytes: &[u8]| Table::read(ListId::Slogans, 1, (sheet, bytes)).unwrap().checked().unwrap();
        for sheet in [Sheet::Tsv, Sheet::Csv, Sheet::Xlsx] {
            assert_eq!(back(sheet, &list.to_file(sheet).unwrap()), list, "{sheet:?}");
        }
        assert!(list.to_file(Sheet::Csv).unwrap().starts_with(&[0xEF, 0xBB, 0xBF]), "else Excel reads GBK");
        let csv = "级别,词条,例外\r\n2,\"狠抓“落实”,\",甲 | 乙\r\n";
        let (national, ..) = GB18030.encode(csv);
        assert_eq!(back(Sheet::Csv, &national), list);
        let unicode: Vec<u8> = "\u{FEFF}词条\t级别\t例外\r\n狠抓“落实”,\t2\t甲 | 乙\r\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(back(Sheet::Tsv, &unicode), list);
        let fault = |sheet, bytes: &[u8]| Table::read(ListId::Slogans, 1, (sheet, bytes)).unwrap_err();
        assert_eq!(fault(Sheet::Csv, b"pattern\n\xFF"), FileFault::Encoding);
        assert!(matches!(fault(Sheet::Xlsx, b"pattern\n"), FileFault::Workbook(_)));
        assert_eq!(read("词条\tpattern\n甲\t乙\n").unwrap_err(), [(1, "pattern".to_owned())]);
    }

    #[test]
    fn layers_kinds_and_positions_come_back_from_every_file() {
        let list = read("词条\t层级\t不计文种\t不计位置\n甲\t省\t讲话、通知\t标题 | 引文\n甲\t单位\t\t\n乙\tnational\t令\tclosing\n丙\n")
            .unwrap();
        let [first, second, third, plain] = &list.entries[..] else { panic!("{list:?}") };
        assert_eq!((first.layer, &first.exempt_kinds[..]), (Some(Layer::Province), &[Kind::Speech, Kind::Notice][..]));
        assert_eq!(first.exempt_positions, [Position::Title, Position::Quotation]);
        assert_eq!((second.layer, third.layer), (Some(Layer::Unit), Some(Layer::National)));
        assert_eq!(
            (&third.exempt_kinds[..], &third.exempt_positions[..]),
            (&[Kind::Order][..], &[Position::Closing][..])
        );
        assert_eq!(*plain, Entry::literal("丙", ""));
        for sheet in [Sheet::Tsv, Sheet::Csv, Sheet::Xlsx] {
            let bytes = list.to_file(sheet).unwrap();
            let back = Table::read(ListId::Slogans, 1, (sheet, &bytes)).unwrap().checked().unwrap();
            assert_eq!(back, list, "{sheet:?}");
        }
        let json = serde_json::to_string(&list).unwrap();
        assert!(json.contains(
            r#""layer":"province","exempt_kinds":["speech","通知"],"exempt_positions":["title","quotation"]"#
        ));
        assert_eq!(serde_json::from_str::<TermList>(&json).unwrap(), list);
    }

    #[test]
    fn a_fault_in_a_workbook_is_told_with_its_row() {
        let cells = [["pattern", "severity"], ["甲乙", "2"], ["", ""], ["丙丁", "9"]];
        let cells = cells.into_iter().map(|row| row.map(str::to_owned).to_vec());
        let bytes = workbook::written("词表", cells).unwrap();
        let table = Table::read(ListId::Slogans, 1, (Sheet::Xlsx, &bytes)).unwrap();
        let problems = table.checked().unwrap_err().problems;
        assert_eq!(problems.iter().map(|p| (p.row, p.column.as_str())).collect::<Vec<_>>(), [(4, "severity")]);
    }
}

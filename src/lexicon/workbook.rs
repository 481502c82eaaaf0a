//! Term lists as Excel workbooks (XLSX): the first sheet, with the header line and the cells of [the other files](super::table).
//! Sizes are bounded by what is in the file, not by what it says of itself.

use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, Xlsx};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use crate::lexicon::cell::{Cell, Made};

/// Most bytes a workbook may unpack to: the longest list that is allowed has a quarter of that.
const MOST_UNPACKED: u64 = 128 << 20;
/// Most rows: the longest list with its header, and as many blank ones.
const MOST_ROWS: usize = 400_000;
/// Most columns that are looked at.
const MOST_COLUMNS: usize = 64;
/// Longest cell, in bytes: Excel itself has none of more than 32,767 characters.
const LONGEST_CELL: usize = 4 * 32_767;
/// Most bytes that all cells take together: a string that a thousand cells share counts a thousand times.
const MOST_KEPT: usize = 128 << 20;
/// Widths of the columns in characters, in the order of the columns of a list; the others have Excel's own.
const WIDTHS: [(u16, f64); 7] = [(1, 32.0), (3, 14.0), (5, 20.0), (6, 40.0), (7, 24.0), (8, 40.0), (9, 40.0)];

/// Longest name of a sheet that Excel gives, in characters.
const LONGEST_NAME: usize = 31;
/// Days of a spreadsheet up to the end of the year 9999.
const DAYS: std::ops::Range<f64> = 0.0..2_958_466.0;

/// A line of a sheet with its number, from 1.
pub(super) type Row = (usize, Vec<Cell>);

/// A sheet as it was read.
#[derive(Debug, PartialEq)]
pub(super) struct FirstSheet {
    /// Its name.
    pub(super) name: String,
    /// Its lines that are not empty.
    pub(super) rows: Vec<Row>,
}

/// Reads the first sheet.
///
/// # Errors
/// Why it cannot be read, in Chinese.
pub(super) fn read(bytes: &[u8]) -> Result<FirstSheet, &'static str> {
    if !unpacks(bytes) {
        return Err("不是可读的 XLSX 工作簿，或者解压后过大；旧式 .xls 请另存为 .xlsx");
    }
    // A reader of others' files may meet what its makers did not foresee; its words stay inside.
    catch_unwind(AssertUnwindSafe(|| first_sheet(bytes))).unwrap_or(Err("工作簿已损坏，不能读取"))
}

/// Whether it is a packed file of bounded size, by unpacking it.
fn unpacks(bytes: &[u8]) -> bool {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return false };
    let mut left = MOST_UNPACKED;
    // Room for all of it is taken at once: what is not written to costs nothing, a buffer that grows is for a while there
    // twice.
    let mut part = Vec::with_capacity(usize::try_from(left + 1).unwrap_or(0));
    (0..archive.len()).all(|index| {
        let Ok(file) = archive.by_index(index) else { return false };
        let shared = file.name().is_ok_and(|name| name.to_lowercase().ends_with("sharedstrings.xml"));
        part.clear();
        let unpacked = file.take(left + 1).read_to_end(&mut part);
        unpacked.ok().and_then(|bytes| left.checked_sub(bytes as u64)).is_some_and(|rest| {
            left = rest;
            !(shared && boasts(&part))
        })
    })
}

/// Whether a table of strings says that it has more of them than it has bytes: whoever believes it asks for memory that
/// there is not. It must be plain UTF-8, so that nothing can be said in an encoding that is not looked into.
fn boasts(part: &[u8]) -> bool {
    const COUNT: &str = "uniqueCount";
    let Ok(text) = std::str::from_utf8(part) else { return true };
    let hidden = text.chars().any(|c| c.is_control() && !c.is_whitespace());
    let too_many = |behind: &str| {
        let number = behind.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '=' | '"' | '\''));
        let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
        !digits.is_empty() && digits.parse::<usize>().map_or(true, |count| count > part.len())
    };
    hidden || text.match_indices(COUNT).any(|(at, _)| text.get(at + COUNT.len()..).is_some_and(too_many))
}

fn first_sheet(bytes: &[u8]) -> Result<FirstSheet, &'static str> {
    const BROKEN: &str = "工作簿已损坏，不能读取";
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| BROKEN)?;
    let name = book.sheet_names().into_iter().next().ok_or("工作簿中没有工作表")?;
    // Cell by cell: a sheet with one cell in its last corner has as many rows and columns as there can be.
    let mut cells = book.worksheet_cells_reader(&name).map_err(|_| BROKEN)?;
    let mut rows: Vec<Row> = Vec::new();
    let mut left = MOST_KEPT;
    while let Some(cell) = cells.next_cell().map_err(|_| BROKEN)? {
        if matches!(cell.get_value(), DataRef::SharedString(text) if text.len() > LONGEST_CELL) {
            return Err("第一个工作表有过长的单元格");
        }
        let made = made_of(cell.get_value());
        let text = text_of(cell.get_value());
        if text.is_empty() {
            continue;
        }
        let (row, column) = cell.get_position();
        let (row, column) = (row as usize + 1, column as usize);
        if column >= MOST_COLUMNS {
            return Err("第一个工作表的列数过多");
        }
        if rows.last().is_none_or(|(last, _)| *last != row) {
            if rows.len() >= MOST_ROWS {
                return Err("第一个工作表的行数过多");
            }
            rows.push((row, Vec::new()));
        }
        if let Some((_, line)) = rows.last_mut() {
            let grown = (column + 1).saturating_sub(line.len()) * size_of::<Cell>();
            left = left.checked_sub(text.len() + grown).ok_or("第一个工作表内容过多")?;
            line.resize(line.len().max(column + 1), Cell::default());
            if let Some(place) = line.get_mut(column) {
                *place = Cell { text, made };
            }
        }
    }
    Ok(FirstSheet { name: name.chars().take(LONGEST_NAME).collect(), rows })
}

/// What a cell is when it is no text.
fn made_of(cell: &DataRef<'_>) -> Option<Made> {
    match cell {
        DataRef::SharedString(_) | DataRef::String(_) | DataRef::Empty => None,
        DataRef::Int(_) | DataRef::Float(_) => Some(Made::Number),
        DataRef::Bool(_) => Some(Made::Truth),
        DataRef::DateTime(_) | DataRef::DateTimeIso(_) | DataRef::DurationIso(_) => Some(Made::Date),
        DataRef::Error(_) => Some(Made::Error),
    }
}

/// A cell as the text that stands in it; numbers without the point that they do not show.
fn text_of(cell: &DataRef<'_>) -> String {
    match cell {
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(value) => value.to_string().to_uppercase(),
        DataRef::DateTime(date) if date.is_datetime() && DAYS.contains(&date.as_f64()) => {
            let (year, month, day, hour, minute, ..) = date.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}").trim_end_matches(" 00:00").to_owned()
        }
        DataRef::DateTime(date) => date.as_f64().to_string(),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

/// Writes rows as a workbook of one sheet, the first row as its header. The same rows give the same bytes.
///
/// # Errors
/// Why it cannot be written, in Chinese, with the number of the row: Excel has no cells of more than 32,767 characters.
pub(super) fn written(name: &str, rows: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>, (usize, String)> {
    let mut book = Workbook::new();
    // A day of its own, not the day of writing.
    let day = ExcelDateTime::from_ymd(2026, 1, 1).map_err(|error| (0, error.to_string()))?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&day));
    let sheet = book.add_worksheet();
    let layout = |error: XlsxError| (0, error.to_string());
    sheet.set_name(name).map_err(layout)?;
    sheet.set_freeze_panes(1, 0).map_err(layout)?;
    for (column, width) in WIDTHS {
        sheet.set_column_width(column, width).map_err(layout)?;
    }
    let [head, plain] = [Format::new().set_bold(), Format::new()];
    for (row, cells) in (0u32..).zip(rows) {
        let number = row as usize + 1;
        for (column, cell) in (0u16..).zip(&cells).filter(|(_, cell)| !cell.is_empty()) {
            let format = if row == 0 { &head } else { &plain };
            // As text whatever it looks like: a pattern that begins with = is no formula.
            sheet
                .write_string_with_format(row, column, cell, format)
                .map_err(|_| (number, "单元格超过 Excel 的上限 32767 个字符，请改用 CSV".to_owned()))?;
        }
    }
    book.save_to_buffer().map_err(layout)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book(rows: &[&[&str]]) -> Vec<u8> {
        let rows = rows.iter().map(|row| row.iter().map(|&cell| cell.to_owned()).collect());
        written("词表", rows).unwrap()
    }

    #[test]
    fn what_is_written_is_read_back() {
        let bytes = book(&[&["pattern", "severity", "note"], &["=甲+乙", "2", ""], &[], &["", "1", " 有空格 "]]);
        let text = |cell: &&str| Cell { text: (*cell).to_owned(), made: None };
        let row = |row: usize, cells: &[&str]| (row, cells.iter().map(text).collect::<Vec<_>>());
        let wanted =
            [row(1, &["pattern", "severity", "note"]), row(2, &["=甲+乙", "2"]), row(4, &["", "1", " 有空格 "])];
        assert_eq!(read(&bytes).unwrap(), FirstSheet { name: "词表".to_owned(), rows: wanted.to_vec() });
        assert_eq!(bytes, book(&[&["pattern", "severity", "note"], &["=甲+乙", "2", ""], &[], &["", "1", " 有空格 "]]));
        assert_eq!(written("词表", std::iter::once(vec!["长".repeat(32_768)])).unwrap_err().0, 1);
    }

    /// As Excel keeps what it took for something else.
    #[test]
    fn cells_say_what_they_are() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        let [day, time] = ["yyyy/m/d", "h:mm"].map(|form| Format::new().set_num_format(form));
        sheet.write_string(0, 0, "1.5").unwrap();
        sheet.write_number(0, 1, 2.0).unwrap();
        sheet.write_boolean(0, 2, true).unwrap();
        sheet.write_number_with_format(0, 3, 46_143.0, &day).unwrap();
        sheet.write_number_with_format(0, 4, 46_143.5, &time).unwrap();
        sheet.write_number_with_format(0, 5, 0.5, &Format::new().set_num_format("0%")).unwrap();
        sheet.write_formula(0, 6, rust_xlsxwriter::Formula::new("甲").set_result("#NAME?")).unwrap();
        sheet.write_number_with_format(0, 7, 1e300, &day).unwrap();
        let rows = read(&book.save_to_buffer().unwrap()).unwrap().rows;
        let cells: Vec<(&str, Option<Made>)> = rows[0].1.iter().map(|cell| (cell.text.as_str(), cell.made)).collect();
        let far = 1e300.to_string();
        let wanted = [
            ("1.5", None),
            ("2", Some(Made::Number)),
            ("TRUE", Some(Made::Truth)),
            ("2026-05-01", Some(Made::Date)),
            ("2026-05-01 12:00", Some(Made::Date)),
            ("0.5", Some(Made::Number)),
            ("#NAME?", Some(Made::Error)),
            (far.as_str(), Some(Made::Date)),
        ];
        assert_eq!(cells, wanted);
    }

    #[test]
    fn far_cells_cost_nothing() {
        let mut book = Workbook::new();
        book.add_worksheet().write_string(1_048_575, 3, "末").unwrap();
        assert_eq!(read(&book.save_to_buffer().unwrap()).unwrap().rows.len(), 1);
        let mut book = Workbook::new();
        book.add_worksheet().write_string(0, 16_383, "远").unwrap();
        assert_eq!(read(&book.save_to_buffer().unwrap()), Err("第一个工作表的列数过多"));
    }

    /// A part of a good workbook exchanged for another.
    fn with_part(book: &[u8], name: &str, content: &str) -> Vec<u8> {
        let mut from = zip::ZipArchive::new(Cursor::new(book)).unwrap();
        let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for index in 0..from.len() {
            let file = from.by_index_raw(index).unwrap();
            if file.name().is_ok_and(|own| own == name) {
                to.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
                std::io::Write::write_all(&mut to, content.as_bytes()).unwrap();
            } else {
                to.raw_copy_file(file).unwrap();
            }
        }
        to.finish().unwrap().into_inner()
    }

    #[test]
    fn what_a_workbook_says_of_its_size_is_not_believed() {
        const STRINGS: &str = "xl/sharedStrings.xml";
        let rows: Vec<Vec<String>> = (0..1_000).map(|_| vec!["同".to_owned()]).collect();
        let good = written("词表", rows.into_iter()).unwrap();
        let table = |count: &str, text: &str| {
            format!(
                r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" uniqueCount="{count}"><si><t>{text}</t></si></sst>"#
            )
        };
        let read = |strings: &str| read(&with_part(&good, STRINGS, strings));
        assert_eq!(read(&table("1", "同")).unwrap().rows.len(), 1_000);
        assert!(read(&table("1000000000000", "同")).is_err());
        assert!(read(&table("99999999999999999999999", "同")).is_err());
        assert_eq!(read(&table("1", &"长".repeat(50_000))), Err("第一个工作表有过长的单元格"));
        assert!(read("<sst unique\u{1B}(BCount=\"9\"/>").is_err(), "in another encoding");
    }

    #[test]
    fn what_is_no_workbook_is_refused() {
        let good = book(&[&["pattern"], &["甲乙"]]);
        for cut in [0, 4, good.len() / 2, good.len() - 30] {
            assert!(read(&good[..cut]).is_err(), "{cut}");
        }
        for at in (0..good.len()).step_by(7) {
            let mut broken = good.clone();
            broken[at] ^= 0x55;
            // Read or refused, but answered.
            drop(read(&broken));
        }
        assert!(read("pattern\n甲乙\n".as_bytes()).is_err());
    }
}

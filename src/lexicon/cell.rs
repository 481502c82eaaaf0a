//! Cells of a table as they were read, and what a spreadsheet made of what was typed into them. A spreadsheet reads
//! 5-1 as a day and -甲 as a formula, and keeps that in place of the words: such a cell is no word of a list.

/// A cell as it was read.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Cell {
    /// What stands in it.
    pub(super) text: String,
    /// What a spreadsheet took it for, where that is no text.
    pub(super) made: Option<Made>,
}

/// What a spreadsheet takes a cell for in place of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Made {
    /// A number: noughts before it, signs of per cent and the way of writing are lost.
    Number,
    /// A day or a time.
    Date,
    /// True or false.
    Truth,
    /// The error of a formula.
    Error,
    /// Hashes that are shown where a column is too narrow, in place of what stands there.
    Hashes,
}

/// The errors of formulas.
const ERRORS: [&str; 11] = [
    "#NAME?",
    "#REF!",
    "#VALUE!",
    "#DIV/0!",
    "#N/A",
    "#NULL!",
    "#NUM!",
    "#SPILL!",
    "#CALC!",
    "#FIELD!",
    "#GETTING_DATA",
];

/// Signs with which a spreadsheet begins a formula, and the one that keeps it from doing so.
const FORMULA: [char; 5] = ['=', '+', '-', '@', '\''];
/// Shortest run of hashes that is no word.
const HASHES: usize = 3;
/// Most characters of a refused cell that are told.
const SHOWN: usize = 40;

impl Cell {
    /// A cell of comma-separated text.
    pub(super) fn of_csv(cell: &str) -> Self {
        Self { text: without_text_mark(cell).to_owned(), made: Made::of_text(cell) }
    }

    /// A cell of tab-separated text, where no sign is a formula's.
    pub(super) fn of_tsv(cell: &str) -> Self {
        let marked = cell.trim_start().strip_prefix('\'').filter(|rest| Made::behind_marks(rest).is_some());
        Self { text: marked.unwrap_or(cell).to_owned(), made: Made::of_text(cell) }
    }
}

impl Made {
    /// What stands in a file of text in place of what was typed, when a spreadsheet wrote it.
    fn of_text(cell: &str) -> Option<Self> {
        let cell = cell.trim();
        if ERRORS.contains(&cell) {
            Some(Self::Error)
        } else if matches!(cell, "TRUE" | "FALSE") {
            Some(Self::Truth)
        } else if cell.len() >= HASHES && cell.chars().all(|c| c == '#') {
            Some(Self::Hashes)
        } else if is_scientific(cell) {
            Some(Self::Number)
        } else {
            is_day(cell).then_some(Self::Date)
        }
    }

    /// The same of a cell with or without marks before it.
    fn behind_marks(cell: &str) -> Option<Self> {
        Self::of_text(cell.trim_start_matches('\''))
    }

    /// Whether a column may have such a cell. Degrees, running numbers, names of kinds and notes may be whole numbers; in a
    /// file of text, days are what somebody wrote, but for the words looked for.
    pub(super) fn fits(self, column: &str, cell: &str, in_workbook: bool) -> bool {
        match self {
            Self::Number => match column {
                "severity" => true,
                "id" | "category" | "label" | "note" => !cell.is_empty() && cell.bytes().all(|b| b.is_ascii_digit()),
                _ => false,
            },
            Self::Date => !in_workbook && column != "pattern",
            Self::Truth | Self::Error | Self::Hashes => false,
        }
    }

    /// Why such a cell is refused, and what to do about it. `place` is where it stands in a workbook.
    pub(super) fn reason(self, cell: &str, place: Option<&str>) -> String {
        let what = match self {
            Self::Number => "Excel 把这一格存成了数值“{}”，原来的写法（开头的 0、百分号、多位数字等）可能已经丢失",
            Self::Date => "Excel 把这一格改成了日期或时间“{}”",
            Self::Truth => "Excel 把这一格改成了逻辑值“{}”",
            Self::Error => "这一格是 Excel 的错误值“{}”（常因以 = + - @ 开头的文字被当作公式）",
            Self::Hashes => "这一格只有 Excel 因列宽不够而显示的“{}”，原来的内容没有存下来",
        };
        let cell: String = cell.chars().take(SHOWN).collect();
        let what = what.replace("{}", &cell);
        match place {
            Some(place) => format!("{place}：{what}；请先把这一列的单元格格式设为“文本”，再重新填写这一格"),
            None => format!(
                "{}；请在 Excel 中先把这一列的单元格格式设为“文本”，再重新填写这一格；本来就是要找的词，在前面加一个英文单引号",
                what.replace("Excel 把这一格", "这一格像是由 Excel ")
            ),
        }
    }
}

/// Whether a cell is a number as a spreadsheet shows long ones: 1.23E+15.
fn is_scientific(cell: &str) -> bool {
    let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let Some((mantissa, power)) = cell.split_once('E') else { return false };
    let power = power.strip_prefix(['+', '-']).unwrap_or_default();
    number(mantissa.strip_prefix('-').unwrap_or(mantissa)) && number(power) && !power.contains('.')
}

/// Whether a cell is nothing but a day or a time as a spreadsheet shows what it took for one: 2026/5/1, 5月1日, 1-May, 8:30.
fn is_day(cell: &str) -> bool {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let number = |text: &str| (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let numbers = |sign: char| {
        let parts: Vec<&str> = cell.split(sign).collect();
        (2..=3).contains(&parts.len()) && parts.iter().all(|part| number(part))
    };
    let chinese = || {
        let (month, day) = cell.strip_suffix('日')?.split_once('月')?;
        let month = month.split_once('年').map_or(Some(month), |(year, month)| number(year).then_some(month))?;
        (number(month) && number(day)).then_some(())
    };
    let named = || {
        let (first, second) = cell.split_once('-')?;
        let fits = |name: &str, of: &str| MONTHS.contains(&name) && number(of);
        (fits(first, second) || fits(second, first)).then_some(())
    };
    ['/', '-', ':'].into_iter().any(numbers) || chinese().is_some() || named().is_some()
}

/// A cell of comma-separated text as a spreadsheet shows it: behind a mark where it would be taken for a formula, and
/// where it looks like what a spreadsheet made of something else.
pub(super) fn shown_as_text(cell: String) -> String {
    let taken = cell.starts_with(FORMULA) || Made::of_text(&cell).is_some();
    if taken { format!("'{cell}") } else { cell }
}

/// A cell of tab-separated text: behind that mark where it would be refused.
pub(super) fn marked(column: &str, cell: String) -> String {
    let refused = |made: Made| cell.starts_with('\'') || !made.fits(column, &cell, false);
    if Made::behind_marks(&cell).is_some_and(refused) { format!("'{cell}") } else { cell }
}

/// A cell without that mark.
fn without_text_mark(cell: &str) -> &str {
    let marked = |rest: &&str| rest.starts_with(FORMULA) || Made::of_text(rest).is_some();
    cell.trim_start().strip_prefix('\'').filter(marked).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_made_is_known() {
        for (cell, made) in [
            ("#NAME?", Some(Made::Error)),
            (" #REF! ", Some(Made::Error)),
            ("TRUE", Some(Made::Truth)),
            ("########", Some(Made::Hashes)),
            ("1.23E+15", Some(Made::Number)),
            ("-4E-07", Some(Made::Number)),
            ("2026/5/1", Some(Made::Date)),
            ("2026-05-01", Some(Made::Date)),
            ("5月1日", Some(Made::Date)),
            ("2026年5月1日", Some(Made::Date)),
            ("1-May", Some(Made::Date)),
            ("May-26", Some(Made::Date)),
            ("8:30", Some(Made::Date)),
            ("True", None),
            ("#", None),
            ("1E5", None),
            ("E+15", None),
            ("五月一日", None),
            ("5月1日前报送", None),
            ("一二·九", None),
            ("50%", None),
            ("12345", None),
            ("-", None),
            ("", None),
        ] {
            assert_eq!(Made::of_text(cell), made, "{cell}");
        }
    }

    #[test]
    fn a_cell_that_looks_like_something_else_is_read_back() {
        let plain = ["=甲+乙", "@SUM(1+1)", "-1", "'=甲", "甲=乙", "'甲", ""];
        let made = ["TRUE", "'TRUE", "''TRUE", "1.23E+15", "#REF!", "5月1日", "'5月1日"];
        for cell in plain.into_iter().chain(made) {
            let shown = shown_as_text(cell.to_owned());
            assert!(!shown.starts_with(['=', '+', '-', '@']) && Made::of_text(&shown).is_none(), "{shown}");
            assert_eq!(Cell::of_csv(&shown), Cell { text: cell.to_owned(), made: None });
            assert_eq!(Cell::of_tsv(&marked("pattern", cell.to_owned())), Cell { text: cell.to_owned(), made: None });
            assert_eq!(Cell::of_tsv(&marked("hit", cell.to_owned())).text, cell);
        }
        assert_eq!(Cell::of_tsv("'=甲").text, "'=甲", "tab-separated text has no formulas");
        assert_eq!(marked("hit", "5月1日".to_owned()), "5月1日", "a day among examples is a day");
    }
}

//! Tables in which a spreadsheet put something else in place of words.

use crate::lexicon::{Entry, ListId, Problem, Sheet, Table, TermList};

/// Rows, columns and reasons of the faults of a file.
fn faults(sheet: Sheet, bytes: &[u8]) -> Vec<Problem> {
    Table::read(ListId::Slogans, 1, (sheet, bytes)).unwrap().checked().unwrap_err().problems
}

#[test]
fn what_excel_made_of_words_is_refused_with_its_cell() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("口号").unwrap();
    let form = |code: &str| rust_xlsxwriter::Format::new().set_num_format(code);
    for (column, name) in (0..).zip(["编号", "词条", "级别", "说明"]) {
        sheet.write_string(0, column, name).unwrap();
    }
    // Numbers are right for numbers and degrees.
    sheet.write_number(1, 0, 1.0).unwrap();
    sheet.write_string(1, 1, "5月1日").unwrap();
    sheet.write_number(1, 2, 2.0).unwrap();
    sheet.write_number_with_format(2, 1, 46_143.0, &form("m\"月\"d\"日\"")).unwrap();
    sheet.write_number_with_format(3, 1, 0.5, &form("0%")).unwrap();
    sheet.write_boolean(3, 3, true).unwrap();
    sheet.write_number_with_format(4, 1, 1.23e15, &form("0.00E+00")).unwrap();
    sheet.write_formula(5, 1, rust_xlsxwriter::Formula::new("甲").set_result("#NAME?")).unwrap();
    sheet.write_number(6, 0, 1.5).unwrap();
    sheet.write_string(6, 1, "狠抓落实").unwrap();
    let found = faults(Sheet::Xlsx, &book.save_to_buffer().unwrap());
    let wanted = [
        (3, "pattern", "工作表“口号”B3 单元格：Excel 把这一格改成了日期或时间“2026-05-01”"),
        (4, "pattern", "工作表“口号”B4 单元格：Excel 把这一格存成了数值“0.5”"),
        (4, "note", "工作表“口号”D4 单元格：Excel 把这一格改成了逻辑值“TRUE”"),
        (5, "pattern", "工作表“口号”B5 单元格：Excel 把这一格存成了数值“1230000000000000”"),
        (6, "pattern", "工作表“口号”B6 单元格：这一格是 Excel 的错误值“#NAME?”"),
        (7, "id", "工作表“口号”A7 单元格：Excel 把这一格存成了数值“1.5”"),
    ];
    let places: Vec<(usize, &str)> = found.iter().map(|p| (p.row, p.column.as_str())).collect();
    assert_eq!(places, wanted.map(|(row, column, _)| (row, column)));
    for (problem, (.., begins)) in found.iter().zip(wanted) {
        assert!(problem.reason.starts_with(begins) && problem.reason.contains("“文本”"), "{}", problem.reason);
    }
}

#[test]
fn numbers_stand_where_words_are_not_looked_for() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in (0..).zip(["编号", "词条", "级别", "类别", "说明"]) {
        sheet.write_string(0, column, name).unwrap();
    }
    sheet.write_string(1, 1, "狠抓落实").unwrap();
    for (column, number) in [(0, 7.0), (2, 3.0), (3, 12.0), (4, 2024.0)] {
        sheet.write_number(1, column, number).unwrap();
    }
    let list =
        Table::read(ListId::Slogans, 1, (Sheet::Xlsx, &book.save_to_buffer().unwrap())).unwrap().checked().unwrap();
    let entry = &list.entries[0];
    assert_eq!((entry.severity, entry.category.as_str(), entry.note.as_str()), (3, "12", "2024"));
}

#[test]
fn what_excel_made_of_words_is_refused_in_its_text_files_too() {
    let csv =
        "词条,级别,说明,应命中\n5月1日,1,,\n甲乙,2,2026/5/1,甲乙\n丙丁,TRUE,,\n#NAME?,1,1.23E+15,\n########,1,,\n";
    let wanted = [(2, "pattern"), (4, "severity"), (5, "pattern"), (5, "note"), (6, "pattern")];
    for (sheet, text) in [(Sheet::Csv, csv.to_owned()), (Sheet::Tsv, csv.replace(',', "\t"))] {
        let found = faults(sheet, text.as_bytes());
        assert_eq!(found.iter().map(|p| (p.row, p.column.as_str())).collect::<Vec<_>>(), wanted, "{sheet:?}");
        assert!(found.iter().all(|p| p.reason.contains("英文单引号")), "{found:?}");
    }
    // Whoever wants such words writes so; what goes out as a file is written so.
    let words = ["5月1日", "TRUE", "1.23E+15", "'#REF!"].map(|word| Entry::literal(word, "")).to_vec();
    let list = TermList { id: ListId::Slogans, version: 1, entries: words };
    for sheet in [Sheet::Tsv, Sheet::Csv, Sheet::Xlsx] {
        let bytes = list.to_file(sheet).unwrap();
        assert_eq!(Table::read(ListId::Slogans, 1, (sheet, &bytes)).unwrap().checked().unwrap(), list, "{sheet:?}");
    }
}

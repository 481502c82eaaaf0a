//! Tables in the running text: their rows are lines whose cells are parted by tabs (Word files, pages and what is pasted
//! from either) or by bars (Markdown). A table of one column is the way a page is laid out, and no table here.

use crate::span::Span;
use crate::text::page::Page;

/// Fewest rows.
const ROWS: usize = 2;
/// Most lines between two rows: a cell may hold several paragraphs.
const BETWEEN: usize = 3;
/// Longest label of an item in a list, in characters: Word puts a tab behind it when a list is pasted.
const LABEL: usize = 6;
/// Chinese numerals of such labels.
const NUMERALS: &str = "一二三四五六七八九十百零〇";

/// The tables of a text, each from the beginning of its first row to the end of its last one, in order.
#[must_use]
pub(super) fn tables(page: &Page<'_>) -> Vec<Span> {
    let rows = page.lines.iter().enumerate().filter(|(_, line)| is_row(page, **line));
    let mut found: Vec<(Span, usize, usize)> = Vec::new();
    for (index, &line) in rows {
        match found.last_mut() {
            Some((span, rows, last)) if index - *last <= BETWEEN + 1 => {
                (*span, *rows, *last) = (span.hull(line), *rows + 1, index);
            }
            _ => found.push((line, 1, index)),
        }
    }
    found.into_iter().filter(|(_, rows, _)| *rows >= ROWS).map(|(span, ..)| span).collect()
}

/// Whether a line is a row: two cells with text and more, of which the first is no label of an item.
fn is_row(page: &Page<'_>, line: Span) -> bool {
    let chars = page.received.get(line.start..line.end).unwrap_or(&[]);
    if let [first, .., last] = chars
        && is_bar(*first)
        && is_bar(*last)
    {
        return true;
    }
    let mut cells = chars.split(|c| *c == '\t').filter(|cell| cell.iter().any(|c| !c.is_whitespace()));
    let Some(first) = cells.next() else { return false };
    let others = cells.count();
    if is_label(page, line, first.len()) { others > 1 } else { others > 0 }
}

fn is_bar(c: char) -> bool {
    matches!(c, '|' | '│' | '┃')
}

/// Whether the first characters of a line are the label of an item: `一、`, `（一）`, `1.`, `•`, and none of its words.
fn is_label(page: &Page<'_>, line: Span, length: usize) -> bool {
    let cell = page.folded.get(line.start..line.start + length).unwrap_or(&[]);
    let sign = |c: &char| !c.is_alphanumeric();
    length <= LABEL
        && (cell.iter().all(sign) || cell.iter().any(|c| "、.)）".contains(*c)))
        && cell.iter().all(|c| sign(c) || c.is_ascii_digit() || NUMERALS.contains(*c))
}

#[cfg(test)]
mod tests {
    use crate::text::Analysis;

    fn tables(text: &str) -> Vec<String> {
        let analysis = Analysis::new(text, None);
        analysis.tables.iter().map(|&span| analysis.text(span).to_owned()).collect()
    }

    #[test]
    fn rows_of_cells_are_a_table() {
        for (text, wanted) in [
            ("任务分工如下：\n事项\t单位\n巡查\t水务局\n以上请落实。", vec!["事项\t单位\n巡查\t水务局"]),
            ("表\n甲\t\t丙1\n丙2\n丙3\n\t乙\n丁\t戊\n己", vec!["甲\t\t丙1\n丙2\n丙3\n\t乙\n丁\t戊"]),
            ("| 事项 | 单位 |\n|---|---|\n| 巡查 | 水务局 |", vec!["| 事项 | 单位 |\n|---|---|\n| 巡查 | 水务局 |"]),
            ("1.\t巡查\t水务局\n2.\t抢险\t应急局", vec!["1.\t巡查\t水务局\n2.\t抢险\t应急局"]),
            ("甲\t乙\n丙\t丁\n一\n二\n三\n四\n戊\t己\n庚\t辛", vec!["甲\t乙\n丙\t丁", "戊\t己\n庚\t辛"]),
        ] {
            assert_eq!(tables(text), wanted, "{text}");
        }
    }

    #[test]
    fn indents_lists_and_single_lines_are_none() {
        for text in [
            "\t为做好防汛工作，现通知如下。\n\t各县每日巡查两次。",
            "一、\t总体要求\n二、\t主要任务\n（一）\t巡查\n1.\t每日两次\n•\t其他\n1）\t再次",
            "示例市人民政府\t2026年5月6日\n（此件公开发布）",
            "附件：1.\t名单\n2.\t表格",
            "首页 | 公开 | 办事\n地图 | 繁体",
            "",
        ] {
            assert!(tables(text).is_empty(), "{text}");
        }
    }
}

//! Tables in the running text: their rows are lines whose cells are parted by tabs (Word files, pages and what is pasted
//! from either) or by bars (Markdown). A table of one column is the way a page is laid out, and no table here.

use crate::span::Span;
use crate::text::page::Page;

/// Fewest rows.
const ROWS: usize = 2;
/// Most lines between two rows, each no longer than a cell: a cell may hold several.
const BETWEEN: usize = 3;
/// Longest cell that tells of a table, in characters. What is longer, or ends a sentence, may be running text behind a tab,
/// and running text must count.
const CELL: usize = 40;
/// Longest label of an item in a list, in characters: Word puts a tab behind it when a list is pasted.
const LABEL: usize = 6;
/// Chinese numerals and words of such labels: 一、, 第三条, 一是.
const NUMERALS: &str = "一二三四五六七八九十百零〇第条章节项款是";

/// The tables of a text, each from the beginning of its first row to the end of its last one, in order.
#[must_use]
pub(super) fn tables(page: &Page<'_>) -> Vec<Span> {
    let mut found: Vec<(Span, usize)> = Vec::new();
    // Lines since the last row; none while they cannot belong to a cell.
    let mut since: Option<usize> = None;
    for &line in page.lines {
        let chars = page.received.get(line.start..line.end).unwrap_or(&[]);
        if !is_row(page, line, chars) {
            since = since.map(|lines| lines + 1).filter(|&lines| lines <= BETWEEN && is_short(chars));
            continue;
        }
        match found.last_mut() {
            Some((span, rows)) if since.is_some() => (*span, *rows) = (span.hull(line), *rows + 1),
            _ => found.push((line, 1)),
        }
        since = Some(0);
    }
    found.into_iter().filter(|(_, rows)| *rows >= ROWS).map(|(span, _)| span).collect()
}

/// Whether a line is a row: cells between bars, or two short cells, of which the first is no label of an item.
fn is_row(page: &Page<'_>, line: Span, chars: &[char]) -> bool {
    if let [first, inner @ .., last] = chars
        && is_bar(*first)
        && is_bar(*last)
    {
        return inner.iter().any(|c| is_bar(*c));
    }
    let mut cells = chars.split(|c| *c == '\t').filter(|cell| cell.iter().any(|c| !c.is_whitespace())).peekable();
    let labelled = cells.peek().is_some_and(|first| is_label(page, line, first.len()));
    cells.skip(usize::from(labelled)).filter(|cell| is_short(cell)).nth(1).is_some()
}

fn is_short(chars: &[char]) -> bool {
    chars.len() <= CELL && !chars.iter().any(|c| "。；！？".contains(*c))
}

fn is_bar(c: char) -> bool {
    matches!(c, '|' | '│' | '┃')
}

/// Whether the first characters of a line are the label of an item and none of its words: `一、`, `（一）`, `1.`, `第三条`,
/// `①`, `•`.
fn is_label(page: &Page<'_>, line: Span, length: usize) -> bool {
    let cell = page.folded.get(line.start..line.start + length).unwrap_or(&[]);
    length <= LABEL && cell.iter().all(|c| !c.is_alphabetic() || c.is_ascii_alphabetic() || NUMERALS.contains(*c))
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
            ("①\t巡查\t水务局\n②\t抢险\t应急局", vec!["①\t巡查\t水务局\n②\t抢险\t应急局"]),
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
            "|这是整段的话，没有第二格|\n|这也是整段的话|",
            "第一条\t为了加强防汛工作，制定本办法。\n第二条\t各县每日巡查两次。\n①\t巡查\n1\t抢险\na.\t报告\n一是\t值守",
            "各县\t每日巡查两次，由市水务局督促，遇有险情立即报告，并在两小时内组织群众转移到安全的地方安置\n各乡\t同样办理。",
            "联系人：甲\t电话\n为做好防汛工作，现将有关事项通知如下，请认真贯彻落实。\n联系人：乙\t电话",
            "",
        ] {
            assert!(tables(text).is_empty(), "{text}");
        }
    }
}

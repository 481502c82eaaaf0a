//! Pages of two columns whose lines came out as they stand beside each other: half a sentence of the left column, a blank,
//! half a sentence of the right one. What such lines say cannot be put together again from the text alone.

use crate::span::Span;
use crate::text::page::{self, Page, RAGGED, columns, goes_on_behind};

/// Narrowest column, in columns of half a character: twelve characters; what is narrower is a table.
const NARROWEST: usize = 24;
/// Fewest lines with a full line of both columns, and their least share of the lines whose left part is full. Of 6,306 real
/// documents one passes both, a report of two columns with 534 of 725; of the others none has more than 13 such lines, and
/// that one 13 of 52.
const FEWEST: usize = 12;
const SHARE: f64 = 0.5;
/// Most lines between two that show both columns: a page of lines that came out one by one, or of tables.
const BETWEEN: usize = 80;

/// A blank inside a line, by the widths of what stands before and behind it.
struct Gap {
    /// Index of the line.
    line: usize,
    left: usize,
    right: usize,
}

/// The stretches of a text in which two columns are mixed up, in order.
#[must_use]
pub(super) fn mixed(page: &Page<'_>) -> Vec<Span> {
    let gaps: Vec<Gap> = (0..page.lines.len()).flat_map(|line| gaps(page, line)).collect();
    let mut lefts: Vec<usize> = gaps.iter().map(|gap| gap.left).collect();
    lefts.sort_unstable();
    let Some((width, _)) = page::commonest(&lefts) else { return Vec::new() };
    let full = |part: usize| part <= width + 1 && part + RAGGED > width;
    let mut left: Vec<usize> = gaps.iter().filter(|gap| full(gap.left)).map(|gap| gap.line).collect();
    left.dedup();
    let mut both: Vec<usize> = gaps.iter().filter(|g| full(g.left) && full(g.right)).map(|gap| gap.line).collect();
    both.dedup();
    if both.len() < FEWEST || (both.len() as f64) < SHARE * left.len() as f64 {
        return Vec::new();
    }
    let near = left.chunk_by(|line, next| next - line <= BETWEEN);
    let ends = near.filter_map(|lines| Some((page.lines.get(*lines.first()?)?, page.lines.get(*lines.last()?)?)));
    ends.map(|(first, last)| first.hull(*last)).collect()
}

/// The blanks inside a line that may part two columns: what stands before them breaks off inside a sentence.
fn gaps(page: &Page<'_>, index: usize) -> Vec<Gap> {
    let Some(&line) = page.lines.get(index) else { return Vec::new() };
    let chars = page.received.get(line.start..line.end).unwrap_or(&[]);
    let total: usize = chars.iter().map(|&c| columns(c)).sum();
    let mut found = Vec::new();
    // Columns before the last character that is no blank, with it, and before the present one.
    let (mut words, mut at, mut last) = (0, 0, None);
    for &c in chars {
        if !c.is_whitespace() {
            if words < at && words >= NARROWEST && last.is_some_and(goes_on_behind) {
                found.push(Gap { line: index, left: words, right: total - at });
            }
            words = at + columns(c);
            last = Some(c);
        }
        at += columns(c);
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::text::Analysis;

    /// A sentence of thirty-three characters in lines of twenty.
    fn column(start: usize, lines: usize) -> Vec<String> {
        let text = "示例市财政局每月十日前把补助资金拨付到社区养老服务中心并公开结果。".repeat(60);
        let chars: Vec<char> = text.chars().skip(start).collect();
        chars.chunks(20).take(lines).map(|line| line.iter().collect()).collect()
    }

    fn mixed(text: &str) -> Vec<String> {
        let analysis = Analysis::new(text, None);
        analysis.mixed.iter().map(|&span| analysis.text(span).to_owned()).collect()
    }

    fn side_by_side(blank: &str) -> String {
        let lines = column(0, 30).into_iter().zip(column(7, 30));
        lines.map(|(left, right)| format!("{left}{blank}{right}")).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn lines_of_two_columns_are_told() {
        for blank in [" ", "　　", "\t"] {
            let text = side_by_side(blank);
            assert_eq!(mixed(&format!("一、概况\n{text}\n完。")), [text.as_str()], "{blank:?}");
        }
        // Some lines of either column came out alone.
        let alone = column(3, 8).join("\n");
        let text = format!("{}\n{alone}\n{}", side_by_side(" "), side_by_side(" "));
        assert_eq!(mixed(&text), [text.as_str()]);
    }

    #[test]
    fn tables_lists_and_one_column_are_none() {
        let one = column(0, 60).join("\n");
        let table =
            (10..60).map(|n| format!("示例市第{n}号项目建设资金 {n}万元 2026年")).collect::<Vec<_>>().join("\n");
        let spaced = (10..60).map(|n| format!("第{n}条 示例市财政局每月十日前把补助资金拨付到社区，并公开。"));
        let few = side_by_side(" ").lines().take(8).collect::<Vec<_>>().join("\n");
        for text in [one, table, spaced.collect::<Vec<_>>().join("\n"), few] {
            assert!(mixed(&text).is_empty(), "{text}");
        }
    }
}

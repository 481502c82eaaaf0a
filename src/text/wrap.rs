//! Text that was broken into lines of one width, as when it is pasted from a page of a PDF: there the end of a line is
//! no end of a sentence. Positions stay those of the text as received; only what counts as one paragraph changes.

use crate::span::Span;
use crate::text::fold::is_han;

/// Narrowest line of a page, in columns (a Chinese character takes two): shorter lines are entries of lists and tables.
const NARROWEST: usize = 40;
/// Columns that a full line may fall short of the width: a mark or a number that did not fit went to the next one.
const RAGGED: usize = 5;
/// Full lines that break off inside a sentence from which on they are no accident.
const FEWEST: usize = 12;
/// Share of full lines that break off among the lines of some length. Of 6,306 real documents 79 have a dozen such lines,
/// and 49 of these pass this limit and the next.
const SHARE: f64 = 0.3;
/// Most lines, as a share, that may be wider than the full ones: of the 79 documents 56 have 0.36 and less, the next one
/// 0.41.
const WIDER: f64 = 0.36;

/// A text of full lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wrap {
    /// Width of its lines in columns.
    columns: usize,
}

impl Wrap {
    /// How the lines of a text are broken; `None` where they end with their paragraphs.
    #[must_use]
    pub fn of(folded: &[char], lines: &[Span]) -> Option<Self> {
        let long = |line: &Span| Some(width(folded, *line)).filter(|&width| width >= NARROWEST);
        let mut all: Vec<usize> = lines.iter().filter_map(long).collect();
        let mut open: Vec<usize> = lines.iter().filter(|&&line| breaks_off(folded, line)).filter_map(long).collect();
        all.sort_unstable();
        open.sort_unstable();
        let near = |&widest: &usize| {
            let from = open.partition_point(|&width| width + RAGGED <= widest);
            open.partition_point(|&width| width <= widest) - from
        };
        // The widest of the widths that most lines have.
        let columns = open.iter().copied().max_by_key(near)?;
        let full = near(&columns);
        let wider = all.len() - all.partition_point(|&width| width <= columns + 1);
        let share = |part: usize| part as f64 / all.len() as f64;
        (full >= FEWEST && share(full) >= SHARE && share(wider) <= WIDER).then_some(Self { columns })
    }

    /// Whether a line goes on in the next one.
    #[must_use]
    pub fn goes_on(self, folded: &[char], line: Span, next: Span) -> bool {
        let between = folded.get(line.end..next.start).unwrap_or(&[]);
        let one_break = between.iter().filter(|&&c| c == '\n').count() == 1;
        let indent = between.iter().rev().take_while(|&&c| c != '\n').map(|&c| columns(c)).sum::<usize>();
        one_break
            && indent < 4
            && breaks_off(folded, line)
            && width(folded, line) + RAGGED > self.columns
            && !begins(folded.get(next.start..next.end).unwrap_or(&[]))
    }

    /// The paragraphs of lines that belong together.
    #[must_use]
    pub fn joined(self, folded: &[char], lines: &[Span]) -> Vec<Span> {
        let parts = lines.chunk_by(|&line, &next| self.goes_on(folded, line, next));
        parts.filter_map(|part| Some(Span::new(part.first()?.start, part.last()?.end))).collect()
    }
}

/// Columns that a character takes.
fn columns(c: char) -> usize {
    if c.is_ascii() { 1 } else { 2 }
}

fn width(folded: &[char], line: Span) -> usize {
    folded.get(line.start..line.end).unwrap_or(&[]).iter().map(|&c| columns(c)).sum()
}

/// Whether a line ends inside a sentence.
fn breaks_off(folded: &[char], line: Span) -> bool {
    let last = line.end.checked_sub(1).and_then(|at| folded.get(at));
    last.is_some_and(|&c| is_han(c) || c.is_ascii_alphanumeric() || matches!(c, '，' | '、' | '》' | '）' | '”' | '%'))
}

/// Whether a line begins something of its own: a number alone (of a page), a numbered heading, an article.
fn begins(line: &[char]) -> bool {
    let numeral = |c: &&char| "一二三四五六七八九十百零〇0123456789".contains(**c);
    let (open, rest) = match line.split_first() {
        Some((first, rest)) if "（(第".contains(*first) => (Some(*first), rest),
        _ => (None, line),
    };
    let digits = rest.iter().take_while(numeral).count();
    let after = rest.get(digits);
    match open {
        _ if digits == 0 => false,
        Some('第') => after.is_some_and(|&c| "章节条款编".contains(c)),
        Some(_) => after.is_some_and(|&c| "）)".contains(c)),
        None => after.is_none_or(|&c| "、.．".contains(c)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::SourceText;
    use crate::text::Analysis;
    use crate::text::sentence::paragraphs;

    const SENTENCE: &str = "示例市财政局每月十日前把补助资金拨付到各个社区养老服务中心并公开拨付的结果和依据。";

    fn joined(text: &str) -> Vec<String> {
        let source = SourceText::new(text);
        let lines = paragraphs(source.chars());
        let blocks = Wrap::of(source.chars(), &lines).map(|wrap| wrap.joined(source.chars(), &lines)).unwrap_or(lines);
        blocks.iter().map(|&block| source.slice(block).to_owned()).collect()
    }

    /// Twenty sentences in lines of 25 characters, a heading and a page number between them.
    fn page() -> String {
        let chars: Vec<char> = SENTENCE.repeat(10).chars().collect();
        let lines: Vec<String> = chars.chunks(25).map(|line| line.iter().collect()).collect();
        format!("{}\n3\n二、工作要求\n{}", lines.join("\n"), lines.join("\n"))
    }

    #[test]
    fn lines_of_one_width_are_one_paragraph() {
        let found = joined(&page());
        assert_eq!(found.len(), 4, "{found:?}");
        assert_eq!(found[1..3], ["3", "二、工作要求"]);
        assert!(found[0].starts_with("示例市财政局") && found[0].ends_with('。'));
    }

    #[test]
    fn sentences_go_over_the_ends_of_lines() {
        let analysis = Analysis::new(&page(), None);
        let words: Vec<_> = analysis.sentences.iter().map(|s| analysis.unbroken(s.span)).collect();
        assert_eq!(words.iter().filter(|words| words.as_ref() == SENTENCE).count(), 20, "{words:?}");
        assert_eq!(words.len(), 22);
    }

    #[test]
    fn lists_and_paragraphs_stay_as_they_are() {
        let list =
            (1..=12).map(|i| format!("示例市{}县人民政府办公室和所属的各部门", "甲".repeat(i))).collect::<Vec<_>>();
        let paragraphs = ["示例市财政局每月十日前把补助资金拨付到各个社区养老服务中心。"; 12];
        for text in
            [list.join("\n"), paragraphs.join("\n"), page().replace('\n', "\n\n"), page().replace('\n', "\n　　")]
        {
            let lines = text.lines().filter(|line| !line.is_empty()).count();
            assert_eq!(joined(&text).len(), lines, "{text}");
        }
    }

    #[test]
    fn what_begins_anew_is_told() {
        for (line, anew) in [
            ("一、要求", true),
            ("（二）做法", true),
            ("第三条 本办法", true),
            ("4.5亿元", true),
            ("12", true),
            ("2026年建成", false),
            ("第一批项目", false),
            ("一次办结", false),
        ] {
            assert_eq!(begins(&line.chars().collect::<Vec<_>>()), anew, "{line}");
        }
    }
}

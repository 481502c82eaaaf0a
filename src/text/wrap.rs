//! Text that was broken into lines of one width, as when it is pasted from a page of a PDF: there the end of a line is
//! no end of a sentence, nor of a word.
//!
//! The lines themselves tell, whatever file they come from: a Word file or a web page that was made from such a page has a
//! paragraph a line. Of 6,301 real documents, most of them with true paragraphs, 45 have lines that are put together here.
//! One place looked at in each was broken by a page in 43; the others were a list of links and the code of a field.

use crate::span::{self, Span};
use crate::text::cuts::Cuts;
use crate::text::page::{self, INDENTED, Page, RAGGED};

/// Full lines that break off inside a sentence from which on they are no accident.
const FEWEST: usize = 12;
/// Share of full lines that break off among the lines of some length. Of 6,306 real documents 80 have a dozen such lines,
/// and 47 of these pass this limit and the next.
const SHARE: f64 = 0.3;
/// Most lines, as a share, that may be wider than the full ones: of the 80 documents 54 have 0.36 and less, the next one
/// 0.44.
const WIDER: f64 = 0.36;

/// Share of the paragraphs of a text that begin indented or behind an empty line from which on any other line begins
/// none. Of 200 real documents put into lines of 28 to 40 characters, 105 of them with indents, 92 of these come back as they
/// were, and no line of them is joined wrongly.
const PARAGRAPHS: f64 = 0.8;
/// Least share of the full lines with a mark of a sentence: lists and tables have none. Of the 47 documents 46 have half and more,
/// the other is code in Base64.
const PROSE: f64 = 0.3;
/// The marks of a sentence.
const MARKS: &str = "，。；：";
/// Lines one after another without such a mark, nor a 、, from which on they are entries of a list inside a text.
const LISTED: usize = 4;
/// Longest word or number, in columns, that is taken to have moved to the next line whole.
const MOVED: usize = 14;

/// The text with the lines put together that a page broke, and what was left out; `None` where lines end with their
/// paragraphs. Lines inside `apart` stay as they are.
#[must_use]
pub(super) fn joined(page: &Page<'_>, apart: &[Span]) -> Option<(String, Cuts)> {
    let wrap = Wrap::of(page)?;
    let received = page.received;
    let (listed, head) = (listed(page), head(page));
    let mut text = String::with_capacity(received.len() * 3);
    let (mut cuts, mut read, mut from) = (Cuts::default(), 0, 0);
    for (at, ((line, next), listed)) in page.pairs().zip(listed).enumerate() {
        let ended = (listed && !is_inside_bracket(page.text(line))) || (at < head && ends_title(page.text(line)));
        if ended || span::any_overlap(apart, line.hull(next)) || !wrap.goes_on(page, line, next) {
            continue;
        }
        let kept = received.get(from..line.end).unwrap_or(&[]);
        text.extend(kept);
        read += kept.len();
        let mut left_out = next.start - line.end;
        // Words of an alphabet are broken where a blank stood.
        if [page.last(line), page.first(next)].iter().flatten().filter(|c| c.is_ascii_alphabetic()).count() == 2 {
            text.push(' ');
            read += 1;
            left_out -= 1;
        }
        cuts.leave_out(read, left_out);
        from = next.start;
    }
    text.extend(received.get(from..).unwrap_or(&[]));
    (!cuts.is_empty()).then_some((text, cuts))
}

/// How a text was broken into full lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Wrap {
    /// Width of its lines in columns.
    columns: usize,
    /// Columns of blanks before every line.
    margin: usize,
    /// Whether it shows where its paragraphs begin.
    marked: bool,
}

impl Wrap {
    /// How the lines of a text are broken.
    fn of(page: &Page<'_>) -> Option<Self> {
        let lines = page.lines.iter().copied();
        let mut all: Vec<usize> = lines.clone().filter_map(|line| page.long(line)).collect();
        let open = lines.clone().filter(|&line| page.breaks_off(line));
        let mut open: Vec<usize> = open.filter_map(|line| page.long(line)).collect();
        all.sort_unstable();
        open.sort_unstable();
        let (columns, full) = page::commonest(&open)?;
        let wider = all.len() - all.partition_point(|&width| width <= columns + 1);
        let share = |part: usize| part as f64 / all.len() as f64;
        if full < FEWEST || share(full) < SHARE || share(wider) > WIDER {
            return None;
        }
        let (mut filled, mut prose) = (0usize, 0usize);
        for line in lines.clone().filter(|&line| (columns + 1).abs_diff(page.width(line)) <= RAGGED) {
            filled += 1;
            prose += usize::from(page.text(line).iter().any(|&c| MARKS.contains(c)));
        }
        if (prose as f64) < PROSE * filled as f64 {
            return None;
        }
        let margin = lines.filter(|&line| page.long(line).is_some()).map(|line| page.indent(line)).min()?;
        let wrap = Self { columns, margin, marked: false };
        // What stands behind a line that is not full begins a paragraph.
        let behind = page.pairs().filter(|&(line, next)| !wrap.is_full(page, line, next) && page.long(next).is_some());
        let (mut begun, mut marked) = (0usize, 0usize);
        for (line, next) in behind {
            begun += 1;
            marked += usize::from(wrap.opens(page, next) || page.breaks(line, next) > 1);
        }
        Some(Self { marked: marked > 0 && marked as f64 >= PARAGRAPHS * begun as f64, ..wrap })
    }

    /// Whether what the next line begins with found no room in a line.
    fn is_full(self, page: &Page<'_>, line: Span, next: Span) -> bool {
        let moved = page.opening(next);
        page.width(line) + RAGGED.max(if moved > MOVED { 0 } else { moved }) > self.columns
    }

    /// Whether a line is indented.
    fn opens(self, page: &Page<'_>, line: Span) -> bool {
        page.indent(line) >= self.margin + INDENTED
    }

    /// Whether a line goes on in the next one.
    fn goes_on(self, page: &Page<'_>, line: Span, next: Span) -> bool {
        let [text, following] = [line, next].map(|line| page.text(line));
        page.breaks(line, next) == 1
            && !self.opens(page, next)
            && (page.breaks_off(line)
                || is_inside_ratio(text, following)
                || (self.marked && self.may_follow(page, next)))
            && self.is_full(page, line, next)
            && ![text, following].into_iter().any(is_page_number)
            && !has_leader(text)
            && (is_inside_bracket(text) || !begins(following))
    }

    /// Whether a line can stand behind the end of a sentence in its paragraph: a short one ends with a sentence too, while
    /// who signs, and the name of a table, do not.
    fn may_follow(self, page: &Page<'_>, line: Span) -> bool {
        page.width(line) + RAGGED > self.columns || !page.breaks_off(line)
    }
}

/// For every line whether it and the next one are entries of a list.
fn listed(page: &Page<'_>) -> Vec<bool> {
    let plain =
        |line: &Span| page.long(*line).is_some() && !page.text(*line).iter().any(|&c| MARKS.contains(c) || c == '、');
    let mut listed = Vec::with_capacity(page.lines.len());
    for run in page.lines.chunk_by(|line, next| plain(line) == plain(next)) {
        let list = run.len() >= LISTED && run.first().is_some_and(plain);
        listed.extend((1..=run.len()).map(|nth| list && nth < run.len()));
    }
    listed
}

/// Lines above the text: before the first with a full stop, and before the recipients.
fn head(page: &Page<'_>) -> usize {
    let begun = |line: &Span| page.text(*line).contains(&'。') || page.last(*line) == Some('：');
    page.lines.iter().position(begun).unwrap_or(0)
}

/// Kinds of documents with which a title ends.
const KINDS: [&str; 17] = [
    "通知", "意见", "办法", "方案", "决定", "决议", "公告", "通告", "通报", "批复", "函", "请示", "报告", "规定",
    "细则", "纪要", "规划",
];

/// Whether a line above the text ends a title.
fn ends_title(line: &[char]) -> bool {
    KINDS.iter().any(|kind| line.iter().rev().copied().take(kind.chars().count()).eq(kind.chars().rev()))
        && !has_inside(line, MARKS)
}

/// Whether one of these marks stands before the last character.
fn has_inside(line: &[char], marks: &str) -> bool {
    line.split_last().is_some_and(|(_, before)| before.iter().any(|&c| marks.contains(c)))
}

/// Whether a line ends inside a bracket that it opens.
fn is_inside_bracket(line: &[char]) -> bool {
    line.iter().rev().find(|c| "（()）".contains(**c)).is_some_and(|&c| "（(".contains(c))
}

/// Whether a line ends inside a ratio or a time of day: 3: and 7.
fn is_inside_ratio(line: &[char], next: &[char]) -> bool {
    let ends = matches!(line, [.., figure, ':' | '：'] if figure.is_ascii_digit());
    ends && next.first().is_some_and(char::is_ascii_digit)
}

/// Dots one after another from which on they lead to the number of a page.
const LEADER: usize = 4;

/// Whether a line is an entry of a list of contents: behind the dots, nothing but the number of a page.
fn has_leader(line: &[char]) -> bool {
    let dot = |c: &char| "….·・．".contains(*c);
    let behind = |c: &char| dot(c) || c.is_whitespace() || c.is_ascii_digit() || "-—()（）".contains(*c);
    line.iter()
        .rev()
        .take_while(|c| behind(c))
        .collect::<Vec<_>>()
        .windows(LEADER)
        .any(|run| run.iter().all(|c| dot(c)))
}

/// Longest line, in characters, with the number of a page.
const PAGE_NUMBER: usize = 20;

/// Whether a line is the number of a page: — 5 —, 第5页 共9页, 5/9.
fn is_page_number(line: &[char]) -> bool {
    let part = |&c: &char| c.is_ascii_digit() || c.is_whitespace() || "-–—―─·/，第页共".contains(c);
    line.len() <= PAGE_NUMBER && line.iter().all(part) && line.iter().any(char::is_ascii_digit)
}

/// What follows the number of an article that is cited, not opened: 第三条的规定, 第三条第二款.
const CITED: &str = "的规和至或与及、，）款项第之";

/// What follows a number and a blank that is no number of an item: 2026 年, 12 个.
const COUNTED: &str = "年月日号时点分秒周天岁届个项家户人名件次处所座条部站台辆套本期章层卷册篇款批级类种度万亿千百元吨米公平亩倍至到—-－~%％℃";

/// Words with which a line below a text begins, and what may stand behind them there.
const BELOW: [(&str, &str); 5] =
    [("附件", "：0123456789一二三四五六七八九十 "), ("附", "："), ("抄送", "： "), ("抄报", "： "), ("主送", "： ")];

/// Whether a line begins something of its own: a number alone, a numbered heading or item, an article, what stands below a
/// text.
fn begins(line: &[char]) -> bool {
    if line.first().is_some_and(|c| matches!(c, '●' | '•' | '·' | '■' | '◆' | '▪' | '①'..='⑳')) || is_date(line)
    {
        return true;
    }
    let below = |&(word, behind): &(&str, &str)| {
        let length = word.chars().count();
        line.iter().copied().take(length).eq(word.chars())
            && line.get(length).map_or(word == "附件", |&c| behind.contains(c))
    };
    if BELOW.iter().any(below) {
        return true;
    }
    let numeral = |c: &&char| "一二三四五六七八九十百零〇0123456789".contains(**c);
    let (open, rest) = match line.split_first() {
        Some((first, rest)) if "（(第".contains(*first) => (Some(*first), rest),
        _ => (None, line),
    };
    let digits = rest.iter().take_while(numeral).count();
    let [after, next] = [rest.get(digits), rest.get(digits + 1)];
    match open {
        _ if digits == 0 => false,
        Some('第') => after.is_some_and(|&c| "章节条款编".contains(c)) && next.is_none_or(|&c| !CITED.contains(c)),
        Some(_) => after.is_some_and(|&c| "）)".contains(c)),
        // 4.5 is a number, 4. opens an item.
        None if after.is_some_and(|&c| "）)".contains(c)) => true,
        None if after.is_some_and(|c| c.is_whitespace()) => {
            digits <= ITEM && next.is_some_and(|&c| !c.is_ascii() && !COUNTED.contains(c))
        }
        None => after.is_none_or(|&c| "、.．".contains(c)) && next.is_none_or(|c| !c.is_ascii_digit()),
    }
}

/// Longest number of an item, in digits.
const ITEM: usize = 3;

/// Whether a line is nothing but a date.
fn is_date(line: &[char]) -> bool {
    let part = |c: &char| c.is_ascii_digit() || c.is_whitespace() || "年月日〇○零一二三四五六七八九十".contains(*c);
    line.last() == Some(&'日') && line.contains(&'年') && line.contains(&'月') && line.iter().all(part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::SourceText;
    use crate::text::Analysis;
    use crate::text::sentence::paragraphs;

    const SENTENCE: &str = "示例市财政局每月十日前把补助资金拨付到各个社区养老服务中心并公开拨付的结果和依据。";

    fn read(text: &str) -> Vec<String> {
        let source = SourceText::new(text);
        let lines = paragraphs(source.chars());
        let page = Page { received: source.chars(), folded: source.chars(), lines: &lines };
        let read = joined(&page, &[]).map_or_else(|| text.to_owned(), |(text, _)| text);
        read.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    }

    /// Twenty sentences in lines of 25 characters, a heading and a page number between them.
    fn page() -> String {
        let chars: Vec<char> = SENTENCE.repeat(10).chars().collect();
        let lines: Vec<String> = chars.chunks(25).map(|line| line.iter().collect()).collect();
        format!("{}\n3\n二、工作要求\n{}", lines.join("\n"), lines.join("\n"))
    }

    #[test]
    fn lines_of_one_width_are_one_paragraph() {
        let found = read(&page());
        assert_eq!(found.len(), 4, "{found:?}");
        assert_eq!(found[1..3], ["3", "二、工作要求"]);
        assert!(found[0].starts_with("示例市财政局") && found[0].ends_with('。'));
    }

    #[test]
    fn sentences_go_over_the_ends_of_lines() {
        let analysis = Analysis::new(&page(), None);
        let words: Vec<_> = analysis.sentences.iter().map(|s| analysis.text(s.span)).collect();
        assert_eq!(words.iter().filter(|&&words| words == SENTENCE).count(), 20, "{words:?}");
        assert_eq!(words.len(), 22);
    }

    #[test]
    fn an_indent_tells_where_a_paragraph_begins() {
        // Every second line ends with a sentence.
        let sentence = SENTENCE.replace("拨付的结果", "拨付结果");
        let chars: Vec<char> = format!("　　{}{}", sentence.replace("每月", ""), sentence.repeat(7)).chars().collect();
        let lines: Vec<String> = chars.chunks(20).map(|line| line.iter().collect()).collect();
        let paragraph = format!("{}\n由市民政局公布。", lines.join("\n"));
        let text = format!("{paragraph}\n{paragraph}\n　　本办法自公布之日起施行。\n");
        assert_eq!(read(&text).len(), 3, "{text}");
        assert_eq!(read(&text.replace('　', "")).len(), 19);
    }

    #[test]
    fn words_of_an_alphabet_stay_apart() {
        let line = "示例市每月十日前，把补助资金拨付到各社区中心由GDP";
        let text = format!("{}\ngrowth完成。", vec![line; 14].join("\n"));
        assert!(read(&text)[0].ends_with("由GDP growth完成。"), "{text}");
        let analysis = Analysis::new(&text, None);
        let end = analysis.source.len();
        assert_eq!(analysis.received().slice(analysis.to_received(Span::new(end - 13, end))), "GDP\ngrowth完成。");
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
            assert_eq!(read(&text).len(), lines, "{text}");
        }
    }

    #[test]
    fn lists_and_tables_of_one_width_stay_as_they_are() {
        let item = |n: usize| format!("示例市甲县第{n}镇上河段堤防加固和护岸整治工程建设项目");
        let items: Vec<String> = (10..42).map(item).collect();
        let rows: Vec<String> =
            (10..42).map(|n| format!("{n}\t完成第{n}段堤防加固工程\t甲县水务局\t2026年底")).collect();
        for list in [items.join("\n"), rows.join("\n")] {
            assert_eq!(read(&list).len(), 32, "{list}");
        }
        // Between lines of a paragraph that is broken.
        let items: Vec<String> = items.iter().map(|item| item.chars().take(25).collect()).collect();
        let text = format!("{}\n二、项目\n{}\n三、要求\n{}", page(), items[..8].join("\n"), page());
        assert_eq!(read(&text).len(), 4 + 1 + 8 + 1 + 4, "{text}");
    }

    #[test]
    fn entries_of_contents_stay_alone() {
        for dot in [".", "·", "…"] {
            let entry = |title: &str| {
                let room = 48 - 2 * title.chars().count();
                format!("{title}{} 5", dot.repeat(room / page::columns(dot.chars().next().unwrap())))
            };
            let text = format!("{}\n{}\n{}", entry("第一部分，示例市概况"), entry("区域运行总体情况"), page());
            let found = read(&text);
            assert!(found[0].ends_with('5') && found[1].ends_with('5') && found.len() == 6, "{found:?}");
        }
    }

    #[test]
    fn ratios_are_not_the_end_of_a_sentence() {
        let (first, rest) = page().split_once('\n').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
        let ratio: String = first.chars().take(24).chain("3:".chars()).collect();
        let found = read(&format!("{ratio}\n7{rest}"));
        assert!(found[0].contains("3:7"), "{found:?}");
    }

    #[test]
    fn dots_that_lead_to_no_page_are_text() {
        let (first, rest) = page().split_once('\n').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
        let with_dots: String =
            first.chars().take(6).chain("……".chars().cycle().take(4)).chain(first.chars().skip(10)).collect();
        let plain = read(&format!("{first}\n{rest}"));
        assert_eq!(read(&format!("{with_dots}\n{rest}")).len(), plain.len(), "{with_dots}");
    }

    #[test]
    fn a_full_title_and_page_numbers_stay_alone() {
        let title = "示例市水务局关于印发全市防汛抗旱应急值守安排的通知";
        for recipients in ["各县人民政府：", "各县人民政府，市政府各部门："] {
            let found = read(&format!("{title}\n{recipients}\n{}", page()));
            assert_eq!(found[..2], [title, recipients]);
            assert_eq!(found.len(), 6);
        }
        for number in ["— 5 —", "- 5 -", "第 5 页", "第5页 共9页", "5/9"] {
            let found = read(&page().replacen("\n3\n", "\n", 1).replacen('\n', &format!("\n{number}\n"), 1));
            assert_eq!(found[1], number, "{found:?}");
        }
    }

    #[test]
    fn what_stands_below_a_text_stays_alone() {
        let chars: Vec<char> = format!("　　{}", SENTENCE.repeat(5)).chars().collect();
        let lines: Vec<String> = chars.chunks(25).map(|line| line.iter().collect()).collect();
        let paragraph = lines.join("\n");
        let last = "由市民政局把各项补助资金拨付的结果和依据按月公开。";
        for below in ["示例市水务局", "附件：分工表", "抄送：省水利厅，市委办公室。", "2026年5月6日"]
        {
            let text = format!("{paragraph}\n{paragraph}\n{}\n{last}\n{below}", lines[..4].join("\n"));
            let found = read(&text);
            assert_eq!((found.len(), found[3].as_str()), (4, below), "{found:?}");
        }
    }

    #[test]
    fn any_end_of_a_line_is_one() {
        for end in ["\r\n", "\r", "\u{2028}", "\u{0B}", "\n\u{0C}", "\u{0C}"] {
            let text = page().replace("\n3\n二、工作要求", "").replace('\n', end);
            let analysis = Analysis::new(&text, None);
            assert_eq!((analysis.paragraphs.len(), analysis.sentences.len()), (2, 20), "{end:?}");
            for sentence in &analysis.sentences {
                let received = analysis.received().slice(analysis.to_received(sentence.span));
                assert_eq!(received.replace(end, ""), analysis.text(sentence.span));
            }
        }
    }

    #[test]
    fn what_begins_anew_is_told() {
        for (line, anew) in [
            ("一、要求", true),
            ("（二）做法", true),
            ("第三条 本办法", true),
            ("4.5亿元", false),
            ("4.加固", true),
            ("第三条的规定", false),
            ("第三条第二款", false),
            ("12", true),
            ("2026年建成", false),
            ("第一批项目", false),
            ("一次办结", false),
            ("10）堤防加固", true),
            ("12 堤防加固", true),
            ("12 个项目", false),
            ("2026 年建成", false),
            ("●堤防加固", true),
            ("·堤防加固", true),
            ("②堤防加固", true),
            ("附件：分工表", true),
            ("附件1", true),
            ("附件要求", false),
            ("附：分工表", true),
            ("附近的社区", false),
            ("抄送：省水利厅。", true),
            ("抄送给省水利厅", false),
            ("2026年5月6日", true),
            ("二〇二六年五月六日", true),
            ("2026年5月6日建成", false),
        ] {
            assert_eq!(begins(&line.chars().collect::<Vec<_>>()), anew, "{line}");
        }
    }
}

//! The headings of a document: 一、 / （一） / 1. / （1）, 章 and 节 of laws, and bare numbers alone on their lines; also
//! chapters whose number was lost on the way. Items of lists and numbered sentences are none.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use crate::span::{SourceText, Span};
use crate::text::letters::Letters;

/// Longest heading, in characters; longer lines that open with a number are running text, but for those of the first
/// level: of them the words up to the first comma stand for the heading.
const HEADING: usize = 60;
/// Longest heading that runs into the text of its line, in characters, where lists stand among the headings.
const RUN_IN: usize = 30;

/// A heading with its level: 1 for 一、 (章 in laws), 2 for （一） (节), 3 for 1. and 4 for （1）.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heading {
    /// Level, 1 to 4.
    pub level: u8,
    /// Number and words of the heading, without the text that runs on after it.
    pub span: Span,
}

/// A line in which a heading may stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub(super) span: Span,
    /// Whether it belongs to an annex or a forwarded original: numbers begin anew there.
    pub(super) annex: bool,
}

/// A heading and the row it stands in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) heading: Heading,
    pub(super) row: usize,
    /// Whether nothing else stands in the row.
    pub(super) alone: bool,
}

struct Patterns {
    heading: [Regex; 4],
    /// A number of the first level alone on its line.
    bare: Regex,
    chapter: Regex,
    /// What follows the heading of a chapter.
    article: Regex,
}

static PATTERNS: LazyLock<Option<Patterns>> = LazyLock::new(|| {
    Some(Patterns {
        heading: [
            Regex::new(
                r"^(?:[一二三四五六七八九十百]{1,4}(?:\s*、|[.．])|第[一二三四五六七八九十百零〇\d]{1,5}[章编][\s　]*)",
            )
            .ok()?,
            Regex::new(r"^(?:（[一二三四五六七八九十百]{1,4}）、?|第[一二三四五六七八九十百零〇\d]{1,5}节[\s　]*)")
                .ok()?,
            Regex::new(r"^\d{1,2}[.．、](?:\D|$)").ok()?,
            Regex::new(r"^（\d{1,2}）").ok()?,
        ],
        bare: Regex::new(r"^[一二三四五六七八九十]{1,3}、?$").ok()?,
        chapter: Regex::new(r"^第([一二三四五六七八九十百零〇\d]{1,5})章").ok()?,
        article: Regex::new(r"^第[一二三四五六七八九十百零〇\d]{1,5}[条节]").ok()?,
    })
});

/// The headings in the rows of a folded text, in order; `announced` are level and letters of those that a list of
/// contents names: they are headings without their number as well.
pub(super) fn find(folded: &SourceText, rows: &[Row], announced: &[(u8, Letters)]) -> Vec<Found> {
    let Some(patterns) = PATTERNS.as_ref() else { return Vec::new() };
    let mut names: BTreeMap<&[char], u8> = BTreeMap::new();
    for (level, letters) in announced.iter().filter(|(_, letters)| !letters.is_empty()) {
        names.entry(letters.chars()).or_insert(*level);
    }
    let mut found: Vec<Found> = rows
        .iter()
        .enumerate()
        .filter_map(|(index, row)| {
            in_row(folded, index, row, patterns).or_else(|| as_announced(folded, index, row, &names))
        })
        .collect();
    exchange_levels(folded, rows, &mut found);
    drop_lists(folded, rows, &mut found);
    found.extend(bare(folded, rows, patterns));
    found.extend(lost_chapters(folded, rows, &found, patterns));
    found.sort_by_key(|f| f.heading.span);
    found
}

/// The level of the heading that a line opens with, 1 to 4.
pub(super) fn level_of(text: &str) -> Option<u8> {
    let level = PATTERNS.as_ref()?.heading.iter().position(|p| p.is_match(text))?;
    u8::try_from(level + 1).ok()
}

/// A row that is a heading of the list of contents, its number lost.
fn as_announced(folded: &SourceText, index: usize, row: &Row, announced: &BTreeMap<&[char], u8>) -> Option<Found> {
    if announced.is_empty() || row.span.len() > LOST {
        return None;
    }
    let letters = Letters::of_text(folded.slice(row.span));
    let level = announced.get(letters.chars())?;
    Some(Found { heading: Heading { level: *level, span: row.span }, row: index, alone: true })
}

/// Longest heading whose number may have been lost, in characters.
const LOST: usize = 20;

/// Chapters whose number was lost (总则 for 第一章 总则): where the numbers of the chapters skip one, the only short line
/// between the two that articles or sections follow.
fn lost_chapters(folded: &SourceText, rows: &[Row], found: &[Found], patterns: &Patterns) -> Vec<Found> {
    let number = |f: &Found| number_of(patterns.chapter.captures(folded.slice(f.heading.span))?.get(1)?.as_str());
    let numbered = found.iter().filter(|f| f.heading.level == 1);
    let mut lost = Vec::new();
    let (mut from, mut before) = (0, 0_u16);
    for (row, chapter) in numbered.filter_map(|f| Some((f.row, number(f)?))) {
        if before.checked_add(2) == Some(chapter) {
            let mut short = (from..row).filter(|&at| {
                let next = rows.get(at + 1).map_or("", |next| folded.slice(next.span));
                rows.get(at).is_some_and(|row| names_a_chapter(folded, row.span)) && patterns.article.is_match(next)
            });
            if let (Some(at), None) = (short.next(), short.next())
                && let Some(row) = rows.get(at).filter(|_| !found.iter().any(|f| f.row == at))
            {
                lost.push(Found { heading: Heading { level: 1, span: row.span }, row: at, alone: true });
            }
        }
        (from, before) = (row + 1, chapter);
    }
    lost
}

/// Whether a line may be the name of a chapter: a few Chinese characters and nothing else.
fn names_a_chapter(folded: &SourceText, line: Span) -> bool {
    let name = folded.slice(line);
    let part = |c: char| matches!(c, '\u{4E00}'..='\u{9FFF}' | '、' | ' ' | '\u{3000}');
    (2..=LOST).contains(&line.len()) && name.chars().all(part) && !name.starts_with('第')
}

fn in_row(folded: &SourceText, index: usize, row: &Row, patterns: &Patterns) -> Option<Found> {
    let span = row.span;
    let text = folded.slice(span);
    let level = patterns.heading.iter().position(|p| p.is_match(text))?;
    if patterns.bare.is_match(text) {
        return None;
    }
    let stop = text.chars().position(|c| matches!(c, '。' | '；' | '！'));
    let mut length = stop.unwrap_or_else(|| span.len());
    if length > HEADING && level == 0 {
        length = first_words(text, patterns).unwrap_or(length);
    }
    if length > HEADING {
        return None;
    }
    let level = u8::try_from(level + 1).unwrap_or(4);
    let heading = Heading { level, span: Span::new(span.start, span.start + length) };
    // Items of a law's list and numbered sentences are running text: a heading has no comma-rich sentence.
    if level >= 2 && folded.slice(heading.span).matches('，').count() > 2 {
        return None;
    }
    let alone = stop.is_none_or(|s| s + 1 >= span.len()) && length + 1 >= stop.unwrap_or(span.len());
    Some(Found { heading, row: index, alone })
}

/// The end of the first words of a numbered paragraph, in characters: at its first comma or colon, or where that stands
/// far off, at whatever mark comes first.
fn first_words(text: &str, patterns: &Patterns) -> Option<usize> {
    let number =
        patterns.heading.first().and_then(|number| number.find(text)).map_or("", |m| m.as_str()).chars().count();
    let cut = |marks: &[char]| {
        let words = text.chars().enumerate().take(HEADING + 1).skip(number);
        words.into_iter().find(|(_, c)| marks.contains(c)).map(|(at, _)| at)
    };
    cut(&['，', '：']).or_else(|| cut(&MARKS))
}

/// Marks inside a sentence besides comma and colon.
const MARKS: [char; 4] = ['、', '（', '《', '“'];

/// Where （一） leads (older reports: （一）, and 一、 below it), the two levels change places: （一）, （二） … stand alone on
/// their lines, each once, with text below each, and the first of them before any 一、.
fn exchange_levels(folded: &SourceText, rows: &[Row], found: &mut [Found]) {
    const FEWEST: usize = 3;
    let own = |f: &&Found| rows.get(f.row).is_some_and(|row| !row.annex);
    let whole = |f: &Found| {
        rows.get(f.row).is_some_and(|row| row.span == f.heading.span && !folded.slice(row.span).ends_with(['，', '：']))
    };
    let second: Vec<&Found> = found.iter().filter(own).filter(|f| f.heading.level == 2).collect();
    let first = found.iter().filter(own).find(|f| f.heading.level == 1);
    let number = |f: &Found| {
        let text = folded.slice(f.heading.span).strip_prefix('（')?;
        number_of(text.get(..text.find('）')?)?)
    };
    let in_order = second.iter().zip(1u16..).all(|(f, wanted)| whole(f) && number(f) == Some(wanted));
    let apart = second.iter().zip(second.iter().skip(1)).all(|(f, next)| next.row > f.row + 1);
    let leads = second.first().is_some_and(|leading| {
        first.is_none_or(|f| f.row > leading.row && first_number(folded.slice(f.heading.span)) == Some(1))
    });
    if second.len() < FEWEST || !in_order || !apart || !leads {
        return;
    }
    for f in found.iter_mut().filter(|f| rows.get(f.row).is_some_and(|row| !row.annex)) {
        f.heading.level = match f.heading.level {
            1 => 2,
            2 => 1,
            level => level,
        };
    }
}

/// Items of a list inside the text are no headings: where the first level begins anew at 一 after it has come to 二,
/// sentences of the new run (一、…；) are items, and only what stands alone or runs in shortly is a heading.
fn drop_lists(folded: &SourceText, rows: &[Row], found: &mut Vec<Found>) {
    let mut reached = 0;
    let mut anew = false;
    found.retain(|f| {
        let row = rows.get(f.row).filter(|row| f.heading.level == 1 && !row.annex);
        let Some((row, number)) = row.zip(first_number(folded.slice(f.heading.span))) else { return true };
        anew |= number == 1 && reached >= 2;
        reached = number;
        !(anew && is_item(folded, row.span, f.heading.span))
    });
}

/// Whether what looks like a heading is a sentence of its own: cut at a comma, or ending its line with a full stop.
fn is_item(folded: &SourceText, line: Span, heading: Span) -> bool {
    let rest = folded.slice(Span::new(heading.end, line.end)).trim_end();
    let whole = matches!(rest, "。" | "；");
    let sentence = folded.slice(heading).contains('，');
    whole
        || rest.starts_with(['，', '：', '；'])
        || rest.starts_with(MARKS)
        || heading.len() > RUN_IN
        || (sentence && rest.is_empty())
}

/// Numbers of the first level that stand alone on their lines (一, then 二, and so on) part a text as headings do.
fn bare(folded: &SourceText, rows: &[Row], patterns: &Patterns) -> Vec<Found> {
    let mut wanted = 1;
    let mut found = Vec::new();
    for (index, row) in rows.iter().enumerate().filter(|(_, row)| !row.annex) {
        let text = folded.slice(row.span);
        if patterns.bare.is_match(text) && number_of(text.trim_end_matches('、')) == Some(wanted) {
            wanted += 1;
            found.push(Found { heading: Heading { level: 1, span: row.span }, row: index, alone: true });
        }
    }
    if found.len() < 2 { Vec::new() } else { found }
}

/// The number of a heading of the first level (一、…); `None` for chapters.
fn first_number(heading: &str) -> Option<u16> {
    let end = heading.find(|c| !"一二三四五六七八九十".contains(c)).unwrap_or(heading.len());
    heading.get(..end).filter(|digits| !digits.is_empty()).and_then(number_of)
}

/// Reads a number written in Chinese or Arabic digits (up to 99, or a year digit by digit).
pub(super) fn number_of(text: &str) -> Option<u16> {
    if let Ok(value) = text.parse() {
        return Some(value);
    }
    let digit =
        |c: char| "〇一二三四五六七八九".chars().position(|d| d == c || (d == '〇' && matches!(c, '○' | '零' | '0')));
    if !text.contains('十') {
        return text.chars().try_fold(0u16, |sum, c| sum.checked_mul(10)?.checked_add(u16::try_from(digit(c)?).ok()?));
    }
    let (tens, units) = text.split_once('十')?;
    let value = |part: &str, empty: u16| match part.chars().next() {
        None => Some(empty),
        Some(c) => u16::try_from(digit(c)?).ok(),
    };
    Some(value(tens, 1)? * 10 + value(units, 0)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::sentence;

    fn first_level(text: &str) -> Vec<String> {
        let folded = SourceText::new(text);
        let lines = sentence::paragraphs(folded.chars());
        let rows: Vec<Row> = lines.iter().map(|&span| Row { span, annex: false }).collect();
        let found = find(&folded, &rows, &[]).into_iter().filter(|f| f.heading.level == 1);
        found.map(|f| folded.slice(f.heading.span).to_owned()).collect()
    }

    #[test]
    fn chinese_numbers_are_read() {
        for (text, value) in
            [("二〇二六", Some(2026)), ("十二", Some(12)), ("二十", Some(20)), ("三十一", Some(31)), ("7", Some(7))]
        {
            assert_eq!(number_of(text), value, "{text}");
        }
    }

    #[test]
    fn lists_in_the_text_are_no_headings() {
        let text = "一、总体要求\n做好工作。\n二、主要任务\n第一，严格控制。国务院作出以下规定：\n一、投资总规模，都必须纳入计划，不得突破。\n二、所有项目必须按照程序办事。\n三、消耗高、质量差的企业；\n三、保障措施\n加强督促。\n";
        assert_eq!(first_level(text), ["一、总体要求", "二、主要任务", "三、保障措施"]);
    }

    #[test]
    fn a_chapter_without_its_number_is_found() {
        let text = "总则\n第一条 略。\n第二章 管理\n第二条 略。\n监督检查\n第一节 检查\n第三条 略：\n名单\n第四章 附则\n第四条 略。\n";
        assert_eq!(first_level(text), ["总则", "第二章 管理", "监督检查", "第四章 附则"]);
        let doubtful = "第一章 总则\n第一条 略。\n甲乙\n第二条 略。\n丙丁\n第三条 略。\n第三章 附则\n第四条 略。\n";
        assert_eq!(first_level(doubtful), ["第一章 总则", "第三章 附则"]);
        let complete = "第一章 总则\n第一条 略。\n甲乙\n第二条 略。\n第二章 附则\n第三条 略。\n";
        assert_eq!(first_level(complete), ["第一章 总则", "第二章 附则"]);
    }

    #[test]
    fn a_long_numbered_paragraph_is_headed_by_its_first_words() {
        let long = "示例".repeat(40);
        let text = format!(
            "一、对示例中产生的甲、乙{long}，应当办理。\n二、市政府执行《{long}办法》，依法办理。\n三、{long}。\n"
        );
        assert_eq!(first_level(&text), ["一、对示例中产生的甲", "二、市政府执行"]);
    }

    #[test]
    fn headings_in_brackets_may_lead() {
        let text = "（一）去年的工作\n略。\n（二）今年的方针\n略。\n一、发展农业\n略。\n二、发展工业\n略。\n（三）前景\n略。\n";
        assert_eq!(first_level(text), ["（一）去年的工作", "（二）今年的方针", "（三）前景"]);
        for other in [
            "下列材料：\n（一）申请表\n（二）证明\n（三）照片\n",
            "（一）甲\n略。\n（二）乙\n略。\n二、主要任务\n（三）丙\n略。\n",
            "（一）甲。略。\n略。\n（二）乙。略。\n略。\n（三）丙。略。\n略。\n",
        ] {
            assert!(!first_level(other).iter().any(|heading| heading.starts_with('（')), "{other}");
        }
    }

    #[test]
    fn numbers_that_begin_anew_may_still_head_sections() {
        let text = "一、总体要求\n二、主要任务\n工作方案\n一、组织领导。各县成立机构。\n二 、时间安排\n";
        assert_eq!(first_level(text), ["一、总体要求", "二、主要任务", "一、组织领导", "二 、时间安排"]);
    }
}

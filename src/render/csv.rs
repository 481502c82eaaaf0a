//! Findings and the record of the consistency assessment as tables for a spreadsheet: CSV in UTF-8 with a byte order
//! mark, lines ended as RFC 4180 has them, and no cell that a spreadsheet would take for a formula.

use std::borrow::Cow;

use crate::render::draft::Draft;
use crate::render::error::RenderError;
use crate::render::places::FilePlaces;
use crate::render::words;
use crate::review::Report;
use crate::review::left_out::Listed;
use crate::span::SourceText;

/// What tells a spreadsheet that the file is UTF-8.
pub(super) const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Columns of the findings.
const FINDINGS: [&str; 15] = [
    "编号",
    "方面",
    "规则",
    "规则名称",
    "程度",
    "段落",
    "段内字序",
    "文件位置",
    "原文",
    "提示",
    "建议",
    "依据",
    "条款",
    "来源文件",
    "重复方式",
];

/// Columns of the assessment; the last two are left to the reviewer where nothing was decided yet.
const ASSESSMENT: [&str; 12] = [
    "序号",
    "规则",
    "事项",
    "段落",
    "段内字序",
    "文件位置",
    "原文",
    "依据",
    "条款",
    "可以保留的情形",
    "审核意见",
    "理由",
];

/// What is written of a mention that demands nothing.
const GUARDED: &str = "不作提示：禁止、清理、防止增加负担，或者只是叙述";

/// The findings of a report, one a row, in their order. `text` is the text that was reviewed.
///
/// # Errors
/// [`RenderError::Table`] when a row cannot be written; memory is the only cause known.
pub fn findings(report: &Report, text: &str) -> Result<Vec<u8>, RenderError> {
    let source = SourceText::new(text);
    let draft = Draft::new(&source, report.offset_unit);
    let file = FilePlaces::of(report, |span| draft.span(span));
    let rows = report.findings.iter().map(|finding| {
        let span = finding.span.map(|span| draft.span(span));
        let place = span.map(|span| draft.place(span.start));
        let passage = report.passages.iter().find(|p| finding.passage.as_deref() == Some(&p.id));
        let norm = finding.norm.as_ref();
        [
            finding.id.clone(),
            finding.measure.label().to_owned(),
            finding.rule.clone(),
            words::named(finding).to_owned(),
            finding.severity.label().to_owned(),
            place.map(|p| p.paragraph.to_string()).unwrap_or_default(),
            place.map(|p| p.character.to_string()).unwrap_or_default(),
            span.and_then(|span| file.range(span)).unwrap_or_default(),
            span.map(|span| draft.words(span).to_owned()).unwrap_or_default(),
            finding.message.clone(),
            finding.suggestion.clone().unwrap_or_default(),
            norm.map(|n| n.title.clone()).unwrap_or_default(),
            norm.and_then(|n| n.article.clone()).unwrap_or_default(),
            passage.map(|p| p.source.title.clone()).unwrap_or_default(),
            passage.map(|p| p.kind.label().to_owned()).unwrap_or_default(),
        ]
    });
    let left_out = left_out(report, Listed::Findings).map(|(rule, message)| {
        let mut row: [String; 15] = Default::default();
        let [_, _, id, name, _, _, _, _, _, told, ..] = &mut row;
        (*id, *name, *told) = (rule.to_owned(), words::rule(rule).to_owned(), message);
        row
    });
    table(&FINDINGS, rows.chain(left_out))
}

/// What a list leaves out: the rule and a sentence.
fn left_out(report: &Report, list: Listed) -> impl Iterator<Item = (&str, String)> {
    report.left_out.iter().filter(move |left| left.list == list).map(|left| {
        let message =
            format!("同类共{}处，只列出前{}处，其余{}处未列出", left.total, left.listed, left.total - left.listed);
        (left.of.as_deref().unwrap_or_default(), message)
    })
}

/// 一致性评估表: every mention, one a row, with what the reviewer decided or columns to fill in. `text` is the text that was
/// reviewed.
///
/// # Errors
/// [`RenderError::Table`] when a row cannot be written; memory is the only cause known.
pub fn assessment(report: &Report, text: &str) -> Result<Vec<u8>, RenderError> {
    let source = SourceText::new(text);
    let draft = Draft::new(&source, report.offset_unit);
    let file = FilePlaces::of(report, |span| draft.span(span));
    let rows = report.assessment.iter().zip(1..).map(|(item, number)| {
        let span = draft.span(item.span);
        let place = draft.place(span.start);
        let norm = item.norm.as_ref();
        let decision = report.decision_on(item);
        let opinion = decision.map_or(if item.guarded { GUARDED } else { "" }, |decision| decision.decision.label());
        [
            number.to_string(),
            item.rule.clone(),
            item.item.clone(),
            place.paragraph.to_string(),
            place.character.to_string(),
            file.range(span).unwrap_or_default(),
            draft.words(span).to_owned(),
            norm.map(|n| n.title.clone()).unwrap_or_default(),
            norm.and_then(|n| n.article.clone()).unwrap_or_default(),
            item.exempt_if.clone().unwrap_or_default(),
            opinion.to_owned(),
            decision.map(|decision| decision.reason.clone()).unwrap_or_default(),
        ]
    });
    let left_out = left_out(report, Listed::Assessment).map(|(rule, message)| {
        let mut row: [String; 12] = Default::default();
        let [_, id, _, _, _, _, words, ..] = &mut row;
        (*id, *words) = (rule.to_owned(), message);
        row
    });
    table(&ASSESSMENT, rows.chain(left_out))
}

fn table<const N: usize>(head: &[&str; N], rows: impl Iterator<Item = [String; N]>) -> Result<Vec<u8>, RenderError> {
    let mut written = BYTE_ORDER_MARK.to_vec();
    {
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(&mut written);
        writer.write_record(head)?;
        for row in rows {
            writer.write_record(row.iter().map(|cell| neutral(cell).into_owned()))?;
        }
        writer.flush().map_err(csv::Error::from)?;
    }
    Ok(written)
}

/// A cell that no spreadsheet takes for a formula: one that begins like one, behind blanks too, gets an apostrophe in
/// front. Full-width signs begin formulas as well where Chinese is typed.
pub(super) fn neutral(cell: &str) -> Cow<'_, str> {
    let first = cell.chars().next();
    let word = cell.trim_start().chars().next();
    let formula = matches!(word, Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠'));
    if formula || matches!(first, Some('\t' | '\r' | '\n')) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for (cell, wanted) in [
            ("=1+1", "'=1+1"),
            ("+86", "'+86"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("\n甲", "'\n甲"),
            ("　 =HYPERLINK(\"x\")", "'　 =HYPERLINK(\"x\")"),
            ("＝cmd", "'＝cmd"),
            ("要=做", "要=做"),
            ("", ""),
        ] {
            assert_eq!(neutral(cell), wanted);
        }
    }

    #[test]
    fn cells_are_quoted_where_they_must() {
        let row = ["甲,乙", "“丙”\"丁\"", "戊\n己"].map(str::to_owned);
        let written = table(&["一", "二", "三"], std::iter::once(row)).unwrap();
        let text = String::from_utf8(written).unwrap();
        assert_eq!(text, "\u{FEFF}一,二,三\r\n\"甲,乙\",\"“丙”\"\"丁\"\"\",\"戊\n己\"\r\n");
    }
}

//! The tables, read back with an independent reader.

use duanshixin::render::csv;
use duanshixin::review::{DraftInput, Report};
use duanshixin::span::OffsetUnit;

use super::page::drafts;
use crate::support::{review, shared, words};

fn rows(table: &[u8]) -> (Vec<String>, Vec<Vec<String>>) {
    assert_eq!(&table[..3], b"\xEF\xBB\xBF");
    let mut reader = ::csv::Reader::from_reader(&table[3..]);
    let cells = |row: &::csv::StringRecord| row.iter().map(str::to_owned).collect::<Vec<String>>();
    let head = cells(reader.headers().unwrap());
    (head, reader.records().map(|row| cells(&row.unwrap())).collect())
}

/// The words at a paragraph and a character of it, as a person would count.
fn at(text: &str, paragraph: &str, character: &str, length: usize) -> String {
    let paragraphs: Vec<&str> =
        text.split('\n').map(|l| l.trim_end_matches('\r').trim_start()).filter(|l| !l.is_empty()).collect();
    let start = character.parse::<usize>().unwrap() - 1;
    paragraphs[paragraph.parse::<usize>().unwrap() - 1].chars().skip(start).take(length).collect()
}

#[test]
fn every_finding_is_a_row() {
    let mut seen = 0;
    for input in drafts() {
        for offset_unit in [OffsetUnit::Codepoint, OffsetUnit::Utf16, OffsetUnit::Utf8] {
            let input = DraftInput { offset_unit, text: format!("𠮷😀\r\n{}", input.text), ..input.clone() };
            let report: Report = review(shared(), &input);
            let (head, rows) = rows(&csv::findings(&report, &input.text).unwrap());
            assert_eq!((head.len(), head[0].as_str(), head[8].as_str()), (15, "编号", "原文"));
            assert_eq!(rows.len(), report.findings.len());
            for (row, finding) in rows.iter().zip(&report.findings) {
                assert_eq!((&row[0], &row[2], &row[9]), (&finding.id, &finding.rule, &finding.message));
                let passage = report.passages.iter().find(|p| Some(&p.id) == finding.passage.as_ref());
                assert_eq!(row[13], passage.map_or("", |p| p.source.title.as_str()));
                if finding.span.is_some() {
                    let first_line = row[8].lines().next().unwrap();
                    let found = at(&input.text, &row[5], &row[6], first_line.chars().count());
                    assert_eq!(found, first_line, "{} {}", finding.rule, finding.id);
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 200, "{seen}");
}

#[test]
fn the_assessment_leaves_room_for_the_reviewer() {
    let mut seen = 0;
    for input in drafts() {
        let report = review(shared(), &input);
        let (head, rows) = rows(&csv::assessment(&report, &input.text).unwrap());
        assert_eq!(head[head.len() - 2..], ["审核意见", "理由"]);
        assert_eq!(rows.len(), report.assessment.len());
        for (row, item) in rows.iter().zip(&report.assessment) {
            assert_eq!((&row[1], &row[2], &row[6]), (&item.rule, &item.item, &words(&input.text, item.span)));
            assert_eq!((row[10].is_empty(), row[11].is_empty()), (!item.guarded, true));
            assert_eq!(row[8], item.norm.as_ref().and_then(|n| n.article.clone()).unwrap_or_default());
            seen += 1;
        }
    }
    assert!(seen > 0, "{seen}");
}

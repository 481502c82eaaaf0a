//! The page: the whole draft, every finding linked both ways, nothing asked of elsewhere.

use std::collections::BTreeSet;

use base64::Engine as _;
use duanshixin::norms::Advice;
use duanshixin::render::html;
use duanshixin::review::{DraftInput, Report};
use duanshixin::span::{OffsetUnit, SourceText};
use sha2::{Digest as _, Sha256};

use super::parsed::{Part, inside, lines, parse, text};
use crate::support::{draft, review, shared};

/// Every shipped draft.
pub fn drafts() -> Vec<DraftInput> {
    let folder = std::fs::read_dir(crate::support::corpora("drafts")).unwrap();
    let mut names: Vec<String> = folder.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| name.ends_with(".txt"));
    names.sort();
    assert!(names.len() >= 7);
    names.iter().map(|name| draft(&format!("drafts/{name}"))).collect()
}

fn reviewed(input: &DraftInput) -> (Report, Vec<Part>) {
    let report = review(shared(), input);
    let page = html::render(&report, &input.text).unwrap();
    (report, parse(&page))
}

/// Characters of every kind of width, lines of every kind of end.
fn mixed() -> DraftInput {
    let copied = &drafts()[0].text;
    let text = format!("\u{FEFF}𠮷县关于做好示例工作的通知😀\r\n\r\n　　要高度重视，切实加强领导👩‍👩‍👧。\r\n{copied}");
    DraftInput { text, ..drafts()[0].clone() }
}

#[test]
fn the_whole_draft_stands_in_the_page() {
    for input in drafts().into_iter().chain([mixed()]) {
        let (_, parts) = reviewed(&input);
        let wanted: Vec<&str> = input.text.split('\n').map(|line| line.trim_end_matches('\r')).collect();
        assert_eq!(lines(&parts), wanted);
    }
}

#[test]
fn the_unit_of_positions_changes_nothing() {
    let mut pages: Vec<String> = Vec::new();
    for offset_unit in [OffsetUnit::Codepoint, OffsetUnit::Utf16, OffsetUnit::Utf8] {
        let input = DraftInput { offset_unit, ..mixed() };
        let mut report = review(shared(), &input);
        assert!(report.passages.iter().any(|p| !p.edits.is_empty()) && report.findings.len() > 1);
        report.id = String::new();
        report.created_at = String::new();
        pages.push(html::render(&report, &input.text).unwrap());
    }
    assert!(pages[0] == pages[1] && pages[0] == pages[2]);
}

#[test]
fn links_lead_to_what_they_name() {
    for input in drafts() {
        let (report, parts) = reviewed(&input);
        let ids: Vec<&str> = parts.iter().map(|p| p.attribute("id")).filter(|id| !id.is_empty()).collect();
        let known: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(known.len(), ids.len(), "ids are unique");
        for part in parts.iter().filter(|p| p.opens("a")) {
            let target = part.attribute("href").strip_prefix('#').unwrap();
            assert!(known.contains(target), "{part:?}");
        }
        for number in 1..=report.findings.len() {
            assert!(known.contains(format!("f{number}").as_str()), "finding {number} is listed");
        }
        for number in 1..=report.passages.len() {
            assert!(known.contains(format!("p{number}").as_str()), "passage {number} is shown");
        }
    }
}

/// What a reader sees under the number of a finding is what the finding is about.
#[test]
fn highlights_cover_exactly_the_words_of_their_finding() {
    let mut seen = 0;
    for input in drafts().into_iter().chain([mixed()]) {
        let (report, parts) = reviewed(&input);
        let source = SourceText::new(&input.text);
        let draft = inside(&parts, |p| p.has_class("text"));
        for (finding, number) in report.findings.iter().zip(1..) {
            let inline = ["substance.", "assessment.", "novelty.copied", "novelty.reworded", "novelty.place_residue"];
            let Some(span) = finding.span.filter(|_| inline.iter().any(|rule| finding.rule.starts_with(rule))) else {
                continue;
            };
            let marked: String = draft
                .iter()
                .zip(draft.iter().skip(1))
                .filter(|(open, _)| open.attribute("data-f").split(' ').any(|n| n == number.to_string()))
                .map(|(_, words)| text(std::slice::from_ref(words)))
                .collect();
            let wanted: String = source.slice(span).chars().filter(|c| !matches!(c, '\r' | '\n')).collect();
            assert_eq!(marked, wanted, "finding {number} {}", finding.rule);
            seen += 1;
        }
    }
    assert!(seen > 60, "{seen}");
}

#[test]
fn the_page_needs_nothing_and_says_so() {
    let input = &drafts()[0];
    let (_, parts) = reviewed(input);
    let hash = |name: &str| {
        let content = text(inside(&parts, |p| p.opens(name)));
        assert!(content.len() > 500);
        format!("'sha256-{}'", base64::engine::general_purpose::STANDARD.encode(Sha256::digest(content.as_bytes())))
    };
    let policy = parts.iter().find(|p| p.attribute("http-equiv") == "Content-Security-Policy").unwrap();
    let wanted = format!(
        "default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'",
        hash("style"),
        hash("script")
    );
    assert_eq!(policy.attribute("content"), wanted);
    assert_eq!(html::policy(), wanted);
    for part in &parts {
        if let Part::Open { name, attributes } = part {
            assert!(!matches!(name.as_str(), "link" | "img" | "iframe" | "object" | "base"), "{part:?}");
            for (attribute, value) in attributes {
                assert!(!matches!(attribute.as_str(), "src" | "style" | "action"), "{part:?}");
                assert!(!attribute.starts_with("on") && !value.contains("//"), "{part:?}");
            }
        }
    }
    let style = text(inside(&parts, |p| p.opens("style")));
    assert!(!style.contains("url(") && !style.contains("@import"));
}

#[test]
fn what_goes_back_has_its_note() {
    let advice: Vec<(Advice, bool)> = drafts()
        .iter()
        .map(|input| {
            let (report, parts) = reviewed(input);
            let note = parts.iter().any(|p| p.attribute("id") == "note");
            if note {
                let letter = text(inside(&parts, |p| p.has_class("letter")));
                let title = report.draft.title.as_deref().unwrap();
                assert!(letter.contains(title) && letter.contains("一、") && letter.contains("依据："), "{letter}");
            }
            (report.verdict.advice, note)
        })
        .collect();
    assert!(advice.iter().all(|(advice, note)| (*advice == Advice::Return) == *note), "{advice:?}");
    assert!(advice.iter().any(|(_, note)| *note) && advice.iter().any(|(_, note)| !*note));
}

#[test]
fn every_part_says_its_figures() {
    let input = &drafts()[1];
    let (report, parts) = reviewed(input);
    let page = text(&parts);
    let mut wanted: Vec<String> = vec![
        format!("正文{}字", report.brevity.characters),
        report.verdict.advice.label().to_owned(),
        report.id.clone(),
        report.draft.text_sha256.clone(),
        report.versions.lexicon.clone(),
        "地区".to_owned(),
        "一致性评估表".to_owned(),
        "标题结构".to_owned(),
        "新增内容".to_owned(),
    ];
    for score in [report.scores.brevity, report.scores.substance, report.scores.novelty] {
        wanted.push(format!("{:.1}", score.unwrap()));
    }
    let basis = [&report.scores_basis.brevity, &report.scores_basis.substance, &report.scores_basis.novelty];
    for part in basis.iter().filter_map(|b| b.as_ref()).flat_map(|b| &b.parts) {
        wanted.push(part.label.clone());
        wanted.extend(part.anchors.iter().map(|a| a.name.clone()));
    }
    wanted.extend(report.novelty.sources.iter().map(|s| s.title.clone()));
    wanted.extend(report.novelty.superior.iter().map(|s| s.why.clone()));
    wanted.extend(report.findings.iter().map(|f| f.message.clone()));
    wanted.extend(report.warnings.iter().map(|w| w.message.clone()));
    wanted.extend(report.additions.figures.iter().map(|f| f.figure.clone()));
    wanted.extend(report.assessment.iter().map(|a| a.item.clone()));
    for wanted in wanted {
        assert!(page.contains(&wanted), "{wanted} is missing");
    }
}

#[test]
fn who_signs_and_what_stands_in_tables_is_told() {
    let text = "示例市人民政府文件\n示政〔2026〕8号　　　签发人：张某 李某\n示例市人民政府关于防汛分工的请示\n省人民政府：\n\
                现将分工报告如下，每日巡查2次：\n事项\t单位\n巡查\t市水务局\n抢险\t市应急局\n请批复。\n示例市人民政府\n2026年5月6日\n";
    let input = DraftInput { text: text.to_owned(), ..DraftInput::default() };
    let (report, parts) = reviewed(&input);
    let source = SourceText::new(text);
    let rows: Vec<&str> = report.structure.tables.iter().map(|span| source.slice(*span)).collect();
    assert_eq!(rows, ["事项\t单位\n巡查\t市水务局\n抢险\t市应急局"]);
    assert_eq!((report.structure.signatory.as_deref(), report.brevity.table_characters), (Some("张某 李某"), 16));
    let page = super::parsed::text(&parts);
    for wanted in ["签发人张某 李某", "正文表格另有16字", "正文中的表格16字不计入"] {
        assert!(page.contains(wanted), "{wanted} is missing");
    }
}

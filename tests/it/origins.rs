//! The way back into a file: at the place that a report gives for a finding, an independent look at the markup finds the
//! words that the finding quotes.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use duanshixin::intake::{self, Origin, OriginKind};
use duanshixin::render::{TerminalOptions, csv, html, terminal};
use duanshixin::review::{DraftInput, Report};
use duanshixin::span::{OffsetUnit, Span};
use proptest::prelude::*;
use quick_xml::events::Event;

use crate::support::{review, shared, words};

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const KIND: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
/// Sentences of which most give findings.
const SAID: [&str; 6] = [
    "要高度重视，切实加强组织领导，确保各项工作落到实处。",
    "各镇每周报送𠮷县示例工作进展情况，并报送工作总结。",
    "示例局3月底前完成42座水库的检查。",
    "要提高政治站位，强化责任担当，狠抓工作落实。",
    "各单位要成立领导小组，建立工作专班，层层签订责任书。",
    "坚持统筹推进，形成强大合力，推动工作再上新台阶。",
];

/// Characters of a finding's words that are quoted at most.
const LONGEST_QUOTE: usize = 200;

/// A piece of a document.
#[derive(Debug, Clone)]
enum Block {
    Paragraph(usize),
    /// A paragraph with a number that the word processor writes.
    Numbered(usize),
    /// A table with a sentence in each of two cells.
    Table(usize, usize),
    /// A paragraph with a note on it.
    Noted(usize, usize, &'static str),
    /// A paragraph that holds a text box, and words behind it.
    Boxed(usize, usize),
}

fn run(at: usize) -> String {
    // Runs are cut anywhere in a sentence by word processors.
    let said = SAID[at];
    let cut = said.char_indices().nth(5).unwrap().0;
    let run = |words: &str| format!("<w:r><w:t xml:space=\"preserve\">{words}</w:t></w:r>");
    run(&said[..cut]) + &run(&said[cut..])
}

fn package(blocks: &[Block]) -> Vec<u8> {
    let (mut body, mut notes, mut count) =
        (String::new(), BTreeMap::from([("footnote", String::new()), ("endnote", String::new())]), 0);
    for block in blocks {
        match block {
            Block::Paragraph(at) => write!(body, "<w:p>{}</w:p>", run(*at)).unwrap(),
            Block::Numbered(at) => {
                let numbers = "<w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr>";
                write!(body, "<w:p>{numbers}{}</w:p>", run(*at)).unwrap();
            }
            Block::Table(one, two) => {
                let cell = |at: usize| format!("<w:tc><w:p>{}</w:p></w:tc>", run(at));
                write!(body, "<w:tbl><w:tr>{}{}</w:tr></w:tbl>", cell(*one), cell(*two)).unwrap();
            }
            Block::Noted(at, note, kind) => {
                count += 1;
                let reference = format!("<w:r><w:{kind}Reference w:id=\"{count}\"/></w:r>");
                write!(body, "<w:p>{}{reference}</w:p>", run(*at)).unwrap();
                let told = format!("<w:{kind} w:id=\"{count}\"><w:p>{}</w:p></w:{kind}>", run(*note));
                notes.get_mut(kind).unwrap().push_str(&told);
            }
            Block::Boxed(at, inner) => {
                let boxed = format!("<w:txbxContent><w:p>{}</w:p></w:txbxContent>", run(*inner));
                write!(body, "<w:p><w:r><w:pict>{boxed}</w:pict></w:r>{}</w:p>", run(*at)).unwrap();
            }
        }
    }
    let part = |name: &str, inner: &str| format!("<w:{name} xmlns:w=\"{WORD}\">{inner}</w:{name}>");
    let numbering = "<w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/>\
        <w:numFmt w:val=\"chineseCountingThousand\"/><w:lvlText w:val=\"（%1）\"/></w:lvl></w:abstractNum>\
        <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num>";
    let relations: String = ["footnotes", "endnotes", "numbering"]
        .iter()
        .map(|kind| format!("<Relationship Id=\"{kind}\" Type=\"{KIND}/{kind}\" Target=\"{kind}.xml\"/>"))
        .collect();
    intake::package::packed(&[
        ("word/document.xml", part("document", &format!("<w:body>{body}</w:body>")).as_bytes()),
        ("word/_rels/document.xml.rels", format!("<Relationships>{relations}</Relationships>").as_bytes()),
        ("word/footnotes.xml", part("footnotes", &notes["footnote"]).as_bytes()),
        ("word/endnotes.xml", part("endnotes", &notes["endnote"]).as_bytes()),
        ("word/numbering.xml", part("numbering", numbering).as_bytes()),
    ])
    .unwrap()
}

/// The own words of each paragraph of a part, in the order in which they begin.
fn paragraphs(file: &[u8], part: &str) -> Vec<String> {
    let markup = crate::support::part(file, part);
    let mut reader = quick_xml::Reader::from_str(&markup);
    let (mut found, mut open, mut shown): (Vec<String>, Vec<usize>, bool) = (Vec::new(), Vec::new(), false);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) if tag.name().as_ref() == "w:p" => {
                open.push(found.len());
                found.push(String::new());
            }
            Event::Start(tag) => shown = tag.name().as_ref() == "w:t",
            Event::End(tag) if tag.name().as_ref() == "w:p" => drop(open.pop()),
            Event::End(_) => shown = false,
            Event::Text(text) if shown => found[*open.last().unwrap()].push_str(&text.xml10_content()),
            Event::Eof => return found,
            _ => {}
        }
    }
}

/// A string cut at positions of a unit.
fn cut(text: &str, span: Span, unit: OffsetUnit) -> String {
    match unit {
        OffsetUnit::Codepoint => words(text, span),
        OffsetUnit::Utf16 => {
            let units: Vec<u16> = text.encode_utf16().skip(span.start).take(span.len()).collect();
            String::from_utf16(&units).unwrap()
        }
        OffsetUnit::Utf8 => text[span.start..span.end].to_owned(),
    }
}

/// The words of the file at the places of a range, paragraph by paragraph.
fn in_file(file: &[u8], origin: &Origin, span: Span, unit: OffsetUnit) -> Vec<String> {
    let touched = origin.pieces.iter().filter(|piece| piece.span.overlaps(span));
    let words = touched.map(|piece| {
        let shared = piece.span.intersection(span);
        let own = Span::new(shared.start - piece.span.start, shared.end - piece.span.start);
        cut(&paragraphs(file, &origin.parts[piece.part].name)[piece.number - 1], own, unit)
    });
    words.filter(|words| !words.is_empty()).collect()
}

fn reviewed(file: &[u8], offset_unit: OffsetUnit) -> (DraftInput, Report) {
    let mut input = DraftInput { offset_unit, ..DraftInput::default() };
    input.take_file(intake::read(file, "稿.docx").unwrap());
    let report = review(shared(), &input);
    (input, report)
}

/// A quotation by paragraphs, without the numbers in front of them.
fn quoted(quote: &str) -> Vec<String> {
    let own = |line: &str| match line.strip_prefix('（').and_then(|rest| rest.split_once('）')) {
        Some((number, words)) if number.chars().all(|c| "一二三四五六七八九十".contains(c)) => {
            words.to_owned()
        }
        _ => line.to_owned(),
    };
    quote.split(['\n', '\t']).map(own).filter(|words| !words.is_empty()).collect()
}

fn blocks() -> impl Strategy<Value = Vec<Block>> {
    let said = || 0..SAID.len();
    let note = prop::sample::select(vec!["footnote", "endnote"]);
    let block = prop_oneof![
        said().prop_map(Block::Paragraph),
        said().prop_map(Block::Numbered),
        (said(), said()).prop_map(|(one, two)| Block::Table(one, two)),
        (said(), said(), note).prop_map(|(one, two, kind)| Block::Noted(one, two, kind)),
        (said(), said()).prop_map(|(one, two)| Block::Boxed(one, two)),
    ];
    prop::collection::vec(block, 3..14)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_file_says_at_its_place_what_a_finding_quotes(blocks in blocks()) {
        let file = package(&blocks);
        for unit in [OffsetUnit::Codepoint, OffsetUnit::Utf16, OffsetUnit::Utf8] {
            let (_, report) = reviewed(&file, unit);
            let placed = report.findings.iter().filter_map(|finding| Some((finding.span?, finding.quote.as_ref()?)));
            for (span, quote) in placed {
                let origin = report.origin.as_ref().unwrap();
                let (found, quoted) = (in_file(&file, origin, span, unit).concat(), quoted(&quote.exact).concat());
                // Long passages are quoted by their beginning.
                let whole = quote.exact.chars().count() < LONGEST_QUOTE;
                let same = if whole { found == quoted } else { found.starts_with(&quoted) };
                prop_assert!(same, "{} {:?} {}", &quote.exact, unit, found);
            }
        }
    }
}

#[test]
fn places_are_told_as_people_say_them() {
    let blocks = [
        Block::Paragraph(2),
        Block::Table(4, 2),
        Block::Boxed(2, 0),
        Block::Noted(2, 3, "footnote"),
        Block::Noted(2, 1, "endnote"),
        Block::Paragraph(5),
    ];
    let (input, report) = reviewed(&package(&blocks), OffsetUnit::Utf16);
    let origin = report.origin.as_ref().unwrap();
    let kinds: Vec<OriginKind> = origin.pieces.iter().map(|piece| piece.kind).collect();
    for kind in
        [OriginKind::Paragraph, OriginKind::Table, OriginKind::TextBox, OriginKind::Footnote, OriginKind::Endnote]
    {
        assert!(kinds.contains(&kind), "{kind:?}");
    }
    let table = String::from_utf8(csv::findings(&report, &input.text).unwrap()).unwrap();
    let page = html::render(&report, &input.text).unwrap();
    let told = ["正文第2段（表格）第", "正文第5段（文本框）第", "脚注第1段第", "尾注第1段第", "正文第8段第"];
    for place in told {
        assert!(table.contains(place), "{place} {table}");
        assert!(page.contains(&format!("文件中{place}")), "{place}");
    }
    let (_, report) = reviewed(&package(&blocks), OffsetUnit::Codepoint);
    let shown = terminal::render(&report, &input.text, &TerminalOptions { most: None, ..TerminalOptions::default() });
    assert!(shown.contains("（文件中脚注第1段）"), "{shown}");
    // A draft that came as text stands in no file.
    let plain = review(shared(), &DraftInput { text: input.text, ..DraftInput::default() });
    assert!(plain.origin.is_none() && !serde_json::to_string(&plain).unwrap().contains("\"origin\""));
    let page = html::render(&plain, "").unwrap();
    assert!(["正文", "脚注", "尾注"].iter().all(|part| !page.contains(&format!("文件中{part}第"))));
}

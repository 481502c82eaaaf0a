//! OFD packages, whole and hostile.

use std::io::{Cursor, Write as _};

use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::intake::error::IntakeError;
use crate::intake::{Intake, ReadAs, read};
use crate::span::Span;

fn package(parts: &[(&str, String)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const NAMES: &str = "xmlns:ofd='http://www.ofdspec.org/2016'";

/// The part that names documents.
fn root(paths: &[&str]) -> (&'static str, String) {
    let bodies: String =
        paths.iter().map(|path| format!("<ofd:DocBody><ofd:DocRoot>{path}</ofd:DocRoot></ofd:DocBody>")).collect();
    ("OFD.xml", format!("<ofd:OFD {NAMES} DocType='OFD'>{bodies}</ofd:OFD>"))
}

/// A document of one template and pages of these objects.
fn document(template: &str, pages: &[&str]) -> Vec<u8> {
    let names: Vec<String> = (0..pages.len()).map(|number| format!("Doc_0/Pages/Page_{number}/Content.xml")).collect();
    let list: String =
        (0..pages.len()).map(|n| format!("<ofd:Page ID='{n}' BaseLoc='Pages/Page_{n}/Content.xml'/>")).collect();
    let mut parts = vec![
        root(&["Doc_0/Document.xml"]),
        (
            "Doc_0/Document.xml",
            format!(
                "<ofd:Document {NAMES}><ofd:CommonData><ofd:TemplatePage ID='9' BaseLoc='/Doc_0/Tpls/T.xml'/></ofd:CommonData>\
                 <ofd:Pages>{list}</ofd:Pages></ofd:Document>"
            ),
        ),
        ("Doc_0/Tpls/T.xml", content(template)),
    ];
    for (name, objects) in names.iter().zip(pages) {
        parts.push((name, content(objects)));
    }
    package(&parts)
}

fn content(objects: &str) -> String {
    format!(
        "<ofd:Page {NAMES}><ofd:Template TemplateID='9'/><ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content></ofd:Page>"
    )
}

/// A line of text, `x` and `y` in millimetres.
fn line(x: f32, y: f32, text: &str) -> String {
    let count = text.chars().count().saturating_sub(1);
    format!(
        "<ofd:TextObject ID='1' Boundary='{x} {y} 150 6' Font='1' Size='5'>\
         <ofd:TextCode X='0' Y='4.5' DeltaX='g {count} 5'>{text}</ofd:TextCode></ofd:TextObject>"
    )
}

fn opened(file: &[u8]) -> Intake {
    read(file, "稿").unwrap()
}

#[test]
fn lines_are_put_in_order_and_joined() {
    let first = [
        line(30.0, 60.0, "写在后面的第二行文字。"),
        line(70.0, 30.0, "关于示例的通知"),
        line(40.0, 50.0, &"首行".repeat(11)),
        line(30.0, 250.0, "— 1 —"),
    ];
    let second = [line(40.0, 40.0, "次页次页"), line(30.0, 250.0, "— 2 —")];
    let read = opened(&document(
        &line(30.0, 10.0, "内部资料"),
        &[&first.concat(), &second.concat(), &line(40.0, 40.0, "三页")],
    ));
    assert_eq!((read.read_as, read.margins.trim()), (ReadAs::Ofd, "内部资料"));
    let joined = "首行".repeat(11) + "写在后面的第二行文字。";
    assert_eq!(read.text, format!("关于示例的通知\n{joined}\n次页次页\n三页\n"));
}

#[test]
fn objects_are_transformed_and_stretches_follow_each_other() {
    let objects = "<ofd:PageBlock><ofd:TextObject Boundary='30 40 100 20' Size='5' CTM='0.5 0 0 0.5 10 10'>\
        <ofd:CGTransform CodePosition='0'><ofd:Glyphs>1 2</ofd:Glyphs></ofd:CGTransform>\
        <ofd:TextCode X='0' Y='9' DeltaX='5 5'>甲&lt;乙</ofd:TextCode><ofd:TextCode>丙</ofd:TextCode></ofd:TextObject></ofd:PageBlock>\
        <ofd:TextObject Boundary='41 40 9 9' Size='2.5'><ofd:TextCode X='13' Y='14.5'>旁</ofd:TextCode></ofd:TextObject>\
        <ofd:TextObject Boundary='30 80 9 9' Size='9' CTM='0.7 0.7 -0.7 0.7 0 0'><ofd:TextCode X='0' Y='0'>水印</ofd:TextCode></ofd:TextObject>";
    assert_eq!(opened(&document("", &[objects])).text, "甲<乙丙 旁\n");
}

#[test]
fn all_documents_of_a_package_are_read() {
    let body = |page: &str| {
        format!("<ofd:Document {NAMES}><ofd:Pages><ofd:Page BaseLoc='{page}'/></ofd:Pages></ofd:Document>")
    };
    let file = package(&[
        root(&["A/D.xml", "/B/D.xml"]),
        ("A/D.xml", body("P.xml")),
        ("A/P.xml", content(&line(30.0, 40.0, "甲文"))),
        ("B/D.xml", body("../B/./P.xml")),
        ("B/P.xml", content(&line(30.0, 40.0, "乙文"))),
    ]);
    let read = opened(&file);
    assert_eq!(read.text, "甲文\n乙文\n");
    let origin = read.origin.as_ref().unwrap();
    let parts: Vec<(&str, &str)> = origin.parts.iter().map(|part| (part.name.as_str(), part.label.as_str())).collect();
    assert_eq!(parts, [("A/P.xml", "第1页"), ("B/P.xml", "第2页")]);
    let pieces: Vec<_> = origin.pieces.iter().map(|piece| (piece.part, piece.number, piece.span)).collect();
    assert_eq!(pieces, [(0, 1, Span::new(0, 2)), (1, 1, Span::new(3, 5))]);
}

#[test]
fn scans_and_gaps_are_told() {
    let picture = "<ofd:ImageObject ID='3' Boundary='0 0 210 297' ResourceID='4'/>";
    assert_eq!(read(&document("", &[picture]), "a.ofd"), Err(IntakeError::NoTextLayer));
    assert_eq!(read(&document("", &[]), "a.ofd"), Err(IntakeError::NoTextLayer));
    let read_part = opened(&document("", &[&line(30.0, 40.0, "有字"), picture]));
    assert!(read_part.warnings.iter().any(|w| w.code == "pages_without_text" && w.message.contains("第 2 页")));
    let lost = package(&[root(&["Doc_0/None.xml"])]);
    assert!(matches!(read(&lost, "a.ofd"), Err(IntakeError::Part { .. })));
}

#[test]
fn bombs_are_refused() {
    let long = format!("<ofd:TextObject><ofd:TextCode>{}</ofd:TextCode></ofd:TextObject>", "长".repeat(2_100_000));
    assert!(matches!(read(&document("", &[&long]), "a.ofd"), Err(IntakeError::Crowded { .. })));
    let page = line(30.0, 40.0, "页");
    let many = vec![page.as_str(); 2_001];
    assert!(matches!(read(&document("", &many), "a.ofd"), Err(IntakeError::Package { .. })));
    let again = format!(
        "<ofd:Document {NAMES}><ofd:Pages>{}</ofd:Pages></ofd:Document>",
        "<ofd:Page BaseLoc='P.xml'/>".repeat(1_900)
    );
    let file = package(&[root(&["D.xml"]), ("D.xml", again), ("P.xml", content(&" ".repeat(1 << 20)))]);
    assert!(matches!(read(&file, "a.ofd"), Err(IntakeError::Unpacked { .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_markup_makes_it_fall(
        words in prop::collection::vec(
            prop::sample::select(vec![
                "<ofd:TextObject>", "<ofd:TextObject Boundary='1 2' Size='0'>", "<ofd:TextObject Boundary='x' CTM='0 0 0 0 0 0'>",
                "<ofd:TextObject Boundary='1e38 -1e38 1 1' CTM='1e38 1 1 1e38 1 1'>", "</ofd:TextObject>", "<ofd:TextCode>",
                "<ofd:TextCode X='NaN' DeltaX='g 4294967295 inf'>", "<ofd:TextCode DeltaX='g g' DeltaY='5 -5'>", "</ofd:TextCode>", "文 字",
                "<ofd:Template TemplateID='9'/>", "<ofd:PageBlock>", "</ofd:PageBlock>",
            ]),
            0..40,
        ),
    ) {
        let file = document("", &[&words.concat()]);
        prop_assert!(read(&file, "a.ofd").map_or(true, |read| read.text.len() < 10_000));
    }
}

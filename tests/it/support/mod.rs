//! What the tests share: a desk on a fresh data folder with the sample corpus, and the sample drafts.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use duanshixin::desk::{Desk, DeskOptions, Keep};
use duanshixin::intake;
use duanshixin::review::{DraftInput, Report};

/// A desk on a folder of its own, filled as at a first start.
pub fn fresh(folder: &Path) -> Desk {
    let options = DeskOptions { data: folder.to_owned(), ..DeskOptions::default() };
    Desk::open(&options, &mut |_, _| {}).unwrap().0
}

/// A desk that all tests read and none changes.
pub fn shared() -> &'static Desk {
    static SHARED: OnceLock<(tempfile::TempDir, Desk)> = OnceLock::new();
    let (_, desk) = SHARED.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let desk = fresh(folder.path());
        (folder, desk)
    });
    desk
}

/// A file of the shipped corpus.
pub fn corpora(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora").join(name)
}

/// A shipped file as a draft, with what its front matter says.
pub fn draft(name: &str) -> DraftInput {
    let path = corpora(name);
    let read = intake::read(&std::fs::read(&path).unwrap(), name).unwrap();
    DraftInput {
        text: read.text,
        id: read.front.id,
        title: read.front.title,
        issuer: read.front.issuer,
        level: read.front.level,
        kind: read.front.kind,
        date: read.front.date,
        nature: read.front.nature,
        read_as: "txt".to_owned(),
        ..DraftInput::default()
    }
}

/// The report of a draft, kept nowhere.
pub fn review(desk: &Desk, input: &DraftInput) -> Report {
    desk.review(input, Keep::No).unwrap()
}

/// A report as JSON without what names the single review.
pub fn comparable(report: &Report) -> serde_json::Value {
    let mut value = serde_json::to_value(report).unwrap();
    let object = value.as_object_mut().unwrap();
    object.remove("id");
    object.remove("created_at");
    value
}

/// The words of a draft at a span.
pub fn words(text: &str, span: duanshixin::span::Span) -> String {
    text.chars().skip(span.start).take(span.len()).collect()
}

/// A Word document of these paragraphs, with a comment of somebody else on the first one and a picture.
pub fn docx(paragraphs: &[&str]) -> Vec<u8> {
    const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    const KIND: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let words = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let paragraph = |(at, text): (usize, &&str)| {
        let run =
            format!("<w:r><w:rPr><w:sz w:val=\"32\"/></w:rPr><w:t xml:space=\"preserve\">{}</w:t></w:r>", words(text));
        match at {
            0 => format!(
                "<w:p><w:commentRangeStart w:id=\"3\"/>{run}<w:commentRangeEnd w:id=\"3\"/><w:r><w:commentReference w:id=\"3\"/></w:r></w:p>"
            ),
            _ => format!("<w:p>{run}</w:p>"),
        }
    };
    let body: String = paragraphs.iter().enumerate().map(paragraph).collect();
    let main = format!("<w:document xmlns:w=\"{WORD}\"><w:body>{body}<w:sectPr/></w:body></w:document>");
    let comments = format!(
        "<w:comments xmlns:w=\"{WORD}\"><w:comment w:id=\"3\" w:author=\"甲\"><w:p><w:r><w:t>原有批注</w:t></w:r></w:p></w:comment></w:comments>"
    );
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
        <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
        <Default Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"png\" ContentType=\"image/png\"/>\
        <Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>\
        <Override PartName=\"/word/comments.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml\"/></Types>";
    let relations = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
             <Relationship Id=\"rId1\" Type=\"{KIND}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let (root, own) = (relations("officeDocument", "word/document.xml"), relations("comments", "comments.xml"));
    intake::package::packed(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", root.as_bytes()),
        ("word/document.xml", main.as_bytes()),
        ("word/_rels/document.xml.rels", own.as_bytes()),
        ("word/comments.xml", comments.as_bytes()),
        ("word/media/image1.png", b"\x89PNG\r\n\x1a\n"),
    ])
    .unwrap()
}

/// A part of a package as text.
pub fn part(package: &[u8], name: &str) -> String {
    String::from_utf8(intake::package::Package::open(package).unwrap().needed(name).unwrap()).unwrap()
}

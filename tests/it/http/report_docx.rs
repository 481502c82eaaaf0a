//! Word documents in and out over HTTP.

use std::collections::BTreeMap;

use duanshixin::intake::package::rewritten;
use serde_json::json;

use super::client::Service;
use super::reviews::{Part, upload};
use crate::support::{docx, part};

const TEXT: [&str; 3] = [
    "示例市人民政府关于做好示例工作的通知",
    "各县（市、区）人民政府：",
    "要高度重视，切实加强领导，狠抓落实，确保取得实效<b>&。",
];
const KIND: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

#[tokio::test]
async fn a_document_comes_back_with_comments() {
    let service = Service::new();
    let file = docx(&TEXT);
    let answer = upload(&service, &[("file", Some("送审稿.docx"), &file)]).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let report = answer.json();
    assert_eq!(report["draft"]["read_as"], "docx");
    let location = answer.header("location").to_owned();
    assert_eq!(service.get(&format!("{location}/text")).await.text(), TEXT.join("\n"));

    let written = service.get(&format!("{location}/report.docx")).await;
    assert_eq!((written.status, written.header("content-type")), (200, KIND));
    let disposition = written.header("content-disposition").to_owned();
    assert!(
        disposition.starts_with("attachment; filename=\"report.docx\"; filename*=UTF-8''%E7%A4%BA"),
        "{disposition}"
    );
    let comments = part(&written.body, "word/comments.xml");
    assert!(comments.contains("原有批注") && comments.contains("短实新审核意见") && comments.contains("空话套话"));
    assert_eq!(
        part(&written.body, "word/document.xml").matches("<w:commentReference").count(),
        comments.matches("<w:comment ").count()
    );
    let again = upload(&service, &[("file", Some("批注稿.docx"), &written.body), ("store", None, b"false")]).await;
    assert_eq!(again.json()["draft"]["text_sha256"], report["draft"]["text_sha256"]);
    assert_eq!(again.json()["findings"], report["findings"]);
    assert_eq!(service.get("/v1/reviews/none/report.docx").await.status, 404);
}

#[tokio::test]
async fn a_document_with_damaged_comments_gives_way_to_one_of_its_text() {
    let service = Service::new();
    let damage = BTreeMap::from([("word/comments.xml".to_owned(), b"<w:comments".to_vec())]);
    let file = rewritten(&docx(&TEXT), &damage).unwrap();
    let answer = upload(&service, &[("file", Some("送审稿.docx"), &file)]).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let written = service.get(&format!("{}/report.docx", answer.header("location"))).await;
    assert_eq!((written.status, written.header("content-type")), (200, KIND));
    assert!(part(&written.body, "word/comments.xml").contains("原文件有损坏"));
}

#[tokio::test]
async fn a_document_is_made_of_a_text() {
    let service = Service::new();
    for unit in ["codepoint", "utf16", "utf8"] {
        let text = "𠮷县关于做好示例工作的通知\r\n要高度重视，狠抓落实。";
        let report = service.post("/v1/reviews", &json!({ "text": text, "offset_unit": unit })).await.json();
        let written = service.get(&format!("/v1/reviews/{}/report.docx", report["id"].as_str().unwrap())).await;
        let main = part(&written.body, "word/document.xml");
        assert!(main.contains("<w:t xml:space=\"preserve\">狠抓落实</w:t>"), "{unit}: {main}");
    }
}

#[tokio::test]
async fn documents_that_are_traps_are_refused() {
    let service = Service::new();
    let packed = |main: &str| duanshixin::intake::package::packed(&[("word/document.xml", main.as_bytes())]).unwrap();
    let laughs = packed("<!DOCTYPE a [<!ENTITY b 'ha'>]><a>&b;</a>");
    let deep = packed(&"<a>".repeat(10_000));
    let zeros = packed(&"\0".repeat(70 << 20));
    let sheet = duanshixin::intake::package::packed(&[("xl/workbook.xml", b"<a/>")]).unwrap();
    let rows: [(&[Part<'_>], (u16, &str)); 6] = [
        (&[("file", Some("a.docx"), &laughs)], (422, "unreadable_file")),
        (&[("file", Some("a.docx"), &deep)], (422, "unreadable_file")),
        (&[("file", Some("a.docx"), &zeros)], (422, "unreadable_file")),
        (&[("file", Some("a.docx"), b"PK\x03\x04")], (422, "unreadable_file")),
        (&[("file", Some("a.xlsx"), &sheet)], (415, "unsupported_file_format")),
        (&[("file", Some("a.doc"), b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")], (415, "unsupported_file_format")),
    ];
    for (parts, (status, code)) in rows {
        let refusal = upload(&service, parts).await.refusal();
        assert_eq!((refusal.0, refusal.1.as_str()), (status, code));
    }
}

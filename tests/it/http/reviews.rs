//! The desk: drafts in, reports out.

use serde_json::{Value, json};

use super::client::{Answer, Service, position};
use crate::support;

/// A part of a form: name, file name, content.
pub type Part<'a> = (&'a str, Option<&'a str>, &'a [u8]);
/// Status, code and pointers of a refusal.
type Refusal<'a> = (u16, &'a str, &'a [&'a str]);

fn form(parts: &[Part<'_>]) -> (String, Vec<u8>) {
    let mut body = Vec::new();
    for (name, file, content) in parts {
        let file = file.map(|f| format!("; filename=\"{f}\"")).unwrap_or_default();
        body.extend(format!("--grenze\r\ncontent-disposition: form-data; name=\"{name}\"{file}\r\n\r\n").bytes());
        body.extend_from_slice(content);
        body.extend(b"\r\n");
    }
    body.extend(b"--grenze--\r\n");
    ("multipart/form-data; boundary=grenze".to_owned(), body)
}

pub async fn upload(service: &Service, parts: &[Part<'_>]) -> Answer {
    upload_to(service, "/v1/reviews", parts).await
}

pub async fn upload_to(service: &Service, path: &str, parts: &[Part<'_>]) -> Answer {
    let (kind, body) = form(parts);
    service.send("POST", path, &[("content-type", &kind)], body).await
}

fn code_points(text: &str, span: &Value) -> String {
    let (start, end) = (position(&span["start"]), position(&span["end"]));
    text.chars().skip(start).take(end - start).collect()
}

#[tokio::test]
async fn a_review_is_made_kept_read_and_erased() {
    let service = Service::new();
    let text = support::draft("drafts/02-region-swap.txt").text;
    let asked = json!({"text": text, "id": "稿-1", "level": "city", "kind": "通知", "date": "2026-03-10"});
    let made = service.post("/v1/reviews", &asked).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let report = made.json();
    let location = made.header("location").to_owned();
    assert_eq!(location, format!("/v1/reviews/{}", report["id"].as_str().unwrap()));
    assert_eq!((&report["draft"]["id"], &report["draft"]["level_from"]), (&json!("稿-1"), &json!("given")));
    assert!(report["novelty"]["copied_ratio"].as_f64().unwrap() > 0.5, "{}", report["novelty"]);
    for passage in report["passages"].as_array().unwrap() {
        assert_eq!(passage["text"], code_points(&text, &passage["span"]));
    }

    assert_eq!(service.get(&location).await.json(), report);
    assert_eq!(service.get(&format!("{location}/text")).await.text(), text);
    let list = service.get("/v1/reviews").await.json();
    assert_eq!((&list["reviews"][0]["id"], &list["next"]), (&report["id"], &Value::Null));
    assert_eq!(service.delete(&location).await.status, 204);
    for path in [location.clone(), format!("{location}/text")] {
        assert_eq!(service.get(&path).await.refusal().1, "not_found");
    }
    assert_eq!(service.delete(&location).await.status, 404);
}

#[tokio::test]
async fn what_is_not_to_be_kept_is_not_kept() {
    let service = Service::new();
    let made = service.post("/v1/reviews", &json!({"text": "关于某事的通知\n请照办。", "store": false})).await;
    assert_eq!((made.status, made.header("location")), (200, ""));
    assert_eq!(service.get("/v1/reviews").await.json()["reviews"], json!([]));
    let id = made.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(service.get(&format!("/v1/reviews/{id}")).await.status, 404);
}

#[tokio::test]
async fn pages_of_reviews_follow_each_other() {
    let service = Service::new();
    for title in ["一", "二", "三"] {
        service.post("/v1/reviews", &json!({"text": "请照办。", "title": title})).await;
    }
    let first = service.get("/v1/reviews?size=2").await.json();
    let next = first["next"].as_str().unwrap();
    let second = service.get(&format!("/v1/reviews?size=2&cursor={next}")).await.json();
    let titles = |page: &Value| -> String {
        page["reviews"].as_array().unwrap().iter().map(|r| r["title"].as_str().unwrap()).collect()
    };
    assert_eq!((titles(&first).as_str(), titles(&second).as_str()), ("三二", "一"));
    assert_eq!(second["next"], Value::Null);
}

/// Every position slices the text as received, whatever its characters and whatever the unit.
#[tokio::test]
async fn positions_are_those_of_the_text_as_received() {
    let service = Service::new();
    let text = "\u{FEFF}𠮷县关于做好示例工作的通知😀\r\n各乡镇：\r\n要高度重视，切实加强领导👩‍👩‍👧，确保取得实效。\r\n";
    for unit in ["codepoint", "utf16", "utf8"] {
        let report = service.post("/v1/reviews", &json!({"text": text, "offset_unit": unit})).await.json();
        assert_eq!(report["offset_unit"], unit);
        let findings = report["findings"].as_array().unwrap();
        assert!(findings.iter().any(|f| f["rule"] == "substance.slogan"), "{findings:?}");
        for finding in findings.iter().filter(|f| !f["span"].is_null()) {
            let span = &finding["span"];
            let (start, end) = (position(&span["start"]), position(&span["end"]));
            let slice = match unit {
                "utf16" => String::from_utf16(&text.encode_utf16().collect::<Vec<_>>()[start..end]).unwrap(),
                "utf8" => String::from_utf8(text.as_bytes()[start..end].to_vec()).unwrap(),
                _ => code_points(text, span),
            };
            assert_eq!(finding["quote"]["exact"], slice, "{unit}");
        }
        let location = format!("/v1/reviews/{}/text", report["id"].as_str().unwrap());
        assert_eq!(service.get(&location).await.text(), text);
    }
}

#[tokio::test]
async fn files_say_what_the_caller_did_not() {
    let service = Service::new();
    let file = "---\ntitle: 文件里的标题\nlevel: county\nkind: 解读\n---\n请于5月底前报送。";
    let answer =
        upload(&service, &[("file", Some("稿.txt"), file.as_bytes()), ("level", None, "市级".as_bytes())]).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let report = answer.json();
    let draft = &report["draft"];
    assert_eq!(
        (&draft["title"], &draft["level"], &draft["read_as"]),
        (&json!("文件里的标题"), &json!("city"), &json!("txt"))
    );
    let codes: Vec<&str> = report["warnings"].as_array().unwrap().iter().filter_map(|w| w["code"].as_str()).collect();
    assert!(codes.contains(&"unlisted_kind"), "{codes:?}");
    let text = service.get(&format!("{}/text", answer.header("location"))).await.text();
    assert_eq!(text, "请于5月底前报送。");

    let page = "<html><title>网页标题</title><body><p>请于5月底前报送。</p></body></html>".as_bytes();
    for (parts, read_as) in [
        (vec![("file", Some("a.html"), page), ("store", None, b"false".as_slice())], "html"),
        (vec![("text", None, "请于5月底前报送。".as_bytes()), ("store", None, b"false".as_slice())], "form"),
    ] {
        let answer = upload(&service, &parts).await;
        assert_eq!((answer.status, &answer.json()["draft"]["read_as"]), (200, &json!(read_as)));
    }
}

/// A PDF file of one page with these operators and a Chinese font that is neither embedded nor mapped to Unicode.
fn pdf(operators: &str) -> Vec<u8> {
    let font = "<</Subtype/Type0/Encoding/UniGB-UCS2-H/DescendantFonts[<</CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)>>>>]>>";
    format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</A {font}>>>>>>endobj\n\
         4 0 obj<</Length {}>>stream\n{operators}\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
        operators.len(),
    )
    .into_bytes()
}

#[tokio::test]
async fn files_are_known_by_their_content() {
    let service = Service::new();
    let text: String = "请于5月底前报送。".encode_utf16().map(|unit| format!("{unit:04X}")).collect();
    let file = pdf(&format!("BT /A 16 Tf 90 700 Td <{text}> Tj ET"));
    for name in ["a.pdf", "稿", "a.txt"] {
        let answer = upload(&service, &[("file", Some(name), &file)]).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        assert_eq!(answer.json()["draft"]["read_as"], json!("pdf"));
        let text = service.get(&format!("{}/text", answer.header("location"))).await.text();
        assert_eq!(text, "请于5月底前报送。\n");
    }
    let old = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".repeat(100);
    for (file, wanted, words) in [
        (pdf("0 0 m 9 9 l S"), (422, "unreadable_file"), "扫描件"),
        (pdf("/Missing Do"), (422, "unreadable_file"), "损坏"),
        (pdf("q Q"), (422, "empty_text"), "没有文字"),
        (old, (415, "unsupported_file_format"), "另存为 docx"),
        (b"PK\x05\x06".repeat(6), (422, "unreadable_file"), "zip"),
    ] {
        let answer = upload(&service, &[("file", Some("a.txt"), &file)]).await;
        assert!(answer.text().contains(words), "{}", answer.text());
        let (status, code, pointers) = answer.refusal();
        assert_eq!((status, code.as_str(), pointers), (wanted.0, wanted.1, vec!["/file".to_owned()]));
    }
}

#[tokio::test]
async fn uploads_that_cannot_be_read_are_refused() {
    let service = Service::new();
    let text = "请照办。".as_bytes();
    let big = vec![b'a'; 22 << 20];
    let rows: [(&[Part<'_>], Refusal<'_>); 9] = [
        (&[("file", Some("a.docx"), text)], (415, "unsupported_file_format", &["/file"])),
        (&[("file", Some("a.txt"), &[0, 1, 2, 3, 0, 7].repeat(40))], (422, "unreadable_file", &["/file"])),
        (&[("file", Some("a.txt"), "---\ncolour: 红\n---\n".as_bytes())], (422, "unreadable_file", &["/file"])),
        (&[("file", Some("a.txt"), b" \n")], (422, "empty_text", &["/file"])),
        (&[("file", Some("a.txt"), text), ("text", None, text)], (422, "invalid_request", &["/text"])),
        (&[("file", Some("a.txt"), text), ("file", Some("b.txt"), text)], (422, "invalid_request", &["/file"])),
        (&[("level", None, text), ("colour", None, text)], (422, "invalid_request", &["/text", "/level", "/colour"])),
        (&[("title", None, b"\xFF\xFE"), ("text", None, text)], (400, "not_utf8", &[])),
        (&[("file", Some("a.txt"), &big)], (413, "body_too_large", &[])),
    ];
    for (parts, (status, code, pointers)) in rows {
        let refusal = upload(&service, parts).await.refusal();
        assert_eq!(refusal, (status, code.to_owned(), pointers.iter().map(|&p| p.to_owned()).collect()));
    }
    let kind = "multipart/form-data; boundary=grenze";
    for body in ["", "--andere\r\n", "--grenze\r\ncontent-disposition: form-data\r\n\r\nx\r\n--grenze--\r\n"] {
        let answer = service.send("POST", "/v1/reviews", &[("content-type", kind)], body).await;
        assert_eq!(answer.refusal().1, "malformed_form", "{body:?}");
    }
    assert_eq!(service.get("/v1/reviews").await.json()["reviews"], json!([]));
}

#[tokio::test]
async fn text_is_read_in_the_character_set_that_it_names() {
    let service = Service::new();
    let body =
        json!({"text": "关于𠮷祥镇水渠维修的通知\n各村：\n请于5月底前完成12处水渠维修。", "store": false}).to_string();
    let (national, ..) = encoding_rs::GB18030.encode(&body);
    let of = async |kind: &str, body: Vec<u8>| {
        let answer = service.send("POST", "/v1/reviews", &[("content-type", kind)], body).await;
        assert_eq!(answer.status, 200, "{kind}: {}", answer.text());
        answer.json()["draft"].clone()
    };
    let wanted = of("application/json", body.clone().into_bytes()).await;
    assert_eq!(wanted["title"], "关于𠮷祥镇水渠维修的通知");
    for charset in ["gbk", "GB2312", "gb18030"] {
        assert_eq!(of(&format!("application/json; charset={charset}"), national.to_vec()).await, wanted, "{charset}");
    }
    let refused =
        service.send("POST", "/v1/reviews", &[("content-type", "application/json; charset=latin1")], body).await;
    assert_eq!(refused.refusal().0, 415);
    assert!(refused.problem()["detail"].as_str().unwrap().contains("gb18030"), "{}", refused.text());
}

//! Kept reviews as files: the page under its policy, tables with their names.

use duanshixin::render::{csv, html};
use duanshixin::review::Report;
use serde_json::{Value, json};

use super::client::Service;
use crate::support;

async fn kept(service: &Service, title: &str, unit: &str) -> (String, Report, String) {
    let text = support::draft("drafts/02-region-swap.txt").text;
    let asked = json!({"text": text, "title": title, "level": "city", "date": "2026-03-10", "offset_unit": unit});
    let made = service.post("/v1/reviews", &asked).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let location = made.header("location").to_owned();
    (location, serde_json::from_slice(&made.body).unwrap(), text)
}

#[tokio::test]
async fn a_kept_review_is_a_page_and_two_tables() {
    let service = Service::new();
    for unit in ["codepoint", "utf16", "utf8"] {
        let (location, report, text) = kept(&service, "关于某事的通知", unit).await;
        let page = service.get(&format!("{location}/report.html")).await;
        assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
        assert_eq!(page.text(), html::render(&report, &text).unwrap());
        assert!(
            page.header("content-disposition").starts_with("inline; filename=\"report.html\"; filename*=UTF-8''%E5")
        );
        for (name, content) in [
            ("findings.csv", csv::findings(&report, &text).unwrap()),
            ("assessment.csv", csv::assessment(&report, &text).unwrap()),
        ] {
            let table = service.get(&format!("{location}/{name}")).await;
            assert_eq!((table.status, &table.body), (200, &content));
            assert!(table.header("content-type").starts_with("text/csv; charset=utf-8"));
            assert!(table.header("content-disposition").starts_with("attachment; filename=\"report.csv\"; filename*="));
        }
    }
}

/// The page may use its own style sheet and script, and nothing else; other answers keep the policy of all answers.
#[tokio::test]
async fn the_policy_of_the_page_is_strict() {
    let service = Service::new();
    let (location, ..) = kept(&service, "甲", "codepoint").await;
    let page = service.get(&format!("{location}/report.html")).await;
    let policy = page.header("content-security-policy");
    assert_eq!(policy, format!("{}; frame-ancestors 'self'", html::policy()));
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-") && !policy.contains("unsafe"));
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    for path in [format!("{location}/findings.csv"), location] {
        let answer = service.get(&path).await;
        assert_eq!(answer.header("content-security-policy"), "default-src 'self'; frame-ancestors 'none'");
        assert_eq!((answer.header("referrer-policy"), answer.header("cache-control")), ("no-referrer", "no-store"));
    }
}

#[tokio::test]
async fn names_of_files_are_names() {
    let service = Service::new();
    let title = "../\"通知\"\r\nSet-Cookie: a=1;\u{202E}<b>";
    let (location, ..) = kept(&service, title, "codepoint").await;
    let answer = service.get(&format!("{location}/findings.csv")).await;
    let disposition = answer.header("content-disposition");
    let (_, name) = disposition.split_once("UTF-8''").unwrap();
    assert!(name.bytes().all(|b| b.is_ascii_alphanumeric() || b"%-._~".contains(&b)), "{disposition}");
    assert!(name.starts_with("%E9%80%9A%E7%9F%A5Set-Cookie%20a%3D1%3Bb-"), "{disposition}");
    assert_eq!(answer.header("set-cookie"), "");
}

#[tokio::test]
async fn hostile_titles_stay_text() {
    let service = Service::new();
    let title = "</title><script>alert(1)</script>";
    let (location, ..) = kept(&service, title, "codepoint").await;
    let page = service.get(&format!("{location}/report.html")).await.text();
    assert!(!page.contains("<script>alert") && page.contains("&lt;script&gt;alert(1)"));
}

#[tokio::test]
async fn there_is_no_file_without_a_review() {
    let service = Service::new();
    let (location, ..) = kept(&service, "甲", "codepoint").await;
    assert_eq!(service.delete(&location).await.status, 204);
    for name in ["report.html", "findings.csv", "assessment.csv"] {
        assert_eq!(service.get(&format!("{location}/{name}")).await.refusal(), (404, "not_found".into(), vec![]));
    }
}

#[tokio::test]
async fn the_files_are_described() {
    let document = Service::new().get("/openapi.json").await.json();
    for (name, kind) in [("report.html", "text/html"), ("findings.csv", "text/csv"), ("assessment.csv", "text/csv")] {
        let operation = &document["paths"][format!("/v1/reviews/{{id}}/{name}")]["get"];
        let answer = &operation["responses"]["200"];
        assert_ne!(answer["content"][kind], Value::Null, "{name}");
        assert_ne!(answer["headers"]["Content-Disposition"], Value::Null, "{name}");
    }
}

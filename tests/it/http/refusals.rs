//! What is refused, how, and that the server lives on: rows of requests, and every code of the table.

use std::collections::BTreeSet;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use duanshixin::http::Capacity;
use serde_json::json;

use super::client::{JSON, Service};

/// Code points a draft may have.
const LONGEST: usize = 1_000_000;
/// The content type of a norm profile.
const TOML: (&str, &str) = ("content-type", "application/toml");
/// JSON in a character set that is not read, and in one that is.
const FOREIGN: (&str, &str) = ("content-type", "application/json; charset=euc-jp");
const NATIONAL: (&str, &str) = ("content-type", "application/json; charset=gb18030");
/// Codes that stand for faults of the machine or of this program; unit tests reach them.
const NOT_BY_REQUEST: [&str; 5] = ["request_timeout", "internal_error", "storage_failed", "disk_full", "no_access"];
/// Those that keys bring with them, reached in `access` and `keys`.
const BY_KEYS: [&str; 6] =
    ["key_required", "key_refused", "scope_missing", "too_many_requests", "key_already_made", "last_admin_key"];

struct Row {
    method: &'static str,
    path: &'static str,
    headers: Vec<(&'static str, &'static str)>,
    body: Vec<u8>,
    wanted: (u16, &'static str, &'static [&'static str]),
}

fn row(
    (method, path): (&'static str, &'static str),
    headers: &[(&'static str, &'static str)],
    body: impl Into<Vec<u8>>,
    wanted: (u16, &'static str, &'static [&'static str]),
) -> Row {
    Row { method, path, headers: headers.to_vec(), body: body.into(), wanted }
}

/// A draft as JSON.
fn draft(text: &str) -> String {
    json!({ "text": text }).to_string()
}

fn review_rows() -> Vec<Row> {
    let review = |body: String, wanted| row(("POST", "/v1/reviews"), &[JSON], body, wanted);
    let field = |name: &str, value: serde_json::Value| json!({"text": "请照办。", name: value}).to_string();
    let invalid = "invalid_request";
    vec![
        review(draft(""), (422, "empty_text", &["/text"])),
        review(draft(" \r\n\u{3000}\u{200B}"), (422, "empty_text", &["/text"])),
        review(draft("，。……！？"), (422, "no_words", &["/text"])),
        review(draft("甲\0乙"), (422, "nul_character", &["/text"])),
        review(draft("机密★3年\n关于某事的通知\n请照办。"), (422, "classified_draft", &["/text"])),
        review(draft(&"长".repeat(LONGEST + 1)), (413, "text_too_long", &["/text"])),
        review(
            format!("{{\"text\":\"{}\"}}", "\\ud842\\udfb7".repeat(LONGEST + 1)),
            (413, "text_too_long", &["/text"]),
        ),
        review(draft(&"a".repeat(14 << 20)), (413, "body_too_large", &[])),
        review("{\"text\":\"\\ud800\"}".to_owned(), (400, "malformed_json", &[])),
        review("{\"text\":".to_owned(), (400, "malformed_json", &[])),
        review(String::new(), (400, "malformed_json", &[])),
        review(field("profile", json!("x")), (422, "no_such_profile", &["/profile"])),
        review("{\"text\":\"请照办。\",\"text\":\"请办理。\"}".to_owned(), (422, invalid, &["/text"])),
        review("[]".to_owned(), (422, invalid, &[""])),
        review("{}".to_owned(), (422, invalid, &["/text"])),
        review("{\"text\":null}".to_owned(), (422, invalid, &["/text"])),
        review("{\"text\":7}".to_owned(), (422, invalid, &["/text", "/text"])),
        review(field("colour", json!("红")), (422, invalid, &["/colour"])),
        review(field("level", json!("国级")), (422, invalid, &["/level"])),
        review(field("kind", json!("解读")), (422, invalid, &["/kind"])),
        review(field("date", json!("2024-02-30")), (422, invalid, &["/date"])),
        review(field("nature", json!("大")), (422, invalid, &["/nature"])),
        review(field("offset_unit", json!("bytes")), (422, invalid, &["/offset_unit"])),
        review(field("against", json!(["甲", 1])), (422, invalid, &["/against/1"])),
        review(field("store", json!("false")), (422, invalid, &["/store"])),
        review(field("title", json!("长".repeat(501))), (422, invalid, &["/title"])),
        row(("POST", "/v1/reviews?store=false"), &[JSON], draft("请照办。"), (422, invalid, &["/store"])),
        row(("POST", "/v1/reviews"), &[], draft("请照办。"), (415, "unsupported_media_type", &[])),
        row(("POST", "/v1/reviews"), &[("content-type", "text/plain")], "甲", (415, "unsupported_media_type", &[])),
        row(("GET", "/v1/reviews/unbekannt"), &[], "", (404, "not_found", &[])),
        row(("DELETE", "/v1/reviews/unbekannt"), &[], "", (404, "not_found", &[])),
        row(("GET", "/v1/reviews?size=0"), &[], "", (422, invalid, &["/size"])),
        row(("GET", "/v1/reviews?cursor=x"), &[], "", (422, invalid, &["/cursor"])),
        row(("GET", "/v1/reviews?page=2"), &[], "", (422, invalid, &["/page"])),
    ]
}

fn other_rows() -> Vec<Row> {
    let post = |path, body: serde_json::Value, wanted| row(("POST", path), &[JSON], body.to_string(), wanted);
    let invalid = "invalid_request";
    let tsv = ("content-type", "text/tab-separated-values");
    vec![
        row(("GET", "/v1/search?q=\"abc"), &[], "", (422, "bad_query", &["/q"])),
        row(
            ("GET", "/v1/reviews"),
            &[("host", "evil.example:8686"), ("origin", "http://evil.example:8686")],
            "",
            (421, "unknown_host", &[]),
        ),
        row(("POST", "/v1/search/passage"), &[JSON], "{\"text\":\"，。\"}", (422, "bad_passage", &["/text"])),
        row(("GET", "/v1/search?q=-abc"), &[], "", (422, "bad_query", &["/q"])),
        row(("GET", "/v1/search?q=(*'"), &[], "", (422, "bad_query", &["/q"])),
        row(("GET", "/v1/search?q=%00"), &[], "", (422, "bad_query", &["/q"])),
        row(("GET", "/v1/search?cursor=1-2"), &[], "", (422, "bad_cursor", &["/cursor"])),
        row(("GET", "/v1/search?level=x&size=101&sort=up"), &[], "", (422, invalid, &["/level", "/sort", "/size"])),
        row(("GET", "/v1/search?from=2024-13&page=1"), &[], "", (422, invalid, &["/from", "/page"])),
        post("/v1/search", json!({"q": 1, "to": "x"}), (422, invalid, &["/q", "/to"])),
        post("/v1/search?q=a", json!({}), (422, invalid, &["/q"])),
        row(("POST", "/v1/search"), &[JSON], "{\"q\":\"a\",\"q\":\"b\"}", (422, invalid, &["/q"])),
        post("/v1/documents", json!({"id": "", "text": "\0"}), (422, invalid, &["/title", "/id", "/title", "/text"])),
        post("/v1/documents", json!({"id": "a", "title": "b", "text": "c", "x": 1}), (422, invalid, &["/x"])),
        post("/v1/documents", json!({"id": "a\u{7}", "title": "b", "text": "c"}), (422, invalid, &["/id"])),
        row(("GET", "/v1/documents/..%2F..%2Fetc%2Fpasswd"), &[], "", (404, "not_found", &[])),
        row(("GET", "/v1/documents/%FF"), &[], "", (400, "bad_request", &[])),
        row(("DELETE", "/v1/documents/x"), &[], "", (404, "not_found", &[])),
        row(("POST", "/v1/imports"), &[JSON], "{}", (415, "unsupported_media_type", &[])),
        row(("GET", "/v1/jobs/x"), &[], "", (404, "not_found", &[])),
        row(("GET", "/v1/norm-profiles/x"), &[], "", (404, "not_found", &[])),
        row(("GET", "/v1/norm-profiles/x/versions"), &[], "", (404, "not_found", &[])),
        row(("GET", "/v1/norm-profiles/national/versions/x"), &[], "", (404, "not_found", &[])),
        row(("GET", "/v1/norm-profiles/national/versions/9"), &[], "", (404, "not_found", &[])),
        row(("PUT", "/v1/norm-profiles/x"), &[JSON], "{}", (415, "unsupported_media_type", &[])),
        row(("PUT", "/v1/norm-profiles/x"), &[TOML], "id = 1", (422, "bad_norm_profile", &[])),
        row(("PUT", "/v1/norm-profiles/x"), &[TOML], b"id = \xFF", (400, "not_utf8", &[])),
        row(("GET", "/v1/term-lists/x"), &[], "", (404, "not_found", &[])),
        row(("GET", "/v1/term-lists/slogans/versions/99"), &[], "", (404, "not_found", &[])),
        row(("GET", "/v1/term-lists/slogans/versions/x"), &[], "", (404, "not_found", &[])),
        row(("PUT", "/v1/term-lists/slogans"), &[JSON], "{}", (428, "if_match_required", &[])),
        row(("PUT", "/v1/term-lists/slogans"), &[JSON, ("if-match", "\"99\"")], "{}", (412, "version_conflict", &[])),
        row(("PUT", "/v1/term-lists/slogans"), &[("if-match", "*")], "{}", (415, "unsupported_media_type", &[])),
        row(("PUT", "/v1/term-lists/slogans"), &[tsv, ("if-match", "*")], b"\xFF", (400, "not_utf8", &[])),
        row(("PUT", "/v1/term-lists/slogans"), &[tsv, ("if-match", "*")], "x\n", (422, "bad_term_list", &[])),
        row(("POST", "/v1/reviews"), &[FOREIGN], draft("请照办。"), (415, "unsupported_media_type", &[])),
        row(("POST", "/v1/reviews"), &[NATIONAL], b"{\"text\":\"\xFF\"}", (400, "not_utf8", &[])),
        row(("DELETE", "/v1/term-lists/slogans/entries"), &[("if-match", "*")], "", (422, invalid, &["/pattern"])),
        row(("DELETE", "/v1/term-lists/slogans/entries?pattern=x"), &[("if-match", "*")], "", (404, "not_found", &[])),
        row(
            ("POST", "/v1/reindex"),
            &[("origin", "http://a.example"), ("host", "127.0.0.1:8686")],
            "",
            (403, "cross_site", &[]),
        ),
        row(("POST", "/v1/reindex"), &[("origin", "null")], "", (403, "cross_site", &[])),
        row(("GET", "/v1/jobs/x"), &[("origin", "http://[::1]:1"), ("host", "[::1]:1")], "", (404, "not_found", &[])),
        row(("GET", "/v1/nichts"), &[], "", (404, "no_such_route", &[])),
        row(("GET", "/v2/reviews"), &[], "", (404, "no_such_route", &[])),
        row(("PATCH", "/v1/reviews"), &[], "", (405, "method_not_allowed", &[])),
    ]
}

/// What cannot be seen is refused, and an import of nothing.
fn unseen_rows() -> Vec<Row> {
    let post = |path, body: serde_json::Value, wanted| row(("POST", path), &[JSON], body.to_string(), wanted);
    let invalid = "invalid_request";
    vec![
        post("/v1/documents", json!({"id": "a\u{200B}", "title": "b", "text": "c"}), (422, invalid, &["/id"])),
        post("/v1/documents", json!({"id": "a", "title": "\u{200B}", "text": "c"}), (422, invalid, &["/title"])),
        post(
            "/v1/documents",
            json!({"id": "a", "title": "b", "text": "c", "issuer": "\u{202E}d"}),
            (422, invalid, &["/issuer"]),
        ),
        post("/v1/keys", json!({"label": "\u{200B}", "scopes": ["admin"]}), (422, invalid, &["/label"])),
        row(("POST", "/v1/imports"), &[("content-type", "application/x-ndjson")], " \n", (422, invalid, &[""])),
    ]
}

#[tokio::test]
async fn every_refusal_has_its_code_and_place() {
    let service = Service::new();
    let mut codes: BTreeSet<String> = BTreeSet::new();
    for row in review_rows().into_iter().chain(other_rows()).chain(unseen_rows()) {
        let answer = service.send(row.method, row.path, &row.headers, row.body.clone()).await;
        let shown: String = String::from_utf8_lossy(&row.body).chars().take(60).collect();
        let (status, code, pointers) = row.wanted;
        let wanted = (status, code.to_owned(), pointers.iter().map(|&p| p.to_owned()).collect());
        assert_eq!(answer.refusal(), wanted, "{} {} {shown}", row.method, row.path);
        codes.insert(code.to_owned());
    }
    assert_eq!(service.get("/livez").await.status, 200);
    assert_eq!(service.get("/v1/reviews").await.json()["reviews"], json!([]));

    // Those that other tests reach, each in its place.
    let elsewhere = [
        "malformed_form",
        "unsupported_file_format",
        "unreadable_file",
        "cursor_expired",
        "request_in_progress",
        "idempotency_key_reused",
        "idempotency_unsupported",
        "answer_gone",
        "job_over",
        "no_difference",
    ];
    let states = ["busy", "stopping", "interrupted", "out_of_time"];
    let others = elsewhere.iter().chain(&states).chain(&NOT_BY_REQUEST).chain(&BY_KEYS);
    codes.extend(others.map(|&c| c.to_owned()));
    let document = service.get("/openapi.json").await.json();
    let all = &document["components"]["schemas"]["Problem"]["properties"]["code"]["enum"];
    let all: BTreeSet<String> = all.as_array().unwrap().iter().map(|code| code.as_str().unwrap().to_owned()).collect();
    assert_eq!(codes, all);
    // Each is told of some operation, but for those of requests that ask for none.
    let operations = document["paths"].as_object().unwrap().values().flat_map(|o| o.as_object().unwrap().values());
    let told: BTreeSet<String> = operations
        .flat_map(|operation| ["4XX", "5XX"].map(|range| operation["responses"][range]["description"].clone()))
        .flat_map(|said| said.as_str().unwrap().split(['、', '：']).map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let untold: Vec<&str> = all.iter().filter(|code| !told.contains(*code)).map(String::as_str).collect();
    assert_eq!(untold, ["method_not_allowed", "no_access", "no_such_route"]);
}

/// A body that breaks off.
struct Broken;

impl HttpBody for Broken {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, std::io::Error>>> {
        Poll::Ready(Some(Err(std::io::ErrorKind::ConnectionReset.into())))
    }
}

#[tokio::test]
async fn a_body_that_breaks_off_is_refused() {
    let service = Service::new();
    let answer = service.send("POST", "/v1/reviews", &[JSON], Body::new(Broken)).await;
    assert_eq!(answer.refusal().1, "interrupted");
}

#[tokio::test]
async fn a_full_server_says_so_and_lives() {
    let service = Service::with(Capacity { workers: 1, waiting: 0, ..Capacity::default() });
    let body = draft(&"各单位要高度重视。".repeat(20_000));
    let (first, second, alive) = tokio::join!(
        service.send("POST", "/v1/reviews", &[JSON], body.clone()),
        service.send("POST", "/v1/reviews", &[JSON], body.clone()),
        service.get("/livez"),
    );
    assert_eq!((first.status, alive.status), (201, 200));
    assert_eq!(second.refusal().1, "busy");
    assert!(!second.header("retry-after").is_empty());
    assert_eq!(service.send("POST", "/v1/reviews", &[JSON], draft("请照办。")).await.status, 201);
}

#[tokio::test]
async fn a_server_that_stops_is_not_ready_but_lives() {
    let service = Service::new();
    assert_eq!(service.get("/readyz").await.status, 200);
    service.state.stop();
    for path in ["/readyz", "/v1/limits"] {
        assert_eq!(service.get(path).await.refusal(), (503, "stopping".to_owned(), vec![]));
    }
    assert_eq!(service.get("/livez").await.status, 200);
}

#[tokio::test]
async fn every_answer_carries_an_id_and_the_headers_of_safety() {
    let service = Service::new();
    for (path, given, kept) in
        [("/livez", "oa-7.1", true), ("/v1/nichts", "oa-7.2", true), ("/livez", "a b", false), ("/livez", "", false)]
    {
        let answer = service.send("GET", path, &[("x-request-id", given)], "").await;
        assert_eq!(answer.header("x-request-id") == given, kept, "{given}");
        assert!(!answer.header("x-request-id").is_empty());
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert!(answer.header("content-security-policy").starts_with("default-src 'self'"));
    }
}

/// A server that others could reach has no keys yet.
#[test]
fn only_loopback_is_served() {
    let folder = tempfile::tempdir().unwrap();
    let desk = std::sync::Arc::new(crate::support::fresh(folder.path()));
    let options = duanshixin::http::ServeOptions { listen: "0.0.0.0:0".parse().unwrap(), ..Default::default() };
    let refused = duanshixin::http::serve(desk, &options).unwrap_err();
    assert!(refused.to_string().contains("本机"), "{refused}");
}

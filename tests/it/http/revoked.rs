//! A key that is revoked ends what goes on under it: streams, downloads, tickets.

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::http::Request;
use futures_util::StreamExt as _;
use serde_json::json;

use super::client::{JSON, Service};

/// How long anything may go on; far beyond the time between two looks, for a busy machine.
const SOON: Duration = Duration::from_secs(8);

/// A service with a key for everything, and another one that will be revoked.
async fn office() -> (Service, String, String) {
    let service = Service::limited(tempfile::tempdir().unwrap(), 0, 1);
    let all = service.key("", "全部", &["desk", "search", "terms", "corpus", "audit", "admin"]).await;
    let other = service.key(&all, "将吊销的", &["admin", "corpus", "search"]).await;
    (service, format!("Bearer {all}"), other)
}

async fn revoke(service: &Service, all: &str, key: &str) {
    let path = format!("/v1/keys/{}", key.split('_').nth(1).unwrap());
    assert_eq!(service.send("DELETE", &path, &[("authorization", all)], "").await.status, 204);
}

/// The body of an answer, not read yet, and its length where it is told.
async fn begun(service: &Service, path: &str, key: &str) -> (BodyDataStream, Option<u64>) {
    let request = Request::get(path).header("authorization", format!("Bearer {key}")).body(Body::empty()).unwrap();
    let response = service.answer(request).await;
    assert_eq!(response.status().as_u16(), 200, "{path}");
    let length = response.headers().get("content-length").map(|v| v.to_str().unwrap().parse().unwrap());
    (response.into_body().into_data_stream(), length)
}

/// Bytes that still come, and whether the end was an error.
async fn rest(mut body: BodyDataStream) -> (u64, bool) {
    let mut bytes = 0;
    while let Some(piece) = body.next().await {
        match piece {
            Ok(piece) => bytes += piece.len() as u64,
            Err(_) => return (bytes, true),
        }
    }
    (bytes, false)
}

/// A text that cannot be packed small: every character another one.
fn large_text() -> String {
    let mut number = 20_260_101_u64;
    let mut next = || {
        number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from(number >> 33).unwrap() % 20_000
    };
    (0..300_000).map(|_| char::from_u32(0x4E00 + next()).unwrap()).collect()
}

#[tokio::test]
async fn a_stream_ends_soon_after_its_key_is_revoked() {
    let (service, all, other) = office().await;
    let line = |n: usize| {
        json!({"id": format!("r-{n}"), "title": "题", "text": format!("第{n}次巡查。").repeat(40)}).to_string()
    };
    let lines = (0..20_000).map(line).collect::<Vec<_>>().join("\n");
    let headers = [("content-type", "application/x-ndjson"), ("authorization", all.as_str())];
    let job = service.send("POST", "/v1/imports", &headers, lines).await.header("location").to_owned();
    let (mut body, _) = begun(&service, &format!("{job}/events"), &other).await;
    assert!(body.next().await.unwrap().is_ok(), "the first event comes");
    revoke(&service, &all, &other).await;
    let (_, broken) = tokio::time::timeout(SOON, rest(body)).await.expect("the stream goes on");
    assert!(broken, "the job was over before its listener was sent away");
    let auth = [("authorization", all.as_str())];
    service.send("POST", &format!("{job}/cancel"), &auth, "").await;
    while !service.send("GET", &job, &auth, "").await.text().contains("\"cancelled\"") {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Makes a backup; its name.
async fn backed_up(service: &Service, auth: &[(&str, &str)]) -> String {
    let job = service.send("POST", "/v1/backups", auth, "").await.header("location").to_owned();
    loop {
        let job = service.send("GET", &job, auth, "").await.json();
        match job["state"].as_str().unwrap() {
            "succeeded" => return job["detail"]["name"].as_str().unwrap().to_owned(),
            "failed" => panic!("{job}"),
            _ => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

#[tokio::test]
async fn a_download_is_broken_off_and_a_ticket_is_worth_nothing() {
    let (service, all, other) = office().await;
    let auth = [("authorization", all.as_str())];
    let document = json!({"id": "large", "title": "题", "text": large_text()}).to_string();
    assert_eq!(service.send("POST", "/v1/documents", &[JSON, auth[0]], document).await.status, 201);
    let name = backed_up(&service, &auth).await;
    let backup = format!("/v1/backups/{name}");
    let ticket = async |key: &str| {
        let made = service.send("POST", &format!("{backup}/ticket"), &[("authorization", key)], "").await;
        assert_eq!((made.status, made.header("location")), (201, made.json()["url"].as_str().unwrap()));
        made.json()["url"].as_str().unwrap().to_owned()
    };
    let others = format!("Bearer {other}");
    let (unused, followed) = (ticket(&others).await, ticket(&others).await);

    // While the key is in force everything comes, with and without a ticket, a ticket once.
    let whole = service.send("GET", &backup, &auth, "").await;
    let mine = ticket(&all).await;
    for _ in 0..2 {
        let head = service.send("HEAD", &mine, &[], "").await;
        let length = whole.body.len().to_string();
        assert_eq!((head.status, head.header("content-length"), head.body.len()), (200, length.as_str(), 0));
    }
    assert_eq!(service.send("HEAD", "/downloads/x", &[], "").await.status, 404);
    // One key has at most ten: the others must have theirs.
    let (path, tickets) = (format!("{backup}/ticket"), [("authorization", all.as_str())]);
    for _ in 0..9 {
        ticket(&all).await;
    }
    let refused = service.send("POST", &path, &tickets, "").await;
    assert_eq!((refused.refusal().1.as_str(), refused.header("retry-after").is_empty()), ("too_many_requests", false));
    let fetched = service.get(&mine).await;
    assert_eq!((fetched.status, &fetched.body), (200, &whole.body));
    assert_eq!(fetched.header("content-disposition"), format!("attachment; filename=\"{name}\""));
    assert_eq!(service.get(&mine).await.refusal().1, "not_found");
    ticket(&all).await;
    assert_eq!(service.get("/downloads/x").await.refusal().1, "not_found");

    let document = "/v1/documents/large";
    let begun = [
        begun(&service, &backup, &other).await,
        begun(&service, document, &other).await,
        begun(&service, &followed, "dsx_none").await,
    ];
    revoke(&service, &all, &other).await;
    for (body, length) in begun {
        let length = length.expect("the length is told");
        assert!(length > 300_000, "{length}");
        let (bytes, broken) = tokio::time::timeout(SOON, rest(body)).await.expect("the download goes on");
        assert!(broken && bytes < length, "{bytes} of {length}");
    }
    assert_eq!(service.get(&unused).await.refusal().1, "not_found");
    let rows = service.send("GET", "/v1/audit?action=backup.fetched", &auth, "").await.json();
    let by = |key: &str| {
        let id = key.split('_').nth(1).unwrap();
        rows["rows"].as_array().unwrap().iter().filter(|row| row["actor"] == id).count()
    };
    assert_eq!((by(&all), by(&other)), (2, 2), "each is recorded for the key it was asked with");
}

//! A job followed by server-sent events, and stopped.

use serde_json::{Value, json};

use super::client::Service;

const LINES: (&str, &str) = ("content-type", "application/x-ndjson");

/// Names and data of the events of a stream that has ended.
fn events(text: &str) -> Vec<(String, Value)> {
    let field = |block: &str, name: &str| {
        block.lines().find_map(|line| line.strip_prefix(name)).map(|v| v.trim_start().to_owned()).unwrap_or_default()
    };
    let of = |block: &str| (field(block, "event:"), serde_json::from_str(&field(block, "data:")).unwrap());
    text.split("\n\n").filter(|block| block.contains("data:")).map(of).collect()
}

#[tokio::test]
async fn a_stream_tells_the_job_and_ends_with_it() {
    let service = Service::new();
    let line = |n: usize| json!({"id": format!("e-{n}"), "title": "题", "text": format!("第{n}次巡查。")}).to_string();
    let lines = (0..3_000).map(line).collect::<Vec<_>>().join("\n");
    let accepted = service.send("POST", "/v1/imports", &[LINES], lines).await;
    let path = format!("{}/events", accepted.header("location"));
    let stream = service.get(&path).await;
    assert_eq!((stream.status, stream.header("content-type")), (200, "text/event-stream"));
    let told = events(&stream.text());
    let (name, last) = told.last().unwrap();
    assert_eq!((name.as_str(), &last["state"], &last["detail"]["added"]), ("end", &json!("succeeded"), &json!(3_000)));
    assert!(told.iter().rev().skip(1).all(|(name, _)| name == "progress"), "{told:?}");
    assert_eq!(*last, service.get(accepted.header("location")).await.json());
    // A job that is over is told at once.
    assert_eq!(events(&service.get(&path).await.text()).len(), 1);
    assert_eq!(service.get("/v1/jobs/x/events").await.refusal().1, "not_found");
}

#[tokio::test]
async fn a_job_is_cancelled_once() {
    let service = Service::new();
    let line = |n: usize| json!({"id": format!("e-{n}"), "title": "题", "text": format!("第{n}次巡查。")}).to_string();
    let lines = (0..20_000).map(line).collect::<Vec<_>>().join("\n");
    let import = service.send("POST", "/v1/imports", &[LINES], lines).await;
    let rebuild = service.send("POST", "/v1/index/rebuild", &[], "").await;
    let cancel = async |location: &str| service.send("POST", &format!("{location}/cancel"), &[], "").await;
    assert_eq!(cancel(rebuild.header("location")).await.status, 202);
    assert_eq!(cancel(import.header("location")).await.status, 202);
    for location in [rebuild.header("location"), import.header("location")] {
        assert_eq!(service.finished(location).await["state"], "cancelled");
        assert_eq!(cancel(location).await.refusal(), (409, "job_over".to_owned(), vec![]));
    }
    assert_eq!(cancel("/v1/jobs/x").await.refusal().1, "not_found");
}

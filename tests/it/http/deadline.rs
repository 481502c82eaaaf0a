//! Work that takes too long ends with an answer, keeps nothing, and gives its place to the next; so does work whose
//! client has gone.

use std::io::Write as _;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use duanshixin::http::Capacity;
use serde_json::{Value, json};

use super::client::Service;

/// A draft that takes long: different hollow sentences, each to be judged.
fn long_draft() -> String {
    (0..30_000).map(|n| format!("要进一步提高第{n}项工作的政治站位，狠抓落实。")).collect()
}

#[tokio::test]
async fn what_takes_too_long_is_told_and_keeps_nothing() {
    let service = Service::with(Capacity { workers: 1, waiting: 0, time_limit: Some(Duration::from_nanos(1)) });
    let passage = "每个危险区明确1名转移责任人、1条转移路线、1处安置点";
    for (path, body) in [
        ("/v1/reviews", json!({"text": "各单位要在6月底前完成检查。"})),
        ("/v1/search/passage", json!({"text": passage})),
    ] {
        let answer = service.post(path, &body).await;
        assert_eq!(answer.refusal().1, "out_of_time", "{path}");
        assert_eq!((answer.status, answer.header("retry-after")), (503, "300"), "{path}");
        assert!(answer.problem()["detail"].as_str().unwrap().contains("时限"), "{path}");
    }
    assert_eq!(service.get("/v1/documents/sample-c01/repeated_by").await.refusal().1, "out_of_time");
    assert_eq!(service.get("/v1/reviews").await.json()["reviews"], json!([]));
    let limits = service.get("/v1/limits").await.json();
    for field in ["seconds", "search_seconds", "preview_seconds", "suggest_seconds"] {
        assert_eq!(limits[field], json!(1e-9), "{field}");
    }

    let unlimited = Service::with(Capacity { time_limit: None, ..Capacity::default() });
    let limits = unlimited.get("/v1/limits").await.json();
    assert_eq!(limits["seconds"], Value::Null);
    let own = ["search_seconds", "preview_seconds", "suggest_seconds"].map(|field| limits[field].as_f64().unwrap());
    assert_eq!(own, [2.0, 20.0, 60.0]);
    assert_eq!(unlimited.post("/v1/reviews", &json!({"text": "请照办。"})).await.status, 201);
    assert_eq!(unlimited.post("/v1/search/passage", &json!({"text": passage})).await.status, 200);
}

/// Work that answers with what it has by its own time does so by the server's, where that is shorter.
#[tokio::test]
async fn the_limit_reaches_searches_previews_and_candidates() {
    let service = Service::with(Capacity { time_limit: Some(Duration::from_nanos(1)), ..Capacity::default() });
    let total = service.get("/v1/search?q=工作").await.json()["total"].clone();
    assert_ne!(total["relation"], "eq", "{total}");
    let draft = json!({"entries": [{"pattern": "工作"}]}).to_string();
    let json = ("content-type", "application/json");
    assert_eq!(service.send("PUT", "/v1/term-lists/slogans/draft", &[json], draft).await.status, 200);
    let preview = service.post("/v1/term-lists/slogans/draft/preview", &json!(null)).await.json();
    assert_eq!((&preview["tried_on"]["documents"], &preview["tried_on"]["left_out"]), (&json!(0), &json!(14)));
    let found = service.post("/v1/term-lists/slogans/suggest", &json!(null)).await.json();
    assert_eq!((&found["documents"], &found["left_out"]), (&json!(0), &json!(14)));
    let whole = Service::new().get("/v1/search?q=工作").await.json()["total"].clone();
    assert_eq!(whole["relation"], "eq", "{whole}");
}

#[tokio::test]
async fn a_long_review_stops_at_its_deadline_and_frees_the_worker() {
    let limit = Duration::from_millis(300);
    let service = Service::with(Capacity { workers: 1, waiting: 0, time_limit: Some(limit) });
    let started = Instant::now();
    let answer = service.post("/v1/reviews", &json!({"text": long_draft()})).await;
    let took = started.elapsed();
    assert_eq!(answer.refusal().1, "out_of_time");
    assert!(took >= limit, "{took:?}");
    let next = service.post("/v1/reviews", &json!({"text": "请照办。"})).await;
    assert_eq!(next.status, 201, "{next:?}");
}

/// Over a socket: only there does a server see that its client has gone.
#[tokio::test]
async fn a_review_whose_client_has_gone_stops() {
    let capacity = Capacity { workers: 1, waiting: 0, time_limit: None };
    let service = Service::with(capacity);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let app = duanshixin::http::router(service.state.clone());
    let server = tokio::spawn(async move { axum::serve(listener, app).await });
    let gone = tokio::task::spawn_blocking(move || {
        let body = json!({ "text": long_draft() }).to_string();
        let mut socket = TcpStream::connect(address).unwrap();
        write!(
            socket,
            "POST /v1/reviews HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        )
        .unwrap();
        socket.write_all(body.as_bytes()).unwrap();
        std::thread::sleep(Duration::from_millis(200));
    });
    gone.await.unwrap();
    // The only worker is free again long before the review could have ended, and nothing of it was kept.
    let freed = async {
        while service.post("/v1/reviews", &json!({"text": "请照办。", "store": false})).await.status != 200 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), freed).await.unwrap();
    assert_eq!(service.get("/v1/reviews").await.json()["reviews"], json!([]));
    server.abort();
}

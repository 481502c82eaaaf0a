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
    assert_eq!(service.get("/v1/limits").await.json()["seconds"], json!(1e-9));

    let unlimited = Service::with(Capacity { time_limit: None, ..Capacity::default() });
    assert_eq!(unlimited.get("/v1/limits").await.json()["seconds"], Value::Null);
    assert_eq!(unlimited.post("/v1/reviews", &json!({"text": "请照办。"})).await.status, 201);
    assert_eq!(unlimited.post("/v1/search/passage", &json!({"text": passage})).await.status, 200);
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

//! `Idempotency-Key`: sent again, a creating request is done once and answered the same.

use serde_json::json;

use super::client::{Answer, JSON, Service};

const DRAFT: &str = "示例市防汛办：请于5月底前报送巡查台账。";

async fn send(service: &Service, path: &str, key: &str, body: &serde_json::Value) -> Answer {
    service.send("POST", path, &[JSON, ("idempotency-key", key)], body.to_string()).await
}

fn same(first: &Answer, again: &Answer) {
    assert_eq!(
        (again.status, again.header("location"), &again.body),
        (first.status, first.header("location"), &first.body)
    );
    assert_eq!((first.header("idempotency-replayed"), again.header("idempotency-replayed")), ("", "true"));
}

#[tokio::test]
async fn what_is_sent_again_is_done_once() {
    let service = Service::new();
    for (path, body) in [
        ("/v1/reviews", json!({"text": DRAFT})),
        ("/v1/documents", json!({"id": "甲", "title": "关于甲的通知", "text": "水库巡查每日两次"})),
        ("/v1/index/rebuild", json!(null)),
        ("/v1/backups", json!({"scope": "lists"})),
    ] {
        let first = send(&service, path, "k-1", &body).await;
        assert!(matches!(first.status, 201 | 202), "{path}: {}", first.text());
        same(&first, &send(&service, path, "k-1", &body).await);
        // Another request under the same key is refused, for itself or for its key.
        let other = send(&service, &format!("{path}?x=1"), "k-1", &body).await;
        assert_eq!(other.status, 422, "{path}");
    }
    assert_eq!(service.get("/v1/reviews").await.json()["reviews"].as_array().unwrap().len(), 1);
    assert_eq!(service.get("/v1/jobs").await.json()["jobs"].as_array().unwrap().len(), 2);
    let other = send(&service, "/v1/reviews", "k-1", &json!({"text": "另一份请于6月报送。"})).await;
    assert_eq!(other.refusal(), (422, "idempotency_key_reused".to_owned(), vec![]));
}

/// Callers are told apart by who they are, however they say so.
#[tokio::test]
async fn the_same_key_of_another_caller_is_another_key() {
    let service = Service::limited(tempfile::tempdir().unwrap(), 0, 1);
    let one = service.key("", "甲", &["desk", "admin"]).await;
    let two = service.key(&one, "乙", &["desk"]).await;
    let ask = async |authorization: &str| {
        let headers =
            [JSON, ("idempotency-key", "k-1"), ("authorization", authorization), ("x-api-key", authorization)];
        service.send("POST", "/v1/reviews", &headers, json!({"text": DRAFT}).to_string()).await
    };
    let first = ask(&format!("Bearer {one}")).await;
    assert_eq!(first.status, 201, "{}", first.text());
    same(&first, &ask(&format!("bearer   {one}")).await);
    let theirs = ask(&format!("Bearer {two}")).await;
    assert_eq!((theirs.status, theirs.header("idempotency-replayed")), (201, ""));
    assert_ne!(theirs.json()["id"], first.json()["id"]);
}

/// A key that means nothing is refused, and nothing is done; the routes that take one are those that say so.
#[tokio::test]
async fn a_key_where_none_is_taken_is_refused() {
    let service = Service::new();
    let document = service.get("/openapi.json").await.json();
    let mut taking = 0;
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let mut parameters = operation["parameters"].as_array().into_iter().flatten();
            let takes = parameters.any(|parameter| parameter["name"] == "Idempotency-Key");
            let asked = path.replace(['{', '}'], "");
            let headers = [JSON, ("idempotency-key", "k-1"), ("if-match", "*")];
            // Some answers have no end; what is read needs none.
            if method == "get" {
                assert!(!takes, "{path}");
                continue;
            }
            let answer = service.send(&method.to_uppercase(), &asked, &headers, "{").await;
            let unused = answer.json()["code"] == "idempotency_unsupported";
            assert_eq!(unused, !takes, "{method} {path}: {}", answer.text());
            if unused {
                let told = answer.problem()["detail"].as_str().unwrap().to_owned();
                assert!(answer.status == 422 && told.contains("/v1/reviews") && told.contains("/v1/keys"), "{told}");
            }
            taking += usize::from(takes);
        }
    }
    assert_eq!(taking, 10);
    assert_eq!(service.send("GET", "/v1/stats", &[("idempotency-key", "k-1")], "").await.status, 200);
    assert_eq!(service.get("/v1/term-lists/slogans").await.json()["version"], 1);
}

#[tokio::test]
async fn a_refused_request_may_be_tried_again() {
    let service = Service::new();
    let refused = send(&service, "/v1/reviews", "k-2", &json!({"text": "……"})).await;
    assert_eq!(refused.refusal().1, "no_words");
    let mended = send(&service, "/v1/reviews", "k-2", &json!({"text": DRAFT})).await;
    assert_eq!(mended.status, 201, "{}", mended.text());
    for key in ["", "键", "a b", &"k".repeat(256)] {
        let wrong = send(&service, "/v1/reviews", key, &json!({"text": DRAFT})).await;
        assert_eq!(wrong.refusal(), (422, "invalid_request".to_owned(), vec!["/Idempotency-Key".to_owned()]), "{key}");
    }
}

/// The answer is there while the job goes on and there is room for no other one.
#[tokio::test]
async fn a_job_that_goes_on_is_answered_again() {
    let service = Service::new();
    let line = |n: usize| json!({"id": format!("r-{n}"), "title": "题", "text": format!("第{n}次巡查。")}).to_string();
    let lines = (0..20_000).map(line).collect::<Vec<_>>().join("\n");
    let headers = [("content-type", "application/x-ndjson"), ("idempotency-key", "k-6")];
    let first = service.send("POST", "/v1/imports", &headers, lines.clone()).await;
    let waiting = send(&service, "/v1/index/rebuild", "k-7", &json!(null)).await;
    assert_eq!((first.status, waiting.status), (202, 202));
    assert_eq!(send(&service, "/v1/index/rebuild", "k-8", &json!(null)).await.refusal().1, "busy");
    same(&waiting, &send(&service, "/v1/index/rebuild", "k-7", &json!(null)).await);
    same(&first, &service.send("POST", "/v1/imports", &headers, lines).await);
    let fresh = [("content-type", "application/x-ndjson"), ("idempotency-key", "k-9")];
    assert_eq!(service.send("POST", "/v1/imports", &fresh, "{}").await.refusal().1, "busy");
    for job in [&waiting, &first] {
        service.send("POST", &format!("{}/cancel", job.header("location")), &[], "").await;
        service.finished(job.header("location")).await;
    }
}

#[tokio::test]
async fn of_many_at_once_one_is_done() {
    let service = Service::new();
    let body = json!({"text": DRAFT.repeat(200)});
    let sent = (0..8).map(|_| send(&service, "/v1/reviews", "k-3", &body));
    let answers = futures_util::future::join_all(sent).await;
    let done: Vec<&Answer> = answers.iter().filter(|a| a.status == 201).collect();
    assert!(!done.is_empty());
    for answer in &answers {
        match answer.status {
            201 => assert_eq!(answer.body, done[0].body),
            _ => assert_eq!(answer.refusal().1, "request_in_progress"),
        }
    }
    assert_eq!(service.get("/v1/reviews").await.json()["reviews"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn what_was_deleted_is_not_claimed_to_be_there_and_what_is_not_kept_leaves_nothing() {
    let service = Service::new();
    let first = send(&service, "/v1/reviews", "k-4", &json!({"text": DRAFT})).await;
    assert_eq!(service.delete(first.header("location")).await.status, 204);
    let again = send(&service, "/v1/reviews", "k-4", &json!({"text": DRAFT})).await;
    assert_eq!(again.refusal().1, "answer_gone");

    let body = json!({"id": "甲", "title": "关于甲的通知", "text": "水库巡查每日两次"});
    let first = send(&service, "/v1/documents", "k-4", &body).await;
    assert_eq!((first.status, service.delete(first.header("location")).await.status), (201, 204));
    let again = send(&service, "/v1/documents", "k-4", &body).await;
    assert_eq!(again.refusal(), (410, "answer_gone".to_owned(), vec![]));
    assert_eq!(send(&service, "/v1/documents", "k-10", &body).await.status, 201);
    same(&first, &send(&service, "/v1/documents", "k-4", &body).await);

    let body = json!({"text": DRAFT, "store": false});
    let first = send(&service, "/v1/reviews", "k-5", &body).await;
    let again = send(&service, "/v1/reviews", "k-5", &body).await;
    assert_eq!((first.status, again.status, again.header("idempotency-replayed")), (200, 200, ""));
    assert_ne!(first.json()["id"], again.json()["id"]);
}

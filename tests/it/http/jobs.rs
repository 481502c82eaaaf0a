//! Imports and re-indexing: work that outlives its request.

use serde_json::json;

use super::client::Service;

const LINES: (&str, &str) = ("content-type", "application/x-ndjson");

#[tokio::test]
async fn an_import_lets_good_lines_in_and_names_the_others() {
    let service = Service::new();
    let before = service.get("/v1/stats").await.json()["documents"].as_u64().unwrap();
    let lines = "{\"id\":\"甲\",\"title\":\"关于甲的通知\",\"text\":\"水库巡查每日两次\",\"source\":\"x\"}\r\n\
                 {\"id\":\"乙\",\"title\":\"关于乙的通知\"}\n\
                 {\"id\":\"丙\",\n\
                 \n\
                 {\"id\":\"丁\",\"title\":\"题\",\"text\":\"水库巡查\",\"kind\":\"解读\"}";
    let accepted = service.send("POST", "/v1/imports", &[LINES], lines).await;
    assert_eq!(accepted.status, 202, "{}", accepted.text());
    let job = service.finished(accepted.header("location")).await;
    assert_eq!((&job["kind"], &job["state"]), (&json!("import"), &json!("succeeded")), "{job}");
    assert_eq!((&job["done"], &job["total"]), (&json!(lines.len()), &json!(lines.len())));
    let summary = &job["detail"];
    assert_eq!((&summary["added"], &summary["failed"]), (&json!(2), &json!(2)), "{summary}");
    let errors: Vec<_> = summary["errors"].as_array().unwrap().iter().map(|e| (&e["line"], &e["field"])).collect();
    assert_eq!(errors, [(&json!(2), &json!("text")), (&json!(3), &json!(null))]);
    assert_eq!(summary["warnings"].as_array().unwrap().len(), 2, "{summary}");
    assert_eq!(service.get("/v1/stats").await.json()["documents"], before + 2);
    let found = service.get("/v1/search?q=\"水库巡查每日两次\"").await.json();
    assert_eq!(found["hits"][0]["document_id"], "甲");
}

#[tokio::test]
async fn an_import_of_which_nothing_got_in_has_failed() {
    let service = Service::new();
    let good = "{\"id\":\"甲\",\"title\":\"关于甲的通知\",\"text\":\"水库巡查\"}\n";
    for (lines, state, failed) in [
        ("{\"id\":\"乙\"}\n{\"id\":\n".to_owned(), "failed", 2),
        (format!("{good}{{\"id\":\"乙\"}}\n"), "succeeded", 1),
        // What was there before is in the corpus too.
        (format!("{good}{{\"id\":\"乙\"}}\n"), "succeeded", 1),
    ] {
        let accepted = service.send("POST", "/v1/imports", &[LINES], lines.clone()).await;
        let job = service.finished(accepted.header("location")).await;
        assert_eq!((&job["state"], &job["detail"]["failed"]), (&json!(state), &json!(failed)), "{lines}: {job}");
        assert_eq!(job["detail"]["errors"].as_array().unwrap().len(), failed, "{lines}: {job}");
    }
    // Of nothing no job is made.
    for nothing in ["", " \n\n"] {
        let refused = service.send("POST", "/v1/imports", &[LINES], nothing).await.refusal();
        assert_eq!(refused, (422, "invalid_request".to_owned(), vec![String::new()]));
    }
}

#[tokio::test]
async fn reports_are_the_same_after_the_indexes_were_built_anew() {
    let service = Service::new();
    let text = crate::support::draft("drafts/01-verbatim-copy.txt").text;
    let report = async || {
        let mut report =
            service.post("/v1/reviews", &json!({"text": text, "level": "city", "store": false})).await.json();
        let fields = report.as_object_mut().unwrap();
        fields.remove("id");
        fields.remove("created_at");
        report
    };
    let before = report().await;
    let accepted = service.send("POST", "/v1/reindex", &[], "").await;
    let job = service.finished(accepted.header("location")).await;
    assert_eq!((&job["kind"], &job["state"]), (&json!("reindex"), &json!("succeeded")), "{job}");
    assert_eq!(report().await, before);
    let jobs = service.get("/v1/jobs?size=1").await.json();
    assert_eq!(jobs["jobs"], json!([job]));
}

#[tokio::test]
async fn files_are_imported_each_for_itself() {
    let service = Service::new();
    let part = |name: &str, content: &str| {
        format!("--grenze\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{content}\r\n")
    };
    let body = [
        part("甲.txt", "---\ntitle: 关于甲的通知\nlevel: province\n---\n水库巡查每日两次。"),
        part("../乙.md", "关于乙的通知\n堤防巡查每日一次。"),
        part("多份.jsonl", "{\"id\":\"丙\",\"title\":\"题\",\"text\":\"水库\"}\n{\"id\":\"丁\"}"),
        part("图.png", "PNG"),
        "--grenze--\r\n".to_owned(),
    ]
    .concat();
    let form = [("content-type", "multipart/form-data; boundary=grenze")];
    let accepted = service.send("POST", "/v1/imports", &form, body).await;
    assert_eq!(accepted.status, 202, "{}", accepted.text());
    let job = service.finished(accepted.header("location")).await;
    let summary = &job["detail"];
    assert_eq!((&summary["added"], &summary["failed"]), (&json!(3), &json!(2)), "{summary}");
    let errors = summary["errors"].as_array().unwrap();
    let places: Vec<_> = errors.iter().map(|e| (&e["file"], &e["line"])).collect();
    assert_eq!(places, [(&json!("多份.jsonl"), &json!(2)), (&json!("图.png"), &json!(null))]);
    assert_eq!(service.get("/v1/documents/%E7%94%B2.txt").await.json()["level"], "province");
    assert_eq!(service.get("/v1/documents/..%2F%E4%B9%99.md").await.json()["title"], "关于乙的通知");

    let unnamed = "--grenze\r\ncontent-disposition: form-data; name=\"file\"\r\n\r\n关于戊的通知\r\n--grenze--\r\n";
    let refused = service.send("POST", "/v1/imports", &form, unnamed).await;
    assert_eq!(refused.refusal(), (422, "invalid_request".to_owned(), vec!["/file".to_owned()]));
    let none = service.send("POST", "/v1/imports", &form, "--grenze--\r\n").await;
    assert_eq!(none.refusal(), (422, "invalid_request".to_owned(), vec!["/file".to_owned()]));
}

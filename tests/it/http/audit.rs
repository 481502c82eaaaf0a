//! `/v1/audit`: what every action leaves behind, who it was, read page by page, exported, checked.

use serde_json::{Value, json};

use super::client::{JSON, Service};

struct Office {
    service: Service,
    all: String,
}

impl Office {
    async fn new() -> Self {
        let service = Service::limited(tempfile::tempdir().unwrap(), 0, 1);
        let all = service.key("", "办公室", &["desk", "search", "terms", "corpus", "audit", "admin"]).await;
        Self { service, all }
    }

    async fn ask(
        &self,
        method: &str,
        path: &str,
        more: &[(&str, &str)],
        body: impl Into<axum::body::Body>,
    ) -> super::client::Answer {
        let bearer = format!("Bearer {}", self.all);
        let headers: Vec<(&str, &str)> = more.iter().copied().chain([("authorization", bearer.as_str())]).collect();
        self.service.send(method, path, &headers, body).await
    }

    /// The newest rows, oldest of them first.
    async fn newest(&self, count: usize) -> Vec<Value> {
        let page = self.ask("GET", &format!("/v1/audit?size={count}"), &[], "").await.json();
        page["rows"].as_array().unwrap().iter().rev().cloned().collect()
    }
}

fn brief(row: &Value) -> (&str, &str, &str) {
    (row["label"].as_str().unwrap(), row["action"].as_str().unwrap(), row["result"].as_str().unwrap())
}

/// A review made, decided about, exported and deleted, a document, a list: the id of the review.
async fn worked(office: &Office) -> String {
    let draft = json!({"text": "关于做好示例工作的通知\n各县：\n要高度重视，切实加强领导，确保取得实效。".repeat(9), "title": "题"});
    let made = office.ask("POST", "/v1/reviews", &[JSON], draft.to_string()).await.json();
    let id = made["id"].as_str().unwrap().to_owned();
    let finding = made["findings"][0]["id"].as_str().unwrap().to_owned();
    let decision = format!("/v1/reviews/{id}/decisions/{finding}");
    office.ask("PUT", &decision, &[JSON], json!({"decision": "ignored", "reason": "例外"}).to_string()).await;
    office.ask("DELETE", &decision, &[], "").await;
    for file in ["report.html", "report.docx", "findings.csv", "assessment.csv"] {
        assert_eq!(office.ask("GET", &format!("/v1/reviews/{id}/{file}"), &[], "").await.status, 200);
    }
    office.ask("DELETE", &format!("/v1/reviews/{id}"), &[], "").await;
    let document = json!({"id": "文件甲", "title": "关于甲的通知", "text": "正文"});
    office.ask("POST", "/v1/documents", &[JSON], document.to_string()).await;
    office.ask("POST", "/v1/documents", &[JSON], document.to_string()).await;
    office.ask("DELETE", "/v1/documents/文件甲", &[], "").await;
    let list = office.ask("GET", "/v1/term-lists/burden", &[], "").await;
    let tag = list.header("etag").to_owned();
    let entries = json!({"entries": list.json()["entries"]}).to_string();
    let put = office.ask("PUT", "/v1/term-lists/burden", &[JSON, ("if-match", &tag)], entries.clone()).await;
    assert!(put.status < 300, "{}", put.text());
    let stale = office.ask("PUT", "/v1/term-lists/burden", &[JSON, ("if-match", &tag)], entries).await;
    assert_eq!(stale.status, 412, "what was refused leaves no row");
    id
}

#[tokio::test]
async fn every_action_leaves_a_row_with_who_and_which_version() {
    let office = Office::new().await;
    let id = worked(&office).await;
    let rows = office.newest(13).await;
    let wanted = [
        ("key.created", "done"),
        ("review.created", "done"),
        ("decision.made", "ignored"),
        ("decision.withdrawn", "done"),
        ("review.exported", "html"),
        ("review.exported", "docx"),
        ("review.exported", "findings_csv"),
        ("review.exported", "assessment_csv"),
        ("review.deleted", "done"),
        ("documents.stored", "done"),
        ("document.deleted", "done"),
        ("term_list.published", "done"),
    ];
    let found: Vec<(&str, &str)> = rows.iter().map(brief).map(|(_, action, result)| (action, result)).collect();
    assert_eq!(found[1..], wanted);
    assert!(
        rows[2..].iter().all(|row| row["label"] == "办公室" && row["actor"] == office.all.split('_').nth(1).unwrap())
    );
    assert_eq!((&rows[1]["label"], &rows[2]["object"]), (&json!("本机"), &json!(id)));
    assert_eq!((&rows[12]["object"], &rows[12]["version"]), (&json!("burden"), &json!(2)));
    assert_eq!(rows[10]["object"], rows[11]["object"]);
    let published = office.ask("GET", "/v1/term-lists/burden/versions", &[], "").await.json();
    assert_eq!(published["versions"][0]["author"], "办公室");

    let of_document = office.ask("GET", "/v1/audit?object=文件甲", &[], "").await.json();
    assert_eq!(of_document["rows"].as_array().unwrap().len(), 2, "found by an id that does not stand there");
    assert_eq!(of_document["rows"][0]["object"], duanshixin::store::digest_of("文件甲"));
    for (query, count) in [
        ("actor=办公室&action=review.exported", 4),
        ("action=review.created&from=2020-01-01&to=2999-12-31", 1),
        ("to=2020-01-01", 0),
        ("from=2999-01-01T00:00:00%2B08:00", 0),
    ] {
        let found = office.ask("GET", &format!("/v1/audit?{query}"), &[], "").await.json();
        assert_eq!(found["rows"].as_array().unwrap().len(), count, "{query}");
    }
    let wrong = office.ask("GET", "/v1/audit?from=x&to=2026-13-01&action=y&size=0", &[], "").await.refusal();
    assert_eq!(wrong.2, ["/from", "/to", "/action", "/size"]);
}

#[tokio::test]
async fn an_import_is_recorded_for_whoever_started_it() {
    let office = Office::new().await;
    let lines: String =
        (0..7).map(|n| json!({"id": format!("批-{n}"), "title": "题", "text": "示例"}).to_string() + "\n").collect();
    let job = office.ask("POST", "/v1/imports", &[("content-type", "application/x-ndjson")], lines).await;
    let place = job.header("location").to_owned();
    for _ in 0..600 {
        let state = office.ask("GET", &place, &[], "").await.json()["state"].clone();
        if state == "succeeded" {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let rows = office.newest(1).await;
    assert_eq!(brief(&rows[0]), ("办公室", "documents.stored", "done"));
    assert_eq!((&rows[0]["count"], &rows[0]["object"]), (&json!(7), &json!("15-21")));
}

#[tokio::test]
async fn refusals_are_counted_and_do_not_fill_the_log() {
    let office = Office::new().await;
    let desk = office.service.key(&office.all, "只能审核", &["desk"]).await;
    let before = office.newest(1).await[0]["seq"].as_u64().unwrap();
    for _ in 0..50 {
        office.service.send("GET", "/v1/stats", &[("authorization", "Bearer dsx_wrong")], "").await;
        office.service.send("GET", "/v1/audit", &[("authorization", &format!("Bearer {desk}"))], "").await;
        office.service.get("/v1/stats").await;
    }
    let rows = office.newest(9).await;
    let new: Vec<&Value> = rows.iter().filter(|row| row["seq"].as_u64().unwrap() > before).collect();
    let counted = |label: &str, action: &str, result: &str| {
        let of = new.iter().filter(|row| brief(row) == (label, action, result));
        of.map(|row| row["count"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(counted("未知", "login.refused", "unknown"), [1, 49]);
    assert_eq!(counted("只能审核", "scope.refused", "refused"), [1, 49]);
    assert_eq!(new.len(), 4, "no key at all is no login: {new:?}");
}

#[tokio::test]
async fn the_log_is_exported_and_checked() {
    let office = Office::new().await;
    for n in 0..5 {
        let document = json!({"id": format!("甲{n}"), "title": "=1+1", "text": "正文"});
        office.ask("POST", "/v1/documents", &[JSON], document.to_string()).await;
    }
    let lines = office.ask("GET", "/v1/audit.jsonl", &[], "").await;
    assert_eq!(lines.header("content-type"), "application/x-ndjson");
    let rows: Vec<Value> = lines.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for (former, next) in rows.iter().zip(&rows[1..]) {
        assert_eq!(next["previous"], former["hash"]);
        assert_eq!(next["seq"].as_u64(), former["seq"].as_u64().map(|seq| seq + 1));
    }
    let table = office.ask("GET", "/v1/audit.csv?action=documents.stored", &[], "").await;
    assert!(table.header("content-disposition").starts_with("attachment"), "{:?}", table.headers);
    assert_eq!(table.text().lines().count(), 1 + 5 + 1, "five and those of the first start");
    assert_eq!(office.newest(1).await[0]["action"], "audit.exported");

    let check = office.ask("GET", "/v1/audit/check", &[], "").await.json();
    assert_eq!((&check["sound"], &check["faults"]), (&json!(true), &json!([])));
    let known = format!("{}:{}", check["last"], check["head"].as_str().unwrap());
    for (known, sound) in [(known.clone(), true), (known.replace(':', ":0").chars().take(known.len()).collect(), false)]
    {
        let check = office.ask("GET", &format!("/v1/audit/check?known={known}"), &[], "").await.json();
        assert_eq!(check["sound"], sound, "{known}");
    }
    assert_eq!(office.ask("GET", "/v1/audit/check?known=1", &[], "").await.refusal().2, ["/known"]);
}

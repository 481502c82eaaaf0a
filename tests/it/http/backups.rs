//! Backups of a server at work: made while documents go in, fetched, brought back, removed.

use duanshixin::desk::{BackupScope, restore_folder};
use serde_json::json;

use super::client::Service;
use crate::support;

const LINES: (&str, &str) = ("content-type", "application/x-ndjson");

#[tokio::test]
async fn a_backup_made_during_an_import_is_whole_and_comes_back() {
    let service = Service::new();
    let line =
        |n: usize| json!({"id": format!("b-{n}"), "title": "题", "text": format!("水库巡查第{n}次。")}).to_string();
    let lines = (0..4_000).map(line).collect::<Vec<_>>().join("\n");
    let import = service.send("POST", "/v1/imports", &[LINES], lines).await;
    let accepted = service.send("POST", "/v1/backups", &[], "").await;
    assert_eq!(accepted.status, 202, "{}", accepted.text());
    let job = service.finished(accepted.header("location")).await;
    assert_eq!((&job["kind"], &job["state"]), (&json!("backup"), &json!("succeeded")), "{job}");
    let name = job["detail"]["name"].as_str().unwrap();
    let documents = job["detail"]["manifest"]["counts"]["documents"].as_u64().unwrap();
    service.finished(import.header("location")).await;

    let listed = service.get("/v1/backups").await.json();
    assert_eq!(
        (&listed["backups"][0]["name"], &listed["backups"][0]["manifest"]),
        (&json!(name), &job["detail"]["manifest"])
    );
    let fetched = service.get(&format!("/v1/backups/{name}")).await;
    assert_eq!(fetched.header("content-type"), "application/zip");
    assert_eq!(fetched.body.len() as u64, job["detail"]["bytes"].as_u64().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    std::fs::write(&file, &fetched.body).unwrap();
    let manifest = restore_folder(&file, &folder.path().join("new"), &mut |_, _| {}).unwrap();
    assert_eq!((manifest.scope, manifest.counts.documents), (BackupScope::All, documents));
    let desk = support::fresh(&folder.path().join("new"));
    assert_eq!(desk.stats().documents as u64, documents);
    assert_eq!(desk.examine().unwrap().faults, Vec::<String>::new());

    assert_eq!(service.delete(&format!("/v1/backups/{name}")).await.status, 204);
    assert_eq!(service.get("/v1/backups").await.json(), json!({"backups": []}));
    for path in [format!("/v1/backups/{name}"), "/v1/backups/..%2Fduanshixin.db".to_owned()] {
        assert_eq!(service.get(&path).await.refusal().1, "not_found");
        assert_eq!(service.delete(&path).await.refusal().1, "not_found");
    }
}

#[tokio::test]
async fn lists_alone_hold_no_documents() {
    let service = Service::new();
    let accepted = service.post("/v1/backups", &json!({"scope": "lists"})).await;
    let job = service.finished(accepted.header("location")).await;
    let manifest = &job["detail"]["manifest"];
    assert_eq!((&manifest["scope"], &manifest["counts"]["documents"]), (&json!("lists"), &json!(0)), "{job}");
    let wrong = service.post("/v1/backups", &json!({"scope": "x", "path": "/tmp"})).await;
    assert_eq!(wrong.refusal(), (422, "invalid_request".to_owned(), vec!["/scope".to_owned(), "/path".to_owned()]));
}

//! What a reviewer decides about findings: kept with the review, gone with it.

use serde_json::{Value, json};

use super::client::{JSON, Service};
use super::schema;

/// A kept review with a few findings: its address and their ids.
async fn reviewed(service: &Service) -> (String, Vec<String>) {
    let text = "关于做好示例工作的通知\n各县：\n要高度重视，切实加强领导，确保取得实效。";
    let made = service.post("/v1/reviews", &json!({"text": text, "level": "city"})).await;
    let findings = made.json()["findings"].as_array().unwrap().clone();
    let ids: Vec<String> = findings.iter().map(|f| f["id"].as_str().unwrap().to_owned()).collect();
    assert!(ids.len() >= 2, "{findings:?}");
    (made.header("location").to_owned(), ids)
}

async fn put(service: &Service, path: &str, body: Value) -> super::client::Answer {
    service.send("PUT", path, &[JSON], body.to_string()).await
}

#[tokio::test]
async fn decisions_are_kept_replaced_taken_back_and_erased() {
    let service = Service::new();
    let (review, ids) = reviewed(&service).await;
    let list = format!("{review}/decisions");
    assert_eq!(service.get(&list).await.json(), json!({"decisions": [], "carried": []}));
    let [first, second] = [&ids[0], &ids[1]].map(|id| format!("{list}/{id}"));
    let accepted = put(&service, &first, json!({"decision": "accepted"})).await;
    assert_eq!((accepted.status, &accepted.json()["reason"]), (200, &json!("")));
    put(&service, &second, json!({"decision": "accepted"})).await;
    let ignored = put(&service, &first, json!({"decision": "ignored", "reason": " 引用上级原文 "})).await.json();
    assert_eq!((&ignored["finding"], &ignored["reason"]), (&json!(ids[0]), &json!("引用上级原文")));

    let answer = service.get(&list).await.json();
    let document = service.get("/openapi.json").await.json();
    let described = &document["paths"]["/v1/reviews/{id}/decisions"]["get"]["responses"]["200"];
    let described = &described["content"]["application/json"]["schema"];
    assert_eq!(schema::faults(&document, described, &answer), [""; 0]);
    let decisions = answer["decisions"].as_array().unwrap();
    assert_eq!(decisions.len(), 2);
    assert!(decisions.contains(&ignored), "{decisions:?}");

    assert_eq!(service.delete(&second).await.status, 204);
    assert_eq!(service.delete(&second).await.refusal().1, "not_found");
    assert_eq!(service.get(&list).await.json()["decisions"], json!([ignored]));
    assert_eq!(service.delete(&review).await.status, 204);
    assert_eq!(service.get(&list).await.refusal().1, "not_found");
    assert_eq!(put(&service, &first, json!({"decision": "accepted"})).await.refusal().1, "not_found");
}

/// What was decided stands in the record of the assessment, whatever form it is read in.
#[tokio::test]
async fn the_record_of_the_assessment_says_what_was_decided() {
    let service = Service::new();
    let text = "关于做好示例工作的通知\n各县（区）人民政府：\n各县（区）要与乡镇签订示例工作责任状。\n各县（区）要制定示例工作实施方案，6月底前报市政府备案。\n";
    let made = service.post("/v1/reviews", &json!({"text": text, "level": "city"})).await;
    let review = made.header("location").to_owned();
    let report = made.json();
    let rows = report["assessment"].as_array().unwrap();
    let demands: Vec<&Value> = rows.iter().filter(|row| row["guarded"] == false).collect();
    assert!(demands.len() >= 2, "{rows:?}");
    for row in &demands {
        let finding = report["findings"].as_array().unwrap().iter().find(|f| f["id"] == row["finding"]).unwrap();
        assert_eq!((&finding["rule"], &finding["span"]), (&row["rule"], &row["span"]));
    }
    let path = |row: &Value| format!("{review}/decisions/{}", row["finding"].as_str().unwrap());
    put(&service, &path(demands[0]), json!({"decision": "ignored", "reason": "上位文件已有授权"})).await;
    put(&service, &path(demands[1]), json!({"decision": "accepted"})).await;

    let table = service.get(&format!("{review}/assessment.csv")).await.text();
    let ends = |end: &str| table.lines().filter(|line| line.ends_with(end)).count();
    assert_eq!((ends(",忽略,上位文件已有授权"), ends(",采纳,")), (1, 1), "{table}");
    let page = service.get(&format!("{review}/report.html")).await.text();
    assert!(page.contains("<b>忽略</b><span>理由：上位文件已有授权</span>"), "{page}");

    assert_eq!(service.get(&review).await.json(), report, "the report as it was made");
    let decided = service.get(&format!("{review}?decisions=true")).await.json();
    assert_eq!(decided["decisions"], service.get(&format!("{review}/decisions")).await.json()["decisions"]);
    assert_eq!(decided["decisions"][0]["finding"], demands[0]["finding"]);
    assert_eq!(decided["assessment"], report["assessment"]);
    let refused = service.get(&format!("{review}?decision=true")).await.refusal();
    assert_eq!((refused.0, refused.2), (422, vec!["/decision".to_owned()]));
}

#[tokio::test]
async fn decisions_that_cannot_be_are_refused() {
    let service = Service::new();
    let (review, ids) = reviewed(&service).await;
    let known = format!("{review}/decisions/{}", ids[0]);
    for (path, body, wanted) in [
        (known.clone(), json!({}), (422, "invalid_request", vec!["/decision"])),
        (known.clone(), json!({"decision": "maybe"}), (422, "invalid_request", vec!["/decision"])),
        (
            known.clone(),
            json!({"decision": "ignored", "reason": "长".repeat(501), "who": "甲"}),
            (422, "invalid_request", vec!["/reason", "/who"]),
        ),
        (known.clone(), json!({"decision": "ignored"}), (422, "invalid_request", vec!["/reason"])),
        (
            known.clone(),
            json!({"decision": "ignored", "reason": " \n\u{3000}"}),
            (422, "invalid_request", vec!["/reason"]),
        ),
        (format!("{known}?force=1"), json!({"decision": "accepted"}), (422, "invalid_request", vec!["/force"])),
        (format!("{review}/decisions/f999"), json!({"decision": "accepted"}), (404, "not_found", vec![])),
    ] {
        let (status, code, pointers) = put(&service, &path, body).await.refusal();
        let pointers: Vec<&str> = pointers.iter().map(String::as_str).collect();
        assert_eq!((status, code.as_str(), pointers), wanted, "{path}");
    }
    assert_eq!(service.get(&format!("{review}/decisions")).await.json(), json!({"decisions": [], "carried": []}));
}

#[tokio::test]
async fn reviews_are_found_by_title() {
    let service = Service::new();
    for (title, id) in [("关于防汛的通知", "A-1"), ("关于粮食的通知", "a-2"), ("关于养老的意见", "B-3")]
    {
        service.post("/v1/reviews", &json!({"text": "请照办。", "title": title, "id": id})).await;
    }
    for (words, wanted) in
        [("通知", vec!["a-2", "A-1"]), ("a-", vec!["a-2", "A-1"]), ("养老", vec!["B-3"]), ("%", vec![])]
    {
        let encoded: String = words.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let found = service.get(&format!("/v1/reviews?q={encoded}")).await.json();
        let found = found["reviews"].as_array().unwrap().clone();
        assert_eq!(found.iter().map(|r| r["draft_id"].as_str().unwrap()).collect::<Vec<_>>(), wanted, "{words}");
    }
}

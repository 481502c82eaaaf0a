//! The corpus, document by document.

use serde_json::{Value, json};

use super::client::Service;

#[tokio::test]
async fn a_document_is_put_in_found_compared_with_and_deleted() {
    let service = Service::new();
    let words = "各县（市、区）应当于每年四月底前完成山洪灾害危险区核查，逐户登记转移责任人和联系电话，并在村口张贴转移路线图。";
    let text = format!("关于做好示例核查工作的通知\n{}", words.repeat(6));
    let given = json!({"id": "省/1", "title": "关于做好示例核查工作的通知", "text": text, "issuer": "示例省人民政府", "date": "2024-05"});
    let put = service.post("/v1/documents", &given).await;
    assert_eq!((put.status, put.header("location")), (201, "/v1/documents/%E7%9C%81%2F1"));
    let document = &put.json()["document"];
    assert_eq!(
        (&document["level"], &document["kind"], &document["date"]),
        (&json!("province"), &json!("通知"), &json!("2024-05"))
    );
    let again = service.post("/v1/documents", &given).await;
    assert_eq!((again.status, &again.json()["outcome"]), (200, &json!("unchanged")));

    let found = service.get("/v1/search?q=山洪灾害危险区核查&issuer=示例省").await.json();
    assert!(found["hits"].as_array().unwrap().iter().any(|h| h["document_id"] == "省/1"), "{found}");
    // The same text would be the document itself.
    let draft = json!({"text": format!("{text}请照办。"), "level": "city", "date": "2026-01-01", "store": false});
    let sources = |report: &Value| -> Vec<Value> {
        report["novelty"]["sources"].as_array().unwrap().iter().map(|s| s["document_id"].clone()).collect()
    };
    let report = service.post("/v1/reviews", &draft).await.json();
    assert!(sources(&report).contains(&json!("省/1")), "{}", report["novelty"]);
    let mut against = draft.clone();
    against["against"] = json!(["sample-c01"]);
    assert_eq!(sources(&service.post("/v1/reviews", &against).await.json()), Vec::<Value>::new());

    let path = "/v1/documents/%E7%9C%81%2F1";
    assert_eq!(service.get(path).await.json()["text"], text);
    assert_eq!((service.delete(path).await.status, service.delete(path).await.status), (204, 404));
    assert_eq!(service.get(path).await.status, 404);
    assert!(!sources(&service.post("/v1/reviews", &draft).await.json()).contains(&json!("省/1")));
}

#[tokio::test]
async fn lists_show_what_came_last_first() {
    let service = Service::new();
    for id in ["甲", "乙", "丙"] {
        service.post("/v1/documents", &json!({"id": id, "title": "题", "text": "文"})).await;
    }
    let ids = |page: &Value| -> String {
        page["documents"].as_array().unwrap().iter().map(|d| d["id"].as_str().unwrap()).collect()
    };
    let first = service.get("/v1/documents?size=2").await.json();
    let next = first["next"].as_str().unwrap();
    let second = service.get(&format!("/v1/documents?size=1&cursor={next}")).await.json();
    assert_eq!((ids(&first).as_str(), ids(&second).as_str()), ("丙乙", "甲"));
    assert_eq!(first["total"], service.get("/v1/stats").await.json()["documents"]);
}

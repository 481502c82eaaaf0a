//! What a draft is taken for before it is reviewed.

use serde_json::{Value, json};

use super::client::Service;
use super::reviews::upload_to;
use crate::support;

const DRAFT: &str = "临棠市人民政府关于做好示例工作的通知\n各县（市、区）人民政府：\n请于5月底前报送材料。\n临棠市人民政府\n2026年3月10日";

#[tokio::test]
async fn a_text_tells_what_the_review_will_take_it_for() {
    let service = Service::new();
    let told = service.post("/v1/facts", &json!({"text": DRAFT})).await;
    assert_eq!(told.status, 200, "{}", told.text());
    let told = told.json();
    assert_eq!(told["title"], "临棠市人民政府关于做好示例工作的通知");
    assert_eq!(
        (&told["level"], &told["level_from"], &told["kind"]),
        (&json!("city"), &json!("inferred"), &json!("通知"))
    );
    assert_eq!((&told["date"], &told["nature"]), (&json!("2026-03-10"), &Value::Null));
    assert_eq!(told["characters"], DRAFT.chars().count());
    let report = service.post("/v1/reviews", &json!({"text": DRAFT, "store": false})).await.json();
    for field in ["title", "issuer", "level", "level_from", "kind", "date", "characters"] {
        assert_eq!(told[field], report["draft"][field], "{field}");
    }
    assert_eq!(service.get("/v1/reviews").await.json()["reviews"], json!([]), "nothing is kept");
}

#[tokio::test]
async fn what_the_caller_says_counts_first_and_what_nobody_says_is_null() {
    let service = Service::new();
    let told =
        service.post("/v1/facts", &json!({"text": DRAFT, "level": "county", "title": "另一个标题"})).await.json();
    assert_eq!(
        (&told["level"], &told["level_from"], &told["title"]),
        (&json!("county"), &json!("given"), &json!("另一个标题"))
    );
    let told = service.post("/v1/facts", &json!({"text": "请照办。"})).await.json();
    assert_eq!((&told["issuer"], &told["kind"], &told["date"]), (&Value::Null, &Value::Null, &Value::Null));
    assert_eq!((&told["level"], &told["level_from"]), (&json!("unknown"), &json!("unknown")));
}

#[tokio::test]
async fn a_file_is_read_and_a_draft_that_would_be_refused_is_refused_here_too() {
    let service = Service::new();
    let word = support::docx(&["临棠市人民政府关于做好示例工作的通知", "请于5月底前报送。"]);
    let told = upload_to(&service, "/v1/facts", &[("file", Some("a.docx"), &word)]).await;
    assert_eq!((told.status, &told.json()["kind"]), (200, &json!("通知")), "{}", told.text());
    let refused = upload_to(&service, "/v1/facts", &[("file", Some("a.png"), b"PNG")]).await;
    assert_eq!(refused.status, 415, "{}", refused.text());
    let refused = service.post("/v1/facts", &json!({"text": "机密★3年\n关于某事的通知\n请照办。"})).await;
    assert!(refused.text().contains("密级标志"), "{}", refused.text());
}

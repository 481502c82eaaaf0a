//! Search staff: what the higher documents say.

use serde_json::{Value, json};

use super::client::{Service, position};

fn ids(page: &Value) -> Vec<String> {
    page["hits"].as_array().unwrap().iter().map(|h| h["document_id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn words_phrases_and_filters_find_documents() {
    let service = Service::new();
    let all = service.get("/v1/search?size=100").await.json();
    let flood = service.get("/v1/search?q=防汛抗旱").await.json();
    assert!(ids(&flood).len() < ids(&all).len() && ids(&flood).contains(&"sample-c05".to_owned()), "{flood}");
    let hit = &flood["hits"][0];
    for passage in hit["passages"].as_array().unwrap() {
        let text: Vec<char> = passage["text"].as_str().unwrap().chars().collect();
        let start = position(&passage["span"]["start"]);
        assert_eq!(text.len(), position(&passage["span"]["end"]) - start);
        for mark in passage["highlights"].as_array().unwrap() {
            let at = |side: &str| position(&mark[side]) - start;
            let marked: String = text[at("start")..at("end")].iter().collect();
            assert!("防汛抗旱".contains(&marked), "{marked}");
        }
    }
    let document = service.get(&format!("/v1/documents/{}", hit["document_id"].as_str().unwrap())).await.json();
    assert_eq!(document["title"], hit["title"]);

    let province = service.get("/v1/search?q=防汛抗旱&level=province,city&sort=date").await.json();
    assert!(province["hits"].as_array().unwrap().iter().all(|h| h["level"] == "province" || h["level"] == "city"));
    let asked = json!({"q": "防汛抗旱", "level": ["省级", "city"], "sort": "date"});
    assert_eq!(service.post("/v1/search", &asked).await.json()["hits"], province["hits"]);
    let none = service.get("/v1/search?q=\"防汛的抗旱\"").await.json();
    assert_eq!((&none["total"]["value"], &none["hits"]), (&json!(0), &json!([])));
}

#[tokio::test]
async fn pages_follow_each_other_until_the_corpus_changes() {
    let service = Service::new();
    let all = ids(&service.get("/v1/search?size=100&sort=date").await.json());
    let mut found = Vec::new();
    let mut path = "/v1/search?size=5&sort=date".to_owned();
    loop {
        let page = service.get(&path).await.json();
        assert_eq!(page["total"], json!({"value": all.len(), "relation": "eq"}));
        found.extend(ids(&page));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/v1/search?size=5&sort=date&cursor={next}");
    }
    assert_eq!(found, all);
    let other = path.replace("sort=date", "sort=level");
    assert_eq!(service.get(&other).await.refusal(), (422, "bad_cursor".to_owned(), vec!["/cursor".to_owned()]));
    service.post("/v1/documents", &json!({"id": "新", "title": "关于新事的通知", "text": "防汛"})).await;
    assert_eq!(service.get(&path).await.refusal(), (410, "cursor_expired".to_owned(), vec!["/cursor".to_owned()]));
}

#[tokio::test]
async fn positions_come_in_the_unit_asked_for() {
    let service = Service::new();
    let text = "𠮷县😀要做好防汛。";
    service.post("/v1/documents", &json!({"id": "吉", "title": "题", "text": text})).await;
    for (unit, end) in [("codepoint", 8), ("utf16", 10), ("utf8", 26)] {
        let page = service.get(&format!("/v1/search?q=\"要做好防汛\"&offset_unit={unit}")).await.json();
        let mark = &page["hits"][0]["passages"][0]["highlights"][0]["end"];
        assert_eq!((&page["offset_unit"], mark), (&json!(unit), &json!(end)), "{page}");
    }
}

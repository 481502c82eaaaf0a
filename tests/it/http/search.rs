//! Search staff: what the higher documents say.

use serde_json::{Value, json};

use super::client::{JSON, Service, position};

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
    // The place in a cursor is one that a page ended at before the last hit.
    let (rest, last) = path.rsplit_once('-').unwrap();
    let last = u64::from_str_radix(last, 16).unwrap();
    let bad = (422, "bad_cursor".to_owned(), vec!["/cursor".to_owned()]);
    for invented in [0, all.len() as u64, 0xFFFF, u64::MAX] {
        assert_eq!(service.get(&format!("{rest}-{invented:x}")).await.refusal(), bad, "{invented}");
    }
    assert_eq!(service.get(&format!("{rest}-{last:x}")).await.status, 200);
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
    let issuer = json!({"id": "署", "title": "函", "text": "文", "issuer": "𠮷县水利局", "docno": "𠮷水函〔2024〕3号"});
    service.post("/v1/documents", &issuer).await;
    for (unit, issuer, number) in [("codepoint", 5, 3), ("utf16", 6, 4), ("utf8", 16, 10)] {
        let page = service.get(&format!("/v1/search?q=发文机关:水利局 文号:水函&offset_unit={unit}")).await.json();
        let hit = &page["hits"][0];
        assert_eq!(hit["issuer_highlights"][0]["end"], json!(issuer), "{hit}");
        assert_eq!(hit["docno_highlights"][0]["end"], json!(number), "{hit}");
    }
}

/// Whatever a name is made of, in both methods.
#[tokio::test]
async fn an_issuer_counted_is_an_issuer_found() {
    let service = Service::new();
    let names = ["甲局", "甲局办公室", "甲局，乙局", "Bureau A, Office B", "甲=乙"];
    for (number, name) in names.iter().enumerate() {
        let text = "珊瑚礁普查".to_owned();
        let document = json!({"id": format!("局{number}"), "title": "关于普查的函", "text": text, "issuer": name});
        assert_eq!(service.post("/v1/documents", &document).await.status, 201);
    }
    let counted = service.get("/v1/search?q=珊瑚礁").await.json()["facets"]["issuer"].clone();
    let counted = counted.as_array().unwrap();
    assert_eq!(counted.len(), names.len());
    for facet in counted {
        let name = facet["value"].as_str().unwrap();
        let encoded = name.replace('=', "%3D").replace(' ', "%20");
        let by_address = service.get(&format!("/v1/search?q=珊瑚礁&issuer={encoded}")).await.json();
        let by_body = service.post("/v1/search", &json!({"q": "珊瑚礁", "issuer": [name]})).await.json();
        assert_eq!(
            (&by_address["total"]["value"], &by_body["total"]),
            (&facet["count"], &by_address["total"]),
            "{name}"
        );
    }
    let several = service.get("/v1/search?q=珊瑚礁&issuer=%3D甲局&issuer=办公室").await.json();
    assert_eq!(several["total"]["value"], json!(2));
    assert_eq!(service.get("/v1/search?q=珊瑚礁&issuer=甲局").await.json()["total"]["value"], json!(3));
    // Several names in one value, as addresses listed them once; a part that nobody is called keeps the value whole.
    for (listed, count) in [("=甲局,=甲局办公室", 2), ("%3D甲局，甲=乙", 2), ("甲局，乙局", 1), ("甲局,无此局", 0)]
    {
        let by_address = service.get(&format!("/v1/search?q=珊瑚礁&issuer={listed}")).await.json();
        let asked = json!({"q": "珊瑚礁", "issuer": listed.replace("%3D", "=")});
        let by_body = service.post("/v1/search", &asked).await.json();
        assert_eq!(
            (&by_address["total"]["value"], &by_body["total"]["value"]),
            (&json!(count), &json!(count)),
            "{listed}"
        );
    }
}

#[tokio::test]
async fn counts_explanations_and_faults_come_with_the_answer() {
    let service = Service::new();
    let page = service.get("/v1/search?q=防汛 抗旱&explain=true&level=central").await.json();
    let levels = page["facets"]["level"].as_array().unwrap();
    assert!(levels.len() > 1 && levels.iter().any(|l| l["value"] == "central"), "{}", page["facets"]);
    let central = levels.iter().find(|l| l["value"] == "central").unwrap();
    assert_eq!(central["count"], page["total"]["value"]);
    let cuts: Vec<&str> =
        page["explanation"]["cuts"].as_array().unwrap().iter().map(|c| c["text"].as_str().unwrap()).collect();
    assert_eq!((cuts, &page["relaxed"]), (vec!["防汛", "抗旱"], &json!(false)));
    let hit = &page["hits"][0];
    let sum: f64 = hit["explanation"]["score"].as_array().unwrap().iter().map(|p| p["value"].as_f64().unwrap()).sum();
    assert!((sum - hit["score"].as_f64().unwrap()).abs() < 0.01, "{hit}");
    let title: Vec<char> = hit["title"].as_str().unwrap().chars().collect();
    for mark in hit["title_highlights"].as_array().unwrap() {
        let marked: String = title[position(&mark["start"])..position(&mark["end"])].iter().collect();
        assert!("防汛抗旱".contains(&marked), "{marked}");
    }
    for (q, wanted) in
        [("防汛 (抗旱", "第 4 个字符"), ("标题：", "第 1 个字符"), ("防汛 或", "第 4 个字符"), ("-防汛", "排除词")]
    {
        let answer = service.get(&format!("/v1/search?q={q}")).await;
        assert_eq!(answer.refusal(), (422, "bad_query".to_owned(), vec!["/q".to_owned()]), "{q}");
        assert!(answer.json()["detail"].as_str().unwrap().contains(wanted), "{}", answer.text());
    }
}

#[tokio::test]
async fn parameters_that_cannot_hold_are_refused_with_their_place() {
    let service = Service::new();
    let invalid = |pointer: &str| (422, "invalid_request".to_owned(), vec![pointer.to_owned()]);
    for (query, pointer) in [
        ("from=2025&to=2024", "/from"),
        ("from=2024-06&to=2024-05-31", "/from"),
        ("from=2024-13", "/from"),
        ("to=2023-02-30", "/to"),
        ("size=0", "/size"),
        ("size=101", "/size"),
        ("size=", "/size"),
        ("sort=Date", "/sort"),
        ("level=国", "/level"),
        ("kind=信", "/kind"),
        ("explain=yes", "/explain"),
        ("offset_unit=bytes", "/offset_unit"),
        ("q=防汛&q=抗旱", "/q"),
        ("page=2", "/page"),
    ] {
        assert_eq!(service.get(&format!("/v1/search?{query}")).await.refusal(), invalid(pointer), "{query}");
    }
    for inside in ["from=2024&to=2024", "from=2024-05&to=2024", "from=2024&to=2024-05"] {
        assert_eq!(service.get(&format!("/v1/search?{inside}")).await.status, 200, "{inside}");
    }
    let body = json!({"q": "防汛", "from": "2025-01-02", "to": "2025-01-01", "level": ["city", 1]});
    let answer = service.post("/v1/search", &body).await.refusal();
    assert_eq!(answer, (422, "invalid_request".to_owned(), vec!["/level/1".to_owned(), "/from".to_owned()]));
}

#[tokio::test]
async fn short_and_full_names_are_a_list_that_can_be_changed() {
    let service = Service::new();
    let text = "应急管理部负责山洪灾害应急救援。";
    service.post("/v1/documents", &json!({"id": "应", "title": "分工", "text": text})).await;
    assert_eq!(ids(&service.get("/v1/search?q=应急部 山洪").await.json()), ["应"]);
    assert_eq!(ids(&service.get("/v1/search?q=\"山洪灾害\" 急部").await.json()), [""; 0]);
    let list = service.get("/v1/term-lists/synonyms").await;
    let mut entries = list.json()["entries"].as_array().unwrap().clone();
    entries.push(json!({"pattern": "急部", "label": "应急管理部"}));
    let replace = |tag: &str, entries: &[Value]| {
        let (tag, body) = (tag.to_owned(), json!({"entries": entries}).to_string());
        let service = &service;
        async move { service.send("PUT", "/v1/term-lists/synonyms", &[JSON, ("if-match", &tag)], body).await }
    };
    let changed = replace(list.header("etag"), &entries).await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    assert_eq!(ids(&service.get("/v1/search?q=\"山洪灾害\" 急部").await.json()), ["应"]);
    entries.push(json!({"pattern": "无全称"}));
    let refused = replace(changed.header("etag"), &entries).await;
    assert_eq!((refused.status, &refused.json()["code"]), (422, &json!("bad_term_list")));
}

#[tokio::test]
async fn passages_are_traced_and_documents_compared() {
    let service = Service::new();
    let said = "各县要在主汛期到来之前完成山洪沟治理，并把撤离路线张贴到每一户门口";
    for (id, level, date, text) in [
        ("上", "province", "2020", format!("𠮷😀。{said}。")),
        ("下", "city", "2021", format!("各乡{}。", said.trim_start_matches("各县"))),
    ] {
        let document = json!({"id": id, "title": "山洪沟治理", "level": level, "date": date, "text": text});
        service.post("/v1/documents", &document).await;
    }
    for (unit, start) in [("codepoint", 3), ("utf16", 5), ("utf8", 11)] {
        let found = service.post("/v1/search/passage", &json!({"text": said, "offset_unit": unit})).await.json();
        let listed: Vec<(&Value, &Value)> =
            found["carriers"].as_array().unwrap().iter().map(|c| (&c["document_id"], &c["carries"])).collect();
        assert_eq!(listed[0], (&json!("上"), &json!("verbatim")), "{found}");
        assert_eq!((listed.len(), listed[1].0, &found["first"]), (2, &json!("下"), &json!("上")));
        assert_eq!(found["carriers"][0]["span"]["start"], start);
    }
    let refused = service.post("/v1/search/passage", &json!({"text": "太短。"})).await;
    assert_eq!(refused.refusal(), (422, "bad_passage".to_owned(), vec!["/text".to_owned()]));
    let similar = service.get("/v1/documents/上/similar?size=1").await.json();
    assert_eq!(similar["similar"][0]["document_id"], "下", "{similar}");
    let repeated = service.get("/v1/documents/sample-c01/repeated_by").await.json();
    assert!(repeated["repeaters"].as_array().unwrap().iter().any(|r| r["document_id"] == "sample-p01"), "{repeated}");
    for path in ["/v1/documents/无/similar", "/v1/documents/无/repeated_by"] {
        assert_eq!(service.get(path).await.status, 404);
    }
}

//! Administrators: term lists read, replaced, changed, in force at once.

use serde_json::{Value, json};

use super::client::{Answer, JSON, Service};

const TSV: (&str, &str) = ("content-type", "text/tab-separated-values");
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const SLOGANS: &str = "/v1/term-lists/slogans";

/// The slogans found in a text, and the version of the lists that found them.
async fn slogans(service: &Service, text: &str) -> (Vec<String>, Value) {
    let report = service.post("/v1/reviews", &json!({"text": text, "store": false})).await.json();
    let findings = report["findings"].as_array().unwrap();
    let of_rule = findings.iter().filter(|f| f["rule"] == "substance.slogan");
    (of_rule.map(|f| f["quote"]["exact"].as_str().unwrap().to_owned()).collect(), report["versions"]["lexicon"].clone())
}

async fn change(service: &Service, method: &str, path: &str, tag: &str, body: &Value) -> Answer {
    service.send(method, path, &[JSON, ("if-match", tag)], body.to_string()).await
}

#[tokio::test]
async fn a_change_counts_from_the_next_review_on() {
    let service = Service::new();
    let text = "关于某事的通知\n市水利局于5月底前完成12处甲乙丙丁整改。";
    let (before, version_before) = slogans(&service, text).await;
    assert_eq!(before, [""; 0]);
    let list = service.get(SLOGANS).await;
    let tag = list.header("etag").to_owned();
    let entry = json!({"pattern": "甲乙丙丁", "severity": 2, "hit": ["完成甲乙丙丁"]});

    let path = format!("{SLOGANS}/entries?note=%E8%AF%95%E7%94%A8");
    let added = change(&service, "POST", &path, &tag, &entry).await;
    assert_eq!(added.status, 201, "{}", added.text());
    let (found, version) = slogans(&service, text).await;
    assert_eq!(found, ["甲乙丙丁"]);
    assert_ne!(version, version_before);

    let newer = added.header("etag").to_owned();
    assert_eq!(service.get(SLOGANS).await.header("etag"), newer);
    let stale = change(&service, "DELETE", &format!("{SLOGANS}/entries?pattern=甲乙丙丁"), &tag, &Value::Null).await;
    assert_eq!(stale.refusal().1, "version_conflict");
    let removed =
        change(&service, "DELETE", &format!("{SLOGANS}/entries?pattern=甲乙丙丁"), &newer, &Value::Null).await;
    assert_eq!(removed.status, 200, "{}", removed.text());
    assert_eq!(slogans(&service, text).await.0, [""; 0]);

    let versions = service.get(&format!("{SLOGANS}/versions")).await.json();
    let notes: Vec<_> = versions["versions"].as_array().unwrap().iter().map(|v| (&v["version"], &v["note"])).collect();
    assert_eq!(notes[..2], [(&json!(3), &json!("删除词条：甲乙丙丁")), (&json!(2), &json!("试用"))]);
    let second = service.get(&format!("{SLOGANS}/versions/2")).await.json();
    assert_eq!(second["entries"].as_array().unwrap().last().unwrap()["pattern"], "甲乙丙丁");
    assert_eq!(service.get(&format!("{SLOGANS}/versions/1")).await.json(), list.json());
}

/// A note must be there for the eye, and change nothing of what stands beside it.
#[tokio::test]
async fn notes_are_words_that_can_be_seen() {
    let service = Service::new();
    let entry = json!({"pattern": "甲乙丙丁"});
    let kept = service.send("PUT", &format!("{SLOGANS}/draft"), &[JSON], json!({"entries": [entry]}).to_string()).await;
    assert_eq!(kept.status, 200, "{}", kept.text());
    for note in ["%E2%80%8B%E2%80%8B", "%E2%80%AE", "%00", "%1B%5B31m", "%E3%85%A4"] {
        for (method, path, body) in [
            ("PUT", format!("{SLOGANS}?note={note}"), json!({"entries": [entry]})),
            ("POST", format!("{SLOGANS}/entries?note={note}"), entry.clone()),
            ("DELETE", format!("{SLOGANS}/entries?pattern=x&note={note}"), Value::Null),
            ("POST", format!("{SLOGANS}/draft/publish?note={note}"), Value::Null),
            ("POST", format!("{SLOGANS}/versions/1/restore?note={note}"), Value::Null),
            ("POST", format!("/v1/norm-profiles/national/versions/1/restore?note={note}"), Value::Null),
        ] {
            let refused = change(&service, method, &path, "*", &body).await.refusal();
            assert_eq!((refused.0, refused.2), (422, vec!["/note".to_owned()]), "{method} {path}");
        }
    }
    let toml = [("content-type", "application/toml"), ("if-match", "*")];
    let refused = service.send("PUT", "/v1/norm-profiles/national?note=%E2%80%AE", &toml, "x = 1").await.refusal();
    assert_eq!((refused.0, refused.2), (422, vec!["/note".to_owned()]));
    assert_eq!(service.get(SLOGANS).await.json()["version"], 1);
    // Lines are joined.
    let path = format!("{SLOGANS}?note=a%0D%0A%09b%E2%80%A8%0A");
    let put = change(&service, "PUT", &path, "*", &json!({"entries": [entry]})).await;
    assert_eq!(put.status, 200, "{}", put.text());
    let versions = service.get(&format!("{SLOGANS}/versions")).await.json();
    assert!(versions["versions"].as_array().unwrap().iter().any(|version| version["note"] == "a b"), "{versions}");
}

/// No way empties a list unless that is said to be wanted.
#[tokio::test]
async fn a_list_is_emptied_only_on_purpose() {
    let service = Service::new();
    let one = json!({"entries": [{"pattern": "甲乙丙丁"}]});
    let put = change(&service, "PUT", SLOGANS, "*", &one).await;
    assert_eq!(put.status, 200, "{}", put.text());
    let remove = format!("{SLOGANS}/entries?pattern=甲乙丙丁");
    let refused = change(&service, "DELETE", &remove, "*", &Value::Null).await.refusal();
    assert_eq!(refused, (422, "invalid_request".to_owned(), vec!["/empty".to_owned()]));
    let removed = change(&service, "DELETE", &format!("{remove}&empty=true"), "*", &Value::Null).await;
    assert_eq!((removed.status, removed.json()["entries"].clone()), (200, json!(0)), "{}", removed.text());
    let back = change(&service, "PUT", SLOGANS, "*", &one).await;
    assert_eq!(back.json()["version"], 4, "{}", back.text());
    let restore = format!("{SLOGANS}/versions/3/restore?note=n");
    let refused = change(&service, "POST", &restore, "*", &Value::Null).await.refusal();
    assert_eq!(refused, (422, "invalid_request".to_owned(), vec!["/empty".to_owned()]));
    let restored = change(&service, "POST", &format!("{restore}&empty=true"), "*", &Value::Null).await;
    assert_eq!((restored.status, restored.json()["entries"].clone()), (200, json!(0)), "{}", restored.text());
}

#[tokio::test]
async fn a_list_goes_out_and_comes_back_in_every_form() {
    let service = Service::new();
    for id in ["slogans", "protected", "markers", "burden", "synonyms"] {
        let path = format!("/v1/term-lists/{id}");
        let json = service.get(&path).await;
        let put = change(&service, "PUT", &path, json.header("etag"), &json.json()).await;
        assert_eq!(put.status, 200, "{}", put.text());
        assert_eq!(put.json()["version"], json.json()["version"].as_u64().unwrap() + 1);

        for (media, suffix) in [("text/tab-separated-values", "-tsv\""), ("text/csv", "-csv\""), (XLSX, "-xlsx\"")] {
            let file = service.send("GET", &path, &[("accept", media)], "").await;
            assert!(file.header("content-type").starts_with(media) && file.header("etag").ends_with(suffix));
            let headers = [("content-type", media), ("if-match", file.header("etag"))];
            let put = service.send("PUT", &path, &headers, file.body.clone()).await;
            assert_eq!(put.status, 200, "{}", put.text());
            assert_eq!(service.get(&path).await.json()["entries"], json.json()["entries"], "{id} {media}");
        }
    }
    let versions = service.get("/v1/term-lists/burden/versions").await.json();
    assert_eq!(versions["versions"][0]["note"], "整表替换：增加 0 条，删除 0 条，改动 0 条");
    let heads = service.get("/v1/term-lists").await.json();
    assert!(heads["term_lists"].as_array().unwrap().iter().all(|l| l["version"] == 5), "{heads}");
}

#[tokio::test]
async fn layers_kinds_and_positions_are_taken_by_either_name() {
    let service = Service::new();
    let tag = service.get(SLOGANS).await.header("etag").to_owned();
    let bounded = |layer: &str, kind: &str, position: &str| json!({"entries": [{"pattern": "甲乙", "layer": layer, "exempt_kinds": [kind], "exempt_positions": [position]}]});
    let refusal = change(&service, "PUT", SLOGANS, &tag, &bounded("市", "告示", "末尾")).await.refusal();
    let places = ["layer", "exempt_kinds", "exempt_positions"].map(|column| format!("/entries/0/{column}"));
    assert_eq!(refusal, (422, "invalid_request".to_owned(), places.to_vec()));
    let taken = change(&service, "PUT", SLOGANS, &tag, &bounded("单位", "讲话", "quotation")).await;
    assert_eq!(taken.status, 200, "{}", taken.text());
    let entry = service.get(SLOGANS).await.json()["entries"][0].clone();
    assert_eq!((&entry["layer"], &entry["exempt_kinds"]), (&json!("unit"), &json!(["speech"])));
    assert_eq!(entry["exempt_positions"], json!(["quotation"]));
}

#[tokio::test]
async fn a_list_with_faults_is_refused_whole() {
    let service = Service::new();
    let before = service.get(SLOGANS).await;
    let tag = before.header("etag").to_owned();
    let entries = |entries: Value| json!({"entries": entries});
    let rows = [
        (
            entries(json!([{"pattern": "甲乙"}, {"pattern": ""}, {"pattern": "甲乙"}])),
            "bad_term_list",
            vec!["/entries/1/pattern", "/entries/2/pattern"],
        ),
        (entries(json!([{"pattern": "(", "kind": "regex"}])), "bad_term_list", vec!["/entries/0/pattern"]),
        (entries(json!([{"pattern": "甲", "hit": ["乙"]}])), "bad_term_list", vec!["/entries/0/hit"]),
        (entries(json!([{"pattern": "甲乙"}, {"pattern": "的"}])), "bad_term_list", vec!["/entries/1/pattern"]),
        (
            entries(json!([{"pattern": "甲", "weight": 1}, {}, 7])),
            "invalid_request",
            vec!["/entries/0/weight", "/entries/1/pattern", "/entries/2"],
        ),
        (
            entries(json!([{"pattern": "甲", "severity": 4, "kind": "glob"}])),
            "invalid_request",
            vec!["/entries/0/kind", "/entries/0/severity"],
        ),
        (json!({"entries": [], "version": 77, "id": "burden"}), "invalid_request", vec!["/version", "/id"]),
        (json!({}), "invalid_request", vec!["/entries"]),
    ];
    for (body, code, pointers) in rows {
        let refusal = change(&service, "PUT", SLOGANS, &tag, &body).await.refusal();
        let pointers = pointers.into_iter().map(str::to_owned).collect();
        assert_eq!(refusal, (422, code.to_owned(), pointers), "{body}");
    }
    let tsv = "pattern\tseverity\n甲\t1\n\t2\n甲\t9\n";
    let refused = service.send("PUT", SLOGANS, &[TSV, ("if-match", &tag)], tsv).await.problem();
    let places: Vec<_> = refused["errors"].as_array().unwrap().iter().map(|e| (&e["line"], &e["column"])).collect();
    assert!(places.contains(&(&json!(3), &json!("pattern"))), "{refused}");
    assert_eq!(refused["code"], "bad_term_list");
    for (kind, body) in [(JSON, "{\"entries\":[]}"), (TSV, "pattern\tseverity\n")] {
        let refused = service.send("PUT", SLOGANS, &[kind, ("if-match", &tag)], body).await;
        assert_eq!(refused.refusal(), (422, "invalid_request".to_owned(), vec!["/entries".to_owned()]), "{body}");
        assert!(refused.text().contains("empty=true"), "{}", refused.text());
    }
    let book = service.send("PUT", SLOGANS, &[("content-type", XLSX), ("if-match", &tag)], tsv).await;
    assert_eq!(book.refusal().1, "bad_term_list");
    assert!(book.text().contains("不是可读的 XLSX 工作簿"), "{}", book.text());
    let twin = before.json()["entries"][0].clone();
    let refusal = change(&service, "POST", &format!("{SLOGANS}/entries"), &tag, &twin).await.refusal();
    assert_eq!((refusal.1.as_str(), refusal.2[0].as_str()), ("bad_term_list", "/pattern"));
    let broken = json!({"pattern": "甲(?=乙)", "kind": "regex"});
    let broken = change(&service, "POST", &format!("{SLOGANS}/entries"), &tag, &broken).await.problem();
    let said = broken["errors"][0]["detail"].as_str().unwrap();
    assert!(said.contains("第 2 个字符") && said.contains("不支持环视"), "{said}");
    assert_eq!(service.get(SLOGANS).await.json(), before.json());
    let emptied = change(&service, "PUT", &format!("{SLOGANS}?empty=true"), &tag, &json!({"entries": []})).await;
    assert_eq!((emptied.status, emptied.json()["entries"].clone()), (200, json!(0)), "{}", emptied.text());
}

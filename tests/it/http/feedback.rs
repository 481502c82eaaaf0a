//! What decisions feed back: carried over to a new version of the draft, collected into proposals and precision;
//! candidates mined from the corpus.

use serde_json::{Value, json};

use super::client::{Answer, JSON, Service};

const HOLLOW: &str = "要高度重视，切实加强领导，确保取得实效。";

async fn reviewed(service: &Service, text: &str, id: Option<&str>) -> Value {
    service.post("/v1/reviews", &json!({"text": text, "id": id, "level": "city"})).await.json()
}

async fn decide(service: &Service, review: &Value, finding: &Value, decision: &str, reason: &str) -> Answer {
    let (review, finding) = (review["id"].as_str().unwrap(), finding["id"].as_str().unwrap());
    let body = json!({"decision": decision, "reason": reason});
    service.send("PUT", &format!("/v1/reviews/{review}/decisions/{finding}"), &[JSON], body.to_string()).await
}

/// The findings of a review that rest on an entry.
fn of_entries(review: &Value) -> Vec<Value> {
    let findings = review["findings"].as_array().unwrap().iter();
    findings.filter(|f| f["rule"] == "substance.slogan" && !f["term"].is_null()).cloned().collect()
}

#[tokio::test]
async fn what_was_ignored_is_offered_again_where_the_sentence_stands_unchanged() {
    let service = Service::new();
    let title = "关于做好示例工作的通知\n各县：\n";
    let first = reviewed(&service, &format!("{title}{HOLLOW}\n请认真执行。"), Some("D-1")).await;
    let ignored = of_entries(&first)[0].clone();
    decide(&service, &first, &ignored, "ignored", "引用上级原文").await;
    let carried = |review: Value| {
        let service = &service;
        async move {
            let path = format!("/v1/reviews/{}/decisions", review["id"].as_str().unwrap());
            let answer = service.get(&path).await.json();
            assert_eq!(answer["decisions"], json!([]));
            answer["carried"].as_array().unwrap().clone()
        }
    };
    let edited = format!("{title}市水利局5月底前完成12处整改。\n{HOLLOW}\n请遵照执行。");
    let second = reviewed(&service, &edited, Some("D-1")).await;
    let offered = carried(second.clone()).await;
    assert_eq!(offered.len(), 1, "{offered:?}");
    assert_eq!((&offered[0]["reason"], &offered[0]["review"]), (&json!("引用上级原文"), &first["id"]));
    let finding = of_entries(&second).into_iter().find(|f| f["id"] == offered[0]["finding"]).unwrap();
    assert_eq!((&finding["quote"]["exact"], &finding["term"]), (&ignored["quote"]["exact"], &ignored["term"]));
    assert_ne!(finding["span"], ignored["span"]);
    for (text, id) in [
        (edited.clone(), Some("D-2")),
        (format!("{title}要高度重视此事，切实加强领导，确保取得实效。"), Some("D-1")),
        (format!("另一份通知\n{HOLLOW}"), None),
    ] {
        assert_eq!(carried(reviewed(&service, &text, id).await).await, Vec::<Value>::new(), "{text}");
    }
    decide(&service, &second, &finding, "accepted", "").await;
    let path = format!("/v1/reviews/{}/decisions", second["id"].as_str().unwrap());
    assert_eq!(service.get(&path).await.json()["carried"], json!([]));
}

/// A ruling on the entry without a remedy.
fn entry_alone() -> Value {
    json!({"list": "slogans", "entry": "擦亮名片"})
}

/// Rulings that are refused, with what is wrong.
async fn refused_rulings(service: &Service) {
    assert_eq!(service.post("/v1/proposals/approve", &entry_alone()).await.refusal().2, ["/exceptions"]);
    let missing = json!({"list": "slogans", "entry": "没有的词条", "severity": 1});
    assert_eq!(service.post("/v1/proposals/approve", &missing).await.refusal().1, "not_found");
    let long = json!({"list": "slogans", "entry": "长".repeat(201), "note": "长".repeat(501)});
    for path in ["/v1/proposals/reject", "/v1/proposals/approve"] {
        let refused = service.post(path, &long).await.refusal();
        let exceptions = (path.ends_with("approve")).then(|| "/exceptions".to_owned());
        let pointers: Vec<String> = ["/entry", "/note"].map(str::to_owned).into_iter().chain(exceptions).collect();
        assert_eq!((refused.0, refused.2), (422, pointers), "{path}");
    }
    assert_eq!(
        service.post("/v1/proposals/reject", &json!({"list": "slogans", "entry": "没有的词条"})).await.status,
        404
    );
    let long = json!({"pattern": "长".repeat(201)});
    for path in ["accept", "reject"] {
        let refused = service.post(&format!("/v1/term-lists/slogans/suggest/{path}"), &long).await.refusal();
        assert_eq!((refused.0, refused.2.len()), (422, 1), "{path}: {refused:?}");
    }
    let broken = json!({"list": "slogans", "entry": "擦亮名片", "exceptions": ["("]});
    assert_eq!(service.post("/v1/proposals/approve", &broken).await.refusal().1, "bad_term_list");
}

#[tokio::test]
async fn ignored_findings_collect_into_exceptions_that_an_administrator_approves() {
    let service = Service::new();
    let path = "/v1/term-lists/slogans/entries";
    let entry = json!({"pattern": "擦亮名片", "severity": 2});
    service.send("POST", path, &[JSON, ("if-match", "\"1\"")], entry.to_string()).await;
    for (text, decision) in [
        ("市文旅局5月底前擦亮名片项目三处。", "ignored"),
        ("县文旅局6月底前擦亮名片项目两处。", "ignored"),
        ("要持续擦亮名片。", "accepted"),
    ] {
        let review = reviewed(&service, text, None).await;
        let finding = of_entries(&review).into_iter().find(|f| f["term"]["entry"] == "擦亮名片").unwrap();
        assert_eq!(decide(&service, &review, &finding, decision, "项目名称").await.status, 200);
    }
    let precision = service.get("/v1/rules/precision").await.json();
    let rule = json!({"rule": "substance.slogan", "list": null, "entry": null, "kind": null, "layer": null, "accepted": 1, "ignored": 2, "precision": null});
    assert_eq!(precision["rules"], json!([rule]));
    assert_eq!(precision["entries"][0]["entry"], "擦亮名片");

    let open = service.get("/v1/proposals").await.json()["proposals"].clone();
    let proposal = &open[0];
    assert_eq!(
        (&proposal["entry"], &proposal["accepted"], &proposal["ignored"]),
        (&json!("擦亮名片"), &json!(1), &json!(2))
    );
    assert_eq!(proposal["reasons"], json!([{"reason": "项目名称", "count": 2}]));
    assert_eq!(proposal["exceptions"], json!([{"pattern": "擦亮名片项目", "ignored": 2}]));

    refused_rulings(&service).await;
    let approve = json!({"list": "slogans", "entry": "擦亮名片", "exceptions": ["擦亮名片项目"]});
    let draft = service.post("/v1/proposals/approve", &approve).await.json();
    assert_eq!(draft["entries"].as_array().unwrap().last().unwrap()["exceptions"], json!(["擦亮名片项目"]));
    assert_eq!(service.get("/v1/proposals").await.json()["proposals"], json!([]));
    let settled = service.get("/v1/proposals?settled=true").await.json();
    assert_eq!(settled["proposals"][0]["ruling"], "approved");
    // What was approved and goes with its draft is open again; published, it is settled.
    let draft = "/v1/term-lists/slogans/draft";
    assert_eq!(service.delete(draft).await.status, 204);
    assert_eq!(service.get("/v1/proposals?settled=true").await.json()["proposals"], json!([]));
    let open = service.get("/v1/proposals").await.json();
    assert_eq!((&open["proposals"][0]["entry"], &open["proposals"][0]["ruling"]), (&json!("擦亮名片"), &json!(null)));
    let tag = service.post("/v1/proposals/approve", &approve).await.header("etag").to_owned();
    let path = format!("{draft}/publish?note=%E9%87%87%E7%94%A8");
    let published = service.send("POST", &path, &[("if-match", &tag)], "").await;
    assert_eq!(published.status, 200, "{}", published.text());
    assert_eq!(service.get("/v1/proposals?settled=true").await.json()["proposals"][0]["ruling"], "approved");
    assert_eq!(service.post("/v1/proposals/reject", &entry_alone()).await.status, 204);
    assert_eq!(service.get("/v1/proposals?settled=true").await.json()["proposals"][0]["ruling"], "rejected");
}

/// Proposals about one text: kind, layer, severity, and what was made of them.
async fn about(service: &Service, query: &str, pattern: &str) -> Vec<(Value, Value, Value, Value)> {
    let proposals = service.get(&format!("/v1/proposals{query}")).await.json()["proposals"].clone();
    let of_it = proposals.as_array().unwrap().iter().filter(|p| p["entry"] == pattern);
    of_it.map(|p| (p["kind"].clone(), p["layer"].clone(), p["severity"].clone(), p["ruling"].clone())).collect()
}

/// Where a term and a regular expression have one text, one must be named; only that one goes.
async fn two_kinds(service: &Service, path: &str) {
    let either = json!({"list": "slogans", "entry": "层级测试丙", "severity": 1});
    for path in ["/v1/proposals/approve", "/v1/proposals/reject"] {
        let either = if path.ends_with("reject") {
            json!({"list": "slogans", "entry": "层级测试丙"})
        } else {
            either.clone()
        };
        let refused = service.post(path, &either).await.refusal();
        assert_eq!((refused.0, refused.2), (422, vec!["/kind".to_owned()]));
    }
    let remove = |query: &str| {
        let path = format!("{path}?pattern=层级测试丙{query}");
        async move { service.send("DELETE", &path, &[("if-match", "*")], "").await }
    };
    let refused = remove("").await.refusal();
    assert_eq!((refused.0, refused.2), (422, vec!["/kind".to_owned()]));
    assert_eq!(remove("&kind=regex&layer=national").await.status, 404);
    assert_eq!(remove("&kind=regex").await.status, 200);
    let entries = service.get("/v1/term-lists/slogans").await.json()["entries"].clone();
    let left: Vec<&Value> =
        entries.as_array().unwrap().iter().filter(|e| e["pattern"] == "层级测试丙").map(|e| &e["kind"]).collect();
    assert_eq!(left, ["literal"]);
}

#[tokio::test]
async fn a_proposal_is_about_the_entry_that_was_met_not_about_others_of_its_text() {
    let service = Service::new();
    let path = "/v1/term-lists/slogans/entries";
    let national = |pattern: &str| json!({"pattern": pattern, "layer": "national", "severity": 2});
    let unit = |pattern: &str| json!({"pattern": pattern, "layer": "unit", "severity": 3});
    let regex = |pattern: &str| json!({"pattern": pattern, "kind": "regex", "layer": "unit", "severity": 3, "exempt_kinds": ["通知"]});
    for (pattern, entries, met) in [
        ("层级测试甲", [national("层级测试甲"), unit("层级测试甲")], ("literal", "unit", 3)),
        ("层级测试乙", [unit("层级测试乙"), national("层级测试乙")], ("literal", "unit", 3)),
        ("层级测试丙", [regex("层级测试丙"), national("层级测试丙")], ("literal", "national", 2)),
    ] {
        for entry in entries {
            let added = service.send("POST", path, &[JSON, ("if-match", "*")], entry.to_string()).await;
            assert_eq!(added.status, 201, "{}", added.text());
        }
        let text = format!("关于做好示例工作的通知\n各县：\n市水利局要{pattern}值班。\n");
        let found = || async {
            let review = json!({"text": text, "kind": "通知", "level": "city"});
            let review = service.post("/v1/reviews", &review).await.json();
            let findings: Vec<Value> =
                of_entries(&review).into_iter().filter(|f| f["term"]["entry"] == pattern).collect();
            (review, findings)
        };
        for _ in 0..2 {
            let (review, findings) = found().await;
            let term = &findings[0]["term"];
            assert_eq!((&term["kind"], &term["layer"]), (&json!(met.0), &json!(met.1)), "{term}");
            assert_eq!(decide(&service, &review, &findings[0], "ignored", "项目名称").await.status, 200);
        }
        let told = |ruling: Value| vec![(json!(met.0), json!(met.1), json!(met.2), ruling)];
        assert_eq!(about(&service, "", pattern).await, told(Value::Null));
        let approve = json!({"list": "slogans", "entry": pattern, "kind": met.0, "layer": met.1,
                             "exceptions": [format!("{pattern}值班")]});
        let draft = service.post("/v1/proposals/approve", &approve).await;
        assert_eq!((draft.status, about(&service, "", pattern).await), (200, vec![]), "{}", draft.text());
        let publish = "/v1/term-lists/slogans/draft/publish?note=n";
        let published = service.send("POST", publish, &[("if-match", draft.header("etag"))], "").await;
        assert_eq!(published.status, 200, "{}", published.text());
        assert_eq!(about(&service, "?settled=true", pattern).await, told(json!("approved")));
        assert_eq!(found().await.1, Vec::<Value>::new(), "the exception is of the entry that was met");
        let entries = service.get("/v1/rules/precision").await.json()["entries"].clone();
        let of_it: Vec<&Value> = entries.as_array().unwrap().iter().filter(|e| e["entry"] == pattern).collect();
        assert_eq!((of_it.len(), &of_it[0]["kind"], &of_it[0]["layer"]), (1, &json!(met.0), &json!(met.1)));
    }
    two_kinds(&service, path).await;
}

#[tokio::test]
async fn candidates_are_what_many_bodies_write_in_hollow_sentences() {
    let service = Service::new();
    for number in 0..8 {
        let text =
            format!("各地要久久为功点亮绿水金灯塔，确保取得实效。\n市水利局{number}月底前完成12处堤防整修工程。");
        let (id, issuer) = (format!("m{number}"), format!("示例{number}市人民政府"));
        let document = json!({"id": id, "title": "关于示例的通知", "text": text, "issuer": issuer});
        service.post("/v1/documents", &document).await;
    }
    let suggest = || async { service.post("/v1/term-lists/slogans/suggest", &json!(null)).await.json() };
    let found = suggest().await;
    let patterns = |v: &Value| -> Vec<String> {
        v["candidates"].as_array().unwrap().iter().map(|c| c["pattern"].as_str().unwrap().to_owned()).collect()
    };
    let first = patterns(&found).into_iter().find(|p| p.contains("点亮")).unwrap_or_else(|| panic!("{found}"));
    let candidate = found["candidates"].as_array().unwrap().iter().find(|c| c["pattern"] == first.as_str()).unwrap();
    assert_eq!((&candidate["documents"], &candidate["issuers"]), (&json!(8), &json!(8)));
    assert!(!patterns(&found).iter().any(|p| p.contains("堤防")), "{found}");
    // A candidate that was taken waits in the draft; when that is discarded, it is offered again.
    let taken = service.post("/v1/term-lists/slogans/suggest/accept", &json!({"pattern": first})).await;
    assert_eq!(taken.status, 200, "{}", taken.text());
    assert!(!patterns(&suggest().await).contains(&first));
    assert_eq!(service.delete("/v1/term-lists/slogans/draft").await.status, 204);
    assert!(patterns(&suggest().await).contains(&first));
    let rejected = service.post("/v1/term-lists/slogans/suggest/reject", &json!({"pattern": first})).await;
    assert_eq!(rejected.status, 204);
    let rest = patterns(&suggest().await);
    assert!(!rest.contains(&first), "{rest:?}");
    let accepted = service.post("/v1/term-lists/slogans/suggest/accept", &json!({"pattern": "金灯塔示例"})).await;
    assert_eq!(accepted.json()["diff"]["added"][0]["pattern"], "金灯塔示例", "{}", accepted.text());
    // Verbs that are joined are a pattern, whatever is said of its kind.
    let joined = json!({"pattern": "(提升|提高)示例效能"});
    let accepted = service.post("/v1/term-lists/slogans/suggest/accept", &joined).await.json();
    let added = accepted["diff"]["added"].as_array().unwrap();
    let kind = added.iter().find(|entry| entry["pattern"] == joined["pattern"]).map(|entry| &entry["kind"]);
    assert_eq!(kind, Some(&json!("regex")), "{accepted}");
    let twice = service.post("/v1/term-lists/slogans/suggest/accept", &json!({"pattern": "金灯塔示例"})).await;
    assert_eq!(twice.refusal().1, "bad_term_list");
}

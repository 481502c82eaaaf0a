//! Drafts of lists and profiles: kept with what blocks them, tried, published on what they were made from, compared,
//! brought back.

use serde_json::{Value, json};

use super::client::{Answer, JSON, Service};

const SLOGANS: &str = "/v1/term-lists/slogans";
const NOTE: &str = "note=%E8%AF%95%E7%94%A8";
const CSV: (&str, &str) = ("content-type", "text/csv");
const TOML: (&str, &str) = ("content-type", "application/toml");

async fn put(service: &Service, headers: &[(&str, &str)], body: &Value) -> Answer {
    service.send("PUT", &format!("{SLOGANS}/draft"), &[&[JSON][..], headers].concat(), body.to_string()).await
}

async fn publish(service: &Service, tag: &str, note: &str) -> Answer {
    service.send("POST", &format!("{SLOGANS}/draft/publish?{note}"), &[("if-match", tag)], "").await
}

/// What is not published, and why: `tag` is that of the draft, `outdated` one it had.
async fn refused_publishing(service: &Service, outdated: &str, tag: &str) {
    for (tag, note, wanted) in [
        ("", NOTE, (428, "if_match_required")),
        ("\"7\"", NOTE, (412, "version_conflict")),
        (outdated, NOTE, (412, "version_conflict")),
        // What is in force says nothing of the draft: it may be another one than was tried.
        ("\"1\"", NOTE, (412, "version_conflict")),
        ("*", "", (422, "invalid_request")),
        ("*", "note=%20", (422, "invalid_request")),
    ] {
        let path = format!("{SLOGANS}/draft/publish?{note}");
        let headers: &[(&str, &str)] = if tag.is_empty() { &[] } else { &[("if-match", tag)] };
        let (status, code, _) = service.send("POST", &path, headers, "").await.refusal();
        assert_eq!((status, code.as_str()), wanted, "{tag} {note}");
    }
    for (body, wanted) in [
        (json!({"note": "试用"}), vec!["/note"]),
        (json!({"note": "试用", "force/x": true}), vec!["/force~1x", "/note"]),
        (json!(["试用"]), vec![""]),
    ] {
        let headers = [JSON, ("if-match", tag)];
        let path = format!("{SLOGANS}/draft/publish?{NOTE}");
        let refused = service.send("POST", &path, &headers, body.to_string()).await.refusal();
        assert_eq!(refused, (422, "invalid_request".to_owned(), wanted.into_iter().map(str::to_owned).collect()));
    }
}

#[tokio::test]
async fn a_draft_is_tried_published_compared_and_taken_back() {
    let service = Service::new();
    let text = "关于某事的通知\n各县要甲乙丙丁，切实做好示例工作。";
    let review = service.post("/v1/reviews", &json!({"text": text})).await.json()["id"].clone();
    let before = service.get(SLOGANS).await.json();
    let mut entries = before["entries"].as_array().unwrap().clone();
    entries[0]["severity"] = json!(3);
    entries[0]["note"] = json!("改过的说明");
    let removed = entries.remove(1);
    entries.push(json!({"pattern": "甲乙丙丁", "severity": 2, "hit": ["要戊己"]}));

    assert_eq!(service.get(&format!("{SLOGANS}/draft")).await.refusal().1, "not_found");
    let kept = put(&service, &[], &json!({"entries": entries})).await;
    assert_eq!((kept.status, kept.json()["based_on"].clone()), (200, json!(1)), "{}", kept.text());
    let (row, blocking) = (entries.len(), kept.json()["blocking"][0].clone());
    assert_eq!((&blocking["row"], &blocking["column"]), (&json!(row), &json!("hit")));
    let counts = |v: &Value| ["added", "removed", "changed"].map(|side| v[side].as_array().unwrap().len());
    assert_eq!(counts(&kept.json()["diff"]), [1, 1, 1]);
    assert_eq!(service.get(SLOGANS).await.json(), before, "a draft changes nothing");

    let tried = service.post(&format!("{SLOGANS}/draft/preview?documents=0"), &json!(null)).await;
    let preview = tried.json();
    assert_eq!(preview["tried_on"]["reviews"], 1, "{preview}");
    assert_eq!((tried.header("etag"), &preview["edit"]), (kept.header("etag"), &kept.json()["edit"]));
    assert_eq!((&preview["based_on"], &preview["version"]), (&json!(1), &json!(1)));
    let entry = preview["entries"].as_array().unwrap().iter().find(|e| e["pattern"] == "甲乙丙丁").unwrap().clone();
    assert_eq!((&entry["before"], &entry["after"], &entry["gained"]), (&json!(0), &json!(1), &json!(1)));
    assert_eq!((&entry["examples"][0]["words"], &entry["examples"][0]["review"]), (&json!("甲乙丙丁"), &review));
    assert_eq!(preview["drafts"][0]["review"], review);

    let tag = kept.header("etag").to_owned();
    let refused = publish(&service, &tag, NOTE).await.refusal();
    assert_eq!(refused, (422, "bad_term_list".to_owned(), vec![format!("/entries/{}/hit", row - 1)]));
    entries[row - 1]["hit"] = json!(["要甲乙丙丁"]);
    let again = put(&service, &[("if-match", &tag)], &json!({"entries": entries})).await;
    assert_eq!(again.json()["blocking"], json!([]), "{}", again.text());
    let late = put(&service, &[("if-match", &tag)], &json!({"entries": entries})).await;
    assert_eq!(late.refusal().1, "version_conflict");

    refused_publishing(&service, &tag, again.header("etag")).await;
    let several = format!("\"1.999\", {}", again.header("etag"));
    let done = publish(&service, &several, NOTE).await;
    assert_eq!((done.status, done.json()["version"].clone(), done.header("etag")), (200, json!(2), "\"2\""));
    assert_eq!(service.get(&format!("{SLOGANS}/draft")).await.refusal().1, "not_found");

    let diff = service.get(&format!("{SLOGANS}/versions/1/diff/2")).await.json();
    assert_eq!((counts(&diff), &diff["removed"][0]), ([1, 1, 1], &removed));
    let fields: Vec<&Value> = diff["changed"][0]["fields"].as_array().unwrap().iter().map(|f| &f["field"]).collect();
    assert_eq!(fields, ["severity", "note"]);
    assert_eq!(service.get(&format!("{SLOGANS}/versions/1/diff/9")).await.refusal().1, "not_found");

    let path = format!("{SLOGANS}/versions/1/restore?{NOTE}");
    assert_eq!(service.send("POST", &path, &[], "").await.refusal().0, 428);
    let said = service.send("POST", &path, &[JSON, ("if-match", "\"2\"")], "{\"note\":\"撤回\"}").await;
    assert_eq!(said.refusal().2, ["/note"]);
    let restored = service.send("POST", &path, &[("if-match", "\"2\"")], "").await;
    assert_eq!(restored.json()["version"], 3, "{}", restored.text());
    assert_eq!(service.get(SLOGANS).await.json()["entries"], before["entries"]);
    let versions = service.get(&format!("{SLOGANS}/versions")).await.json();
    assert_eq!(versions["versions"][0]["note"], "试用");
    // The version in force is there already.
    let path = format!("{SLOGANS}/versions/3/restore?{NOTE}");
    let same = service.send("POST", &path, &[("if-match", "\"3\"")], "").await;
    assert_eq!((same.status, same.json()["version"].clone(), same.header("etag")), (200, json!(3), "\"3\""));
    assert_eq!(service.send("POST", &path, &[("if-match", "\"2\"")], "").await.refusal().0, 412);
    assert_eq!(service.get(&format!("{SLOGANS}/versions")).await.json(), versions);
}

#[tokio::test]
async fn a_draft_of_a_list_that_moved_on_is_kept_and_not_published() {
    let service = Service::new();
    let entries = json!({"entries": [{"pattern": "甲乙丙丁"}]});
    let kept = put(&service, &[], &entries).await;
    let twin = json!({"pattern": "戊己庚辛"});
    let path = format!("{SLOGANS}/entries");
    service.send("POST", &path, &[JSON, ("if-match", "\"1\"")], twin.to_string()).await;
    for tag in [kept.header("etag"), "\"1\"", "\"2\"", "*"] {
        assert_eq!(publish(&service, tag, NOTE).await.refusal().0, 412, "{tag}");
    }
    let preview = service.post(&format!("{SLOGANS}/draft/preview?documents=0"), &json!(null)).await.json();
    assert_eq!((&preview["based_on"], &preview["version"]), (&json!(1), &json!(2)));
    assert!(preview["warnings"][0].as_str().unwrap().contains("依据第1版，在用的已是第2版"), "{preview}");
    let draft = service.get(&format!("{SLOGANS}/draft")).await.json();
    assert_eq!((&draft["based_on"], &draft["version"]), (&json!(1), &json!(2)));
    for tag in ["\"1\"", "\"2\""] {
        assert_eq!(put(&service, &[("if-match", tag)], &entries).await.refusal().0, 412, "{tag}");
    }
    assert_eq!(put(&service, &[], &entries).await.refusal(), (428, "if_match_required".to_owned(), vec![]));
    let rebase = async |version: u32| {
        let path = format!("{SLOGANS}/draft?based_on={version}");
        service.send("PUT", &path, &[JSON, ("if-match", kept.header("etag"))], entries.to_string()).await
    };
    assert_eq!(rebase(1).await.refusal().0, 412, "it is not in force");
    let rebased = rebase(2).await;
    assert_eq!(rebased.json()["based_on"], 2, "{}", rebased.text());
    assert_eq!(publish(&service, rebased.header("etag"), NOTE).await.json()["version"], 3);
    let versions = service.get(&format!("{SLOGANS}/versions")).await.json();
    assert_eq!(versions["versions"][0]["author"], "本机", "nobody with a key");
    let first = put(&service, &[("if-match", "\"3-xlsx\"")], &entries).await;
    let second = put(&service, &[("if-match", first.header("etag"))], &entries).await;
    let discard = async |tag: &str| service.send("DELETE", &format!("{SLOGANS}/draft"), &[("if-match", tag)], "").await;
    assert_eq!(discard(first.header("etag")).await.refusal().1, "version_conflict");
    assert_eq!(discard(second.header("etag")).await.status, 204);
    put(&service, &[], &entries).await;
    assert_eq!(service.delete(&format!("{SLOGANS}/draft")).await.status, 204);
    assert_eq!(service.delete(&format!("{SLOGANS}/draft")).await.refusal().1, "not_found");
    assert_eq!(publish(&service, "\"3\"", NOTE).await.refusal().1, "not_found");
}

#[tokio::test]
async fn bad_drafts_are_refused_whole_with_their_rows() {
    let service = Service::new();
    let before = put(&service, &[], &json!({"entries": [{"pattern": "甲乙丙丁"}]})).await.json();
    let rows = [
        (json!([{"pattern": "甲"}, {"pattern": ""}]), "/entries/1/pattern"),
        (json!([{"pattern": "甲"}, {"pattern": "甲\u{0}乙"}]), "/entries/1/pattern"),
        (json!([{"pattern": "甲\u{200b}乙"}]), "/entries/0/pattern"),
        (json!([{"pattern": "(甲{1,900}){1,900}", "kind": "regex"}]), "/entries/0/pattern"),
        (json!([{"pattern": "落实"}, {"pattern": "落實"}]), "/entries/1/pattern"),
    ];
    for (entries, pointer) in rows {
        let refusal = put(&service, &[("if-match", "*")], &json!({"entries": entries})).await.refusal();
        assert_eq!(refusal, (422, "bad_term_list".to_owned(), vec![pointer.to_owned()]), "{entries}");
    }
    let many: Vec<Value> = (0..=200_000).map(|n| json!({"pattern": format!("{n}")})).collect();
    let refusal = put(&service, &[("if-match", "*")], &json!({"entries": many})).await.refusal();
    assert_eq!(refusal.2, ["/entries"]);
    let csv = "pattern,severity\r\n甲,1\r\n\"乙,丙\",9\r\n";
    let refused = service.send("PUT", &format!("{SLOGANS}/draft"), &[CSV, ("if-match", "*")], csv).await.problem();
    assert_eq!((&refused["errors"][0]["line"], &refused["errors"][0]["column"]), (&json!(3), &json!("severity")));
    assert_eq!(service.get(&format!("{SLOGANS}/draft")).await.json(), before);
}

#[tokio::test]
async fn a_draft_goes_out_and_comes_back_as_a_table() {
    let service = Service::new();
    let csv = service.send("GET", SLOGANS, &[("accept", "text/csv")], "").await;
    assert!(csv.header("content-type").starts_with("text/csv"));
    let kept = service.send("PUT", &format!("{SLOGANS}/draft"), &[CSV], csv.body.clone()).await;
    assert_eq!(kept.json()["diff"], json!({"added": [], "removed": [], "changed": []}), "{}", kept.text());
    let again = service.send("GET", &format!("{SLOGANS}/draft"), &[("accept", "text/csv")], "").await;
    assert_eq!(again.body, csv.body);
    let put = service.send("PUT", SLOGANS, &[CSV, ("if-match", csv.header("etag"))], csv.body.clone()).await;
    assert_eq!(put.json()["version"], 2, "{}", put.text());
}

#[tokio::test]
async fn profiles_have_drafts_too() {
    let service = Service::new();
    let path = "/v1/norm-profiles/national";
    let file = service.send("GET", path, &[("accept", "application/toml")], "").await.text();
    let draft = |text: String| service.send("PUT", "/v1/norm-profiles/national/draft", &[TOML], text);
    let again = async |tag: &str, text: String| {
        service.send("PUT", "/v1/norm-profiles/national/draft", &[TOML, ("if-match", tag)], text).await
    };
    assert_eq!(draft("id = ".to_owned()).await.refusal().1, "bad_norm_profile");
    assert_eq!(draft("id = \"unit\"".to_owned()).await.refusal().2, ["/id"]);
    let faulty = draft("id = \"national\"\ntitle = \"缺内容\"".to_owned()).await;
    assert_eq!(faulty.status, 200, "{}", faulty.text());
    assert!(!faulty.json()["blocking"].as_array().unwrap().is_empty());
    for more in [&[][..], &[("prefer", "respond-async")]] {
        let refused = service.send("POST", &format!("{path}/draft/preview"), more, "").await;
        assert_eq!(refused.refusal().1, "bad_norm_profile", "at the door, also as a job");
    }
    let publish =
        async |tag: &str| service.send("POST", &format!("{path}/draft/publish?{NOTE}"), &[("if-match", tag)], "").await;
    assert_eq!(publish(faulty.header("etag")).await.refusal().1, "bad_norm_profile");
    let mended = file.replacen("note = \"", "note = \"试用。", 1);
    assert_eq!(draft(mended.clone()).await.refusal().0, 428);
    let kept = again(faulty.header("etag"), mended.clone()).await;
    assert_eq!(kept.json()["blocking"], json!([]), "{}", kept.text());
    assert_eq!(again(faulty.header("etag"), mended).await.refusal().0, 412);
    let tried = service.send("POST", &format!("{path}/draft/preview"), &[], "").await;
    assert_eq!((tried.status, tried.header("etag")), (200, kept.header("etag")), "{}", tried.text());
    assert_eq!((&tried.json()["profile"], &tried.json()["drafts_changed"]), (&json!("national"), &json!(0)));
    for more in [&[][..], &[("prefer", "respond-async")]] {
        let headers: Vec<_> = more.iter().copied().chain([("if-match", faulty.header("etag"))]).collect();
        let refused = service.send("POST", &format!("{path}/draft/preview"), &headers, "").await;
        assert_eq!(refused.refusal().0, 412, "not the draft that was seen");
    }
    let job = service.send("POST", &format!("{path}/draft/preview"), &[("prefer", "respond-async")], "").await;
    assert_eq!(service.finished(job.header("location")).await["detail"], tried.json());
    let listed = service.get("/v1/norm-profiles").await.json();
    assert_eq!(listed["norm_profiles"][0]["draft"], true);
    for tag in ["\"4\"", "\"1\"", faulty.header("etag")] {
        let refused = publish(tag).await;
        assert_eq!(refused.refusal().0, 412, "{tag}");
        assert!(refused.text().contains(&kept.header("etag").replace('"', "\\\"")), "{}", refused.text());
    }
    let late = service.send("DELETE", &format!("{path}/draft"), &[("if-match", faulty.header("etag"))], "").await;
    assert_eq!(late.refusal().0, 412);
    assert_eq!(publish(kept.header("etag")).await.json()["version"], 2);
    let diff = service.get(&format!("{path}/versions/1/diff/2")).await.json();
    assert_eq!(diff["changes"].as_array().unwrap().len(), 1, "{diff}");
    let restore = format!("{path}/versions/1/restore?{NOTE}");
    assert_eq!(service.send("POST", &restore, &[("if-match", "\"2\"")], "").await.json()["version"], 3);
    let restore = format!("{path}/versions/3/restore?{NOTE}");
    assert_eq!(service.send("POST", &restore, &[("if-match", "\"3\"")], "").await.json()["version"], 3);
    assert_eq!(service.send("POST", &restore, &[("if-match", "\"2\"")], "").await.refusal().0, 412);
    assert_eq!(service.delete(&format!("{path}/draft")).await.refusal().1, "not_found");
}

#[tokio::test]
async fn a_draft_that_changes_nothing_is_not_published() {
    let service = Service::new();
    let entries = service.get(SLOGANS).await.json()["entries"].clone();
    let kept = put(&service, &[], &json!({"entries": entries})).await;
    let refused = publish(&service, kept.header("etag"), NOTE).await.refusal();
    assert_eq!((refused.0, refused.1.as_str()), (409, "no_difference"));
    assert_eq!(service.get(SLOGANS).await.json()["version"], 1);
    assert_eq!(service.get(&format!("{SLOGANS}/draft")).await.status, 200, "it stays until it is discarded");
}

/// What a change of short and full names does to searches is told beforehand, and is so afterwards.
#[tokio::test]
async fn names_are_tried_by_what_is_found() {
    let service = Service::new();
    for (id, text) in [("n1", "请报戊癸站备案。"), ("n2", "请报庚辛中心备案。")] {
        let document = json!({"id": id, "title": format!("第{id}号"), "text": text});
        assert_eq!(service.post("/v1/documents", &document).await.status, 201);
    }
    let list = "/v1/term-lists/synonyms";
    let mut entries = service.get(list).await.json()["entries"].as_array().unwrap().clone();
    entries.push(json!({"pattern": "戊癸站", "label": "庚辛中心"}));
    let body = json!({"entries": entries}).to_string();
    let kept = service.send("PUT", &format!("{list}/draft"), &[JSON], body).await;
    assert_eq!(kept.status, 200, "{}", kept.text());
    let preview = service.post(&format!("{list}/draft/preview"), &json!(null)).await.json();
    assert_eq!(preview["changes"], json!({"added": 1, "removed": 0, "changed": 0}));
    let found = async |name: &str| service.get(&format!("/v1/search?q={name}")).await.json()["total"]["value"].clone();
    let searches = preview["searches"].as_array().unwrap();
    assert_eq!(searches.len(), 2, "{preview}");
    for search in searches {
        assert_eq!(search["before"], found(search["name"].as_str().unwrap()).await, "{search}");
        assert_eq!((&search["before"], &search["after"]), (&json!(1), &json!(2)), "{search}");
    }
    let publish = format!("{list}/draft/publish?{NOTE}");
    assert_eq!(service.send("POST", &publish, &[("if-match", kept.header("etag"))], "").await.status, 200);
    for search in searches {
        assert_eq!(search["after"], found(search["name"].as_str().unwrap()).await, "{search}");
    }
}

/// An entry that another layer keeps silent has no effect, and the preview says why.
#[tokio::test]
async fn an_entry_under_a_more_specific_one_is_named() {
    let service = Service::new();
    service.post("/v1/reviews", &json!({"text": "关于某事的通知\n各县要甲乙丙丁，切实做好示例工作。"})).await;
    let mut entries = service.get(SLOGANS).await.json()["entries"].as_array().unwrap().clone();
    entries.push(json!({"pattern": "甲乙丙丁", "layer": "unit", "severity": 2}));
    entries.push(json!({"pattern": "甲乙丙丁", "layer": "province", "severity": 3}));
    put(&service, &[], &json!({"entries": entries})).await;
    let preview = service.post(&format!("{SLOGANS}/draft/preview?documents=0"), &json!(null)).await.json();
    let warnings = preview["warnings"].to_string();
    assert!(warnings.contains("被更具体层级的同一词条盖过，不起作用：“甲乙丙丁”（省层级）"), "{warnings}");
    let entry = preview["entries"].as_array().unwrap().iter().find(|e| e["pattern"] == "甲乙丙丁").unwrap();
    assert_eq!((&entry["layer"], &entry["after"]), (&json!("unit"), &json!(1)));
}

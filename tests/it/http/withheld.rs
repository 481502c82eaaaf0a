//! What a key that looks after lists learns of drafts: how often findings were ignored. Every route that such a key may call is called, on a desk
//! whose drafts, titles, issuers and reasons are full of a word that must not come back.

use serde_json::{Value, json};

use super::client::{Answer, JSON, Service};

/// Stands in everything that is about a draft, and nowhere else.
const CANARY: &str = "金丝雀";
const SLOGANS: &str = "/v1/term-lists/slogans";
const TOML: (&str, &str) = ("content-type", "application/toml");

struct Office {
    service: Service,
    /// Keys with all scopes, with `terms` alone, with `terms` and `desk`.
    keys: [String; 3],
    reviews: Vec<String>,
    /// The shipped norm profile.
    profile: String,
}

impl Office {
    async fn new() -> Self {
        let service = Service::limited(tempfile::tempdir().unwrap(), 0, 1);
        let all = service.key("", "全部", &["desk", "search", "terms", "corpus", "audit", "admin"]).await;
        let terms = service.key(&all, "词表", &["terms"]).await;
        let both = service.key(&all, "词表和审核", &["terms", "desk"]).await;
        let mut office = Self { service, keys: [all, terms, both], reviews: Vec::new(), profile: String::new() };
        let toml = [("accept", "application/toml")];
        office.profile = office.ask(0, ("GET", "/v1/norm-profiles/national"), &toml, "").await.text();
        let document =
            json!({"id": "c-1", "title": "关于示例的意见", "text": "各地要持续擦亮招牌。", "level": "province"});
        assert_eq!(office.ask(0, ("POST", "/v1/documents"), &[JSON], document.to_string()).await.status, 201);
        office.lists().await;
        for number in 0..2 {
            office.reviewed(number).await;
        }
        office
    }

    async fn ask(
        &self,
        key: usize,
        (method, path): (&str, &str),
        more: &[(&str, &str)],
        body: impl Into<axum::body::Body>,
    ) -> Answer {
        let bearer = format!("Bearer {}", self.keys[key]);
        let headers: Vec<(&str, &str)> = more.iter().copied().chain([("authorization", bearer.as_str())]).collect();
        self.service.send(method, path, &headers, body).await
    }

    /// A draft with a finding that was ignored for a reason.
    async fn reviewed(&mut self, number: usize) {
        let draft = json!({
            "text": format!("关于{CANARY}的通知\n各县：\n市文旅局{number}月底前擦亮名片{CANARY}项目三处。"),
            "title": format!("关于{CANARY}的通知"), "id": format!("{CANARY}-{number}"), "issuer": format!("{CANARY}办"), "level": "city",
        });
        let review = self.ask(0, ("POST", "/v1/reviews"), &[JSON], draft.to_string()).await.json();
        let id = review["id"].as_str().unwrap().to_owned();
        let findings = review["findings"].as_array().unwrap();
        let finding = findings.iter().find(|f| f["term"]["entry"] == "擦亮名片").unwrap()["id"].as_str().unwrap();
        let decision = json!({"decision": "ignored", "reason": format!("{CANARY}是项目名称")});
        let path = format!("/v1/reviews/{id}/decisions/{finding}");
        assert_eq!(self.ask(0, ("PUT", &path), &[JSON], decision.to_string()).await.status, 200);
        self.reviews.push(id);
    }

    async fn tag(&self, path: &str) -> String {
        self.ask(0, ("GET", path), &[], "").await.header("etag").to_owned()
    }

    /// Puts a short list in force, and drafts of it and of the profile beside it.
    async fn lists(&self) {
        let entry = |pattern: &str| json!({"pattern": pattern, "severity": 2});
        let mut entries = vec![entry("擦亮名片"), entry("示例套话连篇"), entry("提高政治站位")];
        let tag = self.tag(SLOGANS).await;
        let list = json!({"entries": entries}).to_string();
        assert_eq!(self.ask(0, ("PUT", SLOGANS), &[JSON, ("if-match", &tag)], list).await.status, 200);
        entries.remove(0);
        entries.push(entry("持续擦亮"));
        let (tag, draft) = (self.tag(SLOGANS).await, json!({"entries": entries}).to_string());
        let path = format!("{SLOGANS}/draft");
        self.ask(0, ("DELETE", &path), &[], "").await;
        let kept = self.ask(0, ("PUT", &path), &[JSON, ("if-match", &tag)], draft).await;
        assert_eq!(kept.status, 200, "{}", kept.text());
        let path = "/v1/norm-profiles/national";
        let tag = self.tag(path).await;
        self.ask(0, ("DELETE", &format!("{path}/draft")), &[], "").await;
        let kept = self
            .ask(
                0,
                ("PUT", &format!("{path}/draft")),
                &[TOML, ("if-match", &tag)],
                format!("{}# 又一稿\n", self.profile),
            )
            .await;
        assert_eq!(kept.status, 200, "{}", kept.text());
    }

    /// A preview as a job, begun by whoever looks after lists.
    async fn job(&self) -> String {
        let path = "/v1/term-lists/slogans/draft/preview";
        let answer = self.ask(1, ("POST", path), &[("prefer", "respond-async")], "").await;
        assert_eq!(answer.status, 202, "{}", answer.text());
        answer.header("location").rsplit('/').next().unwrap().to_owned()
    }

    /// A described operation called as its description says, by whoever looks after lists.
    async fn called(&self, method: &str, path: &str, operation: &Value) -> Answer {
        let mut place =
            path.replace("{version}", "1").replace("{from}", "1").replace("{to}", "1").replace("{finding_id}", "f1");
        let job = if path.starts_with("/v1/jobs/") { self.job().await } else { String::new() };
        let id = if path.starts_with("/v1/jobs/") {
            job.as_str()
        } else if path.starts_with("/v1/norm-profiles") {
            "national"
        } else if path.starts_with("/v1/term-lists") {
            "slogans"
        } else {
            &self.reviews[0]
        };
        place = place.replace("{id}", id).replace("{name}", "x").replace("{ticket}", "x");
        let mut query = vec!["note=试".to_owned()];
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            if parameter["in"] == "query" && parameter["required"] == true && parameter["name"] != "note" {
                query.push(format!(
                    "{}={}",
                    parameter["name"].as_str().unwrap(),
                    parameter["example"].as_str().unwrap()
                ));
            }
        }
        let takes_note = operation["parameters"].as_array().into_iter().flatten().any(|p| p["name"] == "note");
        query.drain(..usize::from(!takes_note));
        let mut list = format!("{}/{id}", path.split('/').take(3).collect::<Vec<_>>().join("/"));
        if path.contains("/draft") {
            list.push_str("/draft");
        }
        let tag =
            if list.contains("-lists/") || list.contains("-profiles/") { self.tag(&list).await } else { String::new() };
        let mut headers = vec![("if-match", tag.as_str())];
        headers.retain(|(_, tag)| !tag.is_empty() && method != "get");
        let content = operation["requestBody"]["content"].as_object().and_then(|content| content.iter().next());
        let mut body = String::new();
        if let Some((media, content)) = content {
            headers.push(("content-type", media));
            body = match &content["example"] {
                _ if media == TOML.1 && path.ends_with("/draft") => format!("{}# 又一稿\n", self.profile),
                _ if media == TOML.1 => self.profile.clone(),
                Value::String(text) => text.clone(),
                value => value.to_string(),
            };
        }
        let place = format!("{place}?{}", query.join("&"));
        self.ask(1, (&method.to_uppercase(), &place), &headers, body).await
    }
}

#[tokio::test]
async fn no_route_for_lists_tells_what_drafts_say() {
    let office = Office::new().await;
    let document = office.service.get("/openapi.json").await.json();
    let (mut answered, mut refused) = (Vec::new(), 0);
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            if path.starts_with("/v1/term-lists")
                || path.ends_with("/draft")
                || path.contains("proposals")
                || path.starts_with("/v1/jobs/")
            {
                office.lists().await;
            }
            let answer = office.called(method, path, operation).await;
            if answer.status == 403 {
                refused += 1;
                continue;
            }
            let name = format!("{method} {path}");
            let told = format!("{:?} {}", answer.headers, String::from_utf8_lossy(&answer.body));
            assert!(!told.contains(CANARY), "{name}: {told}");
            assert!(office.reviews.iter().all(|id| !told.contains(id.as_str())), "{name}: {told}");
            if path.starts_with("/v1/") {
                // A job may be over before it is asked to stop.
                let late = path.ends_with("/cancel") && answer.status == 409;
                assert!((200..300).contains(&answer.status) || late, "{name}: {}", answer.text());
                answered.push(name);
            }
        }
    }
    assert!(answered.len() >= 35 && refused >= 35, "{refused} refused, answered {answered:?}");
}

#[tokio::test]
async fn previews_without_the_desk_are_of_the_corpus_and_the_words_are_for_the_desk() {
    let office = Office::new().await;
    let path = format!("{SLOGANS}/draft/preview");
    let [withheld, shown] =
        [office.ask(1, ("POST", &path), &[], "").await, office.ask(2, ("POST", &path), &[], "").await];
    assert!(shown.text().contains(CANARY), "the word would be seen");
    let [withheld, shown] = [withheld.json(), shown.json()];
    for (preview, drafts) in [(&withheld, json!([true, 0])), (&shown, json!([false, 2]))] {
        assert_eq!(json!([preview["drafts_withheld"], preview["tried_on"]["reviews"]]), drafts);
    }
    for field in ["documents", "reviews_kept", "left_out"] {
        assert_eq!(withheld["tried_on"][field], shown["tried_on"][field], "{field}");
    }
    let counts = |preview: &Value, pattern: &str| -> Vec<Value> {
        let entries = preview["entries"].as_array().unwrap().iter().filter(|e| e["pattern"] == pattern);
        entries.flat_map(|e| ["before", "after", "gained", "lost"].map(|count| e[count].clone())).collect()
    };
    // An entry that goes, of two drafts and of no document, and one that comes, of one document and of no draft.
    assert_eq!(counts(&shown, "擦亮名片"), [2, 0, 0, 2]);
    assert_eq!(counts(&withheld, "擦亮名片"), Vec::<Value>::new(), "of drafts nothing is told");
    assert_eq!(counts(&shown, "持续擦亮"), [0, 1, 1, 0]);
    assert_eq!(counts(&withheld, "持续擦亮"), [0, 1, 1, 0], "of the corpus everything is told");
    let listed = |preview: &Value| -> Vec<bool> {
        preview["drafts"].as_array().unwrap().iter().map(|draft| draft["review"].is_null()).collect()
    };
    assert_eq!(listed(&withheld).iter().filter(|of_corpus| !**of_corpus).count(), 0);
    assert_eq!(listed(&shown).iter().filter(|of_corpus| !**of_corpus).count(), 2);
    assert_eq!(withheld["drafts_changed"], listed(&withheld).len());
    assert_eq!(shown["drafts_changed"], listed(&shown).len());
    let examples = |preview: &Value, from: &str| -> usize {
        let entries = preview["entries"].as_array().unwrap().iter();
        entries.flat_map(|e| e["examples"].as_array().unwrap()).filter(|example| !example[from].is_null()).count()
    };
    assert_eq!((examples(&withheld, "review"), examples(&shown, "review")), (0, 2));

    let [withheld, shown] = [
        office.ask(1, ("GET", "/v1/proposals"), &[], "").await,
        office.ask(2, ("GET", "/v1/proposals"), &[], "").await,
    ];
    let [withheld, shown] = [withheld.json(), shown.json()];
    assert_eq!((&withheld["drafts_withheld"], &shown["drafts_withheld"]), (&json!(true), &json!(false)));
    let (withheld, shown) = (&withheld["proposals"][0], &shown["proposals"][0]);
    assert_eq!((&withheld["entry"], &withheld["ignored"]), (&shown["entry"], &json!(2)));
    for field in ["reasons", "examples", "exceptions"] {
        assert_eq!(withheld[field], json!([]), "{field}");
        assert!(shown[field].to_string().contains(CANARY), "{field}: {}", shown[field]);
    }
}

/// Whoever tries phrases without the right to read drafts gets the same answer whether all drafts have them or none, for
/// one phrase as for many patterns that mean it.
#[tokio::test]
async fn drafts_are_not_found_out_by_trying_phrases() {
    const SAME: usize = 100;
    let mut office = Office::new().await;
    let entry = |pattern: String| json!({"pattern": pattern, "kind": "regex", "severity": 2});
    let mut entries: Vec<Value> = (0..SAME).map(|n| entry(format!("文旅局7月|无此{n}号"))).collect();
    entries.push(entry("持续擦亮".to_owned()));
    let draft = format!("{SLOGANS}/draft");
    let (tag, list) = (office.tag(&draft).await, json!({"entries": entries}).to_string());
    let kept = office.ask(0, ("PUT", &draft), &[JSON, ("if-match", &tag)], list).await;
    assert_eq!(kept.status, 200, "{}", kept.text());
    let path = format!("{SLOGANS}/draft/preview?reviews=1000");
    let (mut withheld, mut changed) = (Vec::new(), Vec::new());
    for drafts in [2, 20] {
        for number in office.reviews.len()..drafts {
            office.reviewed(number).await;
        }
        let mut told = office.ask(1, ("POST", &path), &[], "").await.json();
        assert_eq!(told["tried_on"]["reviews_kept"].take(), drafts);
        withheld.push(told);
        let shown = office.ask(2, ("POST", &path), &[], "").await.json();
        changed.push(shown["entries_changed"].as_u64().unwrap());
    }
    assert_eq!(changed[1] - changed[0], SAME as u64, "one more draft has the phrase");
    assert_eq!(withheld[0], withheld[1]);
    let told = &withheld[0];
    let patterns: Vec<&Value> = told["entries"].as_array().unwrap().iter().map(|entry| &entry["pattern"]).collect();
    assert_eq!((patterns, &told["entries_changed"]), (vec![&json!("持续擦亮")], &json!(1)));
    assert!(told["warnings"].to_string().contains("有 100 条在语料中没有命中"), "{}", told["warnings"]);
}

//! Every route that writes, and the row it leaves in the audit log: who, what, with which result, and no word of what
//! was written.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::client::{Answer, JSON, Service};

/// Stands in whatever is written: texts, titles, patterns, reasons, remarks, names.
const CANARY: &str = "jinsique";
const TOML: (&str, &str) = ("content-type", "application/toml");
const LINES: (&str, &str) = ("content-type", "application/x-ndjson");
const SLOGANS: &str = "/v1/term-lists/slogans";
const PROFILE: &str = "/v1/norm-profiles/unit";

/// Somebody with a key who does everything, and what was done so far.
struct Office {
    service: Service,
    bearer: String,
    actor: String,
    seen: BTreeSet<String>,
}

impl Office {
    async fn new() -> Self {
        let service = Service::limited(tempfile::tempdir().unwrap(), 0, 1);
        let all = service.key("", "办公室", &["desk", "search", "terms", "corpus", "audit", "admin"]).await;
        let actor = all.split('_').nth(1).unwrap().to_owned();
        Self { service, bearer: format!("Bearer {all}"), actor, seen: BTreeSet::new() }
    }

    async fn ask(&self, method: &str, path: &str, more: &[(&str, &str)], body: String) -> Answer {
        let headers: Vec<(&str, &str)> =
            more.iter().copied().chain([("authorization", self.bearer.as_str())]).collect();
        self.service.send(method, path, &headers, body).await
    }

    async fn rows(&self) -> Vec<Value> {
        let page = self.ask("GET", "/v1/audit?size=100", &[], String::new()).await.json();
        page["rows"].as_array().unwrap().iter().rev().cloned().collect()
    }

    /// Does what `route` is for at `path`; the rows it left are `wanted`, each `action result`.
    async fn does(
        &mut self,
        route: &str,
        path: &str,
        (more, body): (&[(&str, &str)], Value),
        wanted: &[&str],
    ) -> Answer {
        let before = self.rows().await.last().unwrap()["seq"].as_u64().unwrap();
        let body = match body {
            Value::Null => String::new(),
            Value::String(text) => text,
            value => value.to_string(),
        };
        let answer = self.ask(route.split(' ').next().unwrap(), path, more, body).await;
        assert!((200..300).contains(&answer.status), "{route}: {}", answer.text());
        if answer.status == 202 && !path.ends_with("/cancel") {
            self.ended(answer.header("location")).await;
        }
        let rows = self.rows().await;
        let new: Vec<&Value> = rows.iter().filter(|row| row["seq"].as_u64().unwrap() > before).collect();
        let said: Vec<String> = new
            .iter()
            .map(|row| format!("{} {}", row["action"].as_str().unwrap(), row["result"].as_str().unwrap()))
            .collect();
        assert_eq!(said, wanted, "{route}");
        for row in new {
            assert_eq!(row["actor"], self.actor, "{route}: {row}");
            assert!(!row.to_string().contains(CANARY), "{route}: {row}");
        }
        self.seen.insert(route.to_owned());
        answer
    }

    async fn ended(&self, job: &str) -> String {
        for _ in 0..1_200 {
            let state = self.ask("GET", job, &[], String::new()).await.json()["state"].as_str().unwrap().to_owned();
            if !matches!(state.as_str(), "queued" | "running") {
                return state;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("{job} does not end");
    }

    async fn tag(&self, path: &str) -> String {
        self.ask("GET", path, &[], String::new()).await.header("etag").to_owned()
    }
}

fn draft(number: usize) -> Value {
    let text = format!("关于示例的通知\n各县：\n{CANARY}第{number}次要高度重视，切实加强领导，确保取得实效。");
    json!({"text": text, "title": CANARY, "id": format!("{CANARY}{number}")})
}

async fn reviews(office: &mut Office) {
    let made =
        office.does("POST /v1/reviews", "/v1/reviews", (&[JSON], draft(0)), &["review.created done"]).await.json();
    let path = format!("/v1/reviews/{}", made["id"].as_str().unwrap());
    let findings = made["findings"].as_array().unwrap();
    let finding = findings.iter().find(|f| !f["term"].is_null()).unwrap()["id"].as_str().unwrap();
    let decision = format!("{path}/decisions/{finding}");
    let ignored = json!({"decision": "ignored", "reason": CANARY});
    let (put, delete) =
        ("PUT /v1/reviews/{id}/decisions/{finding_id}", "DELETE /v1/reviews/{id}/decisions/{finding_id}");
    office.does(put, &decision, (&[JSON], ignored), &["decision.made ignored"]).await;
    office.does(delete, &decision, (&[], Value::Null), &["decision.withdrawn done"]).await;
    office.does("DELETE /v1/reviews/{id}", &path, (&[], Value::Null), &["review.deleted done"]).await;
}

async fn documents(office: &mut Office) {
    let document = json!({"id": CANARY, "title": CANARY, "text": CANARY});
    office.does("POST /v1/documents", "/v1/documents", (&[JSON], document.clone()), &["documents.stored done"]).await;
    let path = format!("/v1/documents/{CANARY}");
    office.does("DELETE /v1/documents/{id}", &path, (&[], Value::Null), &["document.deleted done"]).await;
    office
        .does(
            "POST /v1/imports",
            "/v1/imports",
            (&[LINES], Value::from(document.to_string())),
            &["documents.stored done"],
        )
        .await;
    for path in ["/v1/index/rebuild", "/v1/reindex"] {
        office.does(&format!("POST {path}"), path, (&[], Value::Null), &["index.rebuilt done"]).await;
    }
    // A rebuilding waits behind an import, and is called off.
    let line = |n: usize| json!({"id": format!("r-{n}"), "title": "题", "text": format!("第{n}次巡查。")}).to_string();
    let lines = (0..20_000).map(line).collect::<Vec<_>>().join("\n");
    let import = office.ask("POST", "/v1/imports", &[LINES], lines).await.header("location").to_owned();
    let cancel = format!("{import}/cancel");
    office.ask("POST", &cancel, &[], String::new()).await;
    office.ended(&import).await;
    let long = office.ask("POST", "/v1/index/rebuild", &[], String::new()).await.header("location").to_owned();
    office
        .does("POST /v1/jobs/{id}/cancel", &format!("{long}/cancel"), (&[], Value::Null), &["job.cancelled done"])
        .await;
    office.ended(&long).await;
}

async fn lists(office: &mut Office) {
    let entry = |pattern: &str| json!({"pattern": format!("{CANARY}{pattern}")});
    let entries = json!({"entries": [entry("甲"), entry("乙")]});
    let published = ["term_list.published done"];
    let tag = office.tag(SLOGANS).await;
    office.does("PUT /v1/term-lists/{id}", SLOGANS, (&[JSON, ("if-match", &tag)], entries.clone()), &published).await;
    let tag = office.tag(SLOGANS).await;
    let path = format!("{SLOGANS}/entries?note={CANARY}");
    office
        .does("POST /v1/term-lists/{id}/entries", &path, (&[JSON, ("if-match", &tag)], entry("丙")), &published)
        .await;
    let tag = office.tag(SLOGANS).await;
    let path = format!("{SLOGANS}/entries?pattern={CANARY}丙");
    office.does("DELETE /v1/term-lists/{id}/entries", &path, (&[("if-match", &tag)], Value::Null), &published).await;
    let put = "PUT /v1/term-lists/{id}/draft";
    let path = format!("{SLOGANS}/draft");
    let entries = json!({"entries": [entry("甲"), entry("乙"), entry("丁")]});
    office.does(put, &path, (&[JSON], entries.clone()), &["term_list.drafted created"]).await;
    let changed = ["term_list.drafted changed"];
    office.does(put, &path, (&[JSON, ("if-match", "*")], entries.clone()), &changed).await;
    let (route, preview) = ("POST /v1/term-lists/{id}/draft/preview", format!("{path}/preview"));
    office.does(route, &preview, (&[], Value::Null), &["preview.made done"]).await;
    office.does(route, &format!("{preview}?reviews=0"), (&[], Value::Null), &[]).await;
    let discarded = ["term_list.draft_discarded done"];
    office.does("DELETE /v1/term-lists/{id}/draft", &path, (&[], Value::Null), &discarded).await;
    office.does(put, &path, (&[JSON], entries), &["term_list.drafted created"]).await;
    let there = office.ask("GET", &path, &[], String::new()).await.json();
    assert_eq!(there["author"], "办公室", "whose key it was");
    let tag = office.tag(&path).await;
    let publish = format!("{path}/publish?note={CANARY}");
    office
        .does("POST /v1/term-lists/{id}/draft/publish", &publish, (&[("if-match", &tag)], Value::Null), &published)
        .await;
    let tag = office.tag(SLOGANS).await;
    let restore = format!("{SLOGANS}/versions/2/restore?note={CANARY}");
    let route = "POST /v1/term-lists/{id}/versions/{version}/restore";
    office.does(route, &restore, (&[("if-match", &tag)], Value::Null), &published).await;
    settled(office, &entry("甲")["pattern"]).await;
}

/// What is made of proposals and of candidates.
async fn settled(office: &mut Office, pattern: &Value) {
    let suggest = format!("{SLOGANS}/suggest");
    office.does("POST /v1/term-lists/slogans/suggest", &suggest, (&[], Value::Null), &[]).await;
    let candidate = json!({"pattern": format!("{CANARY}候选")});
    let accepted = ["term_list.drafted created", "candidate.settled approved"];
    let path = format!("{suggest}/accept");
    office.does("POST /v1/term-lists/slogans/suggest/accept", &path, (&[JSON], candidate.clone()), &accepted).await;
    let path = format!("{suggest}/reject");
    let rejected = ["candidate.settled rejected"];
    office.does("POST /v1/term-lists/slogans/suggest/reject", &path, (&[JSON], candidate), &rejected).await;
    let remedy = json!({"list": "slogans", "entry": pattern, "severity": 3, "note": CANARY});
    let approved = ["term_list.drafted changed", "proposal.settled approved"];
    office.does("POST /v1/proposals/approve", "/v1/proposals/approve", (&[JSON], remedy), &approved).await;
    let refusal = json!({"list": "slogans", "entry": pattern, "note": CANARY});
    let rejected = ["proposal.settled rejected"];
    office.does("POST /v1/proposals/reject", "/v1/proposals/reject", (&[JSON], refusal), &rejected).await;
}

async fn profiles(office: &mut Office) {
    let file = format!(
        "base = \"national\"\nid = \"unit\"\ntitle = \"{CANARY}\"\njurisdiction = \"示例\"\nvalid_from = \"2026-01-01\"\n"
    );
    let file = || Value::from(file.as_str());
    let published = ["norm_profile.published done"];
    office.does("PUT /v1/norm-profiles/{id}", PROFILE, (&[TOML], file()), &published).await;
    let (path, put) = (format!("{PROFILE}/draft"), "PUT /v1/norm-profiles/{id}/draft");
    let file = || Value::from(format!("{}# 又一稿\n", file().as_str().unwrap_or_default()));
    office.does(put, &path, (&[TOML], file()), &["norm_profile.drafted created"]).await;
    let changed = ["norm_profile.drafted changed"];
    office.does(put, &path, (&[TOML, ("if-match", "*")], file()), &changed).await;
    let preview = "POST /v1/norm-profiles/{id}/draft/preview";
    office.does(preview, &format!("{path}/preview"), (&[], Value::Null), &["preview.made done"]).await;
    let discarded = ["norm_profile.draft_discarded done"];
    office.does("DELETE /v1/norm-profiles/{id}/draft", &path, (&[], Value::Null), &discarded).await;
    office.does(put, &path, (&[TOML], file()), &["norm_profile.drafted created"]).await;
    let tag = office.tag(&path).await;
    let publish = format!("{path}/publish?note={CANARY}");
    let route = "POST /v1/norm-profiles/{id}/draft/publish";
    office.does(route, &publish, (&[("if-match", &tag)], Value::Null), &published).await;
    let tag = office.tag(PROFILE).await;
    let restore = format!("{PROFILE}/versions/1/restore?note={CANARY}");
    let route = "POST /v1/norm-profiles/{id}/versions/{version}/restore";
    office.does(route, &restore, (&[("if-match", &tag)], Value::Null), &published).await;
}

async fn service(office: &mut Office) {
    let created = ["backup.created done"];
    let answer = office.does("POST /v1/backups", "/v1/backups", (&[JSON], json!({"scope": "lists"})), &created).await;
    let job = office.ask("GET", answer.header("location"), &[], String::new()).await.json();
    let path = format!("/v1/backups/{}", job["detail"]["name"].as_str().unwrap());
    office.does("POST /v1/backups/{name}/ticket", &format!("{path}/ticket"), (&[], Value::Null), &[]).await;
    office.does("DELETE /v1/backups/{name}", &path, (&[], Value::Null), &["backup.deleted done"]).await;
    let key = json!({"label": "第二个", "scopes": ["desk"]});
    let made = office.does("POST /v1/keys", "/v1/keys", (&[JSON], key), &["key.created done"]).await;
    let path = made.header("location").to_owned();
    office.does("DELETE /v1/keys/{id}", &path, (&[], Value::Null), &["key.revoked done"]).await;
    let draft = json!({"text": format!("关于{CANARY}的通知")});
    office.does("POST /v1/facts", "/v1/facts", (&[JSON], draft), &[]).await;
    let query = json!({"q": CANARY});
    office.does("POST /v1/search", "/v1/search", (&[JSON], query), &[]).await;
    let passage = json!({"text": "每个危险区明确1名转移责任人、1条转移路线、1处安置点"});
    office.does("POST /v1/search/passage", "/v1/search/passage", (&[JSON], passage), &[]).await;
}

#[tokio::test]
async fn every_route_that_writes_leaves_its_row() {
    let mut office = Office::new().await;
    // The day the key was used first stands in its own record, not in the log.
    reviews(&mut office).await;
    documents(&mut office).await;
    lists(&mut office).await;
    profiles(&mut office).await;
    service(&mut office).await;
    let document = office.service.get("/openapi.json").await.json();
    let described = document["paths"].as_object().unwrap().iter().flat_map(|(path, operations)| {
        operations.as_object().unwrap().keys().map(move |method| format!("{} {path}", method.to_uppercase()))
    });
    let writing: BTreeSet<String> = described.filter(|route| !route.starts_with("GET ")).collect();
    assert_eq!(office.seen, writing);
}

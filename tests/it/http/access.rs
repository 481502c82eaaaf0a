//! Every route × every kind of caller: who is let in, exactly. The rules stand here a second time, on purpose.

use duanshixin::store::{Scope, Store, StoredKey};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::client::Service;

/// A key whose last day is long over.
const EXPIRED: &str = "dsx_expired2_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
/// A key that nobody made.
const UNKNOWN: &str = "dsx_unknown2_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

/// Who may call a route: everybody, whoever has a key, or whoever has one of these scopes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    Open,
    AnyKey,
    Scopes(&'static str),
}

fn rule(method: &str, path: &str) -> Rule {
    let part = path.strip_prefix("/v1/").map(|rest| rest.split(['/', '.']).next().unwrap());
    match (method, part, path) {
        (_, None, _) => Rule::Open,
        (_, Some("access" | "limits" | "stats"), _) => Rule::AnyKey,
        (_, Some("reviews" | "facts"), _) => Rule::Scopes("desk"),
        (_, Some("search"), _) => Rule::Scopes("search"),
        ("GET", Some("documents"), "/v1/documents") => Rule::Scopes("search corpus"),
        ("GET", Some("documents"), "/v1/documents/{id}") => Rule::Scopes("desk search corpus"),
        ("GET", Some("documents"), _) => Rule::Scopes("search"),
        (_, Some("documents" | "imports" | "index" | "reindex"), _) => Rule::Scopes("corpus"),
        (_, Some("jobs"), _) => Rule::Scopes("terms corpus admin"),
        ("GET", Some("norm-profiles"), _) if !path.ends_with("/draft") => Rule::Scopes("desk terms"),
        (_, Some("norm-profiles" | "term-lists" | "proposals" | "rules"), _) => Rule::Scopes("terms"),
        (_, Some("audit"), _) => Rule::Scopes("audit"),
        (_, Some("keys" | "backups"), _) => Rule::Scopes("admin"),
        _ => panic!("{method} {path}: who may call this?"),
    }
}

/// Who asks.
struct Caller {
    name: String,
    key: Option<String>,
    /// What the key allows; `None` when it is no key that can be used.
    scopes: Option<Vec<&'static str>>,
}

impl Caller {
    fn expected(&self, rule: Rule, free: u16) -> u16 {
        match (rule, &self.scopes) {
            (Rule::Open, _) | (Rule::AnyKey, Some(_)) => free,
            (_, None) => 401,
            (Rule::Scopes(wanted), Some(scopes)) if wanted.split(' ').any(|scope| scopes.contains(&scope)) => free,
            (Rule::Scopes(_), Some(_)) => 403,
        }
    }

    fn headers(&self) -> Vec<(&'static str, String)> {
        self.key.iter().map(|key| ("authorization", format!("Bearer {key}"))).collect()
    }

    async fn status(&self, service: &Service, method: &str, path: &str) -> u16 {
        let headers = self.headers();
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        service.status(method, path, &headers).await
    }
}

/// A folder with an expired key.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let key = StoredKey {
        id: "expired2".to_owned(),
        hash: Sha256::digest(EXPIRED).into(),
        label: "过期的".to_owned(),
        scopes: Scope::ALL.into(),
        created_at: String::new(),
        expires_on: Some("2026-01-31".to_owned()),
        revoked_at: None,
        last_used: None,
    };
    Store::open(folder.path()).unwrap().insert_key(&key).unwrap();
    folder
}

/// A server that needs keys, with a caller of every kind; the one with all scopes last.
async fn keyed() -> (Service, Vec<Caller>) {
    let service = Service::limited(tempfile::tempdir().unwrap(), 0, 1);
    let scopes = Scope::ALL.map(Scope::name);
    let all = service.key("", "全部权限", &scopes).await;
    let revoked = service.key(&all, "吊销的", &scopes).await;
    let id = revoked.split('_').nth(1).unwrap();
    let bearer = format!("Bearer {all}");
    let gone = service.send("DELETE", &format!("/v1/keys/{id}"), &[("authorization", &bearer)], "").await;
    assert_eq!(gone.status, 204);
    let useless = |name: &str, key: Option<String>| Caller { name: name.to_owned(), key, scopes: None };
    let mut callers = vec![
        useless("no key", None),
        useless("unknown", Some(UNKNOWN.to_owned())),
        useless("revoked", Some(revoked)),
        useless("empty", Some(String::new())),
    ];
    for scope in scopes {
        let key = service.key(&all, scope, &[scope]).await;
        callers.push(Caller { name: scope.to_owned(), key: Some(key), scopes: Some(vec![scope]) });
    }
    callers.push(Caller { name: "all".to_owned(), key: Some(all), scopes: Some(scopes.to_vec()) });
    (service, callers)
}

/// Every route that is described, and the files of the page.
fn routes(document: &Value) -> Vec<(String, String)> {
    let described = document["paths"].as_object().unwrap().iter().flat_map(|(path, operations)| {
        operations.as_object().unwrap().keys().map(move |method| (method.to_uppercase(), path.clone()))
    });
    described.chain([("GET".to_owned(), "/assets/{name}".to_owned())]).collect()
}

/// A path with something in place of its names.
fn filled(path: &str) -> String {
    let mut filled = String::new();
    for part in path.split_inclusive('}') {
        let (before, name) = part.split_once('{').unwrap_or((part, ""));
        filled.push_str(before);
        filled.push_str(match name {
            "" => "",
            "name}" => "app.js",
            "version}" => "1",
            _ => "none",
        });
    }
    filled
}

/// Waits until no job runs: there is room for few.
async fn settled(service: &Service, caller: Option<&Caller>) {
    let headers = caller.map(Caller::headers).unwrap_or_default();
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    for _ in 0..600 {
        let jobs = service.send("GET", "/v1/jobs", &headers, "").await.text();
        if !jobs.contains("\"queued\"") && !jobs.contains("\"running\"") {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("a job does not end");
}

#[tokio::test]
async fn every_route_lets_in_whom_it_should_and_nobody_else() {
    let open = Service::new();
    let (service, callers) = keyed().await;
    let all = callers.last().unwrap();
    let (mut faults, mut asked) = (Vec::new(), 0);
    for (method, path) in routes(&open.get("/openapi.json").await.json()) {
        let rule = rule(&method, &path);
        let place = filled(&path);
        // Without keys everybody is let in: what is answered then is what whoever is let in is answered.
        let free = open.status(&method, &place, &[]).await;
        for caller in &callers {
            let status = caller.status(&service, &method, &place).await;
            asked += 1;
            if status != caller.expected(rule, free) {
                faults.push(format!("{method} {path} by {}: {status}, free {free}, {rule:?}", caller.name));
            }
            if status == 202 {
                settled(&service, Some(all)).await;
            }
        }
        settled(&open, None).await;
    }
    assert_eq!(faults, Vec::<String>::new());
    assert!(asked > 500, "{asked}");
}

/// Of jobs, the kind decides: who may not start one does not see it, follow it or stop it.
#[tokio::test]
async fn a_job_is_for_whoever_may_start_its_kind() {
    let (service, callers) = keyed().await;
    let all = callers.last().unwrap().headers();
    let all = all[0].1.as_str();
    let mut jobs = Vec::new();
    for (path, scope) in [
        ("/v1/backups", "admin"),
        ("/v1/index/rebuild", "corpus"),
        ("/v1/imports", "corpus"),
        ("/v1/term-lists/slogans/suggest", "terms"),
    ] {
        let (kind, body) = match path {
            "/v1/imports" => ("application/x-ndjson", "{\"id\":\"甲\",\"title\":\"题\",\"text\":\"水库\"}"),
            "/v1/backups" => ("application/json", "{\"scope\":\"lists\"}"),
            _ => ("", ""),
        };
        let headers = [("authorization", all), ("content-type", kind), ("prefer", "respond-async")];
        let made = service.send("POST", path, &headers, body).await;
        assert_eq!(made.status, 202, "{path}: {}", made.text());
        jobs.push((made.json()["id"].as_str().unwrap().to_owned(), scope));
        settled(&service, callers.last()).await;
    }
    for caller in callers.iter().filter(|caller| caller.scopes.is_some()) {
        let scopes = caller.scopes.as_ref().unwrap();
        let headers = caller.headers();
        let headers = [("authorization", headers[0].1.as_str())];
        let list = service.send("GET", "/v1/jobs", &headers, "").await.text();
        for (id, scope) in &jobs {
            let may = scopes.contains(scope);
            assert_eq!(list.contains(id.as_str()), may, "{} lists {scope}", caller.name);
            let path = format!("/v1/jobs/{id}");
            // What has ended cannot be stopped; whoever may not is not told that.
            for (method, path, free) in [
                ("GET", path.clone(), 200),
                ("GET", format!("{path}/events"), 200),
                ("POST", format!("{path}/cancel"), 409),
            ] {
                let status = caller.status(&service, method, &path).await;
                assert_eq!(status, if may { free } else { 403 }, "{method} {path} ({scope}) by {}", caller.name);
            }
        }
    }
}

#[tokio::test]
async fn an_expired_key_is_refused_and_opens_nothing() {
    let service = Service::limited(folder(), 0, 1);
    let routes = routes(&service.get("/openapi.json").await.json());
    let expired = Caller { name: "expired".to_owned(), key: Some(EXPIRED.to_owned()), scopes: None };
    let nobody = Caller { name: "no key".to_owned(), key: None, scopes: None };
    for (method, path) in routes.iter().filter(|(_, path)| path.starts_with("/v1/")) {
        for caller in [&expired, &nobody] {
            assert_eq!(caller.status(&service, method, &filled(path)).await, 401, "{method} {path} by {}", caller.name);
        }
    }
    let bearer = format!("Bearer {EXPIRED}");
    let refused = service.send("GET", "/v1/stats", &[("authorization", &bearer)], "").await;
    assert_eq!(refused.refusal().1, "key_refused");
    assert!(refused.text().contains("2026-01-31"), "{}", refused.text());
}

#[tokio::test]
async fn every_route_that_is_described_has_a_row() {
    let service = Service::new();
    for (method, path) in routes(&service.get("/openapi.json").await.json()) {
        let answer = service.status(&method, &filled(&path), &[]).await;
        assert_ne!(answer, 403, "{method} {path} stands in no row of src/http/access/table.rs");
        settled(&service, None).await;
    }
}

#[tokio::test]
async fn refusals_say_what_is_missing() {
    let (service, callers) = keyed().await;
    let nobody = service.get("/v1/reviews").await;
    assert_eq!(nobody.refusal(), (401, "key_required".to_owned(), vec![]));
    assert_eq!(nobody.header("www-authenticate"), "Bearer realm=\"duanshixin\"");
    let search = callers.iter().find(|caller| caller.name == "search").unwrap();
    let bearer = format!("Bearer {}", search.key.as_ref().unwrap());
    let beyond = service.send("GET", "/v1/norm-profiles", &[("authorization", &bearer)], "").await;
    assert_eq!(beyond.refusal().1, "scope_missing");
    assert!(beyond.text().contains("desk（审核） 或 terms（词表和规范档）"), "{}", beyond.text());
    assert!(beyond.header("www-authenticate").ends_with("error=\"insufficient_scope\", scope=\"desk terms\""));
    for wrong in [format!("Bearer {UNKNOWN}"), format!("Bearer {}", "a".repeat(9_999))] {
        let refused = service.send("GET", "/v1/reviews", &[("authorization", &wrong)], "").await;
        assert_eq!(refused.status, 401, "{wrong}");
        assert!(!refused.text().contains(&wrong[7..]), "a refusal does not repeat the key");
    }
    let shown = service.send("GET", "/v1/access", &[("authorization", &bearer)], "").await.json();
    assert_eq!((&shown["keys_required"], &shown["scopes"]), (&true.into(), &serde_json::json!(["search"])));
    assert_eq!(shown["key"]["label"], "search");
}

/// A page of another site whose name leads to this machine passes for one of ours; keys keep it out.
#[tokio::test]
async fn without_keys_the_server_answers_to_no_name() {
    let service = Service::new();
    let named = [("host", "evil.example:8686"), ("origin", "http://evil.example:8686")];
    let refused = service.send("GET", "/v1/reviews", &named, "").await;
    assert_eq!(refused.refusal(), (421, "unknown_host".to_owned(), vec![]));
    assert_eq!(service.status("GET", "/", &named).await, 421);
    let key = service.key("", "甲", &["admin", "desk"]).await;
    let bearer = format!("Bearer {key}");
    let with = [named[0], named[1], ("authorization", bearer.as_str())];
    assert_eq!(service.status("GET", "/v1/reviews", &with).await, 200);
}

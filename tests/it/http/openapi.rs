//! The description of the interface, and that the answers are as it says.

use serde_json::{Value, json};

use super::client::Service;
use super::schema;

fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let paths = document["paths"].as_object().unwrap();
    let of = |path: &String, operations: &Value| -> Vec<(String, String, Value)> {
        let operations = operations.as_object().unwrap();
        operations.iter().map(|(method, operation)| (method.clone(), path.clone(), operation.clone())).collect()
    };
    paths.iter().flat_map(|(path, operations)| of(path, operations)).collect()
}

fn is_chinese(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.chars().any(|c| ('一'..='龥').contains(&c)))
}

/// The fields of a schema, those of its parts too, with what is said of them.
fn fields(name: &str, schema: &Value) -> Vec<(String, Value)> {
    let parts = schema["allOf"].as_array().into_iter().flatten();
    let mut found: Vec<(String, Value)> = parts.flat_map(|part| fields(name, part)).collect();
    let own = schema["properties"].as_object().into_iter().flatten();
    found.extend(own.map(|(field, property)| (format!("{name}.{field}"), property["description"].clone())));
    found
}

#[tokio::test]
async fn everything_is_described_in_chinese() {
    let document = Service::new().get("/openapi.json").await.json();
    assert_eq!(document["openapi"], "3.1.0");
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let described: Vec<(String, Value)> = schemas.iter().flat_map(|(name, schema)| fields(name, schema)).collect();
    let mut missing: Vec<String> = described.iter().filter(|(_, d)| !is_chinese(d)).map(|(f, _)| f.clone()).collect();
    let unused = include_str!("../../../src/http/glossary.tsv").lines().filter(|line| {
        let key = line.split('\t').next().unwrap();
        !schemas.contains_key(key)
            && !described.iter().any(|(field, _)| field == key || field.split('.').next_back() == Some(key))
    });
    assert_eq!(unused.collect::<Vec<_>>(), [""; 0], "nothing is called so any more");
    for (method, path, operation) in operations(&document) {
        if !is_chinese(&operation["summary"]) {
            missing.push(format!("{method} {path}"));
        }
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            if !is_chinese(&parameter["description"]) {
                missing.push(format!("{method} {path} {}", parameter["name"]));
            }
        }
        let responses = operation["responses"].as_object().unwrap();
        assert!(responses.values().all(|r| is_chinese(&r["description"])), "{method} {path}");
        for header in responses.values().flat_map(|r| r["headers"].as_object().into_iter().flatten()) {
            assert!(is_chinese(&header.1["description"]), "{method} {path} {}", header.0);
        }
        let problem = &operation["responses"]["4XX"]["content"]["application/problem+json"]["schema"]["$ref"];
        assert_eq!(problem, "#/components/schemas/Problem", "{method} {path}");
    }
    assert_eq!(missing, Vec::<String>::new(), "add them to src/http/glossary.tsv");
}

/// What the types say of themselves in English stays inside.
#[tokio::test]
async fn no_english_sentence_is_left() {
    fn walk(place: &str, value: &Value, found: &mut Vec<String>) {
        let english = regex::Regex::new("[A-Za-z]+ [a-z]+ [a-z]+").unwrap();
        match value {
            Value::Object(fields) => {
                for (name, value) in fields {
                    match value.as_str() {
                        Some(text)
                            if name == "description"
                                && english.find_iter(text).any(|m| !m.as_str().starts_with("duanshixin")) =>
                        {
                            found.push(format!("{place}: {text}"));
                        }
                        _ => walk(&format!("{place}/{name}"), value, found),
                    }
                }
            }
            Value::Array(values) => values.iter().for_each(|value| walk(place, value, found)),
            _ => {}
        }
    }
    let document = Service::new().get("/openapi.json").await.json();
    let mut found = Vec::new();
    walk("", &document, &mut found);
    assert_eq!(found, [""; 0]);
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        assert!(schema["description"].is_null() || is_chinese(&schema["description"]), "{name}");
    }
}

/// What has a tag is not sent again to whoever has it, and that is described where it is so.
#[tokio::test]
async fn what_did_not_change_is_not_sent_again() {
    let service = Service::new();
    let document = service.get("/openapi.json").await.json();
    let entries = json!({"entries": [{"pattern": "甲乙丙丁"}]}).to_string();
    let kept = service.send("PUT", "/v1/term-lists/slogans/draft", &[("content-type", "application/json")], entries);
    assert_eq!(kept.await.status, 200);
    let draft = "base = \"national\"\nid = \"unit\"\ntitle = \"本单位\"\njurisdiction = \"示例\"\nvalid_from = \"2026-01-01\"\n";
    let kept = service.send("PUT", "/v1/norm-profiles/unit/draft", &[("content-type", "application/toml")], draft);
    assert_eq!(kept.await.status, 200);
    let mut tagged = 0;
    for (method, path, operation) in operations(&document) {
        let has_tag = !operation["responses"]["200"]["headers"]["ETag"].is_null() && method == "get";
        // What changes beneath its tag is sent whole.
        let changing = path.ends_with("/draft") || path == "/v1/norm-profiles/{id}";
        let named = operation["parameters"].as_array().into_iter().flatten().any(|p| p["name"] == "If-None-Match");
        let spared = has_tag && !changing;
        assert_eq!((spared, spared), (named, !operation["responses"]["304"].is_null()), "{method} {path}");
        if !has_tag {
            continue;
        }
        let id = match (path.starts_with("/v1/term-lists"), path.contains("/draft")) {
            (true, _) => "slogans",
            (false, true) => "unit",
            (false, false) => "national",
        };
        let asked = path.replace("{id}", id).replace("{version}", "1");
        let whole = service.get(&asked).await;
        let tag = whole.header("etag").to_owned();
        assert_eq!((whole.status, tag.is_empty()), (200, false), "{asked}: {}", whole.text());
        for (known, status) in [
            (tag.clone(), 304),
            (format!("\"x\", W/{tag}"), 304),
            ("*".to_owned(), 304),
            ("\"x\"".to_owned(), 200),
            (tag.replace('"', ""), 200),
        ] {
            let again = service.send("GET", &asked, &[("if-none-match", &known)], "").await;
            let status = if changing { 200 } else { status };
            assert_eq!((again.status, again.header("etag")), (status, tag.as_str()), "{asked} {known}");
            assert_eq!(again.body.is_empty(), status == 304, "{asked} {known}");
        }
        tagged += 1;
    }
    assert!(tagged >= 5, "{tagged}");
    // Another form of the same version is another answer.
    let table = [("accept", "text/csv"), ("if-none-match", "\"1\"")];
    assert_eq!(service.send("GET", "/v1/term-lists/slogans", &table, "").await.status, 200);
}

#[tokio::test]
async fn answers_are_as_described() {
    let service = Service::new();
    let document = service.get("/openapi.json").await.json();
    let text = "关于做好示例工作的通知\n各县：\n要高度重视，切实加强领导，确保取得实效。市水利局5月底前完成12处整改。"
        .repeat(9);
    let review = service.post("/v1/reviews", &json!({"text": text, "level": "city", "kind": "通知"})).await;
    let id = review.json()["id"].as_str().unwrap().to_owned();
    let put = service.post("/v1/documents", &json!({"id": "甲", "title": "关于甲的通知", "text": text})).await;
    let job = service.post("/v1/reindex", &json!(null)).await;
    let location = job.header("location").to_owned();
    service.finished(&location).await;
    let refused = service.post("/v1/reviews", &json!({"text": 1})).await;
    let problem = "/components/schemas/Problem";
    assert_eq!(schema::faults(&document, &document.pointer(problem).unwrap().clone(), &refused.json()), [""; 0]);

    let backup = service.post("/v1/backups", &json!({"scope": "lists"})).await;
    service.finished(backup.header("location")).await;
    let passage = "要高度重视，切实加强领导，确保取得实效。市水利局5月底前完成12处整改。";
    let traced = service.post("/v1/search/passage", &json!({"text": passage})).await;
    let mut answers = vec![
        ("post", "/v1/search/passage", "200", traced),
        ("post", "/v1/reviews", "201", review),
        ("post", "/v1/documents", "201", put),
        ("post", "/v1/reindex", "202", job),
        ("post", "/v1/backups", "202", backup),
    ];
    for (path, asked) in [
        ("/v1/reviews", "/v1/reviews".to_owned()),
        ("/v1/reviews/{id}", format!("/v1/reviews/{id}")),
        ("/v1/search", "/v1/search?q=%E9%98%B2%E6%B1%9B&sort=date".to_owned()),
        ("/v1/search", "/v1/search?q=%E9%98%B2%E6%B1%9B&explain=true".to_owned()),
        ("/v1/documents/{id}/similar", "/v1/documents/sample-c01/similar".to_owned()),
        ("/v1/documents/{id}/repeated_by", "/v1/documents/sample-c01/repeated_by".to_owned()),
        ("/v1/documents", "/v1/documents?size=3".to_owned()),
        ("/v1/documents/{id}", "/v1/documents/%E7%94%B2".to_owned()),
        ("/v1/backups", "/v1/backups".to_owned()),
        ("/v1/jobs", "/v1/jobs".to_owned()),
        ("/v1/jobs/{id}", location),
        ("/v1/term-lists", "/v1/term-lists".to_owned()),
        ("/v1/term-lists/{id}", "/v1/term-lists/burden".to_owned()),
        ("/v1/term-lists/{id}/versions", "/v1/term-lists/burden/versions".to_owned()),
        ("/v1/term-lists/{id}/versions/{version}", "/v1/term-lists/slogans/versions/1".to_owned()),
        ("/v1/norm-profiles", "/v1/norm-profiles".to_owned()),
        ("/v1/norm-profiles/{id}", "/v1/norm-profiles/national".to_owned()),
        ("/v1/norm-profiles/{id}/versions", "/v1/norm-profiles/national/versions".to_owned()),
        ("/v1/limits", "/v1/limits".to_owned()),
        ("/v1/stats", "/v1/stats".to_owned()),
        ("/v1/access", "/v1/access".to_owned()),
        ("/v1/keys", "/v1/keys".to_owned()),
        ("/v1/audit", "/v1/audit?size=2".to_owned()),
        ("/v1/audit/check", "/v1/audit/check".to_owned()),
    ] {
        answers.push(("get", path, "200", service.get(&asked).await));
    }
    for (method, path, status, answer) in answers {
        assert_eq!(answer.status.to_string(), status, "{method} {path} {}", answer.text());
        let schema = &document["paths"][path][method]["responses"][status]["content"]["application/json"]["schema"];
        assert_eq!(schema::faults(&document, schema, &answer.json()), Vec::<String>::new(), "{method} {path}");
    }
}

/// Files that are no text are bytes, and are said to be such wherever they go in or out.
#[tokio::test]
async fn files_are_described_as_bytes() {
    let document = Service::new().get("/openapi.json").await.json();
    let mut seen = std::collections::BTreeMap::<String, usize>::new();
    for (method, path, operation) in operations(&document) {
        let responses = operation["responses"].as_object().unwrap().values();
        for body in responses.chain([&operation["requestBody"]]) {
            for (media, content) in body["content"].as_object().into_iter().flatten() {
                let text = media.starts_with("text/") || media.contains("json") || media == "application/toml";
                if text || media == "multipart/form-data" {
                    assert_ne!(content["schema"]["format"], "binary", "{method} {path} {media}");
                } else {
                    let wanted = json!({"type": "string", "format": "binary", "contentMediaType": media});
                    assert_eq!(content["schema"], wanted, "{method} {path} {media}");
                    *seen.entry(media.rsplit('.').next().unwrap().to_owned()).or_default() += 1;
                }
            }
        }
    }
    assert_eq!(
        seen.into_iter().collect::<Vec<_>>(),
        [("application/zip".to_owned(), 2), ("document".to_owned(), 1), ("sheet".to_owned(), 5)]
    );
}

/// Every request body that is text has an example; those in JSON fit their schema, and what can be sent as it stands is accepted.
#[tokio::test]
async fn requests_are_described_by_examples() {
    let service = Service::new();
    let document = service.get("/openapi.json").await.json();
    let mut sent = 0;
    for (method, path, operation) in operations(&document) {
        for (media, content) in operation["requestBody"]["content"].as_object().into_iter().flatten() {
            let example = &content["example"];
            // Files that are no text have none.
            if media.starts_with("application/vnd.openxmlformats") {
                continue;
            }
            assert!(!example.is_null(), "{method} {path} {media} has no example in src/http/examples.json");
            if media == "multipart/form-data" {
                assert_eq!(schema::faults(&document, &content["schema"], example), [""; 0], "{method} {path} {media}");
                let answer = service.form(path.as_str(), example).await;
                assert!(answer.status < 300, "{path}: {}", answer.text());
                continue;
            }
            let body = example.as_str().map_or_else(|| example.to_string(), str::to_owned);
            if media == "application/json" {
                assert_eq!(schema::faults(&document, &content["schema"], example), [""; 0], "{method} {path}");
                let name = content["schema"]["$ref"].as_str().unwrap().trim_start_matches('#');
                assert_eq!(document.pointer(name).unwrap()["additionalProperties"], false, "{name}");
            }
            // The first key would shut the door on the requests after it.
            if method == "post" && !path.contains('{') && path != "/v1/keys" {
                let answer = service.send("POST", &path, &[("content-type", media)], body).await;
                assert!(answer.status < 300, "{path}: {}", answer.text());
                sent += 1;
            }
        }
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let name = &parameter["name"];
            assert!(!parameter["example"].is_null(), "{method} {path} {name} has no example in src/http/examples.json");
            let faults = schema::faults(&document, &parameter["schema"], &parameter["example"]);
            assert_eq!(faults, [""; 0], "{method} {path} {name}");
        }
    }
    assert!(sent >= 5, "{sent}");
    let problem = &document["components"]["schemas"]["Problem"];
    assert_eq!(schema::faults(&document, problem, &problem["example"]), [""; 0]);
}

/// Every answer in JSON has an example that fits its schema.
#[tokio::test]
async fn answers_are_described_by_examples() {
    let document = Service::new().get("/openapi.json").await.json();
    let mut described = 0;
    for (method, path, operation) in operations(&document) {
        for (status, response) in operation["responses"].as_object().unwrap() {
            let content = &response["content"]["application/json"];
            // The description does not hold itself.
            if content.is_null() || path == "/openapi.json" {
                continue;
            }
            let example = &content["example"];
            assert!(
                !example.is_null(),
                "{method} {path} {status}: {} is not in src/http/answers.json",
                content["schema"]
            );
            assert_eq!(schema::faults(&document, &content["schema"], example), [""; 0], "{method} {path} {status}");
            described += 1;
        }
    }
    assert!(described >= 55, "{described}");
}

#[tokio::test]
async fn every_operation_says_which_scopes_it_needs() {
    let document = Service::new().get("/openapi.json").await.json();
    assert_eq!(document["components"]["securitySchemes"]["key"]["scheme"], "bearer");
    for (method, path, operation) in operations(&document) {
        let security = operation["security"].as_array().unwrap_or_else(|| panic!("{method} {path}"));
        let without = security.is_empty() || security.contains(&json!({}));
        assert!(without && (path.starts_with("/v1/") != security.is_empty() || path == "/metrics"), "{method} {path}");
    }
    let read = &document["paths"]["/v1/documents/{id}"]["get"]["security"];
    assert_eq!(read, &json!([{"key": ["desk"]}, {"key": ["search"]}, {"key": ["corpus"]}, {}]));
}

#[tokio::test]
async fn the_list_has_every_route_and_asks_nothing_of_others() {
    let service = Service::new();
    let document = service.get("/openapi.json").await.json();
    let answer = service.get("/docs").await;
    let page = answer.text();
    assert!(answer.header("content-type").starts_with("text/html"));
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert!(answer.header("content-security-policy").contains("default-src 'self'"));
    let shown = |text: &Value| {
        let text = text.as_str().unwrap_or_default();
        text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
    };
    for (method, path, operation) in operations(&document) {
        let said = [&operation["summary"], &operation["description"]];
        let parameters = operation["parameters"].as_array().into_iter().flatten().map(|p| &p["description"]);
        let answers = operation["responses"].as_object().unwrap().values().map(|r| &r["description"]);
        for text in said.into_iter().chain(parameters).chain(answers) {
            assert!(page.contains(&shown(text)), "{method} {path}: {text}");
        }
        assert!(page.contains(&path), "{path}");
    }
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        assert!(page.contains(&format!("id=\"type-{name}\"")), "{name}");
        for (field, said) in fields(name, schema) {
            assert!(page.contains(&shown(&said)), "{field}");
        }
    }
    for words in [
        "防汛 OR 抗旱",
        "密钥须有 <code>terms</code>（词表和规范档）",
        "Idempotency-Key：",
        "无须密钥",
        "request_timeout",
    ] {
        assert!(page.contains(words), "{words}");
    }
    let known: std::collections::BTreeSet<&str> =
        page.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    for link in page.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(known.contains(link), "{link} leads nowhere");
    }
    assert_eq!(service.get("/assets/docs.css").await.status, 200);
    assert!(!page.contains("<style") && !page.contains(" style=") && !page.contains(" onclick="));
    assert!(!page.contains("http://") && !page.contains("https://") && !page.contains("<script"));
}

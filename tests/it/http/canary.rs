//! Words that stand in drafts, titles, names of files, queries and keys, and that must stand neither in the log, at its
//! most talkative, nor in the audit log, nor in the metrics.

use serde_json::json;

use super::running::{Running, said};
use crate::support;

/// What follows tells where a word came from.
const CANARY: &str = "jinsique";

const JSON: (&str, &str) = ("content-type", "application/json");
const FORM: (&str, &str) = ("content-type", "multipart/form-data; boundary=line");

/// A form with a file, and with a title where it is a draft.
fn form(titled: bool, file: &str, content: &[u8]) -> Vec<u8> {
    let title = format!("--line\r\ncontent-disposition: form-data; name=\"title\"\r\n\r\n{CANARY}formtitle\r\n");
    let title = if titled { title.as_str() } else { "" };
    let head = format!("{title}--line\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{file}\"\r\n\r\n");
    [head.as_bytes(), content, b"\r\n--line--\r\n"].concat()
}

fn id_of(answer: &str) -> String {
    let body = answer.split("\r\n\r\n").nth(1).unwrap();
    let found = regex::Regex::new("\"id\":\\s*\"([0-9a-f-]{36})\"").unwrap();
    found.captures(body).unwrap_or_else(|| panic!("{answer}"))[1].to_owned()
}

/// Everything that the desk does with a draft, right and wrong.
fn review(server: &Running, key: (&str, &str)) {
    let text =
        format!("关于{CANARY}title的通知\n各县：\n要高度重视{CANARY}text，切实加强领导，确保取得实效。").repeat(3);
    let draft = json!({"text": text, "title": format!("{CANARY}title"), "id": format!("{CANARY}id"), "issuer": format!("{CANARY}issuer"), "level": "city"});
    let made = server.ask("POST", "/v1/reviews", &[key, JSON], draft.to_string());
    assert!(made.starts_with("HTTP/1.1 201"), "{made}");
    let id = id_of(&made);
    let told = server.ask("POST", "/v1/facts", &[key, JSON], draft.to_string());
    assert!(told.starts_with("HTTP/1.1 200"), "{told}");
    let word = support::docx(&[&format!("{CANARY}docx的通知"), "请于5月底前报送。"]);
    let file = server.ask("POST", "/v1/reviews", &[key, FORM], form(true, &format!("{CANARY}file.docx"), &word));
    assert!(file.starts_with("HTTP/1.1 201"), "{file}");
    let file = id_of(&file);
    let damaged =
        server.ask("POST", "/v1/reviews", &[key, FORM], form(true, &format!("{CANARY}bad.docx"), &word[..99]));
    assert!(damaged.starts_with("HTTP/1.1 4"), "{damaged}");
    let secret = json!({"text": format!("机密★3年\n{CANARY}secret")}).to_string();
    for body in [format!("{{\"{CANARY}"), json!({"text": 1, CANARY: CANARY, "level": CANARY}).to_string(), secret] {
        assert!(server.ask("POST", "/v1/reviews", &[key, JSON], body).starts_with("HTTP/1.1 4"));
    }
    for path in ["", "/text", "/report.html", "/report.docx", "/findings.csv", "/assessment.csv", "/decisions"] {
        for id in [&id, &file] {
            let read = server.ask("GET", &format!("/v1/reviews/{id}{path}"), &[key], "");
            assert!(read.starts_with("HTTP/1.1 200"), "{path}: {read}");
        }
    }
    let decision = json!({"decision": "ignored", "reason": format!("{CANARY}reason")}).to_string();
    let decided = server.ask("PUT", &format!("/v1/reviews/{id}/decisions/f1"), &[key, JSON], decision);
    assert!(decided.starts_with("HTTP/1.1 200") || decided.starts_with("HTTP/1.1 404"), "{decided}");
    server.ask("GET", &format!("/v1/reviews?q={CANARY}q"), &[key], "");
    server.ask("GET", &format!("/v1/reviews/{CANARY}wrong"), &[key], "");
    server.ask("DELETE", &format!("/v1/reviews/{id}"), &[key], "");
}

/// Everything around the corpus and the lists.
fn corpus(server: &Running, key: (&str, &str)) {
    let document = json!({"id": format!("{CANARY}docid"), "title": format!("{CANARY}doctitle"), "text": format!("{CANARY}doctext"), "docno": format!("{CANARY}docno")});
    assert!(server.ask("POST", "/v1/documents", &[key, JSON], document.to_string()).starts_with("HTTP/1.1 201"));
    let lines = format!(
        "{document}\n{{\"id\":\"{CANARY}\n{}\n",
        json!({"id": format!("{CANARY}second"), "title": "题", "text": CANARY})
    );
    let job = server.ask("POST", "/v1/imports", &[key, ("content-type", "application/x-ndjson")], lines);
    assert!(job.starts_with("HTTP/1.1 202"), "{job}");
    ended(server, key, &id_of(&job));
    for (name, content) in [("good.txt", "关于示例的通知\n请于5月底前报送。".as_bytes()), ("bad.docx", b"PK\x03\x04")]
    {
        let job = server.ask("POST", "/v1/imports", &[key, FORM], form(false, &format!("{CANARY}{name}"), content));
        assert!(job.starts_with("HTTP/1.1 202"), "{job}");
        ended(server, key, &id_of(&job));
    }
    for path in [
        "search?q=",
        "search?sort=date&cursor=",
        "documents/",
        "term-lists/",
        "norm-profiles/",
        "audit?object=",
        "audit?action=",
    ] {
        server.ask("GET", &format!("/v1/{path}{CANARY}asked"), &[key], "");
    }
    let passage = json!({"text": format!("每个{CANARY}passage明确1名转移责任人、1条转移路线、1处安置点")}).to_string();
    server.ask("POST", "/v1/search/passage", &[key, JSON], passage);
    let entry = json!({"pattern": format!("{CANARY}term"), "note": CANARY}).to_string();
    server.ask("POST", "/v1/term-lists/slogans/entries", &[key, JSON, ("if-match", "\"1\"")], entry);
    server.ask("PUT", "/v1/term-lists/slogans", &[key, JSON, ("if-match", CANARY)], CANARY);
    server.ask("DELETE", &format!("/v1/documents/{CANARY}docid"), &[key], "");
    server.ask("DELETE", &format!("/v1/keys/{CANARY}key"), &[key], "");
}

/// Drafts of lists and profiles, previews, proposals, candidates, backups: whatever quotes drafts, or words of the desk.
fn administration(server: &Running, key: (&str, &str)) {
    let asked = |method: &str, path: &str, headers: &[(&str, &str)], body: String, status: &str| {
        let headers = [&[key][..], headers].concat();
        let answer = server.ask(method, path, &headers, body);
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{method} {path}: {answer}");
        answer
    };
    let slogans = "/v1/term-lists/slogans";
    for number in 0..2 {
        let text = format!("关于{CANARY}tried{number}的通知\n各县：\n要{CANARY}term落实到位，确保取得实效。");
        let made = asked("POST", "/v1/reviews", &[JSON], json!({"text": text, "level": "city"}).to_string(), "201");
        let report: serde_json::Value = serde_json::from_str(made.split("\r\n\r\n").nth(1).unwrap()).unwrap();
        for finding in report["findings"].as_array().unwrap() {
            let id = finding["id"].as_str().unwrap();
            let path = format!("/v1/reviews/{}/decisions/{id}", report["id"].as_str().unwrap());
            let reason = json!({"decision": "ignored", "reason": format!("{CANARY}why")}).to_string();
            asked("PUT", &path, &[JSON], reason, "200");
        }
    }
    let proposals = asked("GET", "/v1/proposals", &[], String::new(), "200");
    assert!(proposals.contains(&format!("{CANARY}why")), "reasons are told to those who may read them: {proposals}");
    let approval = json!({"list": "slogans", "entry": format!("{CANARY}term"), "exceptions": [format!("{CANARY}term落实")], "note": CANARY});
    asked("POST", "/v1/proposals/approve", &[JSON], approval.to_string(), "200");
    let rejection = json!({"list": "slogans", "entry": format!("{CANARY}term"), "note": CANARY});
    asked("POST", "/v1/proposals/reject", &[JSON], rejection.to_string(), "204");
    let later = ("prefer", "respond-async");
    for path in [format!("{slogans}/draft/preview"), format!("{slogans}/suggest")] {
        asked("POST", &path, &[], String::new(), "200");
        let job = id_of(&asked("POST", &path, &[later], String::new(), "202"));
        ended(server, key, &job);
        asked("GET", &format!("/v1/jobs/{job}/events"), &[], String::new(), "200");
    }
    let csv = ("content-type", "text/csv");
    let broken = format!("pattern,severity\n{CANARY},9\n\"{CANARY}");
    asked("PUT", &format!("{slogans}/draft"), &[csv, ("if-match", "*")], broken, "422");
    asked("POST", &format!("{slogans}/draft/publish?note={CANARY}"), &[("if-match", "\"1.1\"")], String::new(), "412");
    asked("POST", &format!("{slogans}/draft/publish?note={CANARY}"), &[("if-match", "*")], String::new(), "200");
    for candidate in ["accept", "reject"] {
        let body = json!({"pattern": format!("{CANARY}候选")}).to_string();
        asked("POST", &format!("{slogans}/suggest/{candidate}"), &[JSON], body, "20");
    }
    let toml = ("content-type", "application/toml");
    let profile = "/v1/norm-profiles/unit/draft";
    let file = format!(
        "base = \"national\"\nid = \"unit\"\ntitle = \"{CANARY}\"\njurisdiction = \"{CANARY}\"\nvalid_from = \"2026-01-01\"\n"
    );
    asked("PUT", profile, &[toml], file, "200");
    asked("POST", &format!("{profile}/preview"), &[], String::new(), "200");
    // A draft with faults is kept too, and they are told to whoever reads it.
    server.ask("PUT", profile, &[key, toml, ("if-match", "*")], format!("{CANARY} = {CANARY}"));
    let backup = id_of(&asked("POST", "/v1/backups", &[JSON], json!({"scope": "all"}).to_string(), "202"));
    ended(server, key, &backup);
}

fn ended(server: &Running, key: (&str, &str), job: &str) {
    for _ in 0..600 {
        let state = server.ask("GET", &format!("/v1/jobs/{job}"), &[key], "");
        if !state.contains("\"queued\"") && !state.contains("\"running\"") {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("job {job} does not end");
}

#[test]
fn no_word_of_a_draft_and_no_key_is_logged_recorded_or_counted() {
    let folder = tempfile::tempdir().unwrap();
    let all = "desk,search,terms,corpus,audit,admin";
    let made = said(folder.path(), &["keys", "create", "--label", "办公室", "--scope", all]);
    let bearer = format!("Bearer {}", made.trim());
    let secret = made.trim().rsplit('_').next().unwrap().to_owned();
    let server = Running::start(folder.path(), "127.0.0.1:0");
    let key = ("authorization", bearer.as_str());
    review(&server, key);
    corpus(&server, key);
    administration(&server, key);
    // Callers that present a key in a wrong way, or in a wrong place.
    for wrong in [format!("Bearer {CANARY}bearer"), format!("Basic {secret}"), format!("{CANARY}scheme {secret}")] {
        let refused = server.ask("GET", "/v1/stats", &[("authorization", &wrong)], "");
        assert!(refused.starts_with("HTTP/1.1 401"), "{refused}");
    }
    server.ask("GET", &format!("/v1/stats?key={}", made.trim()), &[key], "");
    server.ask("GET", &format!("/v1/{CANARY}nowhere/{secret}"), &[("x-request-id", "甲"), ("cookie", &secret)], "");
    let second = json!({"label": "第二个", "scopes": ["desk"]}).to_string();
    let second = server.ask("POST", "/v1/keys", &[key, JSON], second);
    let second =
        second.split("\"key\":\"").nth(1).unwrap().split('"').next().unwrap().rsplit('_').next().unwrap().to_owned();

    let table = server.ask("GET", "/v1/audit.csv", &[key], "");
    let lines = server.ask("GET", "/v1/audit.jsonl", &[key], "");
    let metrics = server.ask("GET", "/metrics", &[key], "");
    let log = server.stop();
    let later = said(folder.path(), &["audit", "export"]);
    assert!(table.lines().count() > 15 && lines.lines().count() > 15 && later.lines().count() > 15);
    for (name, text) in [("log", &log), ("table", &table), ("lines", &lines), ("metrics", &metrics), ("later", &later)]
    {
        for word in [CANARY, &secret, &second, "切实加强领导"] {
            if let Some(at) = text.find(word) {
                let around: String = text[..at].chars().rev().take(200).collect::<Vec<_>>().into_iter().rev().collect();
                panic!("{word} in {name}: {around}{word}");
            }
        }
    }
    for words in ["/v1/reviews", "/v1/imports", "request"] {
        assert!(log.contains(words), "the log was read: {words}");
    }
    assert!(said(folder.path(), &["audit", "verify"]).contains("未发现改动"));
}

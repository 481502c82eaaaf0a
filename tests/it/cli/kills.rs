//! `kill -9` of a server at work, several times over one data folder: what it acknowledged is there after each start,
//! and its index equals its store. `tests/bench/kill.py` does the same for longer and with more kinds of writes.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::Child;
use std::sync::Mutex;
use std::time::Duration;

use serde_json::{Value, json};

use super::program::Program;

/// Kills of one run.
const KILLS: u64 = 8;
/// A word of every document put in here and of no other.
const MARK: &str = "夜鹭湾";

/// A running server.
struct Server {
    process: Child,
    address: String,
}

/// What was acknowledged.
#[derive(Default)]
struct Acknowledged {
    documents: BTreeMap<String, String>,
    entries: BTreeSet<String>,
}

impl Server {
    fn start(program: &Program) -> Self {
        let mut process = program.command(&["serve", "--listen", "127.0.0.1:0"]).spawn().unwrap();
        let mut errors = process.stderr.take().unwrap();
        std::thread::spawn(move || std::io::copy(&mut errors, &mut std::io::sink()));
        let line = BufReader::new(process.stdout.take().unwrap()).lines().next().unwrap().unwrap();
        let address = line.split("http://").nth(1).unwrap().trim_end_matches('/').to_owned();
        Self { process, address }
    }

    /// Status, entity tag and body of an answer; `None` when the server went meanwhile.
    fn ask(&self, method: &str, path: &str, headers: &str, body: &str) -> Option<(u16, String, Value)> {
        let mut stream = TcpStream::connect(&self.address).ok()?;
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncontent-length: {}\r\n{headers}\r\n{body}",
            self.address,
            body.len()
        );
        stream.write_all(head.as_bytes()).ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        let (head, body) = answer.split_once("\r\n\r\n")?;
        let status = head.split(' ').nth(1)?.parse().ok()?;
        let tag = head.lines().find_map(|line| line.strip_prefix("etag: ")).unwrap_or_default().to_owned();
        Some((status, tag, serde_json::from_str(body).ok()?))
    }

    fn get(&self, path: &str) -> Value {
        self.ask("GET", path, "", "").unwrap().2
    }
}

const JSON: &str = "content-type: application/json\r\n";

/// Puts documents in until the server goes.
fn put_documents(server: &Server, round: u64, done: &Mutex<Acknowledged>) {
    for n in 0.. {
        let (id, text) = (format!("k-{round}-{n}"), format!("{MARK}第{round}轮第{n}号渔港整修方案。"));
        let body = json!({"id": id, "title": "关于渔港的通知", "text": text}).to_string();
        match server.ask("POST", "/v1/documents", JSON, &body) {
            Some((201, ..)) => drop(done.lock().unwrap().documents.insert(id, text)),
            Some(other) => panic!("{other:?}"),
            None => return,
        }
    }
}

/// Imports documents until the server goes; what got in of them is compared between index and store only.
fn import(server: &Server, round: u64) {
    for n in 0.. {
        let line = |m: u64| json!({"id": format!("i-{round}-{n}-{m}"), "title": "题", "text": format!("{MARK}{m}")});
        let lines: String = (0..400).map(|m| format!("{}\n", line(m))).collect();
        if server.ask("POST", "/v1/imports", "content-type: application/x-ndjson\r\n", &lines).is_none() {
            return;
        }
        std::thread::sleep(Duration::from_millis(30));
    }
}

/// Publishes versions of a term list until the server goes.
fn publish(server: &Server, round: u64, done: &Mutex<Acknowledged>) {
    for n in 0.. {
        let pattern = format!("示例套话第{round}轮第{n}句");
        let path = "/v1/term-lists/slogans";
        let Some((_, tag, _)) = server.ask("GET", path, "", "") else { return };
        let headers = format!("{JSON}if-match: {tag}\r\n");
        let body = json!({ "pattern": pattern }).to_string();
        match server.ask("POST", &format!("{path}/entries"), &headers, &body) {
            Some((201, ..)) => drop(done.lock().unwrap().entries.insert(pattern)),
            Some(other) => panic!("{other:?}"),
            None => return,
        }
    }
}

/// Whether everything acknowledged is there and the index equals the store.
fn check(program: &Program, server: &Server, done: &Acknowledged) {
    let file = rusqlite::Connection::open(program.data().join("duanshixin.db")).unwrap();
    let mut statement = file.prepare("SELECT id, text FROM documents").unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let stored: BTreeMap<String, String> = rows.collect::<rusqlite::Result<_>>().unwrap();
    for (id, text) in &done.documents {
        assert_eq!(stored.get(id), Some(text), "{id}");
    }
    let (mut indexed, mut cursor) = (BTreeSet::new(), String::new());
    loop {
        let page = server.get(&format!("/v1/documents?size=100{cursor}"));
        let ids = page["documents"].as_array().unwrap().iter().map(|d| d["id"].as_str().unwrap().to_owned());
        indexed.extend(ids);
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(indexed, stored.keys().cloned().collect());
    let marked = stored.values().filter(|text| text.contains(MARK)).count() as u64;
    let found = server.get("/v1/search?q=%22%E5%A4%9C%E9%B9%AD%E6%B9%BE%22&size=1");
    // A search that ran out of time counts what it came to.
    let count = found["total"]["value"].as_u64().unwrap();
    assert!(count == marked || found["total"]["relation"] == "gte" && count < marked, "{count} of {marked}");
    let list = server.get("/v1/term-lists/slogans");
    let patterns: BTreeSet<&str> =
        list["entries"].as_array().unwrap().iter().map(|e| e["pattern"].as_str().unwrap()).collect();
    assert!(done.entries.iter().all(|pattern| patterns.contains(pattern.as_str())));
    let going = |job: &&Value| matches!(job["state"].as_str(), Some("queued" | "running"));
    assert_eq!(server.get("/v1/jobs?size=1000")["jobs"].as_array().unwrap().iter().find(going), None);
}

#[test]
fn what_a_killed_server_acknowledged_is_there() {
    let program = Program::new();
    let done = Mutex::new(Acknowledged::default());
    for round in 0..=KILLS {
        let mut server = Server::start(&program);
        check(&program, &server, &done.lock().unwrap());
        if round == KILLS {
            server.process.kill().unwrap();
            server.process.wait().unwrap();
            break;
        }
        let id = server.process.id().to_string();
        std::thread::scope(|scope| {
            scope.spawn(|| put_documents(&server, round, &done));
            scope.spawn(|| import(&server, round));
            scope.spawn(|| publish(&server, round, &done));
            // Spread over the first second: into batches, commits of the index, checkpoints.
            std::thread::sleep(Duration::from_millis(100 + round * 397 % 900));
            assert!(std::process::Command::new("kill").args(["-9", &id]).status().unwrap().success());
        });
        server.process.wait().unwrap();
    }
    let done = done.into_inner().unwrap();
    assert!(!done.documents.is_empty() && !done.entries.is_empty(), "nothing was acknowledged");
    assert!(program.run(&["doctor"]).exits(0).out.contains("未发现问题"));
}

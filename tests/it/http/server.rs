//! The running program on a real socket: it answers, keeps drafts out of its log, and stops cleanly when told to.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, Stdio};

use serde_json::json;

/// Words that stand in every request and must not stand in the log.
const CANARY: &str = "金丝雀";

/// One request on a connection of its own; the whole answer.
fn ask(address: &str, method: &str, path: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nx-request-id: oa-log-1\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn the_server_answers_logs_no_words_and_stops_when_told_to() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Command::new(env!("CARGO_BIN_EXE_duanshixin"))
        .args(["serve", "--listen", "127.0.0.1:0", "--log", "trace", "--data"])
        .arg(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Read to its end beside the requests: a full pipe would stop the server.
    let mut errors = server.stderr.take().unwrap();
    let log = std::thread::spawn(move || {
        let mut log = String::new();
        errors.read_to_string(&mut log).unwrap();
        log
    });
    let mut said = BufReader::new(server.stdout.take().unwrap()).lines();
    let first = said.next().unwrap().unwrap();
    let address = first.split("http://").nth(1).unwrap().trim_end_matches('/').to_owned();

    let draft = json!({"text": format!("{CANARY}请于5月底前报送。")}).to_string();
    assert!(ask(&address, "POST", "/v1/reviews", &draft).starts_with("HTTP/1.1 201"));
    for body in [format!("{{\"{CANARY}"), json!({CANARY: CANARY, "level": CANARY}).to_string()] {
        assert!(ask(&address, "POST", "/v1/reviews", &body).starts_with("HTTP/1.1 4"));
    }
    assert!(ask(&address, "GET", "/v1/search?q=%E9%87%91%E4%B8%9D%E9%9B%80", "").starts_with("HTTP/1.1 200"));

    assert!(Command::new("kill").args(["-TERM", &server.id().to_string()]).status().unwrap().success());
    assert_eq!(server.wait().unwrap().code(), Some(0));
    let log = log.join().unwrap();
    for words in ["/v1/reviews", "/v1/search", "oa-log-1", "201"] {
        assert!(log.contains(words), "{words}: {log}");
    }
    assert!(!log.contains(CANARY) && !log.contains("%E9%87%91"), "{log}");
}

//! Commands given beside a server at work: its jobs told and stopped, a backup made, each with its row in the log; and
//! the settings that a start leaves there.

use serde_json::{Value, json};

use super::running::{Running, said};

fn body(answer: &str) -> Value {
    serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
}

/// Action, actor and object of the rows of a filter, newest first.
fn rows(server: &Running, filter: &str) -> Vec<[String; 3]> {
    let page = body(&server.ask("GET", &format!("/v1/audit?size=100&{filter}"), &[], ""));
    let text = |row: &Value, field: &str| row[field].as_str().unwrap().to_owned();
    page["rows"].as_array().unwrap().iter().map(|row| ["action", "actor", "object"].map(|f| text(row, f))).collect()
}

#[test]
fn jobs_are_told_and_stopped_and_a_backup_made_beside_a_server() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Running::start(&data, "127.0.0.1:0");
    let line = |n: usize| {
        json!({"id": format!("j-{n}"), "title": "题", "text": format!("第{n}次巡查。").repeat(40)}).to_string()
    };
    let lines = (0..30_000).map(line).collect::<Vec<_>>().join("\n");
    let jobs: Vec<String> = [("/v1/imports", lines), ("/v1/index/rebuild", String::new())]
        .into_iter()
        .map(|(path, lines)| {
            let headers = [("content-type", "application/x-ndjson")];
            let made = server.ask("POST", path, if lines.is_empty() { &[] } else { &headers }, lines);
            assert!(made.starts_with("HTTP/1.1 202"), "{made}");
            body(&made)["id"].as_str().unwrap().to_owned()
        })
        .collect();
    let [import, rebuild] = [&jobs[0], &jobs[1]];
    let listed: Value = serde_json::from_str(&said(&data, &["jobs", "list", "--format", "json"])).unwrap();
    let ids: Vec<&Value> = listed.as_array().unwrap().iter().map(|job| &job["id"]).collect();
    assert_eq!(ids, [rebuild, import], "the newest first");
    let table = said(&data, &["jobs", "list", "--size", "1"]);
    assert!(table.contains("重建索引，等待中") && !table.contains(import.as_str()), "{table}");
    // The one that waits, then the one at work.
    for id in [rebuild, import] {
        said(&data, &["jobs", "cancel", id]);
        let ended = || body(&server.ask("GET", &format!("/v1/jobs/{id}"), &[], ""))["state"].clone();
        let mut looks = 0;
        while ended() != "cancelled" {
            assert!(looks < 600 && ended() != "succeeded", "{id} goes on");
            std::thread::sleep(std::time::Duration::from_millis(50));
            looks += 1;
        }
    }
    let shown = said(&data, &["jobs", "show", import]);
    assert!(shown.contains("导入，已取消") && shown.contains("新增"), "{shown}");

    let backups = folder.path().join("backups");
    std::fs::create_dir(&backups).unwrap();
    said(&data, &["backup", "create", backups.to_str().unwrap()]);
    let chosen = backups.join("张三的备份.zip");
    said(&data, &["backup", "create", chosen.to_str().unwrap(), "--only", "lists"]);
    let given = std::fs::read_dir(&backups).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let named: Vec<String> = given.filter(|name| name.starts_with("duanshixin-")).collect();
    let row = |action: &str, object: &str| [action, "command_line", object].map(str::to_owned);
    let wanted = [
        row("backup.created", &duanshixin::store::digest_of("张三的备份.zip")),
        row("backup.created", &named[0]),
        row("job.cancelled", import),
        row("job.cancelled", rebuild),
    ];
    let mut found = rows(&server, "actor=command_line");
    found.retain(|[action, ..]| action.starts_with("backup") || action.starts_with("job"));
    assert_eq!(found, wanted);
    let check = body(&server.ask("GET", "/v1/audit/check", &[], ""));
    assert_eq!(check["sound"], true, "{check}");
    server.stop();
    assert!(said(&data, &["audit", "verify"]).contains("未发现改动"));
}

#[test]
fn a_start_leaves_the_settings_that_are_new() {
    let folder = tempfile::tempdir().unwrap();
    let start = |host: &str| {
        let more = "--time-limit 7.5 --backups 备份 --keep-jobs 5 --keep-answers 3 --audit-months 9 --requests-per-minute 50 --requests-at-once 4";
        let words: Vec<&str> = more.split(' ').chain(["--host", host]).collect();
        Running::start_with(folder.path(), "127.0.0.1:0", &words)
    };
    let server = start("desk.example,oa.example");
    let found = rows(&server, "action=setting.changed");
    let objects: Vec<&str> = found.iter().map(|[.., object]| object.as_str()).collect();
    for wanted in [
        "time_limit_seconds=7.5",
        "backups=备份",
        "hosts=desk.example,oa.example",
        "keep_jobs_days=5",
        "keep_answers_hours=3",
        "keep_reviews=until_deleted",
        "audit_months=9",
        "requests_per_minute=50",
        "requests_at_once=4",
        "accept_classified=false",
        "profile=national",
    ] {
        assert!(objects.contains(&wanted), "{wanted} is not in {objects:?}");
    }
    server.stop();
    let server = start("desk.example");
    let mut new = rows(&server, "action=setting.changed");
    new.truncate(new.len() - found.len());
    // The port is another one each time.
    new.retain(|[.., object]| !object.starts_with("listen="));
    assert_eq!(new, [["setting.changed", "command_line", "hosts=desk.example"].map(str::to_owned)]);
    server.stop();
}

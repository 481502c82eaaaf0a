//! Every command that writes or takes something out of the house, and the rows it leaves in the audit log.

use duanshixin::store::digest_of;
use serde_json::Value;

use super::program::{Program, draft};

/// Stands in whatever is written, and in names of files.
const CANARY: &str = "jinsique";

/// Action, result and object of every row, oldest first, but for those that the program left by itself at its first
/// start; all of them of the command line.
fn rows(program: &Program, more: &[&str]) -> Vec<[String; 3]> {
    let mut rows = program.run(&[&["audit", "export"], more].concat()).exits(0).lines();
    rows.retain(|row| row["actor"] != "system");
    let text = |row: &Value, field: &str| row[field].as_str().unwrap().to_owned();
    assert!(rows.iter().all(|row| row["actor"] == "command_line" && !row.to_string().contains(CANARY)), "{rows:?}");
    rows.iter().map(|row| ["action", "result", "object"].map(|field| text(row, field))).collect()
}

#[test]
fn every_command_that_writes_leaves_its_row() {
    let program = Program::new();
    program.run(&["keys", "list"]).exits(0);
    let before = rows(&program, &[]).len();
    let document = format!("{{\"id\":\"{CANARY}\",\"title\":\"{CANARY}\",\"text\":\"{CANARY}逐户检查工作台账。\"}}");
    let lines = program.file(&format!("{CANARY}.jsonl"), document);
    let list = program.file("list.tsv", format!("pattern\n{CANARY}甲\n"));
    let unit = format!(
        "base = \"national\"\nid = \"unit\"\ntitle = \"{CANARY}\"\njurisdiction = \"示例\"\nvalid_from = \"2026-01-01\"\n"
    );
    let unit = program.file("unit.toml", unit);
    let [whole, lists] =
        ["whole", "lists"].map(|name| lines.replace(CANARY, &format!("{CANARY}-{name}")).replace("jsonl", "zip"));
    let digest = |path: &str| digest_of(path.rsplit('/').next().unwrap());
    let row = |row: &str, object: &str| {
        let (action, result) = row.split_once(' ').unwrap();
        [action, result, object].map(str::to_owned)
    };
    let (accepted, rejected) = (format!("{CANARY}乙"), format!("{CANARY}丙"));
    let draft = draft("01-verbatim-copy.txt");
    let (published, drafted) = ("term_list.published done", "term_list.drafted created");
    let steps: Vec<(Vec<&str>, Vec<[String; 3]>)> = vec![
        (vec!["documents", "delete", CANARY], vec![row("document.deleted done", &digest_of(CANARY))]),
        (vec!["reindex"], vec![row("index.rebuilt done", "")]),
        (vec!["terms", "add", "slogans", "示例套话", "--note", CANARY], vec![row(published, "slogans")]),
        (vec!["terms", "draft", "slogans", &list], vec![row(drafted, "slogans")]),
        (vec!["terms", "draft", "slogans", &list], vec![row("term_list.drafted changed", "slogans")]),
        (vec!["terms", "draft", "slogans", "--discard"], vec![row("term_list.draft_discarded done", "slogans")]),
        (
            vec!["terms", "suggest", "--accept", &accepted],
            vec![row(drafted, "slogans"), row("candidate.settled approved", &digest_of(&accepted))],
        ),
        (
            vec!["terms", "suggest", "--reject", &rejected],
            vec![row("candidate.settled rejected", &digest_of(&rejected))],
        ),
        (vec!["terms", "publish", "slogans", "--note", CANARY], vec![row(published, "slogans")]),
        (vec!["terms", "rollback", "slogans", "1", "--note", CANARY], vec![row(published, "slogans")]),
        (vec!["terms", "export", "slogans"], vec![row("term_list.exported done", "slogans")]),
        (vec!["norms", "replace", &unit, "--note", CANARY], vec![row("norm_profile.published done", "unit")]),
        (vec!["norms", "export", "unit"], vec![row("norm_profile.exported done", "unit")]),
        (vec!["backup", "create", &whole], vec![row("backup.created done", &digest(&whole))]),
        (vec!["backup", "create", &lists, "--only", "lists"], vec![row("backup.created done", &digest(&lists))]),
        (vec!["backup", "restore", &lists, "--only", "lists"], vec![row("backup.restored done", &digest(&lists))]),
    ];
    program.run(&["import", &lines]).exits(0);
    program.run(&["review", &draft, "--keep"]).exits(0);
    for (words, _) in &steps {
        program.run(words).exits(0);
    }
    let versions = program.run(&["terms", "versions", "slogans"]).exits(0).out;
    assert_eq!(versions.matches("，命令行").count(), 3, "{versions}");
    let new = rows(&program, &[]).split_off(before);
    let head: Vec<&str> = new.iter().take(3).map(|[action, ..]| action.as_str()).collect();
    assert_eq!(head, ["audit.exported", "documents.stored", "review.created"]);
    assert_eq!(new[3..], steps.into_iter().flat_map(|(_, rows)| rows).collect::<Vec<_>>());

    let other = program.data().with_file_name("other");
    let there = ["--data", other.to_str().unwrap()];
    program.run(&[&["backup", "restore", &whole], &there[..]].concat()).exits(0);
    let last = rows(&program, &there).pop().unwrap();
    assert_eq!(last, row("backup.restored done", &digest(&whole)), "in the log that came back");
}

#[test]
fn jobs_of_nobody_are_told_and_not_stopped() {
    let program = Program::new();
    assert!(program.run(&["jobs", "list"]).exits(2).err.contains("不是数据目录"));
    program.run(&["keys", "list"]).exits(0);
    assert!(program.run(&["jobs", "list"]).exits(0).out.contains("还没有任务"));
    for command in ["show", "cancel"] {
        let refused = program.run(&["jobs", command, "x"]).exits(2);
        assert!(refused.err.contains("没有任务“x”"), "{}", refused.err);
    }
    let file = rusqlite::Connection::open(program.data().join("duanshixin.db")).unwrap();
    let job = "INSERT INTO jobs (id, kind, state, done, total, detail, created_at, updated_at)
               VALUES ('j', 'import', 'running', 1, 4, 'null', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z')";
    file.execute_batch(job).unwrap();
    drop(file);
    let shown = program.run(&["jobs", "show", "j"]).exits(0).out;
    assert!(shown.contains("导入，中断，开始于 2026-01-01") && shown.contains("请重新提交其余部分"), "{shown}");
    let listed = &program.run(&["jobs", "list", "--format", "json"]).exits(0).json()[0];
    assert_eq!((&listed["state"], &listed["detail"]["code"]), (&"failed".into(), &"interrupted".into()));
    let over = program.run(&["jobs", "cancel", "j"]).exits(2);
    assert!(over.err.contains("失败"), "{}", over.err);
}

//! Backup and restoration with the program: on another folder the same reports and the same search answers.

use serde_json::Value;

use super::program::{Program, Run, draft};

/// Reports and search answers without what names the single run.
fn answers(run: &dyn Fn(&[&str]) -> Run) -> Vec<Value> {
    let mut answers = Vec::new();
    for name in ["01-verbatim-copy.txt", "02-region-swap.txt"] {
        let mut report = run(&["review", &draft(name), "--format", "json", "--level", "city"]).exits(0).json();
        let fields = report.as_object_mut().unwrap();
        fields.remove("id");
        fields.remove("created_at");
        answers.push(report);
    }
    for query in ["防汛", "\"工作\" AND 检查", "标题:通知"] {
        answers.push(run(&["search", query, "--format", "json", "--explain"]).exits(0).json());
    }
    answers
}

/// A profile of a unit, with a limit of its own.
const UNIT: &str = "base = \"national\"
id = \"unit\"
title = \"某市政府办公室（示例）\"
jurisdiction = \"某市\"
valid_from = \"2026-01-01\"
[norms.\"本单位\"]
title = \"《市办公室办文细则》（示例）\"
article = \"第二条\"
grade = \"Practice\"
[[limits]]
id = \"notice\"
label = \"通知\"
when = { kinds = [\"通知\"] }
value = 300
norm = \"本单位\"
";

/// The same with what lists and profiles say: a report by the unit's profile, every list and the profile as files.
fn with_lists(run: &dyn Fn(&[&str]) -> Run) -> Vec<Value> {
    let mut answers = answers(run);
    let mut report =
        run(&["review", &draft("02-region-swap.txt"), "--format", "json", "--profile", "unit"]).exits(0).json();
    report.as_object_mut().unwrap().retain(|field, _| field != "id" && field != "created_at");
    answers.push(report);
    answers.push(run(&["search", "防指", "--format", "json", "--explain"]).exits(0).json());
    for list in ["slogans", "protected", "markers", "burden", "synonyms"] {
        answers.push(run(&["terms", "export", list]).exits(0).out.into());
    }
    answers.push(run(&["norms", "export", "unit"]).exits(0).out.into());
    answers
}

#[test]
fn a_restored_folder_answers_the_same() {
    let program = Program::new();
    let line = |n: usize, text: &str| {
        format!("{{\"id\":\"b-{n}\",\"title\":\"关于第{n}项检查工作的通知\",\"text\":\"{text}\"}}\n")
    };
    let first: String = (1..=9).map(|n| line(n, &"逐户检查防汛工作台账，每月一次。".repeat(n))).collect();
    let lines = program.file("corpus.jsonl", &first);
    program.run(&["import", &lines]).exits(0);
    // What was replaced and deleted is in no index that is built anew.
    let again: String = (1..=3).map(|n| line(n, "每季度查看一次。")).collect();
    program.run(&["import", &program.file("again.jsonl", &again)]).exits(0);
    for id in ["b-4", "b-9"] {
        program.run(&["documents", "delete", id]).exits(0);
    }
    program.run(&["review", &draft("01-verbatim-copy.txt"), "--keep"]).exits(0);
    program.run(&["terms", "add", "slogans", "示例套话连篇", "--note", "示例"]).exits(0);
    let before = answers(&|words| program.run(words));
    let file = lines.replace("corpus.jsonl", "b.zip");
    let made = program.run(&["backup", "create", &file]).exits(0);
    assert!(made.err.contains("审核 1 份"), "{}", made.err);
    assert!(program.run(&["backup", "verify", &file]).exits(0).err.contains("备份完好"));

    let other = program.data().with_file_name("other");
    let there = |words: &[&str]| {
        let mut words = words.to_vec();
        words.extend(["--data", other.to_str().unwrap()]);
        program.run(&words)
    };
    let restored = there(&["backup", "restore", &file]).exits(0);
    assert!(restored.err.contains("重建") && restored.err.contains("校验通过"), "{}", restored.err);
    assert_eq!(answers(&there), before);
    assert!(there(&["doctor"]).exits(0).out.contains("未发现问题"));

    for (words, wanted) in [
        (&["backup", "restore", &file][..], "不是空目录"),
        (&["backup", "create", &file], "已存在"),
        (&["backup", "restore", &lines, "--data", "/nonexistent/x"], "不是本程序的备份"),
        (&["backup", "restore", "/nonexistent/x.zip"], "不存在"),
        (&["backup", "restore", &file, "--only", "lists"], "整个数据目录"),
    ] {
        let refused = program.run(words).exits(2);
        assert!(refused.err.contains(wanted), "{words:?}: {}", refused.err);
    }
}

#[test]
fn lists_alone_are_published_elsewhere() {
    let program = Program::new();
    program.run(&["terms", "add", "slogans", "示例套话连篇", "--note", "示例"]).exits(0);
    program.run(&["terms", "add", "synonyms", "防指", "--label", "防汛抗旱指挥部", "--note", "示例"]).exits(0);
    let unit = program.file("unit.toml", UNIT);
    program.run(&["norms", "replace", &unit, "--note", "示例"]).exits(0);
    let before = with_lists(&|words| program.run(words));
    assert!(before.iter().any(|answer| answer.to_string().contains("市办公室办文细则")), "the profile counts");
    let file = program.data().with_file_name("lists.zip");
    let file = file.to_str().unwrap();
    program.run(&["backup", "create", file, "--only", "lists"]).exits(0);
    let other = program.data().with_file_name("other");
    let there = |words: &[&str]| {
        let mut words = words.to_vec();
        words.extend(["--data", other.to_str().unwrap()]);
        program.run(&words)
    };
    there(&["keys", "list"]).exits(0);
    assert_ne!(answers(&there), answers(&|words| program.run(words)), "the shipped lists are others");
    let restored = there(&["backup", "restore", file, "--only", "lists"]).exits(0);
    assert!(restored.err.contains("已发布词表的新版本"), "{}", restored.err);
    assert_eq!(with_lists(&there), before);
    let refused = program.run(&["backup", "restore", file, "--data", "/nonexistent/x"]).exits(2);
    assert!(refused.err.contains("--only lists"), "{}", refused.err);
}

//! `review`, `search`, `stages` and the rest on what they are made for.

use serde_json::{Value, json};

use super::program::{Program, draft};

#[test]
fn a_first_start_needs_no_set_up() {
    let program = Program::new();
    let run = program.run(&["review", &draft("01-verbatim-copy.txt")]).exits(0);
    assert!(run.err.contains("已新建数据目录") && run.err.contains("示例语料"), "{}", run.err);
    for wanted in ["审核报告", "短 ", "实 ", "新 ", "处理建议", "与上位文件重复", "来源", "【", "词表 burden@1"]
    {
        assert!(run.out.contains(wanted), "{wanted} is missing in\n{}", run.out);
    }
    assert!(!run.out.contains('\u{1B}'), "a pipe gets no colours");
    let again = program.run(&["--color", "always", "review", "--all", &draft("01-verbatim-copy.txt")]).exits(0);
    assert!(again.err.is_empty(), "{}", again.err);
    assert!(again.out.contains('\u{1B}') && !again.out.contains("--all"));
    assert!(program.run(&["doctor"]).exits(0).out.contains("未发现问题"));
}

#[test]
fn lines_are_reviewed_in_order() {
    let program = Program::new();
    let text = "要高度重视，狠抓落实。6月底前由市财政局拨付补助资金30万元。".repeat(20);
    let mut rows: Vec<Value> = (0..30).map(|n| json!({"id": format!("d{n}"), "text": text, "level": "city"})).collect();
    rows[1]["kind"] = json!("policy");
    rows[2]["kind"] = json!("other");
    rows[3]["kind"] = json!("通知");
    rows[4]["source"] = json!("x");
    rows[5]["text"] = json!("😀，要𠮷抓落实。".repeat(40));
    rows[5]["offset_unit"] = json!("utf16");
    rows[6]["against"] = json!(["sample-c01"]);
    let mut lines: Vec<String> = rows.iter().map(ToString::to_string).collect();
    lines.insert(10, String::new());
    let file = program.file("drafts.jsonl", lines.join("\r\n"));
    let run = program.run(&["review", &file]).exits(0);
    let reports = run.lines();
    let ids: Vec<&str> = reports.iter().map(|r| r["draft"]["id"].as_str().unwrap()).collect();
    assert_eq!(ids, (0..30).map(|n| format!("d{n}")).collect::<Vec<_>>());
    let kinds: Vec<&Value> = reports.iter().skip(1).take(3).map(|r| &r["draft"]["kind"]).collect();
    assert_eq!(kinds, [&Value::Null, &json!("other"), &json!("通知")]);
    assert_eq!(reports[5]["offset_unit"], "utf16");
    assert_eq!(run.err.matches("未使用的字段：source").count(), 1, "{}", run.err);
    assert_eq!(run.err.matches("policy（1份）").count(), 1, "{}", run.err);
    let piped = program.run_with(&["review", "--stdin", "jsonl", "-"], lines.join("\n").as_bytes()).exits(0);
    let without_time = |run: &[Value]| {
        let mut reports = run.to_vec();
        for report in &mut reports {
            report["id"] = Value::Null;
            report["created_at"] = Value::Null;
        }
        reports
    };
    assert_eq!(without_time(&piped.lines()), without_time(&reports));
}

#[test]
fn bad_lines_are_named_and_the_rest_goes_on() {
    let program = Program::new();
    let good = json!({"id": "好", "text": "各县（市、区）要在6月底前完成检查。"}).to_string();
    let lines = [
        good.as_str(),
        "{\"id\":\"断\",\"text\":\"",
        "{\"id\":\"无\"}",
        "{\"id\":\"层\",\"text\":\"文\",\"level\":\"国\"}",
        "{\"id\":\"日\",\"text\":\"文\",\"date\":\"2026/1/1\"}",
        "{\"id\":\"点\",\"text\":\"，。！\"}",
        "{\"id\":\"代\",\"text\":\"\\ud800\"}",
        &good,
    ];
    let file = program.file("drafts.jsonl", lines.join("\n"));
    let run = program.run(&["review", &file]).exits(2);
    assert_eq!(run.lines().len(), 2);
    for wanted in [
        "第2行：JSON 不完整",
        "第3行 text：缺少",
        "第4行 level：",
        "第5行 date：",
        "第6行 text：送审稿只有标点",
        "第7行：不是合法的 JSON",
    ] {
        assert!(run.err.contains(&format!("drafts.jsonl {wanted}")), "{wanted} is missing in\n{}", run.err);
    }
}

#[test]
fn front_matter_fills_what_the_caller_left_out() {
    let program = Program::new();
    let text = "---\nid: n-1\nlevel: city\nkind: 通知\n---\n各县（市、区）要在6月底前完成检查。\n";
    let run = program.run_with(&["review", "-", "--format", "json", "--level", "county", "--keep"], text.as_bytes());
    let report = run.exits(0).json();
    assert_eq!((&report["draft"]["id"], &report["draft"]["level"]), (&json!("n-1"), &json!("county")));
    assert_eq!((&report["draft"]["kind"], &report["draft"]["read_as"]), (&json!("通知"), &json!("txt")));
    let file = rusqlite::Connection::open(program.data().join("duanshixin.db")).unwrap();
    let kept: String = file.query_row("SELECT id FROM reviews", [], |row| row.get(0)).unwrap();
    assert_eq!(json!(kept), report["id"]);
}

#[test]
fn passages_and_documents_are_traced() {
    let program = Program::new();
    let document = program.run(&["documents", "show", "sample-c05", "--format", "json"]).exits(0).json();
    let text = document["text"].as_str().unwrap();
    let line = text.lines().filter(|l| l.chars().count() > 40).nth(1).unwrap();
    let file = program.file("passage.txt", line);
    for given in [line, &file] {
        let run = program.run(&["search", "--passage", given]).exits(0);
        assert!(run.out.contains("编号 sample-c05") && run.out.contains("原文"), "{}", run.out);
    }
    let found = program.run(&["search", "--passage", line, "--format", "json"]).exits(0).json();
    assert!(found["total"].as_u64().unwrap() >= 1);
    let like = program.run(&["search", "--like", "sample-c05"]).exits(0);
    assert!(like.out.contains("相近") && like.out.contains("防汛"), "{}", like.out);
    let repeats = program.run(&["search", "--repeats", "sample-c01"]).exits(0);
    assert!(repeats.out.contains("sample-p01") && repeats.out.contains("占其全文"), "{}", repeats.out);
    for words in [&["search", "--passage", "太短"][..], &["search", "--like", "无此文件"], &["search"]] {
        program.run(words).exits(2);
    }
}

#[test]
fn the_corpus_is_searched() {
    let program = Program::new();
    let run = program.run(&["search", "防汛 水库", "--size", "3"]).exits(0);
    assert!(run.out.contains("【防汛】") && run.out.contains("编号 sample-"), "{}", run.out);
    let found = program.run(&["search", "\"防汛抗旱\"", "--format", "json", "--level", "central"]).exits(0).json();
    assert!(found["total"]["value"].as_u64().unwrap() >= 1, "{found}");
    let none = program.run(&["search", "绝无此词句"]).exits(0);
    assert!(none.out.contains("共 0 份文件"), "{}", none.out);
    let why = program.run(&["search", "标题:防汛 水库", "--explain"]).exits(0);
    for told in ["切分：标题：防汛，须出现", "命中 “防汛”标题", "“水库”", "得分"] {
        assert!(why.out.contains(told), "{told}: {}", why.out);
    }
    let side = program.run(&["search", "防汛 或 抗旱 -珊瑚礁", "--explain"]).exits(0);
    let told = ["防汛，“或”的一边", "珊瑚礁，与别的条件一并排除"];
    assert!(told.iter().all(|told| side.out.contains(told)), "{}", side.out);
    let without = program.run(&["search", "防汛 -珊瑚礁", "--explain"]).exits(0);
    assert!(without.out.contains("珊瑚礁，不得出现"), "{}", without.out);
    assert!(program.run(&["search", "--help"]).exits(0).out.contains("发文机关:"));
    let shown = program.run(&["documents", "show", "sample-c01"]).exits(0);
    assert!(shown.out.contains("编号 sample-c01"), "{}", shown.out);
    program.run(&["documents", "delete", "sample-c01"]).exits(0);
    program.run(&["documents", "show", "sample-c01"]).exits(2);
    program.run(&["reindex"]).exits(0);
    program.run(&["norms", "list"]).exits(0);
    assert!(program.run(&["norms", "show"]).exits(0).out.contains("篇幅"));
}

#[test]
fn stages_show_the_way_back() {
    let program = Program::new();
    let file = program.file(
        "texts.jsonl",
        "{\"id\":\"a\",\"text\":\"一、國務院，ＡＩ（2025）\"}\n{\"id\":\"b\",\"before\":\"\",\"text\":\"要高度重视。\",\"after\":\"\"}\n",
    );
    let lines = program.run(&["stages", &file]).exits(0).lines();
    let normalised: Vec<char> = lines[0]["normalised"].as_str().unwrap().chars().collect();
    let text: Vec<char> = "一、國務院，ＡＩ（2025）".chars().collect();
    let origin: Vec<usize> =
        lines[0]["origin"].as_array().unwrap().iter().map(|p| usize::try_from(p.as_u64().unwrap()).unwrap()).collect();
    assert_eq!(normalised.iter().collect::<String>(), "国务院ai2025");
    assert_eq!((origin.len(), text[origin[0]], text[origin[3]]), (normalised.len(), '國', 'Ａ'));
    assert!(lines[1]["label"].is_string() && lines[1]["probabilities"].as_array().unwrap().len() == 4);
    let page = program.run(&["stages", &draft("07-clean.txt")]).exits(0);
    assert!(page.out.contains("归一化") && page.out.contains("分词"));
}

#[test]
fn a_reader_that_leaves_is_no_failure() {
    let program = Program::new();
    program.run(&["norms", "list"]).exits(0);
    let mut child = program.command(&["terms", "export", "slogans"]).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

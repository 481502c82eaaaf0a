//! `import`: what gets in, what does not and why, and that doing it twice changes nothing.

use serde_json::json;

use super::program::Program;

#[test]
fn bad_lines_stay_out_and_the_rest_gets_in() {
    let program = Program::new();
    let line = |id: &str, text: &str| json!({"id": id, "title": "关于示例事项的通知", "text": text}).to_string();
    let lines = [
        line("甲", "全县要建设白鹤渡口候船亭。"),
        json!({"id": "乙", "title": "无文"}).to_string(),
        "{\"id\":\"断".to_owned(),
        json!({"id": "丙", "title": "题", "text": "文", "level": "国"}).to_string(),
        json!({"id": "丁", "title": "题", "text": "白鹤渡口另文。", "kind": "policy", "source": "x"}).to_string(),
    ];
    let file = program.file("corpus.jsonl", lines.join("\n"));
    let run = program.run(&["import", &file]).exits(2);
    for wanted in [
        "corpus.jsonl 第2行 text：",
        "corpus.jsonl 第3行：JSON 不完整",
        "corpus.jsonl 第4行 level：",
        "未使用的字段：source",
        "policy",
    ] {
        assert!(run.err.contains(wanted), "{wanted} is missing in\n{}", run.err);
    }
    assert!(run.err.contains("新增 2 份，更新 0 份，未变 0 份，失败 3 处"), "{}", run.err);
    let found = program.run(&["search", "\"白鹤渡口\"", "--format", "json"]).exits(0).json();
    assert_eq!(found["total"]["value"], 2);
    assert!(program.run(&["import", &file]).exits(2).err.contains("新增 0 份，更新 0 份，未变 2 份，失败 3 处"));
    assert_eq!(program.run(&["search", "\"白鹤渡口\"", "--format", "json"]).exits(0).json()["total"]["value"], 2);
}

#[test]
fn folders_are_walked() {
    let program = Program::new();
    let folder = program.data().with_file_name("files");
    std::fs::create_dir_all(folder.join("下级")).unwrap();
    std::fs::write(folder.join("a.md"), "# 关于示例的通知\n\n修建苍鹭码头。\n").unwrap();
    std::fs::write(folder.join("下级/b.html"), "<title>示例</title><p>检修苍鹭码头。</p>").unwrap();
    std::fs::write(folder.join("c.txt"), "").unwrap();
    let run = program.run(&["import", folder.to_str().unwrap()]).exits(2);
    assert!(run.err.contains("c.txt：文件没有文字内容"), "{}", run.err);
    let found = program.run(&["search", "苍鹭码头", "--format", "json"]).exits(0).json();
    assert_eq!(found["total"]["value"], 2);
}

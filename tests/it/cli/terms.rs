//! `terms`: read, changed, refused.

use super::program::Program;

#[test]
fn a_change_counts_from_the_next_review_on() {
    let program = Program::new();
    let text = "要常态化擦亮绿水金名片，做到久久如新。6月底前由市财政局拨付30万元。".repeat(3);
    let file = program.file("draft.txt", text);
    let slogans = |program: &Program| {
        let report = program.run(&["review", "--format", "json", &file]).exits(0).json();
        let hits = report["findings"].as_array().unwrap().iter();
        let named = hits.filter(|f| f["term"]["entry"] == "擦亮绿水金名片").count();
        (named, report["versions"]["lexicon"].as_str().unwrap().to_owned())
    };
    assert_eq!(slogans(&program).0, 0);
    let added =
        ["terms", "add", "slogans", "擦亮绿水金名片", "--severity", "2", "--category", "口号", "--note", "试用"];
    assert!(program.run(&added).exits(0).err.contains("第2版"));
    let (hits, version) = slogans(&program);
    assert!(hits == 3 && version.contains("slogans@2"), "{hits} {version}");
    assert!(program.run(&added).exits(2).err.contains("重复"));
    program.run(&["terms", "remove", "slogans", "擦亮绿水金名片"]).exits(0);
    assert!(program.run(&["terms", "remove", "slogans", "擦亮绿水金名片"]).exits(2).err.contains("没有词条"));
    assert_eq!(slogans(&program).0, 0);
    assert!(program.run(&["terms", "list"]).exits(0).out.contains("第3版"));
    let versions = program.run(&["terms", "versions", "slogans"]).exits(0).out;
    assert!(versions.contains("试用") && versions.contains("删除词条：擦亮绿水金名片"), "{versions}");
    assert!(program.run(&["terms", "show", "空话套话"]).exits(0).out.contains("slogans"));
}

#[test]
fn a_list_comes_back_as_it_went_out() {
    let program = Program::new();
    for format in ["tsv", "json"] {
        let out = program.run(&["terms", "export", "burden", "--format", format]).exits(0).out;
        let file = program.file(&format!("list.{format}"), &out);
        program.run(&["terms", "replace", "burden", &file]).exits(0);
        let again = program.run(&["terms", "export", "burden", "--format", format]).exits(0).out;
        let without_version = |text: &str| text.lines().filter(|l| !l.contains("\"version\"")).count();
        assert_eq!(without_version(&again), without_version(&out));
    }
}

#[test]
fn a_faulty_list_changes_nothing() {
    let program = Program::new();
    let file = program.file("list.tsv", "pattern\tseverity\n狠抓落实\t2\n\t1\n狠抓落实\t1\n甲(\t9\n");
    let run = program.run(&["terms", "replace", "slogans", &file]).exits(2);
    for wanted in ["list.tsv 第3行 pattern", "list.tsv 第4行 pattern", "list.tsv 第5行 severity"] {
        assert!(run.err.contains(wanted), "{wanted} is missing in\n{}", run.err);
    }
    let common = program.file("common.tsv", "pattern\tseverity\n狠抓落实\t2\n的\t1\n工作\t1\n");
    let run = program.run(&["terms", "replace", "slogans", &common]).exits(2);
    for wanted in ["common.tsv 第3行 pattern", "common.tsv 第4行 pattern：过于常见"] {
        assert!(run.err.contains(wanted), "{wanted} is missing in\n{}", run.err);
    }
    let checked = program.run(&["terms", "check", "slogans", &common]).exits(0);
    assert!(checked.err.contains("改正之前不能发布") && checked.out.contains("· 的　0 → "), "{}", checked.out);
    let run = program.run(&["terms", "add", "slogans", "工作"]).exits(2);
    assert!(run.err.contains("过于常见"), "{}", run.err);
    let empty = program.file("empty.tsv", "pattern\tseverity\n");
    assert!(program.run(&["terms", "replace", "slogans", &empty]).exits(2).err.contains("--empty"));
    let broken = program.file("list.json", "{\"id\":\"slogans\",\"entries\":[{\"pattern\":\"甲\",\"weight\":1}]}");
    assert!(program.run(&["terms", "replace", "slogans", &broken]).exits(2).err.contains("weight"));
    assert!(program.run(&["terms", "list"]).exits(0).out.contains("slogans    空话套话，第1版"));
}

#[test]
fn a_draft_is_checked_published_compared_and_rolled_back() {
    let program = Program::new();
    let csv = program.run(&["terms", "export", "slogans", "--format", "csv"]).exits(0).out;
    let file = program.file("list.csv", format!("{csv},擦亮绿水金名片,literal,口号,2,,,,没有那个词,,,\n"));
    let draft = program.run(&["terms", "draft", "slogans", &file]).exits(0);
    assert!(draft.err.contains("增加 1 条") && draft.err.contains("改正之前不能发布"), "{}", draft.err);
    assert!(program.run(&["terms", "publish", "slogans", "--note", "试"]).exits(2).err.contains("应命中而未命中"));
    assert!(program.run(&["terms", "publish", "slogans"]).exits(2).err.contains("--note"));
    let file = program.file("list.csv", format!("{csv},擦亮绿水金名片,literal,口号,2,,,,,,,\n"));
    let checked = program.run(&["terms", "check", "slogans", &file]).exits(0);
    assert!(checked.out.contains("语料 14 份") && checked.out.contains("一次也没有命中"), "{}", checked.out);
    program.run(&["terms", "draft", "slogans", &file]).exits(0);
    assert!(program.run(&["terms", "draft", "slogans"]).exits(0).out.contains("+ 擦亮绿水金名片"));
    assert!(program.run(&["terms", "publish", "slogans", "--note", "试"]).exits(0).err.contains("第2版"));
    let diff = program.run(&["terms", "diff", "slogans", "1", "2", "--format", "json"]).exits(0).json();
    assert_eq!(diff["added"][0]["pattern"], "擦亮绿水金名片");
    assert!(program.run(&["terms", "rollback", "slogans", "1", "--note", "撤回"]).exits(0).err.contains("第3版"));
    assert_eq!(program.run(&["terms", "export", "slogans", "--format", "csv"]).exits(0).out, csv);
    assert!(program.run(&["terms", "versions", "slogans"]).exits(0).out.contains("撤回"));
    assert!(program.run(&["terms", "draft", "slogans"]).exits(2).err.contains("没有词表草稿"));
    let bounded = ["--layer", "省", "--exempt-kind", "讲话", "--exempt-position", "引文"];
    program.run(&[&["terms", "add", "slogans", "狠抓示例落实"][..], &bounded[..]].concat()).exits(0);
    program.run(&["terms", "add", "slogans", "狠抓示例落实", "--layer", "单位"]).exits(0);
    let shown = program.run(&["terms", "show", "slogans"]).exits(0).out;
    assert!(shown.contains("省层级，在讲话、引文中不计"), "{shown}");
    // The most specific entry is the one that counts, and the one that goes first.
    program.run(&["terms", "remove", "slogans", "狠抓示例落实"]).exits(0);
    let shown = program.run(&["terms", "show", "slogans"]).exits(0).out;
    assert!(shown.contains("省层级") && !shown.contains("单位层级"), "{shown}");
    assert!(program.run(&["terms", "add", "slogans", "甲乙", "--layer", "市"]).exits(2).err.contains("全国、省、单位"));
    assert!(program.run(&["terms", "suggest"]).exits(0).out.contains("看了 14 份语料"));
}

//! `norms`: exported, replaced by a layer, used by reviews.

use super::program::Program;

#[test]
fn a_layer_is_put_in_and_used() {
    let program = Program::new();
    let file = program.file(
        "unit.toml",
        "base = \"national\"\nid = \"unit\"\ntitle = \"示例办\"\njurisdiction = \"示例市\"\nvalid_from = \"2026-01-01\"\n\
         [counting]\ndecides = \"characters\"\n",
    );
    assert!(program.run(&["norms", "replace", &file, "--note", "试行"]).exits(0).err.contains("unit 已更新为第1版"));
    let list = program.run(&["norms", "list"]).exits(0).out;
    assert!(list.contains("unit@1") && list.contains("以 national 为基础") && list.contains("使用中"), "{list}");
    assert!(program.run(&["norms", "versions", "unit"]).exits(0).out.contains("试行"));
    let exported = program.run(&["norms", "export", "unit"]).exits(0).out;
    assert_eq!(exported, std::fs::read_to_string(&file).unwrap());
    let draft = program.file("draft.txt", "关于示例工作的通知\n请于6月底前完成12处整改。".repeat(3));
    let norms = |more: &[&str]| {
        let args: Vec<&str> = [&["review", "--format", "json", &draft], more].concat();
        program.run(&args).exits(0).json()["versions"]["norms"].as_str().unwrap().to_owned()
    };
    assert_eq!((norms(&[]), norms(&["--profile", "unit"])), ("national@1".to_owned(), "unit@1".to_owned()));
    assert!(program.run(&["review", &draft, "--profile", "none"]).exits(2).err.contains("没有规范档“none”"));
}

#[test]
fn a_faulty_file_is_refused_with_its_place() {
    let program = Program::new();
    for (text, wanted) in [
        ("id = ", "bad.toml 第1行"),
        ("title = \"甲\"\n", "bad.toml id：缺少编号"),
        ("base = \"none\"\nid = \"x\"\n", "x base：没有规范档“none”"),
    ] {
        let file = program.file("bad.toml", text);
        let run = program.run(&["norms", "replace", &file]).exits(2);
        assert!(run.err.contains(wanted), "{wanted} is missing in\n{}", run.err);
    }
    assert!(!program.run(&["norms", "list"]).exits(0).out.contains("x@"));
}

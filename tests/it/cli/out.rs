//! `review --out`: reports as files, named by their drafts, and nothing overwritten unasked.

use std::collections::BTreeSet;
use std::path::Path;

use super::program::{Program, draft};

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn one_draft_makes_one_file() {
    let program = Program::new();
    let file = draft("02-region-swap.txt");
    let out = program.data().with_file_name("report.html");
    let out = out.to_str().unwrap();
    let run = program.run(&["review", &file, "--format", "html", "--out", out]).exits(0);
    assert!(run.out.is_empty() && run.err.contains("已写入"), "{run:?}");
    let page = std::fs::read_to_string(out).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>"));

    std::fs::write(out, "别人的文件").unwrap();
    let again = program.run(&["review", &file, "--format", "html", "--out", out]).exits(2);
    assert!(again.err.contains("文件已存在，未覆盖"), "{}", again.err);
    assert_eq!(std::fs::read_to_string(out).unwrap(), "别人的文件");
    program.run(&["review", &file, "--format", "html", "--out", out, "--overwrite"]).exits(0);
    assert!(std::fs::read_to_string(out).unwrap().starts_with("<!DOCTYPE html>"));

    let printed = program.run(&["review", &file, "--format", "csv"]).exits(0).out;
    assert!(printed.starts_with("\u{FEFF}编号,方面,规则,") && printed.contains("novelty.copied"), "{printed}");
    let printed = program.run(&["review", &file, "--format", "assessment-csv"]).exits(0).out;
    assert!(printed.starts_with("\u{FEFF}序号,规则,事项,"), "{printed}");
}

#[test]
fn several_drafts_make_a_folder_of_files() {
    let program = Program::new();
    let folder = program.data().with_file_name("reports");
    let out = folder.to_str().unwrap();
    let same = program.file("02-region-swap.txt", "各县（市、区）要在6月底前完成检查。");
    let lines = program.file("more.jsonl", "{\"text\":\"请于5月底前报送。\"}\n\n{\"text\":\"请照办。\"}\n");
    let words = ["review", &draft("02-region-swap.txt"), &same, &lines, "--format", "html", "--out", out];
    program.run(&words).exits(0);
    let wanted = ["02-region-swap.html", "02-region-swap-2.html", "more-1.html", "more-3.html"];
    assert_eq!(names(&folder), wanted.map(str::to_owned).into());
    let again = program.run(&words).exits(2);
    assert!(again.err.contains("02-region-swap.html：文件已存在"), "{}", again.err);

    // A folder that is there takes single drafts as well; tables have endings of their own.
    program.run(&["review", &same, "--format", "csv", "--out", out]).exits(0);
    program.run(&["review", &same, "--format", "assessment-csv", "--out", out]).exits(0);
    let found = names(&folder);
    assert!(found.contains("02-region-swap.csv") && found.contains("02-region-swap.assessment.csv"), "{found:?}");
}

#[test]
fn what_cannot_be_meant_is_refused_before_anything_is_reviewed() {
    let program = Program::new();
    let (a, b) = (draft("07-clean.txt"), draft("03-slogans.txt"));
    let file = program.file("file.html", "已有");
    let lines = program.file("one.jsonl", "{\"text\":\"请照办。\"}\n");
    for (words, wanted) in [
        (vec!["review", &a, &b, "--format", "html"], "多份送审稿"),
        (vec!["review", &lines, "--format", "csv"], "多份送审稿"),
        (vec!["review", &a, &b, "--format", "html", "--out", &file], "是文件"),
        (vec!["review", &a, "--out", &file], "--out 只用于"),
        (vec!["review", &a, "--format", "jsonl", "--out", &file], "--out 只用于"),
        (vec!["review", &a, "--format", "html", "--overwrite"], "--out"),
    ] {
        let run = program.run(&words).exits(2);
        assert!(run.err.contains(wanted), "{wanted} is missing in {}", run.err);
        assert!(!program.data().exists(), "nothing was begun");
    }
    let nowhere = program.data().with_file_name("none").join("a.html");
    let run = program.run(&["review", &a, "--format", "html", "--out", nowhere.to_str().unwrap()]).exits(2);
    assert!(run.err.contains("文件夹不存在"), "{}", run.err);
    assert_eq!(std::fs::read_to_string(file).unwrap(), "已有");
}

/// Under whatever name a path leads there, a report does not take the place of the draft.
#[test]
fn a_draft_is_not_overwritten_by_its_own_report() {
    let program = Program::new();
    let text = "各县（市、区）要在6月底前完成检查。";
    let file = program.file("draft.html", text);
    let folder = Path::new(&file).parent().unwrap().to_owned();
    let named = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    std::os::unix::fs::symlink(&file, named("link.html")).unwrap();
    std::fs::hard_link(&file, named("hard.html")).unwrap();
    std::fs::create_dir(named("sub")).unwrap();
    std::os::unix::fs::symlink(&file, folder.join("sub/draft.html")).unwrap();
    let around = named("sub/../draft.html");
    for out in [&file, &named("link.html"), &named("hard.html"), &around, &named("sub/")] {
        for more in [&["--overwrite"][..], &[]] {
            let words = [&["review", &file, "--format", "html", "--out", out][..], more].concat();
            let run = program.run(&words).exits(2);
            assert!(run.err.contains("送审稿文件本身"), "{out}: {}", run.err);
            assert_eq!(std::fs::read_to_string(&file).unwrap(), text, "{out}");
        }
    }
    let other = program.file("other.txt", "请照办。");
    let run =
        program.run(&["review", &other, &file, "--format", "html", "--overwrite", "--out", folder.to_str().unwrap()]);
    assert!(run.exits(2).err.contains("送审稿文件本身"));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
}

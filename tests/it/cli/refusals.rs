//! Input that cannot be used: one clear line on stderr, exit code 2, nothing half-done.

use std::io::{BufRead as _, BufReader};

use super::program::{Program, draft};

#[test]
fn bad_files_are_named() {
    let program = Program::new();
    let junk: Vec<u8> = (0..4096u32).map(|n| u8::try_from(n * 7919 % 251 % 32).unwrap()).collect();
    let rows: [(&str, Vec<u8>, &str); 8] = [
        ("empty.txt", Vec::new(), "没有文字"),
        ("blank.txt", b" \r\n\t".to_vec(), "没有文字"),
        ("marks.txt", "，。！？……".into(), "只有标点"),
        ("junk.txt", junk, "不是文本"),
        ("long.txt", vec![b'a'; 5_000_000], "超过上限1000000"),
        ("one-character.txt", "字".repeat(1_700_000).into(), "超过上限1000000"),
        ("report.docx", b"PK\x03\x04".to_vec(), "不是完整的 zip 压缩包"),
        ("front.txt", "---\nlevel: 国\n---\n正文\n".into(), "第 2 行 level"),
    ];
    let mut words = vec!["review".to_owned()];
    words.extend(rows.iter().map(|(name, content, _)| program.file(name, content)));
    words.push(program.data().join("nowhere.txt").to_str().unwrap().to_owned());
    words.push(draft("07-clean.txt"));
    let run = program.run(&words.iter().map(String::as_str).collect::<Vec<_>>()).exits(2);
    let faults: Vec<&str> = run.err.lines().filter(|l| l.starts_with("错误：")).collect();
    assert_eq!(faults.len(), rows.len() + 1, "{}", run.err);
    for ((name, _, wanted), line) in rows.iter().zip(&faults) {
        assert!(line.contains(name) && line.contains(wanted), "{name}: {line}");
    }
    assert!(faults.last().unwrap().ends_with("nowhere.txt：不存在"), "{faults:?}");
    assert!(run.out.contains("审核报告"), "the sound draft is reviewed all the same");
}

#[test]
fn classified_drafts_are_refused() {
    let program = Program::new();
    let file = program.file("secret.txt", "机密★3年\n示例市人民政府关于某事的通知\n各县要在6月底前完成检查。\n");
    assert!(program.run(&["review", &file]).exits(2).err.contains("密级"));
    program.run(&["review", "--accept-classified", &file]).exits(0);

    // What the steps make of a text shows all of it.
    let hidden =
        program.file("hidden.txt", "机\u{200B}密\u{2060}★3年\n示例市人民政府关于某事的通知\n各县要完成检查。\n");
    let titled = program.file("titled.txt", "---\ntitle: 示例通知（秘密★1年）\n---\n各县要完成检查。\n");
    let text = "{\"text\":\"秘密★1年\\n各县要完成检查。\"}\n{\"text\":\"机密★\",\"before\":\"各县\"}\n";
    let lines = program.file("lines.jsonl", text);
    for path in [&file, &hidden, &titled, &lines] {
        let run = program.run(&["stages", path]).exits(2);
        assert!(run.out.is_empty() && run.err.contains("密级") && !run.err.contains("各县"), "{path}: {run:?}");
        let shown = program.run(&["stages", "--accept-classified", path]).exits(0);
        assert!(!shown.out.is_empty(), "{path}");
    }
}

#[test]
fn a_draft_that_takes_too_long_is_told_and_the_next_is_reviewed() {
    let program = Program::new();
    let long = program.file("long.txt", "要提高政治站位，狠抓落实，务求实效。".repeat(50_000));
    let lines =
        program.file("long.jsonl", format!("{{\"text\":\"{}\"}}\n", "要提高政治站位，狠抓落实。".repeat(70_000)));
    let run = program.run(&["review", "--time-limit", "0.05", "--keep", &long, &lines]).exits(2);
    assert_eq!(run.err.matches("0.05秒的时限").count(), 2, "{}", run.err);
    assert!(run.out.is_empty(), "{}", run.out);
    assert!(program.run(&["review", "--time-limit", "x", &long]).exits(2).err.contains("应为秒数"));
    program.run(&["review", "--time-limit", "600", &draft("07-clean.txt")]).exits(0);
    program.run(&["review", "--time-limit", "0", &draft("07-clean.txt")]).exits(0);
}

#[test]
fn mistakes_on_the_command_line_are_named() {
    let program = Program::new();
    for (words, wanted) in [
        (&["review", "x.txt", "--level", "国"][..], "--level"),
        (&["import", "no-such-folder"], "不存在"),
        (&["search", "-草案"], "排除词"),
        (&["search", "\"未闭合"], "引号"),
        (&["terms", "show", "nonsense"], "slogans"),
        (&["norms", "show", "nonsense"], "没有规范档"),
        (&["documents", "show", "nonsense"], "没有文件“nonsense”"),
        (&["doctor", "--data", "no-such-folder"], "不是数据目录"),
        (&["train", "--samples", "no-such-file", "--out", "x"], "no-such-file"),
        (&["stages", "no-such-file.jsonl"], "不存在"),
        (&["serve", "--listen", "0.0.0.0:0"], "本机"),
    ] {
        let run = program.run(words).exits(2);
        let faults: Vec<&str> = run.err.lines().filter(|l| l.starts_with("错误：")).collect();
        assert!(faults.len() == 1 && faults[0].contains(wanted), "{words:?}: {}", run.err);
    }
    assert!(program.run(&["review", "--help"]).exits(0).out.contains("用法：duanshixin review"));
    program.run(&["--version"]).exits(0);
}

#[test]
fn a_held_folder_is_refused_with_its_holder() {
    let program = Program::new();
    let mut server = program.command(&["serve", "--listen", "127.0.0.1:0"]).spawn().unwrap();
    let mut said = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut said).unwrap();
    assert!(said.contains("服务已启动：http://127.0.0.1:"), "{said}");
    let run = program.run(&["review", &draft("07-clean.txt")]);
    let pid = server.id().to_string();
    server.kill().unwrap();
    server.wait().unwrap();
    let run = run.exits(2);
    assert!(run.err.contains(&pid) && run.err.contains("--data"), "{}", run.err);
    program.run(&["review", &draft("07-clean.txt")]).exits(0);
}

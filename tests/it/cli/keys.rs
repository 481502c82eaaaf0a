//! `keys` and `audit`: from the first key to a log that was tampered with; what a server refuses without keys.

use rusqlite::Connection;

use super::program::Program;

fn create(program: &Program, words: &[&str]) -> String {
    let run = program.run(&[&["keys", "create"], words].concat()).exits(0);
    assert!(run.err.contains("只显示这一次"), "{}", run.err);
    assert!(!run.err.contains(run.out.trim()), "the key goes to standard output alone");
    run.out.trim().to_owned()
}

#[test]
fn keys_are_made_listed_and_revoked() {
    let program = Program::new();
    assert!(program.run(&["keys", "list"]).exits(0).out.contains("没有访问密钥"));
    let key = create(&program, &["--label", "综合处", "--scope", "desk,search", "--expires", "2999-12-31"]);
    let id = key.split('_').nth(1).unwrap();
    assert_eq!((key.len(), key.split('_').next()), (65, Some("dsx")));
    let run = program.run(&["keys", "create", "--label", "审计员", "--scope", "audit"]).exits(0);
    assert!(run.err.contains("还没有带 admin 权限的密钥"), "{}", run.err);

    let list = program.run(&["keys", "list"]).exits(0).out;
    assert!(list.contains(id) && list.contains("综合处") && list.contains("用到 2999-12-31"), "{list}");
    assert!(!list.contains(&key[13..]));
    let doctor = program.run(&["doctor"]).exits(0).out;
    assert!(doctor.contains("访问密钥 2 个有效") && doctor.contains("校验值相接"), "{doctor}");
    program.run(&["keys", "revoke", id]).exits(0);
    assert!(program.run(&["keys", "revoke", id]).exits(2).err.contains("没有未吊销的密钥"));
    let list = program.run(&["keys", "list", "--format", "json"]).exits(0).json();
    assert_eq!((&list[0]["state"], &list[1]["state"]), (&"revoked".into(), &"live".into()));
    for (words, told) in [
        (&["--label", "甲", "--scope", "root"][..], "desk、search、terms、corpus、audit、admin"),
        (&["--label", " ", "--scope", "desk"], "不能为空"),
        (&["--label", "甲", "--scope", "desk", "--expires", "2020-01-01"], "已经过去"),
        (&["--label", "甲"], "--scope"),
    ] {
        let refused = program.run(&[&["keys", "create"], words].concat()).exits(2);
        assert!(refused.err.contains(told), "{}", refused.err);
    }
    let rows = program.run(&["audit", "list", "--actor", "命令行"]).exits(0).out;
    assert!(rows.contains("新建密钥") && rows.contains("吊销密钥"), "{rows}");
}

#[test]
fn without_keys_a_server_stays_on_this_machine_and_says_so() {
    let program = Program::new();
    let refused = program.run(&["serve", "--listen", "0.0.0.0:0"]).exits(2);
    assert!(refused.err.contains("不能监听 0.0.0.0:0") && refused.err.contains("keys create"), "{}", refused.err);
    assert!(refused.err.contains("没有访问密钥：只监听本机地址"), "{}", refused.err);
    for (months, told) in [("5", "网络安全法"), ("0", "至少保存 6 个月"), ("x", "应为月数")] {
        let refused = program.run(&["serve", "--audit-months", months]).exits(2);
        assert!(refused.err.contains(told), "{}", refused.err);
    }
}

#[test]
fn a_log_that_was_tampered_with_is_found() {
    let program = Program::new();
    for label in ["甲", "乙", "丙"] {
        create(&program, &["--label", label, "--scope", "admin"]);
    }
    let verify = |words: &[&str]| program.run(&[&["audit", "verify"], words].concat());
    let sound = verify(&[]).exits(0).out;
    let known = sound.lines().find(|line| line.contains(':') && line.len() > 64).unwrap().trim().to_owned();
    verify(&["--known", &known]).exits(0);
    assert!(verify(&["--known", "x"]).exits(2).err.contains("序号:校验值"));
    let other = format!("{}:{}", known.split(':').next().unwrap(), "0".repeat(64));
    assert!(verify(&["--known", &other]).exits(1).out.contains("被整体替换过"));
    let rows = program.run(&["audit", "export"]).exits(0).lines();
    assert_eq!(rows.last().unwrap()["action"], "key.created");
    assert!(program.run(&["audit", "export", "--format", "csv"]).exits(0).out.starts_with("\u{FEFF}序号,时间"));
    assert!(program.run(&["audit", "list", "--from", "x"]).exits(2).err.contains("--from"));

    let file = Connection::open(program.data().join("duanshixin.db")).unwrap();
    file.execute_batch("DROP TRIGGER audit_is_not_changed; UPDATE audit SET label = '丁' WHERE seq = 3").unwrap();
    drop(file);
    let found = verify(&[]).exits(1);
    assert!(found.out.contains("第 3 条") && found.out.contains("被改动过"), "{}", found.out);
    let doctor = program.run(&["doctor"]).exits(1);
    assert!(doctor.out.contains("审计日志第 3 条"), "{}", doctor.out);
}

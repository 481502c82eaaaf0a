//! Word documents on the command line.

use super::program::{Program, draft};
use crate::support::{docx, part};

#[test]
fn a_document_is_reviewed_and_written_back() {
    let program = Program::new();
    let paragraphs = ["示例市关于做好示例工作的通知", "要高度重视，狠抓落实。6月底前完成检查。"];
    // What a file is, its content says.
    let file = program.file("送审稿.bin", docx(&paragraphs));
    let run = program.run(&["review", &file, "--format", "json", "--keep"]).exits(0);
    assert_eq!(run.json()["draft"]["read_as"], "docx");
    let store = rusqlite::Connection::open(program.data().join("duanshixin.db")).unwrap();
    let kept: Vec<u8> = store.query_row("SELECT original FROM reviews", [], |row| row.get(0)).unwrap();
    assert_eq!(kept, docx(&paragraphs));

    let out = program.data().with_file_name("批注.docx");
    let out = out.to_str().unwrap();
    program.run(&["review", &file, "--format", "docx", "--out", out]).exits(0);
    let written = std::fs::read(out).unwrap();
    assert!(part(&written, "word/comments.xml").contains("原有批注"));
    assert!(part(&written, "word/document.xml").contains("高度重视</w:t></w:r><w:commentRangeEnd"));
    let piped = program.command(&["review", &draft("07-clean.txt"), "--format", "docx"]).output().unwrap();
    assert!(piped.status.success() && part(&piped.stdout, "word/document.xml").contains("<w:commentReference"));
}

#[test]
fn documents_are_imported() {
    let program = Program::new();
    let file = program.file("省里的通知.docx", docx(&["示例省关于绝无仅有之事的通知", "请于6月底前报送。"]));
    program.run(&["import", &file]).exits(0);
    let found = program.run(&["search", "绝无仅有之事"]).exits(0);
    assert!(found.out.contains("示例省关于绝无仅有之事的通知"), "{}", found.out);
}

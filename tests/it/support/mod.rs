//! What the tests share: a desk on a fresh data folder with the sample corpus, and the sample drafts.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use duanshixin::desk::{Desk, DeskOptions, Keep};
use duanshixin::intake;
use duanshixin::review::{DraftInput, Report};

/// A desk on a folder of its own, filled as at a first start.
pub fn fresh(folder: &Path) -> Desk {
    let options = DeskOptions { data: folder.to_owned(), ..DeskOptions::default() };
    Desk::open(&options, &mut |_, _| {}).unwrap().0
}

/// A desk that all tests read and none changes.
pub fn shared() -> &'static Desk {
    static SHARED: OnceLock<(tempfile::TempDir, Desk)> = OnceLock::new();
    let (_, desk) = SHARED.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let desk = fresh(folder.path());
        (folder, desk)
    });
    desk
}

/// A file of the shipped corpus.
pub fn corpora(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora").join(name)
}

/// A shipped file as a draft, with what its front matter says.
pub fn draft(name: &str) -> DraftInput {
    let path = corpora(name);
    let read = intake::read(&std::fs::read(&path).unwrap(), name).unwrap();
    DraftInput {
        text: read.text,
        id: read.front.id,
        title: read.front.title,
        issuer: read.front.issuer,
        level: read.front.level,
        kind: read.front.kind,
        date: read.front.date,
        nature: read.front.nature,
        read_as: "txt".to_owned(),
        ..DraftInput::default()
    }
}

/// The report of a draft, kept nowhere.
pub fn review(desk: &Desk, input: &DraftInput) -> Report {
    desk.review(input, Keep::No).unwrap()
}

/// A report as JSON without what names the single review.
pub fn comparable(report: &Report) -> serde_json::Value {
    let mut value = serde_json::to_value(report).unwrap();
    let object = value.as_object_mut().unwrap();
    object.remove("id");
    object.remove("created_at");
    value
}

/// The words of a draft at a span.
pub fn words(text: &str, span: duanshixin::span::Span) -> String {
    text.chars().skip(span.start).take(span.len()).collect()
}

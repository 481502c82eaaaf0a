//! Faults that no request against a sound server reaches, and lists with more faults than an answer holds.

use axum::http::StatusCode;

use super::error::{Code, HttpError, MOST_PROBLEMS};
use crate::corpus::CorpusError;
use crate::desk::DeskError;
use crate::lexicon::{ListErrors, Problem};
use crate::store::StoreError;

fn disk_full() -> rusqlite::Error {
    let code = rusqlite::ErrorCode::DiskFull;
    rusqlite::Error::SqliteFailure(rusqlite::ffi::Error { code, extended_code: 13 }, None)
}

/// The codes that no request against a sound server reaches.
#[test]
fn faults_of_the_machine_have_their_codes() {
    let io = |kind: std::io::ErrorKind| std::io::Error::from(kind);
    let rows: Vec<(HttpError, Code, u16)> = vec![
        (StoreError::Sqlite { doing: "写入", source: disk_full() }.into(), Code::DiskFull, 507),
        (CorpusError::Io { path: "x".into(), source: io(std::io::ErrorKind::StorageFull) }.into(), Code::DiskFull, 507),
        (
            CorpusError::Io { path: "x".into(), source: io(std::io::ErrorKind::PermissionDenied) }.into(),
            Code::StorageFailed,
            500,
        ),
        (StoreError::Conflict { id: "甲".into(), expected: 1, current: 2 }.into(), Code::VersionConflict, 412),
        (DeskError::Unreadable { what: "词表", reason: String::new() }.into(), Code::StorageFailed, 500),
        (DeskError::NoRandom(String::new()).into(), Code::Internal, 500),
        (DeskError::TooManyRows { most: 1 }.into(), Code::InvalidRequest, 422),
        (HttpError::NoAccess, Code::NoAccess, 403),
        (HttpError::Slow, Code::Slow, 408),
        (HttpError::Interrupted, Code::Interrupted, 400),
        (HttpError::Other(StatusCode::EXPECTATION_FAILED), Code::BadRequest, 400),
    ];
    for (error, code, status) in rows {
        assert_eq!((error.code(), error.code().status().as_u16()), (code, status), "{error:?}");
    }
}

#[test]
fn faults_without_number_are_counted_and_the_first_listed() {
    let errors = |count: usize| {
        let problem = |row| Problem { row, column: "pattern".to_owned(), reason: "词条不能为空".to_owned() };
        ListErrors { problems: (1..=count).map(problem).collect() }
    };
    let few = HttpError::Table(errors(MOST_PROBLEMS));
    assert_eq!((few.faults().len(), few.detail().contains("1000 处错误；原词表")), (MOST_PROBLEMS, true));
    for many in
        [DeskError::List(errors(1_234)).into(), HttpError::Table(errors(1_234)), HttpError::Entry(errors(1_234))]
    {
        let faults = many.faults();
        assert!(many.detail().replace(' ', "").contains("有1234处错误"), "{many:?}");
        assert_eq!(faults.len(), MOST_PROBLEMS + 1);
        assert!(faults.last().is_some_and(|last| last.detail.contains("另有 234 处")), "{faults:?}");
    }
}

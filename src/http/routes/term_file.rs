//! A whole term list in a body: JSON, tab-separated or comma-separated text, or an Excel workbook, by `Content-Type` and `Accept`.

use axum::Json;
use axum::body::Body;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use tokio::sync::Semaphore;

use super::term_entry;
use crate::http::body;
use crate::http::error::HttpError;
use crate::http::etag::{self, Form};
use crate::http::fields::Fields;
use crate::http::lane::LONGEST_WAIT;
use crate::lexicon::{Entry, FileFault, ListErrors, ListId, Problem, Sheet, Table, TermList};

/// Media type of a list as tab-separated text.
const TSV: &str = "text/tab-separated-values";
/// Media type of a list as comma-separated text.
const CSV: &str = "text/csv";
/// Media type of a list as an Excel workbook.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// All of these.
const ACCEPTED: &str = "application/json、text/tab-separated-values、text/csv、application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What the entries are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To be put in force: nothing may be wrong.
    Publish,
    /// To be a draft: examples may fail.
    Draft,
}

/// The entries in a body. `version` is the one the list was read at.
pub(super) async fn receive(
    (id, version): (ListId, u64),
    headers: &HeaderMap,
    body: Body,
    purpose: Purpose,
) -> Result<Vec<Entry>, HttpError> {
    let sheet = match body::media_type(headers).as_str() {
        "application/json" => return of_json((id, version), Fields::of_json(body::json(headers, body).await?)?),
        TSV => Sheet::Tsv,
        CSV => Sheet::Csv,
        XLSX => Sheet::Xlsx,
        _ => return Err(HttpError::MediaType { accepted: ACCEPTED }),
    };
    let bytes = body::read(headers, body, body::MOST_JSON).await?;
    aside(move || parsed((id, version), (sheet, &bytes), purpose)).await
}

/// One table is read or written at a time: a workbook takes seconds and hundreds of megabytes.
static TABLES: Semaphore = Semaphore::const_new(1);

/// Work on a table off the async threads.
async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, HttpError> + Send + 'static,
) -> Result<T, HttpError> {
    let turn = tokio::time::timeout(LONGEST_WAIT, TABLES.acquire()).await;
    let Ok(Ok(turn)) = turn else { return Err(HttpError::Busy) };
    tokio::task::spawn_blocking(move || {
        let result = work();
        drop(turn);
        result
    })
    .await
    .map_err(|_| HttpError::Panicked)?
}

fn parsed(
    (id, version): (ListId, u64),
    (sheet, bytes): (Sheet, &[u8]),
    purpose: Purpose,
) -> Result<Vec<Entry>, HttpError> {
    let table = Table::read(id, version, (sheet, bytes)).map_err(|fault| match fault {
        FileFault::Encoding => HttpError::NotUtf8,
        FileFault::Workbook(reason) => {
            let problem = Problem { row: 0, column: String::new(), reason: reason.to_owned() };
            HttpError::Table(ListErrors { problems: vec![problem] })
        }
    })?;
    let read = match purpose {
        Purpose::Publish => table.publishable(),
        Purpose::Draft => table.checked_draft().map(|(list, _)| list),
    };
    Ok(read.map_err(HttpError::Table)?.entries)
}

fn of_json((id, expected): (ListId, u64), mut fields: Fields) -> Result<Vec<Entry>, HttpError> {
    let version = fields.number("version", &(0..=u64::MAX));
    if version.is_some_and(|version| version != expected) {
        fields.fault("version", "与 If-Match 的版本不同");
    }
    let named: Option<ListId> = fields.named("id", id.name());
    if named.is_some_and(|named| named != id) {
        fields.fault("id", "与网址中的词表不同");
    }
    let entries = fields.objects("entries", term_entry::take);
    fields.finish()?;
    Ok(entries)
}

/// The form a caller asks for; `None` for JSON.
pub(super) fn asked_for(headers: &HeaderMap) -> Option<Sheet> {
    let accepted = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let accepts = |kind: &str| accepted.split([',', ';']).any(|part| part.trim().eq_ignore_ascii_case(kind));
    [(TSV, Sheet::Tsv), (CSV, Sheet::Csv), (XLSX, Sheet::Xlsx)]
        .into_iter()
        .find_map(|(kind, sheet)| accepts(kind).then_some(sheet))
}

/// A list in the form asked for.
pub(super) async fn shown(list: TermList, headers: &HeaderMap) -> Result<Response, HttpError> {
    let vary = [(header::VARY, "Accept")];
    Ok(match asked_for(headers) {
        Some(sheet) => {
            let form = match sheet {
                Sheet::Tsv => Form::Tsv,
                Sheet::Csv => Form::Csv,
                Sheet::Xlsx => Form::Xlsx,
            };
            (vary, etag::header_of(list.version, form), written(list, sheet).await?).into_response()
        }
        None => (vary, etag::header_of(list.version, Form::Json), Json(list)).into_response(),
    })
}

/// A list as a file.
pub(super) async fn written(list: TermList, sheet: Sheet) -> Result<Response, HttpError> {
    let kind = match sheet {
        Sheet::Tsv => "text/tab-separated-values; charset=utf-8",
        Sheet::Csv => "text/csv; charset=utf-8",
        Sheet::Xlsx => XLSX,
    };
    let bytes = aside(move || list.to_file(sheet).map_err(HttpError::Table)).await?;
    Ok(([(header::CONTENT_TYPE, kind)], bytes).into_response())
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;

    /// All turns in one test: there is one turn in the whole program.
    #[tokio::test]
    async fn tables_take_turns_off_the_async_threads() {
        let (go, wait) = mpsc::channel::<()>();
        let (tell, told) = mpsc::channel();
        let (first, second) = (tell.clone(), tell);
        // The only async thread of this test would stand still if the work were done on it.
        let here = std::thread::current().id();
        let working = tokio::spawn(aside(move || {
            first.send("first begins").unwrap();
            assert_ne!(std::thread::current().id(), here);
            wait.recv().map_err(|_| HttpError::Panicked)?;
            first.send("first ends").unwrap();
            Ok(())
        }));
        let begun = tokio::task::spawn_blocking(move || (told.recv_timeout(Duration::from_secs(10)), told));
        let (begun, told) = begun.await.unwrap();
        assert_eq!(begun, Ok("first begins"));
        let waiting = tokio::spawn(aside(move || {
            second.send("second begins").unwrap();
            Ok(7)
        }));
        // The work keeps its turn when whoever asked for it has gone.
        working.abort();
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert_eq!(told.try_iter().count(), 0, "the second waits");
        go.send(()).unwrap();
        assert_eq!(waiting.await.unwrap().unwrap(), 7);
        assert_eq!(told.try_iter().collect::<Vec<_>>(), ["first ends", "second begins"]);
        // Work that panics gives its turn back.
        let broken = aside(|| -> Result<(), HttpError> { panic!("work") }).await;
        assert!(matches!(broken, Err(HttpError::Panicked)));
        assert_eq!(aside(|| Ok(8)).await.unwrap(), 8);
    }
}

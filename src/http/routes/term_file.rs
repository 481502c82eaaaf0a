//! A whole term list in a body: JSON, tab-separated or comma-separated text, by `Content-Type` and `Accept`.

use axum::Json;
use axum::body::Body;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};

use super::term_entry;
use crate::http::body;
use crate::http::error::HttpError;
use crate::http::etag::{self, Form};
use crate::http::fields::Fields;
use crate::lexicon::{Entry, ListId, Sheet, TermList};

/// Media type of a list as tab-separated text.
const TSV: &str = "text/tab-separated-values";
/// Media type of a list as comma-separated text.
const CSV: &str = "text/csv";

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
        _ => return Err(HttpError::MediaType { accepted: "application/json、text/tab-separated-values、text/csv" }),
    };
    let bytes = body::read(headers, body, body::MOST_JSON).await?;
    let text = String::from_utf8(bytes).map_err(|_| HttpError::NotUtf8)?;
    let read = match purpose {
        Purpose::Publish => TermList::from_sheet(id, version, (sheet, &text)),
        Purpose::Draft => TermList::draft_from_sheet(id, version, (sheet, &text)).map(|(list, _)| list),
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
    if accepts(TSV) { Some(Sheet::Tsv) } else { accepts(CSV).then_some(Sheet::Csv) }
}

/// A list in the form asked for.
pub(super) fn shown(list: &TermList, headers: &HeaderMap) -> Response {
    let vary = [(header::VARY, "Accept")];
    match asked_for(headers) {
        Some(sheet) => {
            let form = if sheet == Sheet::Tsv { Form::Tsv } else { Form::Csv };
            (vary, etag::header_of(list.version, form), written(list, sheet)).into_response()
        }
        None => (vary, etag::header_of(list.version, Form::Json), Json(list)).into_response(),
    }
}

/// A list as a file.
pub(super) fn written(list: &TermList, sheet: Sheet) -> Response {
    match sheet {
        Sheet::Tsv => {
            ([(header::CONTENT_TYPE, "text/tab-separated-values; charset=utf-8")], list.to_tsv()).into_response()
        }
        Sheet::Csv => ([(header::CONTENT_TYPE, "text/csv; charset=utf-8")], list.to_csv()).into_response(),
    }
}

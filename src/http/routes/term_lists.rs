//! `/v1/term-lists`: term lists read, replaced, one entry added or taken away. Every change names the version it was
//! made on and counts from the next review on.

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::term_entry;
use super::term_file::{self, Purpose};
use crate::desk::{Change, Desk, DeskError, Emptying, TermListHead, Version};
use crate::http::body;
use crate::http::error::HttpError;
use crate::http::etag::{self, Form};
use crate::http::fields::Fields;
use crate::http::problem::Fault;
use crate::http::state::AppState;
use crate::lexicon::{Entry, EntryKind, Layer, ListId, TermList};

/// Longest remark on a change, in characters.
pub(super) const LONGEST_NOTE: usize = 500;

/// The term lists in force.
#[derive(Debug, Serialize, ToSchema)]
struct TermLists {
    /// The lists, without their entries.
    term_lists: Vec<TermListHead>,
}

/// The versions of a term list.
#[derive(Debug, Serialize, ToSchema)]
struct TermListVersions {
    /// The versions, newest first.
    versions: Vec<Version>,
}

/// A whole list as it is put in.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NewTermList {
    /// Id of the list, when given the same as in the path.
    id: Option<ListId>,
    /// Version the list was read at, when given the same as in `If-Match`.
    version: Option<u64>,
    /// The entries.
    entries: Vec<Entry>,
}

/// The routes.
pub(in crate::http) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(fetch, replace))
        .routes(routes!(add, remove))
        .routes(routes!(versions))
        .routes(routes!(version))
}

#[utoipa::path(
    get, path = "/v1/term-lists", tag = "词表", summary = "列出词表",
    responses((status = 200, description = "在用的词表", body = TermLists))
)]
async fn list(State(state): State<AppState>) -> Result<Json<TermLists>, HttpError> {
    let read = move || Ok::<_, HttpError>(state.desk.term_lists());
    Ok(Json(TermLists { term_lists: state.light.place()?.run(read).await? }))
}

#[utoipa::path(
    get, path = "/v1/term-lists/{id}", tag = "词表", summary = "读取在用的词表",
    description = "默认为 JSON；Accept 为 text/tab-separated-values、text/csv 或 XLSX 的类型时为表格，格式见 README。",
    params(("id" = ListId, Path, description = "词表")),
    responses((
        status = 200, description = "词表", headers(("ETag" = String, description = "版本，修改时放入 If-Match")),
        content((TermList = "application/json"), (String = "text/tab-separated-values"), (String = "text/csv"), (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")),
    ))
)]
async fn fetch(
    State(state): State<AppState>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    term_file::shown(state.desk.term_list(id_of(&id)?), &headers).await
}

#[utoipa::path(
    put, path = "/v1/term-lists/{id}", tag = "词表", summary = "替换整个词表，立即生效",
    params(
        ("id" = ListId, Path, description = "词表"),
        ("If-Match" = String, Header, description = "所依据版本的 ETag"),
        ("note" = Option<String>, Query, description = "修改说明，至多 500 字；缺省时记为做了什么"),
        ("empty" = Option<bool>, Query, description = "true 为确认清空：没有词条的表须写明"),
    ),
    request_body(content((NewTermList = "application/json"), (String = "text/tab-separated-values"), (String = "text/csv"), (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
    responses((status = 200, description = "新版本", body = TermListHead, headers(("ETag" = String, description = "新版本"))))
)]
async fn replace(
    State(state): State<AppState>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, HttpError> {
    let place = state.heavy.place()?;
    let (parts, body) = request.into_parts();
    let mut query = Fields::of_query(&parts.uri)?;
    let may_be_empty = query.flag("empty").unwrap_or_default();
    let asked = Asked::take(&state.desk, &id, &parts.headers, query)?;
    let entries = term_file::receive((asked.id, asked.expected), &parts.headers, body, Purpose::Publish).await?;
    if entries.is_empty() && !may_be_empty {
        let words = "没有词条，词表将被清空；确要清空的，请加网址参数 empty=true";
        return Err(HttpError::Fields(vec![Fault::at("/entries", words)]));
    }
    let change = move || -> Result<TermListHead, HttpError> {
        state.desk.replace_terms(asked.id, entries, asked.change())?;
        Ok(asked.head(&state.desk))
    };
    Ok(published(StatusCode::OK, place.run(change).await?))
}

#[utoipa::path(
    post, path = "/v1/term-lists/{id}/entries", tag = "词表", summary = "增加一个词条，立即生效",
    params(
        ("id" = ListId, Path, description = "词表"),
        ("If-Match" = String, Header, description = "所依据版本的 ETag"),
        ("note" = Option<String>, Query, description = "修改说明，至多 500 字；缺省时记为增加了哪个词条"),
    ),
    request_body = Entry,
    responses((status = 201, description = "新版本", body = TermListHead, headers(("ETag" = String, description = "新版本"))))
)]
async fn add(State(state): State<AppState>, Path(id): Path<String>, request: Request) -> Result<Response, HttpError> {
    let place = state.heavy.place()?;
    let (parts, body) = request.into_parts();
    let asked = Asked::read(&state.desk, &id, &parts)?;
    let mut fields = Fields::of_json(body::json(&parts.headers, body).await?)?;
    let entry = term_entry::take(&mut fields);
    fields.finish()?;
    let change = move || -> Result<TermListHead, HttpError> {
        state.desk.add_term(asked.id, entry, asked.change()).map_err(|error| match error {
            DeskError::List(errors) => HttpError::Entry(errors),
            error => error.into(),
        })?;
        Ok(asked.head(&state.desk))
    };
    Ok(published(StatusCode::CREATED, place.run(change).await?))
}

#[utoipa::path(
    delete, path = "/v1/term-lists/{id}/entries", tag = "词表", summary = "删除一个词条，立即生效",
    params(
        ("id" = ListId, Path, description = "词表"),
        ("If-Match" = String, Header, description = "所依据版本的 ETag"),
        ("pattern" = String, Query, description = "词条，至多 200 字"),
        ("kind" = Option<EntryKind>, Query, description = "literal 文字，regex 正则；两种都有这一词条时须写明"),
        ("layer" = Option<Layer>, Query, description = "哪个层级的；缺省为最具体的一个"),
        ("note" = Option<String>, Query, description = "修改说明，至多 500 字；缺省时记为删除了哪个词条"),
        ("empty" = Option<bool>, Query, description = "true 为确认清空：删除最后一个词条须写明"),
    ),
    responses((status = 200, description = "新版本", body = TermListHead, headers(("ETag" = String, description = "新版本"))))
)]
async fn remove(
    State(state): State<AppState>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, HttpError> {
    let place = state.heavy.place()?;
    let (parts, _) = request.into_parts();
    let mut fields = Fields::of_query(&parts.uri)?;
    let name = term_entry::name(&mut fields, "pattern");
    let emptying = Emptying::of(fields.flag("empty").unwrap_or_default());
    let asked = Asked::take(&state.desk, &id, &parts.headers, fields)?;
    let change = move || -> Result<TermListHead, HttpError> {
        state.desk.remove_term(asked.id, &name, emptying, asked.change())?;
        Ok(asked.head(&state.desk))
    };
    Ok(published(StatusCode::OK, place.run(change).await?))
}

#[utoipa::path(
    get, path = "/v1/term-lists/{id}/versions", tag = "词表", summary = "列出词表的各个版本",
    params(("id" = ListId, Path, description = "词表")),
    responses((status = 200, description = "新的在前", body = TermListVersions))
)]
async fn versions(State(state): State<AppState>, Path(id): Path<String>) -> Result<Json<TermListVersions>, HttpError> {
    let id = id_of(&id)?;
    let versions = state.light.place()?.run(move || state.desk.term_list_versions(id)).await?;
    Ok(Json(TermListVersions { versions }))
}

#[utoipa::path(
    get, path = "/v1/term-lists/{id}/versions/{version}", tag = "词表", summary = "读取词表的一个版本",
    params(("id" = ListId, Path, description = "词表"), ("version" = u64, Path, description = "版本号")),
    responses((
        status = 200, description = "词表", headers(("ETag" = String, description = "版本")),
        content((TermList = "application/json"), (String = "text/tab-separated-values"), (String = "text/csv"), (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")),
    ))
)]
async fn version(
    State(state): State<AppState>,
    Path((id, version)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    let id = id_of(&id)?;
    let missing = || DeskError::NotFound {
        what: "词表版本",
        id: format!("{}@{}", id.name(), version.chars().take(40).collect::<String>()),
    };
    let version = version.parse().map_err(|_| missing())?;
    let list = state.light.place()?.run(move || state.desk.term_list_version(id, version)).await?;
    term_file::shown(list, &headers).await
}

/// The list with this name.
pub(super) fn id_of(name: &str) -> Result<ListId, HttpError> {
    let missing = || DeskError::NotFound { what: "词表", id: name.chars().take(40).collect() };
    Ok(ListId::parse(name).ok_or_else(missing)?)
}

pub(super) fn published(status: StatusCode, head: TermListHead) -> Response {
    (status, etag::header_of(head.version, Form::Json), Json(head)).into_response()
}

/// A change of a list as asked for, its version checked.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) id: ListId,
    pub(super) expected: u64,
    pub(super) note: String,
}

impl Asked {
    fn read(desk: &Desk, id: &str, parts: &Parts) -> Result<Self, HttpError> {
        Self::take(desk, id, &parts.headers, Fields::of_query(&parts.uri)?)
    }

    /// What of a request says which change it is; the rest of `query` must have been taken.
    fn take(desk: &Desk, id: &str, headers: &HeaderMap, mut query: Fields) -> Result<Self, HttpError> {
        let id = id_of(id)?;
        let note = query.words("note", LONGEST_NOTE);
        query.finish()?;
        Ok(Self { id, expected: etag::expected(headers, desk.term_list(id).version)?, note })
    }

    fn change(&self) -> Change<'_> {
        Change { expected: self.expected, note: &self.note }
    }

    /// The list as it is in force after the change.
    pub(super) fn head(&self, desk: &Desk) -> TermListHead {
        let list = desk.term_list(self.id);
        TermListHead {
            id: self.id,
            label: self.id.label().to_owned(),
            version: list.version,
            entries: list.entries.len(),
            draft: desk.has_term_draft(self.id),
        }
    }
}

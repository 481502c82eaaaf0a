//! `/v1/term-lists/{id}/draft`: a list prepared and published; versions compared and brought back.

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::term_file::{self, Purpose};
use super::term_lists::{Asked, LONGEST_NOTE, NewTermList, id_of, published};
use crate::desk::{Change, DeskError, DraftEdit, DraftState, Emptying, TermListDraft, TermListHead};
use crate::http::body;
use crate::http::error::HttpError;
use crate::http::etag;
use crate::http::fields::Fields;
use crate::http::problem::Fault;
use crate::http::state::AppState;
use crate::lexicon::{ListDiff, ListId, TermList};
use crate::store::Family;

/// The routes.
pub(in crate::http) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(fetch, keep, discard))
        .routes(routes!(publish))
        .routes(routes!(diff))
        .routes(routes!(restore))
}

#[utoipa::path(
    get, path = "/v1/term-lists/{id}/draft", tag = "词表", summary = "读取词表草稿",
    description = "含未通过的例句和与在用版本的差异；Accept 为 text/tab-separated-values、text/csv 或 XLSX 的类型时只有词条。",
    params(("id" = ListId, Path, description = "词表")),
    responses((
        status = 200, description = "草稿", headers(("ETag" = String, description = "所依据的版本和草稿的编次")),
        content((TermListDraft = "application/json"), (String = "text/tab-separated-values"), (String = "text/csv"), (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")),
    ))
)]
async fn fetch(
    State(state): State<AppState>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    let id = id_of(&id)?;
    let draft = state.light.place()?.run(move || state.desk.term_draft(id)).await?;
    let tag = etag::header_of_draft(draft.based_on, draft.edit);
    Ok(match term_file::asked_for(&headers) {
        Some(sheet) => {
            let list = TermList { id, version: draft.based_on, entries: draft.entries };
            (tag, term_file::written(list, sheet).await?).into_response()
        }
        None => (tag, Json(draft)).into_response(),
    })
}

#[utoipa::path(
    put, path = "/v1/term-lists/{id}/draft", tag = "词表", summary = "保存词表草稿，不影响审核",
    description = "例句未通过的也保存，列在 blocking 中，通过之前不能发布；其余错误整体不保存。",
    params(
        ("id" = ListId, Path, description = "词表"),
        ("If-Match" = Option<String>, Header, description = "已有草稿时须带草稿的 ETag，以免覆盖他人的修改；还没有草稿时可带在用版本的 ETag"),
        ("based_on" = Option<u64>, Query, description = "改以这一版为依据，须是在用版本；缺省时依据不变"),
    ),
    request_body(content((NewTermList = "application/json"), (String = "text/tab-separated-values"), (String = "text/csv"), (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
    responses((status = 200, description = "已保存的草稿", body = TermListDraft, headers(("ETag" = String, description = "所依据的版本和草稿的编次"))))
)]
async fn keep(State(state): State<AppState>, Path(id): Path<String>, request: Request) -> Result<Response, HttpError> {
    let place = state.heavy.place()?;
    let (parts, body) = request.into_parts();
    let (id, based_on) = (id_of(&id)?, based_on(&parts)?);
    let current = state.desk.term_list(id).version;
    let there = draft_state(&state, Family::TermList, id.name()).await?;
    let edit = etag::kept_on(&parts.headers, current, there)?;
    let edit = DraftEdit { based_on: based_on.or(edit.based_on), ..edit };
    let version = edit.based_on.or(there.map(|draft| draft.based_on)).unwrap_or(current);
    let entries = term_file::receive((id, version), &parts.headers, body, Purpose::Draft).await?;
    let keep = move || state.desk.keep_term_draft(id, entries, edit);
    let draft = place.run(keep).await?;
    Ok(drafted(draft))
}

#[utoipa::path(
    delete, path = "/v1/term-lists/{id}/draft", tag = "词表", summary = "放弃词表草稿",
    params(
        ("id" = ListId, Path, description = "词表"),
        ("If-Match" = Option<String>, Header, description = "草稿的 ETag：只放弃看到的那一稿"),
    ),
    responses((status = 204, description = "已放弃"))
)]
async fn discard(
    State(state): State<AppState>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, HttpError> {
    let id = id_of(&id)?;
    let edit = etag::named_on(&headers, draft_state(&state, Family::TermList, id.name()).await?)?;
    state.light.place()?.run(move || state.desk.discard_term_draft(id, edit)).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[utoipa::path(
    post, path = "/v1/term-lists/{id}/draft/publish", tag = "词表", summary = "发布词表草稿，自下一次审核起生效",
    params(
        ("id" = ListId, Path, description = "词表"),
        ("If-Match" = String, Header, description = "草稿的 ETag：只发布看到的、试算过的那一稿"),
        ("note" = String, Query, description = "修改说明，不能为空，至多 500 字"),
    ),
    responses((status = 200, description = "新版本", body = TermListHead, headers(("ETag" = String, description = "新版本"))))
)]
async fn publish(
    State(state): State<AppState>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, HttpError> {
    let place = state.heavy.place()?;
    let (parts, note) = needed_note(request).await?;
    let id = id_of(&id)?;
    let edit = etag::published_on(&parts.headers, draft_state(&state, Family::TermList, id.name()).await?)?;
    let current = state.desk.term_list(id).version;
    let publish = move || -> Result<TermListHead, HttpError> {
        let change = Change { expected: current, note: &note };
        state.desk.publish_term_draft(id, change, edit)?;
        Ok(Asked { id, expected: current, note }.head(&state.desk))
    };
    Ok(published(StatusCode::OK, place.run(publish).await?))
}

#[utoipa::path(
    get, path = "/v1/term-lists/{id}/versions/{from}/diff/{to}", tag = "词表", summary = "比较词表的两个版本",
    params(
        ("id" = ListId, Path, description = "词表"),
        ("from" = u64, Path, description = "版本号"), ("to" = u64, Path, description = "版本号"),
    ),
    responses((status = 200, description = "由前一版本到后一版本增加、删除、改动的词条", body = ListDiff))
)]
async fn diff(
    State(state): State<AppState>,
    Path((id, from, to)): Path<(String, String, String)>,
) -> Result<Json<ListDiff>, HttpError> {
    let (id, from, to) = (id_of(&id)?, version_of("词表版本", &from)?, version_of("词表版本", &to)?);
    Ok(Json(state.light.place()?.run(move || state.desk.term_list_diff(id, from, to)).await?))
}

#[utoipa::path(
    post, path = "/v1/term-lists/{id}/versions/{version}/restore", tag = "词表",
    summary = "恢复词表的一个版本：以其内容发布新版本",
    description = "要恢复的就是在用版本的，什么也不改，不产生新版本，返回在用版本（200）。",
    params(
        ("id" = ListId, Path, description = "词表"), ("version" = u64, Path, description = "版本号"),
        ("If-Match" = String, Header, description = "在用版本的 ETag"),
        ("note" = String, Query, description = "修改说明，不能为空，至多 500 字"),
        ("empty" = Option<bool>, Query, description = "true 为确认清空：恢复没有词条的版本须写明"),
    ),
    responses((status = 200, description = "新版本", body = TermListHead, headers(("ETag" = String, description = "新版本"))))
)]
async fn restore(
    State(state): State<AppState>,
    Path((id, version)): Path<(String, String)>,
    request: Request,
) -> Result<Response, HttpError> {
    let place = state.heavy.place()?;
    let (parts, mut query, note) = noted(request).await?;
    let emptying = Emptying::of(query.flag("empty").unwrap_or_default());
    query.finish()?;
    let (id, version) = (id_of(&id)?, version_of("词表版本", &version)?);
    let expected = etag::expected(&parts.headers, state.desk.term_list(id).version)?;
    let restore = move || -> Result<TermListHead, HttpError> {
        state.desk.restore_terms(id, version, emptying, Change { expected, note: &note })?;
        Ok(Asked { id, expected, note }.head(&state.desk))
    };
    Ok(published(StatusCode::OK, place.run(restore).await?))
}

/// A draft with its tag.
pub(super) fn drafted(draft: TermListDraft) -> Response {
    (etag::header_of_draft(draft.based_on, draft.edit), Json(draft)).into_response()
}

/// The state of the draft of a list or profile, where there is one.
pub(super) async fn draft_state(state: &AppState, family: Family, id: &str) -> Result<Option<DraftState>, HttpError> {
    let (desk, id) = (state.desk.clone(), id.to_owned());
    state.light.place()?.run(move || desk.draft_state(family, &id)).await
}

/// The version that a draft is said to be made from now.
pub(super) fn based_on(parts: &Parts) -> Result<Option<u64>, HttpError> {
    let mut query = Fields::of_query(&parts.uri)?;
    let version = query.number("based_on", &(0..=u64::MAX));
    query.finish()?;
    Ok(version)
}

/// The reason for a change, which must be given, of a request that says nothing else.
pub(super) async fn needed_note(request: Request) -> Result<(Parts, String), HttpError> {
    let (parts, query, note) = noted(request).await?;
    query.finish()?;
    Ok((parts, note))
}

/// The reason for a change, which must be given, of a request that has no body, and what else its address says.
async fn noted(request: Request) -> Result<(Parts, Fields, String), HttpError> {
    let (parts, body) = request.into_parts();
    no_body(&body::read(&parts.headers, body, body::MOST_FORM).await?)?;
    let mut query = Fields::of_query(&parts.uri)?;
    let note = query.words("note", LONGEST_NOTE);
    if note.is_empty() {
        query.fault("note", "请写明修改说明");
    }
    Ok((parts, query, note))
}

/// Sees that nothing is said in a body where none is read: a reason among it would be lost.
fn no_body(bytes: &[u8]) -> Result<(), HttpError> {
    if bytes.is_empty() {
        return Ok(());
    }
    let faults = match body::parse(bytes)? {
        serde_json::Value::Null => Vec::new(),
        serde_json::Value::Object(fields) => fields.keys().map(|name| misplaced(name)).collect(),
        _ => vec![Fault::at("", "此接口没有正文；修改说明写在网址参数 note 中")],
    };
    if faults.is_empty() { Ok(()) } else { Err(HttpError::Fields(faults)) }
}

fn misplaced(name: &str) -> Fault {
    let pointer = format!("/{}", name.replace('~', "~0").replace('/', "~1"));
    Fault::at(
        pointer,
        if name == "note" {
            "请写在网址参数 note 中，此接口没有正文"
        } else {
            "没有这个字段，此接口没有正文"
        },
    )
}

/// A version in a path.
pub(super) fn version_of(what: &'static str, given: &str) -> Result<u64, HttpError> {
    let missing = || DeskError::NotFound { what, id: given.chars().take(40).collect() };
    Ok(given.parse().map_err(|_| missing())?)
}

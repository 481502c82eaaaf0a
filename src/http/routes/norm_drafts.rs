//! `/v1/norm-profiles/{id}/draft`: a profile prepared and published; versions compared and brought back.

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::norm_profiles::{TOML, asks_for_toml};
use super::term_drafts::{based_on, draft_state, needed_note, version_of};
use crate::desk::{Change, DraftEdit, NormProfileDraft, NormProfileHead};
use crate::http::body;
use crate::http::error::HttpError;
use crate::http::etag::{self, Form};
use crate::http::state::AppState;
use crate::norms::ProfileDiff;
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
    get, path = "/v1/norm-profiles/{id}/draft", tag = "规范", summary = "读取规范档草稿",
    description = "默认为 JSON，含妨碍发布的错误；Accept 为 application/toml 时只有原文件。",
    params(("id" = String, Path, description = "规范档的 id")),
    responses((
        status = 200, description = "草稿", headers(("ETag" = String, description = "所依据的版本和草稿的编次")),
        content((NormProfileDraft = "application/json"), (String = "application/toml")),
    ))
)]
async fn fetch(
    State(state): State<AppState>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    let draft = state.light.place()?.run(move || state.desk.norm_draft(&id)).await?;
    let tag = etag::header_of_draft(draft.based_on, draft.edit);
    if asks_for_toml(&headers) {
        return Ok((tag, [(header::CONTENT_TYPE, "application/toml; charset=utf-8")], draft.file).into_response());
    }
    Ok((tag, Json(draft)).into_response())
}

#[utoipa::path(
    put, path = "/v1/norm-profiles/{id}/draft", tag = "规范", summary = "保存规范档草稿，不影响审核",
    description = "正文为 TOML；有错误的也保存，列在 blocking 中，改正之前不能发布。不是 TOML 或 id 不同的不保存。",
    params(
        ("id" = String, Path, description = "规范档的 id"),
        ("If-Match" = Option<String>, Header, description = "已有草稿时须带草稿的 ETag，以免覆盖他人的修改；还没有草稿时可带在用版本的 ETag"),
        ("based_on" = Option<u64>, Query, description = "改以这一版为依据，须是在用版本；缺省时依据不变"),
    ),
    request_body(content((String = "application/toml"))),
    responses((status = 200, description = "已保存的草稿", body = NormProfileDraft, headers(("ETag" = String, description = "所依据的版本和草稿的编次"))))
)]
async fn keep(State(state): State<AppState>, Path(id): Path<String>, request: Request) -> Result<Response, HttpError> {
    let place = state.heavy.place()?;
    let (parts, body) = request.into_parts();
    let based_on = based_on(&parts)?;
    if body::media_type(&parts.headers) != TOML {
        return Err(HttpError::MediaType { accepted: TOML });
    }
    let there = draft_state(&state, Family::NormProfile, &id).await?;
    let edit = etag::kept_on(&parts.headers, state.desk.profile_version(&id), there)?;
    let edit = DraftEdit { based_on: based_on.or(edit.based_on), ..edit };
    let bytes = body::read(&parts.headers, body, body::MOST_JSON).await?;
    let file = String::from_utf8(bytes).map_err(|_| HttpError::NotUtf8)?;
    let keep = move || state.desk.keep_norm_draft(&id, &file, edit);
    let draft = place.run(keep).await?;
    Ok((etag::header_of_draft(draft.based_on, draft.edit), Json(draft)).into_response())
}

#[utoipa::path(
    delete, path = "/v1/norm-profiles/{id}/draft", tag = "规范", summary = "放弃规范档草稿",
    params(
        ("id" = String, Path, description = "规范档的 id"),
        ("If-Match" = Option<String>, Header, description = "草稿的 ETag：只放弃看到的那一稿"),
    ),
    responses((status = 204, description = "已放弃"))
)]
async fn discard(
    State(state): State<AppState>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, HttpError> {
    let edit = etag::named_on(&headers, draft_state(&state, Family::NormProfile, &id).await?)?;
    state.light.place()?.run(move || state.desk.discard_norm_draft(&id, edit)).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[utoipa::path(
    post, path = "/v1/norm-profiles/{id}/draft/publish", tag = "规范", summary = "发布规范档草稿，自下一次审核起生效",
    params(
        ("id" = String, Path, description = "规范档的 id"),
        ("If-Match" = String, Header, description = "草稿的 ETag：只发布看到的那一稿"),
        ("note" = String, Query, description = "修改说明，不能为空，至多 500 字"),
    ),
    responses((status = 200, description = "新版本", body = NormProfileHead, headers(("ETag" = String, description = "新版本"))))
)]
async fn publish(
    State(state): State<AppState>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, HttpError> {
    let place = state.heavy.place()?;
    let (parts, note) = needed_note(request).await?;
    let edit = etag::published_on(&parts.headers, draft_state(&state, Family::NormProfile, &id).await?)?;
    let expected = state.desk.profile_version(&id);
    let publish = move || -> Result<NormProfileHead, HttpError> {
        state.desk.publish_norm_draft(&id, Change { expected, note: &note }, edit)?;
        Ok(state.desk.norm_profile_head(&id)?)
    };
    Ok(published(place.run(publish).await?))
}

#[utoipa::path(
    get, path = "/v1/norm-profiles/{id}/versions/{from}/diff/{to}", tag = "规范", summary = "比较规范档的两个版本",
    params(
        ("id" = String, Path, description = "规范档的 id"),
        ("from" = u64, Path, description = "版本号"), ("to" = u64, Path, description = "版本号"),
    ),
    responses((status = 200, description = "由前一版本到后一版本有改动的各项", body = ProfileDiff))
)]
async fn diff(
    State(state): State<AppState>,
    Path((id, from, to)): Path<(String, String, String)>,
) -> Result<Json<ProfileDiff>, HttpError> {
    let (from, to) = (version_of("规范档版本", &from)?, version_of("规范档版本", &to)?);
    Ok(Json(state.light.place()?.run(move || state.desk.norm_profile_diff(&id, from, to)).await?))
}

#[utoipa::path(
    post, path = "/v1/norm-profiles/{id}/versions/{version}/restore", tag = "规范",
    summary = "恢复规范档的一个版本：以其内容发布新版本",
    description = "要恢复的就是在用版本的，什么也不改，不产生新版本，返回在用版本（200）。",
    params(
        ("id" = String, Path, description = "规范档的 id"), ("version" = u64, Path, description = "版本号"),
        ("If-Match" = String, Header, description = "在用版本的 ETag"),
        ("note" = String, Query, description = "修改说明，不能为空，至多 500 字"),
    ),
    responses((status = 200, description = "新版本", body = NormProfileHead, headers(("ETag" = String, description = "新版本"))))
)]
async fn restore(
    State(state): State<AppState>,
    Path((id, version)): Path<(String, String)>,
    request: Request,
) -> Result<Response, HttpError> {
    let place = state.heavy.place()?;
    let (parts, note) = needed_note(request).await?;
    let version = version_of("规范档版本", &version)?;
    let expected = etag::expected(&parts.headers, state.desk.profile_version(&id))?;
    let restore = move || -> Result<NormProfileHead, HttpError> {
        state.desk.restore_norm_profile(&id, version, Change { expected, note: &note })?;
        Ok(state.desk.norm_profile_head(&id)?)
    };
    Ok(published(place.run(restore).await?))
}

fn published(head: NormProfileHead) -> Response {
    (etag::header_of(head.version, Form::Json), Json(head)).into_response()
}

//! `/v1/norm-profiles`: the norms a desk reviews by, read, put in, replaced. A change names the version it was made on
//! and counts from the next review on.

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::desk::{Change, DeskError, NormProfileHead, Version};
use crate::http::body;
use crate::http::error::HttpError;
use crate::http::etag::{self, Form};
use crate::http::fields::Fields;
use crate::http::state::AppState;
use crate::norms::Profile;

/// Media type of a profile as its author wrote it.
pub(super) const TOML: &str = "application/toml";
/// Longest remark on a change, in characters.
const LONGEST_NOTE: usize = 500;

/// The norm profiles in force.
#[derive(Debug, Serialize, ToSchema)]
struct NormProfileList {
    /// The profiles.
    norm_profiles: Vec<NormProfileHead>,
}

/// The versions of a norm profile.
#[derive(Debug, Serialize, ToSchema)]
struct NormProfileVersions {
    /// The versions, newest first.
    versions: Vec<Version>,
}

/// The routes.
pub(in crate::http) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(fetch, put))
        .routes(routes!(versions))
        .routes(routes!(version))
}

#[utoipa::path(
    get, path = "/v1/norm-profiles", tag = "规范", summary = "列出规范档",
    responses((status = 200, description = "在用的规范档", body = NormProfileList))
)]
async fn list(State(state): State<AppState>) -> Result<Json<NormProfileList>, HttpError> {
    let norm_profiles = state.light.place()?.run(move || state.desk.norm_profiles()).await?;
    Ok(Json(NormProfileList { norm_profiles }))
}

#[utoipa::path(
    get, path = "/v1/norm-profiles/{id}", tag = "规范", summary = "读取规范档：篇幅、计分、依据",
    description = "默认为 JSON，含由基础规范档沿用的内容；Accept 为 application/toml 时为本规范档的原文件。",
    params(("id" = String, Path, description = "规范档的 id")),
    responses((
        status = 200, description = "规范档", headers(("ETag" = String, description = "版本，修改时放入 If-Match")),
        content((Profile = "application/json"), (String = "application/toml")),
    ))
)]
async fn fetch(
    State(state): State<AppState>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    if asks_for_toml(&headers) {
        let (version, file) = state.light.place()?.run(move || state.desk.norm_profile_file(&id, None)).await?;
        return Ok(file_shown(version, file));
    }
    let profile = state.desk.norm_profile(&id)?;
    let vary = [(header::VARY, "Accept")];
    Ok((vary, etag::header_of(profile.version, Form::Json), Json(Profile::clone(&profile))).into_response())
}

#[utoipa::path(
    put, path = "/v1/norm-profiles/{id}", tag = "规范", summary = "新建或替换规范档，立即生效",
    description = "正文为 TOML，格式见 README；写明 base 的规范档只需写与基础不同的内容。新建不需要 If-Match。",
    params(
        ("id" = String, Path, description = "规范档的 id"),
        ("If-Match" = Option<String>, Header, description = "所依据版本的 ETag；新建时不带"),
        ("note" = Option<String>, Query, description = "修改说明，至多 500 字；缺省时记为新建或替换"),
    ),
    request_body(content((String = "application/toml"))),
    responses(
        (status = 200, description = "新版本", body = NormProfileHead, headers(("ETag" = String, description = "新版本"))),
        (status = 201, description = "新建", body = NormProfileHead, headers(("ETag" = String, description = "新版本"))),
    )
)]
async fn put(State(state): State<AppState>, Path(id): Path<String>, request: Request) -> Result<Response, HttpError> {
    let place = state.heavy.place()?;
    let (parts, body) = request.into_parts();
    let mut query = Fields::of_query(&parts.uri)?;
    let note = query.words("note", LONGEST_NOTE);
    query.finish()?;
    if body::media_type(&parts.headers) != TOML {
        return Err(HttpError::MediaType { accepted: TOML });
    }
    let expected = match state.desk.norm_profile(&id) {
        Ok(profile) => etag::expected(&parts.headers, profile.version)?,
        Err(_) => 0,
    };
    let bytes = body::read(&parts.headers, body, body::MOST_JSON).await?;
    let file = String::from_utf8(bytes).map_err(|_| HttpError::NotUtf8)?;
    let change = move || -> Result<NormProfileHead, HttpError> {
        state.desk.put_norm_profile(&id, &file, Change { expected, note: &note })?;
        Ok(state.desk.norm_profile_head(&id)?)
    };
    let head = place.run(change).await?;
    let status = if expected == 0 { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, etag::header_of(head.version, Form::Json), Json(head)).into_response())
}

#[utoipa::path(
    get, path = "/v1/norm-profiles/{id}/versions", tag = "规范", summary = "列出规范档的各个版本",
    params(("id" = String, Path, description = "规范档的 id")),
    responses((status = 200, description = "新的在前", body = NormProfileVersions))
)]
async fn versions(
    State(state): State<AppState>,
    Path(id): Path<String>,
) -> Result<Json<NormProfileVersions>, HttpError> {
    let versions = state.light.place()?.run(move || state.desk.norm_profile_versions(&id)).await?;
    Ok(Json(NormProfileVersions { versions }))
}

#[utoipa::path(
    get, path = "/v1/norm-profiles/{id}/versions/{version}", tag = "规范", summary = "读取规范档的一个版本",
    params(("id" = String, Path, description = "规范档的 id"), ("version" = u64, Path, description = "版本号")),
    responses((status = 200, description = "当时的原文件", body = String, content_type = "application/toml"))
)]
async fn version(
    State(state): State<AppState>,
    Path((id, version)): Path<(String, String)>,
) -> Result<Response, HttpError> {
    let missing = || DeskError::NotFound { what: "规范档版本", id: format!("{}@{}", shown(&id), shown(&version)) };
    let wanted = version.parse().map_err(|_| missing())?;
    let read = move || state.desk.norm_profile_file(&id, Some(wanted));
    let (version, file) = state.light.place()?.run(read).await?;
    Ok(file_shown(version, file))
}

/// A name as messages show it.
fn shown(name: &str) -> String {
    name.chars().take(40).collect()
}

pub(super) fn asks_for_toml(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    accepted.split([',', ';']).any(|part| part.trim().eq_ignore_ascii_case(TOML))
}

fn file_shown(version: u64, file: String) -> Response {
    let kind = [(header::CONTENT_TYPE, "application/toml; charset=utf-8"), (header::VARY, "Accept")];
    (kind, etag::header_of(version, Form::Toml), file).into_response()
}

//! Whether the server lives and is ready, what it accepts, what it holds, and how it is described.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use axum::{Extension, Json};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::suggestions;
use crate::corpus::SearchRequest;
use crate::desk::{Limits, PREVIEW_TIME, Stats};
use crate::http::body;
use crate::http::error::HttpError;
use crate::http::metrics;
use crate::http::openapi::Described;
use crate::http::state::{AppState, MOST_JOBS};
use crate::intake::MAX_FILE_BYTES;

/// What is accepted.
#[derive(Debug, Serialize, ToSchema)]
struct LimitsShown {
    #[serde(flatten)]
    desk: Limits,
    /// Largest JSON body, in bytes.
    json_bytes: usize,
    /// Largest uploaded file, in bytes.
    file_bytes: u64,
    /// Largest import, in bytes.
    import_bytes: usize,
    /// Reviews and searches at once.
    workers: usize,
    /// Reviews and searches that may wait.
    waiting: usize,
    /// Imports and re-indexings at once.
    jobs: usize,
    /// Seconds that a review or a question of provenance may take; null for as long as it takes.
    seconds: Option<f64>,
    /// Seconds after which a search answers with what it has found.
    search_seconds: f64,
    /// Seconds after which a preview leaves out what it has not looked at.
    preview_seconds: f64,
    /// Seconds after which no more documents are looked at for candidates.
    suggest_seconds: f64,
}

/// The routes.
pub(in crate::http) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(docs))
        .routes(routes!(openapi))
        .routes(routes!(livez))
        .routes(routes!(readyz))
        .routes(routes!(limits))
        .routes(routes!(stats))
        .routes(routes!(metrics))
}

#[utoipa::path(
    get, path = "/docs", tag = "服务", summary = "接口一览",
    responses((status = 200, description = "各接口及其用途", body = String, content_type = "text/html"))
)]
async fn docs(Extension(described): Extension<Arc<Described>>) -> Html<String> {
    Html(described.page.clone())
}

#[utoipa::path(
    get, path = "/openapi.json", tag = "服务", summary = "接口描述（OpenAPI 3.1）",
    responses((status = 200, description = "接口描述", body = Object))
)]
async fn openapi(Extension(described): Extension<Arc<Described>>) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], described.json.clone()).into_response()
}

#[utoipa::path(
    get, path = "/livez", tag = "服务", summary = "进程是否存活",
    responses((status = 200, description = "存活", body = String, content_type = "text/plain"))
)]
async fn livez() -> &'static str {
    "ok"
}

#[utoipa::path(
    get, path = "/readyz", tag = "服务", summary = "是否可以接收请求",
    responses((status = 200, description = "可以", body = String, content_type = "text/plain"))
)]
async fn readyz(State(state): State<AppState>) -> Result<&'static str, HttpError> {
    if state.is_stopping() { Err(HttpError::Stopping) } else { Ok("ok") }
}

#[utoipa::path(
    get, path = "/v1/limits", tag = "服务", summary = "各项上限",
    responses((status = 200, description = "各项上限", body = LimitsShown))
)]
async fn limits(State(state): State<AppState>) -> Json<LimitsShown> {
    Json(LimitsShown {
        desk: state.desk.limits(),
        json_bytes: body::MOST_JSON,
        file_bytes: MAX_FILE_BYTES,
        import_bytes: body::MOST_IMPORT,
        workers: state.capacity.workers,
        waiting: state.capacity.waiting,
        jobs: MOST_JOBS,
        seconds: state.capacity.time_limit.map(|limit| limit.as_secs_f64()),
        search_seconds: state.within(SearchRequest::default().deadline).as_secs_f64(),
        preview_seconds: state.within(PREVIEW_TIME).as_secs_f64(),
        suggest_seconds: state.within(suggestions::TIME).as_secs_f64(),
    })
}

#[utoipa::path(
    get, path = "/v1/stats", tag = "服务", summary = "语料和各项版本",
    responses((status = 200, description = "语料和各项版本", body = Stats))
)]
async fn stats(State(state): State<AppState>) -> Json<Stats> {
    Json(state.desk.stats())
}

#[utoipa::path(
    get, path = "/metrics", tag = "服务", summary = "运行指标（Prometheus 文本格式）",
    description = "请求、用时、拒绝、审核结果、排队、任务、语料和索引的代次、内存。标签只有接口模板、代码和状态，不含任何文字内容、编号和密钥。",
    responses((status = 200, description = "指标", body = String, content_type = "text/plain"))
)]
async fn metrics(State(state): State<AppState>) -> Result<Response, HttpError> {
    let text = state.light.place()?.run({
        let state = state.clone();
        move || metrics::written(&state)
    });
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text.await?).into_response())
}

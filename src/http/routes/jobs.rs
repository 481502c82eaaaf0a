//! `/v1/imports`, `/v1/reindex`, `/v1/jobs`: work that outlives its request, and how far it is.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use tokio::sync::OwnedSemaphorePermit;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::desk::ImportSource;
use crate::http::body;
use crate::http::error::HttpError;
use crate::http::fields::Fields;
use crate::http::state::AppState;
use crate::store::Job;

/// Media types of JSON Lines.
const LINES: &str = "application/x-ndjson、application/jsonl、application/jsonlines";
/// Jobs listed when the request does not say.
const DEFAULT_SIZE: u64 = 50;

/// The newest jobs.
#[derive(Debug, Serialize, ToSchema)]
struct JobList {
    /// The jobs, newest first.
    jobs: Vec<Job>,
}

/// The routes.
pub(in crate::http) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(import)).routes(routes!(reindex)).routes(routes!(list)).routes(routes!(fetch))
}

#[utoipa::path(
    post, path = "/v1/imports", tag = "语料", summary = "批量导入文件（JSON Lines，每行一份）",
    description = "每行须有 id、title、text，可有 issuer、level、date、kind、docno。有错的行列入任务结果，其余照常导入。",
    request_body(content = String, content_type = "application/x-ndjson"),
    responses((status = 202, description = "已开始，进度见任务", body = Job, headers(("Location" = String, description = "任务的地址"))))
)]
async fn import(State(state): State<AppState>, request: Request) -> Result<Response, HttpError> {
    let room = room(&state)?;
    let (parts, body) = request.into_parts();
    Fields::of_query(&parts.uri)?.finish()?;
    if !LINES.split('、').any(|t| t == body::media_type(&parts.headers)) {
        return Err(HttpError::MediaType { accepted: LINES });
    }
    let source = ImportSource::Lines(body::read(&parts.headers, body, body::MOST_IMPORT).await?);
    let job = state.light.place()?.run(move || state.desk.start_import(source, room)).await?;
    Ok(accepted(job))
}

#[utoipa::path(
    post, path = "/v1/reindex", tag = "语料", summary = "重建索引",
    responses((status = 202, description = "已开始，进度见任务", body = Job, headers(("Location" = String, description = "任务的地址"))))
)]
async fn reindex(State(state): State<AppState>) -> Result<Response, HttpError> {
    let room = room(&state)?;
    let job = state.light.place()?.run(move || state.desk.start_reindex(room)).await?;
    Ok(accepted(job))
}

#[utoipa::path(
    get, path = "/v1/jobs", tag = "语料", summary = "列出任务",
    params(("size" = Option<u64>, Query, description = "最多列出多少个", minimum = 1, maximum = 1000)),
    responses((status = 200, description = "新的在前", body = JobList))
)]
async fn list(State(state): State<AppState>, uri: Uri) -> Result<Json<JobList>, HttpError> {
    let mut fields = Fields::of_query(&uri)?;
    let size = fields.number("size", &(1..=1_000)).unwrap_or(DEFAULT_SIZE);
    fields.finish()?;
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let jobs = state.light.place()?.run(move || state.desk.jobs(size)).await?;
    Ok(Json(JobList { jobs }))
}

#[utoipa::path(
    get, path = "/v1/jobs/{id}", tag = "语料", summary = "读取任务的进度和结果",
    params(("id" = String, Path, description = "任务编号")),
    responses((status = 200, description = "任务", body = Job))
)]
async fn fetch(State(state): State<AppState>, Path(id): Path<String>) -> Result<Json<Job>, HttpError> {
    Ok(Json(state.light.place()?.run(move || state.desk.job(&id)).await?))
}

/// Room for one more job, given back when the job is done.
fn room(state: &AppState) -> Result<OwnedSemaphorePermit, HttpError> {
    Arc::clone(&state.jobs).try_acquire_owned().map_err(|_| HttpError::Busy)
}

fn accepted(job: Job) -> Response {
    let location = [(header::LOCATION, format!("/v1/jobs/{}", job.id))];
    (StatusCode::ACCEPTED, location, Json(job)).into_response()
}

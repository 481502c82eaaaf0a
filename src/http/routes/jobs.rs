//! `/v1/imports`, `/v1/index/rebuild`, `/v1/jobs`: work that outlives its request, how far it is, and its end.

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::desk::{ImportSource, JobKind};
use crate::http::access::{Caller, scopes_of_jobs};
use crate::http::body;
use crate::http::error::HttpError;
use crate::http::fields::Fields;
use crate::http::form::Form;
use crate::http::problem::Fault;
use crate::http::repeat::{self, Makes, Repeat};
use crate::http::state::AppState;
use crate::store::Job;

/// Media types of JSON Lines.
const LINES: &str = "application/x-ndjson、application/jsonl、application/jsonlines";
/// Media type of a form with files.
const FORM: &str = "multipart/form-data";
/// All of these.
const ACCEPTED: &str = "application/x-ndjson、application/jsonl、application/jsonlines、multipart/form-data";
/// Jobs listed when the request does not say.
const DEFAULT_SIZE: u64 = 50;

/// The newest jobs.
#[derive(Debug, Serialize, ToSchema)]
struct JobList {
    /// The jobs, newest first.
    jobs: Vec<Job>,
}

/// A form with files, for the description of the interface.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes a form; its files are read one by one")]
struct Files {
    /// The files.
    #[schema(value_type = Vec<String>, format = Binary)]
    file: Vec<String>,
}

/// The routes.
pub(in crate::http) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(import))
        .routes(routes!(rebuild))
        .routes(routes!(reindex))
        .routes(routes!(list))
        .routes(routes!(fetch))
        .routes(routes!(cancel))
}

#[utoipa::path(
    post, path = "/v1/imports", tag = "语料", summary = "批量导入文件（JSON Lines 每行一份，或表单每个文件一份）",
    description = "JSON Lines 每行须有 id、title、text，可有 issuer、level、date、kind、docno；表单中可有多个 file，未写明编号的以文件名为编号，.jsonl 文件按行读。有错的列入任务结果，其余照常导入；一份也没有导入的，任务为 failed，结果中仍逐项列出原因。",
    params(("Idempotency-Key" = Option<String>, Header, description = "重试时不致重复处理的键，见说明")),
    request_body(content((String = "application/x-ndjson"), (Files = "multipart/form-data"))),
    responses((status = 202, description = "已列入，进度见任务", body = Job, headers(("Location" = String, description = "任务的地址"))))
)]
async fn import(State(state): State<AppState>, request: Request) -> Result<Response, HttpError> {
    let (repeat, request) = Repeat::watch(request)?;
    // Before the body is read: it waits in memory. Whoever may only be asking again needs room to read, not to work.
    let room = match AppState::room(&state.jobs) {
        Err(_) if repeat.is_keyed() => Err(AppState::room(&state.repeats)?),
        room => Ok(room?),
    };
    let source = source(request).await?;
    let (place, desk) = (state.light.place()?, state.desk.clone());
    let work = |stamp| async move {
        let room = room.map_err(|_| HttpError::Busy)?;
        repeat::accepted(&place.run(move || desk.start_import(stamp, source, room)).await?)
    };
    repeat.run(state, Makes::Job, work).await
}

#[utoipa::path(
    post, path = "/v1/index/rebuild", tag = "语料", summary = "由数据库重建检索索引和查重索引",
    description = "重建期间检索和审核照常使用原索引；可以取消，取消后原索引不变。",
    params(("Idempotency-Key" = Option<String>, Header, description = "重试时不致重复处理的键，见说明")),
    responses((status = 202, description = "已列入，进度见任务", body = Job, headers(("Location" = String, description = "任务的地址"))))
)]
async fn rebuild(State(state): State<AppState>, request: Request) -> Result<Response, HttpError> {
    let place = state.light.place()?;
    let (repeat, request) = Repeat::watch(request)?;
    Fields::of_query(request.uri())?.finish()?;
    let (desk, jobs) = (state.desk.clone(), state.jobs.clone());
    let work = move |stamp| async move {
        let room = AppState::room(&jobs)?;
        repeat::accepted(&place.run(move || desk.start_reindex(stamp, room)).await?)
    };
    repeat.run(state, Makes::Job, work).await
}

#[utoipa::path(
    post, path = "/v1/reindex", tag = "语料", summary = "重建索引，与 /v1/index/rebuild 相同",
    params(("Idempotency-Key" = Option<String>, Header, description = "重试时不致重复处理的键，见说明")),
    responses((status = 202, description = "已列入，进度见任务", body = Job, headers(("Location" = String, description = "任务的地址"))))
)]
async fn reindex(state: State<AppState>, request: Request) -> Result<Response, HttpError> {
    rebuild(state, request).await
}

#[utoipa::path(
    get, path = "/v1/jobs", tag = "语料", summary = "列出任务",
    description = "只列调用方有权启动的种类：导入和重建索引属于 corpus，备份属于 admin，试算和找候选词条属于 terms，其中试算过送审稿的还须有 desk。试算和找候选词条的结果只在读取单个任务时给出。",
    params(("size" = Option<u64>, Query, description = "最多列出多少个", minimum = 1, maximum = 1000)),
    responses((status = 200, description = "新的在前", body = JobList))
)]
async fn list(State(state): State<AppState>, uri: Uri) -> Result<Json<JobList>, HttpError> {
    let mut fields = Fields::of_query(&uri)?;
    let size = fields.number("size", &(1..=1_000)).unwrap_or(DEFAULT_SIZE);
    fields.finish()?;
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let caller = Caller::now();
    let kinds: Vec<JobKind> =
        JobKind::ALL.into_iter().filter(|kind| caller.lacks(scopes_of_jobs(*kind)).is_none()).collect();
    let jobs = state.light.place()?.run(move || state.desk.jobs(&kinds, size)).await?;
    Ok(Json(JobList { jobs }))
}

#[utoipa::path(
    get, path = "/v1/jobs/{id}", tag = "语料", summary = "读取任务的进度和结果",
    params(("id" = String, Path, description = "任务编号")),
    responses((status = 200, description = "任务", body = Job))
)]
async fn fetch(State(state): State<AppState>, Path(id): Path<String>) -> Result<Json<Job>, HttpError> {
    Ok(Json(permitted(&state, &id).await?))
}

#[utoipa::path(
    post, path = "/v1/jobs/{id}/cancel", tag = "语料", summary = "取消任务",
    description = "等待中的任务不再开始；进行中的做完手头一批后停止，已存入的内容保留。取消的试算没有结果。",
    params(("id" = String, Path, description = "任务编号")),
    responses((status = 202, description = "已通知任务停止，结果见任务", body = Job))
)]
async fn cancel(State(state): State<AppState>, Path(id): Path<String>) -> Result<(StatusCode, Json<Job>), HttpError> {
    permitted(&state, &id).await?;
    let job = state.light.place()?.run(move || state.desk.cancel_job(&id)).await?;
    Ok((StatusCode::ACCEPTED, Json(job)))
}

/// A job that whoever asks may see and stop.
pub(super) async fn permitted(state: &AppState, id: &str) -> Result<Job, HttpError> {
    let (desk, id) = (state.desk.clone(), id.to_owned());
    let job = state.light.place()?.run(move || desk.job(&id)).await?;
    let caller = Caller::now();
    let lacking = match JobKind::named(&job.kind) {
        Some(kind) => caller.lacks(scopes_of_jobs(kind)),
        // A kind of another version of this program: for nobody, where keys are needed.
        None => (!caller.has(&[])).then_some(&[][..]),
    };
    lacking.map_or(Ok(job), |needed| Err(HttpError::Scope { needed }))
}

/// What is to be imported.
async fn source(request: Request) -> Result<ImportSource, HttpError> {
    let (parts, body) = request.into_parts();
    Fields::of_query(&parts.uri)?.finish()?;
    let kind = body::media_type(&parts.headers);
    if kind == FORM {
        let Form { mut fields, files } = Form::receive(parts, body, body::MOST_IMPORT).await?;
        if files.is_empty() {
            fields.fault("file", "缺少文件");
        } else if files.iter().any(|file| file.name.trim().is_empty()) {
            fields.fault("file", "文件须带文件名，未写明编号的以它为编号");
        }
        fields.finish()?;
        return Ok(ImportSource::Files(files.into_iter().map(|file| (file.name, file.bytes)).collect()));
    }
    if !LINES.split('、').any(|t| t == kind) {
        return Err(HttpError::MediaType { accepted: ACCEPTED });
    }
    let lines = body::read(&parts.headers, body, body::MOST_IMPORT).await?;
    if lines.trim_ascii().is_empty() {
        return Err(HttpError::Fields(vec![Fault::at("", "请求正文没有内容：每行应为一份文件")]));
    }
    Ok(ImportSource::Lines(lines))
}

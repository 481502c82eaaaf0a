//! `/v1/reviews`: drafts in, reports out; kept ones listed, read again, erased.

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::review_request::{Arrived, ReviewRequest};
use crate::deadline::Deadline;
use crate::desk::{Desk, Keep};
use crate::http::error::HttpError;
use crate::http::fields::Fields;
use crate::http::metrics::ReviewOutcome;
use crate::http::page::{self, Paging};
use crate::http::repeat::{Made, Makes, Repeat};
use crate::http::state::AppState;
use crate::norms::Advice;
use crate::review::Report;
use crate::store::{ReviewHead, Stamp};

/// A page of kept reviews.
#[derive(Debug, Serialize, ToSchema)]
struct ReviewList {
    /// The reviews, newest first.
    reviews: Vec<ReviewHead>,
    /// What to give as `cursor` for the next page; null on the last one.
    next: Option<String>,
}

/// The routes.
pub(in crate::http) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(create, list)).routes(routes!(fetch, erase)).routes(routes!(text))
}

#[utoipa::path(
    post, path = "/v1/reviews", tag = "审核", summary = "审核一份送审稿",
    description = "以 JSON 送文本，或以 multipart/form-data 送文件（file：docx、doc、wps、pdf、ofd、odt、txt、md、html，按内容识别）和同名字段；文件头写明的信息补足未给的字段。带 Idempotency-Key 且保存的审核可以安全重试；store 为 false 时不登记这个键，重试即重新审核。",
    params(("Idempotency-Key" = Option<String>, Header, description = "重试时不致重复处理的键，见说明")),
    request_body(content((ReviewRequest = "application/json"), (Form = "multipart/form-data"))),
    responses(
        (status = 201, description = "审核报告，已保存", body = Report, headers(("Location" = String, description = "报告的地址"))),
        (status = 200, description = "审核报告，未保存（store 为 false）", body = Report),
    )
)]
async fn create(State(state): State<AppState>, request: Request) -> Result<Response, HttpError> {
    let place = state.heavy.place()?;
    let (repeat, request) = Repeat::watch(request)?;
    let arrived = Arrived::receive(request).await?;
    // Nothing of a draft that is not kept may stay, not even its hash.
    let repeat = if arrived.store() { repeat } else { repeat.forgotten() };
    let (desk, metrics, limit) = (state.desk.clone(), state.metrics.clone(), state.capacity.time_limit);
    let work = move |stamp| async move {
        let reviewed = place.run_within(limit, move |deadline| reviewed(&desk, arrived, &stamp, deadline)).await;
        metrics.review(match &reviewed {
            Ok((advice, _)) => ReviewOutcome::Advised(*advice),
            Err(error) if error.code().status().is_client_error() => ReviewOutcome::Refused,
            Err(_) => ReviewOutcome::Failed,
        });
        Ok(reviewed?.1)
    };
    repeat.run(state, Makes::Review, work).await
}

/// Reviews a draft that has arrived; what was advised, and the answer.
fn reviewed(desk: &Desk, arrived: Arrived, stamp: &Stamp, deadline: &Deadline) -> Result<(Advice, Made), HttpError> {
    let store = arrived.store();
    let (draft, original) = arrived.read()?;
    let keep = if store { Keep::Yes { original: original.as_deref() } } else { Keep::No };
    let report = desk.review_as(stamp, &draft, keep, deadline)?;
    let (status, location) = match store {
        true => (StatusCode::CREATED, Some(format!("/v1/reviews/{}", report.id))),
        false => (StatusCode::OK, None),
    };
    // Written out here: the report of a long draft may have a hundred megabytes.
    Ok((report.verdict.advice, Made::of(status, location, &report)?))
}

/// A form with a file, for the description of the interface.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes a form; its fields are read one by one")]
pub(super) struct Form {
    /// The file.
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    file: String,
    #[schema(inline)]
    #[serde(flatten)]
    fields: ReviewRequest,
}

#[utoipa::path(
    get, path = "/v1/reviews", tag = "审核", summary = "列出已保存的审核",
    params(("q" = Option<String>, Query, description = "标题或调用方编号中的文字，不分大小写"), Paging),
    responses((status = 200, description = "一页，新的在前", body = ReviewList))
)]
async fn list(State(state): State<AppState>, uri: Uri) -> Result<Json<ReviewList>, HttpError> {
    let mut fields = Fields::of_query(&uri)?;
    let (words, paging) = (fields.text("q").unwrap_or_default(), Paging::take(&mut fields));
    fields.finish()?;
    let page = state.light.place()?.run(move || state.desk.reviews(&words, paging.cursor, paging.size)).await?;
    Ok(Json(ReviewList { reviews: page.reviews, next: page.next.map(page::cursor) }))
}

#[utoipa::path(
    get, path = "/v1/reviews/{id}", tag = "审核", summary = "读取审核报告",
    params(
        ("id" = String, Path, description = "审核编号"),
        ("decisions" = Option<bool>, Query, description = "是否一并给出此后对各条提示的处理意见（decisions）"),
    ),
    responses((status = 200, description = "当时的审核报告", body = Report))
)]
async fn fetch(State(state): State<AppState>, Path(id): Path<String>, uri: Uri) -> Result<Response, HttpError> {
    let mut fields = Fields::of_query(&uri)?;
    let decided = fields.flag("decisions").unwrap_or_default();
    fields.finish()?;
    // A long report is read and written anew for its decisions.
    let place = if decided { state.search.place()? } else { state.light.place()? };
    let read = move || -> Result<Response, HttpError> {
        if decided {
            return Ok(Json(state.desk.decided_report(&id)?.0).into_response());
        }
        let report = state.desk.kept_review(&id)?.report;
        Ok(([(header::CONTENT_TYPE, "application/json")], report).into_response())
    };
    place.run(read).await
}

#[utoipa::path(
    get, path = "/v1/reviews/{id}/text", tag = "审核", summary = "读取送审稿原文",
    params(("id" = String, Path, description = "审核编号")),
    responses((status = 200, description = "报告中的位置所指的文本", body = String, content_type = "text/plain"))
)]
async fn text(State(state): State<AppState>, Path(id): Path<String>) -> Result<String, HttpError> {
    Ok(state.light.place()?.run(move || state.desk.kept_review(&id)).await?.text)
}

#[utoipa::path(
    delete, path = "/v1/reviews/{id}", tag = "审核", summary = "删除审核：报告、文本和原文件",
    params(("id" = String, Path, description = "审核编号")),
    responses((status = 204, description = "已删除"))
)]
async fn erase(State(state): State<AppState>, Path(id): Path<String>) -> Result<StatusCode, HttpError> {
    state.light.place()?.run(move || state.desk.erase_review(&id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

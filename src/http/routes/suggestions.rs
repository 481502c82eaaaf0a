//! `/v1/term-lists/slogans/suggest`: slogan candidates mined from the corpus, taken into the draft or turned down.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::previews::as_job;
use super::term_drafts::drafted;
use super::term_entry;
use crate::desk::{Course, Desk, Suggestions, TermListDraft};
use crate::http::body;
use crate::http::error::HttpError;
use crate::http::fields::Fields;
use crate::http::prefer;
use crate::http::state::AppState;
use crate::lexicon::{Entry, MAX_PATTERN};
use crate::store::Job;

/// Documents looked at when the request does not say, and most of them.
const DOCUMENTS: (u64, u64) = (1_000, 20_000);
/// Candidates when the request does not say, and most of them.
const SIZE: (u64, u64) = (100, 1_000);
/// Longest time to look at documents, unless the server's limit is shorter.
pub(super) const TIME: Duration = Duration::from_secs(60);

/// A candidate that is turned down.
#[derive(Debug, Serialize, ToSchema)]
struct Refused {
    /// The words.
    pattern: String,
}

/// The routes.
pub(in crate::http) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(suggest)).routes(routes!(accept)).routes(routes!(reject))
}

#[utoipa::path(
    post, path = "/v1/term-lists/slogans/suggest", tag = "词表", summary = "从语料中找空话套话候选词条",
    description = "多个机关常用、所在句子多被判为空洞、旁边没有实招要素、词表中还没有的短语；不采用的，以及已采用、在草稿或词表之中的，不再列出。例句都出自语料，不出自送审稿。看文件最多用 60 秒（服务的时限更短时以它为准），来不及看的份数见 left_out。请求头带 Prefer: respond-async 时答复 202 和任务，结果在任务的 detail 中，最多用 30 分钟。",
    params(
        ("documents" = Option<u64>, Query, description = "看多少份语料（默认 1000）", minimum = 1, maximum = 20000),
        ("size" = Option<u64>, Query, description = "最多列出多少条（默认 100）", minimum = 1, maximum = 1000),
        ("Prefer" = Option<String>, Header, description = "respond-async：不等结果，列为任务"),
        ("Idempotency-Key" = Option<String>, Header, description = "列为任务时，重试不致重复处理的键，见说明"),
    ),
    responses(
        (status = 200, description = "候选词条，把握大的在前", body = Suggestions),
        (status = 202, description = "已列为任务", body = Job, headers(("Location" = String, description = "任务的地址"), ("Preference-Applied" = String, description = "已照办的请求头：respond-async"))),
    )
)]
async fn suggest(State(state): State<AppState>, request: Request) -> Result<Response, HttpError> {
    let mut fields = Fields::of_query(request.uri())?;
    let documents = fields.number("documents", &(1..=DOCUMENTS.1)).unwrap_or(DOCUMENTS.0);
    let size = fields.number("size", &(1..=SIZE.1)).unwrap_or(SIZE.0);
    fields.finish()?;
    let [documents, size] = [documents, size].map(|n| usize::try_from(n).unwrap_or(usize::MAX));
    if prefer::respond_async(request.headers()) {
        let start = move |desk: &Arc<Desk>, stamp, room| desk.start_suggestions(stamp, (documents, size), room);
        return as_job(state, request, start).await;
    }
    let (place, time) = (state.preview.place()?, state.within(TIME));
    let look = move |course: &Course<'_>| state.desk.suggest_slogans(documents, size, course);
    let found = place.run_within(Some(time), move |until| look(&Course::until(until.clone()))).await?;
    Ok(Json(found).into_response())
}

#[utoipa::path(
    post, path = "/v1/term-lists/slogans/suggest/accept", tag = "词表", summary = "采用候选词条：写入词表草稿，发布后生效",
    request_body = Entry,
    responses((status = 200, description = "词表草稿", body = TermListDraft, headers(("ETag" = String, description = "所依据的版本和草稿的编次"))))
)]
async fn accept(State(state): State<AppState>, request: Request) -> Result<Response, HttpError> {
    let place = state.heavy.place()?;
    let mut fields = received(request).await?;
    let entry = term_entry::take(&mut fields);
    fields.finish()?;
    Ok(drafted(place.run(move || state.desk.accept_candidate(entry)).await?))
}

#[utoipa::path(
    post, path = "/v1/term-lists/slogans/suggest/reject", tag = "词表", summary = "不采用候选词条，不再列出",
    request_body = Refused,
    responses((status = 204, description = "已记下"))
)]
async fn reject(State(state): State<AppState>, request: Request) -> Result<StatusCode, HttpError> {
    let place = state.light.place()?;
    let mut fields = received(request).await?;
    let pattern = fields.needed("pattern");
    fields.bound("pattern", &pattern, MAX_PATTERN);
    fields.finish()?;
    place.run(move || state.desk.reject_candidate(&pattern)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn received(request: Request) -> Result<Fields, HttpError> {
    let (parts, body) = request.into_parts();
    Fields::of_query(&parts.uri)?.finish()?;
    Fields::of_json(body::json(&parts.headers, body).await?)
}

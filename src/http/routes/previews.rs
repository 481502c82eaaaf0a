//! `/draft/preview`: what publishing a draft would change, answered when it is known, or as a job for whoever does not
//! wait (`Prefer: respond-async`).

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::term_lists::id_of;
use crate::desk::{Course, Desk, MOST_DOCUMENTS, MOST_REVIEWS, NormPreview, PREVIEW_TIME, Preview, PreviewScope};
use crate::http::access::Caller;
use crate::http::error::HttpError;
use crate::http::etag;
use crate::http::fields::Fields;
use crate::http::prefer;
use crate::http::repeat::{self, Makes, Repeat};
use crate::http::state::{AppState, Room};
use crate::lexicon::ListId;
use crate::store::{Family, Job, Stamp};

/// The routes.
pub(in crate::http) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(terms)).routes(routes!(norms))
}

#[utoipa::path(
    post, path = "/v1/term-lists/{id}/draft/preview", tag = "词表", summary = "试算：发布词表草稿会有什么变化",
    description = "以已保存的审核和语料样本试算命中的增减、得分的变化；发布之后，同样的文本得出同样的数目。送审稿只供兼有审核权限（desk）的密钥试算；其他密钥只在语料中试算，数目和例句都只有语料（drafts_withheld 为 true），免得由数目推知送审稿有没有某句话。最多用 20 秒（服务的时限更短时以它为准），来不及试算的份数见 left_out。请求头带 Prefer: respond-async 时答复 202 和任务：进度、取消见任务，结果在任务的 detail 中，最多用 30 分钟。",
    params(
        ("id" = ListId, Path, description = "词表"),
        ("reviews" = Option<u64>, Query, description = "试算多少份已保存的审核，新的优先（默认 1000）", minimum = 0, maximum = 10000),
        ("documents" = Option<u64>, Query, description = "试算多少份语料（默认 200）", minimum = 0, maximum = 10000),
        ("If-Match" = Option<String>, Header, description = "草稿的 ETag：只试算看到的那一稿"),
        ("Prefer" = Option<String>, Header, description = "respond-async：不等结果，列为任务"),
        ("Idempotency-Key" = Option<String>, Header, description = "列为任务时，重试不致重复处理的键，见说明"),
    ),
    responses(
        (status = 200, description = "试算结果", body = Preview, headers(("ETag" = String, description = "试算的那一稿，发布时放入 If-Match"))),
        (status = 202, description = "已列为任务，试算的是此时的草稿", body = Job, headers(("Location" = String, description = "任务的地址"), ("Preference-Applied" = String, description = "已照办的请求头：respond-async"))),
    )
)]
async fn terms(State(state): State<AppState>, Path(id): Path<String>, request: Request) -> Result<Response, HttpError> {
    let (id, scope) = (id_of(&id)?, asked_for(request.uri())?);
    if prefer::respond_async(request.headers()) {
        let headers = request.headers().clone();
        let start = move |desk: &Arc<Desk>, stamp, room| -> Result<Job, HttpError> {
            let scope = PreviewScope { edit: seen(desk, &headers, Family::TermList, id.name())?, ..scope };
            Ok(desk.start_term_preview(stamp, id, scope, room)?)
        };
        return as_job(state, request, start).await;
    }
    let (place, time) = (state.preview.place()?, state.within(PREVIEW_TIME));
    let try_on = move |course: &Course<'_>| -> Result<Preview, HttpError> {
        let edit = seen(&state.desk, request.headers(), Family::TermList, id.name())?;
        Ok(state.desk.preview_term_draft(id, PreviewScope { edit, ..scope }, course)?)
    };
    let preview = place.run_within(Some(time), move |until| try_on(&Course::until(until.clone()))).await?;
    let tag = preview.edit.map(|edit| etag::header_of_draft(preview.based_on, edit));
    Ok((tag, Json(preview)).into_response())
}

#[utoipa::path(
    post, path = "/v1/norm-profiles/{id}/draft/preview", tag = "规范", summary = "试算：发布规范档草稿会有什么变化",
    description = "以用这个规范档（或以它为基础的规范档）审核过的送审稿和语料样本，试算篇幅上限、得分、处理建议、提示的变化；发布之后，同样的文本得出同样的结果。送审稿的重复比例与规范档无关，取自当时的审核；语料不计“新”，处理建议只看“短”“实”和减负。新的规范档与它的基础比较。有错误的草稿不能试算（422）。送审稿只供兼有审核权限（desk）的密钥试算。最多用 20 秒（服务的时限更短时以它为准），来不及试算的份数见 left_out。请求头带 Prefer: respond-async 时答复 202 和任务，最多用 30 分钟。",
    params(
        ("id" = String, Path, description = "规范档的 id"),
        ("reviews" = Option<u64>, Query, description = "试算多少份已保存的审核，新的优先（默认 1000）", minimum = 0, maximum = 10000),
        ("documents" = Option<u64>, Query, description = "试算多少份语料（默认 200）", minimum = 0, maximum = 10000),
        ("If-Match" = Option<String>, Header, description = "草稿的 ETag：只试算看到的那一稿"),
        ("Prefer" = Option<String>, Header, description = "respond-async：不等结果，列为任务"),
        ("Idempotency-Key" = Option<String>, Header, description = "列为任务时，重试不致重复处理的键，见说明"),
    ),
    responses(
        (status = 200, description = "试算结果", body = NormPreview, headers(("ETag" = String, description = "试算的那一稿，发布时放入 If-Match"))),
        (status = 202, description = "已列为任务，试算的是此时的草稿", body = Job, headers(("Location" = String, description = "任务的地址"), ("Preference-Applied" = String, description = "已照办的请求头：respond-async"))),
    )
)]
async fn norms(State(state): State<AppState>, Path(id): Path<String>, request: Request) -> Result<Response, HttpError> {
    let scope = asked_for(request.uri())?;
    if prefer::respond_async(request.headers()) {
        let headers = request.headers().clone();
        let start = move |desk: &Arc<Desk>, stamp, room| -> Result<Job, HttpError> {
            let scope = PreviewScope { edit: seen(desk, &headers, Family::NormProfile, &id)?, ..scope };
            Ok(desk.start_norm_preview(stamp, &id, scope, room)?)
        };
        return as_job(state, request, start).await;
    }
    let (place, time) = (state.preview.place()?, state.within(PREVIEW_TIME));
    let try_on = move |course: &Course<'_>| -> Result<NormPreview, HttpError> {
        let edit = seen(&state.desk, request.headers(), Family::NormProfile, &id)?;
        Ok(state.desk.preview_norm_draft(&id, PreviewScope { edit, ..scope }, course)?)
    };
    let preview = place.run_within(Some(time), move |until| try_on(&Course::until(until.clone()))).await?;
    let tag = preview.edit.map(|edit| etag::header_of_draft(preview.based_on, edit));
    Ok((tag, Json(preview)).into_response())
}

/// The edit of the draft that is named, where one is: it must be the one there is.
fn seen(desk: &Desk, headers: &HeaderMap, family: Family, id: &str) -> Result<Option<u64>, HttpError> {
    etag::named_on(headers, desk.draft_state(family, id)?)
}

/// Starts a job in place of an answer.
pub(super) async fn as_job<E: Into<HttpError> + Send + 'static>(
    state: AppState,
    request: Request,
    start: impl FnOnce(&Arc<Desk>, Stamp, Room) -> Result<Job, E> + Send + 'static,
) -> Result<Response, HttpError> {
    let place = state.light.place()?;
    let (repeat, _) = Repeat::watch(request)?;
    let (desk, looks) = (state.desk.clone(), state.looks.clone());
    let work = move |stamp| async move {
        let room = AppState::room(&looks)?;
        repeat::accepted(&place.run(move || start(&desk, stamp, room)).await?)
    };
    Ok(prefer::applied(repeat.run(state, Makes::Job, work).await?))
}

/// What a preview is to be made on, as far as whoever asks may know of it.
fn asked_for(uri: &Uri) -> Result<PreviewScope, HttpError> {
    let mut fields = Fields::of_query(uri)?;
    let mut count = |name: &str, most: usize, usual: usize| {
        let given = fields.number(name, &(0..=most as u64));
        given.map_or(usual, |n| usize::try_from(n).unwrap_or(most))
    };
    let usual = PreviewScope::default();
    let reviews = count("reviews", MOST_REVIEWS, usual.reviews);
    let documents = count("documents", MOST_DOCUMENTS, usual.documents);
    fields.finish()?;
    Ok(PreviewScope { reviews, documents, words: Caller::now().draft_words(), edit: None })
}

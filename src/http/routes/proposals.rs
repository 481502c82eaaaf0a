//! `/v1/proposals` and `/v1/rules/precision`: what reviewers' decisions say about the lists.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::term_drafts::drafted;
use super::term_entry;
use super::term_lists::LONGEST_NOTE;
use crate::desk::{DraftWords, Precision, Proposal, TermListDraft};
use crate::http::access::Caller;
use crate::http::body;
use crate::http::error::HttpError;
use crate::http::fields::Fields;
use crate::http::state::AppState;
use crate::lexicon::{EntryKind, EntryName, Layer, ListId};
use crate::store::Remedy;

/// Proposals, those ignored most first.
#[derive(Debug, Serialize, ToSchema)]
struct ProposalList {
    /// The proposals.
    proposals: Vec<Proposal>,
    /// Whether what was said of drafts is left out: sentences, reasons, and exceptions made of their words.
    drafts_withheld: bool,
}

/// A proposal approved: what is to be put into the draft of the list.
#[derive(Debug, Serialize, ToSchema)]
struct Approval {
    /// The list.
    list: ListId,
    /// The entry's pattern.
    entry: String,
    /// How the pattern is read; needed where a term and a regular expression have one text.
    kind: Option<EntryKind>,
    /// Who laid the entry down; the most specific one when not given.
    layer: Option<Layer>,
    /// Exceptions to add.
    #[schema(required = false)]
    exceptions: Vec<String>,
    /// The severity to give it.
    severity: Option<u8>,
    /// Why.
    note: Option<String>,
}

/// A proposal rejected.
#[derive(Debug, Serialize, ToSchema)]
struct Rejection {
    /// The list.
    list: ListId,
    /// The entry's pattern.
    entry: String,
    /// How the pattern is read; needed where a term and a regular expression have one text.
    kind: Option<EntryKind>,
    /// Who laid the entry down; the most specific one when not given.
    layer: Option<Layer>,
    /// Why.
    note: Option<String>,
}

/// The routes.
pub(in crate::http) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(approve))
        .routes(routes!(reject))
        .routes(routes!(precision))
}

#[utoipa::path(
    get, path = "/v1/proposals", tag = "词表", summary = "列出例外建议：审核人员多次忽略的词条",
    description = "原句、忽略的理由和由原句得出的例外只给兼有审核权限（desk）的密钥；其他密钥只得到次数，drafts_withheld 为 true。采用的写入草稿；草稿被放弃、其内容不在词表也不在草稿之中的，重新成为待处理的；处理之后又被忽略了同样多次的也是。",
    params(("settled" = Option<bool>, Query, description = "true 为已处理的，缺省为待处理的")),
    responses((status = 200, description = "忽略次数多的在前", body = ProposalList))
)]
async fn list(State(state): State<AppState>, uri: Uri) -> Result<Json<ProposalList>, HttpError> {
    let mut fields = Fields::of_query(&uri)?;
    let settled = fields.flag("settled").unwrap_or_default();
    fields.finish()?;
    let words = Caller::now().draft_words();
    let proposals = state.light.place()?.run(move || state.desk.proposals(settled, words)).await?;
    Ok(Json(ProposalList { proposals, drafts_withheld: words == DraftWords::Withheld }))
}

#[utoipa::path(
    post, path = "/v1/proposals/approve", tag = "词表", summary = "采用例外建议：写入词表草稿，发布后生效",
    request_body = Approval,
    responses((status = 200, description = "词表草稿", body = TermListDraft, headers(("ETag" = String, description = "所依据的版本和草稿的编次"))))
)]
async fn approve(State(state): State<AppState>, request: Request) -> Result<Response, HttpError> {
    let place = state.heavy.place()?;
    let mut fields = received(request).await?;
    let (list, entry, note) = named(&mut fields);
    let exceptions = fields.texts("exceptions").unwrap_or_default();
    let severity = fields.number("severity", &(1..=3)).and_then(|n| u8::try_from(n).ok());
    if exceptions.is_empty() && severity.is_none() {
        fields.fault("exceptions", "请给出例外，或者给出级别（severity）");
    }
    fields.finish()?;
    let remedy = Remedy { exceptions, severity };
    let approve = move || state.desk.approve_proposal((list, &entry), &remedy, &note);
    Ok(drafted(place.run(approve).await?))
}

#[utoipa::path(
    post, path = "/v1/proposals/reject", tag = "词表", summary = "不采用例外建议，又被忽略同样多次之前不再提出",
    request_body = Rejection,
    responses((status = 204, description = "已记下"))
)]
async fn reject(State(state): State<AppState>, request: Request) -> Result<StatusCode, HttpError> {
    let place = state.light.place()?;
    let mut fields = received(request).await?;
    let (list, entry, note) = named(&mut fields);
    fields.finish()?;
    place.run(move || state.desk.reject_proposal((list, &entry), &note)).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[utoipa::path(
    get, path = "/v1/rules/precision", tag = "词表", summary = "各规则、各词条的准确率（采纳 ÷ 采纳与忽略之和）",
    responses((status = 200, description = "由审核人员的处理意见得出", body = Precision))
)]
async fn precision(State(state): State<AppState>) -> Result<Json<Precision>, HttpError> {
    Ok(Json(state.light.place()?.run(move || state.desk.precision()).await?))
}

async fn received(request: Request) -> Result<Fields, HttpError> {
    let (parts, body) = request.into_parts();
    Fields::of_query(&parts.uri)?.finish()?;
    Fields::of_json(body::json(&parts.headers, body).await?)
}

/// Which entry of which list, and why.
fn named(fields: &mut Fields) -> (ListId, EntryName, String) {
    let list = fields.needed_named("list", "slogans、protected、markers、burden、synonyms");
    let entry = term_entry::name(fields, "entry");
    let note = fields.words("note", LONGEST_NOTE);
    (list, entry, note)
}

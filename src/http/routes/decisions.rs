//! `/v1/reviews/{id}/decisions`: what a reviewer did with each finding, and why.

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::desk::{CarriedDecision, LONGEST_REASON};
use crate::http::body;
use crate::http::error::HttpError;
use crate::http::fields::Fields;
use crate::http::state::AppState;
use crate::store::{Decision, DecisionKind};

/// The decisions of a review.
#[derive(Debug, Serialize, ToSchema)]
struct DecisionList {
    /// The decisions, in the order they were made.
    decisions: Vec<Decision>,
    /// What was ignored in an earlier version of the draft and stands unchanged in this one: offered, not decided.
    carried: Vec<CarriedDecision>,
}

/// A decision as it is put in.
#[derive(Debug, Serialize, ToSchema)]
struct NewDecision {
    /// What was decided.
    decision: DecisionKind,
    /// Why; needed to ignore a finding, may be missing otherwise.
    #[schema(required = false)]
    reason: String,
}

/// The routes.
pub(in crate::http) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(put, withdraw))
}

#[utoipa::path(
    get, path = "/v1/reviews/{id}/decisions", tag = "审核", summary = "列出对各条提示的处理意见",
    params(("id" = String, Path, description = "审核编号")),
    responses((status = 200, description = "处理意见，先作出的在前", body = DecisionList))
)]
async fn list(State(state): State<AppState>, Path(id): Path<String>) -> Result<Json<DecisionList>, HttpError> {
    let read = move || -> Result<DecisionList, HttpError> {
        let decisions = state.desk.decisions(&id)?;
        Ok(DecisionList { decisions, carried: state.desk.carried_decisions(&id)? })
    };
    Ok(Json(state.light.place()?.run(read).await?))
}

#[utoipa::path(
    put, path = "/v1/reviews/{id}/decisions/{finding_id}", tag = "审核", summary = "采纳或忽略一条提示",
    description = "忽略须写明理由。与审核一同保存，删除审核时一并删除；重复提交以后一次为准。",
    params(
        ("id" = String, Path, description = "审核编号"),
        ("finding_id" = String, Path, description = "提示在报告中的编号"),
    ),
    request_body = NewDecision,
    responses((status = 200, description = "已保存的处理意见", body = Decision))
)]
async fn put(
    State(state): State<AppState>,
    Path((id, finding)): Path<(String, String)>,
    request: Request,
) -> Result<Json<Decision>, HttpError> {
    let place = state.light.place()?;
    let (parts, body) = request.into_parts();
    Fields::of_query(&parts.uri)?.finish()?;
    let mut fields = Fields::of_json(body::json(&parts.headers, body).await?)?;
    let decision = fields.needed_named("decision", "accepted、ignored");
    let reason = fields.words("reason", LONGEST_REASON);
    if decision == DecisionKind::Ignored && reason.is_empty() {
        fields.fault("reason", "忽略提示须写明理由");
    }
    fields.finish()?;
    Ok(Json(place.run(move || state.desk.decide(&id, &finding, decision, &reason)).await?))
}

#[utoipa::path(
    delete, path = "/v1/reviews/{id}/decisions/{finding_id}", tag = "审核", summary = "撤销对一条提示的处理意见",
    params(
        ("id" = String, Path, description = "审核编号"),
        ("finding_id" = String, Path, description = "提示在报告中的编号"),
    ),
    responses((status = 204, description = "已撤销"))
)]
async fn withdraw(
    State(state): State<AppState>,
    Path((id, finding)): Path<(String, String)>,
) -> Result<StatusCode, HttpError> {
    state.light.place()?.run(move || state.desk.withdraw_decision(&id, &finding)).await?;
    Ok(StatusCode::NO_CONTENT)
}

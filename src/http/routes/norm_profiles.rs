//! `/v1/norm-profiles`: the norms a desk reviews by, to be read.

use axum::Json;
use axum::extract::{Path, State};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::desk::NormProfileHead;
use crate::http::error::HttpError;
use crate::http::state::AppState;
use crate::norms::Profile;

/// The norm profiles in force.
#[derive(Debug, Serialize, ToSchema)]
struct NormProfileList {
    /// The profiles.
    norm_profiles: Vec<NormProfileHead>,
}

/// The routes.
pub(in crate::http) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(fetch))
}

#[utoipa::path(
    get, path = "/v1/norm-profiles", tag = "规范", summary = "列出规范档",
    responses((status = 200, description = "在用的规范档", body = NormProfileList))
)]
async fn list(State(state): State<AppState>) -> Json<NormProfileList> {
    Json(NormProfileList { norm_profiles: state.desk.norm_profiles() })
}

#[utoipa::path(
    get, path = "/v1/norm-profiles/{id}", tag = "规范", summary = "读取规范档：篇幅、计分、依据",
    params(("id" = String, Path, description = "规范档的 id")),
    responses((status = 200, description = "规范档", body = Profile))
)]
async fn fetch(State(state): State<AppState>, Path(id): Path<String>) -> Result<Json<Profile>, HttpError> {
    Ok(Json(Profile::clone(&*state.desk.norm_profile(&id)?)))
}

//! `/v1/facts`: what a review would take a draft for, so that people can put it right beforehand.

use axum::Json;
use axum::extract::{Request, State};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::review_request::{Arrived, ReviewRequest};
use super::reviews::Form;
use crate::document::{Kind, Level, LevelFrom, Nature, PartialDate};
use crate::http::error::HttpError;
use crate::http::state::AppState;

/// What is known of a draft: what the caller said, else what its file or text says.
#[derive(Debug, Serialize, ToSchema)]
struct Facts {
    /// Title; null when none was found.
    title: Option<String>,
    /// Issuing body; null when none was found.
    issuer: Option<String>,
    /// Level of the issuing body.
    level: Level,
    /// Whence the level is known.
    level_from: LevelFrom,
    /// Kind; null when none was found.
    kind: Option<Kind>,
    /// Date, as far as known.
    #[schema(value_type = Option<String>)]
    date: Option<PartialDate>,
    /// Nature, where the caller or the file said it.
    nature: Option<Nature>,
    /// Length of the text in code points.
    characters: usize,
}

/// The routes.
pub(in crate::http) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(facts))
}

#[utoipa::path(
    post, path = "/v1/facts", tag = "审核", summary = "识别送审稿的标题、机关、层级、文种、日期",
    description = "请求体与审核相同；只识别，不审核，不保存任何内容。供送审前核对、更正。",
    request_body(content((ReviewRequest = "application/json"), (Form = "multipart/form-data"))),
    responses((status = 200, description = "已给出的信息照旧，其余由文件头和正文识别；识别不出的为 null", body = Facts))
)]
async fn facts(State(state): State<AppState>, request: Request) -> Result<Json<Facts>, HttpError> {
    let place = state.heavy.place()?;
    let arrived = Arrived::receive(request).await?;
    let limit = state.capacity.time_limit;
    let read = move |deadline: &_| -> Result<Facts, HttpError> {
        let (draft, _) = arrived.read()?;
        let found = state.desk.facts(&draft, deadline)?;
        let characters = draft.text.chars().count();
        let (level, level_from) = (found.level, found.level_from);
        let (title, issuer, kind, date) = (found.title, found.issuer, found.kind, found.date);
        Ok(Facts { title, issuer, level, level_from, kind, date, nature: found.nature, characters })
    };
    place.run_within(limit, read).await.map(Json)
}

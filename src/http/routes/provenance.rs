//! Where words come from and where they went: `/v1/search/passage`, `/v1/documents/{id}/similar`,
//! `/v1/documents/{id}/repeated_by`.

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::Uri;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::review_request::UNITS;
use crate::corpus::{Carriers, CorpusError, Repeated, Similar};
use crate::desk::DeskError;
use crate::http::body;
use crate::http::error::HttpError;
use crate::http::fields::Fields;
use crate::http::page;
use crate::http::state::AppState;
use crate::span::{OffsetUnit, SourceText, Span};

/// Documents listed when the request does not say.
const DEFAULT_SIZE: u64 = 20;

/// A passage whose origin is asked for.
#[derive(Debug, Serialize, ToSchema)]
struct PassageQuery {
    /// The passage.
    text: String,
    /// Unit of all positions in the answer.
    #[schema(required = false)]
    offset_unit: OffsetUnit,
}

/// The documents that carry it.
#[derive(Debug, Serialize, ToSchema)]
struct PassageAnswer {
    #[serde(flatten)]
    found: Carriers,
    /// Unit of all positions.
    offset_unit: OffsetUnit,
}

/// The documents that repeat one.
#[derive(Debug, Serialize, ToSchema)]
struct RepeatedAnswer {
    #[serde(flatten)]
    found: Repeated,
    /// Unit of all positions.
    offset_unit: OffsetUnit,
}

/// How many documents are listed.
#[derive(Debug, Serialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Listing {
    /// Documents listed.
    #[param(required = false, minimum = 1, maximum = 100, default = 20)]
    size: usize,
}

/// The same with the unit of positions.
#[derive(Debug, Serialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct PlacedListing {
    /// Documents listed.
    #[param(required = false, minimum = 1, maximum = 100, default = 20)]
    size: usize,
    /// Unit of all positions in the answer.
    #[param(required = false)]
    offset_unit: OffsetUnit,
}

/// The routes.
pub(in crate::http) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(carriers)).routes(routes!(similar)).routes(routes!(repeated_by))
}

#[utoipa::path(
    post, path = "/v1/search/passage", tag = "检索", summary = "查一段话的出处",
    description = "给出一句或一段话（13 至 5000 字），列出载有它的文件：原文、部分照录或有改动；按层级、日期排列，并指出最早的一份和各份的改动。",
    request_body = PassageQuery,
    responses((status = 200, description = "载有这段话的文件", body = PassageAnswer))
)]
async fn carriers(State(state): State<AppState>, request: Request) -> Result<Json<PassageAnswer>, HttpError> {
    let place = state.search.place()?;
    let (parts, body) = request.into_parts();
    Fields::of_query(&parts.uri)?.finish()?;
    let mut fields = Fields::of_json(body::json(&parts.headers, body).await?)?;
    let text = fields.needed("text");
    let unit = fields.named("offset_unit", UNITS).unwrap_or_default();
    fields.finish()?;
    let answer = place.run_within(state.capacity.time_limit, move |deadline| {
        state.desk.corpus().carriers_until(&text, deadline).map(|found| PassageAnswer::of(found, &text, unit))
    });
    Ok(Json(answer.await?))
}

#[utoipa::path(
    get, path = "/v1/documents/{id}/similar", tag = "检索", summary = "相近的文件",
    description = "按最能区分这份文件的词语比较。",
    params(("id" = String, Path, description = "文件的 id"), Listing),
    responses((status = 200, description = "相近的文件，最相近的在前", body = Similar))
)]
async fn similar(State(state): State<AppState>, Path(id): Path<String>, uri: Uri) -> Result<Json<Similar>, HttpError> {
    let place = state.search.place()?;
    let mut fields = Fields::of_query(&uri)?;
    let size = size(&mut fields);
    fields.finish()?;
    let answer = place.run(move || known(state.desk.corpus().similar(&id, size), &id));
    Ok(Json(answer.await?))
}

#[utoipa::path(
    get, path = "/v1/documents/{id}/repeated_by", tag = "检索", summary = "照搬这份文件的文件",
    description = "列出层级更低、或同级而日期更晚，照搬这份文件五十字以上（其中至少有一处连着二十四字）的文件，及照搬部分占其全文的比例；成套用语不计。",
    params(("id" = String, Path, description = "文件的 id"), PlacedListing),
    responses((status = 200, description = "照搬它的文件，比例高的在前", body = RepeatedAnswer))
)]
async fn repeated_by(
    State(state): State<AppState>,
    Path(id): Path<String>,
    uri: Uri,
) -> Result<Json<RepeatedAnswer>, HttpError> {
    let place = state.search.place()?;
    let mut fields = Fields::of_query(&uri)?;
    let size = size(&mut fields);
    let unit = fields.named("offset_unit", UNITS).unwrap_or_default();
    fields.finish()?;
    let answer = place.run_within(state.capacity.time_limit, move |deadline| {
        let found = state.desk.corpus().repeated_by_until(&id, size, deadline);
        known(found, &id).map(|found| RepeatedAnswer::of(found, unit))
    });
    Ok(Json(answer.await?))
}

fn size(fields: &mut Fields) -> usize {
    let size = fields.number("size", &page::SIZES).unwrap_or(DEFAULT_SIZE);
    usize::try_from(size).unwrap_or(usize::MAX)
}

/// What was found about a document, or that there is none.
fn known<T>(found: Result<Option<T>, CorpusError>, id: &str) -> Result<T, DeskError> {
    found?.ok_or_else(|| DeskError::NotFound { what: "文件", id: id.chars().take(80).collect() })
}

/// Brings positions in one text into a unit.
fn convert<'a>(text: &str, unit: OffsetUnit, spans: impl Iterator<Item = &'a mut Span>) {
    if unit != OffsetUnit::Codepoint {
        let source = SourceText::new(text);
        let converter = source.converter(unit);
        spans.for_each(|span| *span = converter.convert(*span));
    }
}

impl PassageAnswer {
    fn of(mut found: Carriers, asked: &str, unit: OffsetUnit) -> Self {
        for carrier in &mut found.carriers {
            let own = carrier.changes.iter_mut().map(|change| &mut change.span);
            convert(&carrier.full_text, unit, own.chain([&mut carrier.span]));
            let theirs = carrier.changes.iter_mut().map(|change| &mut change.asked_span);
            convert(asked, unit, theirs.chain([&mut carrier.asked_span]));
        }
        Self { found, offset_unit: unit }
    }
}

impl RepeatedAnswer {
    fn of(mut found: Repeated, unit: OffsetUnit) -> Self {
        for repeater in &mut found.repeaters {
            convert(&repeater.full_text, unit, repeater.passages.iter_mut().map(|p| &mut p.span));
        }
        let sources = found.repeaters.iter_mut().flat_map(|r| &mut r.passages).map(|p| &mut p.source_span);
        convert(&found.full_text, unit, sources);
        Self { found, offset_unit: unit }
    }
}

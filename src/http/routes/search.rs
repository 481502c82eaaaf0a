//! `/v1/search`: words and filters in, documents with the passages that fit out.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::Method;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::review_request::UNITS;
use crate::corpus::{Explain, Explanation, Facets, GRAMMAR, Hit, Passage, SearchPage, SearchRequest, Sort, Total};
use crate::document::{Kind, Level};
use crate::http::body;
use crate::http::error::HttpError;
use crate::http::fields::{self, Fields};
use crate::http::page;
use crate::http::state::AppState;
use crate::span::{OffsetUnit, SourceText, Span};

/// What is searched for. In a query string several values stand behind each other with commas between them, but for
/// issuers.
#[derive(Debug, Serialize, ToSchema, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct SearchQuery {
    /// What is asked for; every document when missing.
    #[schema(required = false)]
    #[param(required = false)]
    q: String,
    /// Levels.
    #[schema(required = false)]
    #[param(required = false, style = Form, explode = false)]
    level: Vec<Level>,
    /// Parts of issuers' names, or whole names with `=` before them. They may contain commas: in a query string each
    /// is a parameter of its own.
    #[schema(required = false)]
    #[param(required = false, style = Form, explode = true)]
    issuer: Vec<String>,
    /// Kinds.
    #[schema(required = false)]
    #[param(required = false, style = Form, explode = false)]
    kind: Vec<Kind>,
    /// Topic words of titles, as the counts name them.
    #[schema(required = false)]
    #[param(required = false, style = Form, explode = false)]
    topic: Vec<String>,
    /// Not before: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    from: Option<String>,
    /// Not after.
    to: Option<String>,
    /// Order.
    #[schema(required = false)]
    #[param(required = false)]
    sort: Sort,
    /// Hits on a page.
    #[schema(required = false, minimum = 1, maximum = 100, default = 20)]
    #[param(required = false, minimum = 1, maximum = 100, default = 20)]
    size: usize,
    /// `next` of the page before.
    cursor: Option<String>,
    /// Unit of all positions in the answer.
    #[schema(required = false)]
    #[param(required = false)]
    offset_unit: OffsetUnit,
    /// Whether to say how the query was read and why each hit stands where it stands.
    #[schema(required = false)]
    #[param(required = false)]
    explain: bool,
}

/// A page of documents found.
#[derive(Debug, Serialize, ToSchema)]
struct SearchAnswer {
    /// Number of documents in all.
    total: Total,
    /// The documents of this page.
    hits: Vec<Hit>,
    /// What to give as `cursor` for the next page; null on the last one.
    next: Option<String>,
    /// Unit of all positions.
    offset_unit: OffsetUnit,
    /// Generation of the corpus that was searched.
    corpus_generation: u64,
    /// Hits by level, issuer, kind, year and topic word.
    facets: Facets,
    /// Whether hits with most of the words are shown, because none has all.
    relaxed: bool,
    /// How the query was read, when asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<Explanation>,
}

/// The routes.
pub(in crate::http) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(search)).routes(routes!(search_by_body))
}

#[utoipa::path(
    get, path = "/v1/search", tag = "检索", summary = "检索文件",
    description = format!("逗号分隔多个层级、文种、主题词；多个发文机关重复写 issuer 参数（名称里可以有逗号）。各类计数不受该类自身的筛选限制。\n\n{GRAMMAR}"),
    params(SearchQuery),
    responses((status = 200, description = "一页结果", body = SearchAnswer))
)]
async fn search(State(state): State<AppState>, request: Request) -> Result<Json<SearchAnswer>, HttpError> {
    found(state, request).await
}

#[utoipa::path(
    post, path = "/v1/search", tag = "检索", summary = "检索文件（条件在正文中）",
    description = "各字段与 GET 相同，可给数组。", request_body = SearchQuery,
    responses((status = 200, description = "一页结果", body = SearchAnswer))
)]
async fn search_by_body(State(state): State<AppState>, request: Request) -> Result<Json<SearchAnswer>, HttpError> {
    found(state, request).await
}

async fn found(state: AppState, request: Request) -> Result<Json<SearchAnswer>, HttpError> {
    let place = state.search.place()?;
    let (parts, body) = request.into_parts();
    let mut fields = Fields::of_query(&parts.uri)?;
    if parts.method == Method::POST {
        fields.finish()?;
        fields = Fields::of_json(body::json(&parts.headers, body).await?)?;
    }
    let (asked, unit) = take(&mut fields);
    fields.finish()?;
    let asked = SearchRequest { deadline: state.within(asked.deadline), ..asked };
    let answer = place.run(move || state.desk.corpus().search(&asked).map(|page| SearchAnswer::of(page, unit))).await?;
    Ok(Json(answer))
}

fn take(fields: &mut Fields) -> (SearchRequest, OffsetUnit) {
    let request = SearchRequest {
        q: fields.text("q").unwrap_or_default(),
        levels: fields.several("level", Level::parse, &fields::levels()),
        kinds: fields.several("kind", Kind::parse, &fields::kinds()),
        issuers: fields.names("issuer"),
        topics: fields.several("topic", |word| Some(word.to_owned()), ""),
        from: fields.date("from"),
        to: fields.date("to"),
        sort: fields.named("sort", "relevance、date、level").unwrap_or_default(),
        cursor: fields.text("cursor"),
        explain: if fields.flag("explain") == Some(true) { Explain::Yes } else { Explain::No },
        ..SearchRequest::default()
    };
    if request.dates_cross() {
        fields.fault("from", "起始日期晚于截止日期 to，没有文件会在其间；请对调或改正");
    }
    let size = fields.number("size", &page::SIZES).and_then(|n| usize::try_from(n).ok()).unwrap_or(request.size);
    let unit = fields.named("offset_unit", UNITS).unwrap_or_default();
    (SearchRequest { size, ..request }, unit)
}

impl SearchAnswer {
    /// The page with its positions in the unit asked for.
    fn of(page: SearchPage, unit: OffsetUnit) -> Self {
        let mut hits = page.hits;
        if unit != OffsetUnit::Codepoint {
            for hit in &mut hits {
                let source = SourceText::new(&hit.full_text);
                let converter = source.converter(unit);
                let convert = |span: &mut Span| *span = converter.convert(*span);
                for Passage { span, highlights, .. } in &mut hit.passages {
                    convert(span);
                    highlights.iter_mut().for_each(convert);
                }
                let heads = [
                    (Some(&hit.title), &mut hit.title_highlights),
                    (hit.issuer.as_ref(), &mut hit.issuer_highlights),
                    (hit.docno.as_ref(), &mut hit.docno_highlights),
                ];
                for (words, marks) in heads {
                    let source = SourceText::new(words.map_or("", String::as_str));
                    let converter = source.converter(unit);
                    marks.iter_mut().for_each(|span| *span = converter.convert(*span));
                }
            }
        }
        Self {
            total: page.total,
            hits,
            next: page.next,
            offset_unit: unit,
            corpus_generation: page.corpus_generation,
            facets: page.facets,
            relaxed: page.relaxed,
            explanation: page.explanation,
        }
    }
}

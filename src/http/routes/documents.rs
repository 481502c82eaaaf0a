//! `/v1/documents`: the documents drafts are compared with, put in, listed, read, deleted.

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::desk::{DocumentList, GivenDocument, PutOutcome};
use crate::http::body;
use crate::http::error::HttpError;
use crate::http::fields::Fields;
use crate::http::page::{self, Paging};
use crate::http::repeat::{Made, Makes, Repeat};
use crate::http::state::AppState;
use crate::store::{Document, DocumentMeta};

/// A page of documents.
#[derive(Debug, Serialize, ToSchema)]
struct DocumentPage {
    /// Number of documents in all.
    total: usize,
    /// The documents of this page without their texts, newest additions first.
    documents: Vec<DocumentMeta>,
    /// What to give as `cursor` for the next page; null on the last one.
    next: Option<String>,
}

/// A document after it was put in.
#[derive(Debug, Serialize, ToSchema)]
struct PutAnswer {
    /// What became of it.
    outcome: PutOutcome,
    /// What is known about it.
    document: DocumentMeta,
}

/// The routes.
pub(in crate::http) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(put, list)).routes(routes!(fetch, erase))
}

#[utoipa::path(
    post, path = "/v1/documents", tag = "语料", summary = "存入一份文件",
    description = "同一 id 的文件被替换；未给的层级按发文机关推断，未给的文种按标题推断。",
    params(("Idempotency-Key" = Option<String>, Header, description = "重试时不致重复处理的键，见说明")),
    request_body = GivenDocument,
    responses(
        (status = 201, description = "新文件", body = PutAnswer, headers(("Location" = String, description = "文件的地址"))),
        (status = 200, description = "已替换，或与原有的相同", body = PutAnswer),
    )
)]
async fn put(State(state): State<AppState>, request: Request) -> Result<Response, HttpError> {
    let place = state.changes.place()?;
    let (repeat, request) = Repeat::watch(request)?;
    let (parts, body) = request.into_parts();
    Fields::of_query(&parts.uri)?.finish()?;
    let mut fields = Fields::of_json(body::json(&parts.headers, body).await?)?;
    let given = take(&mut fields);
    fields.finish()?;
    let desk = state.desk.clone();
    let work = |_| async move {
        let (outcome, document) = place.run(move || desk.put_document(given)).await?;
        let location = format!("/v1/documents/{}", page::segment(&document.id));
        let (status, location) = match outcome {
            PutOutcome::Added => (StatusCode::CREATED, Some(location)),
            PutOutcome::Replaced | PutOutcome::Unchanged => (StatusCode::OK, None),
        };
        Made::of(status, location, &PutAnswer { outcome, document })
    };
    repeat.run(state, Makes::Document, work).await
}

fn take(fields: &mut Fields) -> GivenDocument {
    let (id, title) = (fields.needed("id"), fields.needed("title"));
    let given = GivenDocument {
        id: id.trim().to_owned(),
        title: title.trim().to_owned(),
        text: fields.needed("text"),
        issuer: fields.text("issuer"),
        level: fields.level("level"),
        date: fields.date("date"),
        kind: fields.kind("kind"),
        docno: fields.text("docno"),
    };
    for (field, reason) in given.faults() {
        fields.fault(field, reason);
    }
    given
}

#[utoipa::path(
    get, path = "/v1/documents", tag = "语料", summary = "列出文件", params(Paging),
    responses((status = 200, description = "一页，新存入的在前", body = DocumentPage))
)]
async fn list(State(state): State<AppState>, uri: Uri) -> Result<Json<DocumentPage>, HttpError> {
    let mut fields = Fields::of_query(&uri)?;
    let paging = Paging::take(&mut fields);
    fields.finish()?;
    let DocumentList { total, documents, next } = state.desk.documents(paging.cursor, paging.size);
    Ok(Json(DocumentPage { total, documents, next: next.map(page::cursor) }))
}

#[utoipa::path(
    get, path = "/v1/documents/{id}", tag = "语料", summary = "读取文件",
    params(("id" = String, Path, description = "文件的 id")),
    responses((status = 200, description = "文件及其全文", body = Document))
)]
async fn fetch(State(state): State<AppState>, Path(id): Path<String>) -> Result<Json<Document>, HttpError> {
    Ok(Json(state.light.place()?.run(move || state.desk.document(&id)).await?))
}

#[utoipa::path(
    delete, path = "/v1/documents/{id}", tag = "语料", summary = "删除文件",
    params(("id" = String, Path, description = "文件的 id")),
    responses((status = 204, description = "已删除"))
)]
async fn erase(State(state): State<AppState>, Path(id): Path<String>) -> Result<StatusCode, HttpError> {
    state.changes.place()?.run(move || state.desk.erase_document(&id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

//! `/v1/reviews/{id}/report.docx`: the draft of a kept review as a Word document, with the report in its comments.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::attachment::{Showing, disposition};
use crate::http::error::HttpError;
use crate::http::state::AppState;
use crate::render::{RenderError, docx};

/// Media type of Word documents.
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// The routes.
pub(in crate::http) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(document))
}

#[utoipa::path(
    get, path = "/v1/reviews/{id}/report.docx", tag = "审核", summary = "下载带批注的送审稿",
    description = "送审时交的是 docx 的，退回原文件：正文、原有批注和修订不变，每条提示是所指文字上的批注，与上位文件重复的文字按种类加底色；其他送审稿由文本生成，原文件有损坏、批注写不进去的也是。第一条批注是得分和处理建议。",
    params(("id" = String, Path, description = "审核编号")),
    responses((
        status = 200, description = "Word 文档", body = String,
        content_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        headers(("Content-Disposition" = String, description = "文件名")),
    ))
)]
async fn document(State(state): State<AppState>, Path(id): Path<String>) -> Result<Response, HttpError> {
    let place = state.search.place()?;
    let (name, document) = place
        .run(move || -> Result<(String, Vec<u8>), HttpError> {
            let (report, text, original) = state.desk.kept_file(&id)?;
            let document = docx::render(&report, &text, original.as_deref()).map_err(of_render)?;
            state.desk.note_export(&id, "docx")?;
            Ok((report.draft.title.unwrap_or(report.id), document))
        })
        .await?;
    let headers = [
        (header::CONTENT_TYPE, DOCX.to_owned()),
        (header::CONTENT_DISPOSITION, disposition(Showing::Attachment, &format!("{name}-批注稿.docx"))),
    ];
    Ok((headers, document).into_response())
}

/// A draft that no document holds is the draft's fault, anything else is ours.
fn of_render(error: RenderError) -> HttpError {
    match error {
        RenderError::Document(error) => HttpError::Intake(error),
        RenderError::Page(_) | RenderError::Table(_) | RenderError::Unsound => HttpError::Panicked,
    }
}

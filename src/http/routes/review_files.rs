//! `/v1/reviews/{id}/…`: kept reports as files, a page to read and print and tables for a spreadsheet.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::attachment::{Showing, disposition};
use crate::http::error::HttpError;
use crate::http::state::AppState;
use crate::render::{RenderError, csv, html};
use crate::review::Report;

/// Media type of the tables.
const CSV: &str = "text/csv; charset=utf-8; header=present";

/// The routes.
pub(in crate::http) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(page)).routes(routes!(findings)).routes(routes!(assessment))
}

#[utoipa::path(
    get, path = "/v1/reviews/{id}/report.html", tag = "审核", summary = "读取网页形式的审核报告",
    description = "单个文件，不引用任何外部内容，可保存、可打印（A4）。内含得分由来、送审稿与提示、逐段对照、来源、一致性评估表；建议退回时附退文意见草稿。",
    params(("id" = String, Path, description = "审核编号")),
    responses((
        status = 200, description = "审核报告", body = String, content_type = "text/html",
        headers(
            ("Content-Security-Policy" = String, description = "只许使用报告自带的样式和脚本"),
            ("Content-Disposition" = String, description = "另存时的文件名"),
        ),
    ))
)]
async fn page(State(state): State<AppState>, Path(id): Path<String>) -> Result<Response, HttpError> {
    let (name, page) = written(state, id, "html", html::render).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
        (header::CONTENT_SECURITY_POLICY, format!("{}; frame-ancestors 'self'", html::policy())),
        (header::CONTENT_DISPOSITION, disposition(Showing::Inline, &format!("{name}-审核报告.html"))),
    ];
    Ok((headers, page).into_response())
}

#[utoipa::path(
    get, path = "/v1/reviews/{id}/findings.csv", tag = "审核", summary = "下载提示清单",
    description = "CSV，UTF-8 带 BOM，可用电子表格打开；每条提示一行，公式样的单元格前加撇号。",
    params(("id" = String, Path, description = "审核编号")),
    responses((
        status = 200, description = "提示清单", body = String, content_type = "text/csv",
        headers(("Content-Disposition" = String, description = "文件名")),
    ))
)]
async fn findings(State(state): State<AppState>, Path(id): Path<String>) -> Result<Response, HttpError> {
    let (name, table) = written(state, id, "findings_csv", csv::findings).await?;
    Ok(attached(&format!("{name}-提示清单.csv"), table))
}

#[utoipa::path(
    get, path = "/v1/reviews/{id}/assessment.csv", tag = "审核", summary = "下载一致性评估表",
    description = "CSV，UTF-8 带 BOM；每处表述一行，已有处理意见的写明意见和理由，其余两列留待填写。",
    params(("id" = String, Path, description = "审核编号")),
    responses((
        status = 200, description = "一致性评估表", body = String, content_type = "text/csv",
        headers(("Content-Disposition" = String, description = "文件名")),
    ))
)]
async fn assessment(State(state): State<AppState>, Path(id): Path<String>) -> Result<Response, HttpError> {
    let (name, table) = written(state, id, "assessment_csv", csv::assessment).await?;
    Ok(attached(&format!("{name}-一致性评估表.csv"), table))
}

fn attached(name: &str, table: Vec<u8>) -> Response {
    let headers =
        [(header::CONTENT_TYPE, CSV.to_owned()), (header::CONTENT_DISPOSITION, disposition(Showing::Attachment, name))];
    (headers, table).into_response()
}

/// A kept report written out as a `kind` of file, and what its files are called.
async fn written<T: Send + 'static>(
    state: AppState,
    id: String,
    kind: &'static str,
    write: fn(&Report, &str) -> Result<T, RenderError>,
) -> Result<(String, T), HttpError> {
    let place = state.search.place()?;
    place
        .run(move || -> Result<(String, T), HttpError> {
            let (report, text) = state.desk.decided_report(&id)?;
            let written = write(&report, &text).map_err(|_| HttpError::Panicked)?;
            state.desk.note_export(&id, kind)?;
            Ok((report.draft.title.unwrap_or(report.id), written))
        })
        .await
}

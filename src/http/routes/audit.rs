//! `/v1/audit`: the audit log read, exported, checked.

use axum::Json;
use axum::extract::State;
use axum::http::{Uri, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::attachment::{Showing, disposition};
use crate::http::error::HttpError;
use crate::http::fields::Fields;
use crate::http::page::{self, Paging};
use crate::http::state::AppState;
use crate::render::audit::{AuditFormat, AuditWriter};
use crate::store::{Action, AuditCheck, AuditFilter, AuditRow, KnownRow};

/// A page of the audit log.
#[derive(Debug, Serialize, ToSchema)]
struct AuditList {
    /// The rows, newest first.
    rows: Vec<AuditRow>,
    /// What to give as `cursor` for the next page; null on the last one.
    next: Option<String>,
}

/// Which rows are asked for.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes parameters; they are read one by one")]
struct Chosen {
    /// 不早于：YYYY-MM-DD（北京时间）或 RFC 3339
    from: Option<String>,
    /// 不晚于：YYYY-MM-DD（含当日）或 RFC 3339
    to: Option<String>,
    /// 操作代码，如 review.created
    action: Option<String>,
    /// 密钥编号或名称，或 local、command_line、system、unknown
    actor: Option<String>,
    /// 对象；文件给出其 id
    object: Option<String>,
}

/// The routes.
pub(in crate::http) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(table)).routes(routes!(lines)).routes(routes!(check))
}

#[utoipa::path(
    get, path = "/v1/audit", tag = "审计", summary = "读取审计日志",
    description = "谁在何时对哪个对象的哪个版本做了什么。不含送审稿的文字、标题、文件名，也不含密钥。",
    params(Chosen, Paging),
    responses((status = 200, description = "一页，新的在前", body = AuditList))
)]
async fn list(State(state): State<AppState>, uri: Uri) -> Result<Json<AuditList>, HttpError> {
    let mut fields = Fields::of_query(&uri)?;
    let (filter, paging) = (take(&mut fields), Paging::take(&mut fields));
    fields.finish()?;
    let page = state.light.place()?.run(move || state.desk.audit(&filter, paging.cursor, paging.size)).await?;
    Ok(Json(AuditList { rows: page.rows, next: page.next.map(page::cursor) }))
}

#[utoipa::path(
    get, path = "/v1/audit.csv", tag = "审计", summary = "导出审计日志（表格）",
    description = "CSV，UTF-8 带 BOM；公式样的单元格前加撇号。一次至多 500000 条。",
    params(Chosen),
    responses((
        status = 200, description = "审计日志，旧的在前", body = String, content_type = "text/csv",
        headers(("Content-Disposition" = String, description = "文件名")),
    ))
)]
async fn table(State(state): State<AppState>, uri: Uri) -> Result<Response, HttpError> {
    let written = exported(state, &uri, AuditFormat::Csv).await?;
    Ok(attached("text/csv; charset=utf-8; header=present", "审计日志-导出.csv", written))
}

#[utoipa::path(
    get, path = "/v1/audit.jsonl", tag = "审计", summary = "导出审计日志（JSON Lines）",
    description = "每行一条，含校验值，可由他人核对。一次至多 500000 条。",
    params(Chosen),
    responses((
        status = 200, description = "审计日志，旧的在前", body = String, content_type = "application/x-ndjson",
        headers(("Content-Disposition" = String, description = "文件名")),
    ))
)]
async fn lines(State(state): State<AppState>, uri: Uri) -> Result<Response, HttpError> {
    let written = exported(state, &uri, AuditFormat::Jsonl).await?;
    Ok(attached("application/x-ndjson", "审计日志-导出.jsonl", written))
}

#[utoipa::path(
    get, path = "/v1/audit/check", tag = "审计", summary = "核对审计日志",
    description = "逐条核对校验值：被改动、删除或插入的记录都能发现。最后一条的序号和校验值宜另行抄存，下次作为 known 给出，可以发现日志被整体替换。",
    params(("known" = Option<String>, Query, description = "抄存的“序号:校验值”")),
    responses((status = 200, description = "核对结果", body = AuditCheck))
)]
async fn check(State(state): State<AppState>, uri: Uri) -> Result<Json<AuditCheck>, HttpError> {
    let mut fields = Fields::of_query(&uri)?;
    let known = fields.parsed("known", KnownRow::parse, "序号:校验值（64 位十六进制）");
    fields.finish()?;
    Ok(Json(state.search.place()?.run(move || state.desk.verify_audit(known.as_ref())).await?))
}

fn take(fields: &mut Fields) -> AuditFilter {
    let day = "YYYY-MM-DD 或 RFC 3339";
    let actions = || Action::ALL.iter().map(|action| action.name()).collect::<Vec<_>>().join("、");
    AuditFilter {
        from: fields.parsed("from", |text| AuditFilter::moment(text, false), day),
        to: fields.parsed("to", |text| AuditFilter::moment(text, true), day),
        action: fields.parsed("action", Action::parse, &actions()),
        actor: fields.text("actor").filter(|text| !text.is_empty()),
        object: fields.text("object").filter(|text| !text.is_empty()),
    }
}

/// The rows of the filter in `uri`, written out.
async fn exported(state: AppState, uri: &Uri, format: AuditFormat) -> Result<Vec<u8>, HttpError> {
    let mut fields = Fields::of_query(uri)?;
    let filter = take(&mut fields);
    fields.finish()?;
    let place = state.search.place()?;
    place
        .run(move || -> Result<Vec<u8>, HttpError> {
            // Memory is written to: it never fails.
            let mut writer = AuditWriter::new(Vec::new(), format).map_err(|_| HttpError::Panicked)?;
            state.desk.export_audit(&filter, &mut |row| writer.row(row).map_err(|_| HttpError::Panicked))?;
            writer.finish().map_err(|_| HttpError::Panicked)
        })
        .await
}

fn attached(kind: &'static str, name: &str, written: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, disposition(Showing::Attachment, name)),
    ];
    (headers, written).into_response()
}

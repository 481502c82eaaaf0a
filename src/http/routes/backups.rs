//! `/v1/backups`: backups made while the server is at work, listed, fetched, removed. They lie in one folder of this
//! machine, which no request names; bringing one back is for the command line, with the server stopped.

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde::Serialize;
use tokio::fs::File;
use tokio::io::AsyncReadExt as _;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::desk::{BackupFile, BackupScope, DeskError, backup_path, backups_in, remove_backup};
use crate::http::access::{Errand, GOOD_FOR, Held};
use crate::http::body;
use crate::http::error::HttpError;
use crate::http::fields::Fields;
use crate::http::repeat::{self, Makes, Repeat};
use crate::http::state::AppState;
use crate::store::{Action, Job};

/// Bytes of a backup sent at once.
const PIECE: usize = 1 << 17;

/// What is to be backed up.
#[derive(Debug, Serialize, ToSchema)]
struct BackupRequest {
    /// What the backup is to hold; everything when missing.
    #[schema(required = false)]
    scope: BackupScope,
}

/// The backups there are.
#[derive(Debug, Serialize, ToSchema)]
struct BackupList {
    /// The backups, newest first.
    backups: Vec<BackupFile>,
}

/// An address for one download.
#[derive(Debug, Serialize, ToSchema)]
struct DownloadTicket {
    /// The address.
    url: String,
    /// How long it is good for, in seconds.
    seconds: u64,
}

/// The routes.
pub(in crate::http) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(create, list))
        .routes(routes!(fetch, erase))
        .routes(routes!(ticket))
        .routes(routes!(download))
}

#[utoipa::path(
    post, path = "/v1/backups", tag = "备份", summary = "制作备份",
    description = "服务照常工作，备份是开始时那一刻的完整状态，制作后经过校验；文件放在服务器的备份目录，文件名见任务结果。恢复用命令行：duanshixin backup restore。备份含送审稿，删除审核不影响已有的备份。",
    params(("Idempotency-Key" = Option<String>, Header, description = "重试时不致重复处理的键，见说明")),
    request_body = Option<BackupRequest>,
    responses((status = 202, description = "已列入，进度见任务", body = Job, headers(("Location" = String, description = "任务的地址"))))
)]
async fn create(State(state): State<AppState>, request: Request) -> Result<Response, HttpError> {
    let place = state.light.place()?;
    let (repeat, request) = Repeat::watch(request)?;
    let (parts, body) = request.into_parts();
    Fields::of_query(&parts.uri)?.finish()?;
    let scope = scope(&parts.headers, body).await?;
    let (desk, shelf, backups) = (state.desk.clone(), state.shelf(), state.backups.clone());
    let work = move |stamp| async move {
        // Not before: whoever asks again is answered while the backup goes on.
        let room = AppState::room(&backups)?;
        repeat::accepted(&place.run(move || desk.start_backup(stamp, shelf, scope, room)).await?)
    };
    repeat.run(state, Makes::Job, work).await
}

#[utoipa::path(
    get, path = "/v1/backups", tag = "备份", summary = "列出备份",
    responses((status = 200, description = "新的在前", body = BackupList))
)]
async fn list(State(state): State<AppState>) -> Result<Json<BackupList>, HttpError> {
    let backups = state.light.place()?.run(move || backups_in(&state.shelf())).await?;
    Ok(Json(BackupList { backups }))
}

#[utoipa::path(
    get, path = "/v1/backups/{name}", tag = "备份", summary = "下载备份",
    params(("name" = String, Path, description = "备份的文件名")),
    responses((
        status = 200, description = "备份", body = String, content_type = "application/zip",
        headers(("Content-Disposition" = String, description = "文件名")),
    ))
)]
async fn fetch(State(state): State<AppState>, method: Method, Path(name): Path<String>) -> Result<Response, HttpError> {
    sent(&state, method == Method::GET, name).await
}

#[utoipa::path(
    post, path = "/v1/backups/{name}/ticket", tag = "备份", summary = "取得下载备份的地址，供浏览器直接下载",
    description = "地址只能用一次，一分钟内有效，不需要密钥；因繁忙而未能开始的下载不算用过，可凭原地址再试。同一密钥同时有效的地址至多 10 个，超过时答 429。下载记在取得地址的密钥名下，密钥吊销后即中断。",
    params(("name" = String, Path, description = "备份的文件名")),
    responses((status = 201, description = "下载地址", body = DownloadTicket, headers(("Location" = String, description = "下载地址"))))
)]
async fn ticket(State(state): State<AppState>, Path(name): Path<String>) -> Result<Response, HttpError> {
    let (shelf, wanted) = (state.shelf(), name.clone());
    let there = state.light.place()?.run(move || backup_path(&shelf, &wanted)).await?;
    there.ok_or_else(|| missing(&name))?;
    let ticket = state.tickets.issue(name)?;
    let url = format!("/downloads/{}", ticket.reveal());
    let location = [(header::LOCATION, url.clone())];
    Ok((StatusCode::CREATED, location, Json(DownloadTicket { url, seconds: GOOD_FOR.as_secs() })).into_response())
}

#[utoipa::path(
    get, path = "/downloads/{ticket}", tag = "备份", summary = "按取得的地址下载备份",
    params(("ticket" = String, Path, description = "POST /v1/backups/{name}/ticket 给出的地址的末段")),
    responses((
        status = 200, description = "备份", body = String, content_type = "application/zip",
        headers(("Content-Disposition" = String, description = "文件名")),
    ))
)]
async fn download(
    State(state): State<AppState>,
    method: Method,
    Path(ticket): Path<String>,
) -> Result<Response, HttpError> {
    let missing = || {
        let begin = ticket.chars().take(4).collect::<String>();
        DeskError::NotFound {
            what: "可用的下载地址（只能用一次，一分钟内有效）", id: format!("{begin}…")
        }
    };
    let content = method == Method::GET;
    // Whoever asks for the head alone leaves it as it is, and so does a download that finds no room.
    let held = if content { Some(state.tickets.hold(&ticket).ok_or_else(missing)?) } else { None };
    let errand = held.as_ref().map_or_else(|| state.tickets.look(&ticket), |held| held.errand().cloned());
    let Errand { backup, caller, .. } = errand.filter(|errand| errand.caller.may_go_on(&state)).ok_or_else(missing)?;
    let answer = caller.clone().answering(sent(&state, content, backup)).await?;
    held.and_then(Held::use_up);
    Ok(caller.guarding(state, answer))
}

/// The file of a backup; handing out its `content` is recorded before.
async fn sent(state: &AppState, content: bool, name: String) -> Result<Response, HttpError> {
    let place = AppState::room(&state.streams)?;
    let (desk, shelf, wanted) = (state.desk.clone(), state.shelf(), name.clone());
    let find = move || -> Result<_, DeskError> {
        let path = backup_path(&shelf, &wanted)?;
        if path.is_some() && content {
            desk.note_backup(Action::BackupFetched, &wanted)?;
        }
        Ok(path)
    };
    let path = state.light.place()?.run(find).await?;
    let path = path.ok_or_else(|| missing(&name))?;
    let file = File::open(&path).await.map_err(|_| missing(&name))?;
    let length = file.metadata().await.map_err(|_| missing(&name))?.len();
    let pieces = stream::try_unfold((file, place), async |(mut file, place)| {
        let mut piece = Vec::with_capacity(PIECE);
        let length = (&mut file).take(PIECE as u64).read_to_end(&mut piece).await?;
        Ok::<_, std::io::Error>((length > 0).then(|| (Bytes::from(piece), (file, place))))
    });
    let headers = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (header::CONTENT_LENGTH, length.to_string()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, Body::from_stream(pieces)).into_response())
}

#[utoipa::path(
    delete, path = "/v1/backups/{name}", tag = "备份", summary = "删除备份",
    params(("name" = String, Path, description = "备份的文件名")),
    responses((status = 204, description = "已删除"))
)]
async fn erase(State(state): State<AppState>, Path(name): Path<String>) -> Result<StatusCode, HttpError> {
    let wanted = name.clone();
    let (desk, shelf) = (state.desk.clone(), state.shelf());
    let remove = move || -> Result<bool, DeskError> {
        if backup_path(&shelf, &wanted)?.is_some() {
            desk.note_backup(Action::BackupDeleted, &wanted)?;
        }
        Ok(remove_backup(&shelf, &wanted)?)
    };
    let gone = state.light.place()?.run(remove).await?;
    if gone { Ok(StatusCode::NO_CONTENT) } else { Err(missing(&name)) }
}

/// What is to be backed up; everything when there is no body.
async fn scope(headers: &HeaderMap, body: Body) -> Result<BackupScope, HttpError> {
    if !headers.contains_key(header::CONTENT_TYPE) {
        // Whatever has a body must say what it is.
        let empty = body::read(headers, body, 0).await.is_ok();
        return if empty { Ok(BackupScope::All) } else { Err(HttpError::MediaType { accepted: "application/json" }) };
    }
    let mut fields = Fields::of_json(body::json(headers, body).await?)?;
    let scope = fields.named("scope", "all、lists").unwrap_or_default();
    fields.finish()?;
    Ok(scope)
}

fn missing(name: &str) -> HttpError {
    DeskError::NotFound { what: "备份", id: name.chars().take(80).collect() }.into()
}

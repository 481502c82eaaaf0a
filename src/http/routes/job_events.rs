//! `/v1/jobs/{id}/events`: a job told as it goes on, by server-sent events. The stream ends with the job, when the
//! server stops, or after a while; a browser then asks again by itself.

use std::convert::Infallible;
use std::time::{Duration, Instant};

use axum::extract::{Path, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use tokio::sync::OwnedSemaphorePermit;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::jobs::permitted;
use crate::http::error::HttpError;
use crate::http::state::AppState;
use crate::store::Job;

/// Time between two looks at a job; each reads one row.
const LOOK: Duration = Duration::from_millis(200);
/// Time after which a silent stream says that it is alive: proxies close connections silent for half a minute.
const HEARTBEAT: Duration = Duration::from_secs(10);
/// Longest stream: a listener that has gone unnoticed holds its place no longer.
const LONGEST: Duration = Duration::from_secs(600);
/// When a browser asks again after a stream that ended before its job.
const AGAIN: Duration = Duration::from_secs(2);

/// The routes.
pub(in crate::http) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(events))
}

#[utoipa::path(
    get, path = "/v1/jobs/{id}/events", tag = "语料", summary = "随任务进展推送（SSE）",
    description = "事件 progress 为任务的新状态，end 为结束时的状态，随后流关闭；data 与 GET /v1/jobs/{id} 相同。没有进展时每 10 秒一个注释行，最长 10 分钟，未结束的可重新连接；密钥吊销后流即中断。",
    params(("id" = String, Path, description = "任务编号")),
    responses((status = 200, description = "事件流，每个事件如下", body = JobEvent, content_type = "text/event-stream"))
)]
async fn events(State(state): State<AppState>, Path(id): Path<String>) -> Result<Response, HttpError> {
    let place = AppState::room(&state.streams)?;
    let job = permitted(&state, &id).await?;
    let listener = Listener { state, id, next: Some(job), told: None, began: Instant::now(), _place: place };
    let events = stream::unfold(listener, |mut listener| async move {
        let event = listener.event().await?;
        Some((Ok::<_, Infallible>(event), listener))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(HEARTBEAT)).into_response())
}

/// An event, for the description of the interface.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the events of a stream; they are written field by field")]
struct JobEvent {
    /// What happened.
    event: JobEventKind,
    /// The job, as JSON.
    data: String,
    /// When to ask again, in milliseconds; the first event only.
    #[schema(required = false)]
    retry: u64,
}

/// What an event tells.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "describes the events of a stream; their names are written out")]
enum JobEventKind {
    /// 有进展
    Progress,
    /// 已结束
    End,
}

/// Somebody who follows a job.
struct Listener {
    state: AppState,
    id: String,
    /// The job as it is, where it has been read.
    next: Option<Job>,
    /// The job as it was told last.
    told: Option<Job>,
    began: Instant,
    _place: OwnedSemaphorePermit,
}

impl Listener {
    /// The next thing to tell; `None` at the end.
    async fn event(&mut self) -> Option<Event> {
        let over = self.told.as_ref().is_some_and(|job| job.progress.state.is_over());
        while !over && !self.state.is_stopping() && self.began.elapsed() < LONGEST {
            let job = match self.next.take() {
                Some(job) => Some(job),
                None => match read(&self.state, &self.id).await {
                    Ok(job) => Some(job),
                    // The next look may find room again.
                    Err(HttpError::Busy) => None,
                    Err(_) => return None,
                },
            };
            if let Some(job) = job.filter(|job| self.told.as_ref() != Some(job)) {
                let name = if job.progress.state.is_over() { "end" } else { "progress" };
                let event = Event::default().event(name).json_data(&job).ok()?;
                let first = self.told.replace(job).is_none();
                return Some(if first { event.retry(AGAIN) } else { event });
            }
            tokio::time::sleep(LOOK).await;
        }
        None
    }
}

async fn read(state: &AppState, id: &str) -> Result<Job, HttpError> {
    let (desk, id) = (state.desk.clone(), id.to_owned());
    state.light.place()?.run(move || desk.job(&id)).await
}

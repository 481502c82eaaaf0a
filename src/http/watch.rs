//! What is done around every request: its id, the log line, the headers of every answer, and the writing out of
//! problems. Never logged: query strings, bodies, whatever a draft could stand in.

use std::any::Any;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use uuid::Uuid;

use super::error::HttpError;
use super::problem::Problem;
use super::state::AppState;

/// Name of the header that carries the request's id both ways.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Longest id that is taken over from a caller.
const LONGEST_ID: usize = 64;

/// Headers of every answer: no guessing of types, nothing from elsewhere, nothing kept by a cache. What a handler set
/// itself stays.
const HEADERS: [(HeaderName, HeaderValue); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'self'; frame-ancestors 'none'")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
];

/// The middleware.
pub(super) async fn watch(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = id_of(request.headers());
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned();
    let mut response = Problem::write_out(next.run(request).await, &path, &id);
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(value);
    }
    if let Ok(id) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, id);
    }
    let (status, ms) = (response.status().as_u16(), started.elapsed().as_millis());
    tracing::info!(%method, route, status, ms, request_id = id, "request");
    response
}

/// The middleware at the door: it counts the requests being answered, and lets none in that a page of another site sends
/// through somebody's browser, or that come after the signal to stop. Whether the server lives and is ready can always
/// be asked.
pub(super) async fn admit(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if matches!(request.uri().path(), "/livez" | "/readyz") {
        return next.run(request).await;
    }
    if is_cross_site(request.headers()) {
        return HttpError::CrossSite.into_response();
    }
    match state.enter() {
        Ok(_presence) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

/// Whether a browser says that a page of another site asks. Without keys a browser on this machine is all that such a
/// page would need.
fn is_cross_site(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|v: &HeaderValue| v.to_str().ok());
    let Some(origin) = text(header::ORIGIN) else { return false };
    let site = origin.split_once("://").map(|(_, site)| site);
    site.is_none() || site != text(header::HOST)
}

/// The caller's id when it is one that can stand in a log line, else a new one.
fn id_of(headers: &HeaderMap) -> String {
    let plain = |id: &str| {
        (1..=LONGEST_ID).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.:".contains(&b))
    };
    let given = headers.get(REQUEST_ID).and_then(|v| v.to_str().ok()).filter(|id| plain(id));
    given.map_or_else(|| Uuid::now_v7().to_string(), str::to_owned)
}

/// The answer when a handler panicked. The message stays inside: it may quote a draft.
pub(super) fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    HttpError::Panicked.into_response()
}

//! What is done around every request: its id, the log line, the headers of every answer, and the writing out of
//! problems. Never logged: query strings, bodies, whatever a draft could stand in.

use std::any::Any;
use std::net::IpAddr;
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
/// Longest name that a message repeats, in characters.
const LONGEST_HOST: usize = 80;
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
    if !state.needs_keys()
        && let Some(host) = unknown_host(request.headers(), &state.hosts)
    {
        return HttpError::UnknownHost { host }.into_response();
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

/// The name in `Host` by which this server is not known. Without keys it answers whoever reaches it, and a page of
/// another site reaches it when its own name is made to lead here (DNS rebinding): for the browser it then is the same
/// site. An address, or `localhost`, cannot be made to.
fn unknown_host(headers: &HeaderMap, known: &[String]) -> Option<String> {
    let host = headers.get(header::HOST)?.to_str().unwrap_or("?").to_ascii_lowercase();
    let name = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, _)) => address,
        None => host.split_once(':').map_or(host.as_str(), |(name, _)| name),
    };
    let local = name == "localhost" || name.ends_with(".localhost") || name.parse::<IpAddr>().is_ok();
    let named = local || known.iter().any(|known| known.eq_ignore_ascii_case(name));
    (!named).then(|| name.chars().take(LONGEST_HOST).collect())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_and_known_names_are_answered() {
        let known = ["desk.example".to_owned()];
        for (host, unknown) in [
            ("127.0.0.1:8686", None),
            ("10.0.0.7", None),
            ("[::1]:8686", None),
            ("localhost:8686", None),
            ("LOCALHOST", None),
            ("Desk.Example:443", None),
            ("evil.example", Some("evil.example")),
            ("127.0.0.1.evil.example:8686", Some("127.0.0.1.evil.example")),
            ("localhost.evil.example", Some("localhost.evil.example")),
            ("desk.example.evil.example", Some("desk.example.evil.example")),
            ("", Some("")),
        ] {
            let headers = HeaderMap::from_iter([(header::HOST, host.parse().unwrap())]);
            assert_eq!(unknown_host(&headers, &known).as_deref(), unknown, "{host}");
        }
        assert_eq!(unknown_host(&HeaderMap::new(), &known), None);
    }
}

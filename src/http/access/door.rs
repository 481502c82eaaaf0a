//! The door: every request is let in by the table, or refused. While no key is needed everybody is let in, and the
//! server listens on loopback only.

use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::caller::Caller;
use super::rate::{Buckets, RateLimits};
use super::table::{Access, access_of};
use crate::desk::{KeyRefusal, Refused};
use crate::http::error::HttpError;
use crate::http::state::AppState;
use crate::store::{Action, Actor, Scope, StoredKey, today};

/// What the door goes by.
#[derive(Debug)]
pub(in crate::http) struct Guard {
    /// Whether the server listens on loopback only.
    pub(in crate::http) loopback: bool,
    buckets: Buckets,
}

impl Guard {
    pub(in crate::http) fn new(loopback: bool, rate: RateLimits) -> Self {
        Self { loopback, buckets: Buckets::new(rate) }
    }
}

/// What of a request the door looks at.
struct Asked {
    /// Who may call its route; `None` when the route has no row.
    access: Option<Access>,
    /// The key it presents.
    key: Option<String>,
}

impl Asked {
    fn of(request: &Request) -> Self {
        let path = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
        let access = path.and_then(|path| access_of(request.method().as_str(), path));
        Self { access, key: bearer(request.headers()).map(str::to_owned) }
    }

    /// Whether the route is open to everybody who reaches the server.
    fn is_open(&self, state: &AppState) -> bool {
        match self.access {
            Some(Access::Open) => true,
            Some(Access::Local(_)) => state.guard.loopback,
            Some(Access::AnyKey | Access::Scopes(_)) | None => false,
        }
    }
}

/// The middleware.
pub(in crate::http) async fn enter(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let asked = Asked::of(&request);
    let open = asked.is_open(&state);
    match caller(&state, asked).await {
        Ok(caller) => {
            let answer = caller.clone().answering(next.run(request)).await;
            if open { answer } else { caller.guarding(state, answer) }
        }
        Err(error) => error.into_response(),
    }
}

/// Who asks.
async fn caller(state: &AppState, asked: Asked) -> Result<Caller, HttpError> {
    let open = asked.is_open(state);
    let access = asked.access.ok_or(HttpError::NoAccess)?;
    if open || !state.needs_keys() {
        return Ok(Caller::local());
    }
    let presented = asked.key.ok_or(HttpError::NoKey)?;
    let key = match state.desk.keys().admit(&presented) {
        Ok(key) => key,
        Err(refusal) => {
            note(state, refused(&refusal)).await;
            return Err(HttpError::BadKey(refusal));
        }
    };
    state.guard.buckets.take(&key.id).map_err(|seconds| HttpError::TooFast { seconds })?;
    let scopes = access.scopes();
    if access != Access::AnyKey && !scopes.iter().any(|scope| key.scopes.contains(scope)) {
        note(state, beyond(&key, scopes)).await;
        return Err(HttpError::Scope { needed: scopes });
    }
    used_today(state, &key).await;
    Ok(Caller::with(key))
}

/// The key in `Authorization: Bearer …`.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, key) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| key.trim()).filter(|key| !key.is_empty())
}

fn refused(refusal: &KeyRefusal) -> Refused {
    let (actor, reason) = match refusal {
        KeyRefusal::Unknown => (Actor::unknown(), "unknown"),
        KeyRefusal::Expired(key) => (Actor::key(&key.id, &key.label), "expired"),
        KeyRefusal::Revoked(key) => (Actor::key(&key.id, &key.label), "revoked"),
    };
    Refused { actor, action: Action::LoginRefused, object: String::new(), reason }
}

fn beyond(key: &StoredKey, needed: &[Scope]) -> Refused {
    let object = needed.iter().map(|scope| scope.name()).collect::<Vec<_>>().join(",");
    Refused { actor: Actor::key(&key.id, &key.label), action: Action::ScopeRefused, object, reason: "refused" }
}

/// Counts a refusal, and writes what is due. The answer is a refusal in any case, so a log that cannot be written is
/// told and nothing more.
async fn note(state: &AppState, refused: Refused) {
    if !state.desk.refused(refused) {
        return;
    }
    let desk = Arc::clone(&state.desk);
    // A crowd at the door waits for the next minute's row.
    let Ok(place) = state.light.place() else { return };
    if let Err(error) = place.run(move || desk.write_refusals(false)).await {
        tracing::error!(?error, "refusals not recorded");
    }
}

/// Writes down the day a key is used. That it could not be written keeps nobody out.
async fn used_today(state: &AppState, key: &Arc<StoredKey>) {
    if key.last_used.as_deref() == Some(today().as_str()) {
        return;
    }
    let (desk, key) = (Arc::clone(&state.desk), Arc::clone(key));
    let Ok(place) = state.light.place() else { return };
    if let Err(error) = place.run(move || desk.keys().used(&key)).await {
        tracing::warn!(?error, "use of a key not recorded");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn a_key_stands_in_one_place_only() {
        for (value, key) in [
            ("Bearer dsx_a", Some("dsx_a")),
            ("bearer  dsx_a ", Some("dsx_a")),
            ("Bearer ", None),
            ("Bearer", None),
            ("Basic dsx_a", None),
            ("dsx_a", None),
        ] {
            let headers = HeaderMap::from_iter([(header::AUTHORIZATION, HeaderValue::from_static(value))]);
            assert_eq!(bearer(&headers), key, "{value}");
        }
        assert_eq!(bearer(&HeaderMap::new()), None);
    }
}

//! `If-None-Match`: whoever has what would be answered, by its tag, gets word of that (304) and not the whole again.

use axum::body::Body;
use axum::extract::{MatchedPath, Request};
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use super::etag;

/// Whether what is read at a path is the same as long as its tag is. A draft is told with its differences from what is in
/// force, and a profile with what it takes over from its base: both change though nobody touched them.
pub(super) fn is_told_by_its_tag(path: &str) -> bool {
    !path.ends_with("/draft") && path != "/v1/norm-profiles/{id}"
}

/// The middleware. An answer that has no tag, or is more than its tag tells, is sent whole.
pub(super) async fn unchanged(request: Request, next: Next) -> Response {
    let told = request.extensions().get::<MatchedPath>().is_some_and(|path| is_told_by_its_tag(path.as_str()));
    let read = request.method() == Method::GET && told;
    let known = read.then(|| etag::known(request.headers())).flatten();
    let response = next.run(request).await;
    let tag = response.headers().get(header::ETAG).and_then(|tag| tag.to_str().ok());
    let same = known.zip(tag).is_some_and(|(known, tag)| known.has_weakly(tag));
    if response.status() != StatusCode::OK || !same {
        return response;
    }
    let (mut parts, _) = response.into_parts();
    parts.status = StatusCode::NOT_MODIFIED;
    parts.headers.remove(header::CONTENT_TYPE);
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::empty())
}

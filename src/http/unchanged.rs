//! `If-None-Match`: whoever has what would be answered, by its tag, gets word of that (304) and not the whole again.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use super::etag;

/// The middleware. An answer that has no tag is sent whole.
pub(super) async fn unchanged(request: Request, next: Next) -> Response {
    let known = request.method().is_safe().then(|| etag::known(request.headers())).flatten();
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

//! `/` and `/assets/{name}`: the files of the page, with what a browser must know of them.

use axum::extract::Path;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::files::{self, File};
use crate::http::error::HttpError;
use crate::http::state::AppState;

/// What the page may do: run its own scripts, ask this server, nothing else. Nothing inline, no form sent anywhere, no
/// frame around it.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);
/// Kept by a browser, but asked for again each time: a new program brings new files.
const CACHE: HeaderValue = HeaderValue::from_static("no-cache");
/// The windows of this page share nothing with those of other sites.
const ALONE: HeaderValue = HeaderValue::from_static("same-origin");

/// The routes.
pub(in crate::http) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(page)).route("/assets/{name}", get(asset))
}

#[utoipa::path(
    get, path = "/", tag = "服务", summary = "网页：审核、检索、管理",
    responses((status = 200, description = "网页", body = String, content_type = "text/html"))
)]
async fn page() -> Response {
    files::PAGE.answer()
}

async fn asset(Path(name): Path<String>) -> Result<Response, HttpError> {
    files::named(&name).map(File::answer).ok_or(HttpError::NoRoute)
}

impl File {
    /// The file with its tag, by which a browser asks whether its copy is still good.
    fn answer(&self) -> Response {
        let tag = HeaderValue::from_str(&self.tag()).unwrap_or(HeaderValue::from_static("\"\""));
        let fixed: [(HeaderName, HeaderValue); 4] = [
            (header::ETAG, tag),
            (header::CACHE_CONTROL, CACHE),
            (header::CONTENT_SECURITY_POLICY, POLICY),
            (HeaderName::from_static("cross-origin-opener-policy"), ALONE),
        ];
        (fixed, [(header::CONTENT_TYPE, self.media_type())], self.content).into_response()
    }
}

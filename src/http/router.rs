//! [`router`]: all routes with what is done around them.

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::{Extension, Router, middleware};
use tower_http::catch_panic::CatchPanicLayer;
use utoipa_axum::router::OpenApiRouter;

use super::error::HttpError;
use super::openapi::{self, Described};
use super::routes::{documents, jobs, norm_profiles, reviews, search, service, term_lists};
use super::state::AppState;
use super::watch;

/// The whole service.
#[must_use]
pub fn router(state: AppState) -> Router {
    let (routes, api) = OpenApiRouter::with_openapi(openapi::head())
        .merge(reviews::routes())
        .merge(search::routes())
        .merge(documents::routes())
        .merge(jobs::routes())
        .merge(term_lists::routes())
        .merge(norm_profiles::routes())
        .merge(service::routes())
        .split_for_parts();
    let described = Arc::new(Described::of(&api));
    around(routes.layer(Extension(described))).with_state(state)
}

/// What is done around every route, and for requests that have none.
fn around(routes: Router<AppState>) -> Router<AppState> {
    routes
        .fallback(async || HttpError::NoRoute)
        .method_not_allowed_fallback(async || HttpError::Method)
        // Bodies are bounded where they are read, each by its own limit.
        .layer(DefaultBodyLimit::disable())
        .layer(CatchPanicLayer::custom(watch::panicked))
        .layer(middleware::from_fn(watch::watch))
}

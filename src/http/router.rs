//! [`router`]: all routes with what is done around them.

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::{Extension, Router, middleware};
use tower_http::catch_panic::CatchPanicLayer;
use utoipa_axum::router::OpenApiRouter;

use super::access;
use super::error::HttpError;
use super::metrics;
use super::openapi::{self, Described};
use super::repeat;
use super::routes::{
    audit, backups, decisions, documents, draft_facts, job_events, jobs, keys, norm_drafts, norm_profiles, previews,
    proposals, provenance, review_docx, review_files, reviews, search, service, suggestions, term_drafts, term_lists,
};
use super::site;
use super::state::AppState;
use super::unchanged::unchanged;
use super::watch;

/// The whole service.
pub fn router(state: AppState) -> Router {
    let (routes, api) = OpenApiRouter::with_openapi(openapi::head())
        .merge(reviews::routes())
        .merge(draft_facts::routes())
        .merge(review_files::routes())
        .merge(review_docx::routes())
        .merge(decisions::routes())
        .merge(search::routes())
        .merge(provenance::routes())
        .merge(documents::routes())
        .merge(jobs::routes())
        .merge(job_events::routes())
        .merge(backups::routes())
        .merge(term_lists::routes())
        .merge(term_drafts::routes())
        .merge(previews::routes())
        .merge(suggestions::routes())
        .merge(norm_profiles::routes())
        .merge(norm_drafts::routes())
        .merge(proposals::routes())
        .merge(keys::routes())
        .merge(audit::routes())
        .merge(service::routes())
        .merge(site::routes())
        .split_for_parts();
    let described = Arc::new(Described::of(&api));
    let allowed = middleware::from_fn_with_state(state.clone(), access::enter);
    let admitted = middleware::from_fn_with_state(state.clone(), watch::admit);
    let counted = middleware::from_fn_with_state(state.clone(), metrics::count);
    let keyed = middleware::from_fn(repeat::refuse_unused);
    let tagged = middleware::from_fn(unchanged);
    around(routes.layer(Extension(described)).layer(tagged).layer(keyed).layer(allowed).layer(admitted))
        .layer(counted)
        .with_state(state)
}

/// What is done around every route, and for requests that have none.
fn around<S: Clone + Send + Sync + 'static>(routes: Router<S>) -> Router<S> {
    routes
        .fallback(async || HttpError::NoRoute)
        .method_not_allowed_fallback(async || HttpError::Method)
        // Bodies are bounded where they are read, each by its own limit.
        .layer(DefaultBodyLimit::disable())
        .layer(CatchPanicLayer::custom(watch::panicked))
        .layer(middleware::from_fn(watch::watch))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use axum::http::Request;
    use axum::routing::get;
    use tower::ServiceExt as _;

    #[tokio::test]
    async fn a_panic_is_a_problem_and_its_words_stay_inside() {
        async fn handler() -> &'static str {
            panic!("送审稿原文")
        }
        let request = Request::get("/x?text=1").header("x-request-id", "abc-1").body(Body::empty()).unwrap();
        let response = around(Router::<()>::new().route("/x", get(handler))).oneshot(request).await.unwrap();
        assert_eq!(response.status().as_u16(), 500);
        assert_eq!(response.headers()["x-request-id"], "abc-1");
        assert_eq!(response.headers()["content-type"], "application/problem+json");
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let problem: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!((&problem["code"], &problem["instance"]), (&"internal_error".into(), &"/x".into()));
        assert!(!problem.to_string().contains("送审稿"));
    }
}

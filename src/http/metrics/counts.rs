//! [`Metrics`]: requests, their durations, refusals and reviews, counted as they are answered.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;

use crate::http::problem::RefusalCode;
use crate::http::state::AppState;
use crate::norms::Advice;

/// Upper ends of the duration classes, in seconds: a search takes milliseconds, a long draft tens of seconds.
pub(super) const BUCKETS: [f64; 13] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0];

/// How a review came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::http) enum ReviewOutcome {
    /// A report with this advice.
    Advised(Advice),
    /// The draft cannot be reviewed.
    Refused,
    /// The program or the machine failed.
    Failed,
}

impl ReviewOutcome {
    fn name(self) -> &'static str {
        match self {
            Self::Advised(Advice::Pass) => "pass",
            Self::Advised(Advice::Revise) => "revise",
            Self::Advised(Advice::Return) => "return",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }
}

/// Durations of one kind.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Durations {
    /// How many fell into each class, and none of those before it.
    pub(super) classes: [u64; BUCKETS.len()],
    /// How many there were.
    pub(super) count: u64,
    /// Their sum.
    pub(super) sum: Duration,
}

/// The counts of one process.
#[derive(Debug, Default)]
pub(in crate::http) struct Metrics(Mutex<Counts>);

/// What is counted.
#[derive(Debug, Default)]
pub(super) struct Counts {
    /// Requests by method, route and status.
    pub(super) requests: BTreeMap<(&'static str, String, u16), u64>,
    /// Durations by method and route.
    pub(super) durations: BTreeMap<(&'static str, String), Durations>,
    /// Refusals by code.
    pub(super) refusals: BTreeMap<String, u64>,
    /// Reviews by outcome.
    pub(super) reviews: BTreeMap<&'static str, u64>,
}

impl Metrics {
    pub(super) fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a review.
    pub(in crate::http) fn review(&self, outcome: ReviewOutcome) {
        *self.counts().reviews.entry(outcome.name()).or_default() += 1;
    }

    fn request(&self, (method, route): (&'static str, String), response: &Response, took: Duration) {
        let mut counts = self.counts();
        if let Some(RefusalCode(code)) = response.extensions().get() {
            *counts.refusals.entry(code.clone()).or_default() += 1;
        }
        *counts.requests.entry((method, route.clone(), response.status().as_u16())).or_default() += 1;
        let durations = counts.durations.entry((method, route)).or_default();
        durations.count += 1;
        durations.sum += took;
        let class = BUCKETS.iter().position(|&end| took.as_secs_f64() <= end);
        if let Some(count) = class.and_then(|class| durations.classes.get_mut(class)) {
            *count += 1;
        }
    }
}

/// The middleware that counts.
pub(in crate::http) async fn count(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = method_of(request.method());
    // The template, never the path itself; whatever is no route is one kind.
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned();
    let response = next.run(request).await;
    state.metrics.request((method, route), &response, started.elapsed());
    response
}

/// The method as a label: callers may make up others, and these are one kind.
fn method_of(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "-",
    }
}

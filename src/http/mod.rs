//! The service over HTTP: routes under `/v1`, errors as problem+json, heavy work behind permits. A handler parses,
//! calls the desk and wraps the answer; what is decided is decided elsewhere.

mod access;
mod attachment;
mod body;
mod code;
mod docs;
mod error;
#[cfg(test)]
mod error_tests;
mod etag;
mod examples;
mod fields;
mod form;
mod glossary;
mod lane;
mod metrics;
mod openapi;
mod page;
mod prefer;
mod problem;
mod refusals;
mod repeat;
mod router;
mod routes;
mod server;
mod site;
mod state;
mod unchanged;
mod watch;

pub use access::RateLimits;
pub use router::router;
pub use server::{ServeError, ServeOptions, serve};
pub use state::{AppState, Capacity, Settings, TIME_LIMIT};

//! The service over HTTP, in memory: the whole router on a real desk.

mod client;
mod documents;
mod jobs;
mod norm_profiles;
mod openapi;
mod refusals;
mod reviews;
mod schema;
mod search;
mod server;
mod term_lists;

//! The service over HTTP, in memory: the whole router on a real desk.

mod client;
mod documents;
mod jobs;
mod openapi;
mod refusals;
mod report_docx;
mod review_files;
mod reviews;
mod schema;
mod search;
mod server;
mod term_lists;

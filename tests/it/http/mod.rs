//! The service over HTTP, in memory: the whole router on a real desk.

mod backups;
mod client;
mod decisions;
mod documents;
mod job_events;
mod jobs;
mod metrics;
mod norm_profiles;
mod openapi;
mod refusals;
mod repeat;
mod report_docx;
mod review_files;
mod reviews;
mod schema;
mod search;
mod server;
mod site;
mod term_lists;

//! The service over HTTP, in memory: the whole router on a real desk.

mod access;
mod audit;
mod canary;
mod client;
mod deadline;
mod decisions;
mod documents;
mod feedback;
mod jobs;
mod keys;
mod left_out;
mod norm_profiles;
mod openapi;
mod refusals;
mod report_docx;
mod review_files;
mod reviews;
mod running;
mod schema;
mod search;
mod server;
mod site;
mod term_drafts;
mod term_lists;

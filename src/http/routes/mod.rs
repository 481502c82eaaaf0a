//! The resources, one file each. A handler parses, calls the desk and wraps the answer; no rule of ours lives here.

pub(super) mod backups;
pub(super) mod decisions;
pub(super) mod documents;
pub(super) mod job_events;
pub(super) mod jobs;
pub(super) mod norm_profiles;
pub(super) mod provenance;
pub(super) mod review_docx;
pub(super) mod review_files;
pub(super) mod review_request;
pub(super) mod reviews;
pub(super) mod search;
pub(super) mod service;
pub(super) mod term_entry;
pub(super) mod term_lists;

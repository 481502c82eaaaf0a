//! The resources, one file each. A handler parses, calls the desk and wraps the answer; no rule of ours lives here.

pub(super) mod audit;
pub(super) mod backups;
pub(super) mod decisions;
pub(super) mod documents;
pub(super) mod draft_facts;
pub(super) mod job_events;
pub(super) mod jobs;
pub(super) mod keys;
pub(super) mod norm_drafts;
pub(super) mod norm_profiles;
pub(super) mod previews;
pub(super) mod proposals;
pub(super) mod provenance;
pub(super) mod review_docx;
pub(super) mod review_files;
pub(super) mod review_request;
pub(super) mod reviews;
pub(super) mod search;
pub(super) mod service;
pub(super) mod suggestions;
pub(super) mod term_drafts;
pub(super) mod term_entry;
pub(super) mod term_file;
pub(super) mod term_lists;

//! The commands: parse, call, print. Reports go to stdout; everything said about the work goes to stderr, in Chinese.
//! Exit codes: 0 done, 1 the program or machine failed, 2 the input cannot be used (what could be used was).

mod admin_args;
mod args;
mod audit;
mod backup;
mod choices;
mod doctor;
mod documents;
mod error;
mod import;
mod jobs;
mod keys;
mod localise;
mod norm_preview;
mod norms;
mod open;
mod output;
mod parse;
mod provenance;
mod review;
mod run;
mod search;
mod serve;
mod stages;
mod term_args;
mod term_drafts;
mod term_preview;
mod term_suggest;
mod terms;
mod train;
mod train_demands;

pub use run::run;

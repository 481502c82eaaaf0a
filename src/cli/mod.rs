//! The commands: parse, call, print. Reports go to stdout; everything said about the work goes to stderr, in Chinese.
//! Exit codes: 0 done, 1 the program or machine failed, 2 the input cannot be used (what could be used was).

mod args;
mod backup;
mod doctor;
mod documents;
mod error;
mod import;
mod localise;
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
mod terms;
mod train;

pub use run::run;

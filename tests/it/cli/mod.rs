//! The program as its users run it: the real binary on folders of its own.

mod backup;
mod crash;
mod docx;
mod import;
mod keys;
mod kills;
mod norms;
mod out;
mod program;
mod recorded;
mod refusals;
mod review;
mod terms;

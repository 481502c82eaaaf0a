//! The program as its users run it: the real binary on folders of its own.

mod crash;
mod import;
mod norms;
mod program;
mod refusals;
mod review;
mod terms;

//! duanshixin (短实新) measures drafts of Chinese official documents on three virtues: short (短), substantive (实) and
//! new (新), and shows the passages that made each figure. Modules in reading order; imports only point down.

pub mod deadline;
pub mod digest;
pub mod json;
pub mod samples;
pub mod span;

pub mod document;

pub mod intake;
pub mod text;

pub mod lexicon;
pub mod model;
pub mod norms;
pub mod reuse;

pub mod store;

pub mod corpus;

pub mod measure;

pub mod review;

pub mod desk;
pub mod render;

pub mod http;

pub mod config;

pub mod cli;

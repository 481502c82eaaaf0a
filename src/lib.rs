//! duanshixin (短实新) measures drafts of Chinese official documents on three virtues: short (短), substantive (实) and
//! new (新), and shows the passages that made each figure. Modules in reading order; imports only point down.

/// A review makes and drops many short lists, which is where the allocator of the system takes an eighth of its time. This
/// one grows a long list by copying it: whatever reads files takes the room for them at once.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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

//! The page at `/` (短实新的网页): its files are part of the program; nothing of it comes from elsewhere.

mod files;
mod routes;

pub(super) use routes::routes;

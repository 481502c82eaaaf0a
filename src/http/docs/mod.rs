//! The page at `/docs`, made from the description of the interface: the page, and the fields and examples on it.

mod page;
mod schema;

pub(super) use page::page;

//! x

mod table;
pub use table::DocumentTable;

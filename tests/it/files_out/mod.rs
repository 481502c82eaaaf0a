//! Reports as files: the page and the tables, parsed back.

mod hostile;
mod page;
mod parsed;
mod tables;

//! HTML to plain text: one line a block element, menus, scripts and the like left out.

mod feed;
mod lines;
mod page;
mod tags;

pub(super) use page::plain;

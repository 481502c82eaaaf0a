//! HTML to plain text: one line a block element, numbers of lists written out, menus, scripts and the like left out.

mod attributes;
mod feed;
mod furniture;
mod items;
mod lines;
mod page;
mod tags;
#[cfg(test)]
mod tests;

pub(super) use page::plain;

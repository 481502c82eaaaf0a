//! OFD documents (GB/T 33190): pages of text objects, whose characters carry their places; joined to paragraphs by
//! [`super::layout`]. Signatures, annotations and attachments are left out.

mod object;
mod page;
mod read;
#[cfg(test)]
mod tests;

pub(super) use read::{is_document, read};

//! The draft with the report in it: a Word document whose comments (批注) stand on the words they are about, with
//! repeated words highlighted by kind. A draft that came as docx comes back as the same file, every other part of it byte
//! for byte; of any other draft a document is made.

mod annotate;
mod comments;
mod edits;
mod hanging;
mod marks;
mod markup;
mod notes;
mod plain;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;

pub use annotate::render;

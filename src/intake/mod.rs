//! From the bytes of a file to its text and how it was read: Word documents old and new, PDF, OFD, OpenDocument,
//! Markdown, HTML, plain text with its encoding and front matter, with size caps. Positions count from the first character of [`Intake::text`];
//! [`Intake::origin`] leads back into the file. What the text means is none of this module's business.

mod doc;
pub mod docx;
pub(crate) mod encoding;
mod error;
mod front;
mod html;
mod layout;
mod markdown;
mod notices;
mod odt;
mod ofd;
mod origin;
pub mod package;
mod pdf;
mod read;
pub mod xml;

pub use error::IntakeError;
pub use front::FrontMatter;
pub use origin::{Origin, OriginKind, OriginPart, OriginPiece};
pub use read::{Intake, IntakeWarning, MAX_FILE_BYTES, ReadAs, read};

//! From the bytes of a file to its text and how it was read: encoding, Markdown, HTML, front matter, with size caps.
//! Positions count from the first character of [`Intake::text`]. What the text means is none of this module's business.

mod encoding;
mod error;
mod front;
mod html;
mod markdown;
pub mod package;
mod read;
pub mod xml;

pub use error::IntakeError;
pub use front::FrontMatter;
pub use read::{Intake, IntakeWarning, MAX_FILE_BYTES, ReadAs, read};

//! What is known about a document besides its text: level of the issuer, kind, date, nature; and how a level is read
//! from an issuer's name, a title or a text when nobody said it.

mod english;
pub mod facts;
pub mod guess;
pub mod issuer;
pub mod places;
mod unplaced;

pub use facts::{DateError, DraftFacts, Kind, Level, LevelFrom, Nature, PartialDate};
pub use places::Area;

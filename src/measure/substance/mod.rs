//! 实: does each sentence tell someone to do or know something that can be checked? Slogan phrases, empty sentences,
//! substance markers and protected formulations, with the findings they lead to.

pub mod figures;
pub mod genre;
pub mod masks;
pub mod measure;
pub mod messages;
pub mod mining;
pub mod opinion;
pub mod phrases;
pub mod reading;

pub use figures::{MarkerCounts, ProtectedFigures, Substance};
pub use genre::Genre;
pub use measure::{measure, measure_again};
pub use opinion::{Opinion, Remembered};

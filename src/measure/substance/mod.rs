//! 实: does each sentence tell someone to do or know something that can be checked? Slogan phrases, empty sentences,
//! figures of style, substance markers and protected formulations, with the findings they lead to.

mod around;
mod concrete;
mod context;
mod doer;
pub mod figures;
pub mod formulations;
pub mod genre;
mod guidance;
mod kept;
pub mod masks;
pub mod measure;
pub mod messages;
pub mod mining;
mod named;
pub mod opinion;
pub mod phrases;
pub mod reading;
pub mod rules;
mod sort;
pub mod style;
#[cfg(test)]
mod tests;
mod troubles;
pub mod usual;
mod verdict;
mod wants;

pub use figures::{MarkerCounts, ProtectedFigures, Substance};
pub use genre::Genre;
pub use measure::{Found, Measured, Place, measure};
pub use opinion::{Opinion, Remembered};
pub use usual::Usual;

//! 新 novelty: how much of a draft stands already in higher documents, from which, where, and what of it is lawful.

mod basis;
mod borders;
mod catalogue;
mod eligible;
mod excerpt;
mod figures;
mod formulas;
mod isolated;
mod lawful;
mod measure;
mod outline;
mod passage;
mod refine;
mod residue;
mod reworded;
mod select;
mod superior;

pub use catalogue::Catalogue;
pub use eligible::{Against, Eligibility, Relation};
pub use figures::{Novelty, Outline, SourceShare, Superior};
pub use lawful::{Excluded, Reason};
pub use measure::{Library, Outcome, Rewording, measure};
pub use passage::{EditShown, OtherSource, Passage, PassageKind, PassageSource};

//! Norms as data: where a requirement stands, how sure its wording is, the limits, sections and score anchors of a
//! desk. A profile is a TOML file a person can edit; nothing here measures a text.

pub mod assess;
pub mod check;
pub mod citation;
pub mod diff;
mod fault;
pub mod formulation;
pub mod layer;
pub mod limit;
pub mod profile;
pub mod scale;
pub mod verdict;

pub use assess::AssessmentRules;
pub use check::{ProfileError, ProfileProblem};
pub use citation::{Grade, NormRef};
pub use diff::{KeyChange, ProfileDiff};
pub use formulation::FormulationRules;
pub use layer::Sources;
pub use limit::{Condition, LimitFor, LimitRule, Unit};
pub use profile::{Counted, Counting, Page, Profile, Scores, SectionRule};
pub use scale::{Anchor, Combine, Figure, Scale, Score, ScoreBasis, ScorePart};
pub use verdict::{Advice, Thresholds, Verdict};

//! 短: how long a draft is, against which norm, and how much of it is background, meaning, principles and safeguards.

pub mod count;
pub mod figures;
pub mod layout;
pub mod sections;

pub use figures::{AppliedLimit, Brevity, measure};
pub use sections::Section;

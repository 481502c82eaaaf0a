//! What-if preview: what the draft of a term list or norm profile would do to the drafts reviewed so far and to a sample
//! of the corpus, before it is published. Whoever may not read drafts is told of the corpus alone.

mod job;
mod material;
mod memory;
mod names;
mod norm_shape;
mod norm_tally;
mod norms;
mod run;
mod shape;
mod tally;
mod tried;
mod warnings;

pub use names::SearchEffect;
pub use norm_shape::{AdviceEffect, NormDraftEffect, NormExample, NormPreview, NormRuleEffect, NormScore, NormTriedOn};
pub use run::{MOST_DOCUMENTS, MOST_REVIEWS, PREVIEW_TIME, PreviewScope};
pub use shape::{DraftEffect, EntryEffect, ListChanges, Preview, PreviewExample, PreviewScore, RuleEffect, TriedOn};

pub(super) use material::Source;
pub(super) use memory::Memory;

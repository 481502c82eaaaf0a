//! The report as one HTML file: scores with how they came about, the draft with everything that stands out in it,
//! passages beside their sources, tables, the record of the assessment. It asks nothing of any other host, runs without
//! its script, and prints on A4 so that kinds can be told apart without colours.

mod body;
mod escape;
mod findings;
mod gauges;
mod marks;
mod note;
mod page;
mod passages;
mod policy;
mod tables;

pub use page::render;
pub use policy::policy;

//! The report on a terminal, as a reviewer reads it: what it is, the three scores with the figures behind them, the
//! advice, then the findings by measure with their place and words, sources, what was set apart, warnings, versions.

mod findings;
mod head;
mod page;
mod passages;
mod sources;
#[cfg(test)]
mod tests;
mod view;

pub use page::{Emphasis, MOST, TerminalOptions, render};

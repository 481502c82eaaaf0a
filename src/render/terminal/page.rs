//! [`render`]: the parts of the page in their order, and how the page may look.

use crate::render::styled::Page;
use crate::render::terminal::view::View;
use crate::render::terminal::{findings, head, sources};
use crate::review::Report;

/// Findings shown of each rule when not all are asked for: enough to see what is meant, little enough to read.
pub const MOST: usize = 5;

/// How words that a finding points at stand out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Emphasis {
    /// By style: for a terminal with colours.
    #[default]
    Style,
    /// Between 【 and 】: for files, pipes and terminals without colours.
    Brackets,
}

/// How a report is shown.
#[derive(Debug, Clone, Copy)]
pub struct TerminalOptions {
    /// Columns of the terminal.
    pub width: usize,
    /// Findings shown of each rule; `None` for all.
    pub most: Option<usize>,
    /// How words stand out.
    pub emphasis: Emphasis,
}

impl Default for TerminalOptions {
    fn default() -> Self {
        Self { width: 100, most: Some(MOST), emphasis: Emphasis::default() }
    }
}

/// The report of a draft, with ANSI escapes for styles. `text` is the text that was reviewed; positions of the report
/// must be in code points.
#[must_use]
pub fn render(report: &Report, text: &str, options: &TerminalOptions) -> String {
    let view = View::new(report, text, *options);
    let mut page = Page::new(options.width);
    head::head(&mut page, report);
    head::scores(&mut page, report);
    head::verdict(&mut page, report);
    findings::all(&mut page, &view);
    sources::table(&mut page, &view);
    sources::lawful(&mut page, report);
    sources::norms(&mut page, report);
    sources::foot(&mut page, report);
    page.finish()
}

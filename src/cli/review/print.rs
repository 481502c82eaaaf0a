//! Reports printed in the format asked for, each written out as soon as it is there.

use std::io::Write as _;

use crate::cli::args::ReportFormat;
use crate::cli::error::CliError;
use crate::cli::output::Output;
use crate::render::TerminalOptions;
use crate::render::terminal::{self, MOST};
use crate::review::Report;

/// Prints reports.
pub(super) struct Printer {
    /// How the next report is printed.
    pub(super) format: ReportFormat,
    output: Output,
    options: TerminalOptions,
    printed: bool,
}

impl Printer {
    pub(super) fn new(output: Output, all: bool) -> Self {
        let most = (!all).then_some(MOST);
        let options = TerminalOptions { width: output.width(), most, emphasis: output.emphasis() };
        Self { format: ReportFormat::Terminal, output, options, printed: false }
    }

    /// Prints the report of a draft and its text.
    pub(super) fn print(&mut self, report: &Report, text: &str) -> Result<(), CliError> {
        match self.format {
            ReportFormat::Terminal => {
                let page = terminal::render(report, text, &self.options);
                let mut out = self.output.page();
                if self.printed {
                    writeln!(out, "\n{}\n", "─".repeat(self.options.width / 2))?;
                }
                out.write_all(page.as_bytes())?;
                out.flush()?;
            }
            ReportFormat::Json => self.output.json(report)?,
            ReportFormat::Jsonl => {
                let mut out = self.output.data();
                serde_json::to_writer(&mut out, report).map_err(std::io::Error::from)?;
                writeln!(out)?;
                out.flush()?;
            }
        }
        self.printed = true;
        Ok(())
    }
}

//! Reports printed in the format asked for, each written out as soon as it is there.

use std::io::Write as _;

use crate::cli::args::ReportFormat;
use crate::cli::error::CliError;
use crate::cli::output::Output;
use crate::cli::review::target::{Drafted, Target};
use crate::render::terminal::{self, MOST};
use crate::render::{RenderError, TerminalOptions, csv, docx, html};
use crate::review::Report;

/// Prints reports.
pub(super) struct Printer {
    /// How the next report is printed.
    pub(super) format: ReportFormat,
    output: Output,
    options: TerminalOptions,
    target: Target,
    printed: bool,
}

impl Printer {
    pub(super) fn new(output: Output, all: bool, target: Target) -> Self {
        let most = (!all).then_some(MOST);
        let options = TerminalOptions { width: output.width(), most, emphasis: output.emphasis() };
        Self { format: ReportFormat::Terminal, output, options, target, printed: false }
    }

    /// Prints the report of a draft and its text, or writes it to the file it belongs into.
    pub(super) fn print(&mut self, report: &Report, text: &str, drafted: &Drafted<'_>) -> Result<(), CliError> {
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
            ReportFormat::Html => self.file(drafted, html::render(report, text).map(String::into_bytes))?,
            ReportFormat::Csv => self.file(drafted, csv::findings(report, text))?,
            ReportFormat::AssessmentCsv => self.file(drafted, csv::assessment(report, text))?,
            ReportFormat::Docx => self.file(drafted, docx::render(report, text, drafted.original))?,
        }
        self.printed = true;
        Ok(())
    }

    /// Writes a report that is a file of its own.
    fn file(&mut self, drafted: &Drafted<'_>, content: Result<Vec<u8>, RenderError>) -> Result<(), CliError> {
        let content = content.map_err(|e| CliError::Internal(e.to_string()))?;
        match self.target.write(drafted, &content)? {
            Some(path) => self.output.say(format!("已写入 {}", path.display())),
            None => {
                let mut out = self.output.data();
                out.write_all(&content)?;
                out.flush()?;
            }
        }
        Ok(())
    }
}

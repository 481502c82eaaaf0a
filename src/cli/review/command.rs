//! The command: paths one by one, each by its form.

use std::path::Path;

use crate::cli::args::{ReportFormat, ReviewArgs, StdinFormat};
use crate::cli::error::CliError;
use crate::cli::open;
use crate::cli::output::Output;
use crate::cli::review::print::Printer;
use crate::cli::review::target::Target;
use crate::cli::review::{files, lines};
use crate::deadline::Deadline;
use crate::desk::{Desk, DeskError, Keep};
use crate::review::{DraftInput, Report};
use crate::store::Stamp;

/// What reading one path came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Read {
    /// Everything was reviewed.
    All,
    /// Some of it could not be; that has been told.
    Partly,
}

/// What every path is reviewed with.
pub(super) struct Job<'a> {
    pub(super) args: &'a ReviewArgs,
    pub(super) desk: &'a Desk,
    pub(super) output: Output,
}

impl Job<'_> {
    /// Reviews a draft within the time that each may take.
    pub(super) fn review(&self, input: &DraftInput, original: Option<&[u8]>) -> Result<Report, DeskError> {
        let limit = self.args.time_limit.and_then(|limit| limit.0);
        self.desk.review_as(&Stamp::now(), input, self.keep(original), &Deadline::after(limit))
    }

    /// Whether a review is kept, and with it the file that the draft came in.
    fn keep<'b>(&self, original: Option<&'b [u8]>) -> Keep<'b> {
        if self.args.keep { Keep::Yes { original } } else { Keep::No }
    }
}

pub(in crate::cli) fn run(args: &ReviewArgs, output: Output) -> Result<(), CliError> {
    let target = Target::of(args)?;
    let desk = open::open(&args.desk, output)?;
    let job = Job { args, desk: &desk, output };
    let mut printer = Printer::new(output, args.all, target);
    let mut faults = false;
    for path in &args.paths {
        let read = if holds_lines(path, args.stdin) {
            printer.format = args.format.unwrap_or(ReportFormat::Jsonl);
            lines::review(&job, path, &mut printer)?
        } else {
            printer.format = args.format.unwrap_or(ReportFormat::Terminal);
            files::review(&job, path, &mut printer)?
        };
        faults |= read == Read::Partly;
    }
    if faults { Err(CliError::Reported) } else { Ok(()) }
}

/// Whether a path holds one request a line.
pub(super) fn holds_lines(path: &Path, stdin: StdinFormat) -> bool {
    if is_stdin(path) {
        return stdin == StdinFormat::Jsonl;
    }
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case("jsonl") || e.eq_ignore_ascii_case("ndjson"))
}

/// Whether a path stands for standard input.
pub(super) fn is_stdin(path: &Path) -> bool {
    path == Path::new("-")
}

//! One draft a file: read, its own words put beside the caller's, reviewed.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use super::command::{Job, Read, is_stdin};
use super::print::Printer;
use super::target::Drafted;
use crate::cli::args::{ReportFormat, ReviewArgs, StdinFormat};
use crate::cli::error::{self, CliError};
use crate::desk::DeskError;
use crate::intake::{self, Intake, MAX_FILE_BYTES};
use crate::review::DraftInput;
use crate::span::OffsetUnit;

/// Reviews one file. What cannot be read or reviewed is told and left out; only the program's own failures are errors.
pub(super) fn review(job: &Job<'_>, path: &Path, printer: &mut Printer) -> Result<Read, CliError> {
    let name = shown(path);
    let (intake, bytes) = match read(path, job.args.stdin) {
        Ok(read) => read,
        Err(reason) => {
            job.output.fail(format!("{name}：{reason}"));
            return Ok(Read::Partly);
        }
    };
    if let Some(kind) = &intake.front.kind_original {
        job.output.warn(format!("{name} kind：文种“{kind}”不在列表内，按未给出处理"));
    }
    let input = input(intake, job.args, printer.format);
    match job.review(&input, Some(&bytes)) {
        Ok(report) => printer.print(&report, &input.text, &Drafted::file(path, &bytes)).map(|()| Read::All),
        Err(DeskError::Input(error)) => {
            job.output.fail(format!("{name}：{error}"));
            Ok(Read::Partly)
        }
        Err(other) => Err(other.into()),
    }
}

/// What a path is called in messages.
pub(super) fn shown(path: &Path) -> String {
    if is_stdin(path) { "标准输入".to_owned() } else { path.display().to_string() }
}

/// Reads a file, and its bytes; the error is a reason in Chinese.
pub(in crate::cli) fn read(path: &Path, stdin: StdinFormat) -> Result<(Intake, Vec<u8>), String> {
    let stdin_name = match stdin {
        StdinFormat::Txt | StdinFormat::Jsonl => "stdin.txt",
        StdinFormat::Md => "stdin.md",
        StdinFormat::Html => "stdin.html",
    };
    let mut bytes = Vec::new();
    // One byte beyond the cap is enough to be refused for its size.
    let cap = MAX_FILE_BYTES + 1;
    let name = if is_stdin(path) {
        io::stdin().lock().take(cap).read_to_end(&mut bytes).map_err(|e| error::reason(&e))?;
        stdin_name.to_owned()
    } else {
        let file = File::open(path).map_err(|e| error::reason(&e))?;
        let length = file.metadata().map_or(0, |data| data.len()).min(cap);
        bytes.reserve(usize::try_from(length).unwrap_or(0));
        file.take(cap).read_to_end(&mut bytes).map_err(|e| error::reason(&e))?;
        path.to_string_lossy().into_owned()
    };
    let intake = intake::read(&bytes, &name).map_err(|e| e.to_string())?;
    Ok((intake, bytes))
}

/// The caller's words count first, then what the file says of itself.
fn input(mut intake: Intake, args: &ReviewArgs, format: ReportFormat) -> DraftInput {
    // An unlisted kind is none; the word `other` itself stays what it says.
    if intake.front.kind_original.is_some() {
        intake.front.kind = None;
    }
    let given = args.facts.clone();
    // What people read is laid out by code points; the unit is for programs.
    let offset_unit = match format {
        ReportFormat::Json | ReportFormat::Jsonl => args.offset_unit,
        ReportFormat::Terminal
        | ReportFormat::Html
        | ReportFormat::Csv
        | ReportFormat::AssessmentCsv
        | ReportFormat::Docx => OffsetUnit::Codepoint,
    };
    let mut input = DraftInput {
        title: given.title,
        issuer: given.issuer,
        level: given.level,
        kind: given.kind,
        date: given.date,
        nature: given.nature,
        against: (!args.against.is_empty()).then(|| args.against.iter().cloned().collect()),
        offset_unit,
        ..DraftInput::default()
    };
    input.take_file(intake);
    input
}

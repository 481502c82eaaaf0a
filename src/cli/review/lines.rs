//! Drafts as lines of JSON: read as a stream, reviewed on two threads, reported in order. At most [`WINDOW`] drafts are
//! under way at once, so memory does not grow with the file.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};

use super::command::{Job, Read, is_stdin};
use super::files::shown;
use super::line::{self, Defaults, Fault, Oddities};
use super::print::Printer;
use super::target::Drafted;
use crate::cli::args::ReportFormat;
use crate::cli::error::{self, CliError};
use crate::desk::DeskError;
use crate::review::{DraftInput, Report};
use crate::span::OffsetUnit;

/// Threads that review.
const THREADS: usize = 2;
/// Drafts under way at once.
const WINDOW: usize = 8;
/// Longest line, in bytes: the longest draft with every character written as two escapes of six bytes, and room for
/// its other fields.
pub(in crate::cli) const LONGEST_LINE: u64 = 16 << 20;

/// A draft to be reviewed and where its outcome goes.
type Task = (DraftInput, SyncSender<Outcome>);

/// What became of a line.
enum Outcome {
    /// The report and the text it speaks of; boxed, as reports are large.
    Reviewed(Box<(Report, String)>),
    /// The line cannot be used.
    Refused(Fault),
    /// The program failed.
    Failed(DeskError),
}

/// A line whose outcome is awaited.
struct Awaited {
    number: usize,
    outcome: Receiver<Outcome>,
}

/// Reviews every line of a file. Lines that cannot be used are told and left out.
pub(super) fn review(job: &Job<'_>, path: &Path, printer: &mut Printer) -> Result<Read, CliError> {
    let mut reader: Box<dyn BufRead + Send> = if is_stdin(path) {
        Box::new(BufReader::new(io::stdin()))
    } else {
        match File::open(path) {
            Ok(file) => Box::new(BufReader::new(file)),
            Err(error) => {
                job.output.fail(format!("{}：{}", shown(path), error::reason(&error)));
                return Ok(Read::Partly);
            }
        }
    };
    let against: Option<BTreeSet<String>> =
        (!job.args.against.is_empty()).then(|| job.args.against.iter().cloned().collect());
    let offset_unit =
        if printer.format == ReportFormat::Terminal { OffsetUnit::Codepoint } else { job.args.offset_unit };
    let defaults = Defaults { facts: &job.args.facts, against: against.as_ref(), offset_unit };
    let mut oddities = Oddities::default();
    let (queue, awaited) = sync_channel::<Awaited>(WINDOW);
    let (tasks, waiting) = sync_channel::<Task>(WINDOW);
    let waiting = Mutex::new(waiting);
    let done = std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| work(job, &waiting));
        }
        let feeder = scope.spawn(|| feed(reader.as_mut(), &defaults, &mut oddities, (queue, tasks)));
        let done = collect(job, path, awaited, printer);
        match feeder.join() {
            Ok(Ok(())) | Err(_) => done,
            Ok(Err(error)) => {
                job.output.fail(format!("{}：{}", shown(path), error::reason(&error)));
                done.map(|_| Read::Partly)
            }
        }
    })?;
    for message in oddities.messages() {
        job.output.warn(format!("{}：{message}", shown(path)));
    }
    Ok(done)
}

/// Reads lines and hands them on until the end, or until nobody waits for outcomes any more.
fn feed(
    reader: &mut dyn BufRead,
    defaults: &Defaults<'_>,
    oddities: &mut Oddities,
    (queue, tasks): (SyncSender<Awaited>, SyncSender<Task>),
) -> io::Result<()> {
    for number in 1.. {
        let Some(read) = next_line(reader, number == 1)? else { break };
        let input = match read {
            Ok(line) if line.iter().all(u8::is_ascii_whitespace) => continue,
            Ok(line) => line::read(&line, defaults, oddities),
            Err(fault) => Err(fault),
        };
        let (sender, outcome) = sync_channel(1);
        if queue.send(Awaited { number, outcome }).is_err() {
            break;
        }
        let sent = match input {
            Ok(input) => tasks.send((input, sender)).is_ok(),
            Err(fault) => sender.send(Outcome::Refused(fault)).is_ok(),
        };
        if !sent {
            break;
        }
    }
    Ok(())
}

/// The next line, or why it cannot be used; `None` at the end.
pub(in crate::cli) fn next_line(reader: &mut dyn BufRead, first: bool) -> io::Result<Option<Result<Vec<u8>, Fault>>> {
    let mut line = Vec::new();
    let length = io::Read::take(&mut *reader, LONGEST_LINE + 1).read_until(b'\n', &mut line)? as u64;
    if length == 0 {
        return Ok(None);
    }
    if length > LONGEST_LINE {
        if line.last() != Some(&b'\n') {
            reader.skip_until(b'\n')?;
        }
        return Ok(Some(Err(Fault { field: None, message: format!("一行超过 {LONGEST_LINE} 字节") })));
    }
    if first && line.starts_with(b"\xEF\xBB\xBF") {
        line.drain(..3);
    }
    // Without its end, a line that was cut short is seen to be cut short.
    while line.last().is_some_and(|b| matches!(b, b'\n' | b'\r')) {
        line.pop();
    }
    Ok(Some(Ok(line)))
}

/// Reviews drafts until there are none left.
fn work(job: &Job<'_>, waiting: &Mutex<Receiver<Task>>) {
    loop {
        let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((input, sender)) = next else { return };
        let outcome = match job.review(&input, None) {
            Ok(report) => Outcome::Reviewed(Box::new((report, input.text))),
            Err(DeskError::Input(error)) => Outcome::Refused(Fault { field: Some("text"), message: error.to_string() }),
            Err(error) => Outcome::Failed(error),
        };
        // Nobody waits any more once output has failed.
        drop(sender.send(outcome));
    }
}

/// Prints outcomes in the order of their lines.
fn collect(job: &Job<'_>, path: &Path, awaited: Receiver<Awaited>, printer: &mut Printer) -> Result<Read, CliError> {
    let mut read = Read::All;
    for Awaited { number, outcome } in awaited {
        match outcome.recv() {
            Ok(Outcome::Reviewed(reviewed)) => {
                printer.print(&reviewed.0, &reviewed.1, &Drafted::line(path, number))?;
            }
            Ok(Outcome::Refused(fault)) => {
                let field = fault.field.map(|field| format!(" {field}")).unwrap_or_default();
                job.output.fail(format!("{} 第{number}行{field}：{}", shown(path), fault.message));
                read = Read::Partly;
            }
            Ok(Outcome::Failed(error)) => return Err(error.into()),
            Err(_) => return Err(CliError::Internal(format!("{} 第{number}行：审核中断", shown(path)))),
        }
    }
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_whole_and_overlong_ones_are_skipped() {
        let long = vec![b'a'; usize::try_from(LONGEST_LINE).expect("fits") + 5];
        let bytes = [b"\xEF\xBB\xBF{}\n".as_slice(), &long, b"\n\nlast"].concat();
        let mut reader = bytes.as_slice();
        let mut seen = Vec::new();
        while let Some(line) = next_line(&mut reader, seen.is_empty()).expect("read") {
            seen.push(line.map_err(|fault| fault.field));
        }
        assert_eq!(seen, [Ok(b"{}".to_vec()), Err(None), Ok(Vec::new()), Ok(b"last".to_vec())]);
    }
}

//! Time to write a report out: a draft of 20,000 characters with hundreds of findings, made of the shipped drafts; and
//! to read a Word document of 100 pages and to write it back with comments.
//! `cargo bench --bench render` prints the figures; it never fails on them.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a bench stops at the first fault"
)]

use std::path::Path;
use std::time::{Duration, Instant};

use duanshixin::desk::{Desk, DeskOptions, Keep};
use duanshixin::intake;
use duanshixin::render::{csv, docx, html};
use duanshixin::review::{DraftInput, Report};

/// Length of the draft, in characters.
const LENGTH: usize = 20_000;
/// The drafts it is made of, again and again.
const DRAFTS: [&str; 3] = ["01-verbatim-copy.txt", "02-region-swap.txt", "03-slogans.txt"];
/// Length of the document, in characters: 100 pages of 22 lines of 28 characters.
const LONG: usize = 100 * 22 * 28;
/// Times each report is written.
const ROUNDS: usize = 200;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let options = DeskOptions { data: folder.path().to_owned(), ..DeskOptions::default() };
    let (desk, _) = Desk::open(&options, &mut |_, _| {}).unwrap();
    let drafts = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora/drafts");
    let texts = DRAFTS.map(|name| intake::read(&std::fs::read(drafts.join(name)).unwrap(), name).unwrap().text);
    let draft = |length| texts.iter().cycle().flat_map(|text| text.chars()).take(length).collect::<String>();
    let reviewed =
        |text: &str| desk.review(&DraftInput { text: text.to_owned(), ..DraftInput::default() }, Keep::No).unwrap();
    let text = draft(LENGTH);
    let report = reviewed(&text);
    println!(
        "{} characters, {} findings, {} passages, {} mentions",
        text.chars().count(),
        report.findings.len(),
        report.passages.len(),
        report.assessment.len()
    );
    measure("report.html", &report, &text, |report, text| html::render(report, text).unwrap().len());
    measure("findings.csv", &report, &text, |report, text| csv::findings(report, text).unwrap().len());
    measure("assessment.csv", &report, &text, |report, text| csv::assessment(report, text).unwrap().len());
    // A document with comments and divided runs, as one that has been through many hands.
    let long = draft(LONG);
    let file = docx::render(&reviewed(&long), &long, None).unwrap();
    let text = intake::read(&file, "a.docx").unwrap().text;
    let report = reviewed(&text);
    println!("100 pages: {} characters, {} findings, {} KB", LONG, report.findings.len(), file.len() / 1024);
    measure("docx to text", &report, &text, |_, _| intake::read(&file, "a.docx").unwrap().text.len());
    measure("report.docx", &report, &text, |report, text| docx::render(report, text, Some(&file)).unwrap().len());
}

fn measure(name: &str, report: &Report, text: &str, write: impl Fn(&Report, &str) -> usize) {
    let mut times: Vec<Duration> = Vec::with_capacity(ROUNDS);
    let mut size = 0;
    for _ in 0..ROUNDS {
        let started = Instant::now();
        size = write(report, text);
        times.push(started.elapsed());
    }
    times.sort_unstable();
    let at = |share: usize| times[ROUNDS * share / 100].as_secs_f64() * 1000.0;
    println!("{name}: p50 {:.2} ms, p99 {:.2} ms, {} KB", at(50), at(99), size / 1024);
}

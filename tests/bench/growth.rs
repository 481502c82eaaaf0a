//! Time of a review against growing corpora: real documents, then 5,000, 50,000 and (asked for by `GROWTH_LARGEST`)
//! 200,000, the real ones filled up with synthetic recombinations.
//!
//! A recombination is pieced together from real documents: whole sentences, clauses, and fragments of a few words, so
//! that the grams of real text keep their frequency while long runs are broken. What decides the time of a look-up is
//! printed for every corpus: which share of the fingerprints of held-out drafts it knows, and in how many places a known
//! one stands. Reviews are timed without looking for rewordings and with it; then the reuse index of the corpus is built
//! anew from its texts, which gives its speed and size by themselves. `GROWTH_DATA=folder` keeps the imported corpora for
//! another run, `GROWTH_ONLY=5000,50000` measures these sizes alone, `GROWTH_ONCE=1` builds no index anew, and
//! `GROWTH_REPORTS=folder` writes down the reports, to compare those of two builds.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a bench stops at the first fault"
)]

use std::collections::HashMap;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use duanshixin::deadline::Deadline;
use duanshixin::desk::{Desk, DeskOptions, ImportSource, Keep};
use duanshixin::document::{DraftFacts, PartialDate};
use duanshixin::lexicon::{Lexicon, ListId};
use duanshixin::measure::novelty::{self, Against, Catalogue, Library, Rewording};
use duanshixin::reuse::ReuseIndex;
use duanshixin::reuse::fingerprint::{codes, hashes, winnow};
use duanshixin::review::{self, DraftInput};
use duanshixin::span::{self, Span};
use duanshixin::store::Stamp;
use duanshixin::text::{Analysis, Letters};
use serde_json::{Value, json};

/// Length of the drafts, in characters.
const LENGTH: usize = 5_000;
/// Drafts held out of every corpus.
const HELD_OUT: usize = 200;
/// Real documents, relative to the project.
const DATA: &str = "../shared/data";
/// Documents handed to the reuse index at once, and bytes of text between two commits: as an import does.
const BATCH: usize = 200;
/// See [`BATCH`].
const COMMIT_BYTES: usize = 128 << 20;
/// Corpora measured, in documents.
const SIZES: [usize; 2] = [5_000, 50_000];

struct Draft {
    text: String,
    level: String,
    date: String,
}

fn main() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = project.join(DATA);
    if !folder.is_dir() {
        println!("{DATA} is missing: growth is measured on real documents only");
        return;
    }
    let mut documents = read(&folder);
    let drafts = hold_out(&mut documents);
    println!("{} real documents, {} real drafts of {LENGTH} characters held out", documents.len(), drafts.len());
    let only = std::env::var("GROWTH_ONLY").ok();
    let asked = |size: &str| only.as_ref().is_none_or(|only| only.split(',').any(|one| one == size));
    let wanted = fingerprints(&drafts);
    let scratch = tempfile::tempdir().unwrap();
    let kept = std::env::var_os("GROWTH_DATA").map(PathBuf::from);
    let base = kept.unwrap_or_else(|| scratch.path().to_owned());
    for share in [4, 2, 1] {
        let part: Vec<&Value> = documents.iter().step_by(share).collect();
        let mut seen = Seen::new(&wanted);
        part.iter().for_each(|d| seen.add(d["text"].as_str().unwrap()));
        seen.print(&format!("real, {} documents", part.len()), &drafts);
    }
    let largest = std::env::var("GROWTH_LARGEST").ok().and_then(|n| n.parse().ok());
    if asked("real") {
        measure(&base.join("real"), &documents, documents.len(), &wanted, &drafts);
    }
    for size in SIZES.into_iter().chain(largest).filter(|size| asked(&size.to_string())) {
        measure(&base.join(size.to_string()), &documents, size, &wanted, &drafts);
    }
}

/// All real documents that an import takes, in order of file and line.
fn read(folder: &Path) -> Vec<Value> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "jsonl"));
    files.sort();
    let mut documents = Vec::new();
    for file in files {
        for line in std::fs::read_to_string(file).unwrap().lines() {
            let value: Value = serde_json::from_str(line).unwrap();
            let plain = |field: &str| value[field].as_str().is_some_and(|t| !t.chars().any(char::is_control));
            if plain("id") && plain("title") && value["text"].as_str().is_some_and(|t| t.chars().count() >= 200) {
                let keep = ["id", "title", "text", "issuer", "level", "date"];
                documents
                    .push(keep.iter().filter(|f| value[**f].is_string()).map(|f| (*f, value[*f].clone())).collect());
            }
        }
    }
    documents
}

/// Takes local documents of the right length out of the corpus, evenly over it.
fn hold_out(documents: &mut Vec<Value>) -> Vec<Draft> {
    let fits = |d: &Value| {
        matches!(d["level"].as_str(), Some("province" | "city" | "county"))
            && d["text"].as_str().unwrap().chars().count() >= LENGTH
    };
    let fitting = documents.iter().filter(|d| fits(d)).count();
    let step = (fitting / HELD_OUT).max(1);
    let mut seen = 0;
    let mut drafts = Vec::new();
    documents.retain(|d| {
        if !fits(d) {
            return true;
        }
        seen += 1;
        let held = seen % step == 0 && drafts.len() < HELD_OUT;
        if held {
            drafts.push(Draft {
                text: d["text"].as_str().unwrap().chars().take(LENGTH).collect(),
                level: d["level"].as_str().unwrap().to_owned(),
                date: d["date"].as_str().unwrap_or("").to_owned(),
            });
        }
        !held
    });
    drafts
}

fn grams(text: &str) -> Vec<u64> {
    hashes(&codes(Letters::of_text(text).chars()))
}

fn fingerprints(drafts: &[Draft]) -> HashMap<u64, u32> {
    drafts.iter().flat_map(|d| grams(&d.text)).map(|g| (g, 0)).collect()
}

/// In how many places of a corpus the fingerprints of the drafts stand.
struct Seen {
    places: HashMap<u64, u32>,
    bytes: usize,
}

impl Seen {
    fn new(wanted: &HashMap<u64, u32>) -> Self {
        Self { places: wanted.clone(), bytes: 0 }
    }

    fn add(&mut self, text: &str) {
        self.bytes += text.len();
        for (gram, _) in winnow(&grams(text)) {
            if let Some(count) = self.places.get_mut(&gram) {
                *count += 1;
            }
        }
    }

    fn print(&self, what: &str, drafts: &[Draft]) {
        let mut known: Vec<u32> = Vec::new();
        let mut all = 0;
        for gram in drafts.iter().flat_map(|d| grams(&d.text)) {
            all += 1;
            known.extend(Some(self.places[&gram]).filter(|&n| n > 0));
        }
        known.sort_unstable();
        let at = |per_mille: usize| known[(known.len() - 1) * per_mille / 1000];
        println!(
            "{what}, {:.0} MB: {:.1} % of the drafts' fingerprints known; places of a known one: p50 {}, p90 {}, p99 {}, p99.9 {}, mean {:.0}",
            self.bytes as f64 / 1e6,
            known.len() as f64 / f64::from(all) * 100.0,
            at(500),
            at(900),
            at(990),
            at(999),
            known.iter().map(|&n| f64::from(n)).sum::<f64>() / known.len() as f64
        );
    }
}

/// A fixed sequence of numbers (Marsaglia's xorshift), the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound as u64).unwrap()
    }
}

/// A document pieced together from real ones: of the length of one of them, by pieces half of which are fragments of 6
/// to 13 characters, three in ten clauses and two in ten sentences.
fn recombine(texts: &[Vec<char>], dice: &mut Dice) -> String {
    let length = texts[dice.below(texts.len())].len();
    let mut text: Vec<char> = Vec::with_capacity(length + 100);
    while text.len() < length {
        let from = &texts[dice.below(texts.len())];
        let start = dice.below(from.len());
        let until = |marks: &[char], most: usize| {
            let begin = from[..start].iter().rposition(|c| marks.contains(c)).map_or(0, |at| at + 1);
            let end = from[start..].iter().position(|c| marks.contains(c)).map_or(from.len(), |at| start + at + 1);
            &from[begin.max(start.saturating_sub(most))..end.min(start + most)]
        };
        match dice.below(10) {
            0..5 => text.extend(&from[start..from.len().min(start + 6 + dice.below(8))]),
            5..8 => text.extend(until(&['，', '。', '；', '、', '\n'], 40)),
            _ => text.extend(until(&['。', '；', '\n'], 120)),
        }
        if dice.below(12) == 0 {
            text.push('\n');
        }
    }
    text.into_iter().filter(|c| !c.is_control() || *c == '\n').collect()
}

/// Imports a corpus of `size` documents unless it is there already, and measures the reviews against it.
fn measure(folder: &Path, real: &[Value], size: usize, wanted: &HashMap<u64, u32>, drafts: &[Draft]) {
    let options = DeskOptions { data: folder.to_owned(), ..DeskOptions::default() };
    let fresh = !folder.exists();
    let (desk, _) = Desk::open(&options, &mut |_, _| {}).unwrap();
    if fresh {
        let path = folder.with_extension("jsonl");
        let mut file = BufWriter::new(std::fs::File::create(&path).unwrap());
        let mut seen = Seen::new(wanted);
        let texts: Vec<Vec<char>> = real.iter().map(|d| d["text"].as_str().unwrap().chars().collect()).collect();
        let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
        let step = real.len().div_ceil(size.min(real.len())).max(1);
        for document in real.iter().step_by(step).take(size) {
            seen.add(document["text"].as_str().unwrap());
            writeln!(file, "{document}").unwrap();
        }
        let taken = real.iter().step_by(step).take(size).count();
        for number in taken..size {
            let like = &real[dice.below(real.len())];
            let text = recombine(&texts, &mut dice);
            seen.add(&text);
            let level = &like["level"];
            let line = json!({"id": format!("synthetic-{number}"), "title": format!("合成文件第{number}号"), "text": text, "level": level, "date": "2001-01-01"});
            writeln!(file, "{line}").unwrap();
        }
        file.into_inner().unwrap().sync_all().unwrap();
        let bytes = path.metadata().unwrap().len() as f64;
        let started = Instant::now();
        let summary =
            desk.import(&ImportSource::Paths(vec![path.clone()]), &AtomicBool::new(false), &mut |_| {}).unwrap();
        let seconds = started.elapsed().as_secs_f64();
        println!(
            "import of {} documents: {:.1} MB in {seconds:.1} s, {:.1} MB/s",
            summary.added,
            bytes / 1e6,
            bytes / 1e6 / seconds
        );
        seen.print(&format!("corpus of {size} documents"), drafts);
        std::fs::remove_file(path).unwrap();
    }
    if std::env::var_os("GROWTH_ONCE").is_none() {
        build_again(&desk);
    }
    drop(desk);
    for (rewording, channel) in [(Rewording::LeftOut, "without"), (Rewording::LookedFor, "with")] {
        let (desk, _) = Desk::open(&DeskOptions { rewording, ..options.clone() }, &mut |_, _| {}).unwrap();
        let what = format!("{size} documents, {channel} rewordings");
        if let Some(folder) = std::env::var_os("GROWTH_REPORTS") {
            write_reports(&desk, &Path::new(&folder).join(format!("{size}-{channel}.jsonl")), drafts);
        }
        reviews(&desk, &what, drafts);
        alone(&desk, rewording, &what, drafts);
    }
}

/// Builds the reuse index of a corpus anew from its texts, in batches and commits as an import makes them. Reading the
/// texts does not count.
fn build_again(desk: &Desk) {
    let folder = tempfile::tempdir().unwrap();
    let mut index = ReuseIndex::open(folder.path(), "bench").unwrap();
    let mut spent = Duration::ZERO;
    let (mut bytes, mut uncommitted) = (0, 0);
    let sequences: Vec<u64> = desk.corpus().table().iter().map(|document| document.seq).collect();
    for batch in sequences.chunks(BATCH) {
        let texts: Vec<_> = batch.iter().map(|&seq| (seq, desk.corpus().text(seq).unwrap())).collect();
        let texts: Vec<(u64, &str)> = texts.iter().map(|(seq, text)| (*seq, &**text)).collect();
        let size: usize = texts.iter().map(|(_, text)| text.len()).sum();
        let started = Instant::now();
        index.add(&texts);
        uncommitted += size;
        if uncommitted >= COMMIT_BYTES {
            index.commit(1, &|_| true).unwrap();
            uncommitted = 0;
        }
        spent += started.elapsed();
        bytes += size;
    }
    let started = Instant::now();
    index.commit(2, &|_| true).unwrap();
    spent += started.elapsed();
    let size: u64 = std::fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().metadata().unwrap().len()).sum();
    let megabytes = bytes as f64 / 1e6;
    println!(
        "reuse index of {} documents: {:.0} MB from {megabytes:.0} MB of text in {:.1} s, {:.1} MB/s, {:.2} bytes per byte of text",
        sequences.len(),
        size as f64 / 1e6,
        spent.as_secs_f64(),
        megabytes / spent.as_secs_f64(),
        size as f64 / bytes as f64
    );
}

fn input(draft: &Draft) -> DraftInput {
    DraftInput {
        text: draft.text.clone(),
        level: duanshixin::document::Level::parse(&draft.level),
        date: PartialDate::parse(&draft.date).unwrap_or_default(),
        ..DraftInput::default()
    }
}

/// Writes the reports of all drafts, one a line, without what differs from run to run.
fn write_reports(desk: &Desk, path: &Path, drafts: &[Draft]) {
    let mut file = BufWriter::new(std::fs::File::create(path).unwrap());
    let stamp = Stamp::now();
    for draft in drafts {
        let mut report = desk.review_as(&stamp, &input(draft), Keep::No, &Deadline::default()).unwrap();
        report.id.clear();
        report.created_at.clear();
        writeln!(file, "{}", serde_json::to_string(&report).unwrap()).unwrap();
    }
    file.flush().unwrap();
}

/// Times the reviews of all drafts, once all have been reviewed.
fn reviews(desk: &Desk, what: &str, drafts: &[Draft]) {
    let review = |draft: &Draft| {
        let input = input(draft);
        let started = Instant::now();
        desk.review(&input, Keep::No).unwrap();
        started.elapsed()
    };
    print_times(&format!("review against {what}, warm, in process"), drafts, review);
}

/// Times novelty alone: drafts that were read before, against the corpus.
fn alone(desk: &Desk, rewording: Rewording, what: &str, drafts: &[Draft]) {
    let view = desk.corpus().view();
    let catalogue = Catalogue::new(&view.documents);
    let library = Library {
        snapshot: &view.snapshot,
        catalogue: &catalogue,
        text: &|sequence| desk.corpus().text(sequence),
        reading: &|sequence| desk.corpus().reading(sequence).unwrap(),
        norm: None,
        rewording,
    };
    let lexicon = Lexicon::shipped().unwrap();
    let read = |draft: &Draft| {
        let (analysis, facts) = review::admitted(&input(draft), true, &Deadline::default()).unwrap();
        let hits = lexicon.get(ListId::Protected).find(&analysis.folded);
        (analysis, facts, span::union(hits.into_iter().map(|hit| hit.span).collect()))
    };
    let read: Vec<_> = drafts.iter().map(read).collect();
    let measure = |(analysis, facts, protected): &(Analysis, DraftFacts, Vec<Span>)| {
        let started = Instant::now();
        std::hint::black_box(novelty::measure(analysis, facts, protected, &library, &Against::default()));
        started.elapsed()
    };
    print_times(&format!("novelty alone against {what}"), &read, measure);
}

/// Prints the times of all drafts in a second round, with the processor time of all threads.
fn print_times<T>(what: &str, drafts: &[T], measure: impl Fn(&T) -> Duration) {
    drafts.iter().for_each(|draft| {
        measure(draft);
    });
    let before = processor_ticks();
    let mut times: Vec<Duration> = drafts.iter().map(measure).collect();
    let processor = (processor_ticks() - before) as f64 * 10.0 / times.len() as f64;
    times.sort_unstable();
    let at = |per_cent: usize| times[(times.len() - 1) * per_cent / 100].as_secs_f64() * 1e3;
    println!("{what}: p50 {:.1} ms, p90 {:.1} ms, p99 {:.1} ms; processor {processor:.1} ms", at(50), at(90), at(99));
}

/// Processor time of this process so far, user and system, in hundredths of a second; 0 where the system does not say.
fn processor_ticks() -> u64 {
    let status = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = status.rsplit_once(')').map_or("", |(_, rest)| rest);
    fields.split_whitespace().skip(11).take(2).filter_map(|n| n.parse::<u64>().ok()).sum()
}

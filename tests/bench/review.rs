//! Speed of a review, over HTTP and in process. `cargo bench` prints the figures; it never fails on them.
//!
//! Compares with the real documents in `../shared/data` where they are; else with the shipped corpus, and says so.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a bench stops at the first fault"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use duanshixin::desk::{Desk, DeskOptions, ImportSource, Keep};
use duanshixin::document::{DraftFacts, Kind, Level, PartialDate};
use duanshixin::http::{AppState, Capacity};
use duanshixin::lexicon::Lexicon;
use duanshixin::measure::{assessment, brevity};
use duanshixin::norms::Profile;
use duanshixin::review::DraftInput;
use duanshixin::text::{Analysis, Structure};

/// Length of the drafts, in characters.
const LENGTH: usize = 5_000;
/// Length of the drafts of which the measures are timed one by one.
const LONG: usize = 10_000;
/// Requests measured.
const REQUESTS: usize = 300;
/// Real documents, relative to the project.
const DATA: [&str; 3] =
    ["../shared/data/central.jsonl", "../shared/data/laws_national.jsonl", "../shared/data/local.jsonl"];
/// Real drafts with inserted copies.
const DRAFTS: &str = "../shared/evaluation/reuse/drafts.jsonl";

fn main() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    let options = DeskOptions { data: folder.path().to_owned(), ..DeskOptions::default() };
    let started = Instant::now();
    let (desk, _) = Desk::open(&options, &mut |_, _| {}).unwrap();
    println!("first start on an empty folder: {:.2} s", started.elapsed().as_secs_f64());
    let files: Vec<PathBuf> = DATA.iter().map(|f| project.join(f)).collect();
    if files.iter().all(|f| f.exists()) {
        import(&desk, files);
    } else {
        println!("../shared/data is missing: measuring against the shipped sample corpus only");
    }
    drop(desk);
    let started = Instant::now();
    let (desk, _) = Desk::open(&options, &mut |_, _| {}).unwrap();
    println!("start with the index: {:.2} s", started.elapsed().as_secs_f64());
    println!("RssAnon at rest: {} MB", memory("RssAnon") / 1024);
    let desk = Arc::new(desk);
    let texts = drafts(project);
    in_process(&desk, &texts);
    measures(&texts);
    over_http(&desk, &texts);
    println!("RssAnon after the requests: {} MB, VmHWM {} MB", memory("RssAnon") / 1024, memory("VmHWM") / 1024);
}

fn import(desk: &Desk, files: Vec<PathBuf>) {
    let bytes: u64 = files.iter().map(|f| f.metadata().unwrap().len()).sum();
    let started = Instant::now();
    let summary = desk.import(&ImportSource::Paths(files), &AtomicBool::new(false), &mut |_| {}).unwrap();
    let seconds = started.elapsed().as_secs_f64();
    let megabytes = bytes as f64 / 1e6;
    println!(
        "import: {} documents, {megabytes:.1} MB in {seconds:.1} s = {:.1} MB/s",
        summary.added,
        megabytes / seconds
    );
}

/// Drafts of [`LENGTH`] characters made of real draft text, or of the shipped drafts.
fn drafts(project: &Path) -> Vec<String> {
    let mut all = String::new();
    match std::fs::read_to_string(project.join(DRAFTS)) {
        Ok(lines) => {
            for line in lines.lines() {
                let value: serde_json::Value = serde_json::from_str(line).unwrap();
                all.push_str(value["text"].as_str().unwrap());
                all.push('\n');
            }
        }
        Err(_) => {
            for entry in std::fs::read_dir(project.join("corpora/drafts")).unwrap() {
                all.push_str(&std::fs::read_to_string(entry.unwrap().path()).unwrap());
            }
        }
    }
    let chars: Vec<char> = all.chars().collect();
    chars.chunks(LENGTH).filter(|c| c.len() == LENGTH).map(|c| c.iter().collect()).collect()
}

fn in_process(desk: &Desk, texts: &[String]) {
    let input = |text: &String| DraftInput {
        text: text.clone(),
        level: Some(Level::City),
        date: PartialDate::parse("2026-10-01").unwrap(),
        ..DraftInput::default()
    };
    for text in texts.iter().take(20) {
        desk.review(&input(text), Keep::No).unwrap();
    }
    let times = (0..REQUESTS)
        .map(|n| {
            let input = input(&texts[n % texts.len()]);
            let started = Instant::now();
            desk.review(&input, Keep::No).unwrap();
            started.elapsed()
        })
        .collect();
    print_times(&format!("review in process ({LENGTH} characters)"), times);
}

/// What a draft of [`LONG`] characters costs without the corpus: reading it whole (words and all), its structure alone,
/// brevity and assessment.
fn measures(texts: &[String]) {
    let lexicon = Lexicon::shipped().unwrap();
    let profile = Profile::shipped().unwrap();
    let facts = DraftFacts { kind: Some(Kind::Notice), level: Level::City, ..DraftFacts::default() };
    let long: Vec<String> =
        texts.chunks(LONG / LENGTH).filter(|c| c.len() == LONG / LENGTH).map(|c| c.concat()).collect();
    let mut times: [Vec<Duration>; 5] = Default::default();
    for n in 0..REQUESTS + 20 {
        let text = &long[n % long.len()];
        let clock = Instant::now();
        let analysis = Analysis::new(text, None);
        let read = clock.elapsed();
        let clock = Instant::now();
        let structure = Structure::read(&analysis.folded, &analysis.paragraphs, &analysis.marks, None);
        let structured = clock.elapsed();
        let clock = Instant::now();
        let brief = brevity::measure(&analysis, &facts, &profile);
        let measured = clock.elapsed();
        let clock = Instant::now();
        let assessed = assessment::measure(&analysis, &facts, &lexicon, &profile);
        let judged = clock.elapsed();
        std::hint::black_box((structure, brief, assessed));
        if n >= 20 {
            let all = [read, structured, measured, judged, structured + measured + judged];
            times.iter_mut().zip(all).for_each(|(times, time)| times.push(time));
        }
    }
    let names = ["reading whole", "structure", "brevity", "assessment", "structure, brevity and assessment"];
    for (name, times) in names.into_iter().zip(times) {
        print_times(&format!("{name} ({LONG} characters)"), times);
    }
}

fn over_http(desk: &Arc<Desk>, texts: &[String]) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = listener.local_addr().unwrap();
    let app = duanshixin::http::router(AppState::new(Arc::clone(desk), Capacity::default()));
    runtime.spawn(async move { axum::serve(listener, app).await });
    let stream = TcpStream::connect(address).unwrap();
    stream.set_nodelay(true).unwrap();
    let mut client = BufReader::new(stream);
    for store in [false, true] {
        let mut request = |text: &String| {
            let body =
                serde_json::json!({"text": text, "level": "city", "date": "2026-10-01", "store": store}).to_string();
            let started = Instant::now();
            post(&mut client, &body);
            started.elapsed()
        };
        for text in texts.iter().take(20) {
            request(text);
        }
        let times = (0..REQUESTS).map(|n| request(&texts[n % texts.len()])).collect();
        let kept = if store { "kept" } else { "not kept" };
        print_times(&format!("review over HTTP, {kept} ({LENGTH} characters)"), times);
    }
    runtime.shutdown_background();
}

/// One request on a kept connection; the whole answer is read.
fn post(client: &mut BufReader<TcpStream>, body: &str) {
    let head = format!(
        "POST /v1/reviews HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    client.get_mut().write_all(head.as_bytes()).unwrap();
    client.get_mut().write_all(body.as_bytes()).unwrap();
    let mut line = String::new();
    client.read_line(&mut line).unwrap();
    assert!(line.contains(" 200 ") || line.contains(" 201 "), "{line}");
    let mut length = 0;
    loop {
        line.clear();
        client.read_line(&mut line).unwrap();
        let lower = line.to_ascii_lowercase();
        if let Some(value) = lower.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line == "\r\n" {
            break;
        }
    }
    let mut answer = vec![0; length];
    client.read_exact(&mut answer).unwrap();
    assert!(length > 0);
}

fn print_times(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |per_cent: usize| times[(times.len() - 1) * per_cent / 100].as_secs_f64() * 1e3;
    println!(
        "{what}: {} drafts, p50 {:.1} ms, p90 {:.1} ms, p99 {:.1} ms, max {:.1} ms",
        times.len(),
        at(50),
        at(90),
        at(99),
        at(100)
    );
}

/// A line of /proc/self/status, in kB; 0 where there is none.
fn memory(field: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with(field));
    line.and_then(|l| l.split_whitespace().nth(1)).and_then(|n| n.parse().ok()).unwrap_or(0)
}

//! Speed of 实: the whole measure on a draft of 10,000 characters, warm, the matcher alone with 5,000 entries, and with the
//! shipped lists, a third of which are regular expressions.
//! `cargo bench --bench substance` prints the figures; it never fails on them.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a bench stops at the first fault"
)]

use std::path::Path;
use std::time::Instant;

use duanshixin::document::DraftFacts;
use duanshixin::intake;
use duanshixin::lexicon::{Entry, Lexicon, ListId, Matcher, TermList};
use duanshixin::measure::substance::{self, Opinion};
use duanshixin::model::SentenceModel;
use duanshixin::norms::FormulationRules;
use duanshixin::span::SourceText;
use duanshixin::text::Analysis;

/// Length of the draft, in characters.
const LENGTH: usize = 10_000;
/// Entries of the list.
const ENTRIES: usize = 5_000;
/// Times each figure is taken.
const ROUNDS: usize = 100;

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |name: &str| {
        let path = root.join("corpora/drafts").join(name);
        intake::read(&std::fs::read(path).unwrap(), name).unwrap().text
    };
    for name in ["03-slogans.txt", "04-over-length.txt", "07-clean.txt"] {
        let text: String = read(name).chars().cycle().take(LENGTH).collect();
        whole(root, name, &text);
    }
    let text: String = read("04-over-length.txt").repeat(40);
    matcher(&text);
    let lexicon = Lexicon::shipped().unwrap();
    for id in ListId::REVIEW {
        found(id.name(), lexicon.get(id), &text);
    }
}

fn whole(root: &Path, name: &str, text: &str) {
    let started = Instant::now();
    let model = SentenceModel::load(&root.join("models/sentence")).unwrap();
    let loaded = started.elapsed().as_secs_f64() * 1000.0;
    let lexicon = Lexicon::shipped().unwrap();
    let analysis = Analysis::new(text, None);
    let (facts, rules) = (DraftFacts::default(), FormulationRules::default());
    let mut found = 0;
    let [p50, p99] = times(|| {
        found = substance::measure(&analysis, &facts, &lexicon, &Opinion::of(&analysis, &model), &rules).1.len()
    });
    println!(
        "{name}: {LENGTH} characters, {found} findings, p50 {p50:.2} ms, p99 {p99:.2} ms; model loaded in {loaded:.0} ms"
    );
}

/// A list of invented entries of two to six characters that share their beginnings with the words of the text.
fn matcher(text: &str) {
    let chars: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
    let mut patterns = std::collections::BTreeSet::new();
    for at in 0.. {
        if patterns.len() == ENTRIES {
            break;
        }
        let start = (at * 7) % (chars.len() - 8);
        let mut pattern: String = chars[start..start + 2 + at % 5].iter().collect();
        if at % 3 > 0 {
            pattern.push_str(&format!("甲{at}"));
        }
        patterns.insert(pattern);
    }
    let entries = patterns.into_iter().map(|pattern| Entry::literal(pattern, "")).collect();
    let matcher = Matcher::new(TermList { id: ListId::Slogans, version: 1, entries }).unwrap();
    found("matcher", &matcher, text);
}

fn found(name: &str, matcher: &Matcher, text: &str) {
    let folded = SourceText::new(text);
    let mut found = 0;
    let [p50, _] = times(|| found = matcher.find(&folded).len());
    let (entries, megabytes) = (matcher.list().entries.len(), text.len() as f64 / 1e6);
    println!("{name}: {entries} entries, {megabytes:.2} MB, {found} hits, {:.0} MB/s", megabytes / p50 * 1000.0);
}

fn times(mut run: impl FnMut()) -> [f64; 2] {
    run();
    let mut times: Vec<f64> = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let started = Instant::now();
        run();
        times.push(started.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    [times[ROUNDS / 2], times[ROUNDS * 99 / 100]]
}

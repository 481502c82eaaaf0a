//! The shape of `src/`: imports point down the ranks, every file says what it is for and stays short, `mod.rs` files
//! hold nothing but docs, modules and names.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use regex::Regex;

/// Rank of every module: it may use modules of lower ranks, and none of its own rank but itself.
const RANKS: &[(&str, u8)] = &[
    ("deadline", 0),
    ("digest", 0),
    ("json", 0),
    ("span", 0),
    ("samples", 0),
    ("document", 0),
    ("intake", 1),
    ("text", 1),
    ("lexicon", 2),
    ("norms", 2),
    ("model", 2),
    ("reuse", 2),
    ("store", 3),
    ("corpus", 4),
    ("measure", 5),
    ("review", 6),
    ("render", 7),
    ("desk", 7),
    ("http", 8),
    ("config", 9),
    ("cli", 10),
    ("main", 11),
];

/// Most lines of a file before its tests.
const LONGEST: usize = 450;

/// Names reached from the root of the crate: `crate::name` and `crate::{name…`.
static FROM_ROOT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b(?:crate|duanshixin)::(?:\{([^;]*?)\}\s*;|([a-z_]+))").unwrap());
/// Names reached by climbing.
static BY_CLIMBING: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b((?:super::)+)([a-z_]+)").unwrap());

struct Source {
    path: PathBuf,
    /// Path of the module, such as `["measure", "novelty"]`.
    module: Vec<String>,
    text: String,
    /// The text without comments.
    code: String,
}

/// Every file of `src/`.
fn sources() -> Vec<Source> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    walk(&root, &mut paths);
    paths.sort();
    let source = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap();
        let short = path.strip_prefix(&root).unwrap().with_extension("");
        let mut module: Vec<String> = short.iter().map(|part| part.to_str().unwrap().to_owned()).collect();
        if module.last().is_some_and(|last| last == "mod") {
            module.pop();
        }
        let code = text.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        Source { path: short, module, text, code }
    };
    paths.into_iter().map(source).collect()
}

fn rank(module: &str) -> Option<u8> {
    RANKS.iter().find(|(name, _)| *name == module).map(|(_, rank)| *rank)
}

/// Top-level modules that a file names.
fn named(source: &Source) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for captures in FROM_ROOT.captures_iter(&source.code) {
        match (captures.get(1), captures.get(2)) {
            (Some(group), _) => found.extend(first_names(group.as_str())),
            (_, Some(name)) => drop(found.insert(name.as_str().to_owned())),
            _ => {}
        }
    }
    for captures in BY_CLIMBING.captures_iter(&source.code) {
        let steps = captures[1].matches("super::").count();
        if steps >= source.module.len() && rank(&captures[2]).is_some() {
            found.insert(captures[2].to_owned());
        }
    }
    found
}

/// The first name of every item of a braced list: `a::b, c::{d, e}` gives `a` and `c`.
fn first_names(group: &str) -> Vec<String> {
    let (mut names, mut depth, mut item) = (Vec::new(), 0, String::new());
    for c in group.chars().chain([',']) {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                names.extend(item.trim().split("::").next().filter(|n| !n.is_empty()).map(str::to_owned));
                item.clear();
                continue;
            }
            _ => {}
        }
        item.push(c);
    }
    names
}

#[test]
fn imports_point_down() {
    let mut faults = Vec::new();
    for source in sources() {
        let Some(own) = source.module.first().filter(|m| *m != "lib") else { continue };
        let Some(own_rank) = rank(own) else {
            faults.push(format!("{}: module {own} has no rank", source.path.display()));
            continue;
        };
        for name in named(&source) {
            match rank(&name) {
                _ if name == *own => {}
                Some(rank) if rank < own_rank => {}
                Some(rank) => {
                    faults.push(format!("{}: rank {own_rank} uses {name} of rank {rank}", source.path.display()));
                }
                None => faults.push(format!("{}: uses {name}, which has no rank", source.path.display())),
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn an_upward_import_is_seen() {
    let source = |module: &[&str], code: &str| Source {
        path: PathBuf::new(),
        module: module.iter().map(|m| (*m).to_owned()).collect(),
        text: String::new(),
        code: code.to_owned(),
    };
    for (module, code, wanted) in [
        (&["text", "fold"][..], "use crate::store::Store;", vec!["store"]),
        (
            &["text"],
            "use crate::{desk, measure::{Finding, novelty::Passage}, span::Span};",
            vec!["desk", "measure", "span"],
        ),
        (&["text", "fold"], "fn f() { super::super::http::serve() }", vec!["http"]),
        (&["text", "fold"], "use super::letters::Letters;", vec![]),
        (&["main"], "duanshixin::cli::run()", vec!["cli"]),
    ] {
        assert_eq!(named(&source(module, code)).into_iter().collect::<Vec<_>>(), wanted, "{code}");
    }
}

#[test]
fn every_file_says_what_it_is_for_and_stays_short() {
    let mut faults = Vec::new();
    for source in sources() {
        if !source.text.starts_with("//!") {
            faults.push(format!("{}: does not open with //!", source.path.display()));
        }
        // A file of nothing but tests may be longer.
        if source.path.ends_with("tests") {
            continue;
        }
        let lines = source.text.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or_default().lines().count();
        if lines > LONGEST {
            faults.push(format!("{}: {lines} lines before its tests", source.path.display()));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn module_files_hold_modules_and_names_only() {
    let statement =
        Regex::new(r"^(?:#\[[^\]]*\]\s*)*(?:pub(?:\([a-z: ]+\))?\s+)?(?:mod\s+[a-z_]+|use\s[^;]*)$").unwrap();
    let mut faults = Vec::new();
    for source in sources() {
        if !source.path.ends_with("mod") {
            continue;
        }
        let odd = source.code.split(';').map(str::trim).find(|s| !s.is_empty() && !statement.is_match(s));
        if let Some(odd) = odd {
            faults.push(format!("{}: {}", source.path.display(), odd.lines().next().unwrap_or_default()));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The fuzz targets compile these files in a package of their own, which nothing else builds.
const READ_ALONE: [&str; 3] = ["span", "document", "intake"];

#[test]
fn the_fuzz_package_names_every_crate_of_the_readers() {
    let dependencies = |path: &str| {
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
        let table: toml::Table = text.parse().unwrap();
        table["dependencies"].as_table().unwrap().keys().cloned().collect::<BTreeSet<String>>()
    };
    let (own, fuzzed) = (dependencies("Cargo.toml"), dependencies("tests/fuzz/Cargo.toml"));
    let read: Vec<Source> = sources().into_iter().filter(|s| READ_ALONE.contains(&s.module[0].as_str())).collect();
    let used = own.iter().filter(|name| {
        let path = Regex::new(&format!(r"\b{}::", name.replace('-', "_"))).unwrap();
        read.iter().any(|source| path.is_match(&source.code))
    });
    let missing: Vec<&String> = used.filter(|name| !fuzzed.contains(*name)).collect();
    assert!(missing.is_empty(), "tests/fuzz/Cargo.toml lacks {missing:?}");
}

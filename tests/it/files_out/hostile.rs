//! Hostile text in every field that reaches a report: read back, it is text. The proof is a twin: the same report with
//! harmless words has the same elements, attributes, ids and links in the same order.

use duanshixin::render::{csv, html};
use duanshixin::review::Report;
use serde_json::{Value, json};

use super::page::drafts;
use super::parsed::{Part, lines, parse, text};
use crate::support::{review, shared};

/// What breaks out of texts, attributes, raw text, comments, scripts, tables and templates.
const HOSTILE: [&str; 12] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)' x='",
    "</style></title></textarea><svg/onload=alert(1)>",
    "<!--><plaintext>]]>",
    "&lt;b&gt;&#60;i&#62;&quot;",
    "{{7*7}}{%raw%}${x}",
    "javascript:alert(1)//#",
    "</p></a></td></table></div></body><h1>",
    "=HYPERLINK(\"http://x\",\"y\")",
    "`\\x3cscript\\x3e\\u003c",
    "<a href=x>\u{202E}\u{2066}\u{1B}[2J\u{7}",
];

/// Fields whose words are anybody's: drafts, callers, sources, term lists, profiles, models.
const FREE: [&str; 37] = [
    "applies_to",
    "article",
    "code",
    "created_at",
    "date",
    "document_number",
    "engine",
    "entry",
    "exact",
    "exempt_if",
    "figure_taken",
    "from",
    "id",
    "instead",
    "issuer",
    "item",
    "label",
    "lexicon",
    "list",
    "message",
    "model",
    "name",
    "no_limit",
    "norms",
    "prefix",
    "quote",
    "read_as",
    "reasons",
    "suffix",
    "suggestion",
    "text",
    "text_sha256",
    "title",
    "to",
    "why",
    "document_id",
    "passage",
];

/// Words put before what a field says, so that equal fields stay equal.
fn fill(value: &mut Value, key: &str, count: &mut usize, words: &dyn Fn(usize) -> String) {
    match value {
        Value::String(text) if FREE.contains(&key) => {
            // Ids and the fields that name them must go on agreeing.
            let number = if matches!(key, "id" | "document_id" | "passage") { 0 } else { *count };
            *text = format!("{}{text}", words(number % HOSTILE.len()));
            *count += 1;
        }
        Value::Array(items) => items.iter_mut().for_each(|item| fill(item, key, count, words)),
        Value::Object(fields) => {
            for (key, value) in fields {
                // A source's date and a figure are of their own types; the kind of a draft is one of a list.
                let typed = key == "sources" || key == "figures";
                if typed {
                    for item in value.as_array_mut().into_iter().flatten() {
                        if let Some(fields) = item.as_object_mut() {
                            let kept = fields.remove("date");
                            let figure = fields.remove("figure");
                            let mut rest = Value::Object(std::mem::take(fields));
                            fill(&mut rest, "", count, words);
                            *item = rest;
                            for (name, kept) in [("date", kept), ("figure", figure)] {
                                if let Some(mut kept) = kept {
                                    if name == "figure" {
                                        fill(&mut kept, "figure_taken", count, words);
                                    }
                                    item[name] = kept;
                                }
                            }
                        }
                    }
                } else {
                    fill(value, key, count, words);
                }
            }
        }
        _ => {}
    }
}

/// A text of the same length whose lines begin with other words.
fn filled_text(text: &str, words: &dyn Fn(usize) -> String) -> String {
    let lines = text.split('\n').enumerate().map(|(number, line)| {
        let head: Vec<char> = words(number % HOSTILE.len()).chars().collect();
        let line: Vec<char> = line.chars().collect();
        if line.len() <= head.len() {
            return line.into_iter().collect();
        }
        head.iter().chain(&line[head.len()..]).collect::<String>()
    });
    lines.collect::<Vec<String>>().join("\n")
}

/// A report and its text with these words in every field.
fn with(report: &Report, text: &str, words: &dyn Fn(usize) -> String) -> (Report, String) {
    let mut value = serde_json::to_value(report).unwrap();
    let mut custom = value["findings"][0].clone();
    custom["rule"] = json!(format!("{}house.rule", words(1)));
    value["findings"].as_array_mut().unwrap().push(custom);
    value["warnings"] = json!([{"code": "x", "message": "注意"}, {"code": "y", "message": "再注意"}]);
    value["structure"]["document_number"] = json!("示例〔2026〕1号");
    let mut count = 0;
    fill(&mut value, "", &mut count, words);
    assert!(count > 150, "{count} fields");
    (serde_json::from_value(value).unwrap(), filled_text(text, words))
}

fn hostile(number: usize) -> String {
    HOSTILE[number].to_owned()
}

fn harmless(number: usize) -> String {
    "甲".repeat(HOSTILE[number].chars().count())
}

/// Elements with their attributes; values where they are names of ours.
fn structure(parts: &[Part]) -> Vec<String> {
    let told = |part: &Part| match part {
        Part::Open { name, attributes } => {
            let fixed = ["id", "href", "class", "data-f", "data-n", "data-measure", "data-severity", "name"];
            let attributes = attributes.iter().map(|(name, value)| {
                if fixed.contains(&name.as_str()) { format!("{name}={value}") } else { name.clone() }
            });
            Some(format!("<{name} {}>", attributes.collect::<Vec<_>>().join(" ")))
        }
        Part::Close(name) => Some(format!("</{name}>")),
        Part::Text(_) => None,
    };
    parts.iter().filter_map(told).collect()
}

/// What the page shows for characters that would steer the reader.
fn shown(text: &str) -> String {
    let shown = |c: char| match c {
        '\t' => ' ',
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => '\u{FFFD}',
        c if c.is_control() => '\u{FFFD}',
        c => c,
    };
    text.chars().map(shown).collect()
}

#[test]
fn hostile_text_is_nothing_but_text() {
    let mut tried = 0;
    for input in drafts() {
        let report = review(shared(), &input);
        if report.findings.is_empty() || report.passages.is_empty() {
            continue;
        }
        tried += 1;
        let (bad, bad_text) = with(&report, &input.text, &hostile);
        let (good, good_text) = with(&report, &input.text, &harmless);
        let page = html::render(&bad, &bad_text).unwrap();
        let parts = parse(&page);
        let twin = parse(&html::render(&good, &good_text).unwrap());
        assert_eq!(structure(&parts), structure(&twin));
        let wanted: Vec<String> = bad_text.split('\n').map(|line| shown(line.trim_end_matches('\r'))).collect();
        assert_eq!(lines(&parts), wanted);
        let said = text(&parts);
        for words in HOSTILE {
            assert!(said.contains(&shown(words)), "{words} does not reach the page: nothing is proved");
        }
        assert_eq!(page.matches("<script").count(), 1);
        assert_eq!(page.matches("<!--").count(), 0);
    }
    assert!(tried >= 3);
}

#[test]
fn no_hostile_cell_is_a_formula() {
    let input = &drafts()[1];
    let (bad, text) = with(&review(shared(), input), &input.text, &hostile);
    let mut seen = 0;
    for table in [csv::findings(&bad, &text).unwrap(), csv::assessment(&bad, &text).unwrap()] {
        let mut reader = ::csv::Reader::from_reader(&table[3..]);
        for row in reader.records() {
            for cell in &row.unwrap() {
                assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "{cell:?}");
                seen += usize::from(cell.starts_with("'="));
            }
        }
    }
    assert!(seen > 0, "no cell began like a formula: nothing is proved");
}

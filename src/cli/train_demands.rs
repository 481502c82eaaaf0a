//! `train --demands`: the model of demands on lower levels from sentences labelled by place, with its figures.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use serde_json::Value;

use crate::cli::args::TrainArgs;
use crate::cli::error::CliError;
use crate::cli::output::Output;
use crate::cli::train::values;
use crate::digest::sha256;
use crate::document::{Level, PartialDate};
use crate::measure::assessment::context::Context;
use crate::measure::assessment::learned;
use crate::model::signs::{self, Lesson, SignModel};
use crate::model::{ModelError, WEIGHTS_FILE};
use crate::norms::Profile;
use crate::render::styled::{BOLD, GREY, PLAIN, Page, Piece};
use crate::review::DraftInput;
use crate::span::Span;
use crate::text::Analysis;

/// Characters of the digest of a text that the labels keep.
const DIGEST: usize = 12;
/// Probability at which the figures are told.
const TOLD: f64 = 0.5;

/// A line of the labels: document, beginning of the SHA-256 of its text, start and end in code points, what is there (1 a
/// demand, 0 none, `window`: nothing but what other lines mark), weight, kinds of burden.
#[derive(Debug, Clone, PartialEq)]
struct Mark {
    span: Span,
    /// `None` for a window.
    demand: Option<bool>,
    weight: f64,
    kind: Option<String>,
}

/// Marks by document, with the digests of their texts.
type Marks = BTreeMap<String, (String, Vec<Mark>)>;

pub(super) fn run(labels: &Path, args: &TrainArgs, output: Output) -> Result<(), CliError> {
    let marks = read(labels)?;
    let path = args.out.join(WEIGHTS_FILE);
    if std::fs::read(&path).is_ok_and(|bytes| SignModel::decode(&bytes).is_err()) {
        let reason = format!("{} 是另一种模型，不能覆盖；请换一个文件夹", path.display());
        return Err(CliError::Input(reason));
    }
    let profile = Profile::shipped().map_err(|error| CliError::Internal(error.to_string()))?;
    let mut lessons: BTreeMap<String, Vec<(Span, Lesson)>> = BTreeMap::new();
    for path in &args.corpus {
        for document in values(path)? {
            let id = document.get("id").and_then(Value::as_str).unwrap_or_default();
            let Some((digest, marks)) = marks.get(id) else { continue };
            let input = input(&document);
            if sha256(&[input.text.as_bytes()]).starts_with(digest.as_str()) && !lessons.contains_key(id) {
                lessons.insert(id.to_owned(), taught_by(id, &input, marks, &profile));
            }
        }
    }
    let documents = lessons.len();
    if documents == 0 {
        let reason = "标注的文件都不在语料里，或者正文与标注时不同（SHA-256 不符）".to_owned();
        return Err(ModelError::TooLittle { reason }.into());
    }
    let (places, lessons): (Vec<Span>, Vec<Lesson>) = lessons.into_values().flatten().unzip();
    output.say(format!("用 {documents} 份文件的 {} 句训练 …", lessons.len()));
    let taught = signs::teach(&lessons)?;
    std::fs::create_dir_all(&args.out).map_err(|source| ModelError::Write { path: args.out.clone(), source })?;
    write(&path, &taught.model.encode()?)?;
    if let Some(path) = &args.judged {
        let rows = lessons.iter().zip(&places).zip(&taught.held_out);
        let rows = rows.map(|((lesson, place), held_out)| {
            format!("{}\t{}\t{}\t{}\t{held_out:.4}\n", lesson.group, place.start, place.end, u8::from(lesson.positive))
        });
        write(path, rows.collect::<String>().as_bytes())?;
    }
    let found = |positive: bool| {
        let all = lessons.iter().zip(&taught.held_out).filter(|(lesson, _)| lesson.positive == positive);
        all.fold((0, 0), |(found, all), (_, &told)| (found + usize::from(told >= TOLD), all + 1))
    };
    let ((right, demands), (wrong, others)) = (found(true), found(false));
    let mut page = Page::new(output.width());
    let figures = format!("{demands} 句要求找到 {right} 句，其余 {others} 句误判 {wrong} 句");
    page.labelled(0, &Piece::new(BOLD, "交叉验证  "), &[Piece::new(PLAIN, figures)]);
    page.text(0, GREY, format!("模型已写入 {}", path.display()));
    output.print(page)
}

/// Writes a file that appears whole or not at all.
fn write(path: &Path, bytes: &[u8]) -> Result<(), ModelError> {
    let partial = path.with_added_extension("partial");
    let written = std::fs::write(&partial, bytes).and_then(|()| std::fs::rename(&partial, path));
    written.map_err(|source| ModelError::Write { path: path.to_owned(), source })
}

fn read(path: &Path) -> Result<Marks, CliError> {
    let named = |error: String| CliError::Input(format!("{}：{error}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|e| named(e.to_string()))?;
    let mut marks = Marks::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#') && !line.is_empty()) {
        let (document, digest, mark) = mark(line).ok_or_else(|| named(format!("第 {} 行不是一条标注", at + 1)))?;
        marks.entry(document).or_insert_with(|| (digest, Vec::new())).1.push(mark);
    }
    Ok(marks)
}

fn mark(line: &str) -> Option<(String, String, Mark)> {
    let cells: Vec<&str> = line.split('\t').collect();
    let [document, digest, start, end, what, weight, kinds] = cells.as_slice() else { return None };
    let (start, end) = (start.parse().ok()?, end.parse().ok()?);
    let weight: f64 = weight.parse().ok()?;
    if start >= end || !weight.is_finite() || weight <= 0.0 {
        return None;
    }
    let span = Span::new(start, end);
    let demand = match *what {
        "1" => Some(true),
        "0" => Some(false),
        "window" => None,
        _ => return None,
    };
    let kind = kinds.split(',').find(|kind| learned::is_kind(kind)).map(str::to_owned);
    let digest = digest.chars().take(DIGEST).collect();
    Some(((*document).to_owned(), digest, Mark { span, demand, weight, kind }))
}

fn input(document: &Value) -> DraftInput {
    let field = |name: &str| document.get(name).and_then(Value::as_str).map(str::to_owned);
    DraftInput {
        text: field("text").unwrap_or_default(),
        id: field("id"),
        title: field("title"),
        issuer: field("issuer"),
        level: field("level").and_then(|level| Level::parse(&level)).filter(|level| *level != Level::Unknown),
        date: field("date").and_then(|date| PartialDate::parse(&date).ok().flatten()),
        ..DraftInput::default()
    }
}

/// What the marks of a document teach: each marks the sentence that it shares most with; the other sentences of a window
/// demand nothing.
fn taught_by(id: &str, input: &DraftInput, marks: &[Mark], profile: &Profile) -> Vec<(Span, Lesson)> {
    let analysis = Analysis::new(&input.text, input.title.as_deref());
    let facts = input.facts(&analysis);
    let context = Context::new(&analysis, &facts, &profile.assessment);
    let places: Vec<Span> = analysis.sentences.iter().map(|s| analysis.to_received(s.span)).collect();
    let mut marked: HashMap<usize, &Mark> = HashMap::new();
    for mark in marks.iter().filter(|mark| mark.demand.is_some()) {
        let shared = places.iter().enumerate().map(|(at, span)| (span.intersection(mark.span).len(), at));
        if let Some((1.., at)) = shared.max_by_key(|&(length, at)| (length, std::cmp::Reverse(at))) {
            marked.entry(at).or_insert(mark);
        }
    }
    let window = |span: &Span| marks.iter().any(|mark| mark.demand.is_none() && mark.span.holds(span.start));
    let sentences = learned::signs(&context).into_iter().zip(&places).enumerate();
    let lesson = |(at, (signs, place)): (usize, (Option<signs::Signs>, &Span))| {
        let signs = signs?;
        let (positive, weight, kind) = match marked.get(&at) {
            Some(mark) => (mark.demand == Some(true), mark.weight, mark.kind.clone()),
            None => window(place).then_some((false, 1.0, None))?,
        };
        Some((*place, Lesson { group: id.to_owned(), signs, positive, weight, kind }))
    };
    sentences.filter_map(lesson).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_labels_are_read() {
        let (document, digest, mark) = mark("甲\tabc\t3\t9\t1\t0.5\t其他负担,报送").unwrap();
        assert_eq!((document.as_str(), digest.as_str()), ("甲", "abc"));
        let wanted = Mark { span: Span::new(3, 9), demand: Some(true), weight: 0.5, kind: Some("报送".to_owned()) };
        assert_eq!(mark, wanted);
        for line in
            ["", "甲\tabc\t3\t9\t2\t1\t", "甲\tabc\tx\t9\t1\t1\t", "甲\tabc\t3\t9\t1\tnan\t", "甲\tabc\t9\t3\t1\t1\t"]
        {
            assert_eq!(super::mark(line), None, "{line}");
        }
    }

    #[test]
    fn a_window_teaches_what_its_marks_leave_out() {
        let text = "各镇要报送巡堤情况。居民可以办理登记。开展巡堤是好事。";
        let marks = [
            Mark { span: Span::new(0, 19), demand: None, weight: 1.0, kind: None },
            Mark { span: Span::new(2, 9), demand: Some(true), weight: 0.5, kind: Some("报送".to_owned()) },
        ];
        let input = DraftInput { text: text.to_owned(), ..DraftInput::default() };
        let lessons = taught_by("甲", &input, &marks, &Profile::shipped().unwrap());
        let told: Vec<(bool, Option<&str>)> = lessons.iter().map(|(_, l)| (l.positive, l.kind.as_deref())).collect();
        assert_eq!(told, [(true, Some("报送")), (false, None)]);
    }
}

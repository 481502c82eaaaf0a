//! `stages`: what each step makes of a text, for people who change the code.

use std::fs::File;
use std::io::{BufReader, Write as _};
use std::path::Path;

use serde::Serialize;
use serde_json::{Value, json};

use crate::cli::args::{StagesArgs, StagesFormat, StdinFormat};
use crate::cli::error::{self, CliError};
use crate::cli::open;
use crate::cli::output::Output;
use crate::cli::review::{files, line, lines};
use crate::desk::Engine;
use crate::document::DraftFacts;
use crate::intake::Intake;
use crate::lexicon::{ListId, Setting};
use crate::measure::substance::{Opinion, phrases, reading};
use crate::model::{Label, Sample};
use crate::render::styled::{GREY, HEADING, PLAIN, Page, Piece};
use crate::review::{InputError, secrecy};
use crate::span::Span;
use crate::text::Analysis;

/// What each step made of a text; positions in code points of the text as received.
#[derive(Debug, Serialize)]
struct Stages {
    id: Option<String>,
    /// The letters that matching compares.
    normalised: String,
    /// Where each of them stood.
    origin: Vec<usize>,
    title: Option<Span>,
    issuer: Option<String>,
    kind: Option<crate::document::Kind>,
    body: Span,
    headings: Vec<Value>,
    forwarded: Option<Span>,
    issued: Option<Span>,
    genre: &'static str,
    sentences: Vec<Sentence>,
    slogans: Vec<Phrase>,
    protected: Vec<Span>,
    markers: Vec<Marker>,
    words: Vec<Span>,
}

#[derive(Debug, Serialize)]
struct Sentence {
    span: Span,
    label: Label,
    /// Probability of the label.
    probability: f32,
    /// In the order empty, mixed, concrete, neutral.
    probabilities: [f32; 4],
}

#[derive(Debug, Serialize)]
struct Phrase {
    span: Span,
    entry: Option<String>,
}

#[derive(Debug, Serialize)]
struct Marker {
    category: String,
    span: Span,
}

pub(super) fn run(args: &StagesArgs, output: Output) -> Result<(), CliError> {
    let engine = open::open(&args.desk, output)?.engine();
    let secrecy = if args.desk.accept_classified { Secrecy::Accepted } else { Secrecy::Refused };
    let mut faults = false;
    for path in &args.paths {
        if path.extension().is_some_and(|e| e == "jsonl") {
            faults |= of_lines(path, args.format.unwrap_or(StagesFormat::Jsonl), (&engine, secrecy), output)?;
            continue;
        }
        match of_file(path, secrecy, &engine) {
            Ok((stages, text)) => show(&stages, &text, args.format.unwrap_or(StagesFormat::Terminal), output)?,
            Err(reason) => {
                output.fail(format!("{}：{reason}", path.display()));
                faults = true;
            }
        }
    }
    if faults { Err(CliError::Reported) } else { Ok(()) }
}

/// Whether texts with a mark of secrecy are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Secrecy {
    /// This system may handle them.
    Accepted,
    /// It may not.
    Refused,
}

impl Secrecy {
    /// A text, unless it carries a mark of secrecy.
    fn admit(self, analysis: &Analysis, intake: Option<&Intake>) -> Result<(), String> {
        let front = intake.map(|intake| &intake.front);
        let named = front.into_iter().flat_map(|front| [&front.title, &front.issuer]).flatten();
        let margins = intake.map_or("", |intake| intake.margins.as_str());
        if self == Self::Refused && secrecy::is_classified(analysis, named, margins) {
            return Err(InputError::Classified.to_string());
        }
        Ok(())
    }
}

/// A whole file.
fn of_file(path: &Path, secrecy: Secrecy, engine: &Engine) -> Result<(Stages, String), String> {
    let (intake, _) = files::read(path, StdinFormat::Txt)?;
    let analysis = Analysis::new(&intake.text, None);
    secrecy.admit(&analysis, Some(&intake))?;
    Ok((Stages::of(intake.front.id, &analysis, engine), intake.text))
}

/// Texts or sentences as lines of JSON; whether any could not be used.
fn of_lines(
    path: &Path,
    format: StagesFormat,
    (engine, secrecy): (&Engine, Secrecy),
    output: Output,
) -> Result<bool, CliError> {
    let name = path.display();
    let unreadable = |e: std::io::Error| CliError::input(format!("{name}：{}", error::reason(&e)));
    let mut reader = BufReader::new(File::open(path).map_err(unreadable)?);
    let mut faults = false;
    for number in 1.. {
        let Some(read) = lines::next_line(&mut reader, number == 1).map_err(unreadable)? else { break };
        let outcome = match read {
            Ok(bytes) if bytes.iter().all(u8::is_ascii_whitespace) => continue,
            Ok(bytes) => one_line(&bytes, secrecy, engine),
            Err(fault) => Err(fault),
        };
        match outcome {
            Ok(Judged::Sentence(value)) => print(&value, output)?,
            Ok(Judged::Text(stages, text)) => show(&stages, &text, format, output)?,
            Err(fault) => {
                let field = fault.field.map(|field| format!(" {field}")).unwrap_or_default();
                output.fail(format!("{name} 第{number}行{field}：{}", fault.message));
                faults = true;
            }
        }
    }
    Ok(faults)
}

/// What a line asked for.
enum Judged {
    /// One sentence with its neighbours.
    Sentence(Value),
    /// A whole text.
    Text(Box<Stages>, String),
}

fn one_line(bytes: &[u8], secrecy: Secrecy, engine: &Engine) -> Result<Judged, line::Fault> {
    let mut fields = line::object(bytes)?;
    let id = line::string(&mut fields, "id")?;
    let missing = || line::Fault { field: Some("text"), message: "缺少此字段或为空".to_owned() };
    let text = line::string(&mut fields, "text")?.ok_or_else(missing)?;
    let analysis = Analysis::new(&text, None);
    let refused = |message| line::Fault { field: Some("text"), message };
    secrecy.admit(&analysis, None).map_err(refused)?;
    if !fields.contains_key("before") && !fields.contains_key("after") {
        return Ok(Judged::Text(Box::new(Stages::of(id, &analysis, engine)), text));
    }
    let before = line::string(&mut fields, "before")?.unwrap_or_default();
    let after = line::string(&mut fields, "after")?.unwrap_or_default();
    let judgement = engine.model.judge(&Sample { before: &before, text: &text, after: &after });
    let spans = |list: ListId| {
        let hits = engine.lexicon.get(list).find_in(Setting::of(&analysis, &DraftFacts::default()));
        hits.into_iter().map(|hit| analysis.to_received(hit.span)).collect::<Vec<_>>()
    };
    Ok(Judged::Sentence(json!({
        "id": id,
        "label": judgement.label,
        "probability": probability(judgement.label, judgement.probabilities),
        "probabilities": judgement.probabilities,
        "slogans": spans(ListId::Slogans),
        "protected": spans(ListId::Protected),
        "markers": spans(ListId::Markers),
    })))
}

/// Probability of a label.
fn probability(label: Label, probabilities: [f32; 4]) -> f32 {
    let at = Label::ALL.iter().position(|l| *l == label);
    at.and_then(|at| probabilities.get(at)).copied().unwrap_or_default()
}

impl Stages {
    fn of(id: Option<String>, analysis: &Analysis, engine: &Engine) -> Self {
        let facts = DraftFacts { kind: analysis.structure.kind, ..DraftFacts::default() };
        let opinion = Opinion::of(analysis, &engine.model);
        let reading = reading::Reading::new(analysis, &facts, &engine.lexicon, &opinion);
        let genre_label = reading.genre.label;
        let slogans = &engine.lexicon.get(ListId::Slogans).list().entries;
        let structure = &analysis.structure;
        let at = |span: Span| analysis.to_received(span);
        let all = |spans: &[Span]| spans.iter().map(|&span| at(span)).collect::<Vec<_>>();
        let mut markers: Vec<Marker> = reading
            .markers
            .iter()
            .flat_map(|(category, spans)| {
                spans.iter().map(|&span| Marker { category: category.clone(), span: at(span) })
            })
            .collect();
        markers.sort_by(|a, b| (a.span, &a.category).cmp(&(b.span, &b.category)));
        let sentence = |judged: &reading::Judged| Sentence {
            span: at(judged.span),
            label: judged.judgement.label,
            probability: probability(judged.judgement.label, judged.judgement.probabilities),
            probabilities: judged.judgement.probabilities,
        };
        let phrase = |phrase: phrases::Phrase| Phrase {
            span: at(phrase.span),
            entry: phrase.entry.and_then(|at| slogans.get(at)).map(|entry| entry.pattern.clone()),
        };
        Self {
            id,
            normalised: analysis.letters.chars().iter().collect(),
            origin: origin(analysis),
            title: structure.title.map(at),
            issuer: structure.issuer.clone(),
            kind: structure.kind,
            body: at(structure.body),
            headings: structure.headings.iter().map(|h| json!({"level": h.level, "span": at(h.span)})).collect(),
            forwarded: structure.forwarded.map(at),
            issued: structure.issued.map(at),
            genre: genre_label,
            sentences: reading.judged.iter().map(sentence).collect(),
            slogans: phrases::find(&reading).into_iter().map(phrase).collect(),
            protected: all(&reading.masks.protected),
            markers,
            words: all(analysis.words()),
        }
    }
}

/// Where each letter stands in the text as received.
fn origin(analysis: &Analysis) -> Vec<usize> {
    let places = analysis.letters.origin().iter().map(|&at| at as usize);
    places.map(|at| analysis.to_received(Span::new(at, at + 1)).start).collect()
}

fn print<T: Serialize>(value: &T, output: Output) -> Result<(), CliError> {
    let mut out = output.data();
    serde_json::to_writer(&mut out, value).map_err(std::io::Error::from)?;
    writeln!(out)?;
    Ok(out.flush()?)
}

fn show(stages: &Stages, text: &str, format: StagesFormat, output: Output) -> Result<(), CliError> {
    match format {
        StagesFormat::Jsonl => print(stages, output),
        StagesFormat::Terminal => output.print(page(stages, text, output)),
    }
}

fn page(stages: &Stages, text: &str, output: Output) -> Page {
    let source = crate::span::SourceText::new(text);
    let mut page = Page::new(output.width());
    let mut part = |name: &str, rows: Vec<(String, String)>| {
        page.text(0, HEADING, name);
        for (label, words) in rows {
            page.labelled(2, &Piece::new(GREY, format!("{label}  ")), &[Piece::new(PLAIN, words)]);
        }
        page.blank();
    };
    let at = |span: Span| format!("{}..{}", span.start, span.end);
    let words = |span: Span| source.slice(span).to_owned();
    part("归一化", vec![(format!("{}字", stages.origin.len()), stages.normalised.clone())]);
    let mut structure = vec![
        ("标题".to_owned(), stages.title.map_or_else(|| "无".to_owned(), words)),
        ("机关".to_owned(), stages.issuer.clone().unwrap_or_else(|| "无".to_owned())),
        ("体裁".to_owned(), stages.genre.to_owned()),
        ("正文".to_owned(), at(stages.body)),
    ];
    structure.extend(stages.headings.iter().map(|h| ("层次".to_owned(), h.to_string())));
    part("结构", structure);
    let sentence = |s: &Sentence| (format!("{} {:.2}", s.label.label(), s.probability), words(s.span));
    part("句子", stages.sentences.iter().map(sentence).collect());
    part("空话套话", stages.slogans.iter().map(|p| (at(p.span), words(p.span))).collect());
    part("规定表述", stages.protected.iter().map(|&span| (at(span), words(span))).collect());
    part("实招要素", stages.markers.iter().map(|m| (m.category.clone(), words(m.span))).collect());
    let all: Vec<String> = stages.words.iter().map(|&span| words(span)).collect();
    part("分词", vec![(format!("{}个", all.len()), all.join(" / "))]);
    page
}

//! [`render`]: the parts of the page put into its template.

use askama::Template;

use crate::norms::Advice;
use crate::render::draft::Draft;
use crate::render::error::RenderError;
use crate::render::figures;
use crate::render::html::body::{self, Body};
use crate::render::html::findings::{self, Filter, Part};
use crate::render::html::gauges::{self, Gauge};
use crate::render::html::note::{self, Note};
use crate::render::html::passages::{self, Card, Lawful};
use crate::render::html::policy::{SCRIPT, STYLE, policy};
use crate::render::html::tables::{self, Additions, Assessment, Cited, Outline, Source, Superior};
use crate::render::words;
use crate::review::Report;
use crate::span::SourceText;

/// All that the template shows.
#[derive(Template)]
#[template(path = "page.html", config = "src/render/html/templates/askama.toml")]
struct Page<'a> {
    report: &'a Report,
    policy: &'a str,
    style: &'a str,
    script: &'a str,
    title: &'a str,
    facts: Vec<String>,
    made_at: String,
    advice: &'a str,
    advice_class: &'a str,
    gauges: [Gauge; 3],
    note: Option<Note>,
    body: Body<'a>,
    parts: Vec<Part<'a>>,
    filters: Vec<Filter<'a>>,
    cards: Vec<Card>,
    lawful: Vec<Lawful>,
    sources: Vec<Source>,
    superior: Option<Superior>,
    outline: Outline,
    additions: Additions,
    assessment: Assessment<'a>,
    norms: Vec<Cited<'a>>,
}

/// The report of a draft as one HTML file that needs nothing else. `text` is the text that was reviewed; positions of
/// the report may be in any unit.
///
/// # Errors
/// [`RenderError::Page`] when the template cannot be filled; memory is the only cause known.
pub fn render(report: &Report, text: &str) -> Result<String, RenderError> {
    let source = SourceText::new(text);
    let draft = Draft::new(&source, report.offset_unit);
    let body = body::of(report, &draft);
    let page = Page {
        report,
        policy: policy(),
        style: STYLE,
        script: SCRIPT,
        title: report.draft.title.as_deref().unwrap_or("（未能识别标题）"),
        facts: figures::facts(report),
        made_at: words::beijing(&report.created_at),
        advice: report.verdict.advice.label(),
        advice_class: match report.verdict.advice {
            Advice::Pass => "good",
            Advice::Revise => "fair",
            Advice::Return => "poor",
        },
        gauges: gauges::of(report),
        note: note::of(report, &draft),
        parts: findings::of(report, &draft, &body.anchors),
        filters: findings::filters(report),
        cards: passages::cards(report, &draft, &body.anchors),
        lawful: passages::lawful(report, &draft, &body.anchors),
        sources: tables::sources(report),
        superior: tables::superior(report),
        outline: tables::outline(report, &draft),
        additions: tables::additions(report, &draft),
        assessment: tables::assessment(report, &draft, &body.anchors),
        norms: tables::norms(report),
        body,
    };
    Ok(page.render()?)
}

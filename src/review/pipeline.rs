//! The pipeline: one line per stage.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::deadline::Deadline;
use crate::digest;
use crate::document::{DraftFacts, Kind, PartialDate};
use crate::lexicon::{Lexicon, ListId, Setting};
use crate::measure::assessment::learned;
use crate::measure::novelty::{self, Against, Catalogue, Library, Rewording};
use crate::measure::substance::Opinion;
use crate::measure::{Finding, Quote, assessment, brevity, substance};
use crate::model::SentenceModel;
use crate::norms::Profile;
use crate::reuse::index::Snapshot;
use crate::review::input::{DraftInput, InputError};
use crate::review::report::{DraftShown, HeadingShown, Report, SCHEMA, Scores, StructureShown, Versions, Warning};
use crate::review::verdict::{self, Measured};
use crate::review::{additions, left_out, places, return_note, scores, secrecy, units};
use crate::span::{self, OffsetUnit, Span};
use crate::text::structure::Role;
use crate::text::{Analysis, Reading};

/// What a review is made with; everything is read-only and of one moment.
pub struct Tools<'a> {
    /// Term lists in force.
    pub lexicon: &'a Lexicon,
    /// Norm profile.
    pub profile: &'a Profile,
    /// Sentence model.
    pub model: &'a SentenceModel,
    /// Fingerprints of the corpus.
    pub snapshot: &'a Snapshot,
    /// Documents of the corpus.
    pub catalogue: &'a Catalogue,
    /// Texts of the corpus.
    pub text: &'a (dyn Fn(u64) -> Option<Arc<str>> + Sync),
    /// The same, read for comparison.
    pub reading: &'a (dyn Fn(u64) -> Option<Arc<Reading>> + Sync),
    /// Generation of the corpus.
    pub corpus_generation: u64,
    /// Whether this system may handle classified drafts.
    pub accept_classified: bool,
    /// Until when the review may go on.
    pub deadline: &'a Deadline,
    /// Whether rewordings are looked for.
    pub rewording: Rewording,
}

impl std::fmt::Debug for Tools<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tools").field("corpus_generation", &self.corpus_generation).finish_non_exhaustive()
    }
}

/// A review of a draft.
#[derive(Debug)]
pub struct Reviewed {
    /// What is told.
    pub report: Report,
    /// What the sentence model said, [as bytes](substance::Remembered::to_bytes).
    pub said: Vec<u8>,
}

/// Reviews a draft. `id` and `created_at` name the review; nothing else of the report depends on them.
///
/// # Errors
/// [`InputError`] when the draft cannot be reviewed, or not before the deadline.
pub fn review(input: &DraftInput, tools: &Tools<'_>, id: &str, created_at: &str) -> Result<Reviewed, InputError> {
    let (analysis, facts) = admitted(input, tools.accept_classified, tools.deadline)?;
    let text_sha256 = digest::sha256(&[input.text.as_bytes()]);
    let library = library(tools);
    let against = Against { only: input.against.clone(), text_sha256: Some(text_sha256.clone()) };

    let protected = protected_spans(Setting::of(&analysis, &facts), tools.lexicon);

    let profile = tools.profile;
    // The measures know nothing of each other: novelty, the longest, goes beside the rest.
    let (novelty, rest) = rayon::join(
        || novelty::measure(&analysis, &facts, &protected, &library, &against),
        || {
            let brevity = brevity::measure(&analysis, &facts, profile);
            let opinion = Opinion::of(&analysis, tools.model);
            let substance = substance::measure(&analysis, &facts, tools.lexicon, &opinion, &profile.formulations);
            let said = opinion.said().map(|said| said.to_bytes(&analysis, tools.model)).unwrap_or_default();
            (brevity, (substance, said), assessment::measure(&analysis, &facts, tools.lexicon, profile))
        },
    );
    let ((brevity, brevity_findings), (substance, said), (assessment, assessment_findings)) = rest;
    let (substance, substance_findings, markers) = substance;
    // Measures that gave up left their results unfinished.
    tools.deadline.check()?;

    let added = additions::additions(&analysis, &novelty.novelty, &novelty.passages, &markers);
    let nothing_added = additions::finding(&added, &novelty.novelty, library.norm);

    let substance_pair = (&substance, substance_findings.as_slice());
    let scores_basis = scores::basis(&analysis, &brevity, substance_pair, &novelty.novelty, tools.profile);
    let scores = scores::scores(&scores_basis);
    let nothing_added = nothing_added.into_iter().collect();
    let found = [brevity_findings, substance_findings, novelty.findings, assessment_findings, nothing_added];
    let demands = assessment.iter().filter(|item| !item.guarded).count();
    let measured =
        Measured { scores: &scores, brevity: &brevity, substance: &substance, novelty: &novelty.novelty, demands };
    let verdict = verdict::advise(&measured, profile);
    let mut report = Report {
        schema: SCHEMA,
        id: id.to_owned(),
        created_at: created_at.to_owned(),
        draft: draft_shown(input, &analysis, &facts, text_sha256),
        offset_unit: OffsetUnit::Codepoint,
        structure: structure_shown(&analysis),
        scores,
        scores_basis,
        brevity,
        substance,
        novelty: novelty.novelty,
        additions: added,
        passages: novelty.passages,
        assessment,
        findings: in_order(&analysis, found),
        verdict,
        versions: versions(tools),
        warnings: all_warnings(input, &facts, profile, warnings(&analysis, &facts, &scores, novelty.warnings)),
        origin: None,
        left_out: Vec::new(),
        decisions: None,
    };
    report.verdict.return_note = return_note::note(&report, profile);
    left_out::shorten(&mut report);
    report.link_assessment();
    convert_units(&mut report, &analysis, input, tools);
    Ok(Reviewed { report, said })
}

/// Reads a draft that may be reviewed, and what is known of it: the caller's words first, then those of the text.
///
/// # Errors
/// [`InputError`] when the draft cannot be reviewed, or was not read before the deadline.
pub fn admitted(
    input: &DraftInput,
    accept_classified: bool,
    deadline: &Deadline,
) -> Result<(Analysis, DraftFacts), InputError> {
    input.check()?;
    let analysis = Analysis::until(&input.text, input.title.as_deref(), deadline);
    deadline.check()?;
    let named = [&input.title, &input.issuer].into_iter().flatten();
    if !accept_classified && secrecy::is_classified(&analysis, named, &input.margins) {
        return Err(InputError::Classified);
    }
    let facts = input.facts(&analysis);
    Ok((analysis, facts))
}

/// What novelty reads of the corpus.
fn library<'a>(tools: &Tools<'a>) -> Library<'a> {
    Library {
        snapshot: tools.snapshot,
        catalogue: tools.catalogue,
        text: tools.text,
        reading: tools.reading,
        norm: tools.profile.norm(COPYING_NORM),
        rewording: tools.rewording,
    }
}

/// Key of the norm against copying in the profile's catalogue.
const COPYING_NORM: &str = "若干规定#2";

/// Protected formulations, sorted and disjoint.
fn protected_spans(setting: Setting<'_>, lexicon: &Lexicon) -> Vec<Span> {
    let hits = lexicon.get(ListId::Protected).find_in(setting);
    span::union(hits.into_iter().map(|h| h.span).collect())
}

fn draft_shown(input: &DraftInput, analysis: &Analysis, facts: &DraftFacts, text_sha256: String) -> DraftShown {
    DraftShown {
        id: facts.id.clone(),
        title: facts.title.clone(),
        issuer: facts.issuer.clone(),
        level: facts.level,
        level_from: facts.level_from,
        kind: facts.kind,
        nature: facts.nature,
        date: facts.date.map(|d| d.to_string()),
        text_sha256,
        read_as: input.read_as.clone(),
        characters: analysis.received().len(),
    }
}

fn structure_shown(analysis: &Analysis) -> StructureShown {
    let structure = &analysis.structure;
    StructureShown {
        title: structure.title,
        issuer: structure.issuer.clone(),
        document_number: structure.document_number.map(|s| analysis.text(s).to_owned()),
        kind: structure.kind,
        date: structure.date.map(|d| d.to_string()),
        body: structure.body,
        headings: structure.headings.iter().map(|h| HeadingShown { level: h.level, span: h.span }).collect(),
        forwarded: structure.forwarded,
        issued: structure.issued,
        recipients: structure.recipients.map(|s| analysis.text(s).trim_end_matches(['：', ':']).to_owned()),
        annex_note: annex_note(analysis),
        signatory: structure.signatory.map(|s| analysis.text(s).to_owned()),
        tables: analysis.tables.clone(),
    }
}

/// The lines of the list of annexes.
fn annex_note(analysis: &Analysis) -> Option<String> {
    let lines = analysis.structure.lines.iter().filter(|line| line.role == Role::AnnexNote);
    let lines: Vec<&str> = lines.map(|line| analysis.text(line.span)).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// Findings of all measures in order of position (those of the whole draft first), with quotations.
fn in_order(analysis: &Analysis, lists: [Vec<Finding>; 5]) -> Vec<Finding> {
    let mut findings: Vec<Finding> = lists.into_iter().flatten().collect();
    findings.sort_by(|a, b| (a.span, a.measure, &a.rule).cmp(&(b.span, b.measure, &b.rule)));
    for finding in &mut findings {
        finding.quote = finding.span.map(|span| Quote::of(analysis.received(), analysis.to_received(span)));
    }
    findings
}

/// Names of the trained models: that of sentences, then that of demands.
pub(crate) fn models(sentences: &SentenceModel) -> String {
    format!("{},{}", sentences.version(), learned::version())
}

fn versions(tools: &Tools<'_>) -> Versions {
    Versions {
        engine: env!("CARGO_PKG_VERSION").to_owned(),
        lexicon: tools.lexicon.version(),
        norms: format!("{}@{}", tools.profile.id, tools.profile.version),
        model: models(tools.model),
        corpus_generation: tools.corpus_generation,
    }
}

fn read_warnings(input: &DraftInput) -> Vec<Warning> {
    input.read_warnings.iter().map(|w| Warning { code: w.code.to_owned(), message: w.message.clone() }).collect()
}

/// What was read otherwise, then what the profile and the measures say.
fn all_warnings(input: &DraftInput, facts: &DraftFacts, profile: &Profile, measured: Vec<Warning>) -> Vec<Warning> {
    [read_warnings(input), profile_warning(facts, profile).into_iter().collect(), measured].concat()
}

/// Says when the draft is dated outside the time in which the profile applies.
fn profile_warning(facts: &DraftFacts, profile: &Profile) -> Option<Warning> {
    let date = facts.date?;
    let day = |text: &str| PartialDate::parse(text).ok().flatten();
    let early = day(&profile.valid_from).is_some_and(|from| date < from);
    let late = profile.valid_to.as_deref().and_then(day).is_some_and(|to| date > to);
    (early || late).then(|| Warning {
        code: "profile_not_in_force".to_owned(),
        message: format!(
            "规范档“{}”自 {} 起适用{}，送审稿日期为 {date}，篇幅等要求仅供参考",
            profile.title,
            profile.valid_from,
            profile.valid_to.as_deref().map(|to| format!("，至 {to} 止")).unwrap_or_default()
        ),
    })
}

/// Stretches of mixed columns that a warning names.
const STRETCHES: usize = 5;

/// Lines, counted from 1, in which two columns are mixed up, and what to do.
fn mixed_columns(analysis: &Analysis) -> Option<(&'static str, String)> {
    let stretches = analysis.mixed.len();
    (stretches > 0).then(|| {
        let chars = analysis.received().chars().iter();
        let ends: Vec<usize> = (0..).zip(chars).filter(|&(_, &c)| c == '\n').map(|(at, _)| at).collect();
        let line = |position: usize| 1 + ends.partition_point(|&end| end < position);
        let lines = analysis.mixed.iter().take(STRETCHES).map(|&span| {
            let span = analysis.to_received(span);
            format!("第{}—{}行", line(span.start), line(span.end))
        });
        let lines = lines.collect::<Vec<_>>().join("、");
        let more = if stretches > STRETCHES { format!("等{stretches}处") } else { String::new() };
        let message = format!(
            "{lines}{more}文本疑似分栏错排：左右两栏的半句话接在了同一行。这部分不判断句子是否空泛，其他检查也可能遗漏；请直接上传原文件，或者一栏一栏地复制文字后重新审核"
        );
        ("mixed_columns", message)
    })
}

fn warnings(
    analysis: &Analysis,
    facts: &DraftFacts,
    scores: &Scores,
    novelty: Vec<(&'static str, String)>,
) -> Vec<Warning> {
    let mut found = novelty;
    found.extend(mixed_columns(analysis));
    if facts.kind.is_none() || facts.kind == Some(Kind::Other) {
        found.push(("kind_unknown", "文种未能识别，按一般文件审核；请填写文种".to_owned()));
    }
    for (name, label, score) in
        [("brevity", "短", scores.brevity), ("substance", "实", scores.substance), ("novelty", "新", scores.novelty)]
    {
        if score.is_none() {
            let code = match name {
                "brevity" => "brevity_not_scored",
                "substance" => "substance_not_scored",
                _ => "novelty_not_scored",
            };
            found.push((code, format!("“{label}”未计分：缺少计分所需的数据或依据")));
        }
    }
    found.into_iter().map(|(code, message)| Warning { code: code.to_owned(), message }).collect()
}

/// Turns positions into those of the text as received, in the unit asked for, with the way back into the file.
fn convert_units(report: &mut Report, analysis: &Analysis, input: &DraftInput, tools: &Tools<'_>) {
    units::restore(report, analysis);
    report.origin = input.origin.as_ref().and_then(|origin| places::touched(report, origin));
    let unit = input.offset_unit;
    let mut ids: BTreeMap<String, Arc<Reading>> = BTreeMap::new();
    if unit != OffsetUnit::Codepoint {
        for passage in &report.passages {
            let others = passage.others.iter().map(|o| &o.document_id);
            for id in others.chain([&passage.source.document_id]) {
                let reading = tools.catalogue.sequence_of(id).and_then(|s| (tools.reading)(s));
                if let Some(reading) = reading.filter(|_| !ids.contains_key(id)) {
                    ids.insert(id.clone(), reading);
                }
            }
        }
    }
    let in_source = |id: &str, span: Span| ids.get(id).map_or(span, |r| r.source.converter(unit).convert(span));
    units::convert(report, analysis, unit, &in_source);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many stretches of two columns of thirty lines that came out side by side, with a hundred short lines of one
    /// column before each.
    fn mixed(stretches: usize) -> Analysis {
        let words = "示例市财政局每月十日前把补助资金拨付到社区养老服务中心并公开结果。".repeat(60);
        let column = |start: usize| -> Vec<String> {
            let chars: Vec<char> = words.chars().skip(start).collect();
            chars.chunks(20).take(30).map(|line| line.iter().collect()).collect()
        };
        let pairs = column(0).into_iter().zip(column(7)).map(|(left, right)| format!("{left} {right}\n"));
        let stretch: String = pairs.collect();
        let between: String = (0..100).map(|n| format!("第{n}件已办结。\n")).collect();
        Analysis::new(&format!("{between}{stretch}").repeat(stretches), None)
    }

    #[test]
    fn recipients_and_the_list_of_annexes_are_shown() {
        let text = "关于示例工作的通知\n各县（市、区）人民政府：\n请照办。\n附件：1.名单\n2.样表\n示例市人民政府\n2026年1月2日\n";
        let shown = structure_shown(&Analysis::new(text, None));
        assert_eq!(shown.recipients.as_deref(), Some("各县（市、区）人民政府"));
        assert_eq!(shown.annex_note.as_deref(), Some("附件：1.名单\n2.样表"));
        let bare = structure_shown(&Analysis::new("请照办。", None));
        assert_eq!((bare.recipients, bare.annex_note), (None, None));
    }

    #[test]
    fn the_first_stretches_of_mixed_columns_are_named_and_all_counted() {
        let named = |stretches: usize| -> (Vec<String>, String) {
            let analysis = mixed(stretches);
            assert_eq!(analysis.mixed.len(), stretches);
            let (code, message) = mixed_columns(&analysis).unwrap();
            assert_eq!(code, "mixed_columns");
            let (lines, rest) = message.split_once("文本疑似").unwrap();
            let (lines, more) = lines.split_at(lines.find('等').unwrap_or(lines.len()));
            assert!(rest.contains("分栏错排"), "{rest}");
            (lines.split('、').map(str::to_owned).collect(), more.to_owned())
        };
        let lines = |n: usize| format!("第{}—{}行", 130 * n + 101, 130 * n + 130);
        let all: Vec<String> = (0..STRETCHES).map(lines).collect();
        assert_eq!(named(1), (all[..1].to_vec(), String::new()));
        assert_eq!(named(STRETCHES), (all.clone(), String::new()));
        assert_eq!(named(STRETCHES + 2), (all, format!("等{}处", STRETCHES + 2)));
        assert!(mixed_columns(&Analysis::new("各镇要在月底前办结。", None)).is_none());
    }
}

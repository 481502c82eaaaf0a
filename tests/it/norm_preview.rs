//! What-if preview of norm profiles: after publishing, reviews of the same drafts give what the preview said.

use std::collections::BTreeMap;

use duanshixin::deadline::Deadline;
use duanshixin::desk::{Change, Course, Desk, DeskError, DraftEdit, Keep, NormPreview, NormScore, PreviewScope};
use duanshixin::document::{Kind, Nature};
use duanshixin::review::what_if_norms::NormMark;
use duanshixin::review::{DraftInput, Report};
use toml::{Table, Value};

use crate::support;

/// Random edits tried; `DUANSHIXIN_RANDOM_EDITS` asks for more.
const EDITS: usize = 24;

/// A profile of a unit that stands on the national one.
const UNIT: &str = r#"
base = "national"
id = "unit"
title = "示例单位（示例）"
jurisdiction = "示例市（示例）"
valid_from = "2026-01-01"
[norms."本单位"]
title = "《示例单位办文细则》（示例）"
article = "第一条"
grade = "Practice"
[[limits]]
id = "unit_notice"
label = "通知"
when = { kinds = ["通知"] }
value = 400
norm = "本单位"
"#;

/// A reproducible sequence of numbers.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n.max(1)
    }
}

/// Invented drafts of several kinds, natures and lengths, one that copies the sample corpus, two of the unit.
fn drafts() -> Vec<DraftInput> {
    let body = |times: usize| {
        "近年来，水库管理取得成效，也面临不少问题。\n要高度重视，切实加强领导，确保取得实效。\n各镇应当制定巡查方案，每周五前报送工作台账。\n全面贯彻落实新发展理念，坚持以人民为中心的发展思想。\n市财政局于6月底前拨付30万元，用于12个村的水渠维修。\n"
            .repeat(times)
    };
    let draft = |kind, nature, times| DraftInput {
        text: format!("示例市水务局关于做好水库管理工作的通知\n各镇人民政府：\n{}", body(times)),
        kind,
        nature,
        ..DraftInput::default()
    };
    let unit = |times| DraftInput { profile: Some("unit".to_owned()), ..draft(Some(Kind::Notice), None, times) };
    vec![
        draft(Some(Kind::Notice), None, 2),
        draft(Some(Kind::Notice), Some(Nature::SpecialTask), 5),
        draft(Some(Kind::Plan), None, 4),
        draft(None, None, 1),
        draft(Some(Kind::Report), Some(Nature::SpecialReport), 3),
        support::draft("drafts/01-verbatim-copy.txt"),
        // Nothing but its length speaks against this one.
        DraftInput {
            text: format!(
                "示例市水务局关于做好水库管理工作的通知\n各镇人民政府：\n{}",
                "市财政局于6月底前拨付30万元，用于12个村的水渠维修。\n".repeat(12)
            ),
            kind: Some(Kind::Notice),
            ..DraftInput::default()
        },
        unit(1),
        unit(4),
    ]
}

fn number(random: &mut Random, most: usize) -> Value {
    Value::Integer(i64::try_from(1 + random.below(most)).unwrap())
}

/// The tables of a list of tables.
fn rows<'a>(profile: &'a mut Table, list: &str) -> Vec<&'a mut Table> {
    let rows = profile.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten();
    rows.filter_map(Value::as_table_mut).collect()
}

fn table<'a>(profile: &'a mut Table, name: &str) -> &'a mut Table {
    profile.entry(name).or_insert_with(|| Value::Table(Table::new())).as_table_mut().unwrap()
}

/// A random change of the national profile, or of one that stands on it.
fn edited(random: &mut Random, file: &str) -> String {
    let mut profile: Table = file.parse().unwrap();
    let whole = !profile.contains_key("base");
    for _ in 0..=random.below(3) {
        match random.below(if whole { 8 } else { 2 }) {
            0 => {
                for row in rows(&mut profile, "limits").into_iter().filter(|row| row.contains_key("value")) {
                    row.insert("value".to_owned(), number(random, 900));
                }
            }
            1 => {
                let at = table(&mut profile, "verdict").entry("revise").or_insert_with(|| Value::Table(Table::new()));
                let score = ["brevity", "substance", "novelty"][random.below(3)].to_owned();
                at.as_table_mut().unwrap().insert(score, number(random, 99));
            }
            2 => {
                for row in rows(&mut profile, "sections") {
                    row.insert("characters".to_owned(), number(random, 200));
                }
            }
            3 => {
                let decides = ["characters", "characters_with_punctuation"][random.below(2)];
                table(&mut profile, "counting").insert("decides".to_owned(), decides.into());
            }
            4 => drop(table(&mut profile, "formulations").insert("most".to_owned(), number(random, 3))),
            5 => {
                let words =
                    table(&mut profile, "assessment").get_mut("addressees").and_then(Value::as_array_mut).unwrap();
                let at = random.below(words.len());
                words.remove(at);
            }
            6 => {
                let score = table(&mut profile, "scores").get_mut("substance").and_then(Value::as_table_mut).unwrap();
                score.insert("combine".to_owned(), ["lowest", "mean"][random.below(2)].into());
            }
            _ => {
                let rows = profile.get_mut("limits").and_then(Value::as_array_mut).unwrap();
                let at = random.below(rows.len());
                rows.remove(at);
            }
        }
    }
    toml::to_string(&profile).unwrap()
}

/// What a review says of a draft as far as a profile decides it.
#[derive(Debug, Clone, PartialEq)]
struct Said {
    score: NormScore,
    marks: Vec<NormMark>,
}

fn said(desk: &Desk, draft: &DraftInput) -> Said {
    let Report { brevity, scores, assessment, verdict, findings, .. } = support::review(desk, draft);
    let profiled = |rule: &str| !rule.starts_with("novelty.");
    let mut marks: Vec<NormMark> = findings.iter().filter(|f| profiled(&f.rule)).map(NormMark::of).collect();
    marks.sort();
    let score = NormScore {
        limit_characters: brevity.limit.as_ref().and_then(|limit| limit.characters),
        limit_pages: brevity.limit.as_ref().and_then(|limit| limit.pages),
        over_by: brevity.over_by,
        brevity: scores.brevity,
        substance: scores.substance,
        novelty: scores.novelty,
        demands: assessment.iter().filter(|item| !item.guarded).count(),
        advice: verdict.advice,
    };
    Said { score, marks }
}

fn by_rule(all: &[Said]) -> BTreeMap<String, i64> {
    let mut counts = BTreeMap::new();
    for mark in all.iter().flat_map(|said| &said.marks) {
        *counts.entry(mark.rule.clone()).or_default() += 1;
    }
    counts
}

fn compare(preview: &NormPreview, reviews: &[String], before: &[Said], after: &[Said]) {
    assert_eq!(preview.tried_on.left_out, 0);
    assert_eq!(preview.tried_on.reviews + preview.tried_on.reviews_other, reviews.len());
    let mut changed = 0;
    for (review, (before, after)) in reviews.iter().zip(before.iter().zip(after)) {
        let told = preview.drafts.iter().find(|draft| draft.review.as_ref() == Some(review));
        changed += usize::from(told.is_some());
        match told {
            None => assert_eq!(before, after, "not told of {review}"),
            Some(told) => assert_eq!((told.before, told.after), (before.score, after.score), "{review}"),
        }
    }
    assert_eq!(changed, preview.drafts_changed);
    let mut counts = by_rule(before);
    for rule in &preview.rules {
        let change = i64::try_from(rule.gained).unwrap() - i64::try_from(rule.lost).unwrap();
        *counts.entry(rule.rule.clone()).or_default() += change;
        assert!(!rule.examples.is_empty() && rule.examples.iter().all(|example| example.review.is_some()));
    }
    counts.retain(|_, count| *count != 0);
    assert_eq!(counts, by_rule(after));
    let steps = before.iter().zip(after).filter(|(a, b)| a.score.advice != b.score.advice).count();
    assert_eq!(preview.advice.iter().map(|change| change.drafts).sum::<usize>(), steps);
}

#[test]
fn after_publishing_a_profile_reviews_give_what_the_preview_said() {
    let folder = tempfile::tempdir().unwrap();
    let desk = support::fresh(folder.path());
    let change = |expected| Change { expected, note: "试" };
    desk.put_norm_profile("unit", UNIT, change(0)).unwrap();
    let shipped = desk.norm_profile_file("national", None).unwrap().1;
    let drafts = drafts();
    let keep = |d: &DraftInput| desk.review(d, Keep::Yes { original: None }).unwrap().id;
    let reviews: Vec<String> = drafts.iter().map(keep).collect();
    let mut before: Vec<Said> = drafts.iter().map(|d| said(&desk, d)).collect();
    let asked = std::env::var("DUANSHIXIN_RANDOM_EDITS").ok().and_then(|n| n.parse().ok()).unwrap_or(EDITS);
    let random = &mut Random(20_260_102);
    let (mut told, mut steps, mut others) = (0, 0, 0);
    for edit in 0..asked {
        let (id, start) = if edit % 3 == 2 { ("unit", UNIT) } else { ("national", shipped.as_str()) };
        let version = desk.profile_version(id);
        let file = edited(random, start);
        let draft = desk.keep_norm_draft(id, &file, DraftEdit { based_on: Some(version), edit: None }).unwrap();
        let scope = PreviewScope { documents: 0, ..PreviewScope::default() };
        let course = Course::until(Deadline::default());
        if !draft.blocking.is_empty() {
            assert!(desk.preview_norm_draft(id, scope, &course).is_err(), "what has faults cannot be tried");
            continue;
        }
        let preview = desk.preview_norm_draft(id, scope, &course).unwrap();
        assert_eq!((preview.version, preview.based_on, preview.edit), (version, version, Some(draft.edit)));
        match desk.publish_norm_draft(id, change(version), Some(draft.edit)) {
            // An edit may happen to change nothing; then nothing is published.
            Ok(_) | Err(DeskError::NoDifference { .. }) => {}
            Err(other) => panic!("{other}"),
        }
        let after: Vec<Said> = drafts.iter().map(|d| said(&desk, d)).collect();
        compare(&preview, &reviews, &before, &after);
        told += preview.drafts_changed;
        steps += preview.advice.len();
        others += preview.tried_on.reviews_other;
        before = after;
    }
    assert!(told > asked && steps > 0 && others > 0, "{told} drafts, {steps} steps, {others} others in {asked} edits");
}

/// A new profile is compared with what counts without it, on documents alone: no review was made by it.
#[test]
fn a_new_profile_is_compared_with_the_one_under_it() {
    let folder = tempfile::tempdir().unwrap();
    let desk = support::fresh(folder.path());
    desk.review(&drafts()[0], Keep::Yes { original: None }).unwrap();
    let course = Course::until(Deadline::default());
    let strict = UNIT.replace("value = 400", "value = 50");
    let preview = desk.preview_norms("unit", &strict, PreviewScope::default(), &course).unwrap();
    assert_eq!((preview.version, preview.compared_with.as_str(), preview.edit), (0, "national", None));
    let on = preview.tried_on;
    assert_eq!((on.reviews, on.reviews_other, on.documents, on.left_out), (0, 1, 14, 0));
    assert!(preview.warnings.iter().any(|warning| warning.contains("是新的规范档")), "{:?}", preview.warnings);
    assert!(preview.drafts_changed > 0);
    assert!(preview.drafts.iter().all(|draft| draft.document_id.is_some() && draft.after.novelty.is_none()));
    assert!(preview.drafts.iter().all(|draft| draft.after.limit_characters == Some(50)), "{:?}", preview.drafts);
    let over = preview.rules.iter().find(|rule| rule.rule == "brevity.over_limit").unwrap();
    assert!(over.gained > 0 && over.examples.iter().all(|example| example.words.is_none()));
    // What is in force already changes nothing.
    desk.put_norm_profile("unit", UNIT, Change { expected: 0, note: "试" }).unwrap();
    let same = desk.preview_norms("unit", UNIT, PreviewScope::default(), &course).unwrap();
    assert_eq!((same.drafts_changed, same.tried_on.documents, same.rules.len()), (0, 14, 0));
}

//! What-if preview: after publishing, reviews of the same drafts give what the preview said.

use std::collections::BTreeMap;

use duanshixin::deadline::Deadline;
use duanshixin::desk::{Change, Course, Desk, DeskError, DraftEdit, Keep, Preview, PreviewScope};
use duanshixin::lexicon::{Entry, ListId, TermList};
use duanshixin::review::DraftInput;
use duanshixin::review::what_if::{Mark, mark};

use crate::support;

/// Random edits tried; `DUANSHIXIN_RANDOM_EDITS` asks for more.
const EDITS: usize = 40;

/// Pieces of invented drafts: slogans, markers, protected words, burdens, quotations, criticism.
const PIECES: &[&str] = &[
    "要高度重视，切实加强领导，确保取得实效。",
    "要进一步提高政治站位，强化责任担当，狠抓工作落实。",
    "坚决整治狠抓落实不见行动的问题，严禁走过场。",
    "市财政局于6月底前拨付30万元，用于12个村的水渠维修。",
    "各县要层层压实责任，形成齐抓共管的工作格局，凝聚强大合力。",
    "全面贯彻落实新发展理念，坚持以人民为中心的发展思想。",
    "各乡镇每周五前报送工作台账和进展情况，成立领导小组。",
    "他说“要提高认识、统一思想、狠抓落实”。",
    "由水利部门牵头，对3座水库逐一排查，10月底前整改到位。",
    "以更大力度、更实举措推动各项工作再上新台阶。",
    "建立健全长效机制，营造良好氛围，推动高质量发展。",
    "县级以上人民政府应当加强对粮食储备工作的领导。",
];

/// A reproducible sequence of numbers.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n.max(1)
    }
}

fn draft(random: &mut Random, number: usize) -> DraftInput {
    let body: String =
        (0..3).map(|_| (0..3).map(|_| PIECES[random.below(PIECES.len())]).collect::<String>() + "\n").collect();
    let named = number.is_multiple_of(2);
    let title = format!("关于做好示例{number}工作的通知");
    let text = if named { format!("{title}\n各县（区）人民政府：\n{body}") } else { body };
    DraftInput { text, title: (number % 4 == 1).then_some(title), ..DraftInput::default() }
}

/// A stretch of a draft's words.
fn stretch(random: &mut Random, drafts: &[DraftInput]) -> String {
    let letters: Vec<char> =
        drafts[random.below(drafts.len())].text.chars().filter(|c| ('一'..='龥').contains(c)).collect();
    let length = 2 + random.below(5);
    let from = random.below(letters.len() - length);
    letters[from..from + length].iter().collect()
}

/// A random change of a list.
fn edited(random: &mut Random, mut entries: Vec<Entry>, drafts: &[DraftInput]) -> Vec<Entry> {
    for _ in 0..=random.below(3) {
        let at = random.below(entries.len());
        let hits = |e: &Entry| drafts.iter().any(|d| d.text.contains(&e.pattern));
        let near = entries.iter().position(hits).filter(|_| random.below(2) == 0).unwrap_or(at);
        match random.below(7) {
            0 => drop(entries.remove(near)),
            1 => entries[near].severity = 1 + u8::try_from(random.below(3)).unwrap(),
            2 => entries[near].exceptions.push(stretch(random, drafts)),
            3 => entries[near].category = ["时限", "责任主体", "口号", ""][random.below(4)].to_owned(),
            4 => entries.reverse(),
            kind => {
                let mut words = stretch(random, drafts);
                if kind == 6 {
                    words.insert_str(words.chars().next().unwrap().len_utf8(), "[^。]{0,3}");
                }
                let entry = if kind == 6 { Entry::regex(words, "时限") } else { Entry::literal(words, "") };
                let entry = Entry { severity: 1 + u8::try_from(random.below(3)).unwrap(), ..entry };
                if !entries.iter().any(|e| e.pattern == entry.pattern) {
                    entries.insert(at, entry);
                }
            }
        }
    }
    // Examples are not what is tried here.
    entries.iter_mut().for_each(|entry| {
        entry.hit.clear();
        entry.miss.clear();
    });
    entries
}

/// For as long as it takes.
fn unhurried() -> Course<'static> {
    Course::until(Deadline::default())
}

/// What a review says of a draft: phrases, empty sentences, demands, score, findings.
type Said = (usize, usize, usize, Option<f64>, Vec<Mark>);

fn said(desk: &Desk, draft: &DraftInput) -> Said {
    let report = support::review(desk, draft);
    let lists = |rule: &str| rule.starts_with("substance.") || rule.starts_with("assessment.");
    let mut marks: Vec<Mark> = report.findings.iter().filter(|f| lists(&f.rule)).filter_map(mark).collect();
    marks.sort();
    let demands = report.assessment.iter().filter(|item| !item.guarded).count();
    (report.substance.slogan_count, report.substance.empty_sentences, demands, report.scores.substance, marks)
}

/// Findings by rule and term.
fn counted(all: &[Said]) -> BTreeMap<(String, Option<String>), i64> {
    let mut counts = BTreeMap::new();
    for mark in all.iter().flat_map(|(.., marks)| marks) {
        *counts.entry((mark.rule.clone(), mark.term.clone().map(|(_, entry)| entry))).or_default() += 1;
    }
    counts
}

fn compare(preview: &Preview, reviews: &[String], before: &[Said], after: &[Said]) {
    assert_eq!((preview.tried_on.left_out, preview.tried_on.reviews), (0, reviews.len()));
    let mut changed = 0;
    for (review, (before, after)) in reviews.iter().zip(before.iter().zip(after)) {
        let told = preview.drafts.iter().find(|d| d.review.as_ref() == Some(review));
        let figures = |said: &Said| (said.0, said.1, said.2, said.3);
        changed += usize::from(told.is_some());
        match told {
            None => assert_eq!(before, after, "not told of {review}"),
            Some(told) => {
                let shown =
                    |s: &duanshixin::desk::PreviewScore| (s.slogan_count, s.empty_sentences, s.demands, s.substance);
                assert_eq!((shown(&told.before), shown(&told.after)), (figures(before), figures(after)), "{review}");
            }
        }
    }
    assert_eq!(changed, preview.drafts_changed);
    let mut counts = counted(before);
    for rule in &preview.rules {
        let change = i64::try_from(rule.gained).unwrap() - i64::try_from(rule.lost).unwrap();
        *counts.entry((rule.rule.clone(), rule.entry.clone())).or_default() += change;
    }
    counts.retain(|_, count| *count != 0);
    assert_eq!(counts, counted(after));
}

#[test]
fn after_publishing_reviews_give_what_the_preview_said() {
    let folder = tempfile::tempdir().unwrap();
    let desk = support::fresh(folder.path());
    let random = &mut Random(20_260_101);
    let drafts: Vec<DraftInput> = (0..8).map(|number| draft(random, number)).collect();
    let keep = |d: &DraftInput| desk.review(d, Keep::Yes { original: None }).unwrap().id;
    let reviews: Vec<String> = drafts.iter().map(keep).collect();
    let asked = std::env::var("DUANSHIXIN_RANDOM_EDITS").ok().and_then(|n| n.parse().ok()).unwrap_or(EDITS);
    let mut before: Vec<Said> = drafts.iter().map(|d| said(&desk, d)).collect();
    let mut told = 0;
    for number in 0..asked {
        let list = [ListId::Slogans, ListId::Markers, ListId::Burden, ListId::Protected][number % 4];
        let TermList { version, entries, .. } = desk.term_list(list);
        let entries = edited(random, entries, &drafts);
        let edit = DraftEdit { based_on: Some(version), edit: None };
        let draft = desk.keep_term_draft(list, entries, edit).unwrap();
        let scope = PreviewScope { documents: 0, ..PreviewScope::default() };
        let preview = desk.preview_term_draft(list, scope, &unhurried()).unwrap();
        let change = Change { expected: version, note: "试" };
        let same = draft.entries == desk.term_list(list).entries;
        match desk.publish_term_draft(list, change, Some(draft.edit)) {
            Ok(_) => assert!(!same && draft.blocking.is_empty()),
            // An edit may happen to change nothing; then nothing is published.
            Err(DeskError::NoDifference { .. }) => assert!(same),
            // Words that nearly every sentence has can be tried, and are not published.
            Err(DeskError::List(_)) => {
                assert!(!draft.blocking.is_empty());
                continue;
            }
            Err(other) => panic!("{other}"),
        }
        let after: Vec<Said> = drafts.iter().map(|d| said(&desk, d)).collect();
        compare(&preview, &reviews, &before, &after);
        told += preview.drafts_changed;
        before = after;
        // Back to the shipped list now and then: edits must not eat it up.
        if number % 20 == 19 {
            let shipped = duanshixin::lexicon::set::shipped(list).unwrap();
            let expected = desk.term_list(list).version;
            desk.replace_terms(list, shipped.entries, Change { expected, ..change }).unwrap();
            before = drafts.iter().map(|d| said(&desk, d)).collect();
        }
    }
    assert!(told > asked / 4, "only {told} drafts changed in {asked} edits");
}

#[test]
fn a_preview_leaves_out_what_there_is_no_time_for_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let desk = support::fresh(folder.path());
    let list = TermList { entries: vec![Entry::literal("工作", "")], ..desk.term_list(ListId::Slogans) };
    let late = Course::until(Deadline::after(Some(std::time::Duration::ZERO)));
    let preview = desk.preview_terms(list.clone(), PreviewScope::default(), &late).unwrap();
    assert_eq!((preview.tried_on.documents, preview.tried_on.left_out), (0, 14));
    assert!(preview.warnings.iter().any(|w| w.contains("14 份未能试算")), "{:?}", preview.warnings);
    let preview = desk.preview_terms(list, PreviewScope::default(), &unhurried()).unwrap();
    assert_eq!((preview.tried_on.documents, preview.tried_on.left_out), (14, 0));
    let entry = preview.entries.iter().find(|e| e.pattern == "工作").unwrap();
    assert_eq!((entry.before, entry.after), (0, entry.gained));
    assert!(entry.examples.iter().all(|e| e.gained && e.words == "工作" && e.document_id.is_some()));
    assert!(preview.warnings.iter().any(|w| w.contains("过于频繁")), "{:?}", preview.warnings);
}

/// A shape of a demand leads to an entry by its number, whatever its pattern is.
#[test]
fn an_entry_that_only_shapes_meet_is_met() {
    let folder = tempfile::tempdir().unwrap();
    let desk = support::fresh(folder.path());
    let text = "关于做好水库管理工作的通知\n各镇人民政府：\n各镇应当配备水库管理员。\n";
    let kept = DraftInput { text: text.to_owned(), title: Some("示例".to_owned()), ..DraftInput::default() };
    desk.review(&kept, Keep::Yes { original: None }).unwrap();
    let TermList { version, entries, .. } = desk.term_list(ListId::Burden);
    let others: Vec<Entry> = entries.iter().filter(|e| e.id.as_deref() != Some("B18")).cloned().collect();
    desk.replace_terms(ListId::Burden, others.clone(), Change { expected: version, note: "试" }).unwrap();
    let unmet = |id: &str, exceptions: Vec<String>| {
        let new = Entry { id: Some(id.to_owned()), exceptions, ..Entry::regex("此话无人说过[甲乙]", "人员") };
        let entries = others.iter().cloned().chain([new]).collect();
        let list = TermList { entries, ..desk.term_list(ListId::Burden) };
        let scope = PreviewScope { documents: 0, ..PreviewScope::default() };
        let warnings = desk.preview_terms(list, scope, &unhurried()).unwrap().warnings;
        warnings.iter().any(|warning| warning.contains("一次也没有命中"))
    };
    assert!(!unmet("B18", Vec::new()), "the shape of the sentence leads to it");
    assert!(unmet("B18", vec!["水库管理员".to_owned(), "[^。]*水库[^。]*".to_owned()]), "an exception takes it away");
    assert!(unmet("甲18", Vec::new()));
}

//! What must hold for every draft: spans fit, reports repeat, and worse drafts never get better scores.

use std::collections::BTreeSet;

use duanshixin::desk::{Desk, Keep};
use duanshixin::document::Level;
use duanshixin::measure::novelty::PassageKind;
use duanshixin::measure::substance::rules::is_apart;
use duanshixin::reuse::EditKind;
use duanshixin::review::{DraftInput, Report};
use duanshixin::span::{self, OffsetUnit, SourceText, Span};
use duanshixin::text::{Analysis, Letters};
use proptest::prelude::*;

use crate::support::{comparable, corpora, draft, fresh, review, shared};

const DRAFTS: [&str; 8] = [
    "01-verbatim-copy.txt",
    "02-region-swap.txt",
    "03-slogans.txt",
    "04-over-length.txt",
    "05-outline-mirror.txt",
    "06-burdens.txt",
    "07-clean.txt",
    "08-speech.txt",
];

fn drafts() -> Vec<DraftInput> {
    DRAFTS.iter().map(|name| draft(&format!("drafts/{name}"))).collect()
}

fn source(name: &str) -> DraftInput {
    draft(&format!("documents/{name}"))
}

/// A draft of a county that the whole sample corpus stands above.
fn county(text: String) -> DraftInput {
    DraftInput {
        text,
        level: Some(Level::County),
        issuer: Some("示例县人民政府".to_owned()),
        date: duanshixin::document::PartialDate::parse("2026-12-01").unwrap(),
        read_as: "txt".to_owned(),
        ..DraftInput::default()
    }
}

fn spans(report: &Report) -> Vec<Span> {
    let mut spans: Vec<Span> = report.findings.iter().filter_map(|f| f.span).collect();
    spans.extend(report.passages.iter().map(|p| p.span));
    spans.extend(report.passages.iter().flat_map(|p| p.edits.iter().map(|e| e.span)));
    spans.extend(report.assessment.iter().map(|a| a.span));
    spans.extend(report.brevity.sections.iter().map(|s| s.span));
    spans.extend(report.structure.headings.iter().map(|h| h.span));
    spans.extend(report.structure.title);
    spans.push(report.structure.body);
    spans
}

#[test]
fn the_same_draft_gives_the_same_report() {
    for input in drafts() {
        let first = comparable(&review(shared(), &input));
        assert_eq!(first, comparable(&review(shared(), &input)));
    }
}

#[test]
fn restart_reindex_and_another_order_change_no_byte() {
    let folder = tempfile::tempdir().unwrap();
    let reports = |desk: &Desk| -> Vec<String> {
        drafts().iter().map(|d| serde_json::to_string(&comparable(&review(desk, d))).unwrap()).collect()
    };
    let desk = fresh(folder.path());
    let first = reports(&desk);
    desk.corpus().reindex(&std::sync::atomic::AtomicBool::new(false), &mut |_, _| {}).unwrap();
    assert_eq!(first, reports(&desk));
    drop(desk);
    std::fs::remove_dir_all(folder.path().join("index")).unwrap();
    assert_eq!(first, reports(&fresh(folder.path())));

    // The same documents put in one by one, in the opposite order.
    let shuffled = tempfile::tempdir().unwrap();
    let desk = fresh(shuffled.path());
    let mut ids: Vec<String> = desk.corpus().table().iter().map(|d| d.id.clone()).collect();
    ids.reverse();
    let documents: Vec<_> = ids.iter().map(|id| desk.corpus().document(id).unwrap().unwrap()).collect();
    for id in &ids {
        assert!(desk.corpus().delete(id).unwrap());
    }
    for document in documents {
        let meta = document.meta;
        let new = duanshixin::store::NewDocument {
            id: meta.id,
            title: meta.title,
            issuer: meta.issuer,
            level: meta.level,
            date: meta.date,
            kind: meta.kind,
            kind_original: meta.kind_original,
            docno: meta.docno,
            text: document.text,
        };
        desk.corpus().put(&[new]).unwrap();
    }
    let without_generation = |reports: Vec<String>| -> Vec<String> {
        let strip = |r: String| {
            let mut value: serde_json::Value = serde_json::from_str(&r).unwrap();
            value["versions"]["corpus_generation"] = serde_json::Value::Null;
            value.to_string()
        };
        reports.into_iter().map(strip).collect()
    };
    assert_eq!(without_generation(first), without_generation(reports(&desk)));
}

/// Letters of a text inside `span` that no change covers.
fn unchanged(letters: &Letters, span: Span, changes: impl Iterator<Item = Span>) -> String {
    let changes = span::union(changes.map(|change| letters.from_text(change)).collect());
    let kept = span::without(letters.from_text(span), &changes);
    kept.iter().flat_map(|part| &letters.chars()[part.start..part.end]).collect()
}

#[test]
fn both_sides_of_a_passage_without_its_changes_are_equal() {
    let desk = shared();
    // Two sentences of a paragraph in another order.
    let moved = draft("drafts/01-verbatim-copy.txt");
    let text = moved.text.lines().map(|line| {
        let sentences: Vec<&str> = line.split_inclusive('。').collect();
        match sentences.as_slice() {
            [first, second, third, rest @ ..] => [&[*first, *third, *second], rest].concat().concat(),
            _ => line.to_owned(),
        }
    });
    let moved = DraftInput { text: text.collect::<Vec<_>>().join("\n"), ..moved.clone() };
    let mut told = BTreeSet::new();
    for input in drafts().into_iter().chain([moved]) {
        let own = Letters::of_text(&input.text);
        for passage in review(desk, &input).passages.iter().filter(|p| p.kind != PassageKind::Reworded) {
            let document = desk.corpus().document(&passage.source.document_id).unwrap().unwrap();
            let theirs = Letters::of_text(&document.text);
            let changes = &passage.edits;
            assert_eq!(
                unchanged(&own, passage.span, changes.iter().map(|edit| edit.span)),
                unchanged(&theirs, passage.source.span, changes.iter().map(|edit| edit.source_span)),
                "{passage:?}"
            );
            assert!(passage.kind == PassageKind::Verbatim || !changes.is_empty(), "{passage:?}");
            told.extend(changes.iter().map(|edit| edit.kind));
        }
    }
    let wanted = [EditKind::Region, EditKind::Replace, EditKind::Insert, EditKind::Delete, EditKind::Move];
    assert!(wanted.iter().all(|kind| told.contains(kind)), "{told:?}");
}

#[test]
fn a_draft_equal_to_its_superior_is_all_copied() {
    for entry in std::fs::read_dir(corpora("documents")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let original = source(&name);
        // Another text hash: the draft is not the document itself but a copy with a closing line of its own.
        let copy = county(format!("{}\n（此件公开发布）\n", original.text));
        let ratio = review(shared(), &copy).novelty.copied_ratio.unwrap();
        assert!(ratio >= 0.999, "{name}: {ratio}");
        let swapped = original
            .text
            .replace("全国", "全县")
            .replace("全省", "全县")
            .replace("全市", "全县")
            .replace("国务院", "县政府")
            .replace("省政府", "县政府")
            .replace("各省", "各镇");
        let ratio = review(shared(), &county(format!("{swapped}\n（此件公开发布）\n"))).novelty.copied_ratio.unwrap();
        assert!(ratio >= 0.95, "{name}: {ratio}");
    }
}

#[test]
fn a_copied_passage_never_raises_novelty() {
    let passages = [
        source("c02-grain-reserve-measures.txt").text,
        source("p03-digital-village-notice.txt").text,
        source("s04-elderly-meals-notice.txt").text,
    ];
    for mut input in drafts() {
        input.level = Some(Level::County);
        let before = review(shared(), &input);
        for passage in &passages {
            let lines: Vec<&str> = passage.lines().filter(|l| l.chars().count() > 60).take(2).collect();
            let mut worse = input.clone();
            worse.text = with_lines(&input.text, &lines);
            let after = review(shared(), &worse);
            let (Some(b), Some(a)) = (before.scores.novelty, after.scores.novelty) else { continue };
            assert!(a <= b + 1e-9, "{:?}: {b} → {a}", input.id);
        }
    }
}

/// Of words so few that they may be set apart as isolated, too, and one passage after the other.
#[test]
fn a_few_copied_words_never_raise_novelty() {
    let sources = ["c02-grain-reserve-measures.txt", "p03-digital-village-notice.txt", "s04-elderly-meals-notice.txt"];
    let texts = sources.map(|name| source(name).text);
    let sentences = texts.iter().flat_map(|text| text.split_inclusive(['。', '\n']));
    let few = |sentence: &&str| (18..30).contains(&sentence.chars().filter(|c| c.is_alphanumeric()).count());
    let few: Vec<&str> = sentences.map(str::trim).filter(few).step_by(2).take(6).collect();
    assert_eq!(few.len(), 6);
    for mut input in drafts() {
        input.level = Some(Level::County);
        let mut last = review(shared(), &input).scores.novelty;
        for words in &few {
            input.text = with_lines(&input.text, &[words]);
            let after = review(shared(), &input).scores.novelty;
            if let (Some(b), Some(a)) = (last, after) {
                assert!(a <= b + 1e-9, "{:?} + {words}: {b} → {a}", input.id);
            }
            last = after;
        }
    }
}

#[test]
fn a_slogan_never_raises_substance() {
    let slogans = [
        "要进一步提高政治站位，切实增强责任感和使命感。",
        "要踏石留印、抓铁有痕，以钉钉子精神狠抓落实。",
        "各级各部门要高度重视，加强领导，确保取得实效。",
    ];
    for input in drafts() {
        let before = review(shared(), &input);
        for slogan in slogans {
            let mut worse = input.clone();
            worse.text = with_lines(&input.text, &[slogan]);
            let after = review(shared(), &worse);
            let (Some(b), Some(a)) = (before.scores.substance, after.scores.substance) else { continue };
            assert!(a <= b + 1e-9, "{:?} + {slogan}: {b} → {a}", input.id);
        }
    }
}

#[test]
fn sentences_of_formulations_are_told_apart_and_cost_nothing() {
    let apart = |report: &Report| report.findings.iter().filter(|f| is_apart(f)).count();
    let formulations = [
        "深入学习贯彻习近平新时代中国特色社会主义思想，认真落实，做到“两个维护”。",
        "坚持以人民为中心的发展思想，深入贯彻新发展理念，服务构建新发展格局。",
    ];
    // A sentence is judged with its neighbours: between two of plain substance no other one gets a new neighbour.
    let [above, below] = ["市农业农村局每月5日前公布1次检查结果，涉及18个乡镇。", "市水利局于6月30日前检修12座泵站。"];
    for input in drafts() {
        let with = |lines: &[&str]| DraftInput { text: with_lines(&input.text, lines), ..input.clone() };
        let before = review(shared(), &with(&[above, below]));
        let without = review(shared(), &input);
        for line in formulations {
            // Where others do get it as a neighbour, it is still counted apart and no word of it is called a slogan.
            let beside = review(shared(), &with(&[line]));
            let sentences = |report: &Report| {
                let found = &report.substance;
                (found.sentences, found.empty_sentences, found.empty_share)
            };
            assert_eq!(sentences(&beside), sentences(&without), "{:?} + {line}", input.id);
            let slogans = beside.findings.iter().filter(|f| f.rule == "substance.slogan");
            let words: Vec<&str> = slogans.filter_map(|f| Some(f.quote.as_ref()?.exact.as_str())).collect();
            assert!(words.iter().all(|words| !line.contains(words) || input.text.contains(words)), "{words:?}");
            let after = review(shared(), &with(&[above, line, below]));
            let figures = |report: &Report| {
                let found = &report.substance;
                (found.sentences, found.empty_sentences, found.empty_share, found.slogan_count)
            };
            assert_eq!(figures(&after), figures(&before), "{:?} + {line}", input.id);
            assert_eq!(after.substance.protected.sentences, before.substance.protected.sentences + 1);
            assert_eq!(apart(&after), apart(&before) + 1, "{:?} + {line}", input.id);
            assert!(after.scores.substance >= before.scores.substance, "{:?} + {line}", input.id);
            let told = after.verdict.return_note.unwrap_or_default() + &after.verdict.reasons.concat();
            assert!(!told.contains("新时代") && !told.contains("新发展"), "{told}");
        }
    }
}

#[test]
fn length_beyond_the_limit_never_raises_brevity() {
    let input = draft("drafts/04-over-length.txt");
    let line = "市农业农村局每月5日前公布1次检查结果，涉及18个乡镇和126个村。".repeat(3);
    let mut last = review(shared(), &input).scores.brevity.unwrap();
    let mut longer = input;
    for _ in 0..6 {
        longer.text = with_lines(&longer.text, &[line.as_str(); 4]);
        let score = review(shared(), &longer).scores.brevity.unwrap();
        assert!(score <= last + 1e-9, "{last} → {score}");
        last = score;
    }
}

/// The text with lines put in after its fifth line, inside the body.
fn with_lines(text: &str, lines: &[&str]) -> String {
    let mut all: Vec<&str> = text.lines().collect();
    let at = 6.min(all.len());
    all.splice(at..at, lines.iter().copied());
    all.join("\n")
}

#[test]
fn named_documents_are_compared_alone() {
    let mut input = draft("drafts/01-verbatim-copy.txt");
    input.against = Some(BTreeSet::from(["sample-c01".to_owned()]));
    let report = review(shared(), &input);
    assert!(!report.passages.is_empty());
    assert!(
        report
            .passages
            .iter()
            .all(|p| p.source.document_id == "sample-c01" && p.others.iter().all(|o| o.document_id == "sample-c01"))
    );
}

/// Half characters that a line takes.
fn columns(line: &str) -> usize {
    line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// The text in lines of at most `width` Chinese characters, as a page breaks it.
fn wrapped(text: &str, width: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for c in paragraph.chars() {
            if columns(&line) + columns(c.encode_utf8(&mut [0; 4])) > 2 * width {
                lines.push(std::mem::take(&mut line));
            }
            line.push(c);
        }
        lines.push(line);
    }
    lines.join("\n")
}

/// Rules, and the words they are about without line ends; sections with their length.
fn told(report: &Report, text: &str) -> Vec<(String, String)> {
    let chars: Vec<char> = text.chars().collect();
    let words = |span: Span| chars[span.start..span.end].iter().filter(|c| !c.is_whitespace()).collect::<String>();
    let found = report.findings.iter().filter_map(|f| Some((f.rule.clone(), words(f.span?))));
    let demands = report.assessment.iter().map(|a| (a.item.clone(), words(a.span)));
    let sections = report.brevity.sections.iter().map(|s| (format!("{} {}", s.kind, s.characters), words(s.span)));
    let figures =
        [format!("{:?}", report.substance), format!("{} {}", report.brevity.characters, report.brevity.pages)];
    let figures = figures.map(|figure| (String::new(), figure));
    found.chain(demands).chain(sections).chain(figures).collect()
}

#[test]
fn passages_of_broken_lines_stand_where_they_say() {
    let whole = draft("drafts/01-verbatim-copy.txt");
    let broken = DraftInput { text: wrapped(&whole.text, 34), ..whole.clone() };
    assert!(Analysis::new(&broken.text, None).is_joined());
    let [one, other] = [&whole, &broken].map(|input| review(shared(), input));
    let [before, after] = [&one, &other].map(|report| report.novelty.copied_ratio.unwrap());
    assert!((before - after).abs() < 0.02 && after > 0.1, "{before} {after}");
    let source = SourceText::new(&broken.text);
    assert!(other.passages.iter().any(|p| p.text.contains('\n')));
    for passage in &other.passages {
        assert_eq!(passage.text, source.slice(passage.span));
        for edit in &passage.edits {
            assert_eq!(edit.to, source.slice(edit.span));
        }
    }
    for finding in &other.findings {
        let Some((span, quote)) = finding.span.zip(finding.quote.as_ref()) else { continue };
        assert!(source.slice(span).starts_with(&quote.exact));
    }
}

#[test]
fn two_columns_mixed_up_are_told_and_not_judged() {
    let column = |start: usize| -> Vec<String> {
        let text = "要进一步提高政治站位，切实加强组织领导，狠抓各项任务的落实。".repeat(30);
        let chars: Vec<char> = text.chars().skip(start).collect();
        chars.chunks(22).take(29).map(|line| line.iter().collect()).collect()
    };
    let mixed: Vec<String> = column(0).iter().zip(column(9)).map(|(left, right)| format!("{left} {right}")).collect();
    let head = "示例县人民政府关于做好防汛工作的通知\n各乡镇人民政府：";
    let whole = "各地要高度重视，狠抓落实，务求实效。\n由市水务局牵头，每日巡查2次。";
    let [plain, report] = [format!("{head}\n{whole}"), format!("{head}\n{whole}\n{}\n", mixed.join("\n"))]
        .map(|text| review(shared(), &county(text)));
    let told = |report: &Report| report.warnings.iter().find(|w| w.code == "mixed_columns").map(|w| w.message.clone());
    assert!(told(&plain).is_none());
    assert!(told(&report).unwrap().starts_with("第5—33行文本疑似分栏错排"), "{:?}", report.warnings);
    assert_eq!(report.substance.sentences, plain.substance.sentences);
    assert_eq!(report.substance.slogan_count, plain.substance.slogan_count);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Where a page broke the lines, the same is found as in the whole text, at the same words. Four paragraphs give more
    /// than the dozen full lines from which on they are no accident.
    #[test]
    fn broken_lines_change_no_finding(
        paragraphs in proptest::collection::vec(proptest::collection::vec(prop_oneof![
            Just("各地要进一步提高政治站位，切实加强组织领导，狠抓各项任务落实。"),
            Just("坚持以习近平新时代中国特色社会主义思想为指导，做到“两个维护”。"),
            Just("当前，做好这项工作具有十分重大的现实意义，是保障民生的迫切需要。"),
            Just("各县（市、区）要成立工作专班，每周五前报送工作台账，并制定实施方案。"),
            Just("由市水务局牵头，6月30日前对128处堤段逐段巡查2次，投入资金4.5亿元。"),
            Just("依照《示例省粮食条例》第三条的规定，由市财政局按3:7的比例拨付补助。"),
            Just("严禁要求村（社区）建立微信群并打卡留痕，不得层层加码。"),
        ], 6..12), 4..6),
        width in 28usize..=40,
        indented in proptest::bool::ANY,
    ) {
        let indent = if indented { "　　" } else { "" };
        let paragraphs: Vec<String> = paragraphs.iter().map(|sentences| format!("{indent}{}", sentences.concat())).collect();
        let headings = ["一、形势背景", "二、主要任务", "三、组织保障", "四、督查考核", "五、附则"];
        let parts = headings.iter().zip(&paragraphs).map(|(heading, text)| format!("{indent}{heading}\n{text}"));
        let whole = format!("示例县人民政府关于做好防汛工作的通知\n各乡镇人民政府：\n{}\n", parts.collect::<Vec<_>>().join("\n"));
        let broken = wrapped(&whole, width);
        // Without indents nobody can tell a line that ends with a sentence from a paragraph.
        let ends = |line: &str| columns(line) + 5 > 2 * width && line.ends_with(['。', '；', '：']);
        prop_assume!(indented || !broken.lines().any(ends));
        prop_assert!(Analysis::new(&broken, None).is_joined());
        let [one, other] = [&whole, &broken].map(|text| told(&review(shared(), &county(text.clone())), text));
        prop_assert_eq!(one, other);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Any text, in any unit: no panic, every span slices, scores stay in 0–100.
    #[test]
    fn spans_fit_whatever_the_text(
        pieces in proptest::collection::vec(prop_oneof![
            Just("各县（市、区）人民政府要高度重视，".to_owned()),
            Just("一、总体要求\r\n".to_owned()),
            Just("为贯彻落实《示例》（示例发〔2025〕3号）精神。\n".to_owned()),
            Just("𠮷野家😀\u{FEFF}\u{200B}".to_owned()),
            Just("“引文”；（一）第十二条 ".to_owned()),
            "\\PC{0,24}",
        ], 1..24),
        unit in prop_oneof![Just(OffsetUnit::Codepoint), Just(OffsetUnit::Utf16), Just(OffsetUnit::Utf8)],
    ) {
        let text: String = pieces.concat();
        let mut input = county(text.clone());
        input.offset_unit = unit;
        if let Ok(report) = shared().review(&input, Keep::No) {
            let length = match unit {
                OffsetUnit::Codepoint => text.chars().count(),
                OffsetUnit::Utf16 => text.encode_utf16().count(),
                OffsetUnit::Utf8 => text.len(),
            };
            for span in spans(&report) {
                prop_assert!(span.start <= span.end && span.end <= length, "{span:?} in {length}");
                if unit == OffsetUnit::Utf8 {
                    prop_assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end));
                }
            }
            for score in [report.scores.brevity, report.scores.substance, report.scores.novelty].into_iter().flatten() {
                prop_assert!((0.0..=100.0).contains(&score));
            }
        }
    }
}

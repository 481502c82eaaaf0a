//! The shipped drafts: what was planted in each (corpora/drafts/EXPECTED.md) is found, what was not is not.

use duanshixin::document::Kind;
use duanshixin::measure::novelty::PassageKind;
use duanshixin::norms::Advice;
use duanshixin::review::Report;

use crate::support::{draft, review, shared, words};

fn report(name: &str) -> (String, Report) {
    let input = draft(&format!("drafts/{name}"));
    let report = review(shared(), &input);
    (input.text, report)
}

fn has(report: &Report, rule: &str) -> bool {
    report.findings.iter().any(|f| f.rule == rule)
}

#[test]
fn verbatim_copying_is_found_with_its_sources() {
    let (text, report) = report("01-verbatim-copy.txt");
    let copied = report.novelty.copied_ratio.unwrap();
    assert!((0.5..0.75).contains(&copied), "{copied}");
    let sources: Vec<&str> = report.novelty.sources.iter().map(|s| s.document_id.as_str()).collect();
    assert_eq!(sources.first(), Some(&"sample-p01"), "{sources:?}");
    assert!(sources.contains(&"sample-c01"), "{sources:?}");
    for passage in &report.passages {
        assert_eq!(words(&text, passage.span), passage.text);
    }
    assert!(report.novelty.superior.is_some() && has(&report, "novelty.copied"));
}

#[test]
fn exchanged_regions_do_not_hide_a_copy() {
    let (_, report) = report("02-region-swap.txt");
    assert!(report.novelty.copied_ratio.unwrap() >= 0.85, "{:?}", report.novelty.copied_ratio);
    assert_eq!(report.novelty.superior.as_ref().map(|s| s.document_id.as_str()), Some("sample-c05"));
    let counted: Vec<_> = report.passages.iter().filter(|p| p.excluded.is_none()).collect();
    assert!(counted.iter().any(|p| p.kind == PassageKind::Edited && !p.edits.is_empty()));
    assert_ne!(report.verdict.advice, Advice::Pass);
}

#[test]
fn slogans_are_found_and_concrete_sentences_left_alone() {
    let (text, report) = report("03-slogans.txt");
    assert!(report.substance.slogan_count >= 30, "{}", report.substance.slogan_count);
    assert!(report.scores.substance.unwrap() < 40.0, "{:?}", report.scores);
    for concrete in ["由县科工局协调电信企业完成青箬、枫坞两个村的基站建设", "县农业农村局年内举办农民数字技能培训3期"]
    {
        let at = text.find(concrete).map(|byte| text[..byte].chars().count()).unwrap();
        let flagged = report
            .findings
            .iter()
            .filter(|f| f.rule == "substance.empty_sentence")
            .any(|f| f.span.is_some_and(|s| s.start <= at && at < s.end));
        assert!(!flagged, "{concrete}");
    }
}

#[test]
fn an_over_long_notice_is_measured_against_its_norm() {
    let (_, report) = report("04-over-length.txt");
    let limit = report.brevity.limit.as_ref().unwrap();
    assert!(limit.norm.title.contains("若干规定"));
    assert!(
        report.brevity.over_by > 0 && has(&report, "brevity.over_limit") && has(&report, "brevity.long_background")
    );
    let kinds: Vec<&str> = report.brevity.sections.iter().map(|s| s.kind.as_str()).collect();
    for kind in ["background", "significance", "safeguards"] {
        assert!(kinds.contains(&kind), "{kinds:?}");
    }
}

#[test]
fn a_mirrored_outline_is_told_without_counting_reworded_text_as_copied() {
    let (_, report) = report("05-outline-mirror.txt");
    let outline = &report.novelty.outline;
    assert_eq!(outline.document_id.as_deref(), Some("sample-c03"));
    assert!(outline.ratio.unwrap() >= 0.9, "{outline:?}");
    assert!(has(&report, "novelty.outline"));
    assert!(report.novelty.copied_ratio.unwrap() <= 0.3, "{:?}", report.novelty.copied_ratio);
}

#[test]
fn burdens_are_told_and_prohibitions_are_not() {
    let (text, report) = report("06-burdens.txt");
    let told: Vec<String> = report.assessment.iter().filter(|a| !a.guarded).map(|a| words(&text, a.span)).collect();
    // Two demands of one sort in a sentence (周报 and 零报告) are told once.
    for planted in ["责任状", "每周五下午5时前报送", "打卡", "排名通报", "一票否决"] {
        assert!(told.iter().any(|t| t.contains(planted)), "{planted} in {told:?}");
    }
    for guarded in ["严禁层层加码", "不得要求群众拍照留痕", "清理面向村级的“一票否决”"] {
        let at = text.find(guarded).map(|byte| text[..byte].chars().count()).unwrap();
        let end = at + guarded.chars().count();
        let hit = report
            .findings
            .iter()
            .filter(|f| f.rule.starts_with("assessment."))
            .any(|f| f.span.is_some_and(|s| s.start < end && at < s.end));
        assert!(!hit, "{guarded}");
    }
}

#[test]
fn a_clean_notice_passes() {
    let (_, report) = report("07-clean.txt");
    assert!(report.novelty.copied_ratio.unwrap() <= 0.05, "{:?}", report.novelty.copied_ratio);
    assert_eq!(report.substance.slogan_count, 0);
    assert!(report.substance.empty_sentences <= 1, "{}", report.substance.empty_sentences);
    assert_eq!(report.brevity.over_by, 0);
    assert!(report.assessment.iter().all(|a| a.guarded));
    assert_eq!(report.verdict.advice, Advice::Pass);
    let scores = report.scores;
    for score in [scores.brevity, scores.substance, scores.novelty] {
        assert!(score.unwrap() >= 85.0, "{scores:?}");
    }
    assert_eq!(report.novelty.superior.as_ref().map(|s| s.document_id.as_str()), Some("sample-c05"));
}

#[test]
fn a_speech_is_judged_as_a_speech() {
    let (_, report) = report("08-speech.txt");
    assert_eq!(report.draft.kind, Some(Kind::Speech));
    assert!(report.substance.genre.contains("讲话"), "{}", report.substance.genre);
    assert!(report.brevity.limit.is_none());
    assert!(report.scores.substance.unwrap() >= 60.0, "{:?}", report.scores);
}

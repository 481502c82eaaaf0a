//! A page of a report made by hand.

use serde_json::json;

use crate::render::terminal::{Emphasis, TerminalOptions, render};
use crate::review::Report;

const TEXT: &str =
    "示例市关于某事的通知\n\n要高度重视，狠抓落实。\n各地要在6月底前完成全市水库检查。\n一要提高站位。二要提高认识。\n";

/// Position of words in [`TEXT`].
fn span(words: &str) -> serde_json::Value {
    let at = TEXT.split_once(words).map(|(before, _)| before.chars().count()).expect("words of the text");
    json!({ "start": at, "end": at + words.chars().count() })
}

fn finding(measure: &str, rule: &str, words: &str, message: &str, suggestion: &str) -> serde_json::Value {
    json!({
        "id": "f", "measure": measure, "rule": rule, "severity": "warning", "span": span(words), "quote": null,
        "message": message, "suggestion": suggestion, "norm": null, "term": null, "passage": null
    })
}

fn report() -> Report {
    let norm = json!({ "title": "《示例规定》", "article": "第2条", "quote": "文件应当开门见山。", "grade": "A" });
    let mut copied = finding("novelty", "novelty.copied", "各地要在6月底前完成全市水库检查。", "重复", "建议删去。");
    copied["passage"] = json!("p1");
    copied["norm"] = norm.clone();
    let mut burden = finding("assessment", "assessment.B01", "完成全市水库检查", "可能增加负担。", "建议精简。");
    burden["norm"] = norm;
    let basis = json!({ "combine": "lowest", "score": 43.0, "parts": [
        { "figure": "copied_ratio", "label": "照抄率", "value": 0.658, "anchors": [], "score": 43.0, "weight": 1.0 }
    ]});
    let source = json!({
        "document_id": "c1", "title": "国家关于某事的通知", "issuer": "国家某局", "level": "central", "date": "2026-02",
        "copied_characters": 15, "ratio": 0.658, "cited_in_draft": true, "newer_version": false, "own_earlier": false
    });
    let passage = json!({
        "id": "p1", "span": span("各地要在6月底前完成全市水库检查。"), "text": "各地要在6月底前完成全市水库检查。",
        "source": { "title": "国家关于某事的通知", "document_id": "c1", "span": { "start": 100, "end": 117 }, "text": "各地要在6月底前完成全国水库检查。" },
        "others": [], "kind": "edited", "similarity": 0.9, "excluded": null,
        "edits": [{ "kind": "region", "from": "国", "to": "市", "span": span("市水库"), "source_span": { "start": 111, "end": 112 } }]
    });
    let mut passages = vec![passage];
    passages[0]["edits"][0]["span"]["end"] = json!(span("市水库")["start"].as_u64().unwrap_or_default() + 1);
    passages.push(json!({
        "id": "p2", "span": span("示例市关于某事的通知"), "text": "", "source": { "title": "国家关于某事的通知", "document_id": "c1", "span": span("要"), "text": "" },
        "others": [], "kind": "verbatim", "similarity": 1.0, "excluded": { "reason": "title" }, "edits": []
    }));
    serde_json::from_value(json!({
        "schema": 1, "id": "r1", "created_at": "2026-03-01T00:00:00Z",
        "draft": { "id": "d1", "title": "示例市关于某事的通知\u{1b}[2J", "issuer": null, "level": "city", "level_from": "inferred",
            "kind": "通知", "date": null, "text_sha256": "", "read_as": "txt", "characters": 60 },
        "offset_unit": "codepoint",
        "structure": { "title": null, "issuer": null, "document_number": null, "kind": null, "date": null,
            "body": { "start": 0, "end": 60 }, "headings": [], "forwarded": null },
        "scores": { "brevity": null, "substance": 61.5, "novelty": 43.0 },
        "scores_basis": { "brevity": null, "substance": null, "novelty": basis },
        "brevity": { "characters": 40, "characters_with_punctuation": 46, "word_count": 41, "counted_by": "characters",
            "pages": 0.2, "limit": null, "no_limit": "没有可引用的篇幅规定", "over_by": 0, "sections": [] },
        "substance": { "slogan_count": 2, "slogans_per_1000": 50.0, "sentences": 4, "empty_sentences": 2, "empty_share": 0.5,
            "markers": { "deadline": 1, "quantity": 0, "responsible": 1, "measure": 0, "condition": 0, "money": 0,
                "object": 0, "fact": 0 },
            "protected": { "count": 0, "characters": 0, "share": 0.0 }, "genre": "通知" },
        "novelty": { "copied_ratio": 0.658, "verbatim_ratio": 0.0, "edited_ratio": 0.658, "reworded_ratio": null,
            "lawful_ratio": 0.2, "largest_source_ratio": 0.658, "scorable_characters": 200, "sources": [source],
            "superior": null, "outline": { "mirrored_headings": 0, "headings": 0, "ratio": null, "document_id": null } },
        "passages": passages,
        "assessment": [{ "rule": "assessment.B01", "item": "检查", "span": span("检查"), "norm": null, "exempt_if": null, "guarded": true }],
        "findings": [
            finding("substance", "substance.slogan", "要高度重视", "“要高度重视”：没有做法。", "建议写明做法。"),
            finding("substance", "substance.slogan", "狠抓落实", "“狠抓落实”：没有做法。", "建议写明做法。"),
            copied,
            burden,
            finding("substance", "substance.empty_sentence", "一要提高站位。", "没有写明时限。", "建议写明时限。"),
            finding("substance", "substance.empty_sentence", "二要提高认识。", "没有写明时限。", "建议写明时限。"),
        ],
        "verdict": { "advice": "revise", "reasons": ["“新”得分43.0，低于50"] },
        "versions": { "engine": "0.1.0", "lexicon": "slogans@1", "norms": "national@1", "model": "m1", "corpus_generation": 3 },
        "warnings": [{ "code": "undated", "message": "日期未知" }]
    }))
    .expect("a report")
}

#[test]
fn a_page_says_what_a_reviewer_needs() {
    let options = TerminalOptions { width: 72, most: Some(5), emphasis: Emphasis::Brackets };
    let page = anstream::adapter::strip_str(&render(&report(), TEXT, &options)).to_string();
    insta::assert_snapshot!(page);
}

#[test]
fn what_is_left_out_is_counted() {
    let most = |most| TerminalOptions { width: 72, most, emphasis: Emphasis::Style };
    let page = render(&report(), TEXT, &most(Some(1)));
    assert!(page.contains("另有1处未列出") && page.contains('\u{1b}') && !page.contains('【'));
    assert!(!page.contains("\u{1b}[2J"), "nothing in a title steers the terminal");
    let page = render(&report(), TEXT, &most(None));
    assert!(!page.contains("未列出"));
    // A sentence with three phrases: all three reasons are told where everything is asked for.
    let mut report = report();
    let phrase =
        |words: &str| finding("substance", "substance.slogan", words, &format!("“{words}”：无着落。"), "建议写明。");
    let more = [phrase("高度重视"), phrase("落实")].map(|one| serde_json::from_value(one).expect("a finding"));
    report.findings.extend(more);
    report.substance.protected.count = 2;
    let told = |most| render(&report, TEXT, &TerminalOptions { width: 200, most, emphasis: Emphasis::Style });
    let reasons = |page: &str| {
        ["“要高度重视”：", "“狠抓落实”：", "“高度重视”：", "“落实”："].iter().filter(|w| page.contains(**w)).count()
    };
    assert_eq!((reasons(&told(None)), reasons(&told(Some(9)))), (4, 2));
    assert!(told(None).contains("规定表述2处，不计入"));
}

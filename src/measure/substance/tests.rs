//! What sentences count as and what is said of them, on invented texts.

use std::path::Path;
use std::sync::LazyLock;

use crate::document::{DraftFacts, Kind, Level};
use crate::lexicon::Lexicon;
use crate::measure::finding::Finding;
use crate::measure::substance::{Substance, measure};
use crate::model::SentenceModel;
use crate::norms::FormulationRules;
use crate::text::Analysis;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::shipped().unwrap());
static MODEL: LazyLock<SentenceModel> = LazyLock::new(|| {
    SentenceModel::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("models").join("sentence")).unwrap()
});

/// A notice of a body of some level.
fn measured(text: &str, level: Level) -> (Substance, Vec<Finding>) {
    let facts = DraftFacts { kind: Some(Kind::Notice), level, ..DraftFacts::default() };
    let rules = FormulationRules::default();
    let (substance, findings, _) = measure(&Analysis::new(text, None), &facts, &LEXICON, &MODEL, &rules);
    (substance, findings)
}

/// The words of the findings of a rule.
fn found(text: &str, rule: &str) -> Vec<String> {
    let analysis = Analysis::new(text, None);
    let (_, findings) = measured(text, Level::City);
    let spans = findings.iter().filter(|f| f.rule == rule).filter_map(|f| f.span);
    spans.map(|span| analysis.text(span).to_owned()).collect()
}

fn empties(text: &str) -> Vec<String> {
    found(text, "substance.empty_sentence")
}

#[test]
fn sentences_of_protected_formulations_are_neither_empty_nor_sound() {
    for text in [
        "坚持稳中求进工作总基调。",
        "铸牢中华民族共同体意识。",
        "增强“四个意识”、坚定“四个自信”、做到“两个维护”。",
        "增强四个意识，坚定四个自信，做到两个维护。",
        "深入践行绿水青山就是金山银山的理念。",
        "更加紧密地团结在以习近平同志为核心的党中央周围！",
        "示例区推进法治政府建设。",
    ] {
        let (substance, findings) = measured(text, Level::City);
        assert_eq!((substance.sentences, substance.protected.sentences), (0, 1), "{text}");
        assert_eq!((substance.empty_sentences, substance.empty_share), (0, None), "{text}");
        let told: Vec<&str> = findings.iter().map(|f| f.rule.as_str()).collect();
        assert!(!told.contains(&"substance.empty_sentence") && !told.contains(&"substance.slogan"), "{text} {told:?}");
    }
    // They hide nothing: what stands beside them counts as before.
    let (substance, _) = measured("坚持稳中求进工作总基调。\n要高度重视，狠抓落实，务求实效。", Level::City);
    assert_eq!((substance.sentences, substance.empty_sentences, substance.slogan_count), (1, 1, 3));
    assert_eq!(found("坚持高质量发展，狠抓落实。", "substance.slogan"), ["狠抓落实"]);
}

#[test]
fn nobody_is_told_to_delete_a_formulation() {
    let text = "要坚持稳中求进工作总基调，切实提高思想认识，不断增强做好各项工作的责任感和紧迫感，狠抓落实，务求实效。";
    let (_, findings) = measured(text, Level::City);
    let empty = findings.iter().find(|f| f.rule == "substance.empty_sentence").unwrap();
    assert!(empty.message.starts_with("规定表述以外") && !empty.message.contains("删去"), "{}", empty.message);
    let suggestion = empty.suggestion.as_deref().unwrap();
    assert!(suggestion.contains("规定表述可以保留") && !suggestion.contains("删去"), "{suggestion}");
}

#[test]
fn a_number_hides_no_sentence() {
    let sentences = [
        "要高度重视，狠抓落实，务求实效。",
        "要提高政治站位，切实增强责任感使命感。",
        "要以钉钉子精神，久久为功，善作善成。",
    ];
    for number in ["一、", "（一）", "1．", "（1）", "十二、"] {
        for sentence in sentences {
            let text = format!("{number}{sentence}");
            assert_eq!(empties(&text), [sentence], "{text}");
            assert!(!found(&text, "substance.slogan").is_empty(), "{text}");
        }
    }
    for text in [
        "（二）各镇要对辖区内山塘逐座登记，每日巡查两次。",
        "（一）推进示例改革，优化示例服务。\n由市财政局于6月底前向12所学校拨付500万元。",
        "（一）推进示例改革，优化示例服务。由市财政局于6月底前向12所学校拨付500万元。",
        "3.临棠市青山区创新示例理念，促进示例产业转型升级发展。",
        "105.贵州省遵义市坚持创新驱动，推动示例产业不断提质增效。",
    ] {
        assert_eq!(empties(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn a_heading_that_only_names_what_follows_is_left_alone() {
    let follows = "要高度重视，狠抓落实，务求实效。";
    let details = "由市财政局于6月底前向12所学校拨付500万元。";
    let heading = "（一）推进示例改革，优化示例服务。";
    for between in ["", "\n"] {
        let text = format!("{heading}{between}{follows}{details}\n二、主要任务\n{details}");
        assert_eq!(empties(&text), [follows], "{text}");
        assert!(!found(&text, "substance.slogan").iter().any(|phrase| heading.contains(phrase.as_str())), "{text}");
    }
    let asks = "要提高政治站位，切实增强责任感使命感。";
    assert_eq!(empties(&format!("一、{asks}{follows}")), [asks, follows]);
}

#[test]
fn reasons_fit_the_words_around() {
    let message = |text: &str| {
        let (_, findings) = measured(text, Level::City);
        findings.into_iter().find(|f| f.rule == "substance.slogan").map(|f| f.message).unwrap_or_default()
    };
    let opening = message("要进一步加强干部队伍建设。");
    assert!(opening.contains("空泛动宾"), "{opening}");
    let within = message("示例新区的建设和发展正进入新的历史阶段。");
    assert!(!within.is_empty() && !within.contains("空泛动宾") && !within.contains("做成什么"), "{within}");
    for text in [
        "现就做好示例工作提出如下实施意见。",
        "在目前示例冲动强烈的地方，要不断加强引导。",
        "我市人多地少，推动示例事业发展。",
    ] {
        let first = text.split(['，', '。']).next().unwrap();
        assert!(!found(text, "substance.slogan").iter().any(|phrase| phrase == first), "{text}");
    }
}

#[test]
fn whoever_is_named_is_not_asked_for() {
    for (text, asked) in [
        ("各级示例部门要切实加强领导，狠抓落实，务求实效。", false),
        ("市财政委：要高度重视，狠抓落实，务求实效。", false),
        ("要高度重视，狠抓落实，务求实效。", true),
    ] {
        let (_, findings) = measured(text, Level::City);
        let empty = findings.iter().find(|f| f.rule == "substance.empty_sentence").unwrap();
        assert_eq!(empty.message.contains("责任主体"), asked, "{text} {}", empty.message);
        assert_eq!(empty.suggestion.as_deref().unwrap().contains("由谁做"), asked, "{text}");
    }
}

#[test]
fn the_centre_is_not_held_to_the_norm_for_places() {
    for (level, held) in [(Level::Central, false), (Level::City, true)] {
        let (_, findings) = measured("做好这项工作具有十分重大的现实意义。", level);
        let slogan = findings.iter().find(|f| f.rule == "substance.slogan").unwrap();
        assert_eq!(slogan.norm.is_some(), held, "{level:?}");
    }
}

//! What sentences count as and what is said of them, on invented texts.

use std::path::Path;
use std::sync::LazyLock;

use crate::document::{DraftFacts, Kind, Level};
use crate::lexicon::Lexicon;
use crate::measure::finding::{Finding, Severity};
use crate::measure::substance::{Opinion, Substance, measure, rules};
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
    let analysis = Analysis::new(text, None);
    let (substance, findings, _) = measure(&analysis, &facts, &LEXICON, &Opinion::of(&analysis, &MODEL), &rules);
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
        let told: Vec<&str> = findings.iter().filter(|f| !rules::is_apart(f)).map(|f| f.rule.as_str()).collect();
        assert!(!told.contains(&"substance.empty_sentence") && !told.contains(&"substance.slogan"), "{text} {told:?}");
    }
    // They hide nothing: what stands beside them counts as before.
    let (substance, _) = measured("坚持稳中求进工作总基调。\n要高度重视，狠抓落实，务求实效。", Level::City);
    assert_eq!((substance.sentences, substance.empty_sentences, substance.slogan_count), (1, 1, 3));
    assert_eq!(found("坚持高质量发展，狠抓落实。", "substance.slogan"), ["狠抓落实"]);
}

/// The notices on sentences made of protected formulations.
fn apart(text: &str) -> Vec<Finding> {
    measured(text, Level::City).1.into_iter().filter(rules::is_apart).collect()
}

#[test]
fn a_sentence_that_holds_only_formulations_is_told_apart() {
    let sentence = "深入学习贯彻习近平新时代中国特色社会主义思想，认真落实，做到“两个维护”。";
    let details = "由市财政局于6月底前向12所学校拨付500万元。";
    for (text, count) in [
        (sentence.to_owned(), 1),
        (format!("{details}{sentence}"), 1),
        (format!("一、{sentence}"), 1),
        // A phrase beside the formulations is told on its own, too.
        ("要坚持不懈用习近平新时代中国特色社会主义思想凝心铸魂，狠抓落实。".to_owned(), 1),
        // What can be checked stands in the sentence, behind it in brackets, or it is no sentence.
        ("市教育局6月底前组织300名示例学员学习习近平新时代中国特色社会主义思想。".to_owned(), 0),
        (format!("{sentence}（市委宣传部负责）"), 0),
        ("坚持以人民为中心".to_owned(), 0),
        (
            "第一条 为了加强管理，制定本条例。\n第二条 坚持以人民为中心的发展思想。\n第三条 各级人民政府应当加强管理。"
                .to_owned(),
            0,
        ),
        (format!("要高度重视，狠抓落实，务求实效。{details}"), 0),
    ] {
        assert_eq!(apart(&text).len(), count, "{text}");
    }
    // It counts for nothing, and it costs nothing.
    let (alone, _) = measured(details, Level::City);
    let (with, _) = measured(&format!("{details}\n{sentence}"), Level::City);
    assert_eq!((with.sentences, with.empty_sentences, with.slogan_count), (alone.sentences, 0, 0));
    assert_eq!((with.empty_share, with.protected.sentences), (alone.empty_share, 1));
}

#[test]
fn notices_on_formulations_leave_them_alone() {
    for (text, said) in [
        (
            "深入学习贯彻习近平新时代中国特色社会主义思想，认真落实，做到“两个维护”。",
            "没有写明责任主体、时限、数量、做法",
        ),
        ("改革开放取得重大进展。", "没有写明做成什么、达到多少"),
    ] {
        let [notice] = <[Finding; 1]>::try_from(apart(text)).unwrap();
        let (message, suggestion) = (&notice.message, notice.suggestion.as_deref().unwrap());
        assert!(
            message.starts_with("规定表述“") && message.contains("不作评价") && message.contains(said),
            "{message}"
        );
        assert!(suggestion.starts_with("规定表述照用") && suggestion.contains("建议"), "{suggestion}");
        for word in ["空话", "套话", "空洞", "口号", "删"] {
            assert!(!message.contains(word) && !suggestion.contains(word), "{message} {suggestion}");
        }
        assert_eq!((notice.severity, &notice.norm, &notice.term), (Severity::Notice, &None, &None));
    }
}

#[test]
fn nobody_is_told_to_delete_a_formulation() {
    let text = "要坚持稳中求进工作总基调，切实提高思想认识，不断增强做好各项工作的责任感和紧迫感，狠抓落实，务求实效。";
    let (_, findings) = measured(text, Level::City);
    let empty = findings.iter().find(|f| f.rule == "substance.empty_sentence").unwrap();
    assert!(empty.message.starts_with("规定表述“"), "{}", empty.message);
    assert!(empty.message.contains("以外，") && !empty.message.contains("删去"), "{}", empty.message);
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

/// The message and the suggestion of the first finding of a rule.
fn told(text: &str, rule: &str) -> (String, String) {
    let (_, findings) = measured(text, Level::City);
    let found = findings.into_iter().find(|f| f.rule == rule);
    found.map(|f| (f.message, f.suggestion.unwrap_or_default())).unwrap_or_default()
}

#[test]
fn set_formulas_and_adoption_lines_are_no_formulations() {
    for (text, apart) in [
        ("本办法自2026年5月1日起施行。", 0),
        ("特此通知。", 0),
        ("示例省第十届人民代表大会常务委员会第三次会议通过。", 0),
        ("坚持稳中求进工作总基调。", 1),
    ] {
        let (substance, _) = measured(text, Level::City);
        assert_eq!((substance.protected.sentences, substance.sentences), (apart, 1 - apart), "{text}");
    }
}

#[test]
fn a_heading_inside_a_paragraph_is_none_of_the_empty() {
    let before = "由市财政局于6月底前向12所学校拨付500万元。";
    let details = "新建示例场馆12座，改造示例线路30公里。";
    for (text, wanted) in [
        (format!("{before}推动示例事业加快发展。{details}"), vec![]),
        (format!("{before}三要推动示例事业加快发展。{details}"), vec![]),
        (format!("{before}这五年，示例根基持续夯实。{details}"), vec![]),
        (format!("{before}推动示例事业加快发展。"), vec!["推动示例事业加快发展。"]),
        (
            format!("{before}推动示例事业加快发展。要高度重视，狠抓落实。"),
            vec!["推动示例事业加快发展。", "要高度重视，狠抓落实。"],
        ),
        (format!("推动示例事业加快发展。\n{details}{details}"), vec![]),
        // A thesis announces nothing.
        (format!("示例事业是示例发展的重要保证。{details}"), vec!["示例事业是示例发展的重要保证。"]),
        (format!("推动示例事业加快发展。\n{details}"), vec!["推动示例事业加快发展。"]),
    ] {
        assert_eq!(empties(&text), wanted, "{text}");
    }
}

#[test]
fn what_can_be_checked_is_not_empty() {
    let padding = "不断提高思想认识，进一步加强示例体系建设，切实提升示例水平";
    for held in [
        "城镇新增示例岗位500万个以上",
        "组建示例投资集团",
        "办好示例国际论坛",
        "争创国家示例改革试验区",
        "全年没有发生重大示例事故",
        "入围全国示例创新百强",
        "实施示例水网升级改造行动",
        "培育三大示例产业集群",
        "支持德州、聊城示例发展",
    ] {
        assert_eq!(empties(&format!("{padding}，{held}。")), Vec::<String>::new(), "{held}");
    }
    for open in ["切实做到三个方面统筹", "召开会议", "举办示例活动", "运用示例设备", "支持德州示例发展"]
    {
        assert_eq!(empties(&format!("{padding}，{open}。")).len(), 1, "{open}");
    }
}

#[test]
fn phrases_alone_make_no_sentence_empty_that_the_model_doubts() {
    // Nothing but phrases, and no marker; the model gives the one 0.28, the other 0.52.
    let padding = "加强示例体系建设，推进示例事业发展，不断提升示例水平";
    for (end, count) in [("举办示例活动", 0), ("支持德州示例发展", 1)] {
        assert_eq!(empties(&format!("{padding}，{end}。")).len(), count, "{end}");
    }
}

#[test]
fn who_answers_and_by_what_means_are_enough_together() {
    let padding = "不断提高思想认识，进一步加强示例体系建设，切实提升示例水平";
    for (text, count) in [
        (format!("{padding}，运用示例设备。"), 1),
        (format!("广大新闻媒体要{padding}。"), 1),
        (format!("广大新闻媒体要{padding}，采取更加有力措施。"), 1),
        (format!("广大新闻媒体要{padding}，引导示例市场健康发展。"), 1),
        (format!("广大新闻媒体要{padding}，建立健全示例机制。"), 1),
        (format!("广大新闻媒体要{padding}，运用示例设备。"), 0),
    ] {
        assert_eq!(empties(&text).len(), count, "{text}");
    }
}

#[test]
fn messages_say_only_what_is_so() {
    let empty = "substance.empty_sentence";
    let padding = "不断提高思想认识，进一步加强示例体系建设，切实提升示例水平";
    let (message, _) = told(&format!("{padding}。"), empty);
    assert!(message.contains("删去这一句"), "{message}");
    for named in ["以示例城区为重点，", "深化“示例窗口”建设，", "统筹城乡、区域、陆海发展，", "支持德州示例发展，"]
    {
        let (message, _) = told(&format!("{named}{padding}。"), empty);
        assert!(message.contains("没有写明") && !message.contains("删去这一句"), "{named} {message}");
    }
    // Who is named, in whatever form, is not said to be missing, and a bare subject is not repeated.
    for who in [
        format!("广大新闻媒体要{padding}。"),
        format!("鼓励各地{padding}。"),
        "各级示例工作人员，应不断提升示例水平，推动示例事业健康发展。".to_owned(),
    ] {
        let (message, _) = told(&who, empty);
        assert!(message.contains("没有写明") && !message.contains("责任主体"), "{who} {message}");
        assert!(!message.contains("工作人员”"), "{message}");
    }
    for (text, said, unsaid) in [
        ("有利于做好示例服务，提升示例水平。", "以“有利于做好示例服务”讲背景、意义", "没有写明"),
        (
            "在新的示例时期，实施示例战略，建设高素质示例队伍，是促进示例持续健康发展的重要保证。",
            "讲背景、意义",
            "“在新的示例时期”",
        ),
        ("近年来，各地扎实推进示例改革，这个难题得到初步解决。", "得到初步解决”讲成效", "何时"),
        ("工作实践启示我们，示例工作一定要提高认识、狠抓落实。", "只作判断", "“工作实践启示我们”"),
    ] {
        let (message, suggestion) = told(text, empty);
        assert!(message.contains(said) && !format!("{message}{suggestion}").contains(unsaid), "{text} {message}");
    }
}

#[test]
fn notes_and_rests_of_lines_are_not_judged() {
    let sentence = "要提高政治站位，切实增强责任感使命感，狠抓各项工作落实。";
    let other = "推动示例事业健康发展，不断提升示例水平。";
    let before = "由市财政局于6月底前拨付补助500万元。";
    let before_edge = "由市财政局于6月底前向示例县区拨付示例补助资金500万元。";
    for (text, count) in [
        (sentence.to_owned(), 1),
        (format!("［2］示例体系：\n{sentence}"), 0),
        (format!("［2］示例体系：{sentence}"), 0),
        // An item of the text, not a note.
        (format!("【2】{sentence}"), 1),
        (format!("{before_edge}\n示例市各级示例部门和单位近年来在示例领域坚持示例原则与\n{sentence}"), 0),
        // A heading over a paragraph breaks off at no edge.
        (format!("{before}\n关于进一步加强示例市示例工作的重要意义和主要示例目标\n{other}"), 1),
        (format!("{before}\n{sentence}"), 1),
    ] {
        assert_eq!(empties(&text).len(), count, "{text}");
    }
}

#[test]
fn messages_name_what_this_sentence_says_and_lacks() {
    let empty = "substance.empty_sentence";
    let (message, suggestion) = told("要提高政治站位，切实增强责任感使命感，狠抓各项工作落实。", empty);
    assert!(message.contains("“要提高政治站位”") && message.contains("责任主体、时限、数量、做法"), "{message}");
    assert!(suggestion.contains("由谁做、何时完成"), "{suggestion}");
    // What is done is not asked for its date.
    let (message, suggestion) = told("示例产业转型持续推进，示例群众生活更加丰富多彩。", empty);
    assert!(message.contains("讲成效") && message.contains("做成什么"), "{message}");
    assert!(suggestion.contains("做成什么、多少") && !suggestion.contains("何时完成"), "{suggestion}");
    // Background and significance are called so, with the norm.
    let text = "做好示例工作是推动示例事业健康发展的迫切需要，是提升示例水平的一项重大举措。";
    let (_, findings) = measured(text, Level::City);
    let found = findings.iter().find(|f| f.rule == empty).unwrap();
    assert!(found.message.contains("背景、意义") && !found.message.contains("责任主体"), "{}", found.message);
    assert_eq!(found.norm.as_ref().and_then(|norm| norm.article.as_deref()), Some("第2条"));
    // A body in brackets at the end of the paragraph is named.
    let text = "要提高政治站位，切实增强责任感使命感，狠抓各项工作落实。完成示例工程12项。（市民政局负责）";
    let (message, _) = told(text, empty);
    assert!(message.contains("没有写明") && !message.contains("责任主体"), "{message}");
    let (message, _) = told("这一年，我们感恩奋进，埋头苦干，示例面貌焕然一新。", empty);
    assert!(message.contains("讲成效") && !message.contains("“这一年”"), "{message}");
    // What only says how things are is asked for facts.
    let (message, suggestion) = told("示例精神永远是我们前进的不竭动力和宝贵财富。", empty);
    assert!(message.contains("只作判断") && suggestion.contains("事实"), "{message} {suggestion}");
    // A counted formulation is no figure, and neither is a year.
    for text in ["集中力量办成一批示例实事，不断提升群众获得感。", "2026年要高度重视，狠抓落实，务求实效。"]
    {
        let (message, _) = told(text, empty);
        assert!(message.contains("数量"), "{text} {message}");
    }
}

#[test]
fn messages_of_phrases_fit_where_they_stand() {
    let slogan = "substance.slogan";
    let (message, suggestion) = told("奋力谱写示例新篇章，通过示例平台免费开放设备300台。", slogan);
    assert!(message.contains("示例新篇章") && suggestion.contains("只留本句里的做法"), "{message} {suggestion}");
    assert!(!suggestion.contains("怎样做"), "{suggestion}");
    let (message, suggestion) = told("产业发展生态不断完善。", slogan);
    assert!(message.contains("“不断”是程度词") && suggestion.contains("做成什么、多少"), "{message} {suggestion}");
    let (message, _) = told("狠抓各项工作落实。", slogan);
    assert!(message.contains("没有写明怎样做") && !message.contains("范围虚指"), "{message}");
}

//! The items of the assessment and the findings they lead to.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::document::{DraftFacts, Level};
use crate::lexicon::{Entry, Hit, Lexicon, ListId, Matcher, Setting};
use crate::measure::assessment::demand::Context;
use crate::measure::assessment::shapes::{self, Found};
use crate::measure::finding::{Finding, Measure, Severity, TermRef};
use crate::norms::{NormRef, Profile};
use crate::span::{Span, any_overlap};
use crate::text::Analysis;
use crate::text::structure::Role;

/// One hit of a burden rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AssessmentItem {
    /// Rule id, `assessment.` and the id of the list's entry.
    pub rule: String,
    /// The kind of burden, in Chinese: the category of the list's entry.
    pub item: String,
    /// Where.
    pub span: Span,
    /// The norm it rests on.
    pub norm: Option<NormRef>,
    /// When it is allowed, in Chinese.
    pub exempt_if: Option<String>,
    /// Whether what stands around it shows that nothing is demanded of lower levels (forbidden, criticised, left open,
    /// told, or a duty of others): kept in the list, no finding.
    pub guarded: bool,
    /// Id of the finding that it led to, where it led to one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    pub finding: Option<String>,
}

/// The list of burdens, the only one that is read here.
pub const LIST: ListId = ListId::Burden;

/// Most mentions of one kind of burden that are listed for one sentence: a text without any full stop is one sentence.
const MENTIONS: usize = 8;

/// Assesses a draft: every hit of the burden list, and a finding for each that is a demand.
#[must_use]
pub fn measure(
    analysis: &Analysis,
    facts: &DraftFacts,
    lexicon: &Lexicon,
    profile: &Profile,
) -> (Vec<AssessmentItem>, Vec<Finding>) {
    let rules = &profile.assessment;
    if rules.exempt.iter().any(|condition| condition.holds(facts)) {
        return (Vec::new(), Vec::new());
    }
    let matcher = lexicon.get(LIST);
    let context = Context::new(analysis, facts, rules);
    let readable = readable(analysis, facts);
    let cited: Vec<Span> = analysis.marks.citations.iter().map(|c| c.marked).collect();
    let mut items: Vec<AssessmentItem> = Vec::new();
    let mut findings = Vec::new();
    // Mentions so far by sentence and kind of burden; `None` once a demand was found there.
    let mut seen: BTreeMap<(usize, &str), Option<usize>> = BTreeMap::new();
    // The entries' own patterns first: a shape only adds what no pattern found.
    let setting = Setting::of(analysis, facts);
    let patterns = matcher.candidates_in(setting).into_iter().map(|hit| (hit, Origin::Pattern));
    let shapes = matcher.counting(as_hits(&shapes::find(analysis), matcher), setting);
    let shapes = shapes.into_iter().map(|hit| (hit, Origin::Shape));
    for (hit, origin) in patterns.chain(shapes) {
        if analysis.deadline.has_passed() {
            break;
        }
        let Some(entry) = matcher.entry(hit) else { continue };
        // A shape may not reach into a title: the words there are none of the sentence's.
        let in_title = if origin == Origin::Shape { any_overlap(&cited, hit.span) } else { holds(&cited, hit.span) };
        if in_title || !holds(&readable, hit.span) {
            continue;
        }
        // One finding for one kind of burden in one sentence: of 745 findings in 1,199 real documents 19 had a second
        // mention in another clause of the sentence, and in 15 of them it went on with the same demand.
        let place = (analysis.sentence_at(hit.span.start).unwrap_or_default(), entry.category.as_str());
        let guarded_before = seen.entry(place).or_insert(Some(0));
        let Some(count) = guarded_before.filter(|&n| n < MENTIONS) else { continue };
        if origin == Origin::Shape && excepted(analysis, matcher, hit) {
            *guarded_before = Some(count + 1);
            continue;
        }
        let guarded = !context.demands(hit.span, &entry.category);
        if origin == Origin::Shape && guarded && count > 0 {
            continue;
        }
        *guarded_before = guarded.then_some(count + 1);
        let item = AssessmentItem {
            rule: format!("assessment.{}", entry.id.as_deref().unwrap_or("custom")),
            item: if entry.category.is_empty() { entry.shown() } else { &entry.category }.to_owned(),
            span: hit.span,
            norm: entry.norm.as_deref().and_then(|key| profile.norm(key)).cloned(),
            exempt_if: entry.exempt.clone(),
            guarded,
            finding: None,
        };
        if !guarded {
            findings.push(finding(analysis, entry, &item, TermRef::of(matcher.list(), entry)));
        }
        items.push(item);
    }
    items.sort_by_key(|item| item.span);
    findings.sort_by_key(|finding: &Finding| finding.span);
    (items, findings)
}

/// How a mention was found.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// By the pattern of an entry.
    Pattern,
    /// By the shape of a demand.
    Shape,
}

/// Shapes as hits of the entries they name; those of entries that the list lacks are left out.
fn as_hits(shapes: &[Found], matcher: &Matcher) -> Vec<Hit> {
    let entries = matcher.list().entries.iter().enumerate();
    let by_id: HashMap<&str, usize> = entries.filter_map(|(at, entry)| Some((entry.id.as_deref()?, at))).collect();
    let hit = |found: &Found| by_id.get(found.entry).map(|&entry| Hit { span: found.span, entry });
    shapes.iter().filter_map(hit).collect()
}

/// What the shapes of a text lead to by each of some lists, their exceptions not considered.
#[must_use]
pub fn shaped<const N: usize>(analysis: &Analysis, matchers: [&Matcher; N]) -> [Vec<Hit>; N] {
    let found = shapes::find(analysis);
    matchers.map(|matcher| as_hits(&found, matcher))
}

/// Characters around a shape in which an exception of its entry is looked for: a sentence without end is no unit.
const AROUND: usize = 1_000;

/// Whether an exception of the entry of a shape covers it in its sentence.
#[must_use]
pub fn excepted(analysis: &Analysis, matcher: &Matcher, hit: Hit) -> bool {
    let near = Span::new(hit.span.start.saturating_sub(AROUND), hit.span.end + AROUND);
    let sentence = analysis.sentence_at(hit.span.start).and_then(|at| analysis.sentences.get(at));
    sentence.is_some_and(|sentence| matcher.excepts(&analysis.folded, sentence.span.intersection(near), hit))
}

/// Whether one of the ordered, disjoint spans holds `probe`.
fn holds(spans: &[Span], probe: Span) -> bool {
    let first = spans.partition_point(|s| s.end <= probe.start);
    spans.get(first).is_some_and(|s| s.contains(probe))
}

/// Lines in which a demand can stand: running text, headings and annexes, but not a text passed on from above: what it
/// asks was asked already. One that the issuer passes on from its own department it makes its own.
fn readable(analysis: &Analysis, facts: &DraftFacts) -> Vec<Span> {
    let structure = &analysis.structure;
    let title = structure.title.map(|t| analysis.folded(t)).unwrap_or_default();
    let source = FORWARDING.iter().find_map(|verb| title.split_once(verb)).map(|(_, source)| source);
    let foreign = structure.forwarded.filter(|_| source.is_some_and(|source| is_from_above(source, facts)));
    let lines = structure.lines.iter().filter(|l| matches!(l.role, Role::Body | Role::Heading | Role::Annex));
    lines.filter(|l| foreign.is_none_or(|f| !f.contains(l.span))).map(|l| l.span).collect()
}

/// Words of a title before the author of what is passed on.
const FORWARDING: [&str; 2] = ["转发", "批转"];

/// Whether what a title passes on is by a body above the issuer, or by one whose level is not known.
fn is_from_above(source: &str, facts: &DraftFacts) -> bool {
    let source = source.trim_start_matches(['《', '〈', '<', '“']);
    let author = Level::of_issuer_in(source, facts.title.as_deref()).and_then(Level::rank);
    !matches!((author, facts.level.rank()), (Some(author), Some(own)) if author >= own)
}

fn finding(analysis: &Analysis, entry: &Entry, item: &AssessmentItem, term: TermRef) -> Finding {
    let severity = match entry.severity {
        0 | 1 => Severity::Notice,
        2 => Severity::Warning,
        _ => Severity::Error,
    };
    let basis = item.norm.as_ref().map_or_else(String::new, |norm| {
        let article = norm.article.as_deref().unwrap_or_default();
        match (&norm.quote, norm.grade.is_rule()) {
            (Some(_), true) => format!("，{}{article}有规定", norm.title),
            _ => format!("，可参看{}{article}", norm.title),
        }
    });
    let words = analysis.text(item.span);
    let message = format!("“{words}”可能是对下级提出“{}”方面的要求{basis}，建议作一致性评估。", entry.shown());
    let mut finding = Finding::new(Measure::Assessment, item.rule.clone(), severity, message);
    let mut suggestion = entry.note.clone();
    if let Some(exempt) = &entry.exempt {
        if !suggestion.is_empty() && !suggestion.ends_with('。') {
            suggestion.push('。');
        }
        suggestion.push_str(&format!("可以保留的情形：{exempt}。"));
    }
    finding.suggestion = (!suggestion.is_empty()).then_some(suggestion);
    finding.span = Some(item.span);
    finding.norm = item.norm.clone();
    finding.term = Some(term);
    finding
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::document::Kind;

    static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::shipped().unwrap());

    fn assess(text: &str, facts: &DraftFacts) -> (Vec<AssessmentItem>, Vec<Finding>) {
        measure(&Analysis::new(text, None), facts, &LEXICON, &Profile::shipped().unwrap())
    }

    fn notice() -> DraftFacts {
        DraftFacts {
            kind: Some(Kind::Notice),
            issuer: Some("示例市水务局".to_owned()),
            level: Level::City,
            ..DraftFacts::default()
        }
    }

    /// Text, id of the rule that makes a finding (none when nothing is demanded).
    const ROWS: &[(&str, Option<&str>)] = &[
        ("各县（市、区）要结合实际，抓紧制定防汛工作方案。", Some("B03")),
        ("各县（市、区）可以结合实际制定防汛工作方案。", None),
        ("各县不得另行制定防汛工作方案。", None),
        ("各镇请于每周五前报送工作进展情况。", Some("B05")),
        ("严禁要求各镇每周五前报送工作进展情况。", None),
        ("各镇要将防汛工作落实情况于6月底前报送市水务局。", Some("B04")),
        ("施工企业每季度报送设备情况表。", None),
        ("发生险情的，要立即将情况报送市水务局。", None),
        ("对未完成任务的镇实行“一票否决”。", Some("B01")),
        ("取消对乡镇的“一票否决”事项。", None),
        ("对违法项目实行“一票否决”。", None),
        ("各镇与县政府层层签订防汛责任书。", Some("B02")),
        ("出租人应当与派出所签订治安责任书。", None),
        ("坚决纠治层层签订责任书、每周报送工作进展、建立各类台账等问题。", None),
        ("力戒形式主义，取消每月通报排名，清理各类工作群。", None),
        ("建立巡查台账，倒排工期。", Some("B07")),
        ("去年全市已建立巡查台账。", None),
        ("排污单位未按规定建立环境台账的，处以罚款。", None),
        ("将河道管护情况纳入镇街年度绩效考核。", Some("B12")),
        ("按月通报排名，对后三位的进行约谈。", Some("B13")),
        ("市水务局每月对各镇开展一次专项督查。", Some("B14")),
        ("各镇街要相应成立防汛工作专班。", Some("B17")),
        ("市政府成立防汛领导小组，由分管副市长任组长。", None),
        ("各乡镇要配备专职管护人员2名。", Some("B18")),
        ("落实驻村干部工作补助。", Some("B19")),
        ("按规定发放住房租赁补贴。", None),
        ("各县人民政府务必于月底前完成整改。", Some("B27")),
        ("从各镇抽调干部组成工作组。", Some("B29")),
        ("本办法所称台账，是指各镇建立的巡查台账。", None),
        ("依照《各镇建立巡查台账的规定》执行。", None),
        ("各校要成立防汛工作领导小组。", Some("B17")),
        ("具体办法由各县水务局制定。", Some("B31")),
        ("具体办法由市水务局制定。", None),
        ("各镇巡查方案于4月底前报市水务局。", Some("B32")),
        ("各镇要将责任人名单报市水务局。", Some("B04")),
        ("市水务局将对各区防汛工作进行专项检查。", Some("B34")),
        ("对各镇防汛工作进行年终考核。", Some("B35")),
        ("对工作不力的区，予以通报批评。", Some("B36")),
        ("各区要落实防汛工作经费。", Some("B37")),
        ("各镇要高度重视。要制定防汛工作方案。", Some("B03")),
        ("试点城市制定防汛工作方案。", Some("B03")),
        ("结合我市实际，制定本实施办法。", None),
        ("按照核定的编制安排人员。", None),
        ("落实《示例市机关工作人员管理办法》要求。", None),
        ("医疗机构应当开设夜间门诊，配备专职人员。", None),
        ("市水务局应当制定防汛工作方案。", None),
        ("由各镇制定防汛工作方案。", Some("B03")),
        ("各镇制定防汛工作方案时，应当征求意见。", None),
        ("示例市关于制定防汛工作方案的通知", None),
        ("各镇可以结合实际，按照职责制定防汛工作方案。", None),
        ("各镇正在制定防汛工作方案。", None),
        ("制定机关要审查各镇报送的防汛工作方案。", None),
        ("防汛工作中的问题，请及时告我局。", Some("B43")),
        ("所需经费由各镇承担。", Some("B57")),
        ("所需费用由个人承担。", None),
        ("各镇财政按标准给予补贴。", Some("B57")),
        ("市财政按标准给予补贴。", None),
        ("各镇要安排专项资金用于巡堤。", Some("B57")),
        ("核查结果应当及时报送市水务局。", None),
        ("评估意见应当报送本级人民政府。", None),
        ("各镇应当书面回复处理结果。", Some("B33")),
        ("各镇不报送情况的，由市水务局给予通报批评。", Some("B52")),
        ("企业不报送情况的，由市水务局给予通报批评。", None),
        ("各镇应当定期通报市公安局。", None),
        ("市水务局每月通报各镇任务完成进度。", Some("B13")),
        ("各镇每周五前将隐患核查结果报送市水务局。", Some("B05")),
        ("加大研发投入力度。", None),
        ("各镇要建立巡堤信息数据库。", Some("B09")),
        ("施工企业应当建立数据库。", None),
        ("各镇要研究出台防汛扶持政策。", Some("B03")),
        ("具体办法由各镇规定。", Some("B31")),
        ("市水务局对检测机构进行监督检查。", None),
        ("市水务局对当地销售的防汛物资实施监督检查。", None),
        ("各镇要对巡堤工作进行一次全面检查。", Some("B51")),
        ("各镇应设立堤防鉴定机构。", Some("B17")),
        ("防汛工作总结于汛后报市水务局。", Some("B04")),
        ("各镇扩建方案报市水务局审批。", None),
        ("市水务局将对各镇防汛工作落实情况开展效能监察。", Some("B34")),
        ("各镇要对施工企业进行专项督查。", None),
        ("防汛工作经费纳入同级财政预算。", Some("B57")),
        ("各镇要确保机构、人员落实到位。", Some("B56")),
        ("各镇要建立防汛工作机构。", Some("B55")),
        ("各镇要坚决纠正层层加码，制定防汛工作方案。", None),
        ("各镇要纠正巡查中的差错，并报送巡查情况。", None),
        ("各镇应当配备水库管理员。", Some("B18")),
        ("水库资料由各镇指定专人管理。", Some("B18")),
        ("各镇要将巡堤工作纳入镇级财政保障范围。", Some("B57")),
        ("巡堤频次标准由各镇制定。", Some("B31")),
        ("施工企业应当配备安全管理员。", None),
        ("市水务局要指定专人管理档案。", None),
        ("各镇可以指定专人管理水库。", None),
        ("各镇制定巡查方案、操作规程，不适用本办法。", None),
        ("各县要编制滩涂用地出让计划。", None),
        ("各校要制定招生计划。", None),
        ("各县水务局编制巡查工作计划前，应当征求意见。", None),
        ("各镇要制定防汛工作方案并在6月底前，报市水务局。", Some("B03")),
        ("由各县水务局拟定方案，报有批准权的人民政府批准。", None),
        ("由各县水务局拟定方案，报市水务局。", Some("B03")),
        ("各镇要按时报送申报资料。", None),
        ("各镇要按时报送以下材料。", Some("B46")),
        ("各镇要及时将巡查情况通报镇纪委。", None),
        ("各村委会应当定期向村民会议报告巡查情况。", None),
        ("各镇水管机构提出处理建议，报本级人民政府决定。", None),
        ("市水务局应当对单位用水情况进行检查。", None),
        ("委托人应当选派一名工作人员到场。", None),
        ("技术服务机构应当配备专职管理人员。", None),
        ("各镇要对原建档立卡户进行回访。", None),
        ("各镇对群众上报的水井，应当予以登记造册。", None),
        ("各镇对辖区水井要登记造册。", Some("B07")),
        ("签订防汛责任书的部门，应当加强巡查。", None),
        ("建立由各有关部门参加的防汛工作领导小组。", None),
        ("各镇巡查要精细化方案管理。", None),
        ("联席会议成员单位提出意见并反馈市水务局。", None),
    ];

    #[test]
    fn demands_are_told_from_mentions() {
        let mut wrong = Vec::new();
        for (text, wanted) in ROWS {
            let (items, findings) = assess(text, &notice());
            let rules: Vec<&str> = findings.iter().filter_map(|f| f.rule.strip_prefix("assessment.")).collect();
            let spans: Vec<(&str, Span, bool)> = items.iter().map(|i| (i.rule.as_str(), i.span, i.guarded)).collect();
            if rules.first().copied() != *wanted {
                wrong.push(format!("{text} {wanted:?} {spans:?}"));
            }
            assert_eq!(items.iter().filter(|i| !i.guarded).count(), findings.len(), "{text}");
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn a_finding_names_norm_and_exemption() {
        let (items, findings) = assess("各县（市、区）要抓紧制定防汛工作方案。", &notice());
        let [finding] = findings.as_slice() else { panic!("{findings:?}") };
        assert!(finding.norm.as_ref().is_some_and(|n| n.title.contains("若干规定") && n.grade.is_rule()));
        assert!(finding.message.contains("第3条有规定"), "{}", finding.message);
        assert!(finding.suggestion.as_ref().is_some_and(|s| s.contains("可以保留的情形")));
        assert_eq!(finding.term.as_ref().map(|t| t.list.as_str()), Some("burden"));
        assert_eq!(finding.span, Some(items[0].span));
        let (_, unsure) = assess("从各镇抽调干部组成工作组。", &notice());
        assert!(unsure.iter().all(|f| !f.message.contains("规定》规范借调干部部分（报道转引，未核原文）有规定")));
    }

    #[test]
    fn the_draft_decides_what_is_judged() {
        let text = "各县人民政府务必于月底前建立巡查台账。";
        let rules = |facts: &DraftFacts| assess(text, facts).1.iter().map(|f| f.rule.clone()).collect::<Vec<_>>();
        assert_eq!(rules(&notice()), ["assessment.B27", "assessment.B07"]);
        let government = DraftFacts { issuer: Some("示例市人民政府办公室".to_owned()), ..notice() };
        assert_eq!(rules(&government), ["assessment.B07"]);
        let law = DraftFacts { kind: Some(Kind::Law), ..notice() };
        assert!(rules(&law).is_empty());
        let speech = DraftFacts { kind: Some(Kind::Speech), ..government };
        assert_eq!(rules(&speech), ["assessment.B07"]);
        assert!(assess("一年来，各镇建立巡查台账。", &speech).1.is_empty());
    }

    #[test]
    fn kind_title_and_issuer_decide_too() {
        let rules = DraftFacts { kind: Some(Kind::Measures), ..notice() };
        let titled = DraftFacts { title: Some("示例市涉河项目报批办法".to_owned()), ..notice() };
        let congress = DraftFacts { issuer: Some("示例市人民代表大会常务委员会".to_owned()), ..notice() };
        let county =
            DraftFacts { issuer: Some("示例县水务局".to_owned()), level: Level::County, ..rules.clone() };
        for (facts, text, wanted) in [
            (&notice(), "水务机构应当适时组织监督抽查。", 1),
            (&rules, "水务机构应当适时组织监督抽查。", 0),
            (&notice(), "奖补资金列入年度财政预算。", 1),
            (&rules, "奖补资金列入年度财政预算。", 0),
            (&rules, "巡查经费列入同级财政预算。", 1),
            (&notice(), "各镇要按时报送以下材料。", 1),
            (&titled, "各镇要按时报送以下材料。", 0),
            (&notice(), "各县人民政府务必于月底前完成整改。", 1),
            (&congress, "各县人民政府务必于月底前完成整改。", 0),
            (&rules, "防汛工作总结于汛后报市水务局。", 1),
            (&county, "防汛工作总结于汛后报市水务局。", 0),
        ] {
            assert_eq!(assess(text, facts).1.len(), wanted, "{text} {facts:?}");
        }
    }

    #[test]
    fn what_is_passed_on_from_above_is_not_judged() {
        let findings = |author: &str| {
            let original = format!("{author}关于防汛工作的意见");
            let title = format!("示例市人民政府转发《{original}》的通知");
            let cover = "各县人民政府：\n现转发给你们，请认真执行。";
            let text = format!("{title}\n{cover}\n{original}\n各镇要制定防汛工作方案。");
            let facts = DraftFacts { title: Some(title), ..notice() };
            assess(&text, &facts).1.len()
        };
        assert_eq!(findings("省水利厅"), 0);
        assert_eq!(findings("市水务局"), 1);
    }

    #[test]
    fn every_rule_of_the_shipped_list_rests_on_a_known_norm() {
        let profile = Profile::shipped().unwrap();
        for entry in &LEXICON.get(ListId::Burden).list().entries {
            let key = entry.norm.as_deref().unwrap_or_default();
            assert!(profile.norm(key).is_some(), "{:?} {key}", entry.id);
        }
    }

    #[test]
    fn an_answer_to_a_proposal_demands_nothing() {
        let text = "各县要抓紧制定防汛工作方案。";
        let answer =
            DraftFacts { title: Some("示例市水务局关于第3号提案的答复".to_owned()), ..notice() };
        assert_eq!((assess(text, &answer).1.len(), assess(text, &notice()).1.len()), (0, 1));
    }
}

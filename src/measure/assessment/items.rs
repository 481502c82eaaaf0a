//! The items of the assessment and the findings they lead to.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::document::DraftFacts;
use crate::lexicon::{Entry, Hit, Lexicon, ListId, Matcher, Scans, Setting};
use crate::measure::assessment::context::Context;
use crate::measure::assessment::deadline::{self, Due};
use crate::measure::assessment::learned::{self, Opinion};
use crate::measure::assessment::shapes::{self, Found};
use crate::measure::assessment::whole::whole;
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
    measure_again(analysis, facts, lexicon, profile, &Scans::default())
}

/// Assesses a draft in which some lists were looked for already: the same answer as [`measure`].
#[must_use]
pub fn measure_again(
    analysis: &Analysis,
    facts: &DraftFacts,
    lexicon: &Lexicon,
    profile: &Profile,
    scans: &Scans,
) -> (Vec<AssessmentItem>, Vec<Finding>) {
    judged(analysis, facts, (lexicon, scans), profile, Opinion::of)
}

/// The same with an opinion asked of whoever gives it.
fn judged(
    analysis: &Analysis,
    facts: &DraftFacts,
    (lexicon, scans): (&Lexicon, &Scans),
    profile: &Profile,
    opinion: impl Fn(&Context<'_>, &[Found]) -> Opinion,
) -> (Vec<AssessmentItem>, Vec<Finding>) {
    let rules = &profile.assessment;
    if rules.exempt.iter().any(|condition| condition.holds(facts)) {
        return (Vec::new(), Vec::new());
    }
    let matcher = lexicon.get(LIST);
    let context = Context::new(analysis, facts, rules);
    let due = deadline::short(analysis, facts.date);
    let shapes = found(analysis, &due);
    let opinion = opinion(&context, &shapes);
    let judge = Judge {
        profile,
        matcher,
        readable: readable(analysis),
        cited: analysis.marks.citations.iter().map(|c| c.marked).collect(),
        context,
        due,
    };
    let mut items: Vec<AssessmentItem> = Vec::new();
    let mut findings = Vec::new();
    // Mentions so far by sentence and kind of burden; `None` once a demand was found there.
    let mut seen: BTreeMap<(usize, &str), Option<usize>> = BTreeMap::new();
    // Sentences in which a demand was found.
    let mut told = BTreeSet::new();
    // The entries' own patterns first: a shape only adds what no pattern found, the model what no rule found.
    let setting = Setting::of(analysis, facts);
    let hits = scans.candidates(lexicon, LIST, setting);
    let patterns = hits.iter().map(|&hit| (hit, Origin::Pattern));
    let counting = |found: &[Found]| matcher.counting(as_hits(found, matcher), setting);
    let shapes = counting(&shapes).into_iter().map(|hit| (hit, Origin::Shape));
    let learned = counting(&opinion.found).into_iter().map(|hit| (hit, Origin::Model));
    for (hit, origin) in patterns.chain(shapes).chain(learned) {
        if analysis.deadline.has_passed() {
            break;
        }
        let Some(entry) = matcher.entry(hit).filter(|_| judge.can_stand(hit.span, origin)) else { continue };
        // One finding for one kind of burden in one sentence: of 745 findings in 1,199 real documents 19 had a second
        // mention in another clause of the sentence, and in 15 of them it went on with the same demand.
        let sentence = analysis.sentence_at(hit.span.start);
        let place = (sentence.unwrap_or_default(), entry.category.as_str());
        if origin == Origin::Model && told.contains(&place.0) {
            continue;
        }
        let guarded_before = seen.entry(place).or_insert(Some(0));
        let Some(count) = guarded_before.filter(|&n| n < MENTIONS) else { continue };
        if origin != Origin::Pattern && excepted(analysis, matcher, hit) {
            *guarded_before = Some(count + 1);
            continue;
        }
        let doubted = || learned::may_doubt(entry) && opinion.doubts(sentence);
        let guarded = origin != Origin::Model && (doubted() || !judge.context.demands(hit.span, &entry.category));
        if origin == Origin::Shape && guarded && count > 0 {
            continue;
        }
        *guarded_before = guarded.then_some(count + 1);
        let item = judge.item((hit, origin), entry, guarded);
        if !guarded {
            told.insert(place.0);
            findings.push(judge.finding((hit, origin), entry, &item));
        }
        items.push(item);
    }
    items.sort_by_key(|item| item.span);
    findings.sort_by_key(|finding: &Finding| finding.span);
    (items, findings)
}

/// What hits of a draft are judged by.
struct Judge<'a> {
    context: Context<'a>,
    profile: &'a Profile,
    matcher: &'a Matcher,
    /// Lines in which a demand can stand.
    readable: Vec<Span>,
    /// Titles named in the text.
    cited: Vec<Span>,
    /// Deadlines that are too short.
    due: Vec<Due>,
}

impl Judge<'_> {
    /// Whether a demand can stand at a place, outside of titles.
    fn can_stand(&self, place: Span, origin: Origin) -> bool {
        // A shape may not reach into a title: the words there are none of the sentence's.
        let shape = origin == Origin::Shape;
        let in_title = if shape { any_overlap(&self.cited, place) } else { holds(&self.cited, place) };
        !in_title && holds(&self.readable, place)
    }

    fn item(&self, (hit, origin): (Hit, Origin), entry: &Entry, guarded: bool) -> AssessmentItem {
        let span = if origin == Origin::Model { hit.span } else { whole(self.context.analysis, hit.span) };
        AssessmentItem {
            rule: format!("assessment.{}", entry.id.as_deref().unwrap_or("custom")),
            item: if entry.category.is_empty() { entry.shown() } else { &entry.category }.to_owned(),
            span,
            norm: norm(entry, self.context.facts, self.profile),
            exempt_if: entry.exempt.clone(),
            guarded,
            finding: None,
        }
    }

    fn finding(&self, (hit, origin): (Hit, Origin), entry: &Entry, item: &AssessmentItem) -> Finding {
        let mut finding = finding(self.context.analysis, entry, item, TermRef::of(self.matcher.list(), entry));
        match origin {
            Origin::Pattern => {}
            Origin::Shape => {
                if let Some(due) = due_at(&self.due, hit.span) {
                    finding.message.push_str(&due.says());
                }
            }
            Origin::Model => {
                finding.message.push_str(BY_MODEL);
                finding.severity = Severity::Notice;
            }
        }
        finding
    }
}

/// What is said of a finding that no rule makes.
const BY_MODEL: &str = "（由模型提示，请核对）";

/// How a mention was found.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// By the pattern of an entry.
    Pattern,
    /// By the shape of a demand.
    Shape,
    /// By the model: the whole clause, in which no rule found anything.
    Model,
}

/// Shapes as hits of the entries they name; those of entries that the list lacks are left out.
fn as_hits(shapes: &[Found], matcher: &Matcher) -> Vec<Hit> {
    let entries = matcher.list().entries.iter().enumerate();
    let by_id: HashMap<&str, usize> = entries.filter_map(|(at, entry)| Some((entry.id.as_deref()?, at))).collect();
    let hit = |found: &Found| by_id.get(found.entry).map(|&entry| Hit { span: found.span, entry });
    shapes.iter().filter_map(hit).collect()
}

/// The deadline at a place, among those in order of position.
fn due_at(due: &[Due], place: Span) -> Option<&Due> {
    let at = due.binary_search_by_key(&place.start, |due| due.span.start).ok()?;
    due.get(at).filter(|due| due.span == place)
}

/// The shapes of a text and the deadlines that are too short.
fn found(analysis: &Analysis, due: &[Due]) -> Vec<Found> {
    let due = due.iter().map(|due| Found { span: due.span, entry: deadline::ENTRY });
    shapes::find(analysis).into_iter().chain(due).collect()
}

/// What the shapes of a draft and the model lead to by each of some lists, their exceptions not considered.
#[must_use]
pub fn shaped<const N: usize>(
    analysis: &Analysis,
    facts: &DraftFacts,
    profile: &Profile,
    matchers: [&Matcher; N],
) -> [Vec<Hit>; N] {
    let mut found = found(analysis, &deadline::short(analysis, facts.date));
    let learned = Opinion::of(&Context::new(analysis, facts, &profile.assessment), &found).found;
    found.extend(learned);
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

/// The norm that an entry rests on, if it speaks of documents of the draft's level.
fn norm(entry: &Entry, facts: &DraftFacts, profile: &Profile) -> Option<NormRef> {
    let norm = entry.norm.as_deref().and_then(|key| profile.norm(key));
    norm.filter(|norm| norm.speaks_of(facts.level)).cloned()
}

/// Whether one of the ordered, disjoint spans holds `probe`.
fn holds(spans: &[Span], probe: Span) -> bool {
    let first = spans.partition_point(|s| s.end <= probe.start);
    spans.get(first).is_some_and(|s| s.contains(probe))
}

/// Lines in which a demand can stand: running text, headings and annexes, but not an original of others that is sent
/// on: what it asks was asked already. What the issuer sends on for its own department it makes its own.
fn readable(analysis: &Analysis) -> Vec<Span> {
    let structure = &analysis.structure;
    let foreign = structure.forwarded;
    let lines = structure.lines.iter().filter(|l| matches!(l.role, Role::Body | Role::Heading | Role::Annex));
    lines.filter(|l| foreign.is_none_or(|f| !f.contains(l.span))).map(|l| l.span).collect()
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
    use crate::document::{Kind, Level};

    static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::shipped().unwrap());

    fn assess(text: &str, facts: &DraftFacts) -> (Vec<AssessmentItem>, Vec<Finding>) {
        let lists = (&*LEXICON, &Scans::default());
        // The rules alone: what the model adds depends on its training.
        judged(&Analysis::new(text, None), facts, lists, &Profile::shipped().unwrap(), |_, _| Opinion::default())
    }

    fn notice() -> DraftFacts {
        DraftFacts {
            kind: Some(Kind::Notice),
            issuer: Some("示例市水务局".to_owned()),
            level: Level::City,
            ..DraftFacts::default()
        }
    }

    /// Sentences of a notice, each with the id of the rule that makes a finding (none when nothing is demanded).
    const ROWS: &str = include_str!("rows.tsv");

    #[test]
    fn demands_are_told_from_mentions() {
        let mut wrong = Vec::new();
        for row in ROWS.lines().filter(|row| !row.starts_with('#')) {
            let (text, wanted) = row.split_once('\t').unwrap();
            let wanted = Some(wanted).filter(|id| !id.is_empty());
            let (items, findings) = assess(text, &notice());
            let rules: Vec<&str> = findings.iter().filter_map(|f| f.rule.strip_prefix("assessment.")).collect();
            let spans: Vec<(&str, Span, bool)> = items.iter().map(|i| (i.rule.as_str(), i.span, i.guarded)).collect();
            if rules.first().copied() != wanted {
                wrong.push(format!("{text} {wanted:?} {spans:?}"));
            }
            assert_eq!(items.iter().filter(|i| !i.guarded).count(), findings.len(), "{text}");
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn the_model_adds_what_no_rule_finds_and_doubts_what_rules_find() {
        let analysis = Analysis::new("各镇要成立巡堤领导小组。各镇要出人巡堤。", None);
        let lists = (&*LEXICON, &Scans::default());
        let profile = Profile::shipped().unwrap();
        let told = |doubted: [bool; 2]| {
            let all = analysis
                .sentences
                .iter()
                .map(|s| Found { span: Span::new(s.span.start, s.span.end - 1), entry: "B18" });
            let found: Vec<Found> = all.collect();
            judged(&analysis, &notice(), lists, &profile, |_, _| Opinion {
                doubted: doubted.to_vec(),
                found: found.clone(),
            })
        };
        let (items, findings) = told([false, true]);
        let shown: Vec<(&str, &str, bool)> =
            items.iter().map(|i| (i.rule.as_str(), analysis.text(i.span), i.guarded)).collect();
        assert_eq!(
            shown,
            [("assessment.B17", "成立巡堤领导小组", false), ("assessment.B18", "各镇要出人巡堤", false)],
            "a sentence with a demand is told once"
        );
        let by_model: Vec<bool> = findings.iter().map(|f| f.message.contains(BY_MODEL)).collect();
        assert_eq!(by_model, [false, true]);
        assert_eq!(findings[1].severity, Severity::Notice);
        let (items, findings) = told([true, true]);
        assert_eq!((items.len(), findings.len()), (3, 2), "{items:?}");
        assert!(items.iter().any(|i| i.rule == "assessment.B17" && i.guarded));
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
        let central = DraftFacts { level: Level::Central, ..notice() };
        let (_, of_centre) = assess("各县（市、区）要抓紧制定防汛工作方案。", &central);
        assert!(of_centre.iter().all(|f| f.norm.is_none() && !f.message.contains("有规定")), "{of_centre:?}");
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
        let local = DraftFacts { kind: Some(Kind::Law), ..notice() };
        assert_eq!(rules(&local), ["assessment.B27", "assessment.B07"]);
        let law = DraftFacts { level: Level::Central, ..local };
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
            (&rules, "巡查经费纳入本级政府公共财政。", 1),
            (&notice(), "各镇主要职责：\n1．编制巡堤年度计划；\n2．加强巡堤。", 1),
            (&notice(), "各镇主要职责：\n第一条 编制巡堤年度计划。", 0),
            (&notice(), "各镇主要职责：\n1．调查、收集水情，填报统计数据。\n2．加强巡堤。", 1),
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
    fn a_section_about_carrying_out_is_said_to_the_recipients() {
        let text = "各县（市、区）人民政府：\n一、工作任务\n组建防汛专班，加固堤防。\n二、组织领导\n（一）加强统筹。\
                    成立市防汛领导小组，统筹全市工作。成立全市防汛专家委员会，提供支持。\n（二）压实责任。成立防汛专班，\
                    制定工作方案，明确分工。";
        let (items, _) = assess(text, &notice());
        let chars: Vec<char> = text.chars().collect();
        let told: Vec<String> =
            items.iter().filter(|i| !i.guarded).map(|i| chars[i.span.start..i.span.end].iter().collect()).collect();
        assert_eq!(told, ["成立防汛专班", "制定工作方案"]);
    }

    #[test]
    fn a_letter_without_subjects_is_said_to_its_recipients() {
        let text = |recipients: &str| {
            format!(
                "示例市水务局关于做好防汛工作的通知\n{recipients}\n汛情复杂。抓紧制定防汛工作方案。整合现有防汛信息系统。"
            )
        };
        let told = |recipients: &str, facts: &DraftFacts| {
            let findings = assess(&text(recipients), facts).1;
            findings.iter().map(|f| f.rule.clone()).collect::<Vec<_>>()
        };
        assert_eq!(told("各县（市、区）水务局：", &notice()), ["assessment.B03"]);
        assert!(told("市防汛办：", &notice()).is_empty());
    }

    #[test]
    fn a_deadline_too_short_says_how_short() {
        let dated = |date: &str| DraftFacts { date: crate::document::PartialDate::parse(date).unwrap(), ..notice() };
        let text = "各镇要于3月3日前反馈修改意见。";
        let (items, findings) = assess(text, &dated("2026-03-02"));
        assert_eq!(items.iter().map(|i| i.rule.as_str()).collect::<Vec<_>>(), ["assessment.B24"]);
        assert!(findings[0].message.contains("只留了1个工作日"), "{}", findings[0].message);
        assert!(assess(text, &dated("2026-02-02")).0.is_empty());
        let rules = |text: &str| {
            let findings = assess(text, &dated("2026-03-02")).1;
            findings.into_iter().map(|f| f.rule).filter(|rule| rule == "assessment.B24").count()
        };
        for (text, told) in [
            ("各镇要于3月3日前报送巡查情况。", 1),
            ("各镇于每年3月3日前报送巡查情况。", 0),
            ("各镇要于3月3日前报送申报材料。", 0),
            ("各镇可以于3月3日前报送巡查情况。", 0),
        ] {
            assert_eq!(rules(text), told, "{text}");
        }
    }

    #[test]
    fn what_the_draft_says_elsewhere_decides_too() {
        let rules = DraftFacts { kind: Some(Kind::Measures), ..notice() };
        for (text, wanted) in [
            ("县水务局（以下简称主管部门）负责巡堤。\n具体办法由主管部门制定。", 1),
            ("市水务局（以下简称主管部门）负责巡堤。\n具体办法由主管部门制定。", 0),
            ("水务局（以下简称主管部门）负责巡堤。\n主管部门负责建立巡堤信息系统。", 1),
            ("市水务局（以下简称主管部门）负责巡堤。\n主管部门负责建立巡堤信息系统。", 0),
            ("各镇应当编制巡堤规划，规划应当包括下列内容：\n（一）制定管制措施，划定区域。", 0),
            ("各镇应当履行下列职责：\n（一）制定管制措施，划定区域。", 1),
            ("各镇巡堤规划应当包括下列内容：\n（一）由各村制定管制措施。", 1),
        ] {
            assert_eq!(assess(text, &rules).1.len(), wanted, "{text}");
        }
    }

    #[test]
    fn what_is_shown_is_whole() {
        let (items, findings) = assess("各镇于12月底前报送工作总结。", &notice());
        assert_eq!(items[0].span, Span::new(3, 10));
        assert!(findings[0].message.starts_with("“12月底前报送”"), "{}", findings[0].message);
    }

    #[test]
    fn an_answer_to_a_proposal_demands_nothing() {
        let text = "各县要抓紧制定防汛工作方案。";
        let answer =
            DraftFacts { title: Some("示例市水务局关于第3号提案的答复".to_owned()), ..notice() };
        assert_eq!((assess(text, &answer).1.len(), assess(text, &notice()).1.len()), (0, 1));
    }
}

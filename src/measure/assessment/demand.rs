//! Demand or mention? What stands around a hit decides, clause by clause: a clause that forbids or criticises, leaves it
//! open, defines or tells what was done demands nothing of lower levels; neither does one by which the issuer, its
//! equals or a private party is to act, or by which nobody but a private party is inspected.
//!
//! Texts against formalism name the very burdens they fight, and rules for enterprises or citizens use the same verbs;
//! without this reading four of five hits would be false.

use crate::document::{DraftFacts, Kind, Level};
use crate::measure::assessment::business;
use crate::measure::assessment::doer::Doers;
use crate::measure::assessment::party::{Names, Party, has_duty, in_word, may, subject};
use crate::measure::assessment::words::{any, completed, found};
use crate::norms::AssessmentRules;
use crate::span::Span;
use crate::text::Analysis;

/// Category of burdens whose own wording forbids (不得参加评优): the guard looks only before the hit, and a conditional
/// clause before it is what such a sentence is made of.
pub const VETO: &str = "一票否决";
/// Category whose demand binds two sides: a private one among them makes it an ordinary contract.
pub const PLEDGE: &str = "责任状";
/// Category that concerns only drafts of departments.
pub const COMMAND: &str = "部门指令下级党委政府";
/// Categories of what is written upwards; in a list of what others are about, a line ends with 情况 (签订责任书情况).
const REPORTS: [&str; 2] = ["报送", "高频报送"];
/// Category of ledgers, files and registers.
const LEDGER: &str = "台账留痕";
/// Category of inspections: many are of enterprises and things.
const INSPECTION: &str = "督查检查";
/// Categories that are consequences themselves: what was not done is their cause, not a reason against them.
const CONSEQUENCES: [&str; 2] = [VETO, RATING];
/// Category of ratings and circulars; a circular to another authority (通报市水务局) only tells it something.
const RATING: &str = "考核通报";
/// Categories of what is done to lower levels: the issuer may well be the one to act. All other burdens are borne by
/// whoever acts.
const DONE_TO_THEM: [&str; 8] = [INSPECTION, RATING, VETO, PLEDGE, "评比表彰", "观摩", "积分排名", "时限过紧"];
/// Categories that need somebody below to act: bodies plan for themselves, set up groups and run systems all the time.
const ADDRESSED: [&str; 3] = [SUPPLEMENT, "领导小组专班", "APP账号工作群"];
/// Category of plans and rules: of bodies whose level is not said, four of ten make them for themselves.
const SUPPLEMENT: &str = "配套文件";
/// A plan for the whole area is made by whoever governs it.
const WHOLE: [&str; 8] = ["全国", "全省", "全市", "全县", "我省", "我市", "我县", "我区"];

/// Characters read on either side of a hit: a text without any full stop must not make the reading slow.
const WINDOW: usize = 300;
/// Characters after a hit within which a reproach stands.
const REPROACH: usize = 8;
/// Clauses looked back through for the head of a list.
const LIST: usize = 4;
/// Longest object of an inspection, in characters.
const OBJECT: usize = 40;

/// Adverbs before a word that leaves it open whether to act.
const HEARTILY: [char; 12] = ['积', '极', '大', '力', '要', '应', '须', '坚', '决', '切', '实', '着'];
/// How somebody is told to report to the issuer.
const TO_US: [&str; 6] = ["报我", "告我", "报送我", "报至我", "报给我", "反馈我"];
/// Words before whom a report goes to.
const TO: [&str; 5] = ["报送", "上报", "报至", "报", "向"];
/// What is to be paid for by a budget (经费纳入同级财政预算) is a burden whoever keeps the budget.
const BUDGETS: [&str; 2] = ["预算", "财政保障"];
/// Ways to say who bears a cost: only lower levels are told anything by it.
const BORNE: [&str; 7] = ["承担", "负担", "分担", "补足", "给予补贴", "给予补助", "予以补贴"];
/// Hits that say nothing but that somebody is criticised before others: law has the same for private parties.
const CRITICISED: [&str; 3] = ["通报批评", "予以通报", "给予通报"];
/// Characters after a hit in which it is said to whom to report.
const RECEIVER: usize = 4;

/// A hit with all that the reading needs.
#[derive(Debug)]
pub struct Context<'a> {
    /// The draft.
    pub analysis: &'a Analysis,
    /// What is known about it.
    pub facts: &'a DraftFacts,
    /// The words of the profile.
    pub rules: &'a AssessmentRules,
    /// Whom the words of the draft name.
    pub names: Names<'a>,
}

/// How clauses end that say when or in which case something else is to be done (制定方案时，…): they demand nothing.
const SUBORDINATE: [&str; 4] = ["的", "时", "之前", "过程中"];
/// How titles end.
const TITLES: [&str; 8] = ["通知", "意见", "决定", "办法", "批复", "通报", "公告", "方案"];

/// Whom or what an inspection looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Object {
    /// Bodies.
    Authority,
    /// How something is done, it is not said by whom.
    Work,
    /// Private parties, goods, plants.
    Others,
    /// The sentence does not say.
    Unsaid,
}

/// Words by which not things but the work of bodies is inspected.
const MATTERS: [&str; 10] = ["情况", "结果", "工作", "落实", "执行", "实施", "政策", "规划", "责任", "任务"];

/// Where a hit stands, and the text around it in its clause.
struct Near<'a> {
    sentence: Span,
    clause: Span,
    hit: Span,
    before: &'a str,
    inside: &'a str,
    after: &'a str,
}

impl<'a> Context<'a> {
    /// The context of a draft.
    #[must_use]
    pub fn new(analysis: &'a Analysis, facts: &'a DraftFacts, rules: &'a AssessmentRules) -> Self {
        Self { analysis, facts, rules, names: Names::new(facts, rules) }
    }

    /// Whether a hit of a category is a demand on lower levels.
    #[must_use]
    pub fn demands(&self, hit: Span, category: &str) -> bool {
        let Some(near) = self.near(hit) else { return false };
        if category == COMMAND && !self.is_from_a_department() {
            return false;
        }
        let said = [near.before, near.inside];
        let omitted = || said.iter().any(|text| any(text, &self.rules.omissions));
        let denied = self.guarded(&near)
            || (category != VETO && SUBORDINATE.iter().any(|end| near.after.ends_with(end)))
            || precedes(near.inside, near.after)
            || self.is_title(&near)
            || attributive(near.inside)
            || (!REPORTS.contains(&category) && near.after.ends_with("情况"))
            || (!CONSEQUENCES.contains(&category) && (self.forbids(near.inside) || omitted()))
            || self.reproached(near.after)
            || said.iter().any(|text| self.leaves_open(text))
            || any(self.text(near.sentence), &self.rules.definitions)
            || self.told(&near);
        !denied && !self.answers() && !self.is_business(&near, category) && self.burdens(&near, category)
    }

    /// Whether the draft answers a proposal or question (…提案的答复): it tells what is done, and demands nothing.
    fn answers(&self) -> bool {
        let title = self.facts.title.as_deref().unwrap_or_default();
        let answer = ["答复", "复函", "答复的函"].iter().any(|end| title.ends_with(end));
        let proposal = title.contains("建议") && ["代表", "委员", "号建议"].iter().any(|word| title.contains(word));
        answer && (proposal || title.contains("提案"))
    }

    /// Whether the hit is an authority's ordinary business, or but the subject of what follows.
    fn is_business(&self, near: &Near<'_>, category: &str) -> bool {
        let rest = self.text(Span::new(near.hit.end, near.sentence.end.max(near.hit.end)));
        let next = rest.get(near.after.len()..).unwrap_or_default();
        let title = self.facts.title.as_deref().unwrap_or_default();
        let clause = format!("{}{}{}", near.before, near.inside, near.after);
        let of_category = match category {
            SUPPLEMENT => business::is_legal_plan(near.inside, rest),
            LEDGER => business::is_register(near.inside, near.before, near.after),
            RATING => {
                let told = self.names.party(subject(near.after));
                near.inside.ends_with("通报") && told.is_some_and(|party| party != Party::Lower)
            }
            _ if REPORTS.contains(&category) => {
                business::passes_on(self.text(near.sentence), &clause, title)
                    || business::goes_to_none_above(near.inside, &clause)
            }
            _ => false,
        };
        of_category || business::is_subject(near.after, next)
    }

    fn near(&self, hit: Span) -> Option<Near<'a>> {
        let sentence = self.analysis.sentence_at(hit.start).and_then(|i| self.analysis.sentences.get(i))?;
        let window = Span::new(hit.start.saturating_sub(WINDOW), hit.end + WINDOW);
        let sentence = sentence.span.intersection(window);
        let around = |position: usize| self.clause(position).map_or(sentence, |clause| clause.intersection(window));
        let clause = around(hit.start);
        let last = around(hit.end.saturating_sub(1));
        Some(Near {
            sentence,
            clause,
            hit,
            before: self.text(Span::new(clause.start.min(hit.start), hit.start)),
            inside: self.text(hit),
            after: self.text(Span::new(hit.end, last.end.max(hit.end))),
        })
    }

    fn text(&self, span: Span) -> &'a str {
        self.analysis.folded(span)
    }

    /// Whether somebody below bears the burden: by whom the sentence has it done, or to whom.
    fn burdens(&self, near: &Near<'_>, category: &str) -> bool {
        let doers = Doers { analysis: self.analysis, names: &self.names };
        let found = doers.of(near.hit);
        let doer = found.map(|d| d.party);
        if category == PLEDGE {
            return !any(self.text(near.sentence), &self.rules.private) && doer != Some(Party::Private);
        }
        if DONE_TO_THEM.contains(&category) {
            return self.reaches(near, category, doer);
        }
        // Whoever is carried over to a heading (（一）编制方案) is told nothing yet.
        let here = found.is_some_and(|d| d.here);
        let sentence = self.text(near.sentence);
        let addressed = ADDRESSED.contains(&category) || BORNE.iter().any(|words| near.inside.ends_with(words));
        let whole = sentence.ends_with(['。', '；']) && !addressed;
        let told = here || whole || sentence.contains('，') || self.orders(sentence);
        match doer {
            Some(Party::Private) => false,
            Some(Party::Bodies) => told && category != SUPPLEMENT && (!addressed || ADDRESSED.contains(&category)),
            Some(Party::Lower) => told && !(category == SUPPLEMENT && any_of(near.inside, &WHOLE)),
            Some(Party::Own) => self.to_issuer(near),
            None => {
                let commands = told && self.instructs() && doers.lacks_subject(near.sentence, near.hit);
                let passive = any_of(near.inside, &BUDGETS) && (self.keeps(near) || self.instructs());
                self.to_issuer(near) || self.comes_to_issuer(near) || passive || (commands && !addressed)
            }
        }
    }

    /// Whether a sentence says whose budget pays (同级财政预算); one without an owner is the issuer's.
    fn keeps(&self, near: &Near<'_>) -> bool {
        let sentence = self.text(near.sentence);
        sentence.contains('级') || self.names.authority(sentence)
    }

    /// Whether what is done to others (an inspection, a rating) is done to authorities.
    fn reaches(&self, near: &Near<'_>, category: &str, doer: Option<Party>) -> bool {
        if doer == Some(Party::Private) || self.names.party(near.inside) == Some(Party::Private) {
            return false;
        }
        let sentence = Span::new(near.sentence.start, near.hit.end.max(near.clause.end));
        if CRITICISED.contains(&near.inside) && !self.criticises_authority(near) {
            return false;
        }
        match (self.object(near), doer) {
            (Object::Authority, _) => true,
            (Object::Others, _) => false,
            (Object::Work, Some(Party::Lower)) => true,
            (Object::Work, _) => self.instructs(),
            (Object::Unsaid, Some(Party::Bodies)) if category == INSPECTION => self.instructs(),
            (Object::Unsaid, Some(_)) => true,
            (Object::Unsaid, None) => {
                self.instructs() || (category != INSPECTION && self.names.authority(self.text(sentence)))
            }
        }
    }

    /// Whether those who are criticised before others are authorities: the subject of the sentence, or whoever is named
    /// behind 对.
    fn criticises_authority(&self, near: &Near<'_>) -> bool {
        let subject = self.names.party(subject(self.text(near.sentence)));
        matches!(self.object(near), Object::Authority | Object::Work)
            || matches!(subject, Some(Party::Lower | Party::Bodies))
    }

    /// Whether the draft tells others what to do, and is no rule of procedure.
    fn instructs(&self) -> bool {
        matches!(self.facts.kind, Some(Kind::Notice | Kind::Opinion | Kind::Circular | Kind::Decision))
    }

    /// Whether a line is the title of a document (…关于…的通知).
    fn is_title(&self, near: &Near<'_>) -> bool {
        let text = self.text(near.sentence);
        text.contains("关于") && TITLES.iter().any(|end| text.ends_with(end))
    }

    /// Whether a report is to come to the issuer (报我局): nobody reports to himself.
    fn to_issuer(&self, near: &Near<'_>) -> bool {
        let next: String = near.after.chars().take(RECEIVER).collect();
        let text = format!("{}{next}", near.inside);
        TO_US.iter().any(|words| text.contains(words))
    }

    /// Whether a report of which nobody is named as the author is to come to the issuer or its equals (情况报市教育局).
    fn comes_to_issuer(&self, near: &Near<'_>) -> bool {
        let text = self.text(Span::new(near.hit.start, near.hit.end + near.after.chars().count()));
        let Some((at, word)) = TO.iter().filter_map(|word| text.rfind(word).map(|at| (at, word))).max() else {
            return false;
        };
        let receiver = subject(text.get(at + word.len()..).unwrap_or_default());
        self.names.party(receiver) == Some(Party::Own) && !self.names.above(receiver)
    }

    /// Whom or what a sentence has inspected or rated: what follows 对 in the clause of the hit.
    fn object(&self, near: &Near<'_>) -> Object {
        let text = self.text(Span::new(near.clause.start, near.hit.end.max(near.clause.end)));
        let after = text.match_indices('对').find(|(at, _)| !in_word(text, *at)).map(|(at, word)| at + word.len());
        let Some(rest) = after.and_then(|at| text.get(at..)) else { return Object::Unsaid };
        let end = ["进行", "开展", "实行", "实施监督", "实施检查", "予以", "给予"]
            .iter()
            .filter_map(|verb| rest.find(verb))
            .min();
        let object: String = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default().chars().take(OBJECT).collect();
        match self.names.party(&object) {
            // Units without a word that says which (对单位和个人) are employers and users.
            _ if object.starts_with("单位") => Object::Others,
            Some(Party::Private) => Object::Others,
            Some(_) => Object::Authority,
            None if MATTERS.iter().any(|matter| object.contains(matter)) => Object::Work,
            None => Object::Others,
        }
    }

    fn clause(&self, position: usize) -> Option<Span> {
        let index = self.analysis.clauses.partition_point(|c| c.span.end <= position);
        self.analysis.clauses.get(index).map(|c| c.span).filter(|c| c.start <= position)
    }

    /// Whether a text holds a guard that is none of the words that only look like one.
    fn forbids(&self, text: &str) -> bool {
        found(text, &self.rules.guards, &self.rules.not_guards)
    }

    /// Whether a text holds a word of duty.
    fn orders(&self, text: &str) -> bool {
        has_duty(text, &self.rules.modals)
    }

    /// Whether a clause leaves it open whether to act: 可以…, or 鼓励… where its predicate begins.
    fn leaves_open(&self, clause: &str) -> bool {
        let predicate =
            clause.get(clause.find(subject(clause)).unwrap_or(0) + subject(clause).len()..).unwrap_or_default();
        may(clause)
            || self.rules.discretion.iter().any(|word| {
                let opens = predicate.trim_start_matches(HEARTILY).starts_with(word.as_str());
                opens || (word.starts_with('有') && clause.contains(word.as_str()))
            })
    }

    /// Whether a guard stands before the hit in its clause, or governs the list of clauses it stands in: clauses
    /// without a word of duty continue the one before.
    fn guarded(&self, near: &Near<'_>) -> bool {
        let Near { sentence, clause, before, .. } = *near;
        if self.forbids(before) {
            return true;
        }
        if self.orders(before) || self.orders(self.text(clause)) {
            return false;
        }
        let first = self.analysis.clauses.partition_point(|c| c.span.end <= sentence.start);
        let here = self.analysis.clauses.partition_point(|c| c.span.end <= clause.start);
        let earlier = self.analysis.clauses.get(first..here).unwrap_or(&[]);
        for earlier in earlier.iter().rev().map(|c| self.text(c.span)).take(LIST) {
            // A purpose (为减少…，) does not govern what follows it.
            if earlier.starts_with('为') {
                return false;
            }
            if self.forbids(earlier) {
                return self.heads_with_guard(earlier);
            }
            if self.leaves_open(earlier) {
                return true;
            }
            if self.orders(earlier) {
                return false;
            }
        }
        false
    }

    /// Whether the predicate of a clause opens with a guard (严禁…, 要坚决纠治…).
    fn heads_with_guard(&self, clause: &str) -> bool {
        let head = subject(clause);
        let predicate = clause.get(clause.find(head).unwrap_or(0) + head.len()..).unwrap_or_default();
        let predicate = predicate.trim_start_matches(HEARTILY);
        self.rules.guards.iter().any(|guard| predicate.starts_with(guard.as_str()))
    }

    fn reproached(&self, after: &str) -> bool {
        let near: String = after.chars().take(REPROACH).collect();
        any(&near, &self.rules.reproaches)
    }

    /// Whether the hit tells what was done, or stands in a draft that tells and lacks a word of duty.
    fn told(&self, near: &Near<'_>) -> bool {
        let Near { before, inside, after, .. } = *near;
        let up_to = Span::new(near.sentence.start, near.hit.end);
        let done = any_of(before, &["正在", "都在"])
            || ["已", "已经", "曾", "全部", "先后", "陆续", "均已", "现", "特"]
                .iter()
                .any(|word| before.ends_with(word));
        let narrative = self.rules.narrative.iter().any(|condition| condition.holds(self.facts));
        done || completed(inside) || after.starts_with('了') || (narrative && !self.orders(self.text(up_to)))
    }

    /// Whether the draft is a department's, by its issuer: neither a congress, a party committee, a government,
    /// nor their offices.
    fn is_from_a_department(&self) -> bool {
        let Some(issuer) = self.facts.issuer.as_deref() else { return false };
        let issuer = ["印发", "转发", "批转"].iter().fold(issuer, |name, verb| name.trim_end_matches(verb));
        let committee = issuer.starts_with("中共") && issuer.ends_with("委员会");
        let general = GENERAL.iter().any(|end| issuer.ends_with(end)) || committee;
        let congress = issuer.contains("人民代表大会") || issuer.contains("人大常委会");
        self.facts.level != Level::Central && !general && !congress && Level::of_issuer(issuer).is_some()
    }
}

/// Whether a text holds one of a few words.
fn any_of(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

/// Whether a clause only says before what something else is to be done (编制方案前，…): not one with a date (6月底前).
fn precedes(inside: &str, after: &str) -> bool {
    let before = after.strip_suffix('前').map(|rest| rest.chars().next_back().or_else(|| inside.chars().next_back()));
    before.flatten().is_some_and(|c| !"日月年底末初旬周天时午之".contains(c) && !c.is_ascii_digit())
}

/// Whether a verb of a hit only describes a noun: 报送的方案, 所制定的办法.
fn attributive(inside: &str) -> bool {
    VERBS.iter().any(|verb| {
        inside.match_indices(verb).any(|(at, _)| {
            let after = inside.get(at + verb.len()..).unwrap_or_default();
            let before = inside.get(..at).unwrap_or_default();
            after.starts_with('的') || before.ends_with('所')
        })
    })
}

/// Verbs of burdens that often describe a noun.
const VERBS: [&str; 12] =
    ["报送", "上报", "填报", "制定", "制订", "编制", "印发", "出台", "设立", "成立", "指定", "签订"];

/// How the names of governments, party committees and their offices end.
const GENERAL: &[&str] = &[
    "政府",
    "政府办公厅",
    "政府办公室",
    "委办公厅",
    "委办公室",
    "委员会办公厅",
    "省委",
    "市委",
    "县委",
    "区委",
    "旗委",
    "州委",
];

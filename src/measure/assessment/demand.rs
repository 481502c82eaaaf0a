//! Demand or mention? What stands around a hit decides, clause by clause: a clause that forbids or criticises, leaves it
//! open, defines or tells what was done demands nothing of lower levels; neither does one by which the issuer, its
//! equals or a private party is to act, or by which nobody but a private party is inspected.
//!
//! Texts against formalism name the very burdens they fight, and rules for enterprises or citizens use the same verbs;
//! without this reading four of five hits would be false.

use crate::document::Level;
use crate::measure::assessment::context::{Context, INSPECTION, Near, RATING};
use crate::measure::assessment::doer::Doers;
use crate::measure::assessment::inspection::is_sweep;
use crate::measure::assessment::party::{Party, has_duty, may, subject};
use crate::measure::assessment::words::{any, any_of};
use crate::measure::assessment::{business, costs, shapes};
use crate::span::Span;

/// Category of burdens whose own wording forbids (不得参加评优): the guard looks only before the hit, and a conditional
/// clause before it is what such a sentence is made of.
pub const VETO: &str = "一票否决";
/// Category whose demand binds two sides: a private one among them makes it an ordinary contract.
pub const PLEDGE: &str = "责任状";
/// Category that concerns only drafts of departments.
pub const COMMAND: &str = "部门指令下级党委政府";
/// Category of deadlines.
const HURRY: &str = "时限过紧";
/// Categories of what is written upwards; in a list of what others are about, a line ends with 情况 (签订责任书情况).
const REPORTS: [&str; 3] = ["报送", "高频报送", HURRY];
/// Category of ledgers, files and registers.
pub(super) const LEDGER: &str = "台账留痕";
/// Categories that are consequences themselves: what was not done is their cause, not a reason against them.
const CONSEQUENCES: [&str; 2] = [VETO, RATING];
/// Categories of what is done to lower levels: the issuer may well be the one to act. All other burdens are borne by
/// whoever acts.
const DONE_TO_THEM: [&str; 8] = [INSPECTION, RATING, VETO, PLEDGE, "评比表彰", "观摩", "积分排名", HURRY];
/// Categories that need somebody below to act: bodies plan for themselves, set up groups and run systems all the time.
const ADDRESSED: [&str; 3] = [SUPPLEMENT, BODY, SYSTEM];
/// Category of systems, apps and groups.
const SYSTEM: &str = "APP账号工作群";
/// Verbs of setting up a body.
const SET_UP: [&str; 4] = ["成立", "设立", "组建", "建立"];
/// Files that are kept of a task.
const FILES_OF_A_TASK: [&str; 4] = ["管理档案", "电子档案", "信息档案", "工作档案"];
/// How the names of authorities end that keep files of what they do: not 检测单位, 医疗机构.
const AUTHORITIES: [&str; 6] = ["主管部门", "行政部门", "监督部门", "管理部门", "机关", "管理机构"];
/// Category of bodies and task forces.
const BODY: &str = "领导小组专班";
/// Category of plans and rules: of bodies whose level is not said, four of ten make them for themselves.
const SUPPLEMENT: &str = "配套文件";
/// Category of staff.
const STAFF: &str = "编制人员";
/// Category of money.
const MONEY: &str = "待遇经费要求";
/// A plan for the whole area is made by whoever governs it.
const WHOLE: [&str; 8] = ["全国", "全省", "全市", "全县", "我省", "我市", "我县", "我区"];

/// How a clause begins before it says of what all steps are to be recorded.
const LEADS: [&str; 7] = ["要求", "督促", "推动", "应当", "必须", "要", "应"];
/// Work of authorities of which a record is kept.
const OFFICIAL_WORK: [&str; 12] =
    ["工作", "案件", "执法", "审批", "监管", "决策", "巡查", "检查", "办理", "处置", "整改", "管理"];

/// Papers of a task.
const PAPERS: [&str; 4] = ["成果", "资料", "材料", "图件"];
/// How many levels are spoken of at once, and how the names of bodies of the lowest ones begin.
const TIERS: [&str; 4] = ["两级", "三级", "四级", "五级"];
const LOWEST: [&str; 7] = ["社区", "村级", "街道", "乡镇", "镇级", "县级", "基层"];

/// How somebody is told to report to the issuer.
const TO_US: [&str; 11] =
    ["向我部", "向我厅", "向我局", "向我委", "向我办", "报我", "告我", "报送我", "报至我", "报给我", "反馈我"];
/// Whom only bodies below report to.
const SUPERIORS: [&str; 6] = ["上级", "上一级", "本级政府法制", "本级人民政府法制", "备案机关", "备案审查机关"];
/// Words before whom a report goes to.
const TO: [&str; 5] = ["报送", "上报", "报至", "报", "向"];
/// Characters after a hit in which it is said to whom to report.
const RECEIVER: usize = 4;

/// How clauses end that say when or in which case something else is to be done (制定方案时，…): they demand nothing.
const SUBORDINATE: [&str; 7] = ["的", "时", "之前", "过程中", "条件下", "前提下", "情况下"];

impl Context<'_> {
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
            || self.is_bare_heading(&near)
            || attributive(near.inside)
            || (!REPORTS.contains(&category) && near.after.ends_with("情况"))
            || (!CONSEQUENCES.contains(&category)
                && ((!is_sweep(near.inside) && self.forbids(near.inside, near.after)) || omitted()))
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
        let doers = Doers { analysis: self.analysis, names: &self.names };
        let of_category = match category {
            MONEY => business::is_management(near.inside, near.after) || business::is_source(near.before, near.inside),
            _ if ADDRESSED.contains(&category) && business::is_subject_itself(near.after) => true,
            BODY if near.after.starts_with(['的', '提']) => true,
            BODY if near.before.ends_with("通过") => true,
            BODY if near.before.ends_with("依法") && near.inside.starts_with("设立") => true,
            SYSTEM if crosses(near.inside) => true,
            SUPPLEMENT if crosses(near.inside) || near.before.ends_with("作为") => true,
            // A rule says first why it is made: 为…，根据…，制定本办法.
            SUPPLEMENT if self.text(near.sentence).starts_with("第一条") => true,
            SUPPLEMENT if near.after.starts_with("等方面") || near.after.starts_with('的') => true,
            SUPPLEMENT if business::is_by_rule(near.inside, near.after) => true,
            SUPPLEMENT if doers.is_content(near.hit) => true,
            SUPPLEMENT => business::is_legal_plan((near.before, near.inside), rest),
            LEDGER => business::is_register(near.inside, near.before, rest) || self.traces_others(near),
            STAFF => business::is_staffing_a_case(near.inside, near.after),
            // 年度抽查计划可以调整 speaks of the plan.
            INSPECTION => near.after.trim_start_matches("工作").starts_with("计划") && may(near.after),
            RATING if near.after.starts_with(['表', '嘉']) => true,
            RATING => {
                let told = self.names.party(subject(near.after));
                near.inside.ends_with("通报") && told.is_some_and(|party| party != Party::Lower)
            }
            _ if REPORTS.contains(&category) => {
                let so_far = self.text(Span::new(near.sentence.start, near.hit.end));
                business::passes_on(self.text(near.sentence), &clause, title)
                    || business::goes_to_none_above(near.inside, &clause)
                    || business::is_in_view_of(near.before, near.inside)
                    || business::is_alarm(so_far, near.inside)
                    // Units that nothing describes are employers.
                    || (near.inside.starts_with("提供") && subject(near.before).starts_with("单位"))
            }
            _ => false,
        };
        of_category
            || business::is_subject(near.after, next)
            || business::drafts(&clause)
            || (business::is_principle(self.text(near.sentence)) && !doers.of(near.hit).is_some_and(|doer| doer.here))
            || business::is_manner(&clause, next)
    }

    /// Whether somebody below bears the burden: by whom the sentence has it done, or to whom.
    fn burdens(&self, near: &Near<'_>, category: &str) -> bool {
        let doers = Doers { analysis: self.analysis, names: &self.names };
        let found = doers.of(near.hit);
        let doer = found.map(|d| d.party);
        if category == PLEDGE {
            let text = self.text(near.sentence);
            let private = any(text, &self.rules.private) || doer == Some(Party::Private);
            return !private || self.names.leads_with_authority(subject(text));
        }
        if DONE_TO_THEM.contains(&category) {
            return self.reaches(near, category, doer);
        }
        // Whoever is carried over to a heading (（一）编制方案) is told nothing yet.
        let here = found.is_some_and(|d| d.here);
        let sentence = self.text(near.sentence);
        let borne = costs::is_borne(near.inside);
        if borne && !self.paid_below(near, found) {
            return false;
        }
        let addressed = borne || self.needs_a_doer(near, category);
        // An item of a list of duties that ends like a sentence is no heading.
        let article = sentence.trim_start().starts_with('第');
        // So is one that goes on with its paragraph; systems are spoken of in every programme.
        let goes_on = || category != SYSTEM && self.continues_paragraph(near);
        let item = || sentence.ends_with('；') || (!article && (doers.is_listed(near.hit.start) || goes_on()));
        let whole = sentence.ends_with(['。', '；']) && (!addressed || (!borne && item()));
        let told = here || whole || sentence.contains('，') || self.orders(sentence);
        if self.budgeted(near, found) {
            return true;
        }
        match doer {
            Some(Party::Private) => false,
            Some(Party::Bodies) if category == SUPPLEMENT => {
                let above = self.facts.level.rank().is_some_and(|rank| rank <= 1) && doers.is_sent_below();
                told && (self.leaves_rules(near) || (above && here && self.orders(sentence)))
            }
            // Who pays is settled above.
            Some(Party::Bodies) if borne => told && self.instructs(near),
            Some(Party::Bodies) if category == SYSTEM && (is_for_all(near.inside) || self.is_our_own(near)) => false,
            Some(Party::Bodies) => {
                let kept = category == LEDGER && here && self.keeps_files(near);
                told && (!addressed || kept || ADDRESSED.contains(&category))
            }
            Some(Party::Lower) => told && !self.is_for_the_whole(near, category, here),
            Some(Party::Own) => self.to_issuer(near),
            None => {
                let commands = told && self.instructs(near) && doers.lacks_subject(near.sentence, near.hit);
                // Whoever hands a service out keeps its papers.
                let kept = category == LEDGER
                    && (near.inside.ends_with("备查")
                        || (near.inside.ends_with("留痕") && self.names.private(near.before)));
                let ordered =
                    category == SUPPLEMENT && self.orders(self.text(near.clause)) && doers.carries_out(near.hit);
                let traced = category == LEDGER && self.traces_work(near);
                let below = category == BODY && self.instructs(near) && is_set_up_below(near.inside);
                traced
                    || below
                    || (category == LEDGER && self.files_away(near))
                    || self.to_issuer(near)
                    || self.comes_to_issuer(near)
                    || (commands && !kept && (!addressed || ordered))
            }
        }
    }

    /// Whether a plan is made for the whole area, or a body set up there (成立市领导小组) in a sentence that names nobody:
    /// by whoever governs it.
    fn is_for_the_whole(&self, near: &Near<'_>, category: &str, here: bool) -> bool {
        let whole = any_of(near.inside, &WHOLE);
        let set_up = || SET_UP.iter().find_map(|verb| near.inside.strip_prefix(verb));
        let own = category == BODY && !here && (whole || set_up().is_some_and(|body| self.names.is_own_level(body)));
        // A programme of development for 我市 is made for it.
        let before = || self.text(Span::new(near.sentence.start, near.hit.start));
        let programme = || !here && near.inside.ends_with("规划") && any_of(before(), &WHOLE);
        own || (category == SUPPLEMENT && (whole || programme())) || (category == SYSTEM && is_for_all(near.inside))
    }

    /// Whether the papers of a task are to be filed (成果资料应整理归档): those who have it file them. Papers of private
    /// parties are theirs.
    fn files_away(&self, near: &Near<'_>) -> bool {
        shapes::ends_with(near.inside, "kept")
            && any_of(near.before, &PAPERS)
            && self.instructs(near)
            && !self.names.private(self.text(near.sentence))
    }

    /// Whether all steps of official work are to be recorded (审批工作全程留痕), whoever does it.
    fn traces_work(&self, near: &Near<'_>) -> bool {
        near.inside.ends_with("留痕") && any_of(near.before, &OFFICIAL_WORK) && !self.names.private(near.before)
    }

    /// Whether rules are left to a body of each level (由同级人民政府规定), to one that the draft says to be below, or by
    /// the state to a department without a level: it is that of each province; in a city it may be the city's own.
    fn leaves_rules(&self, near: &Near<'_>) -> bool {
        let Some((_, whom)) = near.inside.rsplit_once('由') else { return false };
        let below = || self.names.by_short_name(subject(whom)) == Some(Party::Lower);
        self.facts.level.rank() == Some(0) || whom.starts_with("同级") || whom.starts_with("本级") || below()
    }

    /// Whether the subject is a body that the draft says to be one of the issuer's level (市水务局（以下简称主管部门）).
    fn is_our_own(&self, near: &Near<'_>) -> bool {
        let subjects = [near.clause, near.sentence].map(|span| subject(self.text(span)).trim());
        subjects.into_iter().any(|subject| self.names.by_short_name(subject) == Some(Party::Own))
    }

    /// Whether a burden needs somebody below to be told: everybody keeps files.
    fn needs_a_doer(&self, near: &Near<'_>, category: &str) -> bool {
        let file = category == LEDGER && near.inside.ends_with("档案");
        ADDRESSED.contains(&category) || (file && !any_of(near.inside, &FILES_OF_A_TASK))
    }

    /// Whether the subject of a sentence is an authority by its last word that is told to keep files itself.
    fn keeps_files(&self, near: &Near<'_>) -> bool {
        let sentence = self.text(near.sentence);
        let authority = AUTHORITIES.iter().any(|end| subject(sentence).ends_with(end));
        let others = any_of(near.before, &["指导", "督促"]) || near.after.starts_with("管理");
        authority && self.orders(sentence) && !others
    }

    /// Whether the steps of something else than official work are to be recorded (快递全程留痕): the words that stand
    /// between verb and steps, or else those before the verb, say of what.
    fn traces_others(&self, near: &Near<'_>) -> bool {
        let Some(steps) = shapes::of_class("traced").iter().find_map(|steps| near.inside.strip_suffix(steps)) else {
            return false;
        };
        let verb = shapes::of_class("leave").iter().find_map(|verb| steps.strip_prefix(verb));
        let of = verb.unwrap_or(steps).trim_start_matches(['对', '的']);
        let led = LEADS.iter().fold(near.before, |text, word| text.trim_start_matches(word));
        let what = if of.is_empty() { led } else { of };
        !what.is_empty() && !any_of(what, &OFFICIAL_WORK) && !self.names.authority(what)
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
        let receiver = receiver.trim_start_matches(['告', '送', '至', '给']);
        if SUPERIORS.iter().any(|words| receiver.starts_with(words)) {
            return true;
        }
        self.names.party(receiver) == Some(Party::Own) && !self.names.above(receiver)
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

/// Whether a system is built for a whole area or by the state (国家数据库), not one to be joined to that of the state.
fn is_for_all(inside: &str) -> bool {
    any_of(inside, &WHOLE) || any_of(inside, &["国家级", "建设国家", "建立国家", "建成国家", "构建国家"])
}

/// Whether a body is set up at several levels (健全市、县、镇三级机构) or at the lowest one (成立社区服务中心).
fn is_set_up_below(inside: &str) -> bool {
    let body = SET_UP.iter().chain(&["健全", "组建"]).find_map(|verb| inside.strip_prefix(verb));
    any_of(inside, &TIERS) || body.is_some_and(|body| LOWEST.iter().any(|level| body.starts_with(level)))
}

/// Whether the words of a paper reach over a word of duty: 编制规划应当与…计划衔接 asks for no plan.
fn crosses(inside: &str) -> bool {
    let made = ["制定", "制订", "出台", "印发", "编制", "确定", "规定"].iter().any(|verb| inside.ends_with(verb));
    !made && has_duty(inside, &["应"])
}

/// Whether a clause only says before what something else is to be done (编制方案前，…): not one with a date (6月底前).
fn precedes(inside: &str, after: &str) -> bool {
    let before = after.strip_suffix('前').map(|rest| rest.chars().next_back().or_else(|| inside.chars().next_back()));
    before.flatten().is_some_and(|c| !"日月年底末初旬周天时午之".contains(c) && !c.is_ascii_digit())
}

/// Whether the verb of a hit only describes a noun: 报送的方案, 所制定的办法. Where the hit begins or ends with a verb, that
/// is the one: in 制定…建设的办法 a plan is made, whatever it is about.
fn attributive(inside: &str) -> bool {
    let describes = |at: usize, verb: &str| {
        let after = inside.get(at + verb.len()..).unwrap_or_default();
        let before = inside.get(..at).unwrap_or_default();
        after.starts_with('的') || before.ends_with('所')
    };
    if let Some(verb) = VERBS.iter().find(|verb| inside.starts_with(**verb)) {
        return describes(0, verb);
    }
    if let Some(verb) = VERBS.iter().find(|verb| inside.ends_with(**verb)) {
        return describes(inside.len() - verb.len(), verb);
    }
    VERBS.iter().any(|verb| inside.match_indices(verb).any(|(at, _)| describes(at, verb)))
}

/// Verbs of burdens that often describe a noun.
const VERBS: [&str; 20] = [
    "升级", "建设", "安排", "给予", "健全", "配备", "建立", "完善", "报送", "上报", "填报", "制定", "制订", "编制",
    "印发", "出台", "设立", "成立", "指定", "签订",
];

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

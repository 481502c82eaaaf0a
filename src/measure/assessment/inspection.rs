//! Whom an inspection, a rating or a circular reaches: authorities and their work, or enterprises, citizens and goods,
//! which an authority inspects in its ordinary business.

use crate::document::Kind;
use crate::measure::assessment::context::{Context, INSPECTION, Near, RATING};
use crate::measure::assessment::party::{Party, in_word, subject};
use crate::measure::assessment::shapes;
use crate::measure::assessment::words::any_of;
use crate::span::Span;

/// Longest object of an inspection, in characters.
const OBJECT: usize = 40;
/// What only officials and their bodies can be guilty of, or suffer.
const OFFICIALS: [&str; 8] =
    ["行政处分", "行政责任", "规范性文件", "报送备案", "党纪", "政纪", "主管人员给予处分", "报送"];
/// Ratings that only bodies undergo.
const OFFICIAL_RATINGS: [&str; 6] = ["依法行政考核", "政绩考核", "目标考核", "目标责任", "工作考核", "部门考核"];
/// Words by which not things but the work of bodies is inspected.
const MATTERS: [&str; 21] = [
    "专项治理",
    "专项整治",
    "重点内容",
    "重点地区",
    "征收",
    "情况",
    "结果",
    "工作",
    "落实",
    "执行",
    "实施",
    "政策",
    "规划",
    "责任",
    "任务",
    "进度",
    "成效",
    "重点项目",
    "重大项目",
    "资金使用",
    "规范性文件",
];
/// Things that an authority inspects in its ordinary business.
const THINGS: [&str; 18] = [
    "产品",
    "商品",
    "设施",
    "设备",
    "工程质量",
    "施工",
    "建筑物",
    "房屋",
    "场所",
    "市场秩序",
    "经营",
    "车辆",
    "船舶",
    "排污",
    "违法",
    "药品",
    "食品",
    "建设项目",
];
/// Words by which what is done about such a thing is inspected.
const WORKS: [&str; 6] = ["工作", "实施", "建设管理", "落实", "资金", "计划"];
/// How it is said that a law is carried out, and of which law.
const CARRIED_OUT: [&str; 2] = ["执行情况", "实施情况"];
const LAWS: [&str; 6] = ["法和", "法律", "条例", "本办法", "本规定", "》"];
/// What is told of how work goes: whoever reports it is a body.
const STATES: [&str; 4] = ["情况", "进度", "进展", "落实"];
/// Longest words by which somebody undergoes an inspection that is called so and nothing else (接受督导检查), in characters.
const UNDERGONE: usize = 8;
/// Work that only bodies do: whoever inspects it, inspects them.
const OFFICIAL_WORK: [&str; 7] = ["规范性文件", "备案审查", "行政执法", "政务", "落实情况", "任务完成", "目标完成"];

/// Dues of citizens and enterprises.
const DUES: [&str; 4] = ["征收", "收缴", "缴纳", "收取"];
/// Single persons who are sanctioned, and bodies that may stand beside them.
const PERSONS: [&str; 5] = ["责任人", "责任人员", "责任者", "当事人", "工作人员"];
const BODIES: [&str; 7] = ["单位", "部门", "机关", "政府", "地区", "各", "机构"];

/// Whether a hit is a campaign: everything of a kind is to be gone through (全面清理, 大排查).
pub(super) fn is_sweep(inside: &str) -> bool {
    ["sweep", "swept"].iter().any(|class| shapes::ends_with(inside, class))
}

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

impl<'a> Context<'a> {
    /// Whether what is done to others (an inspection, a rating) is done to authorities.
    pub(super) fn reaches(&self, near: &Near<'a>, category: &str, doer: Option<Party>) -> bool {
        if doer == Some(Party::Private) || self.names.party(near.inside) == Some(Party::Private) {
            return false;
        }
        // Everybody is inspected by somebody: who has to undergo it must be said.
        if shapes::begins_with(near.inside, "undergo") {
            let from_above = near.inside.contains('级') || near.inside.chars().count() <= UNDERGONE;
            return doer == Some(Party::Lower) && (from_above || self.names.authority(near.inside));
        }
        // Verifying is what an authority does with applications and plants every day, unless it is what others did.
        let often = shapes::begins_with(near.inside, "often");
        if shapes::ends_with(near.inside, "verify") && !is_sweep(near.inside) && !often {
            let below = self.names.addresses(near.inside) || self.object(near, doer) == Object::Authority;
            return below && doer != Some(Party::Private);
        }
        // Hits that say nothing but that somebody is criticised before others: law has the same for private parties.
        if shapes::of_class("criticise").contains(&near.inside) {
            return self.criticises_authority(near);
        }
        if category == RATING && any_of(near.inside, &OFFICIAL_RATINGS) {
            return true;
        }
        // Whatever is swept through, a campaign that is ordered costs those who have to go through it.
        if is_sweep(near.inside) {
            let ordered = doer.is_none_or(|party| matches!(party, Party::Lower | Party::Bodies));
            return ordered && self.instructs(near);
        }
        match (self.object(near, doer), doer) {
            (Object::Unsaid | Object::Work, _) if self.is_by_superiors(near) => true,
            (Object::Unsaid, _) if self.looks_at_equals(near.inside) => false,
            (Object::Work | Object::Unsaid, Some(Party::Own)) if Self::concerns_dues(near) => false,
            (Object::Authority, _) | (Object::Work, Some(Party::Lower)) => true,
            (Object::Others, _) => false,
            (Object::Work, _) => self.instructs(near),
            (Object::Unsaid, Some(Party::Bodies | Party::Lower)) if self.is_rule() && plain(near.inside) => {
                any_of(near.before, &MATTERS) || any_of(near.after, &MATTERS)
            }
            (Object::Unsaid, Some(Party::Bodies)) if category == INSPECTION => self.instructs(near),
            (Object::Unsaid, Some(_)) => true,
            (Object::Unsaid, None) => {
                let sentence = Span::new(near.sentence.start, near.hit.end.max(near.clause.end));
                self.instructs(near) || (category != INSPECTION && self.names.authority(self.text(sentence)))
            }
        }
    }

    /// Whether those who are criticised before others are authorities: the subject of the sentence, whoever is named
    /// behind 对, or those whom the sentence or the title says to be officials.
    fn criticises_authority(&self, near: &Near<'a>) -> bool {
        let text = self.text(near.sentence);
        let clause = self.text(near.clause);
        if behind(clause).is_some_and(|rest| is_persons(&object_in(rest))) {
            return false;
        }
        let subject = self.names.party(subject(text));
        let title = self.facts.title.as_deref().unwrap_or_default();
        subject != Some(Party::Private)
            && (matches!(self.object(near, subject), Object::Authority | Object::Work)
                || matches!(subject, Some(Party::Lower | Party::Bodies))
                || any_of(text, &OFFICIALS)
                || any_of(title, &OFFICIAL_WORK))
    }

    /// Whether those who inspect are said to be superiors (上级主管部门应当加强督促检查).
    fn is_by_superiors(&self, near: &Near<'a>) -> bool {
        let who = subject(self.text(near.sentence));
        who.contains("上级") || who.contains("上一级")
    }

    /// Whether the words of an inspection name its object, and that is none below the issuer (加强市有关部门…的监督检查).
    fn looks_at_equals(&self, inside: &str) -> bool {
        let object = ["加强", "强化", "开展"].iter().find_map(|verb| inside.strip_prefix(verb));
        object.is_some_and(|object| self.names.party(subject(object)) == Some(Party::Own))
    }

    /// Whether what is inspected are the dues of citizens and enterprises.
    fn concerns_dues(near: &Near<'a>) -> bool {
        any_of(near.before, &DUES) || any_of(near.inside, &DUES)
    }

    /// Whom or what a sentence has inspected or rated: what follows 对 in the clause of the hit, or in one before that
    /// states the case (对…的，由…通报).
    fn object(&self, near: &Near<'a>, doer: Option<Party>) -> Object {
        let clause = self.text(Span::new(near.clause.start, near.hit.end.max(near.clause.end)));
        if let Some(rest) = behind(clause) {
            return self.inspected(rest, doer);
        }
        let before = self.text(Span::new(near.sentence.start, near.clause.start.max(near.sentence.start)));
        let Some(case) = behind(before).map(|case| case.trim_end_matches('，')) else {
            return if any_of(near.inside, &THINGS) { Object::Others } else { Object::Unsaid };
        };
        let last = case.rsplit('，').next().unwrap_or(case);
        if any_of(near.inside, &THINGS) || self.names.party(case) == Some(Party::Private) {
            Object::Others
        } else if any_of(case, &OFFICIAL_WORK) || self.names.party(last) == Some(Party::Lower) {
            Object::Authority
        } else {
            Object::Unsaid
        }
    }

    /// Whether the draft is a rule: it binds everybody, and whoever enforces it inspects them.
    fn is_rule(&self) -> bool {
        matches!(self.facts.kind, Some(Kind::Measures | Kind::Law))
    }

    /// What is inspected by the words behind 对.
    fn inspected(&self, rest: &str, doer: Option<Party>) -> Object {
        let object = object_in(rest);
        let party = self.names.party(&object);
        let thing = any_of(&object, &THINGS) && !any_of(&object, &WORKS);
        // The state of private parties (申请家庭的住房情况) is none of the bodies' work.
        let state = !matches!(party, Some(Party::Lower | Party::Own)) && self.names.private(&object);
        // Whoever a law binds is checked by it, but those below who are told to check how it is carried out have to
        // check their own bodies; among bodies a document is carried out by bodies.
        let carried_out = any_of(&object, &CARRIED_OUT) && any_of(&object, &LAWS);
        let law = self.is_rule() && carried_out && party.is_none() && doer != Some(Party::Lower);
        match party {
            // Carrying out single projects is up to those who build them.
            None if doer == Some(Party::Own) && object.starts_with("项目实施") && !any_of(&object, &STATES) => {
                Object::Others
            }
            _ if thing || state || law => Object::Others,
            // Units without a word that says which (对单位和个人) are employers and users.
            _ if object.starts_with("单位") => Object::Others,
            Some(Party::Private) => Object::Others,
            Some(_) => Object::Authority,
            None if any_of(&object, &OFFICIAL_WORK) => Object::Authority,
            None if any_of(&object, &MATTERS) => Object::Work,
            None => Object::Others,
        }
    }
}

/// What is inspected by the words behind 对, up to the verb.
fn object_in(rest: &str) -> String {
    let verbs = ["进行", "开展", "实行", "实施监督", "实施检查", "予以", "给予"];
    let end = verbs.iter().filter_map(|verb| rest.find(verb)).min();
    rest.get(..end.unwrap_or(rest.len())).unwrap_or_default().chars().take(OBJECT).collect()
}

/// Whether those are single persons and no body with them: 相关责任人, not 责任单位和责任人.
fn is_persons(object: &str) -> bool {
    PERSONS.iter().any(|person| object.ends_with(person)) && !any_of(object, &BODIES)
}

/// What follows 对 in a text, where that is a word of its own.
fn behind(text: &str) -> Option<&str> {
    let after = text.match_indices('对').find(|(at, _)| !in_word(text, *at)).map(|(at, word)| at + word.len());
    after.and_then(|at| text.get(at..))
}

/// Whether an inspection is called so and nothing else (加强监督检查).
fn plain(inside: &str) -> bool {
    ["加强", "强化", "开展"].iter().any(|verb| inside.starts_with(verb)) && inside.ends_with("监督检查")
}

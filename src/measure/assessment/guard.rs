//! What is said against a demand around it: that something is forbidden, left open, criticised or told of the past.

use crate::measure::assessment::context::{Context, Near};
use crate::measure::assessment::party::{Party, has_duty, may, subject};
use crate::measure::assessment::words::{DUTY, any, any_of, completed, without_number};
use crate::span::Span;

/// Characters after a hit within which a reproach stands.
const REPROACH: usize = 8;
/// Clauses looked back through for the head of a list.
const LIST: usize = 4;
/// Adverbs before a word that leaves it open whether to act.
const HEARTILY: [char; 12] = ['积', '极', '大', '力', '要', '应', '须', '坚', '决', '切', '实', '着'];
/// Guards that are tasks as well.
const TASKS: [&str; 5] = ["清理", "整治", "纠治", "纠正", "取消"];
/// Words by which an act was done or is under way.
const BEGUN: [&str; 5] = ["已经", "已", "正在", "都在", "曾"];
/// Words by which an act is told where no duty is said.
const NOW: [&str; 5] = ["全部", "先后", "陆续", "现", "特"];
/// Adverbs between such a word and the act.
const ADVERBS: [&str; 20] = [
    "全部", "陆续", "先后", "相继", "普遍", "基本", "初步", "逐步", "全面", "分别", "连续", "累计", "统一", "专门",
    "正式", "及时", "提前", "率先", "联合", "多次",
];
/// What is done to have the act done, and prepositions before it.
const LEADS: [&str; 24] = [
    "组织", "要求", "督促", "指导", "会同", "部署", "安排", "完成", "启动", "推动", "委托", "授权", "由", "按", "根据",
    "在", "于", "向", "对", "与", "将", "把", "为", "从",
];
/// Prepositions of whose object the word is a part (对已建水库).
const OBJECT: [char; 9] = ['对', '将', '把', '在', '为', '给', '按', '从', '于'];
/// Signs that what follows the word describes a noun or a time.
const ATTRIBUTIVE: [&str; 3] = ["的", "基础上", "后"];
/// Verbs that 过 may follow: elsewhere it is mostly a part of another word (通过).
const DONE: [&str; 14] =
    ["报送", "上报", "报告", "反馈", "填报", "提交", "制定", "出台", "编制", "建立", "成立", "开展", "签订", "召开"];
/// How a sentence begins that tells what comes next.
const NEXT: [&str; 4] = ["下一步", "接下来", "下一阶段", "下阶段"];
/// What is told of a task.
const OUTCOMES: [&str; 3] = ["情况", "结果", "等工作"];

impl Context<'_> {
    /// Whether a text holds a guard that is none of the words that only look like one, and no task of which something
    /// is told (清理文件的情况); `next` is what follows the text.
    pub(super) fn forbids(&self, text: &str, next: &str) -> bool {
        let looks = |rest: &str| self.rules.not_guards.iter().any(|other| rest.starts_with(other.as_str()));
        let task = |guard: &str, rest: &str| {
            let told = rest == guard && OUTCOMES.iter().any(|outcome| next.starts_with(outcome));
            // 对文件进行清理并将情况报…: the guard is one task, what follows another.
            TASKS.contains(&guard) && (told || any_of(rest, &OUTCOMES) || rest.contains('并'))
        };
        self.rules.guards.iter().any(|guard| {
            let mut rests = text.match_indices(guard.as_str()).filter_map(|(at, _)| text.get(at..));
            rests.any(|rest| !looks(rest) && !task(guard, rest))
        })
    }

    /// Whether a text holds a word of duty.
    pub(super) fn orders(&self, text: &str) -> bool {
        has_duty(text, &self.rules.modals)
    }

    /// Whether a clause leaves it open whether to act: 可以…, or 鼓励… where its predicate begins.
    pub(super) fn leaves_open(&self, clause: &str) -> bool {
        let clause = without_number(clause);
        let predicate =
            clause.get(clause.find(subject(clause)).unwrap_or(0) + subject(clause).len()..).unwrap_or_default();
        may(clause)
            || is_a_right(clause)
            || self.rules.discretion.iter().any(|word| {
                // 及有条件的区 only adds them to others.
                let head = subject(clause);
                let adds = |before: &str| before.ends_with(['及', '和', '、']);
                let opens = predicate.trim_start_matches(HEARTILY).starts_with(word.as_str()) && !adds(head);
                let some = clause.find(word.as_str()).and_then(|at| clause.get(..at));
                opens || (word.starts_with('有') && some.is_some_and(|before| !adds(before)))
            })
    }

    /// Whether a guard stands before the hit in its clause, or governs the list of clauses it stands in: clauses
    /// without a word of duty continue the one before.
    pub(super) fn guarded(&self, near: &Near<'_>) -> bool {
        let Near { sentence, clause, before, inside, .. } = *near;
        if self.forbids(before, inside) {
            return true;
        }
        if self.orders(before) || self.orders(self.text(clause)) {
            return false;
        }
        // Whoever is told to act by the hit itself (可以延长，具体办法由各区制定) has a predicate of his own.
        let told =
            inside.split_once('由').is_some_and(|(_, whom)| self.names.party(subject(whom)) == Some(Party::Lower));
        if told {
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
            if self.forbids(earlier, "") {
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

    pub(super) fn reproached(&self, after: &str) -> bool {
        let near: String = after.chars().take(REPROACH).collect();
        any(&near, &self.rules.reproaches)
    }

    /// Whether a sentence tells what the issuer itself is about to do (下一步，市水务局将…) and the hit names nobody below.
    fn announces(&self, near: &Near<'_>) -> bool {
        let text = without_number(self.text(Span::new(near.sentence.start, near.hit.start)));
        let next = NEXT.iter().find_map(|word| text.strip_prefix(word));
        let Some((who, _)) = next.and_then(|rest| rest.trim_start_matches('，').split_once('将')) else {
            return false;
        };
        let below = self.names.party(who) == Some(Party::Lower) || who.contains('，');
        !below && !self.names.addresses(near.before) && !self.names.addresses(near.inside)
    }

    /// Whether the hit tells what was done, or stands in a draft that tells and lacks a word of duty.
    pub(super) fn told(&self, near: &Near<'_>) -> bool {
        let Near { before, inside, after, .. } = *near;
        let up_to = Span::new(near.sentence.start, near.hit.end);
        let now = NOW.iter().any(|word| before.ends_with(word)) && !self.orders(before);
        let narrative = self.rules.narrative.iter().any(|condition| condition.holds(self.facts));
        before.ends_with('被')
            || self.announces(near)
            || is_past(after)
            || now
            || has_begun(before)
            || completed(inside)
            || ["报送", "上报", "反馈", "提交"].iter().any(|verb| inside.contains(&format!("前已{verb}")))
            || DONE.iter().any(|verb| inside.split_once(verb).is_some_and(|(_, rest)| is_past(rest)))
            || after.starts_with('了')
            || (narrative && !self.orders(self.text(up_to)))
    }
}

/// Whether an act is past by the particle that follows it: 报送过, not 报送过程.
fn is_past(after: &str) -> bool {
    after.strip_prefix('过').is_some_and(|rest| !rest.starts_with(['程', '来', '去', '渡', '期', '后', '户']))
}

/// Whether the act that follows a text was done or is under way: 已 or 正在 right before it, or before what is done to
/// have it done (已组织各镇…), not before a noun (在已有基础上…, 对已建水库…) and with no word of duty in between.
fn has_begun(before: &str) -> bool {
    let last = BEGUN.iter().filter_map(|word| before.rfind(word).map(|at| (at + word.len(), at))).max();
    let Some((behind, at)) = last else { return false };
    let (head, rest) = (before.get(..at).unwrap_or_default(), before.get(behind..).unwrap_or_default());
    let rest = without_adverbs(rest);
    if rest.is_empty() {
        return true;
    }
    if head.ends_with(OBJECT) || any_of(rest, &ATTRIBUTIVE) || has_duty(&rest.replace("要求", ""), &DUTY) {
        return false;
    }
    let under_way = before.get(at..behind).is_some_and(|word| word.ends_with('在'));
    under_way
        || counts(rest)
        || LEADS.iter().any(|verb| rest.starts_with(verb))
        || rest.ends_with(['并', '和', '及', '、'])
}

/// Text without the adverbs and counts that it begins with.
fn without_adverbs(mut text: &str) -> &str {
    loop {
        let rest = text.trim_start_matches(|c: char| c.is_ascii_digit() || "年月个次批轮多".contains(c));
        let rest = ADVERBS.iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
        if rest.len() == text.len() {
            return rest;
        }
        text = rest;
    }
}

/// Whether a text says how many there are: 有12个, 有半数.
fn counts(text: &str) -> bool {
    let number = |rest: &str| {
        let behind = rest.trim_start_matches(|c: char| "一二三四五六七八九十百千多半几两".contains(c));
        let counted = behind.len() < rest.len() && behind.starts_with(|c: char| "个家处名批成次所人条项数".contains(c));
        rest.starts_with(|c: char| c.is_ascii_digit()) || counted
    };
    text.strip_prefix('有')
        .is_some_and(|rest| number(rest) || ["部分", "不少", "许多"].iter().any(|w| rest.starts_with(w)))
}

/// Whether a clause gives a right (有权检查), not 所有权.
fn is_a_right(clause: &str) -> bool {
    clause.match_indices("有权").any(|(at, _)| clause.get(..at).is_some_and(|before| !before.ends_with('所')))
}

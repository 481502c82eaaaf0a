//! What is said against a demand around it: that something is forbidden, left open, criticised or told of the past.

use crate::measure::assessment::context::{Context, Near};
use crate::measure::assessment::party::{has_duty, may, subject};
use crate::measure::assessment::words::{any, any_of, completed};
use crate::span::Span;

/// Characters after a hit within which a reproach stands.
const REPROACH: usize = 8;
/// Clauses looked back through for the head of a list.
const LIST: usize = 4;
/// Adverbs before a word that leaves it open whether to act.
const HEARTILY: [char; 12] = ['积', '极', '大', '力', '要', '应', '须', '坚', '决', '切', '实', '着'];
/// Guards that are tasks as well.
const TASKS: [&str; 5] = ["清理", "整治", "纠治", "纠正", "取消"];
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
            TASKS.contains(&guard) && (told || any_of(rest, &OUTCOMES) || any_of(rest, &["并将", "并"]))
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

    /// Whether the hit tells what was done, or stands in a draft that tells and lacks a word of duty.
    pub(super) fn told(&self, near: &Near<'_>) -> bool {
        let Near { before, inside, after, .. } = *near;
        // 已组织…开发 tells, 已建立制度的县要… orders.
        let before_now = before.contains('已') && !before.contains('的') && !self.orders(self.text(near.clause));
        let up_to = Span::new(near.sentence.start, near.hit.end);
        let done = any_of(before, &["正在", "都在"])
            || before.ends_with('被')
            || ["已", "已经", "曾", "全部", "先后", "陆续", "均已", "现", "特"]
                .iter()
                .any(|word| before.ends_with(word));
        let narrative = self.rules.narrative.iter().any(|condition| condition.holds(self.facts));
        done || before_now
            || completed(inside)
            || after.starts_with('了')
            || (narrative && !self.orders(self.text(up_to)))
    }
}

/// Whether a clause gives a right (有权检查), not 所有权.
fn is_a_right(clause: &str) -> bool {
    clause.match_indices("有权").any(|(at, _)| clause.get(..at).is_some_and(|before| !before.ends_with('所')))
}

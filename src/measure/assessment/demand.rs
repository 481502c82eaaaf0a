//! Demand or mention? What stands around a hit decides, clause by clause: a clause that forbids or criticises, leaves it
//! open, defines, tells what was done, or obliges somebody who is no authority demands nothing of lower levels.
//!
//! Texts against formalism name the very burdens they fight, and rules for enterprises or citizens use the same verbs;
//! without this reading four of five hits would be false.

use crate::document::{DraftFacts, Level, places};
use crate::norms::AssessmentRules;
use crate::span::Span;
use crate::text::Analysis;

/// Category of burdens whose own wording forbids (不得参加评优): the guard looks only before the hit, and a conditional
/// clause before it is what such a sentence is made of.
pub const VETO: &str = "一票否决";
/// Categories that are consequences themselves: what was not done is their cause, not a reason against them.
const CONSEQUENCES: [&str; 2] = [VETO, "考核通报"];
/// Category whose demand binds two sides: a private one among them makes it an ordinary contract.
pub const PLEDGE: &str = "责任状";
/// Category that needs an addressee and a word of duty before it: bodies plan for themselves all the time.
const SUPPLEMENT: &str = "配套文件";
/// Category that needs an addressee before it: a group of the issuer's own burdens nobody below.
const GROUP: &str = "领导小组专班";
/// Category that concerns only drafts of departments.
pub const COMMAND: &str = "部门指令下级党委政府";

/// Characters read on either side of a hit: a text without any full stop must not make the reading slow.
const WINDOW: usize = 300;
/// Characters before a hit within which its addressee stands.
const REACH: usize = 90;
/// Characters at the head of a sentence within which its subject stands.
const SUBJECT: usize = 40;
/// Characters after a hit within which a reproach stands.
const REPROACH: usize = 8;

/// A hit with all that the reading needs.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The draft.
    pub analysis: &'a Analysis,
    /// What is known about it.
    pub facts: &'a DraftFacts,
    /// The words of the profile.
    pub rules: &'a AssessmentRules,
}

/// Where a hit stands.
struct Near {
    sentence: Span,
    clause: Span,
    /// What stands before the hit, as far as its addressee may.
    lead: Span,
    hit: Span,
}

/// How sentences without a subject begin.
const GOES_ON: [&str; 6] = ["要", "应", "须", "并", "请", "同时"];
/// Sentences looked back through for the subject of one that has none.
const SENTENCES_BACK: usize = 2;

impl Context<'_> {
    /// Whether a hit of a category is a demand on lower levels.
    #[must_use]
    pub fn demands(&self, hit: Span, category: &str) -> bool {
        let Some(sentence) = self.analysis.sentence_at(hit.start).and_then(|i| self.analysis.sentences.get(i)) else {
            return false;
        };
        let window = Span::new(hit.start.saturating_sub(WINDOW), hit.end + WINDOW);
        let sentence = sentence.span.intersection(window);
        let near = |position: usize| self.clause(position).map_or(sentence, |clause| clause.intersection(window));
        let clause = near(hit.start);
        let last = near(hit.end.saturating_sub(1));
        let before = self.text(Span::new(clause.start.min(hit.start), hit.start));
        let inside = self.text(hit);
        let after = self.text(Span::new(hit.end, last.end.max(hit.end)));
        if category == COMMAND && !self.is_from_a_department() {
            return false;
        }
        let near = Near {
            sentence,
            clause,
            lead: Span::new(sentence.start.max(hit.start.saturating_sub(REACH)), hit.start),
            hit,
        };
        let unaddressed = (category == SUPPLEMENT || category == GROUP) && !self.is_addressed(&near);
        if unaddressed || (category == SUPPLEMENT && !self.is_ordered(&near)) {
            return false;
        }
        let omitted = || [before, inside].iter().any(|text| any(text, &self.rules.omissions));
        !(self.guarded(before, sentence, clause)
            || (category != VETO && after.ends_with('的'))
            || (!CONSEQUENCES.contains(&category) && (self.forbids(inside) || omitted()))
            || self.reproached(after)
            || [before, inside].iter().any(|text| any(text, &self.rules.discretion))
            || any(self.text(sentence), &self.rules.definitions)
            || self.told(before, inside, after, Span::new(sentence.start, hit.end))
            || self.private(sentence, hit, category))
    }

    fn text(&self, span: Span) -> &str {
        self.analysis.folded(span)
    }

    /// Whether a lower level is named before the hit or in it, at the head of its sentence, or in a sentence that this
    /// one goes on from.
    fn is_addressed(&self, near: &Near) -> bool {
        let head = Span::new(near.sentence.start, near.hit.start.min(near.sentence.start + SUBJECT));
        [near.lead, near.hit, head].into_iter().any(|span| self.addresses(self.text(span)))
            || [near.sentence, near.clause].into_iter().any(|span| self.names_lower_place(span))
            || self.goes_on(near.sentence)
    }

    /// Whether a clause begins with the name of a place below the draft's own level (滨江区要…).
    fn names_lower_place(&self, span: Span) -> bool {
        let chars: Vec<char> = without_number(self.text(span)).chars().take(SUBJECT).collect();
        let Some(place) = places::listed_at(&chars, 0) else { return false };
        match (self.facts.level.rank(), place.level.rank()) {
            (Some(own), Some(named)) => named > own,
            (own, _) => own.is_none(),
        }
    }

    /// Whether a sentence without subject (要…) goes on from one of the same paragraph that names a lower level.
    fn goes_on(&self, sentence: Span) -> bool {
        let opening = without_number(self.text(sentence));
        if !GOES_ON.iter().any(|word| opening.starts_with(word)) {
            return false;
        }
        let Some(index) = self.analysis.sentence_at(sentence.start) else { return false };
        let Some(here) = self.analysis.sentences.get(index) else { return false };
        let before = self.analysis.sentences.get(index.saturating_sub(SENTENCES_BACK)..index).unwrap_or(&[]);
        let paragraph = before.iter().filter(|s| s.paragraph == here.paragraph);
        paragraph
            .map(|s| Span::new(s.span.start, s.span.end.min(s.span.start + WINDOW)))
            .any(|s| self.addresses(self.text(s)))
    }

    /// Whether a word of duty stands before the hit, a lower level is told to (由各县制定), or the clause begins with its
    /// name: an order without any such word.
    fn is_ordered(&self, near: &Near) -> bool {
        let lead = self.text(near.lead);
        let hit = self.text(near.hit);
        let told = [lead, hit].iter().any(|text| text.contains('由'));
        let opening = without_number(self.text(near.clause));
        let narrative = self.rules.narrative.iter().any(|condition| condition.holds(self.facts));
        let begins = !narrative && self.rules.addressees.iter().any(|name| opening.starts_with(name.as_str()));
        told || begins || any(lead, &self.rules.modals)
    }

    fn clause(&self, position: usize) -> Option<Span> {
        let index = self.analysis.clauses.partition_point(|c| c.span.end <= position);
        self.analysis.clauses.get(index).map(|c| c.span).filter(|c| c.start <= position)
    }

    /// Whether a text names a lower level.
    fn addresses(&self, text: &str) -> bool {
        found(text, &self.rules.addressees, &self.rules.not_addressees)
    }

    /// Whether a text holds a guard that is none of the words that only look like one.
    fn forbids(&self, text: &str) -> bool {
        found(text, &self.rules.guards, &self.rules.not_guards)
    }

    /// Whether a guard stands before the hit in its clause, or governs the list of clauses it stands in: clauses
    /// without a word of duty continue the one before.
    fn guarded(&self, before: &str, sentence: Span, clause: Span) -> bool {
        if self.forbids(before) {
            return true;
        }
        if any(before, &self.rules.modals) || any(self.text(clause), &self.rules.modals) {
            return false;
        }
        let first = self.analysis.clauses.partition_point(|c| c.span.end <= sentence.start);
        let here = self.analysis.clauses.partition_point(|c| c.span.end <= clause.start);
        let earlier = self.analysis.clauses.get(first..here).unwrap_or(&[]);
        for (distance, earlier) in earlier.iter().rev().map(|c| self.text(c.span)).take(LIST).enumerate() {
            // A purpose (为减少…，) does not govern what follows it.
            if earlier.starts_with('为') {
                return false;
            }
            if self.forbids(earlier) {
                return distance == 0 || self.heads_with_guard(earlier);
            }
            if distance == 0 && any(earlier, &self.rules.discretion) {
                return true;
            }
            if any(earlier, &self.rules.modals) {
                return false;
            }
        }
        false
    }

    /// Whether a clause opens with a guard (严禁…, 不得…).
    fn heads_with_guard(&self, clause: &str) -> bool {
        self.rules.guards.iter().any(|guard| clause.starts_with(guard.as_str()))
    }

    fn reproached(&self, after: &str) -> bool {
        let near: String = after.chars().take(REPROACH).collect();
        any(&near, &self.rules.reproaches)
    }

    /// Whether the hit tells what was done, or stands in a draft that tells and lacks a word of duty.
    fn told(&self, before: &str, inside: &str, after: &str, up_to: Span) -> bool {
        let done = ["已", "已经", "曾", "全部", "先后", "陆续", "均已"].iter().any(|word| before.ends_with(word));
        let narrative = self.rules.narrative.iter().any(|condition| condition.holds(self.facts));
        done || completed(inside)
            || after.starts_with('了')
            || (narrative && !any(self.text(up_to), &self.rules.modals))
    }

    /// Whether the sentence obliges somebody who is no authority. The first who is named is the subject; a sentence that
    /// names nobody goes on with the subject of the one before it in the paragraph.
    fn private(&self, sentence: Span, hit: Span, category: &str) -> bool {
        if category == PLEDGE {
            return any(self.text(sentence), &self.rules.private);
        }
        let text = self.text(Span::new(sentence.start, hit.end));
        self.subject_is_private(text).unwrap_or_else(|| {
            let index = self.analysis.sentence_at(hit.start).unwrap_or_default();
            let here = self.analysis.sentences.get(index);
            let before = index.checked_sub(1).and_then(|i| self.analysis.sentences.get(i));
            let same = here.zip(before).filter(|(here, before)| here.paragraph == before.paragraph);
            let opening =
                same.map(|(_, before)| Span::new(before.span.start, before.span.end.min(before.span.start + WINDOW)));
            opening.and_then(|span| self.subject_is_private(self.text(span))).unwrap_or(false)
        })
    }

    /// Whether the first subject of a text is private; `None` when it names none.
    fn subject_is_private(&self, text: &str) -> Option<bool> {
        let first = |words: &[String]| words.iter().filter_map(|word| text.find(word.as_str())).min();
        match (first(&self.rules.private), first(&self.rules.public)) {
            (None, None) => None,
            (Some(private), Some(public)) => Some(private < public),
            (private, _) => Some(private.is_some()),
        }
    }

    /// Whether the draft is a department's, by its issuer: neither a party committee, a government, nor their offices.
    fn is_from_a_department(&self) -> bool {
        let Some(issuer) = self.facts.issuer.as_deref() else { return false };
        let issuer = ["印发", "转发", "批转"].iter().fold(issuer, |name, verb| name.trim_end_matches(verb));
        let committee = issuer.starts_with("中共") && issuer.ends_with("委员会");
        let general = GENERAL.iter().any(|end| issuer.ends_with(end)) || committee;
        self.facts.level != Level::Central && !general && Level::of_issuer(issuer).is_some()
    }
}

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

/// A sentence without the number it begins with: （二）, 3., 第四条, 一是.
fn without_number(text: &str) -> &str {
    let text = text.trim_start();
    let numbered = |c: char| c.is_ascii_digit() || "一二三四五六七八九十百〇（）()．.、第条是款项 　".contains(c);
    text.trim_start_matches(numbered)
}

/// Clauses looked back through for the head of a list.
const LIST: usize = 4;

/// Whether a text holds one of `words` where it is not the beginning of one of `others`.
fn found(text: &str, words: &[String], others: &[String]) -> bool {
    words.iter().any(|word| {
        text.match_indices(word.as_str()).any(|(at, _)| {
            let rest = text.get(at..).unwrap_or_default();
            !others.iter().any(|other| rest.starts_with(other.as_str()))
        })
    })
}

fn any(text: &str, words: &[String]) -> bool {
    words.iter().any(|word| text.contains(word.as_str()))
}

/// Whether a verb is followed by 了: 印发了, 建立了, but not 为了, 除了, 了解.
fn completed(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    chars.iter().enumerate().any(|(at, &c)| {
        let before = at.checked_sub(1).and_then(|i| chars.get(i));
        c == '了' && !matches!(before, None | Some('为' | '除')) && !matches!(chars.get(at + 1), Some('解' | '然'))
    })
}

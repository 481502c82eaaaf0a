//! Who is to do what a hit says: the subject of its clause or of a clause before, whoever is told to act (由各区制定),
//! and where the sentence names nobody, those in brackets after it (责任单位：各区), the subject of the sentences
//! before, of the line that introduces a list, or of the heading.

use crate::document::Kind;
use crate::measure::assessment::party::{Names, Party, has_duty, in_word, subject};
use crate::measure::assessment::words::{any_of, without_number};
use crate::span::Span;
use crate::text::{Analysis, segment};

/// Who is to act, and whether the sentence itself says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Doer {
    /// Whom the subject names.
    pub party: Party,
    /// Whether the subject stands in the sentence of the hit.
    pub here: bool,
}

/// Characters of a sentence that are read: a text without any full stop must not make the reading slow.
const WINDOW: usize = 300;
/// Clauses of a sentence looked back through for a subject.
const CLAUSES: usize = 8;
/// Sentences of the paragraph looked back through for the subject of one that has none.
const SENTENCES: usize = 4;
/// Clauses at the head of such a sentence in which its subject stands.
const HEAD: usize = 3;
/// Lines of a list looked back through for the line that introduces it.
const ITEMS: usize = 12;
/// Headings looked back through for those of an outer level.
const HEADINGS: usize = 200;
/// Headings looked back through for that of a section about carrying the draft out, and sentences of such a section
/// looked back through for the body named last.
const SECTIONS: usize = 12;
const SECTION: usize = 12;
/// Words of the headings of such sections.
const CARRIED_OUT: [&str; 26] = [
    "保障措施",
    "组织领导",
    "组织保障",
    "工作要求",
    "组织实施",
    "保障机制",
    "有关要求",
    "工作保障",
    "加强领导",
    "落实责任",
    "实施保障",
    "工作措施",
    "加强保障",
    "强化保障",
    "加强组织",
    "强化组织",
    "组织推进",
    "组织推动",
    "推进措施",
    "抓好落实",
    "强化落实",
    "狠抓落实",
    "压实责任",
    "监督考核",
    "督查考核",
    "督促检查",
];
/// A verb that begins names as well, and those names.
const BUILD: &str = "建设";
const BUILDERS: [&str; 4] = ["建设单位", "建设部", "建设主管", "建设行政"];
/// How a sentence begins with what may happen in the work: nobody is its subject yet.
const CIRCUMSTANCES: [&str; 5] = ["工作中", "执行中", "实施中", "过程中", "中遇到"];
/// Characters after a hit in which brackets name who is responsible.
const BRACKETS: usize = 160;

/// What makes whoever is named next the one to act.
const TELLS: [&str; 13] =
    ["由", "请", "督促", "指导", "要求", "责成", "推动", "组织", "引导", "支持", "鼓励", "督导", "敦促"];
/// The same for clauses before that of the hit: 推动企业转型，制定方案 says nothing of who makes the plan.
const ASKS: [&str; 3] = ["请", "要求", "责成"];
/// What makes those named before only members.
const MEMBERS: [&str; 6] = ["参加的", "参与的", "组成的", "为成员的", "任组长的", "召集的"];
/// Words of duty by which whoever reads is told to act.
const ORDERS: [&str; 5] = ["要", "应", "须", "请", "务必"];
/// How brackets begin that name who is responsible.
const RESPONSIBLE: [&str; 6] = ["责任单位", "牵头单位", "责任部门", "牵头部门", "负责部门", "配合单位"];

/// Who leads or is in charge by the brackets of a text: （市教育局牵头，…）.
fn leader(text: &str) -> Option<&str> {
    let open = text.rfind('（')? + '（'.len_utf8();
    let inside = text.get(open..)?;
    let end = ["牵头", "负责"].iter().filter_map(|word| inside.find(word)).min()?;
    inside.get(..end)
}

/// Longest noun that a clause describes, in characters.
const DESCRIBED: usize = 16;

/// The noun that a clause describes before its word of duty: 暂不具备条件的区 in 暂不具备条件的区可以….
fn described(clause: &str) -> Option<&str> {
    let duty = DUTY
        .iter()
        .filter_map(|word| clause.match_indices(word).map(|(at, _)| at).find(|&at| !in_word(clause, at)))
        .min()?;
    tail(clause.get(..duty)?)
}

/// The noun that a text ends with after describing it.
fn tail(text: &str) -> Option<&str> {
    let (_, noun) = text.trim_end_matches(['，', '：']).rsplit_once('的')?;
    (noun.chars().count() <= DESCRIBED).then_some(noun)
}

/// Words of duty or leave before which a predicate begins.
const DUTY: [&str; 6] = ["要", "应", "须", "可", "负责", "不得"];

/// Who is the unit of what is done: 以县为单位.
fn unit(clause: &str) -> Option<&str> {
    clause.strip_prefix('以')?.strip_suffix('，').unwrap_or(clause.strip_prefix('以')?).strip_suffix("为单位")
}

/// Whether a clause asks whoever reads it (请于月底前报送).
fn asks(clause: &str) -> bool {
    clause.match_indices('请').any(|(at, _)| {
        let word = |others: &[&str], rest: &str| others.iter().any(|other| rest.starts_with(other));
        let before = clause.get(..at).and_then(|text| text.chars().next_back());
        !matches!(before, Some('申' | '邀' | '聘' | '提' | '报'))
            && !word(&["请示", "请求"], clause.get(at..).unwrap_or_default())
    })
}

/// Finds who is to act.
#[derive(Debug)]
pub struct Doers<'a> {
    /// The draft.
    pub analysis: &'a Analysis,
    /// Whom its words name.
    pub names: &'a Names<'a>,
}

impl Doers<'_> {
    /// Who is to do what a hit says; `None` when nothing says it.
    #[must_use]
    pub fn of(&self, hit: Span) -> Option<Doer> {
        let index = self.analysis.sentence_at(hit.start)?;
        let sentence = self.analysis.sentences.get(index)?;
        if let Some(party) = self.in_sentence(sentence.span, hit) {
            return Some(Doer { party, here: true });
        }
        if let Some(party) = self.in_brackets(index, hit) {
            return Some(Doer { party, here: true });
        }
        if !self.lacks_subject(sentence.span, hit) {
            return None;
        }
        let carried = self
            .in_sentences_before(index)
            .or_else(|| self.in_introduction(sentence.span.start))
            .or_else(|| self.in_heading(hit))
            .or_else(|| self.in_section(index, hit))
            .or_else(|| self.in_recipients(hit))?;
        Some(Doer { party: carried, here: false })
    }

    /// Whether a sentence begins with its predicate or with the very words of the hit: then it goes on with the subject
    /// of what stands before; one with a subject of its own, whoever that is, does not.
    #[must_use]
    pub fn lacks_subject(&self, sentence: Span, hit: Span) -> bool {
        let opening = self.analysis.folded(Span::new(sentence.start, sentence.end.min(sentence.start + WINDOW)));
        let subject = subject(opening).trim();
        let at = opening.find(subject).unwrap_or(0);
        let begins = sentence.start + opening.get(..at).unwrap_or_default().chars().count();
        let circumstance = subject.starts_with(['遇', '如']) || any_of(subject, &CIRCUMSTANCES);
        subject.is_empty()
            || hit.start <= begins + subject.chars().count()
            || (circumstance && self.names.party(subject).is_none())
    }

    /// From the clause in which the hit ends back to the head of the sentence.
    fn in_sentence(&self, sentence: Span, hit: Span) -> Option<Party> {
        let from = sentence.start.max(hit.start.saturating_sub(WINDOW));
        let clauses = &self.analysis.clauses;
        let last = clauses.partition_point(|c| c.span.start < hit.end);
        let own = clauses.get(..last)?.last().map(|clause| subject(self.analysis.folded(clause.span)));
        let goes_on = own.is_some_and(str::is_empty);
        let earlier = clauses.get(..last)?.iter().rev().take_while(|c| c.span.end > from).take(CLAUSES);
        earlier.enumerate().find_map(|(distance, clause)| {
            let span = Span::new(clause.span.start.max(from), clause.span.end.min(hit.end));
            let text = self.analysis.folded(span);
            let telling = match distance {
                0 => &TELLS[..],
                _ if text.starts_with('由') => &TELLS[..1],
                _ => &ASKS[..],
            };
            let described = || tail(text).filter(|noun| distance > 0 && self.names.is_body(noun));
            let lower = || self.names.party(described()?).filter(|party| *party == Party::Lower);
            let named = self.told(text, telling).or_else(|| self.named(text)).or_else(lower);
            // 请认真执行，并按要求制定方案: what whoever reads it is asked goes on.
            let here = distance == 0 || (text.starts_with('请') && goes_on);
            named.or_else(|| (here && asks(text)).then_some(Party::Lower))
        })
    }

    /// Whoever is the subject of a clause: what stands at its head, or the noun that a clause describes before a word of
    /// duty (暂不具备条件的区可以…); a clause that ends with a private noun is a subject as a whole (设有食堂的企业，).
    fn named(&self, clause: &str) -> Option<Party> {
        let clause = clause.trim_end_matches(['，', '、', '：']);
        let ends = || self.names.rules.private.iter().any(|word| clause.ends_with(word.as_str()));
        let head = subject(clause);
        // A clause of which no known word opens the predicate may begin with it (把握居民的需求): those in it are no
        // subject then, unless it ends with them.
        let verb = || {
            segment::opens_with_verb(head)
                || (head.starts_with(BUILD) && !BUILDERS.iter().any(|name| head.starts_with(name)))
        };
        let open = || clause.ends_with(head) && !ends() && verb();
        let vague = |party: &Party| matches!(party, Party::Private | Party::Bodies);
        let party = self.names.party(head).filter(|party| !vague(party) || !open());
        let party = party.or_else(|| self.names.party(described(clause)?));
        party
            .or_else(|| unit(clause).and_then(|unit| self.names.party(unit)))
            .or_else(|| ends().then_some(Party::Private))
    }

    /// Whoever is told to act in a clause, the last one first.
    fn told(&self, clause: &str, telling: &[&str]) -> Option<Party> {
        let mut places: Vec<usize> =
            telling.iter().flat_map(|word| clause.match_indices(word).map(|(at, word)| at + word.len())).collect();
        places.sort_unstable();
        let told = |at: usize| {
            let (before, rest) = clause.split_at_checked(at).unwrap_or_default();
            // 由相关部门参加的机制 says who belongs to it, not who sets it up.
            let members = before.ends_with('由') && MEMBERS.iter().any(|words| rest.contains(words));
            if members { "" } else { subject(rest) }
        };
        places
            .iter()
            .rev()
            .map(|&at| told(at))
            .filter(|who| !who.starts_with(['和', '的', '、']))
            .find_map(|who| self.names.party(who))
    }

    /// Whoever is named as responsible right after the sentence.
    fn in_brackets(&self, index: usize, hit: Span) -> Option<Party> {
        let sentence = self.analysis.sentences.get(index)?;
        let next = self.analysis.sentences.get(index + 1).map(|s| s.span);
        let rest = Span::new(hit.end, sentence.span.end.max(hit.end).min(hit.end + BRACKETS));
        let texts = [Some(rest), next.map(|s| Span::new(s.start, s.end.min(s.start + BRACKETS)))];
        texts.into_iter().flatten().find_map(|span| {
            let text = self.analysis.folded(span);
            let at = RESPONSIBLE.iter().filter_map(|word| text.find(word).map(|at| at + word.len())).min();
            let listed = at.and_then(|at| text.get(at..)).map(|list| list.trim_start_matches(['：', ':']));
            self.names.party(listed.or_else(|| leader(text))?)
        })
    }

    /// The subject of the sentences before in the paragraph.
    fn in_sentences_before(&self, index: usize) -> Option<Party> {
        let paragraph = self.analysis.sentences.get(index)?.paragraph;
        let before = self.analysis.sentences.get(index.saturating_sub(SENTENCES)..index)?;
        before.iter().rev().take_while(|s| s.paragraph == paragraph).find_map(|s| self.opening(s.span))
    }

    /// The subject at the head of a sentence.
    fn opening(&self, sentence: Span) -> Option<Party> {
        let clauses = &self.analysis.clauses;
        let first = clauses.partition_point(|c| c.span.start < sentence.start);
        let head = clauses.get(first..)?.iter().take(HEAD).take_while(|c| c.span.end <= sentence.end);
        head.map(|c| self.analysis.folded(Span::new(c.span.start, c.span.end.min(c.span.start + WINDOW)))).find_map(
            |text| {
                let lower = || self.names.party(tail(text)?).filter(|party| *party == Party::Lower);
                self.told(text, &ASKS).or_else(|| self.named(text)).or_else(lower)
            },
        )
    }

    /// The subject of the line that introduces the list in which a position stands: 各区履行下列职责：.
    fn in_introduction(&self, position: usize) -> Option<Party> {
        self.opening(self.introduction(position)?)
    }

    /// Whether a position stands in a list that a line introduces.
    #[must_use]
    pub fn is_listed(&self, position: usize) -> bool {
        self.introduction(position).is_some()
    }

    /// The sentence that introduces the list in which a position stands.
    fn introduction(&self, position: usize) -> Option<Span> {
        let paragraphs = &self.analysis.paragraphs;
        let paragraph = paragraphs.partition_point(|p| p.end <= position);
        let item = self.analysis.folded(*paragraphs.get(paragraph)?);
        if without_number(item).len() == item.len() {
            return None;
        }
        let earlier = paragraphs.get(paragraph.saturating_sub(ITEMS)..paragraph)?;
        let introduction = earlier.iter().rev().find(|p| self.analysis.folded(**p).ends_with(['：', ':']))?;
        let index = self.analysis.sentence_at(introduction.end.saturating_sub(1))?;
        self.analysis.sentences.get(index).map(|sentence| sentence.span)
    }

    /// Whether a hit whose sentence names nobody stands in a list of what a paper holds: 规划应当包括下列内容：.
    #[must_use]
    pub fn is_content(&self, hit: Span) -> bool {
        let sentence = self.analysis.sentence_at(hit.start).and_then(|index| self.analysis.sentences.get(index));
        let head = sentence.map_or("", |sentence| subject(self.analysis.folded(sentence.span)));
        if !segment::opens_with_verb(head) && self.of(hit).is_some_and(|doer| doer.here) {
            return false;
        }
        let introduction = self.introduction(hit.start).map(|span| self.analysis.folded(span));
        introduction.is_some_and(|text| text.contains("内容") && any_of(text, &["包括", "包含", "明确"]))
    }

    /// Whoever the heading above names (三、各区教育局).
    fn in_heading(&self, hit: Span) -> Option<Party> {
        let headings = &self.analysis.structure.headings;
        let above = headings.partition_point(|h| h.span.start <= hit.start);
        let mut level = u8::MAX;
        let above = headings.get(above.saturating_sub(HEADINGS)..above)?.iter().rev().filter(|h| {
            let outer = h.level < level;
            level = level.min(h.level);
            outer
        });
        above.take(2).find_map(|h| self.names.party(subject(self.analysis.folded(h.span))))
    }

    /// Whether a position stands in a section that says how the draft is carried out (保障措施).
    #[must_use]
    pub fn carries_out(&self, hit: Span) -> bool {
        self.section(hit).is_some()
    }

    /// Where the section of a position begins, if it says how the draft is carried out.
    fn section(&self, hit: Span) -> Option<usize> {
        let headings = &self.analysis.structure.headings;
        let above = headings.partition_point(|h| h.span.start <= hit.start);
        let mut level = u8::MAX;
        let outer = headings.get(above.saturating_sub(SECTIONS)..above)?.iter().rev().filter(|h| {
            let outer = h.level < level;
            level = level.min(h.level);
            outer
        });
        let named = |span: Span| any_of(self.analysis.folded(span), &CARRIED_OUT);
        outer.map(|h| h.span).find(|span| named(*span)).map(|span| span.end)
    }

    /// In a section about carrying the draft out: the body named last in it, or those the draft is sent to.
    fn in_section(&self, index: usize, hit: Span) -> Option<Party> {
        let start = self.section(hit)?;
        let sentences = self.analysis.sentences.get(index.saturating_sub(SECTION)..index)?;
        let within = sentences.iter().rev().take_while(|s| s.span.start >= start);
        let recipients = || self.is_sent_below().then_some(Party::Lower);
        within.into_iter().find_map(|s| self.opening(s.span)).or_else(recipients)
    }

    /// Those the draft is sent to, where the clause orders something or begins with what is to be done: what stands
    /// without a word of duty in a document that is only printed with the letter may as well be the issuer's own
    /// programme.
    fn in_recipients(&self, hit: Span) -> Option<Party> {
        if !self.is_sent_below() {
            return None;
        }
        let index = self.analysis.clauses.partition_point(|c| c.span.end <= hit.start);
        let clause = self.analysis.clauses.get(index)?;
        let opening = Span::new(clause.span.start, clause.span.end.min(clause.span.start + WINDOW));
        let text = self.analysis.folded(opening);
        let structure = &self.analysis.structure;
        // What the centre prints with a letter is said to all below it; a city's own paper may be its own programme.
        let printed = structure.issued.is_some_and(|span| span.contains(hit)) && !self.names.is_central();
        // The opinions and decisions of a city are its own programme as well.
        let letter = match structure.kind {
            Some(Kind::Notice | Kind::Circular) => true,
            Some(Kind::Opinion | Kind::Decision) => self.names.is_central(),
            _ => false,
        };
        let told = || has_duty(text, &ORDERS);
        (told() || (letter && !printed && subject(text).trim().is_empty())).then_some(Party::Lower)
    }

    /// Whether the draft is sent to bodies below the issuer.
    #[must_use]
    pub fn is_sent_below(&self) -> bool {
        let recipients = self.analysis.structure.recipients;
        recipients.is_some_and(|span| self.names.addresses(self.analysis.folded(span)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{DraftFacts, Level};
    use crate::norms::Profile;

    /// Who is to act at the words 制定方案 of a text by a city, and whether the sentence says so.
    fn doer(text: &str) -> Option<(Party, bool)> {
        let facts = DraftFacts { level: Level::City, ..DraftFacts::default() };
        let profile = Profile::shipped().unwrap();
        let names = Names::new(&facts, &profile.assessment);
        let analysis = Analysis::new(text, None);
        let at = text.split_once("制定方案").map(|(before, _)| before.chars().count()).unwrap();
        Doers { analysis: &analysis, names: &names }.of(Span::new(at, at + 4)).map(|d| (d.party, d.here))
    }

    #[test]
    fn the_doer_is_found_near_and_far() {
        for (text, wanted) in [
            ("各镇要制定方案。", Some((Party::Lower, true))),
            ("市水务局会同各镇制定方案。", Some((Party::Own, true))),
            ("市水务局督促各镇制定方案。", Some((Party::Lower, true))),
            ("市水务局指导施工企业制定方案。", Some((Party::Private, true))),
            ("由区水务局制定方案。", Some((Party::Lower, true))),
            ("请于月底前制定方案。", Some((Party::Lower, true))),
            ("各镇要加强领导，明确责任，制定方案。", Some((Party::Lower, true))),
            ("各镇要加强领导，市水务局负责指导，制定方案。", Some((Party::Own, true))),
            ("设有食堂的企业，要制定方案。", Some((Party::Private, true))),
            ("制定方案，抓好落实。（责任单位：各镇）", Some((Party::Lower, true))),
            ("制定方案，抓好落实（市水务局牵头）。", Some((Party::Own, true))),
            ("各镇要高度重视。要制定方案。", Some((Party::Lower, false))),
            ("各镇要高度重视。汛期演练应当制定方案。", None),
            ("施工企业应当做到：\n（一）制定方案；", Some((Party::Private, false))),
            ("施工企业应当做到：\n制定方案；", None),
            ("一、各镇\n制定方案；", Some((Party::Lower, false))),
            ("制定方案。", None),
        ] {
            assert_eq!(doer(text), wanted, "{text}");
        }
    }

    #[test]
    fn a_text_without_any_stop_is_read_in_part() {
        let text = format!("各镇要{}制定方案", "巡查，".repeat(20_000));
        assert_eq!(doer(&text), None);
    }
}

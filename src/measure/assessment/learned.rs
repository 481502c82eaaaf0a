//! What a model learnt of demands from sentences that people read: it knows no list. A hit of a rule in a sentence that
//! it thinks unlikely to demand anything counts as a mention; a sentence that it is sure of is a finding where no rule
//! has one, of the entry of the burden list that stands for its kind.
//!
//! The signs of a sentence are pairs and triples of its characters, pairs of those that stand before it, in its heading
//! and at the end of the title, the shapes it holds, whom its subjects name, and what is known of the draft.

use std::sync::LazyLock;

use crate::digest::sha256;
use crate::lexicon::Entry;
use crate::measure::assessment::context::Context;
use crate::measure::assessment::doer::Doers;
use crate::measure::assessment::party::subject;
use crate::measure::assessment::shapes::{self, Found};
use crate::model::signs::{SignModel, Signs, distinct, sign};
use crate::span::Span;
use crate::text::structure::Role;

/// The trained model that comes with the program.
const SHIPPED: &[u8] = include_bytes!("../../../models/demands/model.safetensors");
/// The same, ready for use; `None` for a file of another form, which `the_shipped_model_is_sound` rules out.
static MODEL: LazyLock<Option<SignModel>> = LazyLock::new(|| SignModel::decode(SHIPPED).ok());
static VERSION: LazyLock<String> =
    LazyLock::new(|| format!("demands-{}", sha256(&[SHIPPED]).chars().take(12).collect::<String>()));

/// Name of these very weights: `demands-` and the first 12 hexadecimal digits of the SHA-256 of their file.
#[must_use]
pub fn version() -> &'static str {
    &VERSION
}

/// Probability below which a hit of one of the entries of [`DOUBTED`] is a mention. In 726 windows read by two readers, judged
/// by models that did not see their documents, 1,232 sentences have hits of rules, 902 of them marked by a reader; 299 are
/// doubted so, 103 of them marked, and of the 494 demands found of which both readers are sure, 13.
const DOUBT: f32 = 0.2;
/// Probability from which a sentence in which no rule found anything is a finding: there 317 sentences reach it, 220 of them
/// marked, and of 704 demands of which both readers are sure, 562 are found with them instead of 481. At 0.5 it is 388, 261
/// and 568, and what is told with the rules is right in 80.2 % instead of 81.5 %.
const SURE: f32 = 0.6;
/// How much of the score what is known of the surroundings can add: sentences that fall short of [`DOUBT`] by more are
/// not looked into any further.
const SURROUNDINGS: f32 = 3.0;

/// The entry of the burden list that stands for a kind of burden, named by the model.
const ENTRIES: [(&str, &str); 12] = [
    ("配套文件", "B49"),
    ("报送", "B33"),
    ("高频报送", "B59"),
    ("台账留痕", "B07"),
    ("APP账号工作群", "B09"),
    ("考核通报", "B12"),
    ("督查检查", "B51"),
    ("领导小组专班", "B17"),
    ("编制人员", "B18"),
    ("待遇经费要求", "B57"),
    ("责任状", "B02"),
    ("创建示范达标", "B20"),
];

/// Entries of the shipped list that the model has a say on: those with fifteen hits and more in 558 windows that it
/// learnt from of which about half that it doubts, or more, are no demands to either reader. Of others it has seen too few,
/// or they are better than it; entries of an office's own are never doubted.
const DOUBTED: [&str; 13] = ["B03", "B04", "B09", "B17", "B18", "B31", "B33", "B34", "B49", "B51", "B52", "B57", "B58"];

/// Whether the model has a say on hits of an entry.
pub(super) fn may_doubt(entry: &Entry) -> bool {
    entry.id.as_deref().is_some_and(|id| DOUBTED.contains(&id))
}

/// Whether a kind of burden has an entry that stands for it.
#[must_use]
pub fn is_kind(kind: &str) -> bool {
    ENTRIES.iter().any(|(known, _)| *known == kind)
}

/// Characters of a sentence that are read, and of what stands before it.
const READ: usize = 300;
const BEFORE: usize = 60;
/// Characters at the end of the title, and of a heading, that are read.
const TITLE: usize = 6;
const HEADING: usize = 25;
/// Fewest characters of a sentence that can demand anything.
const SHORTEST: usize = 6;
/// Fewest characters of the clause that is shown.
const CLAUSE: usize = 4;

/// Weights of the sorts of signs against each other: lengths of what they add.
const OWN: (u8, f32) = (0, 4.0);
const PRECEDING: (u8, f32) = (1, 1.0);
const IN_HEADING: (u8, f32) = (2, 1.0);
const IN_TITLE: (u8, f32) = (3, 0.7);
/// Sorts of signs that count each for itself.
const KNOWN: u8 = 4;
const SHAPE: u8 = 5;
const WHO: u8 = 6;

/// What the model thinks of the sentences of a draft.
#[derive(Debug, Default)]
pub(super) struct Opinion {
    /// Sentences, by their index, in which a hit is but a mention.
    pub(super) doubted: Vec<bool>,
    /// What it is sure of.
    pub(super) found: Vec<Found>,
}

impl Opinion {
    /// Whether a hit in a sentence is but a mention.
    pub(super) fn doubts(&self, sentence: Option<usize>) -> bool {
        sentence.and_then(|at| self.doubted.get(at)).copied().unwrap_or(false)
    }

    /// What the shipped model thinks of a draft; `shapes` are those of the draft, in order.
    pub(super) fn of(context: &Context<'_>, shapes: &[Found]) -> Self {
        MODEL.as_ref().map(|model| Self::by(model, context, shapes)).unwrap_or_default()
    }

    fn by(model: &SignModel, context: &Context<'_>, shapes: &[Found]) -> Self {
        let mut opinion = Self { doubted: vec![true; context.analysis.sentences.len()], found: Vec::new() };
        let places = Places::of(context, shapes);
        let floor = (DOUBT / (1.0 - DOUBT)).ln() - SURROUNDINGS;
        for (index, doubted) in opinion.doubted.iter_mut().enumerate() {
            if context.analysis.deadline.has_passed() {
                break;
            }
            let Some(mut signs) = places.words(index) else {
                *doubted = false;
                continue;
            };
            if model.margin(&signs) < floor {
                continue;
            }
            places.surroundings(index, &mut signs);
            let probability = model.probability(&signs);
            *doubted = probability < DOUBT;
            if probability >= SURE
                && let Some(kind) = model.kind(&signs)
                && let Some(entry) = entry(kind)
                && let Some(span) = places.clause(index, model, kind)
            {
                opinion.found.push(Found { span, entry });
            }
        }
        opinion
    }
}

fn entry(kind: &str) -> Option<&'static str> {
    ENTRIES.iter().find(|(known, _)| *known == kind).map(|(_, entry)| *entry)
}

/// The signs of each sentence of a draft in which a demand can stand; `None` for the others.
#[must_use]
pub fn signs(context: &Context<'_>) -> Vec<Option<Signs>> {
    let shapes = shapes::find(context.analysis);
    let places = Places::of(context, &shapes);
    let all = |index| {
        let mut signs = places.words(index)?;
        places.surroundings(index, &mut signs);
        Some(signs)
    };
    (0..context.analysis.sentences.len()).map(all).collect()
}

/// The sentences of a draft with what signs are read from.
struct Places<'a> {
    context: &'a Context<'a>,
    /// Shapes in order of their beginnings.
    shapes: Vec<Found>,
    /// Characters of the draft without figures.
    chars: Vec<char>,
    /// Signs of the title, and of each heading.
    title: Vec<u32>,
    headings: Vec<Vec<u32>>,
    /// What is known of the draft: its level, its kind.
    draft: [u32; 2],
}

impl<'a> Places<'a> {
    fn of(context: &'a Context<'a>, shapes: &[Found]) -> Self {
        let mut shapes = shapes.to_vec();
        shapes.sort_by_key(|found| (found.span, found.entry));
        let title = context.facts.title.as_deref().unwrap_or_default();
        let title: Vec<char> = title.chars().rev().take(TITLE).collect::<Vec<_>>().into_iter().rev().collect();
        let title = grams(&title, IN_TITLE.0, &[2]);
        let chars: Vec<char> = context.analysis.folded.chars().iter().map(|&c| plain(c)).collect();
        let heading = |span: Span| {
            let read = chars.get(span.start..span.end.min(span.start + HEADING)).unwrap_or_default();
            grams(read, IN_HEADING.0, &[2])
        };
        let headings = context.analysis.structure.headings.iter().map(|found| heading(found.span)).collect();
        let facts = context.facts;
        let draft = [format!("level {:?}", facts.level), format!("kind {:?}", facts.kind)];
        let draft = draft.map(|word| sign(KNOWN, word.chars()));
        Self { context, shapes, chars, title, headings, draft }
    }

    fn chars(&self, span: Span) -> &[char] {
        self.chars.get(span.start..span.end.max(span.start)).unwrap_or_default()
    }

    fn sentence(&self, index: usize) -> Option<Span> {
        self.context.analysis.sentences.get(index).map(|sentence| sentence.span)
    }

    /// What the words of a sentence, those around it and the draft say.
    fn words(&self, index: usize) -> Option<Signs> {
        let span = self.sentence(index).filter(|span| span.len() >= SHORTEST)?;
        let analysis = self.context.analysis;
        let lines = &analysis.structure.lines;
        let line = lines.get(lines.partition_point(|line| line.span.end <= span.start))?;
        if !matches!(line.role, Role::Body | Role::Heading | Role::Annex) {
            return None;
        }
        let mut signs = Signs::default();
        let read = Span::new(span.start, span.end.min(span.start + READ));
        signs.add(&grams(self.chars(read), OWN.0, &[2, 3]), OWN.1);
        let before = self.chars(Span::new(span.start.saturating_sub(BEFORE), span.start));
        signs.add(&grams(before, PRECEDING.0, &[2]), PRECEDING.1);
        let headings = &analysis.structure.headings;
        let above = headings.partition_point(|heading| heading.span.start < span.start).checked_sub(1);
        if let Some(heading) = above.and_then(|at| self.headings.get(at)) {
            signs.add(heading, IN_HEADING.1);
        }
        signs.add(&self.title, IN_TITLE.1);
        let role = match line.role {
            Role::Body => "role Body",
            Role::Heading => "role Heading",
            _ => "role Annex",
        };
        let last = analysis.folded.chars().get(span.start..span.end).and_then(<[char]>::last).copied();
        let length = usize::BITS - span.len().leading_zeros();
        let [level, kind] = self.draft;
        signs.add_each(&distinct([
            level,
            kind,
            sign(KNOWN, role.chars()),
            sign(KNOWN, "end ".chars().chain([last.unwrap_or_default()])),
            sign(KNOWN, "length ".chars().chain(char::from_digit(length, 36))),
        ]));
        Some(signs)
    }

    /// What the reading of the sentence and of whom it names says.
    fn surroundings(&self, index: usize, signs: &mut Signs) {
        let Some(span) = self.sentence(index) else { return };
        let (context, analysis) = (self.context, self.context.analysis);
        let doers = Doers { analysis, names: &context.names };
        let first = self.shapes.partition_point(|found| found.span.start < span.start);
        let shapes = self.shapes.get(first..).unwrap_or_default().iter();
        let shapes = shapes.take_while(|found| found.span.start < span.end);
        signs.add_each(&distinct(shapes.map(|found| sign(SHAPE, found.entry.chars()))));
        let mut said: Vec<String> = Vec::new();
        let first = analysis.clauses.partition_point(|clause| clause.span.start < span.start);
        let clauses = analysis.clauses.get(first..).unwrap_or_default().iter();
        for clause in clauses.take_while(|clause| clause.span.end <= span.end && clause.span.start < span.start + READ)
        {
            let text = context.text(clause.span);
            let head = subject(text);
            let begins = text.find(head).map_or(0, |at| at + head.len());
            let begins = clause.span.start + text.get(..begins).unwrap_or_default().chars().count() + 1;
            let doer = doers.of(Span::new(begins.min(clause.span.end), clause.span.end));
            let who = doer.map_or("nobody".to_owned(), |doer| format!("{:?} {}", doer.party, doer.here));
            for (word, holds) in [
                ("", true),
                ("orders ", context.orders(text)),
                ("open ", context.leaves_open(text)),
                ("forbids ", context.forbids(text, "")),
                ("lower ", context.names.addresses(text)),
                ("private ", context.names.private(text)),
            ] {
                if holds {
                    said.push(format!("{word}{who}"));
                }
            }
        }
        said.push(format!("below {}", doers.is_sent_below()));
        said.push(format!("listed {}", doers.is_listed(span.start)));
        said.push(format!("out {}", doers.carries_out(span)));
        signs.add_each(&distinct(said.iter().map(|word| sign(WHO, word.chars()))));
    }

    /// The clause of a sentence that speaks most for a demand of this kind.
    fn clause(&self, index: usize, model: &SignModel, kind: &str) -> Option<Span> {
        let clauses = &self.context.analysis.clauses;
        let first = clauses.partition_point(|clause| clause.sentence < index);
        let clauses = clauses.get(first..)?.iter().take_while(|clause| clause.sentence == index);
        let clauses = clauses.map(|clause| clause.span).filter(|span| span.len() >= CLAUSE);
        let weight = |span: Span| {
            let mut signs = Signs::default();
            signs.add(&grams(self.chars(span), OWN.0, &[2, 3]), OWN.1);
            model.margin(&signs) + model.speaks_for(&signs, kind)
        };
        clauses
            .map(|span| (weight(span), span))
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))
            .map(|best| best.1)
    }
}

/// A character as the model reads it: all figures are alike.
fn plain(c: char) -> char {
    if c.is_ascii_digit() || "一二三四五六七八九十百〇".contains(c) { '0' } else { c }
}

/// Runs of characters as distinct signs; blanks are left out, and a number counts as one character.
fn grams(chars: &[char], sort: u8, lengths: &[usize]) -> Vec<u32> {
    let mut kept: Vec<char> = Vec::with_capacity(chars.len());
    for &c in chars.iter().filter(|c| !c.is_whitespace()) {
        if c != '0' || kept.last() != Some(&'0') {
            kept.push(c);
        }
    }
    let runs = |&length: &usize| kept.windows(length).map(|run| sign(sort, run.iter().copied()));
    distinct(lengths.iter().flat_map(runs))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{DraftFacts, Level};
    use crate::lexicon::{Lexicon, ListId};
    use crate::norms::Profile;
    use crate::text::Analysis;

    #[test]
    fn the_shipped_model_is_sound() {
        let model = MODEL.as_ref().expect("a model");
        let lexicon = Lexicon::shipped().unwrap();
        let entries = &lexicon.get(ListId::Burden).list().entries;
        for (kind, id) in ENTRIES {
            let entry = entries.iter().find(|entry| entry.id.as_deref() == Some(id));
            assert_eq!(entry.map(|entry| entry.category.as_str()), Some(kind), "{id}");
        }
        let facts = DraftFacts { level: Level::City, ..DraftFacts::default() };
        let profile = Profile::shipped().unwrap();
        let text = "各县（市、区）人民政府要制定实施方案，并于每月底前将进展情况报市水务局。\n居民凭身份证办理登记。";
        let analysis = Analysis::new(text, None);
        let context = Context::new(&analysis, &facts, &profile.assessment);
        let told: Vec<f32> = signs(&context).iter().flatten().map(|signs| model.probability(signs)).collect();
        assert!(matches!(told.as_slice(), [demand, none] if *demand >= SURE && *none < DOUBT), "{told:?}");
    }

    #[test]
    fn only_entries_of_which_enough_was_read_are_doubted() {
        let entry = |id: Option<&str>| Entry { id: id.map(str::to_owned), ..Entry::literal("示例", "") };
        let told = [Some("B33"), Some("B02"), Some("B13"), Some("示例"), None].map(|id| may_doubt(&entry(id)));
        assert_eq!(told, [true, false, false, false, false]);
        // Each is one of the shipped list.
        let lexicon = Lexicon::shipped().unwrap();
        let entries = &lexicon.get(ListId::Burden).list().entries;
        let known = |id: &&str| entries.iter().any(|entry| entry.id.as_deref() == Some(*id));
        assert!(DOUBTED.iter().all(known));
    }

    #[test]
    fn figures_are_alike_and_blanks_left_out() {
        let read = |text: &str| grams(&text.chars().map(plain).collect::<Vec<char>>(), 0, &[2]);
        assert_eq!(read("每年 12 月"), read("每年三月"));
        assert_ne!(read("每年三月"), read("每月三年"));
    }

    #[test]
    fn short_and_foreign_sentences_bear_no_signs() {
        let profile = Profile::shipped().unwrap();
        let facts = DraftFacts::default();
        let analysis = Analysis::new("巡堤。\n各镇要加强巡堤。", None);
        let context = Context::new(&analysis, &facts, &profile.assessment);
        let borne: Vec<bool> = signs(&context).iter().map(Option::is_some).collect();
        assert_eq!(borne, [false, true]);
    }
}

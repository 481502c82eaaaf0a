//! From a query understood to queries of the index. Characters decide what is found; words, titles, numbers and
//! nearness decide the order, each as a part of the score that can be shown apart.

use std::ops::Bound;

use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, InvertedIndexRangeQuery, Occur,
    PhraseQuery, Query, QueryClone as _, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use super::grammar::{Content, Expr, Leaf, Role};
use super::lexer::Scope;
use super::piece::{Piece, PiecePart};
use crate::corpus::docno;
use crate::corpus::fields::Fields;
use crate::corpus::names;
use crate::corpus::near::Near;
use crate::corpus::tokens::{self, Keys};

/// Weight of a word in the title beside one in the text: a title says what a document is about.
const TITLE: f32 = 2.0;
/// Weight of a shorter word inside one that was typed.
const INNER: f32 = 0.3;
/// Weight of all that was typed in one piece standing so in the text, beside its words apart, for every joint of two
/// words: the more words a run has, the less it stands there by chance. In a simulation over 60 runs of 8 to 14 characters
/// of real documents, typed without quotes, their document came first or near it (nDCG@10 0.94 instead of 0.64 with 0.3
/// for the whole run), while names and subjects kept their places.
const WHOLE: f32 = 1.0;
/// The same in the title, where words weigh more already.
const WHOLE_TITLE: f32 = 0.5;
/// What it is worth to bear exactly the name typed: whoever types the name of a document wants that document before
/// those that speak of it, though these repeat the name more often. Above what the words of a name give together.
const NAME: f32 = 30.0;
/// What the document's own number is worth, more than anything else: whoever types one wants that document.
const NUMBER: f32 = 1_000.0;
/// How many other words may stand between the words of a query that count as near each other, and what that weighs.
const NEAR: u32 = 8;
const NEAR_WEIGHT: f32 = 0.5;
/// Most words for which nearness is looked at: more are seldom near each other, and cost.
const NEAR_WORDS: usize = 6;
/// A query of at least this many words is relaxed when no document has all of them...
const RELAXED_FROM: usize = 3;
/// ...to this share of them: three in five.
const RELAXED_SHARE: [usize; 2] = [3, 5];

/// What one word, name or phrase of a query is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ClauseKind {
    /// A word.
    Word,
    /// A name of a body in any of its forms.
    Name,
    /// Characters as typed.
    Phrase,
    /// A document number.
    Number,
}

/// One word, name or phrase that is asked for.
#[derive(Debug)]
pub(crate) struct Clause {
    /// What it is.
    pub(crate) kind: ClauseKind,
    /// As typed.
    pub(crate) text: String,
    /// Where it must stand.
    pub(crate) scope: Option<Scope>,
    /// Whether it must occur where its leaf must hold.
    pub(crate) required: bool,
    /// What its leaf does in the query.
    pub(crate) role: Role,
    /// Keys of every form; what is marked in hits.
    pub(crate) needles: Vec<Vec<char>>,
    /// Keys of its form as a part of a document number, where it must stand in one.
    pub(crate) number: Option<Vec<char>>,
    /// Finds the documents in which it occurs.
    pub(crate) query: Box<dyn Query>,
}

/// One part of the score.
#[derive(Debug)]
pub(crate) struct Part {
    /// What it is for, in Chinese.
    pub(crate) label: String,
    /// What it gives.
    pub(crate) query: Box<dyn Query>,
}

/// What the index is asked.
#[derive(Debug)]
pub(crate) struct Plan {
    /// Which documents are found.
    pub(crate) matching: Box<dyn Query>,
    /// Which are found when those are none, where that may be asked.
    pub(crate) relaxed: Option<Box<dyn Query>>,
    /// What orders them.
    pub(crate) parts: Vec<Part>,
    /// The words, names and phrases asked for, and those that must not occur, in order.
    pub(crate) clauses: Vec<Clause>,
}

/// A text of a document in which words are marked and counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// The title.
    Title,
    /// The text.
    Text,
    /// The issuer's name.
    Issuer,
    /// The document number.
    Number,
}

impl Clause {
    /// Whether it is looked for in a text: one bound to a field nowhere else, any other everywhere but in the issuer's
    /// name.
    pub(crate) fn looks_at(&self, place: Place) -> bool {
        match self.scope {
            None => place != Place::Issuer,
            Some(Scope::Title) => place == Place::Title,
            Some(Scope::Issuer) => place == Place::Issuer,
            Some(Scope::Number) => place == Place::Number,
        }
    }
}

impl Plan {
    /// Plans a query; without one, every document is asked for.
    pub(crate) fn of(expr: Option<&Expr>, fields: &Fields) -> Self {
        let Some(expr) = expr else {
            return Self { matching: Box::new(AllQuery), relaxed: None, parts: Vec::new(), clauses: Vec::new() };
        };
        let wanted = expr.wanted();
        let clauses =
            expr.leaves().into_iter().flat_map(|(leaf, role)| clauses_as(role, leaf, fields)).collect::<Vec<_>>();
        let mut parts: Vec<Part> = wanted.iter().flat_map(|leaf| parts(leaf, fields)).collect();
        parts.extend(near(&wanted, fields));
        Self { matching: matching(expr, fields), relaxed: relaxed(expr, &clauses), parts, clauses }
    }

    /// The runs of keys that are marked in a text of a hit, each with the number of its clause.
    pub(crate) fn needles(&self, place: Place) -> Vec<(usize, Vec<char>)> {
        let marked = |clause: &Clause| clause.role.is_wanted() && clause.required && clause.looks_at(place);
        let clauses = self.clauses.iter().enumerate().filter(|(_, clause)| marked(clause));
        clauses.flat_map(|(number, clause)| clause.needles.iter().map(move |keys| (number, keys.clone()))).collect()
    }
}

/// Which documents an expression finds.
fn matching(expr: &Expr, fields: &Fields) -> Box<dyn Query> {
    match expr {
        Expr::Leaf(leaf) => {
            let all = clauses(leaf, fields).into_iter().filter(|c| c.required).map(|c| c.query).collect();
            let words = every(all);
            match &leaf.content {
                Content::Words(piece) if piece.is_number && leaf.scope.is_none() => {
                    Box::new(BooleanQuery::union(vec![words, number(piece, fields)]))
                }
                _ => words,
            }
        }
        Expr::Or(parts) => Box::new(BooleanQuery::union(parts.iter().map(|p| matching(p, fields)).collect())),
        Expr::Not(_) => excluding(std::slice::from_ref(expr), fields),
        Expr::And(parts) => excluding(parts, fields),
    }
}

/// All of some expressions, those under 非 taken away.
fn excluding(parts: &[Expr], fields: &Fields) -> Box<dyn Query> {
    let mut all: Vec<(Occur, Box<dyn Query>)> = Vec::with_capacity(parts.len() + 1);
    for part in parts {
        match part {
            Expr::Not(inner) => all.push((Occur::MustNot, matching(inner, fields))),
            other => all.push((Occur::Must, matching(other, fields))),
        }
    }
    if !all.iter().any(|(occur, _)| *occur == Occur::Must) {
        all.push((Occur::Must, Box::new(AllQuery)));
    }
    Box::new(BooleanQuery::new(all))
}

fn every(mut queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match (queries.len(), queries.pop()) {
        (1, Some(only)) => only,
        (_, last) => Box::new(BooleanQuery::intersection(queries.into_iter().chain(last).collect())),
    }
}

fn any(mut queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match (queries.len(), queries.pop()) {
        (1, Some(only)) => only,
        (_, last) => Box::new(BooleanQuery::union(queries.into_iter().chain(last).collect())),
    }
}

/// Most of the words of a query that asks for words and nothing else.
fn relaxed(expr: &Expr, clauses: &[Clause]) -> Option<Box<dyn Query>> {
    let plain = |expr: &Expr| matches!(expr, Expr::Leaf(Leaf { scope: None, content: Content::Words(piece), .. }) if !piece.is_number);
    let words = match expr {
        Expr::And(parts) => parts.iter().all(plain),
        other => plain(other),
    };
    let required: Vec<Box<dyn Query>> = clauses.iter().filter(|c| c.required).map(|c| c.query.box_clone()).collect();
    if !words || required.len() < RELAXED_FROM {
        return None;
    }
    let [part, whole] = RELAXED_SHARE;
    let least = (required.len() * part).div_ceil(whole);
    Some(Box::new(BooleanQuery::union_with_minimum_required_clauses(required, least)))
}

/// The words, names and phrases of a leaf with what they do in the query. Words that only order do nothing where they
/// are excluded.
fn clauses_as(role: Role, leaf: &Leaf, fields: &Fields) -> Vec<Clause> {
    let mut made = clauses(leaf, fields);
    if !role.is_wanted() {
        made.retain(|clause| clause.required);
    }
    // Of several words that must not occur together some may.
    let role = if role == Role::Excluded && made.len() > 1 { Role::ExcludedInPart } else { role };
    for clause in &mut made {
        clause.role = if clause.required { role } else { Role::Ordering };
    }
    made
}

/// The words, names and phrases of a leaf.
fn clauses(leaf: &Leaf, fields: &Fields) -> Vec<Clause> {
    let field = field_of(leaf.scope, fields);
    match (&leaf.content, leaf.scope) {
        (Content::Words(piece), Some(Scope::Number)) => vec![number_clause(leaf, &piece.number, field)],
        (Content::Phrase(_), Some(Scope::Number)) => vec![number_clause(leaf, &docno::key(&leaf.typed), field)],
        (Content::Phrase(keys), scope) => vec![Clause {
            kind: ClauseKind::Phrase,
            text: leaf.typed.clone(),
            scope,
            required: true,
            role: Role::Required,
            needles: vec![keys.clone()],
            number: None,
            query: run(field, keys),
        }],
        (Content::Words(piece), scope) => piece.parts.iter().map(|part| clause(part, scope, field)).collect(),
    }
}

fn number_clause(leaf: &Leaf, key: &str, field: Field) -> Clause {
    let keys = Keys::of(key).chars;
    Clause {
        kind: ClauseKind::Number,
        text: leaf.typed.clone(),
        scope: leaf.scope,
        required: true,
        role: Role::Required,
        needles: vec![Keys::of(&leaf.typed).chars],
        query: run(field, &keys),
        number: Some(keys),
    }
}

fn clause(part: &PiecePart, scope: Option<Scope>, field: Field) -> Clause {
    let required = part.is_required();
    match part {
        PiecePart::Word { term, keys, .. } => Clause {
            kind: ClauseKind::Word,
            text: term.clone(),
            scope,
            required,
            role: Role::Required,
            needles: vec![keys.clone()],
            number: None,
            query: run(field, keys),
        },
        PiecePart::Name { typed, variants } => Clause {
            kind: ClauseKind::Name,
            text: typed.clone(),
            scope,
            required,
            role: Role::Required,
            needles: variants.clone(),
            number: None,
            query: any(variants.iter().map(|keys| run(field, keys)).collect()),
        },
    }
}

fn field_of(scope: Option<Scope>, fields: &Fields) -> Field {
    match scope {
        None => fields.pairs,
        Some(Scope::Title) => fields.title_pairs,
        Some(Scope::Issuer) => fields.issuer,
        Some(Scope::Number) => fields.docno_pairs,
    }
}

/// What a leaf adds to the score. What must stand in the issuer's name or the number orders nothing.
fn parts(leaf: &Leaf, fields: &Fields) -> Vec<Part> {
    let in_text = leaf.scope.is_none();
    if !in_text && leaf.scope != Some(Scope::Title) {
        return Vec::new();
    }
    let mut made = Vec::new();
    match &leaf.content {
        Content::Phrase(keys) => {
            made.push(name_part(&names::key(&leaf.typed), fields));
            if in_text {
                made.push(part(format!("全文“{}”", leaf.typed), run(fields.pairs, keys), 1.0));
            }
            made.push(part(format!("标题“{}”", leaf.typed), run(fields.title_pairs, keys), TITLE));
        }
        Content::Words(piece) => {
            made.push(name_part(&piece.name, fields));
            for word in &piece.parts {
                made.extend(word_parts(word, in_text, fields));
            }
            if piece.parts.len() > 1 {
                let joints = (piece.parts.len() - 1) as f32;
                if in_text {
                    let text = run(fields.pairs, &piece.whole);
                    made.push(part(format!("全文连写“{}”", leaf.typed), text, WHOLE * joints));
                }
                let title = run(fields.title_pairs, &piece.whole);
                made.push(part(format!("标题连写“{}”", leaf.typed), title, WHOLE_TITLE * joints));
            }
            if in_text {
                let own = ConstScoreQuery::new(number(piece, fields), NUMBER);
                made.push(Part { label: "文号".to_owned(), query: Box::new(own) });
            }
        }
    }
    made
}

fn word_parts(word: &PiecePart, in_text: bool, fields: &Fields) -> Vec<Part> {
    let mut made = Vec::new();
    match word {
        PiecePart::Word { term, inner, .. } => {
            if in_text {
                made.push(part(format!("正文“{term}”"), scored(fields.text, term), 1.0));
                made.extend(inner.iter().map(|t| part(format!("正文“{t}”"), scored(fields.text, t), INNER)));
            }
            made.push(part(format!("标题“{term}”"), scored(fields.title, term), TITLE));
            made.extend(inner.iter().map(|t| part(format!("标题“{t}”"), scored(fields.title, t), TITLE * INNER)));
        }
        PiecePart::Name { typed, variants } => {
            let best = |field: Field| -> Box<dyn Query> {
                Box::new(DisjunctionMaxQuery::new(variants.iter().map(|keys| run(field, keys)).collect()))
            };
            if in_text {
                made.push(part(format!("全文“{typed}”"), best(fields.pairs), 1.0));
            }
            made.push(part(format!("标题“{typed}”"), best(fields.title_pairs), TITLE));
        }
    }
    made
}

fn part(label: String, query: Box<dyn Query>, weight: f32) -> Part {
    Part { label, query: Box::new(BoostQuery::new(query, weight)) }
}

/// What it is worth to bear exactly the name typed.
fn name_part(name: &str, fields: &Fields) -> Part {
    let own = TermQuery::new(Term::from_field_text(fields.names, name), IndexRecordOption::Basic);
    Part { label: "名称相同".to_owned(), query: Box::new(ConstScoreQuery::new(Box::new(own), NAME)) }
}

/// The document's own number.
fn number(piece: &Piece, fields: &Fields) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(fields.docno, &piece.number), IndexRecordOption::Basic))
}

/// Words of a query that stand near each other.
fn near(wanted: &[&Leaf], fields: &Fields) -> Option<Part> {
    let mut terms: Vec<Term> = Vec::new();
    for leaf in wanted {
        let (Content::Words(piece), None) = (&leaf.content, leaf.scope) else { continue };
        for word in &piece.parts {
            if let PiecePart::Word { term, required: true, .. } = word {
                let term = Term::from_field_text(fields.text, term);
                if !terms.contains(&term) {
                    terms.push(term);
                }
            }
        }
    }
    if !(2..=NEAR_WORDS).contains(&terms.len()) {
        return None;
    }
    Some(part("各词相近".to_owned(), Box::new(Near::new(terms, NEAR)), NEAR_WEIGHT))
}

fn scored(field: Field, word: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, word), IndexRecordOption::WithFreqs))
}

/// Finds a run of characters in a field of pairs. Every second pair covers the run, so that is all that is asked for.
fn run(field: Field, keys: &[char]) -> Box<dyn Query> {
    let last = keys.len().saturating_sub(2);
    let mut terms: Vec<(usize, Term)> = tokens::pairs(keys)
        .enumerate()
        .filter(|(at, _)| *at <= last && (at % 2 == 0 || *at == last))
        .map(|(at, pair)| (at, Term::from_field_text(field, &pair)))
        .collect();
    match (keys, terms.len()) {
        ([only], _) => begins_with(field, *only),
        (_, 0 | 1) => match terms.pop() {
            Some((_, term)) => Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)),
            None => Box::new(BooleanQuery::new(Vec::new())),
        },
        _ => Box::new(PhraseQuery::new_with_offset(terms)),
    }
}

/// Finds one character: every character begins one pair.
fn begins_with(field: Field, c: char) -> Box<dyn Query> {
    let term = |c: char| Term::from_field_text(field, c.encode_utf8(&mut [0; 4]));
    let following = (u32::from(c) + 1..=u32::from(char::MAX)).find_map(char::from_u32);
    let upper = following.map_or(Bound::Unbounded, |next| Bound::Excluded(term(next)));
    Box::new(InvertedIndexRangeQuery::new(Bound::Included(term(c)), upper))
}

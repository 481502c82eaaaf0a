//! Why hits were found and stand where they stand: how the query was cut, what hit where, the parts of the score.

use serde::Serialize;
use tantivy::query::Query;
use utoipa::ToSchema;

use super::docno;
use super::error::CorpusError;
use super::highlight;
use super::live::State;
use super::query::{Clause, ClauseKind, Place, Plan, Role};
use super::ranked;
use super::tokens::Keys;
use crate::store::DocumentMeta;

/// What a part of a query is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum CutKind {
    /// A word.
    Word,
    /// A name of a body, in any of its forms.
    Name,
    /// Characters as typed.
    Phrase,
    /// A document number.
    Number,
}

/// What a part of a query does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CutRole {
    /// Every document found has it.
    Required,
    /// It stands on one side of 或: one of the sides must hold.
    Alternative,
    /// No document found has it.
    Excluded,
    /// It is excluded together with something else, or on one side of 或 only.
    ExcludedInPart,
    /// It only orders what is found.
    Ordering,
}

impl CutRole {
    /// What it says, in Chinese.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Required => "须出现",
            Self::Alternative => "“或”的一边",
            Self::Excluded => "不得出现",
            Self::ExcludedInPart => "与别的条件一并排除",
            Self::Ordering => "只影响排序",
        }
    }
}

/// A word, name or phrase of a query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct QueryCut {
    /// What it is.
    pub kind: CutKind,
    /// As typed.
    pub text: String,
    /// Where it must stand: 标题, 发文机关 or 文号; anywhere when null.
    pub field: Option<String>,
    /// What it does.
    pub role: CutRole,
    /// Whether it must occur in every document found.
    pub required: bool,
    /// The forms that count, folded.
    pub forms: Vec<String>,
    /// Documents of the whole corpus in which it occurs.
    pub documents: u64,
}

/// How a query was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SearchExplanation)]
pub struct Explanation {
    /// What it was cut into.
    pub cuts: Vec<QueryCut>,
    /// Version of the list of short and full names that was used.
    pub synonyms_version: u64,
}

/// One part of a score.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = HitScorePart)]
pub struct ScorePart {
    /// What it is for, in Chinese.
    pub label: String,
    /// What it gives.
    pub value: f32,
}

/// Where one word, name or phrase stands in a hit. One bound to a field is counted there alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CutFound {
    /// As typed.
    pub text: String,
    /// Places in the title.
    pub in_title: usize,
    /// Places in the text.
    pub in_text: usize,
    /// Places in the issuer's name.
    pub in_issuer: usize,
    /// Places in the document number.
    pub in_number: usize,
}

/// Why a hit stands where it stands.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct HitExplanation {
    /// What hit where.
    pub found: Vec<CutFound>,
    /// The parts of the score that are not zero; they add up to it.
    pub score: Vec<ScorePart>,
}

/// How a query was read.
pub(super) fn query(state: &State, plan: &Plan, synonyms_version: u64) -> Result<Explanation, CorpusError> {
    let mut cuts = Vec::with_capacity(plan.clauses.len());
    for clause in &plan.clauses {
        let documents = clause.query.count(&state.searcher).map_err(CorpusError::index("检索"))?;
        cuts.push(QueryCut {
            kind: match clause.kind {
                ClauseKind::Word => CutKind::Word,
                ClauseKind::Name => CutKind::Name,
                ClauseKind::Phrase => CutKind::Phrase,
                ClauseKind::Number => CutKind::Number,
            },
            text: clause.text.clone(),
            field: clause.scope.map(|scope| scope.label().to_owned()),
            role: match clause.role {
                Role::Required => CutRole::Required,
                Role::Alternative => CutRole::Alternative,
                Role::Excluded => CutRole::Excluded,
                Role::ExcludedInPart => CutRole::ExcludedInPart,
                Role::Ordering => CutRole::Ordering,
            },
            required: clause.role == Role::Required,
            forms: clause.needles.iter().map(|keys| keys.iter().collect()).collect(),
            documents: documents as u64,
        });
    }
    Ok(Explanation { cuts, synonyms_version })
}

/// Why a document was found; `values` is what each part of the score gives, `words` their sum.
pub(super) fn hit(plan: &Plan, values: &[f32], words: f32, document: &DocumentMeta, text: &str) -> HitExplanation {
    let parts = plan.parts.iter().zip(values).map(|(part, &value)| (part.label.as_str(), value));
    let score = parts
        .chain(ranked::priors(document, words))
        .filter(|(_, value)| *value != 0.0)
        .map(|(label, value)| ScorePart { label: label.to_owned(), value: ranked::rounded(value) });
    let texts = Texts::of(document, text);
    let wanted = plan.clauses.iter().filter(|clause| clause.role.is_wanted());
    HitExplanation { found: wanted.map(|clause| texts.found(clause)).collect(), score: score.collect() }
}

/// The texts of a document in which words are counted.
struct Texts {
    title: Keys,
    text: Keys,
    issuer: Keys,
    /// The number given: that in the head of the text is counted there.
    number: Keys,
    /// The number by which it is found, in the form in which numbers are compared.
    number_key: Keys,
}

impl Texts {
    fn of(document: &DocumentMeta, text: &str) -> Self {
        let number = docno::of_document(document.docno.as_deref(), text);
        Self {
            title: Keys::of(&document.title),
            text: Keys::of(text),
            issuer: Keys::of(document.issuer.as_deref().unwrap_or_default()),
            number: Keys::of(document.docno.as_deref().unwrap_or_default()),
            number_key: Keys::of(&number.map(|number| docno::key(&number)).unwrap_or_default()),
        }
    }

    fn found(&self, clause: &Clause) -> CutFound {
        let needles: Vec<(usize, Vec<char>)> = clause.needles.iter().map(|needle| (0, needle.clone())).collect();
        let places = |place: Place, keys: &Keys| {
            if clause.looks_at(place) { highlight::occurrences(keys, &needles).len() } else { 0 }
        };
        CutFound {
            text: clause.text.clone(),
            in_title: places(Place::Title, &self.title),
            in_text: places(Place::Text, &self.text),
            in_issuer: places(Place::Issuer, &self.issuer),
            in_number: match &clause.number {
                Some(number) => highlight::occurrences(&self.number_key, &[(0, number.clone())]).len(),
                None => places(Place::Number, &self.number),
            },
        }
    }
}

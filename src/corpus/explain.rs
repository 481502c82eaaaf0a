//! Why hits were found and stand where they stand: how the query was cut, what hit where, the parts of the score.

use serde::Serialize;
use tantivy::query::Query;
use utoipa::ToSchema;

use super::error::CorpusError;
use super::highlight;
use super::live::State;
use super::query::{ClauseKind, Plan};
use super::ranked::{self, Found};
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

/// A word, name or phrase of a query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct QueryCut {
    /// What it is.
    pub kind: CutKind,
    /// As typed.
    pub text: String,
    /// Where it must stand: 标题, 发文机关 or 文号; anywhere when null.
    pub field: Option<String>,
    /// Whether it must occur; others only order what is found.
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

/// Where one word, name or phrase stands in a hit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CutFound {
    /// As typed.
    pub text: String,
    /// Places in the title.
    pub in_title: usize,
    /// Places in the text.
    pub in_text: usize,
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
            required: clause.required,
            forms: clause.needles.iter().map(|keys| keys.iter().collect()).collect(),
            documents: documents as u64,
        });
    }
    Ok(Explanation { cuts, synonyms_version })
}

/// Why a document was found.
pub(super) fn hit(
    state: &State,
    plan: &Plan,
    found: Found,
    document: &DocumentMeta,
    text: &str,
) -> Result<HitExplanation, CorpusError> {
    let values = ranked::parts_of(&state.searcher, &plan.parts, found.place).map_err(CorpusError::index("检索"))?;
    let parts = plan.parts.iter().zip(values).map(|(part, value)| (part.label.as_str(), value));
    let score = parts
        .chain(ranked::priors(document, found.score))
        .filter(|(_, value)| *value != 0.0)
        .map(|(label, value)| ScorePart { label: label.to_owned(), value: ranked::rounded(value) });
    let (title, text) = (Keys::of(&document.title), Keys::of(text));
    let places = |keys: &Keys, needles: &[Vec<char>]| {
        let needles: Vec<(usize, Vec<char>)> = needles.iter().map(|n| (0, n.clone())).collect();
        highlight::occurrences(keys, &needles).len()
    };
    let counted = plan.clauses.iter().map(|clause| CutFound {
        text: clause.text.clone(),
        in_title: places(&title, &clause.needles),
        in_text: places(&text, &clause.needles),
    });
    Ok(HitExplanation { found: counted.collect(), score: score.collect() })
}

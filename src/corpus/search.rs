//! [`Corpus::search`]: from a request to a page of hits, in an order that does not depend on chance.

use std::cmp::Reverse;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::cursor::{Cursor, CursorError};
use super::docno;
use super::error::CorpusError;
use super::explain::{self, Explanation, HitExplanation};
use super::facets::{Counts, Facets, Filters};
use super::highlight;
use super::live::{Corpus, State};
use super::query::{self, Place, Plan};
use super::ranked::{self, Found, Weights};
use super::synonyms::Synonyms;
use crate::document::{Kind, Level, PartialDate};
use crate::span::Span;
use crate::store::DocumentMeta;

/// Most hits on one page.
pub const MAX_SIZE: usize = 100;
/// Hits on a page when the request does not say.
const DEFAULT_SIZE: usize = 20;
/// Time a search may take when the request does not say; queries of ordinary words take milliseconds.
const DEADLINE: Duration = Duration::from_secs(2);

/// In which order hits come. Ties are broken by id.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Sort {
    /// The best first.
    #[default]
    Relevance,
    /// The newest first, undated ones last.
    Date,
    /// The highest level first, then the best.
    Level,
}

/// What is searched for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchRequest {
    /// What is asked for ([`super::GRAMMAR`]); empty for every document.
    pub q: String,
    /// Any of these levels; none for all.
    pub levels: Vec<Level>,
    /// Any of these kinds; none for all.
    pub kinds: Vec<Kind>,
    /// The issuer's name contains any of these, or is one of those that begin with `=`; none for all.
    pub issuers: Vec<String>,
    /// The title has any of these topic words; none for all.
    pub topics: Vec<String>,
    /// Not before; leaves out undated documents.
    pub from: Option<PartialDate>,
    /// Not after (a year or month includes all its days); leaves out undated documents.
    pub to: Option<PartialDate>,
    /// In which order.
    pub sort: Sort,
    /// Hits on a page, 1 to 100.
    pub size: usize,
    /// `next` of the page before.
    pub cursor: Option<String>,
    /// Whether to say why.
    pub explain: Explain,
    /// Time the search may take; what was not found by then is left out, and the answer says so.
    pub deadline: Duration,
}

/// Whether a search says how it read the query and why each hit stands where it stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Explain {
    /// It does not.
    #[default]
    No,
    /// It does.
    Yes,
}

impl Default for SearchRequest {
    fn default() -> Self {
        Self {
            q: String::new(),
            levels: Vec::new(),
            kinds: Vec::new(),
            issuers: Vec::new(),
            topics: Vec::new(),
            from: None,
            to: None,
            sort: Sort::default(),
            size: DEFAULT_SIZE,
            cursor: None,
            explain: Explain::No,
            deadline: DEADLINE,
        }
    }
}

impl SearchRequest {
    /// Whether no date can lie between `from` and `to`, because the one is later than the other.
    #[must_use]
    pub fn dates_cross(&self) -> bool {
        self.from.zip(self.to).is_some_and(|(from, to)| from.ordinal() > to.last_ordinal())
    }
}

/// Whether a total is exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Relation {
    /// Exactly this many.
    Eq,
    /// At least this many.
    Gte,
}

/// Number of hits in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Total {
    /// How many.
    pub value: u64,
    /// How sure.
    pub relation: Relation,
}

/// A sentence of a hit that shows why it was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SearchPassage)]
pub struct Passage {
    /// Where it stands, in code points of the document's text.
    pub span: Span,
    /// Its words.
    pub text: String,
    /// What was searched for, in code points of the document's text.
    pub highlights: Vec<Span>,
}

/// A document found.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Hit {
    /// Id.
    pub document_id: String,
    /// Title.
    pub title: String,
    /// Issuing body.
    pub issuer: Option<String>,
    /// Document number: the one given, else the one in the head of the text.
    pub docno: Option<String>,
    /// Level of the issuing body.
    pub level: Level,
    /// Date.
    #[schema(value_type = Option<String>)]
    pub date: Option<PartialDate>,
    /// Kind.
    pub kind: Kind,
    /// How well it fits, compared with other hits of this query only.
    pub score: f32,
    /// What was searched for in the title, in code points of the title.
    pub title_highlights: Vec<Span>,
    /// The same in the issuer's name.
    pub issuer_highlights: Vec<Span>,
    /// The same in the document number.
    pub docno_highlights: Vec<Span>,
    /// The best one to three sentences, in order of position; none when nothing stands in the text.
    pub passages: Vec<Passage>,
    /// Why it stands here, when asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<HitExplanation>,
    /// The whole text, with which positions are converted into other units.
    #[serde(skip)]
    pub full_text: Arc<str>,
}

/// A page of hits.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SearchPage {
    /// Number of hits in all.
    pub total: Total,
    /// The hits of this page.
    pub hits: Vec<Hit>,
    /// What to give as `cursor` for the next page; `None` on the last one.
    pub next: Option<String>,
    /// Generation of the corpus that was searched.
    pub corpus_generation: u64,
    /// How many hits there are of each level, issuer, kind, year and topic word.
    pub facets: Facets,
    /// Whether no document had all the words, so that those with most of them are shown.
    pub relaxed: bool,
    /// How the query was read, when asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Explanation>,
}

/// A document found, with its whole score.
struct Ranked {
    score: f32,
    found: Found,
    document: Arc<DocumentMeta>,
}

impl Corpus {
    /// Searches the corpus. `size` is brought into its range.
    ///
    /// # Errors
    /// A query that is not understood, a cursor that does not fit, or the index's or store's error.
    pub fn search(&self, request: &SearchRequest) -> Result<SearchPage, CorpusError> {
        let deadline = Instant::now() + request.deadline;
        let (state, synonyms) = (self.state(), self.synonyms());
        let expr = query::parse(&request.q, &synonyms)?;
        let here =
            Cursor { generation: state.generation, names: synonyms.version(), query: fingerprint(request), offset: 0 };
        let offset = request.cursor.as_deref().map_or(Ok(0), |cursor| Cursor::resume(cursor, here))?;
        let plan = Plan::of(expr.as_ref(), &state.fields);
        let weights = Weights::of(&state, &plan.parts).map_err(CorpusError::index("检索"))?;
        let (found, complete, relaxed) = find(&state, &plan, &weights, deadline)?;
        let documents: Vec<(Found, Arc<DocumentMeta>)> =
            found.into_iter().filter_map(|f| Some((f, Arc::clone(state.documents.by_seq(f.seq)?)))).collect();
        let topics = state.topics.of(&state.searcher)?;
        let mut filters = Filters::of(request, &synonyms, (topics, &state.documents));
        let mut counts = Counts::default();
        let mut hits: Vec<Ranked> = Vec::new();
        for (found, document) in &documents {
            if counts.take(document, found.place, &mut filters) {
                let score =
                    found.score + ranked::priors(document, found.score).iter().map(|(_, value)| value).sum::<f32>();
                hits.push(Ranked { score: ranked::rounded(score), found: *found, document: Arc::clone(document) });
            }
        }
        sort(&mut hits, request.sort);
        let size = request.size.clamp(1, MAX_SIZE);
        let start = usize::try_from(offset).unwrap_or(usize::MAX);
        let page: Vec<&Ranked> = hits.iter().skip(start).take(size).collect();
        let end = start.saturating_add(page.len());
        // A cursor is given out only for a page that has hits: one without is none of ours.
        if request.cursor.is_some() && (start == 0 || (complete && page.is_empty())) {
            return Err(CursorError::Malformed.into());
        }
        let goes_on = complete && end < hits.len() && !page.is_empty();
        let why = (request.explain == Explain::Yes).then_some(&weights);
        let explanation = match request.explain {
            Explain::Yes => Some(explain::query(&state, &plan, synonyms.version())?),
            Explain::No => None,
        };
        Ok(SearchPage {
            total: Total { value: hits.len() as u64, relation: if complete { Relation::Eq } else { Relation::Gte } },
            hits: self.hits(&state, &page, &plan, why)?,
            next: goes_on.then(|| Cursor { offset: end as u64, ..here }.to_string()),
            corpus_generation: state.generation,
            facets: counts.shown(topics),
            relaxed,
            explanation,
        })
    }

    /// How many documents a search for `q` finds whole where names mean the same as `synonyms` say; `None` when the time is
    /// over before all are found.
    ///
    /// # Errors
    /// As [`Self::search`].
    pub fn count(&self, q: &str, synonyms: &Synonyms, deadline: Instant) -> Result<Option<u64>, CorpusError> {
        let state = self.state();
        let expr = query::parse(q, synonyms)?;
        let plan = Plan::of(expr.as_ref(), &state.fields);
        let weights = Weights::of(&state, &plan.parts).map_err(CorpusError::index("检索"))?;
        let (found, complete, relaxed) = find(&state, &plan, &weights, deadline)?;
        let there = found.iter().filter(|found| state.documents.by_seq(found.seq).is_some()).count();
        Ok(complete.then_some(if relaxed { 0 } else { there as u64 }))
    }

    /// The hits of a page, explained by `why` they are worth what they are when that is asked for.
    fn hits(
        &self,
        state: &State,
        page: &[&Ranked],
        plan: &Plan,
        why: Option<&Weights>,
    ) -> Result<Vec<Hit>, CorpusError> {
        let [in_title, in_text, in_issuer, in_number] =
            [Place::Title, Place::Text, Place::Issuer, Place::Number].map(|place| plan.needles(place));
        let mut hits = Vec::with_capacity(page.len());
        for Ranked { score, found, document } in page {
            // A document that was replaced a moment ago has no text any more; its hit comes without passages.
            let text = self.text(document.seq).unwrap_or_default();
            let explanation = match why {
                Some(weights) => {
                    let parts = weights.parts_of(state, found.place).map_err(CorpusError::index("检索"))?;
                    Some(explain::hit(plan, &parts, found.score, document, &text))
                }
                None => None,
            };
            let docno = docno::of_document(document.docno.as_deref(), &text);
            let marks = |words: Option<&str>, needles: &[_]| highlight::marks(words.unwrap_or_default(), needles);
            hits.push(Hit {
                document_id: document.id.clone(),
                title: document.title.clone(),
                issuer: document.issuer.clone(),
                docno_highlights: marks(docno.as_deref(), &in_number),
                docno,
                level: document.level,
                date: document.date,
                kind: document.kind,
                score: *score,
                title_highlights: highlight::marks(&document.title, &in_title),
                issuer_highlights: marks(document.issuer.as_deref(), &in_issuer),
                passages: highlight::passages(&text, &in_text),
                explanation,
                full_text: text,
            });
        }
        Ok(hits)
    }
}

/// What the words find; whether that is all; whether fewer words had to do.
fn find(
    state: &State,
    plan: &Plan,
    weights: &Weights,
    deadline: Instant,
) -> Result<(Vec<Found>, bool, bool), CorpusError> {
    let ask = |query| ranked::find(state, query, weights, deadline).map_err(CorpusError::index("检索"));
    let (found, complete) = ask(plan.matching.as_ref())?;
    match &plan.relaxed {
        Some(relaxed) if found.is_empty() && complete => {
            let (found, complete) = ask(relaxed.as_ref())?;
            let relaxed = !found.is_empty();
            Ok((found, complete, relaxed))
        }
        _ => Ok((found, complete, false)),
    }
}

/// What two pages of one search must agree in.
fn fingerprint(request: &SearchRequest) -> u64 {
    let date = |date: Option<PartialDate>| date.map(|d| d.to_string()).unwrap_or_default();
    let levels: Vec<&str> = request.levels.iter().map(|l| l.name()).collect();
    let kinds: Vec<&str> = request.kinds.iter().map(|k| k.name()).collect();
    Cursor::fingerprint(&[
        request.q.clone(),
        levels.join(","),
        kinds.join(","),
        request.issuers.join("\u{1E}"),
        request.topics.join("\u{1E}"),
        date(request.from),
        date(request.to),
        format!("{:?}", request.sort),
    ])
}

/// Brings hits into order.
fn sort(hits: &mut [Ranked], sort: Sort) {
    let best = |a: &Ranked, b: &Ranked| b.score.total_cmp(&a.score);
    let id = |a: &Ranked, b: &Ranked| a.document.id.cmp(&b.document.id);
    let date = |a: &Ranked, b: &Ranked| Reverse(a.document.date).cmp(&Reverse(b.document.date));
    let level = |a: &Ranked, b: &Ranked| a.document.level.cmp(&b.document.level);
    match sort {
        Sort::Relevance => hits.sort_by(|a, b| best(a, b).then_with(|| id(a, b))),
        Sort::Date => hits.sort_by(|a, b| date(a, b).then_with(|| id(a, b))),
        Sort::Level => hits.sort_by(|a, b| level(a, b).then_with(|| best(a, b)).then_with(|| id(a, b))),
    }
}

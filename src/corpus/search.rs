//! [`Corpus::search`]: from a request to a page of hits, in an order that does not depend on chance.

use std::cmp::Reverse;
use std::ops::Bound;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::query::{BooleanQuery, ConstScoreQuery, Occur, Query, RangeQuery, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader, Term};
use utoipa::ToSchema;

use super::cursor::Cursor;
use super::error::CorpusError;
use super::fields::Fields;
use super::live::{Corpus, State};
use super::tokens::Keys;
use super::{highlight, query};
use crate::document::{Kind, Level, PartialDate};
use crate::span::Span;
use crate::store::DocumentMeta;

/// Most hits on one page.
pub const MAX_SIZE: usize = 100;
/// Hits on a page when the request does not say.
const DEFAULT_SIZE: usize = 20;

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
    /// Words, "phrases", -exclusions; empty for every document.
    pub q: String,
    /// Any of these levels; none for all.
    pub levels: Vec<Level>,
    /// Any of these kinds; none for all.
    pub kinds: Vec<Kind>,
    /// The issuer's name contains any of these; none for all.
    pub issuers: Vec<String>,
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
}

impl Default for SearchRequest {
    fn default() -> Self {
        Self {
            q: String::new(),
            levels: Vec::new(),
            kinds: Vec::new(),
            issuers: Vec::new(),
            from: None,
            to: None,
            sort: Sort::default(),
            size: DEFAULT_SIZE,
            cursor: None,
        }
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
    /// Level of the issuing body.
    pub level: Level,
    /// Date.
    #[schema(value_type = Option<String>)]
    pub date: Option<PartialDate>,
    /// Kind.
    pub kind: Kind,
    /// How well it fits, compared with other hits of this query only.
    pub score: f32,
    /// The best one to three sentences, in order of position; none when only the title fits.
    pub passages: Vec<Passage>,
    /// The whole text, with which positions are converted into other units.
    #[serde(skip)]
    pub full_text: String,
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
}

impl Corpus {
    /// Searches the corpus. `size` is brought into its range.
    ///
    /// # Errors
    /// A query that is not understood, a cursor that does not fit, or the index's or store's error.
    pub fn search(&self, request: &SearchRequest) -> Result<SearchPage, CorpusError> {
        let state = self.state();
        let parsed = query::parse(&request.q)?;
        let fingerprint = fingerprint(request);
        let offset = match &request.cursor {
            Some(cursor) => Cursor::resume(cursor, state.generation, fingerprint)?,
            None => 0,
        };
        let mut clauses = parsed.to_index(&state.fields);
        clauses.extend(filters(request, &state.fields).into_iter().map(|filter| (Occur::Must, filter)));
        let found = ranked(&state, &BooleanQuery::new(clauses), request.sort)?;
        let size = request.size.clamp(1, MAX_SIZE);
        let start = usize::try_from(offset).unwrap_or(usize::MAX);
        let page: Vec<&(f32, Arc<DocumentMeta>)> = found.iter().skip(start).take(size).collect();
        let end = start.saturating_add(page.len());
        let next = (end < found.len() && !page.is_empty())
            .then(|| Cursor { generation: state.generation, query: fingerprint, offset: end as u64 }.to_string());
        Ok(SearchPage {
            total: Total { value: found.len() as u64, relation: Relation::Eq },
            hits: self.hits(&page, &parsed.needles())?,
            next,
            corpus_generation: state.generation,
        })
    }

    fn hits(&self, page: &[&(f32, Arc<DocumentMeta>)], needles: &[Vec<char>]) -> Result<Vec<Hit>, CorpusError> {
        let seqs: Vec<u64> = page.iter().map(|(_, document)| document.seq).collect();
        // A document that was replaced a moment ago has no text any more; its hit comes without passages.
        let mut texts = self.store().texts(&seqs)?.into_iter().peekable();
        let mut hits = Vec::with_capacity(page.len());
        for (score, document) in page {
            let text = texts.next_if(|(seq, _)| *seq == document.seq).map(|(_, text)| text).unwrap_or_default();
            hits.push(Hit {
                document_id: document.id.clone(),
                title: document.title.clone(),
                issuer: document.issuer.clone(),
                level: document.level,
                date: document.date,
                kind: document.kind,
                score: *score,
                passages: highlight::passages(&text, needles),
                full_text: text,
            });
        }
        Ok(hits)
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
        date(request.from),
        date(request.to),
        format!("{:?}", request.sort),
    ])
}

/// What must hold besides the words; adds nothing to the score.
fn filters(request: &SearchRequest, fields: &Fields) -> Vec<Box<dyn Query>> {
    let exact = |field, value: &str| -> Box<dyn Query> {
        Box::new(TermQuery::new(Term::from_field_text(field, value), IndexRecordOption::Basic))
    };
    let levels = request.levels.iter().map(|l| exact(fields.level, l.name())).collect();
    let kinds = request.kinds.iter().map(|k| exact(fields.kind, k.name())).collect();
    let issuers = request.issuers.iter().map(|name| query::run(fields.issuer, &Keys::of(name).chars)).collect();
    let mut filters: Vec<Box<dyn Query>> = Vec::new();
    for any in [levels, kinds, issuers] {
        let any: Vec<Box<dyn Query>> = any;
        if !any.is_empty() {
            filters.push(Box::new(BooleanQuery::union(any)));
        }
    }
    if request.from.is_some() || request.to.is_some() {
        let term = |ordinal: u32| Term::from_field_u64(fields.date, u64::from(ordinal));
        let from = request.from.map_or(0, PartialDate::ordinal);
        let to = request.to.map_or(u32::MAX, last_day);
        filters.push(Box::new(RangeQuery::new(Bound::Included(term(from)), Bound::Included(term(to)))));
    }
    filters.into_iter().map(|filter| -> Box<dyn Query> { Box::new(ConstScoreQuery::new(filter, 0.0)) }).collect()
}

/// The last ordinal that a date may mean: 2024 ends with 31 December.
fn last_day(date: PartialDate) -> u32 {
    match date.ordinal() {
        year if year % 10_000 == 0 => year + 1_231,
        month if month % 100 == 0 => month + 31,
        day => day,
    }
}

/// Everything found, in order.
fn ranked(state: &State, query: &dyn Query, sort: Sort) -> Result<Vec<(f32, Arc<DocumentMeta>)>, CorpusError> {
    let found = state.searcher.search(query, &AllHits).map_err(CorpusError::index("检索"))?;
    let mut hits: Vec<(f32, Arc<DocumentMeta>)> = found
        .into_iter()
        .filter_map(|(score, seq)| Some((rounded(score), Arc::clone(state.documents.by_seq(seq)?))))
        .collect();
    let best = |a: &(f32, Arc<DocumentMeta>), b: &(f32, Arc<DocumentMeta>)| b.0.total_cmp(&a.0);
    let id = |a: &(f32, Arc<DocumentMeta>), b: &(f32, Arc<DocumentMeta>)| a.1.id.cmp(&b.1.id);
    match sort {
        Sort::Relevance => hits.sort_by(|a, b| best(a, b).then_with(|| id(a, b))),
        Sort::Date => hits.sort_by(|a, b| Reverse(a.1.date).cmp(&Reverse(b.1.date)).then_with(|| id(a, b))),
        Sort::Level => {
            hits.sort_by(|a, b| a.1.level.cmp(&b.1.level).then_with(|| best(a, b)).then_with(|| id(a, b)));
        }
    }
    Ok(hits)
}

/// Three decimals: the order in which the parts of a score are added up depends on the segments, and shows beyond.
fn rounded(score: f32) -> f32 {
    (score * 1_000.0).round() / 1_000.0
}

/// Collects every hit with its score and the number of its document.
struct AllHits;

/// The hits of one segment.
struct SegmentHits {
    seqs: Column<u64>,
    hits: Vec<(Score, u64)>,
}

impl Collector for AllHits {
    type Fruit = Vec<(Score, u64)>;
    type Child = SegmentHits;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<SegmentHits> {
        Ok(SegmentHits { seqs: segment.fast_fields().u64("seq")?, hits: Vec::new() })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, segments: Vec<Vec<(Score, u64)>>) -> tantivy::Result<Vec<(Score, u64)>> {
        Ok(segments.concat())
    }
}

impl SegmentCollector for SegmentHits {
    type Fruit = Vec<(Score, u64)>;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.hits.extend(self.seqs.first(doc).map(|seq| (score, seq)));
    }

    fn harvest(self) -> Self::Fruit {
        self.hits
    }
}

//! Filters, and how many hits there are of each level, issuer, kind and year. Each is counted as if it were not
//! filtered by itself, so that whoever chose one value sees what a second would add.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::Serialize;
use utoipa::ToSchema;

use super::search::SearchRequest;
use super::synonyms::Synonyms;
use super::tokens::Keys;
use crate::document::{Kind, Level, PartialDate};
use crate::store::DocumentMeta;

/// Most issuers that are counted out.
const MOST_ISSUERS: usize = 20;

/// A value and how many hits have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FacetCount {
    /// What to filter by.
    pub value: String,
    /// What to show.
    pub label: String,
    /// How many hits.
    pub count: u64,
}

/// How many hits there are of each sort.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Facets {
    /// By level, highest first.
    pub level: Vec<FacetCount>,
    /// By issuer, most hits first, at most twenty.
    pub issuer: Vec<FacetCount>,
    /// By kind, most hits first.
    pub kind: Vec<FacetCount>,
    /// By year, newest first; undated documents are in none.
    pub year: Vec<FacetCount>,
}

/// The filters that a document may fail.
const LEVEL: u8 = 1;
const ISSUER: u8 = 2;
const KIND: u8 = 4;
const DATE: u8 = 8;

/// What must hold besides the words.
pub(super) struct Filters<'a> {
    request: &'a SearchRequest,
    /// Keys of every form of every issuer's name asked for.
    issuers: Vec<Vec<char>>,
    /// Issuers judged before.
    judged: FxHashMap<String, bool>,
}

impl<'a> Filters<'a> {
    pub(super) fn of(request: &'a SearchRequest, synonyms: &Synonyms) -> Self {
        let issuers = request.issuers.iter().flat_map(|name| synonyms.variants(name)).filter(|keys| !keys.is_empty());
        Self { request, issuers: issuers.collect(), judged: FxHashMap::default() }
    }

    /// Which filters a document fails.
    fn failed(&mut self, document: &DocumentMeta) -> u8 {
        let request = self.request;
        let mut failed = 0;
        if !request.levels.is_empty() && !request.levels.contains(&document.level) {
            failed |= LEVEL;
        }
        if !request.kinds.is_empty() && !request.kinds.contains(&document.kind) {
            failed |= KIND;
        }
        let date = document.date.map(PartialDate::ordinal);
        let early = request.from.is_some_and(|from| date.is_none_or(|date| date < from.ordinal()));
        let late = request.to.is_some_and(|to| date.is_none_or(|date| date > last_day(to)));
        if early || late {
            failed |= DATE;
        }
        if !request.issuers.is_empty() && !document.issuer.as_deref().is_some_and(|name| self.is_asked(name)) {
            failed |= ISSUER;
        }
        failed
    }

    fn is_asked(&mut self, issuer: &str) -> bool {
        if let Some(&judged) = self.judged.get(issuer) {
            return judged;
        }
        let own = Keys::of(issuer).chars;
        let asked = self.issuers.iter().any(|keys| own.windows(keys.len()).any(|run| run == keys.as_slice()));
        self.judged.insert(issuer.to_owned(), asked);
        asked
    }
}

/// The last ordinal that a date may mean: 2024 ends with 31 December.
fn last_day(date: PartialDate) -> u32 {
    match date.ordinal() {
        year if year % 10_000 == 0 => year + 1_231,
        month if month % 100 == 0 => month + 31,
        day => day,
    }
}

/// Counts hits while they are filtered.
#[derive(Default)]
pub(super) struct Counts<'a> {
    levels: BTreeMap<Level, u64>,
    issuers: FxHashMap<&'a str, u64>,
    kinds: FxHashMap<&'static str, u64>,
    years: BTreeMap<u16, u64>,
}

impl<'a> Counts<'a> {
    /// Counts a document found by the words; whether it passes the filters too.
    pub(super) fn take(&mut self, document: &'a DocumentMeta, filters: &mut Filters<'_>) -> bool {
        let failed = filters.failed(document);
        let but = |own: u8| failed & !own == 0;
        if but(LEVEL) {
            *self.levels.entry(document.level).or_default() += 1;
        }
        if but(KIND) {
            *self.kinds.entry(document.kind.name()).or_default() += 1;
        }
        if let (true, Some(issuer)) = (but(ISSUER), document.issuer.as_deref()) {
            *self.issuers.entry(issuer).or_default() += 1;
        }
        if let (true, Some(date)) = (but(DATE), document.date) {
            *self.years.entry(date.year()).or_default() += 1;
        }
        failed == 0
    }

    /// The counts in order.
    pub(super) fn shown(self) -> Facets {
        let count = |value: &str, label: &str, count: u64| FacetCount {
            value: value.to_owned(),
            label: label.to_owned(),
            count,
        };
        let label = |name: &str| Kind::parse(name).map_or_else(|| name.to_owned(), |kind| kind.label().to_owned());
        let issuers = most(self.issuers.into_iter());
        let kinds = most(self.kinds.into_iter());
        Facets {
            level: self.levels.into_iter().map(|(level, n)| count(level.name(), level.label(), n)).collect(),
            issuer: issuers.into_iter().take(MOST_ISSUERS).map(|(name, n)| count(name, name, n)).collect(),
            kind: kinds.into_iter().map(|(name, n)| count(name, &label(name), n)).collect(),
            year: self
                .years
                .into_iter()
                .rev()
                .map(|(year, n)| count(&year.to_string(), &format!("{year} 年"), n))
                .collect(),
        }
    }
}

/// The most frequent first, then by name.
fn most<'a>(counts: impl Iterator<Item = (&'a str, u64)>) -> Vec<(&'a str, u64)> {
    let mut sorted: Vec<(&str, u64)> = counts.collect();
    sorted.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    sorted
}

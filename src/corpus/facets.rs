//! Filters, and how many hits there are of each level, issuer, kind, year and topic word. Each is counted as if it were
//! not filtered by itself, so that whoever chose one value sees what a second would add.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::Serialize;
use tantivy::DocAddress;
use utoipa::ToSchema;

use super::search::SearchRequest;
use super::synonyms::Synonyms;
use super::table::DocumentTable;
use super::tokens::Keys;
use super::topics::Topics;
use crate::document::{Kind, Level, PartialDate};
use crate::store::DocumentMeta;

/// Most issuers, and most topic words, that are counted out.
const MOST_VALUES: usize = 20;

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
    /// By topic word (主题词: what titles are about), most hits first, at most twenty.
    pub topic: Vec<FacetCount>,
}

/// Before the name of an issuer that is asked for whole; without it, names that contain it are meant. The counts name
/// issuers so, that whoever asks for one gets as many hits as were counted.
const WHOLE: char = '=';

/// The filters that a document may fail.
const LEVEL: u8 = 1;
const ISSUER: u8 = 2;
const KIND: u8 = 4;
const DATE: u8 = 8;
const TOPIC: u8 = 16;

/// What must hold besides the words.
pub(super) struct Filters<'a> {
    request: &'a SearchRequest,
    issuers: Issuers<'a>,
    topics: &'a Topics,
    /// Numbers of the topic words asked for.
    words: Vec<u32>,
    /// Issuers judged before.
    judged: FxHashMap<String, bool>,
}

impl<'a> Filters<'a> {
    pub(super) fn of(
        request: &'a SearchRequest,
        synonyms: &Synonyms,
        (topics, documents): (&'a Topics, &DocumentTable),
    ) -> Self {
        let issuers = Issuers::asked(&request.issuers, synonyms, documents);
        let words = topics.asked(&request.topics);
        Self { request, issuers, topics, words, judged: FxHashMap::default() }
    }

    /// Which filters a document fails.
    fn failed(&mut self, document: &DocumentMeta, place: DocAddress) -> u8 {
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
        let late = request.to.is_some_and(|to| date.is_none_or(|date| date > to.last_ordinal()));
        if early || late {
            failed |= DATE;
        }
        if !request.issuers.is_empty() && !document.issuer.as_deref().is_some_and(|name| self.is_asked(name)) {
            failed |= ISSUER;
        }
        if !request.topics.is_empty() && !self.topics.of_document(place).any(|word| self.words.contains(&word)) {
            failed |= TOPIC;
        }
        failed
    }

    fn is_asked(&mut self, issuer: &str) -> bool {
        if let Some(&judged) = self.judged.get(issuer) {
            return judged;
        }
        let asked = self.issuers.hold(issuer);
        self.judged.insert(issuer.to_owned(), asked);
        asked
    }
}

/// The issuers that are asked for.
#[derive(Default)]
struct Issuers<'a> {
    /// Whole names.
    whole: Vec<&'a str>,
    /// Keys of every form of every part of a name.
    parts: Vec<Vec<char>>,
}

impl<'a> Issuers<'a> {
    /// What a request asks for. A value with commas in it is one name; where no issuer has it and each of its parts is a
    /// name or part of a name, the parts are meant: addresses once listed several issuers so.
    fn asked(asked: &'a [String], synonyms: &Synonyms, documents: &DocumentTable) -> Self {
        let is_known = |value: &str| {
            let one = Issuers::of([value].into_iter(), synonyms);
            documents.iter().filter_map(|document| document.issuer.as_deref()).any(|issuer| one.hold(issuer))
        };
        let mut values: Vec<&str> = Vec::with_capacity(asked.len());
        for value in asked {
            let parts: Vec<&str> = value.split([',', '，']).map(str::trim).filter(|part| !part.is_empty()).collect();
            if parts.len() > 1 && !is_known(value) && parts.iter().all(|part| is_known(part)) {
                values.extend(parts);
            } else {
                values.push(value);
            }
        }
        Self::of(values.into_iter(), synonyms)
    }

    fn of(values: impl Iterator<Item = &'a str>, synonyms: &Synonyms) -> Self {
        let mut issuers = Self::default();
        for value in values {
            match value.strip_prefix([WHOLE, '＝']) {
                Some(name) => issuers.whole.push(name),
                None => issuers.parts.extend(synonyms.variants(value).into_iter().filter(|keys| !keys.is_empty())),
            }
        }
        issuers
    }

    /// Whether an issuer is one of them.
    fn hold(&self, issuer: &str) -> bool {
        let own = Keys::of(issuer).chars;
        let has = |keys: &Vec<char>| own.windows(keys.len()).any(|run| run == keys.as_slice());
        self.whole.contains(&issuer) || self.parts.iter().any(has)
    }
}

/// Counts hits while they are filtered.
#[derive(Default)]
pub(super) struct Counts<'a> {
    levels: BTreeMap<Level, u64>,
    issuers: FxHashMap<&'a str, u64>,
    kinds: FxHashMap<&'static str, u64>,
    years: BTreeMap<u16, u64>,
    /// By number of the word.
    topics: FxHashMap<u32, u64>,
}

impl<'a> Counts<'a> {
    /// Counts a document found by the words; whether it passes the filters too.
    pub(super) fn take(&mut self, document: &'a DocumentMeta, place: DocAddress, filters: &mut Filters<'_>) -> bool {
        let failed = filters.failed(document, place);
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
        if but(TOPIC) {
            for word in filters.topics.of_document(place) {
                *self.topics.entry(word).or_default() += 1;
            }
        }
        failed == 0
    }

    /// The counts in order.
    pub(super) fn shown(self, topics: &Topics) -> Facets {
        let count = |value: &str, label: &str, count: u64| FacetCount {
            value: value.to_owned(),
            label: label.to_owned(),
            count,
        };
        let label = |name: &str| Kind::parse(name).map_or_else(|| name.to_owned(), |kind| kind.label().to_owned());
        let issuers = most(self.issuers.into_iter());
        let kinds = most(self.kinds.into_iter());
        let words = most(self.topics.iter().map(|(&word, &n)| (topics.word(word), n)));
        Facets {
            level: self.levels.into_iter().map(|(level, n)| count(level.name(), level.label(), n)).collect(),
            issuer: issuers
                .into_iter()
                .take(MOST_VALUES)
                .map(|(name, n)| count(&format!("{WHOLE}{name}"), name, n))
                .collect(),
            kind: kinds.into_iter().map(|(name, n)| count(name, &label(name), n)).collect(),
            year: self
                .years
                .into_iter()
                .rev()
                .map(|(year, n)| count(&year.to_string(), &format!("{year} 年"), n))
                .collect(),
            topic: words.into_iter().take(MOST_VALUES).map(|(word, n)| count(word, word, n)).collect(),
        }
    }
}

/// The most frequent first, then by name.
fn most<'a>(counts: impl Iterator<Item = (&'a str, u64)>) -> Vec<(&'a str, u64)> {
    let mut sorted: Vec<(&str, u64)> = counts.collect();
    sorted.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    sorted
}

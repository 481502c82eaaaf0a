//! The documents of the corpus with what novelty looks up in them, prepared once per generation: by id, name, number,
//! issuer and text.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::corpus::DocumentTable;
use crate::document::{Area, PartialDate, places};
use crate::store::DocumentMeta;
use crate::text::{Letters, titles};

/// No document.
const NONE: u32 = u32::MAX;
/// Places of [`crate::document::Level::standing`], and one more for documents of unknown level.
const RANKS: usize = 7;
/// The place of documents of unknown level.
pub(super) const NO_RANK: usize = RANKS - 1;

/// The documents of the corpus, prepared for look-ups that do not pass over all of them.
#[derive(Debug, Default)]
pub struct Catalogue {
    /// In order of sequence number.
    documents: Vec<Arc<DocumentMeta>>,
    /// Index of every sequence number from that of the first document on; `NONE` where there is no document.
    index: Vec<u32>,
    /// Place of each document in the order of preference as a source that every draft shares: level, date, id.
    standing: Vec<u32>,
    /// Issuer of each document, as a number; 0 for none.
    issuers: Vec<u32>,
    /// Area that each document speaks for.
    areas: Vec<Option<Area>>,
    /// Place by level and date of each document: what the rule asks of all that share something with a draft.
    facts: Vec<Facts>,
    issuer_numbers: HashMap<String, u32>,
    by_id: HashMap<String, usize>,
    by_name: HashMap<String, Vec<usize>>,
    /// By [`unplaced`] title.
    by_unplaced: HashMap<String, Vec<usize>>,
    by_number: HashMap<String, Vec<usize>>,
    by_issuer: HashMap<u32, Vec<usize>>,
    by_text: HashMap<String, Vec<usize>>,
    of_rank: [usize; RANKS],
    undated: [usize; RANKS],
    outlines: Mutex<Outlines>,
}

/// Place by level of a document, and its date.
pub(super) type Facts = (Option<u8>, Option<PartialDate>);

/// Letters of a title that tells its document from others of its form: 工作方案 is everybody's.
const TELLING: usize = 6;
/// What every body writes anew each year under the same title, and (关于……的通知) whenever there is need.
const ANEW: [&str; 5] = ["报告", "总结", "要点", "通知", "公告"];

/// The key of a title without the place in front of it; none where hardly anything is left.
pub(super) fn unplaced(title: &str) -> Option<String> {
    let key = titles::key(title);
    let rest = places::behind(&key);
    let anew = rest.contains("关于") || ANEW.iter().any(|ending| rest.ends_with(ending));
    (rest.chars().count() >= TELLING && !anew).then(|| rest.to_owned())
}

/// Headings of a document, in letters.
pub(super) type Headings = Arc<Vec<Vec<char>>>;

/// Headings read so far: sources come again from review to review, and reading a whole document for them takes long.
#[derive(Debug, Default)]
struct Outlines {
    of: HashMap<usize, Headings>,
    /// Letters of all of them.
    letters: usize,
}

/// Letters of headings that are kept (4 bytes each); when there are more, all are forgotten.
const MOST_LETTERS: usize = if cfg!(test) { 20 } else { 4 << 20 };

impl Catalogue {
    /// Prepares all documents of a table.
    #[must_use]
    pub fn new(table: &DocumentTable) -> Self {
        let mut catalogue = Self::default();
        for document in table.iter().filter_map(|d| table.by_seq(d.seq)) {
            catalogue.add(document);
        }
        catalogue.rank_documents();
        catalogue
    }

    fn add(&mut self, document: &Arc<DocumentMeta>) {
        let at = self.documents.len();
        let first = self.documents.first().map_or(document.seq, |d| d.seq);
        let place = usize::try_from(document.seq.saturating_sub(first)).unwrap_or(usize::MAX);
        self.index.resize(place, NONE);
        self.index.push(u32::try_from(at).unwrap_or(NONE));
        let issuer = match document.issuer.as_deref().map(name_key).filter(|k| !k.is_empty()) {
            Some(key) => {
                let next = u32::try_from(self.issuer_numbers.len() + 1).unwrap_or(u32::MAX);
                *self.issuer_numbers.entry(key).or_insert(next)
            }
            None => 0,
        };
        self.issuers.push(issuer);
        self.areas.push(Area::of_document(document.level, document.issuer.as_deref(), &document.title));
        self.facts.push((document.level.standing(), document.date));
        self.by_issuer.entry(issuer).or_default().push(at);
        self.by_id.insert(document.id.clone(), at);
        if let Some(title) = unplaced(&document.title) {
            self.by_unplaced.entry(title).or_default().push(at);
        }
        for name in titles::names(&document.title) {
            self.by_name.entry(name).or_default().push(at);
        }
        if let Some(number) = document.docno.as_deref().map(name_key).filter(|k| !k.is_empty()) {
            self.by_number.entry(number).or_default().push(at);
        }
        self.by_text.entry(document.text_sha256.clone()).or_default().push(at);
        let rank = rank_of(document);
        for (counts, counted) in [(&mut self.of_rank, true), (&mut self.undated, document.date.is_none())] {
            if let Some(count) = counts.get_mut(rank).filter(|_| counted) {
                *count += 1;
            }
        }
        self.documents.push(Arc::clone(document));
    }

    /// The higher document before the lower, then the earlier before the later, then by id.
    fn rank_documents(&mut self) {
        let key = |d: &DocumentMeta| {
            (d.level.rank().unwrap_or(u8::MAX), d.date.map_or(u32::MAX, PartialDate::ordinal), d.id.clone())
        };
        let mut order: Vec<_> = self.documents.iter().map(|d| key(d)).zip(0usize..).collect();
        order.sort_unstable();
        self.standing = vec![0; order.len()];
        for (place, (_, index)) in (0u32..).zip(order) {
            if let Some(standing) = self.standing.get_mut(index) {
                *standing = place;
            }
        }
    }

    /// Place of a document in the order of preference as a source, lowest first.
    pub(super) fn standing(&self, index: usize) -> u32 {
        self.standing.get(index).copied().unwrap_or(u32::MAX)
    }

    /// The facts and the place in the order of preference of every document.
    pub(super) fn preferences(&self) -> impl Iterator<Item = (Facts, u32)> + '_ {
        self.facts.iter().copied().zip(self.standing.iter().copied())
    }

    /// Index of the document with a sequence number.
    pub(super) fn index_of(&self, sequence: u64) -> Option<usize> {
        let first = self.documents.first()?.seq;
        let at = *self.index.get(usize::try_from(sequence.checked_sub(first)?).ok()?)?;
        (at != NONE).then_some(at as usize)
    }

    /// The document at an index.
    pub(super) fn at(&self, index: usize) -> Option<&Arc<DocumentMeta>> {
        self.documents.get(index)
    }

    /// A document by sequence number.
    #[must_use]
    pub fn get(&self, sequence: u64) -> Option<&Arc<DocumentMeta>> {
        self.at(self.index_of(sequence)?)
    }

    /// The headings of the document at an index, `read` where they are not known yet; `None` where they cannot be.
    pub(super) fn headings(&self, index: usize, read: impl FnOnce() -> Option<Vec<Vec<char>>>) -> Option<Headings> {
        let known = || self.outlines.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(headings) = known().of.get(&index) {
            return Some(Arc::clone(headings));
        }
        let headings = Arc::new(read()?);
        // A document without headings takes room too.
        let letters = 8 + headings.iter().map(|heading| heading.len() + 6).sum::<usize>();
        let mut outlines = known();
        if outlines.letters + letters > MOST_LETTERS {
            *outlines = Outlines::default();
        }
        if outlines.of.insert(index, Arc::clone(&headings)).is_none() {
            outlines.letters += letters;
        }
        Some(headings)
    }

    /// Area that the document at an index speaks for.
    pub(super) fn area(&self, index: usize) -> Option<&Area> {
        self.areas.get(index)?.as_ref()
    }

    /// Place by level and date of the document at an index.
    pub(super) fn facts(&self, index: usize) -> Option<Facts> {
        self.facts.get(index).copied()
    }

    /// Index of the document with an id.
    pub(super) fn index_of_id(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// Sequence number of the document with an id.
    #[must_use]
    pub fn sequence_of(&self, id: &str) -> Option<u64> {
        self.at(self.index_of_id(id)?).map(|d| d.seq)
    }

    /// Indexes of the documents that may be cited by a name of [`titles::names`].
    pub(super) fn named(&self, name: &str) -> &[usize] {
        self.by_name.get(name).map_or(&[], Vec::as_slice)
    }

    /// Indexes of the documents whose title is this one but for the place in front, given as [`unplaced`].
    pub(super) fn unplaced(&self, title: &str) -> &[usize] {
        self.by_unplaced.get(title).map_or(&[], Vec::as_slice)
    }

    /// Indexes of the documents with a document number (文号), given as [`name_key`].
    pub(super) fn numbered(&self, number: &str) -> &[usize] {
        self.by_number.get(number).map_or(&[], Vec::as_slice)
    }

    /// Indexes of the documents of an issuer, given as [`name_key`].
    pub(super) fn issued_by(&self, issuer: &str) -> &[usize] {
        self.issuer_numbers.get(issuer).and_then(|n| self.by_issuer.get(n)).map_or(&[], Vec::as_slice)
    }

    /// Indexes of the documents with exactly this text, by its SHA-256.
    pub(super) fn with_text(&self, sha256: &str) -> &[usize] {
        self.by_text.get(sha256).map_or(&[], Vec::as_slice)
    }

    /// Whether a document is of an issuer, given as its number.
    pub(super) fn is_issued_by(&self, index: usize, issuer: Option<u32>) -> bool {
        issuer.is_some() && self.issuers.get(index).copied() == issuer
    }

    /// The number of an issuer, given as [`name_key`].
    pub(super) fn issuer_number(&self, issuer: &str) -> Option<u32> {
        self.issuer_numbers.get(issuer).copied()
    }

    /// How many documents a rank has, [`NO_RANK`] included.
    pub(super) fn of_rank(&self, rank: usize) -> usize {
        self.of_rank.get(rank).copied().unwrap_or(0)
    }

    /// How many of them bear no date.
    pub(super) fn undated(&self, rank: usize) -> usize {
        self.undated.get(rank).copied().unwrap_or(0)
    }

    /// Number of documents.
    #[must_use]
    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// Whether there is no document.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }
}

/// The rank of a document, [`NO_RANK`] when its level is unknown.
pub(super) fn rank_of(document: &DocumentMeta) -> usize {
    document.level.standing().map_or(NO_RANK, usize::from)
}

/// A name as it is compared: letters only.
pub(super) fn name_key(name: &str) -> String {
    Letters::of_text(name).chars().iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_read_once_while_there_is_room() {
        let catalogue = Catalogue::default();
        let read = std::cell::RefCell::new(Vec::new());
        let headings = |index: usize| {
            let known = catalogue.headings(index, || {
                read.borrow_mut().push(index);
                (index < 9).then(|| vec![vec!['甲'; index]])
            });
            known.map(|headings| headings.iter().map(Vec::len).collect::<Vec<_>>())
        };
        assert_eq!((headings(1), headings(1)), (Some(vec![1]), Some(vec![1])));
        assert_eq!((headings(9), headings(9)), (None, None));
        // There is room for one: the first is forgotten.
        assert_eq!((headings(2), headings(1)), (Some(vec![2]), Some(vec![1])));
        assert_eq!(*read.borrow(), [1, 9, 9, 2, 1]);
    }
}

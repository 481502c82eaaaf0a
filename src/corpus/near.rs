//! Words that stand near each other, in any order. The index has a query for this, but what it counts depends on which
//! word is the rarer one in a segment, and so on how the documents came to lie together; here only the document counts.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings as _, SegmentPostings};
use tantivy::query::{Bm25Weight, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, Term};

/// Finds documents in which all terms stand near each other; the more often, the better.
#[derive(Debug, Clone)]
pub(super) struct Near {
    terms: Vec<Term>,
    within: u32,
}

impl Near {
    /// These terms of one field, at least two, with at most `between` other words between the first and the last.
    pub(super) fn new(terms: Vec<Term>, between: u32) -> Self {
        let joints = u32::try_from(terms.len()).unwrap_or(u32::MAX).saturating_sub(1);
        Self { terms, within: between.saturating_add(joints) }
    }
}

impl Query for Near {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let similarity = match scoring {
            EnableScoring::Enabled { statistics_provider, .. } => {
                Some(Bm25Weight::for_terms(statistics_provider, &self.terms)?)
            }
            EnableScoring::Disabled { .. } => None,
        };
        Ok(Box::new(NearWeight { near: self.clone(), similarity }))
    }
}

struct NearWeight {
    near: Near,
    /// `None` where nobody asks for scores.
    similarity: Option<Bm25Weight>,
}

impl Weight for NearWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut postings = Vec::with_capacity(self.near.terms.len());
        let mut lengths = FieldNormReader::constant(reader.max_doc(), 1);
        for term in &self.near.terms {
            let found =
                reader.inverted_index(term.field())?.read_postings(term, IndexRecordOption::WithFreqsAndPositions)?;
            postings.extend(found);
            if let Some(read) = reader.fieldnorms_readers().get_field(term.field())? {
                lengths = read;
            }
        }
        if postings.len() < self.near.terms.len() {
            postings.clear();
        }
        // The rarest leads: the others are only looked up where it stands.
        postings.sort_by_key(SegmentPostings::doc_freq);
        let mut scorer = NearScorer {
            places: vec![Vec::new(); postings.len()],
            postings,
            within: self.near.within,
            similarity: self.similarity.as_ref().map(|similarity| similarity.boost_by(boost)),
            lengths,
            doc: TERMINATED,
            count: 0,
        };
        scorer.go_to(0);
        Ok(Box::new(scorer))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        let here = scorer.doc() == doc || (scorer.doc() < doc && scorer.seek(doc) == doc);
        Ok(Explanation::new("words near each other", if here { scorer.score() } else { 0.0 }))
    }
}

/// The documents of a segment in which the terms stand near each other.
struct NearScorer {
    postings: Vec<SegmentPostings>,
    /// Where each term stands in the document at hand.
    places: Vec<Vec<u32>>,
    within: u32,
    similarity: Option<Bm25Weight>,
    lengths: FieldNormReader,
    doc: DocId,
    /// How often they stand near each other in it.
    count: u32,
}

impl NearScorer {
    /// Goes to the first document from `target` on.
    fn go_to(&mut self, mut target: DocId) -> DocId {
        self.doc = TERMINATED;
        if self.postings.is_empty() {
            return self.doc;
        }
        while target < TERMINATED {
            match self.meeting_from(target) {
                Ok(()) => {
                    for (postings, places) in self.postings.iter_mut().zip(&mut self.places) {
                        postings.positions(places);
                    }
                    self.count = meetings(&self.places, self.within);
                    if self.count > 0 {
                        self.doc = target;
                        break;
                    }
                    target += 1;
                }
                Err(later) => target = later,
            }
        }
        self.doc
    }

    /// Whether `target` has all terms; else a later document before which none has.
    fn meeting_from(&mut self, target: DocId) -> Result<(), DocId> {
        for postings in &mut self.postings {
            if postings.doc() < target {
                postings.seek(target);
            }
            if postings.doc() > target {
                return Err(postings.doc());
            }
        }
        Ok(())
    }
}

impl DocSet for NearScorer {
    fn advance(&mut self) -> DocId {
        self.go_to(self.doc.saturating_add(1))
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target { self.doc } else { self.go_to(target) }
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.postings.first().map_or(0, SegmentPostings::doc_freq)
    }
}

impl Scorer for NearScorer {
    fn score(&mut self) -> Score {
        let length = if self.doc == TERMINATED { 0 } else { self.lengths.fieldnorm_id(self.doc) };
        self.similarity.as_ref().map_or(0.0, |similarity| similarity.score(length, self.count))
    }
}

/// How often one place of each list lies with one of every other in a run of `within` joints, no place counted twice.
/// Whatever order the lists are given in.
fn meetings(places: &[Vec<u32>], within: u32) -> u32 {
    let mut rests: Vec<&[u32]> = places.iter().map(Vec::as_slice).collect();
    let mut count = 0;
    loop {
        let Some(heads) = rests.iter().map(|rest| rest.first().copied()).collect::<Option<Vec<u32>>>() else {
            return count;
        };
        let (Some(&first), Some(&last)) = (heads.iter().min(), heads.iter().max()) else { return count };
        let near = last - first <= within;
        count += u32::from(near);
        // Everything up to the last is used up; or else what stands first is too far from the last.
        let used = if near { last } else { first };
        for rest in &mut rests {
            *rest = rest.get(rest.partition_point(|&place| place <= used)..).unwrap_or_default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_meet_whatever_comes_first() {
        for (places, wanted) in [
            (&[&[1, 20][..], &[2, 21]][..], 2),
            (&[&[1], &[1]], 1),
            (&[&[1], &[10]], 1),
            (&[&[1], &[11]], 0),
            (&[&[1, 9], &[10, 30]], 1),
            (&[&[5], &[1, 2, 3]], 1),
            (&[&[1, 50], &[3, 52], &[2, 90]], 1),
            (&[&[1], &[]], 0),
        ] {
            let mut lists: Vec<Vec<u32>> = places.iter().map(|list| list.to_vec()).collect();
            assert_eq!(meetings(&lists, 9), wanted, "{places:?}");
            lists.reverse();
            assert_eq!(meetings(&lists, 9), wanted, "{places:?}");
        }
    }
}

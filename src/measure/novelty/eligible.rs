//! Which documents count against a draft: higher ones and the same body's own earlier ones, dated before the draft;
//! or exactly those the caller names. Asked for one document at a time; only level and date of all are passed over once, to
//! tell the better source.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use super::basis;
use super::catalogue::{Catalogue, Facts, NO_RANK, name_key, rank_of, unplaced};
use crate::document::{Area, DraftFacts, PartialDate};
use crate::reuse;
use crate::store::DocumentMeta;
use crate::text::Analysis;

/// What the caller wants compared.
#[derive(Debug, Clone, Default)]
pub struct Against {
    /// Exactly these ids, when given; the rule is then skipped.
    pub only: Option<BTreeSet<String>>,
    /// SHA-256 of the draft's text, in hexadecimal: a document with the same text is the draft itself and does not count,
    /// unless it is of a higher body or named.
    pub text_sha256: Option<String>,
}

/// What a document that counts is to a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// 上位文件: of a higher body.
    Higher,
    /// 本机关此前文件: of the draft's own issuer and not of a higher level.
    Own,
    /// 其他地区文件: of a place whose government is none of those above the issuer, whatever its level.
    Elsewhere,
}

/// A document that counts, and how the draft stands to it.
#[derive(Debug, Clone, Copy)]
pub struct Counted<'a> {
    /// The document.
    pub document: &'a Arc<DocumentMeta>,
    /// The draft cites its title or number.
    pub cited: bool,
    /// It is a newer version of a title that the draft cites: dated after the draft, yet counted.
    pub newer_version: bool,
    /// What it is to the draft.
    pub relation: Relation,
}

/// The documents that count.
#[derive(Debug, Clone)]
pub struct Eligibility<'a> {
    catalogue: &'a Catalogue,
    /// Rank of the draft; `None` when its level is unknown.
    rank: Option<u8>,
    date: Option<PartialDate>,
    /// Number of the draft's issuer.
    issuer: Option<u32>,
    /// The draft itself, by id or as the same text of a body that is not higher.
    itself: BTreeSet<usize>,
    /// The documents that the draft cites, and where it does so first.
    cited: BTreeMap<usize, usize>,
    /// Area of the draft's issuer.
    area: Option<Area>,
    own: &'a [usize],
    only: Option<BTreeSet<usize>>,
    /// Of every document, see [`Eligibility::standings`]; made when first asked for.
    standings: OnceLock<Vec<u32>>,
    warnings: Vec<(&'static str, String)>,
}

/// No place in the order of preference: the document does not count.
const NOT_COUNTED: u32 = u32::MAX;

impl<'a> Eligibility<'a> {
    /// Prepares the rule of the house for a draft.
    #[must_use]
    pub fn of(analysis: &Analysis, facts: &DraftFacts, catalogue: &'a Catalogue, against: &Against) -> Self {
        let issuer = facts.issuer.as_deref().map(name_key).filter(|k| !k.is_empty());
        let mut eligibility = Self {
            catalogue,
            rank: facts.level.standing(),
            date: facts.date,
            issuer: issuer.as_deref().and_then(|key| catalogue.issuer_number(key)),
            itself: BTreeSet::new(),
            cited: basis::cited(analysis, catalogue),
            area: area(analysis, facts),
            own: issuer.as_deref().map_or(&[], |key| catalogue.issued_by(key)),
            only: against.only.as_ref().map(|ids| ids.iter().filter_map(|id| catalogue.index_of_id(id)).collect()),
            standings: OnceLock::new(),
            warnings: Vec::new(),
        };
        eligibility.itself.extend(facts.id.as_deref().and_then(|id| catalogue.index_of_id(id)));
        if let (None, Some(sha256)) = (&against.only, &against.text_sha256) {
            // The same text in a higher body's name is a copy of it; in any other it is the draft itself.
            let same = catalogue.with_text(sha256).iter().copied();
            let not_higher = |&at: &usize| !catalogue.at(at).is_some_and(|d| eligibility.is_higher_by_rank(d));
            let same: Vec<usize> = same.filter(not_higher).collect();
            eligibility.itself.extend(same);
        }
        eligibility.warn(facts, against);
        if against.only.is_none() {
            eligibility.warnings.extend(basis::missing(analysis, catalogue));
        }
        eligibility
    }

    /// Whether the draft's level is known and the document's is above it.
    fn is_higher_by_rank(&self, document: &DocumentMeta) -> bool {
        matches!((self.rank, document.level.standing()), (Some(draft), Some(other)) if other < draft)
    }

    /// The rule: higher or own, and before the draft; a newer version of a cited title counts as that title.
    fn judge(&self, index: usize) -> Option<Counted<'a>> {
        let newer_version = self.rule(index)?;
        let document = self.catalogue.at(index)?;
        Some(Counted {
            document,
            cited: self.cited.contains_key(&index),
            newer_version,
            relation: self.relation(index, document),
        })
    }

    /// Whether a document is of the draft's issuer. Collections name one issuer for all that is issued in a province: what
    /// speaks for another place, or for one inside the draft's, is of another body.
    fn is_own(&self, index: usize) -> bool {
        self.catalogue.is_issued_by(index, self.issuer)
            && match (&self.area, self.catalogue.area(index)) {
                (Some(own), Some(other)) => !own.is_apart_from(other) && !other.is_inside(own),
                _ => true,
            }
    }

    fn relation(&self, index: usize, document: &DocumentMeta) -> Relation {
        if self.is_own(index) && !self.is_higher_by_rank(document) {
            return Relation::Own;
        }
        match (&self.area, self.catalogue.area(index)) {
            (Some(own), Some(other)) if own.is_apart_from(other) => Relation::Elsewhere,
            _ => Relation::Higher,
        }
    }

    /// Whether a document counts, and if so, whether as a newer version of a cited title.
    fn rule(&self, index: usize) -> Option<bool> {
        let (rank, date) = self.catalogue.facts(index)?;
        let higher = self.rank.is_none_or(|draft| rank.is_some_and(|other| other < draft));
        if let Some(only) = &self.only {
            return (only.contains(&index) && !self.itself.contains(&index)).then_some(false);
        }
        if !higher && !self.is_own(index) {
            return None;
        }
        let before = match (date, self.date) {
            (Some(document), Some(draft)) => document.before(draft),
            _ => true,
        };
        let newer_version = !before && higher && self.cited.contains_key(&index);
        ((before || newer_version) && !self.itself.contains(&index)).then_some(newer_version)
    }

    /// Place of every document in the order of preference as a source, [`NOT_COUNTED`] for one that does not count. What
    /// shares something with a draft comes from all over the corpus: the plain part of the rule passes over level and date
    /// of all at once, and only the few to which more of it applies are judged one by one.
    fn standings(&self) -> Vec<u32> {
        let not_cited = u32::try_from(self.catalogue.len()).unwrap_or(u32::MAX);
        if let Some(only) = &self.only {
            let mut standings = vec![NOT_COUNTED; self.catalogue.len()];
            only.iter().for_each(|&index| self.judge_again(index, &mut standings));
            return standings;
        }
        // Without a level every document is higher, without a date every one is before.
        let plain = |((rank, date), place): (Facts, u32)| {
            let higher = self.rank.is_none_or(|draft| rank.is_some_and(|other| other < draft));
            let before = match (date, self.date) {
                (Some(document), Some(draft)) => document.before(draft),
                _ => true,
            };
            if higher && before { place.saturating_add(not_cited) } else { NOT_COUNTED }
        };
        let mut standings: Vec<u32> = self.catalogue.preferences().map(plain).collect();
        let special = self.own.iter().chain(self.cited.keys()).chain(&self.itself);
        special.for_each(|&index| self.judge_again(index, &mut standings));
        standings
    }

    /// Puts the standing of one document by the whole rule in its place.
    fn judge_again(&self, index: usize, standings: &mut [u32]) {
        let all = u32::try_from(self.catalogue.len()).unwrap_or(u32::MAX);
        let place = self.catalogue.standing(index);
        let standing = if self.cited.contains_key(&index) { place } else { place.saturating_add(all) };
        if let Some(known) = standings.get_mut(index) {
            *known = self.rule(index).map_or(NOT_COUNTED, |_| standing.min(NOT_COUNTED - 1));
        }
    }

    /// Whether the caller named the documents.
    #[must_use]
    pub fn is_named(&self) -> bool {
        self.only.is_some()
    }

    /// A document that counts, by sequence number.
    #[must_use]
    pub fn get(&self, sequence: u64) -> Option<Counted<'a>> {
        self.judge(self.catalogue.index_of(sequence)?)
    }

    /// A document that counts, by id.
    #[must_use]
    pub fn by_id(&self, id: &str) -> Option<Counted<'a>> {
        self.judge(self.catalogue.index_of_id(id)?)
    }

    /// The documents that count and that the draft cites, in order of sequence number, and where it does so first.
    pub fn cited(&self) -> impl Iterator<Item = (Counted<'a>, usize)> + '_ {
        self.cited.iter().filter_map(|(&index, &place)| Some((self.judge(index)?, place)))
    }

    /// The documents that count and bear this title but for the place in front of it.
    pub(super) fn alike<'b>(&'b self, title: &str) -> impl Iterator<Item = Counted<'a>> + 'b {
        let found = unplaced(title).map_or(&[][..], |title| self.catalogue.unplaced(&title));
        found.iter().filter_map(|&index| self.judge(index))
    }

    /// Whether no document counts.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let all = 0..self.catalogue.len();
        match (&self.only, self.rank) {
            (Some(only), _) => !only.iter().any(|&index| self.judge(index).is_some()),
            // Nothing stands above the centre: only its own documents are looked at.
            (None, Some(0)) => !self.own.iter().any(|&index| self.judge(index).is_some()),
            (None, _) => !all.into_iter().any(|index| self.judge(index).is_some()),
        }
    }

    /// What the reader should know of the choice, as (code, message).
    pub(super) fn warnings(&self) -> impl Iterator<Item = (&'static str, String)> + '_ {
        self.warnings.iter().cloned()
    }

    fn warn(&mut self, facts: &DraftFacts, against: &Against) {
        if let Some(only) = &against.only {
            let missing: Vec<&str> =
                only.iter().map(String::as_str).filter(|id| self.by_id(id).is_none()).take(5).collect();
            if !missing.is_empty() {
                let text = format!("指定比对的文件不在文件库中，或即为送审稿本身：{}", missing.join("、"));
                self.warnings.push(("against_not_found", text));
            }
            return;
        }
        if self.rank.is_none() {
            let text = "送审稿层级未知，已与所有在前文件比对；请填写层级".to_owned();
            self.warnings.push(("draft_level_unknown", text));
        }
        if facts.date.is_none() {
            let text = "送审稿未注明日期，未按日期排除晚于本稿的文件；请填写成文日期".to_owned();
            self.warnings.push(("draft_date_unknown", text));
        }
        let undated = self.undated();
        if undated > 0 {
            self.warnings.push(("undated_documents", format!("{undated}份无日期的文件参与了比对")));
        }
        let level_unknown = self.level_unknown();
        if level_unknown > 0 {
            let text = format!("{level_unknown}份层级未知的文件未参与比对；请在文件库中补充层级");
            self.warnings.push(("document_level_unknown", text));
        }
    }

    /// Documents that are judged one by one: the draft's own issuer's and the draft itself.
    fn single(&self) -> BTreeSet<usize> {
        self.own.iter().chain(&self.itself).copied().collect()
    }

    /// How many undated documents count.
    fn undated(&self) -> usize {
        let ranks = 0..self.rank.map_or(NO_RANK + 1, usize::from);
        let all: usize = ranks.clone().map(|rank| self.catalogue.undated(rank)).sum();
        let single = self.single();
        let undated = |&&index: &&usize| self.catalogue.at(index).is_some_and(|d| d.date.is_none());
        let in_ranks = |&&index: &&usize| self.catalogue.at(index).is_some_and(|d| ranks.contains(&rank_of(d)));
        let summed = single.iter().filter(undated).filter(in_ranks).count();
        let counted = single.iter().filter(undated).filter(|&&index| self.judge(index).is_some()).count();
        all.saturating_sub(summed) + counted
    }

    /// How many documents do not count because their level is unknown.
    fn level_unknown(&self) -> usize {
        if self.rank.is_none() {
            return 0;
        }
        let single = self.single();
        let unknown = |&&index: &&usize| self.catalogue.at(index).is_some_and(|d| rank_of(d) == NO_RANK);
        self.catalogue.of_rank(NO_RANK).saturating_sub(single.iter().filter(unknown).count())
    }
}

impl reuse::Library for Eligibility<'_> {
    /// The cited first, then the higher, then the earlier, then by id.
    fn standing(&self, sequence: u64) -> Option<u32> {
        let index = self.catalogue.index_of(sequence)?;
        let standing = *self.standings.get_or_init(|| self.standings()).get(index)?;
        (standing != NOT_COUNTED).then_some(standing)
    }

    fn common(&self) -> usize {
        if self.is_named() { usize::MAX } else { reuse::query::COMMON }
    }
}

/// The area that a draft speaks for.
fn area(analysis: &Analysis, facts: &DraftFacts) -> Option<Area> {
    let title = facts.title.as_deref().or_else(|| Some(analysis.folded(analysis.structure.title?)));
    Area::of_document(facts.level, facts.issuer.as_deref(), title.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::DocumentTable;
    use crate::document::{Kind, Level, PartialDate};

    fn document(seq: u64, level: Level, date: &str, title: &str) -> DocumentMeta {
        DocumentMeta {
            seq,
            id: format!("d{seq}"),
            title: title.to_owned(),
            issuer: Some(if level == Level::City { "示例市人民政府" } else { "上级" }.to_owned()),
            level,
            date: PartialDate::parse(date).unwrap(),
            kind: Kind::Notice,
            kind_original: None,
            docno: None,
            text_sha256: String::new(),
            imported_at: String::new(),
        }
    }

    fn counted(text: &str, level: Level, date: &str, against: &Against) -> (Vec<u64>, Vec<&'static str>) {
        let documents = vec![
            document(1, Level::Central, "2024-01-01", "关于防汛的意见"),
            document(2, Level::Department, "2025-09", "关于抗旱的通知"),
            document(3, Level::Province, "2026-08-01", "防汛条例"),
            document(4, Level::City, "2025-01-01", "去年的通知"),
            document(5, Level::County, "2025-01-01", "县里的通知"),
            document(6, Level::Province, "", "无日期的通知"),
            document(7, Level::Unknown, "2020", "不知层级"),
        ];
        let catalogue = Catalogue::new(&DocumentTable::new(documents));
        let facts = DraftFacts {
            issuer: Some("示例市人民政府".to_owned()),
            level,
            date: PartialDate::parse(date).unwrap(),
            ..DraftFacts::default()
        };
        let eligible = Eligibility::of(&Analysis::new(text, None), &facts, &catalogue, against);
        let found: Vec<u64> = (1..=7).filter(|&s| eligible.get(s).is_some()).collect();
        assert_eq!(eligible.is_empty(), found.is_empty());
        // Judged all at once they are the same.
        let standing: Vec<u64> = (1..=8).filter(|&s| reuse::Library::standing(&eligible, s).is_some()).collect();
        assert_eq!(standing, found);
        (found, eligible.warnings().map(|(code, _)| code).collect())
    }

    #[test]
    fn the_rule_of_the_house() {
        let rule = Against::default();
        let (found, warnings) = counted("通知如下。", Level::City, "2026-05-01", &rule);
        assert_eq!(found, [1, 2, 4, 6]);
        assert_eq!(warnings, ["undated_documents", "document_level_unknown"]);
        let (found, _) = counted("根据《防汛条例》，通知如下。", Level::City, "2026-05-01", &rule);
        assert_eq!(found, [1, 2, 3, 4, 6], "a newer version of a cited title counts");
        let (found, warnings) = counted("通知如下。", Level::Unknown, "", &rule);
        assert_eq!(found, [1, 2, 3, 4, 5, 6, 7]);
        assert!(warnings.contains(&"draft_level_unknown") && warnings.contains(&"draft_date_unknown"));
    }

    #[test]
    fn a_ministry_is_held_against_the_centre() {
        let (found, _) = counted("通知如下。", Level::Department, "2026-05-01", &Against::default());
        assert_eq!(found, [1, 4]);
        let (found, _) = counted("通知如下。", Level::Central, "2026-05-01", &Against::default());
        assert_eq!(found, [4]);
    }

    #[test]
    fn numbers_are_cited_whatever_stands_before_them() {
        let mut higher = document(1, Level::Central, "2024-01-01", "关于防汛的意见");
        higher.docno = Some("国发〔2024〕3号".to_owned());
        let catalogue = Catalogue::new(&DocumentTable::new(vec![higher]));
        let facts = DraftFacts { level: Level::City, ..DraftFacts::default() };
        for (text, cites) in [
            ("根据国发〔2024〕3号要求，通知如下。", true),
            ("按照《关于防汛的安排》（国发〔2024〕3号），通知如下。", true),
            ("根据国发〔2024〕13号要求，通知如下。", false),
        ] {
            let eligible = Eligibility::of(&Analysis::new(text, None), &facts, &catalogue, &Against::default());
            assert_eq!(eligible.cited().count(), usize::from(cites), "{text}");
        }
    }

    #[test]
    fn a_basis_that_the_corpus_lacks_is_told() {
        for (text, told) in [
            ("根据《示例省防洪条例》，通知如下。", true),
            ("为贯彻落实省政府《关于加强示例工作的意见》（示政发〔2026〕3号），通知如下。", true),
            ("根据《防汛条例》，通知如下。", false),
            ("各县要报送《示例情况统计表》。", false),
        ] {
            let (_, warnings) = counted(text, Level::City, "2026-05-01", &Against::default());
            assert_eq!(warnings.contains(&"cited_not_in_corpus"), told, "{text}");
        }
    }

    #[test]
    fn documents_of_other_places_are_no_higher_ones() {
        let other = |seq, level, issuer: &str| {
            let mut document = document(seq, level, "2024-01-01", "关于养老的意见");
            document.issuer = Some(issuer.to_owned());
            document
        };
        let documents = vec![
            other(1, Level::Province, "江苏省人民政府"),
            other(2, Level::Province, "重庆市人民政府"),
            other(3, Level::City, "南京市人民政府"),
            other(4, Level::Central, "国务院"),
        ];
        let catalogue = Catalogue::new(&DocumentTable::new(documents));
        let issuer = Some("南京市人民政府".to_owned());
        let facts = DraftFacts { issuer, level: Level::City, ..DraftFacts::default() };
        let eligible = Eligibility::of(&Analysis::new("通知。", None), &facts, &catalogue, &Against::default());
        let found: Vec<_> = (1..=4).filter_map(|seq| eligible.get(seq)).map(|c| c.relation).collect();
        assert_eq!(found, [Relation::Higher, Relation::Elsewhere, Relation::Own, Relation::Higher]);
    }

    #[test]
    fn what_a_collection_puts_under_one_issuer_is_told_apart_by_place() {
        let other = |seq, level, title: &str| {
            let mut document = document(seq, level, "2020-01-01", title);
            document.issuer = Some("山东人大（地方性法规）".to_owned());
            document
        };
        let documents = vec![
            other(1, Level::City, "潍坊市养老服务条例"),
            other(2, Level::City, "济南市养老服务办法"),
            other(3, Level::Province, "山东省养老服务条例"),
            other(4, Level::County, "寿光市养老服务办法"),
        ];
        let catalogue = Catalogue::new(&DocumentTable::new(documents));
        let issuer = Some("山东人大（地方性法规）".to_owned());
        let title = Some("潍坊市文物保护条例".to_owned());
        let facts = DraftFacts { issuer, title, level: Level::City, ..DraftFacts::default() };
        let eligible = Eligibility::of(&Analysis::new("条例。", None), &facts, &catalogue, &Against::default());
        let found: Vec<_> = (1..=4).map(|seq| eligible.get(seq).map(|c| c.relation)).collect();
        assert_eq!(found, [Some(Relation::Own), None, Some(Relation::Higher), None]);
    }

    #[test]
    fn named_documents_skip_the_rule() {
        let only = Some(["d3", "d5", "nix"].map(str::to_owned).into());
        let (found, warnings) = counted("通知。", Level::City, "2026-05-01", &Against { only, ..Against::default() });
        assert_eq!(found, [3, 5]);
        assert_eq!(warnings, ["against_not_found"]);
    }
}

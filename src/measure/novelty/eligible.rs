//! Which documents count against a draft: higher ones and the same body's own earlier ones, dated before the draft;
//! or exactly those the caller names.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::titles;
use crate::corpus::DocumentTable;
use crate::document::DraftFacts;
use crate::store::DocumentMeta;
use crate::text::{Analysis, Letters};

/// The documents of the corpus with their names prepared for comparison; made once per generation.
#[derive(Debug, Default)]
pub struct Catalogue {
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    document: Arc<DocumentMeta>,
    names: Vec<String>,
    issuer: String,
    number: String,
}

impl Catalogue {
    /// Prepares the names of all documents of a table.
    #[must_use]
    pub fn new(table: &DocumentTable) -> Self {
        let row = |document: &Arc<DocumentMeta>| Row {
            names: titles::names(&document.title),
            issuer: document.issuer.as_deref().map(name_key).unwrap_or_default(),
            number: document.docno.as_deref().map(name_key).unwrap_or_default(),
            document: Arc::clone(document),
        };
        Self { rows: table.iter().filter_map(|d| table.by_seq(d.seq)).map(row).collect() }
    }

    /// A document by sequence number.
    #[must_use]
    pub fn get(&self, sequence: u64) -> Option<&Arc<DocumentMeta>> {
        let at = self.rows.binary_search_by_key(&sequence, |r| r.document.seq).ok()?;
        self.rows.get(at).map(|r| &r.document)
    }

    /// Sequence number of the document with an id.
    #[must_use]
    pub fn sequence_of(&self, id: &str) -> Option<u64> {
        self.rows.iter().find(|r| r.document.id == id).map(|r| r.document.seq)
    }

    /// Number of documents.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no document.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// What the caller wants compared.
#[derive(Debug, Clone, Default)]
pub struct Against {
    /// Exactly these ids, when given; the rule is then skipped.
    pub only: Option<BTreeSet<String>>,
    /// SHA-256 of the draft's text, in hexadecimal: a document with the same text is the draft itself and does not count,
    /// unless it is of a higher body or named.
    pub text_sha256: Option<String>,
}

/// A document that counts, and how the draft stands to it.
#[derive(Debug, Clone)]
pub struct Counted {
    /// The document.
    pub document: Arc<DocumentMeta>,
    /// The draft cites its title or number.
    pub cited: bool,
    /// It is a newer version of a title that the draft cites: dated after the draft, yet counted.
    pub newer_version: bool,
    /// It is of the draft's own issuer.
    pub own: bool,
}

/// The documents that count.
#[derive(Debug, Clone, Default)]
pub struct Eligibility {
    counted: BTreeMap<u64, Counted>,
    named: bool,
    warnings: Vec<(&'static str, String)>,
}

impl Eligibility {
    /// Applies the rule of the house to every document.
    #[must_use]
    pub fn of(analysis: &Analysis, facts: &DraftFacts, catalogue: &Catalogue, against: &Against) -> Self {
        let cites = Citations::of(analysis);
        let issuer = facts.issuer.as_deref().map(name_key).filter(|k| !k.is_empty());
        let mut eligibility = Self { named: against.only.is_some(), ..Self::default() };
        let mut skipped = Skipped::default();
        for row in &catalogue.rows {
            let document = &row.document;
            // The same text in a higher body's name is a copy of it; in any other it is the draft itself.
            let higher = matches!((facts.level.rank(), document.level.rank()), (Some(d), Some(o)) if o < d);
            let same_text = against.text_sha256.as_deref() == Some(document.text_sha256.as_str());
            if (same_text && !higher && against.only.is_none()) || facts.id.as_deref() == Some(document.id.as_str()) {
                continue;
            }
            let cited = cites.cite(row);
            let own = issuer.as_ref().is_some_and(|i| *i == row.issuer);
            let mut counted = Counted { document: Arc::clone(document), cited, newer_version: false, own };
            let counts = match &against.only {
                Some(only) => only.contains(&document.id),
                None => counts(facts, &mut counted, &mut skipped),
            };
            if counts {
                eligibility.counted.insert(document.seq, counted);
            }
        }
        eligibility.warn(facts, against, &skipped);
        eligibility
    }

    /// Whether a document counts.
    #[must_use]
    pub fn admits(&self, sequence: u64) -> bool {
        self.counted.contains_key(&sequence)
    }

    /// Whether the caller named the documents.
    #[must_use]
    pub fn is_named(&self) -> bool {
        self.named
    }

    /// A document that counts.
    #[must_use]
    pub fn get(&self, sequence: u64) -> Option<&Counted> {
        self.counted.get(&sequence)
    }

    /// All documents that count, in order of sequence number.
    pub fn all(&self) -> impl Iterator<Item = (u64, &Counted)> {
        self.counted.iter().map(|(&s, c)| (s, c))
    }

    /// What the reader should know of the choice, as (code, message).
    pub(super) fn warnings(&self) -> impl Iterator<Item = (&'static str, String)> + '_ {
        self.warnings.iter().cloned()
    }

    fn warn(&mut self, facts: &DraftFacts, against: &Against, skipped: &Skipped) {
        if let Some(only) = &against.only {
            let known: BTreeSet<&str> = self.counted.values().map(|c| c.document.id.as_str()).collect();
            let missing: Vec<&str> = only.iter().map(String::as_str).filter(|id| !known.contains(id)).take(5).collect();
            if !missing.is_empty() {
                let text = format!("指定比对的文件不在文件库中，或即为送审稿本身：{}", missing.join("、"));
                self.warnings.push(("against_not_found", text));
            }
            return;
        }
        if facts.level.rank().is_none() {
            let text = "送审稿层级未知，已与所有在前文件比对；请指定层级（level）".to_owned();
            self.warnings.push(("draft_level_unknown", text));
        }
        if facts.date.is_none() {
            let text = "送审稿未注明日期，未按日期排除晚于本稿的文件；请指定日期（date）".to_owned();
            self.warnings.push(("draft_date_unknown", text));
        }
        let undated = self.counted.values().filter(|c| c.document.date.is_none()).count();
        if undated > 0 {
            self.warnings.push(("undated_documents", format!("{undated}份无日期的文件参与了比对")));
        }
        if skipped.level_unknown > 0 {
            let text = format!("{}份层级未知的文件未参与比对；请在文件库中补充层级", skipped.level_unknown);
            self.warnings.push(("document_level_unknown", text));
        }
    }
}

#[derive(Debug, Default)]
struct Skipped {
    level_unknown: usize,
}

/// The rule: higher or own, and before the draft; a newer version of a cited title counts as that title.
fn counts(facts: &DraftFacts, counted: &mut Counted, skipped: &mut Skipped) -> bool {
    let document = &counted.document;
    let higher = match (facts.level.rank(), document.level.rank()) {
        (None, _) => true,
        (Some(draft), Some(other)) => other < draft,
        (Some(_), None) => {
            if !counted.own {
                skipped.level_unknown += 1;
            }
            false
        }
    };
    if !higher && !counted.own {
        return false;
    }
    let before = match (document.date, facts.date) {
        (Some(document), Some(draft)) => document.before(draft),
        _ => true,
    };
    if !before && counted.cited && higher {
        counted.newer_version = true;
    }
    before || counted.newer_version
}

/// The titles and numbers a draft cites.
struct Citations {
    names: Vec<String>,
    numbers: BTreeSet<String>,
}

impl Citations {
    fn of(analysis: &Analysis) -> Self {
        let marks = &analysis.marks;
        let mut names: Vec<String> =
            marks.citations.iter().flat_map(|c| titles::names(analysis.folded(c.title))).collect();
        names.sort_unstable();
        names.dedup();
        let numbers = marks.numbers.iter().map(|&n| name_key(analysis.folded(n))).collect();
        Self { names, numbers }
    }

    fn cite(&self, row: &Row) -> bool {
        self.numbers.contains(&row.number) || titles::share(&row.names, &self.names)
    }
}

/// A name as it is compared: letters only.
fn name_key(name: &str) -> String {
    Letters::of_text(name).chars().iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
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
        (eligible.all().map(|(s, _)| s).collect(), eligible.warnings().map(|(code, _)| code).collect())
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
    fn named_documents_skip_the_rule() {
        let only = Some(["d3", "d5", "nix"].map(str::to_owned).into());
        let (found, warnings) = counted("通知。", Level::City, "2026-05-01", &Against { only, ..Against::default() });
        assert_eq!(found, [3, 5]);
        assert_eq!(warnings, ["against_not_found"]);
    }
}

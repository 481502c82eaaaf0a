//! 主题词: the words of a title that say what a document is about, kept in a column of the index, by which hits are
//! filtered and counted.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use tantivy::columnar::StrColumn;
use tantivy::{DocAddress, Searcher};

use super::tokens;
use crate::text::segment;

/// Name of the column.
pub(super) const COLUMN: &str = "topics";
/// Most words of one title.
const MOST: usize = 8;
/// Nouns of titles that say what a document is or who issues it, or that stand in titles on everything.
const EVERYWHERE: [&str; 41] = [
    "办法",
    "规定",
    "规则",
    "细则",
    "条例",
    "制度",
    "方案",
    "规划",
    "计划",
    "纲要",
    "要点",
    "意见",
    "通知",
    "报告",
    "决定",
    "批复",
    "工作",
    "问题",
    "事项",
    "情况",
    "措施",
    "政策",
    "部门",
    "单位",
    "地区",
    "人民政府",
    "办公厅",
    "办公室",
    "委员会",
    "人民代表大会",
    "管理",
    "建设",
    "发展",
    "实施",
    "实施办法",
    "政府",
    "省政府",
    "市政府",
    "国务院",
    "国家",
    "示例",
];

/// The words of a title that name its matter, in order, each once.
pub(super) fn of(title: &str) -> Vec<String> {
    let folded = tokens::folded(title);
    let mut words: Vec<String> = Vec::new();
    for word in segment::nouns(&folded).map(tokens::term_of) {
        if word.chars().nth(1).is_some() && !stands_everywhere(&word) && !words.contains(&word) {
            words.push(word);
        }
    }
    words.truncate(MOST);
    words
}

/// Whether a word of a title says nothing of its matter.
pub(super) fn stands_everywhere(word: &str) -> bool {
    EVERYWHERE.contains(&word)
}

/// The words of the documents of one state of the index.
pub(super) struct Topics {
    /// Of each segment; `None` where no document has any.
    columns: Vec<Option<StrColumn>>,
    /// Numbers of the words asked for, by segment; none asked for when empty.
    asked: Vec<Vec<u64>>,
}

impl Topics {
    /// Opens the columns and looks up the words asked for.
    pub(super) fn of(searcher: &Searcher, asked: &[String]) -> tantivy::Result<Self> {
        let mut topics = Self { columns: Vec::new(), asked: Vec::new() };
        for reader in searcher.segment_readers() {
            let column = reader.fast_fields().str(COLUMN)?;
            if !asked.is_empty() {
                let mut numbers = Vec::new();
                for word in asked.iter().map(|word| tokens::term_of(&tokens::folded(word.trim()))) {
                    let number = column.as_ref().map(|c| c.dictionary().term_ord(word.as_bytes())).transpose()?;
                    numbers.extend(number.flatten());
                }
                topics.asked.push(numbers);
            }
            topics.columns.push(column);
        }
        Ok(topics)
    }

    /// Numbers of the words of a document, within its segment.
    pub(super) fn words(&self, place: DocAddress) -> impl Iterator<Item = u64> + '_ {
        let column = self.columns.get(place.segment_ord as usize).and_then(Option::as_ref);
        column.into_iter().flat_map(move |column| column.term_ords(place.doc_id))
    }

    /// Whether a document has any of the words asked for.
    pub(super) fn admit(&self, place: DocAddress) -> bool {
        match self.asked.get(place.segment_ord as usize) {
            Some(asked) => self.words(place).any(|word| asked.contains(&word)),
            None => true,
        }
    }

    /// Counts of words by segment, as counts of words.
    pub(super) fn named(&self, counts: &FxHashMap<(u32, u64), u64>) -> BTreeMap<String, u64> {
        let mut named = BTreeMap::new();
        let mut sorted: Vec<(&(u32, u64), &u64)> = counts.iter().collect();
        sorted.sort_unstable();
        for (&(segment, word), count) in sorted {
            let mut name = String::new();
            let column = self.columns.get(segment as usize).and_then(Option::as_ref);
            if column.is_some_and(|column| matches!(column.ord_to_str(word, &mut name), Ok(true))) {
                *named.entry(name).or_default() += count;
            }
        }
        named
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_have_words_that_name_their_matter() {
        for (title, wanted) in [
            ("示例省人民政府关于印发《养老服务设施管理办法》的通知", &["养老", "服务设施"][..]),
            ("关于做好粮食储备工作的意见", &["粮食", "储备"]),
            ("通知", &[]),
        ] {
            let words = of(title);
            assert!(wanted.iter().all(|word| words.contains(&(*word).to_owned())), "{title}: {words:?}");
            assert!(words.iter().all(|word| !EVERYWHERE.contains(&word.as_str())), "{title}: {words:?}");
        }
    }
}

//! 主题词: the words of a title that say what a document is about, kept in a column of the index, by which hits are
//! filtered and counted.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use tantivy::columnar::StrColumn;
use tantivy::{DocAddress, Searcher};

use super::error::CorpusError;
use super::tokens;
use crate::text::segment;

/// Name of the column.
pub(super) const COLUMN: &str = "topics";
/// Most words of one title.
const MOST: usize = 8;
/// Nouns of titles that say what a document is or who issues it, or that stand in titles on everything.
const EVERYWHERE: [&str; 45] = [
    "印发",
    "转发",
    "公布",
    "发布",
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

/// The words of the documents of one state of the index. Made once a state: to look a word up in a column's dictionary
/// takes as long as to read its block, which a search with thousands of hits cannot do word by word.
pub(super) struct Topics {
    columns: Vec<Column>,
    /// All words, each under its number.
    words: Vec<String>,
    numbers: FxHashMap<String, u32>,
}

/// The words of a state, read when a search first asks for them.
#[derive(Default)]
pub(super) struct LateTopics(OnceLock<Topics>);

impl LateTopics {
    /// The words of the state whose searcher this is.
    pub(super) fn of(&self, searcher: &Searcher) -> Result<&Topics, CorpusError> {
        match self.0.get() {
            Some(topics) => Ok(topics),
            None => {
                let read = Topics::of(searcher).map_err(CorpusError::index("检索"))?;
                Ok(self.0.get_or_init(|| read))
            }
        }
    }
}

/// The words of a segment.
struct Column {
    /// Numbers within the segment; `None` where no document has a word.
    own: Option<StrColumn>,
    /// Number of each of them among all words.
    shared: Vec<u32>,
}

impl Topics {
    /// Reads the words of every segment.
    pub(super) fn of(searcher: &Searcher) -> tantivy::Result<Self> {
        let mut topics = Self { columns: Vec::new(), words: Vec::new(), numbers: FxHashMap::default() };
        for reader in searcher.segment_readers() {
            let own = reader.fast_fields().str(COLUMN)?;
            let mut shared = Vec::new();
            if let Some(column) = &own {
                let mut stream = column.dictionary().stream()?;
                while stream.advance() {
                    shared.push(topics.number(&String::from_utf8_lossy(stream.key())));
                }
            }
            topics.columns.push(Column { own, shared });
        }
        Ok(topics)
    }

    fn number(&mut self, word: &str) -> u32 {
        if let Some(&number) = self.numbers.get(word) {
            return number;
        }
        let number = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        self.words.push(word.to_owned());
        self.numbers.insert(word.to_owned(), number);
        number
    }

    /// Numbers of words asked for; those that no document has are left out.
    pub(super) fn asked(&self, words: &[String]) -> Vec<u32> {
        let known = words.iter().map(|word| self.numbers.get(&tokens::term_of(&tokens::folded(word.trim()))));
        known.flatten().copied().collect()
    }

    /// The word with a number.
    pub(super) fn word(&self, number: u32) -> &str {
        self.words.get(number as usize).map_or("", String::as_str)
    }

    /// Numbers of the words of a document.
    pub(super) fn of_document(&self, place: DocAddress) -> impl Iterator<Item = u32> + '_ {
        let column = self.columns.get(place.segment_ord as usize);
        column.into_iter().flat_map(move |column| {
            let own = column.own.iter().flat_map(move |own| own.term_ords(place.doc_id));
            own.filter_map(move |word| column.shared.get(usize::try_from(word).ok()?).copied())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_have_words_that_name_their_matter() {
        for (title, wanted) in [
            ("示例省人民政府关于印发《养老服务设施管理办法》的通知", &["服务设施"][..]),
            ("关于做好粮食储备工作的意见", &["粮食"]),
            ("通知", &[]),
        ] {
            let words = of(title);
            assert!(wanted.iter().all(|word| words.contains(&(*word).to_owned())), "{title}: {words:?}");
            assert!(words.iter().all(|word| !EVERYWHERE.contains(&word.as_str())), "{title}: {words:?}");
        }
    }
}

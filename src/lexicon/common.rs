//! Entries that are too common to say anything: a slogan of one character, or one that stands in every third sentence,
//! would mark whole drafts, and a protected formulation of that kind would hide them. They are refused before a list is
//! published; a list in force is not looked at, so that what was published once still loads.

use std::sync::LazyLock;

use crate::lexicon::check::{self, Problem};
use crate::lexicon::entry::{Entry, EntryKind, ListId};
use crate::lexicon::matcher::Matcher;
use crate::lexicon::unit::Units;
use crate::samples;
use crate::span::SourceText;
use crate::text::segment;

/// Most hits of a literal in 1,000 sentences of the sample. Of the literals that come with the program the most common one
/// has 5.6 there (and 16 in 262,171 sentences of real documents); words that no desk would list have 38 (建设), 57 (管理),
/// 76 (工作), 423 (的).
const LITERAL: usize = 30;
/// The same of a regular expression: a verb with whatever follows, the most common one that comes with the program, has
/// 43 there (and 112 in real documents, where it counts only with the model); 的, 了, 和 or 与 together have 697.
const REGEX: usize = 200;
/// Highest frequency of a literal in the segmenter's dictionary, of 60 million words: the most frequent word among the
/// slogans that come with the program has 14,972 (不断); 企业, 社会, 发展 and 我们 have 34,826 to 98,740.
const WORD: usize = 30_000;

/// What the hits are counted in: the sample documents and drafts, folded, with the number of their sentences.
static SAMPLE: LazyLock<(SourceText, usize)> = LazyLock::new(|| {
    let texts: Vec<&str> = samples::texts().collect();
    let folded = SourceText::new(&check::folded(&texts.join("\n")));
    let sentences = Units::of(folded.chars()).count();
    (folded, sentences)
});

/// Entries that are too common, with what was counted. Rows count entries from 1.
#[must_use]
pub fn problems(matcher: &Matcher) -> Vec<Problem> {
    let list = matcher.list();
    if !matches!(list.id, ListId::Slogans | ListId::Protected) {
        return Vec::new();
    }
    let (sample, sentences) = &*SAMPLE;
    let mut hits = vec![0usize; list.entries.len()];
    for hit in matcher.candidates(sample) {
        if let Some(count) = hits.get_mut(hit.entry) {
            *count += 1;
        }
    }
    let told = list.entries.iter().zip(hits).zip(1..).filter_map(|((entry, hits), row)| {
        let reason = reason(entry, hits * 1_000 / (*sentences).max(1))?;
        Some(Problem { row, column: "pattern".to_owned(), reason })
    });
    told.collect()
}

/// Why an entry with so many hits in 1,000 sentences of the sample is refused.
fn reason(entry: &Entry, hits: usize) -> Option<String> {
    let most = match entry.kind {
        EntryKind::Literal => LITERAL,
        EntryKind::Regex => REGEX,
    };
    if hits > most {
        return Some(format!(
            "过于常见：在随程序的示例文稿中每千句命中 {hits} 处，上限为 {most} 处；请写成更长的短语，或者加上例外"
        ));
    }
    if entry.kind == EntryKind::Regex {
        return None;
    }
    let literal = check::folded(&entry.pattern);
    if literal.chars().count() < 2 {
        return Some("只有一个字，几乎处处命中；请写成短语".to_owned());
    }
    let frequency = segment::frequency(&literal).filter(|&frequency| frequency > WORD)?;
    Some(format!("过于常见：是词频 {frequency} 的常用词，上限为 {WORD}；请写成更长的短语"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::{Lexicon, TermList};

    #[test]
    fn what_stands_everywhere_is_refused_with_its_row() {
        let entries = vec![
            Entry::literal("狠抓落实", ""),
            Entry::literal("的", ""),
            Entry::literal("𠮷", ""),
            Entry::literal("工作", ""),
            Entry::literal("發展", ""),
            Entry::literal("不断", ""),
            Entry::regex("[的了和与]", ""),
            Entry::regex("狠抓[^，。]{1,4}", ""),
            Entry { exceptions: vec!["[^，。]*建设[^，。]*".to_owned()], ..Entry::literal("建设", "") },
        ];
        let refused = |id| {
            let matcher = Matcher::new(TermList { id, version: 1, entries: entries.clone() }).unwrap();
            let problems = problems(&matcher);
            assert!(problems.iter().all(|p| p.column == "pattern" && p.reason.contains("请写成")), "{problems:?}");
            problems.iter().map(|p| p.row).collect::<Vec<_>>()
        };
        assert_eq!(refused(ListId::Slogans), [2, 3, 4, 5, 7]);
        assert_eq!(refused(ListId::Protected), [2, 3, 4, 5, 7]);
        assert_eq!(refused(ListId::Markers), [0; 0], "a marker may be a single sign");
    }

    #[test]
    fn the_lists_that_come_with_the_program_keep_clear_of_the_bounds() {
        let lexicon = Lexicon::shipped().unwrap();
        for id in ListId::ALL {
            assert_eq!(problems(lexicon.get(id)), [], "{id:?}");
        }
        assert!(SAMPLE.1 > 1_000, "{}", SAMPLE.1);
    }
}

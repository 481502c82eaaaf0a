//! What searchers type. A small grammar of our own: words (all of them must occur), "phrases" in quotes (exact,
//! character by character, blanks aside), and -word or -"phrase" for what must not occur. Nothing nests, so no input
//! can be expensive beyond the caps.

use std::ops::Bound;

use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, InvertedIndexRangeQuery, Occur, PhraseQuery, Query, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use super::fields::Fields;
use super::tokens::{self, Keys};
use crate::text::segment::{self, Cut};

/// Longest query, in characters.
pub const MAX_CHARACTERS: usize = 1_000;
/// Most words and phrases of a query, counted after long words have been cut.
const MAX_CLAUSES: usize = 32;
/// Weight of a word in the title beside one in the text.
const TITLE_BOOST: f32 = 3.0;
/// Weight of words that stand side by side as typed, beside the same words apart.
const ADJACENT_BOOST: f32 = 0.5;
/// Weight of the document number: whoever types one wants that document.
const DOCNO_BOOST: f32 = 50.0;
/// How far apart, in words, the words of a query may stand to count as near each other, and what that weighs.
const NEAR: u32 = 8;
const NEAR_BOOST: f32 = 0.5;
/// Most words for which nearness is looked at: more are seldom near each other, and cost.
const NEAR_WORDS: usize = 6;

/// Why a query is not understood. The text is Chinese and may be shown to users.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// Too long.
    #[error("检索词有 {characters} 个字符，超过上限 {limit}")]
    TooLong {
        /// Its length.
        characters: usize,
        /// The cap.
        limit: usize,
    },
    /// Too many words and phrases.
    #[error("检索词切分后有 {clauses} 个，超过上限 {limit}；检索整句请加双引号")]
    TooManyClauses {
        /// How many there are.
        clauses: usize,
        /// The cap.
        limit: usize,
    },
    /// A quote opens and does not close.
    #[error("引号没有配对")]
    UnclosedQuote,
    /// A phrase of one character or none.
    #[error("引号内至少要有两个字")]
    ShortPhrase,
    /// Only marks, nothing that could be found.
    #[error("检索词里没有可检索的文字")]
    NoWords,
    /// Only what must not occur.
    #[error("不能只有排除词，请至少给出一个检索词")]
    OnlyExclusions,
}

/// A query understood: runs of characters to be found or excluded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ParsedQuery {
    /// What was typed in one piece, cut into words.
    pub(super) pieces: Vec<Piece>,
    /// Keys of the phrases that must occur.
    pub(super) phrases: Vec<Vec<char>>,
    /// Keys of what must not occur.
    pub(super) excluded: Vec<Vec<char>>,
}

/// Something typed between blanks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// The whole of it, folded.
    pub(super) whole: String,
    /// Its words, folded, in order.
    pub(super) words: Vec<String>,
}

/// What stands in a query between blanks or quotes.
#[derive(Debug, PartialEq, Eq)]
struct Item {
    text: String,
    quoted: bool,
    excluded: bool,
}

/// Reads a query; an empty one asks for every document.
pub(super) fn parse(query: &str) -> Result<ParsedQuery, QueryError> {
    let characters = query.chars().count();
    if characters > MAX_CHARACTERS {
        return Err(QueryError::TooLong { characters, limit: MAX_CHARACTERS });
    }
    let items = items(query)?;
    let mut parsed = ParsedQuery::default();
    for item in &items {
        let folded = tokens::folded(&item.text);
        let keys = Keys::of(&item.text).chars;
        if item.quoted && keys.len() < 2 {
            return Err(QueryError::ShortPhrase);
        }
        let words = words(&folded);
        if words.is_empty() && !item.quoted {
            continue;
        }
        match (item.excluded, item.quoted) {
            (true, _) => parsed.excluded.push(keys),
            (false, true) => parsed.phrases.push(keys),
            (false, false) => parsed.pieces.push(Piece { whole: folded.trim().to_owned(), words }),
        }
    }
    let clauses =
        parsed.pieces.iter().map(|p| p.words.len()).sum::<usize>() + parsed.phrases.len() + parsed.excluded.len();
    if clauses > MAX_CLAUSES {
        return Err(QueryError::TooManyClauses { clauses, limit: MAX_CLAUSES });
    }
    if parsed.pieces.is_empty() && parsed.phrases.is_empty() {
        if !parsed.excluded.is_empty() {
            return Err(QueryError::OnlyExclusions);
        }
        if !items.is_empty() {
            return Err(QueryError::NoWords);
        }
    }
    Ok(parsed)
}

/// The words of a folded piece, punctuation left out.
fn words(folded: &str) -> Vec<String> {
    let words = segment::words(folded, Cut::Plain);
    words.iter().filter(|w| w.text.chars().any(char::is_alphanumeric)).map(|w| tokens::term_of(w.text)).collect()
}

fn items(query: &str) -> Result<Vec<Item>, QueryError> {
    let chars: Vec<char> = query.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        if c.is_whitespace() || c.is_control() {
            at += 1;
            continue;
        }
        let excluded = matches!(c, '-' | '－');
        let start = at + usize::from(excluded);
        let close = match chars.get(start) {
            Some('"' | '＂') => Some(['"', '＂']),
            Some('“') => Some(['”', '”']),
            _ => None,
        };
        let rest = chars.get(start..).unwrap_or(&[]);
        let (text, length) = match close {
            Some(close) => {
                let inside = rest.get(1..).unwrap_or(&[]);
                let length = inside.iter().position(|c| close.contains(c)).ok_or(QueryError::UnclosedQuote)?;
                (inside.get(..length).unwrap_or(&[]), length + 2)
            }
            None => {
                let ends = |c: &char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '＂' | '“');
                let length = rest.iter().position(ends).unwrap_or(rest.len());
                (rest.get(..length).unwrap_or(&[]), length)
            }
        };
        found.push(Item { text: text.iter().collect(), quoted: close.is_some(), excluded });
        at = start + length;
    }
    Ok(found)
}

impl ParsedQuery {
    /// The runs of characters that must occur, as keys: what is highlighted.
    pub(super) fn needles(&self) -> Vec<Vec<char>> {
        let words = self.pieces.iter().flat_map(|p| p.words.iter().map(|w| Keys::of(w).chars));
        let mut needles: Vec<Vec<char>> = words.chain(self.phrases.iter().cloned()).collect();
        needles.sort();
        needles.dedup();
        needles
    }

    /// The query for the index. Characters decide what is found; words, titles and nearness decide the order.
    pub(super) fn to_index(&self, fields: &Fields) -> Vec<(Occur, Box<dyn Query>)> {
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for piece in &self.pieces {
            piece_clauses(piece, fields, &mut clauses);
        }
        for phrase in &self.phrases {
            clauses.push((Occur::Must, run(fields.pairs, phrase)));
        }
        for excluded in &self.excluded {
            clauses.push((Occur::MustNot, run(fields.pairs, excluded)));
        }
        let near: Vec<Term> =
            self.pieces.iter().flat_map(|p| p.words.iter().map(|w| Term::from_field_text(fields.text, w))).collect();
        if (2..=NEAR_WORDS).contains(&near.len()) {
            let mut query = PhraseQuery::new(near);
            query.set_slop(NEAR);
            clauses.push((Occur::Should, boosted(query, NEAR_BOOST)));
        }
        if clauses.is_empty() {
            clauses.push((Occur::Must, Box::new(AllQuery)));
        }
        clauses
    }
}

fn piece_clauses(piece: &Piece, fields: &Fields, clauses: &mut Vec<(Occur, Box<dyn Query>)>) {
    for word in &piece.words {
        let keys = Keys::of(word).chars;
        clauses.push((Occur::Must, Box::new(ConstScoreQuery::new(run(fields.pairs, &keys), 0.0))));
        clauses.push((Occur::Should, scored(fields.text, word)));
        clauses.push((Occur::Should, Box::new(BoostQuery::new(scored(fields.title, word), TITLE_BOOST))));
    }
    if piece.words.len() > 1 {
        let keys = Keys::of(&piece.whole).chars;
        clauses.push((Occur::Should, Box::new(BoostQuery::new(run(fields.pairs, &keys), ADJACENT_BOOST))));
    }
    let docno = Term::from_field_text(fields.docno, &piece.whole);
    clauses.push((Occur::Should, boosted(TermQuery::new(docno, IndexRecordOption::Basic), DOCNO_BOOST)));
}

fn boosted(query: impl Query, boost: f32) -> Box<dyn Query> {
    Box::new(BoostQuery::new(Box::new(query), boost))
}

fn scored(field: Field, word: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, word), IndexRecordOption::WithFreqs))
}

/// Finds a run of characters in a field of pairs. Every second pair covers the run, so that is all that is asked for.
pub(super) fn run(field: Field, keys: &[char]) -> Box<dyn Query> {
    let last = keys.len().saturating_sub(2);
    let mut terms: Vec<(usize, Term)> = tokens::pairs(keys)
        .enumerate()
        .filter(|(at, _)| *at <= last && (at % 2 == 0 || *at == last))
        .map(|(at, pair)| (at, Term::from_field_text(field, &pair)))
        .collect();
    match (keys, terms.len()) {
        ([only], _) => begins_with(field, *only),
        (_, 0 | 1) => match terms.pop() {
            Some((_, term)) => Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)),
            None => Box::new(BooleanQuery::new(Vec::new())),
        },
        _ => Box::new(PhraseQuery::new_with_offset(terms)),
    }
}

/// Finds one character: every character begins one pair.
fn begins_with(field: Field, c: char) -> Box<dyn Query> {
    let term = |c: char| Term::from_field_text(field, c.encode_utf8(&mut [0; 4]));
    let following = (u32::from(c) + 1..=u32::from(char::MAX)).find_map(char::from_u32);
    let upper = following.map_or(Bound::Unbounded, |next| Bound::Excluded(term(next)));
    Box::new(InvertedIndexRangeQuery::new(Bound::Included(term(c)), upper))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(query: &str) -> Result<String, QueryError> {
        let parsed = parse(query)?;
        let text = |keys: &Vec<char>| keys.iter().collect::<String>();
        let pieces = parsed.pieces.iter().map(|p| p.words.join("+"));
        let phrases = parsed.phrases.iter().map(|p| format!("[{}]", text(p)));
        let excluded = parsed.excluded.iter().map(|p| format!("-{}", text(p)));
        Ok(pieces.chain(phrases).chain(excluded).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn queries_are_read() {
        for (query, wanted) in [
            ("", ""),
            ("防汛 抗旱", "防汛 抗旱"),
            ("防汛\u{3000}ＡＩ", "防汛 ai"),
            ("生态环境保护条例", "生态+环境保护+条例"),
            ("\"深化“放管服”改革\" -试行", "[深化\"放管服\"改革] -试行"),
            ("“优化 营商环境”监管", "监管 [优化营商环境]"),
            ("-\"征求 意见\" 通知", "通知 -征求意见"),
            ("a-b 5%", "a-b 5%"),
            ("防汛、救灾", "防汛+救灾"),
            ("國務院", "国务院"),
            ("通知 - ，", "通知"),
            ("\"a\"\"b\"", "!"),
        ] {
            let shown = shown(query);
            match wanted {
                "!" => assert_eq!(shown, Err(QueryError::ShortPhrase), "{query}"),
                _ => assert_eq!(shown.as_deref(), Ok(wanted), "{query}"),
            }
        }
    }

    #[test]
    fn hostile_queries_are_refused_or_read() {
        let rows: [(String, Option<QueryError>); 16] = [
            ("- *".to_owned(), Some(QueryError::NoWords)),
            ("+ *".to_owned(), Some(QueryError::NoWords)),
            ("a - *".to_owned(), None),
            ("(*'\n".to_owned(), Some(QueryError::NoWords)),
            ("a:(^".to_owned(), None),
            ("a:(a^".to_owned(), None),
            ("*\u{0B}".to_owned(), Some(QueryError::NoWords)),
            ("IN [\u{1}\u{2}".to_owned(), None),
            ("(".repeat(1_000), Some(QueryError::NoWords)),
            ("(".repeat(1_001), Some(QueryError::TooLong { characters: 1_001, limit: 1_000 })),
            ("甲 OR ".repeat(20), Some(QueryError::TooManyClauses { clauses: 40, limit: 32 })),
            ("\"未闭合".to_owned(), Some(QueryError::UnclosedQuote)),
            ("“”".to_owned(), Some(QueryError::ShortPhrase)),
            ("\"\u{200B}的\"".to_owned(), Some(QueryError::ShortPhrase)),
            ("-草案".to_owned(), Some(QueryError::OnlyExclusions)),
            ("𠮷 😀".to_owned(), None),
        ];
        for (query, wanted) in rows {
            assert_eq!(parse(&query).err(), wanted, "{query}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_query_panics(query in "[-－\"“” \u{3000}甲乙的a(*^:\\[\\]\u{b}\u{10FFFF}]{0,40}") {
            if let Ok(parsed) = parse(&query) {
                let _ = (parsed.to_index(&Fields::new()), parsed.needles());
            }
        }
    }
}

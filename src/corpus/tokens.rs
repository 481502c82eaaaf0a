//! How texts become terms. Two readings: words as jieba cuts them, which rank; and overlapping pairs of characters,
//! which find every run of characters whatever jieba cut. Words are cut from folded text, which keeps every position;
//! so all positions are those of the text as received.

use std::sync::LazyLock;

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::span::Span;
use crate::text::fold;
use crate::text::segment::{self, Cut};

/// The form in which runs of characters are compared: folded, lower case, one form of each punctuation mark; blanks
/// and invisible marks do not count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Keys {
    /// The characters compared.
    pub(super) chars: Vec<char>,
    /// Code point position of each in the text.
    pub(super) origin: Vec<u32>,
}

/// Key of every character of the basic plane; [`NONE`] for those that do not count. Looked up for every character of
/// every text that is indexed or shown, which folding one by one would slow down many times.
static KEYS: LazyLock<Vec<char>> = LazyLock::new(|| {
    let plane = (0..=0xFFFF).map(|code| char::from_u32(code).unwrap_or(NONE));
    // A line break after each keeps them from being neighbours.
    let apart: Vec<char> = plane.flat_map(|c| [c, '\n']).collect();
    fold::fold(&apart).chars().step_by(2).map(|c| key_of_folded(c).unwrap_or(NONE)).collect()
});

/// Stands in [`KEYS`] for a character without key.
const NONE: char = '\0';

impl Keys {
    /// The keys of a text as received.
    pub(super) fn of(text: &str) -> Self {
        let mut keys = Self::default();
        for (at, c) in text.chars().enumerate() {
            if let Some(key) = key(c) {
                keys.chars.push(key);
                keys.origin.push(u32::try_from(at).unwrap_or(u32::MAX));
            }
        }
        keys
    }

    /// The range of the text that the keys `from..to` cover.
    pub(super) fn span(&self, from: usize, to: usize) -> Span {
        let first = self.origin.get(from).copied().unwrap_or_default() as usize;
        let last = to.checked_sub(1).and_then(|i| self.origin.get(i)).copied().unwrap_or_default() as usize;
        Span::new(first, last + 1)
    }
}

/// The key of a character as received.
pub(super) fn key(c: char) -> Option<char> {
    match KEYS.get(c as usize) {
        Some(&key) => Some(key).filter(|&key| key != NONE),
        None => key_of_folded(fold::simplified(c)),
    }
}

/// The key of a folded character. Folding looks at neighbours, which differ at the ends of a phrase, so marks with a
/// Chinese and an ASCII form get one form here.
fn key_of_folded(c: char) -> Option<char> {
    Some(match c {
        _ if c.is_whitespace() || c.is_control() || fold::is_invisible(c) => return None,
        ',' => '，',
        ';' => '；',
        ':' => '：',
        '!' => '！',
        '?' => '？',
        // Numbers of documents are typed with whatever brackets are at hand.
        '(' | '[' | '［' | '【' | '〔' => '（',
        ')' | ']' | '］' | '】' | '〕' => '）',
        '“' | '”' | '‘' | '’' | '\'' => '"',
        _ => c.to_lowercase().next().unwrap_or(c),
    })
}

/// Folds a text as the index does.
pub(super) fn folded(text: &str) -> String {
    fold::fold(&text.chars().collect::<Vec<_>>())
}

/// A word as index and queries write it.
pub(super) fn term_of(word: &str) -> String {
    word.to_lowercase()
}

/// The pairs of a run of keys: every two neighbours, then the last character alone, so that each character begins
/// exactly one pair.
pub(super) fn pairs(keys: &[char]) -> impl Iterator<Item = String> {
    (0..keys.len()).map(|at| keys.iter().skip(at).take(2).collect())
}

/// Cuts folded text into words by jieba in search mode. A long word and the shorter ones inside it share one position,
/// and positions count words, so that neighbours stay neighbours. Offsets are code points of the text as received.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct WordTokenizer;

/// Cuts a text into overlapping pairs of keys. Offsets are code points of the text as received.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct PairTokenizer;

impl Tokenizer for WordTokenizer {
    type TokenStream<'a> = WordStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Self::TokenStream<'a> {
        let mut words: Vec<segment::Word<'a>> = segment::words(text, Cut::Search);
        words.retain(|w| w.text.chars().any(char::is_alphanumeric));
        let positions = positions(&words);
        WordStream { words, positions, next: 0, token: Token::default() }
    }
}

/// Position of every word. The segmenter names a long word after the shorter words inside it; so, read backwards, a
/// word outside the last long one begins a new position.
fn positions(words: &[segment::Word<'_>]) -> Vec<usize> {
    let mut behind = Vec::with_capacity(words.len());
    let mut whole: Option<Span> = None;
    let mut count = 0usize;
    for word in words.iter().rev() {
        if !whole.is_some_and(|w| w.contains(word.span)) {
            whole = Some(word.span);
            count += 1;
        }
        behind.push(count);
    }
    behind.iter().rev().map(|at| count - at).collect()
}

/// The words of one text.
#[derive(Debug)]
pub(super) struct WordStream<'a> {
    words: Vec<segment::Word<'a>>,
    positions: Vec<usize>,
    next: usize,
    token: Token,
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        let (Some(word), Some(&position)) = (self.words.get(self.next), self.positions.get(self.next)) else {
            return false;
        };
        self.next += 1;
        self.token.text.clear();
        self.token.text.extend(word.text.chars().flat_map(char::to_lowercase));
        self.token.position = position;
        self.token.offset_from = word.span.start;
        self.token.offset_to = word.span.end;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

impl Tokenizer for PairTokenizer {
    type TokenStream<'a> = PairStream;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Self::TokenStream<'a> {
        PairStream { keys: Keys::of(text), next: 0, token: Token::default() }
    }
}

/// The pairs of one text.
#[derive(Debug)]
pub(super) struct PairStream {
    keys: Keys,
    next: usize,
    token: Token,
}

impl TokenStream for PairStream {
    fn advance(&mut self) -> bool {
        let at = self.next;
        let Some(&first) = self.keys.chars.get(at) else { return false };
        self.next += 1;
        self.token.text.clear();
        self.token.text.push(first);
        self.token.text.extend(self.keys.chars.get(at + 1));
        let span = self.keys.span(at, (at + 2).min(self.keys.chars.len()));
        self.token.position = at;
        self.token.offset_from = span.start;
        self.token.offset_to = span.end;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(tokenizer: &mut impl Tokenizer, text: &str) -> Vec<(String, usize, usize, usize)> {
        let mut stream = tokenizer.token_stream(text);
        let mut found = Vec::new();
        stream.process(&mut |t| found.push((t.text.clone(), t.position, t.offset_from, t.offset_to)));
        found
    }

    #[test]
    fn words_inside_a_long_word_share_its_position() {
        let found = tokens(&mut WordTokenizer, "中华人民共和国 推进AI应用");
        let position = |word: &str| found.iter().find(|t| t.0 == word).map(|t| t.1);
        assert_eq!(position("中华人民共和国"), Some(0));
        for inside in ["中华", "人民", "共和国"] {
            assert_eq!(position(inside), Some(0), "{inside}");
        }
        assert_eq!([position("推进"), position("ai"), position("应用")], [Some(1), Some(2), Some(3)]);
    }

    #[test]
    fn offsets_are_code_points_of_the_text() {
        let text = "各县（市、区）😀\n要落实2025年生态环境保护责任";
        let chars: Vec<char> = text.chars().collect();
        for (word, _, from, to) in tokens(&mut WordTokenizer, text) {
            assert_eq!(chars.get(from..to).map(|c| c.iter().collect::<String>()), Some(word));
        }
        let found = tokens(&mut WordTokenizer, text);
        assert!(found.windows(2).all(|w| w[0].1 <= w[1].1), "positions rise");
    }

    #[test]
    fn keys_do_not_depend_on_neighbours() {
        let keys = |text: &str| Keys::of(text).chars.iter().collect::<String>();
        let text = "國務院,關於“ＡＩ”(試行)〔2024］𠮷😀 1,000:\u{200B}A!末";
        assert_eq!(keys(text), "国务院，关于\"ai\"（试行）（2024）𠮷😀1，000：a！末");
        assert_eq!(text.chars().map(|c| keys(&c.to_string())).collect::<String>(), keys(text));
        assert_eq!(keys(&folded(text)), keys(text));
    }

    #[test]
    fn pairs_overlap_and_leave_out_blanks() {
        let found = tokens(&mut PairTokenizer, "A 好，\n(");
        let wanted = [("a好", 0, 0, 3), ("好，", 1, 2, 4), ("，（", 2, 3, 6), ("（", 3, 5, 6)];
        assert_eq!(found, wanted.map(|(t, p, f, e)| (t.to_owned(), p, f, e)));
        assert_eq!(pairs(&['a', '好', '，', '（']).collect::<Vec<_>>(), ["a好", "好，", "，（", "（"]);
        assert!(tokens(&mut PairTokenizer, " \n").is_empty());
    }
}

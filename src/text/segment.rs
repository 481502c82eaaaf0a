//! Words: jieba with its default dictionary, loaded once. Index and drafts are cut by the same segmenter.

use std::sync::LazyLock;

use jieba_rs::Jieba;

use crate::span::Span;

/// The segmenter shared by index, search and measures. Loading takes about 150 ms and 47 MB, once.
static JIEBA: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// Longest stretch handed to the segmenter at once, in characters: bounds its working memory on text without breaks.
const STRETCH: usize = 4096;

/// A word and where it stands, in code points of the text that was cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'a> {
    /// The word as written.
    pub text: &'a str,
    /// Where it stands.
    pub span: Span,
}

/// How a text is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// Every character in exactly one word.
    Plain,
    /// Long words also give the shorter words inside them, as a search index wants it.
    Search,
}

/// Cuts a text into words; blanks and punctuation come out as words of their own.
#[must_use]
pub fn words(text: &str, cut: Cut) -> Vec<Word<'_>> {
    let mut found = Vec::with_capacity(text.len() / 5);
    let mut base = 0;
    for stretch in stretches(text) {
        let tokens = match cut {
            Cut::Plain => JIEBA.cut(stretch, true),
            Cut::Search => JIEBA.cut_for_search(stretch, true),
        };
        let length = stretch.chars().count();
        found.extend(tokens.iter().map(|t| Word { text: t.word, span: Span::new(base + t.start, base + t.end) }));
        base += length;
    }
    found
}

/// Whether a phrase only names things: every word of it is a noun, a number, a particle or a connective, or a verb that
/// stands between two nouns as part of a name (统计机构). Tags are those of the segmenter's dictionary.
#[must_use]
pub fn only_names(phrase: &str) -> bool {
    let tags: Vec<_> = JIEBA.tag(phrase, true).into_iter().filter(|t| !t.word.trim().is_empty()).collect();
    let noun =
        |at: Option<usize>| at.and_then(|at| tags.get(at)).is_some_and(|t| t.tag.starts_with('n') || t.tag == "vn");
    let names = tags.iter().enumerate().all(|(at, t)| match t.tag {
        "v" => MODAL.contains(&t.word) || (noun(at.checked_sub(1)) && noun(Some(at + 1))),
        "d" | "ad" | "a" => false,
        _ => true,
    });
    names && (0..tags.len()).any(|at| noun(Some(at)))
}

/// Whether a phrase begins with a verb, or with adverbs before one: it tells what is done, not who does it. Verbs that are
/// used as nouns (管理, 建设) begin names.
#[must_use]
pub fn opens_with_verb(phrase: &str) -> bool {
    let tags = JIEBA.tag(phrase, true);
    let mut words = tags.iter().filter(|t| !t.word.trim().is_empty());
    words.find(|t| !matches!(t.tag, "d" | "ad" | "a")).is_some_and(|t| matches!(t.tag, "v" | "vd" | "vi" | "vq"))
}

/// The nouns of a text, in order, verbs used as nouns among them; names of places, people and bodies are left out. Only
/// words of the dictionary: what the segmenter guesses is often no word.
pub fn nouns(text: &str) -> impl Iterator<Item = &str> {
    let tags = JIEBA.tag(text, false);
    let noun = |tag: &str| (tag.starts_with('n') || tag == "vn") && !["ns", "nr", "nrt", "nrfg", "nt"].contains(&tag);
    tags.into_iter().filter(move |t| noun(t.tag)).map(|t| t.word)
}

/// Whether a phrase begins and ends with words of the dictionary that mean something by themselves: no particles,
/// prepositions, connectives, pronouns or directions, no adverb at its end, and nothing that the segmenter guesses. Neither
/// may it name a person.
#[must_use]
pub fn stands_alone(phrase: &str) -> bool {
    let tags: Vec<_> = JIEBA.tag(phrase, true);
    let whole = |edge: Option<&jieba_rs::Tag<'_>>| {
        edge.is_some_and(|t| is_known(t.word) && !t.tag.starts_with(['u', 'p', 'c', 'r', 'f', 'y', 'e', 'k', 'x']))
    };
    // The dictionary takes many short words for names: 金, 严正.
    let person = tags.iter().any(|t| t.tag.starts_with("nr") && t.word.chars().count() >= PERSON);
    whole(tags.first()) && whole(tags.last()) && !person && tags.last().is_none_or(|t| !t.tag.starts_with('d'))
}

/// Fewest characters of what the dictionary calls a person's name that is taken for one.
const PERSON: usize = 3;

/// Whether a word stands in the segmenter's dictionary.
#[must_use]
pub fn is_known(word: &str) -> bool {
    JIEBA.has_word(word)
}

/// How often a word of the segmenter's dictionary was met in the 60 million words that it was counted in.
#[must_use]
pub fn frequency(word: &str) -> Option<usize> {
    is_known(word).then(|| JIEBA.suggest_freq(word))
}

/// Verbs that say that something is to be done but not what.
const MODAL: [&str; 4] = ["应当", "应", "可以", "加强"];

/// The text in pieces of at most [`STRETCH`] characters, cut at line ends where there are any.
fn stretches(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive('\n').flat_map(|line| {
        let mut rest = line;
        std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            let cut = rest.char_indices().nth(STRETCH).map_or(rest.len(), |(at, _)| at);
            let (head, tail) = rest.split_at(cut);
            rest = tail;
            Some(head)
        })
    })
}

/// Loads the dictionary now, so that the first request does not wait for it.
pub fn warm_up() {
    LazyLock::force(&JIEBA);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fragments_do_not_stand_alone() {
        for (phrase, stands) in [
            ("凝聚磅礴力量", true),
            ("扛牢责任", true),
            ("的磅礴力量", false),
            ("责任和", false),
            ("在于责任", true),
            ("根据责任", false),
            ("在于毛泽东", false),
            ("责任我们", false),
            ("责任之上", false),
            ("生活更加", false),
            ("擦亮绿水金名片", true),
            ("", false),
        ] {
            assert_eq!(stands_alone(phrase), stands, "{phrase}");
        }
    }

    #[test]
    fn words_stand_where_they_say() {
        let text = format!("各县（市、区）人民政府😀\n要𠮷落实{}", "责".repeat(STRETCH + 3));
        let chars: Vec<char> = text.chars().collect();
        for cut in [Cut::Plain, Cut::Search] {
            for word in words(&text, cut) {
                let at: String = chars.get(word.span.start..word.span.end).unwrap_or(&[]).iter().collect();
                assert_eq!(at, word.text);
            }
        }
        let covered: usize = words(&text, Cut::Plain).iter().map(|w| w.span.len()).sum();
        assert_eq!(covered, chars.len());
    }
}

//! Something typed between blanks, cut into words and names of bodies.

use crate::corpus::docno;
use crate::corpus::names;
use crate::corpus::query::numbers::{self, Number};
use crate::corpus::synonyms::Synonyms;
use crate::corpus::tokens::{self, Keys};
use crate::text::segment::{self, Cut};

/// Words that join others or ask and say nothing alone. They need not occur where something else is asked for.
const JOINING: [&str; 34] = [
    "的",
    "了",
    "和",
    "与",
    "及",
    "或",
    "在",
    "是",
    "对",
    "等",
    "为",
    "之",
    "其",
    "于",
    "以",
    "将",
    "把",
    "被",
    "由",
    "从",
    "而",
    "吗",
    "呢",
    "怎",
    "以及",
    "关于",
    "有关",
    "如何",
    "怎么",
    "怎样",
    "怎么样",
    "哪些",
    "什么",
    "为什么",
];

/// Something typed between blanks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Keys of all of it.
    pub(super) whole: Vec<char>,
    /// Its form as the name of a document.
    pub(super) name: String,
    /// Its form as a document number.
    pub(super) number: String,
    /// Whether it is a whole document number.
    pub(super) is_number: bool,
    /// Its words and names, in order; at least one of them must occur.
    pub(super) parts: Vec<PiecePart>,
}

/// A word or a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum PiecePart {
    /// A word.
    Word {
        /// As the index writes it.
        term: String,
        /// Shorter words inside it, as the index writes them.
        inner: Vec<String>,
        /// Its keys.
        keys: Vec<char>,
        /// Whether it must occur.
        required: bool,
    },
    /// A name of a body or a number, in any of its forms.
    Name {
        /// As typed.
        typed: String,
        /// Keys of every form.
        variants: Vec<Vec<char>>,
    },
}

/// Names and numbers in a folded text that have other forms: where, and the keys of every form, the typed one first. Of
/// those that overlap the first stays.
fn forms(folded: &str, chars: &[char], synonyms: &Synonyms) -> Vec<(usize, usize, Vec<Vec<char>>)> {
    let text = |from: usize, to: usize| chars.get(from..to).unwrap_or_default().iter().collect::<String>();
    let names = synonyms.find(folded).into_iter();
    let names = names.map(|named| (named.start, named.end, synonyms.variants(&text(named.start, named.end))));
    let words = segment::words(folded, Cut::Plain);
    let begins = |at: usize| words.iter().any(|word| word.span.start == at);
    let ends = |at: usize| words.iter().any(|word| word.span.end == at);
    // 第三产 is no number of 第三产业.
    let whole = |number: &Number| begins(number.start) && ends(number.end) && !number.others.is_empty();
    let numbers = numbers::find(chars).into_iter().filter(whole);
    let numbers = numbers.map(|number| {
        let typed = text(number.start, number.end);
        let all = std::iter::once(&typed).chain(&number.others);
        (number.start, number.end, all.map(|form| Keys::of(form).chars).collect())
    });
    let mut found: Vec<(usize, usize, Vec<Vec<char>>)> = names.chain(numbers).collect();
    found.sort_by_key(|&(start, end, _)| (start, std::cmp::Reverse(end)));
    let mut at = 0;
    found.retain(|&(start, end, _)| {
        let free = start >= at;
        at = if free { end } else { at };
        free
    });
    found
}

impl Piece {
    /// Cuts a piece; `None` when nothing of it could be found.
    pub(super) fn of(typed: &str, synonyms: &Synonyms) -> Option<Self> {
        let folded = tokens::folded(typed);
        let chars: Vec<char> = folded.chars().collect();
        let text = |from: usize, to: usize| chars.get(from..to).unwrap_or_default().iter().collect::<String>();
        let mut parts = Vec::new();
        let mut at = 0;
        for (start, end, variants) in forms(&folded, &chars, synonyms) {
            parts.extend(words(&text(at, start)));
            parts.push(PiecePart::Name { variants, typed: text(start, end) });
            at = end;
        }
        parts.extend(words(&text(at, chars.len())));
        if parts.is_empty() {
            return None;
        }
        let substantial = |part: &PiecePart| match part {
            PiecePart::Word { term, .. } => !JOINING.contains(&term.as_str()),
            PiecePart::Name { .. } => true,
        };
        if parts.iter().any(substantial) {
            for part in &mut parts {
                let kept = substantial(part);
                if let PiecePart::Word { required, .. } = part {
                    *required = kept;
                }
            }
        }
        Some(Self {
            whole: Keys::of(typed).chars,
            name: names::key(typed),
            number: docno::key(typed),
            is_number: docno::is_number(&folded),
            parts,
        })
    }
}

impl PiecePart {
    /// Whether it must occur.
    pub(super) fn is_required(&self) -> bool {
        match self {
            Self::Word { required, .. } => *required,
            Self::Name { .. } => true,
        }
    }
}

/// The words of a folded text, punctuation left out.
fn words(folded: &str) -> Vec<PiecePart> {
    let words = segment::words(folded, Cut::Plain);
    let real = words.iter().filter(|w| w.text.chars().any(char::is_alphanumeric));
    real.map(|w| PiecePart::Word {
        term: tokens::term_of(w.text),
        inner: inner(w.text),
        keys: Keys::of(w.text).chars,
        required: true,
    })
    .collect()
}

/// The words of two characters and more inside a longer word.
fn inner(word: &str) -> Vec<String> {
    let inside = segment::words(word, Cut::Search);
    let shorter = inside.iter().filter(|w| w.span.len() > 1 && w.text != word);
    shorter.map(|w| tokens::term_of(w.text)).collect()
}

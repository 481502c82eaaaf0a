//! [`Analysis`]: all that a measure reads of a text, built once and read-only.

use std::borrow::Cow;
use std::sync::OnceLock;

use crate::deadline::Deadline;
use crate::span::{SourceText, Span};
use crate::text::fold;
use crate::text::letters::Letters;
use crate::text::marks::Marks;
use crate::text::segment::{self, Cut};
use crate::text::sentence::{self, Clause, Sentence};
use crate::text::structure::Structure;
use crate::text::wrap::Wrap;

/// A text as received with every reading of it. All positions are code points of the text as received.
#[derive(Debug, Clone)]
pub struct Analysis {
    /// The text as received.
    pub source: SourceText,
    /// The same text folded, one character for one character: positions are those of `source`.
    pub folded: SourceText,
    /// The letters that matching compares.
    pub letters: Letters,
    /// Lines that hold text, trimmed.
    pub paragraphs: Vec<Span>,
    /// How a page broke those lines, where one did.
    pub wrap: Option<Wrap>,
    /// Sentences in order.
    pub sentences: Vec<Sentence>,
    /// Clauses in order.
    pub clauses: Vec<Clause>,
    /// Words, cut when they are first asked for: few measures want them, and cutting is the slowest reading.
    words: OnceLock<Vec<Span>>,
    /// Titles, quotations, numbers.
    pub marks: Marks,
    /// Parts of the document.
    pub structure: Structure,
    /// Until when its readers may work.
    pub deadline: Deadline,
}

impl Analysis {
    /// Reads a text. `title` is the title the caller gave, which helps to find it in the text.
    #[must_use]
    pub fn new(text: &str, title: Option<&str>) -> Self {
        Self::until(text, title, &Deadline::default())
    }

    /// The same for readers that may work until a deadline.
    #[must_use]
    pub fn until(text: &str, title: Option<&str>, deadline: &Deadline) -> Self {
        let source = SourceText::new(text);
        let folded = SourceText::new(&fold::fold(source.chars()));
        let letters = Letters::of_folded(folded.chars());
        let paragraphs = sentence::paragraphs(folded.chars());
        let wrap = Wrap::of(folded.chars(), &paragraphs);
        let blocks = wrap.map(|wrap| wrap.joined(folded.chars(), &paragraphs));
        let sentences = sentence::sentences(folded.chars(), blocks.as_deref().unwrap_or(&paragraphs));
        let clauses = sentence::clauses(folded.chars(), &sentences);
        let marks = Marks::find(&folded);
        let structure = Structure::read(&folded, &paragraphs, &marks, title);
        Self {
            source,
            folded,
            letters,
            paragraphs,
            wrap,
            sentences,
            clauses,
            words: OnceLock::new(),
            marks,
            structure,
            deadline: deadline.clone(),
        }
    }

    /// Words in order, blanks and punctuation left out.
    #[must_use]
    pub fn words(&self) -> &[Span] {
        self.words.get_or_init(|| {
            let words = segment::words(self.folded.as_str(), Cut::Plain);
            words.iter().filter(|w| w.text.chars().any(char::is_alphanumeric)).map(|w| w.span).collect()
        })
    }

    /// The text as received inside `span`.
    #[must_use]
    pub fn text(&self, span: Span) -> &str {
        self.source.slice(span)
    }

    /// The folded text inside `span`.
    #[must_use]
    pub fn folded(&self, span: Span) -> &str {
        self.folded.slice(span)
    }

    /// The folded text inside `span`, lines that a page broke put together.
    #[must_use]
    pub fn unbroken(&self, span: Span) -> Cow<'_, str> {
        let folded = self.folded(span);
        if folded.contains('\n') { Cow::Owned(folded.replace(['\r', '\n'], "")) } else { Cow::Borrowed(folded) }
    }

    /// Index of the sentence that holds a position, or of the next one after it.
    #[must_use]
    pub fn sentence_at(&self, position: usize) -> Option<usize> {
        let index = self.sentences.partition_point(|s| s.span.end <= position);
        (index < self.sentences.len()).then_some(index)
    }
}

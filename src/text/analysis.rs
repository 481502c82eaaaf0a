//! [`Analysis`]: all that a measure reads of a text, built once and read-only.

use std::sync::OnceLock;

use crate::deadline::Deadline;
use crate::span::{SourceText, Span};
use crate::text::columns;
use crate::text::cuts::Cuts;
use crate::text::fold;
use crate::text::letters::Letters;
use crate::text::marks::Marks;
use crate::text::page::Page;
use crate::text::segment::{self, Cut};
use crate::text::sentence::{self, Clause, Sentence};
use crate::text::structure::Structure;
use crate::text::tables;
use crate::text::wrap;

/// A text with every reading of it. All positions are code points of `source`; [`Analysis::to_received`] tells where they
/// stand in the text as received.
#[derive(Debug, Clone)]
pub struct Analysis {
    /// The text as it is read: as received, but without the ends of lines that a page broke inside a paragraph.
    pub source: SourceText,
    /// The text as received, where it was read otherwise.
    broken: Option<Broken>,
    /// The same text folded, one character for one character: positions are those of `source`.
    pub folded: SourceText,
    /// The letters that matching compares.
    pub letters: Letters,
    /// Lines that hold text, trimmed.
    pub paragraphs: Vec<Span>,
    /// Stretches in which the lines of two columns are mixed up: what looks like a sentence there is none.
    pub mixed: Vec<Span>,
    /// Tables, each from its first to its last row.
    pub tables: Vec<Span>,
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

/// A text as received whose lines were put together.
#[derive(Debug, Clone)]
struct Broken {
    received: SourceText,
    cuts: Cuts,
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
        let mut source = SourceText::new(text);
        let mut folded = SourceText::new(&fold::fold(source.chars()));
        let mut paragraphs = sentence::paragraphs(folded.chars());
        let page = Page { received: source.chars(), folded: folded.chars(), lines: &paragraphs };
        let mut mixed = columns::mixed(&page);
        let joined = wrap::joined(&page, &mixed);
        let mut broken = None;
        if let Some((text, cuts)) = joined {
            mixed = mixed.into_iter().map(|span| cuts.to_read(span)).collect();
            broken = Some(Broken { received: std::mem::replace(&mut source, SourceText::new(&text)), cuts });
            // Folding looks at neighbours, which are others now.
            folded = SourceText::new(&fold::fold(source.chars()));
            paragraphs = sentence::paragraphs(folded.chars());
        }
        let tables = tables::tables(&Page { received: source.chars(), folded: folded.chars(), lines: &paragraphs });
        let letters = Letters::of_folded(folded.chars());
        let sentences = sentence::sentences(folded.chars(), &paragraphs);
        let clauses = sentence::clauses(folded.chars(), &sentences);
        let marks = Marks::find(&folded);
        let structure = Structure::read(&folded, &paragraphs, &marks, title);
        Self {
            source,
            broken,
            folded,
            letters,
            paragraphs,
            mixed,
            tables,
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

    /// The text as received.
    #[must_use]
    pub fn received(&self) -> &SourceText {
        self.broken.as_ref().map_or(&self.source, |broken| &broken.received)
    }

    /// Whether lines of the text as received were put together: positions differ from those there.
    #[must_use]
    pub fn is_joined(&self) -> bool {
        self.broken.is_some()
    }

    /// Where a range stands in the text as received.
    #[must_use]
    pub fn to_received(&self, span: Span) -> Span {
        self.broken.as_ref().map_or(span, |broken| broken.cuts.to_received(span))
    }

    /// Where a range of the text as received stands here.
    #[must_use]
    pub fn to_read(&self, span: Span) -> Span {
        self.broken.as_ref().map_or(span, |broken| broken.cuts.to_read(span))
    }

    /// The text inside `span`.
    #[must_use]
    pub fn text(&self, span: Span) -> &str {
        self.source.slice(span)
    }

    /// The folded text inside `span`.
    #[must_use]
    pub fn folded(&self, span: Span) -> &str {
        self.folded.slice(span)
    }

    /// Index of the sentence that holds a position, or of the next one after it.
    #[must_use]
    pub fn sentence_at(&self, position: usize) -> Option<usize> {
        let index = self.sentences.partition_point(|s| s.span.end <= position);
        (index < self.sentences.len()).then_some(index)
    }
}

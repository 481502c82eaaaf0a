//! [`Sources`]: the texts of the corpus as one review reads them, and whether each that it asked for was there.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::corpus::{Corpus, CorpusError, View};
use crate::text::Reading;

/// Texts read for one review.
pub(super) struct Sources<'a> {
    corpus: &'a Corpus,
    /// The corpus as it was when the review began.
    pub(super) view: View,
    gone: AtomicBool,
    failed: Mutex<Option<CorpusError>>,
}

/// Whether a review read all it asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Read {
    /// It did.
    All,
    /// A document was replaced or deleted after the review had begun.
    NotAll,
}

impl<'a> Sources<'a> {
    pub(super) fn of(corpus: &'a Corpus, view: View) -> Self {
        Self { corpus, view, gone: AtomicBool::new(false), failed: Mutex::new(None) }
    }

    /// A text by sequence number.
    pub(super) fn text(&self, sequence: u64) -> Option<Arc<str>> {
        self.noted(self.corpus.read_text(sequence))
    }

    /// The same, read for comparison.
    pub(super) fn reading(&self, sequence: u64) -> Option<Arc<Reading>> {
        self.noted(self.corpus.reading(sequence))
    }

    fn noted<T>(&self, read: Result<Option<T>, CorpusError>) -> Option<T> {
        match read {
            Ok(found) => {
                self.gone.fetch_or(found.is_none(), Ordering::Relaxed);
                found
            }
            Err(error) => {
                self.failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
                None
            }
        }
    }

    /// How it went.
    ///
    /// # Errors
    /// The first text that the store did not give.
    pub(super) fn outcome(self) -> Result<Read, CorpusError> {
        match self.failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some(error) => Err(error),
            None if self.gone.into_inner() => Ok(Read::NotAll),
            None => Ok(Read::All),
        }
    }
}

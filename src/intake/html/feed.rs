//! Hands a page to the reader of tags piece by piece, and stops where its tags cost too much.
//!
//! Each attribute of a tag is compared with those before it, so that a hostile page takes time by the square of them, and
//! a tag is told when it ends, which may be too late. So the attributes of a tag that is still open are counted here.

use html5ever::tokenizer::{BufferQueue, TokenSink, Tokenizer};

use crate::intake::error::IntakeError;

use super::tags::{self, Attributes};

/// Bytes that are read at once.
const AT_ONCE: usize = 16 << 10;
/// What may part attributes.
const BORDERS: &[u8] = b" \t\n\x0C\r/\"'";

/// What has been read so far, as the reader of tags tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Progress {
    /// Tokens, faults not counted.
    pub(super) tokens: u64,
    /// Comparisons of attributes that all finished tags have cost.
    pub(super) comparisons: u64,
}

/// A reader of tags that tells how far it is.
pub(super) trait Told: TokenSink {
    fn progress(&self) -> Progress;
}

/// Hands a whole page over, whose attributes may cost so many comparisons.
///
/// # Errors
/// [`IntakeError::Attributes`] if they cost more.
pub(super) fn read<S: Told>(source: &str, tokenizer: &Tokenizer<S>, most: u64) -> Result<(), IntakeError> {
    let mut feed = Feed { tokenizer, input: BufferQueue::default(), open: Open::Unknown(0), cost: 0, most };
    let mut from = 0;
    let part = |from: usize, to: usize| source.get(from..to).unwrap_or_default();
    for opener in tags::openers(source) {
        feed.all(part(from, opener.after))?;
        let told = feed.all(part(opener.after, opener.at))?;
        // Nothing is open there, for something was told behind the end of what was.
        if told || opener.after == 0 {
            feed.open = if opener.declares { Open::Declaration } else { Open::Tag(Attributes::default()) };
        }
        from = opener.at;
    }
    feed.all(part(from, source.len()))?;
    tokenizer.end();
    Ok(())
}

/// What is open at the end of a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    /// A tag with at most so many attributes, or anything else.
    Unknown(u64),
    /// A comment or what else has no attributes.
    Declaration,
    Tag(Attributes),
}

struct Feed<'a, S: Told> {
    tokenizer: &'a Tokenizer<S>,
    input: BufferQueue,
    open: Open,
    /// Comparisons that the tags which are not told yet can have cost.
    cost: u64,
    most: u64,
}

impl<S: Told> Feed<'_, S> {
    /// Hands a stretch over; whether anything was told.
    fn all(&mut self, stretch: &str) -> Result<bool, IntakeError> {
        let before = self.tokenizer.sink.progress().tokens;
        for piece in pieces(stretch) {
            self.piece(piece)?;
        }
        Ok(self.tokenizer.sink.progress().tokens != before)
    }

    fn piece(&mut self, piece: &str) -> Result<(), IntakeError> {
        let before = self.tokenizer.sink.progress().tokens;
        self.input.push_back(piece.into());
        // The reader never asks for a script to be run, so the input is read to its end.
        let _ = self.tokenizer.feed(&self.input);
        let now = self.tokenizer.sink.progress();
        let borders = || piece.bytes().filter(|byte| BORDERS.contains(byte)).count() as u64;
        match &mut self.open {
            open if now.tokens != before => *open = Open::Unknown(borders()),
            Open::Declaration => {}
            Open::Tag(attributes) => self.cost += attributes.count * attributes.read(piece.as_bytes()),
            Open::Unknown(pending) => {
                let more = borders();
                self.cost += *pending * more;
                *pending += more;
            }
        }
        if self.cost + now.comparisons > self.most { Err(IntakeError::Attributes) } else { Ok(()) }
    }
}

/// A stretch cut into pieces that are read one after the other.
fn pieces(mut source: &str) -> impl Iterator<Item = &str> {
    std::iter::from_fn(move || {
        let (piece, rest) = source.split_at_checked(source.floor_char_boundary(AT_ONCE))?;
        source = rest;
        (!piece.is_empty()).then_some(piece)
    })
}

//! Comments and highlights set into the markup of the main part: runs are cut at the borders, each piece with the
//! properties of the whole; text is never changed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::edits::{Edits, Order};
use super::markup;
use super::notes::{Marks, Shade};
use crate::intake::docx::{Layout, Piece, Run};
use crate::span::{SourceText, Span};

/// What is set at one place.
#[derive(Debug, Default)]
struct Here {
    ends: Vec<i64>,
    starts: Vec<i64>,
}

/// Where a mark can stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slot {
    Before(u32),
    After(u32),
    /// Inside a run, before the character of the text.
    Inside(u32, usize),
}

/// The main part being marked.
pub(super) struct Marker<'a> {
    markup: &'a str,
    text: &'a SourceText,
    layout: &'a Layout,
    declaration: String,
    before: BTreeMap<u32, Here>,
    after: BTreeMap<u32, Here>,
    inside: BTreeMap<(u32, usize), Here>,
    bare: BTreeMap<u32, Vec<i64>>,
}

impl<'a> Marker<'a> {
    /// The main part `markup` of a document with its text and layout.
    pub(super) fn new(markup: &'a str, text: &'a SourceText, layout: &'a Layout) -> Self {
        Self {
            markup,
            text,
            layout,
            declaration: markup::declaration(markup),
            before: BTreeMap::new(),
            after: BTreeMap::new(),
            inside: BTreeMap::new(),
            bare: BTreeMap::new(),
        }
    }

    /// The part with all marks; comment `n` of `marks` gets the id `ids[n]`.
    pub(super) fn marked(mut self, marks: &Marks, ids: &[i64]) -> String {
        for (note, &id) in marks.notes.iter().zip(ids) {
            self.place(note.span.unwrap_or_default(), id);
        }
        let mut edits = Edits::default();
        self.runs(&marks.shades, &mut edits);
        for (&run, here) in &self.before {
            if let Some(run) = self.run(run) {
                edits.insert(run.place.start, Order::Opening, self.set(here));
            }
        }
        for (&run, here) in &self.after {
            if let Some(run) = self.run(run) {
                edits.insert(run.place.end, Order::Closing, self.set(here));
            }
        }
        for (&at, ids) in &self.bare {
            let both = ids.iter().fold(String::new(), |mut all, &id| {
                all.push_str(&self.set(&Here { ends: Vec::new(), starts: vec![id] }));
                all.push_str(&self.set(&Here { ends: vec![id], starts: Vec::new() }));
                all
            });
            edits.insert(at, Order::Opening, both);
        }
        edits.apply(self.markup)
    }

    fn run(&self, index: u32) -> Option<&'a Run> {
        self.layout.runs.get(index as usize)
    }

    /// Finds the places of a comment on `span`.
    fn place(&mut self, span: Span, id: i64) {
        // A comment on nothing stands on the next character.
        let span = Span::new(span.start, span.end.max(span.start + 1));
        let pieces = &self.layout.pieces;
        let first = pieces.partition_point(|p| p.span.end <= span.start);
        let beyond = pieces.partition_point(|p| p.span.start < span.end);
        let touched = pieces.get(first..beyond.max(first)).unwrap_or_default();
        let start = touched.iter().find_map(|p| self.start(p, span.start));
        let end = touched.iter().rev().find_map(|p| self.end(p, span.end));
        let (Some(start), Some(end)) = (start, end) else {
            let near = touched.first().or_else(|| pieces.get(first)).or_else(|| pieces.last());
            return self.beside(near, id);
        };
        let end = if self.key(end) > self.key(start) { end } else { self.behind(start) };
        match start {
            Slot::Before(run) => self.before.entry(run).or_default().starts.push(id),
            Slot::Inside(run, at) => self.inside.entry((run, at)).or_default().starts.push(id),
            Slot::After(run) => self.after.entry(run).or_default().starts.push(id),
        }
        match end {
            Slot::Before(run) => self.before.entry(run).or_default().ends.push(id),
            Slot::After(run) => self.after.entry(run).or_default().ends.push(id),
            Slot::Inside(run, at) => self.inside.entry((run, at)).or_default().ends.push(id),
        }
    }

    /// A comment without words of its own, in the paragraph of a piece or else in the first one that takes it.
    fn beside(&mut self, near: Option<&Piece>, id: i64) {
        let own = near.and_then(|p| self.layout.paragraphs.get(p.paragraph as usize));
        let place = own.and_then(|p| p.content).or_else(|| self.layout.paragraphs.iter().find_map(|p| p.content));
        if let Some(place) = place {
            self.bare.entry(place).or_default().push(id);
        }
    }

    /// The run of the main story that the text of a piece hangs on; comments stand in no other story.
    fn anchor(&self, piece: &Piece) -> Option<u32> {
        let paragraph = self.layout.paragraphs.get(piece.paragraph as usize)?;
        if paragraph.part != 0 {
            return paragraph.anchor;
        }
        let run = piece.run?;
        Some(self.run(run)?.outer.unwrap_or(run))
    }

    /// Whether comments may stand inside of the piece's own run.
    fn is_free(&self, piece: &Piece, anchor: u32) -> bool {
        piece.run == Some(anchor) && self.run(anchor).is_some_and(|run| run.divisible)
    }

    fn start(&self, piece: &Piece, position: usize) -> Option<Slot> {
        let anchor = self.anchor(piece)?;
        let at = position.max(piece.span.start);
        let inside = self.is_free(piece, anchor) && at > self.first(anchor, piece);
        Some(if inside { self.inside_of(anchor, piece, at) } else { Slot::Before(anchor) })
    }

    fn end(&self, piece: &Piece, position: usize) -> Option<Slot> {
        let anchor = self.anchor(piece)?;
        let at = position.min(piece.span.end);
        let inside = self.is_free(piece, anchor) && at < self.last(anchor, piece);
        Some(if inside { self.inside_of(anchor, piece, at) } else { Slot::After(anchor) })
    }

    /// A place inside a run; elements that stand for one character are not cut.
    fn inside_of(&self, run: u32, piece: &Piece, at: usize) -> Slot {
        let at = if piece.divisible || at == piece.span.start { at } else { piece.span.end };
        Slot::Inside(run, at)
    }

    /// The pieces of a run around one of them.
    fn siblings(&self, run: u32, piece: &Piece) -> &'a [Piece] {
        let at = self.layout.pieces.partition_point(|p| p.span.start < piece.span.start);
        let same = |p: &&Piece| p.run == Some(run);
        let before = self.layout.pieces.get(..at).unwrap_or_default().iter().rev().take_while(same).count();
        let after = self.layout.pieces.get(at..).unwrap_or_default().iter().take_while(same).count();
        self.layout.pieces.get(at - before..at + after).unwrap_or_default()
    }

    fn first(&self, run: u32, piece: &Piece) -> usize {
        self.siblings(run, piece).first().map_or(piece.span.start, |p| p.span.start)
    }

    fn last(&self, run: u32, piece: &Piece) -> usize {
        self.siblings(run, piece).last().map_or(piece.span.end, |p| p.span.end)
    }

    /// By which places are put in order.
    fn key(&self, slot: Slot) -> (u32, usize) {
        let place = |run| self.run(run).map_or(0..0, |run| run.place.clone());
        match slot {
            Slot::Before(run) => (place(run).start, 0),
            Slot::Inside(run, at) => (place(run).start, at + 1),
            Slot::After(run) => (place(run).end, 0),
        }
    }

    fn behind(&self, slot: Slot) -> Slot {
        match slot {
            Slot::Before(run) | Slot::Inside(run, _) | Slot::After(run) => Slot::After(run),
        }
    }

    /// Ends and beginnings of comments as markup.
    fn set(&self, here: &Here) -> String {
        let declared = &self.declaration;
        let mut out = String::new();
        // Writing to a string does not fail.
        for id in &here.ends {
            let _ = write!(
                out,
                "<w:commentRangeEnd{declared} w:id=\"{id}\"/><w:r{declared}><w:commentReference w:id=\"{id}\"/></w:r>"
            );
        }
        for id in &here.starts {
            let _ = write!(out, "<w:commentRangeStart{declared} w:id=\"{id}\"/>");
        }
        out
    }

    /// Cuts runs where comments and highlights begin and end.
    fn runs(&self, shades: &[(Span, Shade)], edits: &mut Edits) {
        let mut rest = self.layout.pieces.as_slice();
        while let Some(first) = rest.first() {
            let length = rest.iter().take_while(|p| p.run == first.run).count().max(1);
            let (pieces, next) = rest.split_at(length);
            rest = next;
            let main = self.layout.paragraphs.get(first.paragraph as usize).is_some_and(|p| p.part == 0);
            let Some(index) = first.run.filter(|_| main) else { continue };
            let Some(run) = self.run(index).filter(|run| run.divisible) else { continue };
            self.cut(index, run, pieces, (shades, &mut *edits));
        }
    }

    fn cut(&self, index: u32, run: &Run, pieces: &[Piece], (shades, edits): (&[(Span, Shade)], &mut Edits)) {
        let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else { return };
        let whole = Span::new(first.span.start, last.span.end);
        let shade_at = |at: usize| {
            let next = shades.partition_point(|(span, _)| span.end <= at);
            shades.get(next).filter(|(span, _)| span.start <= at).map(|(_, shade)| *shade)
        };
        let mut borders: BTreeSet<usize> =
            self.inside.range((index, 0)..(index + 1, 0)).map(|((_, at), _)| *at).collect();
        let near = shades.partition_point(|(span, _)| span.end <= whole.start);
        for (span, _) in shades.iter().skip(near).take_while(|(span, _)| span.start < whole.end) {
            borders.extend([span.start, span.end].into_iter().filter(|&at| whole.start < at && at < whole.end));
        }
        // An element that stands for one character is not cut; its one character has no inside anyway.
        let tag = slice(self.markup, &run.tag);
        let own = run.properties.as_ref().map(|place| slice(self.markup, place));
        let properties = |at: usize| match shade_at(at) {
            Some(shade) => markup::highlighted(own, shade.colour(), &self.declaration),
            None => own.unwrap_or_default().to_owned(),
        };
        let border = |at: usize| {
            let marks = self.inside.get(&(index, at)).map(|here| self.set(here)).unwrap_or_default();
            format!("</{}>{marks}{tag}{}", markup::name_of(tag), properties(at))
        };
        if shade_at(whole.start).is_some() {
            let place = run.properties.clone().unwrap_or(run.tag.end..run.tag.end);
            edits.replace(place, Order::Between, properties(whole.start));
        }
        for piece in pieces {
            let cuts: Vec<usize> =
                borders.range(piece.span.start..piece.span.end).copied().filter(|at| *at > whole.start).collect();
            let inner: Vec<usize> = cuts.iter().copied().filter(|at| *at > piece.span.start).collect();
            if cuts.len() > inner.len() {
                edits.insert(piece.node.start, Order::Between, border(piece.span.start));
            }
            if !inner.is_empty() {
                edits.replace(piece.node.clone(), Order::Instead, self.divided(piece, &inner, &border));
            }
        }
    }

    /// The element of a piece in several, with borders between them.
    fn divided(&self, piece: &Piece, cuts: &[usize], border: &dyn Fn(usize) -> String) -> String {
        let name = markup::name_of(slice(self.markup, &piece.node));
        let ends = cuts.iter().copied().chain([piece.span.end]);
        let mut from = piece.span.start;
        let mut out = String::new();
        for to in ends {
            if from > piece.span.start {
                out.push_str(&border(from));
            }
            let words = markup::escaped(self.text.slice(Span::new(from, to)));
            let _ = write!(out, "<{name} xml:space=\"preserve\">{words}</{name}>");
            from = to;
        }
        out
    }
}

fn slice<'a>(markup: &'a str, place: &std::ops::Range<u32>) -> &'a str {
    markup.get(place.start as usize..place.end as usize).unwrap_or_default()
}

//! Many texts looked for at once, in time linear in what is searched.

use std::collections::BTreeMap;

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder};

use crate::span::Span;

/// A text to look for.
#[derive(Debug, Clone, Copy)]
struct Meaning {
    /// Its length in characters.
    characters: usize,
    /// Where the indices it stands for begin and end in [`Automaton::entries`].
    entries: Span,
}

/// Texts to look for, each with the indices it stands for.
#[derive(Clone)]
pub(super) struct Automaton {
    automaton: CharwiseDoubleArrayAhoCorasick<u32>,
    meanings: Vec<Meaning>,
    /// The indices of all texts, one after the other: a hit reads what lies close together.
    entries: Vec<usize>,
}

impl Automaton {
    /// `None` when there is nothing to look for.
    pub(super) fn new(texts: BTreeMap<String, Vec<usize>>) -> Result<Option<Self>, String> {
        if texts.is_empty() {
            return Ok(None);
        }
        let numbered = texts.keys().zip(0u32..);
        let automaton = CharwiseDoubleArrayAhoCorasickBuilder::new()
            .build_with_values(numbered)
            .map_err(|error| format!("词表不能编译：{error}"))?;
        let (mut meanings, mut entries) = (Vec::with_capacity(texts.len()), Vec::new());
        for (text, indices) in texts {
            let from = entries.len();
            entries.extend(indices);
            meanings.push(Meaning { characters: text.chars().count(), entries: Span::new(from, entries.len()) });
        }
        Ok(Some(Self { automaton, meanings, entries }))
    }

    /// Every text found, overlapping ones too, by rising ends: byte range, length in characters, indices.
    pub(super) fn find<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (usize, usize, usize, &'a [usize])> {
        self.automaton.find_overlapping_iter(text).filter_map(|found| {
            let Meaning { characters, entries } = *self.meanings.get(found.value() as usize)?;
            Some((found.start(), found.end(), characters, self.entries.get(entries.start..entries.end)?))
        })
    }
}

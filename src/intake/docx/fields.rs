//! Complex fields (page numbers, dates, contents): of each the result is text and its code is not.

use std::collections::BTreeSet;

use crate::intake::IntakeError;
use crate::intake::xml::{Node, Space, Tag, Xml};

/// What of a field is being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    Code,
    Result,
}

/// The fields of a story.
#[derive(Debug, Default)]
pub(super) struct Fields {
    open: Vec<Reading>,
    /// Where fields begin whose code never ends.
    endless: BTreeSet<usize>,
}

impl Fields {
    /// Looks through a part for fields whose code never ends. Taken as fields, they would swallow all that follows.
    ///
    /// # Errors
    /// Those of XML.
    pub(super) fn of(part: &str, text: &str) -> Result<Self, IntakeError> {
        let mut open: Vec<(usize, Reading)> = Vec::new();
        if !text.contains("fldChar") {
            return Ok(Self::default());
        }
        let mut xml = Xml::new(part, text);
        while let Some(node) = xml.node()? {
            let Node::Open(tag) = node else { continue };
            match kind(&tag).as_deref() {
                Some("begin") => open.push((xml.place().start, Reading::Code)),
                Some("separate") => {
                    if let Some((_, reading)) = open.last_mut() {
                        *reading = Reading::Result;
                    }
                }
                Some("end") => {
                    open.pop();
                }
                _ => {}
            }
        }
        let endless =
            open.into_iter().filter(|(_, reading)| *reading == Reading::Code).map(|(place, _)| place).collect();
        Ok(Self { open: Vec::new(), endless })
    }

    /// Whether the code of some field never ends.
    pub(super) fn are_unclosed(&self) -> bool {
        !self.endless.is_empty()
    }

    /// Takes a mark of a field into account, which stands at `place`; any other element is none.
    pub(super) fn mark(&mut self, tag: &Tag<'_>, place: usize) {
        match kind(tag).as_deref() {
            Some("begin") if !self.endless.contains(&place) => self.open.push(Reading::Code),
            Some("separate") => {
                if let Some(reading) = self.open.last_mut() {
                    *reading = Reading::Result;
                }
            }
            Some("end") => {
                self.open.pop();
            }
            _ => {}
        }
    }

    /// Whether what is being read is the code of a field.
    pub(super) fn in_code(&self) -> bool {
        self.open.contains(&Reading::Code)
    }
}

/// What a mark of a field says; `None` for any other element.
fn kind(tag: &Tag<'_>) -> Option<String> {
    if tag.space == Space::Word && tag.name() == "fldChar" { tag.attribute("fldCharType") } else { None }
}

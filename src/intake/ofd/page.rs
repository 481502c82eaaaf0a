//! The text objects of a page.

use super::object::{Code, Object};
use crate::intake::error::IntakeError;
use crate::intake::layout::Gather;
use crate::intake::package::Package;
use crate::intake::xml::{self, Node, Xml};

/// What reading a page with its templates has come to.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) gather: Gather,
    /// How many more characters there may be.
    left: usize,
    /// Stretches of text so far.
    runs: u32,
}

impl Found {
    pub(super) fn new(left: usize) -> Self {
        Self { gather: Gather::default(), left, runs: 0 }
    }
}

/// Reads the page in the part `name`; the ids of its templates. A page that is named and missing is none.
pub(super) fn read(package: &mut Package<'_>, name: &str, found: &mut Found) -> Result<Vec<String>, IntakeError> {
    let Some(bytes) = package.part(name)? else { return Ok(Vec::new()) };
    let text = xml::decode(name, bytes)?;
    let mut xml = Xml::new(name, &text);
    let mut templates = Vec::new();
    let mut object: Option<Object> = None;
    let mut code: Option<Code> = None;
    while let Some(node) = xml.node()? {
        match node {
            Node::Open(tag) => match tag.name() {
                "Template" => templates.extend(tag.attribute("TemplateID")),
                "TextObject" => object = Some(Object::of(&tag)),
                "TextCode" => code = object.is_some().then(|| Code::of(&tag)),
                // Where glyphs differ from characters: the characters stand in the code nevertheless.
                "CGTransform" | "Actions" | "Annots" => xml.skip()?,
                _ => {}
            },
            Node::Text(text) => {
                if let Some(code) = &mut code {
                    code.text.push_str(&text);
                }
            }
            Node::Close(end) => match end.name() {
                "TextObject" => object = None,
                "TextCode" => {
                    let Some((object, code)) = object.as_mut().zip(code.take()) else { continue };
                    let count = code.text.chars().count();
                    found.left = found.left.checked_sub(count).ok_or_else(|| too_long(name))?;
                    found.runs = found.runs.saturating_add(1);
                    object.show(&code, found.runs, &mut found.gather);
                }
                _ => {}
            },
        }
    }
    Ok(templates)
}

fn too_long(name: &str) -> IntakeError {
    IntakeError::Crowded { part: name.to_owned(), limit: super::read::MOST_CHARACTERS }
}

//! [`read`]: a package in, its text out.

use std::collections::HashMap;

use super::page::{self, Found};
use crate::intake::error::IntakeError;
use crate::intake::layout::{self, Sheet};
use crate::intake::origin::{Origin, OriginPart, OriginPiece};
use crate::intake::package::Package;
use crate::intake::xml::{self, Node, Xml};
use crate::span::Span;

/// The part that names the documents.
const ROOT: &str = "OFD.xml";
/// Most pages of a package.
const MOST_PAGES: usize = 2_000;
/// Most characters of a package.
pub(super) const MOST_CHARACTERS: usize = 2_000_000;

/// An OFD package as it was read.
#[derive(Debug)]
pub(in crate::intake) struct OfdText {
    /// Its text, one line a paragraph.
    pub(in crate::intake) text: String,
    /// Where it stands: pages, and lines on them.
    pub(in crate::intake) origin: Origin,
    /// What stands beside it: headers, footers, watermarks.
    pub(in crate::intake) margins: String,
    /// Pages without any character, from 1: scanned or blank ones.
    pub(in crate::intake) silent: Vec<usize>,
}

/// A document of a package: where its pages and its templates are.
#[derive(Debug, Default)]
struct Body {
    pages: Vec<String>,
    templates: HashMap<String, String>,
}

/// Whether the package is an OFD one.
pub(in crate::intake) fn is_document(package: &Package<'_>) -> bool {
    package.has(ROOT)
}

/// Reads all documents of a package.
///
/// # Errors
/// [`IntakeError`] for a package that is damaged or beyond a cap, [`IntakeError::NoTextLayer`] for a scan.
pub(in crate::intake) fn read(package: &mut Package<'_>) -> Result<OfdText, IntakeError> {
    let (mut text, mut margins, mut silent) = (String::new(), String::new(), Vec::new());
    let (mut pages, mut characters, mut length) = (0, 0, 0);
    let mut origin = Origin::default();
    for root in roots(package)? {
        let body = body(package, &root)?;
        let mut sheets: Vec<Sheet> = Vec::new();
        for name in &body.pages {
            pages += 1;
            if pages > MOST_PAGES {
                return Err(IntakeError::Package { problem: format!("页数超过 {MOST_PAGES} 页") });
            }
            origin.parts.push(OriginPart { name: name.clone(), label: format!("第{pages}页") });
            let mut found = Found::new(MOST_CHARACTERS - characters);
            for template in page::read(package, name, &mut found)? {
                // Templates are not nested.
                if let Some(name) = body.templates.get(&template) {
                    page::read(package, name, &mut found)?;
                }
            }
            let sheet = found.gather.sheet();
            characters += sheet.glyphs.len();
            if sheet.glyphs.iter().all(|glyph| glyph.character.is_whitespace()) {
                silent.push(pages);
            }
            sheets.push(sheet);
        }
        let laid = layout::read(&sheets);
        let first = pages - sheets.len();
        origin.pieces.extend(laid.pieces.iter().map(|piece| {
            let span = Span::new(length + piece.span.start, length + piece.span.end);
            OriginPiece { span, part: first + piece.part, ..*piece }
        }));
        length += laid.text.chars().count();
        text.push_str(&laid.text);
        margins.push_str(&laid.margins);
        margins.push('\n');
    }
    if silent.len() == pages { Err(IntakeError::NoTextLayer) } else { Ok(OfdText { text, origin, margins, silent }) }
}

/// Names of the root parts of the documents.
fn roots(package: &mut Package<'_>) -> Result<Vec<String>, IntakeError> {
    let text = xml::decode(ROOT, package.needed(ROOT)?)?;
    let mut xml = Xml::new(ROOT, &text);
    let (mut roots, mut inside) = (Vec::new(), false);
    while let Some(node) = xml.node()? {
        match node {
            Node::Open(tag) => {
                inside = tag.name() == "DocRoot";
                if inside {
                    roots.push(String::new());
                }
            }
            Node::Text(path) if inside => {
                roots.iter_mut().next_back().into_iter().for_each(|root| root.push_str(&path))
            }
            Node::Text(_) => {}
            Node::Close(_) => inside = false,
        }
    }
    Ok(roots.iter().map(|root| resolve(ROOT, root)).collect())
}

fn body(package: &mut Package<'_>, root: &str) -> Result<Body, IntakeError> {
    let text = xml::decode(root, package.needed(root)?)?;
    let mut xml = Xml::new(root, &text);
    let mut body = Body::default();
    while let Some(node) = xml.node()? {
        let Node::Open(tag) = node else { continue };
        let Some(path) = tag.attribute("BaseLoc") else { continue };
        match tag.name() {
            "Page" => body.pages.push(resolve(root, &path)),
            "TemplatePage" => {
                body.templates.extend(tag.attribute("ID").map(|id| (id, resolve(root, &path))));
            }
            _ => {}
        }
    }
    Ok(body)
}

/// The name of a part as another part writes it: from the top with a stroke before it, else from that part's folder.
fn resolve(from: &str, path: &str) -> String {
    let path = path.trim().replace('\\', "/");
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let whole = if path.starts_with('/') { path } else { format!("{folder}/{path}") };
    let mut steps: Vec<&str> = Vec::new();
    for step in whole.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn names_are_resolved_within_the_package() {
        for (from, path, wanted) in [
            ("OFD.xml", "Doc_0/Document.xml", "Doc_0/Document.xml"),
            ("Doc_0/Document.xml", "Pages/Page_0/Content.xml", "Doc_0/Pages/Page_0/Content.xml"),
            ("Doc_0/Document.xml", " /Doc_0/Tpls\\Tpl_0/Content.xml ", "Doc_0/Tpls/Tpl_0/Content.xml"),
            ("Doc_0/Document.xml", "../../../etc/./passwd", "etc/passwd"),
        ] {
            assert_eq!(resolve(from, path), wanted);
        }
    }
}

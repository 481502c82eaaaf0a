//! [`read`]: a document as text, with its layout and what was noticed on the way.

use super::found::{Aim, Found, Tools};
use super::layout::Layout;
use super::numbering::Numbering;
use super::parts::{self, Relation};
use super::story::Reader;
use super::styles::Styles;
use crate::intake::package::Package;
use crate::intake::read::{IntakeWarning, MAX_FILE_BYTES};
use crate::intake::{IntakeError, Origin, notices, xml};

/// A document as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// What a reader sees: a line a paragraph, cells parted by tabs, notes at the end.
    pub text: String,
    /// Where the text stands in the file, paragraph by paragraph.
    pub origin: Origin,
    /// Where each piece of the text stands in the markup; empty if no marks are to be set.
    pub layout: Layout,
    /// What stands above and below the text on its pages, a line a paragraph.
    pub margins: String,
    /// Whether there are pictures or other drawings.
    pub drawn: bool,
    /// What was noticed.
    pub warnings: Vec<IntakeWarning>,
}

/// Reads the document in a package.
///
/// # Errors
/// [`IntakeError`] for a package that is damaged, beyond a cap, or without a main part.
pub fn read(package: &mut Package<'_>, aim: Aim) -> Result<Document, IntakeError> {
    let main = parts::main_part(package)?;
    let relations = parts::relations(package, &main)?;
    let named = |kind: &str| relations.iter().find(|r: &&Relation| r.kind == kind).map(|r| r.target.clone());
    let text = xml::decode(&main, package.needed(&main)?)?;
    let styles = optional(package, named("styles"), Styles::read)?;
    let mut numbering = optional(package, named("numbering"), Numbering::read)?;
    let mut found = Found::new(aim);
    let tools = Tools { styles: &styles, numbering: &mut numbering };
    Reader::new((&main, &text), None, tools, &mut found)?.read()?;
    drop(text);
    for kind in ["footnotes", "endnotes"] {
        let Some(name) = named(kind).filter(|name| package.has(name)) else { continue };
        let text = xml::decode(&name, package.needed(&name)?)?;
        let tools = Tools { styles: &styles, numbering: &mut numbering };
        Reader::new((&name, &text), Some(kind), tools, &mut found)?.read()?;
    }
    let mut aside = Found::default();
    for margin in relations.iter().filter(|r| matches!(r.kind.as_str(), "header" | "footer")) {
        let Some(bytes) = package.part(&margin.target)? else { continue };
        let text = xml::decode(&margin.target, bytes)?;
        let tools = Tools { styles: &styles, numbering: &mut numbering };
        Reader::new((&margin.target, &text), None, tools, &mut aside)?.read()?;
    }
    if found.text.len() as u64 > MAX_FILE_BYTES {
        return Err(IntakeError::Unpacked { part: main, limit: MAX_FILE_BYTES });
    }
    let warnings = warnings(&found, &relations);
    let Found { text, origin, layout, drawn, .. } = found;
    Ok(Document { text, origin, layout, margins: aside.text, drawn, warnings })
}

/// A part that may be missing.
fn optional<T: Default>(
    package: &mut Package<'_>,
    name: Option<String>,
    read: fn(&str, &str) -> Result<T, IntakeError>,
) -> Result<T, IntakeError> {
    let Some(name) = name else { return Ok(T::default()) };
    let Some(bytes) = package.part(&name)? else { return Ok(T::default()) };
    read(&name, &xml::decode(&name, bytes)?)
}

fn warnings(found: &Found, relations: &[Relation]) -> Vec<IntakeWarning> {
    let drawn = relations.iter().any(|r| matches!(r.kind.as_str(), "chart" | "chartEx" | "diagramData"));
    [
        found.revised.then(notices::revisions),
        (found.hidden > 0).then(|| notices::hidden(found.hidden)),
        (found.faint > 0).then(|| notices::faint(found.faint)),
        found.unclosed.then(notices::unclosed_field),
        notices::unfilled(&found.placeholders),
        (drawn || found.embedded).then(notices::left_out),
    ]
    .into_iter()
    .flatten()
    .collect()
}

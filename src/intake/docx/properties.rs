//! Properties of paragraphs, runs, rows and controls, as far as they decide what the text is.

use super::look::Look;
use super::styles::{Styles, is_on, number};
use crate::intake::IntakeError;
use crate::intake::xml::{Node, Space, Tag, Xml};

/// What is said of a paragraph.
#[derive(Debug, Default)]
pub(super) struct OfParagraph {
    pub(super) style: Option<String>,
    pub(super) list: Option<i64>,
    pub(super) level: Option<usize>,
    /// Its mark is deleted: it runs on into the next one.
    pub(super) joined: bool,
    /// Its mark is inserted or deleted.
    pub(super) revised: bool,
    /// What stands behind its text.
    pub(super) look: Look,
}

/// Reads the properties that have just been opened to their end, those from before a change left out.
fn each(xml: &mut Xml<'_>, mut take: impl FnMut(&Tag<'_>)) -> Result<(), IntakeError> {
    let outside = xml.depth().saturating_sub(1);
    while xml.depth() > outside {
        let Some(node) = xml.node()? else { break };
        let Node::Open(tag) = node else { continue };
        match tag.name() {
            "pPrChange" | "rPrChange" | "trPrChange" | "numberingChange" | "sectPr" => xml.skip()?,
            _ if tag.space == Space::Word => take(&tag),
            _ => {}
        }
    }
    Ok(())
}

/// Properties of a paragraph.
pub(super) fn of_paragraph(xml: &mut Xml<'_>) -> Result<OfParagraph, IntakeError> {
    let mut read = OfParagraph::default();
    let mut of_mark = false;
    each(xml, |tag| match tag.name() {
        "pStyle" => read.style = tag.attribute("val"),
        "numId" => read.list = number(tag),
        "ilvl" => read.level = number(tag).and_then(|n| usize::try_from(n).ok()),
        "rPr" => of_mark = true,
        "shd" if !of_mark => read.look.take(tag),
        "del" | "moveFrom" if of_mark => {
            read.joined = true;
            read.revised = true;
        }
        "ins" | "moveTo" => read.revised = true,
        _ => {}
    })?;
    Ok(read)
}

/// How the properties of a run, and those of its style, make it look.
pub(super) fn of_run(xml: &mut Xml<'_>, styles: &Styles) -> Result<Look, IntakeError> {
    let (mut style, mut look) = (None, Look::default());
    each(xml, |tag| match tag.name() {
        "rStyle" => style = tag.attribute("val"),
        _ => look.take(tag),
    })?;
    Ok(style.map_or(look, |style| look.over(styles.look(&style))))
}

/// Whether the properties of a control say that it still shows what is to be filled in.
pub(super) fn is_unfilled(xml: &mut Xml<'_>) -> Result<bool, IntakeError> {
    let mut unfilled = false;
    each(xml, |tag| unfilled |= tag.name() == "showingPlcHdr" && is_on(tag))?;
    Ok(unfilled)
}

/// The words of what has just been opened, read to its end.
pub(super) fn words(xml: &mut Xml<'_>) -> Result<String, IntakeError> {
    let outside = xml.depth().saturating_sub(1);
    let (mut words, mut in_text) = (String::new(), false);
    while xml.depth() > outside {
        match xml.node()? {
            Some(Node::Open(tag)) => in_text = tag.space == Space::Word && tag.name() == "t",
            Some(Node::Close(_)) => in_text = false,
            Some(Node::Text(text)) if in_text => words.push_str(&text),
            Some(Node::Text(_)) => {}
            None => break,
        }
    }
    Ok(words)
}

/// Whether the properties of a row say that it is deleted.
pub(super) fn is_deleted_row(xml: &mut Xml<'_>) -> Result<bool, IntakeError> {
    let mut deleted = false;
    each(xml, |tag| deleted |= tag.name() == "del")?;
    Ok(deleted)
}

/// A character of a symbol font. Those fonts put their signs where no character is; of them the marks of forms are
/// known, others show as a square.
pub(super) fn symbol(tag: &Tag<'_>) -> char {
    let code = tag.attribute("char").and_then(|code| u32::from_str_radix(&code, 16).ok()).unwrap_or(0);
    let wingdings = tag.attribute("font").is_some_and(|font| font.eq_ignore_ascii_case("Wingdings"));
    match code {
        0xF0A8 | 0xF06F | 0xF071 if wingdings => '☐',
        0xF0FE | 0xF052 if wingdings => '☑',
        0xF0FD if wingdings => '☒',
        0xF0FC if wingdings => '✓',
        0xF0FB if wingdings => '✗',
        0xF06C if wingdings => '●',
        0..=0x1F | 0xE000..=0xF8FF => '□',
        _ => char::from_u32(code).unwrap_or('□'),
    }
}

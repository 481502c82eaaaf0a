//! What styles say of text: whether it can be seen, and which list its paragraphs belong to.

use std::collections::HashMap;

use super::look::Look;
use crate::intake::IntakeError;
use crate::intake::xml::{Node, Space, Tag, Xml};

/// Longest chain of styles that build on each other.
const LONGEST_CHAIN: usize = 20;

#[derive(Debug, Clone, Default)]
struct Style {
    based_on: Option<String>,
    list: Option<i64>,
    level: Option<usize>,
    look: Look,
}

/// The styles of a document.
#[derive(Debug, Clone, Default)]
pub(super) struct Styles {
    styles: HashMap<String, Style>,
    /// The style of paragraphs that name none.
    usual: Option<String>,
    /// What holds where no style says otherwise.
    defaults: Look,
}

impl Styles {
    /// Reads the part that holds the styles.
    pub(super) fn read(part: &str, text: &str) -> Result<Self, IntakeError> {
        let mut xml = Xml::new(part, text);
        let mut found = Self::default();
        let mut open: Option<(String, Style)> = None;
        while let Some(node) = xml.node()? {
            match node {
                Node::Open(tag) if tag.space == Space::Word => {
                    if tag.name() == "style" {
                        let is = |name, value: &str| tag.attribute(name).is_some_and(|own| own == value);
                        if is("type", "paragraph") && (is("default", "1") || is("default", "true")) {
                            found.usual = tag.attribute("styleId");
                        }
                        open = tag.attribute("styleId").map(|id| (id, Style::default()));
                    } else if let Some((_, style)) = &mut open {
                        match tag.name() {
                            "basedOn" => style.based_on = tag.attribute("val"),
                            "numId" => style.list = number(&tag),
                            "ilvl" => style.level = number(&tag).and_then(|n| usize::try_from(n).ok()),
                            "tblStylePr" => xml.skip()?,
                            _ => style.look.take(&tag),
                        }
                    } else {
                        // Outside of styles, only the defaults of the document have properties.
                        found.defaults.take(&tag);
                    }
                }
                Node::Close(end) if end.space == Space::Word && end.name() == "style" => {
                    found.styles.extend(open.take());
                }
                _ => {}
            }
        }
        Ok(found)
    }

    /// List and level of the paragraphs of a style.
    pub(super) fn list(&self, style: &str) -> Option<(i64, Option<usize>)> {
        let list = self.chain(style).find_map(|s| s.list)?;
        Some((list, self.chain(style).find_map(|s| s.level)))
    }

    /// How text of a style looks.
    pub(super) fn look(&self, style: &str) -> Look {
        self.chain(style).fold(Look::default(), |look, style| look.over(style.look))
    }

    /// How text of a paragraph looks, of the style that it names or of the usual one.
    pub(super) fn look_of_paragraph(&self, style: Option<&str>) -> Look {
        let style = style.filter(|style| self.styles.contains_key(*style)).or(self.usual.as_deref());
        style.map(|style| self.look(style)).unwrap_or_default().over(self.defaults)
    }

    fn chain<'a>(&'a self, style: &str) -> impl Iterator<Item = &'a Style> {
        let first = self.styles.get(style);
        std::iter::successors(first, |s| self.styles.get(s.based_on.as_deref()?)).take(LONGEST_CHAIN)
    }
}

/// The number that an element gives as its value.
pub(super) fn number(tag: &Tag<'_>) -> Option<i64> {
    tag.attribute("val")?.trim().parse().ok()
}

/// Whether a switch is on: it is unless it says otherwise.
pub(super) fn is_on(tag: &Tag<'_>) -> bool {
    !matches!(tag.attribute("val").as_deref(), Some("0" | "false" | "off"))
}

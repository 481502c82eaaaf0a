//! Numbers of lists, which a browser writes before their items.

use html5ever::tokenizer::{StartTag, Tag};

use super::attributes::{attribute, style};
use crate::intake::docx::numeral;

/// How items begin whose number stands in their text already.
const NUMBERED: &str = "0123456789０１２３４５６７８９一二三四五六七八九十（(第①②③④⑤⑥⑦⑧⑨⑩";

/// The lists that are open.
#[derive(Debug, Default)]
pub(super) struct Items {
    /// Each with its next number, where its items have numbers.
    open: Vec<Option<List>>,
    /// The number of the item that was opened last, until its text begins.
    due: Option<String>,
}

#[derive(Debug)]
struct List {
    next: u32,
    format: &'static str,
}

impl Items {
    /// Takes a tag into account.
    pub(super) fn tag(&mut self, tag: &Tag) {
        let opens = tag.kind == StartTag;
        match &*tag.name {
            "ol" | "ul" if opens => self.open.push(list(tag)),
            "ol" | "ul" => {
                self.open.pop();
                self.due = None;
            }
            "li" => self.due = opens.then(|| self.item(tag)).flatten(),
            _ => {}
        }
    }

    /// What stands before a text, which it belongs to: the number of its item.
    pub(super) fn before(&mut self, text: &str) -> Option<String> {
        let first = text.chars().find(|c| !c.is_whitespace())?;
        self.due.take().filter(|_| !NUMBERED.contains(first))
    }

    fn item(&mut self, tag: &Tag) -> Option<String> {
        let list = self.open.last_mut()?.as_mut()?;
        let number = attribute(tag, "value").and_then(|value| value.trim().parse().ok()).unwrap_or(list.next);
        list.next = number.saturating_add(1);
        let stop = if list.format == CHINESE { "、" } else { ". " };
        Some(format!("{}{stop}", numeral(number, list.format)))
    }
}

/// The format of Chinese numbers.
const CHINESE: &str = "chineseCounting";

/// What the items of a list are numbered by; `None` where they are not.
fn list(tag: &Tag) -> Option<List> {
    let shown = style(tag, "list-style-type").or_else(|| style(tag, "list-style")).unwrap_or_default();
    if &*tag.name != "ol" || shown.contains("none") {
        return None;
    }
    let format = match (attribute(tag, "type"), shown.as_str()) {
        (_, "cjk-ideographic" | "simp-chinese-informal" | "trad-chinese-informal") => CHINESE,
        (Some("a"), _) | (_, "lower-alpha" | "lower-latin") => "lowerLetter",
        (Some("A"), _) | (_, "upper-alpha" | "upper-latin") => "upperLetter",
        (Some("i"), _) | (_, "lower-roman") => "lowerRoman",
        (Some("I"), _) | (_, "upper-roman") => "upperRoman",
        _ => "decimal",
    };
    let next = attribute(tag, "start").and_then(|start| start.trim().parse().ok()).unwrap_or(1);
    Some(List { next, format })
}

#[cfg(test)]
mod tests {
    use crate::intake::html::plain;

    #[test]
    fn items_have_the_numbers_that_a_browser_shows() {
        for (page, wanted) in [
            ("<ol><li>甲<li><p>乙</p><p>丙</p></li></ol><p>丁", "1. 甲\n2. 乙\n丙\n丁\n"),
            ("<ol start=3 type=A><li>甲</li><li value=7>乙</li><li>丙</li></ol>", "C. 甲\nG. 乙\nH. 丙\n"),
            ("<ol style='list-style-type:cjk-ideographic'><li>甲<ul><li>乙</ul><li>丙</ol>", "一、甲\n乙\n二、丙\n"),
            (
                "<ol><li>1.甲</li><li>（二）乙</li><li><b>第三条</b> 丙</li><li>丁</li></ol>",
                "1.甲\n（二）乙\n第三条 丙\n4. 丁\n",
            ),
            ("<ol style='list-style: none'><li>甲</ol><li>乙</li><ol><li></ol>丙", "甲\n乙\n丙\n"),
        ] {
            assert_eq!(plain(page).map(|page| page.text).as_deref(), Ok(wanted), "{page}");
        }
    }
}

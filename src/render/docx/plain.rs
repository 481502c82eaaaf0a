//! A Word document made of a text, laid out as offices lay out their papers: A4, 22 lines of 28 characters.

use std::fmt::Write as _;

use super::markup::escaped;
use crate::intake::{IntakeError, package};
use crate::span::{SourceText, Span};

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>"#;
const ROOT: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;
const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;
/// 仿宋 of size 三号 (16 pt), lines of 28.95 pt: 22 lines a page (GB/T 9704).
const STYLES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="仿宋" w:cs="Times New Roman"/><w:kern w:val="2"/><w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:line="579" w:lineRule="exact"/><w:jc w:val="both"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style></w:styles>"#;
const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>"#;
/// Margins of GB/T 9704: 37 mm above, 28 mm left, a type area of 156 mm by 225 mm.
const FOOT: &str = r#"<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1985" w:left="1588" w:header="851" w:footer="992" w:gutter="0"/></w:sectPr></w:body></w:document>"#;

/// A document made of a text.
pub(super) struct Made {
    /// The file.
    pub(super) bytes: Vec<u8>,
    /// For every position of the text given, its end included, the position in the text of the file.
    positions: Vec<usize>,
}

impl Made {
    /// A document of `text`; `title` is where its title stands.
    pub(super) fn of(text: &SourceText, title: Option<Span>) -> Result<Self, IntakeError> {
        let mut body = String::from(HEAD);
        let mut positions = Vec::with_capacity(text.len() + 1);
        let (mut start, mut written) = (0, 0);
        for line in text.chars().split(|&c| c == '\n') {
            let ends_in_return = line.last() == Some(&'\r') && start + line.len() < text.len();
            let shown = if ends_in_return { line.len() - 1 } else { line.len() };
            // Positions at a line end, of one or two characters, all stand before the next line.
            positions.extend((0..=line.len()).map(|at| written + at.min(shown)));
            let span = Span::new(start, start + shown);
            paragraph(&mut body, text.slice(span), title.is_some_and(|t| t.overlaps(span)));
            start += line.len() + 1;
            written += shown + 1;
        }
        body.push_str(FOOT);
        let bytes = package::packed(&[
            ("[Content_Types].xml", TYPES.as_bytes()),
            ("_rels/.rels", ROOT.as_bytes()),
            ("word/document.xml", body.as_bytes()),
            ("word/_rels/document.xml.rels", RELATIONS.as_bytes()),
            ("word/styles.xml", STYLES.as_bytes()),
        ])?;
        Ok(Self { bytes, positions })
    }

    /// A range of the text given in the text of the file.
    pub(super) fn span(&self, span: Span) -> Span {
        let last = self.positions.last().copied().unwrap_or(0);
        let at = |position: usize| self.positions.get(position).copied().unwrap_or(last);
        Span::new(at(span.start), at(span.end))
    }
}

fn paragraph(body: &mut String, line: &str, title: bool) {
    body.push_str("<w:p>");
    if title {
        body.push_str(r#"<w:pPr><w:jc w:val="center"/></w:pPr>"#);
    }
    let run = if title { r#"<w:r><w:rPr><w:sz w:val="44"/></w:rPr>"# } else { "<w:r>" };
    for (at, words) in line.split('\t').enumerate() {
        if at > 0 {
            let _ = write!(body, "{run}<w:tab/></w:r>");
        }
        if !words.is_empty() {
            // A return in the midst of a line is shown as a blank: it would be read as one.
            let words = escaped(&words.replace('\r', " "));
            let _ = write!(body, "{run}<w:t xml:space=\"preserve\">{words}</w:t></w:r>");
        }
    }
    body.push_str("</w:p>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::read;

    #[test]
    fn a_document_says_what_its_text_says() {
        let given = "关于某事的通知\r\n\r\n甲<b>&\t乙\u{0C}\u{1}丙\n末行\r\n";
        let text = SourceText::new(given);
        let made = Made::of(&text, Some(Span::new(0, 7))).unwrap();
        let shown = read(&made.bytes, "a.docx").unwrap().text;
        assert_eq!(shown, "关于某事的通知\n\n甲<b>&\t乙\u{FFFD}\u{FFFD}丙\n末行\n");
        let shown = SourceText::new(&shown);
        for words in ["关于", "甲<b>&\t乙", "丙", "末行"] {
            let at = given.split_once(words).unwrap().0.chars().count();
            let span = Span::new(at, at + words.chars().count());
            assert_eq!(shown.slice(made.span(span)), words);
        }
        assert_eq!(made.span(text.span()).end, shown.len());
    }
}

//! Word files put together for the tests: every kind of thing that may stand in a paragraph.

use crate::intake::package;

pub(super) const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
pub(super) const KIND: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// Something in a paragraph.
#[derive(Debug, Clone)]
pub(super) enum Inline {
    Words(String, &'static str),
    Several(String, String),
    Inserted(String),
    Deleted(String),
    Link(String),
    Commented(String),
    Boxed(String),
    Formula(String),
    Ruby(String),
    /// Words in something else inside of their run, between others that stand in the run itself.
    Wrapped(&'static str, String),
    NoteMark,
    Sign(&'static str),
    FieldOf(String),
}

/// Something in a document.
#[derive(Debug, Clone)]
pub(super) enum Block {
    Paragraph(Vec<Inline>),
    Item(Vec<Inline>),
    Table(Vec<Vec<Inline>>),
}

fn escaped(words: &str) -> String {
    super::markup::escaped(words)
}

fn run(words: &str, properties: &str) -> String {
    format!("<w:r w:rsidR=\"00AB\">{properties}<w:t xml:space=\"preserve\">{}</w:t></w:r>", escaped(words))
}

fn inline(part: &Inline) -> String {
    match part {
        Inline::Words(words, properties) => run(words, properties),
        Inline::Several(one, two) => format!(
            "<w:r><w:rPr><w:i/><w:u w:val=\"single\"/></w:rPr><w:lastRenderedPageBreak/><w:t>{}</w:t><w:tab/><w:t>{}</w:t><w:br/></w:r>",
            escaped(one),
            escaped(two)
        ),
        Inline::Inserted(words) => format!("<w:ins w:id=\"90\" w:author=\"甲\">{}</w:ins>", run(words, "")),
        Inline::Deleted(words) => {
            format!("<w:del w:id=\"91\" w:author=\"甲\"><w:r><w:delText>{}</w:delText></w:r></w:del>", escaped(words))
        }
        Inline::Link(words) => format!(
            "<w:hyperlink w:anchor=\"x\">{}</w:hyperlink>",
            run(words, "<w:rPr><w:color w:val=\"0000FF\"/></w:rPr>")
        ),
        Inline::Commented(words) => format!(
            "<w:commentRangeStart w:id=\"5\"/>{}<w:commentRangeEnd w:id=\"5\"/><w:r><w:commentReference w:id=\"5\"/></w:r>",
            run(words, "")
        ),
        Inline::Boxed(words) => format!(
            "<w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><w:txbxContent><w:p>{0}</w:p></w:txbxContent></w:drawing></mc:Choice>\
             <mc:Fallback><w:pict><w:txbxContent><w:p>{0}</w:p></w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>",
            run(words, "")
        ),
        Inline::Formula(words) => {
            format!("<m:oMath><m:r><w:rPr><w:i/></w:rPr><m:t>{}</m:t></m:r></m:oMath>", escaped(words))
        }
        Inline::Ruby(words) => format!(
            "<w:r><w:rPr><w:b/></w:rPr><w:t>注</w:t><w:ruby><w:rt><w:r><w:t>yin</w:t></w:r></w:rt><w:rubyBase>{}</w:rubyBase></w:ruby><w:t>音</w:t></w:r>",
            run(words, "")
        ),
        Inline::Wrapped(wrapper, words) => format!(
            "<w:r><w:rPr><w:b/></w:rPr><w:t>前</w:t><{wrapper}><w:t xml:space=\"preserve\">{}</w:t><w:tab/></{}><w:t>后</w:t></w:r>",
            escaped(words),
            wrapper.split(' ').next().unwrap_or_default()
        ),
        Inline::NoteMark => "<w:r><w:footnoteReference w:id=\"2\"/></w:r>".to_owned(),
        Inline::Sign(sign) => format!("<w:r>{sign}</w:r>"),
        Inline::FieldOf(words) => format!(
            "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/>\
             <w:t>{}</w:t><w:fldChar w:fldCharType=\"end\"/></w:r>",
            escaped(words)
        ),
    }
}

fn paragraph(parts: &[Inline], properties: &str) -> String {
    format!("<w:p>{properties}{}</w:p>", parts.iter().map(inline).collect::<String>())
}

fn block(block: &Block) -> String {
    match block {
        Block::Paragraph(parts) => paragraph(parts, ""),
        Block::Item(parts) => {
            paragraph(parts, "<w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr>")
        }
        Block::Table(cells) => {
            let cells: String = cells.iter().map(|parts| format!("<w:tc>{}</w:tc>", paragraph(parts, ""))).collect();
            format!("<w:tbl><w:tr>{cells}</w:tr></w:tbl>")
        }
    }
}

fn root(name: &str, inner: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:{name} xmlns:w=\"{WORD}\" \
         xmlns:m=\"http://schemas.openxmlformats.org/officeDocument/2006/math\" \
         xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\">{inner}</w:{name}>"
    )
}

/// A document with comments, notes, lists, a header and a picture.
pub(super) fn file(blocks: &[Block], comments: bool) -> Vec<u8> {
    let body: String = blocks.iter().map(block).collect();
    let main = root(
        "document",
        &format!("<w:body>{body}<w:sectPr><w:headerReference w:type=\"default\"/></w:sectPr></w:body>"),
    );
    let own =
        root("comments", "<w:comment w:id=\"5\" w:author=\"乙\"><w:p><w:r><w:t>原有批注</w:t></w:r></w:p></w:comment>");
    let notes = root("footnotes", "<w:footnote w:id=\"2\"><w:p><w:r><w:t>脚注里的话</w:t></w:r></w:p></w:footnote>");
    let lists = root(
        "numbering",
        "<w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"chineseCounting\"/>\
         <w:lvlText w:val=\"%1、\"/></w:lvl></w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num>",
    );
    let mut kinds = vec!["footnotes", "numbering", "header"];
    if comments {
        kinds.push("comments");
    }
    let relations: String = kinds
        .iter()
        .map(|kind| format!("<Relationship Id=\"{kind}\" Type=\"{KIND}/{kind}\" Target=\"{kind}.xml\"/>"))
        .collect();
    let relations = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{relations}</Relationships>"
    );
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>";
    let header = root("hdr", "<w:p><w:r><w:t>页眉</w:t></w:r></w:p>");
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", types.as_bytes()),
        ("word/document.xml", main.as_bytes()),
        ("word/_rels/document.xml.rels", relations.as_bytes()),
        ("word/footnotes.xml", notes.as_bytes()),
        ("word/numbering.xml", lists.as_bytes()),
        ("word/header.xml", header.as_bytes()),
        ("word/media/image1.png", b"\x89PNG\r\n\x1a\n\x00\x01"),
        ("../outside.txt", b"a name like others"),
    ];
    if comments {
        parts.push(("word/comments.xml", own.as_bytes()));
    }
    package::packed(&parts).unwrap()
}

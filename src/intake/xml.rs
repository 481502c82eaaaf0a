//! XML read as a stream of elements and text, under caps: bounded depth, no document type (hence no entities but the
//! five predefined ones and numbers), nothing outside the part ever opened. What the elements mean is none of this
//! file's business.

use std::borrow::Cow;
use std::ops::Range;

use encoding_rs::{Encoding, UTF_8};
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesEnd, BytesStart, Event};
use quick_xml::name::{Prefix, QName};
use quick_xml::{Reader, XmlVersion};

use super::error::IntakeError;

/// Deepest nesting. A table in a text box in a table comes to about fifty.
pub const MOST_DEPTH: usize = 256;
/// Most namespace names in force at once; word processors declare up to forty.
const MOST_BINDINGS: usize = 128;
/// How far into a part its declaration of an encoding is looked for, in bytes.
const DECLARATION: usize = 200;

/// The vocabularies that are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Space {
    /// Text of a word processor (w).
    Word,
    /// Formulas (m).
    Math,
    /// Alternatives for older programs (mc).
    Compatibility,
    /// Any other, or none.
    Other,
}

impl Space {
    fn of(uri: &str) -> Self {
        match uri {
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
            | "http://purl.oclc.org/ooxml/wordprocessingml/main" => Self::Word,
            "http://schemas.openxmlformats.org/officeDocument/2006/math"
            | "http://purl.oclc.org/ooxml/officeDocument/math" => Self::Math,
            "http://schemas.openxmlformats.org/markup-compatibility/2006" => Self::Compatibility,
            _ => Self::Other,
        }
    }
}

/// The beginning of an element.
#[derive(Debug, Clone)]
pub struct Tag<'a> {
    /// Its vocabulary.
    pub space: Space,
    start: BytesStart<'a>,
}

impl Tag<'_> {
    /// Its name without prefix.
    #[must_use]
    pub fn name(&self) -> &str {
        self.start.local_name().into_inner()
    }

    /// Its name as written.
    #[must_use]
    pub fn full_name(&self) -> &str {
        self.start.name().into_inner()
    }

    /// The value of the first attribute of this name, whatever its prefix; `None` where there is none or where it
    /// cannot be understood.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.start.attributes();
        let found = attributes.with_checks(false).flatten().find(|a| a.key.local_name().into_inner() == name)?;
        found.normalized_value(XmlVersion::Implicit1_0).ok().map(Cow::into_owned)
    }
}

/// The end of an element.
#[derive(Debug, Clone)]
pub struct End<'a> {
    /// Its vocabulary.
    pub space: Space,
    end: BytesEnd<'a>,
}

impl End<'_> {
    /// Its name without prefix.
    #[must_use]
    pub fn name(&self) -> &str {
        self.end.local_name().into_inner()
    }
}

/// A piece of a part.
#[derive(Debug, Clone)]
pub enum Node<'a> {
    /// An element begins; an empty one too, followed by its end.
    Open(Tag<'a>),
    /// An element ends.
    Close(End<'a>),
    /// Text between elements, decoded; one text may come in several pieces.
    Text(Cow<'a, str>),
}

struct Binding {
    depth: usize,
    prefix: String,
    space: Space,
    foreign: bool,
}

/// How the namespaces begin that word processors write text in.
const FAMILIES: [&str; 5] = [
    "http://schemas.openxmlformats.org/",
    "http://purl.oclc.org/ooxml/",
    "http://schemas.microsoft.com/",
    "urn:schemas-microsoft-com:",
    "http://www.wps.cn/",
];

/// A part being read.
pub struct Xml<'a> {
    part: &'a str,
    reader: Reader<&'a [u8]>,
    depth: usize,
    bindings: Vec<Binding>,
    begin: usize,
}

impl std::fmt::Debug for Xml<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Xml").field("part", &self.part).field("depth", &self.depth).finish_non_exhaustive()
    }
}

impl<'a> Xml<'a> {
    /// Begins to read `text`; `part` names it in errors.
    #[must_use]
    pub fn new(part: &'a str, text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Self { part, reader, depth: 0, bindings: Vec::new(), begin: 0 }
    }

    /// Number of elements that are open: in [`Node::Open`] with the new one, in [`Node::Close`] without the old one.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// Where the last node stands in the text, in bytes. An element that is empty has its whole tag as its beginning,
    /// and the place after it as its end.
    #[must_use]
    pub fn place(&self) -> Range<usize> {
        self.begin..self.position()
    }

    /// Whether a prefix is declared for a vocabulary that is of no word processor.
    #[must_use]
    pub fn is_foreign(&self, prefix: &str) -> bool {
        self.bindings.iter().rev().find(|b| b.prefix == prefix).is_some_and(|b| b.foreign)
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// [`IntakeError::Xml`] for what is not well-formed, [`IntakeError::DocType`], [`IntakeError::Depth`].
    pub fn node(&mut self) -> Result<Option<Node<'a>>, IntakeError> {
        loop {
            self.begin = self.position();
            let event = self.reader.read_event().map_err(|_| self.fault("标记不配对或写法不对"))?;
            match event {
                Event::Start(start) => return self.open(start).map(Some),
                Event::End(end) => {
                    let space = self.resolve(end.name());
                    while self.bindings.last().is_some_and(|b| b.depth >= self.depth) {
                        self.bindings.pop();
                    }
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Some(Node::Close(End { space, end })));
                }
                Event::Text(text) => return Ok(Some(Node::Text(text.xml10_content()))),
                Event::CData(text) => return Ok(Some(Node::Text(text.xml10_content()))),
                Event::GeneralRef(name) => {
                    let resolved = match name.resolve_char_ref() {
                        Ok(Some(c)) if is_legal(c) => Some(Cow::Owned(c.to_string())),
                        Ok(None) => resolve_xml_entity(&name).map(Cow::Borrowed),
                        Ok(Some(_)) | Err(_) => None,
                    };
                    let text = resolved.ok_or_else(|| self.fault("有不能识别的字符引用"))?;
                    return Ok(Some(Node::Text(text)));
                }
                Event::DocType(_) => return Err(IntakeError::DocType { part: self.part.to_owned() }),
                Event::Eof if self.depth > 0 => return Err(self.fault("内容不完整")),
                Event::Eof => return Ok(None),
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
    }

    /// Reads on until the element that was just opened has ended.
    ///
    /// # Errors
    /// As [`Self::node`].
    pub fn skip(&mut self) -> Result<(), IntakeError> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            if self.node()?.is_none() {
                return Ok(());
            }
        }
        Ok(())
    }

    fn open(&mut self, start: BytesStart<'a>) -> Result<Node<'a>, IntakeError> {
        self.depth += 1;
        if self.depth > MOST_DEPTH {
            return Err(IntakeError::Depth { part: self.part.to_owned(), limit: MOST_DEPTH });
        }
        if start.attributes_raw().contains("xmlns") {
            for attribute in start.attributes().with_checks(false) {
                let attribute = attribute.map_err(|_| self.fault("属性写法不对"))?;
                let name = attribute.key.into_inner();
                let prefix = if name == "xmlns" { "" } else { name.strip_prefix("xmlns:").unwrap_or(":") };
                if prefix == ":" {
                    continue;
                }
                if self.bindings.len() == MOST_BINDINGS {
                    return Err(self.fault("命名空间过多"));
                }
                let space = Space::of(&attribute.value);
                let foreign = !FAMILIES.iter().any(|family| attribute.value.starts_with(family));
                self.bindings.push(Binding { depth: self.depth, prefix: prefix.to_owned(), space, foreign });
            }
        }
        let space = self.resolve(start.name());
        Ok(Node::Open(Tag { space, start }))
    }

    fn resolve(&self, name: QName<'_>) -> Space {
        let prefix = name.prefix().map(Prefix::into_inner).unwrap_or_default();
        self.bindings.iter().rev().find(|b| b.prefix == prefix).map_or(Space::Other, |b| b.space)
    }

    fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    fn fault(&self, problem: &str) -> IntakeError {
        IntakeError::Xml { part: self.part.to_owned(), position: self.position(), problem: problem.to_owned() }
    }
}

/// Whether a character may stand in XML 1.0 at all.
#[must_use]
pub fn is_legal(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// The characters of a part: by its byte order mark, else by the encoding it declares, else UTF-8.
///
/// # Errors
/// [`IntakeError::Xml`] for bytes that mean nothing in that encoding.
pub fn decode(part: &str, bytes: Vec<u8>) -> Result<String, IntakeError> {
    let encoding = Encoding::for_bom(&bytes).map(|(encoding, _)| encoding).or_else(|| declared(&bytes));
    let wrong =
        |position| IntakeError::Xml { part: part.to_owned(), position, problem: "有不能识别的字节".to_owned() };
    if encoding.is_some_and(|e| e != UTF_8) || bytes.starts_with(b"\xEF\xBB\xBF") {
        let (text, _, replaced) = encoding.unwrap_or(UTF_8).decode(&bytes);
        return if replaced { Err(wrong(0)) } else { Ok(text.into_owned()) };
    }
    String::from_utf8(bytes).map_err(|error| wrong(error.utf8_error().valid_up_to()))
}

/// The encoding that a declaration names.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(DECLARATION))?;
    let end = head.windows(2).position(|w| w == b"?>")?;
    let declaration = std::str::from_utf8(head.get(..end)?).ok()?.strip_prefix("<?xml")?;
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let label = value.get(1..)?.split(quote).next()?;
    // A declaration that can be read byte by byte is not UTF-16, whatever it says.
    Encoding::for_label(label.as_bytes()).filter(|e| e.is_ascii_compatible())
}

#[cfg(test)]
#[allow(clippy::string_slice, reason = "samples are cut at places the test knows")]
mod tests {
    use super::*;

    const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

    /// The pieces as a line: elements with the letter of their vocabulary, text as it is.
    fn read(text: &str) -> Result<String, IntakeError> {
        let mut xml = Xml::new("p", text);
        let mut line = String::new();
        while let Some(node) = xml.node()? {
            match node {
                Node::Open(tag) => line.push_str(&format!("<{:?}.{}>", tag.space, tag.name())),
                Node::Close(end) => line.push_str(&format!("</{:?}.{}>", end.space, end.name())),
                Node::Text(text) => line.push_str(&text),
            }
        }
        Ok(line)
    }

    #[test]
    fn vocabularies_count_and_not_prefixes() {
        let text =
            format!("<?xml version='1.0'?><!-- c --><x:a xmlns:x=\"{WORD}\"><b xmlns='{WORD}'/><b/><?p i?></x:a>");
        assert_eq!(read(&text).unwrap(), "<Word.a><Word.b></Word.b><Other.b></Other.b></Word.a>");
    }

    #[test]
    fn references_and_cdata_are_decoded() {
        let text = "<a>&lt;&#x4E2D;&#25991;&amp;&quot;<![CDATA[<&>]]>\r\n</a>";
        assert_eq!(read(text).unwrap(), "<Other.a><中文&\"<&>\n</Other.a>");
        for bad in ["<a>&nbsp;</a>", "<a>&#0;</a>", "<a>&#xFFFE;</a>", "<a>&#x110000;</a>", "<a>&x"] {
            assert!(matches!(read(bad), Err(IntakeError::Xml { .. })), "{bad}");
        }
    }

    #[test]
    fn attributes_are_decoded() {
        let mut xml = Xml::new("p", "<a w:val='&#x4E00;&amp;' id=\"\" bad='&x;'/>");
        let Ok(Some(Node::Open(tag))) = xml.node() else { panic!("an element") };
        assert_eq!(tag.attribute("val").as_deref(), Some("一&"));
        assert_eq!(tag.attribute("id").as_deref(), Some(""));
        assert_eq!((tag.attribute("bad"), tag.attribute("none")), (None, None));
        assert_eq!(tag.full_name(), "a");
    }

    #[test]
    fn a_document_type_is_refused_before_it_is_read() {
        let laughs = "<!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;'>]><l>&c;</l>";
        let outside = "<!DOCTYPE l [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><l>&x;</l>";
        for text in [laughs, outside, "<!DOCTYPE html><a/>"] {
            assert_eq!(read(text), Err(IntakeError::DocType { part: "p".to_owned() }), "{text}");
        }
    }

    #[test]
    fn depth_and_namespaces_are_bounded() {
        let deep = |n: usize| format!("{}{}", "<a>".repeat(n), "</a>".repeat(n));
        assert!(read(&deep(MOST_DEPTH)).is_ok());
        assert_eq!(read(&deep(1_000_000)), Err(IntakeError::Depth { part: "p".to_owned(), limit: MOST_DEPTH }));
        let many: String = (0..=MOST_BINDINGS).map(|i| format!(" xmlns:p{i}='u'")).collect();
        assert!(matches!(read(&format!("<a{many}/>")), Err(IntakeError::Xml { .. })));
    }

    #[test]
    fn broken_markup_is_told() {
        for text in ["<a><b></a></b>", "<a>", "</a>", "<a", "<a b=>", "<a><![CDATA[x</a>", "<a/><!--"] {
            let read = read(text);
            assert!(matches!(read, Err(IntakeError::Xml { .. })) || text == "<a b=>", "{text}: {read:?}");
        }
    }

    #[test]
    fn places_are_bytes_of_the_text() {
        let text = "<a>文<b x='1'/></a>";
        let mut xml = Xml::new("p", text);
        let mut places = Vec::new();
        while xml.node().unwrap().is_some() {
            places.push(xml.place());
        }
        let pieces: Vec<&str> = places.into_iter().map(|place| &text[place]).collect();
        assert_eq!(pieces, ["<a>", "文", "<b x='1'/>", "", "</a>"]);
    }

    #[test]
    fn an_element_is_skipped_with_what_it_holds() {
        let mut xml = Xml::new("p", "<a><b><c/>x</b>y</a>");
        xml.node().unwrap();
        xml.node().unwrap();
        xml.skip().unwrap();
        assert!(matches!(xml.node(), Ok(Some(Node::Text(text))) if text == "y"));
    }

    #[test]
    fn encodings_of_parts() {
        let utf16: Vec<u8> =
            "\u{FEFF}<?xml version='1.0' encoding='UTF-16'?><甲/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let (gbk, ..) = encoding_rs::GBK.encode("<?xml version=\"1.0\" encoding=\"GBK\"?><甲/>");
        for bytes in [utf16, gbk.into_owned(), b"\xEF\xBB\xBF<\xE7\x94\xB2/>".to_vec(), "<甲/>".as_bytes().to_vec()] {
            let text = decode("p", bytes).unwrap();
            assert!(read(&text).unwrap().starts_with("<Other.甲>"), "{text}");
        }
        assert!(matches!(decode("p", b"<a>\xFF</a>".to_vec()), Err(IntakeError::Xml { position: 3, .. })));
    }
}

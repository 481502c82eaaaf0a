//! Small pieces of WordprocessingML.

use crate::intake::xml::{self, Node, Xml};

/// The vocabulary in its usual and in its strict edition.
const USUAL: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const STRICT: &str = "http://purl.oclc.org/ooxml/wordprocessingml/main";
/// Properties of a run that stand behind its highlight.
const AFTER_HIGHLIGHT: [&str; 14] = [
    "u",
    "effect",
    "bdr",
    "shd",
    "fitText",
    "vertAlign",
    "rtl",
    "cs",
    "em",
    "lang",
    "eastAsianLayout",
    "specVanish",
    "oMath",
    "rPrChange",
];

/// Text as it may stand between tags and in attributes. What XML does not allow is shown as a replacement character.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // As it stands, a carriage return would be read as a line feed.
            '\r' => out.push_str("&#13;"),
            c if xml::is_legal(c) => out.push(c),
            _ => out.push('\u{FFFD}'),
        }
    }
    out
}

/// A declaration of the prefix `w` for elements put into a part, empty where its root has it: what an element further in
/// declares holds in that element alone.
pub(super) fn declaration(part: &str) -> String {
    let root = root(part);
    let declares = |uri: &str| {
        [format!("xmlns:w=\"{uri}\""), format!("xmlns:w='{uri}'")].iter().any(|d| root.contains(d.as_str()))
    };
    if declares(USUAL) || declares(STRICT) {
        return String::new();
    }
    format!(" xmlns:w=\"{}\"", vocabulary(part))
}

/// The start tag of the root of a part, without its last sign.
fn root(part: &str) -> &str {
    let mut rest = part;
    while let Some(tag) = rest.find('<').and_then(|at| rest.get(at..)) {
        let end = if tag.starts_with("<?") {
            "?>"
        } else if tag.starts_with("<!--") {
            "-->"
        } else {
            return tag.split('>').next().unwrap_or_default();
        };
        rest = tag.split_once(end).map_or("", |(_, behind)| behind);
    }
    ""
}

/// Whether a part is written in the strict edition of the format.
pub(super) fn is_strict(part: &str) -> bool {
    part.contains(STRICT) && !part.contains(USUAL)
}

/// The namespace of the vocabulary that a part is written in.
pub(super) fn vocabulary(part: &str) -> &'static str {
    if is_strict(part) { STRICT } else { USUAL }
}

/// The declaration of XML itself said to be UTF-8, where it said something else.
pub(super) fn as_utf8(part: String) -> String {
    let Some((declaration, rest)) = part.split_once("?>").filter(|(d, _)| d.starts_with("<?xml")) else { return part };
    if !declaration.contains("encoding") || declaration.to_ascii_lowercase().contains("utf-8") {
        return part;
    }
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>{rest}")
}

/// Name of the element that a start tag opens, as written.
pub(super) fn name_of(tag: &str) -> &str {
    tag.trim_start_matches('<').split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).next().unwrap_or_default()
}

/// Properties of a run with a highlight; a colour that is there already stays. `own` are the properties as written.
pub(super) fn highlighted(own: Option<&str>, colour: &str, declaration: &str) -> String {
    let highlight = format!("<w:highlight{declaration} w:val=\"{colour}\"/>");
    let whole = || format!("<w:rPr{declaration}><w:highlight w:val=\"{colour}\"/></w:rPr>");
    let Some(own) = own else { return whole() };
    let mut properties = Xml::new("", own);
    let mut place = None;
    // Where a highlight stands that says there is none, as word processors write it when one was taken off.
    let mut none = None;
    while let Ok(Some(node)) = properties.node() {
        match node {
            Node::Open(tag) if properties.depth() == 2 => {
                if tag.name() == "highlight" {
                    if tag.attribute("val").is_none_or(|val| val != "none") {
                        return own.to_owned();
                    }
                    none = Some(properties.place().start);
                }
                if AFTER_HIGHLIGHT.contains(&tag.name()) {
                    place.get_or_insert(properties.place().start);
                }
            }
            Node::Close(end) if properties.depth() == 1 && end.name() == "highlight" => {
                let ends = own.get(..none.unwrap_or_default()).zip(own.get(properties.place().end..));
                return ends.map_or_else(|| own.to_owned(), |(before, after)| format!("{before}{highlight}{after}"));
            }
            Node::Close(_) if properties.depth() == 0 => {
                let end = properties.place();
                if end.is_empty() {
                    // The properties are an empty element.
                    return whole();
                }
                place.get_or_insert(end.start);
            }
            Node::Open(_) | Node::Close(_) | Node::Text(_) => {}
        }
    }
    match place.and_then(|place| own.split_at_checked(place)) {
        Some((before, after)) => format!("{before}{highlight}{after}"),
        None => own.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_illegal_is_written() {
        assert_eq!(
            escaped("<a b=\"1\">&\u{0}\u{B}\u{FFFE}\r\n\t字"),
            "&lt;a b=&quot;1&quot;&gt;&amp;\u{FFFD}\u{FFFD}\u{FFFD}&#13;\n\t字"
        );
    }

    #[test]
    fn a_highlight_stands_where_the_schema_wants_it() {
        let mark = "<w:highlight w:val=\"yellow\"/>";
        for (own, wanted) in [
            (None, format!("<w:rPr>{mark}</w:rPr>")),
            (Some("<w:rPr/>"), format!("<w:rPr>{mark}</w:rPr>")),
            (Some("<w:rPr><w:b/></w:rPr>"), format!("<w:rPr><w:b/>{mark}</w:rPr>")),
            (
                Some("<w:rPr><w:sz w:val=\"32\"/><w:u/><w:lang/></w:rPr>"),
                format!("<w:rPr><w:sz w:val=\"32\"/>{mark}<w:u/><w:lang/></w:rPr>"),
            ),
            (
                Some("<w:rPr><w:b/><w:rPrChange><w:rPr><w:u/></w:rPr></w:rPrChange></w:rPr>"),
                format!("<w:rPr><w:b/>{mark}<w:rPrChange><w:rPr><w:u/></w:rPr></w:rPrChange></w:rPr>"),
            ),
            (
                Some("<w:rPr><w:highlight w:val=\"red\"/></w:rPr>"),
                "<w:rPr><w:highlight w:val=\"red\"/></w:rPr>".to_owned(),
            ),
            (
                Some("<w:rPr><w:b/><w:highlight w:val='none'/><w:lang/></w:rPr>"),
                format!("<w:rPr><w:b/>{mark}<w:lang/></w:rPr>"),
            ),
            (Some("<w:rPr><w:highlight w:val=\"none\"></w:highlight></w:rPr>"), format!("<w:rPr>{mark}</w:rPr>")),
            (
                Some("<w:rPr><w:rPrChange><w:rPr><w:highlight w:val='none'/></w:rPr></w:rPrChange></w:rPr>"),
                format!("<w:rPr>{mark}<w:rPrChange><w:rPr><w:highlight w:val='none'/></w:rPr></w:rPrChange></w:rPr>"),
            ),
        ] {
            assert_eq!(highlighted(own, "yellow", ""), wanted);
        }
    }

    #[test]
    fn prefix_and_encoding_are_seen_to() {
        assert_eq!(declaration(&format!("<?xml?><w:document xmlns:w='{USUAL}'><w:p/>")), "");
        assert_eq!(declaration(&format!("<d:document xmlns:d='{STRICT}'>")), format!(" xmlns:w=\"{STRICT}\""));
        // Declared further in, or in a comment before the root: not where the part is written into.
        let declared = format!(" xmlns:w=\"{USUAL}\"");
        let inside = format!("<?xml version='1.0'?>\n<document xmlns='{USUAL}'><w:p xmlns:w='{USUAL}'/></document>");
        assert_eq!(declaration(&inside), declared);
        assert_eq!(
            declaration(&format!("<!-- <w:document xmlns:w='{USUAL}'> --><q:document xmlns:q='{USUAL}'>")),
            declared
        );
        assert_eq!(declaration(&format!("<!-- 示例 --><w:document xmlns:w='{USUAL}'>")), "");
        assert!(
            as_utf8("<?xml version='1.0' encoding='UTF-16'?><a/>".to_owned())
                .starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"")
        );
        assert_eq!(as_utf8("<?xml version='1.0'?><a/>".to_owned()), "<?xml version='1.0'?><a/>");
        assert_eq!((name_of("<w:r>"), name_of("<w:t xml:space='preserve'>"), name_of("<r/>")), ("w:r", "w:t", "r"));
    }
}

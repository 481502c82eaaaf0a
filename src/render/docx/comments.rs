//! The part of a document that holds its comments, made or extended, and what else of the package must know of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::markup::{as_utf8, declaration, escaped, is_strict, vocabulary};
use super::notes::Note;
use crate::intake::IntakeError;
use crate::intake::docx::{Relation, relations, relations_of};
use crate::intake::package::Package;
use crate::intake::xml::{self, Node, Xml};

/// Who the comments are from.
const AUTHOR: &str = "短实新";
const INITIALS: &str = "短";
/// Largest id that word processors take.
const LARGEST_ID: i64 = i32::MAX as i64;

const TYPES_SPACE: &str = "http://schemas.openxmlformats.org/package/2006/content-types";
const RELATIONS_SPACE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const TYPES: &str = "[Content_Types].xml";
const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const COMMENTS_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml";
/// The relation to comments in the usual and in the strict edition of the format.
const COMMENTS_KIND: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments";
const STRICT_COMMENTS_KIND: &str = "http://purl.oclc.org/ooxml/officeDocument/relationships/comments";

/// The comments of a document as they are.
pub(super) struct Comments {
    /// Name of the part.
    name: String,
    /// Its markup; an empty list where there was none.
    markup: String,
    /// Whether the package knows the part already.
    known: bool,
    /// Whether the document is written in the strict edition.
    strict: bool,
    used: BTreeSet<i64>,
}

impl Comments {
    /// The comments of the main part `main` with the markup `markup`.
    pub(super) fn of(package: &mut Package<'_>, main: &str, markup: &str) -> Result<Self, IntakeError> {
        let related = relations(package, main)?.into_iter().find(|r: &Relation| r.kind == "comments");
        let known = related.is_some();
        let name = related.map_or_else(|| unused(package, main), |r| r.target);
        let own = match package.part(&name)? {
            Some(bytes) => xml::decode(&name, bytes)?,
            None => format!("{XML}<w:comments xmlns:w=\"{}\"/>", vocabulary(markup)),
        };
        let mut used = BTreeSet::new();
        for (part, text) in [(main, markup), (name.as_str(), own.as_str())] {
            let mut xml = Xml::new(part, text);
            while let Some(node) = xml.node()? {
                if let Node::Open(tag) = node
                    && tag.name().starts_with("comment")
                {
                    used.extend(tag.attribute("id").and_then(|id| id.trim().parse::<i64>().ok()));
                }
            }
        }
        Ok(Self { name, markup: own, known, strict: is_strict(markup), used })
    }

    /// Ids for as many new comments; none is in use.
    pub(super) fn ids(&self, count: usize) -> Vec<i64> {
        let highest = self.used.last().copied().unwrap_or(-1).max(-1);
        // Past the largest id, gaps are used.
        let from = if highest < LARGEST_ID - count as i64 { highest + 1 } else { 0 };
        (from..).filter(|id| !self.used.contains(id)).take(count).collect()
    }

    /// Whether there is a comment for each of these ids.
    pub(super) fn have(&self, ids: &[i64]) -> bool {
        ids.iter().all(|id| self.used.contains(id))
    }

    /// The parts of the package with the new comments.
    pub(super) fn parts(
        &self,
        package: &mut Package<'_>,
        main: &str,
        (notes, ids, date): (&[Note], &[i64], &str),
    ) -> Result<BTreeMap<String, Vec<u8>>, IntakeError> {
        let declared = declaration(&self.markup);
        let mut written = String::new();
        for (note, id) in notes.iter().zip(ids) {
            write_comment(&mut written, note, (*id, date), &declared);
        }
        let mut parts = BTreeMap::new();
        let markup = as_utf8(at_end(&self.name, &self.markup, &written)?);
        parts.insert(self.name.clone(), markup.into_bytes());
        if self.known {
            return Ok(parts);
        }
        let types = xml::decode(TYPES, package.needed(TYPES)?)?;
        let entry = format!(
            "<Override{} PartName=\"/{}\" ContentType=\"{COMMENTS_TYPE}\"/>",
            own_space(&types, TYPES_SPACE),
            escaped(&self.name)
        );
        parts.insert(TYPES.to_owned(), as_utf8(at_end(TYPES, &types, &entry)?).into_bytes());
        let list = relations_of(main);
        let own = package.part(&list)?.map(|bytes| xml::decode(&list, bytes)).transpose()?;
        let own = own.unwrap_or_else(|| format!("{XML}<Relationships xmlns=\"{RELATIONS_SPACE}\"/>"));
        let taken: BTreeSet<String> = relations(package, main)?.into_iter().map(|r| r.id).collect();
        let id = (1..).map(|n| format!("rIdComments{n}")).find(|id| !taken.contains(id) && !own.contains(id.as_str()));
        let kind = if self.strict { STRICT_COMMENTS_KIND } else { COMMENTS_KIND };
        let entry = format!(
            "<Relationship{} Id=\"{}\" Type=\"{kind}\" Target=\"{}\"/>",
            own_space(&own, RELATIONS_SPACE),
            id.unwrap_or_default(),
            escaped(self.name.strip_prefix(folder_of(main)).unwrap_or(&self.name))
        );
        parts.insert(list.clone(), as_utf8(at_end(&list, &own, &entry)?).into_bytes());
        Ok(parts)
    }
}

/// A declaration of the namespace of an entry, empty where the list declares it for all of them.
fn own_space(list: &str, uri: &str) -> String {
    let declared = format!(" xmlns=\"{uri}\"");
    if list.contains(&declared) { String::new() } else { declared }
}

/// The folder of a part with its stroke.
fn folder_of(part: &str) -> &str {
    part.rfind('/').and_then(|at| part.get(..=at)).unwrap_or_default()
}

/// A name beside the main part that no part has.
fn unused(package: &Package<'_>, main: &str) -> String {
    let folder = folder_of(main);
    let numbered = (1..).map(|n| format!("{folder}comments{n}.xml"));
    let mut names = std::iter::once(format!("{folder}comments.xml")).chain(numbered);
    names.find(|name| !package.has(name)).unwrap_or_default()
}

/// The markup of a part with something put at the end of its outermost element.
fn at_end(part: &str, markup: &str, inner: &str) -> Result<String, IntakeError> {
    let mut xml = Xml::new(part, markup);
    let (mut name, mut end) = (String::new(), 0..0);
    while let Some(node) = xml.node()? {
        match node {
            Node::Open(tag) if xml.depth() == 1 => tag.full_name().clone_into(&mut name),
            Node::Close(_) if xml.depth() == 0 => end = xml.place(),
            Node::Open(_) | Node::Close(_) | Node::Text(_) => {}
        }
    }
    let (before, after) = markup.split_at_checked(end.start).unwrap_or((markup, ""));
    if end.is_empty() {
        // The outermost element is written as an empty one.
        let opened = before.trim_end_matches('>').trim_end_matches('/');
        return Ok(format!("{opened}>{inner}</{name}>{after}"));
    }
    Ok(format!("{before}{inner}{after}"))
}

fn write_comment(out: &mut String, note: &Note, (id, date): (i64, &str), declared: &str) {
    // Writing to a string does not fail.
    let _ = write!(
        out,
        "<w:comment{declared} w:id=\"{id}\" w:author=\"{AUTHOR}\" w:date=\"{}\" w:initials=\"{INITIALS}\">",
        escaped(date)
    );
    for (at, line) in note.lines.iter().flat_map(|line| line.split('\n')).enumerate() {
        let mark = if at == 0 { "<w:r><w:annotationRef/></w:r>" } else { "" };
        let _ = write!(
            out,
            "<w:p>{mark}<w:r><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>",
            escaped(line.trim_end_matches('\r'))
        );
    }
    out.push_str("</w:comment>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_never_used_twice() {
        let comments = |used: &[i64]| Comments {
            name: String::new(),
            markup: String::new(),
            known: true,
            strict: false,
            used: used.iter().copied().collect(),
        };
        assert_eq!(comments(&[]).ids(2), [0, 1]);
        assert_eq!(comments(&[0, 7, -3]).ids(2), [8, 9]);
        assert_eq!(comments(&[1, LARGEST_ID]).ids(3), [0, 2, 3]);
    }

    #[test]
    fn something_is_put_at_the_end() {
        for (given, wanted) in [
            ("<?xml version='1.0'?><a x='1'/>", "<?xml version='1.0'?><a x='1'><b/></a>"),
            ("<a><c></c></a>\n", "<a><c></c><b/></a>\n"),
            ("<p:a />", "<p:a ><b/></p:a>"),
        ] {
            assert_eq!(at_end("p", given, "<b/>").as_deref(), Ok(wanted));
        }
    }
}

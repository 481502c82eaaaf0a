//! Which part of a package is which: relations between parts and the main document.

use crate::intake::IntakeError;
use crate::intake::package::Package;
use crate::intake::xml::{self, Node, Xml};

/// Where the main document stands unless the package says otherwise.
const USUAL: &str = "word/document.xml";
/// Content types of main documents: plain, with macros, templates of both.
const MAIN_TYPES: [&str; 4] = [
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "application/vnd.ms-word.document.macroenabled.main+xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    "application/vnd.ms-word.template.macroenabledtemplate.main+xml",
];

/// A relation of a part to another one inside the package. Those to the outside are left out: nothing there is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// Its id in the list.
    pub id: String,
    /// Last word of its type, such as `footnotes`.
    pub kind: String,
    /// Name of the other part.
    pub target: String,
}

/// Whether a package is a Word document.
///
/// # Errors
/// As [`Package::part`].
pub fn is_document(package: &mut Package<'_>) -> Result<bool, IntakeError> {
    if package.has(USUAL) {
        return Ok(true);
    }
    let Some(types) = package.part("[Content_Types].xml")? else { return Ok(false) };
    let types = String::from_utf8_lossy(&types).to_ascii_lowercase();
    Ok(MAIN_TYPES.iter().any(|main| types.contains(main)))
}

/// Name of the part that holds the relations of `part`; of the package itself for the empty name.
#[must_use]
pub fn relations_of(part: &str) -> String {
    match part.rsplit_once('/') {
        Some((folder, file)) => format!("{folder}/_rels/{file}.rels"),
        None => format!("_rels/{part}.rels"),
    }
}

/// The relations of `part`; none where the package lists none.
///
/// # Errors
/// As [`Package::part`], and those of XML.
pub fn relations(package: &mut Package<'_>, part: &str) -> Result<Vec<Relation>, IntakeError> {
    let name = relations_of(part);
    let Some(bytes) = package.part(&name)? else { return Ok(Vec::new()) };
    let text = xml::decode(&name, bytes)?;
    let mut xml = Xml::new(&name, &text);
    let mut found = Vec::new();
    while let Some(node) = xml.node()? {
        let Node::Open(tag) = node else { continue };
        if tag.name() != "Relationship" || tag.attribute("TargetMode").is_some_and(|mode| mode == "External") {
            continue;
        }
        let attribute = |name| tag.attribute(name).unwrap_or_default();
        let kind = attribute("Type").rsplit('/').next().unwrap_or_default().to_owned();
        let target = resolved(part, &attribute("Target"));
        found.push(Relation { id: attribute("Id"), kind, target });
    }
    Ok(found)
}

/// Name of the main part.
///
/// # Errors
/// As [`relations`].
pub fn main_part(package: &mut Package<'_>) -> Result<String, IntakeError> {
    let named = relations(package, "")?.into_iter().find(|r| r.kind == "officeDocument").map(|r| r.target);
    Ok(named.filter(|name| package.has(name)).unwrap_or_else(|| USUAL.to_owned()))
}

/// The name of a part that another one calls `target`. It is looked up among the names of the package and nowhere else.
fn resolved(part: &str, target: &str) -> String {
    if let Some(whole) = target.strip_prefix('/') {
        return whole.to_owned();
    }
    let mut steps: Vec<&str> = part.split('/').collect();
    steps.pop();
    for step in target.split('/') {
        match step {
            ".." => {
                steps.pop();
            }
            "" | "." => {}
            _ => steps.push(step),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_stand_beside_their_part() {
        for (part, target, wanted) in [
            ("word/document.xml", "comments.xml", "word/comments.xml"),
            ("word/document.xml", "/word/a.xml", "word/a.xml"),
            ("word/document.xml", "../docProps/./core.xml", "docProps/core.xml"),
            ("word/document.xml", "../../../../etc/passwd", "etc/passwd"),
            ("", "word/document.xml", "word/document.xml"),
        ] {
            assert_eq!(resolved(part, target), wanted);
        }
        assert_eq!(relations_of("word/document.xml"), "word/_rels/document.xml.rels");
        assert_eq!(relations_of(""), "_rels/.rels");
    }
}

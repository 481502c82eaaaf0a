//! The files of the page, as they were when the program was built.

use sha2::{Digest, Sha256};

use crate::digest::hex;

/// One file.
#[derive(Debug, Clone, Copy)]
pub(super) struct File {
    name: &'static str,
    /// Its text.
    pub(super) content: &'static str,
}

macro_rules! file {
    ($name:literal) => {
        File { name: $name, content: include_str!(concat!("assets/", $name)) }
    };
}

/// What `/` answers.
pub(super) const PAGE: File = file!("index.html");

/// What `/assets/` holds.
const ASSETS: &[File] = &[
    file!("admin.js"),
    file!("api.js"),
    file!("app.js"),
    file!("audit.js"),
    file!("backups.js"),
    file!("base.css"),
    file!("compare.js"),
    file!("desk.js"),
    file!("detail.js"),
    file!("docs.css"),
    file!("document.js"),
    file!("dom.js"),
    file!("draft-text.js"),
    file!("facts.js"),
    file!("feedback.js"),
    file!("findings.js"),
    file!("gauges.js"),
    file!("imports.js"),
    file!("jobs.js"),
    file!("key.js"),
    file!("keys.js"),
    file!("login.js"),
    file!("match.js"),
    file!("model.js"),
    file!("more.js"),
    file!("norm-lines.js"),
    file!("norm-preview.js"),
    file!("norm-text.js"),
    file!("norms.js"),
    file!("notice.js"),
    file!("office.css"),
    file!("positions.js"),
    file!("provenance.js"),
    file!("relations.js"),
    file!("review.css"),
    file!("review.js"),
    file!("reviews.js"),
    file!("seal.svg"),
    file!("search.js"),
    file!("sides.js"),
    file!("status.js"),
    file!("term-entry.js"),
    file!("term-history.js"),
    file!("term-preview.js"),
    file!("term-table.js"),
    file!("term-text.js"),
    file!("terms.js"),
    file!("why.js"),
    file!("words.js"),
];

/// The asset with this name.
pub(super) fn named(name: &str) -> Option<&'static File> {
    ASSETS.iter().find(|file| file.name == name)
}

impl File {
    /// The entity tag: other content, other tag.
    pub(super) fn tag(&self) -> String {
        let digest = Sha256::digest(self.content);
        format!("\"{}\"", hex(digest.get(..12).unwrap_or_default()))
    }

    /// The media type by the ending of the name.
    pub(super) fn media_type(&self) -> &'static str {
        match self.name.rsplit('.').next() {
            Some("html") => "text/html; charset=utf-8",
            Some("css") => "text/css; charset=utf-8",
            Some("js") => "text/javascript; charset=utf-8",
            Some("svg") => "image/svg+xml",
            _ => "application/octet-stream",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file that is added must be listed, and every file that one names must be there.
    #[test]
    fn all_files_are_listed_and_ask_for_nothing_else() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/http/site/assets");
        let mut there: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name != "index.html")
            .collect();
        there.sort();
        assert_eq!(ASSETS.iter().map(|file| file.name).collect::<Vec<_>>(), there);
        for file in ASSETS.iter().chain([&PAGE]) {
            let others = file.content.replace("http://www.w3.org/2000/svg", "");
            assert!(!others.contains("://"), "{} names another host", file.name);
            for risky in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"] {
                assert!(!file.content.contains(risky), "{} uses {risky}", file.name);
            }
            assert_ne!(file.media_type(), "application/octet-stream", "{}", file.name);
        }
    }

    /// The page calls actions of the audit log and scopes as the program does.
    #[test]
    fn the_page_knows_every_action_and_scope() {
        let (words, login) = (named("words.js").unwrap().content, named("login.js").unwrap().content);
        for action in crate::store::Action::ALL {
            let pair = format!("\"{}\": \"{}\"", action.name(), action.label());
            assert!(words.contains(&pair), "words.js lacks {pair}");
        }
        for scope in crate::store::Scope::ALL {
            let pair = format!("[\"{}\", \"{}\"]", scope.name(), scope.label());
            assert!(login.contains(&pair), "login.js lacks {pair}");
        }
    }
}

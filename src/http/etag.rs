//! Entity tags of versioned resources: `"3"` is version 3 as JSON, `"3-tsv"` and `"3-csv"` the same as text, `"3-xlsx"`
//! as a workbook, `"3-toml"` as TOML; `"3.7"` is a draft made from version 3, in its state 7.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

use super::error::HttpError;
use crate::desk::{DraftEdit, DraftState, NO_DRAFT};

/// How a version is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// JSON.
    Json,
    /// Tab-separated text.
    Tsv,
    /// Comma-separated text.
    Csv,
    /// An Excel workbook.
    Xlsx,
    /// TOML.
    Toml,
}

impl Form {
    /// All of them.
    const ALL: [Self; 5] = [Self::Json, Self::Tsv, Self::Csv, Self::Xlsx, Self::Toml];

    /// What stands behind the version in a tag.
    fn ending(self) -> &'static str {
        match self {
            Self::Json => "",
            Self::Tsv => "-tsv",
            Self::Csv => "-csv",
            Self::Xlsx => "-xlsx",
            Self::Toml => "-toml",
        }
    }
}

/// The tag of a version.
pub(super) fn tag(version: u64, form: Form) -> String {
    format!("\"{version}{}\"", form.ending())
}

/// The tag as a header.
pub(super) fn header_of(version: u64, form: Form) -> [(HeaderName, HeaderValue); 1] {
    let value = HeaderValue::from_str(&tag(version, form)).unwrap_or_else(|_| HeaderValue::from_static("\"\""));
    [(header::ETAG, value)]
}

/// What `If-Match` or `If-None-Match` names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Named {
    /// Whatever there is.
    Any,
    /// Strong tags, with their quotation marks. Weak ones match nothing (RFC 9110, 13.1.1), nor does what is no tag.
    Tags(Vec<String>),
}

impl Named {
    /// Reads all lines of the header; `None` without one.
    fn of(headers: &HeaderMap) -> Option<Self> {
        let strong = |tag: &str| tag.len() >= 2 && tag.starts_with('"');
        Some(Self::read(&given(headers, &header::IF_MATCH)?, |tag| strong(tag).then_some(tag)))
    }

    fn read(given: &str, tag: impl Fn(&str) -> Option<&str>) -> Self {
        if given.trim() == "*" {
            return Self::Any;
        }
        Self::Tags(split(given).filter_map(tag).map(str::to_owned).collect())
    }

    /// Whether a tag is named, weak or strong being all one (RFC 9110, 13.1.2).
    pub(super) fn has_weakly(&self, tag: &str) -> bool {
        self.has(opaque(tag))
    }

    fn has(&self, wanted: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Tags(tags) => tags.iter().any(|tag| tag == wanted),
        }
    }

    /// Whether a version is named, in whichever form.
    fn has_version(&self, version: u64) -> bool {
        Form::ALL.iter().any(|&form| self.has(&tag(version, form)))
    }
}

/// The header as it was given, several lines as one list.
fn given(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let lines: Vec<&str> = headers.get_all(name).iter().map(|v| v.to_str().unwrap_or_default()).collect();
    (!lines.is_empty()).then(|| lines.join(","))
}

/// What `If-None-Match` names; `None` without it.
pub(super) fn known(headers: &HeaderMap) -> Option<Named> {
    Some(Named::read(&given(headers, &header::IF_NONE_MATCH)?, |tag| Some(opaque(tag))))
}

/// A tag without what says that it is a weak one.
fn opaque(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}

/// The members of a list of tags; a comma between quotation marks parts nothing.
fn split(list: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    let parts = list.split(move |c| {
        quoted ^= c == '"';
        c == ',' && !quoted
    });
    parts.map(str::trim).filter(|part| !part.is_empty())
}

fn stale(headers: &HeaderMap, current: String) -> HttpError {
    HttpError::Stale {
        given: given(headers, &header::IF_MATCH).unwrap_or_default().chars().take(40).collect(),
        current,
    }
}

/// The version that a change was made on, which must be the one in force. `*` means whichever is in force.
///
/// # Errors
/// [`HttpError::NoIfMatch`] without the header, [`HttpError::Stale`] when no tag in it is the current one.
pub(super) fn expected(headers: &HeaderMap, current: u64) -> Result<u64, HttpError> {
    let named = Named::of(headers).ok_or(HttpError::NoIfMatch)?;
    if named.has_version(current) { Ok(current) } else { Err(stale(headers, tag(current, Form::Json))) }
}

/// The tag of a draft.
fn tag_of_draft(DraftState { based_on, edit }: DraftState) -> String {
    format!("\"{based_on}.{edit}\"")
}

/// The tag of a draft as a header.
pub(super) fn header_of_draft(based_on: u64, edit: u64) -> [(HeaderName, HeaderValue); 1] {
    let tag = tag_of_draft(DraftState { based_on, edit });
    [(header::ETAG, HeaderValue::from_str(&tag).unwrap_or_else(|_| HeaderValue::from_static("\"\"")))]
}

/// What a draft is kept on: of a draft there is, its tag is asked for, so that nobody's work is written over unseen; a new
/// one may name the version it is made from. `*` takes whatever there is.
///
/// # Errors
/// [`HttpError::NoIfMatch`] without the header where there is a draft, [`HttpError::Stale`] when no tag in it fits.
pub(super) fn kept_on(headers: &HeaderMap, current: u64, there: Option<DraftState>) -> Result<DraftEdit, HttpError> {
    let new = DraftEdit { based_on: None, edit: Some(NO_DRAFT) };
    match (Named::of(headers), there) {
        (None, Some(_)) => Err(HttpError::NoIfMatch),
        (None, None) => Ok(new),
        (Some(Named::Any), _) => Ok(DraftEdit { based_on: None, edit: None }),
        (Some(named), Some(draft)) if named.has(&tag_of_draft(draft)) => {
            Ok(DraftEdit { based_on: None, edit: Some(draft.edit) })
        }
        (Some(_), Some(draft)) => Err(stale(headers, tag_of_draft(draft))),
        (Some(named), None) if named.has_version(current) => Ok(DraftEdit { based_on: Some(current), ..new }),
        (Some(_), None) => Err(stale(headers, tag(current, Form::Json))),
    }
}

/// The state of the draft that is to be published: the one that was looked at. `*` takes whatever there is. A
/// draft that is not there is told where it is looked for, and one made meanwhile is not the one named.
///
/// # Errors
/// [`HttpError::NoIfMatch`] without the header, [`HttpError::Stale`] when no tag in it is the draft's.
pub(super) fn published_on(headers: &HeaderMap, there: Option<DraftState>) -> Result<Option<u64>, HttpError> {
    let named = Named::of(headers).ok_or(HttpError::NoIfMatch)?;
    match there {
        Some(_) if named == Named::Any => Ok(None),
        Some(draft) if named.has(&tag_of_draft(draft)) => Ok(Some(draft.edit)),
        Some(draft) => Err(stale(headers, tag_of_draft(draft))),
        None if named == Named::Any => Ok(None),
        None => Ok(Some(NO_DRAFT)),
    }
}

/// The state of the draft that is to be discarded or tried, where one is named.
///
/// # Errors
/// As [`published_on`], but for a header that is not there.
pub(super) fn named_on(headers: &HeaderMap, there: Option<DraftState>) -> Result<Option<u64>, HttpError> {
    if headers.contains_key(header::IF_MATCH) { published_on(headers, there) } else { Ok(None) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[&'static str]) -> HeaderMap {
        let mut all = HeaderMap::new();
        for &line in lines {
            all.append(header::IF_MATCH, HeaderValue::from_static(line));
        }
        all
    }

    #[test]
    fn a_draft_is_changed_by_its_tag_and_made_by_that_of_the_version() {
        let draft = Some(DraftState { based_on: 3, edit: 7 });
        let edit = |based_on, edit| Some(DraftEdit { based_on, edit });
        for (lines, there, wanted) in [
            (&["\"3\""][..], None, edit(Some(3), Some(NO_DRAFT))),
            (&["\"3-csv\""], None, edit(Some(3), Some(NO_DRAFT))),
            (&["\"3-xlsx\""], None, edit(Some(3), Some(NO_DRAFT))),
            (&["\"3-toml\""], None, edit(Some(3), Some(NO_DRAFT))),
            (&["\"9\", \"3\""], None, edit(Some(3), Some(NO_DRAFT))),
            (&[], None, edit(None, Some(NO_DRAFT))),
            (&["*"], None, edit(None, None)),
            (&["\"3-\""], None, None),
            (&["\"3.7\""], None, None),
            (&["3"], None, None),
            (&["W/\"3\""], None, None),
            (&["\"3.7\""], draft, edit(None, Some(7))),
            (&["\"2.20\", \"3.7\""], draft, edit(None, Some(7))),
            (&["\"2.20\"", "\"3.7\""], draft, edit(None, Some(7))),
            (&["\"2.20,\"3.7\""], draft, None),
            (&["*"], draft, edit(None, None)),
            (&["\"3.6\""], draft, None),
            (&["\"3\""], draft, None),
            (&["W/\"3.7\""], draft, None),
        ] {
            assert_eq!(kept_on(&headers(lines), 3, there).ok(), wanted, "{lines:?} {there:?}");
        }
        assert!(matches!(kept_on(&HeaderMap::new(), 3, draft), Err(HttpError::NoIfMatch)));
        assert!(matches!(published_on(&HeaderMap::new(), draft), Err(HttpError::NoIfMatch)));
        assert_eq!(published_on(&headers(&["\"3.7\""]), draft).ok(), Some(Some(7)));
        assert_eq!(published_on(&headers(&["*"]), draft).ok(), Some(None));
        for other in ["\"3\"", "\"3.6\""] {
            let refused = published_on(&headers(&[other]), draft).unwrap_err();
            assert!(matches!(&refused, HttpError::Stale { current, .. } if current == "\"3.7\""), "{refused:?}");
        }
        assert_eq!(named_on(&HeaderMap::new(), draft).ok(), Some(None));
        // One made meanwhile is not the one named.
        assert_eq!(published_on(&headers(&["\"3.7\""]), None).ok(), Some(Some(NO_DRAFT)));
        assert_eq!(published_on(&headers(&["*"]), None).ok(), Some(None));
        assert!(named_on(&headers(&["\"3.6\""]), draft).is_err());
    }

    #[test]
    fn only_the_current_version_matches() {
        for (given, fits) in [
            ("\"3\"", true),
            ("\"3-tsv\"", true),
            ("\"3-xlsx\"", true),
            ("\"3-toml\"", true),
            ("\"2\", \"3\"", true),
            ("*", true),
            ("\"2\"", false),
            ("W/\"3\"", false),
            ("3", false),
            ("", false),
        ] {
            assert_eq!(expected(&headers(&[given]), 3).ok(), fits.then_some(3), "{given}");
        }
        assert!(matches!(expected(&HeaderMap::new(), 3), Err(HttpError::NoIfMatch)));
    }
}

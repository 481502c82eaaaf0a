//! Entity tags of versioned resources: `"3"` is version 3 as JSON, `"3-tsv"` and `"3-csv"` the same as text, `"3-xlsx"`
//! as a workbook, `"3-toml"` as TOML; `"3.7"` is a draft made from version 3, in its state 7.

use axum::http::{HeaderMap, HeaderValue, header};

use super::error::HttpError;

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
pub(super) fn header_of(version: u64, form: Form) -> [(header::HeaderName, HeaderValue); 1] {
    let value = HeaderValue::from_str(&tag(version, form)).unwrap_or_else(|_| HeaderValue::from_static("\"\""));
    [(header::ETAG, value)]
}

/// The version that a change was made on, which must be the one in force. `*` means whichever is in force.
///
/// # Errors
/// [`HttpError::NoIfMatch`] without the header, [`HttpError::Stale`] when no tag in it is the current one.
pub(super) fn expected(headers: &HeaderMap, current: u64) -> Result<u64, HttpError> {
    let given = headers.get(header::IF_MATCH).ok_or(HttpError::NoIfMatch)?;
    let given = given.to_str().unwrap_or_default();
    let mut tags = given.split(',').map(str::trim);
    if tags.any(|t| t == "*" || Form::ALL.iter().any(|&form| t == tag(current, form))) {
        return Ok(current);
    }
    Err(HttpError::Stale { given: given.chars().take(40).collect(), current })
}

/// The tag of a draft as a header.
pub(super) fn header_of_draft(based_on: u64, edit: u64) -> [(header::HeaderName, HeaderValue); 1] {
    let tag = format!("\"{based_on}.{edit}\"");
    [(header::ETAG, HeaderValue::from_str(&tag).unwrap_or_else(|_| HeaderValue::from_static("\"\"")))]
}

/// What a change of a draft, or its publishing, was made on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Seen {
    /// The version of the list or profile.
    pub(super) version: Option<u64>,
    /// The state of the draft.
    pub(super) edit: Option<u64>,
}

/// What `If-Match` says of a draft: the tag of the version it is made from, or that of the draft; nothing without the
/// header and for `*`.
///
/// # Errors
/// [`HttpError::Stale`] for a tag that is neither.
pub(super) fn seen(headers: &HeaderMap, current: u64) -> Result<Seen, HttpError> {
    let Some(given) = headers.get(header::IF_MATCH) else { return Ok(Seen::default()) };
    let given = given.to_str().unwrap_or_default().trim();
    if given == "*" {
        return Ok(Seen::default());
    }
    let inner = given.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let bare = |tag| Form::ALL.iter().rev().find_map(|form| str::strip_suffix(tag, form.ending())).unwrap_or(tag);
    let inner = inner.map(bare);
    let read = |text: &str| text.parse::<u64>().ok();
    let seen = inner.and_then(|tag| match tag.split_once('.') {
        Some((version, edit)) => Some(Seen { version: Some(read(version)?), edit: Some(read(edit)?) }),
        None => Some(Seen { version: Some(read(tag)?), edit: None }),
    });
    seen.ok_or_else(|| HttpError::Stale { given: given.chars().take(40).collect(), current })
}

/// What a draft to be published was made on; its version must be the one in force.
///
/// # Errors
/// [`HttpError::NoIfMatch`] without the header, [`HttpError::Stale`] when the version is another.
pub(super) fn seen_and_expected(headers: &HeaderMap, current: u64) -> Result<Seen, HttpError> {
    let given = headers.get(header::IF_MATCH).ok_or(HttpError::NoIfMatch)?;
    let seen = seen(headers, current)?;
    if seen.version.is_none_or(|version| version == current) {
        return Ok(seen);
    }
    Err(HttpError::Stale { given: given.to_str().unwrap_or_default().chars().take(40).collect(), current })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_names_its_version_and_its_state() {
        let headers = |given| HeaderMap::from_iter([(header::IF_MATCH, HeaderValue::from_static(given))]);
        let of = |version, edit| Some(Seen { version, edit });
        for (given, wanted) in [
            ("\"3\"", of(Some(3), None)),
            ("\"3-csv\"", of(Some(3), None)),
            ("\"3-xlsx\"", of(Some(3), None)),
            ("\"3-toml\"", of(Some(3), None)),
            ("\"3-\"", None),
            ("\"3.7\"", of(Some(3), Some(7))),
            ("*", of(None, None)),
            ("\"3.\"", None),
            ("3", None),
            ("W/\"3\"", None),
        ] {
            assert_eq!(seen(&headers(given), 3).ok(), wanted, "{given}");
        }
        assert_eq!(seen(&HeaderMap::new(), 3).ok(), of(None, None));
        assert!(matches!(seen_and_expected(&HeaderMap::new(), 3), Err(HttpError::NoIfMatch)));
        assert!(matches!(seen_and_expected(&headers("\"2.7\""), 3), Err(HttpError::Stale { current: 3, .. })));
        assert_eq!(seen_and_expected(&headers("\"3.7\""), 3).ok(), of(Some(3), Some(7)));
    }

    #[test]
    fn only_the_current_version_matches() {
        for (given, fits) in [
            ("\"3\"", true),
            ("\"3-tsv\"", true),
            ("\"3-toml\"", true),
            ("\"2\", \"3\"", true),
            ("*", true),
            ("\"2\"", false),
            ("W/\"3\"", false),
            ("3", false),
            ("", false),
        ] {
            let headers = HeaderMap::from_iter([(header::IF_MATCH, HeaderValue::from_static(given))]);
            assert_eq!(expected(&headers, 3).ok(), fits.then_some(3), "{given}");
        }
        assert!(matches!(expected(&HeaderMap::new(), 3), Err(HttpError::NoIfMatch)));
    }
}

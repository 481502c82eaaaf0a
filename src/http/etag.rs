//! Entity tags of versioned resources: `"3"` is version 3 as JSON, `"3-tsv"` the same as tab-separated text, `"3-toml"`
//! as TOML.

use axum::http::{HeaderMap, HeaderValue, header};

use super::error::HttpError;

/// How a version is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// JSON.
    Json,
    /// Tab-separated text.
    Tsv,
    /// TOML.
    Toml,
}

/// The tag of a version.
pub(super) fn tag(version: u64, form: Form) -> String {
    match form {
        Form::Json => format!("\"{version}\""),
        Form::Tsv => format!("\"{version}-tsv\""),
        Form::Toml => format!("\"{version}-toml\""),
    }
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
    let forms = [Form::Json, Form::Tsv, Form::Toml];
    if tags.any(|t| t == "*" || forms.iter().any(|&form| t == tag(current, form))) {
        return Ok(current);
    }
    Err(HttpError::Stale { given: given.chars().take(40).collect(), current })
}

#[cfg(test)]
mod tests {
    use super::*;

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

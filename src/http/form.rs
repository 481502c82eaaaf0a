//! A form (multipart/form-data) taken apart: its files, and its fields as text.

use axum::body::Body;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_DISPOSITION;
use axum::http::request::Parts;

use super::body;
use super::error::HttpError;
use super::fields::Fields;

/// A file as uploaded.
#[derive(Debug)]
pub(super) struct Upload {
    /// Its name as the caller gives it; never used as a path.
    pub(super) name: String,
    /// Its content.
    pub(super) bytes: Vec<u8>,
}

/// What a form holds.
#[derive(Debug)]
pub(super) struct Form {
    /// Everything that is not called `file`.
    pub(super) fields: Fields,
    /// Everything that is, in order.
    pub(super) files: Vec<Upload>,
}

impl Form {
    /// Receives a form of at most `limit` bytes.
    ///
    /// # Errors
    /// [`HttpError::Multipart`], [`HttpError::NotUtf8`], else as [`body::read`].
    pub(super) async fn receive(parts: Parts, body: Body, limit: usize) -> Result<Self, HttpError> {
        let bytes = body::read(&parts.headers, body, limit).await?;
        let whole = Request::from_parts(parts, Body::from(bytes));
        let mut form = Multipart::from_request(whole, &()).await.map_err(|_| HttpError::Multipart)?;
        let (mut pairs, mut files) = (Vec::new(), Vec::new());
        while let Some(part) = form.next_field().await.map_err(|_| HttpError::Multipart)? {
            let name = part.name().ok_or(HttpError::Multipart)?.to_owned();
            let file_name = part.file_name().map(str::to_owned).or_else(|| extended_name(part.headers()));
            let bytes = part.bytes().await.map_err(|_| HttpError::Multipart)?.to_vec();
            if name == "file" {
                files.push(Upload { name: file_name.unwrap_or_default(), bytes });
            } else {
                pairs.push((name, String::from_utf8(bytes).map_err(|_| HttpError::NotUtf8)?));
            }
        }
        Ok(Self { fields: Fields::of_pairs(pairs), files })
    }
}

/// The name of a file as some clients write one that is not plain ASCII: `filename*=UTF-8''%E7%A8%BF.docx` (RFC 5987).
fn extended_name(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(CONTENT_DISPOSITION)?.to_str().ok()?;
    let parameter = value.split(';').map(str::trim).find_map(|part| part.strip_prefix("filename*="))?;
    let (charset, name) = parameter.trim_matches('"').split_once('\'')?;
    let (_, name) = name.split_once('\'')?;
    if !charset.eq_ignore_ascii_case("utf-8") {
        return None;
    }
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [char::from(rest.next()?), char::from(rest.next()?)].map(|digit| digit.to_digit(16));
            let [Some(high), Some(low)] = digits else { return None };
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_clients_write_them() {
        for (value, wanted) in [
            ("form-data; name=\"file\"; filename*=UTF-8''%E7%A8%BF%201.docx", Some("稿 1.docx")),
            ("form-data; filename*=\"utf-8'zh'a.pdf\"; name=file", Some("a.pdf")),
            ("form-data; filename*=gbk''%B8%E5", None),
            ("form-data; filename*=UTF-8''%E7%A8", None),
            ("form-data; filename*=UTF-8''%E", None),
            ("form-data; filename*=UTF-8''%zz", None),
            ("form-data; name=\"file\"", None),
        ] {
            let headers = HeaderMap::from_iter([(CONTENT_DISPOSITION, value.parse().unwrap())]);
            assert_eq!(extended_name(&headers).as_deref(), wanted, "{value}");
        }
    }
}

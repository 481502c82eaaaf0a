//! A form (multipart/form-data) taken apart: its files, and its fields as text.

use axum::body::Body;
use axum::extract::{FromRequest, Multipart, Request};
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
            let file_name = part.file_name().map(str::to_owned);
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

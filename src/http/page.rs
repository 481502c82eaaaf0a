//! Pages of lists: how many at once, and where the next page begins.

use std::ops::RangeInclusive;

use serde::Serialize;
use utoipa::IntoParams;

use super::fields::Fields;

/// Items on a page when the request does not say.
const DEFAULT_SIZE: u64 = 20;
/// Items a page may have.
pub(super) const SIZES: RangeInclusive<u64> = 1..=100;

/// The page asked for.
#[derive(Debug, Clone, Copy, Serialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Paging {
    /// Items on a page.
    #[param(required = false, minimum = 1, maximum = 100, default = 20)]
    pub(super) size: usize,
    /// `next` of the page before.
    #[param(value_type = Option<String>)]
    pub(super) cursor: Option<u64>,
}

impl Paging {
    /// Takes the page out of a request's parameters.
    pub(super) fn take(fields: &mut Fields) -> Self {
        let size = fields.number("size", &SIZES).unwrap_or(DEFAULT_SIZE);
        let cursor = fields.number("cursor", &(0..=u64::MAX));
        Self { size: usize::try_from(size).unwrap_or(usize::MAX), cursor }
    }
}

/// A place in a list as callers see it.
pub(super) fn cursor(place: u64) -> String {
    place.to_string()
}

/// An id as one segment of a path: what is not plain is percent-encoded.
pub(super) fn segment(id: &str) -> String {
    let mut encoded = String::with_capacity(id.len());
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_stay_inside_their_segment() {
        assert_eq!(segment("a-1_文/.."), "a-1_%E6%96%87%2F..");
    }
}

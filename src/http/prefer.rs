//! `Prefer: respond-async` (RFC 7240): whoever does not want to wait for an answer is given a job.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::Response;

/// What whoever asks would rather have.
const PREFER: HeaderName = HeaderName::from_static("prefer");
/// What of it was done.
const APPLIED: HeaderName = HeaderName::from_static("preference-applied");
/// To be answered at once, with a place where the answer will be.
const ASYNC: &str = "respond-async";

/// Whether a job is wished for. Other preferences may stand beside it, in any order.
pub(super) fn respond_async(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(PREFER).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|preference| {
        let name = preference.split([';', '=']).next().unwrap_or_default();
        name.trim().eq_ignore_ascii_case(ASYNC)
    })
}

/// Says of an answer that it is what was wished for.
pub(super) fn applied(mut response: Response) -> Response {
    response.headers_mut().insert(APPLIED, HeaderValue::from_static(ASYNC));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wish_is_found_among_others() {
        let asked = |lines: &[&'static str]| {
            respond_async(&lines.iter().map(|line| (PREFER, HeaderValue::from_static(line))).collect())
        };
        for lines in
            [&["respond-async"][..], &["Respond-Async"], &["wait=10, respond-async; x=1"], &["a", "b,respond-async"]]
        {
            assert!(asked(lines), "{lines:?}");
        }
        for lines in [&[][..], &["respond"], &["wait=respond-async"], &["respond-asynchronously"]] {
            assert!(!asked(lines), "{lines:?}");
        }
    }
}

//! Reading a request's body, with one limit on its size and one on its slowness; which content type it has.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::http::{HeaderMap, header};
use serde_json::Value;

use super::error::HttpError;

/// Largest JSON body, in bytes: a draft of the longest kind fits however its characters are escaped (at most twelve
/// bytes each, as in `\ud842\udfb7`), with a mebibyte for the other fields.
pub(super) const MOST_JSON: usize = 12 * crate::review::input::LONGEST_DRAFT + (1 << 20);
/// Largest form, in bytes: the largest file with a mebibyte for the other fields.
pub(super) const MOST_FORM: usize = 21 << 20;
/// Largest import, in bytes.
pub(super) const MOST_IMPORT: usize = 256 << 20;
/// Longest pause between two pieces of a body: a client that is slower holds a place for nothing.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Reads a body.
///
/// # Errors
/// [`HttpError::BodyTooLarge`], [`HttpError::Slow`], [`HttpError::Interrupted`].
pub(super) async fn read(headers: &HeaderMap, mut body: Body, limit: usize) -> Result<Vec<u8>, HttpError> {
    let too_large = HttpError::BodyTooLarge { limit };
    let declared = headers.get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<usize>().ok());
    if declared.is_some_and(|bytes| bytes > limit) {
        return Err(too_large);
    }
    let mut bytes = Vec::with_capacity(declared.unwrap_or(0));
    loop {
        let next = poll_fn(|context| Pin::new(&mut body).poll_frame(context));
        let Some(frame) = tokio::time::timeout(LONGEST_PAUSE, next).await.map_err(|_| HttpError::Slow)? else {
            return Ok(bytes);
        };
        let Ok(data) = frame.map_err(|_| HttpError::Interrupted)?.into_data() else { continue };
        if bytes.len() + data.len() > limit {
            return Err(too_large);
        }
        bytes.extend_from_slice(&data);
    }
}

/// Reads a JSON body.
///
/// # Errors
/// [`HttpError::MediaType`], [`HttpError::Json`], else as [`read`].
pub(super) async fn json(headers: &HeaderMap, body: Body) -> Result<Value, HttpError> {
    if !is_json(headers) {
        return Err(HttpError::MediaType { accepted: "application/json" });
    }
    parse(&read(headers, body, MOST_JSON).await?)
}

/// Parses JSON.
///
/// # Errors
/// [`HttpError::Json`] with the place of the fault.
pub(super) fn parse(bytes: &[u8]) -> Result<Value, HttpError> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    serde_json::from_slice(bytes).map_err(|error| HttpError::Json {
        line: error.line(),
        column: error.column(),
        reason: reason(&error),
    })
}

/// The parser's message in Chinese, as far as it helps.
fn reason(error: &serde_json::Error) -> &'static str {
    let message = error.to_string();
    let says = |words: &str| message.contains(words);
    if error.is_eof() {
        "内容不完整"
    } else if says("surrogate") || says("unicode code point") || says("hex escape") {
        "字符串中有无效的字符（如单独的代理项或不合法的编码）"
    } else if says("recursion limit") {
        "嵌套过深"
    } else if says("control character") {
        "字符串中的控制字符须转义"
    } else if says("escape") {
        "转义写法不正确"
    } else if says("number out of range") || says("invalid number") {
        "数字写法不正确"
    } else {
        "语法错误"
    }
}

/// The media type of the body, in lower case, without its parameters.
pub(super) fn media_type(headers: &HeaderMap) -> String {
    let given = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    given.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether the body says it is JSON.
pub(super) fn is_json(headers: &HeaderMap) -> bool {
    media_type(headers) == "application/json"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_of_json_have_a_place_and_a_reason() {
        for (text, place, words) in [
            ("{\"a\":", (1, 5), "不完整"),
            ("{\n \"a\": \"\\ud800\"}", (2, 14), "代理"),
            ("{a:1}", (1, 2), "语法"),
            ("\"甲\u{1}\"", (1, 5), "控制字符"),
        ] {
            match parse(text.as_bytes()) {
                Err(HttpError::Json { line, column, reason }) => {
                    assert_eq!((line, column), place, "{text}");
                    assert!(reason.contains(words), "{text}: {reason}");
                }
                other => panic!("{text}: {other:?}"),
            }
        }
        assert!(parse(&[b"[".repeat(200), b"]".repeat(200)].concat()).is_err());
        assert!(parse(b"\"\xFF\"").is_err());
        assert_eq!(parse(b"\xEF\xBB\xBF1").unwrap(), Value::from(1));
    }

    #[tokio::test]
    async fn a_body_without_a_length_is_bounded_too() {
        let none = HeaderMap::new();
        assert_eq!(read(&none, Body::from("甲乙"), 6).await.unwrap(), "甲乙".as_bytes());
        assert!(matches!(read(&none, Body::from("甲乙丙"), 6).await, Err(HttpError::BodyTooLarge { limit: 6 })));
    }
}

//! Reading a request's body, with one limit on its size and one on its slowness; which content type it has.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::{Duration, Instant};

use axum::body::{Body, HttpBody};
use axum::http::{HeaderMap, header};
use encoding_rs::{Encoding, UTF_8};
use serde_json::Value;
use tokio::sync::Semaphore;

use super::error::HttpError;
use super::problem::Fault;
use crate::intake::encoding;
use crate::json::{self, JsonError};

/// Largest JSON body, in bytes: a draft of the longest kind fits however its characters are escaped (at most twelve
/// bytes each, as in `\ud842\udfb7`), with a mebibyte for the other fields.
pub(super) const MOST_JSON: usize = 12 * crate::review::input::LONGEST_DRAFT + (1 << 20);
/// Largest form, in bytes: the largest file with a mebibyte for the other fields.
pub(super) const MOST_FORM: usize = 21 << 20;
/// Largest import, in bytes.
pub(super) const MOST_IMPORT: usize = 256 << 20;
/// How slow a client may be; a slower one holds a place that others wait for.
#[derive(Debug, Clone, Copy)]
struct Pace {
    /// Longest pause between two pieces of a body.
    pause: Duration,
    /// Bytes a second that must come after that pause. A modem of the last century is faster.
    bytes: usize,
}

/// What a client on the slowest network keeps up with.
const SLOWEST: Pace = Pace { pause: Duration::from_secs(30), bytes: 4096 };

impl Pace {
    /// How long a client may take until its next piece, after `bytes` in `elapsed` time.
    fn wait(self, bytes: usize, elapsed: Duration) -> Duration {
        let earned = Duration::from_millis(u64::try_from(bytes.saturating_mul(1_000) / self.bytes.max(1)).unwrap_or(0));
        (self.pause + earned).saturating_sub(elapsed).min(self.pause)
    }
}

/// The turn for turning a body into UTF-8.
static DECODING: Semaphore = Semaphore::const_new(1);

/// Reads a body, text in whatever character set it names as UTF-8.
///
/// # Errors
/// [`HttpError::BodyTooLarge`], [`HttpError::Encoded`], [`HttpError::Garbled`], [`HttpError::Slow`],
/// [`HttpError::Interrupted`].
pub(super) async fn read(headers: &HeaderMap, body: Body, limit: usize) -> Result<Vec<u8>, HttpError> {
    let packed = headers.get(header::CONTENT_ENCODING).map(|value| value.to_str().unwrap_or("?").trim());
    if packed.is_some_and(|encoding| !encoding.eq_ignore_ascii_case("identity")) {
        return Err(HttpError::Encoded { charset: None });
    }
    let foreign = foreign_charset(headers)?;
    let bytes = read_at(SLOWEST, headers, body, limit).await?;
    let Some((charset, encoding)) = foreign else { return Ok(bytes) };
    // The text is held beside the bytes it is made from: one body at a time.
    let turn = DECODING.acquire().await;
    let turned = move || {
        let (text, _, broken) = encoding.decode(&bytes);
        if broken {
            return Err(HttpError::Garbled { charset });
        }
        let mut text = text.into_owned().into_bytes();
        text.shrink_to_fit();
        Ok(text)
    };
    let text = tokio::task::spawn_blocking(turned).await.map_err(|_| HttpError::Panicked)??;
    drop(turn);
    if text.len() > limit { Err(HttpError::BodyTooLarge { limit }) } else { Ok(text) }
}

/// The character set that a body names, when it is one in which text is read and is not UTF-8 itself.
///
/// # Errors
/// [`HttpError::Encoded`] for any other, and for a body that is no text.
pub(super) fn foreign_charset(headers: &HeaderMap) -> Result<Option<(String, &'static Encoding)>, HttpError> {
    let given = headers.get(header::CONTENT_TYPE).map(|value| value.to_str().unwrap_or("?")).unwrap_or_default();
    let parameters = given.split(';').skip(1).filter_map(|part| part.trim().split_once('='));
    let mut charsets = parameters.filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset"));
    let Some((_, charset)) = charsets.next() else { return Ok(None) };
    let charset = charset.trim().trim_matches('"');
    let Some(encoding) = encoding::named(charset) else {
        return Err(HttpError::Encoded { charset: Some(charset.chars().take(40).collect()) });
    };
    if encoding == UTF_8 {
        Ok(None)
    } else if is_text(&media_type(headers)) {
        Ok(Some((charset.to_owned(), encoding)))
    } else {
        Err(HttpError::Encoded { charset: Some(charset.to_owned()) })
    }
}

/// Whether a media type is text all through: forms and files hold bytes.
fn is_text(media_type: &str) -> bool {
    let application = |kind: &str| kind.contains("json") || kind == "toml";
    media_type.starts_with("text/") || media_type.strip_prefix("application/").is_some_and(application)
}

async fn read_at(pace: Pace, headers: &HeaderMap, mut body: Body, limit: usize) -> Result<Vec<u8>, HttpError> {
    let too_large = HttpError::BodyTooLarge { limit };
    let declared = headers.get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<usize>().ok());
    if declared.is_some_and(|bytes| bytes > limit) {
        return Err(too_large);
    }
    let mut bytes = Vec::with_capacity(declared.unwrap_or(0));
    let started = Instant::now();
    loop {
        let wait = pace.wait(bytes.len(), started.elapsed());
        if wait.is_zero() {
            return Err(HttpError::Slow);
        }
        let next = poll_fn(|context| Pin::new(&mut body).poll_frame(context));
        let Some(frame) = tokio::time::timeout(wait, next).await.map_err(|_| HttpError::Slow)? else {
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
/// [`HttpError::MediaType`], else as [`parse`] and [`read`].
pub(super) async fn json(headers: &HeaderMap, body: Body) -> Result<Value, HttpError> {
    if !is_json(headers) {
        return Err(HttpError::MediaType { accepted: "application/json" });
    }
    parse(&read(headers, body, MOST_JSON).await?)
}

/// Parses JSON.
///
/// # Errors
/// [`HttpError::Json`] with the place of the fault; [`HttpError::Fields`] where a name stands twice in one object.
pub(super) fn parse(bytes: &[u8]) -> Result<Value, HttpError> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    json::parse(bytes).map_err(|error| match error {
        JsonError::Syntax(error) => {
            HttpError::Json { line: error.line(), column: error.column(), reason: reason(&error) }
        }
        JsonError::Repeated { pointers } => {
            let fault = |pointer| Fault::at(pointer, "同一个对象中重复给出此字段；请只留一个");
            HttpError::Fields(pointers.into_iter().map(fault).collect())
        }
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
    use std::task::{Context, Poll};

    use axum::body::Bytes;
    use encoding_rs::GB18030;

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

    fn with(name: &'static str, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(axum::http::HeaderName::from_static(name), value.parse().unwrap())])
    }

    #[tokio::test]
    async fn text_is_read_in_the_character_set_it_names() {
        let words = "{\"text\":\"关于𠮷祥镇㐀家村\"}";
        let national = GB18030.encode(words).0.into_owned();
        let wide: Vec<u8> = words.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let plain = words.as_bytes().to_vec();
        for (kind, bytes) in [
            ("application/json", &plain),
            ("Application/JSON; Charset=UTF-8", &plain),
            ("application/json; charset=\"utf-8\"", &plain),
            ("multipart/form-data; boundary=charset=gbk", &plain),
            ("application/json;charset=gbk", &national),
            ("application/json; charset=GB2312", &national),
            ("application/x-ndjson; charset=\"gb18030\"", &national),
            ("text/csv; header=present; charset = gb18030", &national),
            ("application/toml; charset=utf-16be", &wide),
        ] {
            let read = read(&with("content-type", kind), Body::from(bytes.clone()), 1_000).await;
            assert_eq!(read.unwrap(), plain, "{kind}");
        }
    }

    #[tokio::test]
    async fn packed_bodies_and_other_character_sets_are_refused() {
        let gbk = GB18030.encode("关于").0.into_owned();
        let refused = |name, value: &str, bytes: &[u8], limit| {
            let (headers, body) = (with(name, value), Body::from(bytes.to_vec()));
            async move { read(&headers, body, limit).await.unwrap_err() }
        };
        for kind in [
            "application/json; charset=iso-8859-1",
            "text/csv; charset=euc-jp",
            "multipart/form-data; boundary=x; charset=gbk",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet; charset=gbk",
        ] {
            let error = refused("content-type", kind, b"{}", 9).await;
            let named = kind.rsplit_once('=').unwrap().1;
            assert!(matches!(&error, HttpError::Encoded { charset: Some(charset) } if charset == named), "{kind}");
            assert!(error.detail().contains("gb18030"), "{}", error.detail());
        }
        assert!(matches!(refused("content-encoding", "gzip", b"", 9).await, HttpError::Encoded { charset: None }));
        assert!(read(&with("content-encoding", "Identity"), Body::empty(), 9).await.is_ok());
        // Bytes that are none of the character set's, and text that is longer than its bytes.
        let garbled = refused("content-type", "text/csv; charset=gbk", b"\xB9\xD8\xFF", 9).await;
        assert!(matches!(garbled, HttpError::Garbled { .. }), "{garbled:?}");
        let long = refused("content-type", "text/csv; charset=gbk", &gbk, 5).await;
        assert!(matches!(long, HttpError::BodyTooLarge { limit: 5 }), "{long:?}");
    }

    /// A body of which a byte comes every ten milliseconds, for ever.
    struct Dripping {
        due: bool,
    }

    impl HttpBody for Dripping {
        type Data = Bytes;
        type Error = std::io::Error;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            context: &mut Context<'_>,
        ) -> Poll<Option<Result<http_body::Frame<Bytes>, std::io::Error>>> {
            self.due = !self.due;
            if !self.due {
                return Poll::Ready(Some(Ok(http_body::Frame::data(Bytes::from_static(b"x")))));
            }
            let waker = context.waker().clone();
            std::thread::spawn(move || {
                std::thread::sleep(Duration::from_millis(10));
                waker.wake();
            });
            Poll::Pending
        }
    }

    #[tokio::test]
    async fn a_body_that_drips_is_given_up() {
        let pace = Pace { pause: Duration::from_millis(200), bytes: 1 << 20 };
        let started = Instant::now();
        let given_up = read_at(pace, &HeaderMap::new(), Body::new(Dripping { due: false }), usize::MAX).await;
        // It never pauses for long, and yet does not go on for ever.
        assert!(matches!(given_up, Err(HttpError::Slow)) && started.elapsed() >= pace.pause, "{given_up:?}");
        assert_eq!(pace.wait(1 << 20, Duration::from_millis(900)), pace.pause);
        assert_eq!(pace.wait(0, Duration::from_secs(9)), Duration::ZERO);
    }

    #[tokio::test]
    async fn a_body_without_a_length_is_bounded_too() {
        let none = HeaderMap::new();
        assert_eq!(read(&none, Body::from("甲乙"), 6).await.unwrap(), "甲乙".as_bytes());
        assert!(matches!(read(&none, Body::from("甲乙丙"), 6).await, Err(HttpError::BodyTooLarge { limit: 6 })));
    }
}

//! A caller of the service: requests in, answers out, without a socket.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, Response, header};
use duanshixin::desk::Desk;
use duanshixin::http::{AppState, Capacity, RateLimits, router};
use serde_json::Value;
use tokio::sync::OnceCell;
use tower::ServiceExt as _;

use crate::support;

/// A server on a data folder of its own.
pub struct Service {
    pub state: AppState,
    router: Router,
    folder: tempfile::TempDir,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Service {
    /// A server as at a first start.
    pub fn new() -> Self {
        Self::with(Capacity::default())
    }

    pub fn with(capacity: Capacity) -> Self {
        Self::on(tempfile::tempdir().unwrap(), |desk| AppState::new(desk, capacity))
    }

    /// A server on this folder that needs keys where there are any; its callers have `per_minute` requests, `burst` of
    /// them at once.
    pub fn limited(folder: tempfile::TempDir, per_minute: u32, burst: u32) -> Self {
        let rate = RateLimits {
            per_minute: std::num::NonZeroU32::new(per_minute),
            burst: std::num::NonZeroU32::new(burst).unwrap(),
        };
        Self::on(folder, |desk| AppState::new(desk, Capacity::default()).guarded(true, rate))
    }

    pub fn on(folder: tempfile::TempDir, state: impl FnOnce(Arc<Desk>) -> AppState) -> Self {
        let state = state(Arc::new(support::fresh(folder.path())));
        Self { router: router(state.clone()), state, folder }
    }

    /// The data folder.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// The status of an answer whose body is not read: it may have no end.
    pub async fn status(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> u16 {
        let mut request = Request::builder().method(method).uri(encoded(path));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.answer(request.body(Body::empty()).unwrap()).await.status().as_u16()
    }

    /// An answer whose body is not read yet.
    pub async fn answer(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// Makes a key; the key itself. `with` is a key that may, empty while none is needed.
    pub async fn key(&self, with: &str, label: &str, scopes: &[&str]) -> String {
        let body = serde_json::json!({"label": label, "scopes": scopes}).to_string();
        let bearer = format!("Bearer {with}");
        let headers = [JSON, ("authorization", bearer.as_str())];
        let headers = if with.is_empty() { &headers[..1] } else { &headers[..] };
        let made = self.send("POST", "/v1/keys", headers, body).await;
        assert_eq!(made.status, 201, "{}", made.text());
        made.json()["key"].as_str().unwrap().to_owned()
    }

    /// Sends a request with these headers.
    pub async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
        let asked = format!("{method} {path}");
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let mut request = Request::builder().method(method).uri(encoded(path));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.answer(request.body(body.into()).unwrap()).await;
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec();
        let answer = Answer { status: parts.status.as_u16(), headers: parts.headers, body };
        answer.is_foreseen(&asked).await;
        answer
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], Body::empty()).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, &[], Body::empty()).await
    }

    /// Sends a value as JSON.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, &[JSON], body.to_string()).await
    }

    /// Sends the fields of a value as a form; those called `file` as files.
    pub async fn form(&self, path: &str, fields: &Value) -> Answer {
        let mut body = String::new();
        for (name, value) in fields.as_object().unwrap() {
            let several = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
            for text in several.iter().map(|one| one.as_str().unwrap()) {
                let file = if name == "file" { "; filename=\"a.txt\"" } else { "" };
                let head = format!("content-disposition: form-data; name=\"{name}\"{file}");
                body.push_str(&format!("--grenze\r\n{head}\r\n\r\n{text}\r\n"));
            }
        }
        body.push_str("--grenze--\r\n");
        self.send("POST", path, &[("content-type", "multipart/form-data; boundary=grenze")], body).await
    }

    /// Waits for a job to end; the job as it ended.
    pub async fn finished(&self, location: &str) -> Value {
        for _ in 0..600 {
            let job = self.get(location).await.json();
            if !matches!(job["state"].as_str(), Some("queued" | "running")) {
                return job;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("{location} does not end");
    }
}

/// The description of the interface.
async fn described() -> &'static Value {
    static DESCRIBED: OnceCell<Value> = OnceCell::const_new();
    let read = async || {
        let request = Request::get("/openapi.json").body(Body::empty()).unwrap();
        let answer = Service::new().answer(request).await;
        let body = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        serde_json::from_slice(&body).unwrap()
    };
    DESCRIBED.get_or_init(read).await
}

/// What is described of the operation that a request asks for, where it is one.
fn operation<'d>(document: &'d Value, method: &str, path: &str) -> Option<&'d Value> {
    let asked: Vec<&str> = path.split('?').next()?.split('/').collect();
    let fits = |template: &str| {
        let parts: Vec<&str> = template.split('/').collect();
        let one = |(part, asked): (&&str, &&str)| part == asked || (part.starts_with('{') && !asked.is_empty());
        let fits = parts.len() == asked.len() && parts.iter().zip(&asked).all(one);
        fits.then(|| parts.iter().zip(&asked).filter(|(part, asked)| part == asked).count())
    };
    let paths = document["paths"].as_object()?.iter();
    let (_, operations) =
        paths.filter_map(|(template, o)| Some((fits(template)?, o))).max_by_key(|(exact, _)| *exact)?;
    operations.get(if method == "HEAD" { "get".to_owned() } else { method.to_lowercase() })
}

/// A path as a client would send it.
fn encoded(path: &str) -> String {
    let plain = |b: u8| b.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&b);
    path.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

/// A position in an answer.
pub fn position(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap()).unwrap()
}

/// The content type of JSON.
pub const JSON: (&str, &str) = ("content-type", "application/json");

impl Answer {
    /// A refusal has one of the codes that the description foresees for its operation.
    async fn is_foreseen(&self, asked: &str) {
        let told = self.header("content-type") == "application/problem+json" && !self.body.is_empty();
        if !(400..500).contains(&self.status) || !told {
            return;
        }
        let (method, path) = asked.split_once(' ').unwrap();
        let Some(operation) = operation(described().await, method, path) else { return };
        let problem: Value = serde_json::from_slice(&self.body).unwrap_or_default();
        let foreseen = operation["responses"]["4XX"]["description"].as_str().unwrap();
        let (_, codes) = foreseen.split_once('：').unwrap();
        let code = problem["code"].as_str().unwrap_or_default();
        assert!(codes.split('、').any(|one| one == code), "{asked}: {code} is not among {codes}");
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub fn header(&self, name: impl header::AsHeaderName) -> &str {
        self.headers.get(name).map_or("", |v| v.to_str().unwrap())
    }

    /// The problem, after what every problem has was looked at.
    pub fn problem(&self) -> Value {
        assert_eq!(self.header("content-type"), "application/problem+json", "{self:?}");
        let problem = self.json();
        assert_eq!(problem["status"], self.status, "{problem}");
        assert_eq!(problem["request_id"], self.header("x-request-id"), "{problem}");
        for field in ["title", "detail"] {
            let said = problem[field].as_str().unwrap();
            assert!(said.chars().any(|c| ('一'..='龥').contains(&c)), "{field}: {problem}");
        }
        assert!(problem["type"].as_str().unwrap().ends_with(problem["code"].as_str().unwrap()), "{problem}");
        problem
    }

    /// Status, code and the pointers of all faults.
    pub fn refusal(&self) -> (u16, String, Vec<String>) {
        let problem = self.problem();
        let errors = problem["errors"].as_array().cloned().unwrap_or_default();
        let pointers = errors.iter().filter_map(|e| e["pointer"].as_str()).map(str::to_owned).collect();
        (self.status, problem["code"].as_str().unwrap().to_owned(), pointers)
    }
}

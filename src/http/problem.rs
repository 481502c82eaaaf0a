//! [`Problem`]: the one shape of every error answer (RFC 9457). An answer carries its problem along until the request
//! is known to which it belongs; then it is written out.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::error::{Code, HttpError};
use crate::lexicon::Problem as ListProblem;
use crate::norms::ProfileProblem;

/// Seconds after which it is worth trying again: requests ahead take milliseconds mostly.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("2");
/// The same where the request itself took too long: only a calmer machine or a smaller draft helps, so that programs
/// that try again by themselves must not keep the workers from others.
const RETRY_AFTER_TIMEOUT: HeaderValue = HeaderValue::from_static("300");
/// Media type of a problem.
pub(super) const PROBLEM_JSON: &str = "application/problem+json";

/// 错误: why a request was not done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct Problem {
    /// A URI that names the kind of fault.
    #[serde(rename = "type")]
    pub(super) kind: String,
    /// The kind of fault, in Chinese.
    pub(super) title: String,
    /// The HTTP status.
    pub(super) status: u16,
    /// What is wrong in this case, in Chinese.
    pub(super) detail: String,
    /// The path of the request.
    pub(super) instance: String,
    /// The kind of fault: stable English name.
    pub(super) code: String,
    /// Where the faults are: all of them, or the first ones and one that counts the rest.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) errors: Vec<Fault>,
    /// The request's id, as in the log.
    pub(super) request_id: String,
}

/// The code of a refusal, left on an answer for those who count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RefusalCode(pub(super) String);

/// One fault of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct Fault {
    /// JSON pointer into the body; for query parameters and form fields `/name`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) pointer: Option<String>,
    /// Line of a body that is a table or TOML, from 1; 0 for the whole of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) line: Option<usize>,
    /// Column of a tab-separated body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) column: Option<String>,
    /// What is wrong, in Chinese.
    pub(super) detail: String,
}

impl Fault {
    /// A fault at a place of a JSON body.
    pub(super) fn at(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { pointer: Some(pointer.into()), line: None, column: None, detail: detail.into() }
    }

    /// A fault in a line of a tab-separated body.
    pub(super) fn of_line(line: usize, column: &str, detail: &str) -> Self {
        let column = Some(column.to_owned()).filter(|c| !c.is_empty());
        Self { pointer: None, line: Some(line), column, detail: detail.to_owned() }
    }

    /// A fault of an entry of a list in a JSON body; entries are counted from 1 there.
    pub(super) fn of_entry(problem: &ListProblem) -> Self {
        let mut pointer = "/entries".to_owned();
        if let Some(index) = problem.row.checked_sub(1) {
            pointer.push_str(&format!("/{index}"));
        }
        if !problem.column.is_empty() {
            pointer.push('/');
            pointer.push_str(&problem.column);
        }
        Self::at(pointer, problem.reason.clone())
    }

    /// A fault of a profile: at a line of the file where it is no TOML, else at a key.
    pub(super) fn of_profile(problem: &ProfileProblem) -> Self {
        let line = problem.key.strip_prefix('第').and_then(|rest| rest.strip_suffix('行')?.parse().ok());
        match line {
            Some(line) => Self::of_line(line, "", &problem.reason),
            None => Self::at(format!("/{}", problem.key.replace('.', "/")), &problem.reason),
        }
    }
}

impl Problem {
    fn of(error: &HttpError) -> Self {
        let code = error.code();
        Self {
            kind: format!("urn:duanshixin:problem:{}", code.name()),
            title: code.title().to_owned(),
            status: code.status().as_u16(),
            detail: error.detail(),
            instance: String::new(),
            code: code.name().to_owned(),
            errors: error.faults(),
            request_id: String::new(),
        }
    }

    /// Writes the problem of an answer out, now that its request is known; answers without one stay as they are.
    pub(super) fn write_out(mut response: Response, path: &str, request_id: &str) -> Response {
        let status = response.status();
        let kept = response.extensions_mut().remove::<Self>();
        let refused = status.is_client_error() || status.is_server_error();
        let Some(mut problem) = kept.or_else(|| refused.then(|| Self::of(&HttpError::Other(status)))) else {
            return response;
        };
        path.clone_into(&mut problem.instance);
        request_id.clone_into(&mut problem.request_id);
        // The framework's own refusals keep their status.
        problem.status = status.as_u16();
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        response.extensions_mut().insert(RefusalCode(problem.code));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        headers.remove(header::CONTENT_LENGTH);
        *response.body_mut() = Body::from(body);
        response
    }
}

/// What RFC 6750 says to whoever has no key, or one that will not do.
fn challenge(error: &HttpError) -> Option<HeaderValue> {
    let said = match error {
        HttpError::NoKey => "Bearer realm=\"duanshixin\"".to_owned(),
        HttpError::BadKey(_) => "Bearer realm=\"duanshixin\", error=\"invalid_token\"".to_owned(),
        HttpError::Scope { needed } => {
            let names: Vec<&str> = needed.iter().map(|scope| scope.name()).collect();
            format!("Bearer realm=\"duanshixin\", error=\"insufficient_scope\", scope=\"{}\"", names.join(" "))
        }
        _ => return None,
    };
    HeaderValue::from_str(&said).ok()
}

impl IntoResponse for HttpError {
    fn into_response(self) -> Response {
        let problem = Problem::of(&self);
        let code = self.code();
        let status = code.status();
        if status.is_server_error() && status != StatusCode::SERVICE_UNAVAILABLE {
            tracing::error!(code = problem.code, detail = problem.detail, "request failed");
        }
        let mut response = status.into_response();
        let headers = response.headers_mut();
        if status == StatusCode::SERVICE_UNAVAILABLE {
            let later = if code == Code::OutOfTime { RETRY_AFTER_TIMEOUT } else { RETRY_AFTER };
            headers.insert(header::RETRY_AFTER, later);
        } else if let Self::TooFast { seconds } = self {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(challenge) = challenge(&self) {
            headers.insert(header::WWW_AUTHENTICATE, challenge);
        }
        response.extensions_mut().insert(problem);
        response
    }
}

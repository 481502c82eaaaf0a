//! Which codes an operation may be refused with: what holds for all, for those that need a key, read a body, change what
//! has versions, make something; and what is its own. The description tells these and no others; the tests of the service
//! look at every refusal they meet.

use serde_json::Value;

use super::access::{Access, access_of};
use super::error::Code;

/// The codes of the 4XX answers of an operation, in the order of the table of codes.
pub(super) fn of(method: &str, path: &str, operation: &Value) -> Vec<Code> {
    let mut codes = vec![Code::BadRequest];
    if !matches!(path, "/livez" | "/readyz") {
        codes.extend([Code::CrossSite, Code::UnknownHost]);
    }
    codes.extend_from_slice(of_access(access_of(method, path)));
    if path.starts_with("/v1/") {
        codes.push(Code::InvalidRequest);
    }
    if path.contains('{') {
        codes.push(Code::NotFound);
    }
    if reads_body(method, path) {
        codes.extend([Code::NotUtf8, Code::Interrupted, Code::Slow, Code::BodyTooLarge, Code::MediaType]);
        codes.extend_from_slice(of_media(operation));
    }
    codes.extend(of_headers(method, operation));
    codes.extend_from_slice(own(method, path));
    Code::ALL.iter().copied().filter(|code| codes.contains(code)).collect()
}

fn of_access(access: Option<Access>) -> &'static [Code] {
    match access {
        Some(Access::Open) | None => &[],
        Some(Access::AnyKey) => &[Code::KeyRequired, Code::KeyRefused, Code::TooFast],
        Some(Access::Local(_) | Access::Scopes(_)) => {
            &[Code::KeyRequired, Code::KeyRefused, Code::TooFast, Code::ScopeMissing]
        }
    }
}

/// Whether a body is read, be it to see that there is none.
fn reads_body(method: &str, path: &str) -> bool {
    let silent = ["/v1/jobs/{id}/cancel", "/v1/backups/{name}/ticket"];
    matches!(method, "POST" | "PUT") && !silent.contains(&path)
}

fn of_media(operation: &Value) -> &'static [Code] {
    let content = operation.pointer("/requestBody/content").and_then(Value::as_object);
    match content {
        Some(content) if content.contains_key("multipart/form-data") => &[Code::MalformedJson, Code::MalformedForm],
        Some(content) if !content.keys().any(|media| media.contains("json")) => &[],
        Some(_) | None => &[Code::MalformedJson],
    }
}

fn of_headers(method: &str, operation: &Value) -> Vec<Code> {
    let takes = |name: &str| {
        let parameters = operation.get("parameters").and_then(Value::as_array);
        parameters.is_some_and(|all| all.iter().any(|one| one.get("name").is_some_and(|n| n == name)))
    };
    let mut codes = Vec::new();
    if takes("Idempotency-Key") {
        codes.extend([Code::InProgress, Code::KeyReused, Code::AnswerGone]);
    } else if method != "GET" {
        codes.push(Code::KeyUnused);
    }
    if takes("If-Match") {
        codes.extend([Code::VersionConflict, Code::IfMatchRequired]);
    }
    codes
}

/// What only some can be refused with.
fn own(method: &str, path: &str) -> &'static [Code] {
    match (method, path) {
        ("POST", "/v1/reviews" | "/v1/facts") => &[
            Code::TextTooLong,
            Code::FileFormat,
            Code::EmptyText,
            Code::NoWords,
            Code::NulCharacter,
            Code::ClassifiedDraft,
            Code::UnreadableFile,
            Code::NoProfile,
        ],
        ("GET", "/v1/reviews/{id}/report.docx") => &[Code::FileFormat, Code::UnreadableFile],
        (_, "/v1/search") => &[Code::BadQuery, Code::BadCursor, Code::CursorExpired],
        ("POST", "/v1/search/passage") => &[Code::BadPassage],
        ("POST", "/v1/keys") => &[Code::KeyMade],
        ("DELETE", "/v1/keys/{id}") => &[Code::LastAdmin],
        ("POST", "/v1/jobs/{id}/cancel") => &[Code::JobOver],
        ("POST", "/v1/proposals/reject") => &[Code::NotFound],
        ("POST", "/v1/proposals/approve" | "/v1/term-lists/slogans/suggest/accept") => {
            &[Code::NotFound, Code::VersionConflict, Code::BadTermList]
        }
        ("POST", "/v1/term-lists/{id}/draft/publish") => &[Code::BadTermList, Code::NoDifference],
        ("POST", "/v1/norm-profiles/{id}/draft/publish") => &[Code::BadNormProfile, Code::NoDifference],
        ("DELETE", "/v1/term-lists/{id}/draft" | "/v1/norm-profiles/{id}/draft") => &[],
        ("POST" | "PUT" | "DELETE", path) if path.starts_with("/v1/term-lists/{id}") => &[Code::BadTermList],
        ("POST" | "PUT", path) if path.starts_with("/v1/norm-profiles/") => &[Code::BadNormProfile],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_operation_is_refused_with_what_it_can_be() {
        let none = json!({});
        let names = |method, path, operation: &Value| -> Vec<&str> {
            of(method, path, operation).iter().map(|code| code.name()).collect()
        };
        assert_eq!(names("GET", "/livez", &none), ["bad_request"]);
        assert_eq!(names("GET", "/docs", &none), ["bad_request", "cross_site", "unknown_host"]);
        let kept = ["bad_request", "key_required", "key_refused", "cross_site", "scope_missing", "not_found"];
        let kept = [&kept[..], &["unknown_host", "invalid_request", "too_many_requests"]].concat();
        assert_eq!(names("GET", "/v1/reviews/{id}", &none), kept);
        let keyed = json!({"parameters": [{"name": "Idempotency-Key"}]});
        let made = names("POST", "/v1/keys", &keyed);
        assert!(["key_already_made", "malformed_json", "request_in_progress"].iter().all(|code| made.contains(code)));
        assert!(!made.contains(&"idempotency_unsupported") && !made.contains(&"text_too_long"));
        let table = json!({"requestBody": {"content": {"application/toml": {}}}, "parameters": [{"name": "If-Match"}]});
        let put = names("PUT", "/v1/norm-profiles/{id}", &table);
        assert!(["bad_norm_profile", "if_match_required", "not_utf8"].iter().all(|code| put.contains(code)));
        assert!(!put.contains(&"malformed_json") && !put.contains(&"bad_term_list"));
    }
}

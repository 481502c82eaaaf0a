//! The description of the interface: OpenAPI from the routes and types, with the errors every route may answer, and
//! the page at `/docs` that lists the routes.

use serde_json::{Value, json};
use utoipa::openapi::{ComponentsBuilder, InfoBuilder, OpenApi, OpenApiBuilder};

use super::access::{Access, access_of};
use super::error::Code;
use super::glossary;
use super::problem::{Fault, PROBLEM_JSON, Problem};

/// The description, written out once.
#[derive(Debug)]
pub(super) struct Described {
    /// `/openapi.json`
    pub(super) json: String,
    /// `/docs`
    pub(super) page: String,
}

/// What stands above the routes.
pub(super) fn head() -> OpenApi {
    let info = InfoBuilder::new()
        .title("短实新 duanshixin")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "公文送审稿的短、实、新审核。只提供提示和建议，由人决定。位置默认按 Unicode 码点计，前闭后开。",
        ))
        .build();
    let components = ComponentsBuilder::new().schema_from::<Problem>().schema_from::<Fault>().build();
    OpenApiBuilder::new().info(info).components(Some(components)).build()
}

impl Described {
    /// Completes what the routes and types say.
    pub(super) fn of(api: &OpenApi) -> Self {
        let mut document = serde_json::to_value(api).unwrap_or_default();
        if let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) {
            for (path, operations) in paths {
                for (method, operation) in operations.as_object_mut().into_iter().flatten() {
                    add_errors(operation);
                    add_security(&method.to_uppercase(), path, operation);
                }
            }
        }
        describe_keys(&mut document);
        glossary::translate(&mut document);
        Self { page: page(&document), json: document.to_string() }
    }
}

/// Name of the security scheme.
const SCHEME: &str = "key";

/// How a key is presented.
fn describe_keys(document: &mut Value) {
    let scheme = json!({ "type": "http", "scheme": "bearer", "description":
        "访问密钥。服务只监听本机且还没有密钥时，不需要；有密钥之后，除标明无须密钥的接口外都需要。" });
    if let Some(components) = document.get_mut("components").and_then(Value::as_object_mut) {
        components.insert("securitySchemes".to_owned(), json!({ SCHEME: scheme }));
    }
}

/// Which scopes an operation needs, by the table of access; a key is no need where there are no keys.
fn add_security(method: &str, path: &str, operation: &mut Value) {
    let (Some(access), Some(operation)) = (access_of(method, path), operation.as_object_mut()) else { return };
    let wanted = match access {
        Access::Open => json!([]),
        Access::AnyKey => json!([{ SCHEME: [] }, {}]),
        Access::Local(scopes) | Access::Scopes(scopes) => {
            let one = scopes.iter().map(|scope| json!({ SCHEME: [scope.name()] }));
            one.chain([json!({})]).collect()
        }
    };
    operation.insert("security".to_owned(), wanted);
}

/// Every operation may be refused, in one shape.
fn add_errors(operation: &mut Value) {
    let content = json!({ PROBLEM_JSON: { "schema": { "$ref": "#/components/schemas/Problem" } } });
    if let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) {
        let mut add = |range: &str, client: bool| {
            let codes: Vec<&str> =
                Code::ALL.iter().filter(|c| c.status().is_client_error() == client).map(|c| c.name()).collect();
            let description = format!("未受理。code 为下列之一：{}", codes.join("、"));
            responses.insert(range.to_owned(), json!({ "description": description, "content": content }));
        };
        add("4XX", true);
        add("5XX", false);
    }
}

/// The page at `/docs`.
fn page(document: &Value) -> String {
    let mut rows = String::new();
    let paths = document.get("paths").and_then(Value::as_object);
    for (path, operations) in paths.into_iter().flatten() {
        for (method, operation) in operations.as_object().into_iter().flatten() {
            let summary = operation.get("summary").and_then(Value::as_str).unwrap_or_default();
            let (method, path) = (escaped(&method.to_uppercase()), escaped(path));
            rows.push_str(&format!(
                "<tr><td>{method}</td><td><code>{path}</code></td><td>{}</td></tr>\n",
                escaped(summary)
            ));
        }
    }
    format!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head><meta charset=\"utf-8\"><title>短实新</title></head>\n<body>\n\
         <h1>短实新 {}</h1>\n<p>审核公文送审稿是否短、实、新，并指出依据。只作提示和建议，由人决定。</p>\n\
         <p>接口描述：<a href=\"/openapi.json\">/openapi.json</a>　各项上限：<a href=\"/v1/limits\">/v1/limits</a></p>\n\
         <table>\n<tr><th>方法</th><th>接口</th><th>用途</th></tr>\n{rows}</table>\n</body>\n</html>\n",
        env!("CARGO_PKG_VERSION")
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

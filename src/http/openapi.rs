//! The description of the interface: OpenAPI from the routes and types, with the errors every route may answer.

use serde_json::{Value, json};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{ComponentsBuilder, InfoBuilder, OpenApi, OpenApiBuilder};

use super::access::{Access, access_of};
use super::error::Code;
use super::problem::{Fault, PROBLEM_JSON, Problem};
use super::unchanged::is_told_by_its_tag;
use super::{docs, examples, glossary, refusals};

/// The description, written out once.
#[derive(Debug)]
pub(super) struct Described {
    /// `/openapi.json`
    pub(super) json: String,
    /// `/docs`
    pub(super) page: String,
}

/// What holds for all routes.
const DESCRIPTION: &str = "公文送审稿的短、实、新审核。只提供提示和建议，由人决定。位置默认按 Unicode 码点计，前闭后开。

错误一律为 application/problem+json（RFC 9457）：title、detail 为中文，code 为固定的英文代码，errors 用 JSON 指针指明各处。503 表示繁忙或正在停止，Retry-After 为可以重试的秒数。

JSON 和文本类的请求正文为 UTF-8，或 Content-Type 中 charset 所写的编码（gbk、gb2312、gb18030、big5、utf-16）；其他 charset 为 415。

网址连同参数至多 65534 字节；更长的由连接层以 414 拒绝，应答没有正文。检索条件长的请用 POST /v1/search。

Idempotency-Key：参数中列有它的新建类请求可带这个请求头（1 至 255 个可见 ASCII 字符，如 UUID）。同一个键、同样的内容再次送达时不重复处理，返回原来的状态、Location 和正文，并带 Idempotency-Replayed: true（新建密钥的例外：密钥只给一次，再次送达为 409 key_already_made）；同一个键用于不同的内容为 422 idempotency_key_reused；原请求尚未答复为 409 request_in_progress；所建的审核、文件、任务已被删除为 410 answer_gone。被拒绝的请求不占用键。键按接口和调用方分开，保留 24 小时（可设置）；键和请求只保存哈希值。store 为 false 的审核不登记键，再次送达即重新审核。没有列出它的接口，除读取（GET、HEAD）外带上它一律为 422 idempotency_unsupported，不办理：免得以为可以放心重发。

If-Match 和 If-None-Match：读取时给出 ETag 的，修改时放入 If-Match（缺少为 428，不符为 412），列出 If-None-Match 的，再次读取时可放入该请求头（没有变化为 304，没有正文）。草稿和规范档随在用的版本而变，总是全文答复。";

/// The groups of routes.
const TAGS: [(&str, &str); 9] = [
    ("审核", "送审稿的审核、报告和处理意见"),
    ("检索", "检索文件，查一段话的出处"),
    ("语料", "用来比对的文件，导入和重建索引，任务"),
    ("词表", "空话套话、规定表述、实招要素、减负规则、简称全称"),
    ("规范", "规范档：篇幅要求、计分方式、依据"),
    ("备份", "服务运行时制作备份"),
    ("管理", "访问密钥和权限"),
    ("审计", "谁在何时做了什么"),
    ("服务", "网页、接口说明、运行状态和指标"),
];

/// What stands above the routes.
pub(super) fn head() -> OpenApi {
    let info = InfoBuilder::new()
        .title("短实新 duanshixin")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(DESCRIPTION))
        .build();
    let components = ComponentsBuilder::new().schema_from::<Problem>().schema_from::<Fault>().build();
    let tag = |(name, words): (&str, &str)| TagBuilder::new().name(name).description(Some(words)).build();
    let tags = TAGS.map(tag).to_vec();
    OpenApiBuilder::new().info(info).components(Some(components)).tags(Some(tags)).build()
}

impl Described {
    /// Completes what the routes and types say.
    pub(super) fn of(api: &OpenApi) -> Self {
        let mut document = serde_json::to_value(api).unwrap_or_default();
        if let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) {
            for (path, operations) in paths {
                for (method, operation) in operations.as_object_mut().into_iter().flatten() {
                    let method = method.to_uppercase();
                    add_errors((&method, path), operation);
                    mark_files(operation);
                    mark_tagged((&method, path), operation);
                    add_security(&method, path, operation);
                }
            }
        }
        describe_keys(&mut document);
        name_codes(&mut document);
        glossary::translate(&mut document);
        examples::add(&mut document);
        Self { page: docs::page(&document), json: document.to_string() }
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

/// Names all codes of problems where their type is described.
fn name_codes(document: &mut Value) {
    let code = document.pointer_mut("/components/schemas/Problem/properties/code").and_then(Value::as_object_mut);
    if let Some(code) = code {
        let names: Vec<&str> = Code::ALL.iter().map(|code| code.name()).collect();
        code.insert("enum".to_owned(), names.into());
    }
}

/// Every operation may be refused, in one shape.
fn add_errors((method, path): (&str, &str), operation: &mut Value) {
    let refused = refusals::of(method, path, operation);
    let failed = Code::ALL.iter().copied().filter(|code| code.status().is_server_error()).collect::<Vec<_>>();
    let content = json!({ PROBLEM_JSON: { "schema": { "$ref": "#/components/schemas/Problem" } } });
    if let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) {
        for (range, said, codes) in [("4XX", "未受理", refused), ("5XX", "未能办理", failed)] {
            let names: Vec<&str> = codes.iter().map(|code| code.name()).collect();
            let description = format!("{said}。code 为下列之一：{}", names.join("、"));
            responses.insert(range.to_owned(), json!({ "description": description, "content": content }));
        }
    }
}

/// What is read with a tag need not be sent again to those who have it.
fn mark_tagged((method, path): (&str, &str), operation: &mut Value) {
    let tagged = operation.pointer("/responses/200/headers/ETag").is_some();
    let spared = method == "GET" && tagged && is_told_by_its_tag(path);
    let Some(operation) = operation.as_object_mut().filter(|_| spared) else { return };
    let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
    if let Some(parameters) = parameters.as_array_mut() {
        parameters.push(json!({
            "name": "If-None-Match", "in": "header", "required": false, "schema": { "type": ["string", "null"] },
            "description": "已有内容的 ETag，可以有多个；没有变化时答复 304，不再传送",
        }));
    }
    if let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) {
        let tag = json!({ "ETag": { "description": "与所带的相同", "schema": { "type": "string" } } });
        responses.insert("304".to_owned(), json!({ "description": "没有变化，没有正文", "headers": tag }));
    }
}

/// Beginnings of the media types of files that are no text.
const FILES: [&str; 2] = ["application/vnd.openxmlformats-officedocument.", "application/zip"];

/// Says of bodies that are such files that they are bytes.
fn mark_files(operation: &mut Value) {
    let mark = |body: &mut Value| {
        for (media, content) in body.get_mut("content").and_then(Value::as_object_mut).into_iter().flatten() {
            if let Some(content) = content.as_object_mut().filter(|_| FILES.iter().any(|f| media.starts_with(f))) {
                let schema = json!({ "type": "string", "format": "binary", "contentMediaType": media });
                content.insert("schema".to_owned(), schema);
            }
        }
    };
    operation.get_mut("requestBody").into_iter().for_each(mark);
    operation
        .get_mut("responses")
        .and_then(Value::as_object_mut)
        .into_iter()
        .flatten()
        .for_each(|(_, body)| mark(body));
}

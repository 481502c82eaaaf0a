//! The page at `/docs`: the description of the interface for people to read and to search in, without anything from
//! elsewhere. It says nothing of its own: all of it stands in `/openapi.json`, but for the table of error codes, which is
//! the program's. Nothing is folded away but the examples of answers, so that a browser's search finds it.

use serde_json::Value;

use crate::http::code::Code;
use crate::store::Scope;

use super::schema::{entries, escaped, fields, kind, text};

/// The page.
pub(in crate::http) fn page(document: &Value) -> String {
    let title = format!("短实新 {} 接口说明", env!("CARGO_PKG_VERSION"));
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width\"><link rel=\"stylesheet\" href=\"/assets/docs.css\"></head>\n\
         <body>\n<main>\n<h1>{title}</h1>\n<p>本页列出全部接口，可用浏览器的查找功能（Ctrl+F）。同样的内容供程序读取：\
         <a href=\"/openapi.json\">/openapi.json</a>（OpenAPI 3.1）；各项上限：<a href=\"/v1/limits\">/v1/limits</a>。</p>\n"
    );
    let said = document.pointer("/info/description").and_then(Value::as_str).unwrap_or_default();
    for paragraph in said.split("\n\n") {
        page.push_str(&format!("<p>{}</p>\n", escaped(paragraph)));
    }
    let key = document.pointer("/components/securitySchemes/key/description").and_then(Value::as_str);
    page.push_str(&format!(
        "<p>请求头 <code>Authorization: Bearer 密钥</code>：{}</p>\n",
        escaped(key.unwrap_or_default())
    ));
    contents(document, &mut page);
    let groups = document.get("tags").and_then(Value::as_array).into_iter().flatten();
    for (number, group) in groups.enumerate() {
        let name = text(group, "name");
        page.push_str(&format!(
            "<h2 id=\"group-{number}\">{}：{}</h2>\n",
            escaped(name),
            escaped(text(group, "description"))
        ));
        for (method, path, operation) in of_group(document, name) {
            section((&method, path), operation, document, &mut page);
        }
    }
    refusals(&mut page);
    types(document, &mut page);
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

/// The operations of a group: method, path, what is said of it.
fn of_group<'d>(document: &'d Value, group: &str) -> Vec<(String, &'d str, &'d Value)> {
    let paths = document.get("paths").and_then(Value::as_object).into_iter().flatten();
    let all = paths.flat_map(|(path, operations)| {
        let operations = operations.as_object().into_iter().flatten();
        operations.map(move |(method, operation)| (method.to_uppercase(), path.as_str(), operation))
    });
    all.filter(|(_, _, operation)| operation.pointer("/tags/0").is_some_and(|tag| tag == group)).collect()
}

/// The place of an operation on the page.
fn anchor(method: &str, path: &str) -> String {
    let plain: String = path.chars().map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' }).collect();
    format!("{}{plain}", method.to_lowercase())
}

/// What there is, by groups.
fn contents(document: &Value, page: &mut String) {
    page.push_str("<nav>\n<h2>目录</h2>\n");
    for (number, group) in document.get("tags").and_then(Value::as_array).into_iter().flatten().enumerate() {
        let name = text(group, "name");
        page.push_str(&format!("<h3><a href=\"#group-{number}\">{}</a></h3>\n<ul>\n", escaped(name)));
        for (method, path, operation) in of_group(document, name) {
            page.push_str(&format!(
                "<li><a href=\"#{}\"><code>{method} {}</code></a> {}</li>\n",
                anchor(&method, path),
                escaped(path),
                escaped(text(operation, "summary"))
            ));
        }
        page.push_str("</ul>\n");
    }
    page.push_str("<h3><a href=\"#codes\">错误代码</a></h3>\n<h3><a href=\"#types\">数据类型</a></h3>\n</nav>\n");
}

/// One operation.
fn section((method, path): (&str, &str), operation: &Value, document: &Value, page: &mut String) {
    page.push_str(&format!(
        "<article id=\"{}\">\n<h3><code>{method} {}</code> {}</h3>\n",
        anchor(method, path),
        escaped(path),
        escaped(text(operation, "summary"))
    ));
    let said = text(operation, "description");
    if !said.is_empty() {
        page.push_str(&format!("<p class=\"said\">{}</p>\n", escaped(said)));
    }
    page.push_str(&format!("<p>权限：{}</p>\n", scopes(operation)));
    parameters(operation, page);
    for (media, content) in entries(operation.pointer("/requestBody/content")) {
        page.push_str(&format!("<h4>请求正文 <code>{}</code></h4>\n", escaped(media)));
        page.push_str(&body(content, document));
        example(content, page);
    }
    for (status, response) in entries(operation.get("responses")) {
        answer(status, response, page);
    }
    page.push_str("</article>\n");
}

/// Who may call it, in words.
fn scopes(operation: &Value) -> String {
    let Some(ways) = operation.get("security").and_then(Value::as_array).filter(|ways| !ways.is_empty()) else {
        return "无须密钥".to_owned();
    };
    let of_way = |way: &Value| way.get("key").and_then(Value::as_array).cloned();
    let named: Vec<String> = ways
        .iter()
        .filter_map(of_way)
        .flatten()
        .filter_map(|name| Scope::parse(name.as_str()?))
        .map(|scope| format!("<code>{}</code>（{}）", scope.name(), scope.label()))
        .collect();
    if named.is_empty() { "任一有效的密钥".to_owned() } else { format!("密钥须有 {}", named.join(" 或 ")) }
}

fn parameters(operation: &Value, page: &mut String) {
    let given: Vec<&Value> = operation.get("parameters").and_then(Value::as_array).into_iter().flatten().collect();
    if given.is_empty() {
        return;
    }
    page.push_str(
        "<h4>参数</h4>\n<table>\n<tr><th>名称</th><th>位置</th><th>类型和取值</th><th>说明</th><th>示例</th></tr>\n",
    );
    for one in given {
        let place = match text(one, "in") {
            "path" => "网址路径",
            "query" => "网址参数",
            "header" => "请求头",
            other => other,
        };
        let needed = if one.get("required").is_some_and(|needed| needed == true) { "，必填" } else { "" };
        let shown = one.get("example").map(|example| match example.as_str() {
            Some(text) => text.to_owned(),
            None => example.to_string(),
        });
        page.push_str(&format!(
            "<tr><td><code>{}</code></td><td>{place}{needed}</td><td>{}</td><td>{}</td><td><code>{}</code></td></tr>\n",
            escaped(text(one, "name")),
            one.get("schema").map(kind).unwrap_or_default(),
            escaped(text(one, "description")),
            escaped(&shown.unwrap_or_default())
        ));
    }
    page.push_str("</table>\n");
}

/// What a body is made of: the fields of an object, else what it is.
fn body(content: &Value, document: &Value) -> String {
    let Some(schema) = content.get("schema") else { return String::new() };
    let table = fields(schema, document);
    if table.is_empty() { format!("<p>{}</p>\n", kind(schema)) } else { table }
}

fn example(content: &Value, page: &mut String) {
    if let Some(example) = content.get("example") {
        page.push_str(&format!("<p>示例：</p>\n<pre>{}</pre>\n", pretty(example)));
    }
}

/// One answer: what it says, its headers, what it holds, and an example folded away.
fn answer(status: &str, response: &Value, page: &mut String) {
    page.push_str(&format!("<h4>应答 {}：{}</h4>\n", escaped(status), escaped(text(response, "description"))));
    for (name, header) in entries(response.get("headers")) {
        page.push_str(&format!(
            "<p>应答头 <code>{}</code>：{}</p>\n",
            escaped(name),
            escaped(text(header, "description"))
        ));
    }
    // How refusals look is said once, with the table of their codes.
    let refused = status.ends_with("XX");
    for (media, content) in entries(response.get("content")).filter(|_| !refused) {
        let of = content.get("schema").map(kind).unwrap_or_default();
        page.push_str(&format!("<p><code>{}</code>：{of}</p>\n", escaped(media)));
        if let Some(example) = content.get("example") {
            page.push_str(&format!("<details><summary>示例</summary><pre>{}</pre></details>\n", pretty(example)));
        }
    }
}

/// All codes of refusals.
fn refusals(page: &mut String) {
    page.push_str(
        "<h2 id=\"codes\">错误代码</h2>\n<p>错误应答的类型为 <code>application/problem+json</code>，内容见 \
         <a href=\"#type-Problem\">Problem</a>。</p>\n<table>\n<tr><th>code</th><th>状态</th><th>含义</th></tr>\n",
    );
    for code in Code::ALL {
        let (name, status, title) = (code.name(), code.status().as_u16(), code.title());
        page.push_str(&format!("<tr><td><code>{name}</code></td><td>{status}</td><td>{title}</td></tr>\n"));
    }
    page.push_str("</table>\n");
}

/// All types that requests and answers are made of.
fn types(document: &Value, page: &mut String) {
    page.push_str("<h2 id=\"types\">数据类型</h2>\n");
    for (name, schema) in entries(document.pointer("/components/schemas")) {
        let said = escaped(text(schema, "description"));
        page.push_str(&format!("<article id=\"type-{0}\">\n<h3><code>{0}</code> {said}</h3>\n", escaped(name)));
        let table = fields(schema, document);
        page.push_str(&if table.is_empty() { format!("<p>{}</p>\n", kind(schema)) } else { table });
        page.push_str("</article>\n");
    }
}

fn pretty(value: &Value) -> String {
    let text = value.as_str().map(str::to_owned);
    escaped(&text.unwrap_or_else(|| serde_json::to_string_pretty(value).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_operation_is_told_whole_and_nothing_of_it_is_markup() {
        let document = json!({
            "info": {"description": "第一段<b>\n\n第二段"},
            "tags": [{"name": "词表", "description": "各表"}],
            "components": {"schemas": {
                "New": {"type": "object", "required": ["pattern"], "properties": {
                    "pattern": {"type": "string", "description": "词条"},
                    "kind": {"$ref": "#/components/schemas/Kind", "description": "写法"},
                    "several": {"type": ["array", "null"], "items": {"type": "integer"}, "description": "若干"}}},
                "Kind": {"type": "string", "enum": ["literal", "regex"]}}},
            "paths": {"/v1/x/{id}": {"post": {
                "tags": ["词表"], "summary": "增加", "description": "说明\n  \"缩进\"",
                "security": [{"key": ["terms"]}, {}],
                "parameters": [{"name": "size", "in": "query", "required": true, "description": "条数", "example": 10,
                    "schema": {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}}],
                "requestBody": {"content": {"application/json":
                    {"schema": {"$ref": "#/components/schemas/New"}, "example": {"pattern": "<i>"}}}},
                "responses": {"201": {"description": "已增加", "headers": {"ETag": {"description": "新版本"}},
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/New"}}}}}}}}
        });
        let page = page(&document);
        for part in [
            "<p>第一段&lt;b&gt;</p>",
            "<article id=\"post-v1-x--id-\">",
            "href=\"#post-v1-x--id-\"",
            "密钥须有 <code>terms</code>（词表和规范档）",
            "<code>size</code></td><td>网址参数，必填</td><td>整数，1 到 100，缺省为 20</td><td>条数</td><td><code>10</code>",
            "<code>pattern</code></td><td>文字，必填</td><td>词条</td>",
            "<a href=\"#type-Kind\">Kind</a>（<code>literal</code>、<code>regex</code>）</td><td>写法</td>",
            "整数的数组，可为 null",
            "&quot;pattern&quot;: &quot;&lt;i&gt;&quot;",
            "应答 201：已增加",
            "应答头 <code>ETag</code>：新版本",
            "<td><code>version_conflict</code></td><td>412</td>",
            "<article id=\"type-Kind\">",
        ] {
            assert!(page.contains(part), "{part}\n{page}");
        }
        assert!(!page.contains("<b>") && !page.contains("<i>"));
    }
}

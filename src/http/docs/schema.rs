//! Types of the description in words: what a value is and may be, and the fields of an object.

use serde_json::Value;

/// Most values of an enumeration that are told beside its name; the type tells them all.
const MOST_VALUES: usize = 8;

/// The place of the type that a schema names.
fn named(schema: &Value) -> Option<&str> {
    schema.get("$ref").and_then(Value::as_str)?.strip_prefix("#/components/schemas/")
}

/// The fields of an object as a table, those of its parts too; empty when it has none.
pub(super) fn fields(schema: &Value, document: &Value) -> String {
    let mut rows = String::new();
    gather(schema, document, &mut rows);
    if rows.is_empty() {
        return rows;
    }
    format!("<table>\n<tr><th>字段</th><th>类型和取值</th><th>说明</th></tr>\n{rows}</table>\n")
}

fn gather(schema: &Value, document: &Value, rows: &mut String) {
    let meant = named(schema).and_then(|name| document.pointer("/components/schemas")?.get(name));
    let schema = meant.unwrap_or(schema);
    for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
        gather(part, document, rows);
    }
    let required = schema.get("required").and_then(Value::as_array);
    for (name, property) in entries(schema.get("properties")) {
        let needed = required.is_some_and(|names| names.iter().any(|one| one == name.as_str()));
        let needed = if needed { "，必填" } else { "" };
        let values = named(property).and_then(|name| values(document.pointer("/components/schemas")?.get(name)?));
        let values = values.map(|values| format!("（{values}）")).unwrap_or_default();
        rows.push_str(&format!(
            "<tr><td><code>{}</code></td><td>{}{values}{needed}</td><td>{}</td></tr>\n",
            escaped(name),
            kind(property),
            escaped(text(property, "description"))
        ));
    }
}

/// The values of a short enumeration.
fn values(schema: &Value) -> Option<String> {
    let values = schema.get("enum").and_then(Value::as_array).filter(|values| values.len() <= MOST_VALUES)?;
    Some(listed(values))
}

fn listed(values: &[Value]) -> String {
    let shown = values.iter().map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    let shown: Vec<String> = shown.map(|value| format!("<code>{}</code>", escaped(&value))).collect();
    shown.join("、")
}

/// What a value is, in words.
pub(super) fn kind(schema: &Value) -> String {
    if let Some(name) = named(schema) {
        return format!("<a href=\"#type-{0}\">{0}</a>", escaped(name));
    }
    let one_of = ["oneOf", "anyOf"].into_iter().find_map(|name| schema.get(name)).and_then(Value::as_array);
    if let Some(branches) = one_of.filter(|branches| branches.iter().all(|branch| branch.get("required").is_none())) {
        let null = |branch: &&Value| branch.get("type").is_some_and(|kind| kind == "null");
        let empty = |branch: &&Value| branch.get("enum").is_some_and(|values| *values == serde_json::json!([""]));
        let shown = branches.iter().filter(|branch| !null(branch) && !empty(branch));
        let shown: Vec<String> = shown.map(kind).collect();
        let nothing = if branches.iter().any(|branch| null(&branch)) { "，可为 null" } else { "" };
        return format!("{}{nothing}", shown.join(" 或 "));
    }
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        return listed(values);
    }
    let names: Vec<&str> = match schema.get("type") {
        Some(Value::String(name)) => vec![name],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let items = schema.get("items").map(|items| format!("{}的", kind(items))).unwrap_or_default();
    let said: Vec<String> = names.iter().filter(|name| **name != "null").map(|name| word(name, &items)).collect();
    let mut said = if said.is_empty() { "任何值".to_owned() } else { said.join(" 或 ") };
    if schema.get("format").is_some_and(|format| format == "binary") {
        "文件的字节".clone_into(&mut said);
    }
    said + &limits(schema) + if names.contains(&"null") { "，可为 null" } else { "" }
}

fn word(name: &str, items: &str) -> String {
    match name {
        "string" => "文字".to_owned(),
        "integer" => "整数".to_owned(),
        "number" => "数".to_owned(),
        "boolean" => "true 或 false".to_owned(),
        "array" => format!("{items}数组"),
        "object" => "对象".to_owned(),
        other => escaped(other),
    }
}

/// The bounds of a value and what it is when none is given.
fn limits(schema: &Value) -> String {
    let bound = |name: &str| schema.get(name).filter(|bound| bound.is_number()).map(Value::to_string);
    let range = match (bound("minimum").filter(|least| least != "0"), bound("maximum")) {
        (Some(least), Some(most)) => format!("，{least} 到 {most}"),
        (None, Some(most)) => format!("，至多 {most}"),
        (Some(least), None) => format!("，至少 {least}"),
        (None, None) => String::new(),
    };
    let usual = schema.get("default").filter(|usual| !usual.is_null());
    let usual = usual.map(|usual| format!("，缺省为 {}", escaped(usual.as_str().unwrap_or(&usual.to_string()))));
    range + &usual.unwrap_or_default()
}

/// The members of an object, in order.
pub(super) fn entries(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten()
}

/// A member that is text; empty where there is none.
pub(super) fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// A text as it stands in markup.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

//! Examples for the description of the interface, and what else its routes cannot say of themselves: that nothing
//! beyond the described fields is taken, and that null or an empty text is no value. Two tables: `examples.json` for
//! requests by their route, `answers.json` for answers by their type, as the program gave them, shortened.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

const TABLE: &str = include_str!("examples.json");
const ANSWERS: &str = include_str!("answers.json");

/// Completes an OpenAPI document.
pub(super) fn add(document: &mut Value) {
    let table: Value = serde_json::from_str(TABLE).unwrap_or_default();
    let answers: Value = serde_json::from_str(ANSWERS).unwrap_or_default();
    let mut bodies = Vec::new();
    for (path, operations) in members(document.get_mut("paths")) {
        for (method, operation) in members(Some(operations)) {
            for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
                describe(parameter, path, table.get("parameters"));
            }
            for (_, response) in members(operation.get_mut("responses")) {
                answer(response, &answers);
            }
            let requests = table.pointer("/requests").and_then(|r| r.get(format!("{} {path}", method.to_uppercase())));
            for (media, content) in members(operation.pointer_mut("/requestBody/content")) {
                if let (Some(example), Some(content)) = (requests.and_then(|r| r.get(media)), content.as_object_mut()) {
                    content.insert("example".to_owned(), example.clone());
                }
                if media == "application/json" {
                    named(content);
                    bodies.extend(content.pointer("/schema/$ref").and_then(Value::as_str).map(str::to_owned));
                }
            }
        }
    }
    let answered = answered(document);
    for name in bodies {
        let schema = document.pointer_mut(name.trim_start_matches('#'));
        if let Some(schema) = schema {
            if !answered.contains(&name) {
                loosen(schema);
            }
            set(Some(schema), "additionalProperties", json!(false));
        }
    }
    text_or_file(document.pointer_mut("/components/schemas/Form"));
    if let Some(problem) = table.get("problem") {
        set(document.pointer_mut("/components/schemas/Problem"), "example", problem.clone());
    }
}

/// Says of the form of a draft that it holds a text or a file: each is needed where the other is missing.
fn text_or_file(form: Option<&mut Value>) {
    let Some(form) = form else { return };
    let either = ["text", "file"];
    for part in form.get_mut("allOf").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(required) = part.get_mut("required").and_then(Value::as_array_mut) {
            required.retain(|name| !either.iter().any(|one| name == one));
        }
    }
    set(Some(form), "anyOf", either.map(|name| json!({ "required": [name] })).to_vec().into());
}

/// Gives an answer in JSON the example of its type.
fn answer(response: &mut Value, answers: &Value) {
    let content = response.pointer_mut("/content/application~1json");
    let named = content.as_ref().and_then(|content| content.pointer("/schema/$ref")).and_then(Value::as_str);
    let example = named.and_then(|name| answers.get(name.rsplit('/').next()?)).cloned();
    if let Some(example) = example {
        set(content, "example", example);
    }
}

/// A body that need not be sent is still no null when it is sent: of such branches the named one stays.
fn named(content: &mut Value) {
    let branches = content.pointer("/schema/oneOf").and_then(Value::as_array);
    let branch = branches.and_then(|branches| branches.iter().find(|b| b.get("$ref").is_some())).cloned();
    if let Some(branch) = branch {
        set(Some(content), "schema", branch);
    }
}

/// Names of the schemas that answers are made of; what is said of requests alone must not be said of these.
fn answered(document: &Value) -> BTreeSet<String> {
    fn walk(document: &Value, value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(fields) => {
                if let Some(name) = fields.get("$ref").and_then(Value::as_str)
                    && found.insert(name.to_owned())
                    && let Some(schema) = document.pointer(name.trim_start_matches('#'))
                {
                    walk(document, schema, found);
                }
                fields.values().for_each(|value| walk(document, value, found));
            }
            Value::Array(values) => values.iter().for_each(|value| walk(document, value, found)),
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    let operations = document.get("paths").and_then(Value::as_object).into_iter().flat_map(Map::values);
    for operation in operations.filter_map(Value::as_object).flat_map(Map::values) {
        if let Some(responses) = operation.get("responses") {
            walk(document, responses, &mut found);
        }
    }
    found
}

/// Says of a request's fields that need not be given that null is taken for none, an empty text for no name, and one
/// value for a list of it.
fn loosen(schema: &mut Value) {
    let required = schema.get("required").cloned().unwrap_or_default();
    let needed = |name: &str| required.as_array().is_some_and(|names| names.iter().any(|n| n == name));
    for (_, property) in members(schema.get_mut("properties")).filter(|(name, _)| !needed(name)) {
        let Some(property) = property.as_object_mut() else { continue };
        let mut branches = vec![json!({ "type": "null" })];
        if let Some(items) = property.remove("items") {
            property.remove("type");
            branches.push(json!({ "type": "array", "items": items.clone() }));
            branches.push(items);
        } else if let Some(name) = property.remove("$ref") {
            branches.extend([json!({ "$ref": name }), json!({ "type": "string", "enum": [""] })]);
        } else if let Some(Value::Array(named)) = property.remove("oneOf") {
            branches = named;
            branches.push(json!({ "type": "string", "enum": [""] }));
        } else {
            if let Some(kind) = property.get_mut("type").filter(|kind| kind.is_string()) {
                *kind = json!([kind.take(), "null"]);
            }
            continue;
        }
        property.insert("oneOf".to_owned(), Value::Array(branches));
    }
}

/// Gives a parameter its example, the one for its path before the one for all.
fn describe(parameter: &mut Value, path: &str, examples: Option<&Value>) {
    let text = |name: &str| parameter.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (name, place, kind) = (text("name"), text("in"), parameter.pointer("/schema/type").cloned());
    let own = path.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
    let found = [own.as_str(), ""].into_iter().find_map(|path| examples?.get(format!("{path} {name}")));
    if let Some(example) = found {
        set(Some(&mut *parameter), "example", example.clone());
    }
    // An empty number or flag is a fault; an empty text is none.
    let plain = kind.is_none_or(|kind| kind != "integer" && kind != "boolean");
    if place == "query" && plain {
        set(Some(parameter), "allowEmptyValue", json!(true));
    }
}

/// The members of an object, in order.
fn members(value: Option<&mut Value>) -> impl Iterator<Item = (&String, &mut Value)> {
    value.and_then(Value::as_object_mut).into_iter().flatten()
}

fn set(value: Option<&mut Value>, key: &str, to: Value) {
    if let Some(object) = value.and_then(Value::as_object_mut) {
        let object: &mut Map<String, Value> = object;
        object.insert(key.to_owned(), to);
    }
}

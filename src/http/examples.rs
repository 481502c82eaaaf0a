//! Examples for the description of the interface, and what else its routes cannot say of themselves: that nothing
//! beyond the described fields is taken, and that an empty parameter is none. One table, `examples.json`.

use serde_json::{Map, Value, json};

const TABLE: &str = include_str!("examples.json");

/// Completes an OpenAPI document.
pub(super) fn add(document: &mut Value) {
    let table: Value = serde_json::from_str(TABLE).unwrap_or_default();
    let mut bodies = Vec::new();
    for (path, operations) in members(document.get_mut("paths")) {
        for (method, operation) in members(Some(operations)) {
            for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
                describe(parameter, path, table.get("parameters"));
            }
            let requests = table.pointer("/requests").and_then(|r| r.get(format!("{} {path}", method.to_uppercase())));
            for (media, content) in members(operation.pointer_mut("/requestBody/content")) {
                if let (Some(example), Some(content)) = (requests.and_then(|r| r.get(media)), content.as_object_mut()) {
                    content.insert("example".to_owned(), example.clone());
                }
                if media == "application/json" {
                    bodies.extend(content.pointer("/schema/$ref").and_then(Value::as_str).map(str::to_owned));
                }
            }
        }
    }
    for name in bodies {
        set(document.pointer_mut(name.trim_start_matches('#')), "additionalProperties", json!(false));
    }
    if let Some(problem) = table.get("problem") {
        set(document.pointer_mut("/components/schemas/Problem"), "example", problem.clone());
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

//! Whether a value is as a schema of an OpenAPI document says: as much of JSON Schema as ours use.

use serde_json::Value;

/// What does not fit, each with its place. An object must have exactly the fields described.
pub fn faults(document: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    check(document, schema, value, "", &mut found);
    found
}

fn check(document: &Value, schema: &Value, value: &Value, place: &str, found: &mut Vec<String>) {
    let schema = resolved(document, schema);
    if let Some(branches) = schema["oneOf"].as_array() {
        if !branches.iter().any(|branch| faults(document, branch, value).is_empty()) {
            found.push(format!("{place}: {value} fits no branch"));
        }
        return;
    }
    if let Some(words) = schema["enum"].as_array() {
        if !words.contains(value) {
            found.push(format!("{place}: {value} is none of {words:?}"));
        }
        return;
    }
    if schema["allOf"].is_array() || schema["properties"].is_object() {
        return object(document, schema, value, place, found);
    }
    if !typed(&schema["type"], value) {
        found.push(format!("{place}: {value} is no {}", schema["type"]));
    }
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        check(document, &schema["items"], item, &format!("{place}/{index}"), found);
    }
    if schema["additionalProperties"].is_object() {
        for (name, member) in value.as_object().into_iter().flatten() {
            check(document, &schema["additionalProperties"], member, &format!("{place}/{name}"), found);
        }
    }
}

fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(name) => document.pointer(name.trim_start_matches('#')).unwrap_or_else(|| panic!("no {name}")),
        None => schema,
    }
}

/// All fields of an object, those of its parts too, with whether they are required.
fn fields(document: &Value, schema: &Value) -> Vec<(String, Value, bool)> {
    let schema = resolved(document, schema);
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    let own = schema["properties"].as_object().cloned().unwrap_or_default();
    let own = own.into_iter().map(|(name, s)| (name.clone(), s, required.contains(&Value::from(name))));
    let parts = schema["allOf"].as_array().cloned().unwrap_or_default();
    own.chain(parts.iter().flat_map(|part| fields(document, part))).collect()
}

fn object(document: &Value, schema: &Value, value: &Value, place: &str, found: &mut Vec<String>) {
    let fields = fields(document, schema);
    let Some(members) = value.as_object() else {
        return found.push(format!("{place}: {value} is no object"));
    };
    for name in members.keys().filter(|name| !fields.iter().any(|(known, ..)| known == *name)) {
        found.push(format!("{place}/{name}: not described"));
    }
    for (name, schema, required) in &fields {
        match members.get(name) {
            Some(member) => check(document, schema, member, &format!("{place}/{name}"), found),
            None if *required => found.push(format!("{place}/{name}: missing")),
            None => {}
        }
    }
}

fn typed(wanted: &Value, value: &Value) -> bool {
    let is = |name: &str| match name {
        "null" => value.is_null(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    };
    match wanted {
        Value::String(name) => is(name),
        Value::Array(names) => names.iter().filter_map(Value::as_str).any(is),
        _ => true,
    }
}

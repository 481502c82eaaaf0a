//! Chinese words for the fields of the interface. What the types say of themselves is written for people who change
//! the code; callers read this instead. One table, `glossary.tsv`: a field, a type and its field, or a type, and the words.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

const TABLE: &str = include_str!("glossary.tsv");

/// Gives every field and parameter of an OpenAPI document its Chinese words.
pub(super) fn translate(document: &mut Value) {
    let words: BTreeMap<&str, &str> = TABLE.lines().filter_map(|line| line.split_once('\t')).collect();
    for (name, schema) in objects(document.pointer_mut("/components/schemas")) {
        head(schema);
        if let Some(said) = words.get(name.as_str()) {
            set(schema, "description", said);
        }
        describe(name, schema, &words);
    }
    for (_, operations) in objects(document.get_mut("paths")) {
        for (_, operation) in objects(Some(operations)) {
            for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
                let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
                let given = parameter.get("description").and_then(Value::as_str).is_some_and(is_chinese);
                if let (false, Some(said)) = (given, said(&words, "SearchQuery", &name)) {
                    set(parameter, "description", said);
                }
            }
        }
    }
}

/// The members of an object, in order.
fn objects(value: Option<&mut Value>) -> impl Iterator<Item = (&String, &mut Value)> {
    value.and_then(Value::as_object_mut).into_iter().flatten()
}

/// Describes the fields of a schema, those of its parts too.
fn describe(name: &str, schema: &mut Value, words: &BTreeMap<&str, &str>) {
    for part in schema.get_mut("allOf").and_then(Value::as_array_mut).into_iter().flatten() {
        head(part);
        describe(name, part, words);
    }
    for (field, property) in objects(schema.get_mut("properties")) {
        for branch in property.get_mut("oneOf").and_then(Value::as_array_mut).into_iter().flatten() {
            branch.as_object_mut().and_then(|b| b.remove("description"));
        }
        if let Some(said) = said(words, name, field) {
            set(property, "description", said);
        }
    }
}

fn said<'a>(words: &BTreeMap<&str, &'a str>, name: &str, field: &str) -> Option<&'a str> {
    words.get(format!("{name}.{field}").as_str()).or_else(|| words.get(field)).copied()
}

fn set(value: &mut Value, key: &str, text: &str) {
    if let Some(object) = value.as_object_mut() {
        let object: &mut Map<String, Value> = object;
        object.insert(key.to_owned(), Value::from(text));
    }
}

/// Leaves of a type's words the Chinese term that they begin with, where there is one: English words about it say it to
/// others.
fn head(schema: &mut Value) {
    let words = schema.as_object_mut().and_then(|s| s.remove("description"));
    let head = words.as_ref().and_then(Value::as_str).and_then(|w| w.split([':', '：', '\n']).next());
    if let Some(head) = head.filter(|h| is_chinese(h) && !h.chars().any(|c| c.is_ascii_alphabetic())) {
        set(schema, "description", head.trim());
    }
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('一'..='龥').contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_each_thing_once() {
        let mut keys: Vec<&str> = TABLE.lines().filter_map(|line| line.split_once('\t').map(|(key, _)| key)).collect();
        assert_eq!(keys.len(), TABLE.lines().count());
        assert!(TABLE.lines().all(is_chinese));
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), TABLE.lines().count());
    }
}

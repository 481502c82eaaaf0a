//! What differs between two files of a norm profile, key by key. Rules of a list are told apart by their id or kind.

use std::collections::BTreeMap;

use serde::Serialize;
use toml::{Table, Value};
use utoipa::ToSchema;

use super::check::{self, ProfileError};

/// Keys by which rules of a list are told apart, the first that a rule has.
const NAMES: [&str; 4] = ["id", "kind", "figure", "name"];

/// A key with another value; one side is null when the key is there on the other only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct KeyChange {
    /// Path of the key, such as `limits[notice].value`.
    pub key: String,
    /// The value before, as TOML.
    pub from: Option<String>,
    /// The value after, as TOML.
    pub to: Option<String>,
}

/// The difference between two files of a profile.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProfileDiff {
    /// Keys that differ, in their order.
    pub changes: Vec<KeyChange>,
}

impl ProfileDiff {
    /// What leads from one file to the other.
    ///
    /// # Errors
    /// [`ProfileError`] when a file is no TOML.
    pub fn between(from: &str, to: &str) -> Result<Self, ProfileError> {
        let (before, after) = (flat(from)?, flat(to)?);
        let keys: std::collections::BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        let change = |key: &String| {
            let (from, to) = (before.get(key), after.get(key));
            (from != to).then(|| KeyChange { key: key.clone(), from: from.cloned(), to: to.cloned() })
        };
        Ok(Self { changes: keys.into_iter().filter_map(change).collect() })
    }
}

/// Every single value of a file by the path of its key.
fn flat(file: &str) -> Result<BTreeMap<String, String>, ProfileError> {
    let table: Table = file.parse().map_err(|error| check::syntax("规范档", file, &error))?;
    let mut found = BTreeMap::new();
    gather("", &Value::Table(table), &mut found);
    Ok(found)
}

fn gather(path: &str, value: &Value, found: &mut BTreeMap<String, String>) {
    match value {
        Value::Table(table) => {
            for (key, value) in table {
                gather(&if path.is_empty() { key.clone() } else { format!("{path}.{key}") }, value, found);
            }
        }
        Value::Array(rules) if rules.iter().any(Value::is_table) => {
            for (at, rule) in rules.iter().enumerate() {
                let name = NAMES.iter().find_map(|name| rule.get(name).and_then(Value::as_str));
                let mut place = format!("{path}[{}]", name.map_or_else(|| (at + 1).to_string(), str::to_owned));
                // Rules of one name are numbered.
                if found.keys().any(|key| key.starts_with(&format!("{place}."))) {
                    place = format!("{path}[{}]", at + 1);
                }
                gather(&place, rule, found);
            }
        }
        single => drop(found.insert(path.to_owned(), single.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_compared_one_by_one() {
        let before = "title = \"甲\"\n[[limits]]\nid = \"a\"\nvalue = 1\n[[limits]]\nid = \"b\"\nvalue = 2\n";
        let after = "title = \"甲\"\nnote = \"乙\"\n[[limits]]\nid = \"b\"\nvalue = 3\n";
        let diff = ProfileDiff::between(before, after).unwrap();
        let found: Vec<(&str, Option<&str>, Option<&str>)> =
            diff.changes.iter().map(|c| (c.key.as_str(), c.from.as_deref(), c.to.as_deref())).collect();
        assert_eq!(
            found,
            [
                ("limits[a].id", Some("\"a\""), None),
                ("limits[a].value", Some("1"), None),
                ("limits[b].value", Some("2"), Some("3")),
                ("note", None, Some("\"乙\"")),
            ]
        );
        assert_eq!(ProfileDiff::between(after, after).unwrap(), ProfileDiff::default());
        assert!(ProfileDiff::between("title =", after).is_err());
    }
}

//! An entry of a term list as it comes in JSON.

use crate::document::Kind;
use crate::http::fields::{Fields, kinds};
use crate::lexicon::{Entry, EntryName, Layer, MAX_PATTERN, Position};

/// How a pattern may be read, for messages.
const KINDS: &str = "literal、regex";

/// Which entry is meant: its pattern under `pattern`, and where they are given its kind and layer.
pub(super) fn name(fields: &mut Fields, pattern: &str) -> EntryName {
    let named = fields.needed(pattern);
    fields.bound(pattern, &named, MAX_PATTERN);
    EntryName { pattern: named, kind: fields.named("kind", KINDS), layer: layer(fields) }
}

fn layer(fields: &mut Fields) -> Option<Layer> {
    fields.parsed("layer", Layer::parse, &Layer::ALL.map(Layer::name).join("、"))
}

/// Takes an entry out of an object.
pub(super) fn take(fields: &mut Fields) -> Entry {
    let plain = Entry::literal(fields.needed("pattern"), fields.text("category").unwrap_or_default());
    Entry {
        id: fields.text("id"),
        kind: fields.named("kind", KINDS).unwrap_or_default(),
        severity: fields.number("severity", &(1..=3)).and_then(|n| u8::try_from(n).ok()).unwrap_or(plain.severity),
        label: fields.text("label").unwrap_or_default(),
        note: fields.text("note").unwrap_or_default(),
        exceptions: fields.texts("exceptions").unwrap_or_default(),
        hit: fields.texts("hit").unwrap_or_default(),
        miss: fields.texts("miss").unwrap_or_default(),
        norm: fields.text("norm"),
        exempt: fields.text("exempt"),
        layer: layer(fields),
        exempt_kinds: fields.several("exempt_kinds", Kind::parse, &kinds()),
        exempt_positions: fields.several(
            "exempt_positions",
            Position::parse,
            &Position::ALL.map(Position::name).join("、"),
        ),
        ..plain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the program writes it reads again, field by field: a new column must be taken here too.
    #[test]
    fn entries_come_back() {
        let full = Entry {
            id: Some("S1".to_owned()),
            severity: 3,
            label: "甲".to_owned(),
            note: "乙".to_owned(),
            exceptions: vec!["丙".to_owned()],
            hit: vec!["丁".to_owned()],
            miss: vec!["戊".to_owned()],
            norm: Some("己".to_owned()),
            exempt: Some("庚".to_owned()),
            layer: Some(Layer::Province),
            exempt_kinds: vec![Kind::Speech, Kind::Notice],
            exempt_positions: vec![Position::Title, Position::Quotation],
            ..Entry::regex("辛", "壬")
        };
        for entry in [full, Entry::literal("甲", "")] {
            let mut fields = Fields::of_json(serde_json::to_value(&entry).unwrap()).unwrap();
            assert_eq!(take(&mut fields), entry);
            assert!(fields.finish().is_ok());
        }
    }
}

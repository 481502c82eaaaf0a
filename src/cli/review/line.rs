//! One line of JSON to one draft: the fields of the HTTP request, read leniently where that loses nothing of the draft.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::cli::args::FactArgs;
use crate::cli::parse;
use crate::document::Kind;
use crate::json::{self, JsonError};
use crate::review::DraftInput;
use crate::span::OffsetUnit;

/// Fields that mean something.
const KNOWN: [&str; 11] =
    ["id", "title", "issuer", "level", "kind", "date", "nature", "profile", "against", "text", "offset_unit"];

/// What is wrong with a line, and in which field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) struct Fault {
    pub(in crate::cli) field: Option<&'static str>,
    pub(in crate::cli) message: String,
}

/// What was read otherwise than it was given, over all lines.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Oddities {
    /// Names of fields that mean nothing here.
    pub(super) ignored_fields: BTreeSet<String>,
    /// Kinds that are none of ours, with the number of drafts.
    pub(super) other_kinds: BTreeMap<String, usize>,
}

impl Oddities {
    /// One message for each sort.
    pub(super) fn messages(&self) -> Vec<String> {
        let mut messages = Vec::new();
        if !self.ignored_fields.is_empty() {
            let names: Vec<&str> = self.ignored_fields.iter().map(String::as_str).collect();
            messages.push(format!("未使用的字段：{}", names.join("、")));
        }
        if !self.other_kinds.is_empty() {
            let kinds: Vec<String> = self.other_kinds.iter().map(|(kind, n)| format!("{kind}（{n}份）")).collect();
            messages.push(format!("文种不在列表内，按未给出处理：{}", kinds.join("、")));
        }
        messages
    }
}

/// What holds for every line unless it says otherwise.
pub(super) struct Defaults<'a> {
    /// Facts given on the command line.
    pub(super) facts: &'a FactArgs,
    /// Documents to compare with.
    pub(super) against: Option<&'a BTreeSet<String>>,
    /// Unit of positions.
    pub(super) offset_unit: OffsetUnit,
}

/// The object of a line.
pub(in crate::cli) fn object(line: &[u8]) -> Result<Map<String, Value>, Fault> {
    let whole = |message: String| Fault { field: None, message };
    let value = json::parse(line).map_err(|error| {
        whole(match error {
            JsonError::Syntax(error) if error.is_eof() => "JSON 不完整（行被截断）".to_owned(),
            JsonError::Syntax(error) => format!("不是合法的 JSON（第{}个字节附近）", error.column()),
            JsonError::Repeated { pointers } => format!("字段重复：{}；请只留一个", pointers.join("、")),
        })
    })?;
    match value {
        Value::Object(fields) => Ok(fields),
        _ => Err(whole("应为一个 JSON 对象".to_owned())),
    }
}

/// Reads a line; what it does not say comes from `defaults`.
pub(super) fn read(line: &[u8], defaults: &Defaults<'_>, oddities: &mut Oddities) -> Result<DraftInput, Fault> {
    let mut fields = object(line)?;
    let text = string(&mut fields, "text")?.ok_or_else(|| fault("text", "缺少此字段或为空"))?;
    let id = string(&mut fields, "id")?;
    let title = string(&mut fields, "title")?;
    let issuer = string(&mut fields, "issuer")?;
    let level = parsed(&mut fields, "level", parse::level)?;
    let date = parsed(&mut fields, "date", parse::date)?;
    let nature = parsed(&mut fields, "nature", parse::nature)?;
    let profile = string(&mut fields, "profile")?;
    let offset_unit = parsed(&mut fields, "offset_unit", parse::offset_unit)?;
    let against = ids(&mut fields)?;
    let given = string(&mut fields, "kind")?;
    // Nothing of a refused line counts, so oddities are written down only now.
    let kind = given.as_deref().and_then(Kind::parse);
    if let Some(unlisted) = given.filter(|_| kind.is_none()) {
        *oddities.other_kinds.entry(unlisted).or_default() += 1;
    }
    oddities.ignored_fields.extend(fields.into_iter().map(|(name, _)| name).filter(|n| !KNOWN.contains(&n.as_str())));
    let facts = defaults.facts;
    Ok(DraftInput {
        text,
        id,
        title: title.or_else(|| facts.title.clone()),
        issuer: issuer.or_else(|| facts.issuer.clone()),
        level: level.or(facts.level),
        kind: kind.or(facts.kind),
        date: date.or(facts.date),
        nature: nature.or(facts.nature),
        profile,
        against: against.or_else(|| defaults.against.cloned()),
        offset_unit: offset_unit.unwrap_or(defaults.offset_unit),
        read_as: "json".to_owned(),
        read_warnings: Vec::new(),
        margins: String::new(),
        origin: None,
    })
}

fn fault(field: &'static str, message: impl Into<String>) -> Fault {
    Fault { field: Some(field), message: message.into() }
}

/// A text; `None` when missing, null or blank.
pub(in crate::cli) fn string(fields: &mut Map<String, Value>, name: &'static str) -> Result<Option<String>, Fault> {
    match fields.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text.trim().is_empty() => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(fault(name, "应为字符串")),
    }
}

fn parsed<T>(
    fields: &mut Map<String, Value>,
    name: &'static str,
    parse: fn(&str) -> Result<T, String>,
) -> Result<Option<T>, Fault> {
    let Some(given) = string(fields, name)? else { return Ok(None) };
    parse(given.trim()).map(Some).map_err(|reason| fault(name, format!("“{given}”不对：{reason}")))
}

fn ids(fields: &mut Map<String, Value>) -> Result<Option<BTreeSet<String>>, Fault> {
    let wrong = || fault("against", "应为文件编号（字符串）的数组");
    match fields.remove("against") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Array(values)) => {
            let ids = values.into_iter().map(|value| match value {
                Value::String(id) => Ok(id),
                _ => Err(wrong()),
            });
            ids.collect::<Result<_, _>>().map(Some)
        }
        Some(_) => Err(wrong()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Level, Nature, PartialDate};

    fn read_line(line: &str, oddities: &mut Oddities) -> Result<DraftInput, Fault> {
        let facts = FactArgs { level: Some(Level::County), ..FactArgs::default() };
        read(line.as_bytes(), &Defaults { facts: &facts, against: None, offset_unit: OffsetUnit::Utf8 }, oddities)
    }

    #[test]
    fn a_line_is_read_field_by_field() {
        let mut oddities = Oddities::default();
        let input = read_line(
            r#"{"id":"甲","title":"题","text":"文","level":"city","kind":"通知","date":"2026-03","nature":"general",
            "against":["乙","丙"],"offset_unit":"utf16","source":"x"}"#,
            &mut oddities,
        )
        .expect("read");
        assert_eq!((input.id.as_deref(), input.level, input.kind), (Some("甲"), Some(Level::City), Some(Kind::Notice)));
        assert_eq!((input.date, input.nature), (PartialDate::new(2026, 3, 0), Some(Nature::General)));
        assert_eq!((input.against.map(|a| a.len()), input.offset_unit), (Some(2), OffsetUnit::Utf16));
        for (kind, wanted) in [("policy", None), ("essay", None), ("other", Some(Kind::Other)), ("", None)] {
            let line = format!(r#"{{"text":"文","kind":"{kind}","date":"","against":null}}"#);
            let input = read_line(&line, &mut oddities).expect("read");
            assert_eq!((input.kind, input.level, input.offset_unit), (wanted, Some(Level::County), OffsetUnit::Utf8));
        }
        assert_eq!(
            oddities.messages(),
            ["未使用的字段：source", "文种不在列表内，按未给出处理：essay（1份）、policy（1份）"]
        );
    }

    #[test]
    fn a_fault_names_its_field() {
        let mut oddities = Oddities::default();
        for (line, field) in [
            (r#"{"id":"甲","extra":1}"#, Some("text")),
            (r#"{"text":" \n"}"#, Some("text")),
            (r#"{"text":7}"#, Some("text")),
            (r#"{"text":"文","level":"国"}"#, Some("level")),
            (r#"{"text":"文","date":"2026/1/1"}"#, Some("date")),
            (r#"{"text":"文","nature":"大"}"#, Some("nature")),
            (r#"{"text":"文","against":"甲"}"#, Some("against")),
            (r#"{"text":"文","against":[1]}"#, Some("against")),
            (r#"{"text":"文","offset_unit":"bytes"}"#, Some("offset_unit")),
            (r#"{"text":"\ud800"}"#, None),
            (r#"{"text":"文","text":"字"}"#, None),
            (r#"{"text":"文"#, None),
            ("[]", None),
        ] {
            let fault = read_line(line, &mut oddities).expect_err(line);
            assert_eq!(fault.field, field, "{line}: {}", fault.message);
        }
        assert_eq!(oddities, Oddities::default());
    }
}

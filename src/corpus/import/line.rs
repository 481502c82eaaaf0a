//! One line of JSON to one document: which fields count and what they must be.

use serde_json::{Map, Value};

use super::report::Oddities;
use crate::document::{Kind, Level, PartialDate, facts};
use crate::json::{self, JsonError};
use crate::store::NewDocument;
use crate::text::unseen::{fault_of_name, fault_of_words};

/// Longest id and other short fields, in characters.
const MAX_SHORT: usize = 500;

/// What is wrong with a document, and in which field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) field: Option<&'static str>,
    pub(super) message: String,
}

impl Fault {
    fn of(field: &'static str, message: impl Into<String>) -> Self {
        Self { field: Some(field), message: message.into() }
    }
}

/// Reads a line. A level that is not given comes from the issuer by `infer_level`, a kind from the title.
pub(super) fn read(line: &[u8], infer_level: fn(&str) -> Level, oddities: &mut Oddities) -> Result<NewDocument, Fault> {
    let value = json::parse(line).map_err(|error| {
        let message = match error {
            JsonError::Syntax(error) if error.is_eof() => "JSON 不完整（行被截断）".to_owned(),
            JsonError::Syntax(error) => format!("不是合法的 JSON（第{}个字节附近）", error.column()),
            JsonError::Repeated { pointers } => format!("字段重复：{}；请只留一个", pointers.join("、")),
        };
        Fault { field: None, message }
    })?;
    let Value::Object(mut fields) = value else {
        return Err(Fault { field: None, message: "应为一个 JSON 对象".to_owned() });
    };
    let id = required(&mut fields, "id")?;
    if !facts::is_addressable(&id) {
        return Err(Fault::of("id", "不能是 . 或 .."));
    }
    let title = required(&mut fields, "title")?;
    let text = text_of(&mut fields)?;
    let issuer = optional(&mut fields, "issuer")?;
    let level = level_of(&mut fields)?;
    let date = date_of(&mut fields)?;
    let docno = optional(&mut fields, "docno")?;
    let given = optional(&mut fields, "kind")?;
    // Nothing of a refused line counts, so oddities are written down only now.
    oddities.ignored_fields.extend(fields.into_iter().map(|(name, _)| name));
    let (kind, kind_original) = kind_of(given, &title, oddities);
    let level = level.or_else(|| issuer.as_deref().map(infer_level)).unwrap_or_default();
    Ok(NewDocument { id, title, issuer, level, date, kind, kind_original, docno, text })
}

/// The kind given, else the one the title names; and the word given, where it is no kind of ours.
pub(super) fn kind_of(given: Option<String>, title: &str, oddities: &mut Oddities) -> (Kind, Option<String>) {
    let Some(given) = given else { return (Kind::of_title(title).unwrap_or_default(), None) };
    match Kind::parse(&given) {
        Some(kind) => (kind, None),
        None => {
            *oddities.other_kinds.entry(given.clone()).or_default() += 1;
            (Kind::Other, Some(given))
        }
    }
}

fn required(fields: &mut Map<String, Value>, name: &'static str) -> Result<String, Fault> {
    optional(fields, name)?.ok_or_else(|| Fault::of(name, "缺少此字段或为空"))
}

/// A short text without control characters, trimmed; `None` when missing, null or empty.
fn optional(fields: &mut Map<String, Value>, name: &'static str) -> Result<Option<String>, Fault> {
    let text = match fields.remove(name) {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(text)) => text,
        Some(_) => return Err(Fault::of(name, "应为字符串")),
    };
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if text.chars().count() > MAX_SHORT {
        return Err(Fault::of(name, format!("超过 {MAX_SHORT} 个字符")));
    }
    // Titles are often broken over lines; the break is no part of them.
    let joined: String = text.chars().filter(|c| !matches!(c, '\n' | '\r')).collect();
    if let Some(reason) = if name == "id" { fault_of_name(&joined) } else { fault_of_words(&joined) } {
        return Err(Fault::of(name, reason));
    }
    Ok(Some(joined))
}

fn text_of(fields: &mut Map<String, Value>) -> Result<String, Fault> {
    let text = match fields.remove("text") {
        Some(Value::String(text)) => text,
        None | Some(Value::Null) => return Err(Fault::of("text", "缺少此字段或为空")),
        Some(_) => return Err(Fault::of("text", "应为字符串")),
    };
    if text.contains('\0') {
        return Err(Fault::of("text", "含有 NUL 字符"));
    }
    if !text.chars().any(|c| !c.is_whitespace() && !c.is_control()) {
        return Err(Fault::of("text", "缺少此字段或为空"));
    }
    Ok(text)
}

fn level_of(fields: &mut Map<String, Value>) -> Result<Option<Level>, Fault> {
    let Some(given) = optional(fields, "level")? else { return Ok(None) };
    let names: Vec<&str> = Level::ALL.into_iter().map(Level::name).collect();
    let unknown = || Fault::of("level", format!("“{given}”不是层级；应为 {} 之一", names.join("、")));
    Level::parse(&given).ok_or_else(unknown).map(Some)
}

fn date_of(fields: &mut Map<String, Value>) -> Result<Option<PartialDate>, Fault> {
    let Some(given) = optional(fields, "date")? else { return Ok(None) };
    let wrong = |_| Fault::of("date", format!("“{given}”不是日期；应为 YYYY、YYYY-MM 或 YYYY-MM-DD"));
    PartialDate::parse(&given).map_err(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_issuer(issuer: &str) -> Level {
        if issuer.contains('省') { Level::Province } else { Level::Unknown }
    }

    #[test]
    fn a_line_is_read_field_by_field() {
        let mut oddities = Oddities::default();
        let line = r#"{"id":" 甲 ","title":"关于\n做好工作的通知","text":"正文","issuer":"示例省政府","date":"2024-05",
            "docno":null,"source":"x","extra":[1]}"#;
        let document = read(line.as_bytes(), of_issuer, &mut oddities).expect("read");
        assert_eq!((document.id.as_str(), document.title.as_str()), ("甲", "关于做好工作的通知"));
        assert_eq!((document.level, document.kind), (Level::Province, Kind::Notice));
        assert_eq!(document.date, PartialDate::new(2024, 5, 0));
        assert_eq!(oddities.ignored_fields.iter().map(String::as_str).collect::<Vec<_>>(), ["extra", "source"]);
        let line =
            r#"{"id":"乙","title":"关于某事的通知","text":"正文","kind":"policy","level":"county","issuer":"省"}"#;
        let document = read(line.as_bytes(), of_issuer, &mut oddities).expect("read");
        assert_eq!((document.kind, document.kind_original.as_deref()), (Kind::Other, Some("policy")));
        assert_eq!(document.level, Level::County);
        assert_eq!(oddities.other_kinds.get("policy"), Some(&1));
    }

    #[test]
    fn a_fault_names_its_field() {
        for (line, field) in [
            (r#"{"title":"题","text":"文"}"#, Some("id")),
            (r#"{"id":"","title":"题","text":"文"}"#, Some("id")),
            (r#"{"id":7,"title":"题","text":"文"}"#, Some("id")),
            (r#"{"id":" .. ","title":"题","text":"文"}"#, Some("id")),
            (r#"{"id":"甲","text":"文"}"#, Some("title")),
            (r#"{"id":"甲","title":"题"}"#, Some("text")),
            (r#"{"id":"甲","title":"题","text":" \n"}"#, Some("text")),
            (r#"{"id":"甲","title":"题","text":"a\u0000b"}"#, Some("text")),
            (r#"{"id":"甲\u0007","title":"题","text":"文"}"#, Some("id")),
            (r#"{"id":"甲\u200b","title":"题","text":"文"}"#, Some("id")),
            (r#"{"id":"甲","title":"\u200b \ufeff","text":"文"}"#, Some("title")),
            (r#"{"id":"甲","title":"题\u202e","text":"文"}"#, Some("title")),
            (r#"{"id":"甲","title":"题","text":"文","issuer":"\u2067省"}"#, Some("issuer")),
            (r#"{"id":"甲","title":"题","text":"文","level":"国"}"#, Some("level")),
            (r#"{"id":"甲","title":"题","text":"文","date":"2024/1/1"}"#, Some("date")),
            (r#"{"id":"甲","title":"题","text":"文","date":2024}"#, Some("date")),
            (r#"{"id":"甲","title":"题","text":"\ud800"}"#, None),
            (r#"{"id":"甲","title":"题","text":"文"#, None),
            ("[]", None),
            ("甲", None),
            ("\u{FFFF}", None),
        ] {
            let fault = read(line.as_bytes(), of_issuer, &mut Oddities::default()).expect_err(line);
            assert_eq!(fault.field, field, "{line}: {}", fault.message);
        }
        assert!(read(b"{\"id\":\"\xff\"}", of_issuer, &mut Oddities::default()).is_err());
    }
}

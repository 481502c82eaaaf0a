//! [`Fields`]: the named values of a request (JSON object, form or query string), taken out one by one into better
//! types. Every fault is gathered with its pointer, and what nobody took is a fault too: nothing is ignored silently.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use axum::http::{StatusCode, Uri};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::error::HttpError;
use super::problem::Fault;
use crate::document::{Kind, Level, PartialDate};
use crate::text::unseen::fault_of_words;

/// Most faults that are listed: an answer must not be larger than what was asked.
const MOST_FAULTS: usize = 100;

/// Where the values come from: text is all that a form or query string can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    Json,
    Text,
}

/// The values of one object, and the faults found so far.
#[derive(Debug)]
pub(super) struct Fields {
    /// Pointer of the object itself; empty for the whole body.
    place: String,
    written: Written,
    values: BTreeMap<String, Value>,
    faults: Vec<Fault>,
}

impl Fields {
    /// The fields of a JSON body.
    ///
    /// # Errors
    /// [`HttpError::Fields`] when it is no object.
    pub(super) fn of_json(body: Value) -> Result<Self, HttpError> {
        Self::of_object("", body).map_err(|fault| HttpError::Fields(vec![fault]))
    }

    /// The fields of an object that stands at `place` in the body.
    fn of_object(place: &str, value: Value) -> Result<Self, Fault> {
        let Value::Object(values) = value else { return Err(Fault::at(place, "应为一个 JSON 对象")) };
        let values = values.into_iter().collect();
        Ok(Self { place: place.to_owned(), written: Written::Json, values, faults: Vec::new() })
    }

    /// The fields of a form or query string; a name that comes several times has several values.
    pub(super) fn of_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut values: BTreeMap<String, Value> = BTreeMap::new();
        for (name, value) in pairs {
            let value = Value::String(value);
            match values.get_mut(&name) {
                Some(Value::Array(several)) => several.push(value),
                Some(one) => *one = Value::Array(vec![one.take(), value]),
                None => drop(values.insert(name, value)),
            }
        }
        Self { place: String::new(), written: Written::Text, values, faults: Vec::new() }
    }

    /// The parameters of a request.
    ///
    /// # Errors
    /// Parameters that cannot be decoded.
    pub(super) fn of_query(uri: &Uri) -> Result<Self, HttpError> {
        let pairs = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(uri);
        pairs.map(|pairs| Self::of_pairs(pairs.0)).map_err(|_| HttpError::Other(StatusCode::BAD_REQUEST))
    }

    /// Notes a fault of a field.
    pub(super) fn fault(&mut self, name: &str, detail: impl Into<String>) {
        let name = name.replace('~', "~0").replace('/', "~1");
        self.faults.push(Fault::at(format!("{}/{name}", self.place), detail));
    }

    fn take(&mut self, name: &str) -> Option<Value> {
        self.values.remove(name).filter(|value| !value.is_null())
    }

    /// A text, as it stands.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        match self.take(name)? {
            Value::String(text) => Some(text),
            _ => {
                self.fault(name, "应为一个字符串");
                None
            }
        }
    }

    /// A text that must be there; empty when it is not.
    pub(super) fn needed(&mut self, name: &str) -> String {
        let missing = self.values.get(name).is_none_or(Value::is_null);
        if missing {
            self.fault(name, "缺少此字段");
        }
        self.text(name).unwrap_or_default()
    }

    /// Notes a fault of a text that is longer than `most` characters.
    pub(super) fn bound(&mut self, name: &str, text: &str, most: usize) {
        if text.chars().count() > most {
            self.fault(name, format!("超过 {most} 个字符"));
        }
    }

    /// Words that people write for others to read, at most `most` characters, in one line and without the blanks around
    /// them; empty when there are none.
    pub(super) fn words(&mut self, name: &str, most: usize) -> String {
        let given = self.text(name).unwrap_or_default();
        self.bound(name, &given, most);
        let lines =
            given.split(['\n', '\r', '\t', '\u{2028}', '\u{2029}']).map(str::trim).filter(|line| !line.is_empty());
        let words = lines.collect::<Vec<_>>().join(" ");
        if let Some(reason) = fault_of_words(&words) {
            self.fault(name, reason);
        }
        words
    }

    /// A text that `read` understands; an empty one is none.
    pub(super) fn parsed<T>(&mut self, name: &str, read: impl Fn(&str) -> Option<T>, wanted: &str) -> Option<T> {
        let text = self.text(name).filter(|t| !t.trim().is_empty())?;
        let read = read(text.trim());
        if read.is_none() {
            self.fault(name, format!("“{}”不可用；应为 {wanted}", shown(&text)));
        }
        read
    }

    /// A level.
    pub(super) fn level(&mut self, name: &str) -> Option<Level> {
        self.parsed(name, Level::parse, &levels())
    }

    /// A kind.
    pub(super) fn kind(&mut self, name: &str) -> Option<Kind> {
        self.parsed(name, Kind::parse, &kinds())
    }

    /// A date.
    pub(super) fn date(&mut self, name: &str) -> Option<PartialDate> {
        self.parsed(name, |text| PartialDate::parse(text).ok().flatten(), "YYYY、YYYY-MM 或 YYYY-MM-DD")
    }

    /// One of the names of an enum.
    pub(super) fn named<T: DeserializeOwned>(&mut self, name: &str, wanted: &str) -> Option<T> {
        self.parsed(name, |text| serde_json::from_value(Value::from(text)).ok(), wanted)
    }

    /// One of the names of an enum that must be there; the default one, with a fault noted, when it is not.
    pub(super) fn needed_named<T: DeserializeOwned + Default>(&mut self, name: &str, wanted: &str) -> T {
        let faults = self.faults.len();
        let given = self.named(name, wanted);
        if given.is_none() && self.faults.len() == faults {
            self.fault(name, format!("缺少此字段；应为 {wanted}"));
        }
        given.unwrap_or_default()
    }

    /// Yes or no.
    pub(super) fn flag(&mut self, name: &str) -> Option<bool> {
        let given = match (self.take(name)?, self.written) {
            (Value::Bool(flag), _) => Some(flag),
            (Value::String(text), Written::Text) => text.trim().parse().ok(),
            _ => None,
        };
        if given.is_none() {
            self.fault(name, "应为 true 或 false");
        }
        given
    }

    /// A whole number inside a range.
    pub(super) fn number(&mut self, name: &str, range: &RangeInclusive<u64>) -> Option<u64> {
        let given = match (self.take(name)?, self.written) {
            (Value::Number(number), _) => number.as_u64(),
            (Value::String(text), Written::Text) => text.trim().parse().ok(),
            _ => None,
        };
        let given = given.filter(|n| range.contains(n));
        if given.is_none() {
            self.fault(name, format!("应为 {} 到 {} 的整数", range.start(), range.end()));
        }
        given
    }

    /// Several texts; a single one will do.
    pub(super) fn texts(&mut self, name: &str) -> Option<Vec<String>> {
        let values = match self.take(name)? {
            Value::Array(values) => values,
            one => vec![one],
        };
        let mut texts = Vec::with_capacity(values.len());
        for (index, value) in values.into_iter().enumerate() {
            match value {
                Value::String(text) => texts.push(text),
                _ => self.faults.push(Fault::at(format!("{}/{name}/{index}", self.place), "应为一个字符串")),
            }
        }
        Some(texts)
    }

    /// Several texts that `read` understands. In a form or query string a comma separates them too.
    pub(super) fn several<T>(&mut self, name: &str, read: fn(&str) -> Option<T>, wanted: &str) -> Vec<T> {
        let mut texts = self.texts(name).unwrap_or_default();
        if self.written == Written::Text {
            texts = texts.iter().flat_map(|t| t.split([',', '，'])).map(str::to_owned).collect();
        }
        let mut found = Vec::new();
        for text in texts.iter().map(|t| t.trim()).filter(|t| !t.is_empty()) {
            match read(text) {
                Some(value) => found.push(value),
                None => self.fault(name, format!("“{}”不可用；应为 {wanted}", shown(text))),
            }
        }
        found
    }

    /// Several names, which may contain commas; blanks around them do not count.
    pub(super) fn names(&mut self, name: &str) -> Vec<String> {
        let texts = self.texts(name).unwrap_or_default();
        texts.iter().map(|text| text.trim()).filter(|text| !text.is_empty()).map(str::to_owned).collect()
    }

    /// The objects of an array that must be there, each read by `read`.
    pub(super) fn objects<T>(&mut self, name: &str, read: fn(&mut Self) -> T) -> Vec<T> {
        let Some(Value::Array(values)) = self.take(name) else {
            self.fault(name, "应为数组");
            return Vec::new();
        };
        let mut found = Vec::with_capacity(values.len());
        for (index, value) in values.into_iter().enumerate() {
            match Self::of_object(&format!("{}/{name}/{index}", self.place), value) {
                Ok(mut fields) => {
                    found.push(read(&mut fields));
                    fields.refuse_others();
                    self.faults.append(&mut fields.faults);
                }
                Err(fault) => self.faults.push(fault),
            }
        }
        found
    }

    fn refuse_others(&mut self) {
        let others: Vec<String> = std::mem::take(&mut self.values).into_keys().collect();
        for name in others {
            self.fault(&name, "没有这个字段");
        }
    }

    /// The end: nothing may be left over.
    ///
    /// # Errors
    /// [`HttpError::Fields`] with every fault, or the first hundred and how many more there are.
    pub(super) fn finish(mut self) -> Result<(), HttpError> {
        self.refuse_others();
        if self.faults.is_empty() {
            return Ok(());
        }
        let more = self.faults.len().saturating_sub(MOST_FAULTS);
        self.faults.truncate(MOST_FAULTS);
        if more > 0 {
            self.faults.push(Fault::at(self.place, format!("另有{more}处不符合要求，未列出")));
        }
        Err(HttpError::Fields(self.faults))
    }
}

/// The names of all levels, for messages.
pub(super) fn levels() -> String {
    Level::ALL.map(Level::name).join("、")
}

/// The names of all kinds, for messages.
pub(super) fn kinds() -> String {
    Kind::ALL.iter().map(|k| k.name()).collect::<Vec<_>>().join("、")
}

/// A value as messages show it: what was typed wrongly is short, a text at the wrong place need not come back whole.
fn shown(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pointers(error: HttpError) -> Vec<String> {
        match error {
            HttpError::Fields(faults) => faults.into_iter().filter_map(|f| f.pointer).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_fault_has_its_pointer() {
        let body = serde_json::json!({
            "text": 1, "level": "国", "date": "2024/1/1", "store": "true", "size": 0, "against": ["甲", 2],
            "a/b~c": 1, "entries": [{"pattern": "甲"}, {"pattern": "乙", "weight": 1}, 3], "kind": null
        });
        let mut fields = Fields::of_json(body).unwrap();
        assert_eq!(fields.text("text"), None);
        assert_eq!((fields.level("level"), fields.kind("kind"), fields.date("date")), (None, None, None));
        assert_eq!((fields.flag("store"), fields.number("size", &(1..=9))), (None, None));
        assert_eq!(fields.texts("against"), Some(vec!["甲".to_owned()]));
        assert_eq!(fields.objects("entries", |e| e.needed("pattern")), ["甲", "乙"]);
        let expected = [
            "/text",
            "/level",
            "/date",
            "/store",
            "/size",
            "/against/1",
            "/entries/1/weight",
            "/entries/2",
            "/a~1b~0c",
        ];
        assert_eq!(pointers(fields.finish().unwrap_err()), expected);
        assert_eq!(pointers(Fields::of_json(Value::from(1)).unwrap_err()), [""]);
    }

    #[test]
    fn faults_without_number_are_counted() {
        let body: Value = (0..20_000).map(|n| (format!("f{n}"), Value::Null)).collect::<serde_json::Map<_, _>>().into();
        match Fields::of_json(body).unwrap().finish() {
            Err(HttpError::Fields(faults)) => {
                assert_eq!(faults.len(), MOST_FAULTS + 1);
                assert!(faults.last().unwrap().detail.contains("另有19900处"));
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn query_strings_say_the_same_in_text() {
        let uri: Uri =
            "/?level=city,county&level=%E7%9C%81%E7%BA%A7&size=7&store=false&q=a%20b&body=a,b&body=%20&body=c"
                .parse()
                .unwrap();
        let mut fields = Fields::of_query(&uri).unwrap();
        assert_eq!(fields.several("level", Level::parse, ""), [Level::City, Level::County, Level::Province]);
        assert_eq!((fields.number("size", &(1..=9)), fields.flag("store")), (Some(7), Some(false)));
        assert_eq!(fields.needed("q"), "a b");
        assert_eq!(fields.names("body"), ["a,b", "c"], "a comma belongs to the name");
        assert!(fields.finish().is_ok());
    }
}

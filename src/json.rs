//! JSON in which every name of an object stands once. The usual parser keeps the last of several values and drops the
//! others; here that is an error that says where, so that nothing a caller gave is ignored.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// Most repeated names that are told.
const MOST_TOLD: usize = 20;

/// Why a text is not such JSON.
#[derive(Debug)]
pub enum JsonError {
    /// It is no JSON.
    Syntax(serde_json::Error),
    /// Objects that say the same name several times: JSON pointers, in order, at most twenty.
    Repeated {
        /// Where.
        pointers: Vec<String>,
    },
}

/// Parses JSON.
///
/// # Errors
/// [`JsonError`] when it is none, or when a name stands twice in one object.
pub fn parse(bytes: &[u8]) -> Result<Value, JsonError> {
    let repeated = RefCell::default();
    let mut parser = serde_json::Deserializer::from_slice(bytes);
    let value = Node { step: None, repeated: &repeated }.deserialize(&mut parser).map_err(JsonError::Syntax)?;
    parser.end().map_err(JsonError::Syntax)?;
    let pointers = repeated.into_inner();
    if pointers.is_empty() { Ok(value) } else { Err(JsonError::Repeated { pointers }) }
}

/// The way from the whole to a value: a step below the place of its parent.
#[derive(Clone, Copy)]
struct Step<'a> {
    above: Option<&'a Step<'a>>,
    to: To<'a>,
}

#[derive(Clone, Copy)]
enum To<'a> {
    Name(&'a str),
    Index(usize),
}

impl fmt::Display for Step<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(above) = self.above {
            above.fmt(f)?;
        }
        match self.to {
            To::Name(name) => write!(f, "/{}", name.replace('~', "~0").replace('/', "~1")),
            To::Index(index) => write!(f, "/{index}"),
        }
    }
}

/// A value to be read, and where it stands.
#[derive(Clone, Copy)]
struct Node<'a> {
    step: Option<&'a Step<'a>>,
    repeated: &'a RefCell<Vec<String>>,
}

impl<'a> Node<'a> {
    fn below<'b>(self, step: &'b Step<'b>) -> Node<'b>
    where
        'a: 'b,
    {
        Node { step: Some(step), repeated: self.repeated }
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Value, A::Error> {
        let mut read = Vec::new();
        loop {
            let step = Step { above: self.step, to: To::Index(read.len()) };
            match values.next_element_seed(self.below(&step))? {
                Some(value) => read.push(value),
                None => return Ok(Value::Array(read)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut read = Map::new();
        while let Some(name) = fields.next_key::<String>()? {
            let step = Step { above: self.step, to: To::Name(&name) };
            let value = fields.next_value_seed(self.below(&step))?;
            if read.contains_key(&name) {
                let mut repeated = self.repeated.try_borrow_mut().map_err(A::Error::custom)?;
                if repeated.len() < MOST_TOLD {
                    repeated.push(step.to_string());
                }
            }
            read.insert(name, value);
        }
        Ok(Value::Object(read))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repeated(text: &str) -> Vec<String> {
        match parse(text.as_bytes()) {
            Err(JsonError::Repeated { pointers }) => pointers,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn a_name_that_stands_twice_is_told_with_its_place() {
        for (text, wanted) in [
            (r#"{"text":"甲","text":"乙"}"#, vec!["/text"]),
            (r#"{"text":"甲","\u0074ext":"甲"}"#, vec!["/text"]),
            (r#"{"a":[1,{"b/c":1,"b/c":2}],"a":{"~":1,"~":null,"~":2}}"#, vec!["/a/1/b~1c", "/a/~0", "/a/~0", "/a"]),
        ] {
            assert_eq!(repeated(text), wanted, "{text}");
        }
        let many = format!("{{{}\"z\":1}}", "\"a\":1,".repeat(5_000));
        assert_eq!(repeated(&many).len(), MOST_TOLD);
    }

    #[test]
    fn everything_else_reads_as_usual() {
        for text in [
            "null",
            "[]",
            "{}",
            r#"{"a":{"b":1},"b":{"b":1}}"#,
            "[true,-1,18446744073709551615,1.5e3,\"\\ud842\\udfb7\\n\",\"甲\"]",
            r#"{"$serde_json::private::Number":"1"}"#,
            r#"{"z":1,"a":2}"#,
        ] {
            let usual: Value = serde_json::from_str(text).unwrap();
            let own = parse(text.as_bytes()).unwrap();
            assert_eq!((own.to_string(), &own), (usual.to_string(), &usual), "{text}");
        }
        for text in ["", "{", "[1,]", "{a:1}", "\"\\ud800\"", "1e999", "nul", "[] x", "\"\u{1}\"", "{\"a\":1,}"] {
            let usual = serde_json::from_str::<Value>(text).unwrap_err();
            match parse(text.as_bytes()) {
                Err(JsonError::Syntax(own)) => assert_eq!(own.to_string(), usual.to_string(), "{text}"),
                other => panic!("{text}: {other:?}"),
            }
        }
        let deep = [b"[".repeat(200), b"]".repeat(200)].concat();
        assert!(matches!(parse(&deep), Err(JsonError::Syntax(_))));
        assert!(matches!(parse(b"\"\xFF\""), Err(JsonError::Syntax(_))));
    }
}

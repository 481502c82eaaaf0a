//! How many attributes a tag has that is still being read, and where the tags and declarations of a page begin that are
//! long enough to ask.

use memchr::{memchr_iter, memmem, memrchr};

/// Bytes from which on a tag or a declaration is long: a shorter one cannot cost much.
const LONG: usize = 4 << 10;

/// A long tag or declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Opener {
    /// Place of the last `>` before it, or of the first byte. Whatever was open there is over when that `>` or a
    /// character between the two counts as text or ends it.
    pub(super) after: usize,
    /// Place of its `<`.
    pub(super) at: usize,
    /// Whether it is a comment, a document type or what else is no tag.
    pub(super) declares: bool,
}

/// What may be long tags and declarations, in order: the first `<` of one that has no `>` for a long time, and that of a
/// comment whose end is far, whatever stands in it. Whether it is one, and no part of a script or of a value, only the
/// reader of tags can tell. No two share what is before them.
pub(super) fn openers(source: &str) -> Vec<Opener> {
    let mut found = open_for_long(source.as_bytes());
    found.extend(comments(source.as_bytes()));
    found.sort_by_key(|opener| opener.at);
    found.dedup_by_key(|opener| opener.after);
    found
}

/// What has no `>` for a long time.
fn open_for_long(bytes: &[u8]) -> Vec<Opener> {
    let mut found = Vec::new();
    let mut after = 0;
    for end in memchr_iter(b'>', bytes).chain([bytes.len()]) {
        if end - after > LONG {
            let stretch = bytes.get(after..end).unwrap_or_default();
            let opens =
                |pair: &[u8]| matches!(pair, [b'<', next] if next.is_ascii_alphabetic() || b"/!?".contains(next));
            let first = stretch.windows(2).position(opens).filter(|at| stretch.len() - at > LONG);
            found.extend(first.map(|first| {
                let declares = stretch.get(first + 1).is_some_and(|next| b"!?".contains(next));
                Opener { after, at: after + first, declares }
            }));
        }
        after = end;
    }
    found
}

/// Long comments, that may have any number of `>` inside.
fn comments(bytes: &[u8]) -> Vec<Opener> {
    let (begin, end) = (memmem::Finder::new("<!--"), memmem::Finder::new("-->"));
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = begin.find(bytes.get(from..).unwrap_or_default()).map(|at| from + at) {
        let length = end.find(bytes.get(at..).unwrap_or_default());
        if length.is_none_or(|length| length > LONG) {
            // Looked for from the last comment on, so that no byte is gone over twice.
            let after =
                memrchr(b'>', bytes.get(from..at).unwrap_or_default()).map_or(from.saturating_sub(1), |up| from + up);
            found.push(Opener { after, at, declares: true });
        }
        let Some(length) = length else { break };
        from = at + length + "-->".len();
    }
    found
}

/// The attributes of one tag, counted as its bytes come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Attributes {
    /// How many have begun.
    pub(super) count: u64,
    place: Place,
}

/// Where in a tag the next byte stands (the states of the standard: html.spec.whatwg.org, 13.2.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Place {
    /// In the name of the tag.
    #[default]
    Tag,
    /// Between attributes.
    Between,
    /// In the name of an attribute.
    Name,
    /// Behind the name of an attribute and a blank.
    BehindName,
    /// Behind the sign of equality.
    BeforeValue,
    /// In a value without quotation marks.
    Value,
    /// In a value that this mark ends.
    Quoted(u8),
}

impl Attributes {
    /// Goes on with the next bytes of the tag, from its `<` on; how many attributes begin there.
    pub(super) fn read(&mut self, bytes: &[u8]) -> u64 {
        let before = self.count;
        for &byte in bytes {
            let blank = matches!(byte, b' ' | b'\t' | b'\n' | b'\x0C' | b'\r');
            self.place = match (self.place, byte) {
                (Place::Quoted(mark), _) if mark == byte => Place::Between,
                (Place::Quoted(_), _) => continue,
                (Place::BeforeValue, b'"' | b'\'') => Place::Quoted(byte),
                (Place::BeforeValue, _) if blank => continue,
                (Place::BeforeValue, _) => Place::Value,
                (Place::Value, _) if !blank => continue,
                (Place::Tag | Place::Name | Place::BehindName, b'/') => Place::Between,
                (Place::Name | Place::BehindName, b'=') => Place::BeforeValue,
                (Place::Name | Place::BehindName, _) if blank => Place::BehindName,
                (Place::Tag | Place::Name, _) if !blank => continue,
                (Place::Between, b'/') => continue,
                (Place::Between | Place::BehindName, _) if !blank => {
                    self.count += 1;
                    Place::Name
                }
                _ => Place::Between,
            };
        }
        self.count - before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_counted_as_a_browser_does() {
        for (tag, count) in [
            ("<p", 0),
            ("<p a", 1),
            ("<p a b c", 3),
            ("<p a=1 b=2/3 c", 3),
            ("<p/a/b//c/", 3),
            ("<p a = 'x y/z=\"' b=\"q 'r' s=t\"c=3", 3),
            ("<p a\n=\n1\tb\x0Cc\r/d", 4),
            ("<p =a ==b", 1),
            ("<p =a= =b", 1),
            ("<p =a /=b", 2),
            ("<p a='", 1),
            ("<p a=x\"y z' w", 3),
            ("<p 'a b'", 2),
        ] {
            let mut whole = Attributes::default();
            whole.read(tag.as_bytes());
            let mut parts = Attributes::default();
            let sum: u64 = tag.bytes().map(|byte| parts.read(&[byte])).sum();
            assert_eq!((whole.count, sum, parts), (count, count, whole), "{tag}");
        }
    }

    #[test]
    fn openers_are_those_without_an_end_for_long() {
        let long = "a ".repeat(LONG);
        let opener = |after, at, declares| Opener { after, at, declares };
        for (page, wanted) in [
            (format!("<p {long}>"), vec![opener(0, 0, false)]),
            (format!("x < y<3 <p {long}"), vec![opener(0, 8, false)]),
            (format!("<b>x</b>y<!-- {long} <p {long} --></p {long}"), {
                let second = "<b>x</b>y<!--  <p  --".len() + 2 * long.len();
                vec![opener(7, 9, true), opener(second, second + 1, false)]
            }),
            (format!("<p>{long}</p>"), vec![]),
            (format!("<p>x<!--{}-->y<!-- <b> -->", "<b c=d>".repeat(LONG)), vec![opener(2, 4, true)]),
            (format!("<!-- --><p title='{long}<!-- {}'>", "> ".repeat(LONG)), vec![opener(7, 8, false)]),
            (format!("<b>{}<!--<i>", "<!----><i>".repeat(LONG)), vec![opener(2 + 10 * LONG, 3 + 10 * LONG, true)]),
            ("<p a='1'>".repeat(LONG), vec![]),
        ] {
            assert_eq!(openers(&page), wanted);
        }
    }
}

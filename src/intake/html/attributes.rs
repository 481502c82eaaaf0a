//! What the attributes of a tag say of the text in it.

use html5ever::tokenizer::Tag;

/// The value of an attribute.
pub(super) fn attribute<'a>(tag: &'a Tag, name: &str) -> Option<&'a str> {
    tag.attrs.iter().find(|a| &*a.name.local == name).map(|a| &*a.value)
}

/// Whether an element holds the header or footer of pages: an office program marks them so when it writes a web page.
pub(super) fn is_margin(tag: &Tag) -> bool {
    &*tag.name == "div" && attribute(tag, "title").is_some_and(|title| title == "header" || title == "footer")
}

/// Whether the line ends of an element count: `white-space: pre`, `pre-wrap`, `pre-line`.
pub(super) fn keeps_lines(tag: &Tag) -> bool {
    &*tag.name == "pre" || style(tag, "white-space").is_some_and(|value| value.starts_with("pre"))
}

/// Whether an element is not shown.
pub(super) fn is_hidden(tag: &Tag) -> bool {
    attribute(tag, "hidden").is_some() || style(tag, "display").is_some_and(|value| value.starts_with("none"))
}

/// The value that the style of an element gives a property, in lower case.
pub(super) fn style(tag: &Tag, property: &str) -> Option<String> {
    let rules = attribute(tag, "style")?.split(';').filter_map(|rule| rule.split_once(':'));
    let own = rules.filter(|(name, _)| name.trim().eq_ignore_ascii_case(property));
    own.map(|(_, value)| value.trim().to_ascii_lowercase()).next_back()
}

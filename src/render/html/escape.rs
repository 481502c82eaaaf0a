//! How every value reaches the page: as text. Characters with a meaning in HTML are written as references; characters
//! that would steer the reader's eye instead of being read are shown as a replacement.

use std::fmt::{self, Write};

use askama::filters::Escaper;

use crate::render::styled;

/// Escapes text for elements and quoted attributes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Shown;

impl Escaper for Shown {
    fn write_escaped_str<W: Write>(&self, mut fmt: W, string: &str) -> fmt::Result {
        let mut rest = string;
        while let Some(at) = rest.find(is_special) {
            let (plain, tail) = rest.split_at(at);
            fmt.write_str(plain)?;
            let mut chars = tail.chars();
            if let Some(c) = chars.next() {
                self.write_escaped_char(&mut fmt, c)?;
            }
            rest = chars.as_str();
        }
        fmt.write_str(rest)
    }

    fn write_escaped_char<W: Write>(&self, mut fmt: W, c: char) -> fmt::Result {
        match c {
            '&' => fmt.write_str("&amp;"),
            '<' => fmt.write_str("&lt;"),
            '>' => fmt.write_str("&gt;"),
            '"' => fmt.write_str("&quot;"),
            '\'' => fmt.write_str("&#39;"),
            // Where lines count, the style sheet keeps them.
            '\n' => fmt.write_char('\n'),
            c => fmt.write_char(styled::shown(c)),
        }
    }
}

fn is_special(c: char) -> bool {
    matches!(c, '&' | '<' | '>' | '"' | '\'') || (styled::shown(c) != c && c != '\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_text_comes_through() {
        let mut shown = String::new();
        Shown.write_escaped_str(&mut shown, "甲<b a='1' c=\"2\">&乙\u{0}\u{1B}\u{202E}丙\n丁</b>").unwrap();
        assert_eq!(shown, "甲&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;乙\u{FFFD}\u{FFFD}\u{FFFD}丙\n丁&lt;/b&gt;");
    }
}

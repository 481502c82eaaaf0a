//! Names of glyphs to characters: those that text fonts of office and typesetting programs use. (Chinese fonts have no
//! names.)

/// Names beside the letters, which are their own names.
const NAMES: &[(&str, char)] = &[
    ("space", ' '),
    ("nbspace", ' '),
    ("exclam", '!'),
    ("quotedbl", '"'),
    ("numbersign", '#'),
    ("dollar", '$'),
    ("percent", '%'),
    ("ampersand", '&'),
    ("quotesingle", '\''),
    ("parenleft", '('),
    ("parenright", ')'),
    ("asterisk", '*'),
    ("plus", '+'),
    ("comma", ','),
    ("hyphen", '-'),
    ("sfthyphen", '-'),
    ("minus", '−'),
    ("period", '.'),
    ("slash", '/'),
    ("zero", '0'),
    ("one", '1'),
    ("two", '2'),
    ("three", '3'),
    ("four", '4'),
    ("five", '5'),
    ("six", '6'),
    ("seven", '7'),
    ("eight", '8'),
    ("nine", '9'),
    ("colon", ':'),
    ("semicolon", ';'),
    ("less", '<'),
    ("equal", '='),
    ("greater", '>'),
    ("question", '?'),
    ("at", '@'),
    ("bracketleft", '['),
    ("backslash", '\\'),
    ("bracketright", ']'),
    ("asciicircum", '^'),
    ("underscore", '_'),
    ("grave", '`'),
    ("quoteleft", '‘'),
    ("quoteright", '’'),
    ("quotedblleft", '“'),
    ("quotedblright", '”'),
    ("braceleft", '{'),
    ("bar", '|'),
    ("braceright", '}'),
    ("asciitilde", '~'),
    ("endash", '–'),
    ("emdash", '—'),
    ("bullet", '•'),
    ("ellipsis", '…'),
    ("periodcentered", '·'),
    ("middot", '·'),
    ("section", '§'),
    ("paragraph", '¶'),
    ("degree", '°'),
    ("plusminus", '±'),
    ("multiply", '×'),
    ("divide", '÷'),
    ("notequal", '≠'),
    ("lessequal", '≤'),
    ("greaterequal", '≥'),
    ("perthousand", '‰'),
    ("yen", '¥'),
    ("sterling", '£'),
    ("Euro", '€'),
    ("copyright", '©'),
    ("registered", '®'),
    ("trademark", '™'),
    ("mu", 'μ'),
    ("fi", 'ﬁ'),
    ("fl", 'ﬂ'),
];

/// The character of a name; a name with a code (`uni4E2D`, `u4E2D`) means the character of that code.
pub(super) fn character(name: &str) -> Option<char> {
    let name = name.split('.').next().filter(|stem| !stem.is_empty())?;
    let mut letters = name.chars();
    if let (Some(letter), None) = (letters.next(), letters.next()) {
        return letter.is_ascii_alphabetic().then_some(letter);
    }
    if let Some((_, character)) = NAMES.iter().find(|(known, _)| *known == name) {
        return Some(*character);
    }
    let code = name.strip_prefix("uni").or_else(|| name.strip_prefix('u'))?;
    (4..=6).contains(&code.len()).then(|| u32::from_str_radix(code, 16).ok()).flatten().and_then(char::from_u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_words_and_codes() {
        for (name, wanted) in [
            ("A", Some('A')),
            ("comma.alt", Some(',')),
            ("uni4E2D", Some('中')),
            ("u20BB7", Some('𠮷')),
            ("uniD800", None),
            ("union", None),
            ("g12", None),
            (".notdef", None),
            ("", None),
        ] {
            assert_eq!(character(name), wanted, "{name}");
        }
    }
}

//! The characters of term lists that are plain text files.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, UTF_8};

use crate::intake::encoding::utf8_read;

/// The characters of a text file: UTF-8, UTF-16 with a byte order mark (Excel's “Unicode 文本”), GB 18030 (its CSV on a
/// Chinese Windows). Nothing is guessed: whatever is not wholly one of them is refused, UTF-8 with a few broken bytes
/// too, which GB 18030 would read as other words.
pub(super) fn decoded(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    if marked.is_none() && is_broken_utf8(bytes) {
        return None;
    }
    let encoding = marked.unwrap_or(if std::str::from_utf8(bytes).is_ok() { UTF_8 } else { GB18030 });
    let (text, _, replaced) = encoding.decode(bytes);
    (!replaced).then_some(text)
}

/// Whether bytes are UTF-8 but for a few: national text has hardly ever two characters of it to a byte that is none.
fn is_broken_utf8(bytes: &[u8]) -> bool {
    let (wide, broken) = utf8_read(bytes);
    broken > 0 && wide >= 2 * broken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_wholly_in_one_encoding_is_refused() {
        let gbk = GB18030.encode("pattern,note\n狠抓落实,联通").0;
        assert_eq!(decoded(&gbk).unwrap(), "pattern,note\n狠抓落实,联通");
        assert_eq!(decoded("pattern\n狠抓落实".as_bytes()).unwrap(), "pattern\n狠抓落实");
        for broken in [b"\xE4".as_slice(), b"\xED\xA0\x80"] {
            assert_eq!(
                decoded(
                    &[b"pattern\n\xE7\x8B\xA0\xE6\x8A\x93\xE8\x90\xBD\xE5\xAE\x9E\xE5\xB7\xA5\xE4\xBD\x9C", broken]
                        .concat()
                ),
                None
            );
        }
    }
}

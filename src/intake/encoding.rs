//! Bytes to characters: UTF-8, UTF-16 with a byte order mark, else the national encodings by detection.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, UTF_8};

use super::error::IntakeError;

/// A file with more control characters than one in this many characters is no text. (Real texts have none but tabs,
/// line ends and page breaks; the allowance lets stray ones pass.)
const CONTROL_SHARE: usize = 50;

/// Characters of a file.
pub(super) struct Decoded {
    /// The characters, without byte order mark.
    pub(super) text: String,
    /// Name of the encoding.
    pub(super) encoding: &'static str,
    /// Whether some bytes meant nothing in it.
    pub(super) replaced: bool,
}

/// Decodes a file.
pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, IntakeError> {
    let encoding = encoding_of(bytes);
    // `decode` lets a byte order mark decide, and drops it.
    let (text, used, replaced) = encoding.decode(bytes);
    let control = text.chars().filter(|&c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{0C}')).count();
    if text.contains('\0') || control > text.chars().count() / CONTROL_SHARE {
        return Err(IntakeError::Binary);
    }
    Ok(Decoded { text: text.into_owned(), encoding: used.name(), replaced })
}

fn encoding_of(bytes: &[u8]) -> &'static Encoding {
    if Encoding::for_bom(bytes).is_some() || std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(Some(b"cn"), Utf8Detection::Allow);
    if guess == GBK { GB18030 } else { guess }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_of_chinese_offices_are_read() {
        let text = "各县（市、区）人民政府：为进一步做好防汛工作，现通知如下。";
        let utf16 = |order: fn(u16) -> [u8; 2]| -> Vec<u8> {
            std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(order).collect()
        };
        let with_mark: Vec<u8> = [&[0xEF, 0xBB, 0xBF], text.as_bytes()].concat();
        let (national, ..) = GB18030.encode(text);
        for bytes in [
            text.as_bytes().to_vec(),
            with_mark,
            national.into_owned(),
            utf16(u16::to_le_bytes),
            utf16(u16::to_be_bytes),
        ] {
            let decoded = decode(&bytes).ok().map(|d| (d.text, d.replaced));
            assert_eq!(decoded, Some((text.to_owned(), false)));
        }
    }

    #[test]
    fn four_byte_characters_of_gb18030_are_read() {
        let text = "关于𠮷祥镇㐀家村有关工作情况的通知，请各单位遵照执行，认真抓好落实。";
        let (bytes, ..) = GB18030.encode(text);
        assert_eq!(decode(&bytes).ok().map(|d| d.text).as_deref(), Some(text));
    }

    #[test]
    fn broken_bytes_are_replaced_and_said_so() {
        let mut bytes = "各县人民政府要加强领导，落实责任。".repeat(20).into_bytes();
        bytes.push(0xFF);
        assert!(decode(&bytes).is_ok_and(|d| d.replaced));
    }

    #[test]
    fn bytes_that_are_no_text_are_refused() {
        assert!(decode(b"abc\0def").is_err());
        assert!(decode(&[1, 2, 3, 4, 5, 6, 7]).is_err());
        assert!(decode("第一页\u{0C}第二页".as_bytes()).is_ok());
    }
}

//! Bytes to characters: UTF-8, UTF-16 with a byte order mark or known by its characters, else the national encodings by
//! detection.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};

use super::error::IntakeError;

/// A file with more control characters than one in this many characters is no text. (Real texts have none but tabs,
/// line ends and page breaks; the allowance lets stray ones pass.)
const CONTROL_SHARE: usize = 50;

/// National text has fewer characters for private use than one in so many.
const PRIVATE_SHARE: usize = 20;
/// Characters that UTF-16 without a mark must have where there is no stop or comma: a few bytes of anything may look
/// like a few characters.
const WIDE_ENOUGH: usize = 16;
/// Bytes by which UTF-16 without a mark is known.
const WIDE_HEAD: usize = 4096;
/// Characters beyond ASCII for each broken run of bytes that tell UTF-8: national text has about as many of the one as of
/// the other.
const WIDE_FOR_ONE_BROKEN: usize = 20;
/// The same where a page says itself that it is UTF-8. Some say so wrongly: among 13,031 stretches of 30 characters of 200
/// national texts none had more than 1.4 for one.
const WIDE_FOR_ONE_BROKEN_AS_SAID: usize = 3;
/// Where a page says what its encoding is, in bytes (html.spec.whatwg.org, 4.2.5.4).
const SAID_WITHIN: usize = 1024;
/// Least share of usual characters in it: 19 of 20, so that a rare character or two do not matter.
const WIDE_SHARE: (usize, usize) = (19, 20);

/// Names of the encodings that are read when they are named.
pub(crate) const NAMES: [&str; 6] = ["utf-8", "gbk", "gb2312", "gb18030", "big5", "utf-16"];

/// The encoding with this name; `None` when it is none of [`NAMES`].
pub(crate) fn named(name: &str) -> Option<&'static Encoding> {
    let name = name.trim();
    let is = |other: &str| name.eq_ignore_ascii_case(other);
    if is("us-ascii") || is("ascii") {
        return Some(UTF_8);
    }
    // What Windows calls it.
    if is("cp936") {
        return Some(GB18030);
    }
    let encoding = Encoding::for_label(name.as_bytes())?;
    // The national encoding of 1980 and its two extensions are read as the last of them.
    match encoding {
        _ if encoding == GBK || encoding == GB18030 => Some(GB18030),
        _ => [UTF_8, BIG5, UTF_16LE, UTF_16BE].into_iter().find(|known| *known == encoding),
    }
}

/// Characters of a file.
pub(super) struct Decoded {
    /// The characters, without byte order mark.
    pub(super) text: String,
    /// Name of the encoding.
    pub(super) encoding: &'static str,
    /// Whether some bytes meant nothing in it.
    pub(super) replaced: bool,
    /// Whether the last character is broken off.
    pub(super) broken_off: bool,
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
    let broken_off = [UTF_16LE, UTF_16BE].contains(&used) && whole_units(used, bytes).len() < bytes.len();
    Ok(Decoded { text: text.into_owned(), encoding: used.name(), replaced, broken_off })
}

fn encoding_of(bytes: &[u8]) -> &'static Encoding {
    if Encoding::for_bom(bytes).is_some() || (std::str::from_utf8(bytes).is_ok() && !bytes.contains(&0)) {
        return UTF_8;
    }
    if let Some(wide) = [UTF_16LE, UTF_16BE].into_iter().find(|encoding| is_wide(encoding, bytes)) {
        return wide;
    }
    if is_damaged_utf8(bytes) {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(Some(b"cn"), Utf8Detection::Allow);
    // Texts of other countries do not come to a Chinese office, traditional ones may.
    match guess {
        _ if ![GBK, SHIFT_JIS, EUC_JP, EUC_KR].contains(&guess) => guess,
        _ if is_traditional(bytes) => BIG5,
        _ => GB18030,
    }
}

/// Whether bytes are traditional text: sound as such, while as national text they have characters for private use.
fn is_traditional(bytes: &[u8]) -> bool {
    let (text, ..) = GB18030.decode(bytes);
    let private = text.chars().filter(|c| matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{FFFD}')).count();
    private > text.chars().count() / PRIVATE_SHARE && !BIG5.decode(bytes).2
}

/// Whether bytes are UTF-8 with a few that are broken: in any other encoding, runs of bytes that make up its characters
/// are rare.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (wide, broken) = utf8_read(bytes);
    let least = if says_utf8(bytes) { WIDE_FOR_ONE_BROKEN_AS_SAID } else { WIDE_FOR_ONE_BROKEN };
    wide >= least * broken.max(1)
}

/// Whether bytes are a page that says of itself that it is UTF-8.
fn says_utf8(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(SAID_WITHIN)).unwrap_or_default().to_ascii_lowercase();
    let head = String::from_utf8_lossy(&head);
    let labels = ["charset", "encoding"].into_iter().flat_map(|word| head.split(word).skip(1));
    let mut said = labels.filter_map(|rest| rest.trim_start().strip_prefix('='));
    head.contains('<') && said.any(|rest| rest.trim_start_matches([' ', '"', '\'']).starts_with("utf-8"))
}

/// Bytes read as UTF-8: characters that are not ASCII, and runs of bytes that are no character.
pub(crate) fn utf8_read(bytes: &[u8]) -> (usize, usize) {
    let (mut wide, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        wide += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    (wide, broken)
}

/// Bytes of UTF-16 without half a character at their end: a single byte, or the first half of a pair.
fn whole_units<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> &'a [u8] {
    let (units, _) = bytes.as_chunks::<2>();
    let order = if encoding == UTF_16LE { u16::from_le_bytes } else { u16::from_be_bytes };
    let half = units.last().is_some_and(|unit| matches!(order(*unit), 0xD800..=0xDBFF));
    units.get(..units.len() - usize::from(half)).unwrap_or_default().as_flattened()
}

/// Whether bytes without a mark are Chinese text in an order of UTF-16: nearly all its characters are those that such
/// a text has. Read in the other order, or as the national encodings that they are not, they are scattered.
fn is_wide(encoding: &'static Encoding, bytes: &[u8]) -> bool {
    let head = whole_units(encoding, bytes.get(..bytes.len().min(WIDE_HEAD)).unwrap_or_default());
    let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(head) else { return false };
    let usual = |c: &char| matches!(c, '\u{4E00}'..='\u{9FFF}' | '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FFEF}' | ' '..='~' | '\n' | '\r' | '\t' | '“' | '”' | '—' | '…');
    let (all, fitting) = (text.chars().count(), text.chars().filter(usual).count());
    all > 0
        && fitting * WIDE_SHARE.1 >= all * WIDE_SHARE.0
        && (text.contains(['\u{3002}', '\u{FF0C}']) || all >= WIDE_ENOUGH && text.contains(['\n', ' ']))
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
    fn utf16_without_a_mark_is_known_by_its_characters() {
        let text = "关于𠮷祥镇防汛工作的通知\r\n各县（市、区）人民政府：\n请于2026年3月1日前报送“示例材料”。";
        for order in [u16::to_le_bytes, u16::to_be_bytes] {
            let bytes: Vec<u8> = text.encode_utf16().flat_map(order).collect();
            assert_eq!(decode(&bytes).ok().map(|d| (d.text, d.replaced)), Some((text.to_owned(), false)));
        }
        // Neither national text nor plain bytes are taken for it.
        for text in ["各县人民政府要加强领导，落实责任。", "关于报送材料的通知", "abcd", "ab\ncd\n"]
        {
            let (national, ..) = GB18030.encode(text);
            assert_eq!(decode(&national).ok().map(|d| d.text).as_deref(), Some(text));
        }
    }

    #[test]
    fn a_pair_at_the_edge_of_what_is_looked_at_changes_nothing() {
        for pair in ["𠮷", "🌊"] {
            let sentence = format!("各县人民政府要在三月一日前报送示例材料。{pair}");
            for before in 0..sentence.encode_utf16().count() {
                let text = format!("{}{}", "，".repeat(before), sentence.repeat(200));
                for order in [u16::to_le_bytes, u16::to_be_bytes] {
                    let bytes: Vec<u8> = text.encode_utf16().flat_map(order).collect();
                    let decoded = decode(&bytes).ok().map(|d| (d.text == text, d.replaced, d.broken_off));
                    assert_eq!(decoded, Some((true, false, false)), "{pair} {before}");
                }
            }
        }
    }

    #[test]
    fn utf16_that_breaks_off_is_read_as_far_as_it_goes() {
        let text = "各县（市、区）人民政府：请于2026年3月1日前报送示例材料。";
        for mark in ["", "\u{FEFF}"] {
            for order in [u16::to_le_bytes, u16::to_be_bytes] {
                let whole: Vec<u8> = format!("{mark}{text}").encode_utf16().flat_map(order).collect();
                for half in [&order(0x4E00)[..1], &order(0xD842)] {
                    let decoded = decode(&[&whole, half].concat()).ok();
                    let decoded = decoded.map(|d| (d.text, d.replaced, d.broken_off));
                    assert_eq!(decoded, Some((format!("{text}\u{FFFD}"), true, true)), "{mark:?} {half:?}");
                }
            }
        }
        let national = GB18030.encode("示例市2026年度考核的情况。\n").0.into_owned();
        assert!(decode(&[&national[..], b"x"].concat()).is_ok_and(|d| d.encoding == "gb18030" && !d.broken_off));
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
    fn damaged_utf8_is_not_taken_for_another_encoding() {
        let text = "各县人民政府要在3月1日前报送示例材料。".repeat(10);
        for damage in [&b"\xED\xA0\x80\xED\xB0\x80"[..], b"\xFF", b"\xE5\x90"] {
            let bytes = [text.as_bytes(), damage, text.as_bytes()].concat();
            let decoded = decode(&bytes).ok().map(|d| (d.encoding, d.replaced, d.text.matches("示例材料").count()));
            assert_eq!(decoded, Some(("UTF-8", true, 20)), "{damage:?}");
        }
    }

    #[test]
    fn a_short_page_that_says_it_is_utf8_is_read_as_such() {
        let page = |meta: &str| -> Vec<u8> {
            let head = format!("<html><head>{meta}</head><body><p>各县要报送");
            [head.as_bytes(), b"\xE5\x90", "示例材料，".as_bytes(), b"\xFF", "按时完成。".as_bytes()].concat()
        };
        for meta in [
            "<meta charset=utf-8>",
            "<META CHARSET = \"UTF-8\">",
            "<meta http-equiv='Content-Type' content='text/html; charset=utf-8'>",
            "<?xml version='1.0' encoding='utf-8'?>",
        ] {
            let decoded = decode(&page(meta)).ok().map(|d| (d.encoding, d.replaced, d.text.contains("示例材料")));
            assert_eq!(decoded, Some(("UTF-8", true, true)), "{meta}");
        }
        assert!(decode(&page("")).is_ok_and(|d| d.encoding != "UTF-8"));
        // What a page says is no reason to misread it.
        let (national, ..) = GB18030.encode("<meta charset=\"utf-8\"><p>各县要报送示例材料，按时完成。");
        assert!(decode(&national).is_ok_and(|d| !d.replaced && d.text.contains("报送示例材料")));
    }

    #[test]
    fn traditional_text_is_read() {
        let text = "各縣人民政府要在三月一日前報送示例材料，並認真抓好落實。".repeat(5);
        let (bytes, ..) = BIG5.encode(&text);
        assert_eq!(decode(&bytes).ok().map(|d| d.text), Some(text));
    }

    #[test]
    fn encodings_are_known_by_their_names() {
        for name in NAMES {
            assert!(named(name).is_some() && named(&name.to_uppercase()).is_some(), "{name}");
        }
        assert_eq!([named("GB2312"), named(" cp936 "), named("US-ASCII")], [Some(GB18030), Some(GB18030), Some(UTF_8)]);
        assert_eq!([named("iso-8859-1"), named("euc-jp"), named("gb"), named("")], [None; 4]);
    }

    #[test]
    fn bytes_that_are_no_text_are_refused() {
        assert!(decode(b"abc\0def").is_err());
        assert!(decode(&[1, 2, 3, 4, 5, 6, 7]).is_err());
        assert!(decode("第一页\u{0C}第二页".as_bytes()).is_ok());
    }
}

//! Zip packages (docx, odt, ofd) read part by part under caps that count what comes out of the decoder, never what a
//! header promises. Only the parts asked for are opened, and the names inside are looked up, never used as paths.
//! [`rewritten`] is the way back: a package with some parts exchanged and all others as they are.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::io::{Cursor, Read, Write as _};

use zip::result::{ZipError, ZipResult};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::error::IntakeError;

/// Most entries of a package. A text of hundreds of pages with a picture on each has a few thousand; an index of this
/// many takes a few megabytes.
pub const MOST_ENTRIES: usize = 10_000;
/// Most bytes of one part, decompressed: a text of 100,000 paragraphs with the markup of a word processor fits.
pub const MOST_PART_BYTES: u64 = 64 << 20;
/// Most bytes of all parts that are read, decompressed.
pub const MOST_BYTES: u64 = 96 << 20;
/// Most decompressed bytes for one compressed byte. The markup of real documents stays below 60; a bomb comes near
/// 1,000, which is the most that the method can do.
pub const MOST_RATIO: u64 = 200;
/// Below this size a part may be packed as tightly as it likes: it does no harm.
const FREE_BYTES: u64 = 8 << 20;
/// Longest name of a part that is repeated in a message, in characters.
const LONGEST_NAME: usize = 80;

/// An opened package.
#[derive(Debug)]
pub struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Entries by name, see [`key`].
    entries: HashMap<String, usize>,
    /// Decompressed bytes that may still be read.
    left: u64,
}

impl<'a> Package<'a> {
    /// Opens a package: its index is read, no part.
    ///
    /// # Errors
    /// [`IntakeError::Package`] for bytes that are no whole package, [`IntakeError::Entries`] for too many entries.
    pub fn open(bytes: &'a [u8]) -> Result<Self, IntakeError> {
        let promised = promised_entries(bytes).unwrap_or(0);
        if promised > MOST_ENTRIES {
            return Err(IntakeError::Entries { entries: promised, limit: MOST_ENTRIES });
        }
        let archive = ZipArchive::new(Cursor::new(bytes))
            .map_err(|error| IntakeError::Package { problem: reason(&error).to_owned() })?;
        if archive.len() > MOST_ENTRIES {
            return Err(IntakeError::Entries { entries: archive.len(), limit: MOST_ENTRIES });
        }
        let mut entries = HashMap::with_capacity(archive.len());
        for (index, name) in archive.file_names().enumerate() {
            // A name that cannot be decoded is none that is asked for.
            let Ok(name) = name else { continue };
            if entries.insert(key(&name), index).is_some() {
                let problem = format!("{} 出现了两次", shown(&name));
                return Err(IntakeError::Package { problem });
            }
        }
        Ok(Self { archive, entries, left: MOST_BYTES })
    }

    /// Whether there is a part of this name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.entries.contains_key(&key(name))
    }

    /// The names of all parts in lower case, sorted.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.entries.keys().map(String::as_str).collect();
        names.sort_unstable();
        names
    }

    /// The bytes of a part; `None` where there is none of this name.
    ///
    /// # Errors
    /// [`IntakeError::Part`] for a damaged or encrypted part, [`IntakeError::Unpacked`] and [`IntakeError::Ratio`] for
    /// one that is beyond a cap.
    pub fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, IntakeError> {
        let Some(&index) = self.entries.get(&key(name)) else { return Ok(None) };
        let part = shown(name);
        let mut entry = self
            .archive
            .by_index(index)
            .map_err(|error| IntakeError::Part { part: part.clone(), problem: reason(&error).to_owned() })?;
        let packed = entry.compressed_size().max(1);
        let by_ratio = packed.saturating_mul(MOST_RATIO).max(FREE_BYTES);
        let by_size = MOST_PART_BYTES.min(self.left);
        let limit = by_ratio.min(by_size);
        // One byte beyond the cap is enough to be refused. Room for it all is taken at once: what is not written to costs
        // nothing, and a buffer that grows would for a while be there twice.
        let mut bytes = Vec::with_capacity(usize::try_from(limit + 1).unwrap_or(0));
        let read = (&mut entry).take(limit + 1).read_to_end(&mut bytes);
        let size = bytes.len() as u64;
        if size > limit {
            return Err(if by_ratio < by_size {
                IntakeError::Ratio { part, limit: MOST_RATIO }
            } else {
                IntakeError::Unpacked { part, limit }
            });
        }
        if read.is_err() {
            return Err(IntakeError::Part { part, problem: "数据损坏或不完整".to_owned() });
        }
        self.left -= size;
        bytes.shrink_to_fit();
        Ok(Some(bytes))
    }

    /// The bytes of a part that the format cannot do without.
    ///
    /// # Errors
    /// As [`Self::part`], and [`IntakeError::Part`] where there is none of this name.
    pub fn needed(&mut self, name: &str) -> Result<Vec<u8>, IntakeError> {
        let missing = || IntakeError::Part { part: shown(name), problem: "没有这一部分".to_owned() };
        self.part(name)?.ok_or_else(missing)
    }
}

/// The package with `parts` in the place of those of the same name, or added; all others stay byte for byte, packed as
/// they were. The same parts give the same bytes.
///
/// # Errors
/// [`IntakeError::Package`] for bytes that are no whole package.
pub fn rewritten(bytes: &[u8], parts: &BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>, IntakeError> {
    rewrite(bytes, parts).map_err(|error| IntakeError::Package { problem: reason(&error).to_owned() })
}

fn rewrite(bytes: &[u8], parts: &BTreeMap<String, Vec<u8>>) -> ZipResult<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))?;
    let mut left: BTreeMap<String, (&str, &[u8])> =
        parts.iter().map(|(name, content)| (key(name), (name.as_str(), content.as_slice()))).collect();
    let mut writer = ZipWriter::new(Cursor::new(Vec::with_capacity(bytes.len() * 2)));
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index)?;
        let name = entry.name().map(Cow::into_owned).ok();
        match name.and_then(|name| Some((left.remove(&key(&name))?.1, name))) {
            Some((content, name)) => {
                writer.start_file(name, SimpleFileOptions::default())?;
                writer.write_all(content)?;
            }
            None => writer.raw_copy_file(entry)?,
        }
    }
    for (name, content) in left.into_values() {
        writer.start_file(name, SimpleFileOptions::default())?;
        writer.write_all(content)?;
    }
    Ok(writer.finish()?.into_inner())
}

/// A package of parts, in the order given.
///
/// # Errors
/// [`IntakeError::Package`] when two parts have the same name.
pub fn packed(parts: &[(&str, &[u8])]) -> Result<Vec<u8>, IntakeError> {
    let pack = || -> ZipResult<Vec<u8>> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            writer.start_file(*name, SimpleFileOptions::default())?;
            writer.write_all(content)?;
        }
        Ok(writer.finish()?.into_inner())
    };
    pack().map_err(|error| IntakeError::Package { problem: reason(&error).to_owned() })
}

/// Whether bytes begin as a zip package does.
#[must_use]
pub fn is_package(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// What a name is looked up by: names of parts differ by neither case nor the direction of their strokes.
fn key(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_ascii_lowercase()
}

/// The number of entries that the end of the index promises, where it can be read at a glance. It saves reading the
/// index of a package that is refused anyway; the index itself is counted in any case.
fn promised_entries(bytes: &[u8]) -> Option<usize> {
    const RECORD: usize = 22;
    const LONGEST_COMMENT: usize = 65_535;
    let tail = bytes.get(bytes.len().saturating_sub(RECORD + LONGEST_COMMENT)..)?;
    let at = tail.windows(4).rposition(|w| w == b"PK\x05\x06")?;
    match tail.get(at + 10..at + 12)? {
        // The long form; its number stands elsewhere.
        [0xFF, 0xFF] => None,
        [low, high] => Some(usize::from(u16::from_le_bytes([*low, *high]))),
        _ => None,
    }
}

/// A name as it may stand in a message.
fn shown(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect()
}

/// Why a package or a part cannot be opened.
fn reason(error: &ZipError) -> &'static str {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => "已加密，请先取消密码",
        ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => "压缩方式不受支持",
        _ => "不是完整的 zip 压缩包，可能传输时被截断",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
        super::packed(parts).unwrap()
    }

    /// A part of `mebibytes` of zeros; about a thousandth of that when packed.
    fn bomb(mebibytes: usize) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file("word/document.xml", SimpleFileOptions::default().large_file(true)).unwrap();
        let block = vec![0; 1 << 20];
        for _ in 0..mebibytes {
            writer.write_all(&block).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn parts_are_found_by_name_whatever_its_case() {
        let bytes = packed(&[("Word\\Document.xml", b"<a/>"), ("empty", b"")]);
        assert!(is_package(&bytes));
        let mut package = Package::open(&bytes).unwrap();
        assert_eq!(package.names(), ["empty", "word/document.xml"]);
        assert_eq!(package.part("/word/document.xml"), Ok(Some(b"<a/>".to_vec())));
        assert_eq!(package.part("empty"), Ok(Some(Vec::new())));
        assert_eq!(package.part("none"), Ok(None));
        assert!(matches!(package.needed("none"), Err(IntakeError::Part { .. })));
    }

    #[test]
    fn a_part_keeps_no_more_room_than_it_needs() {
        for length in [0, 7, 100_000] {
            let content = vec![7; length];
            let bytes = packed(&[("a", &content)]);
            let part = Package::open(&bytes).unwrap().part("a").unwrap().unwrap();
            assert_eq!((part.len(), part.capacity()), (length, length));
        }
    }

    #[test]
    fn names_that_climb_are_names_like_others() {
        let bytes = packed(&[("../../etc/passwd", b"x"), ("/abs", b"y"), ("C:\\z", b"z")]);
        let mut package = Package::open(&bytes).unwrap();
        assert_eq!(package.part("../../etc/passwd"), Ok(Some(b"x".to_vec())));
        assert_eq!(package.part("abs"), Ok(Some(b"y".to_vec())));
    }

    #[test]
    fn a_bomb_is_refused_by_what_comes_out() {
        let bytes = bomb(512);
        assert!(bytes.len() < 1 << 20, "{}", bytes.len());
        let mut package = Package::open(&bytes).unwrap();
        let refused = package.part("word/document.xml");
        assert_eq!(
            refused,
            Err(IntakeError::Unpacked { part: "word/document.xml".to_owned(), limit: MOST_PART_BYTES })
        );
    }

    #[test]
    fn caps_hold_for_ratio_and_for_all_parts_together() {
        let zeros = vec![0; 40 << 20];
        let bytes = packed(&[("zeros", &zeros)]);
        let refused = Package::open(&bytes).unwrap().part("zeros");
        assert_eq!(refused, Err(IntakeError::Ratio { part: "zeros".to_owned(), limit: MOST_RATIO }));

        // Of little packing, so that only the sizes count.
        let noise: Vec<u8> = (0..40_u32 << 20).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        let bytes = packed(&[("one", &noise), ("two", &noise), ("three", &noise)]);
        let mut package = Package::open(&bytes).unwrap();
        assert!(package.part("one").is_ok() && package.part("two").is_ok());
        assert!(matches!(package.part("three"), Err(IntakeError::Unpacked { .. })));
    }

    #[test]
    fn a_size_in_a_header_is_not_believed() {
        let text = b"<a>".repeat(1_000);
        let mut bytes = packed(&[("word/document.xml", &text)]);
        // The size of the content in the local header and in the index.
        let (local, index) = (22, bytes.windows(4).position(|w| w == b"PK\x01\x02").unwrap() + 24);
        for at in [local, index] {
            bytes[at..at + 4].copy_from_slice(&7_u32.to_le_bytes());
        }
        let mut package = Package::open(&bytes).unwrap();
        match package.part("word/document.xml") {
            Ok(Some(read)) => assert!(read.len() <= text.len()),
            Err(IntakeError::Part { .. }) => {}
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn many_entries_are_refused() {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for at in 0..70_000 {
            writer.start_file(format!("{at}"), SimpleFileOptions::default()).unwrap();
        }
        let long = writer.finish().unwrap().into_inner();
        assert!(matches!(Package::open(&long), Err(IntakeError::Entries { entries: 70_000, .. })));
        let names: Vec<String> = (0..=MOST_ENTRIES).map(|at| at.to_string()).collect();
        let parts: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
        let refused = Package::open(&packed(&parts)).map(drop);
        assert_eq!(refused, Err(IntakeError::Entries { entries: MOST_ENTRIES + 1, limit: MOST_ENTRIES }));
    }

    #[test]
    fn damage_is_told_and_never_a_panic() {
        let text: Vec<u8> = (0..4_000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        let whole = packed(&[("a", &text), ("b", b"text")]);
        for end in 0..whole.len() {
            assert!(Package::open(&whole[..end]).is_err(), "{end}");
        }
        for at in 0..whole.len() {
            let mut broken = whole.clone();
            broken[at] ^= 0x55;
            if let Ok(mut package) = Package::open(&broken) {
                drop((package.part("a"), package.part("b")));
            }
        }
    }

    #[test]
    fn parts_are_exchanged_and_all_others_stay() {
        let bytes = packed(&[("a", b"one"), ("B.xml", b"two"), ("c", b"three")]);
        let parts = BTreeMap::from([("b.XML".to_owned(), b"new".to_vec()), ("d".to_owned(), b"four".to_vec())]);
        let written = rewritten(&bytes, &parts).unwrap();
        assert_eq!(rewritten(&bytes, &parts).as_ref(), Ok(&written));
        let mut package = Package::open(&written).unwrap();
        assert_eq!(package.names(), ["a", "b.xml", "c", "d"]);
        for (name, wanted) in [("a", "one"), ("b.xml", "new"), ("c", "three"), ("d", "four")] {
            assert_eq!(package.part(name), Ok(Some(wanted.as_bytes().to_vec())), "{name}");
        }
        assert!(rewritten(b"PK", &parts).is_err());
    }

    #[test]
    fn the_long_form_is_read() {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file("a", SimpleFileOptions::default().large_file(true)).unwrap();
        writer.write_all(b"long").unwrap();
        let bytes = writer.finish().unwrap().into_inner();
        assert_eq!(Package::open(&bytes).unwrap().part("a"), Ok(Some(b"long".to_vec())));
    }
}

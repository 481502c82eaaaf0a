//! How much a PDF file may take: streams are measured before they are decompressed, and reading them is paid for from
//! a budget.

use std::borrow::Cow;
use std::io::{self, ErrorKind, Read};
use std::time::{Duration, Instant};

use flate2::read::DeflateDecoder;
use hayro_syntax::Filter;
use hayro_syntax::object::Stream;

use super::read::{Fault, TOO_MUCH};

/// Most decompressed bytes of the streams that hold objects and their index; the library keeps them in memory.
const MOST_STRUCTURE: u64 = 48 << 20;
/// Most decompressed bytes of the index alone, which takes several times its size in memory.
const MOST_INDEX: u64 = 8 << 20;
/// Most compressed bytes of such streams in an encrypted file, where they cannot be measured.
const MOST_ENCRYPTED: usize = 512 << 10;
/// Most decompressed bytes of one stream of operators.
pub(super) const MOST_STREAM: u64 = 32 << 20;
/// Most decompressed bytes of all of them.
const MOST_BYTES: u64 = 256 << 20;
/// Most operators, characters and fonts of a file.
const MOST_OPERATORS: usize = 5_000_000;
const MOST_CHARACTERS: usize = 2_000_000;
const MOST_FONTS: usize = 5_000;
/// Longest time for a file. Hundreds of pages take a second.
const LONGEST: Duration = Duration::from_secs(5);
/// The clock is looked at once in this many operators.
const CLOCK: usize = 1_024;

/// What an encrypted file holds cannot be measured without its key.
const ENCRYPTED: Fault = Fault::Problem("文件已加密，解压后的大小无法确定，请先取消密码");

/// Most bytes that one byte can become: the bound of DEFLATE; of LZW with codes of twelve bits for strings of up to
/// 4,096; of runs; of the five letters of base 85, of which one may stand for four zeros.
const DEFLATE: u64 = 1_032;
const LZW: u64 = 4_096;
const RUN_LENGTH: u64 = 64;
const ASCII_85: u64 = 4;

/// What may still be spent on a file.
pub(super) struct Budget {
    bytes: u64,
    operators: usize,
    characters: usize,
    fonts: usize,
    until: Instant,
}

impl Budget {
    /// The whole budget of a file.
    pub(super) fn new() -> Self {
        Self {
            bytes: MOST_BYTES,
            operators: MOST_OPERATORS,
            characters: MOST_CHARACTERS,
            fonts: MOST_FONTS,
            until: Instant::now() + LONGEST,
        }
    }

    /// Pays for an operator.
    pub(super) fn operator(&mut self) -> Result<(), Fault> {
        self.operators = self.operators.checked_sub(1).ok_or(TOO_MUCH)?;
        if self.operators.is_multiple_of(CLOCK) { self.clock() } else { Ok(()) }
    }

    /// Pays for a character.
    pub(super) fn character(&mut self) -> Result<(), Fault> {
        self.characters = self.characters.checked_sub(1).ok_or(TOO_MUCH)?;
        Ok(())
    }

    /// Pays for a font.
    pub(super) fn font(&mut self) -> Result<(), Fault> {
        self.fonts = self.fonts.checked_sub(1).ok_or(TOO_MUCH)?;
        self.clock()
    }

    fn clock(&self) -> Result<(), Fault> {
        if Instant::now() > self.until { Err(TOO_MUCH) } else { Ok(()) }
    }

    /// The decompressed bytes of a stream; `None` for one that cannot be unpacked or is no data.
    pub(super) fn decoded<'a>(&mut self, stream: &Stream<'a>, limit: u64) -> Result<Option<Decoded<'a>>, Fault> {
        let Some(Inflated { size, cut }) = measure(stream, limit) else { return Ok(None) };
        if size > limit {
            return Err(TOO_MUCH);
        }
        self.bytes = self.bytes.checked_sub(size).ok_or(TOO_MUCH)?;
        Ok(stream.decoded_data().ok().map(|data| Decoded { data, cut }))
    }
}

/// A stream as it was unpacked.
pub(super) struct Decoded<'a> {
    /// Its bytes.
    pub(super) data: Cow<'a, [u8]>,
    /// Whether it breaks off or goes wrong on the way; the bytes up to there are sound.
    pub(super) cut: bool,
}

/// What a stream becomes.
#[derive(Debug, Clone, Copy)]
struct Inflated {
    /// The most bytes it may become.
    size: u64,
    /// See [`Decoded::cut`].
    cut: bool,
}

/// What a stream may become; `None` for pictures.
fn measure(stream: &Stream<'_>, limit: u64) -> Option<Inflated> {
    let raw = stream.raw_data();
    let (mut size, mut cut) = (raw.len() as u64, false);
    for (index, filter) in stream.filters().iter().enumerate() {
        size = match filter {
            Filter::FlateDecode if index == 0 => {
                let inflated = inflated(&raw, limit);
                cut = inflated.cut;
                inflated.size
            }
            Filter::FlateDecode => size.saturating_mul(DEFLATE),
            Filter::LzwDecode => size.saturating_mul(LZW),
            Filter::RunLengthDecode => size.saturating_mul(RUN_LENGTH),
            Filter::Ascii85Decode => size.saturating_mul(ASCII_85),
            Filter::AsciiHexDecode | Filter::Crypt => size,
            Filter::CcittFaxDecode | Filter::Jbig2Decode | Filter::DctDecode | Filter::JpxDecode => return None,
        };
    }
    Some(Inflated { size, cut })
}

/// Size of DEFLATE data when decompressed, up to a little more than `limit`. Damaged data count as the most they could
/// become.
fn inflated(data: &[u8], limit: u64) -> Inflated {
    let head = match data {
        [first, second, ..]
            if first & 0x0F == 8 && (u32::from(*first) << 8 | u32::from(*second)).is_multiple_of(31) =>
        {
            2
        }
        _ => 0,
    };
    let mut decoder = DeflateDecoder::new(data.get(head..).unwrap_or_default()).take(limit + 1);
    match io::copy(&mut decoder, &mut io::sink()) {
        Ok(size) => Inflated { size, cut: false },
        // Cut off at the end: all there is has come.
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => {
            Inflated { size: limit.saturating_sub(decoder.limit()) + 1, cut: true }
        }
        Err(_) => Inflated { size: (data.len() as u64).saturating_mul(DEFLATE), cut: true },
    }
}

/// Measures the streams that the library decompresses by itself: those that hold objects, and indexes.
///
/// # Errors
/// A [`Fault`] for streams beyond the caps, or packed in a way that cannot be measured.
pub(super) fn check(file: &[u8]) -> Result<(), Fault> {
    let encrypted = find(file, b"/Encrypt").is_some();
    let (mut structure, mut index, mut unmeasured) = (0, 0, 0);
    let mut from = 0;
    while let Some(found) = file.get(from..).and_then(|rest| find(rest, b"stream")) {
        let at = from + found;
        let before = file.get(from..at).unwrap_or_default();
        from = at + b"stream".len();
        if before.ends_with(b"end") {
            continue;
        }
        let before = unescaped(before);
        let is_index = find(&before, b"/XRef").is_some();
        if !is_index && find(&before, b"/ObjStm").is_none() {
            continue;
        }
        let data = body(file.get(from..).unwrap_or_default());
        let size = match packing(&before) {
            Packing::None => (find(data, b"endstream").unwrap_or(data.len())) as u64,
            Packing::Deflate if encrypted && !is_index => {
                unmeasured += find(data, b"endstream").unwrap_or(data.len());
                0
            }
            Packing::Deflate => {
                inflated(data.get(..find(data, b"endstream").unwrap_or(data.len())).unwrap_or_default(), MOST_STRUCTURE)
                    .size
            }
            Packing::Other if encrypted => return Err(ENCRYPTED),
            Packing::Other => return Err(Fault::Problem("内部压缩方式不受支持，请用原来的软件重新导出")),
        };
        structure += size;
        index += if is_index { size } else { 0 };
        if unmeasured > MOST_ENCRYPTED {
            return Err(ENCRYPTED);
        }
        if structure > MOST_STRUCTURE || index > MOST_INDEX {
            return Err(TOO_MUCH);
        }
    }
    Ok(())
}

/// How a stream is packed, by the text before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packing {
    None,
    Deflate,
    Other,
}

fn packing(before: &[u8]) -> Packing {
    let short = [&b"/F "[..], b"/F/", b"/F["].iter().any(|key| find(before, key).is_some());
    let Some(at) = find(before, b"/Filter") else { return if short { Packing::Other } else { Packing::None } };
    let value: Vec<u8> =
        before.iter().skip(at + b"/Filter".len()).filter(|b| !b.is_ascii_whitespace()).copied().collect();
    let value = value.strip_prefix(b"[").unwrap_or(&value);
    let Some(rest) = value.strip_prefix(b"/FlateDecode").or_else(|| value.strip_prefix(b"/Fl")) else {
        return Packing::Other;
    };
    let twice = [&b"Flate"[..], b"/LZW", b"/RunLength", b"/Filter"].iter().any(|name| find(rest, name).is_some());
    if short || twice { Packing::Other } else { Packing::Deflate }
}

/// Names with escaped letters as they are meant.
fn unescaped(bytes: &[u8]) -> Cow<'_, [u8]> {
    if !bytes.contains(&b'#') {
        return Cow::Borrowed(bytes);
    }
    let digit = |at: usize| bytes.get(at).and_then(|b| char::from(*b).to_digit(16)).and_then(|d| u8::try_from(d).ok());
    let (mut plain, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(&byte) = bytes.get(at) {
        match (byte, digit(at + 1), digit(at + 2)) {
            (b'#', Some(high), Some(low)) => {
                plain.push(high << 4 | low);
                at += 3;
            }
            _ => {
                plain.push(byte);
                at += 1;
            }
        }
    }
    Cow::Owned(plain)
}

/// The data of a stream: behind the line end after its keyword.
fn body(rest: &[u8]) -> &[u8] {
    let rest = rest.strip_prefix(b"\r").unwrap_or(rest);
    rest.strip_prefix(b"\n").unwrap_or(rest)
}

fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_through_their_escapes() {
        assert_eq!(&*unescaped(b"/Obj#53tm #4 /A"), b"/ObjStm #4 /A");
    }

    #[test]
    fn only_one_layer_of_packing_is_measured() {
        for (before, wanted) in [
            (&b"<</Type/ObjStm/Filter/FlateDecode>>"[..], Packing::Deflate),
            (b"<</Filter [ /FlateDecode ] /DecodeParms<</Predictor 12>>>>", Packing::Deflate),
            (b"<</Length 3>>", Packing::None),
            (b"<</Filter[/FlateDecode/FlateDecode]>>", Packing::Other),
            (b"<</Filter 7 0 R>>", Packing::Other),
            (b"<</F /FlateDecode>>", Packing::Other),
            (b"<</Filter/LZWDecode>>", Packing::Other),
        ] {
            assert_eq!(packing(before), wanted, "{}", String::from_utf8_lossy(before));
        }
    }
}

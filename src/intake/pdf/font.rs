//! Which characters the bytes of a string of a page mean in a font, and how wide they are.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use encoding_rs::{MACINTOSH, WINDOWS_1252};
use hayro_cmap::{BfString, CMap, CMapName, CharacterCollection, CidFamily, WritingMode, load_embedded};
use hayro_syntax::object::{Array, Dict, Name, Object, Stream, String as PdfString};

use super::guard::Budget;
use super::names;
use super::read::Fault;

/// Width of a Chinese character, in thousandths of the size of the font: the default of fonts of many characters.
const FULL: f32 = 1000.0;
/// Width of a character of a font that does not say: half of that.
const HALF: f32 = 500.0;
/// Most bytes of a map of characters. One of all of Unicode takes a few hundred thousand.
const MOST_MAP: u64 = 4 << 20;
/// Most widths of a font; there are no more characters in any.
const MOST_WIDTHS: usize = 1 << 17;

/// One character of a string, or the few that a ligature stands for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shown {
    /// The characters; U+FFFD where they are unknown.
    pub(super) text: BfString,
    /// Width in the unit of the font's size.
    pub(super) width: f32,
    /// Whether it is the single byte of a blank, which takes extra space between words.
    pub(super) blank: bool,
}

/// A font.
pub(super) struct Font {
    codes: Codes,
    /// Widths by code (simple fonts) or by number of the glyph, in the font's own unit.
    widths: HashMap<u32, f32>,
    usual: f32,
    /// The font's own unit as a share of its size.
    unit: f32,
    unicode: Option<CMap>,
    /// Whether its lines run downwards.
    pub(super) vertical: bool,
}

enum Codes {
    /// One byte a character.
    Single(Vec<Option<char>>),
    /// By a map to numbers of glyphs, and from these to characters where the collection is a known one. No code is
    /// shorter than `shortest` bytes: the maps themselves answer for shorter ones, too.
    Mapped { numbers: Box<CMap>, shortest: u8, characters: Option<Rc<CMap>> },
}

/// Maps of the known collections of glyphs, unpacked once a file.
#[derive(Default)]
pub(super) struct Collections(BTreeMap<Vec<u8>, Option<Rc<CMap>>>);

impl Collections {
    fn of(&mut self, collection: &CharacterCollection) -> Option<Rc<CMap>> {
        let name = collection.family.ucs2_cmap()?;
        let load = || load_embedded(name).and_then(|data| CMap::parse(data, load_embedded)).map(Rc::new);
        self.0.entry(name.to_bytes().to_vec()).or_insert_with(load).clone()
    }
}

impl Font {
    /// Reads a font.
    pub(super) fn read(dict: &Dict<'_>, budget: &mut Budget, collections: &mut Collections) -> Result<Self, Fault> {
        budget.font()?;
        let unicode = match dict.get::<Stream<'_>>("ToUnicode") {
            Some(stream) => budget.decoded(&stream, MOST_MAP)?.and_then(|map| CMap::parse(&map.data, load_embedded)),
            None => None,
        };
        let kind = dict.get::<Name<'_>>("Subtype");
        if kind.is_some_and(|kind| kind.as_str() == "Type0") {
            return Self::composite(dict, unicode, budget, collections);
        }
        Ok(Self::simple(dict, unicode))
    }

    fn simple(dict: &Dict<'_>, unicode: Option<CMap>) -> Self {
        let first = dict.get::<u32>("FirstChar").unwrap_or(0);
        let mut widths = HashMap::new();
        if let Some(array) = dict.get::<Array<'_>>("Widths") {
            widths.extend((first..first.saturating_add(256)).zip(array.iter::<f32>()));
        }
        let descriptor = dict.get::<Dict<'_>>("FontDescriptor");
        let missing = descriptor.and_then(|d| d.get::<f32>("MissingWidth")).unwrap_or(0.0);
        // Fonts that are drawn by operators have a unit of their own.
        let matrix = dict.get::<Array<'_>>("FontMatrix").and_then(|m| m.iter::<f32>().next());
        let usual = if widths.is_empty() { HALF } else { missing };
        let vertical = false;
        Self { codes: Codes::Single(single(dict)), widths, usual, unit: matrix.unwrap_or(0.001), unicode, vertical }
    }

    fn composite(
        dict: &Dict<'_>,
        unicode: Option<CMap>,
        budget: &mut Budget,
        collections: &mut Collections,
    ) -> Result<Self, Fault> {
        let encoding = dict.get::<Object<'_>>("Encoding");
        let shortest = match &encoding {
            Some(Object::Name(name)) => shortest(name.as_str()),
            _ => 1,
        };
        let numbers = match encoding {
            Some(Object::Name(name)) => match CMapName::from_bytes(name.as_ref()) {
                CMapName::IdentityH => Some(CMap::identity_h()),
                CMapName::IdentityV => Some(CMap::identity_v()),
                name => load_embedded(name).and_then(|data| CMap::parse(data, load_embedded)),
            },
            Some(Object::Stream(stream)) => {
                budget.decoded(&stream, MOST_MAP)?.and_then(|map| CMap::parse(&map.data, load_embedded))
            }
            _ => None,
        }
        .unwrap_or_else(CMap::identity_h);
        let descendant = dict.get::<Array<'_>>("DescendantFonts").and_then(|fonts| fonts.iter::<Dict<'_>>().next());
        let named = numbers.metadata().character_collection.clone();
        let collection = named
            .filter(|c| c.family != CidFamily::AdobeIdentity)
            .or_else(|| descendant.as_ref().and_then(collection_of));
        let characters = collection.and_then(|collection| collections.of(&collection));
        Ok(Self {
            vertical: numbers.metadata().writing_mode == Some(WritingMode::Vertical),
            codes: Codes::Mapped { numbers: Box::new(numbers), shortest, characters },
            widths: descendant.as_ref().and_then(|d| d.get::<Array<'_>>("W")).map(|w| widths(&w)).unwrap_or_default(),
            usual: descendant.as_ref().and_then(|d| d.get::<f32>("DW")).unwrap_or(FULL),
            unit: 0.001,
            unicode,
        })
    }

    /// The first character of a string, and how many bytes it takes: at least one of a string that has any.
    pub(super) fn first(&self, bytes: &[u8]) -> Option<(Shown, usize)> {
        let first = *bytes.first()?;
        let (code, length, number) = match &self.codes {
            Codes::Single(_) => (u32::from(first), 1, Some(u32::from(first))),
            Codes::Mapped { numbers, shortest, .. } => mapped(numbers, *shortest, bytes),
        };
        let text = self.unicode.as_ref().and_then(|unicode| unicode.lookup_bf_string(code)).filter(is_sound);
        let text = text.or_else(|| match &self.codes {
            Codes::Single(characters) => characters.get(usize::from(first)).copied().flatten().map(BfString::Char),
            Codes::Mapped { characters, .. } => characters.as_ref()?.lookup_bf_string(number?),
        });
        let width = number.and_then(|number| self.widths.get(&number)).copied().unwrap_or(self.usual) * self.unit;
        let blank = length == 1 && first == b' ';
        Some((Shown { text: text.unwrap_or(BfString::Char('\u{FFFD}')), width, blank }, length))
    }
}

/// Bytes of the shortest code of a named encoding.
fn shortest(name: &str) -> u8 {
    let two = ["UCS2", "UTF16", "Identity"].iter().any(|part| name.contains(part));
    match name {
        _ if two => 2,
        _ if name.contains("UTF32") => 4,
        _ => 1,
    }
}

/// Some programs write maps that lead nowhere.
fn is_sound(text: &BfString) -> bool {
    match text {
        BfString::Char(c) => *c != '\0' && *c != '\u{FFFD}',
        BfString::String(s) => !s.is_empty(),
    }
}

/// Code, its length and the number of its glyph. A code that the map does not know is as long as its first byte says
/// in all encodings of Chinese.
fn mapped(numbers: &CMap, shortest: u8, bytes: &[u8]) -> (u32, usize, Option<u32>) {
    let mut code = 0;
    for (length, byte) in (1_u8..=4).zip(bytes) {
        code = code << 8 | u32::from(*byte);
        if length < shortest {
            continue;
        }
        if let Some(number) = numbers.lookup_cid_code(code, length) {
            return (code, usize::from(length), Some(number));
        }
    }
    match bytes {
        [first, second, ..] if shortest > 1 => (u32::from(*first) << 8 | u32::from(*second), 2, None),
        [first @ 0x80..=0xFF, second, ..] => (u32::from(*first) << 8 | u32::from(*second), 2, None),
        [first, ..] => (u32::from(*first), 1, None),
        [] => (0, 1, None),
    }
}

fn collection_of(descendant: &Dict<'_>) -> Option<CharacterCollection> {
    let info = descendant.get::<Dict<'_>>("CIDSystemInfo")?;
    let registry = info.get::<PdfString<'_>>("Registry")?;
    let ordering = info.get::<PdfString<'_>>("Ordering")?;
    let family = CidFamily::from_registry_ordering(registry.as_bytes(), ordering.as_bytes());
    Some(CharacterCollection { family, supplement: 0 })
}

/// `first [w w …]` or `first last w`, again and again.
fn widths(array: &Array<'_>) -> HashMap<u32, f32> {
    let mut widths = HashMap::new();
    let mut items = array.iter::<Object<'_>>();
    let number = |object: Object<'_>| object.into_i32().and_then(|n| u32::try_from(n).ok());
    // Counted as written: ranges may lie over each other.
    let mut left = MOST_WIDTHS;
    while let Some(first) = items.next().and_then(number) {
        let last = match items.next() {
            Some(Object::Array(list)) => {
                for (number, width) in (first..).zip(list.iter::<f32>()).take(left) {
                    widths.insert(number, width);
                    left -= 1;
                }
                continue;
            }
            Some(last) => number(last),
            None => break,
        };
        let (Some(last), Some(width)) = (last, items.next().and_then(Object::into_f32)) else { break };
        for number in (first..=last).take(left) {
            widths.insert(number, width);
            left -= 1;
        }
    }
    widths
}

/// The characters of the 256 bytes of a simple font.
fn single(dict: &Dict<'_>) -> Vec<Option<char>> {
    let encoding = dict.get::<Object<'_>>("Encoding");
    let (base, differences) = match encoding {
        Some(Object::Name(name)) => (Some(name), None),
        Some(Object::Dict(dict)) => (dict.get::<Name<'_>>("BaseEncoding"), dict.get::<Array<'_>>("Differences")),
        _ => (None, None),
    };
    let mac = base.is_some_and(|name| name.as_str() == "MacRomanEncoding");
    let encoding = if mac { MACINTOSH } else { WINDOWS_1252 };
    let mut characters: Vec<Option<char>> = (0..=255_u8)
        .map(|byte| {
            let one = [byte];
            encoding.decode_without_bom_handling(&one).0.chars().next().filter(|c| !c.is_control())
        })
        .collect();
    let mut code = 0_usize;
    for item in differences.iter().flat_map(|list| list.iter::<Object<'_>>()) {
        match item {
            Object::Name(name) => {
                if let Some(place) = characters.get_mut(code) {
                    *place = names::character(name.as_str());
                }
                code = code.saturating_add(1);
            }
            other => code = other.into_i32().and_then(|n| usize::try_from(n).ok()).unwrap_or(code),
        }
    }
    characters
}

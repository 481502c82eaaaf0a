//! The characters of the parts put together: marks of paragraphs and cells, fields, characters that are none.

use super::bytes::{part, u16_at};
use super::header::Header;
use super::lists::Lists;
use super::pieces::{self, Piece};
use super::read::{DAMAGED, Fault, OldWord};
use super::runs::Runs;

/// Numbers of the parts that are text of the document: body, footnotes, endnotes, text boxes.
const READ: [usize; 4] = [0, 1, 5, 6];
/// Number of the part of headers and footers.
const MARGINS: usize = 2;

/// A character with the place of its first byte.
#[derive(Clone, Copy)]
struct Placed {
    character: char,
    at: usize,
}

/// What the characters are put together with.
pub(super) struct Tools<'a> {
    pub(super) runs: &'a Runs,
    pub(super) lists: Lists,
}

/// Puts the text together.
pub(super) fn assemble(main: &[u8], header: &Header, pieces: &[Piece], tools: Tools<'_>) -> Result<OldWord, Fault> {
    let mut page = Page::new(tools);
    let mut body = None;
    for part in READ.into_iter().chain([MARGINS]) {
        if part == MARGINS {
            body = Some((std::mem::take(&mut page.text), page.hidden, page.revised));
        }
        let from = header.parts.iter().take(part).sum::<usize>();
        let to = from + header.parts.get(part).copied().unwrap_or_default();
        for piece in pieces.iter().filter(|p| p.from < to && from < p.to) {
            let (first, last) = (piece.from.max(from), piece.to.min(to));
            let cut = Piece { from: first, to: last, at: piece.at + (first - piece.from) * piece.width, ..*piece };
            characters(main, cut, |placed| page.take(placed)).ok_or(DAMAGED)?;
        }
        // A field that never ends would swallow whatever comes behind it.
        if !page.fields.is_empty() {
            return Err(DAMAGED);
        }
        page.end_line();
    }
    let (text, hidden, revised) = body.unwrap_or_default();
    Ok(OldWord { text, margins: page.text, revised, hidden })
}

/// The characters of a piece.
fn characters(main: &[u8], piece: Piece, mut take: impl FnMut(Placed)) -> Option<()> {
    let bytes = part(main, piece.at, (piece.to - piece.from).checked_mul(piece.width)?)?;
    let mut at = piece.at;
    if piece.width == 1 {
        pieces::narrow(bytes, |character, length| {
            take(Placed { character, at });
            at += length;
        });
        return Some(());
    }
    let units = (0..bytes.len() / 2).map_while(|index| u16_at(bytes, 2 * index));
    for decoded in char::decode_utf16(units) {
        let character = decoded.unwrap_or('\u{FFFD}');
        take(Placed { character, at });
        at += 2 * character.len_utf16();
    }
    Some(())
}

/// The text so far.
struct Page<'a> {
    tools: Tools<'a>,
    text: String,
    /// Where the paragraph begins in it.
    paragraph: usize,
    /// The open fields, outermost first: whether their instruction is being read.
    fields: Vec<bool>,
    /// How many of them are at their instruction.
    instructions: usize,
    revised: bool,
    hidden: usize,
}

impl<'a> Page<'a> {
    fn new(tools: Tools<'a>) -> Self {
        let (text, fields) = (String::new(), Vec::new());
        Self { tools, text, paragraph: 0, fields, instructions: 0, revised: false, hidden: 0 }
    }

    fn take(&mut self, placed: Placed) {
        match placed.character {
            '\u{13}' => {
                self.fields.push(true);
                self.instructions += 1;
                return;
            }
            '\u{14}' => {
                if let Some(open) = self.fields.last_mut().filter(|open| **open) {
                    *open = false;
                    self.instructions -= 1;
                }
                return;
            }
            '\u{15}' => {
                self.instructions -= usize::from(self.fields.pop() == Some(true));
                return;
            }
            _ => {}
        }
        let look = self.tools.runs.character(placed.at);
        self.revised |= look.deleted;
        if look.deleted || self.instructions > 0 {
            return;
        }
        self.hidden += usize::from(look.hidden && !placed.character.is_whitespace());
        match (placed.character, look.symbol) {
            (_, Some(symbol)) => {
                self.text.push(char::from_u32(symbol.into()).filter(|c| !is_private(*c)).unwrap_or('□'))
            }
            // The end of a section is that of its last paragraph.
            ('\r' | '\u{0C}', None) => self.end_paragraph(placed.at, '\n'),
            ('\u{0B}' | '\u{0E}', None) => self.text.push('\n'),
            // Every cell has a mark behind it; that of the last one parts it from nothing.
            ('\u{07}', None) if self.tools.runs.paragraph(placed.at).row_end => {
                if self.text.ends_with('\t') {
                    self.text.pop();
                }
                self.text.push('\n');
                self.paragraph = self.text.len();
            }
            ('\u{07}', None) => self.end_paragraph(placed.at, '\t'),
            ('\u{1E}', None) => self.text.push('\u{2011}'),
            // Places of pictures, notes and comments; hyphens that show at a line end only.
            ('\t', None) => self.text.push('\t'),
            (character, None) if character.is_control() => {}
            (character, None) => self.text.push(character),
        }
    }

    /// The mark of a paragraph says which number stands before it.
    fn end_paragraph(&mut self, at: usize, mark: char) {
        let look = self.tools.runs.paragraph(at);
        // An empty paragraph shows its number too, but says nothing with it.
        let empty = self.text.get(self.paragraph..).is_none_or(|text| text.trim().is_empty());
        if let Some(label) = self.tools.lists.next(look.place, look.style).filter(|_| !empty) {
            self.text.insert_str(self.paragraph, &label);
        }
        self.text.push(mark);
        self.paragraph = self.text.len();
    }

    /// Ends the part.
    fn end_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        self.paragraph = self.text.len();
    }
}

/// A code that only a symbol font can show.
fn is_private(character: char) -> bool {
    ('\u{E000}'..='\u{F8FF}').contains(&character)
}

//! A character on a page.

/// A character on a page. Lengths are in any unit, the same for the whole page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::intake) struct Glyph {
    /// The character.
    pub(in crate::intake) character: char,
    /// Its left edge, from the left edge of the page.
    pub(in crate::intake) x: f32,
    /// Its base line, from the top of the page down.
    pub(in crate::intake) y: f32,
    /// Its width.
    pub(in crate::intake) width: f32,
    /// Size of its font.
    pub(in crate::intake) size: f32,
    /// The run it belongs to, where the order of a run says more than the places of its characters.
    pub(in crate::intake) run: Option<u32>,
}

/// The characters of a page, in any order.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::intake) struct Sheet {
    /// The characters.
    pub(in crate::intake) glyphs: Vec<Glyph>,
    /// Those that run another way (watermarks, stamps), as they came.
    pub(in crate::intake) aside: String,
}

/// Chinese characters and their punctuation: nothing stands between two of them unless a wide gap does.
pub(super) fn is_wide(c: char) -> bool {
    c >= '\u{2E80}' || matches!(c, '“' | '”' | '‘' | '’' | '…' | '—')
}

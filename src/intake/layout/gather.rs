//! The characters of a page as they come: only those that run the way most of them do are text of the page.

use std::collections::BTreeMap;

use super::glyph::{Glyph, Sheet};

/// Text that is askew by more than this (sine of five degrees) is a watermark or a stamp.
const ASKEW: f32 = 0.087;

/// Where text runs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Direction {
    Right,
    Up,
    Left,
    Down,
}

/// The characters of a page by the direction in which they run; the askew ones apart.
#[derive(Debug, Default)]
pub(in crate::intake) struct Gather {
    straight: BTreeMap<Direction, Vec<Glyph>>,
    askew: String,
}

impl Gather {
    /// Takes a character. Its text runs along `(cos, sin)`; `x` and `y` are counted to the right and upwards.
    pub(in crate::intake) fn add(&mut self, (cos, sin): (f32, f32), glyph: Glyph) {
        match Direction::of(cos, sin) {
            Some(direction) => {
                let (x, y) = direction.place(glyph.x, glyph.y);
                self.straight.entry(direction).or_default().push(Glyph { x, y, ..glyph });
            }
            None => self.askew.push(glyph.character),
        }
    }

    /// The text of the page, turned upright; the next page begins.
    pub(in crate::intake) fn sheet(&mut self) -> Sheet {
        let mut found: Vec<Vec<Glyph>> = std::mem::take(&mut self.straight).into_values().collect();
        found.sort_by_key(Vec::len);
        let glyphs = found.pop().unwrap_or_default();
        let mut aside = std::mem::take(&mut self.askew);
        aside.extend(found.iter().flatten().map(|glyph| glyph.character));
        Sheet { glyphs, aside }
    }
}

impl Direction {
    /// The direction of a unit vector; none for one that is askew.
    fn of(cos: f32, sin: f32) -> Option<Self> {
        if sin.abs() < ASKEW {
            Some(if cos > 0.0 { Self::Right } else { Self::Left })
        } else if cos.abs() < ASKEW {
            Some(if sin > 0.0 { Self::Up } else { Self::Down })
        } else {
            None
        }
    }

    /// How far along and how far down a place is for whoever reads in this direction.
    fn place(self, x: f32, y: f32) -> (f32, f32) {
        match self {
            Self::Right => (x, -y),
            Self::Up => (y, x),
            Self::Left => (-x, y),
            Self::Down => (-y, -x),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turned_page_is_read_upright_and_a_watermark_is_not() {
        let glyph = |character, x, y| Glyph { character, x, y, width: 1.0, size: 1.0, run: None };
        let mut page = Gather::default();
        page.add((0.0, 1.0), glyph('甲', 10.0, 20.0));
        page.add((0.0, 1.0), glyph('乙', 10.0, 21.0));
        page.add((1.0, 0.0), glyph('丙', 0.0, 0.0));
        (0..9).for_each(|_| page.add((0.7, 0.7), glyph('水', 0.0, 0.0)));
        page.add((f32::NAN, f32::NAN), glyph('丁', 0.0, 0.0));
        let sheet = page.sheet();
        assert_eq!(sheet.glyphs, [glyph('甲', 20.0, 10.0), glyph('乙', 21.0, 10.0)]);
        assert_eq!(sheet.aside, "水水水水水水水水水丁丙");
        assert_eq!(page.sheet(), Sheet::default());
    }
}

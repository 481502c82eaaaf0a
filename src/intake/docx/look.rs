//! How text looks, as far as it decides whether a reader of the paper sees it at all.

use super::styles::{is_on, number};
use crate::intake::xml::Tag;

/// Largest size that nobody can read, in half points: 2 pt.
const TINY: i64 = 4;
/// From this value of red, green and blue on, a colour is white to the eye.
const WHITE: u8 = 0xF0;

/// What a style or the properties of a run say; `None` where they are silent.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Look {
    hidden: Option<bool>,
    white: Option<bool>,
    size: Option<i64>,
    /// Whether there is a colour behind it, which white letters stand out from.
    shaded: Option<bool>,
}

impl Look {
    /// Takes one property.
    pub(super) fn take(&mut self, tag: &Tag<'_>) {
        let value = || tag.attribute("val").unwrap_or_default();
        match tag.name() {
            "vanish" => self.hidden = Some(is_on(tag)),
            "specVanish" if is_on(tag) => self.hidden = Some(true),
            "color" => self.white = Some(is_white(&value())),
            "sz" => self.size = number(tag),
            "highlight" if value() != "none" && value() != "white" => self.shaded = Some(true),
            "shd" if is_shading(&value(), &tag.attribute("fill").unwrap_or_default()) => self.shaded = Some(true),
            _ => {}
        }
    }

    /// What holds when this says first what it has to say, and `below` what it is silent on.
    pub(super) fn over(self, below: Self) -> Self {
        Self {
            hidden: self.hidden.or(below.hidden),
            white: self.white.or(below.white),
            size: self.size.or(below.size),
            shaded: self.shaded.or(below.shaded),
        }
    }

    /// Whether the text is hidden.
    pub(super) fn is_hidden(self) -> bool {
        self.hidden == Some(true)
    }

    /// Whether the text is there but cannot be seen: white on `bare` paper, or too small for any eye.
    pub(super) fn is_faint(self, bare: bool) -> bool {
        let white = bare && self.white == Some(true) && self.shaded.is_none();
        white || self.size.is_some_and(|size| (1..=TINY).contains(&size))
    }
}

/// Whether a colour in six digits is white, or as good as white.
fn is_white(colour: &str) -> bool {
    let part = |at: usize| colour.get(at..at + 2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
    colour.len() == 6 && [0, 2, 4].into_iter().all(|at| part(at).is_some_and(|value| value >= WHITE))
}

/// Whether a shading puts a colour behind the text.
fn is_shading(pattern: &str, fill: &str) -> bool {
    let filled = !fill.is_empty() && fill != "auto" && !is_white(fill);
    filled || !matches!(pattern, "" | "clear" | "nil")
}

//! A text object: where each of its characters stands. Lengths are millimetres, counted to the right and downwards.

use crate::intake::layout::{Gather, Glyph};
use crate::intake::xml::Tag;

/// Size of a font that is not given.
const SIZE: f32 = 4.0;

/// An object as it begins.
#[derive(Debug)]
pub(super) struct Object {
    /// Place of its box on the page.
    left: f32,
    top: f32,
    size: f32,
    /// `x' = ax + cy + e`, `y' = bx + dy + f` within the box.
    transform: [f32; 6],
    /// Where a code without place of its own goes on.
    next: (f32, f32),
}

/// A stretch of text of an object.
#[derive(Debug)]
pub(super) struct Code {
    pub(super) text: String,
    x: Option<f32>,
    y: Option<f32>,
    /// Distances of the characters, as written.
    across: String,
    down: String,
}

impl Object {
    /// The object that a tag begins.
    pub(super) fn of(tag: &Tag<'_>) -> Self {
        let [left, top] = numbers(tag, "Boundary").unwrap_or_default();
        let number = |name: &str| numbers::<1>(tag, name).map(|[number]| number);
        // One widespread program writes the name of the size small.
        let size = number("Size").or_else(|| number("size"));
        Self {
            left,
            top,
            size: size.filter(|size| *size > 0.0).unwrap_or(SIZE),
            transform: numbers(tag, "CTM").unwrap_or([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]),
            next: (0.0, 0.0),
        }
    }

    /// Puts a stretch of text on the page; `run` is its number.
    pub(super) fn show(&mut self, code: &Code, run: u32, page: &mut Gather) {
        let [a, b, c, d, e, f] = self.transform;
        let (across, down) = (a.hypot(b), c.hypot(d));
        // Upwards is what counts for the page.
        let along = (a / across, -b / across);
        let (mut x, mut y) = (code.x.unwrap_or(self.next.0), code.y.unwrap_or(self.next.1));
        let (mut steps_x, mut steps_y) = (Steps::new(&code.across), Steps::new(&code.down));
        let text = code.text.trim_matches(['\n', '\r', '\t']);
        for character in text.chars() {
            let own = if character.is_ascii() { self.size / 2.0 } else { self.size };
            // Without distances characters stand side by side, unless they run downwards.
            let step_x = steps_x.next().or((code.down.is_empty()).then_some(own));
            let width = step_x.filter(|step| *step > 0.0).unwrap_or(own).min(self.size) * across;
            let (on_x, on_y) = (self.left + a * x + c * y + e, self.top + b * x + d * y + f);
            let size = self.size * down;
            page.add(along, Glyph { character, x: on_x, y: -on_y, width, size, run: Some(run) });
            x += step_x.unwrap_or(0.0);
            y += steps_y.next().unwrap_or(0.0);
        }
        self.next = (x, y);
    }
}

impl Code {
    /// The stretch that a tag begins.
    pub(super) fn of(tag: &Tag<'_>) -> Self {
        let number = |name: &str| numbers::<1>(tag, name).map(|[number]| number);
        let text = |name: &str| tag.attribute(name).unwrap_or_default();
        Self { text: String::new(), x: number("X"), y: number("Y"), across: text("DeltaX"), down: text("DeltaY") }
    }
}

/// Distances as the format writes them: `3.5 3.5 g 12 3.5` has the last one twelve times.
struct Steps<'a> {
    words: std::str::SplitAsciiWhitespace<'a>,
    step: f32,
    times: u32,
}

impl<'a> Steps<'a> {
    fn new(text: &'a str) -> Self {
        Self { words: text.split_ascii_whitespace(), step: 0.0, times: 0 }
    }
}

impl Iterator for Steps<'_> {
    type Item = f32;

    fn next(&mut self) -> Option<f32> {
        while self.times == 0 {
            let word = self.words.next()?;
            self.times = if word == "g" { self.words.next()?.parse().ok()? } else { 1 };
            let step = if word == "g" { self.words.next()? } else { word };
            self.step = step.parse().ok()?;
        }
        self.times -= 1;
        Some(self.step)
    }
}

/// The first numbers of an attribute.
fn numbers<const N: usize>(tag: &Tag<'_>, name: &str) -> Option<[f32; N]> {
    let text = tag.attribute(name)?;
    let mut words = text.split_ascii_whitespace();
    let mut numbers = [0.0; N];
    for number in &mut numbers {
        *number = words.next()?.parse().ok()?;
    }
    Some(numbers)
}

#[cfg(test)]
mod tests {
    use super::Steps;

    #[test]
    fn distances_are_repeated() {
        let steps = |text: &str| Steps::new(text).collect::<Vec<f32>>();
        assert_eq!(steps("1 2 g 3 4 5"), [1.0, 2.0, 4.0, 4.0, 4.0, 5.0]);
        assert_eq!(steps("g 0 4 5"), [5.0]);
        assert_eq!(steps(" g 4294967295").len(), 0);
        assert_eq!(steps("1 x 2"), [1.0]);
    }
}

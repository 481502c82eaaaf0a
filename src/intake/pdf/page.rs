//! The operators of a page that show text: where each character stands.

use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;

use hayro_cmap::BfString;
use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction as Operator;
use hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::Page;

use super::font::{Collections, Font, Shown};
use super::guard::{Budget, MOST_STREAM};
use super::matrix::Matrix;
use super::read::Fault;
use crate::intake::layout::{Gather, Glyph, Sheet};

/// Deepest nesting of forms, and of saved states.
const MOST_FORMS: usize = 16;
const MOST_STATES: usize = 256;
/// Reads the pages of one file.
pub(super) struct Reader {
    budget: Budget,
    collections: Collections,
    fonts: HashMap<ObjectIdentifier, Rc<Font>>,
    /// The characters of the page.
    found: Gather,
    /// What else there is on the page.
    drawn: bool,
    damaged: bool,
    /// Number of open forms.
    forms: usize,
}

/// A page as it was read.
#[derive(Debug)]
pub(super) struct Seen {
    /// Its characters.
    pub(super) sheet: Sheet,
    /// Whether it shows pictures or lines.
    pub(super) drawn: bool,
    /// Whether something that it names is missing or cannot be unpacked.
    pub(super) damaged: bool,
}

/// What operators set and characters obey.
#[derive(Clone)]
struct State {
    place: Matrix,
    font: Option<Rc<Font>>,
    size: f32,
    spacing: f32,
    word_spacing: f32,
    /// Horizontal scale, 1 for none.
    scale: f32,
    leading: f32,
    rise: f32,
}

/// Where names of fonts and forms are looked up.
#[derive(Clone)]
struct Resources<'a> {
    fonts: Dict<'a>,
    forms: Dict<'a>,
}

/// A stream of operators being followed.
struct Frame<'a> {
    resources: Resources<'a>,
    state: State,
    saved: Vec<State>,
    /// Place of the next character, and of the beginning of its line.
    next: Matrix,
    line: Matrix,
}

impl Reader {
    /// Begins a file.
    pub(super) fn new(budget: Budget) -> Self {
        Self {
            budget,
            collections: Collections::default(),
            fonts: HashMap::new(),
            found: Gather::default(),
            drawn: false,
            damaged: false,
            forms: 0,
        }
    }

    /// Reads a page.
    pub(super) fn see(&mut self, page: &Page<'_>) -> Result<Seen, Fault> {
        (self.drawn, self.damaged) = (false, false);
        let content = self.content(page)?;
        let resources = page.resources();
        let resources = Resources { fonts: resources.fonts.clone(), forms: resources.x_objects.clone() };
        self.run(&content, resources, State::new())?;
        Ok(Seen { sheet: self.found.sheet(), drawn: self.drawn, damaged: self.damaged })
    }

    fn content(&mut self, page: &Page<'_>) -> Result<Vec<u8>, Fault> {
        let mut content = Vec::new();
        match page.raw().get::<Object<'_>>("Contents") {
            Some(Object::Stream(stream)) => self.append(&stream, &mut content)?,
            Some(Object::Array(streams)) => {
                let mut parts = streams.flex_iter();
                for _ in streams.raw_iter() {
                    // One that is missing does not end the others.
                    match parts.next::<Stream<'_>>() {
                        Some(stream) => self.append(&stream, &mut content)?,
                        None => self.damaged = true,
                    }
                }
            }
            // A page may have none; one that it has must be there.
            _ => self.damaged |= page.raw().contains_key(&b"Contents"[..]),
        }
        Ok(content)
    }

    fn append(&mut self, stream: &Stream<'_>, content: &mut Vec<u8>) -> Result<(), Fault> {
        let left = MOST_STREAM.saturating_sub(content.len() as u64);
        content.extend(self.decoded(stream, left)?.iter().flat_map(|data| data.iter()));
        // A stream ends a word, but not an operation.
        content.push(b' ');
        Ok(())
    }

    /// Operators that a page names; those that are damaged are told.
    fn decoded<'a>(&mut self, stream: &Stream<'a>, limit: u64) -> Result<Option<Cow<'a, [u8]>>, Fault> {
        let decoded = self.budget.decoded(stream, limit)?;
        self.damaged |= decoded.as_ref().is_none_or(|decoded| decoded.cut);
        Ok(decoded.map(|decoded| decoded.data))
    }

    fn run(&mut self, content: &[u8], resources: Resources<'_>, state: State) -> Result<(), Fault> {
        let (next, line) = (Matrix::IDENTITY, Matrix::IDENTITY);
        let mut frame = Frame { resources, state, saved: Vec::new(), next, line };
        let mut operators = TypedIter::new(content);
        while let Some(operator) = operators.next() {
            self.budget.operator()?;
            match operator {
                Operator::TextFont(font) => {
                    frame.state.font = self.font(&frame.resources, font.0)?;
                    frame.state.size = font.1.as_f32();
                }
                Operator::XObject(form) => self.form(&frame, form.0)?,
                Operator::InlineImage(_) => self.drawn = true,
                Operator::ShowText(text) => self.show(&mut frame, text.0.as_bytes())?,
                Operator::NextLineAndShowText(text) => {
                    frame.next_line(0.0, -frame.state.leading);
                    self.show(&mut frame, text.0.as_bytes())?;
                }
                Operator::ShowTextWithParameters(text) => {
                    frame.state.word_spacing = text.0.as_f32();
                    frame.state.spacing = text.1.as_f32();
                    frame.next_line(0.0, -frame.state.leading);
                    self.show(&mut frame, text.2.as_bytes())?;
                }
                Operator::ShowTexts(texts) => {
                    for item in texts.0.iter::<Object<'_>>() {
                        self.budget.operator()?;
                        match item {
                            Object::String(text) => self.show(&mut frame, text.as_bytes())?,
                            other => frame.move_back(other.into_f32().unwrap_or(0.0)),
                        }
                    }
                }
                other if paints(&other) => self.drawn = true,
                other => frame.set(&other),
            }
        }
        Ok(())
    }

    fn font(&mut self, resources: &Resources<'_>, name: &Name<'_>) -> Result<Option<Rc<Font>>, Fault> {
        let Some(dict) = resources.fonts.get::<Dict<'_>>(name) else { return Ok(None) };
        // The id of the reference: a font that stands in the dictionary itself has none of its own.
        let id = resources.fonts.get_ref(name).map(ObjectIdentifier::from);
        if let Some(known) = id.and_then(|id| self.fonts.get(&id)) {
            return Ok(Some(Rc::clone(known)));
        }
        let font = Rc::new(Font::read(&dict, &mut self.budget, &mut self.collections)?);
        if let Some(id) = id {
            self.fonts.insert(id, Rc::clone(&font));
        }
        Ok(Some(font))
    }

    fn form(&mut self, frame: &Frame<'_>, name: &Name<'_>) -> Result<(), Fault> {
        let Some(form) = frame.resources.forms.get::<Stream<'_>>(name) else {
            self.damaged = true;
            return Ok(());
        };
        let dict = form.dict();
        let is_form = dict.get::<Name<'_>>("Subtype").is_some_and(|kind| kind.as_str() == "Form");
        if !is_form || self.forms == MOST_FORMS {
            self.drawn |= !is_form;
            return Ok(());
        }
        let Some(content) = self.decoded(&form, MOST_STREAM)?.map(Cow::into_owned) else { return Ok(()) };
        let resources = match dict.get::<Dict<'_>>("Resources") {
            Some(own) => {
                Resources { fonts: own.get("Font").unwrap_or_default(), forms: own.get("XObject").unwrap_or_default() }
            }
            None => frame.resources.clone(),
        };
        let matrix = dict.get::<Array<'_>>("Matrix").and_then(|array| matrix(&array)).unwrap_or(Matrix::IDENTITY);
        let state = State { place: matrix.then(frame.state.place), ..frame.state.clone() };
        self.forms += 1;
        let run = self.run(&content, resources, state);
        self.forms -= 1;
        run
    }

    fn show(&mut self, frame: &mut Frame<'_>, text: &[u8]) -> Result<(), Fault> {
        let Some(font) = frame.state.font.clone() else {
            self.damaged = true;
            return Ok(());
        };
        let mut rest = text;
        while let Some((shown, length)) = font.first(rest) {
            rest = rest.get(length..).unwrap_or_default();
            self.place(frame, &font, &shown)?;
            frame.advance(&font, &shown);
        }
        Ok(())
    }

    /// Puts the characters of one code on the page, side by side.
    fn place(&mut self, frame: &Frame<'_>, font: &Font, shown: &Shown) -> Result<(), Fault> {
        let state = &frame.state;
        let own = Matrix { a: state.size * state.scale, d: state.size, f: state.rise, ..Matrix::IDENTITY };
        let on_page = own.then(frame.next).then(state.place);
        let length = on_page.a.hypot(on_page.b);
        let (cos, sin) = if font.vertical {
            // Turned by a right angle: lines run downwards, and follow each other to the left.
            (on_page.b / length, -on_page.a / length)
        } else {
            (on_page.a / length, on_page.b / length)
        };
        let (x, y, size) = (on_page.e, on_page.f, on_page.c.hypot(on_page.d));
        let width = if font.vertical { length } else { shown.width * length };
        match &shown.text {
            BfString::Char(character) => {
                self.budget.character()?;
                self.found.add((cos, sin), Glyph { character: *character, x, y, width, size, run: None });
            }
            BfString::String(text) => {
                let width = width / f32::from(u16::try_from(text.chars().count()).unwrap_or(u16::MAX));
                let mut along = 0.0;
                for character in text.chars() {
                    self.budget.character()?;
                    let (x, y) = (x + cos * along, y + sin * along);
                    self.found.add((cos, sin), Glyph { character, x, y, width, size, run: None });
                    along += width;
                }
            }
        }
        Ok(())
    }
}

impl State {
    fn new() -> Self {
        Self {
            place: Matrix::IDENTITY,
            font: None,
            size: 1.0,
            spacing: 0.0,
            word_spacing: 0.0,
            scale: 1.0,
            leading: 0.0,
            rise: 0.0,
        }
    }
}

impl Frame<'_> {
    /// Follows an operator that shows nothing by itself.
    fn set(&mut self, operator: &Operator<'_, '_>) {
        match operator {
            Operator::SaveState(_) if self.saved.len() < MOST_STATES => self.saved.push(self.state.clone()),
            Operator::RestoreState(_) => {
                if let Some(state) = self.saved.pop() {
                    self.state = state;
                }
            }
            Operator::Transform(m) => {
                let [a, b, c, d, e, f] = [&m.0, &m.1, &m.2, &m.3, &m.4, &m.5].map(|n| n.as_f32());
                self.state.place = Matrix { a, b, c, d, e, f }.then(self.state.place);
            }
            Operator::BeginText(_) => (self.next, self.line) = (Matrix::IDENTITY, Matrix::IDENTITY),
            Operator::CharacterSpacing(n) => self.state.spacing = n.0.as_f32(),
            Operator::WordSpacing(n) => self.state.word_spacing = n.0.as_f32(),
            Operator::HorizontalScaling(n) => self.state.scale = n.0.as_f32() / 100.0,
            Operator::TextLeading(n) => self.state.leading = n.0.as_f32(),
            Operator::TextRise(n) => self.state.rise = n.0.as_f32(),
            Operator::NextLine(to) => self.next_line(to.0.as_f32(), to.1.as_f32()),
            Operator::NextLineAndSetLeading(to) => {
                self.state.leading = -to.1.as_f32();
                self.next_line(to.0.as_f32(), to.1.as_f32());
            }
            Operator::NextLineUsingLeading(_) => self.next_line(0.0, -self.state.leading),
            Operator::SetTextMatrix(m) => {
                let [a, b, c, d, e, f] = [&m.0, &m.1, &m.2, &m.3, &m.4, &m.5].map(|n| n.as_f32());
                self.line = Matrix { a, b, c, d, e, f };
                self.next = self.line;
            }
            _ => {}
        }
    }

    fn next_line(&mut self, x: f32, y: f32) {
        self.line = Matrix::shift(x, y).then(self.line);
        self.next = self.line;
    }

    /// Moves back by thousandths of the size.
    fn move_back(&mut self, thousandths: f32) {
        let by = -thousandths / 1000.0 * self.state.size;
        let vertical = self.state.font.as_ref().is_some_and(|font| font.vertical);
        let step = if vertical { Matrix::shift(0.0, by) } else { Matrix::shift(by * self.state.scale, 0.0) };
        self.next = step.then(self.next);
    }

    /// Moves on behind a character.
    fn advance(&mut self, font: &Font, shown: &Shown) {
        let state = &self.state;
        let spacing = state.spacing + if shown.blank { state.word_spacing } else { 0.0 };
        let step = if font.vertical {
            Matrix::shift(0.0, -state.size - spacing)
        } else {
            Matrix::shift((shown.width * state.size + spacing) * state.scale, 0.0)
        };
        self.next = step.then(self.next);
    }
}

/// Whether an operator draws lines or areas.
fn paints(operator: &Operator<'_, '_>) -> bool {
    matches!(
        operator,
        Operator::StrokePath(_)
            | Operator::CloseAndStrokePath(_)
            | Operator::FillPathNonZero(_)
            | Operator::FillPathNonZeroCompatibility(_)
            | Operator::FillPathEvenOdd(_)
            | Operator::FillAndStrokeNonZero(_)
            | Operator::FillAndStrokeEvenOdd(_)
            | Operator::CloseFillAndStrokeNonZero(_)
            | Operator::CloseFillAndStrokeEvenOdd(_)
            | Operator::Shading(_)
    )
}

fn matrix(array: &Array<'_>) -> Option<Matrix> {
    let mut numbers = array.iter::<f32>();
    let mut next = || numbers.next();
    Some(Matrix { a: next()?, b: next()?, c: next()?, d: next()?, e: next()?, f: next()? })
}

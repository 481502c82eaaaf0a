//! One story of a document (body, footnotes, endnotes) read from its markup, paragraph by paragraph.

use super::alternatives::Alternatives;
use super::fields::Fields;
use super::found::{Aim, Draft, Found, MOST_PIECES, NoteId, OpenRun, Row, Tools, short};
use super::layout::{Piece, Run};
use super::properties;
use crate::intake::xml::{End, Node, Space, Tag, Xml};
use crate::intake::{IntakeError, OriginKind};
use crate::span::Span;

/// An element that holds text as such.
struct TextNode {
    begin: u32,
    depth: usize,
    text: String,
    keeps_blanks: bool,
    divisible: bool,
}

/// Reads a story.
pub(super) struct Reader<'a, 'b> {
    xml: Xml<'a>,
    part: usize,
    name: &'a str,
    /// The kind of notes that the part holds.
    kind: Option<&'static str>,
    tools: Tools<'b>,
    found: &'b mut Found,
    paragraphs: Vec<Draft>,
    /// Paragraphs of text boxes, until the one that holds them has ended.
    waiting: Vec<Draft>,
    runs: Vec<OpenRun>,
    /// Depth of the outermost formula that is open.
    formula: Option<usize>,
    node: Option<TextNode>,
    fields: Fields,
    alternatives: Vec<Alternatives>,
    /// Pieces of text and paragraphs so far.
    said: u64,
    /// Whether the control that was opened last has not been filled in.
    unfilled: bool,
    rows: Vec<Row>,
    /// What parts the next paragraph from the one before; of outer stories below.
    before: Vec<Option<char>>,
    note: Option<NoteId>,
    count: u32,
}

impl<'a, 'b> Reader<'a, 'b> {
    /// Begins to read the part `name` with the text `text`; `kind` says which notes it holds.
    pub(super) fn new(
        (name, text): (&'a str, &'a str),
        kind: Option<&'static str>,
        tools: Tools<'b>,
        found: &'b mut Found,
    ) -> Result<Self, IntakeError> {
        let fields = Fields::of(name, text)?;
        found.unclosed |= fields.are_unclosed();
        let part = found.begin(name, kind);
        let before = (found.held > 0).then_some('\n');
        Ok(Self {
            xml: Xml::new(name, text),
            part,
            name,
            kind,
            tools,
            found,
            paragraphs: Vec::new(),
            waiting: Vec::new(),
            runs: Vec::new(),
            formula: None,
            node: None,
            fields,
            alternatives: Vec::new(),
            said: 0,
            unfilled: false,
            rows: Vec::new(),
            before: vec![before],
            note: None,
            count: 0,
        })
    }

    /// Reads to the end.
    pub(super) fn read(mut self) -> Result<(), IntakeError> {
        while let Some(node) = self.xml.node()? {
            match node {
                Node::Open(tag) => match tag.space {
                    Space::Word => self.open(&tag)?,
                    Space::Math => self.open_formula(&tag),
                    Space::Compatibility => self.open_alternative(&tag)?,
                    Space::Other if tag.name() == "textpath" => self.word_art(&tag)?,
                    Space::Other => {}
                },
                Node::Close(end) => self.close(&end)?,
                Node::Text(text) => {
                    if let Some(node) = &mut self.node {
                        node.text.push_str(&text);
                    }
                }
            }
        }
        Ok(())
    }

    fn open(&mut self, tag: &Tag<'_>) -> Result<(), IntakeError> {
        match tag.name() {
            "p" => self.open_paragraph(),
            "pPr" => self.paragraph_properties()?,
            "r" => self.push_run(true),
            "ruby" => bind(self.runs.first_mut(), &mut self.found.layout.runs),
            "rPr" => self.run_properties()?,
            "t" => self.open_text(tag, true),
            "tab" | "ptab" => self.sign('\t')?,
            "br" | "cr" => self.sign('\n')?,
            "noBreakHyphen" => self.sign('\u{2011}')?,
            "sym" => self.sign(properties::symbol(tag))?,
            "fldChar" => self.fields.mark(tag, self.xml.place().start),
            "footnoteReference" => self.refer("footnotes", tag),
            "endnoteReference" => self.refer("endnotes", tag),
            "footnote" | "endnote" => self.open_note(tag)?,
            "del" | "moveFrom" => self.pass_deleted()?,
            "ins" | "moveTo" => self.found.revised = true,
            "tr" => self.rows.push(Row::default()),
            "trPr" => self.row_properties()?,
            "tc" => self.open_cell(),
            "txbxContent" => self.before.push(Some('\n')),
            "altChunk" | "subDoc" => self.found.embedded = true,
            "drawing" | "pict" | "object" => self.found.drawn = true,
            "sdtPr" => self.unfilled = properties::is_unfilled(&mut self.xml)?,
            "sdtContent" if std::mem::take(&mut self.unfilled) => {
                let words = properties::words(&mut self.xml)?;
                self.found.placeholders.push(words);
            }
            "instrText" | "delText" | "delInstrText" | "tblPr" | "tblGrid" | "tblPrEx" | "tcPr" | "sectPr" | "rt" => {
                self.xml.skip()?
            }
            _ => {}
        }
        Ok(())
    }

    fn open_formula(&mut self, tag: &Tag<'_>) {
        match tag.name() {
            "oMath" | "oMathPara" if self.formula.is_none() => {
                self.formula = Some(self.xml.depth());
                self.push_run(false);
            }
            "t" if self.formula.is_some() => self.open_text(tag, false),
            _ => {}
        }
    }

    /// Passes over what is deleted; a field that ends there has ended all the same.
    fn pass_deleted(&mut self) -> Result<(), IntakeError> {
        self.found.revised = true;
        let outside = self.xml.depth().saturating_sub(1);
        while self.xml.depth() > outside {
            match self.xml.node()? {
                Some(Node::Open(tag)) => self.fields.mark(&tag, self.xml.place().start),
                Some(Node::Close(_) | Node::Text(_)) => {}
                None => break,
            }
        }
        Ok(())
    }

    fn open_alternative(&mut self, tag: &Tag<'_>) -> Result<(), IntakeError> {
        match tag.name() {
            "AlternateContent" => self.alternatives.push(Alternatives::default()),
            "Choice" | "Fallback" => {
                let (xml, said) = (&self.xml, self.said);
                if self.alternatives.last_mut().is_some_and(|open| !open.read(tag, xml, said)) {
                    self.xml.skip()?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Words that are drawn stand in a paragraph of their own, as those of text boxes do.
    fn word_art(&mut self, tag: &Tag<'_>) -> Result<(), IntakeError> {
        let words = tag.attribute("string").unwrap_or_default().replace(['\n', '\r'], " ");
        let Some(around) = self.paragraphs.last().filter(|_| !words.trim().is_empty()) else { return Ok(()) };
        let (number, note, dropped) = (around.number, around.note.clone(), around.dropped);
        self.before.push(None);
        self.paragraphs.push(Draft { number, before: Some('\n'), note, dropped, ..Draft::default() });
        self.in_run_itself();
        let place = self.xml.place();
        self.text(&words, short(place.start)..short(place.end), false)?;
        self.close_paragraph()?;
        self.before.pop();
        Ok(())
    }

    fn close(&mut self, end: &End<'_>) -> Result<(), IntakeError> {
        match (end.space, end.name()) {
            (Space::Word, "p") => self.close_paragraph()?,
            (Space::Word, "r") => self.pop_run(),
            (Space::Word | Space::Math, "t") => self.close_text()?,
            (Space::Math, _) if self.formula.is_some_and(|depth| self.xml.depth() < depth) => {
                self.formula = None;
                self.pop_run();
            }
            (Space::Word, "tr") => {
                self.rows.pop();
            }
            (Space::Word, "txbxContent") => {
                self.before.pop();
            }
            (Space::Word, "footnote" | "endnote") => self.note = None,
            (Space::Compatibility, "AlternateContent") => {
                self.found.embedded |= self.alternatives.pop().is_some_and(|set| set.are_lost());
            }
            _ => {}
        }
        Ok(())
    }

    fn open_paragraph(&mut self) {
        self.count += 1;
        self.said += 1;
        let dropped = self.rows.last().is_some_and(|row| row.deleted);
        let before = if dropped { None } else { self.before.last_mut().and_then(Option::take) };
        let content = Some(short(self.xml.place().end));
        let (number, kind, note) = (self.count, self.paragraph_kind(), self.note.clone());
        let look = self.tools.styles.look_of_paragraph(None);
        self.paragraphs.push(Draft { number, kind, before, content, note, dropped, look, ..Draft::default() });
    }

    /// What a paragraph that begins here is.
    fn paragraph_kind(&self) -> OriginKind {
        match self.kind {
            Some("endnotes") => OriginKind::Endnote,
            Some(_) => OriginKind::Footnote,
            // Every text box has a separator of its own above that of the story.
            None if self.before.len() > 1 => OriginKind::TextBox,
            None if !self.rows.is_empty() => OriginKind::Table,
            None => OriginKind::Paragraph,
        }
    }

    fn close_paragraph(&mut self) -> Result<(), IntakeError> {
        let Some(paragraph) = self.paragraphs.pop() else { return Ok(()) };
        if !paragraph.dropped
            && let Some(before) = self.before.last_mut()
        {
            *before = (!paragraph.joined).then_some('\n');
        }
        if !self.paragraphs.is_empty() {
            self.waiting.push(paragraph);
            return Ok(());
        }
        let within = (self.part, self.kind.is_none());
        for paragraph in std::iter::once(paragraph).chain(std::mem::take(&mut self.waiting)) {
            self.found.settle(&paragraph, within);
        }
        if self.found.held > MOST_PIECES {
            return Err(IntakeError::Crowded { part: self.name.to_owned(), limit: MOST_PIECES });
        }
        Ok(())
    }

    fn paragraph_properties(&mut self) -> Result<(), IntakeError> {
        let read = properties::of_paragraph(&mut self.xml)?;
        self.found.revised |= read.revised;
        let place = short(self.xml.place().end);
        let Some(paragraph) = self.paragraphs.last_mut() else { return Ok(()) };
        paragraph.content = Some(place);
        paragraph.joined = read.joined;
        let style = read.style.as_deref();
        paragraph.look = read.look.over(self.tools.styles.look_of_paragraph(style));
        let from_style = style.and_then(|s| self.tools.styles.list(s));
        let list = read.list.or(from_style.map(|(list, _)| list));
        let Some(list) = list.filter(|&id| id != 0 && !paragraph.dropped && !read.joined) else { return Ok(()) };
        let level = read.level.or(from_style.and_then(|(_, level)| level));
        match self.tools.numbering.next(list, level, style, self.tools.styles) {
            Some(text) => self.push(&text, None, place..place, false),
            None => Ok(()),
        }
    }

    fn row_properties(&mut self) -> Result<(), IntakeError> {
        let deleted = properties::is_deleted_row(&mut self.xml)?;
        self.found.revised |= deleted;
        if let Some(row) = self.rows.last_mut() {
            row.deleted |= deleted;
        }
        Ok(())
    }

    fn open_cell(&mut self) {
        let Some(row) = self.rows.last_mut() else { return };
        row.cells += 1;
        if let Some(before) = self.before.last_mut().filter(|before| before.is_some() && row.cells > 1 && !row.deleted)
        {
            *before = Some('\t');
        }
    }

    fn open_note(&mut self, tag: &Tag<'_>) -> Result<(), IntakeError> {
        // Separating lines are notes too, but for their type.
        if tag.attribute("type").is_some_and(|kind| kind != "normal") {
            return self.xml.skip();
        }
        self.note = self.kind.zip(tag.attribute("id"));
        Ok(())
    }

    fn refer(&mut self, kind: &'static str, tag: &Tag<'_>) {
        let (Some(id), Some(run)) = (tag.attribute("id"), self.record(0)) else { return };
        self.found.notes.insert((kind, id), run);
    }

    /// Whether the element that was just opened stands in the run itself. One that stands in something else there keeps
    /// the run whole: cut in the midst of that, neither piece would be well-formed.
    fn in_run_itself(&mut self) -> bool {
        let depth = self.xml.depth();
        let own = self.runs.last().is_none_or(|open| open.depth + 1 == depth);
        if !own {
            bind(self.runs.last_mut(), &mut self.found.layout.runs);
        }
        own
    }

    fn push_run(&mut self, divisible: bool) {
        let place = self.xml.place();
        let tag = short(place.start)..short(place.end);
        let outer = if self.runs.is_empty() { None } else { self.record(0) };
        let run = Run { place: tag.clone(), tag, properties: None, outer, divisible };
        let look = self.paragraphs.last().map(|paragraph| paragraph.look).unwrap_or_default();
        self.runs.push(OpenRun { run, depth: self.xml.depth(), index: None, look });
    }

    fn pop_run(&mut self) {
        let Some(open) = self.runs.pop() else { return };
        let end = short(self.xml.place().end);
        if let Some(run) = open.index.and_then(|i| self.found.layout.runs.get_mut(i as usize)) {
            run.place.end = end;
        }
    }

    /// The number of an open run in the layout, given when it is first needed.
    fn record(&mut self, at: usize) -> Option<u32> {
        let open = self.runs.get_mut(at)?;
        if open.index.is_none() {
            open.index = Some(short(self.found.layout.runs.len()));
            if self.found.aim == Aim::Marks {
                self.found.layout.runs.push(open.run.clone());
            }
        }
        open.index
    }

    fn run_properties(&mut self) -> Result<(), IntakeError> {
        let (begin, depth) = (short(self.xml.place().start), self.xml.depth());
        let look = properties::of_run(&mut self.xml, self.tools.styles)?;
        let end = short(self.xml.place().end);
        // Properties inside a formula are not those of the run that it is taken for, nor those inside of anything else.
        let own = |open: &&mut OpenRun| open.run.divisible && open.index.is_none() && open.depth + 1 == depth;
        if let Some(open) = self.runs.last_mut().filter(own) {
            open.run.properties = Some(begin..end);
            open.look = look.over(open.look);
        }
        Ok(())
    }

    fn open_text(&mut self, tag: &Tag<'_>, divisible: bool) {
        if self.node.is_some() {
            return;
        }
        let divisible = divisible && self.in_run_itself();
        let keeps_blanks = tag.space == Space::Math || tag.attribute("space").is_some_and(|space| space == "preserve");
        let (begin, depth) = (short(self.xml.place().start), self.xml.depth());
        self.node = Some(TextNode { begin, depth, text: String::new(), keeps_blanks, divisible });
    }

    fn close_text(&mut self) -> Result<(), IntakeError> {
        let Some(node) = self.node.take_if(|node| self.xml.depth() < node.depth) else { return Ok(()) };
        let blanks: &[char] = &[' ', '\t', '\n', '\r'];
        let text = if node.keeps_blanks { node.text.as_str() } else { node.text.trim_matches(blanks) };
        let text = text.replace(['\n', '\r'], " ");
        let place = node.begin..short(self.xml.place().end);
        self.text(&text, place, node.divisible)
    }

    /// A character that an element stands for.
    fn sign(&mut self, sign: char) -> Result<(), IntakeError> {
        self.in_run_itself();
        let begin = short(self.xml.place().start);
        self.xml.skip()?;
        let place = begin..short(self.xml.place().end);
        self.text(sign.encode_utf8(&mut [0; 4]), place, false)
    }

    /// Text of the run that is open; outside of runs and in the code of a field there is none.
    fn text(&mut self, text: &str, node: std::ops::Range<u32>, divisible: bool) -> Result<(), IntakeError> {
        let Some(last) = self.runs.len().checked_sub(1) else { return Ok(()) };
        if text.is_empty() || self.fields.in_code() {
            return Ok(());
        }
        let look = self.runs.last().map(|open| open.look).unwrap_or_default();
        // Cells and boxes may have a colour that is not read here.
        let bare = self.rows.is_empty() && self.paragraphs.len() == 1;
        let unseen = [(look.is_hidden(), &mut self.found.hidden), (look.is_faint(bare), &mut self.found.faint)];
        if let Some((_, count)) = unseen.into_iter().find(|(holds, _)| *holds) {
            *count += text.chars().filter(|c| !c.is_whitespace()).count();
        }
        let run = self.record(last);
        self.push(text, run, node, divisible)
    }

    fn push(
        &mut self,
        text: &str,
        run: Option<u32>,
        node: std::ops::Range<u32>,
        divisible: bool,
    ) -> Result<(), IntakeError> {
        self.said += 1;
        let Some(paragraph) = self.paragraphs.last_mut().filter(|p| !p.dropped) else { return Ok(()) };
        if paragraph.pieces.len() > MOST_PIECES {
            return Err(IntakeError::Crowded { part: self.name.to_owned(), limit: MOST_PIECES });
        }
        let length = short(text.chars().count());
        let span = Span::new(paragraph.length as usize, (paragraph.length + length) as usize);
        let offset = paragraph.length;
        paragraph.pieces.push(Piece { span, offset, paragraph: 0, run, node, divisible });
        paragraph.text.push_str(text);
        paragraph.length += length;
        Ok(())
    }
}

/// Keeps a run whole.
fn bind(open: Option<&mut OpenRun>, runs: &mut [Run]) {
    let Some(open) = open else { return };
    open.run.divisible = false;
    if let Some(run) = open.index.and_then(|i| runs.get_mut(i as usize)) {
        run.divisible = false;
    }
}

//! The import itself: files in, batches into the store and the indexes, progress out.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use super::super::error::CorpusError;
use super::super::live::Corpus;
use super::folder::{self, Format, Source};
use super::line;
use super::report::{ImportError, ImportProgress, ImportSummary, Oddities};
use crate::document::Level;
use crate::intake;
use crate::store::{NewDocument, Upserted};

/// Documents of one transaction: large enough that waiting for the disk does not count, small enough that little is
/// done twice after a crash.
const BATCH_DOCUMENTS: usize = 200;
/// Text of one transaction, in bytes, whichever comes first.
const BATCH_BYTES: usize = 8 << 20;
/// Text indexed between two commits of the index, in bytes: what a crash makes it read again at the next start, and
/// how long searches wait for a large import to show.
const COMMIT_BYTES: usize = 128 << 20;
/// Longest line of JSON, in bytes.
const MAX_LINE: u64 = 64 << 20;
/// Longest title taken from a text, in characters.
const MAX_TITLE: usize = 100;

/// How an import is watched and steered.
pub struct ImportControl<'a> {
    /// Level of an issuer, for documents that do not give theirs.
    pub infer_level: fn(&str) -> Level,
    /// Told after each batch.
    pub progress: &'a mut dyn FnMut(ImportProgress),
    /// Set from elsewhere to stop after the batch at hand.
    pub cancel: &'a AtomicBool,
}

impl std::fmt::Debug for ImportControl<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ImportControl").field("cancel", self.cancel).finish_non_exhaustive()
    }
}

impl Corpus {
    /// Imports files and folders. Each batch is durable when the next one begins; searches find everything when this
    /// returns.
    ///
    /// # Errors
    /// A path that cannot be read, or the store's or index's error; batches before it are in. Bad lines and files are
    /// no error but stand in the summary.
    pub fn import(&self, paths: &[PathBuf], control: &mut ImportControl<'_>) -> Result<ImportSummary, CorpusError> {
        let sources = folder::sources(paths)?;
        let total = sources.iter().map(|s| s.bytes).sum();
        let mut import = Import::new(self, control, total);
        for source in &sources {
            if import.cancelled() {
                break;
            }
            match source.format {
                Format::Unknown => {
                    import.progress.done += source.bytes;
                    import.oddities.skipped_files.insert(source.name.clone());
                }
                Format::Document => import.document(source)?,
                Format::Lines => {
                    let file = File::open(&source.path).map_err(CorpusError::io(&source.path))?;
                    let mut reader = BufReader::with_capacity(1 << 20, file);
                    import.lines(&source.name, &mut reader).map_err(|e| e.at(&source.path))?;
                }
            }
        }
        import.finish()
    }

    /// Imports files that have arrived with their names.
    ///
    /// # Errors
    /// As [`Self::import`].
    pub fn import_files(
        &self,
        files: &[(String, Vec<u8>)],
        control: &mut ImportControl<'_>,
    ) -> Result<ImportSummary, CorpusError> {
        let mut import = Import::new(self, control, files.iter().map(|(_, bytes)| bytes.len() as u64).sum());
        for (name, bytes) in files {
            if import.cancelled() {
                break;
            }
            match folder::format(name) {
                Format::Lines => import.lines(name, &mut bytes.as_slice()).map_err(|e| e.at(name.as_ref()))?,
                // What is no document is told why, as each of these files was chosen by hand.
                Format::Document | Format::Unknown => import.content(name, bytes)?,
            }
        }
        import.finish()
    }

    /// Imports JSON Lines from a reader of `total` bytes, which errors call `name`.
    ///
    /// # Errors
    /// As [`Self::import`].
    pub fn import_lines(
        &self,
        name: &str,
        (reader, total): (&mut dyn BufRead, u64),
        control: &mut ImportControl<'_>,
    ) -> Result<ImportSummary, CorpusError> {
        let mut import = Import::new(self, control, total);
        import.lines(name, reader).map_err(|e| e.at(name.as_ref()))?;
        import.finish()
    }
}

/// An import under way.
struct Import<'a, 'c> {
    corpus: &'a Corpus,
    control: &'a mut ImportControl<'c>,
    progress: ImportProgress,
    summary: ImportSummary,
    oddities: Oddities,
    batch: Vec<NewDocument>,
    batch_bytes: usize,
    uncommitted: usize,
}

/// Why reading lines stopped.
enum Stopped {
    Reading(std::io::Error),
    Corpus(CorpusError),
}

impl Stopped {
    fn at(self, path: &std::path::Path) -> CorpusError {
        match self {
            Self::Reading(source) => CorpusError::io(path)(source),
            Self::Corpus(error) => error,
        }
    }
}

impl<'a, 'c> Import<'a, 'c> {
    fn new(corpus: &'a Corpus, control: &'a mut ImportControl<'c>, total: u64) -> Self {
        Self {
            corpus,
            control,
            progress: ImportProgress { done: 0, total },
            summary: ImportSummary::default(),
            oddities: Oddities::default(),
            batch: Vec::new(),
            batch_bytes: 0,
            uncommitted: 0,
        }
    }

    fn cancelled(&mut self) -> bool {
        if self.control.cancel.load(Ordering::Relaxed) {
            self.summary.cancelled = true;
        }
        self.summary.cancelled
    }

    /// Reads one file as one document.
    fn document(&mut self, source: &Source) -> Result<(), CorpusError> {
        // One byte beyond the cap is enough to be refused for its size.
        let cap = intake::MAX_FILE_BYTES + 1;
        let mut bytes = Vec::with_capacity(usize::try_from(source.bytes.min(cap)).unwrap_or(0));
        let file = File::open(&source.path).map_err(CorpusError::io(&source.path))?;
        file.take(cap).read_to_end(&mut bytes).map_err(CorpusError::io(&source.path))?;
        // What was not read of a file beyond the cap is done with too.
        self.progress.done += source.bytes.saturating_sub(bytes.len() as u64);
        self.content(&source.name, &bytes)
    }

    /// Reads the bytes of a file as one document.
    fn content(&mut self, name: &str, bytes: &[u8]) -> Result<(), CorpusError> {
        self.progress.done += bytes.len() as u64;
        let read = match intake::read(bytes, name) {
            Ok(read) => read,
            Err(error) => {
                let (file, message) = (name.to_owned(), error.to_string());
                self.summary.fail(ImportError { file, line: None, field: None, message });
                return Ok(());
            }
        };
        if !read.warnings.is_empty() {
            let messages: Vec<&str> = read.warnings.iter().map(|w| w.message.as_str()).collect();
            self.oddities.files.insert(name.to_owned(), messages.join("；"));
        }
        let front = read.front;
        let title = front.title.unwrap_or_else(|| first_line(&read.text));
        let given = front.kind_original.or_else(|| front.kind.map(|kind| kind.name().to_owned()));
        let (kind, kind_original) = line::kind_of(given, &title, &mut self.oddities);
        let infer = self.control.infer_level;
        let level = front.level.or_else(|| front.issuer.as_deref().map(infer)).unwrap_or_default();
        let document = NewDocument {
            id: front.id.unwrap_or_else(|| name.to_owned()),
            title,
            issuer: front.issuer,
            level,
            date: front.date,
            kind,
            kind_original,
            docno: front.docno,
            text: read.text,
        };
        self.take(document)
    }

    /// Reads JSON Lines to the end or until stopped.
    fn lines(&mut self, name: &str, reader: &mut dyn BufRead) -> Result<(), Stopped> {
        let mut line = Vec::new();
        let mut number = 0;
        while !self.cancelled() {
            line.clear();
            let length = reader.take(MAX_LINE + 1).read_until(b'\n', &mut line).map_err(Stopped::Reading)?;
            if length == 0 {
                break;
            }
            number += 1;
            self.progress.done += length as u64;
            let error = |field: Option<&str>, message: String| ImportError {
                file: name.to_owned(),
                line: Some(number),
                field: field.map(str::to_owned),
                message,
            };
            if length as u64 > MAX_LINE {
                self.progress.done += skip_line(reader).map_err(Stopped::Reading)?;
                self.summary.fail(error(None, format!("一行超过 {MAX_LINE} 字节")));
                continue;
            }
            // Without its end, a line that was cut short is seen to be cut short.
            let content = line.strip_prefix(b"\xEF\xBB\xBF").filter(|_| number == 1).unwrap_or(&line).trim_ascii_end();
            if content.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            match line::read(content, self.control.infer_level, &mut self.oddities) {
                Ok(document) => self.take(document).map_err(Stopped::Corpus)?,
                Err(fault) => self.summary.fail(error(fault.field, fault.message)),
            }
        }
        Ok(())
    }

    fn take(&mut self, document: NewDocument) -> Result<(), CorpusError> {
        self.batch_bytes += document.text.len();
        self.batch.push(document);
        if self.batch.len() >= BATCH_DOCUMENTS || self.batch_bytes >= BATCH_BYTES { self.flush() } else { Ok(()) }
    }

    /// Stores and indexes the batch at hand.
    fn flush(&mut self) -> Result<(), CorpusError> {
        let mut indexes = self.corpus.lock();
        for result in self.corpus.put_batch(&mut indexes, &self.batch)? {
            match result {
                Upserted::Added { .. } => self.summary.added += 1,
                Upserted::Replaced { .. } => self.summary.replaced += 1,
                Upserted::Unchanged { .. } => self.summary.unchanged += 1,
            }
        }
        self.uncommitted += self.batch_bytes;
        if self.uncommitted >= COMMIT_BYTES {
            self.corpus.publish(&mut indexes)?;
            self.uncommitted = 0;
        }
        drop(indexes);
        self.batch.clear();
        self.batch_bytes = 0;
        (self.control.progress)(self.progress);
        Ok(())
    }

    fn finish(mut self) -> Result<ImportSummary, CorpusError> {
        self.flush()?;
        let mut indexes = self.corpus.lock();
        self.corpus.publish(&mut indexes)?;
        indexes.settle()?;
        drop(indexes);
        self.summary.warnings = self.oddities.warnings(self.summary.failed, self.summary.errors.len());
        Ok(self.summary)
    }
}

/// Reads on to the end of a line without keeping it; the number of bytes.
fn skip_line(reader: &mut dyn BufRead) -> std::io::Result<u64> {
    let mut skipped = 0;
    loop {
        let buffer = reader.fill_buf()?;
        let end = buffer.iter().position(|&b| b == b'\n');
        let length = end.map_or(buffer.len(), |at| at + 1);
        let last = buffer.is_empty();
        reader.consume(length);
        skipped += length as u64;
        if end.is_some() || last {
            return Ok(skipped);
        }
    }
}

/// The first line with text, as a title.
fn first_line(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    line.chars().filter(|c| !c.is_control()).take(MAX_TITLE).collect()
}

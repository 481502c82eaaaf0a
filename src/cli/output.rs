//! Where output goes: results to stdout with colours where they show, everything else to stderr, progress bars on a
//! terminal only.

use std::io::{self, BufWriter, StdoutLock, Write};
use std::time::Duration;

use anstream::AutoStream;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use crate::cli::error::CliError;
use crate::config::{AppearanceArgs, ColorChoice};
use crate::deadline::Deadline;
use crate::desk::Course;
use crate::render::Emphasis;
use crate::render::styled::{self, FAIR, POOR, Page};

/// Widest layout, in columns: longer lines of Chinese are hard to read.
const WIDEST: usize = 120;
/// Width where there is no terminal to ask.
const USUAL: usize = 100;

/// Results and messages of a command.
#[derive(Debug, Clone, Copy)]
pub(super) struct Output {
    choice: anstream::ColorChoice,
}

impl Output {
    pub(super) fn new(appearance: AppearanceArgs) -> Self {
        let choice = match appearance.color {
            ColorChoice::Auto => anstream::ColorChoice::Auto,
            ColorChoice::Always => anstream::ColorChoice::Always,
            ColorChoice::Never => anstream::ColorChoice::Never,
        };
        Self { choice }
    }

    /// Where results for people go. Flush it before it is dropped: only then is an error seen.
    pub(super) fn page(self) -> BufWriter<AutoStream<StdoutLock<'static>>> {
        BufWriter::new(AutoStream::new(io::stdout().lock(), self.choice))
    }

    /// Where results for programs go, byte for byte.
    pub(super) fn data(self) -> BufWriter<StdoutLock<'static>> {
        BufWriter::new(io::stdout().lock())
    }

    /// Prints a page.
    pub(super) fn print(self, page: Page) -> Result<(), CliError> {
        let mut out = self.page();
        out.write_all(page.finish().as_bytes())?;
        Ok(out.flush()?)
    }

    /// Prints a value as indented JSON.
    pub(super) fn json<T: Serialize>(self, value: &T) -> Result<(), CliError> {
        let mut out = self.data();
        serde_json::to_writer_pretty(&mut out, value).map_err(io::Error::from)?;
        writeln!(out)?;
        Ok(out.flush()?)
    }

    /// How words stand out in results.
    pub(super) fn emphasis(self) -> Emphasis {
        match AutoStream::new(io::stdout(), self.choice).current_choice() {
            anstream::ColorChoice::Never => Emphasis::Brackets,
            anstream::ColorChoice::Auto | anstream::ColorChoice::Always | anstream::ColorChoice::AlwaysAnsi => {
                Emphasis::Style
            }
        }
    }

    /// Columns for results.
    pub(super) fn width(self) -> usize {
        let asked = terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
        asked.unwrap_or(USUAL).min(WIDEST)
    }

    /// Says what is going on.
    pub(super) fn say(self, message: impl AsRef<str>) {
        self.tell(message.as_ref(), None);
    }

    /// Says what was read otherwise than it was given.
    pub(super) fn warn(self, message: impl AsRef<str>) {
        self.tell(message.as_ref(), Some(("注意：", FAIR)));
    }

    /// Says what cannot be used or went wrong.
    pub(super) fn fail(self, message: impl AsRef<str>) {
        self.tell(message.as_ref(), Some(("错误：", POOR)));
    }

    /// Messages name files and quote values, so nothing in them may steer the terminal. An error of stderr has nowhere
    /// to be told.
    fn tell(self, message: &str, head: Option<(&str, anstyle::Style)>) {
        let mut stderr = AutoStream::new(io::stderr().lock(), self.choice);
        let clean: String = message.chars().map(|c| if c == '\n' { c } else { styled::shown(c) }).collect();
        let head = head.map(|(words, style)| format!("{style}{words}{style:#}")).unwrap_or_default();
        drop(writeln!(stderr, "{head}{clean}"));
    }
}

/// What a bar counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counting {
    /// Bytes of files.
    Bytes,
    /// Documents.
    Documents,
    /// Shares of a whole without a unit.
    Percent,
}

/// A look at many texts that ends after so long, with a bar.
pub(super) fn followed<T>(label: &'static str, limit: Duration, look: impl FnOnce(&Course<'_>) -> T) -> T {
    let bar = bar(label, Counting::Documents);
    let tell = |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    };
    let found = look(&Course { until: Deadline::after(Some(limit)), tell: &tell });
    bar.finish_and_clear();
    found
}

/// A progress bar on stderr; nothing is drawn where that is no terminal.
pub(super) fn bar(label: &'static str, counting: Counting) -> ProgressBar {
    let counts = match counting {
        Counting::Bytes => "{bytes}/{total_bytes}",
        Counting::Documents => "{pos}/{len} 份",
        Counting::Percent => "",
    };
    let template = format!("{{prefix}} [{{bar:30}}] {{percent}}% {counts} 剩余{{eta}}");
    let style = ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(0).with_prefix(label).with_style(style.progress_chars("█▉░"))
}

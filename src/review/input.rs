//! What a caller hands in for review, checked once at the door.

use std::collections::BTreeSet;

use crate::deadline::Stopped;
use crate::document::{DraftFacts, Kind, Level, LevelFrom, Nature, PartialDate};
use crate::intake::{Intake, IntakeWarning, Origin};
use crate::span::OffsetUnit;
use crate::text::Analysis;

/// Longest draft, in code points.
pub const LONGEST_DRAFT: usize = 1_000_000;
/// Longest value of a field other than the text, in characters.
pub const LONGEST_FIELD: usize = 500;
/// Most ids in `against`.
pub const MOST_AGAINST: usize = 1_000;

/// A draft as handed in. Every field but the text may be missing.
#[derive(Debug, Clone, Default)]
pub struct DraftInput {
    /// The text as received.
    pub text: String,
    /// The caller's own id.
    pub id: Option<String>,
    /// Title.
    pub title: Option<String>,
    /// Issuing body.
    pub issuer: Option<String>,
    /// Level.
    pub level: Option<Level>,
    /// Kind.
    pub kind: Option<Kind>,
    /// Date.
    pub date: Option<PartialDate>,
    /// Nature.
    pub nature: Option<Nature>,
    /// Id of the norm profile; the desk's default when left out.
    pub profile: Option<String>,
    /// Compare with exactly these documents.
    pub against: Option<BTreeSet<String>>,
    /// Unit of all positions in the report.
    pub offset_unit: OffsetUnit,
    /// How the text was read (txt, docx, pdf, json …).
    pub read_as: String,
    /// What was read otherwise than it stood in the file.
    pub read_warnings: Vec<IntakeWarning>,
    /// Headers and footers of the file: looked at for marks of secrecy, not reviewed.
    pub margins: String,
    /// The way back from the text into the file.
    pub origin: Option<Origin>,
}

/// Why a draft cannot be reviewed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InputError {
    /// Nothing but blanks.
    #[error("送审稿没有文字")]
    Empty,
    /// No word: only punctuation or signs.
    #[error("送审稿只有标点或符号，没有可审核的文字")]
    NoWords,
    /// Too long.
    #[error("送审稿有{characters}个字符，超过上限{limit}个；请拆成几份")]
    TooLong {
        /// Code points handed in.
        characters: usize,
        /// Code points allowed.
        limit: usize,
    },
    /// A NUL character: not a text.
    #[error("送审稿第{position}个字符是空字符（NUL），请确认文件是文本")]
    Nul {
        /// Position of the first one, from 1.
        position: usize,
    },
    /// A field is too long.
    #[error("字段{field}超过{limit}个字符")]
    FieldTooLong {
        /// Name of the field.
        field: &'static str,
        /// Characters allowed.
        limit: usize,
    },
    /// Too many ids.
    #[error("{field}中有{count}个编号，超过上限{limit}个")]
    TooMany {
        /// Name of the field.
        field: &'static str,
        /// How many there are.
        count: usize,
        /// How many there may be.
        limit: usize,
    },
    /// There is no such norm profile.
    #[error("没有规范档“{id}”")]
    NoProfile {
        /// What was asked for.
        id: String,
    },
    /// A mark of secrecy.
    #[error("送审稿带有密级标志，本系统未获准处理涉密文件，已拒绝且未保存任何内容")]
    Classified,
    /// The review was given up.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

impl DraftInput {
    /// Checks sizes and characters.
    ///
    /// # Errors
    /// [`InputError`] for the first thing that does not fit.
    pub fn check(&self) -> Result<(), InputError> {
        let characters = self.text.chars().count();
        if characters > LONGEST_DRAFT {
            return Err(InputError::TooLong { characters, limit: LONGEST_DRAFT });
        }
        if let Some(at) = self.text.chars().position(|c| c == '\0') {
            return Err(InputError::Nul { position: at + 1 });
        }
        if self.text.chars().all(|c| c.is_whitespace() || crate::text::fold::is_invisible(c)) {
            return Err(InputError::Empty);
        }
        if !self.text.chars().any(char::is_alphanumeric) {
            return Err(InputError::NoWords);
        }
        for (field, value) in [("id", &self.id), ("title", &self.title), ("issuer", &self.issuer)] {
            if value.as_ref().is_some_and(|v| v.chars().count() > LONGEST_FIELD) {
                return Err(InputError::FieldTooLong { field, limit: LONGEST_FIELD });
            }
        }
        let against = self.against.iter().flatten();
        if self.against.as_ref().is_some_and(|a| a.len() > MOST_AGAINST) {
            return Err(InputError::TooMany { field: "against", count: against.count(), limit: MOST_AGAINST });
        }
        if against.into_iter().any(|id| id.chars().count() > LONGEST_FIELD) {
            return Err(InputError::FieldTooLong { field: "against", limit: LONGEST_FIELD });
        }
        Ok(())
    }

    /// Takes the text from a file; what the file says of itself counts where the caller said nothing.
    pub fn take_file(&mut self, file: Intake) {
        let mut front = file.front;
        self.text = file.text;
        file.read_as.name().clone_into(&mut self.read_as);
        self.read_warnings = file.warnings;
        self.margins = file.margins;
        self.origin = file.origin;
        if let Some(kind) = front.kind_original {
            front.kind = None;
            let message = format!("文件头写明的文种“{kind}”不在列表内，按未给出处理");
            self.read_warnings.push(IntakeWarning { code: "unlisted_kind", message });
        }
        self.id = self.id.take().or(front.id);
        self.title = self.title.take().or(front.title);
        self.issuer = self.issuer.take().or(front.issuer);
        self.level = self.level.or(front.level);
        self.kind = self.kind.or(front.kind);
        self.date = self.date.or(front.date);
        self.nature = self.nature.or(front.nature);
    }

    /// Puts together what the caller said and what the text says; the caller's words count first.
    #[must_use]
    pub fn facts(&self, analysis: &Analysis) -> DraftFacts {
        let structure = &analysis.structure;
        let given = |value: &Option<String>| value.as_ref().map(|v| v.trim().to_owned()).filter(|v| !v.is_empty());
        let read_title = structure.title.map(|t| without_blanks(analysis.text(t)));
        let title = given(&self.title).or(read_title);
        let issuer = given(&self.issuer).or_else(|| structure.issuer.clone());
        let (level, level_from) = match self.level.filter(|l| *l != Level::Unknown) {
            Some(level) => (level, LevelFrom::Given),
            None => match level_of(issuer.as_deref(), title.as_deref(), analysis) {
                Some(level) => (level, LevelFrom::Inferred),
                None => (Level::Unknown, LevelFrom::Unknown),
            },
        };
        let kind = self.kind.or(structure.kind).or_else(|| title.as_deref().and_then(Kind::of_title));
        DraftFacts {
            id: given(&self.id),
            title,
            issuer,
            level,
            level_from,
            kind,
            date: self.date.or(structure.date),
            nature: self.nature,
        }
    }
}

/// A title without the blanks that part its lines and letters; words of Latin letters stay apart.
fn without_blanks(title: &str) -> String {
    let is_latin = |c: char| c.is_ascii_alphanumeric();
    let mut whole = String::with_capacity(title.len());
    let mut blank = false;
    for c in title.chars() {
        if c.is_whitespace() {
            blank = true;
            continue;
        }
        if std::mem::take(&mut blank) && is_latin(c) && whole.chars().next_back().is_some_and(is_latin) {
            whole.push(' ');
        }
        whole.push(c);
    }
    whole
}

/// The level by the issuer's name, else by title and text.
fn level_of(issuer: Option<&str>, title: Option<&str>, analysis: &Analysis) -> Option<Level> {
    issuer
        .and_then(|issuer| Level::of_issuer_in(issuer, title))
        .or_else(|| Level::of_text(title, analysis.source.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_latin_letters_stay_apart_in_a_title() {
        for (title, wanted) in [
            ("关于举办 AI　Expo 2026 活动\n的 通知", "关于举办AI Expo 2026活动的通知"),
            ("关 于\t印发《示例\r\n办法》的通知", "关于印发《示例办法》的通知"),
            ("2026 年 5 月", "2026年5月"),
        ] {
            assert_eq!(without_blanks(title), wanted);
        }
    }
}

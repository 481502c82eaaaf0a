//! Labelled sentences, one JSON object a line: `text` and `label` (or `agreed`) needed; `before`, `after`, `doc` used.

use std::path::Path;

use serde::Deserialize;

use crate::model::classifier::{Label, Sample};
use crate::model::error::ModelError;

/// A sentence with its label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelledSample {
    /// Document it comes from; sentences of one document are never split between training and test.
    pub document: String,
    /// The sentence before.
    pub before: String,
    /// The sentence.
    pub text: String,
    /// The sentence after.
    pub after: String,
    /// What it is.
    pub label: Label,
}

impl LabelledSample {
    /// The sentence without its label.
    #[must_use]
    pub fn sample(&self) -> Sample<'_> {
        Sample { before: &self.before, text: &self.text, after: &self.after }
    }
}

#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    doc: String,
    #[serde(default)]
    before: String,
    text: String,
    #[serde(default)]
    after: String,
    label: Option<String>,
    agreed: Option<String>,
    #[serde(default)]
    label_a: Option<String>,
}

/// Reads a file of labelled sentences. Lines on which the annotators do not agree (`agreed` null) are left out.
///
/// # Errors
/// [`ModelError::Sample`] for the first line that cannot be read, with its number.
pub fn read(path: &Path) -> Result<Vec<LabelledSample>, ModelError> {
    let text = std::fs::read_to_string(path).map_err(|source| ModelError::Io { path: path.to_owned(), source })?;
    let mut samples = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let wrong = |reason: String| ModelError::Sample { path: path.to_owned(), line: at + 1, reason };
        let line: Line = serde_json::from_str(line).map_err(|e| wrong(e.to_string()))?;
        let Some(name) = line.label.or(line.agreed) else {
            if line.label_a.is_some() {
                continue;
            }
            return Err(wrong("缺少 label".to_owned()));
        };
        let label = Label::parse(&name).ok_or_else(|| wrong(format!("不认识的标签“{name}”")))?;
        samples.push(LabelledSample {
            document: line.doc,
            before: line.before,
            text: line.text,
            after: line.after,
            label,
        });
    }
    Ok(samples)
}

//! Sentences with context, as judged and as labelled, and the reader of sample files.

use std::collections::BTreeSet;
use std::io::BufRead;

use serde::Deserialize;

use crate::model::{Label, ModelError};

/// A sentence to judge. The neighbours help; they are not judged. Empty text means: no neighbour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample<'a> {
    /// The sentence before.
    pub before: &'a str,
    /// The sentence.
    pub text: &'a str,
    /// The sentence after.
    pub after: &'a str,
}

/// A sentence with the label that a reader gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelledSample {
    /// The sentence before, or empty.
    pub before: String,
    /// The sentence.
    pub text: String,
    /// The sentence after, or empty.
    pub after: String,
    /// The label.
    pub label: Label,
    /// The document it comes from: sentences of one group never stand on both sides of a split.
    pub group: String,
}

impl LabelledSample {
    /// The sentence without its label.
    #[must_use]
    pub fn sample(&self) -> Sample<'_> {
        Sample { before: &self.before, text: &self.text, after: &self.after }
    }
}

/// One line of a sample file. Other fields are allowed: annotators keep notes.
#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    before: String,
    text: String,
    #[serde(default)]
    after: String,
    #[serde(default)]
    doc: String,
    #[serde(default, deserialize_with = "present")]
    label: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    agreed: Option<Option<String>>,
}

/// Tells a field that is `null` from one that is missing.
fn present<'de, D: serde::Deserializer<'de>>(value: D) -> Result<Option<Option<String>>, D::Error> {
    Option::<String>::deserialize(value).map(Some)
}

/// Reads JSON Lines: `text` and `label` (or `agreed`, of two annotators) needed; `before`, `after` and `doc` used; other
/// fields ignored. Lines whose `agreed` is null (the annotators differ) and blank lines are left out.
///
/// # Errors
/// [`ModelError::SampleLine`] with the number of the first line that is not such an object, has no text or an unknown label.
pub fn read_samples(reader: impl BufRead) -> Result<Vec<LabelledSample>, ModelError> {
    let mut samples = Vec::new();
    for (index, line) in reader.lines().enumerate() {
        let fault = |reason: String| ModelError::SampleLine { line: index + 1, reason };
        let line = line.map_err(|error| fault(error.to_string()))?;
        if line.trim().is_empty() {
            continue;
        }
        let line: Line = serde_json::from_str(&line).map_err(|error| fault(error.to_string()))?;
        if line.text.trim().is_empty() {
            return Err(fault("text 为空".to_owned()));
        }
        let name = match (line.label, line.agreed) {
            (Some(Some(name)), _) | (None, Some(Some(name))) => name,
            (None, Some(None)) => continue,
            (Some(None), _) => return Err(fault("label 为空".to_owned())),
            (None, None) => return Err(fault("缺少 label".to_owned())),
        };
        let label = Label::from_name(&name)
            .ok_or_else(|| fault(format!("未知标签“{name}”，应为 empty、mixed、concrete 或 neutral")))?;
        samples.push(LabelledSample {
            before: line.before,
            text: line.text,
            after: line.after,
            label,
            group: line.doc,
        });
    }
    Ok(samples)
}

/// The samples whose group is not among `groups`: what may be trained on when those documents are kept for evaluation.
#[must_use]
pub fn without_groups(samples: Vec<LabelledSample>, groups: &BTreeSet<&str>) -> Vec<LabelledSample> {
    samples.into_iter().filter(|sample| !groups.contains(sample.group.as_str())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_and_disagreements_left_out() {
        let file = "{\"id\":\"1\",\"doc\":\"a\",\"before\":\"甲。\",\"text\":\"乙。\",\"after\":\"\",\"label\":\"empty\"}\n\n\
                    {\"text\":\"丙\",\"agreed\":null}\n{\"text\":\"丁\",\"agreed\":\"neutral\",\"doc\":\"b\"}\n";
        let samples = read_samples(file.as_bytes()).unwrap();
        assert_eq!(samples.len(), 2);
        assert_eq!(samples[0].sample(), Sample { before: "甲。", text: "乙。", after: "" });
        assert_eq!((samples[1].label, samples[1].group.as_str()), (Label::Neutral, "b"));
        let rest = without_groups(samples, &BTreeSet::from(["a"]));
        assert_eq!(rest.iter().map(|s| s.text.as_str()).collect::<Vec<_>>(), ["丁"]);
    }

    #[test]
    fn a_bad_line_is_named() {
        for (bad, why) in [
            ("{\"text\":\"乙\"}", "label"),
            ("{\"text\":\"乙\",\"label\":null}", "label"),
            ("{\"text\":\" \",\"label\":\"empty\"}", "text"),
            ("{\"text\":\"乙\",\"label\":\"hollow\"}", "hollow"),
            ("{\"label\":\"empty\"}", "text"),
            ("not json", "expected"),
        ] {
            let file = format!("{{\"text\":\"甲\",\"label\":\"empty\"}}\n{bad}\n");
            let Err(ModelError::SampleLine { line, reason }) = read_samples(file.as_bytes()) else { panic!("{bad}") };
            assert_eq!(line, 2, "{bad}");
            assert!(reason.contains(why), "{bad}: {reason}");
        }
    }
}

//! Front matter: `key: value` lines between two lines `---` at the very beginning of a text or Markdown file.

use super::error::IntakeError;
use crate::document::{Kind, Level, Nature, PartialDate};

/// Longest front matter, in lines. A text that merely begins with a rule has no second one so soon after `key: value`.
const MAX_LINES: usize = 40;

/// What a file says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FrontMatter {
    /// Id.
    pub id: Option<String>,
    /// Title.
    pub title: Option<String>,
    /// Issuing body.
    pub issuer: Option<String>,
    /// Level of the issuing body.
    pub level: Option<Level>,
    /// Date.
    pub date: Option<PartialDate>,
    /// Kind; `other` when `kind_original` is set.
    pub kind: Option<Kind>,
    /// The kind as given, where it is none of ours.
    pub kind_original: Option<String>,
    /// 文号: document number.
    pub docno: Option<String>,
    /// Nature.
    pub nature: Option<Nature>,
}

/// The text after the front matter, and the front matter.
///
/// # Errors
/// [`IntakeError::FrontMatter`] for a line that is no `key: value`, an unknown or repeated key, a bad value, or front
/// matter that never ends.
pub(super) fn split(text: &str) -> Result<(String, FrontMatter), IntakeError> {
    let mut front = FrontMatter::default();
    let mut lines = text.split_inclusive('\n');
    if lines.next().map(str::trim_end) != Some("---") || !lines.clone().next().is_some_and(is_entry) {
        return Ok((text.to_owned(), front));
    }
    let mut seen: Vec<&str> = Vec::new();
    for (index, line) in lines.by_ref().take(MAX_LINES).enumerate() {
        let line = line.trim();
        if line == "---" {
            return Ok((lines.collect(), front));
        }
        if line.is_empty() {
            continue;
        }
        let number = index + 2;
        let error = |field: &str, problem: String| IntakeError::FrontMatter {
            line: number,
            field: field.chars().take(40).collect(),
            problem,
        };
        let (key, value) = entry(line).ok_or_else(|| error(line, "应写成“键: 值”".to_owned()))?;
        if seen.contains(&key) {
            return Err(error(key, "重复出现".to_owned()));
        }
        seen.push(key);
        set(&mut front, key, value).map_err(|problem| error(key, problem))?;
    }
    Err(IntakeError::FrontMatter { line: 1, field: "---".to_owned(), problem: "没有结束行“---”".to_owned() })
}

/// Key and value of a line; a full-width colon will do.
fn entry(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once([':', '：'])?;
    Some((key.trim(), value.trim().trim_matches('"')))
}

/// Whether a line looks as if front matter were meant.
fn is_entry(line: &str) -> bool {
    entry(line).is_some_and(|(key, _)| !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
}

fn set(front: &mut FrontMatter, key: &str, value: &str) -> Result<(), String> {
    let given = || Some(value.to_owned()).filter(|v| !v.is_empty());
    match key {
        "id" => front.id = given(),
        "title" => front.title = given(),
        "issuer" => front.issuer = given(),
        "docno" => front.docno = given(),
        "level" if value.is_empty() => {}
        "level" => {
            let names: Vec<&str> = Level::ALL.into_iter().map(Level::name).collect();
            let level = Level::parse(value).ok_or_else(|| format!("层级应为 {} 之一", names.join("、")))?;
            front.level = Some(level);
        }
        "date" => {
            let date = PartialDate::parse(value);
            front.date = date.map_err(|_| "日期应为 YYYY、YYYY-MM 或 YYYY-MM-DD".to_owned())?;
        }
        "kind" if value.is_empty() => {}
        "kind" => match Kind::parse(value) {
            Some(kind) => front.kind = Some(kind),
            None => {
                front.kind = Some(Kind::Other);
                front.kind_original = given();
            }
        },
        "nature" if value.is_empty() => {}
        "nature" => {
            let nature = serde_json::from_value(serde_json::Value::from(value));
            front.nature = Some(nature.map_err(|_| {
                "性质应为 comprehensive、special_task、comprehensive_report、special_report、general 之一".to_owned()
            })?);
        }
        _ => return Err("未知的键；可用 id、title、issuer、level、date、kind、docno、nature".to_owned()),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_without_front_matter_stay_as_they_are() {
        for text in ["正文", "", "---", "---\n\n一条横线\n---\n", "---\n时间：今日\n", " ---\nid: 1\n---\n", "--- \n"]
        {
            assert_eq!(split(text), Ok((text.to_owned(), FrontMatter::default())), "{text:?}");
        }
    }

    #[test]
    fn faults_name_line_and_key() {
        for (text, line, field) in [
            ("---\nid: 1\ncolour: 红\n---\n", 3, "colour"),
            ("---\nid: 1\n\nlevel: 国\n---\n", 4, "level"),
            ("---\ndate: 2025/1/1\n---\n", 2, "date"),
            ("---\nid: 1\nid: 2\n---\n", 3, "id"),
            ("---\nnature: 大\n---\n", 2, "nature"),
            ("---\nid: 1\n没有冒号\n---\n", 3, "没有冒号"),
            ("---\nid: 1\n", 1, "---"),
        ] {
            match split(text) {
                Err(IntakeError::FrontMatter { line: l, field: f, .. }) => {
                    assert_eq!((l, f.as_str()), (line, field), "{text}");
                }
                other => panic!("{text}: {other:?}"),
            }
        }
    }

    #[test]
    fn an_unlisted_kind_is_kept_as_given() {
        let (text, front) = split("---\nkind： 政策解读\nlevel: 省级\ndate:\n---\n正文").expect("front matter");
        assert_eq!(text, "正文");
        assert_eq!((front.kind, front.kind_original.as_deref()), (Some(Kind::Other), Some("政策解读")));
        assert_eq!((front.level, front.date), (Some(Level::Province), None));
    }
}

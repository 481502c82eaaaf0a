//! [`read`]: one file in, its text out.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::error::IntakeError;
use super::front::{self, FrontMatter};
use super::{encoding, html, markdown};

/// Largest file that is read, in bytes: the upload limit of the service (reference: users-and-reliability S1).
pub const MAX_FILE_BYTES: u64 = 20 * 1024 * 1024;

/// How a file was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ReadAs {
    /// Plain text
    Txt,
    /// Markdown
    Md,
    /// HTML
    Html,
}

impl ReadAs {
    /// The stable name used in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Txt => "txt",
            Self::Md => "md",
            Self::Html => "html",
        }
    }

    /// The format that a file name stands for; a name without an ending is plain text.
    ///
    /// # Errors
    /// [`IntakeError::UnknownFormat`] for any other ending.
    pub fn of_name(name: &str) -> Result<Self, IntakeError> {
        let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
        let extension = match file.rsplit_once('.') {
            Some((stem, extension)) if !stem.is_empty() => extension.to_ascii_lowercase(),
            _ => return Ok(Self::Txt),
        };
        match extension.as_str() {
            "txt" | "text" => Ok(Self::Txt),
            "md" | "markdown" => Ok(Self::Md),
            "html" | "htm" | "xhtml" | "shtml" => Ok(Self::Html),
            _ => Err(IntakeError::UnknownFormat { extension }),
        }
    }
}

/// Something that was read otherwise than it stood in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct IntakeWarning {
    /// Stable code.
    pub code: &'static str,
    /// What happened, in Chinese.
    pub message: String,
}

/// A file as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intake {
    /// The text, without front matter, marks and tags. Line ends stay as they were.
    pub text: String,
    /// How it was read.
    pub read_as: ReadAs,
    /// What the file says of itself.
    pub front: FrontMatter,
    /// What was changed on the way.
    pub warnings: Vec<IntakeWarning>,
}

/// Reads a file; the ending of `name` says how.
///
/// # Errors
/// [`IntakeError`] for a file that is too large, of another format, no text, without any visible character, or with
/// front matter that is not understood.
pub fn read(bytes: &[u8], name: &str) -> Result<Intake, IntakeError> {
    let size = bytes.len() as u64;
    if size > MAX_FILE_BYTES {
        return Err(IntakeError::TooLarge { bytes: size, limit: MAX_FILE_BYTES });
    }
    let read_as = ReadAs::of_name(name)?;
    let decoded = encoding::decode(bytes)?;
    let (text, front) = match read_as {
        ReadAs::Txt => front::split(&decoded.text)?,
        ReadAs::Md => {
            let (body, front) = front::split(&decoded.text)?;
            (markdown::plain(&body), front)
        }
        ReadAs::Html => {
            let page = html::plain(&decoded.text);
            (page.text, FrontMatter { title: page.title, ..FrontMatter::default() })
        }
    };
    if !text.chars().any(|c| !c.is_whitespace() && !c.is_control()) {
        return Err(IntakeError::Empty);
    }
    let warnings = decoded.replaced.then(|| IntakeWarning {
        code: "replaced_characters",
        message: format!("按 {} 解码时有无法识别的字节，已用“\u{FFFD}”代替", decoded.encoding),
    });
    Ok(Intake { text, read_as, front, warnings: warnings.into_iter().collect() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Kind, Level, Nature, PartialDate};

    #[test]
    fn names_give_formats() {
        for (name, format) in [
            ("a.txt", Ok(ReadAs::Txt)),
            ("目录.d/通知", Ok(ReadAs::Txt)),
            (".隐藏", Ok(ReadAs::Txt)),
            ("a.MD", Ok(ReadAs::Md)),
            ("页.HTM", Ok(ReadAs::Html)),
            ("a.docx", Err(IntakeError::UnknownFormat { extension: "docx".to_owned() })),
        ] {
            assert_eq!(ReadAs::of_name(name), format, "{name}");
        }
    }

    #[test]
    fn front_matter_and_text_part() {
        let file = "\u{FEFF}---\r\nid: n-1\r\ntitle: 关于示例工作的通知\r\nissuer: 示例市人民政府\r\nlevel: city\r\n\
                    date: 2025-03\r\nkind: 通知\r\ndocno: 示政发〔2025〕3号\r\nnature: special_task\r\n---\r\n正文一行\r\n";
        let read = read(file.as_bytes(), "n.txt").expect("readable");
        assert_eq!(read.text, "正文一行\r\n");
        assert_eq!(
            read.front,
            FrontMatter {
                id: Some("n-1".to_owned()),
                title: Some("关于示例工作的通知".to_owned()),
                issuer: Some("示例市人民政府".to_owned()),
                level: Some(Level::City),
                date: PartialDate::new(2025, 3, 0),
                kind: Some(Kind::Notice),
                kind_original: None,
                docno: Some("示政发〔2025〕3号".to_owned()),
                nature: Some(Nature::SpecialTask),
            }
        );
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        let large = vec![b'a'; usize::try_from(MAX_FILE_BYTES).expect("fits") + 1];
        assert!(matches!(read(&large, "a.txt"), Err(IntakeError::TooLarge { .. })));
        for (bytes, name, wanted) in [
            (&b""[..], "a.txt", IntakeError::Empty),
            (b" \r\n\t", "a.md", IntakeError::Empty),
            (b"<html><script>1</script></html>", "a.html", IntakeError::Empty),
            (b"PK\x03\x04\x00\x00\x00", "a.txt", IntakeError::Binary),
        ] {
            assert_eq!(read(bytes, name), Err(wanted), "{name}");
        }
    }
}

//! [`read`]: one file in, its text out.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::error::IntakeError;
use super::front::{self, FrontMatter};
use super::origin::{Origin, OriginPart};
use super::package::{self, Package};
use super::{doc, docx, encoding, html, markdown, notices, odt, ofd, pdf};

/// Largest file that is read, in bytes: the upload limit of the service (reference: users-and-reliability S1).
pub const MAX_FILE_BYTES: u64 = 20 * 1024 * 1024;

/// How files of old office programs begin, and encrypted ones of newer programs.
const OLD_OFFICE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
/// How PDF files begin.
const PDF: &[u8] = b"%PDF-";
/// Where a PDF file may begin that has something before it.
const PDF_WITHIN: usize = 1024;
/// Where a web page says that it is one.
const PAGE_WITHIN: usize = 1024;

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
    /// Word document
    Docx,
    /// Old Word document
    Doc,
    /// PDF with a text layer
    Pdf,
    /// OpenDocument text
    Odt,
    /// OFD
    Ofd,
}

impl ReadAs {
    /// The stable name used in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Txt => "txt",
            Self::Md => "md",
            Self::Html => "html",
            Self::Docx => "docx",
            Self::Doc => "doc",
            Self::Pdf => "pdf",
            Self::Odt => "odt",
            Self::Ofd => "ofd",
        }
    }

    /// The format that a file name stands for; a name without an ending is plain text.
    ///
    /// # Errors
    /// [`IntakeError::UnknownFormat`] for any other ending.
    pub fn of_name(name: &str) -> Result<Self, IntakeError> {
        let Some(extension) = extension(name) else { return Ok(Self::Txt) };
        match extension.as_str() {
            "txt" | "text" => Ok(Self::Txt),
            "md" | "markdown" => Ok(Self::Md),
            "html" | "htm" | "xhtml" | "shtml" => Ok(Self::Html),
            "docx" | "docm" | "dotx" | "dotm" => Ok(Self::Docx),
            "doc" | "dot" | "wps" | "wpt" => Ok(Self::Doc),
            "pdf" => Ok(Self::Pdf),
            "odt" | "ott" => Ok(Self::Odt),
            "ofd" => Ok(Self::Ofd),
            _ => Err(IntakeError::UnknownFormat { extension }),
        }
    }
}

/// The ending of a file name in lower case, without its dot.
fn extension(name: &str) -> Option<String> {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let (stem, extension) = file.rsplit_once('.')?;
    (!stem.is_empty()).then(|| extension.to_ascii_lowercase())
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
    /// Headers and footers of its pages, which are no part of the text.
    pub margins: String,
    /// The way back into the file, where it is more than the text itself.
    pub origin: Option<Origin>,
}

impl Intake {
    /// A file that says nothing of itself beside its text.
    fn of(read_as: ReadAs, text: String, warnings: Vec<IntakeWarning>) -> Self {
        Self { text, read_as, front: FrontMatter::default(), warnings, margins: String::new(), origin: None }
    }
}

/// Reads a file. Its content says how where it can, as a package does; the ending of `name` parts the kinds of text.
///
/// # Errors
/// [`IntakeError`] for a file that is too large, of another format, damaged, beyond a cap, no text, without any visible
/// character, or with front matter that is not understood.
pub fn read(bytes: &[u8], name: &str) -> Result<Intake, IntakeError> {
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(IntakeError::TooLarge { limit: MAX_FILE_BYTES });
    }
    if bytes.is_empty() {
        return Err(IntakeError::Empty);
    }
    let intake = if package::is_package(bytes) {
        packaged(bytes, name)
    } else if bytes.starts_with(OLD_OFFICE) {
        old_word(bytes)
    } else if is_pdf(bytes, name) {
        portable(bytes)
    } else {
        plain(bytes, name)
    }?;
    if is_blank(&intake.text) {
        return Err(IntakeError::Empty);
    }
    Ok(intake)
}

/// Whether a text has no visible character.
fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c.is_control())
}

/// Reads a file that is a package of parts.
fn packaged(bytes: &[u8], name: &str) -> Result<Intake, IntakeError> {
    let mut package = Package::open(bytes)?;
    let intake = in_package(&mut package, name)?;
    // Where OpenDocument keeps the pictures of a document.
    let drawn = |package: &Package<'_>| package.names().iter().any(|name| name.starts_with("pictures/"));
    if is_blank(&intake.text) && drawn(&package) {
        return Err(IntakeError::OnlyPictures);
    }
    Ok(intake)
}

/// Reads the document that a package holds.
fn in_package(package: &mut Package<'_>, name: &str) -> Result<Intake, IntakeError> {
    if docx::is_document(package)? {
        let document = docx::read(package, docx::Aim::Text)?;
        if is_blank(&document.text) && document.drawn {
            return Err(IntakeError::OnlyPictures);
        }
        let origin = Some(document.origin);
        let margins = document.margins;
        return Ok(Intake { margins, origin, ..Intake::of(ReadAs::Docx, document.text, document.warnings) });
    }
    if odt::is_document(package)? {
        let found = odt::read(package)?;
        let warnings = [
            found.revised.then(notices::revisions),
            (found.hidden > 0).then(|| notices::hidden(found.hidden)),
            found.embedded.then(notices::left_out),
        ];
        let intake = Intake::of(ReadAs::Odt, found.text, warnings.into_iter().flatten().collect());
        let part = OriginPart { name: odt::CONTENT.to_owned(), label: "正文".to_owned() };
        let origin = Some(Origin { parts: vec![part], pieces: found.pieces });
        return Ok(Intake { margins: found.margins, origin, ..intake });
    }
    if ofd::is_document(package) {
        let found = ofd::read(package)?;
        let warnings = (!found.silent.is_empty()).then(|| notices::silent_pages(&found.silent));
        let intake = Intake::of(ReadAs::Ofd, found.text, warnings.into_iter().collect());
        return Ok(Intake { margins: found.margins, origin: Some(found.origin), ..intake });
    }
    Err(IntakeError::UnknownPackage { extension: extension(name).unwrap_or_default() })
}

/// Reads a file of an old word processor.
fn old_word(bytes: &[u8]) -> Result<Intake, IntakeError> {
    let found = doc::plain(bytes)?;
    let warnings = [found.revised.then(notices::revisions), (found.hidden > 0).then(|| notices::hidden(found.hidden))];
    let intake = Intake::of(ReadAs::Doc, found.text, warnings.into_iter().flatten().collect());
    Ok(Intake { margins: found.margins, ..intake })
}

/// Whether a file is a PDF one. Something may stand before its beginning, but then its name must say what it is.
fn is_pdf(bytes: &[u8], name: &str) -> bool {
    let within = || bytes.windows(PDF.len()).take(PDF_WITHIN).any(|window| window == PDF);
    bytes.starts_with(PDF) || (extension(name).is_some_and(|extension| extension == "pdf") && within())
}

/// Reads a PDF file.
fn portable(bytes: &[u8]) -> Result<Intake, IntakeError> {
    let found = pdf::plain(bytes)?;
    let warnings = [
        (!found.silent.is_empty()).then(|| notices::silent_pages(&found.silent)),
        found.unknown.then(notices::unknown_characters),
        (!found.damaged.is_empty()).then(|| notices::damaged_pages(&found.damaged)),
        found.cut.then(notices::cut_off),
    ];
    let intake = Intake::of(ReadAs::Pdf, found.text, warnings.into_iter().flatten().collect());
    Ok(Intake { margins: found.margins, origin: Some(found.origin), ..intake })
}

/// Whether a file is a web page: what many office systems hand out under the name of a Word file.
fn is_page(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(PAGE_WITHIN)).unwrap_or_default().to_ascii_lowercase();
    head.windows(b"<html".len()).any(|window| window == b"<html")
}

/// Whether a file begins as a web page does, so that it is one whatever its name says or leaves out.
fn begins_as_page(bytes: &[u8]) -> bool {
    let head = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    let begins = |with: &[u8]| head.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    begins(b"<!doctype html") || begins(b"<html") || (begins(b"<?xml") && is_page(head))
}

/// Reads a file that is text.
fn plain(bytes: &[u8], name: &str) -> Result<Intake, IntakeError> {
    let mut read_as = ReadAs::of_name(name)?;
    if (read_as == ReadAs::Doc && is_page(bytes)) || (read_as == ReadAs::Txt && begins_as_page(bytes)) {
        read_as = ReadAs::Html;
    }
    if matches!(read_as, ReadAs::Docx | ReadAs::Doc | ReadAs::Pdf | ReadAs::Odt | ReadAs::Ofd) {
        return Err(IntakeError::Mislabelled { extension: extension(name).unwrap_or_default() });
    }
    let decoded = encoding::decode(bytes)?;
    let mut margins = String::new();
    let mut warnings: Vec<IntakeWarning> =
        decoded.replaced.then(|| notices::replaced(decoded.encoding, decoded.broken_off)).into_iter().collect();
    let (text, front) = match read_as {
        ReadAs::Md => {
            let (body, front) = front::split(&decoded.text)?;
            (markdown::plain(&body), front)
        }
        ReadAs::Html => {
            let page = html::plain(&decoded.text)?;
            margins = page.margins;
            warnings.extend(page.revised.then(notices::deletions));
            warnings.extend((page.hidden > 0).then(|| notices::hidden(page.hidden)));
            warnings.extend(page.left_out.map(|(count, words)| notices::furniture(count, &words)));
            (page.text, FrontMatter { title: page.title, ..FrontMatter::default() })
        }
        _ => front::split(&decoded.text)?,
    };
    Ok(Intake { front, margins, ..Intake::of(read_as, text, warnings) })
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
            ("送审稿.DOCX", Ok(ReadAs::Docx)),
            ("送审稿.wps", Ok(ReadAs::Doc)),
            ("送审稿.pdf", Ok(ReadAs::Pdf)),
            ("送审稿.ofd", Ok(ReadAs::Ofd)),
            ("送审稿.odt", Ok(ReadAs::Odt)),
            ("a.xlsx", Err(IntakeError::UnknownFormat { extension: "xlsx".to_owned() })),
        ] {
            assert_eq!(ReadAs::of_name(name), format, "{name}");
        }
    }

    #[test]
    fn a_page_is_known_by_its_content() {
        for (file, name, wanted) in [
            ("\u{FEFF}\n<!DOCTYPE html><p>正文", "稿", ReadAs::Html),
            ("<HTML><p>正文", "a.txt", ReadAs::Html),
            ("<?xml version='1.0'?><html><p>正文", "", ReadAs::Html),
            ("<?xml version='1.0'?><doc>正文", "a", ReadAs::Txt),
            ("写法：<html>", "a.txt", ReadAs::Txt),
        ] {
            assert_eq!(read(file.as_bytes(), name).map(|read| read.read_as), Ok(wanted), "{file}");
        }
    }

    #[test]
    fn what_is_left_out_of_a_page_is_told() {
        let page = "<div class=nav><a href='/'>首页</a></div><p>正<del>式</del>文</p><p hidden>藏</p>";
        let read = read(page.as_bytes(), "a.html").expect("readable");
        assert_eq!(read.text, "正文\n藏\n");
        let codes: Vec<&str> = read.warnings.iter().map(|warning| warning.code).collect();
        assert_eq!(codes, ["revisions", "hidden_text", "page_furniture"]);
        assert!(
            read.warnings.last().is_some_and(|last| last.message.contains("1 处") && last.message.contains("“首页”"))
        );
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
    fn a_character_that_breaks_off_is_told_as_such() {
        let mut bytes: Vec<u8> = "\u{FEFF}各县要报送示例材料。".encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.push(b'x');
        let found = read(&bytes, "a.txt").expect("readable");
        assert_eq!(found.text, "各县要报送示例材料。\u{FFFD}");
        let [warning] = &found.warnings[..] else { panic!("{:?}", found.warnings) };
        assert_eq!(warning.code, "replaced_characters");
        assert!(
            warning.message.contains("最后一个字不完整") && warning.message.contains("UTF-16LE"),
            "{}",
            warning.message
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
            (b"\x00\x01\x02\x03\x00\x00\x00", "a.txt", IntakeError::Binary),
            (b"", "a.docx", IntakeError::Empty),
            (b"", "a.wps", IntakeError::Empty),
            ("正文".as_bytes(), "a.docx", IntakeError::Mislabelled { extension: "docx".to_owned() }),
            ("正文".as_bytes(), "a.pdf", IntakeError::Mislabelled { extension: "pdf".to_owned() }),
            (b"{\\rtf1 x}", "a.wps", IntakeError::Mislabelled { extension: "wps".to_owned() }),
        ] {
            assert_eq!(read(bytes, name), Err(wanted), "{name}");
        }
    }
}

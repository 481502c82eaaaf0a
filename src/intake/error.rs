//! Why a file could not be read.

/// Why a file could not be read. The text is Chinese and may be shown to users.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IntakeError {
    /// The file is larger than the cap.
    #[error("文件有 {bytes} 字节，超过上限 {limit} 字节")]
    TooLarge {
        /// Size of the file.
        bytes: u64,
        /// The cap.
        limit: u64,
    },
    /// The ending of the name belongs to no format that is read.
    #[error("不支持“{extension}”格式的文件；可读取 docx、doc、wps、pdf、ofd、odt、txt、md、html")]
    UnknownFormat {
        /// The ending, without its dot.
        extension: String,
    },
    /// A zip package that is none of the kinds that are read.
    #[error("文件是压缩包，但不是 docx、odt、ofd 文档{}；请解压后逐个提交，或另存为 docx", named(.extension))]
    UnknownPackage {
        /// The ending of its name, without its dot; may be empty.
        extension: String,
    },
    /// A file of an old office program that cannot be read soundly.
    #[error("旧版 Word/WPS 文件（doc、wps）无法可靠读取：{problem}；请另存为 docx 后再提交")]
    OldWord {
        /// What is wrong, in Chinese.
        problem: &'static str,
    },
    /// A PDF file that cannot be read.
    #[error("PDF 文件无法读取：{problem}")]
    Pdf {
        /// What is wrong, in Chinese.
        problem: &'static str,
    },
    /// Pages that are pictures, or show drawn letters.
    #[error("文件是扫描件（或文字已转成图形），没有文字层，无法评估；请提供 docx 等可编辑的原文")]
    NoTextLayer,
    /// The name says one thing and the content another.
    #[error("文件名为 {extension}，内容却不是这种格式；请用原来的软件重新保存，或另存为 docx")]
    Mislabelled {
        /// The ending of the name, without its dot.
        extension: &'static str,
    },
    /// The bytes are no text.
    #[error("文件内容不是文本（含有大量控制字符）")]
    Binary,
    /// There is nothing to read.
    #[error("文件没有文字内容")]
    Empty,
    /// The file is a zip package that cannot be opened.
    #[error("文件无法打开：{problem}；请用原来的软件重新保存后再试")]
    Package {
        /// What is wrong, in Chinese.
        problem: String,
    },
    /// The package has too many entries.
    #[error("文件内有 {entries} 个部分，超过上限 {limit} 个")]
    Entries {
        /// Entries found.
        entries: usize,
        /// Entries allowed.
        limit: usize,
    },
    /// A part of a package is missing or damaged.
    #[error("文件中的 {part} 无法读取：{problem}；请用原来的软件重新保存后再试")]
    Part {
        /// Name of the part.
        part: String,
        /// What is wrong, in Chinese.
        problem: String,
    },
    /// A part of a package is too large when decompressed.
    #[error("文件中的 {part} 解压后超过上限 {limit} 字节，已停止读取")]
    Unpacked {
        /// Name of the part.
        part: String,
        /// Bytes allowed.
        limit: u64,
    },
    /// A part of a package is packed tighter than any document is.
    #[error("文件中的 {part} 解压后大于压缩时的 {limit} 倍，不像正常文件，已停止读取")]
    Ratio {
        /// Name of the part.
        part: String,
        /// The ratio allowed.
        limit: u64,
    },
    /// A part of a package is not well-formed XML.
    #[error("文件中的 {part} 第 {position} 字节附近：{problem}；请用原来的软件重新保存后再试")]
    Xml {
        /// Name of the part.
        part: String,
        /// Place of the fault in the part, in bytes.
        position: usize,
        /// What is wrong, in Chinese.
        problem: String,
    },
    /// A part of a package has a document type declaration.
    #[error("文件中的 {part} 含有文档类型声明（DOCTYPE），办公文件不应有，已拒绝读取")]
    DocType {
        /// Name of the part.
        part: String,
    },
    /// The elements of a part are nested too deep.
    #[error("文件中的 {part} 嵌套超过 {limit} 层，已停止读取")]
    Depth {
        /// Name of the part.
        part: String,
        /// Levels allowed.
        limit: usize,
    },
    /// A part of a package has more pieces of text than any document has.
    #[error("文件中的 {part} 有超过 {limit} 个文字片段，已停止读取")]
    Crowded {
        /// Name of the part.
        part: String,
        /// Pieces allowed.
        limit: usize,
    },
    /// A line of the front matter is not understood.
    #[error("文件头第 {line} 行 {field}：{problem}")]
    FrontMatter {
        /// Line in the file, from 1.
        line: usize,
        /// The key of that line, or the line itself.
        field: String,
        /// What is wrong, in Chinese.
        problem: String,
    },
}

/// The ending of a name, as an addition to a message.
fn named(extension: &str) -> String {
    if extension.is_empty() { String::new() } else { format!("（扩展名为 {extension}）") }
}

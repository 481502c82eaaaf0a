//! Why a file could not be read.

/// Why a file could not be read. The text is Chinese and may be shown to users.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IntakeError {
    /// The file is larger than the cap.
    #[error("文件超过上限 {}；请删去图片，或拆成几份后再提交", size(*.limit))]
    TooLarge {
        /// The cap, in bytes.
        limit: u64,
    },
    /// The ending of the name belongs to no format that is read.
    #[error("不支持“{extension}”格式的文件；请另存为 docx、doc、wps、pdf、ofd、odt、txt、md、html 中的一种")]
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
    #[error("PDF 文件无法读取：{problem}；也可以提供 docx 等可编辑的原文")]
    Pdf {
        /// What is wrong, in Chinese.
        problem: &'static str,
    },
    /// Pages that are pictures, or show drawn letters.
    #[error("文件是扫描件（或文字已转成图形），没有文字层，无法评估；请提供 docx 等可编辑的原文")]
    NoTextLayer,
    /// A document that holds pictures and no text.
    #[error("文件只有图片，没有文字，无法评估；请提供可编辑的原文，图片中的文字须先录入或识别")]
    OnlyPictures,
    /// The name says one thing and the content another.
    #[error("文件名为 {extension}，内容却不是这种格式；请用原来的软件重新保存，或另存为 docx")]
    Mislabelled {
        /// The ending of the name, without its dot.
        extension: String,
    },
    /// The bytes are no text.
    #[error("文件内容不是文本（含有空字符或大量控制字符）；请用原来的软件另存为 docx 或纯文本")]
    Binary,
    /// There is nothing to read.
    #[error("文件没有文字内容；请确认选对了文件，并已保存")]
    Empty,
    /// The file is a zip package that cannot be opened.
    #[error("文件无法打开：{problem}；请用原来的软件重新保存后再试")]
    Package {
        /// What is wrong, in Chinese.
        problem: String,
    },
    /// The package has too many entries.
    #[error("文件内有 {entries} 个部分，超过上限 {limit} 个；请用原来的软件另存为 docx 后再试")]
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
    #[error("文件中的 {part} 解压后超过上限 {}，已停止读取；请核实文件来源，或拆成几份后再提交", size(*.limit))]
    Unpacked {
        /// Name of the part.
        part: String,
        /// Bytes allowed.
        limit: u64,
    },
    /// A part of a package is packed tighter than any document is.
    #[error(
        "文件中的 {part} 解压后大于压缩时的 {limit} 倍，不像正常文件，已停止读取；请核实文件来源，用原来的软件另存后再试"
    )]
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
    #[error(
        "文件中的 {part} 含有文档类型声明（DOCTYPE），办公文件不应有，已拒绝读取；请核实文件来源，用原来的软件另存后再试"
    )]
    DocType {
        /// Name of the part.
        part: String,
    },
    /// The elements of a part are nested too deep.
    #[error("文件中的 {part} 嵌套超过 {limit} 层，已停止读取；请用原来的软件另存后再试")]
    Depth {
        /// Name of the part.
        part: String,
        /// Levels allowed.
        limit: usize,
    },
    /// A part of a package has more pieces of text than any document has.
    #[error("文件中的 {part} 有超过 {limit} 个文字片段，已停止读取；请拆成几份后再提交")]
    Crowded {
        /// Name of the part.
        part: String,
        /// Pieces allowed.
        limit: usize,
    },
    /// The tags of a web page have more attributes than any page has.
    #[error("网页中的标签带有过多属性，不像正常网页，已停止读取；请核实文件来源，或另存为 docx 后再提交")]
    Attributes,
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

/// A size as people read it: whole megabytes where it is some, else bytes.
fn size(bytes: u64) -> String {
    const MEGABYTE: u64 = 1 << 20;
    if bytes >= MEGABYTE { format!("{} MB", bytes / MEGABYTE) } else { format!("{bytes} 字节") }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a person can do about it stands behind the last stop.
    #[test]
    fn refusals_say_what_is_wrong_and_what_to_do() {
        let part = || "word/document.xml".to_owned();
        for error in [
            IntakeError::TooLarge { limit: 20 << 20 },
            IntakeError::UnknownFormat { extension: "rtf".to_owned() },
            IntakeError::UnknownPackage { extension: String::new() },
            IntakeError::OldWord { problem: "文件已损坏" },
            IntakeError::Pdf { problem: "页数超过 2000 页" },
            IntakeError::NoTextLayer,
            IntakeError::OnlyPictures,
            IntakeError::Mislabelled { extension: "docx".to_owned() },
            IntakeError::Binary,
            IntakeError::Empty,
            IntakeError::Package { problem: "已加密".to_owned() },
            IntakeError::Entries { entries: 10_001, limit: 10_000 },
            IntakeError::Part { part: part(), problem: "没有这一部分".to_owned() },
            IntakeError::Unpacked { part: part(), limit: 64 << 20 },
            IntakeError::Ratio { part: part(), limit: 200 },
            IntakeError::Xml { part: part(), position: 3, problem: "标签没有结束".to_owned() },
            IntakeError::DocType { part: part() },
            IntakeError::Depth { part: part(), limit: 256 },
            IntakeError::Crowded { part: part(), limit: 1_000_000 },
            IntakeError::Attributes,
        ] {
            let text = error.to_string();
            let advice = text.rsplit('；').next().unwrap_or_default();
            assert!(["请", "可以"].iter().any(|word| advice.contains(word)) && advice != text, "{text}");
        }
        let large = IntakeError::TooLarge { limit: 20 << 20 };
        assert!(large.to_string().starts_with("文件超过上限 20 MB；"), "{large}");
    }
}

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
    #[error("不支持“{extension}”格式的文件；可读取 txt、md、html")]
    UnknownFormat {
        /// The ending, without its dot.
        extension: String,
    },
    /// The bytes are no text.
    #[error("文件内容不是文本（含有大量控制字符）")]
    Binary,
    /// There is nothing to read.
    #[error("文件没有文字内容")]
    Empty,
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

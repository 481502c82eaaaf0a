//! Why a report could not be written out.

use crate::intake::IntakeError;

/// What can go wrong while a report is written into memory.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The page.
    #[error("网页报告无法写出：{0}")]
    Page(#[from] askama::Error),
    /// A table.
    #[error("表格无法写出：{0}")]
    Table(#[from] csv::Error),
    /// The draft with comments: its file cannot be read again.
    #[error("带批注的文档无法写出：{0}")]
    Document(#[from] IntakeError),
    /// The draft with comments: read again, it says something else.
    #[error("带批注的文档无法写出：写成后文字有变")]
    Unsound,
}

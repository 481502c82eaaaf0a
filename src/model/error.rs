//! What can go wrong with a model file, a sample file or a training run.

use std::path::PathBuf;

/// An error of this module. The variants carry facts; codes and advice are given at the edge.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// A file could not be read.
    #[error("读不了文件 {}：{source}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file or folder could not be written.
    #[error("写不了文件 {}：{source}", .path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The tokenizer file is damaged, or the tokenizer refused its work.
    #[error("分词模型有误：{reason}")]
    Tokenizer {
        /// What the tokenizer said.
        reason: String,
    },
    /// The weights file is damaged or of another shape than this program reads.
    #[error("模型权重文件有误：{reason}")]
    Weights {
        /// What is wrong.
        reason: String,
    },
    /// The files are each sound, but were not made for each other or not for this program.
    #[error("模型文件不配套：{what}应为 {expected}，实为 {found}")]
    Mismatch {
        /// What was compared.
        what: &'static str,
        /// What this program or the other file needs.
        expected: String,
        /// What the file says.
        found: String,
    },
    /// A line of a sample file cannot be used.
    #[error("样本第 {line} 行有误：{reason}")]
    SampleLine {
        /// Number of the line, from 1.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// There is not enough text or not enough samples to train or evaluate on.
    #[error("训练或评测数据不足：{reason}")]
    TooLittle {
        /// What is missing.
        reason: String,
    },
}

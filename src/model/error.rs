//! Why a model or its training material cannot be used.

use std::path::PathBuf;

/// What can go wrong with a model. The texts are Chinese and may be shown to users.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// A file cannot be read or written.
    #[error("{} 无法读写：{source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The tokenizer file is no tokenizer.
    #[error("分词器文件无法使用：{reason}")]
    Tokenizer {
        /// What is wrong.
        reason: String,
    },
    /// The weights do not fit this program.
    #[error("权重文件无法使用：{reason}")]
    Weights {
        /// What is wrong.
        reason: String,
    },
    /// A labelled sentence cannot be read.
    #[error("{} 第{line}行：{reason}", path.display())]
    Sample {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// There is too little to learn from.
    #[error("训练语料不足：{reason}")]
    TooLittle {
        /// What is missing.
        reason: String,
    },
}

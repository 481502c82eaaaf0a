//! Whether a data folder is sound: the store's own check, and the indexes against the store.

use crate::desk::engine::{readable, sources};
use crate::desk::error::DeskError;
use crate::desk::office::Desk;

/// What an examination found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examination {
    /// Documents in the store.
    pub stored: usize,
    /// Documents that searches and reviews see.
    pub indexed: usize,
    /// What is wrong, in Chinese; empty when nothing is.
    pub faults: Vec<String>,
}

impl Desk {
    /// Examines the data folder; reads every document.
    ///
    /// # Errors
    /// The store's, where it cannot even be read.
    pub fn examine(&self) -> Result<Examination, DeskError> {
        let mut faults = self.store.faults()?;
        let stored = self.store.all_metadata()?.len();
        let indexed = self.corpus.table().len();
        if stored != indexed {
            faults.push(format!("数据库有 {stored} 份文件，索引有 {indexed} 份；请运行 reindex 重建索引"));
        }
        let (_, unreadable) = readable(&sources(&self.store)?);
        faults.extend(unreadable.iter().map(ToString::to_string));
        Ok(Examination { stored, indexed, faults })
    }
}

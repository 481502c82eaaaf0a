//! Whether a data folder is sound: the store's own check, the indexes against the store, and the chain of
//! the audit log.

use crate::desk::engine::{readable, sources};
use crate::desk::error::DeskError;
use crate::desk::office::Desk;
use crate::store::AuditCheck;

/// What an examination found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examination {
    /// Documents in the store.
    pub stored: usize,
    /// Documents that searches and reviews see.
    pub indexed: usize,
    /// The check of the audit log.
    pub audit: AuditCheck,
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
        let audit = self.store.verify_audit(None)?;
        faults.extend(audit.faults.iter().map(|fault| format!("审计日志第 {} 条：{}", fault.seq, fault.reason)));
        Ok(Examination { stored, indexed, audit, faults })
    }
}

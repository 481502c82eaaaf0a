//! What an import tells: how far it is, what came of it, what was wrong.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use utoipa::ToSchema;

/// Most errors listed one by one; the rest is counted.
const MAX_ERRORS: usize = 1_000;
/// Most names listed in a summary warning.
const MAX_NAMES: usize = 20;

/// How far an import is, in bytes of its files.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportProgress {
    /// Bytes read.
    pub done: u64,
    /// Bytes in all.
    pub total: u64,
}

/// A line or file that did not get in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ImportError {
    /// The file.
    pub file: String,
    /// The line, from 1; missing when it concerns the whole file.
    pub line: Option<u64>,
    /// The field, where one is to blame.
    pub field: Option<String>,
    /// What is wrong, in Chinese.
    pub message: String,
}

/// Something that was read otherwise than it was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ImportWarning {
    /// Stable code.
    pub code: &'static str,
    /// What happened, in Chinese.
    pub message: String,
}

/// 导入结果: what came of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct ImportSummary {
    /// Documents whose id was new.
    pub added: u64,
    /// Documents whose text or metadata changed.
    pub replaced: u64,
    /// Documents that were there already.
    pub unchanged: u64,
    /// Lines and files that did not get in.
    pub failed: u64,
    /// Whether it was stopped before its end; what is counted here is in.
    pub cancelled: bool,
    /// What was read otherwise than it was given.
    pub warnings: Vec<ImportWarning>,
    /// What did not get in, the first thousand.
    pub errors: Vec<ImportError>,
}

impl ImportSummary {
    /// Whether nothing that was given is in the corpus now.
    #[must_use]
    pub fn is_in_vain(&self) -> bool {
        self.failed > 0 && self.added + self.replaced + self.unchanged == 0
    }

    pub(super) fn fail(&mut self, error: ImportError) {
        self.failed += 1;
        if self.errors.len() < MAX_ERRORS {
            self.errors.push(error);
        }
    }
}

/// What is gathered along the way for the summary warnings.
#[derive(Debug, Default)]
pub(super) struct Oddities {
    /// Names of fields that mean nothing here.
    pub(super) ignored_fields: BTreeSet<String>,
    /// Kinds that are none of ours, with the number of documents.
    pub(super) other_kinds: BTreeMap<String, u64>,
    /// Files of formats that are not read, found in folders.
    pub(super) skipped_files: BTreeSet<String>,
    /// Files that were read with a warning.
    pub(super) files: BTreeMap<String, String>,
}

impl Oddities {
    /// One warning for each sort of oddity.
    pub(super) fn warnings(&self, failed: u64, listed: usize) -> Vec<ImportWarning> {
        let mut warnings = Vec::new();
        let mut warn = |code, message| warnings.push(ImportWarning { code, message });
        if !self.ignored_fields.is_empty() {
            warn("ignored_fields", format!("未使用的字段：{}", names(self.ignored_fields.iter().cloned())));
        }
        if !self.other_kinds.is_empty() {
            let kinds = self.other_kinds.iter().map(|(kind, count)| format!("{kind}（{count} 份）"));
            warn("unlisted_kinds", format!("文种不在列表内，按 other 处理：{}", names(kinds)));
        }
        if !self.skipped_files.is_empty() {
            let count = self.skipped_files.len();
            let shown = names(self.skipped_files.iter().cloned());
            warn("skipped_files", format!("{count} 个文件的格式不支持，未导入：{shown}"));
        }
        if !self.files.is_empty() {
            let files = self.files.iter().map(|(file, what)| format!("{file}：{what}"));
            warn("altered_files", names(files));
        }
        if failed > listed as u64 {
            warn("errors_cut", format!("共有 {failed} 处错误，只列出前 {listed} 处"));
        }
        warnings
    }
}

/// The first names, and how many more there are.
fn names(all: impl Iterator<Item = String>) -> String {
    let all: Vec<String> = all.collect();
    let shown = all.iter().take(MAX_NAMES).map(|name| name.chars().take(80).collect::<String>());
    let mut text = shown.collect::<Vec<_>>().join("、");
    if all.len() > MAX_NAMES {
        text.push_str(&format!(" 等 {} 项", all.len()));
    }
    text
}

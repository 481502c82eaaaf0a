//! Which files an import reads, and what each is called.

use std::path::{Path, PathBuf};

use super::super::error::CorpusError;
use crate::intake::ReadAs;

/// A file to be imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Source {
    pub(super) path: PathBuf,
    /// Its path below the folder given, with `/`; the id of a document that names none.
    pub(super) name: String,
    pub(super) bytes: u64,
    pub(super) format: Format,
}

/// How a file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// One JSON object a line.
    Lines,
    /// One document.
    Document,
    /// Not read.
    Unknown,
}

/// The files under `paths`, those of a folder in order of their names. Hidden files and links to folders are left out.
pub(super) fn sources(paths: &[PathBuf]) -> Result<Vec<Source>, CorpusError> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            walk(path, "", &mut found)?;
        } else {
            let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            found.push(source(path.clone(), name)?);
        }
    }
    Ok(found)
}

fn walk(folder: &Path, prefix: &str, found: &mut Vec<Source>) -> Result<(), CorpusError> {
    let entries = std::fs::read_dir(folder).map_err(CorpusError::io(folder))?;
    let mut entries = entries.collect::<Result<Vec<_>, _>>().map_err(CorpusError::io(folder))?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let file_name = entry.file_name().to_string_lossy().into_owned();
        if file_name.starts_with('.') {
            continue;
        }
        let name = if prefix.is_empty() { file_name } else { format!("{prefix}/{file_name}") };
        let path = entry.path();
        // `file_type` does not follow links, so a link that leads back up is never walked.
        let kind = entry.file_type().map_err(CorpusError::io(&path))?;
        if kind.is_dir() {
            walk(&path, &name, found)?;
        } else if path.is_file() {
            found.push(source(path, name)?);
        }
    }
    Ok(())
}

fn source(path: PathBuf, name: String) -> Result<Source, CorpusError> {
    let bytes = std::fs::metadata(&path).map_err(CorpusError::io(&path))?.len();
    let format = format(&name);
    Ok(Source { path, name, bytes, format })
}

/// How the file of this name is read.
pub(super) fn format(name: &str) -> Format {
    let ending = Path::new(name).extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
    match ending.as_deref() {
        Some("jsonl" | "ndjson") => Format::Lines,
        _ if ReadAs::of_name(name).is_ok() => Format::Document,
        _ => Format::Unknown,
    }
}

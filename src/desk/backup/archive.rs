//! The file that a backup is: a zip package whose last entry is the manifest. Every file in it has its size and hash
//! there; a backup is complete when it has its name.

use std::fs::{File, OpenOptions};
use std::io::{BufReader, BufWriter, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::error::BackupError;
use super::manifest::{FORMAT, Manifest, NAME, PackedFile};
use crate::digest::hex;
use crate::store::Snapshot;

/// Bytes read at once.
const PIECE: usize = 1 << 18;
/// Largest manifest, in bytes: a thousand norm profiles take a fifth of it.
const LARGEST_MANIFEST: u64 = 1 << 20;
/// Least packing: Chinese text halves already, and more takes several times as long.
const PACKING: i64 = 1;

/// A backup being written; without [`Packing::finish`] nothing remains of it.
pub(super) struct Packing {
    target: PathBuf,
    part: PathBuf,
    zip: Option<ZipWriter<BufWriter<File>>>,
    files: Vec<PackedFile>,
}

/// Makes a file that only its owner may read; what a crash left under this name is written over.
pub(super) fn private(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// The same path with more at its end.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    path.with_file_name(name)
}

/// Makes the renaming of a file last.
pub(super) fn sync_folder(path: &Path) -> std::io::Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

impl Packing {
    /// Begins a backup that will have the name `target`.
    pub(super) fn begin(target: &Path) -> Result<Self, BackupError> {
        if target.exists() {
            return Err(BackupError::Exists { path: target.to_owned() });
        }
        let part = beside(target, ".part");
        let file = private(&part).map_err(BackupError::io(&part))?;
        let zip = Some(ZipWriter::new(BufWriter::with_capacity(PIECE, file)));
        Ok(Self { target: target.to_owned(), part, zip, files: Vec::new() })
    }

    /// Puts a file in. `watch` is told bytes read and says whether to go on; whether the file is in.
    pub(super) fn add(
        &mut self,
        name: &str,
        from: &mut dyn Read,
        watch: &mut dyn FnMut(u64) -> bool,
    ) -> Result<bool, BackupError> {
        let failed = BackupError::io(&self.part);
        let Some(zip) = &mut self.zip else { return Ok(false) };
        let options = SimpleFileOptions::default().compression_level(Some(PACKING)).large_file(true);
        zip.start_file(name, options).map_err(|e| failed(e.into()))?;
        let (mut hash, mut bytes, mut piece) = (Sha256::new(), 0, vec![0; PIECE]);
        loop {
            let length = from.read(&mut piece).map_err(&failed)?;
            let Some(read) = piece.get(..length).filter(|read| !read.is_empty()) else { break };
            hash.update(read);
            zip.write_all(read).map_err(&failed)?;
            bytes += length as u64;
            if !watch(bytes) {
                return Ok(false);
            }
        }
        self.files.push(PackedFile { name: name.to_owned(), bytes, sha256: hex(&hash.finalize()) });
        Ok(true)
    }

    /// Writes the manifest with the files put in, and gives the backup its name; its size in bytes.
    pub(super) fn finish(mut self, mut manifest: Manifest) -> Result<(Manifest, u64), BackupError> {
        let failed = BackupError::io(&self.part);
        manifest.files = std::mem::take(&mut self.files);
        let text = serde_json::to_vec_pretty(&manifest).map_err(|e| failed(e.into()))?;
        let Some(mut zip) = self.zip.take() else { return Err(failed(ErrorKind::InvalidInput.into())) };
        zip.start_file(NAME, SimpleFileOptions::default()).map_err(|e| failed(e.into()))?;
        zip.write_all(&text).map_err(&failed)?;
        let written = zip.finish().map_err(|e| failed(e.into()))?;
        let file = written.into_inner().map_err(|e| failed(e.into_error()))?;
        file.sync_all().map_err(&failed)?;
        let bytes = file.metadata().map_err(&failed)?.len();
        if self.target.exists() {
            return Err(BackupError::Exists { path: self.target.clone() });
        }
        std::fs::rename(&self.part, &self.target).map_err(&failed)?;
        sync_folder(&self.target).map_err(BackupError::io(&self.target))?;
        Ok((manifest, bytes))
    }
}

impl Drop for Packing {
    fn drop(&mut self) {
        // Its name is gone when the backup was finished.
        drop(std::fs::remove_file(&self.part));
    }
}

/// An opened backup.
pub(super) struct Package {
    path: PathBuf,
    zip: ZipArchive<BufReader<File>>,
    /// What it says of itself.
    pub(super) manifest: Manifest,
}

impl Package {
    /// Opens a backup and reads its manifest. Refuses what is none, and what a newer program made.
    pub(super) fn open(path: &Path) -> Result<Self, BackupError> {
        let file = File::open(path).map_err(BackupError::io(path))?;
        let none = |reason| BackupError::NotBackup { path: path.to_owned(), reason };
        let mut zip = ZipArchive::new(BufReader::new(file)).map_err(|error| match error {
            ZipError::Io(source) if source.kind() != ErrorKind::UnexpectedEof => BackupError::io(path)(source),
            _ => none("文件不完整，或不是 zip 格式"),
        })?;
        let entry = zip.by_name(NAME).map_err(|_| none("没有清单 manifest.json"))?;
        let damaged = || BackupError::Damaged { path: path.to_owned(), reason: "清单无法读取".to_owned() };
        let mut text = Vec::new();
        entry.take(LARGEST_MANIFEST + 1).read_to_end(&mut text).map_err(|_| damaged())?;
        let value: serde_json::Value = serde_json::from_slice(&text).map_err(|_| damaged())?;
        let newer = |what, found, known| BackupError::Newer { path: path.to_owned(), what, found, known };
        // Before anything else: a newer form may have other fields.
        match value.get("format").and_then(serde_json::Value::as_i64) {
            Some(format) if format > FORMAT => return Err(newer("备份格式", format, FORMAT)),
            Some(_) => {}
            None => return Err(none("清单中没有格式版本")),
        }
        let manifest: Manifest = serde_json::from_value(value).map_err(|_| damaged())?;
        if manifest.schema > Snapshot::known_schema() {
            return Err(newer("数据库结构版本", manifest.schema, Snapshot::known_schema()));
        }
        Ok(Self { path: path.to_owned(), zip, manifest })
    }

    /// What is wrong with this backup.
    pub(super) fn damaged(&self, reason: impl Into<String>) -> BackupError {
        BackupError::Damaged { path: self.path.clone(), reason: reason.into() }
    }

    /// Unpacks a file to where `to` leads and holds it against the manifest. `watch` is told bytes written.
    pub(super) fn unpack(
        &mut self,
        file: &PackedFile,
        (to, target): (&mut dyn Write, &Path),
        watch: &mut dyn FnMut(u64),
    ) -> Result<(), BackupError> {
        let name = &file.name;
        let broken =
            |path: &Path| BackupError::Damaged { path: path.to_owned(), reason: format!("“{name}”无法解开") };
        let path = self.path.clone();
        let entry = self.zip.by_name(name).map_err(|_| broken(&path))?;
        // One byte more than promised is enough to be found out.
        let mut entry = entry.take(file.bytes.saturating_add(1));
        let (mut hash, mut bytes, mut piece) = (Sha256::new(), 0, vec![0; PIECE]);
        loop {
            let length = entry.read(&mut piece).map_err(|_| broken(&path))?;
            let Some(read) = piece.get(..length).filter(|read| !read.is_empty()) else { break };
            hash.update(read);
            to.write_all(read).map_err(BackupError::io(target))?;
            bytes += length as u64;
            watch(bytes);
        }
        if bytes != file.bytes || hex(&hash.finalize()) != file.sha256 {
            let reason = format!("“{name}”与清单中的大小或校验值不符");
            return Err(BackupError::Damaged { path, reason });
        }
        Ok(())
    }
}

//! The compound file around the streams of an old Word file.

use std::io::{Cursor, Read};

use cfb::CompoundFile;

use super::read::{DAMAGED, Fault};

/// A compound file.
pub(super) struct Container<'a> {
    file: CompoundFile<Cursor<&'a [u8]>>,
    /// No stream is longer than its file.
    cap: u64,
}

impl<'a> Container<'a> {
    /// Opens the file.
    pub(super) fn open(file: &'a [u8]) -> Result<Self, Fault> {
        let cap = file.len() as u64;
        let file = CompoundFile::open(Cursor::new(file)).map_err(|_| DAMAGED)?;
        Ok(Self { file, cap })
    }

    /// The bytes of a stream in the root.
    pub(super) fn stream(&mut self, name: &str) -> Result<Vec<u8>, Fault> {
        if !self.file.is_stream(name) {
            let sheet = ["Workbook", "Book", "PowerPoint Document"].iter().any(|n| self.file.is_stream(n));
            return Err(if sheet {
                "这是表格或演示文稿，不是文字文件"
            } else if self.file.is_stream("EncryptedPackage") {
                "文件已加密，请先取消密码"
            } else {
                "文件中没有文字部分"
            });
        }
        let stream = self.file.open_stream(name).map_err(|_| DAMAGED)?;
        let mut bytes = Vec::with_capacity(usize::try_from(stream.len().min(self.cap)).unwrap_or(0));
        stream.take(self.cap).read_to_end(&mut bytes).map_err(|_| DAMAGED)?;
        Ok(bytes)
    }
}

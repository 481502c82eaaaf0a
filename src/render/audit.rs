//! Rows of the audit log as files: a table for a spreadsheet, and JSON Lines with every field that the chain of hashes
//! covers, so that others can check it.

use std::io::Write;

use crate::render::csv::{BYTE_ORDER_MARK, neutral};
use crate::store::{Action, AuditRow};

/// Columns of the table.
const HEAD: [&str; 12] =
    ["序号", "时间", "操作者", "名称", "操作代码", "操作", "对象", "版本", "数目", "结果", "前一条校验值", "校验值"];

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditFormat {
    /// A table in UTF-8 with a byte order mark.
    Csv,
    /// One JSON object a line.
    Jsonl,
}

/// Writes rows as they come.
#[derive(Debug)]
pub struct AuditWriter<W: Write> {
    out: Out<W>,
}

#[derive(Debug)]
enum Out<W: Write> {
    Csv(Box<csv::Writer<W>>),
    Jsonl(W),
}

impl<W: Write> AuditWriter<W> {
    /// Begins a file.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn new(mut out: W, format: AuditFormat) -> std::io::Result<Self> {
        let out = match format {
            AuditFormat::Jsonl => Out::Jsonl(out),
            AuditFormat::Csv => {
                out.write_all(BYTE_ORDER_MARK)?;
                let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
                writer.write_record(HEAD)?;
                Out::Csv(Box::new(writer))
            }
        };
        Ok(Self { out })
    }

    /// Writes a row.
    ///
    /// # Errors
    /// Those of the output.
    pub fn row(&mut self, row: &AuditRow) -> std::io::Result<()> {
        match &mut self.out {
            Out::Jsonl(out) => {
                serde_json::to_writer(&mut *out, row)?;
                out.write_all(b"\n")
            }
            Out::Csv(writer) => Ok(writer.write_record(cells(row).iter().map(|cell| neutral(cell).into_owned()))?),
        }
    }

    /// Ends the file.
    ///
    /// # Errors
    /// Those of the output.
    pub fn finish(self) -> std::io::Result<W> {
        match self.out {
            Out::Jsonl(mut out) => {
                out.flush()?;
                Ok(out)
            }
            Out::Csv(writer) => writer.into_inner().map_err(csv::IntoInnerError::into_error),
        }
    }
}

/// The Chinese name of a recorded action; one that this program does not know stays as it is.
#[must_use]
pub fn action_label(name: &str) -> &str {
    match Action::parse(name) {
        Some(action) => action.label(),
        None => name,
    }
}

fn cells(row: &AuditRow) -> [String; 12] {
    [
        row.seq.to_string(),
        row.at.clone(),
        row.actor.clone(),
        row.label.clone(),
        row.action.clone(),
        action_label(&row.action).to_owned(),
        row.object.clone(),
        row.version.map(|version| version.to_string()).unwrap_or_default(),
        row.count.to_string(),
        row.result.clone(),
        row.previous.clone(),
        row.hash.clone(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_no_formula_and_every_field_is_there() {
        let row = AuditRow {
            seq: 7,
            at: "2026-01-01T00:00:00.000Z".to_owned(),
            actor: "abc".to_owned(),
            label: "=1+1".to_owned(),
            action: "key.created".to_owned(),
            object: "x".to_owned(),
            version: Some(2),
            count: 1,
            result: "done".to_owned(),
            previous: "00".to_owned(),
            hash: "ff".to_owned(),
        };
        let written = |format| {
            let mut writer = AuditWriter::new(Vec::new(), format).unwrap();
            writer.row(&row).unwrap();
            String::from_utf8(writer.finish().unwrap()).unwrap()
        };
        let table = written(AuditFormat::Csv);
        assert!(table.starts_with("\u{FEFF}序号,") && table.ends_with(",新建密钥,x,2,1,done,00,ff\r\n"), "{table}");
        assert!(table.contains(",'=1+1,"));
        let line: serde_json::Value = serde_json::from_str(&written(AuditFormat::Jsonl)).unwrap();
        assert_eq!(line, serde_json::to_value(&row).unwrap());
    }
}

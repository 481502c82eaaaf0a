//! How long the audit log is kept, and the cut that takes off what is older: the hash of the last row cut off stays,
//! and the rest of the chain stands on it.

use rusqlite::{OptionalExtension, params};
use time::OffsetDateTime;

use super::audit::{self, Action, Deed};
use super::chain;
use super::clock;
use super::connections::{Store, unsigned};
use super::error::StoreError;

/// Shortest time, in months: 《中华人民共和国网络安全法》第二十三条（2025年修正前为第二十一条）第三项, network logs are
/// kept for at least six months. The database itself refuses an earlier cut.
const SHORTEST: u32 = 6;
/// Longest time, in months: a hundred years.
const LONGEST: u32 = 1_200;

/// 保存期: how long the audit log is kept, in months.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention(u32);

impl Default for Retention {
    fn default() -> Self {
        Self(12)
    }
}

impl Retention {
    /// This many months.
    ///
    /// # Errors
    /// The reason, in Chinese, why so many cannot be.
    pub fn months(months: u32) -> Result<Self, String> {
        match months {
            0..SHORTEST => Err(format!(
                "审计日志至少保存 {SHORTEST} 个月（《中华人民共和国网络安全法》第二十三条第三项，2025年修正前为第二十一条），不能设为 {months} 个月"
            )),
            SHORTEST..=LONGEST => Ok(Self(months)),
            _ => Err(format!("最多 {LONGEST} 个月")),
        }
    }

    /// The number of months.
    #[must_use]
    pub fn get(self) -> u32 {
        self.0
    }
}

impl Store {
    /// Cuts off the oldest rows of the audit log whose time is over; how many. The cut is recorded in the log.
    ///
    /// # Errors
    /// SQLite's.
    pub fn prune_audit(&self, retention: Retention) -> Result<u64, StoreError> {
        let limit = clock::written(clock::months_before(OffsetDateTime::now_utc(), retention.get()));
        let failed = StoreError::sqlite("清理审计日志");
        self.write("清理审计日志", |transaction| {
            // Up to the first row that is to stay: a clock that was wrong for a while keeps rows, it never loses any.
            let sql = "SELECT seq, hash FROM audit
                       WHERE seq < coalesce((SELECT min(seq) FROM audit WHERE at >= ?1), 9223372036854775807)
                       ORDER BY seq DESC LIMIT 1";
            let last: Option<(i64, chain::Hash)> = transaction
                .query_row(sql, [&limit], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()
                .map_err(&failed)?;
            let Some((last, hash)) = last else { return Ok(0) };
            let cut = "INSERT INTO audit_cuts (seq, hash, cut_at) VALUES (?1, ?2, ?3)";
            transaction.execute(cut, params![last, hash, clock::now()]).map_err(&failed)?;
            let gone = transaction.execute("DELETE FROM audit WHERE seq <= ?1", [last]).map_err(&failed)?;
            let object = chain::cut_object(unsigned(last), &hash);
            audit::note(transaction, &Deed { count: gone as u64, ..Deed::done(Action::AuditPruned, object) })?;
            Ok(gone as u64)
        })
    }

    /// Number of rows in the audit log.
    ///
    /// # Errors
    /// SQLite's.
    pub fn audit_rows(&self) -> Result<u64, StoreError> {
        self.read("读取审计日志", |reader| {
            let count = reader.query_row("SELECT count(*) FROM audit", [], |row| row.get(0));
            count.map(unsigned).map_err(StoreError::sqlite("读取审计日志"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn less_than_six_months_is_refused_with_the_reason() {
        assert_eq!(Retention::default().get(), 12);
        for months in [0, 1, 5] {
            let reason = Retention::months(months).unwrap_err();
            assert!(reason.contains("至少保存 6 个月") && reason.contains("网络安全法"), "{reason}");
        }
        assert_eq!(Retention::months(6).map(Retention::get), Ok(6));
        assert!(Retention::months(LONGEST + 1).is_err());
    }
}

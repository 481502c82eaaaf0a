//! The audit log: who did what to which version, and what came of it. Rows are only ever added, each in the
//! transaction of what it records; a row's hash covers its fields and the row before (see `chain`). It never holds
//! text or titles of drafts, names of files, or keys: objects are ids that this program made, or digests of ids that
//! somebody else chose.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;
use sha2::{Digest, Sha256};
use time::format_description::well_known::Rfc3339;
use time::{Date, OffsetDateTime, UtcOffset};
use utoipa::ToSchema;

use super::actor::Actor;
use super::chain::{self, GENESIS, Hash};
use super::clock;
use super::connections::{Store, signed, unsigned};
use super::error::StoreError;
use crate::digest::hex;

macro_rules! actions {
    ($($(#[$note:meta])* $variant:ident $name:literal $label:literal),+ $(,)?) => {
        /// 操作: what was done.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Action {
            $(#[doc = $label] $variant,)+
        }

        impl Action {
            /// All actions.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable English name.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The Chinese name.
            #[must_use]
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }
        }
    };
}

actions! {
    ReviewCreated "review.created" "新建审核",
    ReviewDeleted "review.deleted" "删除审核",
    ReviewExported "review.exported" "导出审核",
    DecisionMade "decision.made" "作出处理意见",
    DecisionWithdrawn "decision.withdrawn" "撤销处理意见",
    DocumentsStored "documents.stored" "存入文件",
    DocumentDeleted "document.deleted" "删除文件",
    IndexRebuilt "index.rebuilt" "重建索引",
    TermListDrafted "term_list.drafted" "保存词表草稿",
    TermListDraftDiscarded "term_list.draft_discarded" "放弃词表草稿",
    TermListPublished "term_list.published" "发布词表",
    TermListExported "term_list.exported" "导出词表",
    NormProfileDrafted "norm_profile.drafted" "保存规范档草稿",
    NormProfileDraftDiscarded "norm_profile.draft_discarded" "放弃规范档草稿",
    NormProfilePublished "norm_profile.published" "发布规范档",
    NormProfileExported "norm_profile.exported" "导出规范档",
    PreviewMade "preview.made" "以送审稿试算",
    ProposalSettled "proposal.settled" "处理例外建议",
    CandidateSettled "candidate.settled" "处理候选词条",
    BackupCreated "backup.created" "制作备份",
    BackupFetched "backup.fetched" "下载备份",
    BackupDeleted "backup.deleted" "删除备份",
    BackupRestored "backup.restored" "恢复备份",
    JobCancelled "job.cancelled" "取消任务",
    KeyCreated "key.created" "新建密钥",
    KeyRevoked "key.revoked" "吊销密钥",
    LoginRefused "login.refused" "拒绝登录",
    ScopeRefused "scope.refused" "拒绝越权",
    SettingChanged "setting.changed" "改变设置",
    AuditExported "audit.exported" "导出审计日志",
    AuditPruned "audit.pruned" "按期清理审计日志",
}

/// Name of the action that records a cut.
pub(super) const PRUNED: &str = "audit.pruned";

impl Action {
    /// The action with this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|action| action.name() == name)
    }
}

/// Something that was done, or refused. Who did it is [`Actor::now`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// What.
    pub action: Action,
    /// To which object: an id of ours, or [`digest_of`] one that is not.
    pub object: String,
    /// To which version of it.
    pub version: Option<u64>,
    /// How many times, or to how many objects.
    pub count: u64,
    /// What came of it: `done`, or a word of the action's own.
    pub result: &'static str,
}

impl Deed {
    /// Something done once to this object.
    #[must_use]
    pub fn done(action: Action, object: impl Into<String>) -> Self {
        Self { action, object: object.into(), version: None, count: 1, result: "done" }
    }

    /// The same, of a version.
    #[must_use]
    pub fn version(self, version: u64) -> Self {
        Self { version: Some(version), ..self }
    }
}

/// 审计记录: a row of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AuditRow {
    /// Number, from 1, without gaps.
    pub seq: u64,
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// Id of the key that acted, or `local`, `command_line`, `system`, `unknown`.
    pub actor: String,
    /// Label of the key at that time.
    pub label: String,
    /// What was done.
    pub action: String,
    /// To what.
    pub object: String,
    /// To which version.
    pub version: Option<u64>,
    /// How many times, or to how many objects.
    pub count: u64,
    /// What came of it.
    pub result: String,
    /// Hash of the row before, in hexadecimal digits.
    pub previous: String,
    /// Hash of this row.
    pub hash: String,
}

/// Which rows are asked for; what is `None` does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Not before this moment, RFC 3339 in UTC to the millisecond; see [`AuditFilter::moment`].
    pub from: Option<String>,
    /// Not after this moment.
    pub to: Option<String>,
    /// This action.
    pub action: Option<Action>,
    /// This id or label.
    pub actor: Option<String>,
    /// This object, or the object whose id has this digest.
    pub object: Option<String>,
}

impl AuditFilter {
    /// Reads a moment: RFC 3339, or a day in Beijing time, its begin or its `end`.
    #[must_use]
    pub fn moment(text: &str, end: bool) -> Option<String> {
        let moment = match (OffsetDateTime::parse(text, &Rfc3339), Date::parse(text, clock::DAY)) {
            (Ok(moment), _) => moment,
            (_, Ok(date)) if end => clock::end_of_day(date)?,
            (_, Ok(date)) => date.midnight().assume_offset(clock::beijing()),
            _ => return None,
        };
        let year = moment.to_offset(UtcOffset::UTC).year();
        (0..=9999).contains(&year).then(|| clock::written(moment))
    }
}

/// Some of the rows, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditPage {
    /// The rows.
    pub rows: Vec<AuditRow>,
    /// What to give as `before` to get older ones; `None` when there are none.
    pub next: Option<u64>,
}

/// Columns of [`AuditRow`] in the order [`row_of`] reads them.
pub(super) const COLUMNS: &str = "seq, at, actor, label, action, object, version, count, result, previous, hash";
/// The rows of a filter: `?1` from, `?2` to, `?3` action, `?4` actor, `?5` object, `?6` its digest.
const CHOSEN: &str = "(?1 IS NULL OR at >= ?1) AND (?2 IS NULL OR at <= ?2) AND (?3 IS NULL OR action = ?3)
                      AND (?4 IS NULL OR actor = ?4 OR label = ?4) AND (?5 IS NULL OR object IN (?5, ?6))";

/// What stands in the log for an id that somebody else chose, and that may say anything.
#[must_use]
pub fn digest_of(id: &str) -> String {
    let digest = Sha256::digest(id);
    format!("sha256:{}", hex(digest.get(..8).unwrap_or_default()))
}

/// Adds a row for a deed, in the transaction that does it.
pub(super) fn note(transaction: &Connection, deed: &Deed) -> Result<(), StoreError> {
    append(transaction, clock::now(), deed).map_err(StoreError::sqlite("写审计日志"))
}

pub(super) fn append(transaction: &Connection, at: String, deed: &Deed) -> rusqlite::Result<()> {
    let previous = standing_on(transaction)?;
    let Actor { id, label, .. } = Actor::now();
    let mut row = AuditRow {
        // Never a number that was given before: where the last row is gone, the gap shows.
        seq: chain::highest_given(transaction)? + 1,
        at,
        actor: id,
        label,
        action: deed.action.name().to_owned(),
        object: deed.object.clone(),
        version: deed.version,
        count: deed.count,
        result: deed.result.to_owned(),
        previous: hex(&previous),
        hash: String::new(),
    };
    let hash = chain::hash_of(&row, &previous);
    row.hash = hex(&hash);
    let sql = format!("INSERT INTO audit ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)");
    let values = params![
        signed(row.seq),
        row.at,
        row.actor,
        row.label,
        row.action,
        row.object,
        row.version.map(signed),
        signed(row.count),
        row.result,
        previous,
        hash
    ];
    transaction.prepare_cached(&sql)?.execute(values).map(drop)
}

/// The hash that a new row stands on.
fn standing_on(connection: &Connection) -> rusqlite::Result<Hash> {
    let newest = connection
        .prepare_cached("SELECT hash FROM audit ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| row.get(0))
        .optional()?;
    match newest {
        Some(hash) => Ok(hash),
        None => Ok(chain::newest_cut(connection)?.map_or(GENESIS, |(_, hash)| hash)),
    }
}

pub(super) fn row_of(row: &Row<'_>) -> rusqlite::Result<AuditRow> {
    let (previous, hash): (Vec<u8>, Vec<u8>) = (row.get(9)?, row.get(10)?);
    Ok(AuditRow {
        seq: unsigned(row.get(0)?),
        at: row.get(1)?,
        actor: row.get(2)?,
        label: row.get(3)?,
        action: row.get(4)?,
        object: row.get(5)?,
        version: row.get::<_, Option<i64>>(6)?.map(unsigned),
        count: unsigned(row.get(7)?),
        result: row.get(8)?,
        previous: hex(&previous),
        hash: hex(&hash),
    })
}

impl Store {
    /// Records something that no transaction of the store does.
    ///
    /// # Errors
    /// SQLite's; what is to be recorded must not be acknowledged then.
    pub fn record(&self, deed: &Deed) -> Result<(), StoreError> {
        self.write("写审计日志", |transaction| note(transaction, deed))
    }

    /// Records a setting where it differs from what was recorded of it last.
    ///
    /// # Errors
    /// SQLite's.
    pub fn record_setting(&self, name: &str, value: &str) -> Result<(), StoreError> {
        let failed = StoreError::sqlite("写审计日志");
        let object = format!("{name}={value}");
        self.write("写审计日志", |transaction| {
            let sql = "SELECT object FROM audit WHERE action = ?1 AND substr(object, 1, length(?2)) = ?2
                       ORDER BY seq DESC LIMIT 1";
            let asked = params![Action::SettingChanged.name(), format!("{name}=")];
            let last: Option<String> =
                transaction.query_row(sql, asked, |row| row.get(0)).optional().map_err(&failed)?;
            if last.as_ref() == Some(&object) {
                return Ok(());
            }
            note(transaction, &Deed::done(Action::SettingChanged, object))
        })
    }

    /// At most `limit` rows of a filter, older than `before` (all when `None`), newest first.
    ///
    /// # Errors
    /// SQLite's.
    pub fn audit(&self, filter: &AuditFilter, before: Option<u64>, limit: usize) -> Result<AuditPage, StoreError> {
        let failed = StoreError::sqlite("读取审计日志");
        self.read("读取审计日志", |reader| {
            let sql = format!("SELECT {COLUMNS} FROM audit WHERE {CHOSEN} AND seq < ?7 ORDER BY seq DESC LIMIT ?8");
            let mut statement = reader.prepare_cached(&sql).map_err(&failed)?;
            let (action, digest) = (filter.action.map(Action::name), filter.object.as_deref().map(digest_of));
            let asked = params![
                filter.from,
                filter.to,
                action,
                filter.actor,
                filter.object,
                digest,
                before.map_or(i64::MAX, signed),
                signed(limit as u64).saturating_add(1)
            ];
            let found = statement.query_map(asked, row_of).map_err(&failed)?;
            let mut rows: Vec<AuditRow> = found.collect::<rusqlite::Result<_>>().map_err(&failed)?;
            let more = rows.len() > limit;
            rows.truncate(limit);
            let next = rows.last().filter(|_| more).map(|row| row.seq);
            Ok(AuditPage { rows, next })
        })
    }

    /// Hands the rows of a filter to `take`, oldest first; all of one moment.
    ///
    /// # Errors
    /// SQLite's, and `take`'s.
    pub fn each_audit_row<E: From<StoreError>>(
        &self,
        filter: &AuditFilter,
        take: &mut dyn FnMut(&AuditRow) -> Result<(), E>,
    ) -> Result<(), E> {
        let failed = StoreError::sqlite("读取审计日志");
        let mut taken = Ok(());
        self.read("读取审计日志", |reader| {
            let sql = format!("SELECT {COLUMNS} FROM audit WHERE {CHOSEN} ORDER BY seq");
            let mut statement = reader.prepare_cached(&sql).map_err(&failed)?;
            let (action, digest) = (filter.action.map(Action::name), filter.object.as_deref().map(digest_of));
            let asked = params![filter.from, filter.to, action, filter.actor, filter.object, digest];
            let mut rows = statement.query(asked).map_err(&failed)?;
            while let (Ok(()), Some(row)) = (&taken, rows.next().map_err(&failed)?) {
                taken = take(&row_of(row).map_err(&failed)?);
            }
            Ok(())
        })?;
        taken
    }
}

//! The chain of the audit log: how a row's hash is made, and whether the rows that are there are all that were written.
//!
//! A row's hash is the SHA-256 of [`DOMAIN`], the hash of the row before it, and its fields in the order of
//! [`hash_of`], each with its length as eight bytes (little end first) before it; a missing version counts as empty.
//! The first row stands on 32 zero bytes, the first row after a cut on the hash of the last row cut off.
//!
//! Whoever can write the file can also write a whole new chain. So the last row's number and hash are shown by every
//! check, to be kept elsewhere; given back at a later check they prove that nothing before them was replaced.

use rusqlite::{Connection, OptionalExtension};
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::audit::{AuditRow, COLUMNS, PRUNED, row_of};
use super::connections::{Store, signed, unsigned};
use super::error::StoreError;
use crate::digest::hex;

/// What is hashed first, so that these hashes are those of nothing else.
const DOMAIN: &[u8] = b"duanshixin-audit-1";
/// Faults told in detail: what goes wrong once may go wrong in every row.
const MOST_FAULTS: usize = 100;

/// A hash.
pub(super) type Hash = [u8; 32];
/// What the first row stands on.
pub(super) const GENESIS: Hash = [0; 32];

/// A row whose hash was noted at an earlier check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownRow {
    /// Its number.
    pub seq: u64,
    /// Its hash, in hexadecimal digits.
    pub hash: String,
}

/// A fault of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AuditFault {
    /// The row where it shows.
    pub seq: u64,
    /// What is wrong, in Chinese.
    pub reason: String,
}

/// What a check of the audit log found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct AuditCheck {
    /// Whether nothing is wrong.
    pub sound: bool,
    /// Rows looked at.
    pub rows: u64,
    /// Number of the oldest row; null when there is none.
    pub first: Option<u64>,
    /// Number of the newest row; null when there is none.
    pub last: Option<u64>,
    /// Hash of the newest row, in hexadecimal digits.
    pub head: String,
    /// Number of the last row that was cut off when its time was over; null when none was.
    pub cut: Option<u64>,
    /// What is wrong, the first hundred faults.
    pub faults: Vec<AuditFault>,
}

impl KnownRow {
    /// Reads `number:hash`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (seq, hash) = text.trim().split_once(':')?;
        let hash = hash.trim().to_ascii_lowercase();
        let whole = hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit());
        Some(Self { seq: seq.trim().parse().ok()?, hash }).filter(|_| whole)
    }
}

/// The hash of a row that stands on `previous`.
pub(super) fn hash_of(row: &AuditRow, previous: &Hash) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(DOMAIN);
    hasher.update(previous);
    let version = row.version.map(|v| v.to_string()).unwrap_or_default();
    let (seq, count) = (row.seq.to_string(), row.count.to_string());
    let fields =
        [seq.as_str(), &row.at, &row.actor, &row.label, &row.action, &row.object, &version, &count, &row.result];
    for field in fields {
        // The length stands before each field, so that no two rows give the same bytes.
        hasher.update((field.len() as u64).to_le_bytes());
        hasher.update(field);
    }
    hasher.finalize().into()
}

/// Number and hash of the last row that was cut off.
pub(super) fn newest_cut(connection: &Connection) -> rusqlite::Result<Option<(u64, Hash)>> {
    let sql = "SELECT seq, hash FROM audit_cuts ORDER BY seq DESC LIMIT 1";
    connection.query_row(sql, [], |row| Ok((unsigned(row.get(0)?), row.get(1)?))).optional()
}

/// The highest number that was ever given to a row; also that of a row that is gone.
pub(super) fn highest_given(connection: &Connection) -> rusqlite::Result<u64> {
    let sql = "SELECT seq FROM sqlite_sequence WHERE name = 'audit'";
    connection.query_row(sql, [], |row| row.get(0)).optional().map(|seq| seq.map_or(0, unsigned))
}

impl Store {
    /// Walks the whole audit log: whether every row is as it was written and none is missing or added. `known` is a
    /// row noted at an earlier check.
    ///
    /// # Errors
    /// SQLite's, where the log cannot even be read.
    pub fn verify_audit(&self, known: Option<&KnownRow>) -> Result<AuditCheck, StoreError> {
        let failed = StoreError::sqlite("核对审计日志");
        self.read("核对审计日志", |reader| {
            // One moment of the log, whatever is written meanwhile.
            let moment = reader.unchecked_transaction().map_err(&failed)?;
            walked(&moment, known).map_err(&failed)
        })
    }
}

fn walked(connection: &Connection, known: Option<&KnownRow>) -> rusqlite::Result<AuditCheck> {
    let cut = newest_cut(connection)?;
    let mut walk = Walk::after(cut, known);
    let mut statement = connection.prepare(&format!("SELECT {COLUMNS} FROM audit ORDER BY seq"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        walk.step(&row_of(row)?);
    }
    Ok(walk.end(highest_given(connection)?))
}

/// How far a check has come.
struct Walk<'a> {
    found: AuditCheck,
    /// The number that the next row must have.
    next: u64,
    /// The hash that the next row must stand on.
    standing_on: String,
    known: Option<&'a KnownRow>,
    /// What the record of the newest cut must say; `None` once it was found, or when there was no cut.
    unrecorded: Option<String>,
}

impl<'a> Walk<'a> {
    fn after(cut: Option<(u64, Hash)>, known: Option<&'a KnownRow>) -> Self {
        let (last, hash) = cut.unwrap_or((0, GENESIS));
        let found = AuditCheck { cut: cut.map(|(seq, _)| seq), head: hex(&hash), ..AuditCheck::default() };
        let unrecorded = cut.map(|(seq, hash)| cut_object(seq, &hash));
        let mut walk = Self { found, next: last + 1, standing_on: hex(&hash), known, unrecorded };
        if let Some(known) = known.filter(|k| k.seq == last && k.hash != walk.standing_on) {
            walk.fault(known.seq, "与抄存的校验值不符，日志被整体替换过".to_owned());
        }
        walk
    }

    fn step(&mut self, row: &AuditRow) {
        if row.seq > self.next {
            self.missing(row.seq - 1);
        } else if row.seq < self.next {
            self.fault(row.seq, "编号早于清理界线，是后来插入的".to_owned());
        }
        if row.previous != self.standing_on {
            self.fault(row.seq, "与前一条不相接：前一条被改动、删除，或此处插入过记录".to_owned());
        }
        if bytes(&row.previous).is_none_or(|previous| hex(&hash_of(row, &previous)) != row.hash) {
            self.fault(row.seq, "内容与校验值不符，被改动过".to_owned());
        }
        if self.known.is_some_and(|known| known.seq == row.seq && known.hash != row.hash) {
            self.fault(row.seq, "与抄存的校验值不符，日志被整体替换过".to_owned());
        }
        if row.action == PRUNED && self.unrecorded.as_ref() == Some(&row.object) {
            self.unrecorded = None;
        }
        self.found.first.get_or_insert(row.seq);
        self.found.last = Some(row.seq);
        self.found.rows += 1;
        self.found.head.clone_from(&row.hash);
        self.standing_on.clone_from(&row.hash);
        self.next = row.seq.max(self.next.saturating_sub(1)) + 1;
    }

    fn end(mut self, highest: u64) -> AuditCheck {
        if highest >= self.next {
            self.missing(highest);
        }
        if let Some(known) = self.known.filter(|known| known.seq > highest) {
            self.fault(known.seq, "抄存过的这一条已不存在，日志被整体替换过".to_owned());
        }
        if self.unrecorded.is_some() {
            self.fault(self.found.cut.unwrap_or(0), "清理界线没有相应的记录，较早的日志不是按期清理的".to_owned());
        }
        self.found.sound = self.found.faults.is_empty();
        self.found
    }

    fn missing(&mut self, last: u64) {
        let first = self.next;
        let which =
            if first == last { format!("第 {first} 条") } else { format!("第 {first} 条至第 {last} 条") };
        self.fault(first, format!("{which}缺失，被删除过"));
    }

    fn fault(&mut self, seq: u64, reason: String) {
        if self.found.faults.len() < MOST_FAULTS {
            self.found.faults.push(AuditFault { seq, reason });
        }
    }
}

/// What the record of a cut says: the last row cut off, and its hash.
pub(super) fn cut_object(seq: u64, hash: &Hash) -> String {
    format!("{}:{}", signed(seq), hex(hash))
}

fn bytes(text: &str) -> Option<Hash> {
    let mut hash = GENESIS;
    if text.len() != 2 * hash.len() || !text.is_ascii() {
        return None;
    }
    for (byte, digits) in hash.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::audit::append;
    use crate::store::clock;
    use crate::store::{Action, Actor, Deed, Family, NewReview, NewRevision, Retention, Stamp, acting};
    use proptest::prelude::*;
    use tempfile::TempDir;
    use time::OffsetDateTime;

    const TRIGGERS: &str = "DROP TRIGGER audit_is_added_at_its_end; DROP TRIGGER audit_is_not_changed;
        DROP TRIGGER audit_is_not_deleted; DROP TRIGGER audit_cuts_stand_on_a_row;
        DROP TRIGGER audit_cuts_are_not_changed; DROP TRIGGER audit_cuts_are_not_deleted;";

    /// A log with a row for each of these ages, in months.
    fn log(ages: &[u32]) -> (TempDir, Store) {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        for (number, months) in ages.iter().enumerate() {
            let at = clock::written(clock::months_before(OffsetDateTime::now_utc(), *months));
            let deed = Deed::done(Action::ReviewCreated, format!("r{number}")).version(3);
            let row = || store.write("", |t| append(t, at, &deed).map_err(StoreError::sqlite("")));
            acting(Actor::key("abc", "甲"), row).unwrap();
        }
        (dir, store)
    }

    fn raw(dir: &TempDir) -> Connection {
        Connection::open(dir.path().join("duanshixin.db")).unwrap()
    }

    /// What a check says after somebody with the file in hand did `sql`.
    fn after(rows: usize, sql: &str) -> (TempDir, AuditCheck) {
        let (dir, store) = log(&vec![0; rows]);
        assert!(store.verify_audit(None).unwrap().sound);
        drop(store);
        raw(&dir).execute_batch(&format!("{TRIGGERS} {sql}")).unwrap();
        let check = Store::open(dir.path()).unwrap().verify_audit(None).unwrap();
        (dir, check)
    }

    fn said(check: &AuditCheck) -> Vec<(u64, &str)> {
        check.faults.iter().map(|fault| (fault.seq, fault.reason.as_str())).collect()
    }

    #[test]
    fn the_hash_is_as_it_is_described() {
        let (_dir, store) = log(&[0, 0]);
        let rows = store.audit(&crate::store::AuditFilter::default(), None, 9).unwrap().rows;
        let [second, first] = rows.as_slice() else { panic!("{rows:?}") };
        assert_eq!((first.previous.as_str(), &second.previous), ("0".repeat(64).as_str(), &first.hash));
        let mut bytes = DOMAIN.to_vec();
        bytes.extend([0; 32]);
        for field in ["1", &first.at, "abc", "甲", "review.created", "r0", "3", "1", "done"] {
            bytes.extend((field.len() as u64).to_le_bytes());
            bytes.extend(field.as_bytes());
        }
        assert_eq!(first.hash, hex(&Sha256::digest(bytes)));
    }

    #[test]
    fn a_changed_row_is_found() {
        for change in [
            "at = '2020-01-01T00:00:00.000Z'",
            "actor = 'xyz'",
            "label = '乙'",
            "action = 'review.deleted'",
            "object = 'r9'",
            "version = 4",
            "version = NULL",
            "count = 2",
            "result = 'refused'",
        ] {
            let (_dir, check) = after(9, &format!("UPDATE audit SET {change} WHERE seq = 4"));
            assert_eq!(said(&check), [(4, "内容与校验值不符，被改动过")], "{change}");
        }
        let (_dir, check) = after(9, "UPDATE audit SET hash = zeroblob(32) WHERE seq = 4");
        assert_eq!(check.faults.iter().map(|f| f.seq).collect::<Vec<_>>(), [4, 5]);
        let (_dir, check) = after(9, "UPDATE audit SET previous = x'00', hash = x'01' WHERE seq = 4");
        assert!(!check.sound && check.rows == 9);
    }

    #[test]
    fn a_removed_row_is_found_wherever_it_was() {
        for (gone, told) in
            [("5", "第 5 条缺失"), ("1", "第 1 条缺失"), ("9", "第 9 条缺失"), ("7, 8, 9", "第 7 条至第 9 条缺失")]
        {
            let (dir, check) = after(9, &format!("DELETE FROM audit WHERE seq IN ({gone})"));
            assert!(check.faults.iter().any(|f| f.reason.starts_with(told)), "{gone}: {check:?}");
            // What is written afterwards does not hide it.
            let store = Store::open(dir.path()).unwrap();
            store.record(&Deed::done(Action::ReviewCreated, "后来")).unwrap();
            let check = store.verify_audit(None).unwrap();
            assert!(check.faults.iter().any(|f| f.reason.starts_with(told)), "{gone}: {check:?}");
            assert_eq!(check.last, Some(10));
        }
        let (_dir, check) = after(9, "DELETE FROM audit");
        assert_eq!(said(&check), [(1, "第 1 条至第 9 条缺失，被删除过")]);
    }

    #[test]
    fn an_inserted_row_is_found_wherever_it_is() {
        let columns = "at, actor, label, action, object, version, count, result, previous, hash";
        for (seq, room) in [
            ("5", "UPDATE audit SET seq = -seq WHERE seq >= 5; UPDATE audit SET seq = 1 - seq WHERE seq < 0;"),
            ("10", ""),
            ("0", ""),
        ] {
            let copy = format!("INSERT INTO audit SELECT {seq}, {columns} FROM audit WHERE seq = 2");
            let (_dir, check) = after(9, &format!("{room} {copy}"));
            assert!(!check.sound && check.rows == 10, "{seq}: {check:?}");
        }
        let swap = "UPDATE audit SET seq = 99 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = 4;
                    UPDATE audit SET seq = 4 WHERE seq = 99; UPDATE sqlite_sequence SET seq = 9;";
        assert!(!after(9, swap).1.sound);
    }

    #[test]
    fn the_database_itself_refuses_changes() {
        let (dir, store) = log(&[13, 0, 0]);
        drop(store);
        let raw = raw(&dir);
        for sql in [
            "UPDATE audit SET label = '乙'",
            "DELETE FROM audit WHERE seq = 1",
            "DELETE FROM audit",
            "INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE seq = 2",
            "INSERT INTO audit_cuts SELECT seq, hash, '' FROM audit WHERE seq = 2",
            "INSERT INTO audit_cuts VALUES (1, zeroblob(32), '')",
        ] {
            let refused = raw.execute_batch(sql).unwrap_err().to_string();
            assert!(refused.contains("audit: "), "{sql}: {refused}");
        }
        drop(raw);
        assert!(Store::open(dir.path()).unwrap().verify_audit(None).unwrap().sound);
    }

    #[test]
    fn rows_whose_time_is_over_are_cut_off_and_the_rest_still_stands() {
        let (dir, store) = log(&[20, 20, 13, 11, 11, 7, 2, 0]);
        let noted = |store: &Store| store.verify_audit(None).map(|c| (c.last.unwrap(), c.head)).unwrap();
        let (seq, hash) = noted(&store);
        assert_eq!(store.prune_audit(Retention::default()).unwrap(), 3);
        let check = store.verify_audit(None).unwrap();
        assert_eq!((check.sound, check.cut, check.first, check.rows), (true, Some(3), Some(4), 6), "{check:?}");
        assert_eq!(store.prune_audit(Retention::default()).unwrap(), 0);
        assert_eq!(store.prune_audit(Retention::months(6).unwrap()).unwrap(), 3);
        assert_eq!(store.audit_rows().unwrap(), 4);
        let known = KnownRow { seq, hash };
        let check = store.verify_audit(Some(&known)).unwrap();
        assert_eq!((check.sound, check.cut), (true, Some(6)), "{check:?}");
        drop(store);
        // The older cut was recorded in a row that is still there; a cut that nothing records is a fault.
        raw(&dir)
            .execute_batch(&format!(
                "{TRIGGERS} INSERT INTO audit_cuts SELECT seq, hash, '' FROM audit WHERE seq = 7;
                 DELETE FROM audit WHERE seq <= 7"
            ))
            .unwrap();
        let check = Store::open(dir.path()).unwrap().verify_audit(None).unwrap();
        assert_eq!(said(&check), [(7, "清理界线没有相应的记录，较早的日志不是按期清理的")]);
    }

    #[test]
    fn a_whole_new_log_is_found_by_a_row_that_was_noted() {
        let (_first, store) = log(&[0, 0, 0]);
        let check = store.verify_audit(None).unwrap();
        let noted = KnownRow::parse(&format!("{}:{}", check.last.unwrap(), check.head.to_uppercase())).unwrap();
        assert!(store.verify_audit(Some(&noted)).unwrap().sound);
        let (_second, other) = log(&[1, 1, 1]);
        assert!(other.verify_audit(None).unwrap().sound, "a forged chain is sound in itself");
        assert_eq!(other.verify_audit(Some(&noted)).unwrap().faults.len(), 1);
        let beyond = KnownRow { seq: 9, ..noted };
        assert_eq!(other.verify_audit(Some(&beyond)).unwrap().faults.len(), 1);
        for wrong in ["", "3", "3:", "x:00", "3:zz", &"0".repeat(64)] {
            assert_eq!(KnownRow::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn many_at_once_make_one_chain() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let work = |worker: usize| {
            acting(Actor::key(&format!("k{worker}"), "甲"), || {
                for number in 0..20_u64 {
                    let stamp = Stamp::now();
                    let review = NewReview {
                        stamp: &stamp,
                        draft_id: None,
                        title: None,
                        report: "{}",
                        text: "正文",
                        original: None,
                        said: b"",
                    };
                    store.insert_review(&review).unwrap();
                    let id = format!("p{worker}");
                    let new = NewRevision { id: &id, expected: number, author: "", note: "", body: "{}" };
                    store.publish(Family::NormProfile, &new).unwrap();
                    store.record(&Deed::done(Action::ReviewExported, &stamp.id)).unwrap();
                    assert!(store.delete_review(&stamp.id).unwrap());
                    store.verify_audit(None).map(|check| assert!(check.sound, "{check:?}")).unwrap();
                }
            });
        };
        std::thread::scope(|scope| (0..8).for_each(|worker| drop(scope.spawn(move || work(worker)))));
        let check = store.verify_audit(None).unwrap();
        assert_eq!((check.sound, check.rows, check.last), (true, 8 * 20 * 4, Some(8 * 20 * 4)), "{check:?}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        /// Whatever single byte of whatever row is changed, and whichever rows are taken out, it is found.
        #[test]
        fn nothing_is_changed_unseen(
            column in prop::sample::select(vec!["at", "actor", "label", "action", "object", "result"]),
            row in 1_i64..=12, word in "[a-z甲乙]{0,3}", gone in prop::collection::btree_set(1_i64..=12, 0..4),
        ) {
            let (dir, store) = log(&[0; 12]);
            drop(store);
            let raw = raw(&dir);
            raw.execute_batch(TRIGGERS).unwrap();
            for seq in &gone {
                raw.execute("DELETE FROM audit WHERE seq = ?1", [seq]).unwrap();
            }
            let sql = format!("UPDATE audit SET {column} = ?1 WHERE seq = ?2 AND {column} <> ?1");
            let changed = raw.execute(&sql, rusqlite::params![word, row]).unwrap();
            let check = walked(&raw, None).unwrap();
            prop_assert_eq!(check.sound, gone.is_empty() && changed == 0, "{:?}", check);
        }
    }
}

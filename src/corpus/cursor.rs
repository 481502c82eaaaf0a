//! Where the next page of a search begins. A cursor belongs to one query and one generation of the corpus.

use xxhash_rust::xxh3::xxh3_64;

/// Why a cursor cannot be used. The text is Chinese and may be shown to users.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CursorError {
    /// It is none of ours.
    #[error("翻页标记无法识别")]
    Malformed,
    /// It was made for other words, filters or another order.
    #[error("翻页标记属于另一次检索")]
    OtherQuery,
    /// The corpus has changed since: the pages would not fit together.
    #[error("语料已从第 {made_at} 代更新到第 {current} 代，请从第一页重新检索")]
    Stale {
        /// Generation the cursor was made at.
        made_at: u64,
        /// Generation now.
        current: u64,
    },
    /// The list of short and full names has changed since: the same words may find other documents.
    #[error("简称全称词表已更新，请从第一页重新检索")]
    OtherNames,
}

/// A place in the hits of one query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cursor {
    /// Generation of the corpus.
    pub(super) generation: u64,
    /// Version of the list of short and full names.
    pub(super) names: u64,
    /// Fingerprint of the query.
    pub(super) query: u64,
    /// Number of hits before it.
    pub(super) offset: u64,
}

impl Cursor {
    /// The fingerprint of a query's parts.
    pub(super) fn fingerprint(parts: &[String]) -> u64 {
        xxh3_64(parts.join("\u{1F}").as_bytes())
    }

    /// Reads a cursor and checks that it belongs to the same search of the same corpus, given as a cursor too; the number
    /// of hits before it.
    pub(super) fn resume(text: &str, here: Self) -> Result<u64, CursorError> {
        let parts: Vec<u64> = text
            .split('-')
            .map(|part| if part.len() <= 16 { u64::from_str_radix(part, 16).ok() } else { None })
            .collect::<Option<_>>()
            .ok_or(CursorError::Malformed)?;
        let &[made_at, names, made_for, offset] = parts.as_slice() else { return Err(CursorError::Malformed) };
        if made_for != here.query {
            return Err(CursorError::OtherQuery);
        }
        if made_at != here.generation {
            return Err(CursorError::Stale { made_at, current: here.generation });
        }
        if names != here.names {
            return Err(CursorError::OtherNames);
        }
        Ok(offset)
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:x}-{:x}-{:x}-{:x}", self.generation, self.names, self.query, self.offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_fits_its_query_and_generation_only() {
        let query = Cursor::fingerprint(&["防汛".to_owned(), String::new()]);
        let here = Cursor { generation: 7, names: 2, query, offset: 0 };
        let text = Cursor { offset: 20, ..here }.to_string();
        assert_eq!(Cursor::resume(&text, here), Ok(20));
        let later = Cursor { generation: 8, ..here };
        assert_eq!(Cursor::resume(&text, later), Err(CursorError::Stale { made_at: 7, current: 8 }));
        assert_eq!(Cursor::resume(&text, Cursor { names: 3, ..here }), Err(CursorError::OtherNames));
        assert_eq!(Cursor::resume(&text, Cursor { query: query ^ 1, ..here }), Err(CursorError::OtherQuery));
        for bad in ["", "1-2-3", "1-2-3-4-5", "x-y-z-0", "1-2-99999999999999999-1", "１-2-3-4", "-1-2-3-4"] {
            assert_eq!(Cursor::resume(bad, here), Err(CursorError::Malformed), "{bad}");
        }
    }
}

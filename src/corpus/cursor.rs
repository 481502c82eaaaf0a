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
}

/// A place in the hits of one query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cursor {
    /// Generation of the corpus.
    pub(super) generation: u64,
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

    /// Reads a cursor and checks that it belongs here; the number of hits before it.
    pub(super) fn resume(text: &str, generation: u64, query: u64) -> Result<u64, CursorError> {
        let parts: Vec<u64> = text
            .split('-')
            .map(|part| if part.len() <= 16 { u64::from_str_radix(part, 16).ok() } else { None })
            .collect::<Option<_>>()
            .ok_or(CursorError::Malformed)?;
        let &[made_at, made_for, offset] = parts.as_slice() else { return Err(CursorError::Malformed) };
        if made_for != query {
            return Err(CursorError::OtherQuery);
        }
        if made_at != generation {
            return Err(CursorError::Stale { made_at, current: generation });
        }
        Ok(offset)
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:x}-{:x}-{:x}", self.generation, self.query, self.offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_fits_its_query_and_generation_only() {
        let query = Cursor::fingerprint(&["防汛".to_owned(), String::new()]);
        let text = Cursor { generation: 7, query, offset: 20 }.to_string();
        assert_eq!(Cursor::resume(&text, 7, query), Ok(20));
        assert_eq!(Cursor::resume(&text, 8, query), Err(CursorError::Stale { made_at: 7, current: 8 }));
        assert_eq!(Cursor::resume(&text, 7, query ^ 1), Err(CursorError::OtherQuery));
        for bad in ["", "1-2", "1-2-3-4", "x-y-z", "1-2-99999999999999999", "１-2-3", "-1-2-3"] {
            assert_eq!(Cursor::resume(bad, 7, query), Err(CursorError::Malformed), "{bad}");
        }
    }
}

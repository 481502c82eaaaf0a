//! Quotation marks of comma-separated text: the reader of it takes the end of the file for the end of a cell.

/// Where a cell in quotation marks begins that does not end. A mark inside a cell that began without one, or after the
/// closing one, is a letter like any other.
pub(super) fn unclosed(bytes: &[u8]) -> Option<usize> {
    /// Where the reader stands.
    enum At {
        Start,
        Plain,
        Quoted(usize),
        /// After a mark in a quoted cell: its end, or the first of two that stand for one.
        Mark(usize),
    }
    let mut place = At::Start;
    for (at, &byte) in bytes.iter().enumerate() {
        place = match (place, byte) {
            (At::Start, b'"') => At::Quoted(at),
            (At::Quoted(from), b'"') => At::Mark(from),
            (At::Mark(from), b'"') | (At::Quoted(from), _) => At::Quoted(from),
            (At::Start | At::Plain | At::Mark(_), b',' | b'\r' | b'\n') => At::Start,
            (At::Start | At::Plain | At::Mark(_), _) => At::Plain,
        };
    }
    match place {
        At::Quoted(from) => Some(from),
        At::Start | At::Plain | At::Mark(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::lexicon::{ListId, Sheet, TermList};

    #[test]
    fn a_quotation_mark_without_its_other_is_refused_with_its_line() {
        let read = |text: &str| TermList::from_sheet(ListId::Slogans, 1, (Sheet::Csv, text));
        for (text, row) in [
            ("pattern,note\n\"abc,2\n", 2),
            ("pattern\n\"x\n", 2),
            ("pattern,note\r\n甲,\"一\"\"\r\n二\"\r\n乙,\"三\r\n四\r\n", 4),
            ("pattern\n甲\n\"\"\"", 3),
        ] {
            let found = read(text).unwrap_err().problems;
            assert!(found.iter().any(|p| p.row == row && p.reason.contains("引号没有配对")), "{text:?}: {found:?}");
        }
        for text in ["pattern,note\n\"甲\",\"\"\n", "pattern\n甲\"乙\n", "pattern\n\"甲\"乙\"\n", "pattern\n\"甲\""]
        {
            assert!(read(text).is_ok(), "{text:?}");
        }
        let twin = read("pattern\n落实\n\n\n落實\n").unwrap_err().problems;
        assert_eq!((twin[0].row, twin[0].reason.as_str()), (5, "与前面的“落实”重复"));
    }
}

//! What is usual in a genre: figures of public documents, so that a reader can tell a speech from a notice. Measured by
//! `tests/bench/substance.py`; a genre of fewer than 30 documents has no row. The first line of the table names the
//! sentence model it was measured with: when that changes, so do the figures.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Genre, documents, median and 90th percentile of slogan phrases per 1,000 letters and of the share of empty sentences.
const TABLE: &str = include_str!("usual.tsv");

/// The middle and the upper end of a figure over many documents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Typical {
    /// Half of the documents have no more.
    pub median: f64,
    /// Nine in ten have no more.
    pub high: f64,
}

/// What is usual in the genre of a draft.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Usual {
    /// Public documents measured.
    pub documents: u32,
    /// Slogan phrases per 1,000 letters.
    pub slogans_per_1000: Typical,
    /// Share of empty sentences, 0 to 1.
    pub empty_share: Typical,
}

impl Usual {
    /// What is usual in the genre of this name.
    #[must_use]
    pub fn of(genre: &str) -> Option<Self> {
        let cells = TABLE
            .lines()
            .map(|line| line.split('\t'))
            .find_map(|mut cells| (cells.next() == Some(genre)).then(|| cells.collect::<Vec<_>>()))?;
        let [documents, slogans, many_slogans, empty, much_empty] = cells.as_slice() else { return None };
        let range = |median: &str, high: &str| Some(Typical { median: median.parse().ok()?, high: high.parse().ok()? });
        Some(Self {
            documents: documents.parse().ok()?,
            slogans_per_1000: range(slogans, many_slogans)?,
            empty_share: range(empty, much_empty)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::model::SentenceModel;

    #[test]
    fn the_table_is_of_the_present_model() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("models").join("sentence");
        let model = SentenceModel::load(&folder).unwrap();
        assert_eq!(TABLE.lines().next().and_then(|line| line.strip_prefix("# ")), Some(model.version()));
    }

    #[test]
    fn every_row_is_whole_and_in_order() {
        for line in TABLE.lines().skip(1) {
            let genre = line.split('\t').next().unwrap();
            let usual = Usual::of(genre).unwrap_or_else(|| panic!("{line}"));
            assert!(usual.documents >= 30, "{line}");
            for range in [usual.slogans_per_1000, usual.empty_share] {
                assert!(0.0 <= range.median && range.median <= range.high, "{line}");
            }
        }
        assert_eq!(Usual::of("未定"), None);
        let [law, speech] = ["法规", "讲话"].map(|genre| Usual::of(genre).unwrap().empty_share.median);
        assert!(law < speech);
    }
}

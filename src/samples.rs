//! The sample documents and drafts that come with the program: invented texts of invented bodies, marked 示例.

/// File name and content of every sample document.
pub const DOCUMENTS: &[(&str, &str)] = &[
    ("c01-one-thing-opinions.txt", include_str!("../corpora/documents/c01-one-thing-opinions.txt")),
    ("c02-grain-reserve-measures.txt", include_str!("../corpora/documents/c02-grain-reserve-measures.txt")),
    ("c03-elderly-care-plan.txt", include_str!("../corpora/documents/c03-elderly-care-plan.txt")),
    ("c04-fewer-documents-notice.txt", include_str!("../corpora/documents/c04-fewer-documents-notice.txt")),
    ("c05-flood-drought-notice.txt", include_str!("../corpora/documents/c05-flood-drought-notice.txt")),
    ("p01-one-thing-implementation.txt", include_str!("../corpora/documents/p01-one-thing-implementation.txt")),
    ("p02-grain-reserve-rules.txt", include_str!("../corpora/documents/p02-grain-reserve-rules.txt")),
    ("p03-digital-village-notice.txt", include_str!("../corpora/documents/p03-digital-village-notice.txt")),
    ("p04-government-work-report.txt", include_str!("../corpora/documents/p04-government-work-report.txt")),
    ("p05-elderly-care-regulation.txt", include_str!("../corpora/documents/p05-elderly-care-regulation.txt")),
    ("s01-autumn-grain-purchase.txt", include_str!("../corpora/documents/s01-autumn-grain-purchase.txt")),
    ("s02-mountain-torrent-plan.txt", include_str!("../corpora/documents/s02-mountain-torrent-plan.txt")),
    ("s03-fewer-documents-city.txt", include_str!("../corpora/documents/s03-fewer-documents-city.txt")),
    ("s04-elderly-meals-notice.txt", include_str!("../corpora/documents/s04-elderly-meals-notice.txt")),
];

/// File name and content of every sample draft.
pub const DRAFTS: &[(&str, &str)] = &[
    ("01-verbatim-copy.txt", include_str!("../corpora/drafts/01-verbatim-copy.txt")),
    ("02-region-swap.txt", include_str!("../corpora/drafts/02-region-swap.txt")),
    ("03-slogans.txt", include_str!("../corpora/drafts/03-slogans.txt")),
    ("04-over-length.txt", include_str!("../corpora/drafts/04-over-length.txt")),
    ("05-outline-mirror.txt", include_str!("../corpora/drafts/05-outline-mirror.txt")),
    ("06-burdens.txt", include_str!("../corpora/drafts/06-burdens.txt")),
    ("07-clean.txt", include_str!("../corpora/drafts/07-clean.txt")),
    ("08-speech.txt", include_str!("../corpora/drafts/08-speech.txt")),
];

/// Line before and after the facts at the head of a sample.
const FRONT: &str = "---\n";

/// The texts of all samples, without the facts at their heads.
pub fn texts() -> impl Iterator<Item = &'static str> {
    let text = |&(_, content): &(&str, &'static str)| {
        let facts = content.strip_prefix(FRONT).and_then(|rest| rest.split_once(&format!("\n{FRONT}")));
        facts.map_or(content, |(_, text)| text)
    };
    DOCUMENTS.iter().chain(DRAFTS).map(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_without_their_facts() {
        assert_eq!(texts().count(), DOCUMENTS.len() + DRAFTS.len());
        for text in texts() {
            assert!(text.contains("示例") && !text.contains("issuer:") && !text.contains(FRONT), "{text}");
        }
    }
}

//! The document that a draft implements: the one its title names, else the nearest one above that its opening cites on
//! the same subject, else the one it takes most from, where that is much. Else it is not known.

use std::cmp::Reverse;

use super::basis::OPENING;
use super::eligible::{Counted, Eligibility, Relation};
use super::figures::{Novelty, SourceShare, Superior};
use crate::document::DraftFacts;
use crate::text::{Analysis, Letters, titles};

/// A document that is named on another subject yields to an unnamed one with this share of the draft.
const STRONG_SHARE: f64 = 0.15;
/// A source that is not named must carry this share of the draft, and so many of its letters, to be taken for its
/// superior: of 180 superiors named in 460 real documents by a share of 1 %, 45 had less than 5 %, common words all.
const SHARE: (f64, usize) = (0.05, 100);
/// Or this share with so many letters, half a page: a report of 20,000 characters that follows a plan takes a few per cent of
/// it, and still more than words in common. Chosen with the 84 labelled pairs in view.
const LONG: (f64, usize) = (0.015, 300);
/// A document that the opening cites on another subject, or that is cited further down, must at least carry this share.
const CITED_SHARE: f64 = 0.01;
/// Letters that two titles on the same subject have in common in one piece.
const SUBJECT: usize = 4;
/// What titles of all subjects have in common.
const FORMS: [&str; 24] = [
    "中华人民共和国",
    "关于进一步",
    "关于",
    "加快推进",
    "进一步",
    "深入",
    "加强",
    "促进",
    "推进",
    "贯彻",
    "落实",
    "实施意见",
    "指导意见",
    "若干意见",
    "若干措施",
    "若干规定",
    "行动计划",
    "工作方案",
    "实施方案",
    "实施细则",
    "实施办法",
    "实施条例",
    "管理办法",
    "管理条例",
];

/// Why a document is taken for the superior, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Ground {
    /// The draft's title names it.
    Title,
    /// The opening cites it, and it is on the draft's subject.
    Opening,
    /// Much of the draft stands in it.
    Copied,
    /// The opening cites it, and some of the draft stands in it.
    Cited,
    /// Nothing shares more with the draft.
    Largest,
}

/// The superior among the documents that count. One of the draft's own issuer is its superior only where the draft
/// names it: detailed rules implement the measures of the same body, but last year's plan is no superior.
pub(super) fn superior(
    analysis: &Analysis,
    facts: &DraftFacts,
    novelty: &Novelty,
    eligibility: &Eligibility<'_>,
) -> Option<Superior> {
    let title = match (&facts.title, analysis.structure.title) {
        (Some(title), _) => title.as_str(),
        (None, Some(span)) => analysis.folded(span),
        (None, None) => "",
    };
    let title = titles::key(title);
    let opening = analysis.structure.body.start + OPENING;
    let source = |id: &str| novelty.sources.iter().find(|s| s.document_id == id);
    let named = eligibility.cited().filter_map(|(c, place)| {
        let names = titles::names(&c.document.title);
        let place = Some(place).filter(|&place| place <= opening);
        let ground = if names.iter().any(|name| title.len() > name.len() && title.contains(name.as_str())) {
            Ground::Title
        } else if place.is_some() && same_subject(&title, &titles::key(&c.document.title)) {
            Ground::Opening
        } else {
            place.map(|_| Ground::Cited)?
        };
        let share = source(&c.document.id).map_or(0.0, |source| source.ratio);
        let in_passing = ground == Ground::Cited;
        if c.relation == Relation::Elsewhere || in_passing && (c.relation == Relation::Own || share < CITED_SHARE) {
            return None;
        }
        Some((ground, c, place.unwrap_or(usize::MAX)))
    });
    let cited = |id: &str| eligibility.cited().any(|(c, _)| c.document.id == id);
    let enough = |s: &&SourceShare| {
        let reaches = |(share, letters)| s.ratio >= share && s.copied_characters >= letters;
        reaches(SHARE) || reaches(LONG) || s.ratio >= CITED_SHARE && cited(&s.document_id)
    };
    let sources = novelty.sources.iter().filter(enough);
    let copied = sources.filter_map(|source| {
        let counted = eligibility.by_id(&source.document_id).filter(|c| c.relation == Relation::Higher)?;
        let ground = if source.ratio >= STRONG_SHARE { Ground::Copied } else { Ground::Largest };
        Some((ground, counted, usize::MAX))
    });
    let copied = copied.take(1);
    let key = |(ground, c, place): &(Ground, Counted<'_>, usize)| {
        // Of the documents named, the one of the nearest level above: a city implements its province's.
        let near = Reverse(c.document.level.rank());
        // The title that names two names the longer one: 《某法实施条例》 beside 《某法》 only where it says so.
        let long = Reverse(if *ground == Ground::Title { titles::key(&c.document.title).len() } else { 0 });
        let taken = Reverse(source(&c.document.id).map_or(0, |s| s.copied_characters));
        (*ground, c.relation, long, near, taken, *place, c.document.id.clone())
    };
    let (ground, document) =
        named.chain(copied).min_by_key(key).map(|(ground, counted, _)| (ground, counted.document))?;
    let why = match ground {
        Ground::Title => format!("送审稿标题写明落实“{}”", document.title),
        Ground::Opening | Ground::Cited => format!("送审稿开头引用了“{}”", document.title),
        Ground::Copied | Ground::Largest => {
            format!(
                "送审稿与“{}”重复的内容最多（{:.1}%）",
                document.title,
                source(&document.id).map_or(0.0, |s| s.ratio) * 100.0
            )
        }
    };
    Some(Superior { document_id: document.id.clone(), why })
}

/// Whether two titles, as [`titles::key`] gives them, share a piece that names a subject.
fn same_subject(a: &str, b: &str) -> bool {
    let pieces = |title: &str| {
        let cut = FORMS.iter().fold(title.to_owned(), |rest, form| rest.replace(form, " "));
        let pieces: Vec<Vec<char>> = cut.split(' ').map(|piece| Letters::of_text(piece).chars().to_vec()).collect();
        pieces
    };
    let theirs = pieces(b);
    let shares = |piece: &[char]| theirs.iter().any(|other| other.windows(SUBJECT).any(|w| w == piece));
    pieces(a).iter().any(|piece| piece.windows(SUBJECT).any(shares))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_more_than_a_form() {
        for (a, b, same) in [
            ("示例市文物保护条例", "示例省文物保护条例", true),
            ("示例市生产经营单位安全生产主体责任规定", "示例省安全生产条例", true),
            ("示例市制定地方性法规条例", "示例省养老服务条例", false),
            ("关于进一步加强粮食储备工作的实施方案", "关于进一步加强托育服务工作的实施方案", false),
        ] {
            assert_eq!(same_subject(a, b), same, "{a} ~ {b}");
        }
    }
}

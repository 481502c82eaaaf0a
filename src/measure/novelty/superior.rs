//! The document that a draft implements: the one its title names, else the nearest one above that its opening cites on
//! the same subject, else one of which much of it is taken, else the one with its title for another area, else the one it
//! takes most from, else the one that the opening names as its basis. Else it is not known.

use std::cmp::Reverse;

use super::basis::{self, OPENING};
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
/// A document that the opening cites on another subject, that is cited further down, or that is not cited and on the
/// draft's subject, must at least carry this share.
const CITED_SHARE: f64 = 0.01;
/// A draft without a Chinese title is on a subject that it names so often, and once in so many letters.
const THROUGHOUT: (usize, usize) = (5, 500);
/// Letters that two titles on the same subject have in common in one piece.
const SUBJECT: usize = 4;
/// What titles of all subjects have in common.
const FORMS: [&str; 32] = [
    "中华人民共和国",
    "最高人民法院",
    "最高人民检察院",
    "人民代表大会",
    "常务委员会",
    "人民政府",
    "国务院",
    "办公厅",
    "委员会",
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

/// Words of a title beside the name of another document that say that this is carried out no longer.
const ENDED: [&str; 5] = ["不再", "停止", "暂停", "废止", "终止"];
/// The same that say that it is carried out.
const CARRIED_OUT: [&str; 5] = ["实施", "落实", "贯彻", "执行", "细则"];

/// Why a document is taken for the superior, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Ground {
    /// The draft's title names it.
    Title,
    /// The opening cites it, and it is on the draft's subject.
    Opening,
    /// Much of the draft stands in it.
    Copied,
    /// It bears the draft's title for a larger area.
    Alike,
    /// The opening cites it, and some of the draft stands in it.
    Cited,
    /// Nothing shares more with the draft.
    Largest,
    /// The opening names it as the draft's basis, and little or nothing is taken from it.
    Basis,
}

/// What the draft is about, by its title.
struct Subject<'a> {
    analysis: &'a Analysis,
    title: String,
    /// A title that is not Chinese names no subject: the draft itself must.
    untitled: bool,
}

impl<'a> Subject<'a> {
    fn of(analysis: &'a Analysis, title: &str) -> Self {
        let title = titles::key(title);
        let untitled = !title.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c));
        Self { analysis, title, untitled }
    }

    /// Whether a document with this title is on the same subject.
    fn is_of(&self, title: &str) -> bool {
        let theirs = titles::key(title);
        same_subject(&self.title, &theirs) || self.untitled && talks_of(self.analysis.letters.chars(), &theirs)
    }

    /// Whether the draft's title names a document with this title.
    fn names(&self, title: &str) -> bool {
        let longer = |name: &String| self.title.len() > name.len() && self.title.contains(name.as_str());
        titles::names(title).iter().any(longer)
    }

    /// Whether the title says of the document with this title, which it names, that it is carried out.
    fn carries_out(&self, title: &str) -> bool {
        // Before 关于 stands the issuer (某执行局).
        let own = self.title.split_once("关于").map_or(self.title.as_str(), |(_, subject)| subject);
        if ENDED.iter().any(|word| own.contains(word)) {
            return false;
        }
        let mut rest = titles::names(title)
            .into_iter()
            .filter_map(|name| own.split_once(&name).map(|(before, behind)| [before, behind].map(str::to_owned)));
        rest.any(|parts| CARRIED_OUT.iter().any(|word| parts.iter().any(|part| part.contains(word))))
    }

    /// On which ground a document that is cited at a place (none when that is not in the opening), and that carries a
    /// share, is the superior.
    fn ground(&self, counted: &Counted<'_>, place: Option<usize>, share: f64) -> Option<Ground> {
        let title = &counted.document.title;
        if counted.relation == Relation::Elsewhere {
            return None;
        }
        if self.names(title) {
            return Some(Ground::Title);
        }
        let place = place?;
        if self.is_of(title) {
            return Some(Ground::Opening);
        }
        // Cited in passing: no earlier document of the same body.
        let higher = counted.relation == Relation::Higher;
        let basis = || basis::is_named(self.analysis, place).then_some(Ground::Basis);
        if share >= CITED_SHARE { Some(Ground::Cited) } else { basis() }.filter(|_| higher)
    }
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
    let subject = Subject::of(analysis, title);
    let opening = analysis.structure.body.start + OPENING;
    let source = |id: &str| novelty.sources.iter().find(|s| s.document_id == id);
    let named = eligibility.cited().filter_map(|(c, place)| {
        let place = Some(place).filter(|&place| place <= opening);
        let share = source(&c.document.id).map_or(0.0, |source| source.ratio);
        Some((subject.ground(&c, place, share)?, c, place.unwrap_or(usize::MAX)))
    });
    let alike = eligibility.alike(title).filter(|c| c.relation == Relation::Higher);
    let alike = alike.map(|counted| (Ground::Alike, counted, usize::MAX));
    let copied = copied(&subject, novelty, eligibility).into_iter().map(|(ground, c)| (ground, c, usize::MAX));
    let key = |(ground, c, place): &(Ground, Counted<'_>, usize)| {
        // Of the documents named, the one of the nearest level above: a city implements its province's.
        let near = Reverse(c.document.level.rank());
        // The title that names two names the longer one: 《某法实施条例》 beside 《某法》 only where it says so.
        let long = Reverse(if *ground == Ground::Title { titles::key(&c.document.title).len() } else { 0 });
        let taken = Reverse(source(&c.document.id).map_or(0, |s| s.copied_characters));
        (*ground, c.relation, long, near, taken, *place, c.document.id.clone())
    };
    let (ground, counted, _) = named.chain(alike).chain(copied).min_by_key(key)?;
    let document = counted.document;
    let why = match ground {
        Ground::Title if subject.carries_out(&document.title) => format!("送审稿标题写明落实“{}”", document.title),
        Ground::Title => format!("送审稿引用了“{}”，标题含有它的名称", document.title),
        Ground::Opening | Ground::Cited => format!("送审稿开头引用了“{}”", document.title),
        Ground::Basis => format!("送审稿开头以“{}”为依据", document.title),
        Ground::Alike => format!("“{}”与送审稿同题，只是地区不同", document.title),
        Ground::Copied | Ground::Largest => {
            let share = source(&document.id).map_or(0.0, |s| s.ratio) * 100.0;
            format!("送审稿与“{}”重复的内容最多（{share:.1}%）", document.title)
        }
    };
    Some(Superior { document_id: document.id.clone(), why })
}

/// The higher document that most was taken from, where that is much; what the draft neither takes much from nor cites
/// comes last.
fn copied<'a>(
    subject: &Subject<'_>,
    novelty: &Novelty,
    eligibility: &Eligibility<'a>,
) -> Option<(Ground, Counted<'a>)> {
    let cited = |id: &str| eligibility.cited().any(|(c, _)| c.document.id == id);
    let enough = |s: &&SourceShare| {
        let reaches = |(share, letters)| s.ratio >= share && s.copied_characters >= letters;
        reaches(SHARE) || reaches(LONG) || s.ratio >= CITED_SHARE && cited(&s.document_id)
    };
    let on_subject = |s: &&SourceShare| s.ratio >= CITED_SHARE && subject.is_of(&s.title);
    let sources = novelty.sources.iter();
    sources.clone().filter(enough).chain(sources.filter(on_subject)).find_map(|source| {
        let counted = eligibility.by_id(&source.document_id).filter(|c| c.relation == Relation::Higher)?;
        Some((if source.ratio >= STRONG_SHARE { Ground::Copied } else { Ground::Largest }, counted))
    })
}

/// The pieces of a title, as [`titles::key`] gives it, between what titles of all subjects have in common.
fn pieces(title: &str) -> Vec<Vec<char>> {
    // Before 关于 stands the issuer, whose name may be on another subject.
    let subject = title.split_once("关于").map_or(title, |(_, subject)| subject);
    let cut = FORMS.iter().fold(subject.to_owned(), |rest, form| rest.replace(form, " "));
    cut.split(' ').map(|piece| Letters::of_text(piece).chars().to_vec()).collect()
}

/// Whether letters name a piece of a title's subject, as [`titles::key`] gives it, throughout.
fn talks_of(letters: &[char], title: &str) -> bool {
    let wanted = THROUGHOUT.0.max(letters.len() / THROUGHOUT.1);
    let often = |piece: &[char]| letters.windows(SUBJECT).filter(|w| *w == piece).take(wanted).count() == wanted;
    pieces(title).iter().any(|piece| piece.windows(SUBJECT).any(often))
}

/// Whether two titles, as [`titles::key`] gives them, share a piece that names a subject.
fn same_subject(a: &str, b: &str) -> bool {
    let theirs = pieces(b);
    let shares = |piece: &[char]| theirs.iter().any(|other| other.windows(SUBJECT).any(|w| w == piece));
    pieces(a).iter().any(|piece| piece.windows(SUBJECT).any(shares))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_that_holds_a_name_carries_it_out_only_where_it_says_so() {
        let analysis = Analysis::new("各镇要清理河道。", None);
        for (title, said) in [
            ("示例市河道管理条例", false),
            ("示例市河道管理条例实施细则", true),
            ("示例市实施《河道管理条例》办法", true),
            ("关于贯彻《河道管理条例》的通知", true),
            ("示例市水库河道管理条例", false),
            ("示例市执行局关于河道管理条例宣传的通知", false),
            ("关于暂停执行《河道管理条例》的通知", false),
            ("关于废止《河道管理条例》实施办法的决定", false),
        ] {
            let subject = Subject::of(&analysis, title);
            assert!(subject.names("河道管理条例"), "{title}");
            assert_eq!(subject.carries_out("河道管理条例"), said, "{title}");
        }
    }

    #[test]
    fn a_subject_is_more_than_a_form() {
        for (a, b, same) in [
            ("示例市文物保护条例", "示例省文物保护条例", true),
            ("示例市生产经营单位安全生产主体责任规定", "示例省安全生产条例", true),
            ("示例市制定地方性法规条例", "示例省养老服务条例", false),
            ("关于进一步加强粮食储备工作的实施方案", "关于进一步加强托育服务工作的实施方案", false),
            ("示例市人民政府关于粮食储备的通知", "示例省人民政府关于托育服务的通知", false),
            ("示例市卫生健康委员会关于食堂管理的通知", "示例省卫生健康委员会关于托育服务的意见", false),
        ] {
            assert_eq!(same_subject(a, b), same, "{a} ~ {b}");
        }
    }

    #[test]
    fn a_draft_talks_of_a_subject_that_it_names_throughout() {
        let draft = "推动智能机器产业发展，建设智能机器基地。".repeat(30);
        let letters = Letters::of_text(&draft);
        assert!(talks_of(letters.chars(), "新一代智能机器发展规划"));
        assert!(!talks_of(letters.chars(), "托育服务发展规划"));
        // Named four times in a long text.
        let long = "推动智能机器产业发展。".repeat(4) + &"做好各项工作。".repeat(900);
        assert!(!talks_of(Letters::of_text(&long).chars(), "新一代智能机器发展规划"));
    }
}

//! [`Setting`]: what a draft is and where its parts stand, as far as entries ask for it: an entry does not count in the
//! kinds of document and at the places that it names.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::document::{DraftFacts, Kind};
use crate::lexicon::entry::Entry;
use crate::span::{self, Span};
use crate::text::Analysis;
use crate::text::structure::Role;

/// A place of a document at which an entry may be allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Position {
    /// 标题: the title
    Title,
    /// 小标题: headings, those at the head of a paragraph too
    Heading,
    /// 开头: the first paragraph of running text
    Opening,
    /// 结尾: the last paragraph of running text
    Closing,
    /// 引文: between “ and ”
    Quotation,
    /// 附件: annexes and forwarded originals
    Annex,
}

impl Position {
    /// All positions.
    pub const ALL: [Self; 6] = [Self::Title, Self::Heading, Self::Opening, Self::Closing, Self::Quotation, Self::Annex];

    /// The stable English name used in requests.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Heading => "heading",
            Self::Opening => "opening",
            Self::Closing => "closing",
            Self::Quotation => "quotation",
            Self::Annex => "annex",
        }
    }

    /// The Chinese name used in files and shown to users.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Title => "标题",
            Self::Heading => "小标题",
            Self::Opening => "开头",
            Self::Closing => "结尾",
            Self::Quotation => "引文",
            Self::Annex => "附件",
        }
    }

    /// The position with this English or Chinese name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|position| position.name() == name || position.label() == name)
    }

    /// Where it is in a draft, sorted and disjoint.
    fn spans(self, analysis: &Analysis) -> Vec<Span> {
        let structure = &analysis.structure;
        let lines = |role: Role| structure.lines.iter().filter(move |line| line.role == role).map(|line| line.span);
        span::union(match self {
            Self::Title => structure.title.into_iter().chain(lines(Role::Title)).collect(),
            Self::Heading => structure.headings.iter().map(|heading| heading.span).collect(),
            Self::Opening => lines(Role::Body).take(1).collect(),
            Self::Closing => lines(Role::Body).next_back().into_iter().collect(),
            Self::Quotation => analysis.marks.quotations.clone(),
            Self::Annex => lines(Role::Annex).collect(),
        })
    }
}

/// A draft as the entries of a list ask about it.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// Its text.
    pub analysis: &'a Analysis,
    /// Its kind, where it is known.
    pub kind: Option<Kind>,
}

impl<'a> Setting<'a> {
    /// A draft by its text and what is known of it; the kind that its title says where none is given.
    #[must_use]
    pub fn of(analysis: &'a Analysis, facts: &DraftFacts) -> Self {
        Self { analysis, kind: facts.kind.or(analysis.structure.kind) }
    }
}

/// The places of one draft, looked for where entries ask for them.
pub(super) struct Exemptions<'a> {
    setting: Setting<'a>,
    places: BTreeMap<Position, Vec<Span>>,
}

impl<'a> Exemptions<'a> {
    pub(super) fn of(setting: Setting<'a>) -> Self {
        Self { setting, places: BTreeMap::new() }
    }

    /// Whether an entry does not count at a place: by the kind of the draft, or because the place lies in a part that the
    /// entry names.
    pub(super) fn hold(&mut self, entry: &Entry, place: Span) -> bool {
        let analysis = self.setting.analysis;
        let of_kind = self.setting.kind.is_some_and(|kind| entry.exempt_kinds.contains(&kind));
        of_kind
            || entry.exempt_positions.iter().any(|&position| {
                let spans = self.places.entry(position).or_insert_with(|| position.spans(analysis));
                span::covered(spans, place) >= place.len()
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::{ListId, Matcher, TermList};

    const TEXT: &str = "关于狠抓落实的通知\n各县人民政府：\n开头要狠抓落实。\n一、狠抓落实工作\n会上提出“要狠抓落实”，各县狠抓落实。\n结尾要狠抓落实。\n示例市人民政府\n2026年3月1日\n附件\n附件要狠抓落实。\n";

    /// The lines on which an entry counts.
    fn lines(entry: Entry, kind: Option<Kind>) -> Vec<usize> {
        let matcher = Matcher::new(TermList { id: ListId::Slogans, version: 1, entries: vec![entry] }).unwrap();
        let analysis = Analysis::new(TEXT, None);
        let hits = matcher.candidates_in(Setting { analysis: &analysis, kind });
        let line = |hit: &crate::lexicon::Hit| {
            analysis.source.chars().iter().take(hit.span.start).filter(|&&c| c == '\n').count()
        };
        hits.iter().map(line).collect()
    }

    #[test]
    fn an_entry_does_not_count_where_it_says_so() {
        let all = [0, 2, 3, 4, 4, 5, 9];
        let at = |positions: &[Position]| {
            lines(Entry { exempt_positions: positions.to_vec(), ..Entry::literal("狠抓落实", "") }, Some(Kind::Notice))
        };
        assert_eq!(at(&[]), all);
        for (position, left) in [
            (Position::Title, vec![2, 3, 4, 4, 5, 9]),
            (Position::Heading, vec![0, 2, 4, 4, 5, 9]),
            (Position::Opening, vec![0, 3, 4, 4, 5, 9]),
            (Position::Closing, vec![0, 2, 3, 4, 4, 9]),
            (Position::Quotation, vec![0, 2, 3, 4, 5, 9]),
            (Position::Annex, vec![0, 2, 3, 4, 4, 5]),
        ] {
            assert_eq!(at(&[position]), left, "{position:?}");
        }
        assert_eq!(at(&Position::ALL), [4], "what is quoted is let go, what stands beside it is not");
        let exempt = Entry { exempt_kinds: vec![Kind::Speech, Kind::Notice], ..Entry::literal("狠抓落实", "") };
        for (kind, left) in [(Some(Kind::Notice), vec![]), (Some(Kind::Opinion), all.to_vec()), (None, all.to_vec())] {
            assert_eq!(lines(exempt.clone(), kind), left, "{kind:?}");
        }
    }
}

//! Bodies named in short: several levels at once (市区两级), the issuer itself (我局), and the short names that a draft
//! gives to bodies: where 县水务局（以下简称主管部门） is said, 主管部门 is one of the county. Only names that tell no level
//! themselves are read so. A list with a county in it (市、县水务局) stands for the county; it decides to whom rules are
//! left, not who acts: of three findings that the latter added to 120 documents, all were ordinary business.

use crate::document::DraftFacts;
use crate::measure::assessment::party::{Names, Party, UNITS};
use crate::measure::assessment::words::without_number;
use crate::norms::AssessmentRules;

/// How an issuer speaks of itself: 我 or 本 before one of these.
const SELF: [char; 12] = ['部', '厅', '局', '委', '省', '市', '县', '区', '旗', '镇', '办', '会'];
/// Most characters of a short name, and of the full name before it.
const SHORT: usize = 16;
const FULL: usize = 60;
/// How a short name is introduced.
const CALLED: [&str; 4] = ["（以下简称", "（以下统称", "(以下简称", "(以下统称"];

impl<'a> Names<'a> {
    /// The names of a draft, with the short names that it gives to bodies whose level only their full name says.
    #[must_use]
    pub fn of_draft(facts: &DraftFacts, rules: &'a AssessmentRules, text: &str) -> Self {
        let mut names = Self::new(facts, rules);
        for (full, short) in short_names(text) {
            let known = names.party(short) == Some(Party::Bodies);
            let party = names.party(full).filter(|party| matches!(party, Party::Lower | Party::Own));
            // Said again, it means what it meant first.
            let new = || !names.short.iter().any(|(said, _)| said == short);
            if let Some(party) = party.filter(|_| known && new()) {
                names.short.push((short.to_owned(), party));
            }
        }
        names
    }

    /// Whether a list of subjects begins with an authority: 国家机关、企业事业单位 are all units, the public ones first.
    pub(super) fn leads_with_authority(&self, phrase: &str) -> bool {
        let first = without_number(phrase).split_once('、').map(|(first, _)| first);
        first.is_some_and(|first| self.authority(first) && !self.private(first)) && !phrase.contains('与')
    }

    /// Whom the short names in a phrase stand for: those below where one of them does.
    pub(super) fn by_short_name(&self, phrase: &str) -> Option<Party> {
        let parts = phrase.split(['、', '和', '与', '及', '或']);
        let stands = |part: &str| self.short.iter().find(|(short, _)| short == part).map(|(_, party)| *party);
        let found: Vec<Party> = parts.filter_map(stands).collect();
        found.iter().find(|party| **party == Party::Lower).or(found.first()).copied()
    }
}

/// The short names that a text introduces, each after the full name: 县水务局（以下简称主管部门）.
fn short_names(text: &str) -> impl Iterator<Item = (&str, &str)> {
    CALLED.iter().flat_map(|called| text.match_indices(called)).filter_map(|(at, called)| {
        let (before, rest) = (text.get(..at)?, text.get(at + called.len()..)?);
        let close = rest.char_indices().take(SHORT).find(|(_, c)| matches!(c, '）' | ')'))?.0;
        let short = rest.get(..close)?.trim_matches(['“', '”', '"', '：', ' ']);
        let from = before.char_indices().rev().take(FULL).last()?.0;
        let full = before.get(from..)?.rsplit(['。', '；', '，', '：', '\n', '由']).next()?;
        Some((full, short))
    })
}

/// The lowest unit of several that stand together: 区 in 市区两级财政.
pub(super) fn lowest_tier(part: &str) -> Option<char> {
    let rest = part.trim_start_matches(UNITS);
    let units = part.strip_suffix(rest)?;
    let tiers = ["两级", "二级", "三级", "四级"].iter().any(|word| rest.starts_with(word));
    units.chars().next_back().filter(|_| tiers && units.chars().count() > 1)
}

/// Whether the issuer speaks of itself: 我局, 本市.
pub(super) fn is_self(phrase: &str) -> bool {
    let mut chars = phrase.chars();
    matches!(chars.next(), Some('我' | '本')) && chars.next().is_some_and(|c| SELF.contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Level;
    use crate::norms::Profile;

    #[test]
    fn a_short_name_stands_for_its_full_one() {
        let profile = Profile::shipped().unwrap();
        let facts = DraftFacts { level: Level::City, ..DraftFacts::default() };
        let text = |short: &str| format!("第三条 {short}负责巡堤。\n主管部门应当巡查。");
        for (said, wanted) in [
            ("县水务局（以下简称主管部门）", Some(Party::Lower)),
            ("市、县水务局（以下简称“主管部门”）", Some(Party::Lower)),
            ("市水务局(以下统称主管部门)", Some(Party::Own)),
            ("水务局（以下简称主管部门）", None),
            ("县水务局（以下简称县局）", None),
            ("县水务局", None),
        ] {
            let names = Names::of_draft(&facts, &profile.assessment, &text(said));
            assert_eq!(names.by_short_name("主管部门"), wanted, "{said}");
            assert_eq!(names.by_short_name("施工企业"), None, "{said}");
        }
        let names = Names::of_draft(&facts, &profile.assessment, &text("县水务局（以下简称主管部门）"));
        assert_eq!(names.by_short_name("村委会和主管部门"), Some(Party::Lower));
        assert_eq!(names.by_short_name("企业主管部门"), None);
        let again = text("县水务局（以下简称主管部门）").repeat(3);
        assert_eq!(Names::of_draft(&facts, &profile.assessment, &again).short.len(), 1);
        for odd in ["（以下简称主管部门）", "县水务局（以下简称", "县水务局（以下简称主管部门"]
        {
            assert!(Names::of_draft(&facts, &profile.assessment, odd).short.is_empty(), "{odd}");
        }
    }

    #[test]
    fn the_lowest_of_several_levels_decides() {
        for (text, wanted) in [
            ("市区两级财政", Some('区')),
            ("省市县三级政府", Some('县')),
            ("市级财政", None),
            ("区两级政府", None),
            ("市区财政", None),
            ("", None),
        ] {
            assert_eq!(lowest_tier(text), wanted, "{text}");
        }
    }
}

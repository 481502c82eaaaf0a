//! What a draft names as its basis: the documents of the corpus that it cites by title or number, and those it cites that
//! the corpus does not hold.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::catalogue::{Catalogue, name_key};
use crate::span::Span;
use crate::text::{Analysis, titles};

/// Characters of the body that count as its opening, where the basis of a document is named.
pub(super) const OPENING: usize = 600;
/// Characters before a title in which the words stand that make it a basis, other titles included.
const LEAD: usize = 300;
/// Most documents that are told to be missing.
const MOST_MISSING: usize = 5;

/// Words that make of a document no basis, behind the first verb too: 根据机构改革情况停止执行《某办法》.
const ENDED: [&str; 5] = ["不再", "停止", "暂停", "废止", "终止"];

/// What leads up to a document that is named as the basis of a draft, or up to the last of several; the first group is
/// what makes it none.
static BASIS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        "(不再|停止|不)?(?:根据|依据|按照|依照|遵照|贯彻|落实|执行)",
        "(?:[^，。；：《》]{0,30}《[^《》]{2,80}》){0,5}[^，。；：《》]{0,30}$"
    ))
    .ok()
});

/// The documents whose title or number a draft cites, and where it does so first. The characters before the year of a
/// number may hold words before it (按照国发〔2026〕3号): every end of them is looked up.
pub(super) fn cited(analysis: &Analysis, catalogue: &Catalogue) -> BTreeMap<usize, usize> {
    let mut cited: BTreeMap<usize, usize> = BTreeMap::new();
    let mut add = |index: usize, place: usize| {
        cited.entry(index).and_modify(|first| *first = place.min(*first)).or_insert(place);
    };
    for citation in &analysis.marks.citations {
        for name in titles::names(analysis.folded(citation.title)) {
            catalogue.named(&name).iter().for_each(|&index| add(index, citation.marked.start));
        }
    }
    let own = analysis.structure.document_number;
    for &number in analysis.marks.numbers.iter().filter(|&&number| Some(number) != own) {
        for index in numbered(analysis.folded(number), catalogue) {
            add(*index, number.start);
        }
    }
    cited
}

/// The documents with a number, whatever words stand before it.
fn numbered<'a>(number: &str, catalogue: &'a Catalogue) -> &'a [usize] {
    let key = name_key(number);
    let ends = key.char_indices().take_while(|(_, c)| !c.is_ascii_digit()).filter_map(|(at, _)| key.get(at..));
    ends.map(|end| catalogue.numbered(end)).find(|found| !found.is_empty()).unwrap_or(&[])
}

/// Whether the words before a place make what stands there the basis of a draft; a line may break between them, but the
/// words of the title are not those of the body.
pub(super) fn is_named(analysis: &Analysis, place: usize) -> bool {
    let body = Some(analysis.structure.body.start).filter(|&start| start <= place).unwrap_or_default();
    let before = Span::new(place.saturating_sub(LEAD).max(body), place);
    let found = BASIS.as_ref().and_then(|basis| basis.captures(analysis.folded(before)));
    let ends = |words: &str| ENDED.iter().any(|word| words.contains(word));
    found.is_some_and(|found| found.get(1).is_none() && !found.get(0).is_some_and(|words| ends(words.as_str())))
}

/// The documents that the opening of a draft names as its basis and that the corpus does not hold.
pub(super) fn missing(analysis: &Analysis, catalogue: &Catalogue) -> Option<(&'static str, String)> {
    let structure = &analysis.structure;
    let end = structure.body.start + OPENING;
    let carried = structure.issued.or(structure.forwarded);
    let own = |names: &[String]| {
        let title = carried.map(|carried| Span::new(carried.start, (carried.start + OPENING).min(carried.end)));
        title.is_some_and(|title| {
            names.iter().any(|name| titles::key(analysis.folded(title)).starts_with(name.as_str()))
        })
    };
    let mut missing: Vec<&str> = Vec::new();
    for citation in analysis.marks.citations.iter().filter(|c| c.marked.start <= end) {
        let names = titles::names(analysis.folded(citation.title));
        let held = names.iter().any(|name| !catalogue.named(name).is_empty())
            || citation.number.is_some_and(|number| !numbered(analysis.folded(number), catalogue).is_empty());
        let named = is_named(analysis, citation.marked.start);
        let words = analysis.text(citation.marked);
        if named && !held && !names.is_empty() && !own(&names) && !missing.contains(&words) {
            missing.push(words);
        }
    }
    let more = if missing.len() > MOST_MISSING { "等" } else { "" };
    missing.truncate(MOST_MISSING);
    let text = format!("文件库中没有本稿引为依据的{}{more}，未与之比对；请导入后再审", missing.join("、"));
    (!missing.is_empty()).then_some(("cited_not_in_corpus", text))
}

//! What an administrator should look at before publishing: entries that are met too often or never, entries inside
//! others, what the preview could not try.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use crate::desk::draft_words::DraftWords;
use crate::desk::preview::shape::{EntryEffect, TriedOn};
use crate::lexicon::{Entry, EntryKind, EntryName, ListDiff, ListId, TermList, layer};
use crate::review::what_if::EntryKey;

/// Hits per 1,000 sentences from which an entry is too common to say much. In 1,500 real documents (222,731 sentences) the
/// most common literal of the slogans that come with the program has 9; only its patterns of a verb with whatever
/// follows, which count only where the model agrees, have more (17 to 93).
const COMMON: f64 = 20.0;
/// Longest literal that is looked into for others, in characters.
const LONGEST_HOLDER: usize = 40;
/// Entries named in one warning.
const NAMED: usize = 5;

/// What to look at before publishing: `lists` are both states of the list, `met` is every entry that is met, with those
/// that only a shape of a demand leads to.
pub(super) fn warnings(
    (lists, diff): ([&TermList; 2], &ListDiff),
    (met, shaped): (&[EntryEffect], &BTreeSet<&EntryKey>),
    tried_on: TriedOn,
    words: DraftWords,
) -> Vec<String> {
    let [TermList { id, entries: before, .. }, TermList { entries: after, .. }] = lists;
    let mut found = Vec::new();
    let [in_force, based_on] = lists.map(|list| list.version);
    if based_on != in_force {
        found.push(format!(
            "草稿依据第{based_on}版，在用的已是第{in_force}版：试算与在用的比较，第{based_on}版之后的改动会被撤掉；核对后改以第{in_force}版为依据重新保存，才能发布"
        ));
    }
    if after.is_empty() && !before.is_empty() {
        found.push(format!("没有词条：发布后这份词表是空的，原有的 {} 条都不再起作用", before.len()));
    }
    if tried_on.left_out > 0 {
        found.push(format!("有 {} 份未能试算，数目以已试算的为准", tried_on.left_out));
    }
    match id {
        ListId::Synonyms => found
            .push("简称全称只用于检索，不影响审核：试算的是改动所涉及的名称在全部语料中各能查到多少份文件".to_owned()),
        ListId::Protected => found.push("规定表述还影响重复比例的计分字数，“新”的得分不在试算之内".to_owned()),
        ListId::Slogans | ListId::Burden | ListId::Markers => {}
    }
    let common = |entry: &&EntryEffect| entry.per_1000_sentences >= COMMON && entry.gained > entry.lost;
    let common: Vec<&EntryEffect> = met.iter().filter(common).filter(|_| *id != ListId::Markers).collect();
    if !common.is_empty() {
        let named = common.iter().map(|e| format!("“{}”（每千句 {} 处）", e.pattern, e.per_1000_sentences));
        found.push(format!("有 {} 条命中过于频繁：{}", common.len(), listed(named)));
    }
    let overlaps = overlapping(before, after);
    if !overlaps.is_empty() {
        let named = overlaps.iter().map(|(short, long)| format!("“{short}”在“{long}”之中"));
        found.push(format!("新增或修改的词条中有 {} 处与其他词条重叠：{}", overlaps.len(), listed(named)));
    }
    found.extend(silent(lists[1], diff));
    found.extend(added_unmet((*id, &diff.added), (met, shaped), words));
    found
}

/// New literals that stand inside another literal, or hold one: shorter and longer. Short ones count only once.
fn overlapping<'a>(before: &[Entry], after: &'a [Entry]) -> Vec<(&'a str, &'a str)> {
    let literal = |entry: &&Entry| entry.kind == EntryKind::Literal;
    // Asked some twenty times for each literal: by hash, and never gone through.
    let known: FxHashSet<&str> = before.iter().filter(literal).map(|e| e.pattern.as_str()).collect();
    let all: BTreeSet<&str> = after.iter().filter(literal).map(|e| e.pattern.as_str()).collect();
    let mut found = Vec::new();
    let here: FxHashSet<&str> = all.iter().copied().collect();
    for &long in all.iter().filter(|long| long.chars().count() <= LONGEST_HOLDER) {
        for short in pieces(long).filter(|piece| *piece != long) {
            if let Some(&short) = here.get(short).filter(|&&short| !(known.contains(short) && known.contains(long))) {
                found.push((short, long));
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Every piece of a text of two characters or more.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let starts = ends.clone();
    starts.into_iter().enumerate().flat_map(move |(at, from)| {
        let ends: Vec<usize> = ends.iter().skip(at + 2).copied().collect();
        ends.into_iter().filter_map(move |to| text.get(from..to))
    })
}

/// New and changed entries that are never met, because a more specific layer lays down the same term.
fn silent(after: &TermList, diff: &ListDiff) -> Option<String> {
    let changed = diff.changed.iter().map(|change| EntryName {
        pattern: change.pattern.clone(),
        kind: Some(change.kind),
        layer: Some(change.layer),
    });
    let touched: BTreeSet<EntryName> = diff.added.iter().map(EntryName::of).chain(changed).collect();
    let overruled = after.entries.iter().zip(layer::overruled(after)).filter(|(_, silent)| *silent);
    let silent: Vec<&Entry> =
        overruled.map(|(entry, _)| entry).filter(|entry| touched.contains(&EntryName::of(entry))).collect();
    let named = silent.iter().map(|e| format!("“{}”（{}层级）", e.shown(), e.layer.unwrap_or_default().label()));
    (!silent.is_empty()).then(|| {
        let count = silent.len();
        format!("新增或修改的词条中有 {count} 条被更具体层级的同一词条盖过，不起作用：{}", listed(named))
    })
}

/// How many of the new entries were met nowhere; nothing when no text was tried.
fn added_unmet(
    (id, added): (ListId, &[Entry]),
    (met, shaped): (&[EntryEffect], &BTreeSet<&EntryKey>),
    words: DraftWords,
) -> Option<String> {
    let met = met.iter().filter(|entry| entry.after > 0).map(|entry| (entry.pattern.as_str(), entry.kind));
    let shaped = shaped.iter().map(|(pattern, kind)| (pattern.as_str(), *kind));
    let met: BTreeSet<(&str, EntryKind)> = met.chain(shaped).collect();
    let unmet: Vec<&Entry> =
        added.iter().filter(|entry| !met.contains(&(entry.pattern.as_str(), entry.kind))).collect();
    let named = unmet.iter().map(|entry| format!("“{}”", entry.shown()));
    let how = match words {
        DraftWords::Shown => "一次也没有命中",
        DraftWords::Withheld => "在语料中没有命中",
    };
    (!unmet.is_empty() && id != ListId::Synonyms)
        .then(|| format!("新增的 {} 条中有 {} 条{how}：{}", added.len(), unmet.len(), listed(named)))
}

/// The first names of a list.
fn listed(names: impl Iterator<Item = String>) -> String {
    let mut names: Vec<String> = names.take(NAMED + 1).collect();
    let more = names.len() > NAMED;
    names.truncate(NAMED);
    format!("{}{}", names.join("、"), if more { "等" } else { "" })
}

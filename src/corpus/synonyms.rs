//! 简称与全称: names of bodies and set terms that mean the same, from the administered list `synonyms`. An entry names a short form
//! (`pattern`) and the full name (`label`); all short forms of one full name are one group.

use std::collections::HashMap;

use super::tokens::{self, Keys};
use crate::lexicon::{EntryKind, TermList, layer};
use crate::text::segment::{self, Cut};

/// Names in groups that mean the same.
#[derive(Debug, Clone, Default)]
pub struct Synonyms {
    /// Version of the list.
    version: u64,
    /// Names of each group as written, the full name first.
    groups: Vec<Vec<String>>,
    /// Group of every name, folded.
    by_name: HashMap<String, usize>,
    /// Longest name, in characters.
    longest: usize,
}

/// A name found in something typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Named {
    /// First character.
    pub(super) start: usize,
    /// Behind the last.
    pub(super) end: usize,
}

impl Synonyms {
    /// The groups of a list.
    #[must_use]
    pub fn of(list: &TermList) -> Self {
        let mut made = Self { version: list.version, ..Self::default() };
        let counting = list.entries.iter().zip(layer::overruled(list)).filter(|(_, silent)| !silent).map(|(e, _)| e);
        for entry in counting.filter(|e| e.kind == EntryKind::Literal && !e.label.is_empty()) {
            let group = made.group_of(&entry.label);
            made.add(group, &entry.pattern);
        }
        made
    }

    fn group_of(&mut self, name: &str) -> usize {
        if let Some(&group) = self.by_name.get(&form(name)) {
            return group;
        }
        self.groups.push(Vec::new());
        self.add(self.groups.len() - 1, name);
        self.groups.len() - 1
    }

    fn add(&mut self, group: usize, name: &str) {
        let form = form(name);
        self.longest = self.longest.max(form.chars().count());
        if let Some(names) = self.groups.get_mut(group)
            && !self.by_name.contains_key(&form)
        {
            names.push(name.to_owned());
            self.by_name.insert(form, group);
        }
    }

    /// All names that mean the same as this one, itself among them; none when it is in no group.
    #[must_use]
    pub fn group(&self, name: &str) -> &[String] {
        self.by_name.get(&form(name)).and_then(|&group| self.groups.get(group)).map_or(&[], Vec::as_slice)
    }

    /// Version of the list they come from.
    pub(super) fn version(&self) -> u64 {
        self.version
    }

    /// The other names of the same body, as keys, the name itself first; only the name when it is in no group.
    pub(super) fn variants(&self, name: &str) -> Vec<Vec<char>> {
        let own = Keys::of(name).chars;
        let group = self.by_name.get(&form(name)).and_then(|&group| self.groups.get(group));
        let others = group.into_iter().flatten().map(|n| Keys::of(n).chars).filter(|keys| *keys != own);
        std::iter::once(own.clone()).chain(others).collect()
    }

    /// The names in a folded text, longest first from the left, that begin and end where words do: 交通部 is none in
    /// 交通部门.
    pub(super) fn find(&self, folded: &str) -> Vec<Named> {
        let chars: Vec<char> = folded.chars().map(lower).collect();
        if self.longest == 0 || chars.is_empty() {
            return Vec::new();
        }
        let words = segment::words(folded, Cut::Plain);
        let begins = |at: usize| words.iter().any(|w| w.span.start == at);
        let ends = |at: usize| words.iter().any(|w| w.span.end == at);
        let mut found: Vec<Named> = Vec::new();
        let mut at = 0;
        while at < chars.len() {
            let most = self.longest.min(chars.len() - at);
            let behind = found.last().is_some_and(|last| last.end == at);
            let named = (2..=most).rev().filter(|_| behind || begins(at)).find_map(|length| {
                let name: String = chars.get(at..at + length)?.iter().collect();
                let is_name = self.by_name.contains_key(&name) && ends(at + length);
                is_name.then_some(Named { start: at, end: at + length })
            });
            at = named.map_or(at + 1, |named| named.end);
            found.extend(named);
        }
        found
    }
}

fn form(name: &str) -> String {
    tokens::folded(name).chars().map(lower).collect()
}

fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::{Entry, ListId};

    fn synonyms() -> Synonyms {
        let entry = |short: &str, full: &str| Entry { label: full.to_owned(), ..Entry::literal(short, "机关") };
        let entries = vec![
            entry("发改委", "国家发展和改革委员会"),
            entry("国家发改委", "国家发展和改革委员会"),
            entry("交通部", "交通运输部"),
            Entry::literal("没有全称", ""),
        ];
        Synonyms::of(&TermList { id: ListId::Synonyms, version: 3, entries })
    }

    #[test]
    fn names_of_one_body_are_one_group() {
        let synonyms = synonyms();
        for (text, wanted) in [
            ("国家发改委文件", vec!["国家发改委"]),
            ("发改委", vec!["发改委"]),
            ("国家发展和改革委员会价格", vec!["国家发展和改革委员会"]),
            ("交通部门职责", vec![]),
            ("没有全称", vec![]),
        ] {
            let folded = tokens::folded(text);
            let chars: Vec<char> = folded.chars().collect();
            let found = synonyms.find(&folded);
            let names: Vec<String> = found.iter().map(|n| chars[n.start..n.end].iter().collect()).collect();
            assert_eq!(names, wanted, "{text}");
            assert!(names.iter().all(|name| synonyms.variants(name).len() >= 2));
        }
        let shown: Vec<String> = synonyms.variants("發改委").iter().map(|keys| keys.iter().collect()).collect();
        assert_eq!(shown, ["发改委", "国家发展和改革委员会", "国家发改委"]);
        assert_eq!(synonyms.variants("某局"), [vec!['某', '局']]);
    }
}

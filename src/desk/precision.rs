//! How often each rule, and each entry of a list, was right, as reviewers decided.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::desk::error::DeskError;
use crate::desk::meant::Meant;
use crate::desk::office::Desk;
use crate::lexicon::{EntryKind, EntryName, Layer};

/// Fewest findings decided before a precision is given: with fewer it says nothing.
const FEWEST_DECIDED: usize = 5;

/// How often findings of a rule, or of an entry, were accepted.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct RulePrecision {
    /// Rule id.
    pub rule: String,
    /// The list of the entry; null for the rule as a whole.
    pub list: Option<String>,
    /// The entry's pattern; null for the rule as a whole.
    pub entry: Option<String>,
    /// How the pattern is read; null for the rule as a whole, and where it is not known.
    pub kind: Option<EntryKind>,
    /// Who laid the entry down; null for the rule as a whole, and where it is not known.
    pub layer: Option<Layer>,
    /// Findings accepted.
    pub accepted: usize,
    /// Findings ignored.
    pub ignored: usize,
    /// Accepted ÷ (accepted + ignored), 0 to 1; null below five decisions.
    pub precision: Option<f64>,
}

/// Precision by rule and by entry.
#[derive(Debug, Clone, Default, PartialEq, Serialize, ToSchema)]
pub struct Precision {
    /// By rule.
    pub rules: Vec<RulePrecision>,
    /// By entry, those ignored most first.
    pub entries: Vec<RulePrecision>,
}

impl Desk {
    /// How often findings were accepted, by rule and by entry.
    ///
    /// # Errors
    /// The store's.
    pub fn precision(&self) -> Result<Precision, DeskError> {
        let engine = self.engine();
        let meant = Meant::of(&engine);
        let mut rules: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        let mut entries: BTreeMap<(String, String, EntryName), (usize, usize)> = BTreeMap::new();
        for count in self.store.decision_counts()? {
            let sum = rules.entry(count.rule.clone()).or_default();
            *sum = (sum.0 + count.accepted, sum.1 + count.ignored);
            if count.entry.pattern.is_empty() {
                continue;
            }
            // What has gone from the list is told as it was named then.
            let named = meant.entry(&count.list, &count.entry).map(|(_, entry)| EntryName::of(entry));
            let sum = entries.entry((count.rule, count.list, named.unwrap_or(count.entry))).or_default();
            *sum = (sum.0 + count.accepted, sum.1 + count.ignored);
        }
        let rules = rules.into_iter().map(|(rule, decided)| precision(rule, None, decided)).collect();
        let entries = entries.into_iter();
        let mut entries: Vec<RulePrecision> =
            entries.map(|((rule, list, entry), decided)| precision(rule, Some((list, entry)), decided)).collect();
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.ignored));
        Ok(Precision { rules, entries })
    }
}

fn precision(rule: String, of: Option<(String, EntryName)>, (accepted, ignored): (usize, usize)) -> RulePrecision {
    let decided = accepted + ignored;
    let count = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    let (list, entry) = of.unzip();
    RulePrecision {
        rule,
        list,
        kind: entry.as_ref().and_then(|entry| entry.kind),
        layer: entry.as_ref().and_then(|entry| entry.layer),
        entry: entry.map(|entry| entry.pattern),
        accepted,
        ignored,
        precision: (decided >= FEWEST_DECIDED)
            .then(|| (10_000.0 * count(accepted) / count(decided)).round() / 10_000.0),
    }
}

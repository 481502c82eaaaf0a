//! The figures of novelty: ratios over scorable letters, shares of sources, the document that the draft implements.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Outcome;
use super::eligible::{Counted, Eligibility, Relation};
use super::lawful::Masks;
use super::passage::{Built, PassageKind};
use crate::document::{Level, PartialDate};
use crate::span::{self, Span};
use crate::text::{Analysis, titles};

/// Below this many scorable letters a ratio says nothing.
const FEWEST_SCORABLE: usize = 200;

/// Share of one source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SourceShare {
    /// Id of the document.
    pub document_id: String,
    /// Title.
    pub title: String,
    /// Issuing body.
    pub issuer: String,
    /// Level.
    pub level: Level,
    /// Date as far as known.
    #[serde(serialize_with = "date_text", deserialize_with = "date_from_text")]
    #[schema(value_type = Option<String>)]
    pub date: Option<PartialDate>,
    /// Scorable letters of the draft that stand in this document (also where another source is named first).
    pub copied_characters: usize,
    /// The same as a share of the scorable letters, 0–1; shares of several sources may overlap.
    pub ratio: f64,
    /// The draft cites it.
    pub cited_in_draft: bool,
    /// It is a newer version of a title that the draft cites.
    pub newer_version: bool,
    /// It is an earlier document of the draft's own issuer.
    pub own_earlier: bool,
    /// It is of another place, whose government is none of those above the draft's issuer.
    #[serde(default)]
    pub elsewhere: bool,
    /// Id of a source listed before it that carries the same title by the same issuer: this is a repost or another
    /// version of that one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version_of: Option<String>,
}

impl SourceShare {
    /// The share of a document that holds so many of the `whole` scorable letters.
    fn of(counted: &Counted<'_>, copied_characters: usize, whole: usize) -> Self {
        let Counted { document, cited, newer_version, relation } = *counted;
        Self {
            document_id: document.id.clone(),
            title: document.title.clone(),
            issuer: document.issuer.clone().unwrap_or_default(),
            level: document.level,
            date: document.date,
            copied_characters,
            ratio: ratio(copied_characters, whole),
            cited_in_draft: cited,
            newer_version,
            own_earlier: relation == Relation::Own,
            elsewhere: relation == Relation::Elsewhere,
            version_of: None,
        }
    }
}

/// Completes the sources: the document that the draft implements stands first, also where nothing was taken from it, and
/// reposts and versions are told.
pub(super) fn complete_sources(novelty: &mut Novelty, eligibility: &Eligibility<'_>) {
    if let Some(counted) = novelty.superior.as_ref().and_then(|superior| eligibility.by_id(&superior.document_id)) {
        let at = novelty.sources.iter().position(|source| source.document_id == counted.document.id);
        let source = match at {
            Some(at) => novelty.sources.remove(at),
            None => SourceShare::of(&counted, 0, novelty.scorable_characters),
        };
        novelty.sources.insert(0, source);
    }
    mark_versions(&mut novelty.sources);
}

fn date_text<S: serde::Serializer>(date: &Option<PartialDate>, serializer: S) -> Result<S::Ok, S::Error> {
    date.serialize(serializer)
}

fn date_from_text<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<PartialDate>, D::Error> {
    let text: Option<String> = Option::deserialize(deserializer)?;
    PartialDate::parse(text.as_deref().unwrap_or("")).map_err(serde::de::Error::custom)
}

/// The document that the draft implements.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Superior {
    /// Id of the document.
    pub document_id: String,
    /// Why it is taken for the superior, in Chinese.
    pub why: String,
}

/// 上下一般粗: how far the headings follow those of one source.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Outline {
    /// Headings of the draft that stand, in the same order, in the source.
    pub mirrored_headings: usize,
    /// Headings of the draft.
    pub headings: usize,
    /// Share, 0–1; null with fewer than three headings.
    pub ratio: Option<f64>,
    /// Id of the source followed.
    pub document_id: Option<String>,
}

/// 新: the figures of a draft.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Novelty {
    /// Share of the scorable letters in counted passages (verbatim or edited), 0–1.
    pub copied_ratio: Option<f64>,
    /// The verbatim part of it.
    pub verbatim_ratio: Option<f64>,
    /// The edited part of it.
    pub edited_ratio: Option<f64>,
    /// The part of it that stands in earlier documents of the draft's own issuer, and in no passage of a higher one.
    #[serde(default)]
    pub own_ratio: Option<f64>,
    /// The part of it that stands in documents of other places alone.
    #[serde(default)]
    pub elsewhere_ratio: Option<f64>,
    /// Share said in other words; null where not computed.
    pub reworded_ratio: Option<f64>,
    /// Lawfully repeated letters over letters of the body, 0–1.
    pub lawful_ratio: Option<f64>,
    /// Ratio of the largest source.
    pub largest_source_ratio: Option<f64>,
    /// Letters of the body that are neither protected nor lawfully repeated.
    pub scorable_characters: usize,
    /// Sources: the document that the draft implements, also where nothing was taken from it, then the largest first.
    pub sources: Vec<SourceShare>,
    /// The document that the draft implements.
    pub superior: Option<Superior>,
    /// Headings compared.
    pub outline: Outline,
}

impl Novelty {
    /// The source that most was taken from; none where nothing was.
    #[must_use]
    pub fn largest_source(&self) -> Option<&SourceShare> {
        let taken = self.sources.iter().filter(|source| source.copied_characters > 0);
        taken.rev().max_by_key(|source| source.copied_characters)
    }

    /// The part of the copied ratio that stands in higher documents.
    #[must_use]
    pub fn higher_ratio(&self) -> Option<f64> {
        let others = self.own_ratio.unwrap_or(0.0) + self.elsewhere_ratio.unwrap_or(0.0);
        self.copied_ratio.map(|copied| ((copied - others).max(0.0) * 10_000.0).round() / 10_000.0)
    }

    /// How much is repeated of what, in Chinese: higher documents first, the others where there are any.
    #[must_use]
    pub fn repeated(&self) -> Option<String> {
        let percent = |ratio: f64| format!("{:.1}%", ratio * 100.0);
        let mut told = format!("与上位文件重复{}", percent(self.higher_ratio()?));
        for (name, ratio) in [("本机关此前文件", self.own_ratio), ("其他地区文件", self.elsewhere_ratio)] {
            if let Some(ratio) = ratio.filter(|&ratio| ratio > 0.0) {
                told.push_str(&format!("，与{name}相同{}", percent(ratio)));
            }
        }
        Some(told)
    }
}

/// A ratio to four decimals, so that reports are short and equal.
fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { (part as f64 / whole as f64 * 10_000.0).round() / 10_000.0 }
}

/// Computes the figures of the passages; the outline is filled in later.
pub(super) fn figures(
    analysis: &Analysis,
    passages: &[Built],
    masks: &Masks,
    eligibility: &Eligibility<'_>,
) -> Outcome {
    let body = analysis.letters.from_text(analysis.structure.body);
    let in_letters = |s: Span| analysis.letters.from_text(s).intersection(body);
    let in_body = |letters: Span| letters.intersection(body);
    let spans_of = |wanted: &dyn Fn(&Built) -> bool| {
        span::union(passages.iter().filter(|b| wanted(b)).map(|b| in_letters(b.passage.span)).collect())
    };
    let excluded = spans_of(&|b| b.passage.excluded.is_some());
    let verbatim = spans_of(&|b| b.passage.is_copy() && b.passage.kind == PassageKind::Verbatim);
    let copied = spans_of(&|b| b.passage.is_copy());
    let of = |wanted: Relation| {
        spans_of(&|b| b.passage.is_copy() && eligibility.get(b.sequence).is_some_and(|c| c.relation == wanted))
    };
    let (higher, own) = (of(Relation::Higher), of(Relation::Own));
    let reworded = spans_of(&|b| b.passage.kind == PassageKind::Reworded);
    // A letter that a counted passage holds stays scorable even where a lawful one overlaps it.
    let mut unscorable: Vec<Span> = masks.protected.iter().map(|&s| in_letters(s)).collect();
    unscorable.extend(excluded.iter().flat_map(|&s| span::without(s, &copied)));
    let unscorable = span::union(unscorable);
    let scorable = |s: Span| s.len() - span::covered(&unscorable, s);
    let count = |spans: &[Span]| spans.iter().map(|&s| scorable(s)).sum::<usize>();
    let scorable_characters = scorable(body);
    let mut outcome = Outcome::default();
    let novelty = &mut outcome.novelty;
    novelty.scorable_characters = scorable_characters;
    let lawful: usize = excluded.iter().map(|s| s.len()).sum();
    novelty.lawful_ratio = (!body.is_empty()).then(|| ratio(lawful, body.len()));
    novelty.sources = sources(passages, eligibility, (&in_letters, &in_body), &scorable, scorable_characters);
    if eligibility.is_empty() {
        let text = "没有可供比对的文件，未计算重复比例".to_owned();
        outcome.warnings.push(("no_document_counts", text));
    } else if scorable_characters < FEWEST_SCORABLE {
        let part = if analysis.structure.forwarded.is_some() { "所转发的原文不计，其余" } else { "" };
        let text = format!("{part}可计分字数{scorable_characters}字，不足{FEWEST_SCORABLE}字，未计算重复比例");
        outcome.warnings.push(("text_too_short_for_novelty", text));
    } else {
        let (all, exact) = (count(&copied), count(&verbatim));
        novelty.copied_ratio = Some(ratio(all, scorable_characters));
        novelty.verbatim_ratio = Some(ratio(exact, scorable_characters));
        let without = |spans: &[Span], told: &[Span]| -> Vec<Span> {
            spans.iter().flat_map(|&s| span::without(s, told)).collect()
        };
        let earlier = without(&own, &higher);
        let known = span::union(higher.iter().chain(&own).copied().collect());
        novelty.own_ratio = Some(ratio(count(&earlier), scorable_characters));
        novelty.elsewhere_ratio = Some(ratio(count(&without(&copied, &known)), scorable_characters));
        novelty.edited_ratio = Some(ratio(all.saturating_sub(exact), scorable_characters));
        // What is copied is not said in other words as well.
        let only: Vec<Span> = reworded.iter().flat_map(|&s| span::without(s, &copied)).collect();
        novelty.reworded_ratio = Some(ratio(count(&only), scorable_characters));
        novelty.largest_source_ratio = Some(novelty.sources.first().map_or(0.0, |s| s.ratio));
    }
    outcome
}

/// The sources of the passages that are counted, the largest first. `in_body` are the letters of the body that a range of the
/// text, and a range of letters, holds.
fn sources(
    passages: &[Built],
    eligibility: &Eligibility<'_>,
    in_body: (&dyn Fn(Span) -> Span, &dyn Fn(Span) -> Span),
    scorable: &dyn Fn(Span) -> usize,
    whole: usize,
) -> Vec<SourceShare> {
    // Sequence number, letters, and whether it is the best source of them.
    let mut held: Vec<(u64, Span, bool)> = Vec::new();
    for built in passages.iter().filter(|b| b.passage.is_copy()) {
        held.push((built.sequence, in_body.0(built.passage.span), true));
        held.extend(built.others.iter().map(|&(sequence, letters)| (sequence, in_body.1(letters), false)));
    }
    held.sort_unstable();
    let share = |held: &[(u64, Span, bool)]| {
        let counted = eligibility.get(held.first()?.0)?;
        let spans = held.iter().map(|&(_, letters, _)| letters).collect();
        let copied: usize = span::union(spans).into_iter().map(scorable).sum();
        (copied > 0).then(|| (Reverse(copied), Reverse(held.iter().any(|&(_, _, best)| best)), counted))
    };
    let mut shares: Vec<_> = held.chunk_by(|a, b| a.0 == b.0).filter_map(share).collect();
    shares.sort_by(|(copied, best, a), (others_copied, others_best, b)| {
        (copied, best, &a.document.id).cmp(&(others_copied, others_best, &b.document.id))
    });
    // There may be thousands of them.
    shares.truncate(MOST_SOURCES);
    shares.into_iter().map(|(copied, _, counted)| SourceShare::of(&counted, copied.0, whole)).collect()
}

/// Says of each source whether one listed before it is the same document. An issuer that is not known, as on web pages
/// that carry a text again, is no other issuer.
fn mark_versions(shares: &mut [SourceShare]) {
    let names: Vec<Vec<String>> = shares.iter().map(|share| titles::names(&share.title)).collect();
    let same = |a: &SourceShare, b: &SourceShare| a.issuer.is_empty() || b.issuer.is_empty() || a.issuer == b.issuer;
    for i in 1..shares.len() {
        let (before, rest) = shares.split_at_mut(i);
        let (Some(share), Some(own)) = (rest.first_mut(), names.get(i)) else { continue };
        let first = before.iter().zip(&names).find(|(other, theirs)| titles::share(own, theirs) && same(share, other));
        share.version_of =
            first.map(|(other, _)| other.version_of.clone().unwrap_or_else(|| other.document_id.clone()));
    }
}

/// How many sources a report lists.
const MOST_SOURCES: usize = 50;

#[cfg(test)]
mod tests {
    use super::*;

    fn share(id: &str, title: &str, issuer: &str) -> SourceShare {
        SourceShare {
            document_id: id.to_owned(),
            title: title.to_owned(),
            issuer: issuer.to_owned(),
            level: Level::Unknown,
            date: None,
            copied_characters: 1,
            ratio: 0.1,
            cited_in_draft: false,
            newer_version: false,
            own_earlier: false,
            elsewhere: false,
            version_of: None,
        }
    }

    #[test]
    fn what_is_repeated_is_told_by_whose_it_is() {
        let all = Novelty { copied_ratio: Some(0.743), ..Novelty::default() };
        assert_eq!(all.repeated().as_deref(), Some("与上位文件重复74.3%"));
        let parts = Novelty { own_ratio: Some(0.235), elsewhere_ratio: Some(0.1), ..all };
        assert_eq!(
            parts.repeated().as_deref(),
            Some("与上位文件重复40.8%，与本机关此前文件相同23.5%，与其他地区文件相同10.0%")
        );
        assert_eq!(Novelty::default().repeated(), None);
    }

    #[test]
    fn reposts_and_versions_of_one_document_point_to_the_first() {
        let mut shares = [
            share("a", "示例省养老服务条例", "示例省人大常委会"),
            share("b", "示例省养老服务条例（2020年修正）", "示例省人大常委会"),
            share("c", "示例省养老服务条例", ""),
            share("d", "关于加强养老服务工作的通知", "示例省民政厅"),
            share("e", "关于加强养老服务工作的通知", "示例市民政局"),
        ];
        mark_versions(&mut shares);
        let found: Vec<Option<&str>> = shares.iter().map(|s| s.version_of.as_deref()).collect();
        assert_eq!(found, [None, Some("a"), Some("a"), None, None]);
    }
}

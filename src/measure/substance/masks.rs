//! Where no slogan is looked for: protected formulations, 《titles》, short quotations, and what a clause speaks against.

use std::sync::LazyLock;

use regex::Regex;

use crate::lexicon::Hit;
use crate::span::{self, Span};
use crate::text::Analysis;

/// Shortest and longest quotation that is masked, in characters with its marks: shorter ones are words in quotation
/// marks (“组合拳”), longer ones whole passages of direct speech.
const QUOTATION: (usize, usize) = (6, 62);

/// Words after which a clause speaks against something: naming a fault is no fault.
static AGAINST: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("反对|整治|纠治|防止|杜绝|严禁|不得|力戒|避免|禁止|破除|摒弃|抵制|纠正|警惕|不搞|严查|克服(?:形式|官僚|空|只)|批评")
        .ok()
});

/// A sentence that reports what the central leadership said: its words are not the draft's, and are never judged.
static REPORTED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:总书记|党中央|国务院)[^。；！？\n]{0,24}(?:强调|指出|要求|指示|批示|论述|重要讲话)").ok()
});

/// Stretches of a text without slogans.
#[derive(Debug, Clone)]
pub struct Masks {
    /// Protected formulations, in order, as many as were found.
    pub protected: Vec<Span>,
    /// Protected formulations, titles and quotations, merged.
    held: Vec<Span>,
    /// From a word against something to the end of its clause, merged.
    against: Vec<Span>,
    /// Sentences that report words of the central leadership, merged.
    reported: Vec<Span>,
}

impl Masks {
    /// The masks of a text in which these protected formulations stand.
    #[must_use]
    pub fn find(analysis: &Analysis, protected: &[Hit]) -> Self {
        let protected: Vec<Span> = protected.iter().map(|hit| hit.span).collect();
        let titles = analysis.marks.citations.iter().map(|c| c.marked);
        let quoted = analysis.marks.quotations.iter().copied();
        let quoted = quoted.filter(|q| (QUOTATION.0..=QUOTATION.1).contains(&q.len()));
        let reported = reported(analysis);
        let own = protected.iter().chain(&reported).copied();
        let held = span::union(own.chain(titles).chain(quoted).collect());
        let found = AGAINST.iter().flat_map(|words| words.find_iter(analysis.folded.as_str()));
        let against = found.filter_map(|m| {
            let start = analysis.folded.span_of_bytes(m.start(), m.end()).start;
            let clause = analysis.clauses.partition_point(|c| c.span.end <= start);
            let clause = analysis.clauses.get(clause).filter(|c| c.span.holds(start))?;
            Some(Span::new(start, clause.span.end))
        });
        let against = span::union(against.collect());
        Self { protected, held, against, reported }
    }

    /// Whether a sentence reports words of the central leadership.
    #[must_use]
    pub fn reports(&self, sentence: Span) -> bool {
        span::any_overlap(&self.reported, sentence)
    }

    /// Whether a protected formulation, a title or a quotation touches `span`.
    #[must_use]
    pub fn holds(&self, span: Span) -> bool {
        span::any_overlap(&self.held, span)
    }

    /// Whether `span` is what its clause speaks against.
    #[must_use]
    pub fn is_opposed(&self, span: Span) -> bool {
        span::any_overlap(&self.against, span)
    }

    /// Whether `span` is what its clause speaks against, or is masked.
    #[must_use]
    pub fn blocks(&self, span: Span) -> bool {
        self.holds(span) || self.is_opposed(span)
    }
}

fn reported(analysis: &Analysis) -> Vec<Span> {
    let found = REPORTED.iter().flat_map(|words| words.find_iter(analysis.folded.as_str()));
    let sentence = |m: regex::Match<'_>| {
        let start = analysis.folded.span_of_bytes(m.start(), m.end()).start;
        analysis.sentence_at(start).and_then(|i| analysis.sentences.get(i)).map(|s| s.span)
    };
    span::union(found.filter_map(sentence).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::{Lexicon, ListId};

    #[test]
    fn titles_quotations_and_criticism_are_masked() {
        let lexicon = Lexicon::shipped().unwrap();
        for (text, phrase, blocked) in [
            ("要狠抓落实，严禁走过场。", "狠抓落实", false),
            ("根据《关于狠抓落实的通知》执行。", "狠抓落实", true),
            ("要坚决整治狠抓落实不见行动的问题。", "狠抓落实", true),
            ("坚决整治作风问题，狠抓落实。", "狠抓落实", false),
            ("他说“要提高认识、狠抓落实”。", "狠抓落实", true),
            ("打好“组合拳”。", "组合拳", false),
            ("坚决做到“两个维护”。", "两个维护", true),
            ("总书记多次强调，要狠抓落实。各地要统一思想。", "狠抓落实", true),
            ("总书记多次强调，要狠抓落实。各地要统一思想。", "统一思想", false),
        ] {
            let analysis = Analysis::new(text, None);
            let byte = text.find(phrase).unwrap();
            let span = analysis.source.span_of_bytes(byte, byte + phrase.len());
            let protected = lexicon.get(ListId::Protected).find(&analysis.folded);
            assert_eq!(Masks::find(&analysis, &protected).blocks(span), blocked, "{text}");
        }
    }
}

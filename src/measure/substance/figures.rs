//! [`Substance`]: the figures of 实 as the report shows them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::measure::substance::usual::Usual;
use crate::norms::Figure;

/// The figures of 实.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Substance {
    /// Number of slogan phrases (空话套话短语), each one finding `substance.slogan`.
    pub slogan_count: usize,
    /// Slogan phrases per 1,000 letters (Chinese characters, letters, digits) of running text; null without any.
    pub slogans_per_1000: Option<f64>,
    /// Sentences of running text that were judged, but for those made of protected formulations.
    pub sentences: usize,
    /// Empty sentences (空话句) among them, each one finding `substance.empty_sentence` of severity `warning`.
    pub empty_sentences: usize,
    /// Empty sentences ÷ sentences, 0 to 1; null without sentences.
    pub empty_share: Option<f64>,
    /// Substance markers (实招要素) of the whole text.
    pub markers: MarkerCounts,
    /// Protected formulations (规定表述), counted apart and never penalised.
    pub protected: ProtectedFigures,
    /// Genre by kind and structure, in Chinese.
    pub genre: String,
    /// What is usual in that genre; null where too few documents were measured.
    #[serde(default)]
    pub usual: Option<Usual>,
}

impl Substance {
    /// The share of empty sentences where there are enough sentences to speak of one.
    #[must_use]
    pub fn told_share(&self) -> Option<f64> {
        self.empty_share.filter(|_| self.sentences >= Figure::SENTENCE_FLOOR)
    }
}

/// How often the text says something checkable, by what it says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MarkerCounts {
    /// 时限: until when, how often.
    pub deadline: usize,
    /// 量化: how much.
    pub quantity: usize,
    /// 责任主体: who.
    pub responsible: usize,
    /// 具体举措: what is done, and how.
    pub measure: usize,
    /// 条件: under which condition.
    pub condition: usize,
    /// 资金: with whose money.
    pub money: usize,
    /// 对象: for whom, where.
    pub object: usize,
    /// 事实: data and facts.
    pub fact: usize,
}

impl MarkerCounts {
    /// Counts markers; a category of the desk's own making is not counted.
    pub fn add(&mut self, category: &str, count: usize) {
        let field = match category {
            "时限" => &mut self.deadline,
            "量化" => &mut self.quantity,
            "责任主体" => &mut self.responsible,
            "具体举措" => &mut self.measure,
            "条件" => &mut self.condition,
            "资金" => &mut self.money,
            "对象" => &mut self.object,
            "事实" => &mut self.fact,
            _ => return,
        };
        *field += count;
    }

    /// All markers together.
    #[must_use]
    pub fn total(&self) -> usize {
        self.deadline
            + self.quantity
            + self.responsible
            + self.measure
            + self.condition
            + self.money
            + self.object
            + self.fact
    }
}

/// Protected formulations of a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ProtectedFigures {
    /// How many.
    pub count: usize,
    /// Letters (Chinese characters, letters, digits) inside them.
    pub characters: usize,
    /// Those letters ÷ all letters of the text, 0 to 1.
    pub share: f64,
    /// Sentences made of them: neither empty nor sound, and not among [`Substance::sentences`]. Where nothing can be checked
    /// beside them, a finding `substance.empty_sentence` of severity `notice` says so; it counts in no figure.
    #[serde(default)]
    pub sentences: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn among_a_few_sentences_no_share_is_told() {
        let of = |sentences| Substance { sentences, empty_share: Some(0.5), ..Substance::default() }.told_share();
        assert_eq!((of(7), of(8)), (None, Some(0.5)));
    }
}

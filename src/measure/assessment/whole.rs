//! What is shown of a hit: whole words, dates and figures (12月底前报送, not 月底前报送). Patterns begin and end where it
//! suits them; what is judged is what they found.

use crate::span::Span;
use crate::text::Analysis;
use crate::text::segment::{self, Cut};

/// Most characters by which a word may reach out of a hit.
const REACH: usize = 3;
/// Characters of the clause around a hit that are cut into words.
const AROUND: usize = 60;
/// What a number is followed by as a part of a date or figure.
const UNITS: &str = "年月日时点号个次项名人天周元万亿%％‰";
/// Marks inside a number.
const POINTS: &str = ".:：年月";

/// A hit widened to whole words, dates and figures.
pub(super) fn whole(analysis: &Analysis, hit: Span) -> Span {
    let chars = analysis.folded.chars();
    let at = |position: usize| chars.get(position).copied().unwrap_or('\n');
    let words = in_words(analysis, hit);
    let (mut start, mut end) = (words.start, words.end);
    while start > 0 {
        let (before, first) = (at(start - 1), at(start));
        let ends = numeral(before) && (first.is_ascii_digit() || UNITS.contains(first) || POINTS.contains(first));
        let joins = first.is_ascii_digit() && POINTS.contains(before) && start > 1 && at(start - 2).is_ascii_digit();
        if !(ends || joins) {
            break;
        }
        start -= 1;
    }
    while end < chars.len() && end > start {
        let (last, next) = (at(end - 1), at(end));
        let more = last.is_ascii_digit() && (next.is_ascii_digit() || UNITS.contains(next));
        let joins = last.is_ascii_digit() && POINTS.contains(next) && at(end + 1).is_ascii_digit();
        if !(more || joins) {
            break;
        }
        end += 1;
    }
    Span::new(start, end)
}

/// Whether a character is a part of a number.
fn numeral(c: char) -> bool {
    c.is_ascii_digit() || "一二三四五六七八九十〇".contains(c)
}

/// A hit widened to the words that it cuts.
fn in_words(analysis: &Analysis, hit: Span) -> Span {
    let clauses = &analysis.clauses;
    let clause = |position: usize| clauses.get(clauses.partition_point(|c| c.span.end <= position)).map(|c| c.span);
    let from = clause(hit.start).map_or(hit.start, |c| c.start.min(hit.start)).max(hit.start.saturating_sub(AROUND));
    let last = hit.end.saturating_sub(1);
    let to = clause(last).map_or(hit.end, |c| c.end.max(hit.end)).min(hit.end + AROUND);
    let (mut start, mut end) = (hit.start, hit.end);
    for word in segment::words(analysis.folded(Span::new(from, to)), Cut::Plain) {
        let word = Span::new(from + word.span.start, from + word.span.end);
        let cuts = |position: usize| word.start < position && position < word.end;
        if cuts(hit.start) && hit.start - word.start <= REACH {
            start = word.start;
        }
        if cuts(hit.end) && word.end - hit.end <= REACH {
            end = word.end;
        }
    }
    Span::new(start, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_date_or_figure_is_cut() {
        for (text, hit, wanted) in [
            ("各镇12月底前报送总结。", "月底前报送", "12月底前报送"),
            ("各镇于2026年1月31日前报市水务局。", "月31日前报市", "2026年1月31日前报市"),
            ("注册率要达到100%。", "注册率要达到10", "注册率要达到100%"),
            ("各镇三月底前报送总结。", "月底前报送", "三月底前报送"),
            ("各镇每月报送总结。", "每月报送", "每月报送"),
            ("各镇报送情况汇总表。", "报送情况汇", "报送情况汇总表"),
            ("占比达到9.5%以上。", "达到9", "达到9.5%"),
        ] {
            let analysis = Analysis::new(text, None);
            let at = text.split_once(hit).map(|(before, _)| before.chars().count()).unwrap();
            let span = whole(&analysis, Span::new(at, at + hit.chars().count()));
            assert_eq!(analysis.text(span), wanted, "{text}");
        }
    }
}

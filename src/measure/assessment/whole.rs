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
/// What a number in Chinese numerals is followed by as a part of a date: before other units it may end a word (统一名单).
const DATES: &str = "年月日号";
/// Which year, month or week is meant, where it is said by one character.
const WHICH: &str = "本上下次首当每今明去";
/// Marks inside a number.
const POINTS: &str = ".:：年月";

/// A hit widened to whole words, dates and figures.
pub(super) fn whole(analysis: &Analysis, hit: Span) -> Span {
    let chars = analysis.folded.chars();
    let at = |position: usize| chars.get(position).copied().unwrap_or('\n');
    let cut = cut(analysis, hit);
    let words = in_words(&cut, hit);
    let (mut start, mut end) = (words.start, words.end);
    while start > 0 {
        let (before, first) = (at(start - 1), at(start));
        let figure = first.is_ascii_digit() || UNITS.contains(first) || POINTS.contains(first);
        let date = DATES.contains(first) || numeral(first);
        let ends = (before.is_ascii_digit() && figure) || (numeral(before) && date && alone(&cut, start - 1, at));
        let joins = first.is_ascii_digit() && POINTS.contains(before) && start > 1 && at(start - 2).is_ascii_digit();
        if !(ends || joins) {
            break;
        }
        start -= 1;
    }
    if start > 0 && "年月周季".contains(at(start)) && WHICH.contains(at(start - 1)) && begins(&cut, start - 1) {
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

/// Whether a character is a Chinese numeral.
fn numeral(c: char) -> bool {
    "一二三四五六七八九十〇".contains(c)
}

/// Whether the word at a position holds nothing but numerals and the units of dates: not 统一.
fn alone(words: &[Span], position: usize, at: impl Fn(usize) -> char) -> bool {
    let word = words.get(words.partition_point(|word| word.end <= position));
    word.is_none_or(|word| (word.start..word.end).map(at).all(|c| numeral(c) || DATES.contains(c) || c == '底'))
}

/// Whether a word begins at a position.
fn begins(words: &[Span], position: usize) -> bool {
    words.get(words.partition_point(|word| word.end <= position)).is_none_or(|word| word.start == position)
}

/// The words of the clauses around a hit.
fn cut(analysis: &Analysis, hit: Span) -> Vec<Span> {
    let clauses = &analysis.clauses;
    let clause = |position: usize| clauses.get(clauses.partition_point(|c| c.span.end <= position)).map(|c| c.span);
    let from = clause(hit.start).map_or(hit.start, |c| c.start.min(hit.start)).max(hit.start.saturating_sub(AROUND));
    let last = hit.end.saturating_sub(1);
    let to = clause(last).map_or(hit.end, |c| c.end.max(hit.end)).min(hit.end + AROUND);
    let words = segment::words(analysis.folded(Span::new(from, to)), Cut::Plain);
    words.iter().map(|word| Span::new(from + word.span.start, from + word.span.end)).collect()
}

/// A hit widened to the words that it cuts.
fn in_words(words: &[Span], hit: Span) -> Span {
    let (mut start, mut end) = (hit.start, hit.end);
    for word in words {
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
            ("各镇十二月底前报送总结。", "月底前报送", "十二月底前报送"),
            ("各镇二〇二六年底前报送总结。", "年底前报送", "二〇二六年底前报送"),
            ("各镇于下月5日前报送总结。", "月5日前报送", "下月5日前报送"),
            ("市水务局统一名单报送口径。", "名单报送", "名单报送"),
            ("各镇统一个人信息报送口径。", "个人信息报送", "个人信息报送"),
            ("各镇统一年度报告格式。", "年度报告", "年度报告"),
            ("各镇要选派5名管理员。", "名管理员", "5名管理员"),
        ] {
            let analysis = Analysis::new(text, None);
            let at = text.split_once(hit).map(|(before, _)| before.chars().count()).unwrap();
            let span = whole(&analysis, Span::new(at, at + hit.chars().count()));
            assert_eq!(analysis.text(span), wanted, "{text}");
        }
    }
}

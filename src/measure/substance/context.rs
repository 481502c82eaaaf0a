//! What stands beside a sentence and keeps it from being called empty: the details that it announces, the body that
//! answers for it, the list of what others did in which it stands, the line above of which it is the rest.

use std::sync::LazyLock;

use regex::Regex;

use crate::document::places;
use crate::lexicon::ListId;
use crate::measure::substance::phrases::Phrase;
use crate::measure::substance::reading::{Judged, Reading, asks, ends};
use crate::measure::substance::sort::{Sort, Whole};
use crate::measure::substance::{concrete, guidance, rules, sort};
use crate::model::Label;
use crate::span::Span;
use crate::text::structure::Role;

/// Longest sentence, in characters, that announces what follows. Of 100 sentences of local documents that were called empty
/// a reader found 48 right and 34 wrong, 20 of these because they announced details; of the right 1 is let go by what
/// stands here and by the threshold, of the wrong 14. With commas in them, two theses of essays would go.
const ANNOUNCES: usize = 22;
/// Sentences behind a short one that opens a paragraph in which its details are looked for. A reader of 100 more sentences
/// found 16 wrong, 8 of them because their details stood behind them, 6 of these in the middle of a paragraph.
const DETAILS: usize = 3;
/// Characters in a row by which a sentence and the next one name the same thing (科技成果): two are shared by chance (金融).
const SAME: usize = 3;
/// Sentences below a numbered one that are looked through.
const SECTION: usize = 12;
/// Words that name who answers for a task in brackets after it.
const ANSWERS: [&str; 4] = ["负责", "牵头", "责任单位", "配合"];
/// How far behind a sentence the brackets are looked for to their end, in characters.
const BRACKETS: usize = 80;
/// How far behind a sentence they are looked for where they answer for the whole paragraph, in characters.
const PARAGRAPH: usize = 800;
/// How items of a paragraph begin: 一是……，二是……; 一要……，二要…….
const ITEM: &str = "一二三四五六七八九十";
/// What follows the number.
const ITEM_WORDS: [char; 2] = ['是', '要'];
/// Shortest line, in characters, of which the line below can be the rest: shorter ones are headings without a number.
const BROKEN: usize = 20;
/// By how many characters lines of a page differ that are broken at its edge.
const EDGE: usize = 3;
/// Categories of slogans by a word of degree, which a heading may have (风险防范持续加强).
const OF_DEGREE: [&str; 2] = [rules::OF_DEGREE, "效果虚指"];

/// A line that explains a term below the text: ［3］示例工程：. Without the term it is an item of the text (【1】要……).
static NOTE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^[［\[【]\d{1,3}[］\]】][^，。；：]{1,24}：").ok());

/// Whether a short sentence of one clause is a heading without a number (健全保障体系。实施……行动), or one with a number
/// that only names what follows. One that holds a clear slogan is none.
pub(super) fn announces(reading: &Reading<'_>, index: usize, phrases: &[&Phrase]) -> bool {
    let Some(judged) = reading.judged.get(index) else { return false };
    if phrases.iter().any(|phrase| phrase.is_clear(reading) && !is_of_degree(reading, phrase)) {
        return false;
    }
    let words = reading.analysis.folded(judged.span);
    // 这五年，示例能力持续增强。
    let said = words.split_once('，').filter(|(frame, _)| sort::is_frame(frame)).map_or(words, |(_, said)| said);
    let short = judged.span.len() <= ANNOUNCES && !said.contains('，');
    (short && (is_followed(reading, index) || heads_line(reading, index)) && !is_thesis(reading, judged.span))
        || names(reading, index)
}

/// Whether a sentence is a judgement or speaks of significance: what follows a thesis bears it out, and is none of its details.
/// Of 17 short ones in the training sentences that the model calls empty, readers call 14 so.
fn is_thesis(reading: &Reading<'_>, sentence: Span) -> bool {
    matches!(Sort::of(reading, sentence, &Whole::of(reading, sentence)), Sort::Opinion | Sort::Significance(_))
}

fn is_of_degree(reading: &Reading<'_>, phrase: &Phrase) -> bool {
    let entries = &reading.lexicon.get(ListId::Slogans).list().entries;
    phrase.entry.and_then(|entry| entries.get(entry)).is_some_and(|entry| OF_DEGREE.contains(&entry.category.as_str()))
}

/// Whether what a sentence announces stands behind it in its paragraph. At the head of a paragraph or of an item anything
/// that is not empty does, and figures a little later where it tells what has come about; elsewhere the next sentence must
/// give something, and be checkable or name the same thing.
fn is_followed(reading: &Reading<'_>, index: usize) -> bool {
    let Some(judged) = reading.judged.get(index) else { return false };
    let behind = reading.judged.iter().skip(index + 1).zip(judged.sentence + 1..);
    let behind = behind.take_while(|(next, sentence)| next.sentence == *sentence && beside(reading, next, judged));
    let mut behind = behind.map(|(next, _)| next);
    let Some(next) = behind.next() else { return false };
    if opens(reading, judged) {
        let figures = || behind.take(DETAILS - 1).any(|later| concrete::is_measured(reading, later.span));
        return !next.is_empty() || (sort::is_outcome(reading.analysis.folded(judged.span)) && figures());
    }
    let gives = !matches!(next.judgement.label, Label::Empty | Label::Neutral);
    gives && (reading.is_checkable(next.span) || name_the_same(reading, judged.span, next.span))
}

/// Whether a sentence holds a marker, or the model calls it concrete.
fn says_something(reading: &Reading<'_>, judged: &Judged) -> bool {
    judged.judgement.label == Label::Concrete || reading.is_checkable(judged.span)
}

/// Whether two sentences stand in one paragraph.
fn beside(reading: &Reading<'_>, a: &Judged, b: &Judged) -> bool {
    paragraph(reading, a) == paragraph(reading, b)
}

/// Whether two sentences have [`SAME`] characters in a row in common, words of effort left out.
fn name_the_same(reading: &Reading<'_>, a: Span, b: Span) -> bool {
    let letters = |words: &str| words.chars().filter(|c| c.is_alphanumeric()).collect::<Vec<char>>();
    let other = letters(reading.analysis.folded(b));
    let shares = |piece: &str| letters(piece).windows(SAME).any(|run| other.windows(SAME).any(|same| same == run));
    guidance::without_frame(reading.analysis.folded(a)).into_iter().any(shares)
}

/// Whether a sentence is a line of its own above a paragraph of several sentences with something to say.
fn heads_line(reading: &Reading<'_>, index: usize) -> bool {
    let Some(judged) = reading.judged.get(index) else { return false };
    let Some(line) = paragraph(reading, judged) else { return false };
    let alone =
        index.checked_sub(1).and_then(|before| reading.judged.get(before)).is_none_or(|b| !beside(reading, b, judged));
    let below: Vec<&Judged> = reading
        .judged
        .iter()
        .skip(index + 1)
        .take_while(|below| paragraph(reading, below) == Some(line + 1))
        .take(DETAILS)
        .collect();
    alone && below.len() > 1 && below.iter().any(|below| !below.is_empty() && says_something(reading, below))
}

/// Whether a numbered sentence only names what follows it: it asks nobody for anything, and before the next heading some
/// sentence has something to say. (Were any text enough, a slogan more could make an empty sentence less.)
pub(super) fn names(reading: &Reading<'_>, index: usize) -> bool {
    let Some(judged) = reading.judged.get(index).filter(|judged| judged.heads) else { return false };
    if asks(reading.analysis.folded(judged.span)) {
        return false;
    }
    let headings = &reading.analysis.structure.headings;
    let next = headings.partition_point(|heading| heading.span.start < judged.span.end);
    let end = headings.get(next).map_or(usize::MAX, |heading| heading.span.start);
    let section = reading.judged.iter().skip(index + 1).take(SECTION).take_while(|below| below.span.start < end);
    section.into_iter().any(|below| !below.is_empty())
}

/// The paragraph a sentence stands in.
fn paragraph(reading: &Reading<'_>, judged: &Judged) -> Option<usize> {
    reading.analysis.sentences.get(judged.sentence).map(|s| s.paragraph)
}

/// Whether a numbered item tells what a place did (3.示例市示例区推行……。), without asking anybody for anything: one of a
/// list of experiences or of those commended. What it tells is who, however it praises.
pub(super) fn records(reading: &Reading<'_>, judged: &Judged) -> bool {
    let sentence = reading.analysis.sentences.get(judged.sentence).map(|s| s.span);
    let numbered = sentence.is_some_and(|sentence| sentence.start < judged.span.start);
    numbered
        && places::place_at(reading.analysis.folded.chars_in(judged.span), 0).is_some()
        && !asks(reading.analysis.folded(judged.span))
}

/// Whether a sentence is the first of its paragraph or of an item in it.
fn opens(reading: &Reading<'_>, judged: &Judged) -> bool {
    let sentences = &reading.analysis.sentences;
    let paragraph = |index: usize| sentences.get(index).map(|s| s.paragraph);
    let first = judged.sentence.checked_sub(1).and_then(paragraph) != paragraph(judged.sentence);
    let mut chars = reading.analysis.folded(judged.span).chars();
    first || (chars.next().is_some_and(|c| ITEM.contains(c)) && chars.next().is_some_and(|c| ITEM_WORDS.contains(&c)))
}

/// Whether brackets right behind a sentence say who answers for it.
pub(super) fn answered(reading: &Reading<'_>, judged: &Judged) -> bool {
    let chars = reading.analysis.folded.chars();
    assigns(&chars.iter().skip(judged.span.end).take(BRACKETS).collect::<String>())
}

/// Whether brackets later in the paragraph of a sentence, or on the line below it, say who answers for all of it.
pub(super) fn answered_below(reading: &Reading<'_>, span: Span) -> bool {
    let analysis = reading.analysis;
    let here = analysis.paragraphs.partition_point(|p| p.end <= span.start);
    let Some(line) = analysis.paragraphs.get(here) else { return false };
    let rest = analysis.folded(Span::new(span.end, line.end.clamp(span.end, span.end + PARAGRAPH)));
    let below = analysis.paragraphs.get(here + 1).map_or("", |below| analysis.folded(*below));
    rest.match_indices('（').any(|(at, _)| rest.get(at..).is_some_and(assigns)) || assigns(below)
}

/// Whether a sentence is the rest of a line above that breaks off at the edge of a page: half a sentence. The edge is where
/// another line beside them ends too.
pub(super) fn is_cut(reading: &Reading<'_>, judged: &Judged) -> bool {
    let [first, above, own] = lines(reading, judged);
    let (Some(above), Some(own)) = (above, own) else { return false };
    let at_edge = |line: Span| line.len().abs_diff(above.len()) <= EDGE;
    own.start == judged.span.start && (at_edge(own) || first.is_some_and(at_edge)) && breaks_off(reading, above)
}

/// The line that a sentence stands in, behind the two above it.
fn lines(reading: &Reading<'_>, judged: &Judged) -> [Option<Span>; 3] {
    let line = |up: usize| {
        let index = paragraph(reading, judged).and_then(|here| here.checked_sub(up));
        index.and_then(|index| reading.analysis.paragraphs.get(index)).copied()
    };
    [line(2), line(1), line(0)]
}

/// Whether a line of running text ends in the middle of a sentence.
fn breaks_off(reading: &Reading<'_>, line: Span) -> bool {
    let lines = &reading.analysis.structure.lines;
    let role = lines.get(lines.partition_point(|l| l.span.end <= line.start)).map(|l| l.role);
    let last = reading.analysis.folded.chars_in(line).last();
    role == Some(Role::Body)
        && line.len() >= BROKEN
        && !ends(reading.analysis, line)
        && last.is_some_and(|c| c.is_alphanumeric() || matches!(c, '，' | '、'))
}

/// Whether a sentence explains a term below the text, on a line that begins with the number of the note or under it.
pub(super) fn is_note(reading: &Reading<'_>, judged: &Judged) -> bool {
    let [_, above, own] = lines(reading, judged);
    let noted = |line: Span| NOTE.as_ref().is_some_and(|note| note.is_match(reading.analysis.folded(line)));
    let leads = |line: &Span| reading.analysis.folded(*line).ends_with('：');
    own.is_some_and(noted) || above.filter(leads).is_some_and(noted)
}

/// Whether a text begins with brackets that name who answers. 负责人 is a person, not a duty.
fn assigns(text: &str) -> bool {
    let inside = text.trim_start().strip_prefix('（').and_then(|rest| rest.split_once('）'));
    inside.is_some_and(|(inside, _)| ANSWERS.iter().any(|word| inside.replace("负责人", "").contains(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_that_name_who_answers_are_told() {
        for (text, told) in [
            ("（市民政局负责）", true),
            ("\n（责任单位：市财政局；配合单位：市民政局）各县", true),
            ("（主要负责人签字）", false),
            ("（略）由市民政局负责", false),
            ("（市民政局负责", false),
            ("", false),
        ] {
            assert_eq!(assigns(text), told, "{text}");
        }
    }
}

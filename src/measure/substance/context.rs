//! What stands beside a sentence and keeps it from being called empty: the details that it announces, the body that
//! answers for it, the list of what others did in which it stands.

use crate::document::places;
use crate::measure::substance::phrases::Phrase;
use crate::measure::substance::reading::{Judged, Reading, asks};

/// Longest sentence, in characters, that announces what follows. Of 100 sentences of local documents that were called empty
/// a reader found 48 right and 34 wrong, 20 of these because they announced details; of the right 1 is let go by what
/// stands here and by the threshold, of the wrong 14. With commas in them, two theses of essays would go.
const ANNOUNCES: usize = 22;
/// Sentences below a numbered one that are looked through.
const SECTION: usize = 12;
/// Words that name who answers for a task in brackets after it.
const ANSWERS: [&str; 4] = ["负责", "牵头", "责任单位", "配合"];
/// How far behind a sentence the brackets are looked for to their end, in characters.
const BRACKETS: usize = 80;
/// How items of a paragraph begin: 一是……，二是…….
const ITEM: &str = "一二三四五六七八九十";

/// Whether a short sentence of one clause opens a paragraph or an item whose next sentence has something to say: a heading
/// without a number (健全保障体系。实施……行动), or with one. One that holds a clear slogan is none.
pub(super) fn announces(reading: &Reading<'_>, index: usize, phrases: &[&Phrase]) -> bool {
    if phrases.iter().any(|phrase| phrase.is_clear(reading)) {
        return false;
    }
    let Some(judged) = reading.judged.get(index) else { return false };
    let short = judged.span.len() <= ANNOUNCES && !reading.analysis.folded(judged.span).contains('，');
    let follows = reading.judged.get(index + 1).is_some_and(|next| {
        next.sentence == judged.sentence + 1
            && paragraph(reading, next) == paragraph(reading, judged)
            && !next.is_empty()
    });
    (short && follows && opens(reading, judged)) || names(reading, index)
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
    first || (chars.next().is_some_and(|c| ITEM.contains(c)) && chars.next() == Some('是'))
}

/// Whether brackets right behind a sentence say who answers for it.
pub(super) fn answered(reading: &Reading<'_>, judged: &Judged) -> bool {
    let chars = reading.analysis.folded.chars();
    assigns(&chars.iter().skip(judged.span.end).take(BRACKETS).collect::<String>())
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

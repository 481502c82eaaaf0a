//! What stands beside a sentence and keeps it from being called empty: the details that it announces, the body that
//! answers for it.

use crate::lexicon::ListId;
use crate::measure::substance::phrases::Phrase;
use crate::measure::substance::reading::{Judged, Reading};

/// Longest sentence, in characters, that announces what follows. Of 100 sentences of local documents that were called empty
/// a reader found 48 right and 34 wrong, 20 of these because they announced details; of the right 1 is let go by what
/// stands here and by the threshold, of the wrong 14. With commas in them, two theses of essays would go.
const ANNOUNCES: usize = 22;
/// Severity of an entry from which it is a slogan wherever it stands.
const CLEAR: u8 = 2;
/// Words that name who answers for a task in brackets after it.
const ANSWERS: [&str; 4] = ["负责", "牵头", "责任单位", "配合"];
/// How far behind a sentence the brackets are looked for to their end, in characters.
const BRACKETS: usize = 80;
/// How items of a paragraph begin: 一是……，二是…….
const ITEM: &str = "一二三四五六七八九十";

/// Whether a short sentence of one clause opens a paragraph or an item whose next sentence has something to say: a heading
/// without a number (健全保障体系。实施……行动). One that holds a clear slogan is none.
pub(super) fn announces(reading: &Reading<'_>, index: usize, phrases: &[&Phrase]) -> bool {
    let Some(judged) = reading.judged.get(index).filter(|judged| judged.span.len() <= ANNOUNCES) else { return false };
    let list = reading.lexicon.get(ListId::Slogans).list();
    let severity = |phrase: &&Phrase| phrase.entry.and_then(|entry| list.entries.get(entry)).map_or(0, |e| e.severity);
    let paragraph = |judged: &Judged| reading.analysis.sentences.get(judged.sentence).map(|s| s.paragraph);
    let follows = reading.judged.get(index + 1).is_some_and(|next| {
        next.sentence == judged.sentence + 1 && paragraph(next) == paragraph(judged) && !next.is_empty()
    });
    let one_clause = !reading.analysis.folded(judged.span).contains('，');
    one_clause && follows && opens(reading, judged) && phrases.iter().all(|phrase| severity(phrase) < CLEAR)
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

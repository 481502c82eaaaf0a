//! What a sentence names outside of set formulations: several places, which can be looked up and asked, and anything by
//! which its loss would be felt (a figure, a title, a quoted name, a list, what comes first).

use crate::document::Level;
use crate::document::places::{self, Place};
use crate::measure::substance::reading::Reading;
use crate::span::{self, Span};

/// What joins two names of places.
const JOINS: [char; 4] = ['、', '和', '与', '及'];
/// What may stand between a name without its unit and what joins it to the next.
const UNITS: [char; 5] = ['省', '市', '州', '县', '区'];
/// Marks of an enumeration in one clause from which it is a list: of three things.
const LISTED: usize = 2;
/// Words that say where a task begins (以县城、园区为重点).
const SCOPES: [&str; 5] = ["为重点", "为主体", "为核心", "为支撑", "为试点"];

/// Whether a sentence lists places (甲市、乙市), the area of the draft itself and the province above it left out. One place
/// alone is as often the draft's own by another name (a new district), and a slogan of it is no less one.
pub(super) fn lists_places(reading: &Reading<'_>, sentence: Span) -> bool {
    let chars = reading.analysis.folded.chars_in(sentence);
    let found = places(reading, sentence);
    found.windows(2).any(|pair| {
        let [before, next] = pair else { return false };
        let between = chars.get(before.end..next.start).unwrap_or(&[]);
        let joined = between.iter().any(|c| JOINS.contains(c));
        joined && between.iter().all(|c| JOINS.contains(c) || UNITS.contains(c))
    })
}

/// Whether a sentence holds something by which it can be told from others: leaving it out loses that.
pub(super) fn holds_any(reading: &Reading<'_>, sentence: Span) -> bool {
    let words = reading.analysis.folded(sentence);
    let lists = || words.split(['，', '；', '。']).any(|clause| clause.matches('、').count() >= LISTED);
    words.contains(|c: char| c.is_ascii_digit() || matches!(c, '《' | '“'))
        || SCOPES.iter().any(|scope| words.contains(scope))
        || lists()
        || reading.is_checkable(sentence)
        || !places(reading, sentence).is_empty()
}

/// The names of other places in a sentence, in order, counted from its beginning.
fn places(reading: &Reading<'_>, sentence: Span) -> Vec<Span> {
    let chars = reading.analysis.folded.chars_in(sentence);
    let mut found: Vec<Span> = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let Some(place) = places::listed_at(chars, at) else {
            at += 1;
            continue;
        };
        let span = Span::new(at, at + place.length);
        let name: String = chars.get(at..span.end).unwrap_or(&[]).iter().collect();
        let there = Span::new(sentence.start + span.start, sentence.start + span.end);
        if !is_own(reading, &name, place) && !span::any_overlap(&reading.formulated, there) {
            found.push(span);
        }
        at = span.end;
    }
    found
}

/// Whether a name is that of the draft's own area, or of the province it lies in.
fn is_own(reading: &Reading<'_>, name: &str, place: Place) -> bool {
    reading.area.as_ref().is_some_and(|area| {
        let same = area.name().starts_with(name) || name.starts_with(area.name());
        same || (place.level == Level::Province && area.touches(name, place))
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::document::DraftFacts;
    use crate::lexicon::Lexicon;
    use crate::measure::substance::Opinion;
    use crate::model::SentenceModel;
    use crate::text::Analysis;

    #[test]
    fn places_and_what_would_be_missed_are_told() {
        let lexicon = Lexicon::shipped().unwrap();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("models").join("sentence");
        let model = SentenceModel::load(&folder).unwrap();
        for (text, listed, held) in [
            ("加强对西藏日喀则、青海海东的示例服务。", true, true),
            ("推动德州市和聊城协同发展示例事业。", true, true),
            ("提升济宁示例水平。", false, true),
            ("提升潍坊、潍坊市和山东示例水平。", false, false),
            ("推动示例事业健康发展。", false, false),
            ("以示例城区、示例园区为重点，提升示例水平。", false, true),
            ("统筹城乡、区域、陆海示例发展。", false, true),
            ("建好“示例窗口”。", false, true),
        ] {
            let analysis = Analysis::new(text, None);
            let opinion = Opinion::of(&analysis, &model);
            let facts = DraftFacts { issuer: Some("潍坊市人民政府".to_owned()), ..DraftFacts::default() };
            let reading = Reading::new(&analysis, &facts, &lexicon, &opinion);
            let span = analysis.sentences[0].span;
            assert_eq!((lists_places(&reading, span), holds_any(&reading, span)), (listed, held), "{text}");
        }
    }
}

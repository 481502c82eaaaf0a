//! The shapes of demands: a word of one class (set up, make, keep, staff, pay, check, report) and one of another (a body,
//! a paper, a ledger, people, money) in one clause. Which words and which classes make a burden is data, in `shapes.tsv`;
//! what the burden is, its norm and its exemptions are those of an entry of the burden list, named by its id. Whether a
//! shape that is found demands anything is asked elsewhere, of who is to act ([`demand`](super::demand)).

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder, MatchKind};

use crate::span::Span;
use crate::text::Analysis;

/// Words and shapes.
const TABLE: &str = include_str!("shapes.tsv");
/// Sign behind a gap, one for each comma that it may hold.
const COMMA: char = '~';
/// Name of a class that is not asked for, and of the words that only cover others.
const NONE: &str = "-";

/// Two classes of words that make a burden where they stand in one clause.
struct Shape {
    /// Id of the entry of the burden list.
    entry: &'static str,
    /// Class of the word that stands first; `None` where the second alone is enough.
    first: Option<usize>,
    /// Most characters between the two.
    gap: usize,
    /// How many commas may stand between them.
    commas: usize,
    /// Class of a word that stands before the second one in the sentence.
    with: Option<usize>,
    /// Class of a word right after the second one.
    next: Option<usize>,
}

/// The table, ready for use.
struct Shapes {
    automaton: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    /// Classes of the words by the number that the automaton gives.
    classes: Vec<Vec<usize>>,
    /// Shapes by the class of the word that stands second.
    by_second: HashMap<usize, Vec<Shape>>,
    /// Words by the name of their class.
    by_name: HashMap<&'static str, Vec<&'static str>>,
    /// Number of classes.
    count: usize,
}

static SHAPES: LazyLock<Shapes> = LazyLock::new(|| Shapes::read(TABLE));

impl Shapes {
    fn read(table: &'static str) -> Self {
        let mut names: HashMap<&str, usize> = HashMap::new();
        let mut words: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let mut by_second: HashMap<usize, Vec<Shape>> = HashMap::new();
        let mut by_name: HashMap<&str, Vec<&str>> = HashMap::new();
        for line in table.lines() {
            let mut cells = line.split('\t');
            let mut next = || cells.next().unwrap_or_default();
            match next() {
                "words" => {
                    let name = next();
                    let number = names.len();
                    let class = (name != NONE).then(|| *names.entry(name).or_insert(number));
                    for word in next().split_whitespace() {
                        words.entry(word).or_default().extend(class);
                        by_name.entry(name).or_default().push(word);
                    }
                }
                "read" => by_name.entry(next()).or_default().extend(next().split_whitespace()),
                "shape" => {
                    let (entry, first, second, gap) = (next(), next(), next(), next());
                    let (with, after) = (next(), next());
                    let class = |name: &str| names.get(name).copied();
                    let commas = gap.matches(COMMA).count();
                    let gap = gap.trim_end_matches(COMMA).parse().unwrap_or_default();
                    let shape =
                        Shape { entry, first: class(first), gap, commas, with: class(with), next: class(after) };
                    by_second.entry(class(second).unwrap_or(usize::MAX)).or_default().push(shape);
                }
                _ => {}
            }
        }
        let numbered = words.keys().zip(0u32..);
        let builder = CharwiseDoubleArrayAhoCorasickBuilder::new().match_kind(MatchKind::LeftmostLongest);
        let automaton = builder.build_with_values(numbered).ok();
        Self { automaton, classes: words.into_values().collect(), by_second, by_name, count: names.len() }
    }
}

/// The words of a class, for readings of what a hit is made of.
pub(super) fn of_class(name: &str) -> &'static [&'static str] {
    SHAPES.by_name.get(name).map_or(&[], Vec::as_slice)
}

/// Whether a text ends with a word of a class.
pub(super) fn ends_with(text: &str, class: &str) -> bool {
    of_class(class).iter().any(|word| text.ends_with(word))
}

/// Whether a text begins with a word of a class.
pub(super) fn begins_with(text: &str, class: &str) -> bool {
    of_class(class).iter().any(|word| text.starts_with(word))
}

/// A shape found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// From the first word to the end of the second.
    pub span: Span,
    /// Id of the entry of the burden list.
    pub entry: &'static str,
}

/// A word of the table in a text.
#[derive(Clone, Copy)]
struct Word {
    span: Span,
    clause: usize,
    sentence: usize,
}

/// Finds the shapes of a text, in order of their second words.
#[must_use]
pub fn find(analysis: &Analysis) -> Vec<Found> {
    let shapes = &*SHAPES;
    let mut found = Vec::new();
    let Some(automaton) = &shapes.automaton else { return found };
    let text = analysis.folded.as_str();
    // The last word of each class so far.
    let mut last: Vec<Option<Word>> = vec![None; shapes.count];
    let mut waiting: Vec<(Found, usize)> = Vec::new();
    let mut clause = 0;
    for hit in automaton.leftmost_find_iter(text) {
        let span = analysis.folded.span_of_bytes(hit.start(), hit.end());
        while analysis.clauses.get(clause).is_some_and(|c| c.span.end <= span.start) {
            clause += 1;
        }
        let Some(around) = analysis.clauses.get(clause).filter(|c| c.span.start <= span.start) else { continue };
        let word = Word { span, clause, sentence: around.sentence };
        let classes = shapes.classes.get(hit.value() as usize).map_or(&[][..], Vec::as_slice);
        let due = waiting.drain(..).filter(|(f, next)| f.span.end == span.start && classes.contains(next));
        found.extend(due.map(|(found, _)| found));
        for shape in classes.iter().filter_map(|class| shapes.by_second.get(class)).flatten() {
            let Some(start) = start(shape, word, &last) else { continue };
            let one = Found { span: Span::new(start, span.end), entry: shape.entry };
            match shape.next {
                None => found.push(one),
                Some(next) => waiting.push((one, next)),
            }
        }
        for &class in classes {
            if let Some(place) = last.get_mut(class) {
                *place = Some(word);
            }
        }
    }
    found
}

/// Where a shape begins whose second word is `word`.
fn start(shape: &Shape, word: Word, last: &[Option<Word>]) -> Option<usize> {
    let before = |class: usize| last.get(class).copied().flatten();
    let accompanied = |class: usize| before(class).is_some_and(|with| with.sentence == word.sentence);
    if !shape.with.is_none_or(accompanied) {
        return None;
    }
    let Some(class) = shape.first else { return Some(word.span.start) };
    let near = |first: &Word| first.sentence == word.sentence && word.clause - first.clause <= shape.commas;
    let first = before(class).filter(near)?;
    (word.span.start - first.span.end <= shape.gap).then_some(first.span.start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::{Lexicon, ListId};

    fn found(text: &str) -> Vec<(&'static str, String)> {
        let analysis = Analysis::new(text, None);
        find(&analysis).iter().map(|f| (f.entry, analysis.text(f.span).to_owned())).collect()
    }

    #[test]
    fn two_classes_in_one_clause_make_a_shape() {
        for (text, entry, words) in [
            ("各镇要成立由镇长任组长的防汛工作小组。", "B17", "成立由镇长任组长的防汛工作小组"),
            ("各镇应当配齐水库管理人员。", "B18", "配齐水库管理人员"),
            ("将巡堤工作列入镇级财政预算。", "B57", "列入镇级财政预算"),
            ("巡堤频次标准由各镇制定。", "B31", "标准由各镇制定"),
            ("汛期巡堤应一村一档。", "B07", "一村一档"),
            ("巡堤情况应当报送县水利局。", "B33", "情况应当报送"),
            ("遇到的问题要向县水利局反馈。", "B38", "向县水利局反馈"),
            ("加强对各镇巡堤工作的督导检查。", "B51", "加强对各镇巡堤工作的督导检查"),
            ("具体办法，由各镇规定。", "B31", "具体办法，由各镇规定"),
            ("各镇应当书面回复处理结果。", "B33", "书面回复处理结果"),
            ("所需经费由各镇承担。", "B57", "所需经费由各镇承担"),
            ("各镇财政给予补贴。", "B57", "给予补贴"),
            ("具体办法，由各镇结合实际，另行规定。", "B31", "具体办法，由各镇结合实际，另行规定"),
            ("各镇承担补助部分。", "B57", "承担补助部分"),
            ("巡堤经费，予以保障。", "B57", "经费，予以保障"),
            ("各镇要加大对巡堤的投入。", "B58", "加大对巡堤的投入"),
            ("跟踪评估巡堤工程建设情况。", "B34", "跟踪评估巡堤工程建设情况"),
            ("严格执行依法行政考核制度。", "B41", "严格执行依法行政考核制度"),
            ("评估结果在全省通报。", "B36", "评估结果在全省通报"),
            ("各镇要选派驻村干部。", "B18", "选派驻村干部"),
            ("各镇对办理情况进行书面答复。", "B33", "办理情况进行书面答复"),
            ("各镇要安排专项资金。", "B57", "安排专项资金"),
            ("各镇要建立巡堤信息数据库。", "B09", "建立巡堤信息数据库"),
            ("各镇要实行防汛情况报告制度。", "B05", "实行防汛情况报告制度"),
            ("由县水利局予以通报。", "B52", "予以通报"),
        ] {
            assert!(found(text).contains(&(entry, words.to_owned())), "{text} {:?}", found(text));
        }
    }

    #[test]
    fn words_of_two_clauses_or_inside_other_words_make_none() {
        for text in [
            "各镇要成立，由镇长任领导小组组长。",
            "组织部负责工作小组。",
            "标准各镇制定。",
            "情况报送完毕。",
            "费用按有关规定收取。",
            "数据库投入使用。",
            "",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn the_classes_that_readings_ask_for_have_words() {
        for class in [
            "sweep",
            "swept",
            "criticise",
            "bear",
            "secured",
            "pay_out",
            "grant",
            "share",
            "part",
            "invest",
            "support",
            "regular",
            "allot",
            "funds",
            "given",
            "money",
        ] {
            assert!(!of_class(class).is_empty(), "{class}");
        }
        for (text, class, wanted) in [
            ("开展摸底调查", "sweep", true),
            ("开展自查自纠", "sweep", true),
            ("对各镇堤防进行排查", "swept", true),
            ("由各镇负责解决", "bear", true),
            ("由各镇予以保障", "bear", false),
            ("承担巡堤任务", "bear", false),
            ("承担", "none", false),
        ] {
            assert_eq!(ends_with(text, class), wanted, "{text} {class}");
        }
        // Words for readings alone make no shape.
        assert_eq!(found("各镇要开展摸底。"), []);
    }

    #[test]
    fn every_shape_names_classes_and_an_entry_that_exist() {
        let lexicon = Lexicon::shipped().unwrap();
        let entries = &lexicon.get(ListId::Burden).list().entries;
        let names: Vec<&str> =
            TABLE.lines().filter_map(|line| line.strip_prefix("words\t")?.split('\t').next()).collect();
        for line in TABLE.lines().filter_map(|line| line.strip_prefix("shape\t")) {
            let cells: Vec<&str> = line.split('\t').collect();
            assert!(entries.iter().any(|e| e.id.as_deref() == cells.first().copied()), "{line}");
            for (at, class) in cells.iter().enumerate().skip(1).filter(|(at, class)| *at != 3 && !class.is_empty()) {
                assert!(names.contains(class), "{line} {at}");
            }
        }
        assert!(SHAPES.automaton.is_some());
    }
}

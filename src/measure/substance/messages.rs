//! What the findings of this measure say. They advise, name what is missing, and never rewrite policy.

use std::sync::LazyLock;

use regex::Regex;

use crate::lexicon::{Entry, Hit, ListId};
use crate::measure::finding::{Finding, Measure, Severity, TermRef};
use crate::measure::substance::around::Around;
use crate::measure::substance::formulations::Doubtful;
use crate::measure::substance::phrases::Phrase;
use crate::measure::substance::reading::{Judged, Reading, asks};
use crate::measure::substance::rules::{self, Rule};
use crate::measure::substance::sort::{self, Sort, Whole};
use crate::measure::substance::wants::Wants;
use crate::measure::substance::{doer, named};
use crate::norms::{Grade, NormRef};
use crate::span::{self, Span};

/// Key of the norm on background and significance, as entries name it.
const SIGNIFICANCE: &str = "若干规定#2";

/// Longest words that a message repeats, in characters: of longer ones the beginning.
const REPEATED: usize = 24;
/// Fewest letters of set formulations in a sentence for its message to speak of them: shorter ones are terms (生态文明).
const FORMULATED: usize = 6;
/// Longest adverb, in characters: a longer hit of its category is a clause that begins with one.
const ADVERB: usize = 4;
/// A phrase that begins so many characters behind its clause is only the end of it.
const CUT: usize = 6;
/// Clauses that only lead to the next one.
static LEADS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        "^(?:在[^，。；]{2,16}(?:时期|阶段|形势下|背景下|过程中|基础上)|当前|目前|同时|今后|为此|此外|与此同时|",
        "[^，。；]{0,12}(?:启示我们|体会是|体会到)|(?:每逢|什么时候)[^，。；]+)$"
    ))
    .ok()
});
/// Categories of slogans that are no task, with what a message calls them.
const ATTITUDES: [(&str, &str); 5] =
    [("表态空转", "表态"), ("口号对仗", "口号"), ("套话结尾", "套话"), ("领导渲染", "渲染"), ("比喻滥用", "比喻")];
/// Fewest letters of a clause that is said to lack something: 总之, 今天 and 首先 lead to another one.
const WORDED: usize = 3;
/// What is suggested where nothing can be written.
const ELSE: &str = "没有可写的内容时，建议删去";
/// What is suggested for background and significance.
const BRIEFLY: &str = "一般不必阐述背景、意义；确需阐述的，建议并成一句、简明扼要。";

fn norm(key: &str) -> Option<NormRef> {
    (key == SIGNIFICANCE).then(|| NormRef {
        title: "《整治形式主义为基层减负若干规定》".to_owned(),
        article: Some("第2条".to_owned()),
        quote: Some(
            "一般不必阐述形势背景、重要意义、主要原则等内容，确需阐述的应当简明扼要；加强领导、落实责任、组织保障等内容应当精炼"
                .to_owned(),
        ),
        grade: Grade::A,
    })
}

/// Categories whose entries name a verb with whatever follows it: the verb may as well be half of another word
/// (建设资金).
const OF_VERBS: [&str; 2] = ["空泛动宾", "动宾套话"];
/// Weight of entries that only count together with the model's word.
pub(crate) const VAGUE: u8 = 1;

/// What may stand before the verb of a clause.
static LEADING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        "^(?:要|将|应当|应|须|必须|务必|来|并|就|也|都|更好地?|进一步|切实|不断|持续|深入|全面|大力|着力|积极|努力|扎实|稳步|有效|有力|",
        "加快|全力|坚决|始终|认真|充分|不折不扣|真正|牢牢|自觉|继续|我们|各级|各地|各部门|各单位|[、—\\s])*$"
    ))
    .ok()
});

/// Where a phrase stands, as far as what is said of it depends on that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In a sentence that announces what follows.
    Heading,
    /// Beside a clause that says by what means.
    Beside,
    /// Alone.
    Alone,
}

/// The finding of a phrase in its sentence.
#[must_use]
pub fn slogan(reading: &Reading<'_>, phrase: Phrase, around: &Around) -> Finding {
    let matcher = reading.lexicon.get(ListId::Slogans);
    let entry = phrase.entry.and_then(|index| matcher.list().entries.get(index));
    let severity = match entry.map_or(1, |e| e.severity) {
        3 => Severity::Error,
        2 => Severity::Warning,
        _ => Severity::Notice,
    };
    let place = match around.announces {
        true => Place::Heading,
        false if around.means.are_beside(phrase.span) => Place::Beside,
        false => Place::Alone,
    };
    let sort = Sort::of(reading, phrase.span, &around.whole);
    let mut finding =
        Finding::new(Measure::Substance, rules::SLOGAN, severity, why(reading, phrase, entry, sort, place));
    finding.span = Some(phrase.span);
    let open = &around.questions;
    finding.suggestion = Some(match (place, sort) {
        (_, Sort::Significance(_)) => BRIEFLY.to_owned(),
        (Place::Heading, _) => "后文已写明事项的，建议把这一句改成点明事项的小标题或者删去。".to_owned(),
        (_, Sort::Opinion) => format!("建议写明事实或者要做的事；{ELSE}。"),
        _ if open.is_empty() => "本句已有具体内容，建议删去这一短语。".to_owned(),
        (_, Sort::Outcome(_)) => format!("建议写明做成什么、多少；{ELSE}。"),
        (Place::Beside, Sort::Task) => format!("建议删去这一短语，只留本句里的做法，并写明{open}。"),
        (Place::Alone, Sort::Task) => format!("建议写明{open}；{ELSE}。"),
    });
    let significance = matches!(sort, Sort::Significance(_)).then_some(SIGNIFICANCE);
    finding.norm = entry.and_then(|e| e.norm.as_deref()).or(significance).and_then(norm);
    finding.term = entry.map(|entry| TermRef::of(matcher.list(), entry));
    finding
}

/// Why a phrase is told: what its entry says, where this fits, else what its sort and its place say.
fn why(reading: &Reading<'_>, phrase: Phrase, entry: Option<&Entry>, sort: Sort, place: Place) -> String {
    let words = quoted(reading.analysis.text(phrase.span));
    if let Some(entry) = entry.filter(|entry| entry.severity > VAGUE) {
        return named(&words, entry);
    }
    // One adverb says nothing of the clause it stands in.
    let of_degree = entry.is_some_and(|entry| entry.category == rules::OF_DEGREE);
    let degree = phrase.words.filter(|adverb| of_degree && adverb.len() <= ADVERB && adverb.len() < phrase.span.len());
    let whole = entry.filter(|entry| (!of_degree || degree.is_some()) && fits(reading, phrase, entry));
    let said = match (sort, place, degree) {
        (Sort::Significance(_), ..) => "讲的是背景、意义，没有要做的事".to_owned(),
        (_, Place::Heading, _) => "只领起后文，本身没有可检查的内容".to_owned(),
        (Sort::Outcome(_), _, Some(adverb)) => {
            format!("“{}”是程度词，看不出做成了什么、达到多少", reading.analysis.text(adverb))
        }
        (Sort::Outcome(_), ..) => "只讲有成效，没有写明做成什么、达到多少".to_owned(),
        (Sort::Opinion, ..) => "只作判断或者表态，没有可以核对的事实".to_owned(),
        (Sort::Task, Place::Beside, None) => "只讲方向，做法写在本句的其他分句里".to_owned(),
        (Sort::Task, _, Some(adverb)) => {
            format!("“{}”是程度词，看不出做到什么程度、多大范围", reading.analysis.text(adverb))
        }
        (Sort::Task, Place::Alone, None) => match whole {
            Some(entry) => return named(&words, entry),
            None => "没有写明怎样做、做到什么程度".to_owned(),
        },
    };
    format!("{words}：{said}。")
}

/// Words in quotation marks; those that have marks already get no second ones, and half a pair is left out.
fn quoted(words: &str) -> String {
    let words = in_pairs(words);
    let whole = words.strip_prefix('“').and_then(|rest| rest.strip_suffix('”'));
    match whole {
        Some(inside) if !inside.contains(['“', '”']) => words,
        _ => format!("“{}”", words.replace('“', "‘").replace('”', "’")),
    }
}

/// Words without quotation marks that have no counterpart among them.
fn in_pairs(words: &str) -> String {
    let mut kept: Vec<Option<char>> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for c in words.chars() {
        match c {
            '“' => open.push(kept.len()),
            '”' if open.pop().is_none() => continue,
            _ => {}
        }
        kept.push(Some(c));
    }
    for at in open {
        if let Some(mark) = kept.get_mut(at) {
            *mark = None;
        }
    }
    kept.into_iter().flatten().collect()
}

/// Words as a message repeats them: in quotation marks, and of long ones the beginning.
fn repeated_words(reading: &Reading<'_>, span: Span) -> String {
    let words = reading.analysis.text(span).trim_matches(|c: char| c.is_whitespace() || "，。；！".contains(c));
    if words.chars().count() <= REPEATED {
        return quoted(words);
    }
    let begun: String = words.chars().take(REPEATED).collect();
    quoted(&format!("{}……", begun.trim_end_matches(|c: char| c.is_whitespace() || "、，,".contains(c))))
}

/// Whether what an entry says fits the words around: one of a verb with its object must open the clause.
fn fits(reading: &Reading<'_>, phrase: Phrase, entry: &Entry) -> bool {
    let verb = entry.severity <= VAGUE && OF_VERBS.contains(&entry.category.as_str());
    let Some(words) = phrase.words.filter(|_| verb) else { return true };
    let before = reading.analysis.folded(Span::new(phrase.span.start, words.start));
    LEADING.as_ref().is_some_and(|leading| leading.is_match(before))
}

/// What an entry says of words in quotation marks.
fn named(words: &str, entry: &Entry) -> String {
    let category = if entry.category.is_empty() { "套话" } else { &entry.category };
    let note = entry.note.trim_end_matches('。');
    let why = if note.is_empty() { "没有可检查的内容" } else { note };
    let unless = entry.exempt.as_deref().map(|exempt| format!("（{exempt}）")).unwrap_or_default();
    format!("{words}（{category}）：{why}{unless}。")
}

/// The finding of a figure of style.
#[must_use]
pub fn style(reading: &Reading<'_>, rule: Rule, span: Span) -> Finding {
    let words = reading.analysis.text(span);
    let message = format!("{}：{}。", quoted(words), rule.what);
    let mut finding = Finding::new(Measure::Substance, rule.id, Severity::Notice, message);
    finding.span = Some(span);
    finding.suggestion = Some(format!("{}。", rule.why));
    finding.norm = (rule == rules::SIGNIFICANCE).then(|| norm(SIGNIFICANCE)).flatten();
    finding
}

/// The finding of a formulation that looks miswritten.
#[must_use]
pub fn doubtful(reading: &Reading<'_>, doubtful: &Doubtful<'_>) -> Finding {
    let rule = rules::NEAR_PROTECTED;
    let matcher = reading.lexicon.get(ListId::Protected);
    let words = reading.analysis.text(doubtful.span);
    let message = format!("{}与规定表述{}只差一个字，请核对。", quoted(words), quoted(&doubtful.wording));
    let mut finding = Finding::new(Measure::Substance, rule.id, Severity::Notice, message);
    finding.span = Some(doubtful.span);
    finding.suggestion = Some(format!("{}。", rule.why));
    finding.term = Some(TermRef::of(matcher.list(), doubtful.entry));
    finding
}

/// The finding of a formulation used more than `most` times.
#[must_use]
pub fn repeated(reading: &Reading<'_>, span: Span, most: u32) -> Finding {
    let rule = rules::REPEATED_PROTECTED;
    let message = format!("{}在正文中已出现{most}次，此处是重复。", quoted(reading.analysis.text(span)));
    let mut finding = Finding::new(Measure::Substance, rule.id, Severity::Notice, message);
    finding.span = Some(span);
    finding.suggestion = Some(format!("{}。", rule.why));
    finding
}

/// The finding of an empty sentence with the phrases in it. Where set formulations stand in it, nothing is said of them:
/// they stay.
#[must_use]
pub fn empty_sentence(reading: &Reading<'_>, judged: &Judged, phrases: &[&Phrase]) -> Finding {
    let wants = Wants::of(reading, judged.span);
    let formulated = span::any_overlap(&reading.formulated, judged.span);
    let sort = Sort::of(reading, judged.span, &Whole::of(reading, judged.span));
    let asks = asks(reading.analysis.folded(judged.span));
    let said = match sort {
        Sort::Significance(words) if asks && !wants.names.is_empty() => {
            format!("这一句{}讲背景、意义，要求部分没有写明{}", by(reading, words), wants.names)
        }
        Sort::Significance(words) => format!("这一句{}讲背景、意义，没有要做的事", by(reading, words)),
        Sort::Outcome(words) => format!("这一句{}讲成效，没有写明做成什么、达到多少", by(reading, words)),
        Sort::Opinion => {
            format!("{}只作判断或者表态，没有要做的事，也没有可以核对的事实", about(reading, judged, phrases))
        }
        Sort::Task if wants.names.is_empty() => format!("{}以表态、铺垫为主", about(reading, judged, phrases)),
        Sort::Task => {
            let dispensable = wants.all && !formulated && !named::holds_any(reading, judged.span);
            let unchanged = if dispensable { "，删去这一句，要做的事没有变化" } else { "" };
            format!("{}没有写明{}{unchanged}", about(reading, judged, phrases), wants.names)
        }
    };
    let message = format!("{}{said}。", beside_formulations(reading, judged.span));
    let mut finding = Finding::new(Measure::Substance, rules::EMPTY_SENTENCE, Severity::Warning, message);
    finding.span = Some(judged.span);
    let unless = if formulated {
        "规定表述可以保留，其余表态、铺垫建议精炼。".to_owned()
    } else {
        format!("{ELSE}或者并入有具体内容的句子。")
    };
    finding.suggestion = Some(match sort {
        Sort::Significance(_) if asks && !wants.questions.is_empty() => {
            format!("{BRIEFLY}要求部分建议写明{}。", wants.questions)
        }
        Sort::Significance(_) => BRIEFLY.to_owned(),
        Sort::Outcome(_) => format!("建议写明做成什么、多少；{unless}"),
        Sort::Opinion => format!("建议写明事实或者要做的事；{unless}"),
        Sort::Task if wants.questions.is_empty() && formulated => unless,
        Sort::Task if wants.questions.is_empty() => "建议只留具体内容。".to_owned(),
        Sort::Task => format!("建议写明{}；{unless}", wants.questions),
    });
    finding.norm = matches!(sort, Sort::Significance(_)).then(|| norm(SIGNIFICANCE)).flatten();
    finding
}

/// The finding of a sentence made of protected formulations beside which nothing can be checked. They are not assessed, and
/// nobody is asked to leave them out: only what stands around them can be more or less.
#[must_use]
pub fn formulated(reading: &Reading<'_>, judged: &Judged) -> Finding {
    let rule = rules::FORMULATED;
    let matcher = reading.lexicon.get(ListId::Protected);
    let own = |hit: &&Hit| judged.span.overlaps(hit.span) && !rules::is_formula(matcher, hit);
    let inside = reading.protected.iter().filter(own).map(|hit| hit.span.intersection(judged.span));
    let longest = inside.max_by_key(|&span| reading.analysis.letters.from_text(span).len());
    let words = longest.map(|span| repeated_words(reading, span)).unwrap_or_default();
    let wants = Wants::of(reading, judged.span);
    let (lacks, asked) = match Sort::of(reading, judged.span, &Whole::of(reading, judged.span)) {
        Sort::Outcome(_) => ("没有写明做成什么、达到多少".to_owned(), "建议写明做成什么、多少".to_owned()),
        Sort::Task if !wants.names.is_empty() => {
            (format!("没有写明{}", wants.names), format!("建议在本句或者后文写明{}", wants.questions))
        }
        _ => ("没有可以核对的事实或者要做的事".to_owned(), "建议写明事实或者要做的事".to_owned()),
    };
    let message = format!("规定表述{words}另行统计，不作评价；这一句在规定表述之外{lacks}。");
    let mut finding = Finding::new(Measure::Substance, rule.id, Severity::Notice, message);
    finding.span = Some(judged.span);
    finding.suggestion = Some(format!("规定表述照用；{asked}，没有可写的内容时，规定表述前后的文字可以适当精简。"));
    finding
}

/// What a sentence is about, as its message begins: its attitude, else its phrases, else its first clause.
fn about(reading: &Reading<'_>, judged: &Judged, phrases: &[&Phrase]) -> String {
    let entries = &reading.lexicon.get(ListId::Slogans).list().entries;
    let attitude = phrases.iter().find_map(|phrase| {
        let entry = phrase.entry.and_then(|entry| entries.get(entry))?;
        let called = ATTITUDES.iter().find(|(category, _)| *category == entry.category)?.1;
        Some((phrase.span, called))
    });
    if let Some((words, called)) = attitude {
        return format!("{}是{called}，这一句", repeated_words(reading, words));
    }
    let clauses = &reading.analysis.clauses;
    let first = clauses.partition_point(|clause| clause.span.end <= judged.span.start);
    let inside = clauses.iter().skip(first).map(|clause| clause.span);
    let inside: Vec<Span> = inside.take_while(|clause| clause.start < judged.span.end).collect();
    let worded = |span: Span| reading.analysis.folded(span).chars().filter(|c| c.is_alphanumeric()).count() >= WORDED;
    let says = |span: &Span| worded(*span) && !span::any_overlap(&reading.formulated, *span) && !leads(reading, *span);
    // A phrase cut out of its clause is repeated with the rest of it.
    let whole = |span: Span| {
        let clause = inside.get(inside.partition_point(|clause| clause.end <= span.start));
        let clause = clause.map(|clause| clause.intersection(judged.span)).filter(|clause| clause.contains(span));
        clause.filter(|clause| span.start > clause.start + CUT && says(clause)).unwrap_or(span)
    };
    let phrases: Vec<Span> = phrases.iter().map(|phrase| whole(phrase.span)).filter(says).collect();
    let words: Vec<String> = phrases.iter().take(2).map(|&phrase| repeated_words(reading, phrase)).collect();
    match phrases.len() {
        0 => {
            let clause = inside.into_iter().map(|clause| clause.intersection(judged.span)).find(says);
            clause.map_or_else(|| "这一句".to_owned(), |clause| repeated_words(reading, clause))
        }
        1 | 2 => words.concat(),
        more => format!("{}等{more}处", words.concat()),
    }
}

/// Whether a clause only leads to the next one: of which time, of what experience, of whom.
fn leads(reading: &Reading<'_>, clause: Span) -> bool {
    let words = reading.analysis.folded(clause).trim_matches(|c: char| !c.is_alphanumeric());
    sort::is_frame(words) || doer::is_subject(words) || LEADS.as_ref().is_some_and(|leads| leads.is_match(words))
}

/// The words of a clause by which a message says what a sentence is; none of those that are set formulations.
fn by(reading: &Reading<'_>, words: Span) -> String {
    if span::any_overlap(&reading.formulated, words) || leads(reading, words) {
        return String::new();
    }
    format!("以{}", repeated_words(reading, words))
}

/// How a message on a sentence begins in which set formulations stand: with the longest, where they are more than terms.
fn beside_formulations(reading: &Reading<'_>, sentence: Span) -> String {
    let letters = |span: Span| reading.analysis.letters.from_text(span).len();
    let matcher = reading.lexicon.get(ListId::Protected);
    // The name of a time (“示例五”时期) is spelt in one way only, and says nothing that could stay or go.
    let period = |hit: &&Hit| reading.analysis.folded(hit.span).ends_with("时期");
    let stays = |hit: &&Hit| sentence.contains(hit.span) && !rules::is_formula(matcher, hit) && !period(hit);
    let inside: Vec<Span> = reading.protected.iter().filter(stays).map(|hit| hit.span).collect();
    let all: usize = inside.iter().map(|&span| letters(span)).sum();
    match inside.into_iter().max_by_key(|&span| letters(span)) {
        Some(longest) if all >= FORMULATED => format!("规定表述{}以外，", repeated_words(reading, longest)),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_marks_get_no_second_ones() {
        for (words, wanted) in [
            ("“四个强化”", "“四个强化”"),
            ("狠抓落实", "“狠抓落实”"),
            ("做到“四个强化”", "“做到‘四个强化’”"),
            ("“甲”和“乙”", "“‘甲’和‘乙’”"),
            ("三极”要挑大梁", "“三极要挑大梁”"),
            ("办好“两件", "“办好两件”"),
        ] {
            assert_eq!(quoted(words), wanted);
        }
    }
}

//! Figures of style that a desk looks for: numbered slogans, parallel runs, stacked words of degree, runs of
//! four-character phrases, paragraphs on significance. Nothing is looked for in laws, nor where slogans are masked.

use std::sync::LazyLock;

use regex::Regex;

use crate::measure::substance::phrases::Phrase;
use crate::measure::substance::reading::Reading;
use crate::measure::substance::rules::{self, Rule};
use crate::span::{self, Span};

/// Fewest clauses of a parallel run (三个以上).
const PARALLEL: usize = 3;
/// Characters at the beginning of clauses that are compared.
const HEAD: usize = 2;
/// The same where the beginning may be a noun or a pronoun (社会…，社会…): those are no parallel but a subject.
const LONG_HEAD: usize = 4;
/// Beginnings that are verbs of effort, particles or words of degree.
const EFFORTS: [&str; 34] = [
    "坚持", "坚定", "坚决", "确保", "努力", "着力", "切实", "更加", "不断", "必须", "加强", "推进", "推动", "强化",
    "深化", "落实", "围绕", "聚焦", "突出", "抓好", "做到", "实现", "狠抓", "增强", "提升", "提高", "要", "以", "在",
    "把", "让", "更", "有", "不",
];
/// Fewest phrases of a four-character run.
const FOUR_CHARACTER: usize = 3;
/// Words of duty before the first phrase of such a run.
const DUTIES: [&[char]; 6] = [&['要'], &['须'], &['应'], &['应', '当'], &['务', '必'], &['必', '须']];
/// Fewest statements of significance in a paragraph: one is allowed.
const SIGNIFICANCE: usize = 2;

/// A number, a measure word and a word of effort that ends the phrase.
static NUMBERED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let number = "[两三四五六七八九十]{1,2}(?:个|大)?";
    let words = "进一步|突破|更加|更好|强化|坚持|必须|到位|着力|聚焦|突出|抓手|注重|转变|结合|意识|确保|抓好|狠抓|走在前|引领|赋能|增强|深化|紧盯|紧扣|把握|努力|从严|并重|不放松|不动摇|不松劲|过硬|导向|为先|攻坚|跃升|跨越";
    Regex::new(&format!(
        r"“{number}[\p{{Han}}]{{0,2}}(?:{words})[\p{{Han}}]{{0,2}}”|(?:做到|坚持|实现|抓好|突出|落实|推进|围绕|聚焦|强化|把握){number}(?:{words})(?:[，。；：、！]|$)"
    ))
    .ok()
});

/// Characters on either side of a numbered phrase in which its source or its items are looked for.
const AROUND: usize = 100;

/// Words of a sentence that tells the numbered formulation of somebody above.
const OF_OTHERS: [&str; 8] = ["中央", "总书记", "习近平", "全会", "规律性认识", "重大原则", "重要要求", "重大任务"];

/// Two or more adverbs of degree or attitude, one after the other.
static DEGREE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let adverb = "(?:进一步|切实|大力|着力|不断|持续|扎实|坚决|狠狠|认真|牢牢|深入|全面|稳步|奋力|全力|有力|坚定不移地?|毫不动摇地?|千方百计|始终|努力|充分)";
    Regex::new(&format!("{adverb}{{2,}}")).ok()
});

/// What may follow stacked adverbs without making them adverbs: they are said of something (…持续深入。).
const PREDICATE: [char; 9] = ['，', '。', '；', '、', '的', '！', '（', '”', '：'];

/// Nouns that such words describe: 坚决有力措施.
const ATTRIBUTED: [&str; 6] = ["措施", "举措", "保障", "支撑", "行动", "步伐"];

static FOUR: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[\p{Han}]{4}(?:[、，][\p{Han}]{4})+").ok());

/// Statements that something matters.
pub(super) static MATTERS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("具有[^，。；]{0,12}意义|意义(?:十分|非常|极其)?(?:重大|深远)|是[^，。；]{2,40}?(?:重要举措|必然要求|内在要求|迫切需要|重要保障|根本保证|重要抓手|重要途径|客观要求|现实需要|必然选择|关键举措|有力抓手|应有之义|题中之义|重要支撑|战略举措|重要体现|有效途径|重大举措)")
        .ok()
});

/// Everything found, by rule and place.
#[must_use]
pub fn find(reading: &Reading<'_>, phrases: &[Phrase]) -> Vec<(Rule, Span)> {
    if reading.genre.legal {
        return Vec::new();
    }
    let hollow: Vec<Span> = phrases.iter().map(|p| p.span).collect();
    let mut found: Vec<(Rule, Span)> = Vec::new();
    let mut add = |rule: Rule, spans: Vec<Span>| found.extend(spans.into_iter().map(|span| (rule, span)));
    add(rules::NUMBERED, numbered(reading));
    add(rules::PARALLEL, parallel(reading, &hollow));
    add(rules::DEGREE, degree(reading));
    add(rules::FOUR_CHARACTER, four_character(reading, &hollow));
    add(rules::SIGNIFICANCE, significance(reading));
    found
}

/// Matches inside judged sentences.
fn matches(reading: &Reading<'_>, pattern: &LazyLock<Option<Regex>>) -> Vec<Span> {
    let Some(pattern) = pattern.as_ref() else { return Vec::new() };
    let folded = &reading.analysis.folded;
    let inside = |sentence: Span| {
        let base = folded.byte_of(sentence.start);
        let found = pattern.find_iter(folded.slice(sentence));
        found.map(move |m| folded.span_of_bytes(base + m.start(), base + m.end()))
    };
    reading.judged.iter().flat_map(|judged| inside(judged.span)).collect()
}

fn numbered(reading: &Reading<'_>) -> Vec<Span> {
    let chars = reading.analysis.folded.chars();
    let ends = |c: &char| matches!(c, '，' | '。' | '；' | '：' | '、' | '！');
    let own = |span: &Span| {
        // Fixed formulations of the centre are quoted, whether or not the list of them is complete.
        let sentence = reading.analysis.sentence_at(span.start).and_then(|i| reading.analysis.sentences.get(i));
        let around = Span::new(span.start.saturating_sub(AROUND), span.end + AROUND);
        let words = sentence.map_or("", |s| reading.analysis.folded(s.span.intersection(around)));
        !OF_OTHERS.iter().any(|word| words.contains(word))
    };
    matches(reading, &NUMBERED)
        .into_iter()
        .map(|span| Span::new(span.start, span.end - usize::from(chars.get(span.end - 1).is_some_and(ends))))
        // Quotation marks belong to a numbered slogan: only set formulations keep it from being told.
        .filter(|span| own(span) && !spelt_out(chars, *span) && !span::any_overlap(&reading.masks.protected, *span))
        .collect()
}

/// Whether the items that a numbered phrase counts stand beside it: two commas of a list right before it, or what begins
/// a list right behind it.
fn spelt_out(chars: &[char], span: Span) -> bool {
    let before = chars.get(..span.start).unwrap_or(&[]).iter().rev().take(AROUND);
    let clause = before.take_while(|c| !matches!(c, '，' | '。' | '；' | '：' | '\n'));
    let after: String = chars.iter().skip(span.end).take(3).collect();
    clause.filter(|&&c| c == '、').count() >= 2 || after.starts_with(['：', '（']) || after.contains('即')
}

/// Runs of hollow clauses that begin alike.
fn parallel(reading: &Reading<'_>, hollow: &[Span]) -> Vec<Span> {
    let analysis = reading.analysis;
    let alike_heads = |a: Span, b: Span| {
        let [a, b] = [a, b].map(|span| analysis.folded.slice(span));
        let alike = |count: usize| a.chars().take(count).eq(b.chars().take(count));
        alike(LONG_HEAD) || (alike(HEAD) && EFFORTS.iter().any(|effort| a.starts_with(effort)))
    };
    // Parts of one enumeration end with semicolons, and each is a sentence here; a full stop ends the run.
    let joined = |a: usize, b: usize| {
        let ends = analysis.sentences.get(a).and_then(|s| analysis.folded.chars_in(s.span).last());
        a == b || (a + 1 == b && ends == Some(&'；'))
    };
    // A clause is worth comparing when a phrase covers most of it.
    let clauses = analysis.clauses.iter().map(|clause| {
        let covered = span::covered(hollow, clause.span);
        (2 * covered > clause.span.len()).then_some((clause.sentence, clause.span))
    });
    let clauses: Vec<_> = clauses.collect();
    let alike = |a: &Option<(usize, Span)>, b: &Option<(usize, Span)>| match (a, b) {
        (Some((p, a)), Some((q, b))) => joined(*p, *q) && alike_heads(*a, *b),
        _ => false,
    };
    let runs = clauses.chunk_by(alike).filter(|run| run.len() >= PARALLEL);
    let whole = runs.filter_map(|run| {
        let (first, last) = (run.first()?.as_ref()?.1, run.last()?.as_ref()?.1);
        Some(first.hull(last))
    });
    whole.filter(|span| !reading.masks.holds(*span)).collect()
}

fn degree(reading: &Reading<'_>) -> Vec<Span> {
    let chars = reading.analysis.folded.chars();
    let adverbial = |span: &Span| {
        let after = chars.get(span.end..).unwrap_or(&[]);
        let noun = |noun: &&str| noun.chars().eq(after.iter().copied().take(2));
        after.first().is_some_and(|c| !PREDICATE.contains(c)) && !ATTRIBUTED.iter().any(noun)
    };
    matches(reading, &DEGREE).into_iter().filter(|span| adverbial(span) && !reading.masks.blocks(*span)).collect()
}

fn four_character(reading: &Reading<'_>, hollow: &[Span]) -> Vec<Span> {
    let chars = reading.analysis.folded.chars();
    let whole = |span: &Span| {
        let edge = |c: Option<&char>| c.is_none_or(|c| !('\u{4E00}'..='\u{9FFF}').contains(c));
        let after = chars.get(span.end);
        let before = chars.get(..span.start).unwrap_or(&[]);
        // 要高度重视、精心组织: a word of duty belongs to none of the phrases.
        let ordered = DUTIES.iter().any(|duty| before.ends_with(duty));
        (ordered || edge(before.last())) && edge(after) && !after.is_some_and(is_opening)
    };
    // 科技金融、绿色金融、普惠金融: kinds of one thing.
    let kinds = |span: &Span| {
        let mut ends =
            reading.analysis.folded.slice(*span).split(['、', '，']).map(|phrase| phrase.chars().rev().take(2));
        ends.next().is_some_and(|first| ends.all(|end| end.eq(first.clone())))
    };
    matches(reading, &FOUR)
        .into_iter()
        .filter(|span| whole(span) && span.len() >= 5 * FOUR_CHARACTER - 1)
        // A list of things holds no slogan phrase.
        .filter(|span| span::any_overlap(hollow, *span) && !reading.masks.blocks(*span) && !kinds(span))
        .collect()
}

/// Whether a mark opens what belongs to the words before it.
fn is_opening(c: &char) -> bool {
    matches!(c, '“' | '《' | '（')
}

/// From the first to the last statement of significance where several follow each other in a paragraph.
fn significance(reading: &Reading<'_>) -> Vec<Span> {
    let chars = reading.analysis.folded.chars();
    // 凡是……的 and 具有……意义的 say which things are meant.
    let said = |span: &Span| {
        span.start.checked_sub(1).and_then(|i| chars.get(i)) != Some(&'凡') && chars.get(span.end) != Some(&'的')
    };
    let stated: Vec<Span> =
        matches(reading, &MATTERS).into_iter().filter(|span| said(span) && !reading.masks.blocks(*span)).collect();
    let paragraph = |span: &Span| reading.analysis.paragraphs.partition_point(|p| p.end <= span.start);
    let sentence = |span: &Span| reading.analysis.sentence_at(span.start).unwrap_or(0);
    let near = |a: &Span, b: &Span| paragraph(a) == paragraph(b) && sentence(a) + 1 >= sentence(b);
    let groups = stated.chunk_by(near);
    groups
        .filter(|group| group.len() >= SIGNIFICANCE)
        .filter_map(|group| Some(group.first()?.hull(*group.last()?)))
        .collect()
}

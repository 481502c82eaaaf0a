//! What can be seen of a sentence without knowing its words: length, digits, marks, numbering.

/// Names of the features, in order; a model file records them, so that one made for other features is refused.
pub(crate) const NAMES: [&str; 18] = [
    "length",
    "log_length",
    "digit",
    "digit_share",
    "title_mark",
    "article",
    "quotation",
    "commas",
    "enumeration_commas",
    "semicolon",
    "colon",
    "ends_sentence",
    "ends_colon",
    "question",
    "parenthesis",
    "ends_exclamation",
    "numbered",
    "clause_length",
];

/// The features, each scaled to about 0–2 so that one regularisation fits all.
#[allow(clippy::cast_precision_loss, reason = "lengths of sentences are far below 2^24")]
pub(crate) fn features(text: &str) -> [f32; NAMES.len()] {
    let chars: Vec<char> = text.trim().chars().collect();
    let count = |wanted: &[char]| chars.iter().filter(|c| wanted.contains(c)).count() as f32;
    let has = |wanted: &[char]| if chars.iter().any(|c| wanted.contains(c)) { 1.0 } else { 0.0 };
    let ends = |wanted: &[char]| if chars.last().is_some_and(|c| wanted.contains(c)) { 1.0 } else { 0.0 };
    let length = chars.len().max(1) as f32;
    let digits = chars.iter().filter(|c| c.is_ascii_digit() || ('０'..='９').contains(c)).count() as f32;
    let (commas, pauses) = (count(&['，', ',']), count(&['、']));
    [
        length.min(200.0) / 100.0,
        length.ln_1p() / 4.0,
        if digits > 0.0 { 1.0 } else { 0.0 },
        3.0 * digits / length,
        has(&['《']),
        if is_article(&chars) { 1.0 } else { 0.0 },
        has(&['“', '"']),
        (commas / 4.0).min(3.0),
        (pauses / 6.0).min(3.0),
        has(&['；', ';']),
        has(&['：', ':']),
        ends(&['。', '！', '？', '；', '!', '?', ';']),
        ends(&['：', ':']),
        has(&['？', '?']),
        has(&['（', '(']),
        ends(&['！', '!']),
        if is_numbered(&chars) { 1.0 } else { 0.0 },
        (length / (1.0 + commas + pauses) / 20.0).min(3.0),
    ]
}

/// Opens with 第…条.
fn is_article(chars: &[char]) -> bool {
    chars.first() == Some(&'第') && chars.iter().take(8).any(|&c| c == '条')
}

/// Opens with a numbering such as 一、 （二） 3.
fn is_numbered(chars: &[char]) -> bool {
    let opened = usize::from(matches!(chars.first(), Some('（' | '(')));
    let numerals = chars.iter().skip(opened).take_while(|c| is_numeral(**c)).count();
    numerals > 0 && chars.get(opened + numerals).is_some_and(|c| matches!(c, '、' | '）' | ')' | '.' | '．'))
}

fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || "一二三四五六七八九十".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> std::collections::BTreeMap<&'static str, f32> {
        NAMES.into_iter().zip(features(text)).collect()
    }

    #[test]
    fn marks_and_numbers_are_seen() {
        let seen = named("（二）按照《示例办法》，12月底前拨付30万元：");
        for name in ["digit", "title_mark", "parenthesis", "numbered", "ends_colon", "colon"] {
            assert_eq!(seen[name], 1.0, "{name}");
        }
        assert_eq!(seen["ends_sentence"], 0.0);
        assert_eq!(named("第十二条 本办法由市财政局解释。")["article"], 1.0);
        assert_eq!(named("一切为了群众。")["numbered"], 0.0);
        assert_eq!(named("3.加强管理")["numbered"], 1.0);
    }

    #[test]
    fn any_text_gives_finite_numbers() {
        for text in ["", "，，，，", "（", &"长".repeat(100_000)] {
            assert!(features(text).iter().all(|v| v.is_finite() && v.abs() <= 25_000.0));
        }
    }
}

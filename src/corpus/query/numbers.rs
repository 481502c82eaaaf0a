//! Numbers that are written in figures or in characters and mean the same: years and dates (2024年5月, 二〇二四年五月;
//! 5月1日, 五月一日), ordinals (第108条, 第一百〇八条, 第一百零八条). Only where both ends of the number are certain: 10个 is part
//! of 210个, and whoever looks for 二十 does not want every 2025年. Of days without a year only 1月 and 2月 are part of others.

/// Figures of characters; the first of those for nought is the usual one.
const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
/// Other characters for nought: a ring that is typed for it, and its full form.
const NOUGHTS: [char; 3] = ['〇', '○', '零'];
/// The one that stands inside numbers of several places.
const NOUGHT: char = '零';
/// Figures of a year.
const YEAR: usize = 4;
/// Most characters of the number of an ordinal: 九百九十九.
const LONGEST: usize = 5;

/// A number in something typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Number {
    /// First character.
    pub(super) start: usize,
    /// Behind the last.
    pub(super) end: usize,
    /// Its other ways of writing.
    pub(super) others: Vec<String>,
}

/// The numbers of a folded text, in order.
pub(super) fn find(chars: &[char]) -> Vec<Number> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let number = date(chars, at).or_else(|| day(chars, at)).or_else(|| ordinal(chars, at));
        at = number.as_ref().map_or(at + 1, |number| number.end);
        found.extend(number);
    }
    found
}

/// A year of four figures with 年, and the month and day behind it.
fn date(chars: &[char], start: usize) -> Option<Number> {
    let year = chars.get(start..start + YEAR)?;
    let before = start.checked_sub(1).and_then(|at| chars.get(at));
    if chars.get(start + YEAR) != Some(&'年') || before.is_some_and(|c| figure(*c).is_some()) {
        return None;
    }
    let figures: Vec<usize> = year.iter().map(|c| figure(*c)).collect::<Option<_>>()?;
    let mut end = start + YEAR + 1;
    let mut rest = Vec::new();
    for (unit, most) in [('月', 12), ('日', 31)] {
        let Some((value, behind)) = value(chars, end).filter(|(value, _)| (1..=most).contains(value)) else { break };
        if chars.get(behind) != Some(&unit) {
            break;
        }
        rest.push((value, unit));
        end = behind + 1;
    }
    let tail = |number: fn(usize) -> String| -> String {
        rest.iter().map(|&(n, unit)| format!("{}{unit}", number(n))).collect()
    };
    let plain: String = figures.iter().map(usize::to_string).collect();
    let in_characters = |nought: char| -> String {
        let shown = |n: &usize| if *n == 0 { nought } else { DIGITS.get(*n).copied().unwrap_or(nought) };
        figures.iter().map(shown).collect()
    };
    let mut others = [plain_number, padded].map(|number| format!("{plain}年{}", tail(number))).to_vec();
    others.extend(NOUGHTS.map(|nought| format!("{}年{}", in_characters(nought), tail(characters))));
    Some(Number { start, end, others: without(others, chars.get(start..end)?) })
}

/// A month and a day without a year.
fn day(chars: &[char], start: usize) -> Option<Number> {
    let before = start.checked_sub(1).and_then(|at| chars.get(at));
    if before.is_some_and(|&c| is_numeral(c) || c.is_ascii_digit()) {
        return None;
    }
    let (month, at) = value(chars, start).filter(|(value, _)| (1..=12).contains(value))?;
    let (day, end) = value(chars, at + 1).filter(|(value, _)| (1..=31).contains(value))?;
    if (chars.get(at), chars.get(end)) != (Some(&'月'), Some(&'日')) {
        return None;
    }
    let ways: [fn(usize) -> String; 3] = [plain_number, padded, characters];
    let others = ways.map(|number| format!("{}月{}日", number(month), number(day))).to_vec();
    Some(Number { start, end: end + 1, others: without(others, chars.get(start..=end)?) })
}

fn plain_number(n: usize) -> String {
    n.to_string()
}

/// A number of two figures, as forms print days.
fn padded(n: usize) -> String {
    format!("{n:02}")
}

/// 第 with a number, and the character behind it that says of what.
fn ordinal(chars: &[char], start: usize) -> Option<Number> {
    let (value, behind) = value(chars, start + 1).filter(|_| chars.get(start) == Some(&'第'))?;
    let unit = chars.get(behind).filter(|c| c.is_alphabetic() && figure(**c).is_none())?;
    let mut others = vec![format!("第{value}{unit}")];
    others.extend(NOUGHTS.map(|nought| format!("第{}{unit}", characters(value).replace(NOUGHT, &nought.to_string()))));
    Some(Number { start, end: behind + 1, others: without(others, chars.get(start..=behind)?) })
}

fn without(mut others: Vec<String>, typed: &[char]) -> Vec<String> {
    let typed: String = typed.iter().collect();
    let mut seen = vec![typed];
    others.retain(|other| {
        let new = !seen.contains(other);
        seen.push(other.clone());
        new
    });
    others
}

/// One figure of either kind.
fn figure(c: char) -> Option<usize> {
    let of_characters = || DIGITS.iter().position(|&digit| digit == c).or(NOUGHTS.contains(&c).then_some(0));
    c.is_ascii().then(|| c.to_digit(10).map(|n| n as usize)).flatten().or_else(of_characters)
}

/// Whether a number in characters may have this one.
fn is_numeral(c: char) -> bool {
    DIGITS.contains(&c) || NOUGHTS.contains(&c) || matches!(c, '十' | '百')
}

/// A number from 1 to 999 and where it ends; all of it is in figures or all of it in characters.
fn value(chars: &[char], start: usize) -> Option<(usize, usize)> {
    let rest = chars.get(start..)?;
    let figures = rest.iter().take_while(|c| c.is_ascii_digit()).count();
    let length = if figures > 0 { figures } else { rest.iter().take_while(|&&c| is_numeral(c)).count() };
    let number = rest.get(..length).filter(|number| (1..=LONGEST).contains(&number.len()))?;
    let number: String = number.iter().map(|&c| if NOUGHTS.contains(&c) { NOUGHT } else { c }).collect();
    let read = if figures > 0 { number.parse().ok() } else { of_characters(&number) };
    read.filter(|n| (1..1_000).contains(n)).map(|n| (n, start + length))
}

/// The number that these characters are the usual way of writing of.
fn of_characters(number: &str) -> Option<usize> {
    let (mut sum, mut digit) = (0, 0);
    for c in number.chars() {
        match c {
            '百' => sum += 100 * std::mem::take(&mut digit),
            '十' => sum += 10 * std::mem::take(&mut digit).max(usize::from(sum == 0)),
            _ => digit = figure(c)?,
        }
    }
    Some(sum + digit).filter(|&n| n < 1_000 && characters(n) == number)
}

/// A number from 1 to 999 in characters.
fn characters(n: usize) -> String {
    let digit = |n: usize| DIGITS.get(n).copied().unwrap_or('〇');
    let (hundreds, tens, ones) = (n / 100, n / 10 % 10, n % 10);
    let mut text = String::new();
    if hundreds > 0 {
        text.extend([digit(hundreds), '百']);
    }
    match (hundreds, tens) {
        (0, 1) => text.push('十'),
        (_, 0) if hundreds > 0 && ones > 0 => text.push(NOUGHT),
        (_, 0) => {}
        _ => text.extend([digit(tens), '十']),
    }
    if ones > 0 {
        text.push(digit(ones));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_both_ways_of_writing() {
        for (n, text) in [
            (1, "一"),
            (10, "十"),
            (13, "十三"),
            (20, "二十"),
            (105, "一百零五"),
            (110, "一百一十"),
            (999, "九百九十九"),
        ] {
            assert_eq!(characters(n), text);
        }
        for n in 1..1_000 {
            for text in [characters(n), characters(n).replace(NOUGHT, "〇"), n.to_string()] {
                let chars: Vec<char> = text.chars().collect();
                assert_eq!(value(&chars, 0), Some((n, chars.len())), "{text}");
            }
        }
    }

    #[test]
    fn years_dates_and_ordinals_have_other_ways_of_writing() {
        for (text, wanted) in [
            ("二〇二四年", vec!["2024年", "二○二四年", "二零二四年"]),
            (
                "截至2024年5月1日止",
                vec!["2024年05月01日", "二〇二四年五月一日", "二○二四年五月一日", "二零二四年五月一日"],
            ),
            ("自5月1日起", vec!["05月01日", "五月一日"]),
            ("十二月二十日", vec!["12月20日"]),
            ("05月12日前", vec!["5月12日", "五月十二日"]),
            ("13月1日、5月32日、十五月一日、115月1日、1.5月和5月", vec![]),
            ("1999年13月", vec!["一九九九年"]),
            ("第13条和第二十一届", vec!["第十三条", "第21届"]),
            ("第三", vec![]),
            ("12024年", vec![]),
            ("十四五时期10个项目", vec![]),
            ("第一百零八条", vec!["第108条", "第一百〇八条", "第一百○八条"]),
            ("第一百〇八条", vec!["第108条", "第一百○八条", "第一百零八条"]),
            ("第108条", vec!["第一百〇八条", "第一百○八条", "第一百零八条"]),
            ("第一百十条、第十百条、第〇条", vec![]),
            ("二十项", vec![]),
            ("第2024年", vec!["二〇二四年", "二○二四年", "二零二四年"]),
        ] {
            let chars: Vec<char> = text.chars().collect();
            let found = find(&chars);
            assert!(found.iter().all(|number| number.start < number.end && number.end <= chars.len()), "{text}");
            let others: Vec<String> = found.into_iter().flat_map(|number| number.others).collect();
            assert_eq!(others, wanted, "{text}");
        }
    }
}

//! Numbers as a word processor writes them in lists: Chinese, enclosed, Roman, letters.

const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
const LEGAL: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
const STEMS: &str = "甲乙丙丁戊己庚辛壬癸";
const BRANCHES: &str = "子丑寅卯辰巳午未申酉戌亥";

/// `number` in a format of OOXML; formats that are not known are written as decimal numbers.
pub(in crate::intake) fn numeral(number: u32, format: &str) -> String {
    let decimal = || number.to_string();
    let enclosed = |first: char, last: u32| match number {
        1.. if number <= last => char::from_u32(first as u32 + number - 1).map_or_else(decimal, String::from),
        _ => decimal(),
    };
    match format {
        "chineseCounting"
        | "chineseCountingThousand"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "japaneseCounting" => counting(number, &DIGITS, ['十', '百', '千', '万'], Ten::Bare),
        "chineseLegalSimplified" | "ideographLegalTraditional" | "japaneseLegal" => {
            counting(number, &LEGAL, ['拾', '佰', '仟', '万'], Ten::Counted)
        }
        "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital" | "koreanDigital2" => {
            decimal().chars().map(|c| c.to_digit(10).map_or(c, digit)).collect()
        }
        "ideographTraditional" => cycle(number, STEMS),
        "ideographZodiac" => cycle(number, BRANCHES),
        "ideographEnclosedCircle" => enclosed('㊀', 10),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => enclosed('①', 20),
        "decimalEnclosedParen" => enclosed('⑴', 20),
        "decimalEnclosedFullstop" => enclosed('⒈', 20),
        "decimalFullWidth" | "decimalFullWidth2" => {
            decimal().chars().map(|c| char::from_u32(c as u32 + 0xFEE0).unwrap_or(c)).collect()
        }
        "decimalZero" => format!("{number:02}"),
        "upperRoman" => roman(number),
        "lowerRoman" => roman(number).to_ascii_lowercase(),
        "upperLetter" => letters(number),
        "lowerLetter" => letters(number).to_ascii_lowercase(),
        _ => decimal(),
    }
}

/// 〇 stands in numbers written digit by digit.
fn digit(value: u32) -> char {
    match value {
        0 => '〇',
        _ => DIGITS.get(value as usize).copied().unwrap_or('〇'),
    }
}

/// How ten to nineteen begin.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Ten {
    /// 十二
    Bare,
    /// 壹拾贰
    Counted,
}

/// A number up to 99,999 in words.
fn counting(number: u32, digits: &[char; 10], units: [char; 4], ten: Ten) -> String {
    if number == 0 || number > 99_999 {
        return number.to_string();
    }
    let mut words = String::new();
    let mut gap = false;
    for (power, unit) in
        [(10_000, Some(units[3])), (1_000, Some(units[2])), (100, Some(units[1])), (10, Some(units[0])), (1, None)]
    {
        let value = number / power % 10;
        if value == 0 {
            gap = !words.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) {
            words.push(digits[0]);
        }
        if !(ten == Ten::Bare && words.is_empty() && power == 10 && value == 1) {
            words.extend(digits.get(value as usize));
        }
        words.extend(unit);
    }
    words
}

/// A sign of a row that begins anew after its end.
fn cycle(number: u32, signs: &str) -> String {
    let count = signs.chars().count();
    let at = (number as usize + count - 1) % count;
    signs.chars().nth(at).map(String::from).unwrap_or_default()
}

fn roman(number: u32) -> String {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if number == 0 || number > 3_999 {
        return number.to_string();
    }
    let mut left = number;
    let mut word = String::new();
    for (value, sign) in SIGNS {
        while left >= value {
            word.push_str(sign);
            left -= value;
        }
    }
    word
}

/// A, B … Z, AA, BB …, as word processors count.
fn letters(number: u32) -> String {
    const MOST_REPEATS: u32 = 10;
    let (at, repeats) = (number.saturating_sub(1) % 26, number.saturating_sub(1) / 26 + 1);
    if number == 0 || repeats > MOST_REPEATS {
        return number.to_string();
    }
    let letter = char::from(b'A' + u8::try_from(at).unwrap_or(0));
    std::iter::repeat_n(letter, repeats as usize).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_offices_write_them() {
        for (format, number, wanted) in [
            ("chineseCounting", 1, "一"),
            ("chineseCounting", 10, "十"),
            ("chineseCounting", 12, "十二"),
            ("chineseCountingThousand", 20, "二十"),
            ("chineseCountingThousand", 101, "一百零一"),
            ("chineseCountingThousand", 110, "一百一十"),
            ("chineseCountingThousand", 1_001, "一千零一"),
            ("chineseCountingThousand", 100_000, "100000"),
            ("chineseLegalSimplified", 12, "壹拾贰"),
            ("ideographDigital", 2025, "二〇二五"),
            ("ideographTraditional", 11, "甲"),
            ("ideographZodiac", 12, "亥"),
            ("decimalEnclosedCircle", 3, "③"),
            ("decimalEnclosedCircleChinese", 21, "21"),
            ("decimalFullWidth", 10, "１０"),
            ("decimalZero", 5, "05"),
            ("upperRoman", 14, "XIV"),
            ("lowerLetter", 28, "bb"),
            ("decimal", 0, "0"),
            ("unheard-of", 7, "7"),
        ] {
            assert_eq!(numeral(number, format), wanted, "{format} {number}");
        }
    }
}

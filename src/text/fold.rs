//! Folding, one character for one character: width, radicals to the characters they stand for, traditional to
//! simplified, punctuation in the Chinese form beside Chinese characters. Because no character is added or dropped, a
//! position in the folded text is a position in the text as received.

use std::sync::LazyLock;

use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;

/// First and last code point of the ranges whose characters may have a simplified form
/// (CJK Unified Ideographs, Extension A, Compatibility Ideographs).
const HAN_RANGES: [(u32, u32); 3] = [(0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF)];
/// First code point of the table.
const FIRST: u32 = 0x3400;
/// Code points of the table: all of [`HAN_RANGES`].
const COUNT: usize = 0xFB00 - 0x3400;

/// Simplified form of every character from [`FIRST`] on, itself where it has none or more than one; taken from the
/// OpenCC dictionaries.
static SIMPLIFIED: LazyLock<Vec<char>> = LazyLock::new(|| {
    let mut table: Vec<char> = (FIRST..).take(COUNT).map(|c| char::from_u32(c).unwrap_or('\0')).collect();
    let Ok(converter) = OpenCC::from_config(BuiltinConfig::T2s) else { return table };
    let all: Vec<char> = HAN_RANGES.iter().flat_map(|&(from, to)| from..=to).filter_map(char::from_u32).collect();
    // A line break between the characters keeps the phrase dictionary out of it.
    let joined: String = all.iter().flat_map(|&c| [c, '\n']).collect();
    let converted = converter.convert(&joined);
    for (&from, to) in all.iter().zip(converted.split('\n')) {
        let mut chars = to.chars();
        if let (Some(to), None) = (chars.next(), chars.next())
            && let Some(place) = table_index(from).and_then(|at| table.get_mut(at))
        {
            *place = to;
        }
    }
    table
});

fn table_index(c: char) -> Option<usize> {
    u32::from(c).checked_sub(FIRST).and_then(|at| usize::try_from(at).ok())
}

/// Whether a character is a Chinese character (including extension planes and 〇).
#[must_use]
pub fn is_han(c: char) -> bool {
    matches!(u32::from(c), 0x3007 | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

/// Whether a character is invisible and carries no text: zero-width marks, soft hyphen, byte order mark.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    matches!(u32::from(c), 0x00AD | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x2064 | 0xFEFF | 0xFE00..=0xFE0F)
}

/// The simplified form of a character, or the character itself.
#[must_use]
pub fn simplified(c: char) -> char {
    match table_index(c) {
        Some(at) if is_han(c) => SIMPLIFIED.get(at).copied().unwrap_or(c),
        _ => c,
    }
}

/// The characters that the radicals from U+2F00 (康熙部首) stand for, in order: text taken from a PDF file often has the
/// radicals in their place (⼈⺠ for 人民). By the compatibility decompositions of Unicode.
const OF_RADICALS: &str = "\
    一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕\
    大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐彡彳心戈戶手支攴文斗斤方无日\
    曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿\
    目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行\
    衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨靑非面革韋韭音\
    頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠";
/// First of those radicals.
const FIRST_RADICAL: u32 = 0x2F00;
/// Radicals of the block before (U+2E80 to U+2EFF), each followed by the character it stands for, as far as that is one
/// of ordinary text. By Unicode's EquivalentUnifiedIdeograph.
const MORE_RADICALS: &str = "\
    ⺁厂⺂乛⺄乙⺆冂⺈刀⺊卜⺌小⺍小⺎兀⺒巳⺓幺⺗心⺜日⺝月⺟母⺠民⺧牛⺩王\
    ⺫目⺬示⺶羊⺼肉⺽臼⻁虎⻄西⻅见⻆角⻉贝⻋车⻓长⻔门⻕阜⻗雨⻘青⻙韦⻚页\
    ⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻬齐⻮齿⻰龙⻳龟";

/// The character that a radical stands for, or the radical itself.
fn of_radical(c: char) -> char {
    static TABLES: LazyLock<(Vec<char>, Vec<char>)> =
        LazyLock::new(|| (OF_RADICALS.chars().collect(), MORE_RADICALS.chars().collect()));
    let (radicals, more) = &*TABLES;
    let listed = u32::from(c).checked_sub(FIRST_RADICAL).and_then(|at| usize::try_from(at).ok());
    let listed = listed.and_then(|at| radicals.get(at));
    let other = || more.as_chunks::<2>().0.iter().find(|pair| pair[0] == c).map(|pair| pair[1]);
    listed.copied().or_else(other).unwrap_or(c)
}

/// The form without regard to neighbours.
fn fold_alone(c: char) -> char {
    match c {
        '\u{3000}' | '\u{00A0}' | '\t' | '\u{2002}'..='\u{200A}' => ' ',
        '，' | '；' | '：' | '！' | '？' | '（' | '）' => c,
        '＂' => '”',
        '\u{FF01}'..='\u{FF5E}' => u32::from(c).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(c),
        '﹐' => '，',
        '｡' => '。',
        '､' | '﹑' => '、',
        '「' | '『' | '〝' => '“',
        '」' | '』' | '〞' => '”',
        '〈' => '《',
        '〉' => '》',
        '\u{2E80}'..='\u{2FDF}' => simplified(of_radical(c)),
        _ => simplified(c),
    }
}

/// The Chinese form of an ASCII punctuation mark that stands beside a Chinese character.
fn chinese_mark(c: char) -> Option<char> {
    Some(match c {
        ',' => '，',
        ';' => '；',
        ':' => '：',
        '!' => '！',
        '?' => '？',
        '(' => '（',
        ')' => '）',
        _ => return None,
    })
}

/// Folds a text; the result has exactly as many characters as the input.
#[must_use]
pub fn fold(chars: &[char]) -> String {
    let mut folded = String::with_capacity(chars.len() * 3);
    // Straight quotation marks open and close in turn; a line end starts anew.
    let mut open = false;
    for (at, &c) in chars.iter().enumerate() {
        if c == '\n' {
            open = false;
        }
        let alone = fold_alone(c);
        let beside_han = || {
            let before = at.checked_sub(1).and_then(|i| chars.get(i));
            [before, chars.get(at + 1)]
                .into_iter()
                .flatten()
                .any(|&n| is_han(fold_alone(n)) || matches!(n, '》' | '”' | '“'))
        };
        if alone == '"' && (open || beside_han()) {
            open = !open;
            folded.push(if open { '“' } else { '”' });
            continue;
        }
        folded.push(match chinese_mark(alone) {
            Some(mark) if beside_han() => mark,
            _ => alone,
        });
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        fold(&text.chars().collect::<Vec<_>>())
    }

    #[test]
    fn folds_width_script_and_marks() {
        for (given, wanted) in [
            ("２０２５年，ＡＢ", "2025年，AB"),
            ("國務院辦公廳", "国务院办公厅"),
            ("要加强领导,落实责任;做到:一", "要加强领导，落实责任；做到：一"),
            ("1,000 at 10:30", "1,000 at 10:30"),
            ("「引文」", "“引文”"),
            ("做到\"两个\"、\"四个\"。\n\"新", "做到“两个”、“四个”。\n“新"),
            ("a \"b\" c", "a \"b\" c"),
            ("甲\u{3000}乙", "甲 乙"),
            ("⼈⺠⼀⾒⻚,⿕", "人民一见页，龠"),
            ("⺀\u{2FDF}", "⺀\u{2FDF}"),
        ] {
            assert_eq!(folded(given), wanted);
        }
    }

    #[test]
    fn keeps_the_number_of_characters() {
        let text = "𠮷野家😀\u{FEFF}①㈠……\r\n乾隆";
        assert_eq!(folded(text).chars().count(), text.chars().count());
    }
}

//! What a file that cannot be read as a profile has wrong, in Chinese: where it stands and what to do. The readers below
//! (TOML's grammar, serde's types) speak English; every sentence of theirs that an author can cause has a row here.

use std::sync::LazyLock;

use regex::Regex;

/// Longest value that is quoted, in characters.
const LONGEST: usize = 40;

/// What the grammar says, and what an author is told; the first row that fits counts.
const GRAMMAR: [(&str, &str); 23] = [
    ("duplicate key", "同一项（或同一张表）写了两次，请只留一处"),
    ("string values must be quoted", "等号右边没有值，或者文字没有放在双引号里"),
    ("cannot extend value", "这一项已经写成一个值，不能再写成表；请核对方括号中的名称"),
    ("unclosed array", "方括号没有合上，请补“]”"),
    ("unclosed table", "表名的方括号没有合上，请补“]”"),
    ("unclosed inline table", "花括号没有合上，请补“}”"),
    ("missing comma", "两个值之间缺逗号"),
    ("extra comma", "多了一个逗号"),
    ("missing opening quote", "缺少引号，文字两边都要有双引号"),
    ("invalid multi-line", "三引号的文字没有合上，或含有不允许的字符"),
    ("invalid basic string", "引号没有合上，或引号内有不允许的字符（反斜杠须写成两个）"),
    ("invalid literal string", "单引号没有合上"),
    ("invalid string", "引号没有合上，或引号内有不允许的字符"),
    ("escaped value", "反斜杠后面不是可用的转义，文字中的反斜杠须写成两个"),
    ("missing value", "等号右边没有值"),
    ("key with no value", "只有名称，没有等号和值"),
    ("missing assignment", "名称与值之间缺等号（须为半角“=”）"),
    ("extra `=`", "多了一个等号"),
    ("extra assignment", "多了一个等号"),
    ("unquoted key", "名称只能用字母、数字、下划线和连字符，含中文或符号的名称须加双引号"),
    ("carriage return", "行尾不正确，请以 UTF-8 文本重新保存"),
    ("leading zero", "数字前面不能有多余的0"),
    ("overflowed", "数字太大"),
];

/// Said where no row fits.
const OTHER: &str = "写法不符合 TOML 格式，请与“norms export”导出的规范档对照";

/// What was expected, and how an author knows it.
const EXPECTED: [(&str, &str); 12] = [
    ("a string", "文字（加双引号）"),
    ("string or table", "文字（加双引号）或表"),
    ("u32", "不小于0的整数"),
    ("u64", "不小于0的整数"),
    ("f64", "数字"),
    ("a boolean", "true 或 false"),
    ("a sequence", "数组（方括号）"),
    ("a map", "表"),
    ("struct", "表"),
    ("variant identifier", "列出的名称之一"),
    ("enum", "列出的名称之一"),
    ("field identifier", "列出的名称之一"),
];

/// What stood there instead, by the words that name its type.
const GIVEN: [(&str, &str); 7] = [
    ("string", "文字"),
    ("integer", "整数"),
    ("floating point", "小数"),
    ("boolean", "真假值"),
    ("sequence", "数组"),
    ("map", "表"),
    ("datetime", "日期"),
];

struct Sentences {
    unknown: Regex,
    variant: Regex,
    missing: Regex,
    mismatch: Regex,
    name: Regex,
}

static SENTENCES: LazyLock<Option<Sentences>> = LazyLock::new(|| {
    Some(Sentences {
        unknown: Regex::new(r"(?s)^unknown field `(.*?)`, (?:expected (?:one of )?(.*)|there are no fields)$").ok()?,
        variant: Regex::new(r"(?s)^unknown variant `(.*?)`, (?:expected (?:one of )?(.*)|there are no variants)$")
            .ok()?,
        missing: Regex::new(r"^missing field `(.*?)`$").ok()?,
        mismatch: Regex::new(r"(?s)^invalid (?:type|value|length)[:]? (.*), expected (.*)$").ok()?,
        name: Regex::new(r"`([^`]*)`").ok()?,
    })
});

/// Where a fault stands, and what it is.
pub(super) fn of(text: &str, error: &toml::de::Error) -> (String, String) {
    let line = |at: usize| text.get(..at).map(|head| head.matches('\n').count() + 1);
    let (reason, name) = reason(error.message());
    let place = match error.span().and_then(|span| line(span.start)) {
        Some(line) => format!("第{line}行"),
        None => {
            // Layers laid over each other have no lines; what is named in the fault mostly stands in the file.
            let keys = keys_of(error);
            let line = name.and_then(|name| line_of(text, &name));
            match (line, keys) {
                (Some(line), _) => format!("第{line}行"),
                (None, Some(keys)) => keys,
                (None, None) => "内容".to_owned(),
            }
        }
    };
    (place, format!("不能读作规范档：{reason}"))
}

/// The keys down to the fault; the reader tells them only in what it prints.
fn keys_of(error: &toml::de::Error) -> Option<String> {
    let printed = error.to_string();
    let keys = printed.lines().last()?.strip_prefix("in `")?.strip_suffix('`')?;
    Some(keys.to_owned())
}

/// The only line that begins with a name, as a key or a table.
fn line_of(text: &str, name: &str) -> Option<usize> {
    let begins = |line: &str| {
        let rest = line.trim_start_matches([' ', '\t', '[', '"']);
        rest.strip_prefix(name)
            .is_some_and(|rest| rest.trim_start_matches(['"', ' ', '\t']).starts_with(['=', ']', '.']))
    };
    let mut lines = text.lines().enumerate().filter(|(_, line)| begins(line)).map(|(at, _)| at + 1);
    lines.next().filter(|_| lines.next().is_none())
}

/// The reason, and the name it is about.
fn reason(message: &str) -> (String, Option<String>) {
    let Some(sentences) = SENTENCES.as_ref() else { return (OTHER.to_owned(), None) };
    let listed = |names: &str| {
        let names: Vec<&str> =
            sentences.name.captures_iter(names).filter_map(|found| found.get(1)).map(|m| m.as_str()).collect();
        if names.is_empty() { "（无）".to_owned() } else { names.join("、") }
    };
    let parts = |pattern: &Regex| {
        let found = pattern.captures(message)?;
        let part = |number: usize| found.get(number).map_or("", |m| m.as_str()).to_owned();
        Some((part(1), part(2)))
    };
    if let Some((name, names)) = parts(&sentences.unknown) {
        return (format!("没有“{}”这一项；此处可写：{}", short(&name), listed(&names)), Some(name));
    }
    if let Some((name, names)) = parts(&sentences.variant) {
        return (format!("“{}”不可用；应为：{}", short(&name), listed(&names)), None);
    }
    if let Some((name, _)) = parts(&sentences.missing) {
        return (format!("缺少“{name}”这一项，请补上"), None);
    }
    if let Some((given, expected)) = parts(&sentences.mismatch) {
        let kind = GIVEN.iter().find(|(words, _)| given.starts_with(words)).map_or("", |(_, chinese)| chinese);
        let value = ['`', '"'].into_iter().find_map(|mark| quoted(&given, mark));
        let value = value.map(|value| format!("“{}”", short(value))).unwrap_or_default();
        let wanted = EXPECTED.iter().find(|(words, _)| expected.starts_with(words)).map_or("别的类型", |row| row.1);
        // The reader names the type that it needed only where the number is too large for all it is asked for.
        if given.contains("` as ") {
            return (format!("写的是{kind}{value}，超出范围"), None);
        }
        return (format!("写的是{kind}{value}，应为{wanted}"), None);
    }
    let row = GRAMMAR.iter().find(|(words, _)| message.contains(words));
    (row.map_or(OTHER, |(_, chinese)| chinese).to_owned(), None)
}

/// What stands between two marks; a type named behind the second one (“as i128”) is none of it.
fn quoted(words: &str, mark: char) -> Option<&str> {
    let (_, rest) = words.split_once(mark)?;
    Some(rest.rsplit_once(mark).map_or(rest, |(value, _)| value))
}

fn short(value: &str) -> String {
    value.chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use crate::norms::layer::Sources;
    use crate::norms::profile::{Profile, SHIPPED};

    const UNIT: &str = "base = \"national\"\nid = \"unit\"\ntitle = \"某单位（示例）\"\njurisdiction = \"某市（示例）\"\n\
        valid_from = \"2026-01-01\"\n[norms.\"本单位\"]\ntitle = \"办文细则（示例）\"\ngrade = \"Practice\"\n\
        [[limits]]\nid = \"notice\"\nlabel = \"通知\"\nwhen = { kinds = [\"通知\"] }\nvalue = 3000\nnorm = \"本单位\"\n";

    fn told(text: &str) -> (String, String) {
        let files = [("national", SHIPPED[0].1), ("unit", text)];
        let sources: Sources = files.iter().map(|(id, text)| ((*id).to_owned(), (*text).to_owned())).collect();
        let mut error = Profile::layered("unit", &sources).unwrap_err();
        let problem = error.problems.remove(0);
        (problem.key, problem.reason)
    }

    #[test]
    fn faults_are_told_in_chinese_with_place_and_cure() {
        let mut wrong = Vec::new();
        for (from, to, place, words) in [
            ("jurisdiction", "juris", "第4行", "没有“juris”这一项；此处可写：id、base"),
            ("value = 3000", "value = \"3000\"", "limits.value", "写的是文字“3000”，应为不小于0的整数"),
            ("value = 3000", "value = 99999999999999999999", "第13行", "写的是整数“99999999999999999999”，超出范围"),
            ("value = 3000", "value = -1", "limits.value", "写的是整数“-1”，应为不小于0的整数"),
            ("value = 3000", "value = 3000.5", "limits.value", "写的是小数“3000.5”，应为不小于0的整数"),
            ("[\"通知\"]", "[\"通告知\"]", "limits.when.kinds", "“通告知”不可用；应为：决议、决定"),
            ("[\"通知\"]", "\"通知\"", "limits.when.kinds", "写的是文字“通知”，应为数组（方括号）"),
            ("grade = \"Practice\"", "grade = \"D\"", "norms.本单位.grade", "“D”不可用；应为：A、B、C、Practice"),
            ("grade = \"Practice\"\n", "", "norms.本单位", "缺少“grade”这一项"),
            ("label = \"通知\"", "label = 通知", "第11行", "没有放在双引号里"),
            ("label = \"通知\"", "label = \"通知", "第11行", "引号没有合上"),
            ("label = \"通知\"", "label \"通知\"", "第11行", "没有等号"),
            ("label = \"通知\"", "label =", "第11行", "没有值"),
            ("label = \"通知\"", "label = \"通知\"\nlabel = \"通知\"", "第12行", "写了两次"),
            ("[\"通知\"]", "[\"通知\" \"意见\"]", "第12行", "缺逗号"),
            ("[[limits]]", "[[limits]", "第9行", "]"),
            ("label = \"通知\"", "label = \"\\通知\"", "第11行", "反斜杠"),
            ("label = \"通知\"", "名称 = \"通知\"", "第11行", "须加双引号"),
        ] {
            assert!(UNIT.contains(from), "{from}");
            let (key, reason) = told(&UNIT.replacen(from, to, 1));
            let english = reason.split(['“', '：', '、', '”']).any(|part| part.contains(' ') && part.is_ascii());
            if key != place || !reason.contains(words) || english {
                wrong.push(format!("{to}: {key}：{reason}"));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}

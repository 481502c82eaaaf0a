//! What is wrong with a regular expression, in Chinese, with the character at which it is.

use regex_syntax::ast::ErrorKind as Form;
use regex_syntax::hir::ErrorKind as Sense;

/// Deepest nesting of groups and repetitions in a pattern.
pub(super) const DEEPEST: u32 = 50;

/// Why a pattern cannot be read, in Chinese; `None` when it can.
pub(super) fn of(pattern: &str) -> Option<String> {
    let mut parser = regex_syntax::ParserBuilder::new().nest_limit(DEEPEST).build();
    let (at, why) = match parser.parse(pattern).err()? {
        regex_syntax::Error::Parse(error) => (error.span().start.offset, form(error.kind())),
        regex_syntax::Error::Translate(error) => (error.span().start.offset, sense(error.kind())),
        _ => return Some(OTHER.to_owned()),
    };
    let before = pattern.get(..at).unwrap_or_default().chars().count();
    Some(format!("第 {} 个字符处：{why}", before + 1))
}

/// What is said of faults that the parser may come to know.
const OTHER: &str = "不合正则的规则";

fn form(kind: &Form) -> &'static str {
    match kind {
        Form::CaptureLimitExceeded => "分组过多",
        Form::ClassEscapeInvalid => "方括号中不能用这个转义",
        Form::ClassRangeInvalid => "方括号中的范围起点大于终点",
        Form::ClassRangeLiteral => "方括号中范围的两端须为单个字符",
        Form::ClassUnclosed => "方括号没有配对",
        Form::DecimalEmpty | Form::RepetitionCountDecimalEmpty => "花括号中缺少次数",
        Form::DecimalInvalid => "次数过大",
        Form::EscapeHexEmpty | Form::EscapeHexInvalid | Form::EscapeHexInvalidDigit => "十六进制转义不是一个字符",
        Form::EscapeUnexpectedEof => "末尾的反斜杠之后缺少字符",
        Form::EscapeUnrecognized => "没有这个转义；要匹配反斜杠本身，请写两个",
        Form::FlagDanglingNegation | Form::FlagUnexpectedEof => "选项没有写完",
        Form::FlagDuplicate { .. } | Form::FlagRepeatedNegation { .. } => "选项重复",
        Form::FlagUnrecognized => "没有这个选项",
        Form::GroupNameDuplicate { .. } => "分组名重复",
        Form::GroupNameEmpty | Form::GroupNameInvalid | Form::GroupNameUnexpectedEof => "分组名为空、不合法或没有写完",
        Form::GroupUnclosed => "左括号没有配对",
        Form::GroupUnopened => "右括号没有配对",
        Form::NestLimitExceeded(_) => "嵌套过深",
        Form::RepetitionCountInvalid => "重复次数的下限大于上限",
        Form::RepetitionCountUnclosed => "花括号没有配对",
        Form::RepetitionMissing => "重复符号之前没有可以重复的内容",
        Form::SpecialWordBoundaryUnclosed
        | Form::SpecialWordBoundaryUnrecognized
        | Form::SpecialWordOrRepetitionUnexpectedEof => "词边界的写法有误",
        Form::UnicodeClassInvalid => "字符类别的写法有误",
        Form::UnsupportedBackreference => "不支持反向引用",
        Form::UnsupportedLookAround => "不支持环视；不应命中的上下文请写为例外",
        _ => OTHER,
    }
}

fn sense(kind: &Sense) -> &'static str {
    match kind {
        Sense::UnicodePropertyNotFound | Sense::UnicodePropertyValueNotFound => "没有这个字符类别",
        Sense::UnicodeNotAllowed | Sense::InvalidUtf8 | Sense::InvalidLineTerminator => "只能按字符匹配，不能按字节",
        Sense::UnicodePerlClassNotFound | Sense::UnicodeCaseUnavailable => "不支持这个字符类别或大小写选项",
        _ => OTHER,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_fault_is_told_in_chinese_with_its_place() {
        let deep = "(".repeat(60) + &")".repeat(60);
        for (pattern, place, words) in [
            ("甲(", 2, "左括号"),
            ("甲)", 2, "右括号"),
            ("甲[乙", 2, "方括号没有配对"),
            ("[甲-乙]", 2, "起点大于终点"),
            (r"[\d-甲]", 2, "单个字符"),
            (r"[\b]", 2, "这个转义"),
            ("甲乙(?=丙)", 3, "环视"),
            (r"(甲)\1", 4, "反向引用"),
            ("*甲", 1, "可以重复的内容"),
            ("甲{2", 2, "花括号没有配对"),
            ("甲{}", 3, "缺少次数"),
            ("甲{3,2}", 2, "下限大于上限"),
            ("甲{99999999999}", 3, "次数过大"),
            (r"甲\", 2, "反斜杠之后"),
            (r"甲\y", 2, "没有这个转义"),
            (r"甲\x{}", 4, "十六进制"),
            ("(?z)甲", 3, "没有这个选项"),
            ("(?ii)甲", 4, "选项重复"),
            ("(?i-)甲", 4, "没有写完"),
            ("(?P<>甲)", 5, "分组名"),
            ("(?P<a>甲)(?P<a>乙)", 13, "分组名重复"),
            (r"\b{foo}", 4, "词边界"),
            (r"\p{甲乙}", 1, "没有这个字符类别"),
            ("(?-u:\\xFF)", 6, "不能按字节"),
            (deep.as_str(), 51, "嵌套过深"),
        ] {
            let told = of(pattern).unwrap_or_else(|| panic!("{pattern} is read"));
            assert!(told.contains(words) && !told.contains(OTHER), "{pattern}: {told}");
            assert!(told.starts_with(&format!("第 {place} 个字符处")), "{pattern}: {told}");
            assert!(!told.chars().any(|c| c.is_ascii_alphabetic()), "{pattern}: {told}");
        }
        assert_eq!(of("甲[乙丙]{2,3}"), None);
    }
}

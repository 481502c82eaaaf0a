//! Small readings of words that the judgement of demands is made of.

/// Longest label of an article, in characters.
const LABEL: usize = 12;

/// Words of duty proper, not the adverbs with which a demand may do as well (认真, 抓紧).
pub(super) const DUTY: [&str; 4] = ["要", "应", "须", "务必"];

/// A text without what it is numbered or labelled with: （二）, 3., 一是, 第四条（管理部门）.
pub(super) fn without_number(text: &str) -> &str {
    let numeral = |c: char| c.is_ascii_digit() || "一二三四五六七八九十百〇".contains(c);
    let mark = |c: char| matches!(c, '.' | '．' | '、' | '是' | ' ' | '　' | '第' | '条' | '款' | '项' | ')' | '）');
    let mut rest = text.trim_start();
    loop {
        let numbered = rest.trim_start_matches(|c| numeral(c) || mark(c));
        // A number before a unit belongs to what follows: 2026年3月底前.
        if numbered.len() < rest.len() && numbered.starts_with(['年', '月', '日', '季', '周', '个']) {
            return rest;
        }
        let Some(inside) = numbered.strip_prefix(['（', '(', '【']) else { return numbered };
        let close = inside.char_indices().take(LABEL).find(|(_, c)| matches!(c, '）' | ')' | '】'));
        let Some(after) = close.and_then(|(at, c)| inside.get(at + c.len_utf8()..)) else { return numbered };
        rest = after;
    }
}

/// Whether a text holds one of `words`.
pub(super) fn any(text: &str, words: &[String]) -> bool {
    words.iter().any(|word| text.contains(word.as_str()))
}

/// Whether a text holds one of a few words.
pub(super) fn any_of(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

/// Whether a verb is followed by 了: 印发了, 建立了, but not 为了, 除了, 终了, 了解.
pub(super) fn completed(text: &str) -> bool {
    let mut before = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '了' && !matches!(before, None | Some('为' | '除' | '终')) && !matches!(chars.peek(), Some('解' | '然'))
        {
            return true;
        }
        before = Some(c);
    }
    false
}

/// Nouns of things that end a phrase: the money, papers and work of somebody are nobody who acts.
const THINGS: [&str; 30] = [
    "经费", "费用", "资金", "开支", "支出", "补贴", "补助", "工作", "情况", "制度", "标准", "办法", "方案", "计划",
    "措施", "档案", "台账", "材料", "资料", "信息", "数据", "系统", "平台", "结果", "名单", "问题", "事项", "政策",
    "任务", "目标",
];

/// Whether a phrase ends with a thing: 居民养老保险工作经费.
pub(super) fn is_thing(phrase: &str) -> bool {
    THINGS.iter().any(|thing| phrase.ends_with(thing))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_particle_completes_a_verb() {
        for (text, done) in [("印发了方案", true), ("年度终了", false), ("为了巡堤", false), ("了解情况", false)]
        {
            assert_eq!(completed(text), done, "{text}");
        }
    }

    #[test]
    fn numbers_before_a_text_are_left_out() {
        for (text, rest) in [
            ("（二）各镇要加强巡查", "各镇要加强巡查"),
            ("第十二条 各镇应当巡查", "各镇应当巡查"),
            ("一是各镇要巡查", "各镇要巡查"),
            ("第三条（管理部门） 市政府设立办公室", "市政府设立办公室"),
            ("2026年底前，各镇巡查", "2026年底前，各镇巡查"),
        ] {
            assert_eq!(without_number(text), rest);
        }
    }

    #[test]
    fn what_was_done_is_told_by_its_particle() {
        for (text, done) in [("建立了台账", true), ("为了建立台账", false), ("了解台账", false), ("", false)]
        {
            assert_eq!(completed(text), done, "{text}");
        }
    }
}

//! Markdown to plain text: the marks of headings and of strong emphasis go, everything else stays where it is.

/// The text without heading marks (`#` to `######` at the beginning of a line) and paired `**` or `__`.
pub(super) fn plain(text: &str) -> String {
    text.split_inclusive('\n').map(|line| without_emphasis(without_heading_mark(line))).collect()
}

fn without_heading_mark(line: &str) -> &str {
    let rest = line.trim_start_matches('#');
    let marks = line.len() - rest.len();
    if (1..=6).contains(&marks) && rest.starts_with([' ', '\t']) { rest.trim_start_matches([' ', '\t']) } else { line }
}

fn without_emphasis(line: &str) -> String {
    ["**", "__"].into_iter().fold(line.to_owned(), |line, mark| {
        let marks = line.matches(mark).count();
        // Of an odd number the last one is no emphasis and stays.
        line.replacen(mark, "", marks - marks % 2)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_and_text_stays() {
        for (given, wanted) in [
            ("# 总体要求\r\n正文", "总体要求\r\n正文"),
            ("### 一、目标 #\n", "一、目标 #\n"),
            ("####### 七", "####### 七"),
            ("#标签 #1", "#标签 #1"),
            ("要**坚决**落实__责任__", "要坚决落实责任"),
            ("2**3 与 a__b", "2**3 与 a__b"),
            ("- 一项\n> 引文\n", "- 一项\n> 引文\n"),
            ("", ""),
        ] {
            assert_eq!(plain(given), wanted, "{given}");
        }
    }
}

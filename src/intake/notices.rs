//! What a reader noticed in a file, as warnings that mean the same whatever the format.

use super::read::IntakeWarning;

/// Most pages that are named one by one.
const NAMED_PAGES: usize = 10;
/// Longest words that are repeated, in characters.
const LONGEST_WORDS: usize = 30;

/// There are changes that nobody has accepted or refused yet.
pub(super) fn revisions() -> IntakeWarning {
    let message = "文件带有未处理的修订：插入的文字按正文审核，删除的文字不计；定稿前请接受或拒绝全部修订";
    IntakeWarning { code: "revisions", message: message.to_owned() }
}

/// Words of a web page are marked as deleted.
pub(super) fn deletions() -> IntakeWarning {
    let message = "网页中有标为删除的文字，未计入正文，请对照原件核对";
    IntakeWarning { code: "revisions", message: message.to_owned() }
}

/// Menus and the like of a web page were left out, the first with these words.
pub(super) fn furniture(count: usize, words: &str) -> IntakeWarning {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let first: String = words.chars().take(LONGEST_WORDS).collect();
    let message = format!(
        "网页的菜单、导航、页脚、相关链接等 {count} 处不计入正文（如“{first}”）；其中有正文的，请另存为 docx 提交"
    );
    IntakeWarning { code: "page_furniture", message }
}

/// Characters are hidden.
pub(super) fn hidden(count: usize) -> IntakeWarning {
    let message = format!("文件有 {count} 个隐藏的字，打印时看不见，已一并审核；请确认是否应删除");
    IntakeWarning { code: "hidden_text", message }
}

/// Characters are white on white paper, or of a size that nobody can read.
pub(super) fn faint(count: usize) -> IntakeWarning {
    let message = format!(
        "文件有 {count} 个难以看见的字（白色，或字号不足 2 磅），已一并审核；请确认是否应删除或改用正常的颜色、字号"
    );
    IntakeWarning { code: "faint_text", message }
}

/// A field has a beginning and no end.
pub(super) fn unclosed_field() -> IntakeWarning {
    let message = "文件中有域（页码、日期、目录等）没有结束标记，其后的文字已按正文读入，请对照原件核对";
    IntakeWarning { code: "unclosed_field", message: message.to_owned() }
}

/// Controls that nothing was filled into, with what they say.
pub(super) fn unfilled(words: &[String]) -> Option<IntakeWarning> {
    let first: String = words.first()?.trim().chars().take(LONGEST_WORDS).collect();
    let message =
        format!("有 {} 处内容控件没有填写（如“{first}”），其中的提示文字不计入正文；请填写或删去", words.len());
    Some(IntakeWarning { code: "unfilled_controls", message })
}

/// Drawings or other documents in the file were not read.
pub(super) fn left_out() -> IntakeWarning {
    let message = "图表、SmartArt 图形或嵌入文档中的文字未读取，请人工查看";
    IntakeWarning { code: "parts_left_out", message: message.to_owned() }
}

/// Pages have no characters.
pub(super) fn silent_pages(pages: &[usize]) -> IntakeWarning {
    let message = format!("第 {}没有文字层（扫描页或空白页），未审核", named(pages));
    IntakeWarning { code: "pages_without_text", message }
}

/// Something that pages name is missing or cannot be unpacked.
pub(super) fn damaged_pages(pages: &[usize]) -> IntakeWarning {
    let message = format!("第 {}内容已损坏，读出的文字可能不全，请对照原件核对或重新导出文件", named(pages));
    IntakeWarning { code: "damaged_pages", message }
}

/// The file breaks off.
pub(super) fn cut_off() -> IntakeWarning {
    let message = "文件没有结束标记，可能没有传完，读出的文字可能不全，请对照原件核对或重新导出文件".to_owned();
    IntakeWarning { code: "cut_off", message }
}

fn named(pages: &[usize]) -> String {
    let named: Vec<String> = pages.iter().take(NAMED_PAGES).map(ToString::to_string).collect();
    let more = if pages.len() > NAMED_PAGES { format!("等 {} 页", pages.len()) } else { "页".to_owned() };
    format!("{} {more}", named.join("、"))
}

/// Bytes mean nothing in the encoding of the text; perhaps those at its end, for it breaks off.
pub(super) fn replaced(encoding: &str, broken_off: bool) -> IntakeWarning {
    let message = if broken_off {
        format!(
            "按 {encoding} 解码时最后一个字不完整，文件可能没有传完，无法识别的字节已用“\u{FFFD}”代替；请对照原件核对"
        )
    } else {
        format!("按 {encoding} 解码时有无法识别的字节，已用“\u{FFFD}”代替")
    };
    IntakeWarning { code: "replaced_characters", message }
}

/// Characters of the file are unknown.
pub(super) fn unknown_characters() -> IntakeWarning {
    let message = "有些字没有附带文字编码，无法识别，已用“\u{FFFD}”代替".to_owned();
    IntakeWarning { code: "replaced_characters", message }
}

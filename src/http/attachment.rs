//! The names of files that a browser saves, by RFC 6266: in Chinese for those that read RFC 5987, and a plain one.

use super::page;

/// Longest name without its ending, in characters: file systems allow 255 bytes.
const LONGEST: usize = 60;

/// What a browser does with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Showing {
    /// Shows it; the name is for saving.
    Inline,
    /// Saves it.
    Attachment,
}

/// Content-Disposition for a file of this name. What no file system allows in a name is left out.
pub(super) fn disposition(showing: Showing, name: &str) -> String {
    let name = safe(name);
    let word = match showing {
        Showing::Inline => "inline",
        Showing::Attachment => "attachment",
    };
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let plain = format!("report.{extension}");
    format!("{word}; filename=\"{plain}\"; filename*=UTF-8''{}", page::segment(&name))
}

/// A name that every file system takes, with its ending.
fn safe(name: &str) -> String {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "txt"));
    let (title, what) = stem.rsplit_once('-').unwrap_or((stem, ""));
    let kept = |c: &char| !c.is_control() && !"/\\:*?\"<>|\u{FEFF}".contains(*c) && !is_steering(*c);
    let title: String = title.chars().filter(kept).take(LONGEST).collect();
    let title = title.trim_matches(|c: char| c == '.' || c.is_whitespace());
    let title = if title.is_empty() { "送审稿" } else { title };
    format!("{title}-{what}.{extension}")
}

/// Marks that turn the direction of writing, with which an ending can be made to look like another.
fn is_steering(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_names() {
        for (name, wanted) in [
            ("通知-提示清单.csv", "通知-提示清单.csv"),
            ("../../etc/passwd-提示清单.csv", "etcpasswd-提示清单.csv"),
            ("a\r\nX-Evil: 1\u{202E}gpj-提示清单.csv", "aX-Evil 1gpj-提示清单.csv"),
            (" .-提示清单.csv", "送审稿-提示清单.csv"),
        ] {
            assert_eq!(safe(name), wanted);
        }
        assert_eq!(safe(&format!("{}-表.csv", "长".repeat(300))).chars().count(), LONGEST + 6);
        assert_eq!(
            disposition(Showing::Attachment, "通\"知'-表.csv"),
            "attachment; filename=\"report.csv\"; filename*=UTF-8''%E9%80%9A%E7%9F%A5%27-%E8%A1%A8.csv"
        );
    }
}

//! The names by which a document is asked for: its title, what a 印发 notice carries, the country's name at the start
//! and versions in brackets left out, and the bare subject without 关于 and 的通知.

use crate::document::Kind;
use crate::text::titles;

/// Fewest letters of a name: 刑法 and 水法 are whole names.
const SHORTEST: usize = 2;
/// Words before the kind at the end of a title that say nothing of its subject.
const MANNER: [&str; 8] = ["实施", "指导", "若干", "暂行", "补充", "具体", "有关", "工作"];

/// The form in which names are compared.
pub(super) fn key(name: &str) -> String {
    titles::key(name)
}

/// All names of a title, as [`key`] writes them.
pub(super) fn of(title: &str) -> Vec<String> {
    let mut names = titles::forms(title);
    let bare: Vec<String> = names.iter().filter_map(|name| subject(name)).map(str::to_owned).collect();
    names.extend(bare);
    names.retain(|name| name.chars().count() >= SHORTEST);
    names.sort_unstable();
    names.dedup();
    names
}

/// What 关于…的意见 is about.
fn subject(name: &str) -> Option<&str> {
    let inside = name.strip_prefix("关于")?;
    let (subject, end) = inside.rsplit_once('的')?;
    let manner = MANNER.iter().find_map(|manner| end.strip_prefix(manner)).unwrap_or(end);
    Kind::ALL.iter().any(|kind| kind.label() == manner).then_some(subject)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_have_the_names_they_are_asked_for_by() {
        for (title, asked) in [
            ("中华人民共和国示例法", "示例法"),
            ("示例省人民政府关于印发《示例省粮食储备管理办法（试行）》的通知", "示例省粮食储备管理办法"),
            ("示例省人民政府关于印发示例省粮食储备管理办法的通知", "示例省粮食储备管理办法（试行）"),
            ("示例省人民政府关于加强粮食储备工作的指导意见", "关于加强粮食储备工作的指导意见"),
            ("示例省人民政府关于加强粮食储备工作的指导意见", "加强粮食储备工作"),
            ("示例市关于做好秋粮收购的通知", "做好秋粮收购"),
        ] {
            assert!(of(title).contains(&key(asked)), "{asked}: {:?}", of(title));
        }
        assert!(!of("示例省实施《中华人民共和国示例法》办法").contains(&key("示例法")));
        assert!(!of("关于他的事").contains(&"他".to_owned()));
    }
}

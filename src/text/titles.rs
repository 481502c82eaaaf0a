//! Titles compared as people do: without marks, versions and the issuer in front.

use super::{Letters, fold};

/// What a title adds that says nothing of its subject.
const ADDITIONS: [&str; 9] = ["试行", "暂行", "修订", "修正", "修改", "征求意见稿", "送审稿", "草案", "示例"];

/// A title reduced to what identifies it: letters only, bracketed additions (试行, 2019年修订 …) and the country's name
/// at the start left out.
#[must_use]
pub fn key(title: &str) -> String {
    let folded: String = fold::fold(&title.chars().collect::<Vec<_>>());
    let mut kept = String::with_capacity(folded.len());
    let mut bracket: Option<String> = None;
    for c in folded.chars() {
        match (c, &mut bracket) {
            ('（' | '(', None) => bracket = Some(String::new()),
            ('）' | ')', Some(inside)) => {
                let version = ADDITIONS.iter().any(|a| inside.contains(a))
                    || inside.chars().next().is_some_and(|c| c.is_ascii_digit());
                if !version {
                    kept.push_str(inside);
                }
                bracket = None;
            }
            (c, Some(inside)) => inside.push(c),
            (c, None) => kept.push(c),
        }
    }
    if let Some(inside) = bracket {
        kept.push_str(&inside);
    }
    let letters: String = Letters::of_text(&kept).chars().iter().collect();
    letters.strip_prefix("中华人民共和国").map(str::to_owned).unwrap_or(letters)
}

/// A shorter name could be any document's, in letters.
const SHORTEST: usize = 4;

/// All names by which a title may be cited, short ones left out: two titles name the same document when they share one.
#[must_use]
pub fn names(title: &str) -> Vec<String> {
    let mut names = forms(title);
    names.retain(|n| n.chars().count() >= SHORTEST);
    names
}

/// All forms of a title: itself, its subject (from 关于 on), and the plain name of what a 印发 or 转发 notice carries,
/// itself and its subject; sorted.
#[must_use]
pub fn forms(title: &str) -> Vec<String> {
    let key = key(title);
    let mut forms = vec![subject(&key).to_owned()];
    for word in ["印发", "转发", "批转"] {
        if let Some((_, carried)) = key.split_once(word) {
            let carried = carried.strip_suffix("的通知").or_else(|| carried.strip_suffix("通知")).unwrap_or(carried);
            forms.push(carried.to_owned());
            forms.push(subject(carried).to_owned());
        }
    }
    forms.push(key);
    forms.sort_unstable();
    forms.dedup();
    forms
}

/// What stands from 关于 on, where there is an issuer before it.
fn subject(key: &str) -> &str {
    match key.find("关于") {
        Some(at) if at > 0 => key.get(at..).unwrap_or(key),
        _ => key,
    }
}

/// Whether two sorted lists of names share one.
#[must_use]
pub fn share(a: &[String], b: &[String]) -> bool {
    a.iter().any(|name| b.binary_search(name).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_recognised() {
        for (cited, title, same) in [
            ("粮食流通管理条例（2021年修订）", "粮食流通管理条例", true),
            ("中华人民共和国食品安全法", "食品安全法（2018修正）", true),
            ("关于加强养老服务的意见", "示例省人民政府关于加强养老服务的意见", true),
            ("示例省养老服务管理办法", "示例省人民政府关于印发《示例省养老服务管理办法》的通知", true),
            ("关于加强养老服务的意见", "关于加强托育服务的意见", false),
            ("条例", "示例省粮食条例", false),
        ] {
            assert_eq!(share(&names(cited), &names(title)), same, "{cited} ~ {title}");
        }
    }
}

//! What kind of text a draft is, as far as the measure of substance must know it: legal wording (应当加强管理) is no
//! slogan where the whole text is a law or a set of rules.

use crate::document::{DraftFacts, Kind};
use crate::text::Analysis;
use crate::text::structure::Role;

/// Genre of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Genre {
    /// Whether the wording is that of a law or of rules in articles.
    pub legal: bool,
    /// The name shown to users.
    pub label: &'static str,
}

/// Fewest lines that open with 第…条 in a text of rules.
const ARTICLES: usize = 3;
/// Least share of such lines among lines of running text: articles with items (（一）…) reach 0.15 in national laws.
const ARTICLE_SHARE: f64 = 0.1;

impl Genre {
    /// The name of no genre.
    pub const UNKNOWN: &'static str = "未定";

    /// The genre by the kind given or read, else by the structure.
    #[must_use]
    pub fn of(analysis: &Analysis, facts: &DraftFacts) -> Self {
        let kind = facts.kind.or(analysis.structure.kind);
        let in_articles = in_articles(analysis);
        match kind {
            Some(Kind::Law) => Self { legal: true, label: Kind::Law.label() },
            Some(Kind::Measures) if in_articles => Self { legal: true, label: Kind::Measures.label() },
            Some(Kind::Other) | None if in_articles => Self { legal: true, label: "法规制度" },
            Some(kind) => Self { legal: in_articles, label: kind.label() },
            None => Self { legal: false, label: Self::UNKNOWN },
        }
    }
}

/// Whether the running text is laid out in articles.
fn in_articles(analysis: &Analysis) -> bool {
    let lines = analysis.structure.lines.iter();
    let running = lines.filter(|l| matches!(l.role, Role::Body | Role::Heading | Role::Annex));
    let (mut all, mut articles) = (0usize, 0usize);
    for line in running {
        all += 1;
        articles += usize::from(opens_article(analysis.folded.chars_in(line.span)));
    }
    articles >= ARTICLES && small(articles) >= ARTICLE_SHARE * small(all)
}

fn small(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

/// Whether a line opens with 第…条.
fn opens_article(line: &[char]) -> bool {
    let mut chars = line.iter();
    let number = |c: &char| "一二三四五六七八九十百千零〇".contains(*c) || c.is_ascii_digit();
    chars.next() == Some(&'第') && chars.take(8).find(|c| !number(c)) == Some(&'条')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legal_by_kind_or_by_articles() {
        let articles =
            "第一条 为了管理，制定本规定。\n第二条 本规定适用于全市。\n（一）甲；\n第十三条 本规定自公布之日起施行。";
        let plain = "各地要加强领导。\n第一是落实。\n第二条街道已改造。";
        for (text, kind, legal, label) in [
            (articles, None, true, "法规制度"),
            (articles, Some(Kind::Measures), true, "办法"),
            (articles, Some(Kind::Notice), true, "通知"),
            (plain, None, false, "未定"),
            (plain, Some(Kind::Speech), false, "讲话"),
            (plain, Some(Kind::Law), true, "法规"),
            (plain, Some(Kind::Measures), false, "办法"),
            ("", None, false, "未定"),
        ] {
            let facts = DraftFacts { kind, ..DraftFacts::default() };
            assert_eq!(Genre::of(&Analysis::new(text, None), &facts), Genre { legal, label }, "{text} {kind:?}");
        }
    }
}

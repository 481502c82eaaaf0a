//! Groups of regular expressions that capture nothing. What a group matched is never asked for, and an expression that
//! keeps it is compiled once more for that, at up to a megabyte each.

use regex_syntax::ast::{self, Ast, GroupKind, Visitor};

use super::fault::DEEPEST;

/// Places behind the opening parentheses of numbered groups, in bytes.
struct Numbered(Vec<usize>);

impl Visitor for Numbered {
    type Output = Vec<usize>;
    type Err = std::convert::Infallible;

    fn finish(self) -> Result<Vec<usize>, Self::Err> {
        Ok(self.0)
    }

    fn visit_pre(&mut self, ast: &Ast) -> Result<(), Self::Err> {
        if let Ast::Group(group) = ast
            && let GroupKind::CaptureIndex(_) = group.kind
        {
            self.0.push(group.span.start.offset + 1);
        }
        Ok(())
    }
}

/// The same expression with groups that capture nothing; one that cannot be read stays as it is.
pub(super) fn uncaptured(pattern: &str) -> String {
    let parsed = ast::parse::ParserBuilder::new().nest_limit(DEEPEST).build().parse(pattern);
    let Ok(places) = parsed.map(|ast| ast::visit(&ast, Numbered(Vec::new())).unwrap_or_else(|never| match never {}))
    else {
        return pattern.to_owned();
    };
    let mut written = String::with_capacity(pattern.len() + 2 * places.len());
    let mut rest = 0;
    for place in places {
        written.push_str(pattern.get(rest..place).unwrap_or_default());
        written.push_str("?:");
        rest = place;
    }
    written.push_str(pattern.get(rest..).unwrap_or_default());
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_capture_nothing_and_the_rest_stays() {
        for (pattern, wanted) in [
            ("狠抓(工作)?落实", "狠抓(?:工作)?落实"),
            ("((甲|乙)丙){2}(丁)", "(?:(?:甲|乙)丙){2}(?:丁)"),
            (r"\(甲\)[(乙)](?:丙)", r"\(甲\)[(乙)](?:丙)"),
            (
                r"(?i)(?x: ( 甲 ) # (注)
 )",
                r"(?i)(?x: (?: 甲 ) # (注)
 )",
            ),
            ("没有分组", "没有分组"),
            ("甲(", "甲("),
        ] {
            assert_eq!(uncaptured(pattern), wanted);
        }
    }
}

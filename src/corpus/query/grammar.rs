//! The grammar of queries: its description for users, and the reader.

use super::error::{QueryError, QueryFault};
use super::lexer::{self, Scope, Token, TokenKind};
use super::piece::Piece;
use crate::corpus::synonyms::Synonyms;
use crate::corpus::tokens::Keys;

/// The grammar, in Chinese, for the help of the command line and the description of the interface.
pub const GRAMMAR: &str = "\
写法：
  防汛 抗旱            各词都须出现（中间可写 AND 或 与），先后不限
  \"防汛抗旱工作\"       引号内的字原样连着出现，至少两个字；不受分词影响，空白和全半角不计
  防汛 OR 抗旱         出现其一即可，也可写 或
  防汛 -演练           不得出现演练，也可写 NOT 或 非
  (防汛 或 抗旱) 通知  括号表示先后；不加括号时“非”最先，“与”其次，“或”最后
  标题:防汛            只在标题中找；另有 发文机关: 和 文号:，冒号后可接词、引号或括号；不写明时在标题、文号和正文中找
  数字*                词末的星号可写可不写：词按字查找，查“数字”也能找到“数字化”
繁简、全半角、大小写、各种括号不加区分；年份、日期和序号写作数字或汉字也不加区分（2024年与二〇二四年，5月1日与五月一日，第108条与第一百〇八条、第一百零八条；引号内除外），其他数字（20项、二十项）按所写的查找；词表“简称全称”中机关和常用语的简称与全称互相通用。
没有文件含全部词语时，改列含其中大部分词语的文件，并注明 relaxed。
上限：1000 个字符、64 个词语、嵌套 8 层。AND、OR、NOT 须大写，运算符两边留空格。";

/// Longest query, in characters.
pub const MAX_CHARACTERS: usize = 1_000;
/// Most words and phrases of a query, counted after long words have been cut.
pub const MAX_CLAUSES: usize = 64;
/// Most parentheses and exclusions inside each other.
pub const MAX_DEPTH: usize = 8;

/// A query understood.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expr {
    /// Something that must occur.
    Leaf(Leaf),
    /// All of these.
    And(Vec<Expr>),
    /// Any of these.
    Or(Vec<Expr>),
    /// Not this.
    Not(Box<Expr>),
}

/// What something typed does in a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Every document found has it.
    Required,
    /// It stands on one side of 或.
    Alternative,
    /// No document found has it.
    Excluded,
    /// It is excluded together with something else, or on one side of 或 only.
    ExcludedInPart,
    /// It only orders what is found.
    Ordering,
}

impl Role {
    /// Whether it is looked for, and not looked out for.
    pub(crate) fn is_wanted(self) -> bool {
        !matches!(self, Self::Excluded | Self::ExcludedInPart)
    }

    /// What it is for the parts of an alternative.
    fn in_alternative(self) -> Self {
        if self == Self::Required { Self::Alternative } else { self }
    }

    /// What it is for the parts of what must hold together: excluded together, one of them alone may stand.
    fn in_all(self) -> Self {
        if self == Self::Excluded { Self::ExcludedInPart } else { self }
    }

    /// What it is for what is excluded.
    fn in_exclusion(self) -> Self {
        match self {
            Self::Required => Self::Excluded,
            Self::Alternative => Self::ExcludedInPart,
            Self::Excluded => Self::Required,
            Self::ExcludedInPart => Self::Alternative,
            Self::Ordering => Self::Ordering,
        }
    }
}

/// What stands between blanks or quotes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Leaf {
    /// Where it must stand; anywhere when not said.
    pub(crate) scope: Option<Scope>,
    /// As typed.
    pub(crate) typed: String,
    /// What must be found.
    pub(crate) content: Content,
}

/// What must be found for a leaf.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Content {
    /// Words.
    Words(Piece),
    /// Exactly these keys, one behind the other.
    Phrase(Vec<char>),
}

/// Reads a query; an empty one asks for every document and gives `None`.
pub(crate) fn parse(query: &str, synonyms: &Synonyms) -> Result<Option<Expr>, QueryError> {
    let chars: Vec<char> = query.chars().collect();
    if chars.len() > MAX_CHARACTERS {
        return Err(QueryError::TooLong { characters: chars.len(), limit: MAX_CHARACTERS });
    }
    let tokens = lexer::tokens(&chars)?;
    let mut reader = Reader { tokens: &tokens, next: 0, clauses: 0, synonyms };
    let expr = reader.any(None, 0)?;
    if let Some(token) = reader.peek() {
        return Err(QueryError::at(token.at, QueryFault::StrayParenthesis));
    }
    if reader.clauses > MAX_CLAUSES {
        return Err(QueryError::TooManyClauses { clauses: reader.clauses, limit: MAX_CLAUSES });
    }
    match &expr {
        None if !tokens.is_empty() || chars.iter().any(|&c| is_bare_control(c)) => Err(QueryError::NoWords),
        Some(expr) if !expr.is_positive() => Err(QueryError::OnlyExclusions),
        _ => Ok(expr),
    }
}

/// Whether a character is a control that is no blank: it was not typed, and means nothing.
fn is_bare_control(c: char) -> bool {
    c.is_control() && !c.is_whitespace()
}

impl Expr {
    /// Whether something must occur in every document found.
    fn is_positive(&self) -> bool {
        match self {
            Self::Leaf(_) => true,
            Self::And(parts) => parts.iter().any(Self::is_positive),
            Self::Or(parts) => parts.iter().all(Self::is_positive),
            Self::Not(_) => false,
        }
    }

    /// The leaves that are asked for, not those excluded, in order.
    pub(crate) fn wanted(&self) -> Vec<&Leaf> {
        match self {
            Self::Leaf(leaf) => vec![leaf],
            Self::And(parts) | Self::Or(parts) => parts.iter().flat_map(Self::wanted).collect(),
            Self::Not(_) => Vec::new(),
        }
    }

    /// All leaves in order, with what each does.
    pub(crate) fn leaves(&self) -> Vec<(&Leaf, Role)> {
        self.leaves_as(Role::Required)
    }

    fn leaves_as(&self, role: Role) -> Vec<(&Leaf, Role)> {
        match self {
            Self::Leaf(leaf) => vec![(leaf, role)],
            Self::And(parts) => parts.iter().flat_map(|part| part.leaves_as(role.in_all())).collect(),
            Self::Or(parts) => parts.iter().flat_map(|part| part.leaves_as(role.in_alternative())).collect(),
            Self::Not(inner) => inner.leaves_as(role.in_exclusion()),
        }
    }
}

struct Reader<'a> {
    tokens: &'a [Token],
    next: usize,
    clauses: usize,
    synonyms: &'a Synonyms,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.next)
    }

    fn take(&mut self, kind: &TokenKind) -> Option<&'a Token> {
        let token = self.peek().filter(|token| token.kind == *kind)?;
        self.next += 1;
        Some(token)
    }

    /// Alternatives: `all (OR all)*`.
    fn any(&mut self, scope: Option<Scope>, depth: usize) -> Result<Option<Expr>, QueryError> {
        let mut parts = Vec::new();
        self.before_operator(&TokenKind::Or)?;
        parts.extend(self.all(scope, depth)?);
        while let Some(operator) = self.take(&TokenKind::Or) {
            self.after_operator(operator)?;
            parts.extend(self.all(scope, depth)?);
        }
        Ok(one_or(parts, Expr::Or))
    }

    /// Words that must all hold: `not (AND? not)*`.
    fn all(&mut self, scope: Option<Scope>, depth: usize) -> Result<Option<Expr>, QueryError> {
        let mut parts = Vec::new();
        self.before_operator(&TokenKind::And)?;
        while let Some(token) = self.peek() {
            match token.kind {
                TokenKind::Close | TokenKind::Or => break,
                TokenKind::And => {
                    self.next += 1;
                    self.after_operator(token)?;
                }
                _ => parts.extend(self.one(scope, depth)?),
            }
        }
        Ok(one_or(parts, Expr::And))
    }

    /// One word, phrase, exclusion, field or parenthesis; `None` for punctuation alone.
    fn one(&mut self, scope: Option<Scope>, depth: usize) -> Result<Option<Expr>, QueryError> {
        let Some(token) = self.peek() else { return Ok(None) };
        if depth >= MAX_DEPTH && matches!(token.kind, TokenKind::Not | TokenKind::Open | TokenKind::Field(_)) {
            return Err(QueryError::at(token.at, QueryFault::TooDeep { limit: MAX_DEPTH }));
        }
        self.next += 1;
        match token.kind {
            TokenKind::Not => {
                self.after_operator(token)?;
                Ok(self.one(scope, depth + 1)?.map(|inner| Expr::Not(Box::new(inner))))
            }
            TokenKind::Field(scope) => match self.peek().map(|t| &t.kind) {
                Some(TokenKind::Word | TokenKind::Phrase | TokenKind::Open) => self.one(Some(scope), depth + 1),
                _ => Err(QueryError::at(token.at, QueryFault::EmptyField { field: scope.label() })),
            },
            TokenKind::Open => {
                let first = self.next;
                let inner = self.any(scope, depth + 1)?;
                let inside = self.next > first;
                match self.take(&TokenKind::Close) {
                    Some(_) if inside => Ok(inner),
                    Some(_) => Err(QueryError::at(token.at, QueryFault::EmptyParentheses)),
                    None => Err(QueryError::at(token.at, QueryFault::UnclosedParenthesis)),
                }
            }
            TokenKind::Phrase => self.phrase(token, scope).map(Some),
            TokenKind::Word => Ok(self.words(token, scope)),
            // These are taken by the callers before they come here.
            TokenKind::Close | TokenKind::And | TokenKind::Or => Ok(None),
        }
    }

    fn phrase(&mut self, token: &Token, scope: Option<Scope>) -> Result<Expr, QueryError> {
        let keys = Keys::of(&token.text).chars;
        if keys.len() < 2 {
            return Err(QueryError::at(token.at, QueryFault::ShortPhrase));
        }
        self.clauses += 1;
        Ok(Expr::Leaf(Leaf { scope, typed: token.text.clone(), content: Content::Phrase(keys) }))
    }

    fn words(&mut self, token: &Token, scope: Option<Scope>) -> Option<Expr> {
        let piece = Piece::of(&token.text, self.synonyms)?;
        self.clauses += piece.parts.len();
        Some(Expr::Leaf(Leaf { scope, typed: token.text.clone(), content: Content::Words(piece) }))
    }

    /// An operator must not stand where a word is wanted.
    fn before_operator(&self, kind: &TokenKind) -> Result<(), QueryError> {
        match self.peek() {
            Some(token) if token.kind == *kind => Err(no_operand(token, "前面")),
            _ => Ok(()),
        }
    }

    fn after_operator(&self, operator: &Token) -> Result<(), QueryError> {
        let lacks = |t: &Token| matches!(t.kind, TokenKind::And | TokenKind::Or | TokenKind::Close);
        if self.peek().is_none_or(lacks) { Err(no_operand(operator, "后面")) } else { Ok(()) }
    }
}

fn no_operand(operator: &Token, side: &'static str) -> QueryError {
    QueryError::at(operator.at, QueryFault::NoOperand { operator: operator.text.clone(), side })
}

fn one_or(mut parts: Vec<Expr>, several: fn(Vec<Expr>) -> Expr) -> Option<Expr> {
    match parts.len() {
        0 | 1 => parts.pop(),
        _ => Some(several(parts)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::piece::PiecePart;
    use super::super::plan::Plan;
    use super::*;
    use crate::corpus::fields::Fields;
    use crate::lexicon::{Entry, ListId, TermList};

    fn synonyms() -> Synonyms {
        let entry = Entry { label: "国家发展和改革委员会".to_owned(), ..Entry::literal("发改委", "") };
        Synonyms::of(&TermList { id: ListId::Synonyms, version: 1, entries: vec![entry] })
    }

    fn show(expr: &Expr) -> String {
        let several = |parts: &[Expr], sign: &str| parts.iter().map(show).collect::<Vec<_>>().join(sign);
        match expr {
            Expr::And(parts) => format!("({})", several(parts, " ")),
            Expr::Or(parts) => format!("({})", several(parts, "|")),
            Expr::Not(inner) => format!("-{}", show(inner)),
            Expr::Leaf(leaf) => {
                let scope = leaf.scope.map(|s| format!("{}:", s.label())).unwrap_or_default();
                match &leaf.content {
                    Content::Phrase(keys) => format!("{scope}[{}]", keys.iter().collect::<String>()),
                    Content::Words(piece) => {
                        let words = piece.parts.iter().map(|part| match part {
                            PiecePart::Word { term, required: true, .. } => term.clone(),
                            PiecePart::Word { term, .. } => format!("{term}?"),
                            PiecePart::Name { typed, variants } => format!("{typed}={}", variants.len()),
                        });
                        format!("{scope}{}", words.collect::<Vec<_>>().join("+"))
                    }
                }
            }
        }
    }

    fn shown(query: &str) -> Result<String, QueryError> {
        Ok(parse(query, &synonyms())?.as_ref().map(show).unwrap_or_default())
    }

    #[test]
    fn queries_are_read() {
        for (query, wanted) in [
            ("", ""),
            ("防汛 抗旱", "(防汛 抗旱)"),
            ("防汛\u{3000}ＡＩ", "(防汛 ai)"),
            ("生态环境保护条例", "生态+环境保护+条例"),
            ("\"深化“放管服”改革\" -试行", "([深化\"放管服\"改革] -试行)"),
            ("“优化 营商环境”监管", "([优化营商环境] 监管)"),
            ("-\"征求 意见\" 通知", "(-[征求意见] 通知)"),
            ("a-b 5%", "(a-b 5%)"),
            ("防汛、救灾", "防汛+救灾"),
            ("國務院", "国务院"),
            ("通知 - ，", "通知"),
            ("防汛 AND 抗旱 OR 台风", "((防汛 抗旱)|台风)"),
            ("防汛 与 (抗旱 或 台风) 非 演练", "(防汛 (抗旱|台风) -演练)"),
            ("NOT (防汛 OR 抗旱) 通知", "(-(防汛|抗旱) 通知)"),
            ("防汛 and 抗旱", "(防汛 and 抗旱)"),
            ("标题：防汛 发文机关:\"示例省\" 文号:示例发", "(标题:防汛 发文机关:[示例省] 文号:示例+发)"),
            ("标题: (防汛 或 抗旱)", "(标题:防汛|标题:抗旱)"),
            ("標題:防汛 文號：\"示例發\"", "(标题:防汛 文号:[示例发])"),
            ("发文机关 : 省 ＴＩＴＬＥ ：甲", "(发文机关:省 标题:甲)"),
            ("标题 党", "(标题 党)"),
            ("甲 與 乙 ＯＲ 丙", "((甲 乙)|丙)"),
            ("title:flood*", "标题:flood"),
            ("管理办法（试行） 通知", "(管理+办法+试行 通知)"),
            ("（试行）办法", "(试行 办法)"),
            ("发改委价格通知", "发改委=2+价格+通知"),
            ("关于防汛工作的通知", "关于?+防汛+工作+的?+通知"),
            ("二〇二四年工作要点", "二〇二四年=4+工作+要点"),
            ("第三产业 第13条", "(第三产业 第13条=2)"),
            ("五月一日放假", "五月一日=3+放假"),
            ("第108条", "第108条=4"),
            ("的", "的"),
            ("时间:防汛", "时间+防汛"),
        ] {
            let shown = shown(query);
            assert_eq!(shown.as_deref(), Ok(wanted), "{query}");
        }
    }

    #[test]
    fn faults_are_named_with_their_place() {
        use QueryFault as F;
        let at = |at, fault| Some(QueryError::At { at, fault });
        let lacks = |operator: &str, side| F::NoOperand { operator: operator.to_owned(), side };
        let rows: Vec<(String, Option<QueryError>)> = vec![
            ("- *".to_owned(), Some(QueryError::NoWords)),
            ("+ *".to_owned(), Some(QueryError::NoWords)),
            ("a - *".to_owned(), None),
            ("(*'\n".to_owned(), at(1, F::UnclosedParenthesis)),
            ("a:(^".to_owned(), None),
            ("a:(a^".to_owned(), None),
            ("*\u{0B}".to_owned(), Some(QueryError::NoWords)),
            ("IN [\u{1}\u{2}".to_owned(), None),
            ("(".repeat(1_000), at(9, F::TooDeep { limit: 8 })),
            ("-".repeat(1_000), at(9, F::TooDeep { limit: 8 })),
            ("标题:".repeat(300), at(1, F::EmptyField { field: "标题" })),
            ("(".repeat(1_001), Some(QueryError::TooLong { characters: 1_001, limit: 1_000 })),
            ("甲 或 ".repeat(70) + "乙", Some(QueryError::TooManyClauses { clauses: 71, limit: 64 })),
            ("\"未闭合".to_owned(), at(1, F::UnclosedQuote)),
            ("防汛 “未闭合".to_owned(), at(4, F::UnclosedQuote)),
            ("“”".to_owned(), at(1, F::ShortPhrase)),
            ("甲\"\u{200B}的\"".to_owned(), at(2, F::ShortPhrase)),
            ("-草案".to_owned(), Some(QueryError::OnlyExclusions)),
            ("防汛 或 -草案".to_owned(), Some(QueryError::OnlyExclusions)),
            ("防汛 OR".to_owned(), at(4, lacks("OR", "后面"))),
            ("与 防汛".to_owned(), at(1, lacks("与", "前面"))),
            ("防汛 与 或 抗旱".to_owned(), at(4, lacks("与", "后面"))),
            ("(防汛 非) 抗旱".to_owned(), at(5, lacks("非", "后面"))),
            ("(防汛 非 ) 抗旱".to_owned(), at(5, lacks("非", "后面"))),
            ("()".to_owned(), at(1, F::EmptyParentheses)),
            ("防汛 ) 抗旱".to_owned(), at(4, F::StrayParenthesis)),
            ("文号：".to_owned(), at(1, F::EmptyField { field: "文号" })),
            ("𠮷 😀".to_owned(), None),
        ];
        for (query, wanted) in rows {
            assert_eq!(parse(&query, &synonyms()).err(), wanted, "{query}");
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(2_000))]

        /// Whatever is typed is read or refused, and what is read can be planned.
        #[test]
        fn no_query_panics(
            query in "([-－\"“”() （） \u{3000}甲乙的a*^:：\\[\\]\u{b}\u{10FFFF}]|与|或|非|AND|OR|NOT|标题:|文号：|发文机关:|发改委| ){0,40}",
        ) {
            if let Ok(expr) = parse(&query, &synonyms()) {
                let plan = Plan::of(expr.as_ref(), &Fields::new());
                let asked = expr.iter().flat_map(Expr::wanted).count();
                proptest::prop_assert!(plan.clauses.len() >= asked && asked <= MAX_CLAUSES);
            }
        }
    }
}

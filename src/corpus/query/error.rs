//! Why a query is not understood, and where.

/// Why a query is not understood. The text is Chinese and may be shown to users.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// Too long.
    #[error("检索词有 {characters} 个字符，超过上限 {limit}")]
    TooLong {
        /// Its length.
        characters: usize,
        /// The cap.
        limit: usize,
    },
    /// Too many words and phrases.
    #[error("检索词切分后有 {clauses} 个，超过上限 {limit}；检索整句请加双引号")]
    TooManyClauses {
        /// How many there are.
        clauses: usize,
        /// The cap.
        limit: usize,
    },
    /// Only marks, nothing that could be found.
    #[error("检索词里没有可检索的文字")]
    NoWords,
    /// Only what must not occur, alone or on one side of 或.
    #[error("不能只有排除词（“或”的每一边也是），请至少给出一个检索词")]
    OnlyExclusions,
    /// Something at one place.
    #[error("第 {at} 个字符处：{fault}")]
    At {
        /// Which character of the query, from 1.
        at: usize,
        /// What is wrong there.
        fault: QueryFault,
    },
}

/// What is wrong at a place of a query.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueryFault {
    /// A quote opens and does not close.
    #[error("引号没有配对")]
    UnclosedQuote,
    /// A phrase of one character or none.
    #[error("引号内至少要有两个字")]
    ShortPhrase,
    /// A parenthesis opens and does not close.
    #[error("括号没有配对，缺少右括号")]
    UnclosedParenthesis,
    /// A parenthesis closes and did not open.
    #[error("括号没有配对，多出右括号")]
    StrayParenthesis,
    /// Nothing stands between two parentheses.
    #[error("括号里没有检索词")]
    EmptyParentheses,
    /// Parentheses and exclusions inside each other beyond the cap.
    #[error("括号或排除嵌套超过 {limit} 层")]
    TooDeep {
        /// The cap.
        limit: usize,
    },
    /// An operator lacks the word before or behind it.
    #[error("“{operator}”的{side}缺少检索词；要检索这个词本身，请与其他字一起加引号")]
    NoOperand {
        /// The operator as typed.
        operator: String,
        /// 前面 or 后面.
        side: &'static str,
    },
    /// A field stands alone.
    #[error("“{field}：”后面缺少检索词")]
    EmptyField {
        /// The field.
        field: &'static str,
    },
}

impl QueryError {
    /// A fault at the character with this index, counted from 0.
    pub(super) fn at(index: usize, fault: QueryFault) -> Self {
        Self::At { at: index + 1, fault }
    }
}

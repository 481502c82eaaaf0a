//! What searchers type, from characters to a query of the index: a small grammar of our own, so that no input can cost
//! more than its caps allow. [`grammar`] reads, [`plan`] says what must be found and what that is worth.

mod error;
mod grammar;
mod lexer;
mod numbers;
mod piece;
mod plan;

pub use error::{QueryError, QueryFault};
pub use grammar::{GRAMMAR, MAX_CHARACTERS, MAX_CLAUSES, MAX_DEPTH};

pub(super) use grammar::{Role, parse};
pub(super) use plan::{Clause, ClauseKind, Part, Place, Plan};

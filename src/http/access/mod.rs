//! Who may do what: the one table of routes and scopes, the door that keeps to it, how many requests a key has, and on
//! whose behalf a handler works.

mod caller;
mod door;
mod gate;
mod rate;
mod table;
mod ticket;

pub(super) use caller::Caller;
pub(super) use door::{Guard, enter};
pub use rate::RateLimits;
pub(super) use table::{Access, access_of, scopes_of_jobs};
pub(super) use ticket::{Errand, GOOD_FOR, Held, Tickets};

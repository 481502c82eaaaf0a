//! 一致性评估: demands that a draft puts on lower levels against the rules for lightening the burden of the grass roots.
//! The burdens are the term list `burden`; here each hit is told from a mere mention, and shown with its norm and with
//! the case in which it is allowed.
//!
//! # What is a demand
//! A demand is an act that the draft itself requires of governments, departments or units below its issuer (villages,
//! communities, public schools and hospitals among them) and that costs them staff, money, paper, meetings, inspections
//! or reports:
//! - a paper of their own for the task (plan, rules, measures), also where rules leave it to them (由各区制定), not a
//!   spatial plan or budget that the law wants anyway;
//! - reports, once or at intervals, of progress, problems or results, also 抄报, 反馈 and 汇报; not an application,
//!   recommendation or filing for approval that they pass on;
//! - ledgers, files and records of the task; not a register that is the service itself;
//! - bodies, task forces, joint meetings set up for it; staff, persons or forces told to be there; people drawn off;
//! - money: expenses, investment, budgets, pay;
//! - being inspected, rated, ranked, criticised in circulars, or having to inspect, check or rate those below;
//! - pledges, vetoes, titles to win, contests; systems to run, groups and apps to be in; passing on level by level.
//!
//! No demand: what citizens or enterprises owe, and being inspected by their authority; what the issuer or its equals do
//! themselves; what may be done; what tells of the past; publicity, openness towards citizens, training of one's own staff,
//! and penalties for offences.
//!
//! # How demands are found
//! By the patterns of the list, and by [`shapes`]: classes of verbs and of things that make a burden in one clause. Who
//! is to act ([`doer`], [`party`]) and what stands around ([`demand`]) decide whether anything is demanded.

mod business;
pub mod demand;
pub mod doer;
pub mod items;
pub mod party;
pub mod shapes;
mod words;

pub use items::{AssessmentItem, LIST, excepted, measure, shaped};

//! 一致性评估: demands that a draft puts on lower levels against the rules for lightening the burden of the grass roots.
//! The burdens are the term list `burden`; here each hit is told from a mere mention, and shown with its norm and with
//! the case in which it is allowed.
//!
//! # What is a demand
//! A demand is an act that the draft itself requires of governments, departments or units below its issuer (villages,
//! communities, public schools and hospitals among them) and that costs them staff, money, paper, meetings, inspections
//! or reports:
//! - a paper of their own for the task (plan, rules, measures, programme of development or emergency), also where rules
//!   leave it to them (由各区制定, 由各区规定), not a spatial plan or budget that the law wants anyway;
//! - reports, once or at intervals, of progress, problems or results, also 抄报, 反馈, 汇报 and the answer to a review
//!   (回告改正情况); not an application, recommendation or filing for approval that they pass on, nor a filing alone
//!   (报送备案) without a date;
//! - ledgers, files and records of the task; not a register that is the service itself;
//! - bodies, task forces, joint meetings set up for it, meetings at intervals; staff, persons or forces told to be there;
//!   people drawn off;
//! - money: expenses, investment, budgets, pay, and their share of a cost (由区财政承担, 区财政给予补贴);
//! - being inspected, rated, ranked, criticised in circulars, also where criticism is the sanction of a duty that only
//!   bodies have (不报送备案的，予以通报), or having to inspect, check or rate those below;
//! - pledges, vetoes, titles to win, contests; systems to set up and run, groups and apps to be in; passing on level by
//!   level.
//!
//! No demand: what citizens or enterprises owe, and being inspected by their authority; what the issuer or its equals do
//! themselves; what may be done; what tells of the past; publicity, openness towards citizens, training of one's own staff,
//! and penalties for offences.
//!
//! Departments of the issuer's own level are its equals here, named (市教育局) or in general (由市有关部门另行制定): article
//! 3 of 若干规定 protects those below from papers, reports and targets, not the departments that share out the work of
//! one government. Departments in general without a level (各有关部门) are those of lower levels too, and count. Four of the
//! labelled sentences (市有关部门应当制定实施细则) say otherwise, and are told as missed.
//!
//! Laws of the state are not judged: what they want is a duty by law. Local rules (条例 of a province or city) are, as
//! they lay duties on lower governments like any document; the exemptions of the items name what a law allows.
//!
//! # How demands are found
//! By the patterns of the list, and by [`shapes`]: classes of verbs and of things that make a burden in one clause. Who
//! is to act ([`doer`], [`party`]) and what stands around ([`demand`], `guard`, `heading`) decide whether anything is demanded; who
//! pays (`costs`), whom an inspection reaches (`inspection`) and what is ordinary business (`business`) are asked apart.
//! A sentence without a subject in a section about carrying the draft out (保障措施) is said to the body named last in
//! it, else to those the draft is sent to. Beside the rules stands a trained judgement ([`learned`]) that lets hits go which
//! it thinks unlikely and adds sentences it is sure of, marked as such.

mod business;
pub mod context;
mod costs;
mod deadline;
pub mod demand;
pub mod doer;
mod guard;
mod heading;
mod inspection;
pub mod items;
pub mod learned;
pub mod party;
pub mod shapes;
mod short;
mod whole;
mod words;

pub use items::{AssessmentItem, LIST, excepted, measure, measure_again, shaped};

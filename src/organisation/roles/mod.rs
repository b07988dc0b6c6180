//! Who has which role, changed by two people: one administrator asks, another one decides, and the change takes effect with the
//! decision. Only what must be fast, and takes away and never gives, is one person's: taking an account out of use.
//!
//! The operator's command line is the second way, for a province with one administrator, and leaves entries of nobody's.

mod ask;
mod change;
mod decide;
mod find;
mod operator;
mod rows;
mod types;

pub use ask::{Wanted, Whom, ask};
pub use change::disable;
pub use decide::{approve, refuse, take_back};
pub use find::{by_id, load_decision, load_roles, load_somebody, page, people, state};
pub use operator::{grant, register, set_disabled, withdraw};
pub use rows::{
    decision::{Entity as RoleDecisionEntity, Model as RoleDecisionRow},
    request::{Entity as RoleRequestEntity, Model as RoleRequestRow},
};
pub use types::{RoleChange, RoleRequestState, RoleRules};

//! Service accounts: programs that read figures, or file reports, with a secret instead of a person's token.
//!
//! Each acts in the name of a person of its own, so that everything that says who did something says it of a program, too. What it may
//! do follows from its own row; it has no roles among those of the province's people, and no notices go to it. Its secret is worth a
//! role, and so it takes two administrators as well: one makes the account, another one approves it.

mod approve;
mod entry;
mod rows;
mod service;
mod types;

pub use approve::{approve, load_approval, state};
pub use entry::actor_of;
pub use rows::{
    account::{Column as AccountColumn, Entity as AccountEntity, Model as AccountRow},
    approval::Entity as AccountApprovalEntity,
};
pub use service::{
    Wanted, active, acts_as, agencies_of, by_id, create, create_by_operator, last_used, revoke,
    revoke_by_operator,
};
pub use types::ServiceAccountState;

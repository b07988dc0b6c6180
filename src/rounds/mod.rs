//! Floor 4: rounds (đợt báo cáo) and obligations: who owes a report, for which period, until when.

mod adding;
mod grace;
mod levels;
mod opening;
mod past;
mod rows;
mod service;
mod tiling;
mod types;

pub use adding::add;
pub use grace::{Grace, exempt, extend};
pub use levels::{KeptDue, as_kept};
pub use opening::open;
pub use past::obligations_known_at;
pub use rows::{
    calendar::Model as RoundCalendarRow,
    grace::Entity as GraceEntity,
    obligation::{Column as ObligationColumn, Entity as ObligationEntity, Model as ObligationRow},
    round::{Column as RoundColumn, Entity as RoundEntity, Model as RoundRow},
};
pub use service::{
    answer_by, close, load_by_key, load_calendar, load_obligation, load_round, obligation_by_id,
    obligation_page, obligations_of, round_by_id, round_of, round_page, rounds_between, rounds_of,
};
pub use tiling::{Beside, unjoined};
pub use types::{OpenRound, RequestLetterInput, RoundRequest};

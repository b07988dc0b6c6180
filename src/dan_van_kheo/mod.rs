//! Floor 4: the register of "Dân vận khéo" models: what is registered, how far it has come, what has become of it.

mod alike;
mod details;
mod duplicates;
mod graphql;
mod rows;
mod service;
mod stages;
mod types;

pub use details::{Award, ModelDetails, award, awards_of, update};
pub use duplicates::{ModelVerdict, Pair, own_pairs, same, settle, suspected, verdicts};
pub use graphql::{MobilisationModel, ModelDuplicate};
pub use rows::{
    award::Model as AwardRow,
    entry::{Column as EntryColumn, Entity as EntryEntity, Model as EntryRow},
    model::{Entity as ModelEntity, Model as ModelRow},
    stage::{Entity as StageEntity, Model as StageRow},
};
pub use service::{Histories, advance, by_id, freeze, histories, of_agencies, page, register};
pub use stages::{follows, is_active, may_record};
pub use types::{ModelFilter, ModelRegister};

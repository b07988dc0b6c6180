//! Floor 4: the register of "Dân vận khéo" models: what is registered, how far it has come, what has become of it.

mod alike;
mod details;
mod duplicates;
mod graphql;
mod lives;
mod rows;
mod service;
mod stages;
mod types;
mod verdicts;

pub use details::{Award, ModelDetails, award, update};
pub use duplicates::{Pair, suspected};
pub use graphql::{MobilisationModel, ModelDuplicate};
pub use lives::{Entry, Life, OneModel, RegisterIn, first_reached, height};
pub use rows::{
    entry::{Column as EntryColumn, Entity as EntryEntity, Model as EntryRow},
    model::{Entity as ModelEntity, Model as ModelRow},
    stage::{Entity as StageEntity, Model as StageRow},
};
pub use service::{advance, by_id, freeze, of_agencies, page, register};
pub use stages::{follows, is_active, recording};
pub use types::{ModelFilter, ModelRegister};
pub use verdicts::{ModelVerdict, Verdicts, settle};

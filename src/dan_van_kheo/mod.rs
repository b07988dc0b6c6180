//! Floor 4: the register of "Dân vận khéo" models: what is registered, how far it has come, what has become of it.

mod graphql;
mod rows;
mod service;
mod stages;
mod types;

pub use graphql::MobilisationModel;
pub use rows::{
    entry::{Column as EntryColumn, Entity as EntryEntity, Model as EntryRow},
    model::{Entity as ModelEntity, Model as ModelRow},
    stage::{Entity as StageEntity, Model as StageRow},
};
pub use service::{advance, by_id, freeze, histories, of_agency, page, register};
pub use stages::{follows, is_active};
pub use types::{ModelFilter, ModelRegister};

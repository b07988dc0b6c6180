//! The tables of this room.

pub mod profile {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "calendar_profile")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub code: String,
        pub version: i32,
        pub valid_from: Option<Date>,
        pub valid_to: Option<Date>,
        /// The profile as canonical JSON.
        pub content: String,
        pub saved_by: Option<Uuid>,
        pub saved_at: DateTimeUtc,
    }

    crate::owned!();
}

pub mod day {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "calendar_day")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub day: Date,
        /// `OFF`, `WORKING`, or `AS_USUAL` where the province has taken its entry back.
        pub kind: String,
        pub label: String,
        pub source: String,
        pub saved_by: Option<Uuid>,
        pub saved_at: DateTimeUtc,
    }

    crate::owned!();
}

//! The table of this room.

pub mod national_reader {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// That a login reads the nation, or does so no more: the operator's word. The newest row of a login counts.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "national_reader")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub issuer: String,
        pub subject: String,
        pub full_name: String,
        pub reads: bool,
        pub recorded_at: DateTimeUtc,
    }

    crate::entity!();

    impl crate::store::Shared for Entity {}
}

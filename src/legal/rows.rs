//! The table of this room: a province's own documents.

pub mod document {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "legal_document")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub identity: String,
        pub number: Option<String>,
        pub number_value: Option<i64>,
        pub symbol: Option<String>,
        pub kind: Option<String>,
        pub issuer: Option<String>,
        pub issued: String,
        pub title: Option<String>,
        pub search: String,
        pub in_force_from: Option<Date>,
        pub in_force_to: Option<Date>,
        pub replaced_by: Option<Uuid>,
        pub note: Option<String>,
        pub revision: i32,
        pub updated_by: Option<Uuid>,
        pub updated_at: DateTimeUtc,
    }

    crate::owned!();
}

//! The entity of registered documents.

pub mod trusted_document {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "trusted_document")]
    pub struct Model {
        /// The SHA-256 of the text.
        #[sea_orm(primary_key, auto_increment = false)]
        pub hash: String,
        /// The login of the only client that may send it; empty where anybody may.
        #[sea_orm(primary_key, auto_increment = false)]
        pub client: String,
        /// The text, to the letter.
        pub body: String,
        pub registered_at: DateTimeUtc,
    }

    crate::entity!();

    impl crate::store::Shared for Entity {}
}

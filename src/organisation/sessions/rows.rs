//! The table of sessions.

pub mod session {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "session")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub person_id: Uuid,
        /// SHA-256 of the secret in the cookie.
        pub secret_digest: String,
        /// Who said who it is, and how the person is called there.
        pub issuer: String,
        pub subject: String,
        /// When the person signed in at the issuer, where that tells.
        pub signed_in_at: Option<DateTimeUtc>,
        pub begun_at: DateTimeUtc,
        /// When it ends whatever happens.
        pub ends_at: DateTimeUtc,
        pub revision: i32,
        /// When it was last used, within a minute.
        pub last_used_at: DateTimeUtc,
        /// When it was ended by somebody.
        pub ended_at: Option<DateTimeUtc>,
    }

    crate::owned!();

    impl crate::store::Bookkept for Entity {
        fn revision_column() -> Column {
            Column::Revision
        }
    }
}

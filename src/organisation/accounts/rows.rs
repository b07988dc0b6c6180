//! The tables of service accounts.

pub mod account {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// A program that comes with a secret. In the province's log: nothing of it changes but that it is revoked.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "service_account")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// The person in whose name it acts: its own.
        pub person_id: Uuid,
        pub name: String,
        pub access: String,
        /// The agencies that it is for, as canonical JSON; all of the province when there is none.
        pub agencies: String,
        pub rate_class: String,
        /// SHA-256 of the secret.
        pub secret_digest: String,
        pub created_by: Option<Uuid>,
        pub created_at: DateTimeUtc,
        pub expires_at: DateTimeUtc,
        pub revoked_at: Option<DateTimeUtc>,
        /// Until when another administrator may approve it; none where nobody has to: the operator made it, or it is from before anybody
        /// had to. Then it is not in its leaf of the log either, which was written before there was this column.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub approve_by: Option<DateTimeUtc>,
    }

    crate::owned!();
}

pub mod approval {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// That an account was approved, under the account's id. In the province's log: nothing of it changes.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "service_account_approval")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub approved_by: Uuid,
        pub approved_at: DateTimeUtc,
    }

    crate::owned!();
}

pub mod seen {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// When an account was last seen, within an hour.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "service_account_use")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: Uuid,
        pub revision: i32,
        pub last_used_at: Option<DateTimeUtc>,
    }

    crate::owned!();

    impl crate::store::Bookkept for Entity {
        fn revision_column() -> Column {
            Column::Revision
        }
    }
}

//! The tables of this room.

pub mod notice {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// One recipient's copy, on one channel.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "notice")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub agency_id: Uuid,
        pub obligation_id: Uuid,
        pub report_id: Option<Uuid>,
        pub kind: String,
        /// What it is about, in a form that the same occasion always has: nobody is told twice.
        pub occasion: String,
        pub channel: String,
        /// The person, or the webhook.
        pub recipient_id: Uuid,
        /// What there is to say, as canonical JSON.
        pub content: String,
        pub state: String,
        /// Goes up with each change.
        pub revision: i32,
        pub attempts: i32,
        pub created_at: DateTimeUtc,
        /// Not to be tried before.
        pub next_at: DateTimeUtc,
        /// Not to be sent any more after.
        pub expires_at: DateTimeUtc,
        /// Somebody is sending it until then.
        pub leased_until: Option<DateTimeUtc>,
        pub sent_at: Option<DateTimeUtc>,
        pub failed_at: Option<DateTimeUtc>,
        pub failure: Option<String>,
        pub last_error: Option<String>,
    }

    crate::owned!(agency);

    impl crate::store::Bookkept for Entity {
        fn revision_column() -> Column {
            Column::Revision
        }
    }
}

pub mod webhook {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// An address of another program that a province's notices are sent to.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "webhook")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub url: String,
        /// `whsec_` and the key in base64.
        pub secret: String,
        pub registered_by: Option<Uuid>,
        pub registered_at: DateTimeUtc,
        pub removed_by: Option<Uuid>,
        pub removed_at: Option<DateTimeUtc>,
    }

    crate::owned!();
}

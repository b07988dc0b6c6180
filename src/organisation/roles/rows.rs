//! The tables of this room: nothing in them is ever changed, and both are in the province's log.

pub mod request {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// What an administrator asked for. It concerns a person who is there, or somebody new: then issuer, subject and name are given.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "role_request")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub change: String,
        pub person_id: Option<Uuid>,
        pub issuer: Option<String>,
        pub subject: Option<String>,
        pub full_name: Option<String>,
        /// The role; none where an account is to be taken back into use.
        pub role: Option<String>,
        pub agency_id: Option<Uuid>,
        pub reason: String,
        pub requested_by: Uuid,
        pub requested_at: DateTimeUtc,
        pub expires_at: DateTimeUtc,
    }

    crate::owned!();
}

pub mod decision {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// What became of a request, under the request's id.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "role_decision")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// `APPROVED`, `REFUSED` or `TAKEN_BACK`.
        pub outcome: String,
        /// Whom it took effect for; none where it took none.
        pub person_id: Option<Uuid>,
        pub reason: Option<String>,
        pub decided_by: Uuid,
        pub decided_at: DateTimeUtc,
    }

    crate::owned!();
}

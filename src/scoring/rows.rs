//! The tables of this room.

pub mod scheme {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// A version of a province's own scheme. Never changed.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "scoring_scheme")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub code: String,
        pub version: i32,
        /// The scheme as canonical JSON.
        pub content: String,
        pub saved_by: Option<Uuid>,
        pub saved_at: DateTimeUtc,
    }

    crate::owned!();
}

pub mod score {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// An agency's score of a period as it now is.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "democracy_score")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub agency_id: Uuid,
        pub period: i32,
        pub state: String,
        pub revision: i32,
        /// In hundredths of a point.
        pub self_score: Option<i64>,
        /// In hundredths of a point.
        pub verified_score: Option<i64>,
        pub classification: Option<String>,
        /// A [`super::super::types::Content`] as canonical JSON.
        pub content: String,
        pub updated_at: DateTimeUtc,
    }

    crate::owned!(agency);
}

pub mod event {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// A score as one revision left it. Never changed.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "democracy_score_event")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub agency_id: Uuid,
        pub score_id: Uuid,
        pub period: i32,
        pub state: String,
        pub revision: i32,
        pub self_score: Option<i64>,
        pub verified_score: Option<i64>,
        pub classification: Option<String>,
        pub content: String,
        pub reason: Option<String>,
        pub person_id: Option<Uuid>,
        pub at: DateTimeUtc,
    }

    crate::owned!(agency);
}

//! The tables of this room.

pub mod model {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "mobilisation_model")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub agency_id: Uuid,
        pub code: String,
        pub name: String,
        pub name_folded: String,
        pub field: String,
        pub level: String,
        pub holder: String,
        pub stage: String,
        pub registered_on: Date,
        pub stage_on: Date,
        pub summary: Option<String>,
    }

    crate::owned!(agency);
}

pub mod stage {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// A stage that a model reached.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "model_stage")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub agency_id: Uuid,
        pub model_id: Uuid,
        pub stage: String,
        pub reached_on: Date,
        pub document: Option<String>,
        pub person_id: Option<Uuid>,
        pub at: DateTimeUtc,
    }

    crate::owned!(agency);
}

pub mod entry {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// A model as a submitted version of a report found it.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "model_entry")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub version_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub model_id: Uuid,
        pub agency_id: Uuid,
        pub period: i32,
        pub field: String,
        pub level: String,
        pub stage: String,
        pub holder: String,
    }

    crate::owned!(agency);
}

pub mod detail {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// What a model is about, in full.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "model_detail")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub model_id: Uuid,
        pub agency_id: Uuid,
        pub revision: i32,
        /// A [`super::super::ModelDetails`] as canonical JSON.
        pub content: String,
        pub updated_by: Option<Uuid>,
        pub updated_at: DateTimeUtc,
    }

    crate::owned!(agency);
}

pub mod award {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// An award that a model was given. Never changed.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "model_award")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub agency_id: Uuid,
        pub model_id: Uuid,
        pub name: String,
        pub given_by: Option<String>,
        pub given_on: Date,
        pub document: Option<String>,
        pub person_id: Option<Uuid>,
        pub at: DateTimeUtc,
    }

    crate::owned!(agency);
}

pub mod verdict {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// What Home Affairs said of two entries, the lesser id first; the latest word counts. Never changed.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "model_verdict")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub one_id: Uuid,
        pub other_id: Uuid,
        pub verdict: String,
        pub reason: String,
        pub person_id: Option<Uuid>,
        pub at: DateTimeUtc,
    }

    crate::owned!();
}

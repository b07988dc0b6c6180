//! The tables of this room.

pub mod agency {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "agency")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub code: String,
        pub name: String,
        pub name_folded: String,
        pub kind: String,
        pub parent_id: Option<Uuid>,
        pub valid_from: Date,
        pub valid_to: Option<Date>,
        pub example: bool,
    }

    crate::owned!();
}

pub mod reorganisation {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "reorganisation")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub kind: String,
        pub effective_on: Date,
        /// The citation of the document as canonical JSON.
        pub ground: String,
        pub note: Option<String>,
        /// What it did as canonical JSON.
        pub change: String,
        /// What was decided about open obligations as canonical JSON.
        pub decisions: String,
        pub recorded_by: Option<Uuid>,
        pub recorded_at: DateTimeUtc,
    }

    crate::owned!();
}

pub mod identifier {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "agency_identifier")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub scheme: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub valid_from: Date,
        pub value: String,
        pub valid_to: Option<Date>,
    }

    crate::owned!();
}

pub mod person {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "person")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub full_name: String,
        pub disabled_at: Option<DateTimeUtc>,
        /// Where notices to the person go.
        pub email: Option<String>,
    }

    crate::owned!();
}

pub mod role_grant {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "role_grant")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub person_id: Uuid,
        pub role: String,
        pub agency_id: Option<Uuid>,
        pub granted_at: DateTimeUtc,
        pub revoked_at: Option<DateTimeUtc>,
    }

    crate::owned!();
}

pub mod province {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "province")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        pub code: String,
        pub name: String,
        pub name_en: String,
    }

    crate::entity!();

    impl crate::store::Shared for Entity {}
}

pub mod login {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "login")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub issuer: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub subject: String,
        pub tenant_id: i32,
        pub person_id: Uuid,
    }

    crate::entity!();

    impl crate::store::Shared for Entity {}
}

pub mod succession {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// That a province continues another: the operator's word.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "province_succession")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub successor_id: i32,
        pub effective_on: Date,
        pub ground: String,
    }

    crate::entity!();

    impl crate::store::Shared for Entity {}
}

pub mod history_grant {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// That a province lets one that continues it read what it filed: the predecessor's own row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "history_grant")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub successor_id: i32,
        pub from_day: Date,
        /// The wording of the citation of the document.
        pub ground: String,
        pub granted_by: Option<Uuid>,
        pub granted_at: DateTimeUtc,
        pub revoked_by: Option<Uuid>,
        pub revoked_at: Option<DateTimeUtc>,
        pub revocation_reason: Option<String>,
        /// The last day; until it is revoked when there is none.
        pub until_day: Option<Date>,
        /// The citation of the document as canonical JSON, where more than its wording was given.
        pub ground_document: Option<String>,
    }

    crate::owned!();
}

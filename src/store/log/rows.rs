//! The tables of the log: written once, and never again.

pub mod leaf {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "ledger_leaf")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        /// From 0, without a gap.
        #[sea_orm(primary_key, auto_increment = false)]
        pub position: i64,
        pub kind: String,
        pub subject_id: Uuid,
        /// The audit entry of the transaction, and its checkpoint.
        pub seq: i64,
        /// What is hashed.
        pub leaf: String,
        /// The complete subtrees that end here, by level from 0, in hexadecimal.
        pub hashes: String,
    }

    crate::owned!();
}

pub mod checkpoint {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "ledger_checkpoint")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        /// How many leaves there are.
        #[sea_orm(primary_key, auto_increment = false)]
        pub size: i64,
        pub seq: i64,
        /// The name of the log: the first checkpoint's is everybody's.
        pub origin: String,
        /// In hexadecimal.
        pub root: String,
        /// The complete subtrees, the largest first, in hexadecimal.
        pub peaks: String,
        /// The signed note; none where whoever wrote had no key.
        pub note: Option<String>,
        pub at: DateTimeUtc,
    }

    crate::owned!();
}

/// What of a province names its log.
pub mod province {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "province")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        pub code: String,
    }

    crate::entity!();
}

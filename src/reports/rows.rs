//! The tables of this room.

pub mod report {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "report")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub agency_id: Uuid,
        pub round_id: Uuid,
        pub obligation_id: Uuid,
        pub period: i32,
        pub state: String,
        pub revision: i32,
        /// The draft: canonical JSON of a `ReportContent`.
        pub draft: String,
        pub updated_by: Option<Uuid>,
        pub updated_at: DateTimeUtc,
        /// When the first version arrived: what "on time" is judged by.
        pub first_submitted_at: Option<DateTimeUtc>,
        pub latest_number: i32,
        pub latest_version_id: Option<Uuid>,
        pub accepted_version_id: Option<Uuid>,
    }

    crate::owned!(agency);
}

pub mod version {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "report_version")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub agency_id: Uuid,
        pub report_id: Uuid,
        pub round_id: Uuid,
        pub period: i32,
        pub number: i32,
        /// Canonical JSON of a `ReportContent`.
        pub content: String,
        /// SHA-256 of `content`.
        pub digest: String,
        /// SHA-256 of what the form asked, kept in `form_snapshot`.
        pub form_digest: String,
        pub submitted_by: Option<Uuid>,
        pub submitted_at: DateTimeUtc,
        pub late: bool,
        /// Canonical JSON of the checks at submission, with the agency's explanations.
        pub checks: String,
    }

    crate::owned!(agency);
}

pub mod form_snapshot {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "form_snapshot")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub digest: String,
        pub content: String,
    }

    crate::owned!();
}

pub mod event {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "report_event")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub agency_id: Uuid,
        pub report_id: Uuid,
        pub version_id: Option<Uuid>,
        pub event: String,
        pub person_id: Option<Uuid>,
        /// When the request for it arrived.
        pub at: DateTimeUtc,
        /// When it began to be known; of what was written before that was kept, when it arrived.
        pub recorded_at: Option<DateTimeUtc>,
        /// Canonical JSON of a list of reasons.
        pub reasons: String,
    }

    crate::owned!(agency);
}

pub mod standing {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// Which version of a report counts under a basis, from an instant until another.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "standing")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub agency_id: Uuid,
        pub report_id: Uuid,
        pub round_id: Uuid,
        pub period: i32,
        pub basis: String,
        pub version_id: Uuid,
        pub from_at: DateTimeUtc,
        pub to_at: Option<DateTimeUtc>,
    }

    crate::owned!(agency);
}

pub mod figure {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// A fact of a version. Silence has no row: what a report does not state is not there.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "figure")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub version_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub indicator: String,
        pub agency_id: Uuid,
        pub period: i32,
        pub state: i16,
        pub value: Option<i64>,
        pub choice: Option<String>,
    }

    crate::owned!(agency);
}

pub mod disclosure {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "disclosure")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub version_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub ordinal: i32,
        pub agency_id: Uuid,
        pub period: i32,
        pub content: String,
        pub status: String,
        /// Codes joined by commas.
        pub modes: String,
        /// Codes joined by commas.
        pub forms: String,
    }

    crate::owned!(agency);
}

pub mod narrative {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "narrative")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub version_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub section: String,
        pub agency_id: Uuid,
        pub period: i32,
        pub state: i16,
        /// Canonical JSON of a `SectionEntry`.
        pub content: String,
    }

    crate::owned!(agency);
}

pub mod follow_up {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// What a version says became of a task. A task that it does not mention has no row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "follow_up")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub version_id: Uuid,
        /// Key of the task.
        #[sea_orm(primary_key, auto_increment = false)]
        pub task: String,
        pub agency_id: Uuid,
        pub period: i32,
        pub outcome: String,
        /// Canonical JSON of a `FollowUpEntry`.
        pub content: String,
    }

    crate::owned!(agency);
}

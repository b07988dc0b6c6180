//! The tables of this room.

pub mod round {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "round")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub form_code: String,
        pub form_version: i32,
        pub period: i32,
        pub window_from: Date,
        pub window_to: Date,
        pub due_at: DateTimeUtc,
        pub state: String,
        pub letter_number: Option<String>,
        pub letter_date: Option<Date>,
        pub letter_issuer: Option<String>,
        pub opened_by: Option<Uuid>,
        pub opened_at: DateTimeUtc,
        /// When it began to be known; of a round from before that was kept, when it was opened.
        pub recorded_at: Option<DateTimeUtc>,
        pub closed_by: Option<Uuid>,
        pub closed_at: Option<DateTimeUtc>,
    }

    crate::owned!();
}

pub mod obligation {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "obligation")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub agency_id: Uuid,
        pub round_id: Uuid,
        pub period: i32,
        /// As the calendar or the letter set it; extensions lie over it.
        pub due_at: DateTimeUtc,
        pub exempted_at: Option<DateTimeUtc>,
        pub exemption_reason: Option<String>,
        pub extension_reason: Option<String>,
        pub exempted_by: Option<Uuid>,
        pub exemption_grantor: Option<String>,
        pub exempted_until: Option<DateTimeUtc>,
        pub extended_due_at: Option<DateTimeUtc>,
        pub extended_at: Option<DateTimeUtc>,
        pub extended_by: Option<Uuid>,
        pub extension_grantor: Option<String>,
        pub extended_until: Option<DateTimeUtc>,
        /// Who files it, where that was decided when the agency ended; else the agency, or whoever answers for it.
        pub answering_id: Option<Uuid>,
        /// When it began to be known, where it was added to its round later; else with the round.
        pub recorded_at: Option<DateTimeUtc>,
    }

    crate::owned!(agency);
}

pub mod grace {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// An exemption or an extension that was given; the obligation has the latest of each kind.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "grace")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub agency_id: Uuid,
        pub round_id: Uuid,
        pub obligation_id: Uuid,
        /// [`EXEMPTION`] or [`EXTENSION`].
        pub kind: String,
        /// When it began to be known.
        pub recorded_at: DateTimeUtc,
        pub granted_at: DateTimeUtc,
        pub granted_by: Option<Uuid>,
        pub reason: String,
        pub grantor: Option<String>,
        /// Until when an extension gives it.
        pub due_at: Option<DateTimeUtc>,
        /// Until when it counts; an exemption may count for good.
        pub expires_at: Option<DateTimeUtc>,
    }

    pub const EXEMPTION: &str = "EXEMPTION";
    pub const EXTENSION: &str = "EXTENSION";

    crate::owned!(agency);
}

pub mod calendar {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// How the days of a round were worked out; a round whose days were all given has none.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "round_calendar")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub round_id: Uuid,
        pub profile: String,
        /// 0 for a profile that comes with the system.
        pub version: i32,
        /// The due days of the levels as canonical JSON.
        pub due: String,
    }

    crate::owned!();
}

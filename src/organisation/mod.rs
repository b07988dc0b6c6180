//! Floor 4: provinces, their agencies, their people and what these may do.

pub mod accounts;
mod graphql;
pub mod heritage;
pub mod history;
mod import;
mod lineage;
mod names;
pub mod nation;
mod operator;
mod people;
mod province;
mod province_file;
pub mod roles;
mod rows;
mod service;
pub mod sessions;
mod types;

pub use graphql::OrganisationQuery;
pub use import::import;
pub use lineage::{Lineage, Member};
pub use names::{Borne, borne_since, code_key};
pub use operator::link;
pub use people::{
    PersonRow, actor_of, people_of, person_by_id, person_by_subject, set_email, subject_with_role,
};
pub use province::{by_code as province_by_code, province_of};
pub use province_file::{AgencyEntry, GrantEntry, PersonEntry, ProvinceEntry, ProvinceFile};
pub use roles::set_disabled;
pub use rows::{
    agency::{Column as AgencyColumn, Entity as AgencyEntity, Model as AgencyRow},
    history_grant::Model as HistoryGrantRow,
    login::{Entity as LoginEntity, Model as LoginRow},
    person::Entity as PersonEntity,
    province::{Entity as ProvinceEntity, Model as ProvinceRow},
    reorganisation::{
        Column as ReorganisationColumn, Entity as ReorganisationEntity, Model as ReorganisationRow,
    },
    role_grant::{Entity as RoleGrantEntity, Model as RoleGrantRow},
};
pub use service::{agencies, agencies_in, agency_by_code, load_agency, load_person};
pub use types::{Agency, AgencyBy, Person, Province};

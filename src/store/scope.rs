//! Whose rows a transaction may touch.

use sea_orm::{ColumnTrait, Condition};
use uuid::Uuid;

use super::Owned;

/// A tenant and, inside it, some agencies or all.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Scope {
    tenant: i32,
    agencies: Agencies,
}

/// The agencies of a scope.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Agencies {
    /// Every agency of the tenant.
    All,
    /// These agencies; none at all when the list is empty.
    Only(Vec<Uuid>),
}

impl Scope {
    /// A scope over agencies of one tenant. Made from an [`crate::auth::Actor`], or by the operator's own commands.
    pub fn new(tenant: i32, agencies: Agencies) -> Self {
        Scope { tenant, agencies }
    }

    /// The whole of one tenant: for looking a person up before there is an actor, and for the operator's commands.
    pub fn whole(tenant: i32) -> Self {
        Scope::new(tenant, Agencies::All)
    }

    pub fn tenant(&self) -> i32 {
        self.tenant
    }

    pub fn agencies(&self) -> &Agencies {
        &self.agencies
    }

    /// Whether rows of an agency are inside.
    pub fn covers(&self, agency: Uuid) -> bool {
        match &self.agencies {
            Agencies::All => true,
            Agencies::Only(list) => list.contains(&agency),
        }
    }

    /// How much memory its list of agencies takes, in bytes.
    pub(super) fn bytes(&self) -> usize {
        match &self.agencies {
            Agencies::All => 0,
            Agencies::Only(list) => size_of_val(list.as_slice()),
        }
    }

    /// The predicate that keeps a statement on an entity inside.
    pub(super) fn predicate<E: Owned>(&self) -> Condition {
        let condition = Condition::all().add(E::tenant_column().eq(self.tenant));
        match (E::agency_column(), &self.agencies) {
            (Some(column), Agencies::Only(list)) => condition.add(column.is_in(list.iter().copied())),
            _ => condition,
        }
    }

    /// The settings that PostgreSQL's policies read, made from an integer and from UUIDs only.
    pub(super) fn settings(&self) -> String {
        let agencies = match &self.agencies {
            Agencies::All => "*".to_owned(),
            Agencies::Only(list) => list.iter().map(Uuid::to_string).collect::<Vec<_>>().join(","),
        };
        format!("SET LOCAL app.tenant = '{}'; SET LOCAL app.agencies = '{agencies}'", self.tenant)
    }
}

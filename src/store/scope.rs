//! Whose rows a transaction may touch.

use sea_orm::{ColumnTrait, Condition, IdenStatic, Iterable, sea_query::Expr};
use uuid::Uuid;

use super::{
    Owned,
    closed::Closed,
    manifest::{Nation, class_of},
};
use crate::kit::vocabulary::ConsolidationBasis;

/// A tenant and, inside it, some agencies or all.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Scope {
    tenant: i32,
    agencies: Agencies,
    /// Of readers of the whole nation: what is closed, and no more.
    closed: Option<Closed>,
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
        Scope { tenant, agencies, closed: None }
    }

    /// The same scope, in which nothing is seen but what is closed. What that is, a [`super::Reader`] looks when it is opened.
    pub fn of_what_is_closed(self) -> Self {
        self.closing(Closed::default())
    }

    pub(super) fn closing(self, closed: Closed) -> Self {
        Scope { closed: Some(closed), ..self }
    }

    /// What is closed, where nothing else is seen.
    pub fn closed(&self) -> Option<&Closed> {
        self.closed.as_ref()
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

    /// How much memory its lists take, in bytes.
    pub(super) fn bytes(&self) -> usize {
        let agencies = match &self.agencies {
            Agencies::All => 0,
            Agencies::Only(list) => size_of_val(list.as_slice()),
        };
        agencies + self.closed.as_ref().map_or(0, Closed::bytes)
    }

    /// Whether anything of an entity can be seen: readers of the nation see some tables only.
    pub(super) fn shows<E: Owned>(&self) -> bool {
        self.closed.is_none() || nation::<E>() != Nation::Nothing
    }

    /// The predicate that keeps a statement on an entity inside.
    pub(super) fn predicate<E: Owned>(&self) -> Condition {
        let condition = Condition::all().add(E::tenant_column().eq(self.tenant));
        let condition = match (E::agency_column(), &self.agencies) {
            (Some(column), Agencies::Only(list)) => condition.add(column.is_in(list.iter().copied())),
            _ => condition,
        };
        let Some(closed) = &self.closed else { return condition };
        let column = |name: &str| E::Column::iter().find(|column| column.as_str() == name);
        let inside = match nation::<E>() {
            Nation::All => return condition,
            Nation::Nothing => None,
            Nation::ByRound => column("round_id").map(|round| round.is_in(closed.rounds().iter().copied())),
            Nation::ByPeriod => column("period").map(|period| period.is_in(closed.periods().iter().copied())),
            Nation::Accepted => column("basis").map(|basis| basis.eq(ConsolidationBasis::Accepted.code())),
        };
        // Of an entity that does not say what it belongs to, nothing is closed.
        condition.add(inside.unwrap_or_else(|| Expr::cust("1 = 2")))
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

/// What readers of the nation see of an entity's table.
fn nation<E: Owned>() -> Nation {
    class_of(E::default().table_name()).map_or(Nation::Nothing, |table| table.nation)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::AuditEntity;
    use sea_orm::{DbBackend, QueryFilter, QueryTrait};

    mod standing {
        use sea_orm::entity::prelude::*;

        #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
        #[sea_orm(table_name = "standing")]
        pub struct Model {
            #[sea_orm(primary_key, auto_increment = false)]
            pub tenant_id: i32,
            pub agency_id: Uuid,
            pub round_id: Uuid,
            pub period: i32,
        }

        crate::owned!(agency);
    }

    mod figure {
        use sea_orm::entity::prelude::*;

        #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
        #[sea_orm(table_name = "figure")]
        pub struct Model {
            #[sea_orm(primary_key, auto_increment = false)]
            pub tenant_id: i32,
            pub agency_id: Uuid,
            pub period: i32,
        }

        crate::owned!(agency);
    }

    mod agency {
        use sea_orm::entity::prelude::*;

        #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
        #[sea_orm(table_name = "agency")]
        pub struct Model {
            #[sea_orm(primary_key, auto_increment = false)]
            pub tenant_id: i32,
            pub id: Uuid,
        }

        crate::owned!();
    }

    mod release {
        use sea_orm::entity::prelude::*;

        #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
        #[sea_orm(table_name = "consolidation_release")]
        pub struct Model {
            #[sea_orm(primary_key, auto_increment = false)]
            pub tenant_id: i32,
            pub basis: String,
        }

        crate::owned!();
    }

    /// Without its period.
    mod narrative {
        use sea_orm::entity::prelude::*;

        #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
        #[sea_orm(table_name = "narrative")]
        pub struct Model {
            #[sea_orm(primary_key, auto_increment = false)]
            pub tenant_id: i32,
        }

        crate::owned!();
    }

    fn condition<E: Owned>(scope: &Scope) -> String {
        let statement = E::find().filter(scope.predicate::<E>()).build(DbBackend::Postgres).to_string();
        statement.split_once(" WHERE ").map(|(_, condition)| condition.to_owned()).unwrap_or_default()
    }

    #[test]
    fn what_is_not_closed_is_outside_a_scope_of_what_is() {
        let closed = Scope::whole(1).of_what_is_closed();
        let agencies = condition::<agency::Entity>(&closed);
        assert!(agencies.contains(r#""tenant_id" = 1"#) && !agencies.contains("1 = 2"), "{agencies}");
        // What was released of figures that nobody had accepted is outside.
        let releases = condition::<release::Entity>(&closed);
        assert!(
            releases.contains(r#""tenant_id" = 1"#) && releases.contains(r#""basis" = 'ACCEPTED'"#),
            "{releases}"
        );
        assert!(!condition::<release::Entity>(&Scope::whole(1)).contains("basis"));
        // Nothing is closed yet: nothing that was filed is inside; nor is, ever, what does not say when it was.
        for nothing in [
            condition::<standing::Entity>(&closed),
            condition::<figure::Entity>(&closed),
            condition::<narrative::Entity>(&closed),
        ] {
            assert!(nothing.contains(r#""tenant_id" = 1"#) && nothing.contains("1 = 2"), "{nothing}");
        }
        let whole = Scope::whole(1);
        for open in [condition::<standing::Entity>(&whole), condition::<figure::Entity>(&whole)] {
            assert!(open.contains(r#""tenant_id" = 1"#) && !open.contains("1 = 2"), "{open}");
        }
    }

    #[test]
    fn of_some_tables_such_a_scope_shows_nothing() {
        let (whole, closed) = (Scope::whole(1), Scope::whole(1).of_what_is_closed());
        assert!(whole.shows::<AuditEntity>() && whole.shows::<standing::Entity>());
        assert!(closed.shows::<agency::Entity>() && closed.shows::<standing::Entity>());
        assert!(!closed.shows::<AuditEntity>());
        // What is kept for one is not given to the other.
        assert_ne!(whole, closed);
    }
}

//! Leaks that tests plant, to see that they are found (decision 0041): one in a server's store, chosen when it is opened. A release
//! build has none, and no way to plant one: asking for one there is asking a constant.

use sea_orm::{ColumnTrait, Condition};

use super::{Agencies, Owned, Scope};

/// A wall that is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leak {
    /// Statements without the tenant.
    TenantPredicate,
    /// Statements without the agencies, and policies that are told of all.
    AgencyPredicate,
    /// Counts before the agencies are looked at.
    CountBeforeScope,
    /// Whether there is another page is seen from rows of all agencies.
    PageBeforeScope,
    /// The scope is a setting of the session, not of the transaction.
    SessionSetting,
    /// What is kept between requests is kept for the whole province.
    KeptWithoutScope,
    /// A loader outlives the request that it was made for.
    SharedLoader,
    /// An idempotency key is anybody's of the province.
    KeysOfAllPeople,
    /// An idempotency key is anybody's of any province.
    KeysOfAllProvinces,
    /// A first answer is kept for everybody who asks in the same words.
    AnswersOfAllPeople,
    /// Anything is found by its global id.
    NodeWithoutScope,
    /// Who asks for what is somebody else's is told that it is there.
    NotYoursIsTold,
    /// Versions of reports are found by their ids, and their receipts with them.
    ReceiptsOfAllAgencies,
    /// The sources of totals are everybody's.
    SourcesWithoutScope,
    /// Totals are the province's, whoever asks.
    TotalsWithoutScope,
    /// Changes of every agency are told to whoever listens.
    HeardWithoutScope,
    /// Verbs find the rows of every agency.
    WritesWithoutScope,
    /// A code is taken when any agency of the province has it.
    CodesOfAllAgencies,
    /// A report's revision is the number of the province's last change.
    VersionOfTheTenant,
    /// A service account reaches the province, whatever agencies it is for.
    AccountsReachAll,
    /// People have the roles of everybody.
    RolesOfAllPeople,
    /// Notices are shown to people whom they were not sent to.
    NoticesOfAllPeople,
    /// The deadlines in a calendar are those of every agency.
    FeedOfAllAgencies,
    /// The audit log is read without the right to.
    ForgottenGate,
}

/// Which leak a store has: none, unless a test has planted one.
#[derive(Clone, Debug, Default)]
pub struct Planted {
    #[cfg(debug_assertions)]
    leak: Option<Leak>,
    #[cfg(debug_assertions)]
    shelf: shelf::Shelf,
}

#[cfg(not(debug_assertions))]
const _: () = assert!(size_of::<Planted>() == 0, "a release build has a leak");

impl Planted {
    /// A store with one leak.
    #[cfg(debug_assertions)]
    pub fn of(leak: Leak) -> Planted {
        Planted { leak: Some(leak), ..Planted::default() }
    }

    /// Whether there is one.
    #[cfg(debug_assertions)]
    pub fn is_any(&self) -> bool {
        self.leak.is_some()
    }

    /// Whether there is one.
    #[cfg(not(debug_assertions))]
    pub const fn is_any(&self) -> bool {
        false
    }

    /// Whether it is this one.
    #[cfg(debug_assertions)]
    pub fn is(&self, leak: Leak) -> bool {
        self.leak == Some(leak)
    }

    /// Whether it is this one.
    #[cfg(not(debug_assertions))]
    pub const fn is(&self, _leak: Leak) -> bool {
        false
    }

    /// What is looked at beside it: of any of some leaks, the province instead of some agencies.
    fn widened(&self, scope: &Scope, by: &[Leak]) -> Scope {
        match by.iter().any(|leak| self.is(*leak)) {
            true => Scope::whole(scope.tenant()),
            false => scope.clone(),
        }
    }

    /// The predicate of a statement on an entity.
    pub(super) fn predicate<E: Owned>(&self, scope: &Scope) -> Condition {
        if self.is(Leak::TenantPredicate) {
            return match (E::agency_column(), scope.agencies()) {
                (Some(column), Agencies::Only(list)) => {
                    Condition::all().add(column.is_in(list.iter().copied()))
                }
                _ => Condition::all(),
            };
        }
        self.widened(scope, &[Leak::AgencyPredicate]).predicate::<E>()
    }

    /// The predicate of a count.
    pub(super) fn counted<E: Owned>(&self, scope: &Scope) -> Condition {
        match self.is(Leak::CountBeforeScope) {
            true => Scope::whole(scope.tenant()).predicate::<E>(),
            false => self.predicate::<E>(scope),
        }
    }

    /// What PostgreSQL's policies are told. Where the agencies are left out of a statement they are left out here too: the policies
    /// would hold, and nothing would be seen of the leak.
    pub(super) fn settings(&self, scope: &Scope) -> String {
        let opened =
            [Leak::AgencyPredicate, Leak::CountBeforeScope, Leak::PageBeforeScope, Leak::CodesOfAllAgencies];
        let settings = self.widened(scope, &opened).settings();
        match self.is(Leak::SessionSetting) {
            // It stays when the transaction has ended; and one that is rolled back would take it along.
            true => settings.replace("SET LOCAL", "SET") + "; COMMIT AND CHAIN",
            false => settings,
        }
    }

    /// Under which scope something is kept.
    pub(super) fn kept_for(&self, scope: &Scope) -> Scope {
        self.widened(scope, &[Leak::KeptWithoutScope])
    }

    /// Where the loader is that outlives its request.
    #[cfg(debug_assertions)]
    pub fn shelf(&self) -> Option<&shelf::Shelf> {
        self.is(Leak::SharedLoader).then_some(&self.shelf)
    }
}

/// What a server with [`super::Leak::SharedLoader`] keeps.
#[cfg(debug_assertions)]
pub mod shelf {
    use std::{
        any::{Any, TypeId},
        collections::HashMap,
        sync::{Arc, Mutex, PoisonError},
    };

    /// The first thing that was put there, and nothing of another type: each that is kept holds a connection.
    #[derive(Clone, Default)]
    pub struct Shelf(Arc<Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>>);

    impl std::fmt::Debug for Shelf {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("Shelf")
        }
    }

    impl Shelf {
        /// What was put there first, where it is of this kind; else this one.
        pub fn first<T: Any + Send + Sync>(&self, thing: Arc<T>) -> Arc<T> {
            let mut things = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if things.is_empty() {
                things.insert(TypeId::of::<T>(), thing.clone());
            }
            let first = things.get(&TypeId::of::<T>()).and_then(|first| first.clone().downcast().ok());
            first.unwrap_or(thing)
        }
    }
}

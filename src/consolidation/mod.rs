//! Floor 5: the provincial picture: what many agencies' reports say together, and who has not spoken.
//!
//! - [`arithmetic`] is the definition of every total; everything else here brings it its observations.
//! - The plan says which rounds speak for which periods; the ledger who owes a report in them and what stands for it.
//! - A view collects from the query what it needs, a sheet reads that at once, and the view shows it. So the number of
//!   statements depends on which views are asked for, never on how many agencies, periods or totals they show.
//!
//! The scope is the reader's: a department that asks gets its own sums by the same statements.

mod answers;
pub mod arithmetic;
mod as_of;
mod cells;
mod computed;
mod disclosures;
mod entries;
mod facts;
mod filings;
mod graphql;
mod handover;
mod ledger;
mod lines;
mod needs;
mod picture;
mod plan;
mod planned;
mod releases;
mod sections;
mod series;
mod sheet;
mod sources;
mod structure;
mod tasks;
mod totals;
mod views;
mod withholding;

pub use graphql::{Consolidation, consolidation};
pub use releases::{
    Release, ReleaseContentEntity, ReleaseEntity, ReleaseFilter, Wanted as WantedRelease,
    create as create_release, find as find_release, find_by_number as find_release_by_number,
    page as release_page, prepare as prepare_release,
};
pub use sources::TotalSource;

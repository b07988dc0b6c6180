//! A walk through the whole service: every field of every query as several people, and every mutation, on one world.

use super::callers::{CALLERS, caller};
use super::samples::{mutations, queries, request};
use super::{objects, roles};
use crate::kit::course::PERIOD;
use crate::kit::world::World;
use serde_json::json;
use tonghop::kit::vocabulary::Role;

/// Does everything that the tests of the roles know of. What comes of it is looked at there.
pub async fn everything(world: &World) {
    let ids = roles::legible(world).await;
    for sample in queries(&ids) {
        for kind in CALLERS {
            caller(world, kind).graphql(&format!("{{ {} }}", sample.text), json!({})).await;
        }
    }
    for kind in ["submitter", "home affairs", "auditor", "other province", "national reader"] {
        objects::every_field(world, &ids, kind).await;
    }
    world.accept("STTTT").await;
    let home_affairs = world.person(Role::HomeAffairsOfficer, None);
    for sample in mutations(&ids) {
        let report = home_affairs.report("STTTT", PERIOD, "revision").await;
        let revision = report.at("report.revision").as_i64().unwrap_or_default();
        for kind in ["submitter", "home affairs", "administrator", "other province"] {
            let (document, variables) = request(&sample, revision);
            caller(world, kind).graphql(&document, variables).await;
        }
    }
}

//! Who makes releases, and who sees which.

use super::*;
use crate::consolidation::{file_figures, open, stated};
use crate::kit::on_both;
use crate::kit::world::World;
use tonghop::kit::vocabulary::Role;

const RANGE: (&str, &str) = ("2019-Q3", "2019-Q3");

on_both! {
    async fn provisional_figures_are_not_for_bi_readers_and_nothing_is_for_others(world: World) {
        open(&world, "2019-Q3", &["STTTT"]).await;
        file_figures(&world, "STTTT", "2019-Q3", &[stated("denunciation_received", 7)]).await;
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let accepted = released(officer.release(RANGE, "Chính thức")).await;
        let provisional = released(officer.release(RANGE, "Sơ bộ").with("basis", json!("SUBMITTED"))).await;
        let later = released(officer.release(RANGE, "Chính thức, lần hai")).await;
        let ask = async |who: &Person| {
            let seen = |answer: Answer, path: &str| answer.data().pointer(path).is_some_and(|found| !found.is_null());
            let mut sees = Vec::new();
            for id in [&accepted, &provisional] {
                let node = who.graphql("query ($id: ID!) { node(id: $id) { ... on Release { title } } }", json!({ "id": id })).await;
                let one = seen(who.of_release(id, "title").await, "/release/title");
                assert_eq!(one, seen(node, "/node/title"));
                sees.push(one);
            }
            let number = if sees[0] { "{ release(by: { key: { year: 2019, number: 2 } }) { title } }" } else { "{ release(by: { key: { year: 2019, number: 1 } }) { title } }" };
            assert_eq!(seen(who.graphql(number, json!({})).await, "/release/title"), sees[1]);
            sees
        };
        let auditor = world.person(Role::Auditor, None);
        let bi = world.person(Role::BiReader, None);
        assert_eq!(ask(&officer).await, [true, true]);
        assert_eq!(ask(&auditor).await, [true, true]);
        assert_eq!(ask(&bi).await, [true, false]);
        for other in [
            world.person(Role::Submitter, "STTTT"),
            world.person(Role::AgencyHead, "STTTT"),
            world.person(Role::ProvinceAdministrator, None),
            world.neighbour(Role::HomeAffairsOfficer, None),
        ] {
            assert_eq!(ask(&other).await, [false, false], "{}", other.subject);
        }

        let titles = async |who: &Person| {
            let answer = who.graphql("{ releases(first: 9) { totalCount nodes { title } } }", json!({})).await;
            let titles = answer.at("releases.nodes").as_array().unwrap().iter().map(|node| node["title"].as_str().unwrap().to_owned());
            (answer.at("releases.totalCount").as_i64().unwrap(), titles.collect::<Vec<_>>())
        };
        assert_eq!(titles(&auditor).await, (3, vec!["Chính thức, lần hai".into(), "Sơ bộ".into(), "Chính thức".into()]));
        assert_eq!(titles(&bi).await, (2, vec!["Chính thức, lần hai".into(), "Chính thức".into()]));
        assert_eq!(titles(&world.neighbour(Role::HomeAffairsOfficer, None)).await, (0, vec![]));
        for other in [world.person(Role::Submitter, "STTTT"), world.person(Role::ProvinceAdministrator, None)] {
            let refused = other.graphql("{ releases(first: 9) { totalCount } }", json!({})).await;
            assert!(refused.text.contains("NOT_ALLOWED"), "{refused}");
        }

        // Whoever may not see a release cannot compare with it either, and is told no more than of one that is not there.
        let hidden = bi.compare(&accepted, Some(&provisional), "knownAt").await;
        let absent = bi.compare(&accepted, Some(&accepted.replace(&accepted[..4], "AAAA")), "knownAt").await;
        assert!(hidden.text.contains("NOT_FOUND") && absent.text.contains("NOT_FOUND"), "{hidden} {absent}");
        bi.compare(&accepted, Some(&later), "to { title } figures { indicatorCode }").await.data();
        bi.compare(&accepted, None, "to { title } figures { indicatorCode }").await.data();
        let mixed = auditor.compare(&accepted, Some(&provisional), "knownAt").await;
        assert!(mixed.text.contains("NOT_COMPARABLE"), "{mixed}");
    }

    async fn only_home_affairs_makes_releases(world: World) {
        for other in [
            world.person(Role::Submitter, "STTTT"),
            world.person(Role::ProvinceAdministrator, None),
            world.person(Role::Auditor, None),
            world.person(Role::BiReader, None),
        ] {
            other.release(RANGE, "Số liệu").await.expect_user_error("NOT_ALLOWED");
        }
        // A neighbour's release is the neighbour's, with its own numbers.
        let neighbour = world.neighbour(Role::HomeAffairsOfficer, None);
        let open = crate::consolidation::due("2019-Q3");
        neighbour.open_round(crate::consolidation::QUARTERLY, "2019-Q3", &open, &["STTTT"]).await.expect_done();
        crate::consolidation::open(&world, "2019-Q3", &["STTTT"]).await;
        neighbour.release(RANGE, "Vĩnh Long").await.expect_done();
        let own = world.person(Role::HomeAffairsOfficer, None).release(RANGE, "Trà Vinh").await.expect_done();
        assert_eq!(own.payload()["release"]["number"], 1);
    }
}

//! A reader of the nation is of no province: under a name of their own there is nothing, and nothing is written in theirs.

use super::*;
use crate::consolidation::due;
use crate::releases::released;

on_both! {
    async fn in_a_province_of_their_own_there_is_nothing(world: World) {
        two_quarters(&world).await;
        let officer = home_affairs(&world);
        let release = released(officer.release((CLOSED, CLOSED), "Quý III")).await;
        let known = format!(
            "{{ province {{ id }} viewer {{ person {{ id }} }} agencies(first: 1) {{ nodes {{ id }} }} rounds(first: 1) {{ nodes {{ id }} }}
                report(by: {{ key: {{ agency: \"STTTT\", period: \"{CLOSED}\" }} }}) {{ id acceptedVersion {{ id }} obligation {{ id }} }}
                mobilisationModels(first: 1) {{ nodes {{ id }} }} }}"
        );
        let known = officer.graphql(&known, json!({})).await;
        let ids: Vec<String> = [
            "province.id", "viewer.person.id", "agencies.nodes.0.id", "rounds.nodes.0.id", "report.id",
            "report.acceptedVersion.id", "report.obligation.id", "mobilisationModels.nodes.0.id",
        ]
        .map(|path| known.at(path).as_str().unwrap().to_owned())
        .into_iter()
        .chain([release.clone()])
        .collect();
        let reader = reader(&world);
        let nodes = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }";
        let found = async |who: &Person| who.graphql(nodes, json!({ "ids": ids })).await.at("nodes").as_array().unwrap().clone();
        assert!(found(&officer).await.iter().all(Value::is_object), "there is something to find");
        assert!(found(&reader).await.iter().all(Value::is_null));
        for id in &ids {
            let node = reader.graphql("query ($id: ID!) { node(id: $id) { id } }", json!({ "id": id })).await;
            assert_eq!(node.data(), &json!({ "node": null }));
        }

        for list in ["agencies", "rounds", "plans", "reorganisations"] {
            let answer = reader.graphql(&format!("{{ {list}(first: 9) {{ totalCount nodes {{ __typename }} }} }}"), json!({})).await;
            assert_eq!(answer.at(list), &json!({ "totalCount": 0, "nodes": [] }), "{list}");
        }
        let nothing = format!(
            "{{ province {{ code }} agency(by: {{ code: \"STTTT\" }}) {{ id }} round(by: {{ key: {{ period: \"{CLOSED}\" }} }}) {{ id }}
                release(by: {{ id: {release:?} }}) {{ id }} viewer {{ person {{ id }} province {{ id }} roles {{ role }} }} }}"
        );
        let answer = reader.graphql(&nothing, json!({})).await;
        let viewer = json!({ "person": null, "province": null, "roles": [{ "role": "NATIONAL_READER" }] });
        let seen = json!({ "province": null, "agency": null, "round": null, "release": null, "viewer": viewer });
        assert_eq!(answer.data(), &seen);
        let closed = format!("consolidation(from: \"{CLOSED}\") {{ coverage {{ due }} }}");
        for gated in [
            "reports(first: 9) { totalCount }",
            "auditEntries(first: 9) { totalCount }",
            "releases(first: 9) { totalCount }",
            "people(first: 9) { totalCount }",
            "mobilisationModels(first: 9) { totalCount }",
            &closed,
        ] {
            let answer = reader.graphql(&format!("{{ {gated} }}"), json!({})).await.expect_code("FORBIDDEN");
            refused(&answer, "NOT_ALLOWED");
        }
    }

    async fn nothing_is_written_in_their_name(world: World) {
        two_quarters(&world).await;
        let reader = reader(&world);
        let before = [world.server.version(1).await, world.server.version(2).await];
        reader.open_round(QUARTERLY, "2020-Q1", &due("2020-Q1"), &["STTTT"]).await.expect_user_error("NOT_ALLOWED");
        reader.close_round(QUARTERLY, OPEN).await.expect_user_error("NOT_ALLOWED");
        let own = json!({ "email": "doc@bo.example" });
        reader.verb("personSetEmail", own, "person { id }".into()).await.expect_user_error("NOT_ALLOWED");
        assert_eq!([world.server.version(1).await, world.server.version(2).await], before);
    }

    async fn nobody_else_reads_the_nation(world: World) {
        let asked = "{ nation { provinceNames { code } } }";
        for role in Role::ALL.iter().filter(|role| !role.is_of_the_nation()) {
            let agency = role.is_of_an_agency().then_some("STTTT");
            let answer = world.person(*role, agency).graphql(asked, json!({})).await;
            assert_eq!(answer.data(), &json!({ "nation": null }), "{role:?}");
        }
        world.stranger().graphql(asked, json!({})).await.expect_code("UNAUTHENTICATED");
    }
}

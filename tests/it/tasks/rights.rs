//! Who sees which tasks: an agency its own, Home Affairs the province's, others none.

use super::*;
use crate::kit::on_both;

on_both! {
    async fn tasks_are_seen_as_figures_are(world: World) {
        world.set_time("2019-07-20T02:00:00Z");
        quarters(&world, &["2019-Q1", "2019-Q2"], &["STTTT", "STC"]).await;
        set(&world, "STTTT", "2019-Q1", &SET).await;
        set(&world, "STC", "2019-Q1", &SET[..1]).await;
        let submitter = world.person(Role::Submitter, "STTTT");
        let tasks = asked(&submitter, "STTTT", "2019-Q2").await;
        tell(&world, "STTTT", "2019-Q2", vec![tells(key(&tasks, SET[0]), "DONE", None)]).await;
        let seen = "tasks(by: [AGENCY]) { overall { set done } groups { agency { code } } entries { agency { code } } }";
        let of = async |person: &Person| picture(person, "2019-Q1", "", seen).await;
        let own_entry = json!({ "agency": { "code": "STTTT" } });
        let all = json!({ "overall": { "set": 5, "done": 1 }, "groups": [{ "agency": { "code": "STC" } }, { "agency": { "code": "STTTT" } }], "entries": [{ "agency": { "code": "STC" } }, own_entry, own_entry, own_entry, own_entry] });
        for role in [Role::HomeAffairsOfficer, Role::Auditor, Role::BiReader] {
            assert_eq!(of(&world.person(role, None)).await.at("consolidation.tasks"), &all);
        }
        let own = json!({ "overall": { "set": 4, "done": 1 }, "groups": [{ "agency": { "code": "STTTT" } }], "entries": [own_entry, own_entry, own_entry, own_entry] });
        assert_eq!(of(&submitter).await.at("consolidation.tasks"), &own);
        of(&world.person(Role::ProvinceAdministrator, None)).await.expect_code("FORBIDDEN");
        let elsewhere = of(&world.neighbour(Role::HomeAffairsOfficer, None)).await;
        assert_eq!(elsewhere.at("consolidation.tasks.overall.set"), &Value::Null);
        // Who may not see drafts is told of no task that a draft is to answer.
        assert_eq!(asked(&world.person(Role::BiReader, None), "STTTT", "2019-Q2").await, Vec::<Value>::new());
        assert_eq!(world.person(Role::Submitter, "STC").report("STTTT", "2019-Q2", "id").await.at("report"), &Value::Null);
    }

    async fn statements_do_not_grow_with_agencies(world: World) {
        world.set_time("2019-07-20T02:00:00Z");
        let officer = home_affairs(&world);
        quarters(&world, &["2019-Q1", "2019-Q2"], &["STTTT", "STC", "SYT", "P-1"]).await;
        let cost = async || {
            let view = "tasks(by: [AGENCY, PERIOD]) { overall { set } groups { agency { code } counts { silent } } entries {
                agency { code } version { number } report { id } told { version { number submittedAt } report { id } } } }";
            world.server.statements(async || picture(&officer, "2019-Q1", "", view).await).await
        };
        let answered = async |agency: &'static str| {
            set(&world, agency, "2019-Q1", &SET).await;
            let tasks = asked(&world.person(Role::Submitter, agency), agency, "2019-Q2").await;
            tell(&world, agency, "2019-Q2", tasks.iter().map(|task| tells(task["key"].clone(), "GOING_ON", None)).collect()).await;
        };
        answered("STTTT").await;
        let one = cost().await;
        for agency in ["STC", "SYT", "P-1"] {
            answered(agency).await;
        }
        assert_eq!(cost().await, one);
        // Nor do those of the drafts that are to answer.
        let drafts = |first: i32| format!("{{ reports(first: {first}, filter: {{ period: \"2019-Q2\" }}) {{ nodes {{ tasksToFollow {{ key report {{ id }} }} }} }} }}");
        let mut costs = Vec::new();
        for first in [1, 4] {
            costs.push(world.server.statements(async || officer.graphql(&drafts(first), json!({})).await).await);
        }
        assert_eq!(costs[0], costs[1]);
    }
}

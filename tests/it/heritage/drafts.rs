//! What a province that continues another reads there is what was filed: no draft, and no report before its first version.

use super::*;
use crate::kit::course::PERIOD;
use crate::kit::course::figure;

const DRAFT: &str = "draft { figures(indicators: [\"denunciation_received\"]) { state value } } \
    editability { reason } checks { rule { code } } tasksToFollow { key } versions { number }";

/// What somebody of the province that continues this one is told of a report here.
async fn told(world: &World, agency: &str) -> Value {
    let query = format!(
        "{{ province {{ predecessors {{
          report(by: {{ key: {{ agency: \"{agency}\", period: \"{PERIOD}\" }} }}) {{ state {DRAFT} diff(from: 1) {{ from {{ number }} }} }}
          reports(first: 9, filter: {{ agency: \"{agency}\" }}) {{ totalCount nodes {{ state {DRAFT} }} }}
          drafts: reports(first: 9, filter: {{ agency: \"{agency}\", states: [DRAFT] }}) {{ totalCount nodes {{ state }} }}
          round(by: {{ key: {{ period: \"{PERIOD}\" }} }}) {{ obligations(first: 9) {{ nodes {{
            agency {{ code }} timeliness editability {{ reason }} report {{ state {DRAFT} }} }} }} }}
        }} }} }}"
    );
    let officer = world.neighbour(Role::HomeAffairsOfficer, None);
    let mut answer = officer.graphql(&query, json!({})).await.at("province.predecessors.0").clone();
    let owed = answer["round"]["obligations"]["nodes"].as_array().unwrap();
    let own = owed.iter().find(|one| one["agency"]["code"] == agency).unwrap().clone();
    answer["round"] = own;
    answer
}

on_both! {
    async fn a_draft_stays_in_its_own_province(world: World) {
        world.round(&["STTTT", "SYT"]).await;
        world.save("STTTT", 4).await;
        succeed(&world, MERGED).await;
        give(&world, "2019-09-01").await;
        // Never filed: owed, and nothing more.
        let nothing = json!({ "totalCount": 0, "nodes": [] });
        let never = told(&world, "STTTT").await;
        assert_eq!(never["report"], Value::Null);
        assert_eq!((&never["reports"], &never["drafts"]), (&nothing, &nothing));
        assert_eq!(never["round"], json!({ "agency": { "code": "STTTT" }, "timeliness": "PENDING", "editability": null, "report": null }));
        assert!(!never.to_string().contains("STATED"));
        // At home Home Affairs sees it.
        let own = home_affairs(&world).report("STTTT", PERIOD, DRAFT).await;
        assert_eq!(own.at("report.draft.figures.0.value"), "4");
        // Filed, and what is written since is not: here the next version after a return.
        world.file("STTTT").await;
        let reasons = json!([{ "text": "Nêu rõ số đơn." }]);
        home_affairs(&world).return_("STTTT", PERIOD, reasons).await.expect_done();
        world.person(Role::Submitter, "STTTT").save_draft("STTTT", PERIOD, figure(777)).await.expect_done();
        let filed = told(&world, "STTTT").await;
        let shown = json!({ "state": "RETURNED", "draft": null, "editability": null, "checks": [], "tasksToFollow": [], "versions": [{ "number": 1 }] });
        let mut report = shown.clone();
        report["diff"] = Value::Null;
        assert_eq!(filed["report"], report);
        assert_eq!(filed["reports"], json!({ "totalCount": 1, "nodes": [shown] }));
        assert_eq!(filed["round"]["report"], shown);
        assert_eq!(filed["drafts"], nothing);
        assert!(!filed.to_string().contains("777"));
    }

    /// When and by whom a draft is worked on is the draft's: who may not see it is told of what was filed, and of what became of that.
    async fn the_working_on_a_draft_is_nobody_elses_to_see(world: World) {
        const CHANGED: &str = "state revision updatedAt updatedBy { fullName }";
        world.round(&["STTTT", "SYT"]).await;
        world.save("STTTT", 4).await;
        world.file("STTTT").await;
        succeed(&world, MERGED).await;
        give(&world, "2019-09-01").await;
        let filed_at = world.clock.now().to_rfc3339();
        let query = format!(
            "{{ province {{ predecessors {{ report(by: {{ key: {{ agency: \"STTTT\", period: \"{PERIOD}\" }} }}) {{ {CHANGED} }}
               reports(first: 9) {{ nodes {{ {CHANGED} }} edges {{ cursor }} }} }} }} }}"
        );
        let guest = async |role: Role| {
            let answer = world.neighbour(role, None).graphql(&query, json!({})).await;
            answer.at("province.predecessors.0").clone()
        };
        let reader = async || world.person(Role::BiReader, None).report("STTTT", PERIOD, CHANGED).await.at("report").clone();
        let submitter = world.person(Role::Submitter, "STTTT");
        // Filed and not decided on: Home Affairs of the other province sees who filed it, tools of analysis nothing.
        let name = submitter.report("STTTT", PERIOD, CHANGED).await.at("report.updatedBy").clone();
        assert!(name["fullName"].is_string());
        let filed = json!({ "state": "SUBMITTED", "revision": null, "updatedAt": filed_at, "updatedBy": name });
        assert_eq!(guest(Role::HomeAffairsOfficer).await["report"], filed);
        let waiting = json!({ "state": "SUBMITTED", "revision": null, "updatedAt": null, "updatedBy": null });
        assert_eq!(reader().await, waiting);
        world.advance(chrono::Duration::hours(1));
        home_affairs(&world).accept("STTTT", PERIOD).await.expect_done();
        let accepted_at = world.clock.now().to_rfc3339();
        let accepted = json!({ "state": "ACCEPTED", "revision": null, "updatedAt": accepted_at, "updatedBy": name });
        assert_eq!(reader().await, accepted);
        world.advance(chrono::Duration::hours(1));
        world.person(Role::AgencyHead, "STTTT").reopen("STTTT", PERIOD, "Sai số liệu.").await.expect_done();
        let before = (guest(Role::HomeAffairsOfficer).await, guest(Role::BiReader).await, reader().await);
        assert_eq!((&before.2["updatedAt"], &before.2["updatedBy"]), (&accepted["updatedAt"], &name));
        assert_eq!(before.1["report"], before.2);
        // Somebody else writes on: nothing of it moves, for those at home it does.
        let own = submitter.report("STTTT", PERIOD, "revision updatedAt").await.at("report").clone();
        world.advance(chrono::Duration::hours(1));
        let colleague = world.colleague(Role::Submitter, "STTTT");
        colleague.save_draft("STTTT", PERIOD, figure(777)).await.expect_done();
        assert_eq!((guest(Role::HomeAffairsOfficer).await, guest(Role::BiReader).await, reader().await), before);
        let now = home_affairs(&world).report("STTTT", PERIOD, "revision updatedAt").await.at("report").clone();
        assert!(now["revision"].as_i64() > own["revision"].as_i64() && now["updatedAt"] != own["updatedAt"], "{now}");
    }
}

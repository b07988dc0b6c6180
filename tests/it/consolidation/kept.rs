//! What a server keeps between requests: less is read, and nothing is ever stale.

use super::*;
use crate::kit::{on_both, province::subject, server::Server};

const SELECTION: &str =
    "coverage { due reported } submissionStatus { obligations { agency { code name } timeliness } }
    figures(indicators: [\"complaint_received\"]) { total { value } }";

on_both! {
    async fn what_another_server_commits_is_seen_at_once(world: World) {
        open(&world, "2019-Q1", &["STTTT", "SYT"]).await;
        let complaints = |received| json!({ "figures": [stated("complaint_received", received)] });
        file(&world, "STTTT", "2019-Q1", complaints(3)).await;
        submit(&world.person(Role::Submitter, "SYT"), "SYT", "2019-Q1", complaints(4)).await;
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let elsewhere = Server::keeping_nothing(&world.database, &world.clock).await.unwrap();
        let colleague = elsewhere.person(&subject("84", Role::HomeAffairsOfficer, None, 2));

        let here = async || officer.consolidation("2019-Q1", None, SELECTION).await;
        let there = async || colleague.consolidation("2019-Q1", None, SELECTION).await;
        let (read_here, read_there) = (world.server.statements(here).await, elsewhere.statements(there).await);
        assert!(read_here < read_there, "{read_here} statements are fewer than {read_there}");
        let value = "consolidation.figures.0.total.value";
        assert_eq!(here().await.at(value), &json!(3));

        colleague.accept("SYT", "2019-Q1").await.expect_done();
        assert_eq!(here().await.at(value), &json!(7));
        let rename = colleague.reorganise("RENAME", &["SYT"], "2019-09-02").with("name", json!("Sở Y tế và Dân số"));
        rename.await.expect_done();
        let (told, anew) = (here().await, there().await);
        assert_eq!(told.at("consolidation"), anew.at("consolidation"));
        assert_eq!(told.at("consolidation.submissionStatus.obligations.1.agency.name"), &json!("Sở Y tế và Dân số"));
    }
}

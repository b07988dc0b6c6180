//! What an agency gets when it files, and Home Affairs when it accepts.

use super::{ORIGIN, inspect, key, outside};
use crate::kit::answer::Answer;
use crate::kit::course::PERIOD;
use crate::kit::on_both;
use crate::kit::world::World;
use crate::releases::released;
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;
use tonghop::ledger::{Receipt, Verified};
use uuid::Uuid;

const RECEIPT: &str =
    "receipt { leaf leafHash position inclusionProof origin treeSize rootHash checkpoint file }";

/// A receipt that is good, and says of itself what it holds.
fn good(world: &World, receipt: &Value) -> Verified {
    let file = receipt["file"].as_str().unwrap();
    let verified = Receipt::verify(file, &[key(&world.database)]).expect("a good receipt");
    assert_eq!(receipt["leaf"], verified.receipt.leaf_text());
    assert_eq!(receipt["origin"], ORIGIN);
    assert_eq!(receipt["position"], verified.receipt.position);
    assert_eq!(receipt["treeSize"], verified.checkpoint.size);
    assert_eq!(receipt["checkpoint"], verified.receipt.checkpoint);
    assert_eq!(receipt["inclusionProof"].as_array().unwrap().len(), verified.receipt.proof.len());
    verified
}

fn of(answer: &Answer) -> Value {
    answer.payload()["receipt"].clone()
}

on_both! {
    async fn filing_and_accepting_give_receipts(world: World) {
        world.round(&["STTTT", "SGDDT"]).await;
        world.save("STTTT", 3).await;
        let submitter = world.person(Role::Submitter, "STTTT");
        let explanations = submitter.explanations("STTTT").await;
        let selection = format!("{RECEIPT} version {{ id digest submittedAt {RECEIPT} acceptanceReceipt {{ file }} }}");
        let verb = || {
            let verb = submitter.submit("STTTT", PERIOD).with("explanations", explanations.clone()).if_revision(1);
            verb.key(Uuid::from_u128(7)).selecting(&selection)
        };
        let filed = verb().await.expect_done();
        let receipt = of(&filed);
        let verified = good(&world, &receipt);
        let (version, leaf) = (&filed.payload()["version"], &verified.receipt.leaf);
        // What it proves is what was filed, by whom and when.
        assert_eq!(leaf["kind"], "VERSION");
        assert_eq!(leaf["row"]["digest"], version["digest"]);
        assert_eq!(leaf["row"]["content_sha256"], version["digest"]);
        assert_eq!(leaf["row"]["submitted_at"], "2019-09-16T02:00:00Z");
        assert!(leaf["facts"]["count"].as_u64() > Some(0), "{leaf}");
        assert_eq!(version["receipt"], receipt, "the version has the same one");
        assert!(version["acceptanceReceipt"].is_null());

        // Sent again, it is the first answer again; whatever else happens, the receipt stays.
        world.save("SGDDT", 5).await;
        world.file("SGDDT").await;
        assert_eq!(verb().await.body, filed.body);
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let accepted = officer.accept("STTTT", PERIOD).selecting(RECEIPT).await.expect_done();
        let acceptance = of(&accepted);
        let leaf = good(&world, &acceptance).receipt.leaf;
        assert_eq!((&leaf["kind"], &leaf["row"]["event"]), (&json!("STATE"), &json!("ACCEPTED")));

        let later = format!("latestVersion {{ {RECEIPT} acceptanceReceipt {{ file }} }}");
        let later = submitter.report("STTTT", PERIOD, &later).await;
        assert_eq!(later.at("report.latestVersion.receipt"), &receipt);
        assert_eq!(later.at("report.latestVersion.acceptanceReceipt.file"), &acceptance["file"]);

        // The whole holds, with the receipts and every checkpoint that was kept.
        let mut evidence = outside(&world.database);
        for (name, receipt) in [("filed", &receipt), ("accepted", &acceptance)] {
            let file = world.database.folder.path().join(format!("{name}.json"));
            std::fs::write(&file, receipt["file"].as_str().unwrap()).unwrap();
            evidence.add(&file).ok().unwrap();
        }
        let inspected = inspect(&world.database, &evidence).await.unwrap();
        assert_eq!((inspected.provinces, inspected.receipts), (2, 2));
        assert!(inspected.checkpoints >= 4, "{inspected:?}");
    }

    async fn what_is_done_is_in_the_log_and_drafts_are_not(world: World) {
        world.round(&["STTTT"]).await;
        let before = inspect(&world.database, &super::Evidence::default()).await.unwrap();
        world.save("STTTT", 3).await;
        assert_eq!(inspect(&world.database, &super::Evidence::default()).await.unwrap(), before);
        world.file("STTTT").await;
        let filed = inspect(&world.database, &outside(&world.database)).await.unwrap();
        world.accept("STTTT").await;
        let accepted = inspect(&world.database, &outside(&world.database)).await.unwrap();
        // The version, the event, the standing, and the entry of the audit log.
        assert_eq!(filed.leaves - before.leaves, 4);
        assert_eq!(accepted.leaves - filed.leaves, 3);
    }

    async fn whoever_does_not_see_the_version_sees_no_receipt(world: World) {
        world.round(&["STTTT"]).await;
        world.files("STTTT", 3, "Sâu sát cơ sở.").await;
        let submitter = world.person(Role::Submitter, "STTTT");
        let version = submitter.report("STTTT", PERIOD, "latestVersion { id }").await;
        let id = version.at("report.latestVersion.id").clone();
        let query = "query ($id: ID!) { node(id: $id) { ... on ReportVersion { receipt { file } } } }";
        let asked = async |person: &crate::kit::person::Person| {
            person.graphql(query, json!({ "id": id })).await.body["data"]["node"]["receipt"]["file"].is_string()
        };
        assert!(asked(&submitter).await);
        assert!(asked(&world.person(Role::HomeAffairsOfficer, None)).await);
        for person in [
            world.person(Role::Submitter, "STC"),
            world.person(Role::BiReader, None),
            world.neighbour(Role::HomeAffairsOfficer, None),
        ] {
            assert!(!asked(&person).await, "{}", person.subject);
        }
    }

    async fn releases_and_roles_have_receipts(world: World) {
        world.round(&["STTTT"]).await;
        world.files("STTTT", 3, "Sâu sát cơ sở.").await;
        world.accept("STTTT").await;
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let release = released(officer.release((PERIOD, PERIOD), "Quý III/2019")).await;
        let selection = format!("digest title {RECEIPT}");
        let made = officer.of_release(&release, &selection).await;
        let leaf = good(&world, made.at("release.receipt")).receipt.leaf;
        assert_eq!(leaf["kind"], "RELEASE");
        assert_eq!((&leaf["row"]["digest"], &leaf["row"]["title"]), (made.at("release.digest"), made.at("release.title")));
        assert_eq!(leaf["facts"]["count"], 1, "its content");

        // Everybody has the receipts of their own roles.
        let submitter = world.person(Role::Submitter, "STTTT");
        let mine = submitter.graphql(&format!("{{ viewer {{ roles {{ role {RECEIPT} }} }} }}"), json!({})).await;
        let roles = mine.at("viewer.roles").as_array().unwrap();
        assert!(!roles.is_empty());
        for role in roles {
            let leaf = good(&world, &role["receipt"]).receipt.leaf;
            assert_eq!((&leaf["kind"], &leaf["row"]["role"]), (&json!("ROLE"), &role["role"]));
        }

        // An inspection finds both in the log.
        let mut evidence = super::Evidence::default();
        for (name, receipt) in [("release", made.at("release.receipt")), ("role", &roles[0]["receipt"])] {
            let file = world.database.folder.path().join(format!("{name}.json"));
            std::fs::write(&file, receipt["file"].as_str().unwrap()).unwrap();
            evidence.add(&file).ok().unwrap();
        }
        assert_eq!(inspect(&world.database, &evidence).await.unwrap().receipts, 2);
    }
}

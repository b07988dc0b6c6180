//! Who sees notices, who may say where they go, and what a server without a mail server says.

use super::desk::{Desk, NOTICE, notices_of};
use crate::kit::course::PERIOD;
use crate::kit::on_both;
use crate::kit::server::import;
use crate::kit::world::World;
use serde_json::{Value, json};
use tonghop::kit::{Error, vocabulary::Role};
use tonghop::organisation::ProvinceFile;

on_both! {
    /// Without a mail server notices are there, and say why they are not sent.
    async fn without_a_mail_server_they_wait(world: World) {
        world.round(&["STTTT"]).await;
        world.save("STTTT", 1).await;
        world.file("STTTT").await;
        world.accept("STTTT").await;
        let own = notices_of(&world.person(Role::AgencyHead, "STTTT")).await;
        let [notice] = &own[..] else { panic!("one notice: {own:?}") };
        assert_eq!(notice["obstacle"], "EMAIL_NOT_CONFIGURED");
        assert_eq!((notice["kind"].as_str(), notice["state"].as_str()), (Some("ACCEPTED"), Some("PENDING")));
        let english = world.person(Role::AgencyHead, "STTTT").speaking("en");
        let subject = notices_of(&english).await[0]["subject"].clone();
        assert_eq!(subject, "Report accepted, 2019-Q3: Sở Thông tin và Truyền thông");
    }

    /// People see their own, Home Affairs and administrators the province's, nobody another province's.
    async fn everybody_sees_their_own(desk: Desk) {
        desk.hook().await;
        desk.round_due("2019-09-27T16:59:59Z").await;
        desk.world.save("STTTT", 1).await;
        desk.world.file("STTTT").await;
        desk.world.accept("STTTT").await;
        let world = &desk.world;
        let seen = async |person| notices_of(&person).await.len();
        assert_eq!(seen(world.person(Role::HomeAffairsOfficer, None)).await, 5);
        assert_eq!(seen(world.person(Role::ProvinceAdministrator, None)).await, 5);
        assert_eq!(seen(world.person(Role::Auditor, None)).await, 5);
        assert_eq!(seen(world.person(Role::Submitter, "STTTT")).await, 1);
        assert_eq!(seen(world.colleague(Role::AgencyHead, "STTTT")).await, 1);
        assert_eq!(seen(world.person(Role::Submitter, "STC")).await, 0);
        assert_eq!(seen(world.person(Role::BiReader, None)).await, 0);
        for role in [Role::HomeAffairsOfficer, Role::ProvinceAdministrator, Role::Auditor] {
            assert_eq!(seen(world.neighbour(role, None)).await, 0);
        }
        assert_eq!(seen(world.neighbour(Role::Submitter, "STTTT")).await, 0);

        // By id: another's is not there.
        let own = notices_of(&world.person(Role::Submitter, "STTTT")).await;
        let by_id = async |person: crate::kit::person::Person| -> Value {
            let query = format!("query ($id: ID!) {{ node(id: $id) {{ ... on Notice {{ {NOTICE} }} }} }}");
            person.graphql(&query, json!({ "id": own[0]["id"] })).await.at("node").clone()
        };
        assert_eq!(by_id(world.person(Role::Submitter, "STTTT")).await["kind"], "ACCEPTED");
        for other in [
            world.colleague(Role::Submitter, "STTTT"),
            world.person(Role::Submitter, "STC"),
            world.neighbour(Role::ProvinceAdministrator, None),
        ] {
            assert_eq!(by_id(other).await, Value::Null);
        }
        // The address of a webhook is its keeper's to see.
        let hooks = async |role| {
            let all = notices_of(&world.person(role, None)).await;
            all.into_iter().find(|it| it["channel"] == "WEBHOOK").expect("a webhook's")["webhook"]["url"].clone()
        };
        assert_eq!(hooks(Role::ProvinceAdministrator).await, desk.receiver.url());
        assert_eq!(hooks(Role::HomeAffairsOfficer).await, Value::Null);
        let viewer = world.person(Role::Submitter, "STTTT");
        let query = "{ viewer { notices(first: 5, filter: { kind: ACCEPTED }) { nodes { kind report { id } obligation { id } } } } }";
        let answer = viewer.graphql(query, json!({})).await;
        assert!(answer.at("viewer.notices.nodes.0.report.id").is_string());
    }

    /// A person's own address, or anybody's by the administrator; nothing that is no address.
    async fn addresses_are_set_by_whom_they_concern(world: World) {
        let submitter = world.person(Role::Submitter, "STTTT");
        let own = submitter.graphql("{ viewer { person { id email } } }", json!({})).await;
        let id = own.at("viewer.person.id").clone();
        let set = |person: crate::kit::person::Person, whose: Value, email: &'static str| async move {
            let input = json!({ "person": whose, "email": email });
            person.verb("personSetEmail", input, "person { id email }".into()).await
        };
        for bad in ["a", "a@b.vn\r\nBcc: c@d.vn", "A <a@b.vn>", "a@b.vn, c@d.vn", "ă@b.vn"] {
            set(submitter.clone(), Value::Null, bad).await.expect_user_error("EMAIL_INVALID");
        }
        let administrator = world.person(Role::ProvinceAdministrator, None);
        let done = set(administrator.clone(), id.clone(), "moi@stttt.example").await.expect_done();
        assert_eq!(done.at("personSetEmail.person.email"), "moi@stttt.example");
        for other in [world.person(Role::HomeAffairsOfficer, None), world.colleague(Role::Submitter, "STTTT")] {
            set(other, id.clone(), "khac@stttt.example").await.expect_user_error("NOT_ALLOWED");
        }
        set(world.neighbour(Role::ProvinceAdministrator, None), id.clone(), "khac@x.example")
            .await
            .expect_user_error("NOT_FOUND");
        let email = async |person: crate::kit::person::Person| -> Value {
            let query = "query ($id: ID!) { node(id: $id) { ... on Person { email } } }";
            person.graphql(query, json!({ "id": id })).await.at("node.email").clone()
        };
        assert_eq!(email(submitter).await, "moi@stttt.example");
        assert_eq!(email(administrator).await, "moi@stttt.example");
        assert_eq!(email(world.person(Role::Submitter, "STC")).await, Value::Null);
        assert_eq!(email(world.person(Role::BiReader, None)).await, Value::Null);
    }

    /// Only the administrator keeps webhooks, and only addresses that may be called.
    async fn webhooks_are_the_administrators(world: World) {
        let register = |person: crate::kit::person::Person, url: &'static str| async move {
            person.verb("webhookRegister", json!({ "url": url }), "secret webhook { id url }".into()).await
        };
        let good = "https://hooks.example/nhan";
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        register(home_affairs.clone(), good).await.expect_user_error("NOT_ALLOWED");
        home_affairs.graphql("{ webhooks { id } }", json!({})).await.expect_code("FORBIDDEN");
        let administrator = world.person(Role::ProvinceAdministrator, None);
        // Without leave for it, nothing that is not encrypted.
        for bad in ["http://hooks.example/", "https://a:b@hooks.example/", "ftp://hooks.example/", "hooks"] {
            register(administrator.clone(), bad).await.expect_user_error("WEBHOOK_URL");
        }
        let done = register(administrator.clone(), good).await.expect_done();
        let secret = done.at("webhookRegister.secret").as_str().unwrap().to_owned();
        assert!(secret.starts_with("whsec_") && secret.len() > 40);
        let seen = administrator.graphql("{ webhooks { id url removedAt registeredBy { id } } }", json!({})).await;
        assert_eq!(seen.at("webhooks.0.url"), good);
        assert!(!seen.body.to_string().contains(&secret));
        for _ in 0..9 {
            register(administrator.clone(), good).await.expect_done();
        }
        register(administrator.clone(), good).await.expect_user_error("TOO_MANY_ENTRIES");
        let neighbour = world.neighbour(Role::ProvinceAdministrator, None);
        assert_eq!(neighbour.graphql("{ webhooks { id } }", json!({})).await.at("webhooks"), &json!([]));
    }

    /// The outbox is written with what it tells of, or not at all; nobody is told of what was refused.
    async fn a_refusal_tells_nobody(world: World) {
        world.round(&["STTTT"]).await;
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        home_affairs.accept("STTTT", PERIOD).await;
        home_affairs.return_("STTTT", PERIOD, json!([])).await;
        assert_eq!(notices_of(&home_affairs).await, Vec::<Value>::new());
    }

    /// A province's file gives people their addresses; what is wrong with one is told, and nothing is made of the file.
    async fn addresses_come_with_a_province(world: World) {
        let file = |email: &str| format!(
            "[province]\ncode = \"87\"\nname = \"Tỉnh Đồng Tháp\"\nname_en = \"Dong Thap\"\n\n\
             [[agencies]]\ncode = \"SNV\"\nname = \"Sở Nội vụ\"\nkind = \"DEPARTMENT\"\n\n\
             [[people]]\nsubject = \"87.an\"\nname = \"Nguyễn Văn An\"\nemail = \"{email}\"\ngrants = [{{ role = \"AUDITOR\" }}]\n\n\
             [[people]]\nsubject = \"87.binh\"\nname = \"Trần Thị Bình\"\ngrants = [{{ role = \"AUDITOR\" }}]\n"
        );
        let Err(Error::Broken(said)) = ProvinceFile::read(&file("an\\u202E@snv.example"), "87.toml") else { panic!("refused") };
        assert!(said.starts_with("87.toml:14: FORBIDDEN_CHARACTER: ") && said.contains("U+202E"), "{said}");
        let good = ProvinceFile::read(&file("an.nguyen@snv.example"), "87.toml").ok().unwrap();
        // Whoever makes a file without reading one is held to the same.
        let mut bad = good.clone();
        bad.people[1].email = Some("binh@snv.example\nBcc: x@y.example".into());
        let said = import(&world.database.admin_url, vec![bad]).unwrap_err();
        assert!(said.contains("EmailInvalid"), "{said}");
        import(&world.database.admin_url, vec![good]).expect("nothing was made before");
        for (subject, email) in [("87.an", json!("an.nguyen@snv.example")), ("87.binh", Value::Null)] {
            let person = world.stranger().known_as(subject, &world.server.token(subject, 1));
            let answer = person.graphql("{ viewer { person { email } } }", json!({})).await;
            assert_eq!(answer.at("viewer.person.email"), &email);
        }
    }
}

//! Who reads the nation: whoever the operator lets, and nobody by a province's word.

use super::*;
use crate::heritage::operator;
use crate::kit::on_postgres;
use crate::kit::server::{ISSUER, import, link};
use crate::walls::count;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tonghop::kit::{Clock, Code, Error};
use tonghop::organisation::{
    PersonEntry, ProvinceEntry, ProvinceFile,
    nation::{self, NationalReader},
    roles,
};
use tonghop::store::{Settings, Store};

const ASKED: &str = "{ nation { provinceNames { code } } }";

on_both! {
    async fn whoever_is_let_no_more_is_out_at_once(world: World) {
        let (store, reader) = (operator(&world).await, reader(&world));
        let mut socket = reader.socket().await;
        socket.subscribe("1", ASKED, json!({})).await;
        assert_eq!(socket.next("1").await["data"]["nation"]["provinceNames"][0]["code"], "84");
        assert_eq!(socket.message().await["type"], "complete");
        // Nothing that is told as it happens is theirs: it would be of what is not closed.
        let listening = "subscription { consolidationChanged(from: \"2019-Q3\") { coverage { due } } }";
        socket.subscribe("2", listening, json!({})).await;
        let message = socket.message().await;
        let error = &message["payload"][0]["extensions"];
        assert_eq!((&message["type"], &error["reason"]), (&json!("error"), &json!("NOT_ALLOWED")), "{message}");

        nation::withdraw(&store, ISSUER, &reader.subject).await.unwrap();
        assert_eq!(nation::readers(&store).await.unwrap(), []);
        let out = reader.graphql(ASKED, json!({})).await.expect_code("UNAUTHENTICATED");
        assert_eq!((out.status, &out.errors()[0]["extensions"]["reason"]), (401, &json!("PERSON_UNKNOWN")));
        socket.subscribe("3", ASKED, json!({})).await;
        socket.expect_close(4403).await;
        let mut another = reader.silent_socket().await;
        another.init(reader.token.as_deref()).await;
        another.expect_close(4403).await;

        nation::let_in(&store, national_reader()).await.unwrap();
        assert_eq!(nation::readers(&store).await.unwrap(), [national_reader()]);
        assert_eq!(reader.graphql(ASKED, json!({})).await.at("nation.provinceNames.0.code"), "84");
        let mut socket = reader.socket().await;
        socket.subscribe("1", ASKED, json!({})).await;
        assert_eq!(socket.next("1").await["data"]["nation"]["provinceNames"][1]["code"], "86");
        store.close().await.unwrap();
    }

    async fn nobody_is_let_twice_nor_whom_a_province_knows(world: World) {
        let store = operator(&world).await;
        let known = NationalReader { subject: world.person(Role::BiReader, None).subject, ..national_reader() };
        for (done, said) in [
            (nation::let_in(&store, known).await, "a province knows"),
            (nation::let_in(&store, national_reader()).await, "reads the nation already"),
            (nation::withdraw(&store, ISSUER, "nobody").await, "does not read the nation"),
        ] {
            let Err(Error::Broken(cause)) = done else { panic!("{said}") };
            assert!(cause.contains(said), "{cause}");
        }
        let nameless = NationalReader { subject: "NATIONAL_READER.2".into(), full_name: " ".into(), ..national_reader() };
        assert_eq!(refusal(nation::let_in(&store, nameless).await), Some(Code::TextEmpty));
        assert_eq!(nation::readers(&store).await.unwrap(), [national_reader()]);
        // The same name of another issuer's is somebody else.
        let elsewhere = NationalReader { issuer: "https://sso.example".into(), ..national_reader() };
        nation::let_in(&store, elsewhere.clone()).await.unwrap();
        assert_eq!(nation::readers(&store).await.unwrap(), [national_reader(), elsewhere]);
        nation::withdraw(&store, ISSUER, &national_reader().subject).await.unwrap();
        reader(&world).graphql(ASKED, json!({})).await.expect_code("UNAUTHENTICATED");
        store.close().await.unwrap();
    }

    /// Whatever the clocks of the machines say on which the operator works.
    async fn the_last_word_counts(world: World) {
        let here = operator(&world).await;
        let ahead = Clock::fixed(world.clock.now() + chrono::Duration::hours(1));
        let there = Store::connect(&Settings::new(world.database.admin_url.clone()), ahead).await.unwrap();
        let newcomer = NationalReader { subject: "NATIONAL_READER.2".into(), ..national_reader() };
        let person = world.server.person(&newcomer.subject);
        nation::let_in(&there, newcomer.clone()).await.unwrap();
        assert_eq!(person.graphql(ASKED, json!({})).await.at("nation.provinceNames.0.code"), "84");
        nation::withdraw(&here, ISSUER, &newcomer.subject).await.unwrap();
        person.graphql(ASKED, json!({})).await.expect_code("UNAUTHENTICATED");
        nation::let_in(&here, newcomer.clone()).await.unwrap();
        assert_eq!(person.graphql(ASKED, json!({})).await.at("nation.provinceNames.0.code"), "84");
        nation::withdraw(&there, ISSUER, &newcomer.subject).await.unwrap();
        person.graphql(ASKED, json!({})).await.expect_code("UNAUTHENTICATED");
        here.close().await.unwrap();
        there.close().await.unwrap();
    }

    async fn no_province_takes_their_login(world: World) {
        let reader = reader(&world);
        let province = ProvinceEntry { code: "83".into(), name: "Bến Tre".into(), name_en: "Ben Tre".into() };
        let person = PersonEntry {
            subject: reader.subject.clone(), name: "Trần Thị Bến".into(), email: None, grants: Vec::new(),
        };
        let file = ProvinceFile { province, agencies: Vec::new(), people: vec![person] };
        let cause = import(&world.database.admin_url, vec![file]).unwrap_err();
        assert!(cause.contains("reads the nation"), "{cause}");
        let auditor = world.person(Role::Auditor, None);
        let cause = link(&world.database.admin_url, &auditor.subject, (ISSUER, &reader.subject)).unwrap_err();
        assert!(cause.contains("already"), "{cause}");
        let names = reader.graphql(ASKED, json!({})).await;
        assert_eq!(names.at("nation.provinceNames"), &json!([{ "code": "84" }, { "code": "86" }]));
    }

    async fn no_province_gives_it(world: World) {
        let administrator = world.person(Role::ProvinceAdministrator, None);
        let auditor = world.person(Role::Auditor, None);
        let login = json!({ "issuer": ISSUER, "subject": auditor.subject });
        let mut newcomer = login.clone();
        (newcomer["subject"], newcomer["fullName"]) = (json!("can-bo-moi"), json!("Phạm Thị Mới"));
        for whom in [json!({ "login": login }), json!({ "newcomer": newcomer })] {
            for change in ["GRANT", "WITHDRAW"] {
                let input = json!({ "change": change, "whom": whom, "role": "NATIONAL_READER", "reason": "Giao thêm việc." });
                let refused = administrator.verb("roleRequest", input, "request { id }".into()).await;
                let refused = refused.expect_user_error("ROLE_OF_THE_NATION");
                let error = refused.user_errors().into_iter().find(|error| error.code == "ROLE_OF_THE_NATION").unwrap();
                assert_eq!(error.path, ["input", "role"]);
                assert_eq!(refused.payload()["request"], Value::Null);
            }
        }
        let store = operator(&world).await;
        let given = roles::grant(&store, (ISSUER, auditor.subject.as_str()), Role::NationalReader, None).await;
        assert_eq!(refusal(given), Some(Code::RoleOfTheNation));
        store.close().await.unwrap();
        assert_eq!(auditor.graphql(ASKED, json!({})).await.data(), &json!({ "nation": null }));
    }
}

on_postgres! {
    /// A login that is being given to a province while the operator lets it read is the province's.
    async fn who_comes_second_is_refused(world: World) {
        let (store, newcomer) = (operator(&world).await, NationalReader { subject: "can-bo-bo".into(), ..national_reader() });
        let mut province = PgConnection::connect(&world.database.admin_url).await.unwrap();
        let insert = format!(
            "BEGIN; SET LOCAL app.tenant = '1'; INSERT INTO login (issuer, subject, tenant_id, person_id) \
             SELECT '{ISSUER}', '{}', tenant_id, id FROM person WHERE tenant_id = 1 LIMIT 1",
            newcomer.subject
        );
        province.execute(AssertSqlSafe(insert)).await.unwrap();
        let letting = {
            let (store, newcomer) = (store.clone(), newcomer.clone());
            tokio::spawn(async move { nation::let_in(&store, newcomer).await })
        };
        let mut beside = PgConnection::connect(&world.database.admin_url).await.unwrap();
        let waits = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'login'::regclass \
                     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        while !letting.is_finished() && count(&mut beside, waits).await == 0 {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        province.execute("COMMIT").await.unwrap();
        let Err(Error::Broken(cause)) = letting.await.unwrap() else { panic!("it is of a province and reads the nation") };
        assert!(cause.contains("a province knows"), "{cause}");
        assert_eq!(nation::readers(&store).await.unwrap(), [national_reader()]);
        store.close().await.unwrap();
    }
}

/// Why something was refused: the first reason.
fn refusal(done: Result<(), Error>) -> Option<Code> {
    match done {
        Err(Error::Refused(problems)) => problems.first().map(|problem| problem.code),
        _ => None,
    }
}

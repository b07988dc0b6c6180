//! Who reads the nation: whoever the operator lets, and nobody by a province's word.

use super::*;
use crate::heritage::operator;
use crate::kit::server::ISSUER;
use tonghop::kit::{Code, Error};
use tonghop::organisation::{
    nation::{self, NationalReader},
    roles,
};

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

/// Why something was refused: the first reason.
fn refusal(done: Result<(), Error>) -> Option<Code> {
    match done {
        Err(Error::Refused(problems)) => problems.first().map(|problem| problem.code),
        _ => None,
    }
}

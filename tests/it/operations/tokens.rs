//! What the operator gives out by `tonghop token`, and takes back.

use super::{Run, on};
use crate::cycle::desk::count;
use crate::kit::answer::Answer;
use crate::kit::database::Database;
use crate::kit::person::Person;
use crate::kit::program::Program;
use crate::kit::server::ISSUER;
use crate::kit::{Furnished, on_both};
use crate::ledger::{inspect, outside};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;
use tonghop::auth::KeyPair;

const READER: &str = "84.BI_READER.1";

/// `tonghop token …` as the operator runs it.
fn token(database: &Database, arguments: &[&str], settings: &[(&str, &str)]) -> Run {
    let own = [("TONGHOP_ISSUER", ISSUER), ("TONGHOP_ADMIN_DATABASE_URL", database.admin_url.as_str())];
    on(database, &[&["token"][..], arguments].concat(), &[&own[..], settings].concat())
}

/// What a run that did what it was asked for has printed.
#[track_caller]
fn printed(run: &Run) -> String {
    assert_eq!(run.code, 0, "{}", run.err);
    run.out.trim_end().to_owned()
}

/// Asks who one is with credentials of a header.
async fn who(program: &Program, credentials: &str) -> Answer {
    let stranger = Person::stranger(program.address());
    let asked = stranger.request(reqwest::Method::POST, "/graphql").header("authorization", credentials);
    stranger.send(asked.json(&json!({ "query": "{ viewer { person { fullName } } }" }))).await
}

#[track_caller]
fn expect_refused(answer: &Answer, reason: &str) {
    assert_eq!(
        (answer.status, &answer.errors()[0]["extensions"]["reason"]),
        (401, &json!(reason)),
        "{answer}"
    );
}

on_both! {
    /// The operator needs nobody's approval, and what comes of that is in the log as accounts were before there was any.
    async fn a_secret_is_good_until_the_operator_takes_it_back(furnished: Furnished) {
        let database = &furnished.0;
        let server = Program::with_settings(database, None, &[]).await;
        let service = ["service", "--province", "84", "--name", "Kho dữ liệu", "--access", "read", "--days", "30"];
        let secret = printed(&token(database, &service, &[]));
        let bearer = format!("Bearer {secret}");
        let basic = format!("Basic {}", STANDARD.encode(format!("kho:{secret}")));
        for credentials in [&bearer, &basic] {
            assert_eq!(who(&server, credentials).await.at("viewer.person.fullName"), "Kho dữ liệu");
        }
        let revoke = ["revoke", "--province", "84", "--name", "Kho dữ liệu"];
        assert_eq!(printed(&token(database, &revoke, &[])), "revoked: 1");
        for credentials in [&bearer, &basic] {
            expect_refused(&who(&server, credentials).await, "TOKEN_REVOKED");
        }
        let again = token(database, &revoke, &[]);
        assert!(again.code == 1 && again.err.contains("no service account in use"), "{}", again.err);
        let files = ["service", "--province", "84", "--name", "Nộp hộ", "--access", "submit"];
        let nobodys = token(database, &files, &[]);
        assert!(nobodys.code == 1 && nobodys.err.contains("one agency at least"), "{}", nobodys.err);

        let leaves = "SELECT count(*) FROM ledger_leaf WHERE kind = 'ACCOUNT' AND leaf NOT LIKE '%approve_by%'";
        assert_eq!(count(database, leaves).await, 1);
        inspect(database, &outside(database)).await.unwrap();
    }

    async fn in_production_no_token_is_good_for_more_than_an_hour(furnished: Furnished) {
        let database = &furnished.0;
        let keys = ["token.pem", "ledger.pem"].map(|name| database.folder.path().join(name));
        KeyPair::read_or_make(&keys[0]).ok().unwrap();
        let production = [
            ("TONGHOP_MODE", "production"),
            ("TONGHOP_KEY_FILE", keys[0].to_str().unwrap()),
            ("TONGHOP_LEDGER_KEY_FILE", keys[1].to_str().unwrap()),
        ];
        let issue = |more: &[&str], settings: &[(&str, &str)]| {
            token(database, &[&["issue", "--person", READER][..], more].concat(), settings)
        };
        let refused = issue(&["--days", "1"], &production);
        assert!(refused.code == 1 && refused.out.is_empty(), "{}", refused.out);
        assert!(refused.err.contains("--minutes 1 to 60") && refused.err.contains("tonghop token service"), "{}", refused.err);
        for wrong in [&["--minutes", "61"][..], &["--minutes", "0"], &["--minutes", "5", "--days", "1"]] {
            assert_eq!(issue(wrong, &production).code, 2, "{wrong:?}");
        }

        // By the same key, for the same house: what a trial may make is not taken, and what production makes is.
        let [day, hour, few, usual] = [
            issue(&[], &[]),
            issue(&["--minutes", "60"], &[]),
            issue(&["--minutes", "5"], &production),
            issue(&[], &production),
        ]
        .map(|run| format!("Bearer {}", printed(&run)));
        let server = Program::with_settings(database, None, &production).await;
        expect_refused(&who(&server, &day).await, "TOKEN_LIFETIME");
        for credentials in [hour, few, usual] {
            assert_eq!(who(&server, &credentials).await.at("viewer.person.fullName"), &json!(format!("Nguyễn Văn {READER}")));
        }
        drop(server);
        let trial = Program::with_settings(database, None, &[]).await;
        assert_eq!(who(&trial, &day).await.status, 200);
    }
}

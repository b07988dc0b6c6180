//! Production mode: what is fit for trials only is refused, all of it at once, with the line to change.

use super::{Run, on, program};
use crate::crash::Program;
use crate::kit::{Furnished, on_both};
use tonghop::auth::KeyPair;

const PRODUCTION: (&str, &str) = ("TONGHOP_MODE", "production");

fn refused(run: &Run, lines: &[&str]) {
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(
        run.err.contains("production mode refuses") && run.err.contains("không chấp nhận"),
        "{}",
        run.err
    );
    for line in lines {
        assert!(run.err.contains(line), "no {line}: {}", run.err);
    }
    assert_eq!(run.err.matches("\n- ").count(), lines.len(), "{}", run.err);
}

on_both! {
    async fn keys_and_doors_of_trials_are_refused(furnished: Furnished) {
        let database = &furnished.0;
        let folder = database.folder.path();
        let serve = ["serve", "--listen", "127.0.0.1:0"];
        let keys = folder.join("keys");
        let [token, ledger] = ["token.pem", "ledger.pem"].map(|name| keys.join(name));
        let named = [
            PRODUCTION,
            ("TONGHOP_KEY_FILE", token.to_str().unwrap()),
            ("TONGHOP_LEDGER_KEY_FILE", ledger.to_str().unwrap()),
        ];
        // Keys that are named are not made.
        refused(&on(database, &serve, &named), &["key_file = \"/etc/tonghop/token.pem\"", "ledger_key_file = \"/etc/tonghop/ledger.pem\""]);
        assert!(!keys.exists());
        KeyPair::read_or_make(&token).ok().unwrap();
        std::fs::copy(folder.join("ledger.pem"), &ledger).unwrap();
        std::fs::set_permissions(&ledger, std::os::unix::fs::PermissionsExt::from_mode(0o640)).unwrap();
        let open = [&named[..], &[("TONGHOP_OPEN_TO_LOOK_AT", "true")]].concat();
        refused(&on(database, &serve, &open), &["# chmod 600", "open_to_look_at = false"]);
        std::fs::set_permissions(&ledger, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        refused(&on(database, &[&serve[..], &["--demo"]].concat(), &named), &["mode = \"trial\""]);
        std::fs::create_dir(folder.join("demo")).unwrap();
        std::fs::write(folder.join("demo").join("tokens.json"), "{}").unwrap();
        refused(&on(database, &serve, &named), &["data_dir = "]);
        std::fs::remove_dir_all(folder.join("demo")).unwrap();
        // What the trial's server would have made by itself is good enough for one machine, not for several.
        if database.url.starts_with("postgres") {
            refused(&on(database, &serve, &[PRODUCTION]), &["key_file = ", "ledger_key_file = "]);
        }
        drop(Program::with_settings(database, None, &named).await);
    }
}

/// Nobody listens at these addresses: it is refused before anything is connected to.
#[test]
fn a_way_that_somebody_could_stand_in_is_refused_without_repeating_secrets() {
    let folder = tempfile::tempdir().unwrap();
    let keys = ["token.pem", "ledger.pem"].map(|name| folder.path().join(name));
    for key in &keys {
        KeyPair::read_or_make(key).ok().unwrap();
    }
    let named = [
        PRODUCTION,
        ("TONGHOP_KEY_FILE", keys[0].to_str().unwrap()),
        ("TONGHOP_LEDGER_KEY_FILE", keys[1].to_str().unwrap()),
    ];
    for way in ["", "?sslmode=require", "?sslmode=verify-ca"] {
        let url = format!("postgres://u:geheim@database.invalid/d{way}");
        let run = program(Some(&url), folder.path(), &["serve", "--listen", "127.0.0.1:0"], &named);
        refused(&run, &["database_url = \"postgres://…@database.invalid/…?sslmode=verify-full"]);
        assert!(!run.err.contains("geheim"), "{}", run.err);
    }
    // The control: with it, the way is only not there.
    let url = "postgres://u:geheim@database.invalid/d?sslmode=verify-full";
    let run = program(Some(url), folder.path(), &["serve", "--listen", "127.0.0.1:0"], &named);
    assert!(
        run.code == 1 && !run.err.contains("production mode") && !run.err.contains("geheim"),
        "{}",
        run.err
    );
}

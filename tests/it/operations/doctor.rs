//! `tonghop doctor`: what is wrong is said with the line to change, what is right is not called wrong, and nothing is changed.

use super::backup::files;
use super::{Run, on, program};
use crate::kit::both::skip;
use crate::kit::course::{DUE, FORM, PERIOD};
use crate::kit::program::Program;
use crate::kit::server::Server;
use crate::kit::world::World;
use crate::kit::{Furnished, on_both, on_postgres, pooler};
use crate::ledger::sabotage;
use crate::notices::smtp::MailServer;
use serde_json::Value;
use tonghop::kit::{Clock, Error, vocabulary::Role};
use tonghop::store::manifest::TABLES;
use tonghop::store::{Settings, check_nation};

/// What the test's own cluster is careless about, so that tests are quick, and what the doctor says of it rightly.
const QUICK: &str = "durability";

/// The findings of a level but for [`QUICK`]: what each is about, what it says in English, and the line to change.
fn found(run: &Run, level: &str) -> Vec<(String, String, String)> {
    let all: Vec<Value> =
        serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("no JSON: {}{}", run.out, run.err));
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let of_level = all.iter().filter(|finding| finding["level"] == level && finding["check"] != QUICK);
    of_level.map(|one| (text(&one["check"]), text(&one["message"]), text(&one["change"]))).collect()
}

/// The exit code, were it not for [`QUICK`].
fn code(run: &Run) -> i32 {
    let careless = ["fsync", "full_page_writes", "synchronous_commit"];
    if !careless.iter().all(|name| run.out.contains(&format!("{name} = off"))) {
        return run.code;
    }
    assert_eq!(run.code, 1, "{}", run.out);
    i32::from(!found(run, "error").is_empty())
}

const EXAMINE: &[&str] = &["doctor", "--json", "--lang", "en"];

on_both! {
    async fn what_is_right_is_not_called_wrong(world: World) {
        let database = &world.database;
        // In use, with its logs begun.
        let names = || {
            let entries = std::fs::read_dir(database.folder.path()).unwrap();
            let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
            names.retain(|name| !name.to_string_lossy().contains(".db"));
            names.sort();
            names
        };
        let before = names();
        let run = on(database, EXAMINE, &[]);
        assert_eq!((code(&run), found(&run, "error")), (0, vec![]), "{}", run.err);
        assert!(found(&run, "fine").iter().any(|(check, ..)| check == "database"), "{}", run.out);
        assert_eq!(names(), before, "looking leaves nothing behind");
        let [vi, en] = ["vi", "en"].map(|lang| on(database, &["doctor", "--lang", lang], &[]).out);
        assert!(vi.contains("[ổn] database: Cơ sở dữ liệu trả lời"), "{vi}");
        assert!(en.contains("[fine] database: The database answers"), "{en}");
        assert_eq!(vi.lines().count(), en.lines().count());
    }

    async fn half_a_sign_in_is_said_with_the_other_half(furnished: Furnished) {
        let folder = furnished.0.folder.path();
        let secret = folder.join("client-secret");
        let issuers = |more: &str| format!(
            r#"[{{ issuer = "https://sso.example", audience = "tonghop", algorithm = "RS256", sign_in = {{ name = "Cán bộ", client_id = "web"{more} }} }}]"#
        );
        let with_secret = issuers(&format!(", client_secret_file = \"{}\"", secret.display()));
        let ask = |issuers: &str, url: &str| {
            let run = on(&furnished.0, EXAMINE, &[("TONGHOP_ISSUERS", issuers), ("TONGHOP_PUBLIC_URL", url)]);
            ["error", "warning", "fine"].into_iter().find_map(|level| {
                let (_, said, change) = found(&run, level).into_iter().find(|(check, ..)| check == "sign-in")?;
                Some((level, said, change))
            })
        };
        let own = "https://tonghop.example";
        assert_eq!(ask("[]", ""), None);
        let (level, _, change) = ask(&issuers(""), "").expect("a finding");
        assert!(level == "error" && change.starts_with("public_url = "), "{change}");
        let (level, _, change) = ask("[]", own).expect("a finding");
        assert!(level == "warning" && change.starts_with("[issuers.sign_in]"), "{change}");
        let (level, said, _) = ask(&with_secret, own).expect("a finding");
        assert!(level == "error" && said.contains(secret.to_str().unwrap()), "{said}");
        std::fs::write(&secret, "rất bí mật\n").unwrap();
        let (level, said, _) = ask(&with_secret, own).expect("a finding");
        assert!(level == "fine" && said.contains("https://tonghop.example/sign-in/callback"), "{said}");
    }

    async fn what_is_wrong_is_said_with_the_line(world: World) {
        let database = &world.database;
        let folder = database.folder.path();
        let settings = folder.join("tonghop.toml");
        std::fs::write(&settings, "listn = \"127.0.0.1:1\"\n").unwrap();
        let file = settings.to_str().unwrap();
        let run = on(database, &[EXAMINE, &["--config", file]].concat(), &[]);
        let errors = found(&run, "error");
        assert!(run.code == 1 && errors.len() == 1 && errors[0].1.contains("listn"), "{errors:?}");

        let run = on(database, EXAMINE, &[("TONGHOP_LISTN", "127.0.0.1:1")]);
        let warned = found(&run, "warning");
        assert!(code(&run) == 0 && warned.iter().any(|(_, said, _)| said.contains("TONGHOP_LISTN")), "{warned:?}");
        assert_eq!(on(database, &[EXAMINE, &["--strict"]].concat(), &[("TONGHOP_LISTN", "1")]).code, 1);

        let collector = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318");
        let grpc = ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc");
        for (settings, line) in [
            (&[collector, grpc][..], Some("export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf")),
            (&[collector], (!cfg!(feature = "otlp")).then_some("cargo build --release")),
        ] {
            let warned = found(&on(database, EXAMINE, settings), "warning");
            let traces = warned.iter().find(|(check, ..)| check == "traces");
            assert_eq!(traces.map(|(_, _, line)| line.as_str()), line, "{warned:?}");
        }

        let key = folder.join("token.pem");
        std::fs::set_permissions(&key, std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
        let said = found(&on(database, EXAMINE, &[]), "warning");
        let line = format!("chmod 600 {}", key.display());
        assert!(said.iter().any(|(check, said, change)| check == "keys" && said.contains("644") && *change == line), "{said:?}");
        std::fs::set_permissions(&key, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();

        // A folder that cannot be made, because there is a file where it would be.
        let inside = format!("{file}/checkpoints");
        let run = on(database, EXAMINE, &[("TONGHOP_CHECKPOINT_DIR", &inside)]);
        let errors = found(&run, "error");
        assert!(errors.iter().any(|(check, _, line)| check == "folders" && line.starts_with("checkpoint_dir = ")), "{errors:?}");

        let mail = MailServer::start().await;
        let port = mail.address.port().to_string();
        let to = |port: &str| {
            let post = [("TONGHOP_SMTP_HOST", "127.0.0.1"), ("TONGHOP_SMTP_PORT", port), ("TONGHOP_SMTP_TLS", "none"), ("TONGHOP_SMTP_FROM", "a@b.example")];
            on(database, EXAMINE, &post)
        };
        let fine = found(&to(&port), "fine");
        assert!(fine.iter().any(|(check, said, _)| check == "mail" && said.contains("answers")), "{fine:?}");
        assert!(mail.sessions() == 1 && mail.letters().is_empty());
        let nobody = crate::kit::postgres::free_port().unwrap().to_string();
        let run = to(&nobody);
        assert!(code(&run) == 1 && found(&run, "error").iter().any(|(check, ..)| check == "mail"), "{}", run.out);

        sabotage(database, "UPDATE tenant_version SET recorded_at = '2999-01-01T00:00:00+00:00'").await;
        let errors = found(&on(database, EXAMINE, &[]), "error");
        assert!(errors.iter().any(|(check, said, _)| check == "clock" && said.contains("ours is slow")), "{errors:?}");

        sabotage(database, "DELETE FROM schema_migration WHERE number = (SELECT max(number) FROM schema_migration)").await;
        let run = on(database, EXAMINE, &[]);
        let errors = found(&run, "error");
        assert!(errors.iter().any(|(check, _, line)| check == "schema" && line == "tonghop migrate"), "{errors:?}");
    }
}

/// Before anything is there, there is nothing wrong.
#[test]
fn a_machine_on_which_nothing_has_been_made_is_fine() {
    let folder = tempfile::tempdir().unwrap();
    let run = program(None, folder.path(), EXAMINE, &[]);
    assert_eq!((run.code, found(&run, "error")), (0, vec![]));
    assert!(
        found(&run, "fine")
            .iter()
            .any(|(check, said, _)| check == "database" && said.contains("no database"))
    );
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

on_postgres! {
    async fn role_policies_and_rights_are_looked_at(furnished: Furnished) {
        let database = &furnished.0;
        drop(Server::start(database, &Clock::system()).await.unwrap());
        let owner = program(Some(&database.admin_url), database.folder.path(), EXAMINE, &[]);
        let errors = found(&owner, "error");
        assert!(owner.code == 1 && errors.iter().any(|(check, said, _)| check == "role" && said.contains("superuser")), "{errors:?}");
        assert!(errors.iter().any(|(check, said, _)| check == "role" && said.contains("owns the tables")), "{errors:?}");
        // Each table by itself.
        for table in TABLES.iter().map(|table| table.name).filter(|name| ["figure", "person", "ledger_leaf"].contains(name)) {
            sabotage(database, &format!("ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")).await;
            let errors = found(&on(database, EXAMINE, &[]), "error");
            assert!(matches!(&errors[..], [(check, said, _)] if check == "policies" && said.ends_with(&format!(": {table}."))), "{errors:?}");
            sabotage(database, &format!("ALTER TABLE {table} FORCE ROW LEVEL SECURITY")).await;
        }
        sabotage(database, "GRANT UPDATE ON report_version TO PUBLIC").await;
        let errors = found(&on(database, EXAMINE, &[]), "error");
        assert!(matches!(&errors[..], [(check, said, _)] if check == "grants" && said.contains("report_version")), "{errors:?}");
    }

    /// PgBouncer itself, in one mode after the other.
    async fn a_pooler_is_known_by_what_it_does(furnished: Furnished) {
        let database = &furnished.0;
        let Some(program) = pooler::program() else {
            let test = "operations::doctor::a_pooler_is_known_by_what_it_does";
            return skip(test, "neither PATH nor /usr/sbin has pgbouncer");
        };
        let before = |settings: &str| pooler::before(database, &program, settings).expect("a pooler");
        let ignored = "ignore_startup_parameters = extra_float_digits, options";
        // One that lets nothing through that it does not know: the line is right when it lets us through.
        let errors = found(&on(&before(""), EXAMINE, &[]), "error");
        assert!(matches!(&errors[..], [(check, _, line)] if check == "database" && line.contains(ignored)), "{errors:?}");

        // However few connections it has to deal out.
        for mode in ["pool_mode = transaction", "pool_mode = transaction\ndefault_pool_size = 1"] {
            let shared = before(&format!("{mode}\n{ignored}"));
            let errors = found(&on(&shared, EXAMINE, &[]), "error");
            assert!(matches!(&errors[..], [(check, _, line)] if check == "pooler" && line.contains("pool_mode = session")), "{errors:?}");
            let log = shared.folder.path().join("refused.log");
            let to = std::fs::File::create(&log).unwrap();
            let ended = Program::begun(&shared, None, &[], to.into()).ready().await;
            let said = std::fs::read_to_string(&log).unwrap();
            assert!(ended.is_err() && said.contains("pool_mode = session"), "{ended:?} {said}");
            // Nor with that on the way of the nation's readers only.
            let national_url = Some(shared.url.clone());
            let national = Settings { national_url, ..Settings::new(database.url.clone()) };
            let Err(Error::Broken(cause)) = check_nation(&national).await else { panic!("it is not seen") };
            assert!(cause.contains("pool_mode = session"), "{cause}");
        }

        let own = before(&format!("pool_mode = session\n{ignored}"));
        let server = Program::with_settings(&own, None, &[]).await;
        let officer = server.person(&own, Role::HomeAffairsOfficer, None);
        officer.open_round(FORM, PERIOD, DUE, &["STTTT"]).await.expect_done();
        files(&server, &own, "STTTT", 3).await;
        let run = on(&own, EXAMINE, &[]);
        assert_eq!((code(&run), found(&run, "error")), (0, vec![]), "{}", run.err);
    }
}

//! Mail and webhooks over real TLS, with certificates of the test's own making: trusted when the operator trusts their authority,
//! refused when nobody does, and when they are another's.

use super::desk::{Desk, settings, until};
use super::receiver::Receiver;
use super::smtp::{Guard, MailServer};
use crate::kit::authority::Authority;
use crate::kit::both::Furnished;
use crate::kit::course::PERIOD;
use crate::kit::on_both;
use serde_json::{Value, json};
use tonghop::courier::{MailTls, Settings};
use tonghop::kit::vocabulary::Role;

const PASSWORD: &str = "mật khẩu của máy chủ thư";

/// The courier's settings for a mail server behind TLS: it logs in, and trusts what is in the file.
fn guarded(mail: &MailServer, tls: MailTls, more_roots: &str) -> Settings {
    let mut settings = settings(mail);
    if let Some(mail) = &mut settings.mail {
        mail.tls = tls;
        mail.login = Some(("tonghop".into(), PASSWORD.into()));
    }
    Settings { more_roots: more_roots.as_bytes().to_vec(), ..settings }
}

/// Somebody whose report is returned, whom a letter can reach, and a webhook that hears of it.
async fn told(desk: &Desk) {
    desk.reach(Role::Submitter, "STTTT", "lap.bao.cao@stttt.example").await;
    desk.hook().await;
    desk.round_due("2019-09-27T16:59:59Z").await;
    desk.world.save("STTTT", 1).await;
    desk.world.file("STTTT").await;
    let home_affairs = desk.world.person(Role::HomeAffairsOfficer, None);
    home_affairs.return_("STTTT", PERIOD, json!([{ "text": "Thiếu số liệu." }])).await.expect_done();
}

/// What both ways out say after the first try, the letter's first.
async fn first_tries(desk: &Desk) -> [Value; 2] {
    until("the first tries", async || {
        let notices = desk.notices().await;
        let of = |channel: &str| {
            let tried = |it: &&Value| it["channel"] == channel && it["attempts"] == 1;
            notices.iter().find(tried).cloned()
        };
        Some([of("EMAIL")?, of("WEBHOOK")?])
    })
    .await
}

/// Everything goes out behind TLS, and nothing before it.
async fn everything_arrives(database: Furnished, tls: MailTls) {
    let authority = Authority::new();
    let guard = match tls {
        MailTls::StartTls => Guard::StartTls(authority.acceptor("127.0.0.1")),
        _ => Guard::Wrapped(authority.acceptor("127.0.0.1")),
    };
    let mail = MailServer::guarded(guard).await;
    let receiver = Receiver::secured(authority.acceptor("127.0.0.1")).await;
    let settings = guarded(&mail, tls, authority.pem());
    let desk = Desk::with(database.0, mail, receiver, settings).await;
    told(&desk).await;
    let [letter, call] = first_tries(&desk).await;
    assert_eq!((&letter["state"], &call["state"]), (&json!("SENT"), &json!("SENT")), "{letter} {call}");
    let [received] = &desk.mail.letters()[..] else { panic!("one letter") };
    assert_eq!(received.to, ["lap.bao.cao@stttt.example"]);
    assert!(received.part("text/plain").contains("Thiếu số liệu."));
    // The server asked for the password behind TLS only, and got it.
    assert_eq!(desk.mail.logins(), [format!("\0tonghop\0{PASSWORD}")]);
    assert!(desk.receiver.url().starts_with("https://"));
    let [called] = &desk.receiver.calls()[..] else { panic!("one call") };
    assert!(called.genuine);
}

/// Nothing goes out: the other side cannot prove who it is. What was to be said waits and is tried again.
async fn nothing_arrives(database: Furnished, tls: MailTls, name: &str, trusted: bool) {
    let authority = Authority::new();
    let guard = match tls {
        MailTls::StartTls => Guard::StartTls(authority.acceptor(name)),
        _ => Guard::Wrapped(authority.acceptor(name)),
    };
    let mail = MailServer::guarded(guard).await;
    let receiver = Receiver::secured(authority.acceptor(name)).await;
    // Some other authority is trusted in any case.
    let trusted = if trusted { authority.pem().to_owned() } else { Authority::new().pem().to_owned() };
    let settings = guarded(&mail, tls, &trusted);
    let desk = Desk::with(database.0, mail, receiver, settings).await;
    told(&desk).await;
    let [letter, call] = first_tries(&desk).await;
    assert_eq!((&letter["state"], &call["state"]), (&json!("PENDING"), &json!("PENDING")), "{letter} {call}");
    let said = letter["lastError"].as_str().unwrap();
    assert!(said.contains("certificate") && !said.contains(PASSWORD), "{said}");
    assert_eq!(call["lastError"], "TLS failed");
    assert!(desk.mail.sessions() > 0, "somebody came");
    assert_eq!((desk.mail.letters().len(), desk.mail.logins().len(), desk.receiver.calls().len()), (0, 0, 0));
}

on_both! {
    async fn behind_tls_from_the_first_byte(database: Furnished) {
        everything_arrives(database, MailTls::Wrapped).await;
    }

    async fn behind_starttls(database: Furnished) {
        everything_arrives(database, MailTls::StartTls).await;
    }

    async fn a_certificate_that_nobody_vouches_for_is_refused(database: Furnished) {
        nothing_arrives(database, MailTls::StartTls, "127.0.0.1", false).await;
    }

    async fn a_certificate_of_another_is_refused(database: Furnished) {
        nothing_arrives(database, MailTls::Wrapped, "mail.khac.example", true).await;
    }

    /// A mail server, or somebody on the way to it, that offers no STARTTLS gets neither password nor letter.
    async fn without_starttls_nothing_is_sent(database: Furnished) {
        let mail = MailServer::start().await;
        let settings = guarded(&mail, MailTls::StartTls, Authority::new().pem());
        let desk = Desk::with(database.0, mail, Receiver::start().await, settings).await;
        told(&desk).await;
        let [letter, call] = first_tries(&desk).await;
        assert_eq!((&letter["state"], &call["state"]), (&json!("PENDING"), &json!("SENT")), "{letter} {call}");
        assert!(letter["lastError"].as_str().unwrap().contains("STARTTLS"), "{letter}");
        assert!(desk.mail.sessions() > 0 && desk.mail.letters().is_empty() && desk.mail.logins().is_empty());
    }
}

/// What an operator writes in the settings is what the courier trusts; a file without a certificate is refused.
#[test]
fn the_operator_names_a_file_of_authorities() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    let authority = Authority::new();
    std::fs::write(&file, authority.pem()).unwrap();
    let flag = [("trust_file", file.display().to_string())];
    let read = || tonghop::config::Config::read(None, &flag).ok().unwrap().courier();
    assert_eq!(read().ok().unwrap().more_roots, authority.pem().as_bytes());
    std::fs::remove_file(&file).unwrap();
    assert!(read().is_err(), "a file that is not there");
}

//! The to-do as a calendar that a calendar program fetches.

use crate::kit::course::PERIOD;
use crate::kit::on_both;
use crate::kit::person::Person;
use crate::kit::world::World;
use reqwest::{Method, Response};
use serde_json::json;
use tonghop::kit::vocabulary::Role;

const PATH: &str = "/feeds/obligations.ics";

/// Fetches the calendar as a calendar program does: the token is the password.
async fn fetch(world: &World, person: &Person, language: &str) -> Response {
    let token = person.token.clone();
    let request = world.stranger().request(Method::GET, PATH).header("accept-language", language);
    request.basic_auth("whoever", token).send().await.unwrap()
}

/// The calendar, its lines put together again.
async fn lines(world: &World, person: &Person, language: &str) -> String {
    let answer = fetch(world, person, language).await;
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["content-type"]),
        (200, &"text/calendar; charset=utf-8".parse().unwrap())
    );
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let text = answer.text().await.unwrap();
    assert!(text.lines().all(|line| line.len() <= 75));
    text.replace("\r\n ", "")
}

on_both! {
    async fn what_is_due_stands_in_the_calendar(world: World) {
        world.round(&["STTTT", "STC"]).await;
        let submitter = world.person(Role::Submitter, "STTTT");
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let calendar = lines(&world, &submitter, "vi").await;
        assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 1);
        assert!(calendar.contains("\r\nDTSTART:20190917T165959Z\r\n"), "{calendar}");
        assert!(calendar.contains("SUMMARY:Hạn nộp báo cáo Quý III/2019: Sở Thông tin và Truyền thông\r\n"), "{calendar}");
        assert!(calendar.contains("\\nCòn 1 ngày làm việc.\r\n"), "{calendar}");
        assert_eq!(lines(&world, &officer, "vi").await.matches("BEGIN:VEVENT").count(), 2);
        let neighbour = world.neighbour(Role::HomeAffairsOfficer, None);
        assert_eq!(lines(&world, &neighbour, "vi").await.matches("BEGIN:VEVENT").count(), 0);

        world.save("STTTT", 1).await;
        world.file("STTTT").await;
        assert_eq!(lines(&world, &submitter, "vi").await.matches("BEGIN:VEVENT").count(), 0);
        let reason = "Thiếu số liệu, xem lại;\nBEGIN:VEVENT";
        officer.return_("STTTT", PERIOD, json!([{ "text": reason }])).await.expect_done();
        world.set_time("2019-09-19T02:00:00Z");
        let calendar = lines(&world, &submitter, "en").await;
        assert_eq!(calendar.matches("\r\nBEGIN:VEVENT").count(), 1, "what people wrote stays text");
        assert!(calendar.contains("\\n2 working days overdue.\\nReturned: Thiếu số liệu\\, xem lại\\;\\nBEGIN:VEVENT\r\n"), "{calendar}");
    }

    async fn the_calendar_needs_a_token_in_a_header(world: World) {
        let person = world.person(Role::Submitter, "STTTT");
        let bearer = person.request(Method::GET, PATH).send().await.unwrap();
        assert_eq!(bearer.status().as_u16(), 200);
        let stranger = || world.stranger().request(Method::GET, PATH);
        let in_the_address = format!("{PATH}?token={}", person.token.clone().unwrap());
        for request in [
            stranger(),
            stranger().basic_auth("whoever", Some("nonsense")),
            stranger().basic_auth("whoever", None::<&str>),
            stranger().header("authorization", "Basic %%%"),
            world.stranger().request(Method::GET, &in_the_address),
        ] {
            let refused = request.send().await.unwrap();
            assert_eq!(refused.status().as_u16(), 401);
            assert_eq!(refused.headers()["www-authenticate"], "Basic realm=\"tonghop\", charset=\"UTF-8\"");
        }
    }

    /// Whoever sees a whole province has more of them than a page of the list; of what is left out there is a sign.
    async fn every_open_deadline_stands_in_the_calendar_or_a_sign_that_some_do_not(world: World) {
        use crate::ad_hoc::ask;
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let first: chrono::NaiveDate = "2019-01-01".parse().unwrap();
        let sign = "SUMMARY:Chưa đủ: lịch chỉ có 500 hạn nộp sớm nhất\r\n";
        // Seven agencies owe each.
        for number in 0..72 {
            let from = first + chrono::Duration::days(number);
            let due = format!("2019-{:02}-18T16:59:59Z", if number < 71 { 9 } else { 10 });
            ask(&officer, &format!("{from}/2019-08-31"), json!({ "dueAt": due })).await.expect_done();
            if number == 14 {
                let calendar = lines(&world, &officer, "vi").await;
                assert_eq!((calendar.matches("BEGIN:VEVENT").count(), calendar.contains(sign)), (105, false));
            }
        }
        let calendar = lines(&world, &officer, "vi").await;
        assert_eq!((calendar.matches("BEGIN:VEVENT").count(), calendar.contains(sign)), (501, true));
        let last = calendar.rsplit("BEGIN:VEVENT").next().unwrap();
        assert!(last.contains(sign) && last.contains("DTSTART:20191018T165959Z") && last.contains("xem đủ trong hệ thống"), "{last}");
        let english = lines(&world, &officer, "en").await;
        assert!(english.contains("SUMMARY:Not all: this calendar has the 500 earliest deadlines only\r\n"));
        // An agency has its own, all of them.
        let submitter = world.person(Role::Submitter, "STTTT");
        assert_eq!(lines(&world, &submitter, "vi").await.matches("BEGIN:VEVENT").count(), 72);
    }
}

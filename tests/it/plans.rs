//! A year's plan: the real one of 2022 as its client sends it, with every section, task, citation and deadline.

use crate::kit::answer::Answer;
use crate::kit::on_both;
use crate::kit::person::Person;
use crate::kit::world::World;
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;

const SAVE: &str = include_str!("../../examples/plan-2022/plan-save.graphql");
const INPUT: &str = include_str!("../../examples/plan-2022/plan-save.json");
const ASK: &str = include_str!("../../examples/plan-2022/plan.graphql");

/// The example's input, for the agency by the code that it has here.
fn input() -> Value {
    let mut sent: Value = serde_json::from_str(INPUT).unwrap();
    sent["input"]["agency"] = json!("STTTT");
    sent
}

/// The input as a mutation of the kit takes it, for a change here and there.
async fn save(person: &Person, change: impl FnOnce(&mut Value)) -> Answer {
    let mut sent = input()["input"].clone();
    sent.as_object_mut().unwrap().remove("idempotencyKey");
    change(&mut sent);
    person.verb("planSave", sent, "plan { id version current }".into()).await
}

async fn ask(person: &Person) -> Answer {
    person.graphql(ASK, json!({ "agency": "STTTT", "year": 2022 })).await
}

/// The symbols that the citations are expected to be read as, their kinds and dates, in the order of the text.
const CITED: &[(Option<&str>, &str, &str)] = &[
    (Some("26/KH-UBND"), "Kế hoạch", "2022-03-29"),
    (None, "Hướng dẫn", ""),
    (Some("33/CT-TTg"), "Chỉ thị", "2021-11-26"),
    (Some("03/KH-UBND"), "Kế hoạch", "2022-01-21"),
    (Some("1167-QĐ/TU"), "Quyết định", "2021-12-08"),
    (Some("115-KH/TU"), "Kế hoạch", "2019-03-13"),
    (Some("43-KL/TW"), "Kết luận", "2019-01-07"),
    (Some("25-NQ/TW"), "Nghị quyết", "2013-06-03"),
    (Some("05-CTr/BDVTU-BCSĐ"), "Chương trình phối hợp", "2022-02-17"),
    (Some("01-KL/TW"), "Kết luận", "2021-05-18"),
    (Some("05-CT/TW"), "Chỉ thị", "2016-05-15"),
    (None, "Nghị quyết", ""),
    (None, "Pháp lệnh", ""),
    (Some("04/2015/NĐ-CP"), "Nghị định", "2015-01-09"),
    (Some("01/2016/TT-BNV"), "Thông tư", "2016-01-13"),
    (Some("145/2020/NĐ-CP"), "Nghị định", "2020-12-14"),
    (Some("76/NQ-CP"), "Nghị quyết", "2021-07-15"),
    (Some("1850/QĐ-UBND"), "Quyết định", "2021-09-06"),
    (Some("39/KH-UBND"), "Kế hoạch", "2019-05-10"),
    (Some("17/NQ-CP"), "Nghị quyết", "2019-03-07"),
    (None, "Khung kiến trúc", ""),
    (Some("03/2007/QĐ-BNV"), "Quyết định", "2007-02-26"),
    (Some("10/2011/QĐ-UBND"), "Quyết định", "2011-08-15"),
    (Some("36/2013/QĐ-UBND"), "Quyết định", "2013-10-02"),
];

on_both! {
    /// A plan is of an agency that exists on a day of its year.
    async fn a_year_without_the_agency_has_no_plan(world: World) {
        world.set_time("2022-05-01T02:00:00Z");
        let submitter = world.person(Role::Submitter, "STTTT");
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        let plan = |agency: &str, year: i32| json!({ "agency": agency, "year": year, "title": "Kế hoạch" });
        let merged = json!({
            "kind": "MERGE", "agencies": ["STTTT", "STC"], "effectiveOn": "2022-03-01",
            "successors": [{ "code": "SMOI", "name": "Sở Mới" }], "ground": { "asCited": "Nghị quyết 05/NQ-HĐND" },
        });
        home_affairs.verb("agencyReorganise", merged, "reorganisation { id }".into()).await.expect_done();
        let save = |agency: &str, year: i32| submitter.verb("planSave", plan(agency, year), "plan { year }".into());
        for (agency, year) in [("STTTT", 2023), ("SMOI", 2021)] {
            let refused = save(agency, year).await.expect_user_error("AGENCY_NOT_THERE");
            let errors = refused.user_errors();
            assert_eq!(errors[0].path, ["input", "year"], "{agency} {year}");
            assert_eq!(errors[0].message, format!("Không có cơ quan “{agency}” đang tồn tại trong năm {year}."));
        }
        for (agency, year) in [("STTTT", 2022), ("SMOI", 2022), ("SMOI", 2023)] {
            save(agency, year).await.expect_done();
        }
    }

    /// The plan of 2022, whole.
    async fn the_plan_of_2022_is_kept_as_it_was_sent(world: World) {
        world.set_time("2022-04-04T02:00:00Z");
        let submitter = world.person(Role::Submitter, "STTTT");
        let saved = submitter.graphql(SAVE, input()).await;
        assert_eq!(saved.at("planSave.userErrors"), &json!([]), "{saved}");
        assert_eq!(saved.at("planSave.plan.version"), 1);
        // The same request again is the same answer.
        assert_eq!(submitter.graphql(SAVE, input()).await.body, saved.body);

        let plan = ask(&submitter).await.at("plan").clone();
        assert_eq!(plan["title"], "Thực hiện công tác dân vận chính quyền năm 2022");
        let header = &plan["header"];
        assert_eq!(header["signingAuthority"], "DIRECT");
        assert_eq!((header["position"].as_str(), header["signatory"].as_str()), (Some("Giám đốc"), Some("Nguyễn Văn Nầy")));
        let to = ["Sở Nội vụ", "Ban Giám đốc Sở", "Trang TTĐT Sở", "Lãnh đạo các phòng, trung tâm", "Văn phòng Sở", "Lưu: VT"];
        assert_eq!(header["recipients"], json!(to));

        // Eight sections with the points that the text has, in its order.
        let sections: Vec<(&str, &str, usize)> = plan["sections"].as_array().unwrap().iter()
            .map(|it| (it["sectionCode"].as_str().unwrap(), it["printedNumber"].as_str().unwrap(), it["items"].as_array().unwrap().len()))
            .collect();
        assert_eq!(sections, [
            ("purpose_requirements", "I", 3),
            ("dissemination", "II.1", 3),
            ("coordination", "II.2", 2),
            ("qcdc", "II.3", 3),
            ("administrative_reform", "II.4", 4),
            ("emulation", "II.5", 2),
            ("staffing_training", "II.6", 2),
            ("implementation", "III", 2),
        ]);
        let sent = input();
        for (shown, sent) in plan["sections"].as_array().unwrap().iter().zip(sent["input"]["sections"].as_array().unwrap()) {
            assert_eq!(shown["items"], sent["items"], "to the letter");
        }

        // Eight tasks: who answers, and the section that says so.
        let tasks: Vec<(i64, &str, &str, &str)> = plan["tasks"].as_array().unwrap().iter()
            .map(|it| (it["position"].as_i64().unwrap(), it["owner"].as_str().unwrap(), it["sectionCode"].as_str().unwrap(), it["period"].as_str().unwrap()))
            .collect();
        let (agency, units, office) = ("Sở Thông tin và Truyền thông", "Các phòng, trung tâm trực thuộc Sở", "Văn phòng Sở");
        assert_eq!(tasks, [
            (1, agency, "dissemination", "2022"),
            (2, agency, "coordination", "2022"),
            (3, agency, "qcdc", "2022"),
            (4, agency, "administrative_reform", "2022"),
            (5, agency, "emulation", "2022"),
            (6, agency, "staffing_training", "2022"),
            (7, units, "implementation", "2022"),
            (8, office, "implementation", "2022"),
        ]);
        assert_eq!(plan["tasks"][2]["text"], "Thực hiện Quy chế dân chủ ở cơ sở");
        assert_eq!(plan["tasks"][0]["status"], Value::Null);

        // The half-year before 10 June is Thursday 9 June, the year before 5 December is Friday 2 December.
        let due: Vec<Value> = plan["deadlines"].as_array().unwrap().iter()
            .map(|it| json!([it["period"], it["asStated"], it["dueOn"], it["round"]]))
            .collect();
        assert_eq!(due, [
            json!(["2022-H1", "trước ngày 10 tháng 6", "2022-06-09", null]),
            json!(["2022", "trước ngày 05 tháng 12", "2022-12-02", null]),
        ]);

        // A round of such a period is due on the very day.
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        for (period, due) in [("2022-H1", "2022-06-09T16:59:59.999999+00:00"), ("2022", "2022-12-02T16:59:59.999999+00:00")] {
            let round = json!({ "form": "dvcq_annual", "period": period, "profile": "TRA_VINH_DVCQ_2022", "agencies": ["STTTT"] });
            let opened = home_affairs.verb("roundOpen", round, "round { dueAt }".into()).await.expect_done();
            let opened = opened.at("roundOpen.round.dueAt").as_str().unwrap().to_owned();
            assert_eq!(opened[..19], due[..19], "{opened}");
        }
        let plan = ask(&submitter).await.at("plan").clone();
        for (place, day) in [(0, "2022-06-09T16:59:59"), (1, "2022-12-02T16:59:59")] {
            assert!(plan["deadlines"][place]["round"]["dueAt"].as_str().unwrap().starts_with(day), "{plan}");
        }
    }

    /// Its twenty-four citations, and the documents of the register that they name.
    async fn its_citations_lead_to_documents(world: World) {
        world.set_time("2022-04-04T02:00:00Z");
        let submitter = world.person(Role::Submitter, "STTTT");
        save(&submitter, |_| ()).await.expect_done();
        let query = r#"{ plan(by: { key: { agency: "STTTT", year: 2022 } }) { citations {
            asCited number symbol kind date { year month day } role canonicalSymbol kindMismatch document { symbol } forceStatus } } }"#;
        let plan = submitter.graphql(query, json!({})).await;
        let citations = plan.at("plan.citations").as_array().unwrap().clone();
        for (citation, (symbol, kind, date)) in citations.iter().zip(CITED) {
            assert_eq!((citation["canonicalSymbol"].as_str(), citation["kind"].as_str()), (*symbol, Some(*kind)));
            let day = |part: &str| citation["date"][part].as_i64();
            let told = Option::zip(day("year"), Option::zip(day("month"), day("day")));
            let told = told.map(|(year, (month, day))| format!("{year}-{month:02}-{day:02}"));
            assert_eq!(told.unwrap_or_default(), *date, "{citation}");
        }
        assert_eq!(citations.len(), CITED.len());
        assert_eq!(citations[0]["role"], "BASIS");
        assert!(citations.iter().all(|it| it["kindMismatch"] == false), "{citations:?}");
        let found = |symbol: &str| {
            let citation = citations.iter().find(|it| it["canonicalSymbol"] == symbol).unwrap();
            citation["document"]["symbol"].as_str().map(str::to_owned)
        };
        for symbol in ["33/CT-TTg", "04/2015/NĐ-CP", "145/2020/NĐ-CP", "25-NQ/TW", "43-KL/TW", "01/2016/TT-BNV"] {
            assert_eq!(found(symbol).as_deref(), Some(symbol));
        }
    }

    /// Versions follow one another and stay; who has not seen the newest is told so.
    async fn versions_stay(world: World) {
        let submitter = world.person(Role::Submitter, "STTTT");
        let first = save(&submitter, |_| ()).await.expect_done().at("planSave.plan.id").clone();
        save(&submitter, |_| ()).await.expect_user_error("STALE_REVISION");
        let done = save(&submitter, |plan| {
            plan["ifRevision"] = json!(1);
            plan["tasks"][0]["status"] = json!("GOING_ON");
            plan["tasks"][6]["period"] = json!("2022-Q3");
            plan["tasks"][7]["period"] = json!("2023-Q1");
            plan["tasks"][7]["beyondYearReason"] = json!("Báo cáo năm được tổng hợp sau khi chốt số liệu.");
        }).await;
        assert_eq!(done.expect_done().at("planSave.plan.version"), 2);
        let newest = ask(&submitter).await;
        assert_eq!(newest.at("plan.version"), 2);
        assert_eq!((newest.at("plan.tasks.0.status"), newest.at("plan.tasks.6.period")), (&json!("GOING_ON"), &json!("2022-Q3")));
        let beyond = r#"{ plan(by: { key: { agency: "STTTT", year: 2022 } }) { tasks { period beyondYearReason } } }"#;
        let beyond = submitter.graphql(beyond, json!({})).await;
        let last = json!({ "period": "2023-Q1", "beyondYearReason": "Báo cáo năm được tổng hợp sau khi chốt số liệu." });
        assert_eq!((beyond.at("plan.tasks.7"), beyond.at("plan.tasks.6.beyondYearReason")), (&last, &Value::Null));
        let query = "query ($id: ID!) { node(id: $id) { ... on Plan { version current tasks { status } } } }";
        let before = submitter.graphql(query, json!({ "id": first })).await;
        assert_eq!((before.at("node.version"), before.at("node.current")), (&json!(1), &json!(false)));
        assert_eq!(before.at("node.tasks.0.status"), &Value::Null);

        // What goes on next year names its task here.
        let next = async |place: i32| {
            save(&submitter, |plan| {
                plan["year"] = json!(2023);
                plan["deadlines"] = json!([]);
                plan["tasks"] = json!([{ "text": "Tiếp tục.", "owner": "Sở", "sectionCode": "qcdc", "carriedOverFrom": place }]);
            }).await
        };
        next(9).await.expect_user_error("NOT_FOUND");
        next(8).await.expect_done();
        let all = submitter.graphql("{ plans(first: 5) { totalCount nodes { year tasks { carriedOverFrom } } } }", json!({})).await;
        assert_eq!(all.at("plans.totalCount"), 2);
        assert_eq!((all.at("plans.nodes.0.year"), all.at("plans.nodes.0.tasks.0.carriedOverFrom")), (&json!(2023), &json!(8)));
    }

    /// A deadline is what its words say; a calendar that says otherwise is told beside it, and speaks where words name no day.
    async fn a_deadline_is_what_its_words_say(world: World) {
        world.set_time("2026-01-10T02:00:00Z");
        let submitter = world.person(Role::Submitter, "STTTT");
        let told = async |year: i32, calendar: Option<&str>, deadlines: &[(&str, &str)]| {
            let sent: Vec<Value> = deadlines.iter().map(|(period, words)| json!({ "period": period, "asStated": words })).collect();
            let plan = "query ($year: Int!) { plan(by: { key: { agency: \"STTTT\", year: $year } }) { version
                deadlines { dueOn dueAt toldBy calendarDueOn problem { code message } } } }";
            let before = submitter.graphql(plan, json!({ "year": year })).await.at("plan")["version"].as_i64().unwrap_or(0);
            save(&submitter, |plan| {
                plan["year"] = json!(year);
                plan["ifRevision"] = json!(before);
                plan["tasks"] = json!([]);
                plan["calendar"] = json!(calendar);
                plan["deadlines"] = json!(sent);
            }).await.expect_done();
            submitter.clone().speaking("en").graphql(plan, json!({ "year": year })).await.at("plan.deadlines").clone()
        };
        let days = |told: &Value| {
            let one = |it: &Value| {
                let text = |field: &str| it[field].as_str().unwrap_or("-").to_owned();
                format!("{} {} {} {}", text("dueOn"), text("toldBy"), text("calendarDueOn"), it["problem"]["code"].as_str().unwrap_or("-"))
            };
            told.as_array().unwrap().iter().map(one).collect::<Vec<_>>()
        };
        // The calendar that is named says 9 June: the words hold, and the difference is told.
        let named = told(2026, Some("TRA_VINH_DVCQ_2022"), &[("2026-H1", "trước ngày 01 tháng 5"), ("2026-H1", "hằng quý"), ("2026-H1", "truoc 10/6"), ("2026-Q1", "trước ngày 10-03-2026")]).await;
        assert_eq!(days(&named), [
            "2026-04-29 WORDS 2026-06-09 DEADLINE_NOT_CALENDARS",
            "2026-06-09 CALENDAR - -",
            "2026-06-09 WORDS - -",
            // A period that the calendar does not know.
            "2026-03-09 WORDS - -",
        ]);
        assert_eq!(named[0]["problem"]["message"], "By the plan's words the last day is 2026-04-29, by the calendar 2026-06-09; the words hold.");
        assert_eq!(named[0]["dueAt"], "2026-04-29T16:59:59+00:00");
        // Nobody's calendar: the words alone, or nothing; not a day of the calendar that comes with the system.
        let words = [
            ("2022-H1", "trước ngày 10 tháng 6"), ("2022", "Trước ngày 05/12"), ("2022-H1", "hằng quý"), ("2022-H1", "trước ngày 31 tháng 6"),
            ("2022-H1", "trước ngày 10/6 và trước ngày 05/12"), ("2022", "trước ngày 05 tháng 12 năm 2012"), ("2022-05-01/2022-05-20", "chậm nhất là ngày 22/5"),
        ];
        let unnamed = told(2022, None, &words).await;
        assert_eq!(days(&unnamed), [
            "2022-06-09 WORDS - -",
            "2022-12-02 WORDS - -",
            "- - - -",
            "- - - DEADLINE_NO_SUCH_DAY",
            "- - - DEADLINE_SEVERAL_DAYS",
            "2012-12-04 WORDS - DEADLINE_BEFORE_PERIOD",
            "2022-05-23 WORDS - -",
        ]);
        assert_eq!((&unnamed[2]["dueAt"], &unnamed[2]["problem"]), (&Value::Null, &Value::Null));
        // A calendar that the province has saved is its own word.
        let level = json!({ "level": "DEPARTMENT", "rule": "BEFORE", "month": 0, "day": 10 });
        let rule = json!({ "period": "HALF_YEAR", "ordinals": [1], "cumulative": true, "opens": { "month": -1, "day": 15 },
                           "closesWorkingDaysBeforeDue": 1, "levels": [level] });
        let profile = json!({ "code": "CUA_TINH", "labelVi": "Lịch của tỉnh", "labelEn": "The province's", "rules": [rule] });
        let administrator = world.person(Role::ProvinceAdministrator, None);
        administrator.verb("calendarProfileSave", profile, "profile { code }".into()).await.expect_done();
        let own = told(2022, None, &[("2022-H1", "hằng quý"), ("2022-H1", "trước ngày 01 tháng 6"), ("2022", "hằng năm")]).await;
        assert_eq!(days(&own), ["2022-06-09 CALENDAR - -", "2022-05-31 WORDS 2022-06-09 DEADLINE_NOT_CALENDARS", "- - - -"]);
        // A calendar that is none is refused, whatever the words.
        save(&submitter, |plan| { plan["year"] = json!(2021); plan["tasks"] = json!([]); plan["calendar"] = json!("KHONG_CO"); }).await.expect_user_error("CALENDAR_UNKNOWN");
    }

    /// Everything that is wrong is said at once, with its place; another agency's plan is not there.
    async fn what_is_wrong_is_refused(world: World) {
        let submitter = world.person(Role::Submitter, "STTTT");
        let refused = save(&submitter, |plan| {
            plan["title"] = json!(" ");
            plan["sections"][1]["sectionCode"] = json!("mystery");
            plan["tasks"][0]["sectionCode"] = json!("mystery");
            plan["tasks"][1]["owner"] = json!("");
            plan["tasks"][2]["period"] = json!("2021-Q4");
            plan["tasks"][3]["period"] = json!("2024");
            plan["tasks"][4]["period"] = json!("2023-H1");
            plan["citations"][3]["date"]["month"] = json!(13);
            plan["deadlines"][0] = json!({ "period": "2022-Q1", "asStated": "hằng quý" });
        }).await;
        let errors: Vec<(String, String)> = refused.user_errors().into_iter().map(|it| (it.code, it.path.join("."))).collect();
        for (code, path) in [
            ("TEXT_EMPTY", "input.title"),
            ("UNKNOWN_SECTION", "input.sections.1.sectionCode"),
            ("UNKNOWN_SECTION", "input.tasks.0.sectionCode"),
            ("TEXT_EMPTY", "input.tasks.1.owner"),
            ("PLAN_TASK_PERIOD", "input.tasks.2.period"),
            ("PLAN_TASK_PERIOD", "input.tasks.3.period"),
            ("REASON_REQUIRED", "input.tasks.4.beyondYearReason"),
            ("NO_SUCH_DAY", "input.citations.3.date"),
            ("CALENDAR_NO_RULE", "input.deadlines.0.period"),
        ] {
            assert!(errors.contains(&(code.into(), path.into())), "{code} {path}: {errors:?}");
        }
        assert_eq!(errors.len(), 9, "{errors:?}");
        for other in [world.person(Role::Submitter, "STC"), world.person(Role::AgencyHead, "SYT")] {
            save(&other, |_| ()).await.expect_user_error("NOT_FOUND");
        }
        save(&world.person(Role::HomeAffairsOfficer, None), |_| ()).await.expect_user_error("NOT_ALLOWED");
        save(&submitter, |_| ()).await.expect_done();
        for stranger in [world.person(Role::Submitter, "STC"), world.neighbour(Role::HomeAffairsOfficer, None)] {
            assert_eq!(ask(&stranger).await.at("plan"), &Value::Null);
        }
        // The neighbour's agency of the same code has a plan of its own.
        assert_eq!(ask(&world.person(Role::HomeAffairsOfficer, None)).await.at("plan.version"), 1);
    }
}

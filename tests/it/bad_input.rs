//! Bad input: each with its own code, a sentence in Vietnamese and English, and nothing changed.

use crate::cycle::desk::{AGENCY, DUE, FORM, PERIOD, filed, filled, number, open, ready, traces};
use crate::kit::answer::Answer;
use crate::kit::on_both;
use crate::kit::person::Person;
use crate::kit::world::World;
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;

/// What is wrong, where, and how it is said in both languages.
struct Wrong {
    code: &'static str,
    path: &'static str,
    vi: &'static str,
    en: &'static str,
}

/// Sends the same in both languages, and finds the one thing wrong with it and nothing changed.
async fn refuse(world: &World, person: &Person, send: impl AsyncFn(Person) -> Answer, wrong: Wrong) {
    let before = traces(&world.database).await;
    for (language, message) in [("vi-VN,vi;q=0.9", wrong.vi), ("en", wrong.en)] {
        let answer = send(person.clone().speaking(language)).await;
        let errors = answer.user_errors();
        assert_eq!(errors.len(), 1, "{answer}");
        assert_eq!((errors[0].code.as_str(), errors[0].path.join(".")), (wrong.code, wrong.path.to_owned()));
        assert_eq!(errors[0].message, message);
    }
    assert_eq!(traces(&world.database).await, before);
}

on_both! {
    /// Days and instants that one of the databases could not be asked with.
    async fn filters_by_days_out_of_time_are_refused(world: World) {
        let auditor = world.person(Role::Auditor, None);
        for query in [
            r#"{ agencies(first: 1, filter: { existingOn: "-4800-01-01" }) { nodes { code } } }"#,
            r#"{ auditEntries(first: 1, filter: { from: "-4800-01-01T00:00:00Z" }) { nodes { id } } }"#,
            r#"{ auditEntries(first: 1, filter: { before: "-4800-01-01T00:00:00Z" }) { nodes { id } } }"#,
        ] {
            let answer = auditor.graphql(query, json!({})).await;
            assert_eq!(answer.errors()[0]["extensions"]["reason"], "BAD_DATE", "{query}: {answer}");
        }
    }

    async fn figures_that_cannot_be(world: World) {
        let (_, submitter) = open(&world).await;
        let cases = [
            (
                number("complaint_recieved", 1),
                Wrong {
                    code: "UNKNOWN_INDICATOR", path: "input.figures.0.indicator",
                    vi: "Không có chỉ tiêu “complaint_recieved” trong danh mục.",
                    en: "The catalogue has no indicator “complaint_recieved”.",
                },
            ),
            (
                json!({ "indicator": "complaint_received", "state": "STATED", "value": 1, "unit": "PERSON" }),
                Wrong {
                    code: "WRONG_UNIT", path: "input.figures.0.unit",
                    vi: "Chỉ tiêu “complaint_received” tính bằng đơn, không phải người.",
                    en: "The indicator “complaint_received” is counted in submissions, not in people.",
                },
            ),
            (
                number("complaint_received", -1),
                Wrong {
                    code: "NEGATIVE_VALUE", path: "input.figures.0.value",
                    vi: "Chỉ tiêu “complaint_received” không nhận số âm.",
                    en: "The indicator “complaint_received” does not take a negative number.",
                },
            ),
            (
                json!({ "indicator": "complaint_received", "state": "NOT_STATED", "value": 0 }),
                Wrong {
                    code: "VALUE_FORBIDDEN", path: "input.figures.0.value",
                    vi: "Chỉ tiêu “complaint_received” ghi NOT_STATED thì không được có giá trị.",
                    en: "The indicator “complaint_received” is NOT_STATED and takes no value.",
                },
            ),
            (
                json!({ "indicator": "complaint_received", "state": "STATED" }),
                Wrong {
                    code: "VALUE_MISSING", path: "input.figures.0.value",
                    vi: "Chỉ tiêu “complaint_received” ghi STATED thì phải có giá trị.",
                    en: "The indicator “complaint_received” is STATED and needs a value.",
                },
            ),
            (
                json!({ "indicator": "complaint_received", "state": "STATED", "value": "0.5" }),
                Wrong {
                    code: "VALUE_TOO_PRECISE", path: "input.figures.0.value",
                    vi: "Chỉ tiêu “complaint_received” nhận nhiều nhất 0 chữ số thập phân.",
                    en: "The indicator “complaint_received” takes at most 0 decimal places.",
                },
            ),
        ];
        for (figure, wrong) in cases {
            let send = async |person: Person| person.save_draft(AGENCY, PERIOD, json!({ "figures": [figure.clone()] })).await;
            refuse(&world, &submitter, send, wrong).await;
        }
    }

    async fn texts_that_cannot_be(world: World) {
        let (_, submitter) = open(&world).await;
        let send = |text: String| {
            async move |person: Person| {
                let patch = json!({ "sections": [{ "sectionCode": "emulation", "text": text.clone() }] });
                person.save_draft(AGENCY, PERIOD, patch).await
            }
        };
        let long = Wrong {
            code: "TEXT_TOO_LONG", path: "input.sections.0.text",
            vi: "Văn bản dài quá 20000 ký tự.", en: "The text is longer than 20000 characters.",
        };
        refuse(&world, &submitter, send("ổ".repeat(20_001)), long).await;
        let control = Wrong {
            code: "FORBIDDEN_CHARACTER", path: "input.sections.0.text",
            vi: "Văn bản chứa ký tự điều khiển hoặc ký tự đảo chiều U+0000.",
            en: "The text contains the control or bidirectional character U+0000.",
        };
        refuse(&world, &submitter, send("Thi đua\u{0}".into()), control).await;
        let bidirectional = Wrong {
            code: "FORBIDDEN_CHARACTER", path: "input.sections.0.text",
            vi: "Văn bản chứa ký tự điều khiển hoặc ký tự đảo chiều U+202E.",
            en: "The text contains the control or bidirectional character U+202E.",
        };
        refuse(&world, &submitter, send("Thi\u{202E} đua".into()), bidirectional).await;

        // 20,000 characters are a text, however many bytes; what is composed is counted as it is kept.
        let longest = format!("{}o\u{302}\u{309}", "ổ".repeat(19_999));
        let patch = json!({ "sections": [{ "sectionCode": "emulation", "text": longest }] });
        submitter.save_draft(AGENCY, PERIOD, patch).await.expect_done();
        let draft = submitter.report(AGENCY, PERIOD, "draft { sections { sectionCode text } }").await;
        let sections = draft.at("report.draft.sections").as_array().unwrap();
        let kept = sections.iter().find(|section| section["sectionCode"] == "emulation").unwrap();
        assert_eq!(kept["text"], "ổ".repeat(20_000));
    }

    async fn what_names_nothing_repeats_no_trick(world: World) {
        let (_, submitter) = open(&world).await;
        let patch = json!({
            "figures": [number("a\u{202E}b", 1), number(&"x".repeat(100), 1)],
            "sections": [{ "sectionCode": "\u{0}", "text": "a" }],
        });
        let refused = submitter.clone().speaking("en").save_draft(AGENCY, PERIOD, patch).await;
        let messages: Vec<String> = refused.user_errors().into_iter().map(|error| error.message).collect();
        assert_eq!(
            messages,
            [
                "The catalogue has no indicator “?”.".to_owned(),
                format!("The catalogue has no indicator “{}…”.", "x".repeat(64)),
                "The form has no section “?”.".to_owned(),
            ]
        );
    }

    async fn rounds_that_cannot_be(world: World) {
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        let send = async |person: Person| person.open_round(FORM, "2019", "2019-12-31T00:00:00Z", &[]).await;
        let wrong = Wrong {
            code: "PERIOD_NOT_SERVED", path: "input.period",
            vi: "Biểu mẫu “dvcq_quarterly” không dùng cho kỳ năm 2019.",
            en: "The form “dvcq_quarterly” does not serve the period 2019.",
        };
        refuse(&world, &home_affairs, send, wrong).await;
    }

    async fn what_comes_too_late(world: World) {
        let (home_affairs, submitter) = ready(&world).await;
        let save = async |person: Person| person.save_draft(AGENCY, PERIOD, filled()).if_revision(0).await;
        let stale = Wrong {
            code: "STALE_REVISION", path: "input.ifRevision",
            vi: "Báo cáo đã được người khác lưu: bản hiện tại là 1, bạn gửi theo bản 0. Tải lại rồi lưu lại; không có gì bị mất.",
            en: "Somebody else has saved the report: it is at revision 1, yours was 0. Load it again and save again; nothing was lost.",
        };
        refuse(&world, &submitter, save, stale).await;

        submitter.submit(AGENCY, PERIOD).await.expect_done();
        let submit = async |person: Person| person.submit(AGENCY, PERIOD).await;
        let again = Wrong {
            code: "ALREADY_SUBMITTED", path: "input.report",
            vi: "Báo cáo đã được gửi và đang chờ Sở Nội vụ xem xét.",
            en: "The report has been submitted and waits for Home Affairs.",
        };
        refuse(&world, &submitter, submit, again).await;

        home_affairs.accept(AGENCY, PERIOD).await.expect_done();
        home_affairs.close_round(FORM, PERIOD).await.expect_done();
        let locked = Wrong {
            code: "REPORT_LOCKED", path: "input.report",
            vi: "Báo cáo đã khóa cùng đợt báo cáo; chỉ Sở Nội vụ mở lại được, kèm lý do.",
            en: "The report is locked with its round; only Home Affairs can reopen it, with a reason.",
        };
        refuse(&world, &submitter, submit, locked).await;
    }

    async fn what_is_somebody_elses(world: World) {
        filed(&world).await;
        let wrong = || Wrong {
            code: "NOT_FOUND", path: "input.report",
            vi: "Không tìm thấy đối tượng này.", en: "There is no such object.",
        };
        let others = [
            world.person(Role::Submitter, "STC"),
            world.person(Role::AgencyHead, "SYT"),
            world.neighbour(Role::Submitter, AGENCY),
            world.neighbour(Role::HomeAffairsOfficer, None),
        ];
        for person in others {
            refuse(&world, &person, async |person: Person| person.save_draft(AGENCY, PERIOD, filled()).if_revision(2).await, wrong()).await;
            refuse(&world, &person, async |person: Person| person.submit(AGENCY, PERIOD).if_revision(2).await, wrong()).await;
            refuse(&world, &person, async |person: Person| person.validate(AGENCY, PERIOD).await, wrong()).await;
        }
    }

    /// What a program got wrong, not a person: an error of the request, with nothing run.
    async fn values_of_another_shape(world: World) {
        let (home_affairs, submitter) = open(&world).await;
        let before = traces(&world.database).await;
        for answer in [
            home_affairs.open_round(FORM, "2019-Q5", DUE, &[]).await,
            home_affairs.open_round(FORM, "quý III", DUE, &[]).await,
            home_affairs.open_round(FORM, PERIOD, "17/9/2019", &[]).await,
            home_affairs.open_round(FORM, PERIOD, DUE, &[]).with("windowTo", json!("2019-02-30")).await,
            submitter.save_draft(AGENCY, PERIOD, json!({ "figures": [{ "indicator": "complaint_received", "state": "ZERO" }] })).await,
            submitter.save_draft(AGENCY, PERIOD, json!({ "figures": [{ "indicator": "complaint_received", "state": "STATED", "value": "một" }] })).await,
            submitter.save_draft(AGENCY, PERIOD, json!({ "figures": [{ "indicator": "complaint_received", "state": "STATED", "value": 1e300 }] })).await,
            submitter.save_draft(AGENCY, PERIOD, json!({ "figures": [{ "state": "STATED", "value": 1 }] })).await,
            submitter.save_draft(AGENCY, PERIOD, json!({ "figure": [] })).await,
            submitter.save_draft(AGENCY, PERIOD, json!({})).with("report", json!({})).await,
            submitter.save_draft(AGENCY, PERIOD, json!({})).with("report", json!({ "id": "a", "key": { "agency": AGENCY, "period": PERIOD } })).await,
            submitter.save_draft(AGENCY, PERIOD, json!({})).with("ifRevision", json!(3_000_000_000_i64)).if_revision(3_000_000_000).await,
        ] {
            assert!(matches!(answer.code(), Some("BAD_USER_INPUT" | "GRAPHQL_VALIDATION_FAILED")), "{answer}");
        }
        let keyless = "mutation ($input: ReportSubmitInput!) { reportSubmit(input: $input) { userErrors { code } } }";
        for key in [json!(null), json!(""), json!("khong-phai-uuid")] {
            let mut input = json!({ "report": crate::kit::person::report_by(AGENCY, PERIOD), "ifRevision": 0 });
            input["idempotencyKey"] = key;
            let answer = submitter.graphql(keyless, json!({ "input": input })).await;
            assert!(matches!(answer.code(), Some("BAD_USER_INPUT" | "GRAPHQL_VALIDATION_FAILED")), "{answer}");
        }
        assert_eq!(traces(&world.database).await, before);
    }

    /// Which day it is that is none, in the language of whoever sent it; nothing was done.
    async fn a_text_that_is_no_day_is_repeated_to_whoever_sent_it(world: World) {
        let (home_affairs, _) = open(&world).await;
        let before = traces(&world.database).await;
        let missing = |day: &str| [format!("Không có ngày {day} trong lịch."), format!("There is no day {day} in the calendar.")];
        let form = |day: &str| [
            format!("“{day}” chưa viết đúng mẫu một ngày: năm, tháng, ngày, như 2019-09-14."),
            format!("“{day}” is not written as a day is: year, month and day, such as 2019-09-14."),
        ];
        for (day, reason, messages) in [
            ("2019-02-30", "NO_SUCH_DAY", missing("2019-02-30")),
            ("14/9/2019", "DAY_FORM", form("14/9/2019")),
            ("\u{202E}2019", "DAY_FORM", form("?")),
        ] {
            for (language, message) in ["vi", "en"].into_iter().zip(messages) {
                let person = home_affairs.clone().speaking(language);
                let listed = "query ($on: Date) { agencies(first: 1, filter: { asOf: $on }) { totalCount } }";
                let literal = format!("{{ agencies(first: 1, filter: {{ asOf: {} }}) {{ totalCount }} }}", json!(day));
                let letter = json!({ "number": "1/SNV", "date": day });
                for answer in [
                    person.open_round(FORM, "2019-Q4", DUE, &[]).with("windowTo", json!(day)).await,
                    person.open_round(FORM, "2019-Q4", DUE, &[]).with("requestLetter", letter).await,
                    person.graphql(listed, json!({ "on": day })).await,
                    person.graphql(&literal, json!({})).await,
                ] {
                    assert_eq!(answer.code(), Some("BAD_USER_INPUT"), "{answer}");
                    let error = &answer.errors()[0];
                    assert_eq!((&error["message"], &error["extensions"]["reason"]), (&json!(message), &json!(reason)));
                }
            }
        }
        assert_eq!(traces(&world.database).await, before);
    }

    /// Names that no database could hold name nothing, and are no fault of ours.
    async fn names_with_a_null_in_them_name_nothing(world: World) {
        let (home_affairs, submitter) = open(&world).await;
        for name in ["\u{0}", "STTTT\u{0}", "\u{202E}", "'; DROP TABLE report; --", "%", &"x".repeat(10_000)] {
            let by = json!({ "key": { "agency": name, "period": PERIOD } });
            let asked = "query ($by: ReportBy!, $round: RoundBy!, $name: String!) { report(by: $by) { id } round(by: $round) { id } \
                         reports(first: 1, filter: { agency: $name }) { nodes { id } } \
                         mobilisationModels(first: 1, filter: { agency: $name }) { nodes { id } } \
                         indicator(code: $name) { id } }";
            let round = json!({ "key": { "form": name, "period": PERIOD } });
            let answer = home_affairs.graphql(asked, json!({ "by": by, "round": round, "name": name })).await;
            assert_eq!(
                answer.data(),
                &json!({ "report": null, "round": null, "reports": { "nodes": [] }, "mobilisationModels": { "nodes": [] }, "indicator": null }),
            );
            let log = "query ($name: String!) { auditEntries(first: 1, filter: { action: $name }) { nodes { number } } }";
            let answer = world.person(Role::Auditor, None).graphql(log, json!({ "name": name })).await;
            assert_eq!(answer.data(), &json!({ "auditEntries": { "nodes": [] } }));
            let agency = home_affairs.graphql("query ($name: String!) { agency(by: { code: $name }) { id } }", json!({ "name": name })).await;
            assert_eq!(agency.body["data"]["agency"], Value::Null);
            assert_ne!(agency.code(), Some("INTERNAL_SERVER_ERROR"));
            let named = "query ($name: String!) { agencies(first: 1, filter: { nameContains: $name }) { nodes { id } } }";
            assert_eq!(home_affairs.graphql(named, json!({ "name": name })).await.data(), &json!({ "agencies": { "nodes": [] } }));

            submitter.save_draft(AGENCY, PERIOD, json!({})).with("report", by).if_revision(0).await.expect_user_error("NOT_FOUND");
            let model = json!({ "agency": name, "code": "a", "name": "a", "field": "ECONOMY", "level": "PROVINCE",
                                "holder": "COLLECTIVE", "registeredOn": "2019-01-01" });
            submitter.verb("modelRegister", model, "model { id }".into()).await.expect_user_error("NOT_FOUND");
            home_affairs.open_round(FORM, "2019-Q2", DUE, &[name]).await.expect_user_error("UNKNOWN_AGENCY");
            home_affairs.open_round(name, "2019-Q2", DUE, &[]).await.expect_user_error("UNKNOWN_FORM");
        }
    }
}

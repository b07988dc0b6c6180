//! The rules of the form, where they need more than figures: the report before, the register, the documents cited, the
//! kind of agency, the day.

mod both_ways;

use crate::cycle::desk::{AGENCY, FORM, PERIOD, filled, number, open};
use crate::kit::on_both;
use crate::kit::person::Person;
use crate::kit::world::World;
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;

/// What a rule found in a draft, as `subject RESULT SEVERITY message`, subjects in order.
async fn found(person: &Person, agency: &str, rule: &str) -> Vec<String> {
    found_in(person, agency, PERIOD, rule).await
}

async fn found_in(person: &Person, agency: &str, period: &str, rule: &str) -> Vec<String> {
    let answer = person.clone().speaking("en").validate(agency, period).await.expect_done();
    let checks = answer.at("reportValidate.checks").as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    checks
        .iter()
        .filter(|check| check["rule"]["code"] == rule)
        .map(|check| {
            format!(
                "{} {} {} {}",
                text(&check["subject"]),
                text(&check["result"]),
                text(&check["severity"]),
                text(&check["message"])
            )
        })
        .collect()
}

on_both! {
    /// What was carried over is what the last filed report of the period before had pending (G06).
    async fn a_report_is_held_against_the_one_before(world: World) {
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        let submitter = world.person(Role::Submitter, AGENCY);
        for (period, due) in [("2019-Q1", "2019-03-20T00:00:00Z"), ("2019-Q2", "2019-06-20T00:00:00Z"), (PERIOD, "2019-09-20T00:00:00Z")] {
            home_affairs.open_round(FORM, period, due, &[AGENCY, "STC"]).await.expect_done();
        }
        let pending = |value: i64| json!({ "figures": [number("complaint_pending", value), number("staff_present_total", 50)] });
        submitter.save_draft(AGENCY, "2019-Q1", filled()).await.expect_done();
        submitter.save_draft(AGENCY, "2019-Q1", pending(9)).await.expect_done();
        submitter.submit(AGENCY, "2019-Q1").await.expect_done();

        let carried = json!({ "figures": [number("complaint_carried_over", 3), number("staff_present_total", 61)] });
        submitter.save_draft(AGENCY, PERIOD, carried).await.expect_done();
        // The neighbour in the list does not count, nor does a draft, nor the quarter before that.
        let other = world.person(Role::Submitter, "STC");
        other.save_draft("STC", "2019-Q2", filled()).await.expect_done();
        other.save_draft("STC", "2019-Q2", pending(7)).await.expect_done();
        other.submit("STC", "2019-Q2").await.expect_done();
        submitter.save_draft(AGENCY, "2019-Q2", filled()).await.expect_done();
        submitter.save_draft(AGENCY, "2019-Q2", pending(4)).await.expect_done();
        let unknown = &found(&submitter, AGENCY, "G06").await[0];
        assert!(unknown.starts_with("complaint NOT_EVALUABLE WARNING Cannot be evaluated; not stated:"), "{unknown}");
        assert!(unknown.contains("(2019-Q2: no report)"), "{unknown}");

        submitter.submit(AGENCY, "2019-Q2").with("explanations", json!([])).await;
        let explained = json!([{ "rule": "G06", "subject": "complaint", "text": "a" }]);
        let state = submitter.report(AGENCY, "2019-Q2", "state").await;
        if state.at("report.state") != &json!("SUBMITTED") {
            submitter.submit(AGENCY, "2019-Q2").with("explanations", explained).await.expect_done();
        }
        assert_eq!(
            found(&submitter, AGENCY, "G06").await[0],
            "complaint FAIL WARNING Complaints: 3 carried over, but the report of 2019-Q2 had 4 pending."
        );
        assert_eq!(
            found(&submitter, AGENCY, "S05").await,
            ["- FAIL INFORMATION Staff present went from 50 (2019-Q2) to 61, more than 20 %."]
        );
        // What is returned was not filed; what was filed again is what counts.
        home_affairs.return_(AGENCY, "2019-Q2", json!([{ "text": "a" }])).await.expect_done();
        assert!(found(&submitter, AGENCY, "G06").await[0].starts_with("complaint NOT_EVALUABLE"));
        submitter.save_draft(AGENCY, "2019-Q2", pending(3)).await.expect_done();
        submitter.submit(AGENCY, "2019-Q2").await.expect_done();
        assert!(found(&submitter, AGENCY, "G06").await[0].starts_with("complaint PASS"));
    }

    async fn a_blank_report_is_warned_of_and_a_declared_none_is_not(world: World) {
        let (_, submitter) = open(&world).await;
        assert_eq!(found(&submitter, AGENCY, "S11").await, ["- FAIL WARNING The report lists no task for the next period."]);
        assert_eq!(
            found(&submitter, AGENCY, "S13").await,
            ["- FAIL WARNING 10 required narrative sections are blank (I.2 Opening assessment; II.1 Dissemination of Party directives and resolutions and of State policy and law on mass mobilisation and grassroots democracy; II.2 Coordination with the Fatherland Front, socio-political organisations and mass associations; II.3.1 Work of the steering committee for grassroots democracy; II.3.3 Democracy in state administrative agencies and public service units; …); where there is nothing, say “Không”."]
        );
        let refused = submitter.submit(AGENCY, PERIOD).await;
        let codes: Vec<String> = refused.user_errors().into_iter().map(|error| error.code).collect();
        assert_eq!(codes, ["EXPLANATION_NEEDED", "EXPLANATION_NEEDED"], "{refused}");
        submitter.save_draft(AGENCY, PERIOD, filled()).await.expect_done();
        for rule in ["S11", "S13"] {
            assert!(found(&submitter, AGENCY, rule).await[0].starts_with("- PASS"));
        }
    }

    async fn cited_documents_are_looked_at(world: World) {
        let (_, submitter) = open(&world).await;
        let citation = |text: &str, year: i32, month: i32, day: i32| json!({ "asCited": text, "date": { "year": year, "month": month, "day": day } });
        let patch = json!({
            "header": { "date": { "year": 2019, "month": 9, "day": 13 } },
            "citations": [
                citation("Công văn số 628/SNV-XDCQCTTN", 2019, 9, 5),
                citation("Kế hoạch số 12/KH-STTTT", 2019, 9, 14),
                citation("Kế hoạch số 13/KH-STTTT", 2019, 9, 15),
                citation("Kế hoạch số 14/QĐ-STTTT", 2019, 1, 1),
            ],
        });
        submitter.save_draft(AGENCY, PERIOD, patch).await.expect_done();
        let documents = found(&submitter, AGENCY, "S08").await;
        assert_eq!(
            documents,
            [
                "report_date FAIL WARNING 2 cited documents are dated after the report: 12/KH-STTTT (2019-09-14); 13/KH-STTTT (2019-09-15).",
                "closing_day FAIL WARNING 1 cited documents are dated after the closing day, 2019-09-14: 13/KH-STTTT (2019-09-15).",
            ]
        );
        assert_eq!(
            found(&submitter, AGENCY, "S09").await,
            ["- FAIL WARNING 1 cited documents are given another kind than their symbol tells. 14/QĐ-STTTT: cited as Plan, symbol of Decision."]
        );
    }

    /// A citation without a date is judged by the register's (S08), and told as it is cited, by Vietnamese days in Vietnamese.
    async fn a_citation_without_a_date_has_the_registers(world: World) {
        let (home_affairs, submitter) = open(&world).await;
        let document = json!({ "symbol": "5/KH-UBND", "issuer": "UBND tỉnh", "issued": { "year": 2019, "month": 9, "day": 16 } });
        home_affairs.verb("legalDocumentUpsert", document, "document { id }".into()).await.expect_done();
        let patch = json!({
            "header": { "date": { "year": 2019, "month": 9, "day": 15 } },
            "citations": [
                { "asCited": "Kế hoạch số 5/KH-UBND của UBND tỉnh", "issuer": "UBND tỉnh" },
                { "asCited": "Nghị định số 145/2020/NĐ-CP" },
                { "asCited": "Nghị định số 04/2015/NĐ-CP" },
                // A date that is typed is the one that counts.
                { "asCited": "Công văn số 77/SNV-VP", "date": { "year": 2019, "month": 10 } },
            ],
        });
        submitter.save_draft(AGENCY, PERIOD, patch).await.expect_done();
        let answer = submitter.validate(AGENCY, PERIOD).await.expect_done();
        let checks = answer.at("reportValidate.checks").as_array().unwrap().clone();
        let check = checks.iter().find(|check| check["rule"]["code"] == "S08" && check["subject"] == "closing_day").unwrap();
        assert_eq!(check["result"], "FAIL");
        let message = check["message"].as_str().unwrap();
        assert!(message.contains("5/KH-UBND (16/09/2019)") && !message.contains("05/KH-UBND"), "{message}");
        assert!(message.contains("145/2020/NĐ-CP (14/12/2020)") && message.contains("77/SNV-VP (tháng 10/2019)"), "{message}");
        assert!(!message.contains("04/2015"), "{message}");
    }

    /// A document that is cited twice is one document (S08, S09, S10).
    async fn a_document_that_is_cited_twice_is_counted_once(world: World) {
        let (_, submitter) = open(&world).await;
        let dated = |words: &str, day: i32| json!({ "asCited": words, "date": { "year": 2019, "month": 9, "day": day } });
        let patch = json!({
            "header": { "date": { "year": 2019, "month": 9, "day": 14 } },
            "citations": [
                dated("Kế hoạch số 12/KH-STTTT", 15), dated("kế hoạch số 12/KH-\nSTTTT của Sở", 15), { "asCited": "Kế hoạch 12/KH-STTTT", "date": { "year": 2019, "month": 10 } },
                dated("Kế hoạch số 9/KH-STTTT", 16), dated("Kế hoạch số 09/KH-STTTT", 16),
                { "asCited": "Kế hoạch số 14/QĐ-STTTT" }, { "asCited": "Kế hoạch 14/QĐ-STTTT ngày 01/01/2019", "date": { "year": 2019 } },
            ],
        });
        submitter.save_draft(AGENCY, PERIOD, patch).await.expect_done();
        let later = "12/KH-STTTT (2019-09-15); 9/KH-STTTT (2019-09-16)";
        assert_eq!(
            found(&submitter, AGENCY, "S08").await,
            [
                format!("report_date FAIL WARNING 2 cited documents are dated after the report: {later}."),
                format!("closing_day FAIL WARNING 2 cited documents are dated after the closing day, 2019-09-14: {later}."),
            ]
        );
        assert_eq!(
            found(&submitter, AGENCY, "S09").await,
            ["- FAIL WARNING 1 cited documents are given another kind than their symbol tells. 14/QĐ-STTTT: cited as Plan, symbol of Decision."]
        );
    }

    /// A conference of years ago is not the one that counts (Q02).
    async fn a_conference_of_years_ago_does_not_count(world: World) {
        let (_, submitter) = open(&world).await;
        for (day, result) in [("2013-01-05", "FAIL"), ("2018-03-20", "FAIL"), ("2018-09-30", "FAIL"), ("2018-10-01", "PASS"), ("2019-03-31", "PASS"), ("2019-04-01", "FAIL")] {
            let figure = json!({ "indicator": "staff_conference_date", "state": "STATED", "date": day });
            submitter.save_draft(AGENCY, PERIOD, json!({ "figures": [figure] })).await.expect_done();
            let told = &found(&submitter, AGENCY, "Q02").await[0];
            assert!(told.starts_with(&format!("- {result} WARNING")), "{day}: {told}");
            let sentence = format!("The conference was held on {day}; that of the year before is held from 2018-10-01 to 2019-03-31.");
            assert_eq!(told.ends_with(&sentence), result == "FAIL", "{told}");
        }
    }

    /// The laws on grassroots democracy are nobody's own regulation (Q11).
    async fn a_democracy_regulation_is_the_agencys_own_document(world: World) {
        let (_, submitter) = open(&world).await;
        let said = json!({ "figures": [{ "indicator": "qcdc_regulation_issued", "state": "STATED", "truth": true }] });
        submitter.save_draft(AGENCY, PERIOD, said).await.expect_done();
        let decree = "Nghị định số 04/2015/NĐ-CP về thực hiện dân chủ trong hoạt động của cơ quan hành chính nhà nước";
        let own = "Quyết định ban hành Quy chế thực hiện dân chủ";
        for (citation, result) in [
            (json!({ "asCited": decree, "role": "BASIS" }), "FAIL"),
            (json!({ "asCited": decree, "issuer": "Chính phủ" }), "FAIL"),
            (json!({ "asCited": "Kế hoạch số 9/KH-STTTT về phòng cháy", "role": "ISSUED" }), "FAIL"),
            (json!({ "asCited": own, "role": "MENTIONED" }), "FAIL"),
            (json!({ "asCited": own, "role": "ISSUED" }), "PASS"),
            (json!({ "asCited": own, "issuer": "SỞ THÔNG TIN VÀ TRUYỀN THÔNG" }), "PASS"),
            (json!({ "asCited": "Quyết định số 12/QĐ-STTTT ban hành Quy chế thực hiện dân chủ" }), "PASS"),
            (json!({ "asCited": "Quyết định số 12/QĐ-STC ban hành Quy chế thực hiện dân chủ" }), "FAIL"),
        ] {
            submitter.save_draft(AGENCY, PERIOD, json!({ "citations": [citation] })).await.expect_done();
            let found = &found(&submitter, AGENCY, "Q11").await[0];
            assert!(found.starts_with(&format!("- {result} WARNING")), "{citation}: {found}");
        }
    }

    async fn rules_know_the_kind_of_agency_and_the_day(world: World) {
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        home_affairs.open_round(FORM, PERIOD, super::cycle::desk::DUE, &[AGENCY, "P-1"]).await.expect_done();
        let department = world.person(Role::Submitter, AGENCY);
        let commune = world.person(Role::Submitter, "P-1");
        let members = || json!({ "figures": [number("people_inspectorate_members", 4)] });
        department.save_draft(AGENCY, PERIOD, members()).await.expect_done();
        commune.save_draft("P-1", PERIOD, members()).await.expect_done();
        assert!(found(&department, AGENCY, "Q05").await[0].starts_with("- PASS"));
        assert_eq!(
            found(&commune, "P-1", "Q05").await,
            ["- FAIL WARNING The People's Inspectorate has 4 members; at least 5 are prescribed."]
        );
        assert!(found(&commune, "P-1", "Q09").await[0].starts_with("- SKIPPED INFORMATION"));
    }

    async fn listed_models_agree_with_the_register(world: World) {
        let (_, submitter) = open(&world).await;
        for (code, name) in [("MH-01", "Một"), ("MH-02", "Hai")] {
            let model = json!({ "agency": AGENCY, "code": code, "name": name, "field": "ECONOMY", "level": "PROVINCE",
                                "holder": "COLLECTIVE", "registeredOn": "2019-01-10" });
            submitter.verb("modelRegister", model, "model { id }".into()).await.expect_done();
        }
        let patch = json!({ "figures": [number("dvk_models_active", 2)], "models": [{ "code": "MH-01" }] });
        submitter.save_draft(AGENCY, PERIOD, patch).await.expect_done();
        assert_eq!(
            found(&submitter, AGENCY, "D08").await,
            [
                "listed FAIL WARNING The report states 2 active models, but lists 1.",
                "register PASS WARNING Active models agree with the models the report lists, and with the register",
            ]
        );
        submitter.save_draft(AGENCY, PERIOD, json!({ "models": [{ "code": "MH-01" }, { "code": "MH-02" }] })).await.expect_done();
        assert!(found(&submitter, AGENCY, "D08").await[0].starts_with("listed PASS"));
    }

    /// Rules of the democracy regulation and of the models, on figures alone: not told, right, wrong.
    async fn rules_on_figures_hold_fail_or_cannot_be_told(world: World) {
        world.set_time("2020-01-02T02:00:00Z");
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        home_affairs.open_round("dvcq_annual", "2019", "2020-01-20T16:59:59Z", &[AGENCY]).await.expect_done();
        let submitter = world.person(Role::Submitter, AGENCY);
        let day = |code: &str, day: &str| json!({ "indicator": code, "state": "STATED", "date": day });
        let choice = |code: &str, choice: &str| json!({ "indicator": code, "state": "STATED", "choice": choice });
        let staff = [number("staff_present_total", 60), number("staff_conference_eligible", 54)];
        submitter.save_draft(AGENCY, "2019", json!({ "figures": staff })).await.expect_done();
        let (attended, votes) = ("staff_conference_attended", "staff_conference_approval_votes");
        let (made, accepted) = ("people_inspectorate_recommendations", "people_inspectorate_recommendations_accepted");
        let fields = ["economy", "culture_society", "defence_security", "political_system", "new_rural"];
        let by_field: Vec<Value> = fields.iter().map(|field| number(&format!("dvk_models_by_field_{field}"), 1)).collect();
        let models = |more: Value| json!([by_field.clone(), vec![more]].concat());
        for (rule, subject, severity, right, wrong) in [
            ("Q02", "-", "WARNING", json!([day("staff_conference_date", "2019-03-31")]), json!([day("staff_conference_date", "2019-04-01")])),
            ("Q03", "-", "WARNING", json!([choice("staff_conference_form", "PLENARY")]), json!([choice("staff_conference_form", "DELEGATES")])),
            ("Q04", "attendance", "WARNING", json!([number(attended, 54)]), json!([number(attended, 55)])),
            ("Q04", "quorum", "WARNING", json!([number(attended, 36)]), json!([number(attended, 35)])),
            ("Q04", "approval", "WARNING", json!([number(attended, 40), number(votes, 21)]), json!([number(votes, 20)])),
            // Told already by what the two rows above state.
            ("Q04", "votes", "WARNING", json!([number(attended, 40), number(votes, 40)]), json!([number(votes, 41)])),
            ("Q05", "-", "WARNING", json!([number("people_inspectorate_members", 9)]), json!([number("people_inspectorate_members", 10)])),
            // The window ends on 14 December 2019.
            ("Q06", "-", "WARNING", json!([day("people_inspectorate_term_start", "2017-12-14")]), json!([day("people_inspectorate_term_start", "2017-12-13")])),
            ("Q10", "-", "ERROR", json!([number(made, 2), number(accepted, 2)]), json!([number(accepted, 3)])),
            ("D01", "-", "ERROR", models(number("dvk_models_active", 5)), json!([number("dvk_models_active", 6)])),
            ("D02", "-", "ERROR", json!([number("dvk_models_collective", 4), number("dvk_models_individual", 2)]), json!([number("dvk_models_individual", 1)])),
            ("D03", "effective", "ERROR", json!([number("dvk_models_effective", 6)]), json!([number("dvk_models_effective", 7)])),
        ] {
            let head = format!("{subject} ");
            let told = async || {
                let found = found_in(&submitter, AGENCY, "2019", rule).await;
                found.into_iter().find(|one| one.starts_with(&head)).unwrap()
            };
            if !["quorum", "votes"].contains(&subject) {
                assert!(told().await.starts_with(&format!("{subject} NOT_EVALUABLE {severity}")), "{rule} {}", told().await);
            }
            for (figures, result) in [(right, "PASS"), (wrong, "FAIL")] {
                submitter.save_draft(AGENCY, "2019", json!({ "figures": figures })).await.expect_done();
                assert!(told().await.starts_with(&format!("{subject} {result} {severity}")), "{rule} {figures} {}", told().await);
            }
        }
    }

    /// What somebody says of an operand decides whether a rule can be evaluated at all.
    async fn silence_is_neither_right_nor_wrong(world: World) {
        let (_, submitter) = open(&world).await;
        let cases = [
            (json!([]), "NOT_EVALUABLE"),
            (json!([number("complaint_pending", 1)]), "NOT_EVALUABLE"),
            (json!([{ "indicator": "complaint_pending_overdue", "state": "NONE_DECLARED" }]), "PASS"),
            (json!([number("complaint_pending_overdue", 2)]), "FAIL"),
            (json!([{ "indicator": "complaint_pending_overdue", "state": "NOT_STATED" }]), "NOT_EVALUABLE"),
            (json!([number("complaint_pending_overdue", 1)]), "PASS"),
        ];
        for (figures, result) in cases {
            submitter.save_draft(AGENCY, PERIOD, json!({ "figures": figures })).await.expect_done();
            let outcome = &found(&submitter, AGENCY, "G02").await[0];
            assert!(outcome.starts_with(&format!("complaint {result} ERROR")), "{figures}: {outcome}");
        }
    }
}

on_both! {
    /// The same fact in a figure and in the content has one value, or nothing is filed (S12).
    async fn a_fact_that_is_given_twice_has_one_value(world: World) {
        let (_, submitter) = open(&world).await;
        submitter.save_draft(AGENCY, PERIOD, filled()).await.expect_done();
        let said = |count: i64| json!({
            "figures": [number("lessons", count)],
            "sections": [{ "sectionCode": "lessons", "items": ["Trọng dân.", "Gần dân.", "Hiểu dân."] }],
        });
        submitter.save_draft(AGENCY, PERIOD, said(3)).await.expect_done();
        assert!(found(&submitter, AGENCY, "S12").await[0].starts_with("- PASS ERROR"));
        submitter.save_draft(AGENCY, PERIOD, said(4)).await.expect_done();
        assert_eq!(
            found(&submitter, AGENCY, "S12").await,
            ["- FAIL ERROR 1 facts are given more than once with different values: Lessons learnt (figure: 4; content: 3)."]
        );
        submitter.submit(AGENCY, PERIOD).await.expect_user_error("RULE_FAILED");
    }
}

//! Democracy work: who has what in place, scores and classifications, the matrix of disclosure; and any figure by code.

use super::*;
use crate::kit::on_both;

fn amount(indicator: &str, value: &str) -> Value {
    json!({ "indicator": indicator, "state": "STATED", "value": value })
}

fn choice(indicator: &str, choice: &str) -> Value {
    json!({ "indicator": indicator, "state": "STATED", "choice": choice })
}

fn date(indicator: &str, date: &str) -> Value {
    json!({ "indicator": indicator, "state": "STATED", "date": date })
}

on_both! {
    async fn a_year_of_democracy_work(world: World) {
        open(&world, "2018", &["STTTT", "STC", "SYT", "X-LONG-DUC", "BDT"]).await;
        file_figures(&world, "STTTT", "2018", &[
            truth("qcdc_regulation_issued", true),
            truth("staff_conference_held", true),
            date("staff_conference_date", "2018-02-09"),
            amount("qcdc_self_score", "90.5"),
            amount("qcdc_verified_score", "95.25"),
            choice("qcdc_classification", "GOOD"),
            stated("qcdc_violations", 2),
            stated("staff_quota_total", 59),
            stated("staff_present_total", 54),
        ]).await;
        file_figures(&world, "STC", "2018", &[
            truth("qcdc_regulation_issued", false),
            date("staff_conference_date", "2018-01-31"),
            amount("qcdc_self_score", "80"),
            choice("qcdc_classification", "GOOD"),
            said("qcdc_violations", "NONE_DECLARED"),
            stated("staff_quota_total", 10),
        ]).await;
        file_figures(&world, "X-LONG-DUC", "2018", &[
            truth("qcdc_regulation_issued", true),
            choice("qcdc_classification", "FAIR"),
            said("staff_conference_date", "NONE_DECLARED"),
        ]).await;
        file_figures(&world, "SYT", "2018", &[stated("dvk_models_active", 1)]).await;
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        let selection = "democracyCompliance(by: [AGENCY_KIND]) {
            overall {
                regulationIssued { value coverage { due stated notStated missing } }
                violations { value coverage { stated noneDeclared } }
                selfScore { minimum maximum mean coverage { stated } }
                verifiedScore { mean }
                classification { choice label count }
                staffConferenceDates { earliest latest }
            }
            groups { agencyKind figures { regulationIssued { value } classification { choice count } } }
        }
        figures(indicators: [\"staff_vacancies\", \"qcdc_self_score\", \"qcdc_classification\", \"staff_conference_date\", \"qcdc_regulation_issued\"]) {
            indicator { code }
            total { value amount scale coverage { stated notStated missing } sources { totalCount } }
            rate { value } range { maximum } dates { latest } distribution { choice count }
        }";
        let answer = home_affairs.consolidation("2018", None, selection).await;
        let overall = answer.at("consolidation.democracyCompliance.overall");
        assert_eq!(
            overall["regulationIssued"],
            json!({ "value": 2, "coverage": { "due": 5, "stated": 3, "notStated": 1, "missing": 1 } })
        );
        assert_eq!(overall["violations"], json!({ "value": 2, "coverage": { "stated": 1, "noneDeclared": 1 } }));
        assert_eq!(
            overall["selfScore"],
            json!({ "minimum": "80.00", "maximum": "90.50", "mean": "85.25", "coverage": { "stated": 2 } })
        );
        assert_eq!(overall["verifiedScore"], json!({ "mean": "95.25" }));
        assert_eq!(overall["classification"][0], json!({ "choice": "GOOD", "label": "Tốt", "count": 2 }));
        let counts: Vec<&Value> =
            overall["classification"].as_array().unwrap().iter().map(|choice| &choice["count"]).collect();
        assert_eq!(counts, [&json!(2), &json!(1), &json!(0), &json!(0), &json!(0)]);
        assert_eq!(overall["staffConferenceDates"], json!({ "earliest": "2018-01-31", "latest": "2018-02-09" }));
        let groups = answer.at("consolidation.democracyCompliance.groups").as_array().unwrap();
        let issued: Vec<(&Value, &Value)> = groups
            .iter()
            .map(|group| (&group["agencyKind"], &group["figures"]["regulationIssued"]["value"]))
            .collect();
        assert_eq!(
            issued,
            [
                (&json!("DEPARTMENT"), &json!(1)),
                (&json!("COMMUNE"), &json!(1)),
                (&json!("PROVINCIAL_BODY"), &json!(null)),
            ]
        );
        let figures = answer.at("consolidation.figures");
        // Vacancies are computed where both parts are known, and come from both.
        assert_eq!(
            figures[0]["total"],
            json!({
                "value": 5, "amount": "5", "scale": 0, "sources": { "totalCount": 2 },
                "coverage": { "stated": 1, "notStated": 3, "missing": 1 },
            })
        );
        assert_eq!((&figures[1]["total"]["value"], &figures[1]["range"]["maximum"]), (&json!(null), &json!("90.50")));
        assert_eq!(figures[2]["distribution"][1], json!({ "choice": "FAIR", "count": 1 }));
        assert_eq!(figures[3]["dates"], json!({ "latest": "2018-02-09" }));
        assert_eq!((&figures[4]["total"]["value"], &figures[4]["total"]["sources"]["totalCount"]), (&json!(2), &json!(3)));
        assert_eq!(
            figures[4]["distribution"],
            json!([{ "choice": "true", "count": 2 }, { "choice": "false", "count": 1 }])
        );
    }

    async fn the_latest_word_of_each_agency_counts_and_a_stock_is_of_the_end(world: World) {
        for quarter in ["2018-Q1", "2018-Q2", "2018-Q3"] {
            open(&world, quarter, &["STTTT", "STC", "SYT", "BDT"]).await;
        }
        let head = "steering_committee_head_position";
        file_figures(&world, "STTTT", "2018-Q1", &[
            truth("qcdc_regulation_issued", true),
            date("staff_conference_date", "2018-02-09"),
            stated("staff_conference_eligible", 50),
            choice(head, "HEAD_OF_AGENCY"),
            stated("steering_committee_members", 7),
        ]).await;
        // A second word takes the place of the first, and silence of neither.
        file_figures(&world, "STC", "2018-Q1", &[
            truth("qcdc_regulation_issued", true),
            date("staff_conference_date", "2018-01-05"),
            stated("staff_conference_eligible", 20),
            choice(head, "HEAD_OF_AGENCY"),
        ]).await;
        file_figures(&world, "STC", "2018-Q2", &[
            truth("qcdc_regulation_issued", false),
            date("staff_conference_date", "2018-01-31"),
            stated("staff_conference_eligible", 30),
            choice(head, "OTHER"),
        ]).await;
        for agency in ["STTTT", "STC", "SYT"] {
            file_figures(&world, agency, "2018-Q3", &[stated("complaint_received", 1)]).await;
        }
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        let sources = "sources { edges { node { agency { code } period } } }";
        let coverage_of = "coverage { due stated notStated missing }";
        let selection = format!("
            democracyCompliance(by: [PERIOD]) {{
                overall {{
                    regulationIssued {{ value {coverage_of} {sources} }}
                    staffConferenceDates {{ earliest latest coverage {{ due }} }}
                    staffConferenceEligible {{ value {coverage_of} }}
                    steeringCommitteeMembers {{ value {coverage_of} }}
                }}
                groups {{ period figures {{ regulationIssued {{ value }} staffConferenceEligible {{ value }} }} }}
            }}
            figures(indicators: [\"staff_conference_eligible\", \"{head}\"]) {{
                total {{ value }} range {{ minimum mean }} distribution {{ choice count }}
            }}");
        let answer = home_affairs.consolidation("2018-Q1", Some("2018-Q3"), &selection).await;
        let overall = answer.at("consolidation.democracyCompliance.overall");
        // One of four agencies has filed nothing at all, another nothing about this.
        let of_agencies = json!({ "due": 4, "stated": 2, "notStated": 1, "missing": 1 });
        assert_eq!(
            overall["regulationIssued"],
            json!({ "value": 1, "coverage": of_agencies, "sources": { "edges": [
                { "node": { "agency": { "code": "STC" }, "period": "2018-Q2" } },
                { "node": { "agency": { "code": "STTTT" }, "period": "2018-Q1" } },
            ] } })
        );
        assert_eq!(
            overall["staffConferenceDates"],
            json!({ "earliest": "2018-01-31", "latest": "2018-02-09", "coverage": { "due": 4 } })
        );
        assert_eq!(overall["staffConferenceEligible"], json!({ "value": 80, "coverage": of_agencies }));
        assert_eq!(
            overall["steeringCommitteeMembers"],
            json!({ "value": null, "coverage": { "due": 4, "stated": 0, "notStated": 3, "missing": 1 } })
        );
        let figures = answer.at("consolidation.figures");
        assert_eq!(
            (&figures[0]["total"]["value"], &figures[0]["range"]),
            (&json!(80), &json!({ "minimum": "30", "mean": "40.00" }))
        );
        let chosen: Vec<&Value> =
            figures[1]["distribution"].as_array().unwrap().iter().filter(|choice| choice["count"] != 0).collect();
        assert_eq!(
            chosen,
            [&json!({ "choice": "HEAD_OF_AGENCY", "count": 1 }), &json!({ "choice": "OTHER", "count": 1 })]
        );
        // A period on its own speaks for itself.
        let groups = answer.at("consolidation.democracyCompliance.groups").as_array().unwrap();
        let each = |field: &str| -> Vec<Value> {
            groups.iter().map(|group| group["figures"][field]["value"].clone()).collect()
        };
        assert_eq!(each("regulationIssued"), [json!(2), json!(0), json!(null)]);
        assert_eq!(each("staffConferenceEligible"), [json!(70), json!(30), json!(null)]);
    }

    async fn conferences_inspectorates_and_what_was_put_to_people(world: World) {
        open(&world, "2018", &["STTTT", "STC", "SYT", "X-LONG-DUC"]).await;
        let matters = [stated("matters_put_to_people", 4), stated("matters_put_to_people_approved", 3)];
        file_figures(&world, "X-LONG-DUC", "2018", &matters).await;
        let conference = |form: &str, eligible: i64, attended: i64| {
            [
                truth("staff_conference_held", true),
                choice("staff_conference_form", form),
                stated("staff_conference_eligible", eligible),
                stated("staff_conference_attended", attended),
            ]
        };
        let inspectorate = [
            truth("people_inspectorate_exists", true),
            stated("people_inspectorate_members", 5),
            date("people_inspectorate_term_start", "2018-02-09"),
            stated("people_inspectorate_recommendations", 4),
            stated("people_inspectorate_recommendations_accepted", 3),
        ];
        file_figures(&world, "STTTT", "2018", &[&conference("PLENARY", 54, 50)[..], &inspectorate[..]].concat()).await;
        file_figures(&world, "STC", "2018", &[&conference("DELEGATES", 30, 30)[..], &[
            truth("people_inspectorate_exists", false),
            // Without its other part it counts in no rate.
            stated("people_inspectorate_recommendations", 9),
        ][..]].concat()).await;
        let selection = "democracyCompliance { overall {
            staffConferenceHeld { value coverage { stated missing } }
            staffConferenceForms { choice count }
            staffConferenceAttendanceRate { value numerator { value coverage { stated notStated missing } } denominator { value } }
            peopleInspectorateExists { value coverage { stated } }
            peopleInspectorateMembers { value coverage { stated notStated } }
            peopleInspectorateTermStarts { earliest latest }
            peopleInspectorateRecommendations { value }
            peopleInspectorateAcceptanceRate { value numerator { value } denominator { value } }
            mattersApprovalRate { value numerator { value } denominator { value } }
        } }";
        let answer = world.person(Role::HomeAffairsOfficer, None).consolidation("2018", None, selection).await;
        let overall = answer.at("consolidation.democracyCompliance.overall");
        let forms = overall["staffConferenceForms"].as_array().unwrap();
        let forms: Vec<(&str, i64)> = forms.iter().map(|one| (one["choice"].as_str().unwrap(), one["count"].as_i64().unwrap())).collect();
        assert_eq!(forms, [("PLENARY", 1), ("DELEGATES", 1)]);
        let mut overall = overall.clone();
        overall.as_object_mut().unwrap().remove("staffConferenceForms");
        assert_eq!(
            overall,
            json!({
                "staffConferenceHeld": { "value": 2, "coverage": { "stated": 2, "missing": 1 } },
                "staffConferenceAttendanceRate": {
                    "value": "95.24",
                    "numerator": { "value": 80, "coverage": { "stated": 2, "notStated": 1, "missing": 1 } },
                    "denominator": { "value": 84 },
                },
                "peopleInspectorateExists": { "value": 1, "coverage": { "stated": 2 } },
                "peopleInspectorateMembers": { "value": 5, "coverage": { "stated": 1, "notStated": 2 } },
                "peopleInspectorateTermStarts": { "earliest": "2018-02-09", "latest": "2018-02-09" },
                "peopleInspectorateRecommendations": { "value": 13 },
                "peopleInspectorateAcceptanceRate": { "value": "75.00", "numerator": { "value": 3 }, "denominator": { "value": 4 } },
                "mattersApprovalRate": { "value": "75.00", "numerator": { "value": 3 }, "denominator": { "value": 4 } },
            })
        );
    }

    async fn the_matrix_asks_nobody_what_does_not_concern_them(world: World) {
        world.set_time("2023-12-20T02:00:00Z");
        open(&world, "2023-Q4", &["STTTT", "X-LONG-DUC"]).await;
        for agency in ["STTTT", "X-LONG-DUC"] {
            file_figures(&world, agency, "2023-Q4", &[stated("complaint_received", 1)]).await;
        }
        let selection = "democracyCompliance { matrix(contents: [\"CONTENT\"]) { rows {
            notStated notApplicable missing complianceRate { value denominator } cells { agency { code } status } } } }"
            .replace("CONTENT", "commune_budget");
        let answer = world.person(Role::HomeAffairsOfficer, None).consolidation("2023-Q4", None, &selection).await;
        assert_eq!(
            answer.at("consolidation.democracyCompliance.matrix.rows"),
            &json!([{
                "notStated": 1, "notApplicable": 1, "missing": 0,
                "complianceRate": { "value": null, "denominator": 0 },
                "cells": [
                    { "agency": { "code": "STTTT" }, "status": "NOT_APPLICABLE" },
                    { "agency": { "code": "X-LONG-DUC" }, "status": "NOT_STATED" },
                ],
            }])
        );
    }

    async fn the_matrix_tells_silence_from_no(world: World) {
        open(&world, "2019-Q3", &["STTTT", "STC", "SYT", "X-LONG-DUC"]).await;
        let item = |content: &str, status: &str, forms: &[&str]| {
            json!({ "content": content, "status": status, "modes": ["DISCLOSE"], "forms": forms })
        };
        file(&world, "STTTT", "2019-Q3", json!({ "disclosures": [
            item("asset_declarations", "DISCLOSED", &["INTRANET", "MEETING"]),
            item("internal_rules", "DISCLOSED", &[]),
        ]})).await;
        file(&world, "STC", "2019-Q3", json!({ "disclosures": [
            item("asset_declarations", "NOT_DISCLOSED", &[]),
            item("internal_rules", "DISCLOSED", &["INTRANET"]),
        ]})).await;
        file_figures(&world, "X-LONG-DUC", "2019-Q3", &[stated("complaint_received", 1)]).await;
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        let selection = "democracyCompliance(by: [AGENCY]) {
            overall { disclosureForms { form agencies } disclosureItemsMet { value coverage { stated notStated } } }
            groups { agency { code } figures { disclosureForms { form agencies } } }
            matrix(contents: [\"asset_declarations\", \"internal_rules\"]) {
                contents { code }
                rows {
                    content { code } disclosing notDisclosing notStated notApplicable missing
                    complianceRate { value numerator denominator }
                    cells { agency { code } period status forms modes }
                }
            }
        }";
        let answer = home_affairs.consolidation("2019-Q3", None, selection).await;
        let matrix = answer.at("consolidation.democracyCompliance.matrix");
        assert_eq!(matrix["contents"], json!([{ "code": "asset_declarations" }, { "code": "internal_rules" }]));
        let assets = &matrix["rows"][0];
        assert_eq!(assets["cells"][3]["status"], "NOT_STATED");
        assert_eq!(assets["cells"].as_array().unwrap().len(), 4);
        assert_eq!(
            (&assets["disclosing"], &assets["notDisclosing"], &assets["missing"]),
            (&json!(1), &json!(1), &json!(1))
        );
        assert_eq!((&assets["notStated"], &assets["notApplicable"]), (&json!(1), &json!(0)));
        assert_eq!(assets["complianceRate"], json!({ "value": "50.00", "numerator": 1, "denominator": 2 }));
        let statuses = |row: usize| -> Vec<Value> {
            let cells = matrix["rows"][row]["cells"].as_array().unwrap();
            cells.iter().take(3).map(|cell| json!([cell["agency"]["code"], cell["status"], cell["forms"]])).collect()
        };
        assert_eq!(
            statuses(0),
            [
                json!(["STC", "NOT_DISCLOSED", []]),
                json!(["STTTT", "FORMS_USED", ["INTRANET", "MEETING"]]),
                json!(["SYT", "MISSING", []]),
            ]
        );
        assert_eq!(
            statuses(1),
            [
                json!(["STC", "FORMS_USED", ["INTRANET"]]),
                json!(["STTTT", "DISCLOSED_FORM_UNKNOWN", []]),
                json!(["SYT", "MISSING", []]),
            ]
        );
        let overall = answer.at("consolidation.democracyCompliance.overall");
        let forms = overall["disclosureForms"].as_array().unwrap();
        let used: Vec<&Value> = forms.iter().filter(|form| form["agencies"] != 0).collect();
        assert_eq!(
            used,
            [&json!({ "form": "INTRANET", "agencies": 2 }), &json!({ "form": "MEETING", "agencies": 1 })]
        );
        // Nobody knows the law's whole list: how much of it is met is not known either, and no 0.
        assert_eq!(overall["disclosureItemsMet"], json!({ "value": null, "coverage": { "stated": 0, "notStated": 3 } }));
        let groups = answer.at("consolidation.democracyCompliance.groups").as_array().unwrap();
        assert_eq!(groups.len(), 4);
    }

    async fn narratives_stand_side_by_side(world: World) {
        open(&world, "2019-Q3", &["STTTT", "STC", "SYT"]).await;
        let lessons = |text: &str| json!({ "sections": [
            { "sectionCode": "lessons", "state": "STATED", "items": [text, "Gần dân"] },
        ]});
        file(&world, "STTTT", "2019-Q3", lessons("Trọng dân")).await;
        file(&world, "STC", "2019-Q3", lessons("Hiểu dân")).await;
        file_figures(&world, "SYT", "2019-Q3", &[stated("complaint_received", 1)]).await;
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        let selection = "narratives(section: \"lessons\") {
            agency { code } period section { sectionCode heading items } version { number } filedBy { fullName } filedAt
        }";
        let answer = home_affairs.consolidation("2019-Q3", None, selection).await;
        let entries = answer.at("consolidation.narratives").as_array().unwrap();
        let code = |entry: &Value| entry["agency"]["code"].clone();
        assert_eq!(entries.iter().map(code).collect::<Vec<_>>(), [json!("STC"), json!("STTTT")]);
        assert_eq!(
            entries[1],
            json!({
                "agency": { "code": "STTTT" }, "period": "2019-Q3",
                "section": { "sectionCode": "lessons", "heading": "Bài học kinh nghiệm", "items": ["Trọng dân", "Gần dân"] },
                "version": { "number": 1 },
                "filedBy": { "fullName": "Nguyễn Văn 84.SUBMITTER.STTTT.1" },
                "filedAt": "2019-09-16T02:00:00+00:00",
            })
        );
    }
}

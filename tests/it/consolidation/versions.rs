//! Two versions of one form are open at once, and two forms for one period: both are filed, by one agency and by others, and
//! consolidated together.

use super::*;
use crate::kit::answer::Answer;
use crate::kit::on_both;
use crate::kit::server::{Server, changed_catalogue};

/// The quarters on both sides of 1 July 2023, when Law 10/2022 came into force.
const RANGE: (&str, &str) = ("2023-Q2", "2023-Q3");

fn disclosed(contents: &[&str], received: i64) -> Value {
    let item = |content: &&str| json!({ "content": content, "status": "DISCLOSED", "modes": ["DISCLOSE"], "forms": ["INTRANET"] });
    let items: Vec<Value> = contents.iter().map(item).collect();
    json!({ "disclosures": items, "figures": [stated("complaint_received", received)] })
}

/// The cell of an indicator, of one agency or of all.
fn cell<'a>(answer: &'a Answer, indicator: &str, agency: Option<&str>) -> &'a Value {
    let cells = answer.at("consolidation.figures").as_array().unwrap();
    let of = |cell: &&Value| {
        cell["indicator"]["code"] == indicator && agency.is_none_or(|code| cell["agency"]["code"] == code)
    };
    &cells.iter().find(of).unwrap()["total"]
}

/// A form that asks in a quarter for what the quarterly one asks too, and for nothing else.
const SURVEY: &str = r#"
code = "khao_sat"
version = 1
label = { vi = "Khảo sát chuyên đề", en = "Thematic survey" }
period_kinds = ["QUARTER"]
valid_from = 2016-01-01

[[section]]
code = "grievances"
printed_number = "1"
heading = { vi = "Đơn thư", en = "Submissions" }
content = "FIGURES"
narrative_required = false
indicators = ["complaint_received", "training_courses"]
"#;

on_both! {
    async fn versions_of_a_form_that_are_open_at_once_are_added_up(world: World) {
        world.set_time("2023-09-18T02:00:00Z");
        let officer = world.person(Role::HomeAffairsOfficer, None);
        for period in [RANGE.0, RANGE.1] {
            open(&world, period, &["STTTT", "STC", "SYT", "P-1"]).await;
        }
        let list = "{ rounds(filter: { state: OPEN }, first: 9) { nodes { period form { code version } state } } }";
        let mut open_rounds = officer.graphql(list, json!({})).await.at("rounds.nodes").as_array().unwrap().clone();
        open_rounds.sort_by_key(|round| round["period"].as_str().unwrap().to_owned());
        let round = |period: &str, version: u32| json!({ "period": period, "form": { "code": QUARTERLY, "version": version }, "state": "OPEN" });
        assert_eq!(open_rounds, [round(RANGE.0, 2), round(RANGE.1, 3)]);

        // One files by both versions, two by one of them, one by none; the later version first.
        file(&world, "STTTT", RANGE.1, disclosed(&["internal_rules"], 2)).await;
        file(&world, "STTTT", RANGE.0, disclosed(&["internal_rules", "work_plans"], 1)).await;
        file(&world, "STC", RANGE.0, disclosed(&["internal_rules"], 4)).await;
        file(&world, "SYT", RANGE.1, disclosed(&["work_plans"], 8)).await;
        for (agency, period, version) in [("STTTT", RANGE.0, 2), ("STTTT", RANGE.1, 3), ("STC", RANGE.0, 2), ("SYT", RANGE.1, 3)] {
            let shown = officer.report(agency, period, "round { form { version } }").await;
            assert_eq!(shown.at("report.round.form.version"), &json!(version));
        }

        let total = format!(
            "total {{ value {COVERAGE} breaks {{ comparability lastBefore firstAfter form {{ version }} }} series {{ mixed forms {{ version }} }} \
             sources(first: 9) {{ totalCount nodes {{ agency {{ code }} period figure {{ value }} }} }} }}"
        );
        let figures = |by: &str| format!("coverage {{ due reported missing }} figures(indicators: [\"complaint_received\", \"disclosure_items\"]{by}) {{ indicator {{ code }} agency {{ code }} {total} }}");
        let answer = officer.consolidation(RANGE.0, Some(RANGE.1), &figures("")).await;
        assert_eq!(answer.at("consolidation.coverage"), &json!({ "due": 8, "reported": 4, "missing": 4 }));
        let source = |agency: &str, period: &str, value: &str| json!({ "agency": { "code": agency }, "period": period, "figure": { "value": value } });
        let both = json!({ "mixed": true, "forms": [{ "version": 2 }, { "version": 3 }] });
        assert_eq!(
            cell(&answer, "complaint_received", None),
            &json!({
                "value": 15, "coverage": coverage([8, 4, 4, 0, 0, 0, 0, 4]), "breaks": [], "series": both,
                "sources": { "totalCount": 4, "nodes": [
                    source("STC", RANGE.0, "4"), source("STTTT", RANGE.0, "1"), source("STTTT", RANGE.1, "2"), source("SYT", RANGE.1, "8"),
                ] },
            })
        );
        let items = cell(&answer, "disclosure_items", None);
        let broken = json!([{ "comparability": "BREAK", "lastBefore": RANGE.0, "firstAfter": RANGE.1, "form": { "version": 3 } }]);
        assert_eq!((&items["value"], &items["breaks"], &items["series"]), (&json!(5), &broken, &both));
        // A line is mixed when its own reports are.
        let lines = officer.consolidation(RANGE.0, Some(RANGE.1), &figures(", by: [AGENCY]")).await;
        for (agency, value, versions) in [("STTTT", json!(3), vec![2, 3]), ("STC", json!(1), vec![2]), ("SYT", json!(1), vec![3])] {
            let line = cell(&lines, "disclosure_items", Some(agency));
            let mixed = versions.len() > 1;
            assert_eq!((&line["value"], &line["series"]["mixed"]), (&value, &json!(mixed)), "{agency} {line}");
            assert_eq!(line["breaks"], if mixed { broken.clone() } else { json!([]) }, "{agency}");
        }
        // One version's round is closed; the other goes on.
        officer.close_round(QUARTERLY, RANGE.0).await.expect_done();
        file(&world, "STC", RANGE.1, disclosed(&["work_plans"], 16)).await;
        let answer = officer.consolidation(RANGE.0, Some(RANGE.1), &figures("")).await;
        assert_eq!(cell(&answer, "complaint_received", None)["value"], 31);
    }

    /// Who is asked the same by two forms of one period is counted by one of them: that of the lower code.
    async fn forms_of_one_period_that_are_open_at_once_are_added_up(world: World) {
        let catalogue = changed_catalogue(&world.database, &[("forms/khao_sat.toml", "", SURVEY)]);
        let server = Server::by_catalogue(&world.database, &world.clock, catalogue).await.unwrap();
        let person = |role: Role, agency: Option<&str>| server.person(&crate::kit::province::subject("84", role, agency, 1));
        let officer = person(Role::HomeAffairsOfficer, None);
        let (quarterly, survey) = (QUARTERLY, "khao_sat");
        officer.open_round(quarterly, "2019-Q3", &due("2019-Q3"), &["STTTT", "STC", "BDT"]).await.expect_done();
        officer.open_round(survey, "2019-Q3", &due("2019-Q3"), &["STTTT", "SYT"]).await.expect_done();
        let file = async |agency: &str, form: &str, figures: &[(&str, i64)]| {
            let report = json!({ "key": { "agency": agency, "period": "2019-Q3", "form": form } });
            let figures: Vec<Value> = figures.iter().map(|(code, value)| stated(code, *value)).collect();
            let submitter = person(Role::Submitter, Some(agency));
            let draft = json!({ "report": report, "ifRevision": 0, "figures": figures });
            let saved = submitter.verb("reportSaveDraft", draft, "checks { rule { code } subject result severity }".into()).await.expect_done();
            let checks = saved.payload()["checks"].as_array().unwrap().clone();
            let warned = checks.iter().filter(|check| check["result"] == "FAIL" && check["severity"] == "WARNING");
            let explained: Vec<Value> = warned.map(|check| json!({ "rule": check["rule"]["code"], "subject": check["subject"], "text": "Đã rà soát." })).collect();
            let submit = json!({ "report": report, "ifRevision": 1, "explanations": explained });
            submitter.verb("reportSubmit", submit, "report { id }".into()).await.expect_done();
            officer.verb("reportAccept", json!({ "report": report, "ifRevision": 2 }), "report { id }".into()).await.expect_done();
        };
        let ask = async || {
            let selection = format!(
                "coverage {{ due reported }} figures(indicators: [\"complaint_received\", \"training_courses\"]) {{ indicator {{ code }} agency {{ code }} \
                 total {{ value {COVERAGE} sources(first: 9) {{ nodes {{ agency {{ code }} report {{ round {{ form {{ code }} }} }} }} }} }} }}"
            );
            officer.consolidation("2019-Q3", None, &selection).await
        };
        let source = |agency: &str, form: &str| json!({ "agency": { "code": agency }, "report": { "round": { "form": { "code": form } } } });
        file("STTTT", survey, &[("complaint_received", 50), ("training_courses", 2)]).await;
        file("SYT", survey, &[("complaint_received", 7)]).await;
        file("STC", quarterly, &[("complaint_received", 3)]).await;
        let answer = ask().await;
        // Five reports are due and three are there; of the complaints four agencies speak, STTTT by the form it has not filed yet.
        assert_eq!(answer.at("consolidation.coverage"), &json!({ "due": 5, "reported": 3 }));
        assert_eq!(
            cell(&answer, "complaint_received", None),
            &json!({
                "value": 10, "coverage": coverage([4, 2, 2, 0, 0, 0, 0, 2]),
                "sources": { "nodes": [source("STC", quarterly), source("SYT", survey)] },
            })
        );
        file("STTTT", quarterly, &[("complaint_received", 5)]).await;
        let answer = ask().await;
        assert_eq!(
            cell(&answer, "complaint_received", None),
            &json!({
                "value": 15, "coverage": coverage([4, 3, 3, 0, 0, 0, 0, 1]),
                "sources": { "nodes": [source("STC", quarterly), source("STTTT", quarterly), source("SYT", survey)] },
            })
        );
    }
}

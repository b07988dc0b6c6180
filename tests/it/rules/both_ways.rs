//! Rules on what is not a figure (contents disclosed, sections, models, citations), each kept and broken over HTTP.

use super::found;
use crate::cycle::desk::{AGENCY, DUE, FORM, PERIOD, change, number, open};
use crate::kit::on_both;
use crate::kit::person::Person;
use crate::kit::world::World;
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;

/// The one thing that a rule finds of a subject, as `RESULT SEVERITY`.
async fn result(person: &Person, agency: &str, rule: &str, subject: &str) -> String {
    let found = found(person, agency, rule).await;
    let head = format!("{subject} ");
    let one =
        found.iter().find_map(|one| one.strip_prefix(&head)).unwrap_or_else(|| panic!("{rule}: {found:?}"));
    one.splitn(3, ' ').take(2).collect::<Vec<_>>().join(" ")
}

async fn register(person: &Person, code: &str, name: &str) -> Value {
    let model = json!({ "agency": AGENCY, "code": code, "name": name, "field": "ECONOMY", "level": "PROVINCE",
                        "holder": "COLLECTIVE", "registeredOn": "2019-01-10" });
    let done = person.verb("modelRegister", model, "model { id }".into()).await.expect_done();
    done.at("modelRegister.model.id").clone()
}

async fn advance(person: &Person, model: &Value, stage: &str, on: &str) {
    let input = json!({ "model": model, "stage": stage, "on": on });
    person.verb("modelAdvance", input, "model { stage }".into()).await.expect_done();
}

async fn award(person: &Person, model: &Value, on: &str) {
    let input =
        json!({ "model": model, "name": "Bằng khen", "givenBy": "Ủy ban nhân dân tỉnh", "givenOn": on });
    person.verb("modelAward", input, "model { id }".into()).await.expect_done();
}

on_both! {
    async fn what_is_disclosed_is_disclosed_somehow(world: World) {
        let (_, submitter) = open(&world).await;
        let item = |content: &str, status: &str, forms: &[&str]| json!({ "content": content, "status": status, "modes": ["DISCLOSE"], "forms": forms });
        assert_eq!(result(&submitter, AGENCY, "Q01", "-").await, "NOT_EVALUABLE WARNING");
        for (disclosures, expected) in [
            (json!([item("work_plans", "DISCLOSED", &["MEETING"])]), "PASS WARNING"),
            (json!([item("work_plans", "DISCLOSED", &["MEETING"]), item("internal_rules", "DISCLOSED", &[])]), "FAIL WARNING"),
            // What is not disclosed needs no form.
            (json!([item("work_plans", "DISCLOSED", &["MEETING"]), item("internal_rules", "NOT_DISCLOSED", &[])]), "PASS WARNING"),
        ] {
            submitter.save_draft(AGENCY, PERIOD, json!({ "disclosures": disclosures })).await.expect_done();
            assert_eq!(result(&submitter, AGENCY, "Q01", "-").await, expected, "{disclosures}");
        }
    }

    async fn a_section_for_communes_is_theirs(world: World) {
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        home_affairs.open_round(FORM, PERIOD, DUE, &[AGENCY, "P-1"]).await.expect_done();
        let said = |state: &str, text: Value| json!({ "sections": [{ "sectionCode": "qcdc_commune", "state": state, "text": text }] });
        for (agency, filled) in [(AGENCY, "FAIL INFORMATION"), ("P-1", "SKIPPED INFORMATION")] {
            let person = world.person(Role::Submitter, agency);
            let other = json!({ "sections": [{ "sectionCode": "qcdc_agency", "text": "Đã triển khai." }] });
            person.save_draft(agency, PERIOD, other).await.expect_done();
            let kept = if agency == AGENCY { "PASS INFORMATION" } else { filled };
            assert_eq!(result(&person, agency, "Q09", "-").await, kept);
            person.save_draft(agency, PERIOD, said("STATED", json!("Dân bàn, dân kiểm tra."))).await.expect_done();
            assert_eq!(result(&person, agency, "Q09", "-").await, filled);
            // To say that one has none of it is not to fill it.
            person.save_draft(agency, PERIOD, said("NOT_APPLICABLE", Value::Null)).await.expect_done();
            assert_eq!(result(&person, agency, "Q09", "-").await, kept);
        }
    }

    async fn a_model_is_registered_once_and_praised_when_it_was_recognised(world: World) {
        let (home_affairs, submitter) = open(&world).await;
        submitter.save_draft(AGENCY, PERIOD, json!({ "figures": [number("dvk_models_active", 1)] })).await.expect_done();
        let shelf = register(&submitter, "MH-01", "Tủ sách cộng đồng").await;
        let gate = register(&submitter, "MH-02", "Cổng trường an toàn").await;
        for rule in ["D05", "D07"] {
            assert_eq!(result(&submitter, AGENCY, rule, "-").await, "PASS WARNING", "{rule}");
        }
        for (stage, on) in [("IN_PROGRESS", "2019-02-01"), ("FINAL_REVIEWED", "2019-05-01"), ("RECOGNISED", "2019-06-01"), ("COMMENDED", "2019-06-20")] {
            advance(&home_affairs, &shelf, stage, on).await;
        }
        award(&submitter, &shelf, "2019-06-01").await;
        assert_eq!(result(&submitter, AGENCY, "D07", "-").await, "PASS WARNING");
        award(&submitter, &shelf, "2019-05-31").await;
        assert_eq!(
            found(&submitter, AGENCY, "D07").await,
            ["- FAIL WARNING Models commended without being recognised: 1 (MH-01 “Tủ sách cộng đồng”)."]
        );
        award(&submitter, &gate, "2019-08-01").await;
        let both = found(&submitter, AGENCY, "D07").await[0].clone();
        assert!(["recognised: 2 (", "MH-01", "MH-02"].iter().all(|part| both.contains(part)), "{both}");
        register(&submitter, "MH-03", "Cộng đồng tủ sách").await;
        assert_eq!(result(&submitter, AGENCY, "D05", "-").await, "FAIL WARNING");
    }

    /// No mutation records a stage that does not follow, or that is dated backwards; what was put into the database in another
    /// way is still looked at.
    async fn stages_stand_in_their_order(world: World) {
        let (_, submitter) = open(&world).await;
        submitter.save_draft(AGENCY, PERIOD, json!({ "figures": [number("dvk_models_active", 1)] })).await.expect_done();
        let shelf = register(&submitter, "MH-01", "Tủ sách cộng đồng").await;
        let in_order = "PASS ERROR";
        assert_eq!(result(&submitter, AGENCY, "D06", "-").await, in_order);
        for (stage, on) in [("IN_PROGRESS", "2019-02-01"), ("FINAL_REVIEWED", "2019-02-01"), ("ENDED", "2019-09-01")] {
            advance(&submitter, &shelf, stage, on).await;
        }
        assert_eq!(result(&submitter, AGENCY, "D06", "-").await, in_order);
        let told = ["- FAIL ERROR Models with stages out of order or dates that run backwards: 1 (MH-01 “Tủ sách cộng đồng”)."];
        change(&world.database, "UPDATE model_stage SET reached_on = '2019-02-02' WHERE stage = 'IN_PROGRESS'").await;
        assert_eq!(found(&submitter, AGENCY, "D06").await, told);
        change(&world.database, "UPDATE model_stage SET reached_on = '2019-02-01' WHERE stage = 'IN_PROGRESS'").await;
        assert_eq!(result(&submitter, AGENCY, "D06", "-").await, in_order);
        change(&world.database, "UPDATE model_stage SET stage = 'COMMENDED' WHERE stage = 'FINAL_REVIEWED'").await;
        assert_eq!(found(&submitter, AGENCY, "D06").await, told);
        submitter.submit(AGENCY, PERIOD).await.expect_user_error("RULE_FAILED");
    }

    async fn citations_are_of_their_day_and_kind(world: World) {
        let (_, submitter) = open(&world).await;
        let cite = async |header: Value, cited: &[(&str, i32)]| {
            let citation = |(text, day): &(&str, i32)| json!({ "asCited": text, "date": { "year": 2019, "month": 9, "day": day } });
            let citations: Vec<Value> = cited.iter().map(citation).collect();
            submitter.save_draft(AGENCY, PERIOD, json!({ "header": header, "citations": citations })).await.expect_done();
        };
        let s08 = async |subject: &str| result(&submitter, AGENCY, "S08", subject).await;
        let plan = "Kế hoạch số 12/KH-STTTT";
        cite(json!({}), &[(plan, 14)]).await;
        assert_eq!((s08("report_date").await, s08("closing_day").await), ("NOT_EVALUABLE WARNING".into(), "PASS WARNING".into()));
        let dated = |day: i32| json!({ "date": { "year": 2019, "month": 9, "day": day } });
        cite(dated(14), &[(plan, 14), ("Quyết định số 3/QĐ-STTTT", 1)]).await;
        assert_eq!((s08("report_date").await, s08("closing_day").await), ("PASS WARNING".into(), "PASS WARNING".into()));
        assert_eq!(result(&submitter, AGENCY, "S09", "-").await, "PASS WARNING");
        cite(dated(13), &[(plan, 14)]).await;
        assert_eq!((s08("report_date").await, s08("closing_day").await), ("FAIL WARNING".into(), "PASS WARNING".into()));
        cite(dated(15), &[("Quyết định số 12/KH-STTTT", 15)]).await;
        assert_eq!((s08("report_date").await, s08("closing_day").await), ("PASS WARNING".into(), "FAIL WARNING".into()));
        assert_eq!(result(&submitter, AGENCY, "S09", "-").await, "FAIL WARNING");
    }
}

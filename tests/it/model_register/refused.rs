//! What the register does not take: days that have not come, an award a second time, a verdict against verdicts.

use super::*;
use crate::cycle::desk::traces;
use crate::kit::on_both;
use uuid::Uuid;

fn one_at(path: &str, code: &str, message: &str) -> Vec<(String, String, String)> {
    vec![(path.to_owned(), code.to_owned(), message.to_owned())]
}

fn told(answer: &Answer) -> Vec<(String, String, String)> {
    answer.user_errors().into_iter().map(|error| (error.path.join("."), error.code, error.message)).collect()
}

on_both! {
    async fn only_what_has_happened_is_recorded(world: World) {
        let submitter = world.person(Role::Submitter, "STTTT").speaking("en");
        let asked = async |on: &str| {
            let input = model("STTTT", "A", "Tủ sách cộng đồng", "ECONOMY", "GRASSROOTS", on);
            submitter.verb("modelRegister", input, "model { id }".into()).await
        };
        let before = traces(&world.database).await;
        let future = "Only what has happened is recorded; 17/09/2019 lies in the future.";
        assert_eq!(told(&asked("2019-09-17").await), one_at("input.registeredOn", "DAY_IN_FUTURE", future));
        let years = "A day lies in the years 1945 to 2100, and an end not before its beginning.";
        assert_eq!(told(&asked("1900-03-01").await), one_at("input.registeredOn", "BAD_DATE", years));
        assert_eq!(told(&asked("2101-01-01").await), one_at("input.registeredOn", "BAD_DATE", years));
        assert_eq!(traces(&world.database).await, before);
        let id = asked("2019-09-16").await.expect_done().at("modelRegister.model.id").clone();
        let award = json!({ "model": id, "name": "Bằng khen", "givenOn": "2019-09-17" });
        let before = traces(&world.database).await;
        assert_eq!(told(&advance(&submitter, &id, "IN_PROGRESS", "2019-09-17").await), one_at("input.on", "DAY_IN_FUTURE", future));
        let refused = submitter.verb("modelAward", award.clone(), "model { id }".into()).await;
        assert_eq!(told(&refused), one_at("input.givenOn", "DAY_IN_FUTURE", future));
        assert_eq!(traces(&world.database).await, before);
        // The day is that of Vietnam: it begins at 17 o'clock of the day before, in UTC.
        world.set_time("2019-09-16T17:00:00Z");
        advance(&submitter, &id, "IN_PROGRESS", "2019-09-17").await.expect_done();
        submitter.verb("modelAward", award, "model { id }".into()).await.expect_done();
    }

    async fn an_award_is_recorded_once(world: World) {
        let submitter = world.person(Role::Submitter, "STTTT");
        let id = register(&submitter, model("STTTT", "A", "Tủ sách cộng đồng", "ECONOMY", "GRASSROOTS", "2019-01-10")).await;
        let award = |name: &str, by: Option<&str>, on: &str| json!({ "model": id, "name": name, "givenBy": by, "givenOn": on });
        let shown = "model { awards { name } }";
        let key = Uuid::now_v7();
        let first = award("Bằng khen", Some("Ủy ban nhân dân tỉnh"), "2019-08-01");
        let done = submitter.verb("modelAward", first.clone(), shown.into()).key(key).await.expect_done();
        assert_eq!(submitter.verb("modelAward", first, shown.into()).key(key).await.text, done.text);
        let before = traces(&world.database).await;
        let again = award("BẰNG  KHEN", Some("ủy ban nhân dân Tỉnh"), "2019-08-01");
        let refused = submitter.clone().speaking("en").verb("modelAward", again, shown.into()).await;
        assert_eq!(told(&refused), one_at("input.name", "AWARD_EXISTS", "This award of the model has been recorded already: “Bằng khen” on 01/08/2019."));
        assert_eq!(traces(&world.database).await, before);
        // Another award, another giver, another day.
        for (name, by, on) in [("Giấy khen", Some("Ủy ban nhân dân tỉnh"), "2019-08-01"), ("Bằng khen", None, "2019-08-01"), ("Bằng khen", Some("Ủy ban nhân dân tỉnh"), "2019-08-02")] {
            submitter.verb("modelAward", award(name, by, on), shown.into()).await.expect_done();
        }
    }

    async fn no_verdict_goes_against_others(world: World) {
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let mut ids = Vec::new();
        for (agency, code, on) in [("STTTT", "A", "2019-01-10"), ("STC", "B", "2019-01-11"), ("SYT", "C", "2019-01-12")] {
            let input = model(agency, code, "Tủ sách cộng đồng", "ECONOMY", "GRASSROOTS", on);
            ids.push(register(&world.person(Role::Submitter, agency), input).await);
        }
        let [a, b, c] = [&ids[0], &ids[1], &ids[2]];
        let refuse = async |one: &Value, other: &Value, verdict: &str, said: [&str; 2]| {
            let before = traces(&world.database).await;
            let vi = format!("Trái với điều đã kết luận: {}. Cần kết luận lại về các mô hình đó trước.", said[0]);
            assert_eq!(told(&say(&officer, one, other, verdict).await), one_at("input.verdict", "VERDICT_CONTRADICTED", &vi));
            let en = format!("This contradicts what was said before: {}. Settle those anew first.", said[1]);
            let answer = say(&officer.clone().speaking("en"), one, other, verdict).await;
            assert_eq!(told(&answer), one_at("input.verdict", "VERDICT_CONTRADICTED", &en));
            assert_eq!(traces(&world.database).await, before);
        };
        let pairs = async |settled: bool| {
            let query = format!("{{ modelDuplicates(first: 20, settled: {settled}) {{ verdict reason model {{ code }} other {{ code }} }} }}");
            let answer = officer.graphql(&query, json!({})).await;
            let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
            let mut pairs: Vec<String> = answer.at("modelDuplicates").as_array().unwrap().iter().map(|pair| {
                format!("{}{} {} {}", text(&pair["model"]["code"]), text(&pair["other"]["code"]), text(&pair["verdict"]), text(&pair["reason"]))
            }).collect();
            pairs.sort();
            pairs
        };
        assert_eq!(pairs(false).await, ["AB - -", "AC - -", "BC - -"]);
        say(&officer, a, b, "SAME").await.expect_done();
        say(&officer, c, b, "SAME").await.expect_done();
        // That two are one through a third follows, and is not asked again.
        assert_eq!(pairs(false).await, Vec::<String>::new());
        assert_eq!(pairs(true).await, ["AB SAME Đã rà soát.", "AC SAME -", "BC SAME Đã rà soát."]);
        refuse(a, c, "DIFFERENT", [
            "A (STTTT) và B (STC) là một mô hình; B (STC) và C (SYT) là một mô hình",
            "A (STTTT) and B (STC) are one model; B (STC) and C (SYT) are one model",
        ]).await;
        say(&officer, a, c, "SAME").await.expect_done();
        // Of the three, each pair holds the others together.
        refuse(b, c, "DIFFERENT", [
            "B (STC) và A (STTTT) là một mô hình; A (STTTT) và C (SYT) là một mô hình",
            "B (STC) and A (STTTT) are one model; A (STTTT) and C (SYT) are one model",
        ]).await;
        assert_eq!(pairs(true).await.len(), 3);
    }

    async fn what_differs_from_one_differs_from_all_that_it_is(world: World) {
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let mut ids = Vec::new();
        for (agency, code, on) in [("STTTT", "A", "2019-01-10"), ("STC", "B", "2019-01-11"), ("SYT", "C", "2019-01-12")] {
            let input = model(agency, code, "Tủ sách cộng đồng", "ECONOMY", "GRASSROOTS", on);
            ids.push(register(&world.person(Role::Submitter, agency), input).await);
        }
        let [a, b, c] = [&ids[0], &ids[1], &ids[2]];
        say(&officer, a, b, "SAME").await.expect_done();
        say(&officer, b, c, "DIFFERENT").await.expect_done();
        let unsettled = "{ modelDuplicates(first: 20) { model { code } } }";
        assert_eq!(officer.graphql(unsettled, json!({})).await.at("modelDuplicates"), &json!([]));
        let refused = say(&officer.clone().speaking("en"), a, c, "SAME").await;
        let message = "This contradicts what was said before: B (STC) and C (SYT) are different models. Settle those anew first.";
        assert_eq!(told(&refused), one_at("input.verdict", "VERDICT_CONTRADICTED", message));
        // Said anew of the pair itself, it is the latest word.
        world.advance(chrono::Duration::minutes(1));
        say(&officer, b, c, "SAME").await.expect_done();
        say(&officer, a, c, "SAME").await.expect_done();
    }
}

//! Totals by hand: what is stated, declared, silent and missing; half-years out of quarters; groups; rates; sources.

use super::*;
use crate::kit::on_both;

/// Five agencies owe a report: two state, one declares none, one is silent, one has not reported.
async fn five_agencies(world: &World) {
    open(world, "2019-Q3", &["STTTT", "STC", "SGDDT", "SYT", "BDT"]).await;
    file_figures(world, "STTTT", "2019-Q3", &[stated("denunciation_received", 1)]).await;
    file_figures(world, "STC", "2019-Q3", &[stated("denunciation_received", 2)]).await;
    file_figures(world, "SGDDT", "2019-Q3", &[said("denunciation_received", "NONE_DECLARED")]).await;
    file_figures(world, "SYT", "2019-Q3", &[stated("complaint_received", 7)]).await;
}

on_both! {
    async fn silence_is_counted_and_never_added(world: World) {
        five_agencies(&world).await;
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        let selection = format!(
            "coverage {{ due reported missing }}
             grievanceHandling {{ overall {{
                denunciations {{ received {{ value amount scale {COVERAGE} }} }}
                complaints {{ received {{ value {COVERAGE} }} pending {{ value {COVERAGE} }} }}
                submissions {{ received {{ value {COVERAGE} }} }}
             }} groups {{ period }} }}"
        );
        let answer = home_affairs.consolidation("2019-Q3", None, &selection).await;
        let of = |path: &str| answer.at(&format!("consolidation.grievanceHandling.overall.{path}")).clone();
        assert_eq!(answer.at("consolidation.coverage"), &json!({ "due": 5, "reported": 4, "missing": 1 }));
        assert_eq!(
            of("denunciations.received"),
            json!({ "value": 3, "amount": "3", "scale": 0, "coverage": coverage([5, 4, 2, 1, 1, 0, 0, 1]) })
        );
        assert_eq!(
            of("complaints"),
            json!({
                "received": { "value": 7, "coverage": coverage([5, 4, 1, 0, 3, 0, 0, 1]) },
                "pending": { "value": null, "coverage": coverage([5, 4, 0, 0, 4, 0, 0, 1]) },
            })
        );
        // Nobody gives all three kinds: what is known is added up, and every report is partial.
        assert_eq!(
            of("submissions.received"),
            json!({ "value": 10, "coverage": coverage([5, 4, 0, 0, 0, 0, 4, 1]) })
        );
        assert_eq!(answer.at("consolidation.grievanceHandling.groups"), &json!([]));
    }

    async fn the_total_of_a_rate_speaks_of_the_reports_of_the_rate(world: World) {
        open(&world, "2019-Q3", &["STTTT", "STC", "SYT"]).await;
        let both = [stated("complaint_received", 3), stated("complaint_within_competence", 3), stated("complaint_resolved", 2)];
        file_figures(&world, "STTTT", "2019-Q3", &both).await;
        file_figures(&world, "STC", "2019-Q3", &[stated("complaint_resolved", 1)]).await;
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        let part = format!("{COVERAGE} sources {{ totalCount edges {{ node {{ agency {{ code }} filedBy {{ fullName }} }} }} }}");
        let total = format!(
            "figures(indicators: [\"complaint_resolution_rate\"]) {{ total {{ value scale {part} }} }}"
        );
        let alone = home_affairs.consolidation("2019-Q3", None, &total).await;
        let alone = &alone.at("consolidation.figures")[0]["total"];
        assert_eq!((&alone["value"], &alone["scale"]), (&json!(null), &json!(0)));
        assert_eq!(alone["coverage"], coverage([3, 2, 1, 0, 0, 0, 1, 1]));
        assert_eq!(alone["sources"]["totalCount"], 1);
        assert_eq!(alone["sources"]["edges"][0]["node"]["agency"]["code"], "STTTT");
        let rate = total.replace("total {", &format!("rate {{ numerator {{ {part} }} }} total {{"));
        let beside = home_affairs.consolidation("2019-Q3", None, &rate).await;
        let beside = &beside.at("consolidation.figures")[0];
        assert_eq!(&beside["total"], alone);
        assert_eq!(beside["rate"]["numerator"]["coverage"], alone["coverage"]);
        assert_eq!(beside["rate"]["numerator"]["sources"], alone["sources"]);
    }

    async fn a_total_is_traced_to_figure_version_and_person(world: World) {
        five_agencies(&world).await;
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        let sources = "sources(first: 2) { totalCount pageInfo { hasNextPage endCursor } edges { node {
            id agency { code } period filedAt filedBy { fullName } report { state } version { number late }
            figure { indicator { code } state value }
        } } }";
        let selection =
            format!("grievanceHandling {{ overall {{ denunciations {{ received {{ value {sources} }} }} }} }}");
        let answer = home_affairs.consolidation("2019-Q3", None, &selection).await;
        let total = answer.at("consolidation.grievanceHandling.overall.denunciations.received");
        let page = &total["sources"];
        assert_eq!((&total["value"], &page["totalCount"]), (&json!(3), &json!(3)));
        let nodes: Vec<&Value> = page["edges"].as_array().unwrap().iter().map(|edge| &edge["node"]).collect();
        let code = |node: &Value| node["agency"]["code"].as_str().unwrap().to_owned();
        assert_eq!(nodes.iter().map(|node| code(node)).collect::<Vec<_>>(), ["SGDDT", "STC"]);
        assert_eq!(nodes[0]["figure"]["state"], "NONE_DECLARED");
        assert_eq!(
            nodes[1]["figure"],
            json!({ "indicator": { "code": "denunciation_received" }, "state": "STATED", "value": "2" })
        );
        assert_eq!(nodes[1]["version"], json!({ "number": 1, "late": false }));
        assert_eq!(nodes[1]["report"]["state"], "ACCEPTED");
        assert_eq!(nodes[1]["filedBy"]["fullName"], "Nguyễn Văn 84.SUBMITTER.STC.1");
        assert_eq!(nodes[1]["filedAt"], "2019-09-16T02:00:00+00:00");

        let cursor = page["pageInfo"]["endCursor"].as_str().unwrap();
        let rest = selection.replace("first: 2", &format!("first: 2, after: \"{cursor}\""));
        let answer = home_affairs.consolidation("2019-Q3", None, &rest).await;
        let page = answer.at("consolidation.grievanceHandling.overall.denunciations.received.sources");
        assert_eq!(page["pageInfo"]["hasNextPage"], false);
        assert_eq!(code(&page["edges"][0]["node"]), "STTTT");
        // A cursor belongs to its total.
        let other = rest.replace("denunciations", "complaints");
        home_affairs.consolidation("2019-Q3", None, &other).await.expect_code("BAD_USER_INPUT");
    }

    async fn a_half_year_is_two_quarters(world: World) {
        for quarter in ["2019-Q1", "2019-Q2"] {
            open(&world, quarter, &["STTTT", "STC"]).await;
        }
        let quarter = |carried_over, received, resolved, pending| {
            [
                stated("complaint_carried_over", carried_over),
                stated("complaint_received", received),
                stated("complaint_resolved", resolved),
                stated("complaint_pending", pending),
                stated("complaint_transferred_out", 0),
            ]
        };
        file_figures(&world, "STTTT", "2019-Q1", &quarter(2, 3, 4, 1)).await;
        file_figures(&world, "STTTT", "2019-Q2", &quarter(1, 5, 2, 4)).await;
        file_figures(&world, "STC", "2019-Q1", &quarter(10, 0, 4, 6)).await;
        let figures = "carriedOver { value } received { value } resolved { value } pending { value coverage { due stated missing } }
            resolutionRate(denominator: HANDLED) { value numerator { value } denominator { value } }";
        let selection = format!(
            "grievanceHandling(by: [PERIOD, AGENCY]) {{
                overall {{ complaints {{ {figures} }} }}
                groups {{ agency {{ code }} period figures {{ complaints {{ {figures} }} }} }}
             }}"
        );
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        let answer = home_affairs.consolidation("2019-H1", None, &selection).await;
        // What was carried over is the first quarter's, what is pending the second's: of whoever reports then.
        let overall = answer.at("consolidation.grievanceHandling.overall.complaints").clone();
        assert_eq!(
            overall,
            json!({
                "carriedOver": { "value": 12 },
                "received": { "value": 8 },
                "resolved": { "value": 10 },
                "pending": { "value": 4, "coverage": { "due": 2, "stated": 1, "missing": 1 } },
                "resolutionRate": { "value": "50.00", "numerator": { "value": 10 }, "denominator": { "value": 20 } },
            })
        );
        let groups = answer.at("consolidation.grievanceHandling.groups").as_array().unwrap();
        let named: Vec<(&Value, &Value)> =
            groups.iter().map(|group| (&group["agency"]["code"], &group["period"])).collect();
        assert_eq!(named, [(&json!("STC"), &json!("2019-H1")), (&json!("STTTT"), &json!("2019-H1"))]);
        let pending = |group: usize| &groups[group]["figures"]["complaints"]["pending"]["value"];
        assert_eq!((pending(0), pending(1)), (&json!(null), &json!(4)));

        // The same figures by quarter: each has its own stocks; a range of both is the half-year again.
        let answer = home_affairs.consolidation("2019-Q1", Some("2019-Q2"), &selection).await;
        assert_eq!(answer.at("consolidation.grievanceHandling.overall.complaints"), &overall);
        let groups = answer.at("consolidation.grievanceHandling.groups").as_array().unwrap();
        let stocks: Vec<String> = groups
            .iter()
            .map(|group| {
                let complaints = &group["figures"]["complaints"];
                format!(
                    "{} {}: {} to {}",
                    group["agency"]["code"], group["period"], complaints["carriedOver"]["value"], complaints["pending"]["value"]
                )
            })
            .collect();
        assert_eq!(
            stocks,
            [
                "\"STC\" \"2019-Q1\": 10 to 6",
                "\"STC\" \"2019-Q2\": null to null",
                "\"STTTT\" \"2019-Q1\": 2 to 1",
                "\"STTTT\" \"2019-Q2\": 1 to 4",
            ]
        );
    }

    async fn kinds_of_grievance_and_of_agency_are_groups(world: World) {
        open(&world, "2019-Q3", &["STTTT", "STC", "X-LONG-DUC"]).await;
        file_figures(&world, "STTTT", "2019-Q3", &[
            stated("complaint_received", 3),
            stated("denunciation_received", 1),
            stated("petition_feedback_received", 4),
        ]).await;
        file_figures(&world, "X-LONG-DUC", "2019-Q3", &[
            stated("complaint_received", 5),
            said("denunciation_received", "NONE_DECLARED"),
            stated("matters_put_to_people", 6),
        ]).await;
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        let selection = "grievanceHandling(by: [KIND, AGENCY_KIND]) {
            overall { submissions { received { value coverage { stated partial missing } } } }
            groups { agencyKind kind figures {
                coverage { due stated noneDeclared notStated }
                submissions { received { value sources { totalCount } } }
                complaints { received { value } }
                reception { visits { value } }
            } }
        }
        figures(indicators: [\"matters_put_to_people\", \"submissions_received_total\"], by: [AGENCY_KIND]) {
            indicator { code } agencyKind total { value coverage { due stated notStated notApplicable partial missing } }
        }";
        let answer = home_affairs.consolidation("2019-Q3", None, selection).await;
        assert_eq!(
            answer.at("consolidation.grievanceHandling.overall.submissions.received"),
            &json!({ "value": 13, "coverage": { "stated": 1, "partial": 1, "missing": 1 } })
        );
        let groups = answer.at("consolidation.grievanceHandling.groups").as_array().unwrap();
        let line = |group: &Value| {
            let figures = &group["figures"];
            let received = &figures["submissions"]["received"];
            assert!(figures["reception"].is_null());
            assert_eq!(figures["complaints"].is_null(), group["kind"] != "COMPLAINT");
            format!(
                "{} {}: {} of {} due, from {}",
                group["agencyKind"].as_str().unwrap(),
                group["kind"].as_str().unwrap(),
                received["value"],
                figures["coverage"]["due"],
                received["sources"]["totalCount"]
            )
        };
        assert_eq!(
            groups.iter().map(line).collect::<Vec<_>>(),
            [
                "DEPARTMENT COMPLAINT: 3 of 2 due, from 1",
                "DEPARTMENT DENUNCIATION: 1 of 2 due, from 1",
                "DEPARTMENT PETITION_FEEDBACK: 4 of 2 due, from 1",
                "COMMUNE COMPLAINT: 5 of 1 due, from 1",
                "COMMUNE DENUNCIATION: 0 of 1 due, from 1",
                "COMMUNE PETITION_FEEDBACK: null of 1 due, from 0",
            ]
        );
        // A department is not silent about what concerns communes only.
        let figures = answer.at("consolidation.figures");
        let coverage = |due, stated, not_stated, not_applicable, partial, missing| {
            json!({
                "due": due, "stated": stated, "notStated": not_stated, "notApplicable": not_applicable,
                "partial": partial, "missing": missing,
            })
        };
        assert_eq!(figures[0]["total"], json!({ "value": null, "coverage": coverage(2, 0, 0, 1, 0, 1) }));
        assert_eq!(figures[1]["total"], json!({ "value": 6, "coverage": coverage(1, 1, 0, 0, 0, 0) }));
        assert_eq!(figures[2]["total"], json!({ "value": 8, "coverage": coverage(2, 1, 0, 0, 0, 1) }));
        assert_eq!(figures[3]["total"], json!({ "value": 5, "coverage": coverage(1, 0, 0, 0, 1, 0) }));
    }

    async fn an_exempt_agency_owes_nothing_unless_it_reports(world: World) {
        five_agencies(&world).await;
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        let round = "round(by: { key: { form: \"dvcq_quarterly\", period: \"2019-Q3\" } })
            { obligations(first: 10) { edges { node { id agency { code } } } } }";
        let answer = home_affairs.graphql(&format!("{{ {round} }}"), json!({})).await;
        let edges = answer.at("round.obligations.edges").as_array().unwrap();
        for agency in ["BDT"] {
            let edge = edges.iter().find(|edge| edge["node"]["agency"]["code"] == agency).unwrap();
            home_affairs.exempt(edge["node"]["id"].as_str().unwrap(), "Giải thể").await.expect_done();
        }
        let selection = "coverage { due reported missing } submissionStatus { coverage { due missing } exempt missing
            obligations { agency { code } timeliness state counted obligation { exempted } } }";
        let answer = home_affairs.consolidation("2019-Q3", None, selection).await;
        assert_eq!(answer.at("consolidation.coverage"), &json!({ "due": 4, "reported": 4, "missing": 0 }));
        let status = answer.at("consolidation.submissionStatus");
        assert_eq!((&status["exempt"], &status["missing"]), (&json!(1), &json!(0)));
        assert_eq!(
            status["obligations"][0],
            json!({
                "agency": { "code": "BDT" }, "timeliness": "EXEMPT", "state": "DRAFT", "counted": false,
                "obligation": { "exempted": true },
            })
        );
        file_figures(&world, "BDT", "2019-Q3", &[stated("denunciation_received", 5)]).await;
        let answer = home_affairs.consolidation("2019-Q3", None, "coverage { due reported missing }").await;
        assert_eq!(answer.at("consolidation.coverage"), &json!({ "due": 5, "reported": 5, "missing": 0 }));
    }
}

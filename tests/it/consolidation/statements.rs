//! What a consolidated query costs: as many statements for many agencies and periods as for few.

use super::*;
use crate::kit::on_both;
use crate::kit::province::province;
use crate::kit::server::import;
use tonghop::kit::vocabulary::AgencyKind;

/// A province of twelve agencies.
const LARGE: &str = "99";
const CODES: [&str; 12] =
    ["A01", "A02", "A03", "A04", "A05", "A06", "A07", "A08", "A09", "A10", "A11", "A12"];
const QUARTERS: [&str; 4] = ["2018-Q1", "2018-Q2", "2018-Q3", "2018-Q4"];

/// Every view, by everything that groups it, with sources.
const EVERYTHING: &str = "
    coverage { due } breaks { firstAfter }
    grievanceHandling(by: [AGENCY, AGENCY_KIND, PERIOD, KIND]) {
        overall {
            coverage { due }
            reception { visits { value } calendarIssued { value } headSessionsRequired { value } }
            submissions { received { value } onTimeRate { value } resolutionRate(denominator: HANDLED) { value } }
            denunciations { received { value sources(first: 2) { edges { node {
                agency { code } version { number } figure { state } filedBy { fullName }
            } } } } }
        }
        groups { agency { code } agencyKind period kind figures {
            submissions { received { value coverage { due } } pending { value } resolutionRate { value } }
            denunciations { received { sources { totalCount edges { node { agency { code } period } } } } }
        } }
    }
    democracyCompliance(by: [AGENCY, PERIOD]) {
        overall { violations { value } regulationIssued { value } disclosureItemsMet { value } selfScore { mean } }
        groups { figures {
            planIssued { value } classification { choice count } disclosureForms { form agencies }
            staffConferenceDates { earliest }
        } }
        matrix { rows { content { code } disclosing missing compliance: complianceRate { value } cells { status forms } } }
    }
    mobilisationModels(by: [FIELD, STAGE, AGENCY, PERIOD]) {
        register { models } stated { active { value } replicationRate { value } }
        groups { agency { code } field stage register { models active } }
    }
    figures(indicators: [\"staff_vacancies\", \"staff_quota_total\", \"complaint_resolution_rate\"], by: [AGENCY, PERIOD]) {
        indicator { code } agency { code } period total { value coverage { due } breaks { reason } series { mixed comparability } } rate { value } range { mean }
    }
    submissionStatus { onTime obligations { agency { code } timeliness state } }
    narratives(section: \"lessons\") { agency { code } period section { text } }";

async fn fill(world: &World, province: &str, code: &str, periods: &[&str]) {
    let submitter = world.person_of(province, Role::Submitter, Some(code), 1);
    let home_affairs = world.person_of(province, Role::HomeAffairsOfficer, None, 1);
    for period in periods {
        let patch = json!({
            "figures": [
                stated("denunciation_received", 2),
                stated("complaint_received", 3),
                truth("qcdc_regulation_issued", true),
                stated("staff_quota_total", 9),
                stated("staff_present_total", 7),
            ],
            "sections": [{ "sectionCode": "lessons", "state": "STATED", "text": "Bám sát cơ sở." }],
            "disclosures": [
                { "content": "asset_declarations", "status": "DISCLOSED", "modes": ["DISCLOSE"], "forms": ["INTRANET"] },
            ],
        });
        submit(&submitter, code, period, patch).await;
        home_affairs.accept(code, period).await.expect_done();
    }
}

on_both! {
    async fn statements_do_not_grow_with_agencies_or_periods(world: World) {
        let names: Vec<String> = CODES.iter().map(|code| format!("Cơ quan {code}")).collect();
        let agencies: Vec<(&str, &str, AgencyKind)> = CODES
            .iter()
            .zip(&names)
            .zip(AgencyKind::ALL.iter().cycle())
            .map(|((code, name), kind)| (*code, name.as_str(), *kind))
            .collect();
        import(&world.database.admin_url, vec![province(LARGE, "Tỉnh lớn", "Large province", &agencies)]).unwrap();
        for tenant in [LARGE, "86"] {
            let home_affairs = world.person_of(tenant, Role::HomeAffairsOfficer, None, 1);
            for quarter in QUARTERS {
                home_affairs.open_round(QUARTERLY, quarter, &due(quarter), &[]).await.expect_done();
            }
        }
        fill(&world, "86", "STTTT", &QUARTERS[..1]).await;
        for code in &CODES[..11] {
            fill(&world, LARGE, code, &QUARTERS[..1]).await;
        }
        fill(&world, LARGE, "A02", &QUARTERS[1..]).await;

        let small = world.person_of("86", Role::HomeAffairsOfficer, None, 1);
        let large = world.person_of(LARGE, Role::HomeAffairsOfficer, None, 1);
        let (mut groups, mut statements) = (Vec::new(), Vec::new());
        for (person, to) in [(&small, "2018-Q1"), (&large, "2018-Q1"), (&large, "2018-Q4")] {
            let answer = person.consolidation("2018-Q1", Some(to), EVERYTHING).await;
            let overall = answer.at("consolidation.grievanceHandling.overall");
            assert!(!overall["denunciations"]["received"]["value"].is_null());
            groups.push(answer.at("consolidation.grievanceHandling.groups").as_array().unwrap().len());
            let ask = async || person.consolidation("2018-Q1", Some(to), EVERYTHING).await;
            statements.push(world.server.statements(ask).await);
        }
        assert_eq!(groups, [2 * 3, 12 * 3, 12 * 4 * 3]);
        assert!(statements.iter().all(|count| *count == statements[0]), "{statements:?}");
        assert!(statements[0] <= 30, "{statements:?}");

        // By successor: one statement more, whatever was merged.
        let merger = json!({
            "kind": "MERGE_INTO", "agencies": ["A01", "A04", "A07"], "successors": [{ "code": "A10" }],
            "effectiveOn": "2019-09-01", "ground": { "asCited": "Nghị quyết 05/NQ-HĐND" },
            "decisions": [],
        });
        // What is still open of them is let off first.
        let undecided = large.verb("agencyReorganise", merger.clone(), "reorganisation { id }".into()).await;
        let open: Vec<_> = undecided.user_errors().into_iter().filter(|error| error.code == "OBLIGATION_UNDECIDED").collect();
        assert_eq!(open.len(), 3 * 3, "{open:?}");
        for quarter in &QUARTERS[1..] {
            for code in ["A01", "A04", "A07"] {
                let asked = large.report(code, quarter, "obligation { id }").await;
                let obligation = asked.at("report.obligation.id").as_str().unwrap().to_owned();
                large.exempt(&obligation, "Sáp nhập").await.expect_done();
            }
        }
        large.verb("agencyReorganise", merger, "reorganisation { id }".into()).await.expect_done();
        let mut restated = Vec::new();
        for structure in ["AS_REPORTED", "BY_SUCCESSOR"] {
            let query = format!("{{ consolidation(from: \"2018-Q1\", to: \"2018-Q4\", structure: {structure}) {{ {EVERYTHING} }} }}");
            restated.push(world.server.statements(async || large.graphql(&query, json!({})).await).await);
        }
        assert_eq!(restated[1], restated[0], "{restated:?}");
    }
}

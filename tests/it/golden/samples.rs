//! One request, or some, for each field of the roots. A field without a sample fails the test of the roles.

use crate::democracy::scheme;
use crate::kit::course::{FORM, PERIOD, figure};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Where the report of STTTT stands when a mutation is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    Draft,
    Filed,
    Accepted,
}

/// Global ids of things of Trà Vinh, by name.
pub type Ids = BTreeMap<&'static str, String>;

/// A query: the field, what is special about the sample, its arguments and its selection.
pub struct Asked {
    pub field: &'static str,
    pub case: &'static str,
    pub text: String,
}

/// A mutation: where the report stands, and its input but for key and revision.
pub struct Done {
    pub field: &'static str,
    pub case: &'static str,
    pub at: At,
    pub input: Value,
    pub revised: bool,
}

/// The queries.
pub fn queries(ids: &Ids) -> Vec<Asked> {
    let mut asked = Vec::new();
    let mut ask = |field, case, text: &str| asked.push(Asked { field, case, text: text.to_owned() });
    ask("viewer", "", "viewer { __typename }");
    ask("province", "", "province { __typename }");
    ask("agency", "", r#"agency(by: { code: "STTTT" }) { __typename }"#);
    ask("agencies", "", "agencies(first: 50) { nodes { id } }");
    ask("indicator", "", r#"indicator(code: "denunciation_received") { __typename }"#);
    ask("indicators", "", "indicators(first: 1) { nodes { id } }");
    ask("form", "", &format!(r#"form(by: {{ code: "{FORM}" }}) {{ __typename }}"#));
    ask("forms", "", "forms { __typename }");
    ask("round", "", &format!(r#"round(by: {{ key: {{ period: "{PERIOD}" }} }}) {{ __typename }}"#));
    ask("rounds", "", "rounds(first: 50) { nodes { id } }");
    for (case, agency) in [("of STTTT", "STTTT"), ("of SGDDT", "SGDDT")] {
        let key = format!(r#"key: {{ agency: "{agency}", period: "{PERIOD}" }}"#);
        ask("report", case, &format!("report(by: {{ {key} }}) {{ __typename }}"));
    }
    ask("report", "of STTTT, by id", &format!("report(by: {{ id: {:?} }}) {{ __typename }}", ids["Report"]));
    ask("reports", "", "reports(first: 50) { nodes { id } }");
    ask("calendarProfiles", "", "calendarProfiles { __typename }");
    ask("dueDates", "", &format!(r#"dueDates(period: "{PERIOD}") {{ __typename }}"#));
    ask("calendarDays", "", "calendarDays(year: 2019) { __typename }");
    ask("modelDuplicates", "", "modelDuplicates(first: 50) { likeness }");
    ask("mobilisationModels", "", "mobilisationModels(first: 50) { nodes { id } }");
    for (case, basis) in [("of what is accepted", "ACCEPTED"), ("of what is filed", "SUBMITTED")] {
        let arguments = format!(r#"from: "{PERIOD}", basis: {basis}"#);
        ask("consolidation", case, &format!("consolidation({arguments}) {{ __typename }}"));
    }
    ask("legalDocument", "shipped", r#"legalDocument(by: { symbol: "04/2015/NĐ-CP" }) { __typename }"#);
    ask("legalDocument", "of Trà Vinh", r#"legalDocument(by: { symbol: "900/KH-UBND" }) { __typename }"#);
    ask(
        "legalDocuments",
        "of the province",
        "legalDocuments(first: 50, filter: { origin: PROVINCE }) { nodes { id } }",
    );
    ask("administrativeProvinces", "", "administrativeProvinces { __typename }");
    ask("nation", "", "nation { provinceNames { code } }");
    ask("reorganisations", "", "reorganisations(first: 50) { nodes { id } }");
    ask("legalDocumentKinds", "", "legalDocumentKinds { __typename }");
    ask("plan", "of STTTT", r#"plan(by: { key: { agency: "STTTT", year: 2019 } }) { __typename }"#);
    ask("plans", "", "plans(first: 50) { nodes { id } }");
    ask("notices", "", "notices(first: 50) { nodes { id } }");
    ask("webhooks", "", "webhooks { __typename }");
    ask("serviceAccounts", "", "serviceAccounts { __typename }");
    ask("people", "", "people(first: 100) { nodes { id } }");
    ask("roleRequests", "", "roleRequests(first: 50) { nodes { id } }");
    ask("auditEntries", "", "auditEntries(first: 1) { nodes { id } }");
    ask("scoringSchemes", "", "scoringSchemes { __typename }");
    for (case, number) in [("of what is accepted", 1), ("of what is filed", 2)] {
        let key = format!("key: {{ year: 2019, number: {number} }}");
        ask("release", case, &format!("release(by: {{ {key} }}) {{ __typename }}"));
    }
    ask("releases", "", "releases(first: 50) { nodes { id } }");
    ask("disclosureRegimes", "", "disclosureRegimes { __typename }");
    let key = r#"key: { agency: "STTTT", period: "2018" }"#;
    ask(
        "democracyScore",
        "of STTTT, not verified",
        &format!("democracyScore(by: {{ {key} }}) {{ __typename }}"),
    );
    ask("democracyScores", "", "democracyScores(first: 50) { nodes { id } }");
    for (name, id) in ids {
        ask("node", name, &format!("node(id: {id:?}) {{ __typename }}"));
    }
    let all: Vec<&str> = ids.values().map(String::as_str).collect();
    ask("nodes", "of nobody", r#"nodes(ids: ["nonsense"]) { __typename }"#);
    ask("nodes", "one of each kind", &format!("nodes(ids: {}) {{ __typename }}", json!(all)));
    asked
}

/// The mutations, all aimed at what belongs to STTTT.
pub fn mutations(ids: &Ids) -> Vec<Done> {
    let report = json!({ "key": { "agency": "STTTT", "period": PERIOD } });
    let round = json!({ "key": { "period": PERIOD } });
    let mut done = Vec::new();
    let mut add =
        |field, case, at, input: Value, revised| done.push(Done { field, case, at, input, revised });
    let due = "2019-12-31T00:00:00Z";
    add("roundOpen", "", At::Draft, json!({ "form": FORM, "period": "2019-Q4", "dueAt": due }), false);
    add("roundClose", "", At::Accepted, json!({ "round": round, "reason": "Đã nhận đủ." }), false);
    add("obligationAdd", "", At::Draft, json!({ "round": round, "agency": "SYT" }), false);
    let obligation = &ids["Obligation"];
    let exempt = json!({ "obligation": obligation, "reason": "Giải thể." });
    add("obligationExempt", "", At::Draft, exempt, false);
    let extend = json!({ "obligation": obligation, "dueAt": due, "reason": "Bão lũ." });
    add("obligationExtend", "", At::Draft, extend, false);
    let with = |more: Value| {
        let mut input = json!({ "report": report });
        for (name, value) in more.as_object().unwrap() {
            input[name] = value.clone();
        }
        input
    };
    for (case, at) in
        [("a draft", At::Draft), ("what is filed", At::Filed), ("what is accepted", At::Accepted)]
    {
        add("reportSaveDraft", case, at, with(figure(7)), true);
        add("reportSubmit", case, at, with(json!({ "explanations": [] })), true);
        add("reportReturn", case, at, with(json!({ "reasons": [{ "text": "Thiếu số liệu." }] })), true);
        add("reportAccept", case, at, with(json!({})), true);
        add("reportReopen", case, at, with(json!({ "reason": "Sai sót." })), true);
    }
    add("reportAcceptAll", "", At::Filed, json!({ "round": round }), false);
    add("reportValidate", "", At::Draft, with(json!({})), false);
    let calendar = json!({
        "code": "CUA_TINH", "labelVi": "Lịch của tỉnh", "labelEn": "The province's calendar",
        "rules": [{
            "period": "QUARTER", "opens": { "month": -1, "day": 15 }, "closes": { "month": 0, "day": 14 },
            "levels": [{ "level": "DEPARTMENT", "rule": "WORKING_DAYS_AFTER_CLOSE", "days": 3 }],
        }],
    });
    add("calendarProfileSave", "", At::Draft, calendar, false);
    let day = json!({ "day": "2019-09-16", "kind": "OFF", "label": "Nghỉ bù", "source": "Thông báo" });
    add("calendarDaysSave", "", At::Draft, json!({ "days": [day] }), false);
    let model = json!({
        "agency": "STTTT", "code": "M2", "name": "Mô hình hai", "field": "ECONOMY", "level": "DISTRICT",
        "holder": "COLLECTIVE", "registeredOn": "2019-09-10",
    });
    add("modelRegister", "", At::Draft, model, false);
    let advance = json!({ "model": ids["MobilisationModel"], "stage": "IN_PROGRESS", "on": "2019-09-11" });
    add("modelAdvance", "", At::Draft, advance, false);
    let recognise = json!({ "model": ids["MobilisationModel"], "stage": "RECOGNISED", "on": "2019-09-12" });
    add("modelAdvance", "to recognition", At::Draft, recognise, false);
    let details = json!({ "model": ids["MobilisationModel"], "ifRevision": 0, "details": { "area": "Xã" } });
    add("modelUpdate", "", At::Draft, details, false);
    let award = json!({ "model": ids["MobilisationModel"], "name": "Bằng khen", "givenOn": "2019-09-12" });
    add("modelAward", "", At::Draft, award, false);
    let other = &ids["MobilisationModel"];
    let verdict = json!({ "model": other, "other": other, "verdict": "SAME", "reason": "Một mô hình." });
    add("modelDuplicateSettle", "with itself", At::Draft, verdict, false);
    let reorganise = json!({
        "kind": "RENAME", "agencies": ["SYT"], "name": "Sở Mới", "effectiveOn": "2019-09-01",
        "ground": { "asCited": "Nghị quyết 05/NQ-HĐND" },
    });
    add("agencyReorganise", "", At::Draft, reorganise, false);
    let grant =
        json!({ "successor": "86", "from": "2025-07-01", "ground": { "asCited": "Biên bản bàn giao" } });
    add("historyGrantGive", "", At::Draft, grant, false);
    add("historyGrantRevoke", "", At::Draft, json!({ "successor": "86", "reason": "Hết nhiệm vụ." }), false);
    add("scoringSchemeSave", "", At::Draft, scheme("THANG_DIEM_KHAC"), false);
    let score = |total: &str| json!({ "agency": "STTTT", "period": "2018", "total": total });
    add("democracyScoreSelfAssess", "", At::Draft, first(score("90")), false);
    add("democracyScoreVerify", "", At::Draft, first(score("90")), false);
    add("releaseCreate", "", At::Accepted, json!({ "title": "Quý III/2019", "from": PERIOD }), false);
    let document = json!({ "symbol": "901/KH-UBND", "issued": { "year": 2019 } });
    add("legalDocumentUpsert", "", At::Draft, document, false);
    add("personSetEmail", "their own", At::Draft, json!({ "email": "moi@stttt.example" }), false);
    let whose = json!({ "person": ids["Person"], "email": "moi@snv.example" });
    add("personSetEmail", "of Home Affairs", At::Draft, whose, false);
    add("webhookRegister", "", At::Draft, json!({ "url": "https://hooks.example/2" }), false);
    add("webhookRemove", "", At::Draft, json!({ "webhook": ids["Webhook"] }), false);
    let account = json!({ "name": "Cổng số liệu", "access": "READ", "expiresAt": "2019-12-31T00:00:00Z" });
    add("serviceAccountCreate", "", At::Draft, account, false);
    let account = json!({ "serviceAccount": ids["ServiceAccount"] });
    add("serviceAccountApprove", "of a colleague", At::Draft, account.clone(), false);
    add("serviceAccountRevoke", "", At::Draft, account, false);
    let asked = json!({
        "change": "GRANT", "role": "SUBMITTER", "agency": "STTTT", "reason": "Bổ sung người lập báo cáo.",
        "whom": { "newcomer": { "issuer": "https://sso.example", "subject": "người-mới", "fullName": "Trần Văn Mới" } },
    });
    add("roleRequest", "", At::Draft, asked, false);
    let request = &ids["RoleRequest"];
    add("roleApprove", "of a colleague", At::Draft, json!({ "request": request }), false);
    let refused = json!({ "request": request, "reason": "Chưa đủ hồ sơ." });
    add("roleRefuse", "of a colleague", At::Draft, refused, false);
    add("roleTakeBack", "of a colleague", At::Draft, json!({ "request": request }), false);
    // Everybody is still wanted by other samples.
    add("personDisable", "of nobody", At::Draft, json!({ "person": ids["Agency"] }), false);
    let plan = json!({ "agency": "STTTT", "year": 2020, "title": "Kế hoạch năm 2020" });
    add("planSave", "", At::Draft, plan, false);
    // Only one that was given up is tried again; who may, is told so.
    let retry = json!({ "notice": ids.get("Notice").map_or("", String::as_str) });
    add("noticeRetry", "", At::Accepted, retry, false);
    done
}

/// Made on the score as its agency first gave it.
fn first(mut input: Value) -> Value {
    input["ifRevision"] = json!(1);
    input
}

/// The request of a mutation: its document and its variables.
pub fn request(done: &Done, revision: i64) -> (String, Value) {
    let mut input = done.input.clone();
    if done.field != "reportValidate" {
        input["idempotencyKey"] = json!(Uuid::now_v7());
    }
    if done.revised {
        input["ifRevision"] = json!(revision);
    }
    let (field, kind) = (done.field, done.field[..1].to_uppercase() + &done.field[1..]);
    let document =
        format!("mutation ($input: {kind}Input!) {{ {field}(input: $input) {{ userErrors {{ code }} }} }}");
    (document, json!({ "input": input }))
}

//! The demo at the start of a server: loading it once, throwing it away, and greeting whoever started it.

use serde_json::{Map, Value, json};
use std::{net::SocketAddr, path::PathBuf, sync::Arc};

use super::{
    FORM,
    province::{NEIGHBOUR, REAL_AGENCY, neighbour_officer, subject},
    this_year,
};
use crate::{
    auth::{Issuer, TokenRequest},
    catalogue::Catalogue,
    config::Config,
    kit::{Clock, Error, Result, vocabulary::Role},
    organisation::{
        self,
        nation::{self, NationalReader},
    },
    rounds,
    store::{Scope, Store},
};

/// How long the demo's tokens are good for.
const DAYS: u32 = 30;

/// The same, as a duration.
pub const TOKEN_AGE: chrono::Duration = chrono::Duration::days(DAYS as i64);

/// Loads the demo into the configured database, unless it is there already: what was changed since is kept.
pub async fn load(config: &Config, catalogue: &Arc<Catalogue>, progress: &mut dyn FnMut(&str)) -> Result<()> {
    let clock = Clock::fixed(Clock::system().now());
    let store = Store::connect(&config.signing(config.admin_database())?, clock).await?;
    let officer = subject(Role::HomeAffairsOfficer, REAL_AGENCY);
    if let Some((tenant, _)) = organisation::person_by_subject(&store, &config.issuer, &officer).await? {
        whole(&store, tenant).await?;
        progress("the demo's province is there already; what was changed in it is kept");
    } else {
        let seeded = super::seed(&store, catalogue, &config.issuer, progress).await?;
        progress(&format!(
            "made {} rounds with {} filed reports of {} agencies, {} yearly reports and {} of 2026; all but one agency are made up",
            seeded.rounds, seeded.filed, seeded.agencies, seeded.yearly, seeded.this_year
        ));
    }
    let reader = NationalReader {
        issuer: config.issuer.clone(),
        subject: subject(Role::NationalReader, REAL_AGENCY),
        full_name: "Người đọc số liệu toàn quốc".into(),
    };
    if !nation::readers(&store).await?.contains(&reader) {
        nation::let_in(&store, reader).await?;
    }
    store.close().await
}

/// Refuses a demo that was interrupted while it was made.
async fn whole(store: &Store, tenant: i32) -> Result<()> {
    let reader = store.read(Scope::whole(tenant)).await?;
    let last = this_year::CURRENT.parse().map_err(|_| Error::broken("a quarter out of time"))?;
    if rounds::round_of(&reader, FORM, last).await?.is_none() {
        return Err(Error::broken(
            "the demo was interrupted while it was made; start over with --demo --fresh",
        ));
    }
    Ok(())
}

/// Throws the demo's embedded database away. A database server's data is nobody's to throw away here.
pub fn forget(config: &Config) -> Result<()> {
    let url = config.database().url;
    let Some(file) = url.strip_prefix("sqlite://") else {
        return Err(Error::broken(
            "--fresh is for the embedded database only; drop and make the other one yourself",
        ));
    };
    let file = file.split('?').next().unwrap_or(file);
    for name in [file.to_owned(), format!("{file}-wal"), format!("{file}-shm")] {
        match std::fs::remove_file(&name) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Error::broken(format!("{name}: {error}")));
            }
            _ => {}
        }
    }
    // Its checkpoints are of a log that is no more.
    config.keeper()?.forget()
}

/// One token for each role, good for some time: of the agencies' roles, for the department of the real report.
pub fn tokens(issuer: &Issuer, good_for: chrono::Duration) -> Result<Vec<(Role, String)>> {
    let token = |role: &Role| {
        let token = issuer.issue(&TokenRequest { subject: &subject(*role, REAL_AGENCY), good_for })?;
        Ok((*role, token))
    };
    Role::ALL.iter().map(token).collect()
}

/// Writes `demo/tokens.json` in the data folder, and beside it that of the province which continues the demo's one, which has one
/// role; says where the server is, who the tokens are and what to try.
pub async fn welcome(config: &Config, address: SocketAddr) -> Result<Vec<String>> {
    let issuer = config.issuer(Clock::system())?;
    let tokens = tokens(&issuer, TOKEN_AGE)?;
    let file = keep(config, "tokens.json", &tokens)?;
    let officer = issuer.issue(&TokenRequest { subject: &neighbour_officer(), good_for: TOKEN_AGE })?;
    let other =
        keep(config, &format!("tokens-{NEIGHBOUR}.json"), &[(Role::HomeAffairsOfficer, officer.clone())])?;
    let mut lines = vec![
        format!("tonghop is at http://{address}/graphql (open it in a browser to write queries)"),
        format!("one token for each role, good for {DAYS} days, is in {}:", file.display()),
        String::new(),
    ];
    lines.extend(tokens.iter().map(|(role, token)| format!("export {}={token}", role.code())));
    lines.push(String::new());
    lines.push(format!(
        "province Vĩnh Long reads the history of Trà Vinh; its officer's token, in {}:",
        other.display()
    ));
    lines.push(format!("export VINH_LONG_OFFICER={officer}"));
    lines.push(String::new());
    lines.push("Three commands to paste after these lines:".into());
    lines.extend(commands(address));
    Ok(lines)
}

fn keep(config: &Config, name: &str, tokens: &[(Role, String)]) -> Result<PathBuf> {
    let file = config.data_dir().join("demo").join(name);
    let tokens: Map<String, Value> =
        tokens.iter().map(|(role, token)| (role.code().to_owned(), json!(token))).collect();
    let text = serde_json::to_string_pretty(&tokens).map_err(Error::broken)?;
    crate::auth::write_private(&file, &format!("{text}\n"))
        .map_err(|error| Error::broken(format!("{}: {error}", file.display())))?;
    Ok(file)
}

fn commands(address: SocketAddr) -> Vec<String> {
    let asked = [
        (
            Role::Submitter,
            "{ viewer { person { fullName } province { name } roles { role agency { name } } } }",
        ),
        (
            Role::Submitter,
            "{ report(by: {key: {agency: \"so-tttt\", period: \"2019-Q3\"}}) { state late \
             acceptedVersion { content { figures { indicator { label } state value asStated } } } } }",
        ),
        (
            Role::HomeAffairsOfficer,
            "{ consolidation(from: \"2019-Q3\") { coverage { due reported missing } grievanceHandling { overall { \
             denunciations { received { value coverage { stated noneDeclared notStated missing } } } } } \
             submissionStatus { onTime late missing accepted returned } } }",
        ),
    ];
    let command = |(role, query): &(Role, &str)| {
        let body = json!({ "query": query }).to_string();
        format!(
            "curl -s http://{address}/graphql -H \"authorization: Bearer ${}\" \
             -H 'content-type: application/json' -d '{body}'",
            role.code()
        )
    };
    asked.iter().map(command).collect()
}

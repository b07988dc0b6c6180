//! The logs of provinces against what is kept of them outside, and the time of the last entry against ours.

use chrono::{DateTime, Duration, Utc};

use super::Finding;
use crate::{
    auth::KeyPair,
    config::Config,
    inspection,
    kit::{Clock, Result},
    ledger::Keeper,
    organisation::ProvinceEntity,
    store::{self, Scope, Store, file_of},
};

/// How far ahead of our clock the last entry of a province may be.
const AHEAD: Duration = Duration::seconds(30);

pub async fn look(config: &Config, clock: &Clock) -> Vec<Finding> {
    match compare(config, clock).await {
        Ok(findings) => findings,
        Err(error) => {
            let cause = super::settings::cause(&error);
            vec![
                Finding::error(
                    "ledger",
                    format!("Không đối chiếu được nhật ký: {cause}"),
                    format!("The logs cannot be compared: {cause}"),
                )
                .change("tonghop audit verify"),
            ]
        }
    }
}

/// What is to be said of our clock, by which it is `now`, of a province of which something was last recorded at an instant. Pure.
fn judge_clock(code: &str, last: DateTime<Utc>, now: DateTime<Utc>) -> Option<Finding> {
    if last <= now + AHEAD {
        return None;
    }
    let finding = Finding::error(
        "clock",
        format!("Tỉnh {code} có dữ liệu ghi lúc {last}, sau giờ của máy này: đồng hồ máy này chạy chậm."),
        format!("The province {code} has something recorded at {last}, later than our clock: ours is slow."),
    );
    Some(finding.change("timedatectl set-ntp true"))
}

async fn compare(config: &Config, clock: &Clock) -> Result<Vec<Finding>> {
    let database = config.database();
    let url = match file_of(&database.url) {
        // Looking makes and changes nothing.
        Some(file) => format!("sqlite://{}?mode=ro", file.display()),
        None => database.url.clone(),
    };
    let store = Store::connect(&store::Settings { url, connections: 2, ..database }, clock.clone()).await?;
    let mut findings = Vec::new();
    let provinces = store.shared::<ProvinceEntity>(|all| all).await?;
    for province in &provinces {
        let last = store.last_recorded(&Scope::whole(province.tenant_id)).await?;
        findings.extend(last.and_then(|last| judge_clock(&province.code, last, clock.now())));
    }
    let file = config.ledger_key();
    if file.exists() {
        let keeper = Keeper::new(KeyPair::read(&file)?, &config.ledger_name, Some(config.checkpoint_dir()))?;
        for outdated in inspection::outdated(&store, &keeper).await? {
            let said = outdated.text();
            findings.push(Finding::error("ledger", said.vi, said.en).change(
                "tonghop audit verify   # if an old copy was restored on purpose: tonghop backup accept-loss --reason \"…\"",
            ));
        }
    }
    store.close().await?;
    if findings.is_empty() {
        let count = provinces.len();
        findings.push(Finding::fine(
            "ledger",
            format!("Nhật ký của {count} tỉnh nối tiếp các điểm kiểm tra đã lưu bên ngoài."),
            format!("The logs of {count} provinces continue the checkpoints that are kept outside."),
        ));
    }
    Ok(findings)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::doctor::Level;

    #[test]
    fn our_clock_is_slow_when_something_was_recorded_later() {
        let now: DateTime<Utc> = "2022-06-10T02:00:00Z".parse().unwrap();
        let told = |seconds| judge_clock("84", now + Duration::seconds(seconds), now);
        assert_eq!([-86_400, 0, 30].map(told), [None, None, None]);
        let finding = told(31).unwrap();
        assert_eq!((finding.check, finding.level), ("clock", Level::Error));
        let said = [&finding.said.vi, &finding.said.en];
        assert!(said.iter().all(|text| text.contains("84") && text.contains("02:00:31")), "{said:?}");
    }
}

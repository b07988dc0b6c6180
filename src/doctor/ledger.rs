//! The logs of provinces against what is kept of them outside, and the time of the last entry against ours.

use chrono::Duration;

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
        if let Some(last) = last.filter(|last| *last > clock.now() + AHEAD) {
            let code = &province.code;
            findings.push(
                Finding::error(
                    "clock",
                    format!("Tỉnh {code} có dữ liệu ghi lúc {last}, sau giờ của máy này: đồng hồ máy này chạy chậm."),
                    format!("The province {code} has something recorded at {last}, later than our clock: ours is slow."),
                )
                .change("timedatectl set-ntp true"),
            );
        }
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

//! `tonghop backup`.

use clap::Subcommand;
use std::{path::PathBuf, process::ExitCode};

use super::{
    audit::{ProgressLine, both, contradicted, evidence, known},
    hold::Hold,
    say,
};
use crate::{
    backup,
    config::Config,
    inspection,
    kit::{Bilingual, Clock, Result},
    store::{self, Store},
};

#[derive(Subcommand)]
pub enum BackupCommand {
    /// Copy an embedded database into an empty folder, with a manifest; a server may serve it meanwhile. Keys are not in it.
    Create {
        /// The folder.
        folder: PathBuf,
    },
    /// Check a backup: its digest, its pages, and everything against its logs; exit code 3 with the first contradiction.
    Verify {
        /// The folder.
        folder: PathBuf,
        /// A public key, as of `tonghop audit verify`; may be repeated. Without any: the one of the configured key.
        #[arg(long, value_name = "KEY")]
        key: Vec<String>,
        /// Checkpoints and receipts that the backup must have, too, as of `tonghop audit verify`; may be repeated.
        #[arg(long, value_name = "PATH")]
        with: Vec<PathBuf>,
    },
    /// Put a backup where the settings say that the database is; nothing is written over.
    Restore {
        /// The folder.
        folder: PathBuf,
    },
    /// Go on with a restored old copy although what was filed after it is lost: the loss goes into the log of each province, what is
    /// kept outside is put aside. No server may run meanwhile.
    AcceptLoss {
        /// Why there is nothing newer.
        #[arg(long)]
        reason: String,
    },
}

impl BackupCommand {
    pub async fn run(self, config: &Config) -> Result<ExitCode> {
        match self {
            BackupCommand::Create { folder } => {
                let made = backup::create(&config.database(), &folder, &Clock::system()).await?;
                let (name, bytes, provinces) = (folder.display(), made.bytes, made.checkpoints.len());
                say(&both(&Bilingual {
                    vi: format!(
                        "Đã sao lưu vào {name}: {bytes} byte, {provinces} tỉnh. Khóa không nằm trong bản sao lưu."
                    ),
                    en: format!(
                        "Backed up into {name}: {bytes} bytes, {provinces} provinces. Keys are not in it."
                    ),
                }));
                Ok(ExitCode::SUCCESS)
            }
            BackupCommand::Verify { folder, key, with } => {
                let mut line = ProgressLine::new();
                let tell = &mut |progress| line.show(&progress);
                let verified = backup::verify(&folder, evidence(&with)?, &known(config, &key)?, tell).await?;
                line.end();
                match verified {
                    Ok(backup::Verified { manifest, inspected }) => {
                        let (made, leaves) = (manifest.made_at, inspected.leaves);
                        say(&both(&Bilingual {
                            vi: format!("Bản sao lưu lúc {made} nguyên vẹn: {leaves} bản ghi nhật ký."),
                            en: format!("The backup of {made} is whole: {leaves} leaves."),
                        }));
                        Ok(ExitCode::SUCCESS)
                    }
                    Err(inspection::Finding(text)) => Ok(contradicted(&text)),
                }
            }
            BackupCommand::Restore { folder } => {
                let url = config.database().url;
                let _hold = Hold::take(&url)?;
                match backup::restore(&folder, &url).await? {
                    Ok((manifest, place)) => {
                        let (made, name) = (manifest.made_at, place.display());
                        say(&both(&Bilingual {
                            vi: format!(
                                "Đã đặt bản sao lưu lúc {made} vào {name}. Nếu sau đó đã có báo cáo được nộp, máy chủ sẽ chỉ cho đọc: xem `tonghop doctor`."
                            ),
                            en: format!(
                                "Put the backup of {made} at {name}. If anything was filed after it, the server will only read: see `tonghop doctor`."
                            ),
                        }));
                        Ok(ExitCode::SUCCESS)
                    }
                    Err(inspection::Finding(text)) => Ok(contradicted(&text)),
                }
            }
            BackupCommand::AcceptLoss { reason } => accept_loss(config, reason.trim()).await,
        }
    }
}

async fn accept_loss(config: &Config, reason: &str) -> Result<ExitCode> {
    let database = config.database();
    let _hold = Hold::take(&database.url)?;
    let keeper = config.keeper()?;
    // What is signed meanwhile is kept once the old is put aside.
    let settings = store::Settings { keeper: Some(keeper.keeping_nothing()?), ..database };
    let store = Store::connect(&settings, Clock::system()).await?;
    store.check().await?;
    let lost = inspection::accept_loss(&store, &keeper, reason).await?;
    store.close().await?;
    if lost.is_empty() {
        say(&both(&Bilingual {
            vi: "Cơ sở dữ liệu không phải bản sao cũ; không có gì phải chấp nhận.".into(),
            en: "The database is no old copy: there is nothing to accept.".into(),
        }));
    }
    for log in lost {
        let (origin, was, size) = (log.kept.origin, log.kept.size, log.size);
        say(&both(&Bilingual {
            vi: format!("{origin}: đã ghi nhận mất {} bản ghi (từ {size} đến {was}).", was - size),
            en: format!("{origin}: the loss of {} leaves ({size} to {was}) is recorded.", was - size),
        }));
    }
    Ok(ExitCode::SUCCESS)
}

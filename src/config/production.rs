//! What production mode refuses: what is fit for trials only.

use std::path::Path;

use super::{Config, Mode};
use crate::{
    kit::{Bilingual, Error, Result},
    store::Way,
};

/// Something that a server in production mode does not start with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    /// Why.
    pub said: Bilingual,
    /// The line of the settings to change, as it could be; no secret is repeated in it.
    pub change: String,
}

impl Config {
    /// Everything that production mode refuses, whether or not this is production.
    pub fn unfit(&self) -> Vec<Unfit> {
        let mut unfit = Vec::new();
        unfit.extend(self.exposed("database_url", &self.database().url));
        if !self.admin_database_url.is_empty() {
            unfit.extend(self.exposed("admin_database_url", &self.admin_database_url));
        }
        if !self.national_database_url.is_empty() {
            unfit.extend(self.exposed("national_database_url", &self.national_database_url));
        }
        let shared = !self.database().url.starts_with("sqlite:");
        let keys = [
            ("key_file", &self.key_file, self.token_key()),
            ("ledger_key_file", &self.ledger_key_file, self.ledger_key()),
        ];
        for (setting, given, file) in keys {
            unfit.extend(key(setting, given, &file, shared));
        }
        let tokens = self.demo_tokens();
        if tokens.exists() {
            let file = tokens.display();
            unfit.push(Unfit {
                said: Bilingual {
                    vi: format!("Mã truy cập của bản dùng thử nằm ở {file}: ai đọc được tệp này đều vào được hệ thống."),
                    en: format!("Tokens of the demo lie in {file}: whoever reads them may come in."),
                },
                change: "data_dir = \"/var/lib/tonghop\"".into(),
            });
        }
        unfit.extend(self.overheard());
        for file in
            self.issuers.iter().filter_map(|issuer| issuer.sign_in.as_ref()?.client_secret_file.as_ref())
        {
            unfit.extend(secret(file));
        }
        if self.open_to_look_at {
            unfit.push(Unfit {
                said: Bilingual {
                    vi: "Người lạ xem được lược đồ và trang truy vấn.".into(),
                    en: "Strangers may look at the schema and get the query page.".into(),
                },
                change: "open_to_look_at = false".into(),
            });
        }
        unfit
    }

    /// Refuses, in production mode, what is not fit for it; all of it at once.
    pub fn fit(&self, demo: bool) -> Result<()> {
        if self.mode != Mode::Production {
            return Ok(());
        }
        let mut unfit = self.unfit();
        if demo {
            unfit.push(Unfit {
                said: Bilingual {
                    vi: "--demo nạp dữ liệu và mã truy cập dùng thử.".into(),
                    en: "--demo loads the demo's data and hands out its tokens.".into(),
                },
                change: "mode = \"trial\"".into(),
            });
        }
        if unfit.is_empty() {
            return Ok(());
        }
        let mut text = String::from("chế độ vận hành chính thức không chấp nhận / production mode refuses:");
        for Unfit { said, change } in unfit {
            text.push_str(&format!("\n- {} / {}\n  {change}", said.vi, said.en));
        }
        Err(Error::broken(text))
    }

    /// An address of our own over which sessions would go for all to read.
    fn overheard(&self) -> Option<Unfit> {
        self.public_url.starts_with("http://").then(|| Unfit {
            said: Bilingual {
                vi: format!(
                    "public_url là {}: phiên đăng nhập không được mã hóa trên đường truyền.",
                    self.public_url
                ),
                en: format!(
                    "public_url is {}: sessions would not be encrypted on their way.",
                    self.public_url
                ),
            },
            change: "public_url = \"https://tonghop.<province>.gov.vn\"".into(),
        })
    }

    /// A way to a database on another machine that somebody in between could take over.
    fn exposed(&self, setting: &str, url: &str) -> Option<Unfit> {
        let way = Way::of(url)?;
        (!way.here && !way.verified).then(|| Unfit {
            said: Bilingual {
                vi: format!("{setting}: đường tới máy chủ cơ sở dữ liệu {} chưa kiểm tra chứng chỉ và tên máy.", way.host),
                en: format!("{setting}: the way to the database at {} checks neither certificate nor name.", way.host),
            },
            change: format!(
                "{setting} = \"postgres://…@{}/…?sslmode=verify-full&sslrootcert=/etc/tonghop/database-ca.pem\"",
                way.host
            ),
        })
    }
}

/// What is wrong with a key's file. `shared`: several servers may have this database, and need the same key.
fn key(setting: &str, given: &str, file: &Path, shared: bool) -> Option<Unfit> {
    let change = format!(
        "{setting} = \"/etc/tonghop/{}\"",
        if setting == "key_file" { "token.pem" } else { "ledger.pem" }
    );
    let name = file.display();
    if shared && given.is_empty() {
        return Some(Unfit {
            said: Bilingual {
                vi: format!(
                    "{setting} để trống: khóa do máy chủ tự tạo trong thư mục dữ liệu, mỗi máy chủ một khóa."
                ),
                en: format!(
                    "{setting} is empty: the key would be one that the server makes in its data folder, another on each server."
                ),
            },
            change,
        });
    }
    if !given.is_empty() && !file.exists() {
        return Some(Unfit {
            said: Bilingual {
                vi: format!(
                    "Không có tệp khóa {name}; ở chế độ này máy chủ không tự tạo khóa đã được chỉ định."
                ),
                en: format!("The key {name} is not there; in this mode a key that is named is not made."),
            },
            change: format!("{change}   # openssl genpkey -algorithm ed25519 -out {name}"),
        });
    }
    let mode = readable_by_others(file)?;
    Some(Unfit {
        said: Bilingual {
            vi: format!("Tệp khóa {name} cho người khác đọc hoặc ghi (quyền {mode:03o})."),
            en: format!("The key {name} may be read or written by others (mode {mode:03o})."),
        },
        change: format!("{setting} = \"{name}\"   # chmod 600 {name}"),
    })
}

/// A client's secret that lets others than its owner read it.
fn secret(name: &str) -> Option<Unfit> {
    let mode = readable_by_others(Path::new(name))?;
    Some(Unfit {
        said: Bilingual {
            vi: format!("Tệp bí mật {name} cho người khác đọc hoặc ghi (quyền {mode:03o})."),
            en: format!("The secret {name} may be read or written by others (mode {mode:03o})."),
        },
        change: format!("client_secret_file = \"{name}\"   # chmod 600 {name}"),
    })
}

/// The permissions of a file that lets others than its owner in.
#[cfg(unix)]
pub fn readable_by_others(file: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(file).ok()?.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then_some(mode)
}

#[cfg(not(unix))]
pub fn readable_by_others(_: &Path) -> Option<u32> {
    None
}

//! Settings: flags before environment before file before `default.toml`, which is the manual.

mod environment;
mod issuers;
mod production;
mod sign_in;

pub use environment::unknown as unknown_variables;
pub use production::{Unfit, readable_by_others};
pub use sign_in::HalfOfSignIn;

use figment::{
    Figment,
    providers::{Format, Serialized, Toml},
};
use serde::Deserialize;
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use crate::{
    api::{Limits, RateLimits, ReadLimits},
    auth::{KeyPair, ProviderSettings},
    catalogue::Catalogue,
    courier,
    kit::{Error, Result},
    ledger::Keeper,
    organisation::roles::RoleRules,
    server::Connections,
    store,
};

const DEFAULTS: &str = include_str!("default.toml");

/// The most days of a setting: ten years.
const MOST_DAYS: u32 = 3_660;

/// Every setting; `default.toml` says what each is.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub mode: Mode,
    pub database_url: String,
    pub admin_database_url: String,
    pub runtime_role: String,
    pub runtime_password: String,
    pub national_database_url: String,
    pub national_role: String,
    pub national_password: String,
    pub listen: SocketAddr,
    pub data_dir: String,
    pub issuer: String,
    pub audience: String,
    pub key_file: String,
    pub issuers: Vec<ProviderSettings>,
    pub public_url: String,
    pub session_hours: u32,
    pub session_idle_minutes: u32,
    pub ledger_name: String,
    pub ledger_key_file: String,
    pub checkpoint_dir: String,
    pub catalogue_dir: String,
    pub sign_in_minutes: u32,
    pub small_numbers_below: u32,
    pub role_request_days: u32,
    pub answers_kept_days: u32,
    pub open_to_look_at: bool,
    pub migrate_on_start: bool,
    pub connections: u32,
    pub statement_timeout_seconds: u64,
    pub acquire_timeout_seconds: u64,
    pub kept_megabytes: u64,
    pub client_connections: usize,
    pub head_timeout_seconds: u64,
    pub body_timeout_seconds: u64,
    pub query_timeout_seconds: u64,
    pub mutation_timeout_seconds: u64,
    pub most_operation_cost: usize,
    pub cost_bucket: usize,
    pub cost_restored_per_second: usize,
    pub cost_bulk_times: usize,
    pub trusted_documents_only: String,
    pub queries_waiting: usize,
    pub most_rows: u64,
    pub deliver_notices: bool,
    pub smtp_host: String,
    pub smtp_port: u16,
    pub smtp_tls: SmtpTls,
    pub smtp_user: String,
    pub smtp_password: String,
    pub smtp_from: String,
    pub webhook_allow_private: bool,
    pub trust_file: String,
    pub remind_working_days: u32,
    pub courier_rest_seconds: u64,
    pub metrics_listen: String,
    pub log_format: LogFormat,
}

/// Whether a server is for trials or for use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    Trial,
    Production,
}

/// How the way to the mail server is secured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SmtpTls {
    StartTls,
    Tls,
    None,
}

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    Text,
    Json,
}

impl Config {
    /// Reads the settings. `flags` are those given on the command line.
    pub fn read(file: Option<&Path>, flags: &[(&str, String)]) -> Result<Config> {
        let mut figment = Figment::from(Toml::string(DEFAULTS));
        if let Some(file) = file {
            figment = figment.merge(Toml::file_exact(file));
        }
        figment = figment.merge(environment::read(std::env::vars())?);
        for (name, value) in flags {
            figment = figment.merge(Serialized::default(name, value));
        }
        let config: Config =
            figment.extract().map_err(|error| Error::broken(format!("settings: {error}")))?;
        config.check()
    }

    /// What the types do not say. Values are not repeated: an URL may hold a password.
    fn check(self) -> Result<Config> {
        let known = |url: &str| {
            ["", "sqlite://", "postgres://", "postgresql://"]
                .iter()
                .any(|scheme| if scheme.is_empty() { url.is_empty() } else { url.starts_with(scheme) })
        };
        for (name, url) in [
            ("database_url", &self.database_url),
            ("admin_database_url", &self.admin_database_url),
            ("national_database_url", &self.national_database_url),
        ] {
            if !known(url) {
                return Err(Error::broken(format!(
                    "settings: {name} begins with neither sqlite:// nor postgres://"
                )));
            }
        }
        if !self.smtp_host.is_empty() && self.smtp_from.is_empty() {
            return Err(Error::broken("settings: smtp_from is empty; a letter needs a sender"));
        }
        if self.smtp_tls == SmtpTls::None && !self.smtp_user.is_empty() && !is_this_machine(&self.smtp_host) {
            return Err(Error::broken(
                "settings: smtp_tls is none, and smtp_password would be sent for all to read",
            ));
        }
        if self.cost_bucket < self.most_operation_cost {
            return Err(Error::broken(
                "settings: cost_bucket is below most_operation_cost; such an operation could never run",
            ));
        }
        if self.small_numbers_below == 1 {
            return Err(Error::broken(
                "settings: small_numbers_below is 1; what is withheld would be known to be 0",
            ));
        }
        if self.cost_restored_per_second == 0 {
            return Err(Error::broken(
                "settings: cost_restored_per_second is 0; nobody could ever ask again",
            ));
        }
        for provider in &self.issuers {
            provider.check().map_err(|wrong| Error::broken(format!("settings: issuers: {wrong}")))?;
        }
        self.check_sign_in()?;
        self.metrics_address()?;
        for (name, days) in
            [("role_request_days", self.role_request_days), ("answers_kept_days", self.answers_kept_days)]
        {
            if !(1..=MOST_DAYS).contains(&days) {
                return Err(Error::broken(format!("settings: {name} is not from 1 to {MOST_DAYS}")));
            }
        }
        let silent = [
            ("head_timeout_seconds", self.head_timeout_seconds),
            ("body_timeout_seconds", self.body_timeout_seconds),
        ];
        if let Some((name, _)) = silent.iter().find(|(_, seconds)| *seconds == 0) {
            return Err(Error::broken(format!("settings: {name} is 0; nobody could send a request")));
        }
        if self.client_connections == 0 {
            return Err(Error::broken("settings: client_connections is 0; a server needs one at least"));
        }
        match self.connections {
            0 => Err(Error::broken("settings: connections is 0; a server needs one at least")),
            _ => Ok(self),
        }
    }

    /// Where the figures for Prometheus are told, if anywhere.
    pub fn metrics_address(&self) -> Result<Option<SocketAddr>> {
        match self.metrics_listen.as_str() {
            "" => Ok(None),
            address => address.parse().map(Some).map_err(|_| {
                Error::broken("settings: metrics_listen is no address with a port, such as 127.0.0.1:9464")
            }),
        }
    }

    /// The folder of the embedded database and the keys.
    pub fn data_dir(&self) -> PathBuf {
        PathBuf::from(if self.data_dir.is_empty() { "tonghop-data" } else { &self.data_dir })
    }

    /// The database that the server runs on.
    pub fn database(&self) -> store::Settings {
        let url = match self.database_url.as_str() {
            "" => format!("sqlite://{}", self.data_dir().join("tonghop.db").display()),
            url => url.to_owned(),
        };
        let national_url = Some(self.national_database_url.clone()).filter(|url| !url.is_empty());
        store::Settings { national_url, ..self.settings(url) }
    }

    /// The database as the operator's own commands open it: the owner's connection where there is one.
    pub fn admin_database(&self) -> store::Settings {
        match self.admin_database_url.as_str() {
            "" => self.database(),
            url => self.settings(url.to_owned()),
        }
    }

    fn settings(&self, url: String) -> store::Settings {
        store::Settings {
            url,
            national_url: None,
            connections: self.connections,
            statement_timeout: Duration::from_secs(self.statement_timeout_seconds),
            acquire_timeout: Duration::from_secs(self.acquire_timeout_seconds),
            write_acquire_timeout: Duration::from_secs(self.mutation_timeout_seconds.saturating_mul(2)),
            most_rows: self.most_rows,
            kept_bytes: self.kept_megabytes.saturating_mul(1 << 20),
            keeper: None,
            heard: None,
            planted: store::Planted::default(),
        }
    }

    /// The same database for whoever adds to the logs of provinces: with the key that signs them, made when it is not there.
    pub fn signing(&self, database: store::Settings) -> Result<store::Settings> {
        Ok(store::Settings { keeper: Some(self.keeper()?), ..database })
    }

    /// Who signs what is added to the logs of provinces, and where checkpoints are kept.
    pub fn keeper(&self) -> Result<Keeper> {
        let key = KeyPair::read_or_make(&self.ledger_key())?;
        Keeper::new(key, &self.ledger_name, Some(self.checkpoint_dir()))
    }

    /// The file of the key that signs the logs.
    pub fn ledger_key(&self) -> PathBuf {
        match self.ledger_key_file.as_str() {
            "" => self.data_dir().join("ledger.pem"),
            file => PathBuf::from(file),
        }
    }

    /// The folder in which checkpoints are kept outside the database.
    pub fn checkpoint_dir(&self) -> PathBuf {
        match self.checkpoint_dir.as_str() {
            "" => self.data_dir().join("checkpoints"),
            folder => PathBuf::from(folder),
        }
    }

    /// The role that the server runs under.
    pub fn runtime(&self) -> store::DatabaseRole<'_> {
        role(&self.runtime_role, &self.runtime_password)
    }

    /// The role by which it reads for the nation's readers, if there are any.
    pub fn national(&self) -> Option<store::DatabaseRole<'_>> {
        (!self.national_role.is_empty()).then(|| role(&self.national_role, &self.national_password))
    }

    /// The file that the demo's tokens are written to.
    pub fn demo_tokens(&self) -> PathBuf {
        self.data_dir().join("demo").join("tokens.json")
    }

    /// How long a sign-in is recent.
    pub fn sign_in_age(&self) -> chrono::Duration {
        chrono::Duration::minutes(self.sign_in_minutes.into())
    }

    /// How long a request for a change of a role waits for a decision.
    pub fn role_rules(&self) -> RoleRules {
        RoleRules { good_for: chrono::Duration::days(self.role_request_days.into()) }
    }

    /// How long what a request was first answered is kept for when it is sent again.
    pub fn answers_kept_for(&self) -> chrono::Duration {
        chrono::Duration::days(self.answers_kept_days.into())
    }

    /// What the trusted certificates' file holds; nothing where none is named.
    fn more_roots(&self) -> Result<Vec<u8>> {
        match self.trust_file.as_str() {
            "" => Ok(Vec::new()),
            file => {
                std::fs::read(file).map_err(|error| Error::broken(format!("trust_file: {file}: {error}")))
            }
        }
    }

    /// The catalogue: the program's own, or that of a folder. Every fault of it is named with file and line.
    pub fn catalogue(&self) -> Result<Catalogue> {
        let read = match self.catalogue_dir.as_str() {
            "" => Catalogue::embedded(),
            folder => Catalogue::load(Path::new(folder)),
        };
        read.map_err(|faults| {
            let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
            Error::broken(format!("the catalogue is refused:\n{}", lines.join("\n")))
        })
    }

    /// What the courier is started with.
    pub fn courier(&self) -> Result<courier::Settings> {
        let (tls, usual) = match self.smtp_tls {
            SmtpTls::StartTls => (courier::MailTls::StartTls, 587),
            SmtpTls::Tls => (courier::MailTls::Wrapped, 465),
            SmtpTls::None => (courier::MailTls::None, 25),
        };
        let mail = (!self.smtp_host.is_empty()).then(|| courier::Mail {
            host: self.smtp_host.clone(),
            port: if self.smtp_port == 0 { usual } else { self.smtp_port },
            tls,
            login: (!self.smtp_user.is_empty()).then(|| (self.smtp_user.clone(), self.smtp_password.clone())),
            from: self.smtp_from.clone(),
        });
        Ok(courier::Settings {
            mail,
            private_webhooks: self.webhook_allow_private,
            more_roots: self.more_roots()?,
            remind_working_days: self.remind_working_days,
            rest: Duration::from_secs(self.courier_rest_seconds.max(1)),
        })
    }

    /// What clients may take of connections.
    pub fn client_connections(&self) -> Connections {
        Connections {
            most: self.client_connections,
            head_timeout: Duration::from_secs(self.head_timeout_seconds),
        }
    }

    /// The limits of the transport.
    pub fn limits(&self) -> Limits {
        let readers = store::Settings::readers(&self.database().url, self.connections);
        Limits {
            body_timeout: Duration::from_secs(self.body_timeout_seconds),
            rates: RateLimits {
                operation: self.most_operation_cost,
                bucket: self.cost_bucket,
                restore_per_second: self.cost_restored_per_second,
                bulk: self.cost_bulk_times,
                ..RateLimits::default()
            },
            reads: ReadLimits {
                at_once: usize::try_from(readers * 3 / 4).unwrap_or(usize::MAX).max(1),
                waiting: self.queries_waiting,
            },
            query_timeout: Duration::from_secs(self.query_timeout_seconds),
            mutation_timeout: Duration::from_secs(self.mutation_timeout_seconds),
            ..Limits::default()
        }
    }
}

/// Whether a host's name or address is this machine's own.
pub fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// A role with its password, where one is given.
fn role<'a>(name: &'a str, password: &'a str) -> store::DatabaseRole<'a> {
    store::DatabaseRole { name, password: Some(password).filter(|password| !password.is_empty()) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::auth::Signing;

    fn read(flags: &[(&str, String)]) -> std::result::Result<Config, String> {
        Config::read(None, flags).map_err(|error| format!("{error:?}"))
    }

    #[test]
    fn the_manual_is_the_default() {
        let config = read(&[]).unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(config.database().url, "sqlite://tonghop-data/tonghop.db");
        let on_postgres = read(&[("database_url", "postgres://u@host/d".into())]).unwrap();
        assert_eq!(format!("{:?}", on_postgres.limits()), format!("{:?}", Limits::default()));
        assert_eq!(config.limits().reads.at_once, 3);
    }

    #[test]
    fn flags_win_and_nonsense_is_refused() {
        let config = read(&[("listen", "127.0.0.1:9".into())]).unwrap();
        assert_eq!(config.listen.port(), 9);
        assert!(read(&[("listen", "nowhere".into())]).is_err());
    }

    #[test]
    fn the_environment_is_taken_as_it_stands() {
        let read = |name: &str, value: &str| {
            let figment =
                environment::read([(name.to_owned(), value.to_owned())]).map_err(|e| format!("{e:?}"))?;
            let figment = Figment::from(Toml::string(DEFAULTS)).merge(figment);
            figment.extract::<Config>().map_err(|error| error.to_string())
        };
        assert_eq!(read("TONGHOP_RUNTIME_PASSWORD", "90210777").unwrap().runtime_password, "90210777");
        assert_eq!(read("TONGHOP_RUNTIME_PASSWORD", "\"quoted\"").unwrap().runtime_password, "\"quoted\"");
        assert_eq!(read("TONGHOP_CONNECTIONS", "7").unwrap().connections, 7);
        assert!(read("TONGHOP_MIGRATE_ON_START", "false").is_ok_and(|config| !config.migrate_on_start));
        assert!(read("TONGHOP_CONNECTIONS", "many").is_err_and(|said| said.contains("TONGHOP_CONNECTIONS")));
        assert_eq!(read("TONGHOP_OF_OTHERS", "x").unwrap().connections, 16);
        let provider = r#"[{ issuer = "https://sso.example", audience = "tonghop", algorithm = "ES256" }]"#;
        let known = read("TONGHOP_ISSUERS", provider).unwrap().issuers;
        assert_eq!((known.len(), known[0].algorithm), (1, Signing::Ecdsa));
        assert!(
            read("TONGHOP_ISSUERS", "https://sso.example")
                .is_err_and(|said| said.contains("TONGHOP_ISSUERS"))
        );
        assert!(
            read("TONGHOP_KEY_FILE", "/keys/token.pem")
                .is_ok_and(|config| config.key_file == "/keys/token.pem")
        );
    }

    #[test]
    fn days_that_never_come_or_never_end_are_refused() {
        let changed = |name: &str, value: u64| {
            let figment = Figment::from(Toml::string(DEFAULTS)).merge(Serialized::default(name, value));
            figment.extract::<Config>().unwrap().check().is_ok()
        };
        for name in ["role_request_days", "answers_kept_days"] {
            assert_eq!([0, 1, 3_660, 3_661].map(|days| changed(name, days)), [false, true, true, false]);
        }
    }

    #[test]
    fn rates_by_which_nothing_could_run_are_refused() {
        let changed = |name: &str, value: u64| {
            let figment = Figment::from(Toml::string(DEFAULTS)).merge(Serialized::default(name, value));
            figment.extract::<Config>().unwrap().check().is_ok()
        };
        assert!(!changed("cost_bucket", 199_999) && changed("cost_bucket", 200_000));
        assert!(!changed("cost_restored_per_second", 0) && changed("cost_restored_per_second", 1));
    }

    #[test]
    fn what_cannot_work_is_refused_without_repeating_secrets() {
        let refused = read(&[("database_url", "postgrs://u:secret@host/d".into())]).err().unwrap();
        assert!(refused.contains("database_url") && !refused.contains("secret"), "{refused}");
        assert!(read(&[("database_url", "postgresql://u@host/d".into())]).is_ok());
        let plain = r#"issuers = [{ issuer = "http://sso.example", audience = "a", algorithm = "RS256" }]"#;
        let plain = Figment::from(Toml::string(DEFAULTS)).merge(Toml::string(plain));
        assert!(plain.extract::<Config>().unwrap().check().is_err());
        for unknown in ["algorithm = \"HS256\"", "algorithm = \"RS256\", jku = true"] {
            let text =
                format!("issuers = [{{ issuer = \"https://a.example\", audience = \"a\", {unknown} }}]");
            let figment = Figment::from(Toml::string(DEFAULTS)).merge(Toml::string(&text));
            assert!(figment.extract::<Config>().is_err(), "{unknown}");
        }
        let none = [("connections".to_owned(), 0_u32)];
        let none = Figment::from(Toml::string(DEFAULTS)).merge(Serialized::default(&none[0].0, none[0].1));
        assert!(none.extract::<Config>().unwrap().check().is_err());
    }
}

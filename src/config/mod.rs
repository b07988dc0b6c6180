//! Settings: flags before environment before file before `default.toml`, which is the manual.

use figment::{
    Figment,
    providers::{Env, Format, Serialized, Toml},
};
use serde::Deserialize;
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use crate::{
    api::Limits,
    auth::{Issuer, KeyPair},
    catalogue::Catalogue,
    kit::{Clock, Error, Result},
    store,
};

const DEFAULTS: &str = include_str!("default.toml");
const PREFIX: &str = "TONGHOP_";

/// Every setting; `default.toml` says what each is.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub database_url: String,
    pub admin_database_url: String,
    pub runtime_role: String,
    pub runtime_password: String,
    pub listen: SocketAddr,
    pub data_dir: String,
    pub issuer: String,
    pub audience: String,
    pub key_file: String,
    pub catalogue_dir: String,
    pub open_to_look_at: bool,
    pub migrate_on_start: bool,
    pub connections: u32,
    pub statement_timeout_seconds: u64,
    pub acquire_timeout_seconds: u64,
    pub query_timeout_seconds: u64,
    pub mutation_timeout_seconds: u64,
    pub log_format: LogFormat,
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
        figment =
            figment.merge(from_files()?).merge(Env::prefixed(PREFIX).filter(|key| is_setting(key.as_str())));
        for (name, value) in flags {
            figment = figment.merge(Serialized::default(name, value));
        }
        figment.extract().map_err(|error| Error::broken(format!("settings: {error}")))
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
        self.settings(url)
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
            connections: self.connections,
            statement_timeout: Duration::from_secs(self.statement_timeout_seconds),
            acquire_timeout: Duration::from_secs(self.acquire_timeout_seconds),
        }
    }

    /// The runtime role and its password, as `migrate` wants them.
    pub fn runtime(&self) -> (&str, Option<&str>) {
        (&self.runtime_role, Some(self.runtime_password.as_str()).filter(|password| !password.is_empty()))
    }

    /// The issuer of our own tokens, its key made when it is not there.
    pub fn issuer(&self, clock: Clock) -> Result<Issuer> {
        let file = match self.key_file.as_str() {
            "" => self.data_dir().join("token.pem"),
            file => PathBuf::from(file),
        };
        Ok(Issuer::new(&self.issuer, &self.audience, KeyPair::read_or_make(&file)?, clock))
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

    /// The limits of the transport.
    pub fn limits(&self) -> Limits {
        Limits {
            query_timeout: Duration::from_secs(self.query_timeout_seconds),
            mutation_timeout: Duration::from_secs(self.mutation_timeout_seconds),
            ..Limits::default()
        }
    }
}

/// Whether a name in the environment is a setting: other programs' variables may share the prefix.
fn is_setting(name: &str) -> bool {
    DEFAULTS
        .lines()
        .filter_map(|line| line.split_once(" = "))
        .any(|(known, _)| known.eq_ignore_ascii_case(name))
}

/// The settings whose value stands in a file that the environment names.
fn from_files() -> Result<Figment> {
    let mut figment = Figment::new();
    for (name, path) in std::env::vars() {
        let setting = name.strip_prefix(PREFIX).and_then(|name| name.strip_suffix("_FILE"));
        let Some(setting) = setting.map(str::to_ascii_lowercase).filter(|name| is_setting(name)) else {
            continue;
        };
        // The signing key is itself a file: its setting is the path.
        if setting == "key" {
            continue;
        }
        let value =
            std::fs::read_to_string(&path).map_err(|e| Error::broken(format!("{name}: {path}: {e}")))?;
        figment = figment.merge(Serialized::default(&setting, value.trim_end()));
    }
    Ok(figment)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn read(flags: &[(&str, String)]) -> std::result::Result<Config, String> {
        Config::read(None, flags).map_err(|error| format!("{error:?}"))
    }

    #[test]
    fn the_manual_is_the_default() {
        let config = read(&[]).unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(config.database().url, "sqlite://tonghop-data/tonghop.db");
    }

    #[test]
    fn flags_win_and_nonsense_is_refused() {
        let config = read(&[("listen", "127.0.0.1:9".into())]).unwrap();
        assert_eq!(config.listen.port(), 9);
        assert!(read(&[("listen", "nowhere".into())]).is_err());
    }
}

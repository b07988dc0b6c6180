//! Settings out of the environment.

use figment::{Figment, providers::Serialized};

use super::DEFAULTS;
use crate::kit::{Error, Result};

const PREFIX: &str = "TONGHOP_";

/// What the program reads itself, besides settings: what is logged, and where a crash test ends it.
const OTHERS: [&str; 2] = ["TONGHOP_LOG", "TONGHOP_FAILPOINT"];

/// The variables with our prefix that nothing reads: most often a setting that was misspelled.
pub fn unknown(variables: impl IntoIterator<Item = (String, String)>) -> Vec<String> {
    let unknown = |name: &String| {
        let Some(setting) = name.strip_prefix(PREFIX).map(str::to_ascii_lowercase) else { return false };
        let file = setting.strip_suffix("_file").is_some_and(|setting| default_of(setting).is_some());
        default_of(&setting).is_none() && !file && !OTHERS.contains(&name.as_str())
    };
    let mut names: Vec<String> = variables.into_iter().map(|(name, _)| name).filter(unknown).collect();
    names.sort();
    names
}

/// The settings in the environment, and those whose value stands in a file that it names; the environment itself wins.
///
/// A value is taken as it stands where the default is a text: a password of digits is a text too.
pub fn read(variables: impl IntoIterator<Item = (String, String)>) -> Result<Figment> {
    let (mut direct, mut named) = (Figment::new(), Figment::new());
    for (name, value) in variables {
        // Other programs' variables may share the prefix.
        let Some(setting) = name.strip_prefix(PREFIX).map(str::to_ascii_lowercase) else { continue };
        if let Some(default) = default_of(&setting) {
            direct = direct.merge(typed(&setting, default, &name, &value)?);
        } else if let Some(setting) = setting.strip_suffix("_file")
            && let Some(default) = default_of(setting)
        {
            let text = std::fs::read_to_string(&value)
                .map_err(|error| Error::broken(format!("{name}: {value}: {error}")))?;
            named = named.merge(typed(setting, default, &name, text.trim_end())?);
        }
    }
    Ok(named.merge(direct))
}

/// The default of a setting as the manual writes it; `None` for a name that is no setting.
fn default_of(setting: &str) -> Option<&'static str> {
    DEFAULTS
        .lines()
        .filter_map(|line| line.split_once(" = "))
        .find(|(name, _)| *name == setting)
        .map(|(_, text)| text)
}

/// A value out of the environment, of the kind that its default is of.
fn typed(setting: &str, default: &str, name: &str, value: &str) -> Result<Figment> {
    let wrong = |kind: &str| Error::broken(format!("settings: {name} is not {kind}"));
    let figment = Figment::new();
    Ok(match default {
        text if text.starts_with('"') => figment.merge(Serialized::default(setting, value)),
        "true" | "false" => {
            let value: bool = value.trim().parse().map_err(|_| wrong("true or false"))?;
            figment.merge(Serialized::default(setting, value))
        }
        "[]" => {
            let list: toml::Table =
                format!("{setting} = {value}").parse().map_err(|_| wrong("a list as in TOML"))?;
            figment.merge(Serialized::defaults(list))
        }
        _ => {
            let value: u64 = value.trim().parse().map_err(|_| wrong("a whole number"))?;
            figment.merge(Serialized::default(setting, value))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelled_setting_is_known_as_such() {
        let names = ["TONGHOP_LISTN", "TONGHOP_LISTEN", "TONGHOP_SMTP_PASSWORD_FILE", "TONGHOP_LOG", "PATH"];
        let variables = names.map(|name| (name.to_owned(), String::new()));
        assert_eq!(unknown(variables), ["TONGHOP_LISTN"]);
    }
}

//! The settings by which people sign in in the browser.

use chrono::Duration;

use super::Config;
use crate::{
    auth::{Issuers, SignIn, own_origin},
    kit::{Error, Result},
};

/// The longest that a session may last, in hours: a day.
const MOST_HOURS: u32 = 24;

/// Which half of what signing in needs is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HalfOfSignIn {
    /// A provider to sign in at, and no address of our own to come back to.
    Provider,
    /// An address to come back to, and no provider to sign in at.
    Address,
}

impl Config {
    /// What the types do not say of it.
    pub(super) fn check_sign_in(&self) -> Result<()> {
        let wrong = |what: &str| Err(Error::broken(format!("settings: {what}")));
        if !self.public_url.is_empty()
            && let Err(why) = own_origin(&self.public_url)
        {
            return wrong(&format!("public_url: {why}"));
        }
        if !(1..=MOST_HOURS).contains(&self.session_hours) {
            return wrong(&format!("session_hours must be 1 to {MOST_HOURS}"));
        }
        if !(1..=self.session_hours * 60).contains(&self.session_idle_minutes) {
            return wrong("session_idle_minutes must be 1 at least, and no longer than session_hours");
        }
        let mut names: Vec<&str> = self.ways_in().collect();
        names.sort_unstable();
        match names.windows(2).find(|two| two[0] == two[1]) {
            Some(two) => wrong(&format!("issuers: two are chosen by the name {}", two[0])),
            None => Ok(()),
        }
    }

    /// The names that people choose providers by.
    fn ways_in(&self) -> impl Iterator<Item = &str> {
        self.issuers.iter().filter_map(|provider| Some(provider.sign_in.as_ref()?.name.as_str()))
    }

    /// Which half is there, where only one is: nobody signs in by that.
    pub fn half_of_sign_in(&self) -> Option<HalfOfSignIn> {
        match (self.ways_in().next().is_some(), self.public_url.is_empty()) {
            (true, true) => Some(HalfOfSignIn::Provider),
            (false, false) => Some(HalfOfSignIn::Address),
            _ => None,
        }
    }

    /// How people sign in in the browser at some of the issuers; `None` where they do not.
    pub fn sign_in(&self, issuers: &Issuers) -> Result<Option<SignIn>> {
        if self.public_url.is_empty() || self.ways_in().next().is_none() {
            return Ok(None);
        }
        let origin = own_origin(&self.public_url).map_err(Error::broken)?;
        let longest = Duration::hours(self.session_hours.into());
        let idle = Duration::minutes(self.session_idle_minutes.into());
        Ok(Some(SignIn::new(origin, issuers.clone(), longest, idle)))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::config::DEFAULTS;
    use figment::{
        Figment,
        providers::{Format, Toml},
    };

    const PROVIDER: &str = r#"
        [[issuers]]
        issuer = "https://sso.example"
        audience = "tonghop"
        algorithm = "RS256"
        [issuers.sign_in]
        name = "Cán bộ"
        client_id = "tonghop-web"
    "#;

    fn read(text: &str) -> Config {
        let figment = Figment::from(Toml::string(DEFAULTS)).merge(Toml::string(text));
        figment.extract::<Config>().unwrap()
    }

    #[test]
    fn a_half_is_none() {
        let url = "public_url = \"https://tonghop.example\"\n";
        assert_eq!(read("").half_of_sign_in(), None);
        assert_eq!(read(url).half_of_sign_in(), Some(HalfOfSignIn::Address));
        assert_eq!(read(PROVIDER).half_of_sign_in(), Some(HalfOfSignIn::Provider));
        let whole = read(&format!("{url}{PROVIDER}"));
        assert_eq!(whole.half_of_sign_in(), None);
        assert!(whole.check().is_ok());
    }

    #[test]
    fn what_cannot_work_is_refused() {
        for bad in [
            "public_url = \"http://tonghop.example\"",
            "public_url = \"https://tonghop.example/thu\"",
            "session_hours = 0",
            "session_hours = 25",
            "session_idle_minutes = 0",
            "session_idle_minutes = 481",
            &format!("{PROVIDER}{}", PROVIDER.replace("sso.example", "sso2.example")),
            &PROVIDER.replace("tonghop-web", "tonghop"),
        ] {
            assert!(read(bad).check().is_err(), "{bad}");
        }
        assert!(read("session_hours = 24\nsession_idle_minutes = 1440").check().is_ok());
    }
}

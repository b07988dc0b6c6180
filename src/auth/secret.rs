//! The secrets of service accounts: which tenant's, and 256 random bits. Whoever has one is the account; nothing is signed.

use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::kit::{Error, Result, digest};

/// What every such secret begins with, so that people and programs that look for lost secrets know one when they see it.
const PREFIX: &str = "tonghop_";
/// Bytes of a tenant's number, and of what is random.
const TENANT: usize = 4;
const RANDOM: usize = 32;

/// A secret as its bearer shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    tenant: i32,
    text: String,
}

impl Secret {
    /// A new one for a tenant's account, from the system's random numbers.
    pub fn generate(tenant: i32) -> Result<Secret> {
        let mut bytes = [0_u8; TENANT + RANDOM];
        let (number, random) = bytes.split_at_mut(TENANT);
        number.copy_from_slice(&tenant.to_be_bytes());
        SystemRandom::new().fill(random).map_err(|_| Error::broken("no random numbers"))?;
        Ok(Secret { tenant, text: format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes)) })
    }

    /// Whether a token says that it is such a secret; whether it is one is for [`Secret::read`].
    pub fn is_meant(token: &str) -> bool {
        token.starts_with(PREFIX)
    }

    /// Reads a secret; `None` for a text that can be none.
    pub fn read(token: &str) -> Option<Secret> {
        let bytes = URL_SAFE_NO_PAD.decode(token.strip_prefix(PREFIX)?).ok()?;
        let (number, random) = bytes.split_at_checked(TENANT)?;
        let tenant = i32::from_be_bytes(number.try_into().ok()?);
        (tenant > 0 && random.len() == RANDOM).then(|| Secret { tenant, text: token.to_owned() })
    }

    /// Whose account it is for, if for any.
    pub fn tenant(&self) -> i32 {
        self.tenant
    }

    /// What is stored of it, and found by: SHA-256 in hexadecimal. No salt and no slow hash: nobody guesses 256 random bits.
    pub fn digest(&self) -> String {
        digest::sha256(self.text.as_bytes())
    }

    /// The whole of it, for the one who asked for it.
    pub fn reveal(self) -> String {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_read_as_it_was_made_and_nothing_else_is() {
        let Ok(secret) = Secret::generate(84) else { panic!("no random numbers") };
        let text = secret.clone().reveal();
        assert!(Secret::is_meant(&text) && text.len() == PREFIX.len() + 48);
        let read = Secret::read(&text);
        assert_eq!(read.as_ref().map(|read| (read.tenant(), read.digest())), Some((84, secret.digest())));
        let another = Secret::generate(84).map(Secret::reveal).unwrap_or_default();
        assert!(another != text && another[..13] == text[..13], "the same tenant's");
        for bad in [
            &text[1..],
            &text[..text.len() - 1],
            &format!("{text}A"),
            &format!("{text}="),
            &text.replace("tonghop_", "TONGHOP_"),
            PREFIX,
            "",
            "tonghop_AAAA",
        ] {
            assert!(Secret::read(bad).is_none(), "{bad}");
        }
        let nobodys = |number: i32| {
            format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode([&number.to_be_bytes()[..], &[7; RANDOM]].concat()))
        };
        assert!(Secret::read(&nobodys(1)).is_some());
        assert!(Secret::read(&nobodys(0)).is_none() && Secret::read(&nobodys(-1)).is_none());
    }
}
